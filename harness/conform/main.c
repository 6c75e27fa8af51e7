/* SPDX-License-Identifier: BSD-2-Clause */
/* The command: runs the suite, and shows what it asks and what came of it. */
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/runner/one.h"
#include "harness/runner/points.h"
#include "harness/rows/rows.h"

static const char usage[] =
"usage: conform COMMAND [OPTION…] [ARGUMENT]\n"
"\n"
"  run [GLOB…]   run the suite, or the instances of these patterns, and report;\n"
"                exit status 0 only if nothing is unexpected, 2 if something\n"
"                could not be run or read\n"
"  check         the harness's own tests, then the suite on this kernel\n"
"  report [DIR…] report again what build/results has, or these folders, also as\n"
"                files for other tools (--format)\n"
"  floors        write what --platforms executed last as the least that they\n"
"                have to execute, into cases/floors/\n"
"  import FILE   takes in what a bundle printed (build/bundle/) as the column\n"
"                --name, and reports it\n"
"  diff A B      what is otherwise in the second of two runs, by kind first;\n"
"                exit status 0 nothing is worse, 1 something is, 2 they are not\n"
"                comparable; a run is a folder of results or a report.json, with\n"
"                :PLATFORM behind it one column of it\n"
"  gate [RUN]    whether the last run, or that one, has nothing unexpected that\n"
"                --baseline has not, no clause below its floor, and nothing of\n"
"                the baseline that no longer happens; exit status 0, 1 or 2\n"
"  history RUN…  when each kind and finding came and went, in runs of one\n"
"                platform, oldest first; --format json:FILE for programs\n"
"  bisect RUN… KIND  the neighbours between which a kind, a finding or a part of\n"
"                its name came; exit status 1 if the first has it already\n"
"  list [GLOB]   the ids of all instances, '*' being any run of characters\n"
"  clauses [ID]  the clauses with their instances and last verdicts, or all\n"
"                about one\n"
"  show ID       run one instance and show both traces\n"
"  replay ID     the same, printing every line of the protocol\n"
"  reproduce ID  write programs that show a finding, an entry of the ledger or\n"
"                an instance without the harness, into build/reproduce/\n"
"  findings      what was found, and whose it is; with --owner what is to be\n"
"                reported there, a text for each\n"
"  silent        of each row, on which events its documentation is silent, so\n"
"                that only the oracle and its recording judge them\n"
"  docs FOLDER   which sentences of a version's documentation, in HTML, changed\n"
"                that clauses rest on, and which none claims; exit status 1 if\n"
"                there are any; with --propose lines for cases/documented.tsv,\n"
"                with --full all sentences\n"
"  ledger        with --propose, entries for what --platforms showed last and\n"
"                no ledger knows, by kind, into the new file --output or here;\n"
"                their reasons are for a person to find\n"
"  points        the system calls of each method that can be disturbed, and\n"
"                how many of them the rows disturb\n"
"  soak          runs the suite --runs times on this kernel, three of ten\n"
"                under stress-ng, and names each instance that changed\n"
"  merge DIR…    makes the results of whole runs, in --results, from those of\n"
"                their shares, and reports them; 2 if one is missing, there\n"
"                twice, of another revision or of another platform, or if one\n"
"                of --platforms has none\n"
"  probe COMMAND  asks an implementation under test what it has to answer\n"
"                before anything counts, then each method once, and says what\n"
"                is missing; exit status 0 only if nothing is, 2 if it does\n"
"                not even introduce itself\n"
"  record        runs the oracle alone and writes its traces into\n"
"                oracle/recorded/; exit status 1 if one is not as expected\n"
"\n"
"  --platforms \"native uml\"   where to run (run, report, record); `all`; those\n"
"                             of harness/platform/launchers\n"
"  --cases \"sendfile eintr\"   only these areas (run, check, record)\n"
"  --iut COMMAND              the implementation under test\n"
"  --oracle COMMAND           the Python, `python3.13 oracle/oracle.py`; a\n"
"                             command without blanks gets the script added;\n"
"                             `recorded` or `recorded 3.13`: its traces\n"
"  --ledger \"FILE FILE\"       ledgers of one's own, beside the project's (run,\n"
"                             check, show, replay)\n"
"  --wrap PREFIX              starts both through a prefix\n"
"  --name NAME                the column of the run (with one platform)\n"
"  --full                     everything on slow platforms too (run); not a screen\n"
"                             of it, but all (diff, history)\n"
"  --format F:FILE            writes it as F into FILE, `--format F --output FILE`\n"
"                             likewise; without a file prints it; may be given\n"
"                             several times (report): json, junit, tap, md,\n"
"                             github (annotations), badge (SVG), shields\n"
"  --baseline FILE            kinds that are let pass (gate)\n"
"  --update-baseline          writes those of the run into it, and says which came\n"
"                             and went (gate)\n"
"  --force                    compares what both have (diff)\n"
"  --vectors all              every known answer, not a sample (run, list,\n"
"                             clauses)\n"
"  --failed                   only what was unexpected or not run the last time\n"
"                             (run)\n"
"  --sandbox                  keeps the implementation under test from the\n"
"                             network but loopback, from files but its folder\n"
"                             and from other processes; exit status 2, and\n"
"                             nothing is run, where that cannot be had (run)\n"
"  --until-unstable N         runs each instance up to N times, as long as its\n"
"                             traces are the same (run)\n"
"  --resume                   goes on with the run in --results that was ended or\n"
"                             killed, and that was asked for likewise: what is\n"
"                             complete is not run again (run)\n"
"  --shard I/N                the I-th of N shares of the rows (run); `merge`\n"
"                             puts them together\n"
"  --jobs N                   areas at a time\n"
"  --limit SECONDS            after which a platform is ended (run)\n"
"  --runs N                   how often to soak, 10\n"
"  --owner qemu               whose findings (findings)\n"
"  --output DIR               writes each text into a file there (findings); the\n"
"                             file itself (ledger)\n"
"  --results DIR              where results are, build/results\n"
"  --report DIR               where report.json goes, build/report\n"
"  --version                  of the suite and of its library\n"
"what goes into build/ goes into pysock-run/ if the suite is installed.\n"
"for launchers: --here, --shared, --only FILE, --require ABILITIES, --sample N,\n"
"               --watchdog SECONDS, --exact 1 (time is virtual)\n";

static int
one(const struct options *o, const char *id, bool every_call)
{
	struct config config;
	struct why why = WHY_INIT;

	make_config(o, &config);
	instances_widen(true);
	if (one_run(&config, id, every_call, stdout, &why))
		return 0;
	command_fail(&why);
	return 1;
}

static int
points(struct options *o)
{
	struct config config;
	struct why why = WHY_INIT;

	make_config(o, &config);
	return points_print(&config, stdout, &why) ? 0 : command_fail(&why);
}

static int
show(struct options *o)
{
	return one(o, o->patterns[0], false);
}

static int
replay(struct options *o)
{
	return one(o, o->patterns[0], true);
}

static int
list(struct options *o)
{
	one_list(o->patterns[0] != NULL ? o->patterns[0] : "*", stdout);
	return 0;
}

static const struct command {
	const char *name;
	size_t least, most;	/* arguments */
	int (*run)(struct options *);
} commands[] = {
	{ "run", 0, SIZE_MAX, command_run },
	{ "check", 0, 0, command_check },
	{ "report", 0, SIZE_MAX, command_report },
	{ "floors", 0, 0, command_floors },
	{ "import", 1, 1, command_import },
	{ "diff", 2, 2, command_diff },
	{ "gate", 0, 1, command_gate },
	{ "history", 2, SIZE_MAX, command_history },
	{ "bisect", 3, SIZE_MAX, command_bisect },
	{ "list", 0, 1, list },
	{ "clauses", 0, 1, command_clauses },
	{ "show", 1, 1, show },
	{ "replay", 1, 1, replay },
	{ "reproduce", 1, 1, command_reproduce },
	{ "findings", 0, 0, command_findings },
	{ "silent", 0, 0, command_silent },
	{ "docs", 1, 1, command_docs },
	{ "ledger", 0, 0, command_ledger },
	{ "points", 0, 0, points },
	{ "soak", 0, 0, command_soak },
	{ "record", 0, 0, command_record },
	{ "probe", 1, 1, command_probe },
	{ "merge", 1, SIZE_MAX, command_merge },
};

/* Whether it reads results alone, and the suite's rows need not be right. */
static bool
reads_results(const struct command *c)
{
	return c->run == command_report || c->run == command_diff ||
	    c->run == command_gate || c->run == command_history ||
	    c->run == command_bisect;
}

static int
dispatch(struct options *o, const char *name, size_t arguments)
{
	const struct command *c = NULL;
	struct why why = WHY_INIT;
	size_t i;

	for (i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(name, commands[i].name) == 0)
			c = &commands[i];
	if (c == NULL) {
		why_set(&why, "there is no command '%s'; conform --help lists "
		    "them", name);
		return command_fail(&why);
	}
	if (arguments > 0 && c->most == 0) {
		why_set(&why, "'%s' takes no argument, and not '%s'; areas "
		    "are chosen by --cases", name, o->patterns[0]);
		return command_fail(&why);
	}
	if (arguments < c->least || arguments > c->most) {
		why_set(&why, "'%s' takes %zu argument%s, and not %zu", name,
		    arguments < c->least ? c->least : c->most,
		    (arguments < c->least ? c->least : c->most) == 1 ? "" : "s",
		    arguments);
		return command_fail(&why);
	}
	if (!reads_results(c) && !rows_check(&why))
		return command_fail(&why);
	return c->run(o);
}

int
main(int argc, char **argv)
{
	struct options o = { .platforms = "", .iut = "",
	    .oracle = "", .wrap = "", .name = "", .require = "",
	    .sample = "", .vectors = "", .watchdog = "", .ledger = "",
	    .owner = "", .output = "", .exact = "", .only = "", .shard = "",
	    .until = "",
	    .baseline = "",
	    .runs = 10 };
	struct text results = TEXT_INIT, output = TEXT_INIT;
	struct why why = WHY_INIT;
	int status;

	if (!find_top(&why))
		return command_fail(&why);
	text_addf(&results, "%s/results", work);
	text_addf(&output, "%s/report", work);
	o.results = text_get(&results);
	o.report = text_get(&output);
	o.command = strncmp(argv[0], top, strlen(top)) == 0 &&
	    argv[0][strlen(top)] == '/' ? argv[0] + strlen(top) + 1 : argv[0];
	if (!options_read(&o, argc, argv) || optind >= argc) {
		fputs(usage, optind < argc || !o.help ? stderr : stdout);
		return o.help ? 0 : 2;
	}
	if (!o.here)
		own_split(&o);
	instances_widen(strcmp(o.vectors, "all") == 0);
	o.patterns = (const char *const *)argv + optind + 1;
	status = dispatch(&o, argv[optind], (size_t)(argc - optind - 1));
	if (fflush(stdout) != 0 || ferror(stdout)) {
		why_errno(&why, "cannot write what there is to say");
		status = command_fail(&why);
	}
	text_release(&results);
	text_release(&output);
	return status;
}
