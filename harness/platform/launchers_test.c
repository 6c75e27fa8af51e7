/* SPDX-License-Identifier: BSD-2-Clause */
/* Launchers of a folder, good ones and bad ones. */
#include <atf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/judge/asset_atf.h"
#include "harness/platform/launchers.h"

#define GOOD_TELL "shape=wrapper\\nwrap=env A=b\\niut=x y\\noracle=recorded\\n" \
	"require=af_alg gcm(aes)\\nsample=2\\nwatchdog=60\\njobs=1\\nguests=2\\n" \
	"quick=recorded\\nkeeps=iut oracle\\n"

/* A shell script below l/, which answers by a case of its first argument. */
static void
make(const char *name, mode_t mode, const char *answers)
{
	char path[64];
	FILE *out;

	mkdir("l", 0777);
	snprintf(path, sizeof(path), "l/%s", name);
	out = fopen(path, "w");
	ATF_REQUIRE(out != NULL);
	fprintf(out, "#!/bin/sh\ncase $1 in\n%s\nesac\n", answers);
	fclose(out);
	ATF_REQUIRE_EQ(0, chmod(path, mode));
}

static void
check_refused(const char *sentence)
{
	struct launchers all = LAUNCHERS_INIT;
	struct why why = WHY_INIT;
	struct text list = TEXT_INIT;

	ATF_CHECK(!launchers_read(&all, "l", &why));
	ATF_CHECK_STREQ(sentence, why.text);
	launchers_list(&all, &list);	/* of those that could say them */
	text_release(&list);
	launchers_release(&all);
}

ATF_TC_WITHOUT_HEAD(names_and_patterns_are_found);
ATF_TC_BODY(names_and_patterns_are_found, tc)
{
	static const struct {
		const char *name, *family;
	} wanted[] = {
		{ "one", "a" }, { "two-1.5", "a" }, { "ssh:me@host", "b" },
		{ "three", "b" }, { "v-9", "b" }, { "one-", NULL },
		{ "on", NULL }, { "ssh:", NULL }, { "v-", NULL },
		{ "ssh:a/b", NULL }, { "", NULL }, { "native", NULL },
	};
	struct launchers all = LAUNCHERS_INIT;
	struct why why = WHY_INIT;
	struct text list = TEXT_INIT;
	const struct launcher *l;
	size_t n;

	make("b", 0755, "names) echo ssh:HOST; echo three; echo v-X.Y;;");
	make("a", 0755, "names) echo one; echo two-1.5;;");
	make(".hidden", 0644, "");
	ATF_REQUIRE_MSG(launchers_read(&all, "l", &why), "%s", why.text);
	launchers_list(&all, &list);
	ATF_CHECK_STREQ("one two-1.5 three", text_get(&list));
	for (n = 0; n < sizeof(wanted) / sizeof(wanted[0]); n++) {
		l = launchers_find(&all, wanted[n].name, &why);
		ATF_CHECK_MSG((l == NULL) == (wanted[n].family == NULL) &&
		    (l == NULL || strcmp(l->family, wanted[n].family) == 0),
		    "'%s' leads to '%s'", wanted[n].name, l == NULL ?
		    "nobody" : l->family);
	}
	ATF_CHECK_STREQ("there is no platform 'native'; there are native one "
	    "two-1.5 ssh:HOST three v-X.Y", why.text);
	text_release(&list);
	launchers_release(&all);
}

ATF_TC_WITHOUT_HEAD(bad_launcher_is_refused_by_its_name);
ATF_TC_BODY(bad_launcher_is_refused_by_its_name, tc)
{
	check_refused("cannot read 'l': No such file or directory");
	make("a", 0755, "names) echo one; echo v-X.Y;;");
	make("b", 0644, "names) echo two;;");
	check_refused("launcher 'l/b' is not executable");
	make("b", 0755, "names) echo its reason >&2; exit 3;;");
	check_refused("launcher 'l/b' cannot say its names: its reason");
	make("b", 0755, "names) exit 3;;");
	check_refused("launcher 'l/b' cannot say its names: 'l/b' ended with "
	    "status 3 and gave no reason");
	make("b", 0755, "names) kill -9 $$;;");
	check_refused("launcher 'l/b' cannot say its names: 'l/b' was ended by "
	    "signal 9");
	make("b", 0755, "names) ;;");
	check_refused("launcher 'l/b' names no platform");
	make("b", 0755, "names) echo; echo two;;");
	check_refused("launcher 'l/b' says '', which is no name for a "
	    "platform");
	make("b", 0755, "names) echo 'two three';;");
	check_refused("launcher 'l/b' says 'two three', which is no name for "
	    "a platform");
	make("b", 0755, "names) echo ../two;;");
	check_refused("launcher 'l/b' says '../two', which is no name for a "
	    "platform");
	make("b", 0755, "names) echo native;;");
	check_refused("launcher 'l/b' leads to 'native', which needs none");
	make("b", 0755, "names) echo two; echo one;;");
	check_refused("platform 'one' is named by launcher 'l/a' and by 'l/b'");
	ATF_REQUIRE_EQ(0, unlink("l/b"));
	ATF_REQUIRE_EQ(0, mkdir("l/b", 0777));
	check_refused("launcher 'l/b' is not executable");
}

/* What comes of asking a launcher with these answers about `one`. */
static bool
try(const char *answers, struct platform *p, struct launchers *all,
    struct why *why)
{
	char with_names[1024];

	snprintf(with_names, sizeof(with_names), "names) echo one;; %s",
	    answers);
	make("a", 0755, with_names);
	*all = (struct launchers)LAUNCHERS_INIT;
	ATF_REQUIRE_MSG(launchers_read(all, "l", why), "%s", why->text);
	platform_init(p, "one", &all->at[0]);
	return platform_make(p, why) && platform_tell(p, why);
}

static void
check_told(const char *answers, const char *sentence)
{
	struct launchers all;
	struct platform p;
	struct why why = WHY_INIT;

	ATF_CHECK(!try(answers, &p, &all, &why));
	ATF_CHECK_STREQ(sentence, why.text);
	platform_release(&p);
	launchers_release(&all);
}

ATF_TC_WITHOUT_HEAD(platform_that_cannot_be_made_says_why);
ATF_TC_BODY(platform_that_cannot_be_made_says_why, tc)
{
	check_told("make) echo a log >&2; echo no kernel >&2; exit 1;;",
	    "platform 'one' cannot be brought up: no kernel");
	check_told("make) printf 'cut here' >&2; exit 125;;",
	    "platform 'one' cannot be brought up: cut here");
}

ATF_TC_WITHOUT_HEAD(garbage_from_tell_is_refused);
ATF_TC_BODY(garbage_from_tell_is_refused, tc)
{
#define GARBAGE "launcher 'l/a' tells of platform 'one' what is not of its " \
	"contract: "

	check_told("tell) ;;",
	    "launcher 'l/a' does not tell the shape of platform 'one'");
	check_told("tell) echo iut=x;;",
	    "launcher 'l/a' does not tell the shape of platform 'one'");
	check_told("tell) echo shape=wrapper; echo rubbish;;",
	    GARBAGE "'rubbish'");
	check_told("tell) echo shape=wrapper; echo;;", GARBAGE "''");
	check_told("tell) echo shape=box;;", GARBAGE "'shape=box'");
	check_told("tell) echo shape=native;;", GARBAGE "'shape=native'");
	check_told("tell) echo colour=red;;", GARBAGE "'colour=red'");
	check_told("tell) echo sample=some;;", GARBAGE "'sample=some'");
	check_told("tell) echo jobs=0;;", GARBAGE "'jobs=0'");
	check_told("tell) echo guests=17;;", GARBAGE "'guests=17'");
	check_told("tell) echo shape=wrapper; echo watchdog=-1;;",
	    GARBAGE "'watchdog=-1'");
	check_told("tell) echo shape=wrapper; echo not today >&2; exit 1;;",
	    "launcher 'l/a' cannot tell of platform 'one': not today");
}

ATF_TC_WITHOUT_HEAD(what_is_told_is_taken);
ATF_TC_BODY(what_is_told_is_taken, tc)
{
	struct launchers all;
	struct platform p;
	struct why why = WHY_INIT;

	ATF_REQUIRE_MSG(try("make) ;; tell) printf '" GOOD_TELL "';;", &p,
	    &all, &why), "%s", why.text);
	ATF_CHECK_EQ(PLATFORM_WRAPPER, p.shape);
	ATF_CHECK_STREQ("env A=b", p.wrap);
	ATF_CHECK_STREQ("x y", p.iut);
	ATF_CHECK_STREQ("recorded", p.oracle);
	ATF_CHECK_STREQ("af_alg gcm(aes)", p.require);
	ATF_CHECK_STREQ("2", p.sample);
	ATF_CHECK_STREQ("recorded", p.quick);
	ATF_CHECK_STREQ("60", p.watchdog);
	ATF_CHECK_EQ(1, p.jobs);
	ATF_CHECK_EQ(2, p.guests);
	ATF_CHECK(platform_keeps(&p, "iut") && platform_keeps(&p, "oracle"));
	ATF_CHECK(!platform_keeps(&p, "wrap"));
	platform_release(&p);
	launchers_release(&all);
}

/* The project's own launchers: what PYTHONS names may not drop out unseen. */
ATF_TC_WITHOUT_HEAD(pythons_that_are_none_are_refused);
ATF_TC_BODY(pythons_that_are_none_are_refused, tc)
{
	static const char *const none[] = { "/bin/true", "/bin/echo",
	    "/nonexistent/python3.13" };
	struct launchers all = LAUNCHERS_INIT;
	struct text folder = TEXT_INIT, wanted = TEXT_INIT;
	char top[PATH_MAX];
	struct why why;
	size_t n;

	asset_find_top_of(tc, top);
	asset_need_source(top, "launchers");
	text_addf(&folder, "%s/harness/platform/launchers", top);
	for (n = 0; n < sizeof(none) / sizeof(none[0]); n++) {
		why = (struct why)WHY_INIT;
		text_cut(&wanted, 0);
		text_addf(&wanted, "launcher '%s/python' cannot say its names: "
		    "PYTHONS names '%s', which is no CPython 3",
		    text_get(&folder), none[n]);
		ATF_REQUIRE_EQ(0, setenv("PYTHONS", none[n], 1));
		ATF_CHECK(!launchers_read(&all, text_get(&folder), &why));
		ATF_CHECK_STREQ(text_get(&wanted), why.text);
		launchers_release(&all);
	}
	text_release(&wanted);
	text_release(&folder);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, names_and_patterns_are_found);
	ATF_TP_ADD_TC(tp, bad_launcher_is_refused_by_its_name);
	ATF_TP_ADD_TC(tp, platform_that_cannot_be_made_says_why);
	ATF_TP_ADD_TC(tp, garbage_from_tell_is_refused);
	ATF_TP_ADD_TC(tp, what_is_told_is_taken);
	ATF_TP_ADD_TC(tp, pythons_that_are_none_are_refused);
	return atf_no_error();
}
