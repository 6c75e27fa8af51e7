/* SPDX-License-Identifier: BSD-2-Clause */
/* The command: runs the suite, and shows what it asks and what came of it. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
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
"  report        report again what build/results has\n"
"  floors        write what --platforms executed last as the least that they\n"
"                have to execute, into cases/floors/\n"
"  import FILE   takes in what a bundle printed (build/bundle/) as the column\n"
"                --name, and reports it\n"
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
"  --full                     everything on slow platforms too\n"
"  --vectors all              every known answer, not a sample (run, list,\n"
"                             clauses)\n"
"  --failed                   only what was unexpected or not run the last time\n"
"                             (run)\n"
"  --until-unstable N         runs each instance up to N times, as long as its\n"
"                             traces are the same (run)\n"
"  --jobs N                   areas at a time\n"
"  --limit SECONDS            after which a platform is ended (run)\n"
"  --runs N                   how often to soak, 10\n"
"  --owner qemu               whose findings (findings)\n"
"  --output DIR               writes each text into a file there (findings); the\n"
"                             file itself (ledger)\n"
"  --results DIR              where results are, build/results\n"
"  --report DIR               where report.json goes, build/report\n"
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
points(const struct options *o)
{
	struct config config;
	struct why why = WHY_INIT;

	make_config(o, &config);
	return points_print(&config, stdout, &why) ? 0 : command_fail(&why);
}

static int
dispatch(struct options *o, const char *command, const char *argument)
{
	static const char *const takes[] = { "run", "list", "clauses", "show",
	    "replay", "reproduce", "import", "docs" };
	struct why why = WHY_INIT;
	int status = 0;
	size_t i;

	for (i = 0; i < 8 && argument != NULL; i++)
		if (strcmp(command, takes[i]) == 0)
			break;
	if (i == 8) {
		why_set(&why, "'%s' takes no argument, and not '%s'; areas "
		    "are chosen by --cases", command, argument);
		return command_fail(&why);
	}
	if (strcmp(command, "report") != 0 && !rows_check(&why))
		return command_fail(&why);
	if (strcmp(command, "run") == 0)
		status = command_run(o);
	else if (strcmp(command, "check") == 0)
		status = command_check(o);
	else if (strcmp(command, "soak") == 0)
		status = command_soak(o);
	else if (strcmp(command, "record") == 0)
		status = command_record(o);
	else if (strcmp(command, "report") == 0)
		status = command_report(o);
	else if (strcmp(command, "floors") == 0)
		status = command_floors(o);
	else if (strcmp(command, "points") == 0)
		status = points(o);
	else if (strcmp(command, "findings") == 0)
		status = command_findings(o);
	else if (strcmp(command, "ledger") == 0 && o->propose)
		status = command_ledger(o);
	else if (strcmp(command, "reproduce") == 0 && argument != NULL)
		status = command_reproduce(o, argument);
	else if (strcmp(command, "silent") == 0)
		status = command_silent();
	else if (strcmp(command, "docs") == 0 && argument != NULL)
		status = command_docs(o, argument);
	else if (strcmp(command, "import") == 0 && argument != NULL)
		status = command_import(o, argument);
	else if (strcmp(command, "list") == 0)
		one_list(argument != NULL ? argument : "*", stdout);
	else if (strcmp(command, "clauses") == 0)
		status = command_clauses(o, argument);
	else if ((strcmp(command, "show") == 0 ||
	    strcmp(command, "replay") == 0) && argument != NULL)
		status = one(o, argument, command[0] == 'r');
	else {
		fputs(usage, stderr);
		status = 2;
	}
	return status;
}

static bool
read_options(struct options *o, int argc, char **argv)
{
	enum { PLATFORMS = 1, CASES, IUT, ORACLE, WRAP, NAME, RESULTS, REPORT,
	    REQUIRE, SAMPLE, VECTORS, WATCHDOG, OWNER, OUTPUT, EXACT, LEDGER,
	    ONLY, UNTIL, HERE, SHARED, FULL, PROPOSE, FAILED, JOBS, RUNS,
	    LIMIT, HELP };
	static const struct option options[] = {
		{ "platforms", 1, NULL, PLATFORMS }, { "cases", 1, NULL, CASES },
		{ "iut", 1, NULL, IUT }, { "oracle", 1, NULL, ORACLE },
		{ "wrap", 1, NULL, WRAP }, { "name", 1, NULL, NAME },
		{ "results", 1, NULL, RESULTS }, { "report", 1, NULL, REPORT },
		{ "require", 1, NULL, REQUIRE }, { "sample", 1, NULL, SAMPLE },
		{ "vectors", 1, NULL, VECTORS },
		{ "watchdog", 1, NULL, WATCHDOG },
		{ "owner", 1, NULL, OWNER }, { "output", 1, NULL, OUTPUT },
		{ "exact", 1, NULL, EXACT }, { "ledger", 1, NULL, LEDGER },
		{ "only", 1, NULL, ONLY }, { "until-unstable", 1, NULL, UNTIL },
		{ "here", 0, NULL, HERE }, { "shared", 0, NULL, SHARED },
		{ "full", 0, NULL, FULL }, { "propose", 0, NULL, PROPOSE },
		{ "failed", 0, NULL, FAILED },
		{ "jobs", 1, NULL, JOBS }, { "runs", 1, NULL, RUNS },
		{ "limit", 1, NULL, LIMIT }, { "help", 0, NULL, HELP },
		{ NULL, 0, NULL, 0 },
	};
	const char **strings[] = { NULL, &o->platforms, &o->cases, &o->iut,
	    &o->oracle, &o->wrap, &o->name, &o->results, &o->report,
	    &o->require, &o->sample, &o->vectors,
	    &o->watchdog, &o->owner, &o->output, &o->exact, &o->ledger,
	    &o->only, &o->until };
	int c, jobs = 1, limit = 1;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c >= PLATFORMS && c <= UNTIL)
			*strings[c] = optarg;
		else if (c == HERE)
			o->here = true;
		else if (c == SHARED)
			o->shared = true;
		else if (c == FULL)
			o->full = true;
		else if (c == PROPOSE)
			o->propose = true;
		else if (c == FAILED)
			o->failed = true;
		else if (c == JOBS)
			jobs = o->jobs = atoi(optarg);
		else if (c == RUNS)
			o->runs = atoi(optarg);
		else if (c == LIMIT)
			limit = o->limit = atoi(optarg);
		else
			return false;
	}
	if (o->until[0] != '\0' && (atoi(o->until) < 2 ||
	    strspn(o->until, "0123456789") != strlen(o->until)))
		fputs("conform: --until-unstable takes how often an instance "
		    "is run at most, 2 or more\n", stderr);
	else if (o->vectors[0] != '\0' && strcmp(o->vectors, "all") != 0)
		fputs("conform: --vectors takes all\n", stderr);
	else if (jobs > 0 && jobs <= 16 && o->runs > 0 && limit > 0)
		return true;
	else
		fputs("conform: --jobs takes 1 to 16, --runs 1 or more, "
		    "--limit seconds, 1 or more\n", stderr);
	return false;
}

/* "python3.13" becomes "python3.13 oracle/oracle.py". */
static void
complete_oracle(struct options *o)
{
	struct text text = TEXT_INIT;

	if (o->oracle[0] == '\0' || strchr(o->oracle, ' ') != NULL ||
	    strcmp(o->oracle, "recorded") == 0)
		return;
	text_addf(&text, "%s oracle/oracle.py", o->oracle);
	o->oracle = text_detach(&text);
}

int
main(int argc, char **argv)
{
	struct options o = { .platforms = "", .iut = "",
	    .oracle = "", .wrap = "", .name = "", .require = "",
	    .sample = "", .vectors = "", .watchdog = "", .ledger = "",
	    .owner = "", .output = "", .exact = "", .only = "", .until = "",
	    .runs = 10 };
	struct text results = TEXT_INIT, output = TEXT_INIT;
	struct why why = WHY_INIT;
	int status;

	if (!find_top(&why))
		return command_fail(&why);
	text_addf(&results, "%s/build/results", top);
	text_addf(&output, "%s/build/report", top);
	o.results = text_get(&results);
	o.report = text_get(&output);
	if (!read_options(&o, argc, argv) || optind >= argc) {
		fputs(usage, optind < argc ? stderr : stdout);
		return 2;
	}
	complete_oracle(&o);
	if (!o.here)
		own_split(&o);
	instances_widen(strcmp(o.vectors, "all") == 0);
	o.patterns = (const char *const *)argv + optind + 1;
	status = dispatch(&o, argv[optind],
	    optind + 1 < argc ? argv[optind + 1] : NULL);
	text_release(&results);
	text_release(&output);
	return status;
}
