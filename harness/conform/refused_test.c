/* SPDX-License-Identifier: BSD-2-Clause */
/* What conform refuses, by which sentence; nothing is run or written. */
#include <atf-c.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/conform/fixture.h"
#include "harness/judge/asset.h"
#include "harness/protocol/text.h"
#include "harness/report/stream.h"

static char top[PATH_MAX];

static const struct refused_row {
	const char *words, *sentence;
} rows[] = {
	{ "run --platforms 'native native'",
	    "platform 'native' is asked for twice" },
	{ "run --name a/b",
	    "'a/b' is no name for a column: it is a folder of results" },
	{ "run --name .a", "'.a' is no name for a column" },
	{ "run --name x --platforms 'native refuse:ipv6'",
	    "--name is of one column, and there are 2 platforms" },
	{ "run --failed 'a*'",
	    "patterns and --failed are two ways to say what is run" },
	{ "run --shard 1/2 'a*'", "a share is of whole areas" },
	{ "run --shard 0/2", "'0/2' is no share" },
	{ "run --shard 1/1001", "'1/1001' is no share" },
	{ "run --shard x", "'x' is no share" },
	{ "run --name 'a b'", "'a b' is no name for a column" },
	{ "run --platforms native --wrap 'env LD_PRELOAD=/no/such.so'",
	    "object '/no/such.so' from LD_PRELOAD cannot be preloaded" },
	{ "run --ledger nowhere", "nowhere: No such file or directory" },
	{ "report --output x",
	    "--output 'x' has no --format in front of it" },
	{ "report --format json --output a --output a",
	    "--output 'a' is one too many: there is 'a' already" },
	{ "report --format json:a --output b",
	    "--output 'b' is one too many: there is 'a' already" },
	{ "report --output a --format json",
	    "--output 'a' has no --format in front of it" },
	{ "report --format json:a --format md:a",
	    "'a' is given for two formats" },
	{ "report --format md:o --format tap:./o",
	    "'./o' is given for two formats" },
	{ "report --report . --format md:./report.json",
	    "'./report.json' is the report's own" },
	{ "report --report . --format md:report.json",
	    "'report.json' is the report's own" },
	{ "report --format json:", "--format json: names no file" },
	{ "report --results r --report ./r/",
	    "'./r/' is in the folder of --results, 'r', and would be" },
	{ "report --results r --report r/in/it", "'r/in/it' is in the folder" },
	{ "report r --report r/x", "'r' has results, and a report in it" },
	{ "report r --report r", "'r' has results, and a report in it" },
	{ "report --report p --format md:p/report.json",
	    "'p/report.json' is the report's own" },
	{ "report --format none", "there is no format 'none'; there are json" },
	{ "report nowhere", "nowhere" },
	{ "report . --ledger nothing", "nothing: No such file or directory" },
	{ "report --results . --report ../p --ledger nothing",
	    "nothing: No such file or directory" },
	{ "diff a b --format tap", "'a' cannot be read: No such file" },
	{ "diff a b --format json --format html",
	    "one format can be printed; the others need a file" },
	{ "history a b", "'a' cannot be read: No such file" },
	{ "history a b --format tap", "a history has the formats json and "
	    "html, not 'tap'" },
	{ "gate --update-baseline",
	    "--update-baseline of which --baseline FILE?" },
	{ "diff a b --platforms 'native uml'", "'diff' takes one name of "
	    "--platforms, and not 'native uml'" },
	{ "gate nowhere", "'nowhere' cannot be read: No such file" },
	{ "floors --platforms ''", "of which platforms? --platforms names "
	    "them" },
	{ "findings --output x", "--output takes what an owner is told: "
	    "--owner is missing" },
	{ "findings --owner nobody", "the owner 'nobody' is unknown; there "
	    "are cpython" },
	{ "import nowhere", "an import needs --name, the column's" },
	{ "import nowhere --name a/b", "'a/b' is no name for a column" },
	{ "import nowhere --name x --results r --report p",
	    "cannot read 'nowhere'" },
	{ "ledger", "'ledger' takes --propose" },
	{ "ledger --propose --output a --output b", "is one too many" },
	{ "list nonsense", "'nonsense' is no instance, nor a pattern of one" },
	{ "list setblocking", "'setblocking' is an area, whose instances are "
	    "'setblocking/*'" },
	{ "show nonsense", "there is no instance 'nonsense'" },
	{ "replay nonsense", "there is no instance 'nonsense'" },
	{ "clauses NOTHING-1", "there is no clause 'NOTHING-1'" },
	{ "merge .", "'.' has no share of a run: `conform run --shard` makes "
	    "them" },
	{ "docs .", "cannot read './library/socket.html'" },
	{ "names", "'names' takes 1 argument" },
	{ "names platforms native windows", "there is no platform 'windows'" },
	{ "names cases windows", "looks at names of platforms alone" },
	{ "names nothing", "no names are known for 'nothing'" },
	{ "bisect a b", "'bisect' takes 3 arguments or more, and not 2" },
	{ "reproduce nothing", "'nothing' is no finding, no entry of the "
	    "ledger and no instance" },
	{ "reproduce a/b", "there is no instance 'a/b'" },
	{ "record --cases nothing", "there is no area 'nothing'" },
	{ "record --platforms nothing", "no row of these areas is recorded on "
	    "platform 'nothing'" },
};

/* Runs it here; its exit status, and in `said` all that it printed. */
static int
run(struct text *said, const char *words)
{
	struct text line = TEXT_INIT;
	char bytes[4096];
	FILE *from;
	size_t n;
	int status;

	text_addf(&line, "top='%s'; conform() { \"$top/build/conform\" \"$@\"; "
	    "}; %s 2>&1 </dev/null", top, words);
	text_cut(said, 0);
	from = popen(text_get(&line), "r");
	ATF_REQUIRE(from != NULL);
	while ((n = fread(bytes, 1, sizeof(bytes), from)) > 0)
		text_add(said, bytes, n);
	status = pclose(from);
	text_release(&line);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void
check(const char *command, const char *sentence)
{
	struct text said = TEXT_INIT;
	int status = run(&said, command);

	ATF_CHECK_EQ_MSG(2, status, "%s: exit status %d: %s", command, status,
	    text_get(&said));
	ATF_CHECK_MSG(strstr(text_get(&said), sentence) != NULL,
	    "%s: no '%s' in '%s'", command, sentence, text_get(&said));
	text_release(&said);
}

static void
check_rows(const struct refused_row *of, size_t len)
{
	struct text line = TEXT_INIT;
	size_t i;

	for (i = 0; i < len; i++) {
		text_cut(&line, 0);
		/* Others look at the results of the tree meanwhile. */
		text_addf(&line, "conform %s%s", of[i].words,
		    strncmp(of[i].words, "run ", 4) == 0 ?
		    " --results r --report p" : "");
		check(text_get(&line), of[i].sentence);
	}
	text_release(&line);
}

ATF_TC_WITHOUT_HEAD(what_is_refused_is_named);
ATF_TC_BODY(what_is_refused_is_named, tc)
{
	fixture_find(tc, top);
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

ATF_TC_WITHOUT_HEAD(platform_that_is_refused_is_named);
ATF_TC_BODY(platform_that_is_refused_is_named, tc)
{
	static const struct refused_row of[] = {
		{ "run --platforms 'native nothing'",
		    "there is no platform 'nothing'; there are native " },
		{ "run --sandbox --platforms uml", "--sandbox is not offered "
		    "on platform 'uml', whose implementation is no process of "
		    "this kernel" },
	};

	fixture_find(tc, top);
	asset_need_source(top, "launchers");
	check_rows(of, sizeof(of) / sizeof(of[0]));
}

static void
do_or_fail(const char *command)
{
	struct text said = TEXT_INIT;

	ATF_REQUIRE_EQ_MSG(0, run(&said, command), "%s: %s", command,
	    text_get(&said));
	text_release(&said);
}

#define RUN "conform run --platforms native --report r --cases setblocking "
#define MERGE "conform merge --results m --report r "

ATF_TC_WITHOUT_HEAD(shares_that_are_not_of_one_run_are_not_merged);
ATF_TC_BODY(shares_that_are_not_of_one_run_are_not_merged, tc)
{
	fixture_find(tc, top);
	do_or_fail(RUN "--shard 1/2 --results a");
	do_or_fail(RUN "--shard 2/2 --results b");
	check("conform run --platforms native --report r --cases setblocking "
	    "--shard 2/2 --results a", "'a/native' has share 1/2 of a run, "
	    "which would be lost: --results names another folder for share "
	    "2/2");
	check(MERGE "a b --ledger nothing",
	    "nothing: No such file or directory");
	check(MERGE "a", "native: share 2/2 is not there; it alone is run "
	    "again by\n    build/conform run --shard 2/2 ");
	check(MERGE "a a", "native: share 1/2 is in 'a' and in 'a'; give one "
	    "of them");
	check(MERGE "a b --platforms arm64",
	    "arm64: none of its shares is there");
	check("conform merge a b --results a --report r",
	    "'a' is where a share is");
	do_or_fail("cp -R b other && echo 0123456789abcdef "
	    ">other/native/revision");
	check(MERGE "a other", "of the suite, and "
	    "'other' of 0123456789abcdef");
	do_or_fail("cp -R b cut && rm cut/native/setblocking.db");
	check(MERGE "a cut", "share 2/2 has lost 'cut/native/setblocking.db'");
	do_or_fail("rm cut/native/areas");
	check(MERGE "a cut", "share 2/2 has lost 'cut/native/setblocking.db'; "
	    "it alone is run again by\n    build/conform run --shard 2/2 "
	    "--platforms 'native' --cases 'setblocking' --results 'cut'\n");
	do_or_fail("cp -R b less && python3 -c \"import sqlite3; d = "
	    "sqlite3.connect('less/native/setblocking.db'); d.execute('DELETE "
	    "FROM test_cases WHERE name = ?', ('false_sets_o_nonblock',)); "
	    "assert d.total_changes == 1; d.commit()\"");
	check(MERGE "a less", "share 2/2 has lost the case "
	    "'false_sets_o_nonblock' of 'less/native/setblocking.db'; it alone "
	    "is run again by\n");
	do_or_fail("cp -R b begun && sed -i /^ended/d begun/native/share");
	check(MERGE "a begun",
	    "share 2/2 was begun in 'begun' and did not run to its end");
	do_or_fail("cp -R b third && sed -i 's,^2/2,2/3,' third/native/share");
	check(MERGE "a third", "they are not of the same number");
	do_or_fail("cp -R b asked && sed -i 's,^arguments.*,arguments --cases "
	    "eintr,' asked/native/share");
	check(MERGE "a asked", "was asked for by --platforms 'native' --cases "
	    "'setblocking', and that of 'asked' by --cases eintr");
	do_or_fail("cp -R b odd && echo x >odd/native/share");
	check(MERGE "a odd", "odd/native");
	do_or_fail("test ! -e m");
	do_or_fail("cp -R b torn && head -c 20000 b/native/setblocking.db "
	    ">torn/native/setblocking.db");
	check(MERGE "a torn", "is cut off or damaged: nothing is merged");
	do_or_fail("test ! -e m");
	do_or_fail(MERGE "a b");
	do_or_fail("cp -R m kept ");
	check(MERGE "a torn", "is cut off or damaged: nothing is merged");
	do_or_fail("head -c -1 b/native/setblocking.db "
	    ">torn/native/setblocking.db");
	check(MERGE "a torn", "is cut off or damaged: nothing is merged");
	do_or_fail("diff -r -x lock m kept");
	do_or_fail(MERGE "a b && test ! -e m/.merge");
}

ATF_TC_WITHOUT_HEAD(lost_share_is_run_again_as_it_was);
ATF_TC_BODY(lost_share_is_run_again_as_it_was, tc)
{
	struct text said = TEXT_INIT;

	fixture_find(tc, top);
	do_or_fail(RUN "--shard 1/2 --results a --watchdog 20 --require proc");
	check(MERGE "a", "build/conform run --shard 2/2 --platforms 'native' "
	    "--cases 'setblocking' --require 'proc' --watchdog '20' --results "
	    "'DIR'\n");
	if (run(&said, "cd \"$top\" && build/sandbox -- true") !=
	    0)
		atf_tc_skip("%s", text_get(&said));
	do_or_fail(RUN "--shard 1/2 --results b --sandbox");
	check(MERGE "b", "build/conform run --shard 2/2 --platforms 'native' "
	    "--cases 'setblocking' --sandbox --results 'DIR'\n");
	do_or_fail(RUN "--shard 2/2 --results c");
	check(MERGE "b c", "was asked for by --platforms 'native' --cases "
	    "'setblocking' --sandbox, and that of 'c' by --platforms");
	text_release(&said);
}

#define SLURM(words) "PATH=\"$PWD/bin:$PATH\"; cd 'it is' && " \
	"\"$top/harness/platform/slurm\" 2 ./'a b' native -- " \
	words

/* Its stand-in runs the second task of the job, where a node would. */
ATF_TC_WITHOUT_HEAD(job_of_shares_keeps_to_the_folders_that_were_meant);
ATF_TC_BODY(job_of_shares_keeps_to_the_folders_that_were_meant, tc)
{
	fixture_find(tc, top);
	asset_need_source(top, "script for Slurm");
	do_or_fail("mkdir bin 'it is' && cat >bin/sbatch <<'end' && "
	    "chmod +x bin/sbatch\n#!/bin/sh\n"
	    "for word; do\n"
	    "\tcase $word in --chdir=*) cd \"${word#*=}\" ;; esac\n"
	    "done\nSLURM_ARRAY_TASK_ID=1 exec sh -c \"$word\"\nend\n:");
	do_or_fail(SLURM("--cases setblocking"));
	do_or_fail("test -s 'it is/a b/native.2/native/setblocking.db'");
	check(SLURM("--ledger mine.ini"),
	    "slurm: 'mine.ini' of --ledger has to be named from /");
	check(SLURM("--ledger='/dev/null mine.ini'"),
	    "slurm: 'mine.ini' of --ledger has to be named from /");
}

/* When it was, and how long calls took, are the only differences. */
#define SAME(file) "for r in m.report w.report; do sed -E 's/[0-9]{4}-" \
	"[0-9]{2}-[0-9]{2} [0-9:]{5,8}//g; s/    # [^\\\\\"]*//g' $r/" file \
	" >$r/same; " \
	"test $(wc -c <$r/same) -gt 20000 || exit 1; done; " \
	"cmp m.report/same w.report/same"

ATF_TC_WITHOUT_HEAD(merged_shares_are_the_whole_run);
ATF_TC_BODY(merged_shares_are_the_whole_run, tc)
{
	fixture_find(tc, top);
	do_or_fail(RUN "--shard 1/2 --results a");
	do_or_fail(RUN "--shard 2/2 --results b");
	do_or_fail("conform merge a b --results m --report m.report");
	do_or_fail("conform run --platforms native --cases setblocking "
	    "--results w --report w.report");
	do_or_fail(SAME("report.json"));
	do_or_fail(SAME("index.html"));
}

#define PERL " --iut 'perl harness/protocol/examples/iut.pl' "
#define FAILED "conform run --failed --platforms native --results r " \
	"--report p "

ATF_TC_WITHOUT_HEAD(what_failed_is_run_again_by_who_failed);
ATF_TC_BODY(what_failed_is_run_again_by_who_failed, tc)
{
	struct text said = TEXT_INIT;

	fixture_find(tc, top);
	if (run(&said, "perl -MSocket -MPOSIX -e 1 && test $(uname -m) = "
	    "x86_64") != 0)
		atf_tc_skip("the example cannot be run here");
	ATF_REQUIRE_EQ_MSG(1, run(&said, "conform run "
	    "'setblocking/nonblocking*' --platforms native --results r "
	    "--report p" PERL), "%s", text_get(&said));
	do_or_fail("cp -R r kept && cp -R p kept.p");
	check(FAILED, "native: the last run's --iut was 'perl harness/protocol/"
	    "examples/iut.pl', and this one's is 'build/iut': --failed is of "
	    "the same; give --iut 'perl harness/protocol/examples/iut.pl'");
	check(FAILED PERL "--oracle 'env A=b python3 oracle/oracle.py'",
	    "native: the last run's --oracle was ");
	do_or_fail("diff -r -x lock r kept && diff -r -x unfinished p kept.p");
	ATF_CHECK_EQ_MSG(1, run(&said, FAILED PERL), "%s", text_get(&said));
	text_release(&said);
}

#define ENTRY "[mine]\nclause = SENDMSG-02\nby = CPython\n" \
	"verdict = differs\nline = x\nreason = it is so\nreview = 2099-01-01\n"

static const struct {
	const char *ledger, *sentence;
} ledgers[] = {
	{ ENTRY "instances = sendmsg/no_such_row*\n", "own.ini:1: entry "
	    "'mine': no instance of clause 'SENDMSG-02' is "
	    "'sendmsg/no_such_row*'" },
	{ ENTRY "instances = setblocking/*\n", "own.ini:1: entry 'mine': no "
	    "instance of clause 'SENDMSG-02' is 'setblocking/*'" },
	{ ENTRY "odd = x\n", "own.ini:8: entry 'mine': the key 'odd' is "
	    "unknown" },
	{ ENTRY ENTRY, "own.ini:8: " },
};

ATF_TC_WITHOUT_HEAD(ledger_that_fits_nothing_is_refused);
ATF_TC_BODY(ledger_that_fits_nothing_is_refused, tc)
{
	FILE *f;
	size_t i;

	fixture_find(tc, top);
	for (i = 0; i < sizeof(ledgers) / sizeof(ledgers[0]); i++) {
		f = fopen("own.ini", "w");
		ATF_REQUIRE(f != NULL);
		fputs(ledgers[i].ledger, f);
		fclose(f);
		check("conform run --platforms native --ledger own.ini "
		    "--results a --report r 'setblocking/*'",
		    ledgers[i].sentence);
	}
}

#define RECORDED "odd/oracle/recorded/cpython-3.11/native/setblocking.gz"

ATF_TC_WITHOUT_HEAD(damaged_recording_is_told_before_a_run);
ATF_TC_BODY(damaged_recording_is_told_before_a_run, tc)
{
	fixture_find(tc, top);
	asset_need_source(top, "sources to copy");
	do_or_fail("mkdir -p odd/build && for f in conform iut probe "
	    "interpose.so; do cp \"$top/build/$f\" odd/build || exit; done; "
	    "ln -s \"$top/build/cases\" odd/build/cases && "
	    "for f in cases oracle harness Makefile; do cp -Rs "
	    "\"$(realpath \"$top/$f\")\" odd || exit; done; "
	    "[ ! -L odd/oracle ] && rm " RECORDED " && echo nonsense >"
	    RECORDED);
	check("cd odd && build/conform run --platforms native --oracle "
	    "recorded --results r --report p 'setblocking/false_sets*'",
	    RECORDED "' is damaged or cut off");
	do_or_fail("[ ! -e odd/r/native/setblocking.db ]");
}

#define FEW " --platforms native --results r --report p " \
    "'setblocking/nonblocking*'"

ATF_TC_WITHOUT_HEAD(report_from_before_a_refusal_passes_no_gate);
ATF_TC_BODY(report_from_before_a_refusal_passes_no_gate, tc)
{
	static const struct refused_row refused[] = {
		{ "conform run --iut /nonexistent" FEW,
		    "exited 127 when greeted" },
		{ "conform import nowhere --name x --results r --report p",
		    "cannot read 'nowhere'" },
		{ "conform run --platforms 'native native' --results r "
		    "--report p", "'native' is asked for twice" },
		{ "conform run --results r --report p --odd", "odd" },
		{ "conform import nowhere --name a/b --results r --report p",
		    "a/b" },
	};
	size_t i;

	fixture_find(tc, top);
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		do_or_fail("conform run" FEW);
		do_or_fail("conform gate --report p");
		check(refused[i].words, refused[i].sentence);
		check("conform gate --report p", "did not come to its end");
		do_or_fail("conform report --results r --report p");
		check("conform gate --report p", "did not come to its end");
		check("conform gate p", "did not come to its end");
		check("conform gate p/report.json", "did not come to its end");
		check("conform gate p:native", "did not come to its end");
		check("conform gate p/report.json:native",
		    "did not come to its end");
		check("ln -sf p/report.json link && conform gate link",
		    "did not come to its end");
	}
}

#define NAMED "'./a b/conform' "

/* What it prints, and what a page or a format has, is to be copied. */
ATF_TC_WITHOUT_HEAD(command_that_is_told_is_the_one_that_was_started);
ATF_TC_BODY(command_that_is_told_is_the_one_that_was_started, tc)
{
	static const char *const lines[] = {
		NAMED "run --shard 1/2 --platforms native --cases setblocking "
		    "--results r --report p >said",
		"grep -F \"One alone: " NAMED "show 'ID', and again: " NAMED
		    "replay 'ID'\" said",
		NAMED "report --results r --report p --format html:h >said",
		"grep -F \"One alone: " NAMED "show 'ID'\" said",
		"grep -F 'a b/conform' h && ! grep -F build/conform h said",
		NAMED "merge r --results m --report q >said 2>&1; "
		    "grep -F \"    " NAMED "run --shard 2/2 \" said",
		NAMED "probe build/iut >said",
		"grep -F \"Next: " NAMED "run \" said",
	};
	size_t i;

	fixture_find(tc, top);
	do_or_fail("mkdir 'a b' && ln -s \"$top/build/conform\" 'a b/conform'");
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		do_or_fail(lines[i]);
}

/* Lines 1 to `last` of a stream of this suite, as a bundle prints it. */
static void
write_stream(const char *path, const char *revision, size_t last)
{
	static const char *const lines[] = {
		" cases=1 instances=2",
		"stream_plan area=setblocking name=a clause=SETBLK-01 "
		    "instances=2",
		"stream_case area=setblocking name=a",
		"planned instances=2 clause=SETBLK-01",
		"platform kernel='7.0' libc='' arch='x86_64'",
		"instance id='setblocking/a[a=1]' clause=SETBLK-01 "
		    "verdict=conforms departs=none expected=true",
		"instance id='setblocking/a[a=2]' clause=SETBLK-01 "
		    "verdict=conforms departs=none expected=true",
		"done instances=2 executed=2",
		"stream_end cases=1",
	};
	struct text line = TEXT_INIT, all = TEXT_INIT;
	FILE *out = fopen(path, "w");
	size_t n;

	ATF_REQUIRE(out != NULL && last <= sizeof(lines) / sizeof(lines[0]));
	for (n = 1; n <= last; n++) {
		text_cut(&line, 0);
		if (n == 1)
			text_addf(&line, "stream revision=%s", revision);
		text_adds(&line, lines[n - 1]);
		stream_format(&all, n, text_get(&line), line.len);
	}
	ATF_REQUIRE(fputs(text_get(&all), out) >= 0 && fclose(out) == 0);
	text_release(&line);
	text_release(&all);
}

#define IMPORT "conform import --name x --results r --report p "

ATF_TC_WITHOUT_HEAD(cut_stream_takes_no_column_away);
ATF_TC_BODY(cut_stream_takes_no_column_away, tc)
{
	struct text said = TEXT_INIT, revision = TEXT_INIT;
	struct why why = WHY_INIT;

	fixture_find(tc, top);
	check(IMPORT "nowhere", "cannot read 'nowhere'");
	do_or_fail("test ! -e r && test ! -e p");
	do_or_fail("conform run" FEW " && mv r ran && rm -r p");
	ATF_REQUIRE(asset_read("ran/native/revision", 99, &revision, &why));
	text_cut(&revision, strcspn(text_get(&revision), "\n"));
	write_stream("cut", text_get(&revision), 5);
	write_stream("longer", text_get(&revision), 7);
	write_stream("whole", text_get(&revision), 9);
	write_stream("it's whole", text_get(&revision), 9);
	check("conform diff \"it's whole\" ran",
	    "`conform import \"it's whole\" "
	    "--name NAME` makes it a column");
	ATF_CHECK_EQ(2, run(&said, IMPORT "cut"));
	ATF_CHECK_EQ(2, run(&said, IMPORT "longer"));
	do_or_fail("test -e p/report.json && cp r/x/all.stream kept");
	check("conform gate --report p", "did not come to its end");
	check(IMPORT "cut", "'cut', line 5: the stream is cut off after its "
	    "line 5; column 'x' has what this has not, and stays, and "
	    "--force puts this in its place");
	do_or_fail("cmp kept r/x/all.stream && rm p/report.json");
	do_or_fail(IMPORT "whole");
	do_or_fail("conform gate --report p && cp r/x/all.stream kept");
	check(IMPORT "longer", "column 'x' is whole and stays");
	do_or_fail("cmp kept r/x/all.stream");
	check(IMPORT "cut --force", "2 not run");
	text_release(&said);
	text_release(&revision);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, cut_stream_takes_no_column_away);
	ATF_TP_ADD_TC(tp, report_from_before_a_refusal_passes_no_gate);
	ATF_TP_ADD_TC(tp, command_that_is_told_is_the_one_that_was_started);
	ATF_TP_ADD_TC(tp, what_is_refused_is_named);
	ATF_TP_ADD_TC(tp, platform_that_is_refused_is_named);
	ATF_TP_ADD_TC(tp, ledger_that_fits_nothing_is_refused);
	ATF_TP_ADD_TC(tp, damaged_recording_is_told_before_a_run);
	ATF_TP_ADD_TC(tp, what_failed_is_run_again_by_who_failed);
	ATF_TP_ADD_TC(tp, shares_that_are_not_of_one_run_are_not_merged);
	ATF_TP_ADD_TC(tp, lost_share_is_run_again_as_it_was);
	ATF_TP_ADD_TC(tp, job_of_shares_keeps_to_the_folders_that_were_meant);
	ATF_TP_ADD_TC(tp, merged_shares_are_the_whole_run);
	return atf_no_error();
}
