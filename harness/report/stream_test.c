/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/report.h"
#include "harness/report/stream.h"

#define HEAD 3	/* lines before the first case */

static const char *const lines[] = {
	"stream revision=0123456789abcdef cases=2 instances=3 program=./there",
	"stream_plan area=one name=sends clause=SEND-01 instances=2",
	"stream_plan area=two name=receives clause=RECV-01 instances=1",
	"stream_case area=one name=sends",
	"planned instances=2 clause=SEND-01",
	"platform kernel='7.0' libc='' arch='x86_64'",
	"instance id='one/sends[a=1]' clause=SEND-01 verdict=conforms "
	    "departs=none expected=true",
	"instance id='one/sends[a=2]' clause=SEND-01 verdict=differs "
	    "departs=none expected=false line='send: returned 1'",
	"    - s1.send(x'61') -> returned 1",
	"done instances=2 executed=2",
	"stream_case area=two name=receives",
	"planned instances=1 clause=RECV-01",
	"instance id='two/receives' clause=RECV-01 verdict=conforms "
	    "departs=none expected=true",
	"done instances=1 executed=1 took=1200 rest=200 waiting=1000",
	"stream_end cases=2",
};
#define LINES (sizeof(lines) / sizeof(lines[0]))

/* How a file is written, other than whole. */
struct harm {
	size_t cut;		/* lines; 0: all */
	size_t without, with_byte, twice;	/* which line; 0: none */
	const char *before;	/* every line, "[1.2] noise: " */
	const char *between;	/* "…\n" */
	const char *end;	/* of a line; NULL: a newline */
};

static void
write_stream(const char *path, const struct harm *h)
{
	FILE *out = fopen(path, "w");
	struct text line = TEXT_INIT;
	size_t n, last = h->cut > 0 ? h->cut : LINES;

	ATF_REQUIRE(out != NULL);
	for (n = 1; n <= last; n++) {
		text_cut(&line, 0);
		stream_format(&line, n, lines[n - 1], strlen(lines[n - 1]));
		text_cut(&line, line.len - 1);
		if (n == h->without)
			continue;
		if (n == h->with_byte)
			line.at[line.len - 2] ^= 1;
		fprintf(out, "%s%s%s%s", h->before != NULL ? h->before : "",
		    text_get(&line), h->end != NULL ? h->end : "\n",
		    h->between != NULL ? h->between : "");
		if (n == h->twice)
			fprintf(out, "%s\n", text_get(&line));
	}
	fclose(out);
	text_release(&line);
}

static void
check_number(const struct store *s, const char *sql, int64_t wanted)
{
	ATF_CHECK_MSG(store_number(s, sql) == wanted, "%s: %lld, not %lld",
	    sql, (long long)store_number(s, sql), (long long)wanted);
}

/* Reads "file" into a store; the caller releases it. */
static void
read_into(struct store *s, const char *damage)
{
	struct identity id;
	struct stream stream;
	struct why why = WHY_INIT;

	ATF_REQUIRE_MSG(stream_read(&stream, "file", &why), "%s", why.text);
	ATF_CHECK_STREQ(damage, text_get(&stream.damage));
	ATF_CHECK_STREQ("0123456789abcdef", stream.revision);
	store_init(s);
	ATF_REQUIRE(identity_start(&id, s, "mykernel"));
	stream_store(&stream, s, &id, "file");
	identity_store(&id, s);
	identity_release(&id);
	stream_release(&stream);
}

static void
check_whole(const struct harm *h)
{
	struct store s;

	write_stream("file", h);
	read_into(&s, "");
	check_number(&s, "SELECT count(*) FROM instance", 3);
	check_number(&s, "SELECT count(*) FROM instance WHERE unexpected", 1);
	check_number(&s, "SELECT count(*) FROM problem", 0);
	check_number(&s, "SELECT sum(missing) FROM test_case", 0);
	check_number(&s, "SELECT count(*) FROM test_case WHERE"
	    " result = 'failed' AND name = 'one_test:sends'", 1);
	check_number(&s, "SELECT count(*) FROM test_case WHERE"
	    " result = 'passed' AND name = 'two_test:receives'", 1);
	check_number(&s, "SELECT count(*) FROM platform WHERE"
	    " kernel = '7.0' AND name = 'mykernel' AND reached = './there'",
	    1);
	check_number(&s, "SELECT count(*) FROM area", 2);
	store_release(&s);
}

ATF_TC_WITHOUT_HEAD(whole_stream_is_a_column);
ATF_TC_BODY(whole_stream_is_a_column, tc)
{
	check_whole(&(struct harm){ .cut = 0 });
}

ATF_TC_WITHOUT_HEAD(noise_does_no_harm);
ATF_TC_BODY(noise_does_no_harm, tc)
{
	check_whole(&(struct harm){ .end = "\r\n" });
	check_whole(&(struct harm){ .before = "[    1.234567] " });
	check_whole(&(struct harm){ .before = "init: pysock 1 starts " });
	check_whole(&(struct harm){ .between = "[    1.2] eth0: link up\n" });
	check_whole(&(struct harm){ .between = "pysock\npysock \n\n\xff\n" });
}

ATF_TC_WITHOUT_HEAD(cut_stream_tells_what_was_not_run);
ATF_TC_BODY(cut_stream_tells_what_was_not_run, tc)
{
	struct store s;

	write_stream("file", &(struct harm){ .cut = 7 });
	read_into(&s, "'file', line 7: the stream is cut off after its line 7"
	    "\n");
	check_number(&s, "SELECT count(*) FROM instance", 1);
	check_number(&s, "SELECT sum(missing) FROM test_case", 2);
	check_number(&s, "SELECT count(*) FROM test_case WHERE"
	    " result = 'not_run'", 2);
	check_number(&s, "SELECT instances FROM not_run WHERE row ="
	    " 'one/sends' AND reason = 'the run ended before'", 1);
	check_number(&s, "SELECT instances FROM not_run WHERE row ="
	    " 'two/receives' AND clause = 'RECV-01'", 1);
	check_number(&s, "SELECT count(*) FROM problem", 1);
	store_release(&s);
}

ATF_TC_WITHOUT_HEAD(each_cut_counts_all_that_was_planned);
ATF_TC_BODY(each_cut_counts_all_that_was_planned, tc)
{
	struct store s;
	char sentence[100];
	size_t n;

	for (n = HEAD; n < LINES; n++) {
		write_stream("file", &(struct harm){ .cut = n });
		snprintf(sentence, sizeof(sentence), "'file', line %zu: the "
		    "stream is cut off after its line %zu\n", n, n);
		read_into(&s, sentence);
		check_number(&s, "SELECT (SELECT count(*) FROM instance) +"
		    " (SELECT sum(missing) FROM test_case)", 3);
		check_number(&s, "SELECT count(*) FROM instance WHERE is_case",
		    0);
		store_release(&s);
	}
}

ATF_TC_WITHOUT_HEAD(damaged_line_is_told_and_the_rest_taken);
ATF_TC_BODY(damaged_line_is_told_and_the_rest_taken, tc)
{
	struct store s;

	write_stream("file", &(struct harm){ .with_byte = 7 });
	read_into(&s, "'file', line 7: line 7 of the stream is damaged\n");
	check_number(&s, "SELECT count(*) FROM instance", 2);
	check_number(&s, "SELECT instances FROM not_run WHERE row ="
	    " 'one/sends' AND reason = 'their lines are damaged or missing'",
	    1);
	check_number(&s, "SELECT count(*) FROM problem", 1);
	store_release(&s);
	write_stream("file", &(struct harm){ .without = 7 });
	read_into(&s, "'file', line 7: line 7 of the stream is missing\n");
	store_release(&s);
	write_stream("file", &(struct harm){ .twice = 7 });
	read_into(&s, "'file', line 8: line 7 of the stream stands there a "
	    "second time\n");
	check_number(&s, "SELECT count(*) FROM instance", 3);
	store_release(&s);
	/* Who owes what is then told by the head alone. */
	write_stream("file", &(struct harm){ .with_byte = 2 });
	read_into(&s, "'file', line 2: line 2 of the stream is damaged\n");
	check_number(&s, "SELECT count(*) FROM instance", 3);
	check_number(&s, "SELECT planned FROM test_case WHERE"
	    " name = 'one_test:sends'", 2);
	check_number(&s, "SELECT sum(missing) FROM test_case", 0);
	store_release(&s);
	write_stream("file", &(struct harm){ .cut = 7, .with_byte = 3 });
	read_into(&s, "'file', line 3: line 3 of the stream is damaged\n"
	    "'file', line 7: the stream is cut off after its line 7\n"
	    "'file': of 1 instances of the 3 that were planned it is not told "
	    "which they are\n");
	store_release(&s);
	/* An instance says itself which case it is of. */
	write_stream("file", &(struct harm){ .without = 11 });
	read_into(&s, "'file', line 11: line 11 of the stream is missing\n");
	check_number(&s, "SELECT reported FROM test_case WHERE"
	    " name = 'two_test:receives'", 1);
	check_number(&s, "SELECT sum(missing) FROM test_case", 0);
	store_release(&s);
}

static void
check_refused(const struct harm *h, const char *sentence)
{
	struct stream stream;
	struct why why = WHY_INIT;

	if (h != NULL)
		write_stream("file", h);
	ATF_CHECK(!stream_read(&stream, "file", &why));
	ATF_CHECK_STREQ(sentence, why.text);
}

static void
write_file(const char *text)
{
	FILE *out = fopen("file", "w");

	ATF_REQUIRE(out != NULL && fputs(text, out) >= 0);
	fclose(out);
}

static void
add_text(FILE *out, uint64_t number, const char *text)
{
	struct text line = TEXT_INIT;

	stream_format(&line, number, text, strlen(text));
	fputs(text_get(&line), out);
	text_release(&line);
}

ATF_TC_WITHOUT_HEAD(plans_within_a_case_do_not_end_it);
ATF_TC_BODY(plans_within_a_case_do_not_end_it, tc)
{
	FILE *out = fopen("file", "w");
	struct stream stream;
	struct why why = WHY_INIT;
	char plan[80];
	uint64_t n;

	ATF_REQUIRE(out != NULL);
	for (n = 1; n <= HEAD + 1; n++)
		add_text(out, n, lines[n - 1]);
	for (; n < 100; n++) {
		snprintf(plan, sizeof(plan), "stream_plan area=one name=n%d "
		    "clause=SEND-01 instances=1", (int)n);
		add_text(out, n, plan);
		add_text(out, ++n, "a line");
	}
	fclose(out);
	ATF_REQUIRE_MSG(stream_read(&stream, "file", &why), "%s", why.text);
	ATF_CHECK_EQ(50, stream.len);
	ATF_CHECK_EQ(48 * strlen("a line\n"), stream.cases[0].output.len);
	stream_release(&stream);
}

ATF_TC_WITHOUT_HEAD(what_is_no_stream_is_refused);
ATF_TC_BODY(what_is_no_stream_is_refused, tc)
{
	struct text twice = TEXT_INIT;

	check_refused(NULL, "cannot read 'file': No such file or directory");
	write_file("");
	check_refused(NULL, "'file' is empty");
	write_file("hello\nworld\n");
	check_refused(NULL, "'file' is no stream of results: no line of its 2 "
	    "begins with 'pysock 1' and its checksum");
	check_refused(&(struct harm){ .with_byte = 1 },
	    "'file', line 1: the head of the stream is damaged");
	check_refused(&(struct harm){ .without = 1 },
	    "'file', line 1: the head of the stream is missing");
	stream_format(&twice, 1, lines[0], strlen(lines[0]));
	check_refused(&(struct harm){ .between = text_get(&twice) },
	    "'file', line 2: a second stream begins here");
	text_release(&twice);
}

ATF_TC_WITHOUT_HEAD(damage_is_remembered_where_it_is_kept);
ATF_TC_BODY(damage_is_remembered_where_it_is_kept, tc)
{
	struct stream stream;
	struct why why = WHY_INIT;
	struct text told = TEXT_INIT;
	FILE *out;

	write_stream("file", &(struct harm){ .twice = 7 });
	ATF_REQUIRE(stream_read(&stream, "file", &why));
	stream_format_told(&told, &stream);
	out = fopen("kept", "w");
	ATF_REQUIRE(out != NULL);
	fputs(text_get(&stream.lines), out);
	fputs(text_get(&told), out);
	fclose(out);
	stream_release(&stream);
	text_release(&told);
	ATF_REQUIRE_MSG(stream_read(&stream, "kept", &why), "%s", why.text);
	ATF_CHECK_STREQ("'file', line 8: line 7 of the stream stands there a "
	    "second time\n", text_get(&stream.damage));
	stream_release(&stream);
}

ATF_TC_WITHOUT_HEAD(folder_with_a_stream_is_reported);
ATF_TC_BODY(folder_with_a_stream_is_reported, tc)
{
	const char *platforms[] = { "mykernel", NULL };
	struct report_options o = { .results = "results",
	    .platforms = platforms, .plain = true };

	ATF_REQUIRE(system("mkdir -p results/mykernel") == 0);
	write_stream("results/mykernel/" STREAM_FILE,
	    &(struct harm){ .cut = 0 });
	ATF_CHECK_EQ(1, report_run(&o));
	write_stream("results/mykernel/" STREAM_FILE,
	    &(struct harm){ .cut = 9 });
	ATF_CHECK_EQ(2, report_run(&o));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, whole_stream_is_a_column);
	ATF_TP_ADD_TC(tp, noise_does_no_harm);
	ATF_TP_ADD_TC(tp, cut_stream_tells_what_was_not_run);
	ATF_TP_ADD_TC(tp, each_cut_counts_all_that_was_planned);
	ATF_TP_ADD_TC(tp, damaged_line_is_told_and_the_rest_taken);
	ATF_TP_ADD_TC(tp, plans_within_a_case_do_not_end_it);
	ATF_TP_ADD_TC(tp, what_is_no_stream_is_refused);
	ATF_TP_ADD_TC(tp, damage_is_remembered_where_it_is_kept);
	ATF_TP_ADD_TC(tp, folder_with_a_stream_is_reported);
	return atf_no_error();
}
