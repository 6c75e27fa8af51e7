/* SPDX-License-Identifier: BSD-2-Clause */
/* A list of mutants that is wrong, what becomes of one, and the score of some. */
#include <atf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/mutants/score.h"
#include "harness/rows/areas.h"

static const struct row area_rows[] = {
	{ .name = "it_is", .clause = "A-01" },
	{ .name = "it_is_too", .clause = "A-01" },
	{ .name = "it_is_not", .clause = "A-02" },
};

static const struct area area = { .name = "only", .rows = area_rows,
	.rows_len = 3 };
const struct area *const areas[] = { &area };
const size_t areas_len = 1;

#define ONE(name) "mutant " name "\nclause A-01\nwhat it is wrong\n" \
	"file a.c\n-old\n+new\n"

static void
write_list(const char *text)
{
	FILE *f = fopen("list", "w");

	ATF_REQUIRE(f != NULL);
	fputs(text, f);
	fclose(f);
}

static const struct {
	const char *text, *sentence;
} wrong[] = {
	{ "nonsense\n", "list:1: 'nonsense' is not understood" },
	{ "clause A-01\n", "list:1: 'clause' is not understood" },
	{ "# a word\n\nmutant a\nodd x\n", "list:4: 'odd' is not understood" },
	{ ONE("a") "mutant a\n", "list:7: 'mutant' is not understood" },
	{ ONE("a") "platform a", "list:7: 'platform' is not understood" },
	{ "platform a\nneeds ipv6\n", "list:2: 'needs' is not understood" },
	{ "platform a\nclause 1 2 3 4 5 6 7 8 9 10 11 12 13\n",
	    "list:2: 'clause' is not understood" },
	{ "platform a\nwhat x\n", "list: 'a' lacks a line" },
	{ "platform a\nclause A-01\n", "list: 'a' lacks a line" },
	{ "mutant a\nclause A-01\nwhat x\n", "list: 'a' lacks a line" },
	{ "mutant a\nclause A-01\nwhat x\nfile a.c\n+new\n",
	    "list: 'a' lacks a line" },
	{ "legal a\nclause A-01\nwhat x\nfile a.c\n-old\n",
	    "list: 'a' lacks a line" },
};

ATF_TC_WITHOUT_HEAD(wrong_list_is_named_by_its_line);
ATF_TC_BODY(wrong_list_is_named_by_its_line, tc)
{
	struct mutants all = MUTANTS_INIT;
	struct why why = WHY_INIT;
	size_t i;

	(void)tc;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		write_list(wrong[i].text);
		ATF_CHECK_MSG(!mutants_read(&all, "list", &why), "%s",
		    wrong[i].text);
		ATF_CHECK_MSG(strncmp(why.text, wrong[i].sentence,
		    strlen(wrong[i].sentence)) == 0, "%s", why.text);
		mutants_release(&all);
	}
	ATF_CHECK(!mutants_read(&all, "nowhere", &why));
	ATF_CHECK_STREQ("cannot read 'nowhere': No such file or directory",
	    why.text);
	mutants_release(&all);
}

ATF_TC_WITHOUT_HEAD(lists_have_an_end);
ATF_TC_BODY(lists_have_an_end, tc)
{
	struct mutants all = MUTANTS_INIT;
	struct why why = WHY_INIT;
	int i;

	(void)tc;
	write_list("");
	for (i = 0; i < MUTANT_LISTS; i++)
		ATF_REQUIRE_MSG(mutants_read(&all, "list", &why), "%s",
		    why.text);
	ATF_CHECK(!mutants_read(&all, "list", &why));
	ATF_CHECK_STREQ("too many lists", why.text);
	mutants_release(&all);
}

static const struct {
	const char *from, *to, *sentence;	/* NULL: it applies */
} applied[] = {
	{ "an old line", "an new line", NULL },
	{ "another", NULL,
	    "mutant 'a' does not apply: its text stands nowhere in 'a.c'" },
	{ "old and old", NULL, "mutant 'a' does not apply: its text stands "
	    "more than once in 'a.c'" },
};

ATF_TC_WITHOUT_HEAD(mutant_applies_where_its_text_stands_once);
ATF_TC_BODY(mutant_applies_where_its_text_stands_once, tc)
{
	struct mutants all = MUTANTS_INIT;
	struct text to = TEXT_INIT;
	struct why why = WHY_INIT;
	size_t i;

	(void)tc;
	write_list(ONE("a"));
	ATF_REQUIRE_MSG(mutants_read(&all, "list", &why), "%s", why.text);
	for (i = 0; i < sizeof(applied) / sizeof(applied[0]); i++) {
		text_cut(&to, 0);
		ATF_CHECK_EQ(applied[i].sentence == NULL, mutant_apply(
		    mutants_find(&all, "a"), applied[i].from, &to, &why));
		if (applied[i].sentence == NULL)
			ATF_CHECK_STREQ(applied[i].to, text_get(&to));
		else
			ATF_CHECK_STREQ(applied[i].sentence, why.text);
	}
	ATF_CHECK(mutants_find(&all, "b") == NULL);
	text_release(&to);
	mutants_release(&all);
}

ATF_TC_WITHOUT_HEAD(platform_is_started_by_its_prefix);
ATF_TC_BODY(platform_is_started_by_its_prefix, tc)
{
	static const char loaded[] = "env LD_PRELOAD=build/mutants/platform.so "
	    "PYSOCK_PLATFORM=";
	struct mutants all = MUTANTS_INIT;
	struct text to = TEXT_INIT, due = TEXT_INIT;
	struct why why = WHY_INIT;

	(void)tc;
	write_list("platform a\nclause A-01\nwhat x\n"
	    "wrap {top}/refuse x -- {top}/y\n");
	ATF_REQUIRE_MSG(mutants_read(&all, "list", &why), "%s", why.text);
	mutant_wrap(&all, "a", "/t", &to);
	text_addf(&due, "/t/refuse x -- /t/y %sa", loaded);
	ATF_CHECK_STREQ(text_get(&due), text_get(&to));
	text_cut(&to, 0);
	text_cut(&due, 0);
	mutant_wrap(&all, "b", "/t", &to);
	text_addf(&due, "%sb", loaded);
	ATF_CHECK_STREQ(text_get(&due), text_get(&to));
	text_release(&to);
	text_release(&due);
	mutants_release(&all);
}

static const char scored[] =
    ONE("killed") ONE("stays")
    ONE("same") "equivalent it is \"the same\"\tas\n"
    "platform lost\nclause A-02\nwhat x\n"
    "legal odd\nclause A-02\nwhat y\n"
    "legal quiet\nclause A-01\nwhat y\n"
    ONE("left");

static const enum hunt_end ends[] = { HUNT_KILLED, HUNT_SURVIVED,
	HUNT_SURVIVED, HUNT_FAILED, HUNT_KILLED, HUNT_SURVIVED, HUNT_NONE };

/* What score_print() printed. */
static bool
print(const struct mutants *all, const struct finding *found, struct text *to)
{
	char *bytes;
	size_t len;
	FILE *out = open_memstream(&bytes, &len);
	bool good;

	ATF_REQUIRE(out != NULL);
	good = score_print(all, found, out);
	fclose(out);
	text_cut(to, 0);
	text_add(to, bytes, len);
	free(bytes);
	return good;
}

ATF_TC_WITHOUT_HEAD(who_should_not_have_survived_is_named);
ATF_TC_BODY(who_should_not_have_survived_is_named, tc)
{
	struct finding found[7];
	struct mutants all = MUTANTS_INIT;
	struct text said = TEXT_INIT;
	struct why why = WHY_INIT;
	size_t i;

	(void)tc;
	memset(found, 0, sizeof(found));
	write_list(scored);
	ATF_REQUIRE_MSG(mutants_read(&all, "list", &why), "%s", why.text);
	ATF_REQUIRE_EQ(7, all.len);
	for (i = 0; i < all.len; i++)
		found[i].end = ends[i];
	ATF_CHECK(!print(&all, found, &said));
	ATF_CHECK_STREQ("A-01 2/3         A-02 0/1         \n"
	    "survivor stays: it is wrong\n"
	    "failed lost: x\n"
	    "false alarm odd: y\n"
	    "wrong implementations: killed 1/3, 1 proved equivalent\n"
	    "wrong platforms: caught 0/1\n"
	    "legal platforms: without alarm 1/2\n", text_get(&said));
	for (i = 0; i < all.len; i++)
		found[i].end = all.at[i].kind == MUTANT_LEGAL ?
		    HUNT_SURVIVED : HUNT_KILLED;
	ATF_CHECK(print(&all, found, &said));
	text_release(&said);
	mutants_release(&all);
}

ATF_TC_WITHOUT_HEAD(clause_that_nobody_breaks_is_named);
ATF_TC_BODY(clause_that_nobody_breaks_is_named, tc)
{
	struct finding found[2];
	struct mutants all = MUTANTS_INIT;
	struct text said = TEXT_INIT;
	struct why why = WHY_INIT;

	(void)tc;
	memset(found, 0, sizeof(found));
	write_list(ONE("a") "legal b\nclause A-02\nwhat x\n");
	ATF_REQUIRE_MSG(mutants_read(&all, "list", &why), "%s", why.text);
	found[0].end = HUNT_KILLED;
	ATF_CHECK(!print(&all, found, &said));
	ATF_CHECK(strstr(text_get(&said),
	    "clauses with rows that no mutant breaks: A-02\n") != NULL);
	text_release(&said);
	mutants_release(&all);
}

ATF_TC_WITHOUT_HEAD(score_is_written_for_programs);
ATF_TC_BODY(score_is_written_for_programs, tc)
{
	struct finding found[7];
	struct mutants all = MUTANTS_INIT;
	struct text json = TEXT_INIT;
	struct why why = WHY_INIT;
	char *read;
	size_t i;

	(void)tc;
	memset(found, 0, sizeof(found));
	write_list(scored);
	ATF_REQUIRE_MSG(mutants_read(&all, "list", &why), "%s", why.text);
	for (i = 0; i < all.len; i++)
		found[i].end = ends[i];
	ATF_CHECK(!score_write(&all, found, "list", &why));
	ATF_REQUIRE_MSG(score_write(&all, found, ".", &why), "%s", why.text);
	read = slurp("build/report/mutants.json", &why);
	ATF_REQUIRE_MSG(read != NULL, "%s", why.text);
	text_adds(&json, read);
	free(read);
	ATF_CHECK(strstr(text_get(&json), "\"implementations\": {\"good\": 1, "
	    "\"equivalent\": 1, \"all\": 3}") != NULL);
	ATF_CHECK(strstr(text_get(&json), "\"A-02\": {\"killed\": 0, "
	    "\"equivalent\": 0, \"all\": 1}") != NULL);
	ATF_CHECK(strstr(text_get(&json),
	    "\"it is \\\"the same\\\"\\u0009as\"") != NULL);
	text_release(&json);
	mutants_release(&all);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, wrong_list_is_named_by_its_line);
	ATF_TP_ADD_TC(tp, lists_have_an_end);
	ATF_TP_ADD_TC(tp, mutant_applies_where_its_text_stands_once);
	ATF_TP_ADD_TC(tp, platform_is_started_by_its_prefix);
	ATF_TP_ADD_TC(tp, who_should_not_have_survived_is_named);
	ATF_TP_ADD_TC(tp, clause_that_nobody_breaks_is_named);
	ATF_TP_ADD_TC(tp, score_is_written_for_programs);
	return atf_no_error();
}
