/* SPDX-License-Identifier: BSD-2-Clause */
/* What several recorded versions agree on, and which oracles it is for. */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/runner/agreed.h"

#define IDENTITY "can send\nkernel 6.1\nlibc glibc 2.36\narch x86_64\n"

/* What one version did in a/b: two events, or it did not offer the first. */
static void
record(int minor, const char *send, const char *peer)
{
	struct text text = TEXT_INIT;
	struct trace t = TRACE_INIT;
	struct why why = WHY_INIT;
	char folder[60], path[80];
	FILE *f;

	mkdir("oracle", 0777);
	mkdir("oracle/recorded", 0777);
	snprintf(folder, sizeof(folder), "oracle/recorded/cpython-3.%d",
	    minor);
	mkdir(folder, 0777);
	snprintf(folder, sizeof(folder), "oracle/recorded/cpython-3.%d/native",
	    minor);
	mkdir(folder, 0777);
	snprintf(path, sizeof(path), "%s/identity", folder);
	f = fopen(path, "w");
	ATF_REQUIRE(f != NULL);
	fprintf(f, "oracle CPython 3.%d.1\n" IDENTITY, minor);
	fclose(f);
	if (send != NULL)
		trace_add(&t, "send", "s1.send(x'61')", send, NULL);
	if (peer != NULL)
		trace_add(&t, "peer", NULL, peer, NULL);
	recorded_format("a/b", &t, send != NULL ? RECORDED_WHOLE :
	    RECORDED_UNSUPPORTED, "it has none", &text);
	ATF_REQUIRE_MSG(recorded_write(folder, "a", text_get(&text), text.len,
	    &why), "%s", why.text);
	trace_release(&t);
	text_release(&text);
}

/* "send=returned 1 peer=?": what they agree on, '?' what they do not. */
static void
check_agreed(const char *wanted)
{
	struct recorded_identity identity = RECORDED_IDENTITY_INIT;
	struct documented disputed = DOCUMENTED_INIT;
	struct text reason = TEXT_INIT, is = TEXT_INIT;
	struct agreed a = AGREED_INIT;
	struct trace t = TRACE_INIT;
	struct why why = WHY_INIT;
	size_t n;

	ATF_REQUIRE_MSG(agreed_read(&a, &identity, ".", "native", "a", &why),
	    "%s", why.text);
	if (agreed_find(&a, "a/b", &t, &disputed, &reason) == RECORDED_NOT)
		text_adds(&is, "not");
	for (n = 0; n < t.len; n++)
		text_addf(&is, "%s=%s ", t.events[n].label,
		    documented_for(&disputed, t.events[n].label) != NULL ?
		    "?" : t.events[n].outcome);
	for (n = 0; n < disputed.len; n++)
		if (trace_find(&t, disputed.wants[n].label) == NULL)
			text_addf(&is, "%s=? ", disputed.wants[n].label);
	ATF_CHECK_STREQ(text_get(&is), wanted);
	ATF_CHECK_EQ(agreed_find(&a, "a/c", &t, &disputed, &reason),
	    RECORDED_NOT);
	text_release(&is);
	text_release(&reason);
	trace_release(&t);
	documented_release(&disputed);
	agreed_release(&a);
	recorded_identity_release(&identity);
}

ATF_TC_WITHOUT_HEAD(what_all_did_alike_is_agreed);
ATF_TC_BODY(what_all_did_alike_is_agreed, tc)
{
	record(9, "returned 1", "1 bytes");
	check_agreed("not");
	record(11, "returned 1", "1 bytes");
	check_agreed("send=returned 1 peer=1 bytes ");
	record(10, "returned 1", "2 bytes");
	check_agreed("send=returned 1 peer=? ");
	record(8, "raised OSError", NULL);
	check_agreed("send=? peer=? ");
	record(8, NULL, NULL);
	check_agreed("send=returned 1 peer=? ");
	record(12, "returned 1", NULL);
	check_agreed("send=returned 1 peer=? ");
	record(12, NULL, NULL);
	check_agreed("send=returned 1 peer=? ");
}

ATF_TC_WITHOUT_HEAD(it_is_for_oracles_newer_than_all);
ATF_TC_BODY(it_is_for_oracles_newer_than_all, tc)
{
	ATF_CHECK(!agreed_is_newer(".", "CPython 3.14.0"));
	record(9, "returned 1", NULL);
	record(11, "returned 1", NULL);
	ATF_CHECK(agreed_is_newer(".", "CPython 3.14.0"));
	ATF_CHECK(agreed_is_newer(".", "CPython 3.12.0rc1"));
	ATF_CHECK(!agreed_is_newer(".", "CPython 3.11.9"));
	ATF_CHECK(!agreed_is_newer(".", "CPython 3.10.0"));
	ATF_CHECK(!agreed_is_newer(".", "PyPy 3.14.0"));
	ATF_CHECK(!agreed_is_newer(".", "recorded"));
	ATF_CHECK(!agreed_is_newer("(bundle)", "CPython 3.14.0"));
}

ATF_TC_WITHOUT_HEAD(damaged_recording_is_refused);
ATF_TC_BODY(damaged_recording_is_refused, tc)
{
	struct recorded_identity identity = RECORDED_IDENTITY_INIT;
	struct agreed a = AGREED_INIT;
	struct why why = WHY_INIT;

	record(9, "returned 1", NULL);
	record(11, "returned 1", NULL);
	ATF_REQUIRE(truncate("oracle/recorded/cpython-3.9/native/a.gz", 20) ==
	    0);
	ATF_CHECK(!agreed_read(&a, &identity, ".", "native", "a", &why));
	ATF_CHECK_MSG(strstr(why.text, "is damaged or cut off") != NULL, "%s",
	    why.text);
	agreed_release(&a);
	recorded_identity_release(&identity);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, what_all_did_alike_is_agreed);
	ATF_TP_ADD_TC(tp, it_is_for_oracles_newer_than_all);
	ATF_TP_ADD_TC(tp, damaged_recording_is_refused);
	return atf_no_error();
}
