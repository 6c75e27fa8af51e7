/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/judge/recorded.h"

/* An area of three instances: whole, absent, unsupported. */
static void
write_area(const char *area)
{
	struct text text = TEXT_INIT;
	struct trace t = TRACE_INIT;
	struct why why = WHY_INIT;

	trace_add(&t, "send", "s1.send(x'61')", "returned 1", "a note");
	trace_add(&t, "send", "s1.send(x'62')", "raised OSError", NULL);
	trace_add(&t, "peer", NULL, "1 bytes x'61'", NULL);
	recorded_format("area/b[n=1]", &t, RECORDED_WHOLE, NULL, &text);
	recorded_format("area/a[n=1]", &t, RECORDED_ABSENT, "no poll", &text);
	trace_release(&t);
	recorded_format("area/b[n=10]", &t, RECORDED_UNSUPPORTED,
	    "it has no audit", &text);
	ATF_REQUIRE_MSG(recorded_write(".", area, text_get(&text), text.len,
	    &why), "%s", why.text);
	text_release(&text);
}

static void
write_and_read_area(struct recorded *r)
{
	struct why why = WHY_INIT;

	write_area("area");
	ATF_REQUIRE_MSG(recorded_read(r, ".", "area", &why), "%s", why.text);
}

ATF_TC_WITHOUT_HEAD(trace_is_read_as_it_was_written);
ATF_TC_BODY(trace_is_read_as_it_was_written, tc)
{
	struct recorded r;
	struct trace t = TRACE_INIT;
	struct text reason = TEXT_INIT;

	write_and_read_area(&r);
	ATF_CHECK_EQ(r.ids_len, 3);
	ATF_CHECK(recorded_has(&r, "area/b[n=10]"));
	ATF_CHECK(!recorded_has(&r, "area/b[n=1"));
	ATF_REQUIRE_EQ(recorded_find(&r, "area/b[n=1]", &t, &reason),
	    RECORDED_WHOLE);
	ATF_REQUIRE_EQ(t.len, 3);
	ATF_CHECK_STREQ(t.events[1].label, "send#2");
	ATF_CHECK_STREQ(t.events[1].act, "s1.send(x'62')");
	ATF_CHECK_STREQ(t.events[1].outcome, "raised OSError");
	ATF_CHECK_STREQ(t.events[2].act, "peer");
	trace_release(&t);
	ATF_CHECK_EQ(recorded_find(&r, "area/b[n=2]", &t, &reason),
	    RECORDED_NOT);
	recorded_release(&r);
}

ATF_TC_WITHOUT_HEAD(what_stopped_the_oracle_is_kept);
ATF_TC_BODY(what_stopped_the_oracle_is_kept, tc)
{
	struct recorded r;
	struct trace t = TRACE_INIT;
	struct text reason = TEXT_INIT;

	write_and_read_area(&r);
	ATF_CHECK_EQ(recorded_find(&r, "area/a[n=1]", &t, &reason),
	    RECORDED_ABSENT);
	ATF_CHECK_EQ(t.len, 3);
	ATF_CHECK_STREQ(text_get(&reason), "no poll");
	trace_release(&t);
	text_cut(&reason, 0);
	ATF_CHECK_EQ(recorded_find(&r, "area/b[n=10]", &t, &reason),
	    RECORDED_UNSUPPORTED);
	ATF_CHECK_EQ(t.len, 0);
	ATF_CHECK_STREQ(text_get(&reason), "it has no audit");
	text_release(&reason);
	recorded_release(&r);
}

ATF_TC_WITHOUT_HEAD(absent_area_is_empty);
ATF_TC_BODY(absent_area_is_empty, tc)
{
	struct recorded r;
	struct why why = WHY_INIT;

	ATF_REQUIRE(recorded_read(&r, ".", "nothing", &why));
	ATF_CHECK(!recorded_has(&r, "area/a[n=1]"));
	recorded_release(&r);
}

static long
size_of(const char *path)
{
	FILE *f = fopen(path, "r");
	long size;

	ATF_REQUIRE(f != NULL && fseek(f, 0, SEEK_END) == 0);
	size = ftell(f);
	fclose(f);
	return size;
}

ATF_TC_WITHOUT_HEAD(cut_off_is_refused);
ATF_TC_BODY(cut_off_is_refused, tc)
{
	struct recorded r;
	long size, at;

	write_area("area");
	size = size_of("area.gz");
	for (at = size - 1; at > 0; at--) {
		struct why why = WHY_INIT;

		ATF_REQUIRE(truncate("area.gz", at) == 0);
		ATF_CHECK_MSG(!recorded_read(&r, ".", "area", &why),
		    "cut off at %ld of %ld bytes it is read", at, size);
		ATF_CHECK_MSG(strstr(why.text, "the recording './area.gz' is "
		    "damaged or cut off") != NULL, "%s", why.text);
	}
}

ATF_TC_WITHOUT_HEAD(nul_in_a_recording_is_refused);
ATF_TC_BODY(nul_in_a_recording_is_refused, tc)
{
	static const char text[] = "@area/a\0b\nx\ty\tz\n";
	struct recorded r;
	struct why why = WHY_INIT;

	ATF_REQUIRE(recorded_write(".", "area", text, sizeof(text) - 1, &why));
	ATF_CHECK(!recorded_read(&r, ".", "area", &why));
	ATF_CHECK_STREQ("the recording './area.gz' is damaged or cut off",
	    why.text);
	recorded_release(&r);
}

ATF_TC_WITHOUT_HEAD(damaged_is_refused);
ATF_TC_BODY(damaged_is_refused, tc)
{
	struct recorded whole, r;
	long size, at;

	write_and_read_area(&whole);
	size = size_of("area.gz");
	for (at = 0; at < size; at++) {
		struct why why = WHY_INIT;
		FILE *f;
		int byte;

		write_area("area");
		f = fopen("area.gz", "r+");
		ATF_REQUIRE(f != NULL && fseek(f, at, SEEK_SET) == 0);
		byte = fgetc(f);
		ATF_REQUIRE(fseek(f, at, SEEK_SET) == 0);
		fputc(byte ^ 0x10, f);
		fclose(f);
		/* Some bits, of the time in its head, tell nothing. */
		ATF_CHECK_MSG(!recorded_read(&r, ".", "area", &why) ||
		    strcmp(r.text, whole.text) == 0,
		    "with another byte %ld other traces are read", at);
		recorded_release(&r);
	}
	recorded_release(&whole);
}

ATF_TC_WITHOUT_HEAD(identity_is_read_as_it_was_written);
ATF_TC_BODY(identity_is_read_as_it_was_written, tc)
{
	char oracle[] = "CPython 3.11.2", can[] = " send  recv ",
	    kernel[] = "6.18.44", libc[] = "glibc 2.36", arch[] = "x86_64";
	struct recorded_identity i = { oracle, can, kernel, libc, arch }, back;
	struct why why = WHY_INIT;
	FILE *f;

	ATF_REQUIRE(recorded_identity_read(&back, ".", &why));
	ATF_CHECK(back.oracle == NULL);
	ATF_REQUIRE_MSG(recorded_identity_write(&i, ".", &why), "%s",
	    why.text);
	ATF_REQUIRE_MSG(recorded_identity_read(&back, ".", &why), "%s",
	    why.text);
	ATF_CHECK_STREQ(back.oracle, oracle);
	ATF_CHECK_STREQ(back.can, can);
	ATF_CHECK_STREQ(back.libc, libc);
	recorded_identity_release(&back);
	f = fopen("identity", "w");
	ATF_REQUIRE(f != NULL);
	fputs("oracle CPython 3.11.2\ncan send\nkernel 6\nlibc x\narch", f);
	fclose(f);
	ATF_CHECK(!recorded_identity_read(&back, ".", &why));
	ATF_CHECK_STREQ(why.text, "'./identity' does not tell 'arch'");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, trace_is_read_as_it_was_written);
	ATF_TP_ADD_TC(tp, what_stopped_the_oracle_is_kept);
	ATF_TP_ADD_TC(tp, absent_area_is_empty);
	ATF_TP_ADD_TC(tp, cut_off_is_refused);
	ATF_TP_ADD_TC(tp, damaged_is_refused);
	ATF_TP_ADD_TC(tp, nul_in_a_recording_is_refused);
	ATF_TP_ADD_TC(tp, identity_is_read_as_it_was_written);
	return atf_no_error();
}
