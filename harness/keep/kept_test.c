/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/keep/kept.h"

#define FILE_NAME "row"
#define REVISION "0123456789abcdef"

static const struct row rows[] = { { .name = "row", .clause = "X-01" } };
static const struct area area = { .name = "area", .rows = rows,
    .rows_len = 1 };

static const char printed[] =
    "planned instances=2 clause=X-01 row='area/row'\n"
    "instance id='area/row[a=1]' clause=X-01 verdict=conforms\n"
    "  - a trace\n"
    "instance id='area/row[a=2]' clause=X-01 verdict=differs\n"
    "done instances=2 executed=2\n";

static void
plan(void)
{
	struct why why = WHY_INIT;

	ATF_REQUIRE_MSG(kept_plan(FILE_NAME, REVISION, &area, rows, 2, &why),
	    "%s", why.text);
}

static enum kept_state
look(struct text *output, struct tally *t)
{
	struct kept k = KEPT_INIT;
	enum kept_state state = kept_read(&k, FILE_NAME, t);

	if (output != NULL)
		text_add(output, text_get(&k.output), k.output.len);
	kept_release(&k);
	return state;
}

static enum kept_state
state(void)
{
	struct tally t = TALLY_INIT;
	enum kept_state s = look(NULL, &t);

	tally_release(&t);
	return s;
}

/* Prints all of it, and says what came of it, or not. */
static void
write_row(FILE *beside, bool ended)
{
	struct kept k = KEPT_INIT;
	struct tally t = TALLY_INIT;
	FILE *out;

	ATF_REQUIRE_EQ(KEPT_PLANNED, kept_read(&k, FILE_NAME, &t));
	out = kept_start(&k, beside, &area, rows);
	ATF_REQUIRE(out != NULL);
	fputs(printed, out);
	t = (struct tally){ .planned = 2, .executed = 2, .unexpected = 1 };
	text_adds(&t.first, "it's 1 of\n2");
	if (ended)
		kept_end(&k, out, &t);
	else
		fclose(out);
	kept_release(&k);
	tally_release(&t);
}

ATF_TC_WITHOUT_HEAD(row_is_read_as_it_was_written);
ATF_TC_BODY(row_is_read_as_it_was_written, tc)
{
	struct text output = TEXT_INIT;
	struct tally t = TALLY_INIT;
	FILE *beside = fopen("beside", "w");

	ATF_CHECK_EQ(KEPT_NOTHING, state());
	plan();
	ATF_CHECK_EQ(KEPT_PLANNED, state());
	write_row(beside, true);
	fclose(beside);
	ATF_CHECK_EQ(KEPT_COMPLETE, look(&output, &t));
	ATF_CHECK_STREQ(printed, text_get(&output));
	ATF_CHECK(atf_utils_compare_file("beside", printed));
	ATF_CHECK_EQ(2, t.planned);
	ATF_CHECK_EQ(2, t.executed);
	ATF_CHECK_EQ(1, t.unexpected);
	ATF_CHECK_STREQ("it's 1 of\n2", text_get(&t.first));
	ATF_CHECK_STREQ("", text_get(&t.absent));
	text_release(&output);
	tally_release(&t);
}

ATF_TC_WITHOUT_HEAD(row_without_its_end_is_begun);
ATF_TC_BODY(row_without_its_end_is_begun, tc)
{
	struct text output = TEXT_INIT;
	struct tally t = TALLY_INIT;

	plan();
	write_row(stderr, false);
	ATF_CHECK_EQ(KEPT_BEGUN, look(&output, &t));
	ATF_CHECK_STREQ(printed, text_get(&output));
	text_release(&output);
}

static void
write_bytes(const char *bytes, size_t len)
{
	FILE *out = fopen(FILE_NAME, "w");

	ATF_REQUIRE(out != NULL && fwrite(bytes, 1, len, out) == len &&
	    fclose(out) == 0);
}

/* Wherever it was cut off: what is whole is read, and nothing else. */
ATF_TC_WITHOUT_HEAD(each_beginning_is_read_and_is_not_complete);
ATF_TC_BODY(each_beginning_is_read_and_is_not_complete, tc)
{
	struct text all = TEXT_INIT, output = TEXT_INIT;
	struct tally t = TALLY_INIT;
	struct why why = WHY_INIT;
	size_t n;

	plan();
	write_row(stderr, true);
	ATF_REQUIRE(asset_read(FILE_NAME, SIZE_MAX, &all, &why));
	for (n = 0; n < all.len; n++) {
		write_bytes(all.at, n);
		text_cut(&output, 0);
		ATF_CHECK(look(&output, &t) != KEPT_COMPLETE);
		ATF_CHECK_EQ(0, strncmp(printed, text_get(&output),
		    output.len));
		ATF_CHECK(output.len == 0 || output.at[output.len - 1] == '\n');
	}
	text_release(&all);
	text_release(&output);
}

/* A byte of it is another: no line at or behind it is believed. */
ATF_TC_WITHOUT_HEAD(damaged_row_is_not_complete);
ATF_TC_BODY(damaged_row_is_not_complete, tc)
{
	struct text all = TEXT_INIT;
	struct why why = WHY_INIT;
	size_t n;

	plan();
	write_row(stderr, true);
	ATF_REQUIRE(asset_read(FILE_NAME, SIZE_MAX, &all, &why));
	for (n = 0; n < all.len; n++) {
		all.at[n] ^= 1;
		write_bytes(all.at, all.len);
		ATF_CHECK_MSG(state() != KEPT_COMPLETE, "byte %zu", n);
		all.at[n] ^= 1;
	}
	text_release(&all);
}

ATF_TC_WITHOUT_HEAD(what_has_no_room_goes_beside);
ATF_TC_BODY(what_has_no_room_goes_beside, tc)
{
	struct rlimit limit = { 400, 400 };
	char read[sizeof(printed)] = "";
	FILE *beside;

	plan();
	signal(SIGXFSZ, SIG_IGN);
	/* The file beside is memory: it has no limit. */
	beside = fmemopen(read, sizeof(read), "w");
	ATF_REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	write_row(beside, true);
	fclose(beside);
	ATF_CHECK_STREQ(printed, read);
	ATF_CHECK_EQ(KEPT_BEGUN, state());
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, row_is_read_as_it_was_written);
	ATF_TP_ADD_TC(tp, row_without_its_end_is_begun);
	ATF_TP_ADD_TC(tp, each_beginning_is_read_and_is_not_complete);
	ATF_TP_ADD_TC(tp, damaged_row_is_not_complete);
	ATF_TP_ADD_TC(tp, what_has_no_room_goes_beside);
	return atf_no_error();
}
