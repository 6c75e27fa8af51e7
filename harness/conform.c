/* SPDX-License-Identifier: BSD-2-Clause */
/* The command: runs the suite, and shows what it asks and what came of it. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/platform/launch.h"
#include "harness/report/report.h"
#include "harness/runner/areas.h"
#include "harness/runner/one.h"

#define NAMES_MAX 64
#define SECOND_KERNEL_SAMPLE "12"	/* one row in so many */

static const char usage[] =
"usage: conform COMMAND [OPTION…] [ARGUMENT]\n"
"\n"
"  run           run the suite and report; exit status 0 only if nothing is\n"
"                unexpected, 2 if something could not be run or read\n"
"  check         the harness's own tests, then the suite on this kernel\n"
"  report        report again what build/results has\n"
"  list [GLOB]   the ids of all instances, '*' being any run of characters\n"
"  clauses [ID]  the clauses with their instances, or the rows of one\n"
"  show ID       run one instance and show both traces\n"
"  replay ID     the same, printing every line of the protocol\n"
"\n"
"  --platforms \"native uml\"   where to run (run, report)\n"
"  --cases \"sendfile eintr\"   only these areas (run, check)\n"
"  --iut COMMAND              the implementation under test\n"
"  --oracle COMMAND           the Python, `python3.13 oracle/oracle.py`; a\n"
"                             command without blanks gets the script added\n"
"  --wrap PREFIX              starts both through a prefix\n"
"  --name NAME                the column of the run (with one platform)\n"
"  --full                     everything on the second kernel too\n"
"  --jobs N                   areas at a time\n"
"  --results DIR              where results are, build/results\n"
"  --report DIR               where report.json goes, build/report\n"
"for launchers: --here, --require ABILITIES, --sample N\n";

struct options {
	const char *platforms, *cases, *iut, *oracle, *wrap, *name, *results,
	    *report, *require, *sample;
	bool here, full;
	int jobs;
};

static char top[PATH_MAX];

/* The project's folder: that of build/, where this program is. */
static bool
find_top(struct why *why)
{
	ssize_t n = readlink("/proc/self/exe", top, sizeof(top) - 1);
	char *slash;
	int up;

	if (n < 0)
		return why_errno(why, "cannot find this program");
	top[n] = '\0';
	for (up = 0; up < 2; up++) {
		slash = strrchr(top, '/');
		if (slash == NULL)
			return why_set(why, "'%s' is not in a project", top);
		*slash = '\0';
	}
	return true;
}

static int
fail(const struct why *why)
{
	fflush(stdout);
	fprintf(stderr, "conform: %s\n", why->text);
	return 2;
}

/* Splits at blanks, in place; the number of words. */
static size_t
split(char *words, const char **at, size_t most)
{
	size_t n = 0;
	char *word, *rest = NULL;

	while (n < most && (word = strtok_r(n == 0 ? words : NULL, " ,",
	    &rest)) != NULL)
		at[n++] = word;
	return n;
}

static const struct area *
area_named(const char *name)
{
	size_t a;

	for (a = 0; a < areas_len; a++)
		if (strcmp(areas[a]->name, name) == 0)
			return areas[a];
	return NULL;
}

/* The areas asked for: of "sendfile" also sendfile_errors and the like. */
static bool
choose_areas(char *cases, const char **at, size_t *len, struct why *why)
{
	const char *words[NAMES_MAX];
	size_t n = cases != NULL ? split(cases, words, NAMES_MAX) : 0, w, a;
	bool any;

	*len = 0;
	for (a = 0; a < areas_len && n == 0; a++)
		at[(*len)++] = areas[a]->name;
	for (w = 0; w < n; w++) {
		size_t length = strlen(words[w]);

		any = false;
		for (a = 0; a < areas_len; a++) {
			const char *name = areas[a]->name;

			if (strncmp(name, words[w], length) != 0 ||
			    (name[length] != '\0' && (name[length] != '_' ||
			    (area_named(words[w]) != NULL &&
			    strncmp(name + length, "_afalg", 6) == 0))))
				continue;
			at[(*len)++] = name;
			any = true;
		}
		if (!any)
			return why_set(why, "there is no area '%s'; `conform "
			    "list` shows them", words[w]);
	}
	return true;
}

static bool
check_areas(struct why *why)
{
	size_t a;

	for (a = 0; a < areas_len; a++)
		if (!area_check(areas[a], why))
			return false;
	return true;
}

static void
make_config(const struct options *o, struct config *c)
{
	*c = (struct config){
		.top = top,
		.iut = o->iut[0] != '\0' ? o->iut : "build/iut",
		.oracle = o->oracle[0] != '\0' ? o->oracle :
		    "/usr/bin/python3 -E -S oracle/oracle.py",
		.wrap = o->wrap,
		.platform = o->name[0] != '\0' ? o->name : "native",
		.require = o->require,
		.watchdog_ms = 10000,
	};
}

/* Starts both once, so that what is missing is said before anything runs. */
static bool
try_implementations(const struct options *o, struct why *why)
{
	struct config config;
	struct runner runner;
	bool ok;

	make_config(o, &config);
	if (!runner_init(&runner, &config, why))
		return false;
	ok = runner_start(&runner, why);
	if (ok)
		printf("implementation under test: %s\noracle: %s\n",
		    runner.iut.name, runner.oracle.name);
	fflush(stdout);
	runner_release(&runner);
	return ok;
}

static bool
make_folder(const char *path, struct why *why)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return true;
	return why_errno(why, "cannot make the folder '%s'", path);
}

/* RESULTS/NAME, or RESULTS for a launcher: made, as an absolute path. */
static bool
make_results(const struct options *o, const char *name, char path[PATH_MAX],
    struct why *why)
{
	struct text text = TEXT_INIT;
	bool ok;

	ok = make_folder(o->results, why);
	text_adds(&text, o->results);
	if (!o->here)
		text_addf(&text, "/%s", name);
	ok = ok && make_folder(text_get(&text), why);
	if (ok && realpath(text_get(&text), path) == NULL)
		ok = why_errno(why, "cannot find '%s'", text_get(&text));
	text_release(&text);
	return ok;
}

static void
make_launch(const struct options *o, const char *platform,
    const char *results, struct launch *l)
{
	*l = (struct launch){
		.top = top,
		.results = results,
		.platform = platform,
		.require = o->require,
		.iut = o->iut,
		.oracle = o->oracle,
		.wrap = o->wrap,
		.sample = o->sample,
		.jobs = o->jobs,
		.progress = stdout,
	};
}

/* Runs the areas on one platform. */
static bool
run_platform(const struct options *o, const char *platform,
    const char *const *names, size_t len, struct why *why)
{
	const char *column = o->name[0] != '\0' ? o->name : platform;
	bool native = o->here || strcmp(platform, "native") == 0;
	char results[PATH_MAX];
	struct launch l;

	if (!make_results(o, column, results, why))
		return false;
	make_launch(o, column, results, &l);
	l.areas = names;
	l.areas_len = len;
	if (native)
		return launch_here(&l, why);
	if (strcmp(platform, "uml") != 0)
		return why_set(why, "there is no platform '%s'; there are "
		    "native and uml", platform);
	l.require = "af_alg";
	if (!o->full)
		l.sample = SECOND_KERNEL_SAMPLE;
	return launch_there(&l, "uml", why);
}

static int
report(const struct options *o, const char *const *columns,
    const char *const *names)
{
	struct report_options r = {
		.results = o->results,
		.output = o->report,
		.platforms = columns,
		.areas = names,
		.out = stdout,
		.plain = isatty(STDOUT_FILENO) == 0,
	};

	return report_run(&r);
}

/*
 * Runs the platforms side by side, each in a process of its own. False if one
 * could not be run; it has said why.
 */
static bool
run_platforms(const struct options *o, const char *const *platforms, size_t n,
    const char *const *names, size_t len)
{
	struct why why = WHY_INIT;
	pid_t pids[NAMES_MAX];
	bool ok = true;
	int status;
	size_t i;

	fflush(stdout);
	for (i = 0; i < n; i++) {
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		exit(run_platform(o, platforms[i], names, len, &why) ? 0 :
		    fail(&why));
	}
	launch_listen();
	for (i = 0; i < n; i++) {
		while (waitpid(pids[i], &status, 0) < 0 && errno == EINTR)
			launch_pass_on(pids, n);
		ok = ok && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	return ok;
}

static int
run(struct options *o)
{
	const char *names[NAMES_MAX], *platforms[NAMES_MAX];
	char *cases = o->cases != NULL ? strdup(o->cases) : NULL;
	char *list = strdup(o->platforms[0] != '\0' ? o->platforms :
	    o->name[0] != '\0' ? "native" : "native uml");
	struct why why = WHY_INIT;
	size_t len, n = split(list, platforms, NAMES_MAX - 1);
	int status;
	bool ok;

	if (o->name[0] != '\0' && !o->here)
		n = n > 1 ? 1 : n;
	ok = choose_areas(cases, names, &len, &why) && check_areas(&why) &&
	    (o->here || try_implementations(o, &why));
	if (!ok) {
		status = fail(&why);
		goto out;
	}
	ok = run_platforms(o, platforms, n, names, len);
	if (o->name[0] != '\0')
		platforms[0] = o->name;
	platforms[n] = NULL;
	names[len] = NULL;
	status = o->here ? 0 : report(o, platforms, names);
	if (!ok)
		status = 2;
out:
	free(cases);
	free(list);
	return status;
}

/* Adds what Kyua counted for one platform of a folder of results. */
static bool
add_counts(const char *results, const char *platform, struct report_counts *to,
    struct why *why)
{
	const char *platforms[] = { platform, NULL };
	struct report_options r = { .results = results,
	    .platforms = platforms };
	struct report_counts counts = { 0, 0, 0 };
	bool ok = report_counts(&r, &counts, why);

	to->passed += counts.passed;
	to->failed += counts.failed;
	to->skipped += counts.skipped;
	return ok;
}

static bool
run_unit_tests(const struct options *o, struct report_counts *counts,
    struct why *why)
{
	struct options unit = *o;
	struct text folder = TEXT_INIT;
	char results[PATH_MAX];
	struct launch l;
	bool ok;

	text_addf(&folder, "%s/build/tests", top);
	unit.results = text_get(&folder);
	ok = make_results(&unit, "unit", results, why);
	make_launch(o, "unit", results, &l);
	ok = ok && launch_unit_tests(&l, why) &&
	    add_counts(unit.results, "unit", counts, why);
	text_release(&folder);
	return ok;
}

static int
check(struct options *o)
{
	struct report_counts counts = { 0, 0, 0 };
	struct why why = WHY_INIT;
	int status = 0, suite;

	if (!run_unit_tests(o, &counts, &why))
		status = fail(&why);
	o->platforms = "native";
	suite = run(o);
	if (!add_counts(o->results, "native", &counts, &why))
		status = fail(&why);
	printf("\n%lld passed, %lld failed, %lld skipped\n",
	    (long long)counts.passed, (long long)counts.failed,
	    (long long)counts.skipped);
	if (status == 0)
		status = suite != 0 ? suite : counts.failed > 0;
	return status;
}

static int
one(const struct options *o, const char *id, bool every_call)
{
	struct config config;
	struct why why = WHY_INIT;

	make_config(o, &config);
	if (one_run(&config, id, every_call, stdout, &why))
		return 0;
	fail(&why);
	return 1;
}

/* All platforms that have results, or those asked for. */
static int
report_again(const struct options *o)
{
	const char *platforms[NAMES_MAX];
	char *list = strdup(o->platforms);
	int status;

	platforms[split(list, platforms, NAMES_MAX - 1)] = NULL;
	status = report(o, platforms[0] != NULL ? platforms : NULL, NULL);
	free(list);
	return status;
}

static int
dispatch(struct options *o, const char *command, const char *argument)
{
	struct why why = WHY_INIT;
	int status = 0;

	if (strcmp(command, "run") == 0)
		status = run(o);
	else if (strcmp(command, "check") == 0)
		status = check(o);
	else if (strcmp(command, "report") == 0)
		status = report_again(o);
	else if (strcmp(command, "list") == 0)
		one_list(argument != NULL ? argument : "*", stdout);
	else if (strcmp(command, "clauses") == 0)
		status = one_clauses(argument, stdout, &why) ? 0 : fail(&why);
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
	    REQUIRE, SAMPLE, HERE, FULL, JOBS, HELP };
	static const struct option options[] = {
		{ "platforms", 1, NULL, PLATFORMS }, { "cases", 1, NULL, CASES },
		{ "iut", 1, NULL, IUT }, { "oracle", 1, NULL, ORACLE },
		{ "wrap", 1, NULL, WRAP }, { "name", 1, NULL, NAME },
		{ "results", 1, NULL, RESULTS }, { "report", 1, NULL, REPORT },
		{ "require", 1, NULL, REQUIRE }, { "sample", 1, NULL, SAMPLE },
		{ "here", 0, NULL, HERE }, { "full", 0, NULL, FULL },
		{ "jobs", 1, NULL, JOBS }, { "help", 0, NULL, HELP },
		{ NULL, 0, NULL, 0 },
	};
	const char **strings[] = { NULL, &o->platforms, &o->cases, &o->iut,
	    &o->oracle, &o->wrap, &o->name, &o->results, &o->report,
	    &o->require, &o->sample };
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c >= PLATFORMS && c <= SAMPLE)
			*strings[c] = optarg;
		else if (c == HERE)
			o->here = true;
		else if (c == FULL)
			o->full = true;
		else if (c == JOBS)
			o->jobs = atoi(optarg);
		else
			return false;
	}
	return o->jobs > 0 && o->jobs <= 16;
}

/* "python3.13" becomes "python3.13 oracle/oracle.py". */
static void
complete_oracle(struct options *o)
{
	struct text text = TEXT_INIT;

	if (o->oracle[0] == '\0' || strchr(o->oracle, ' ') != NULL)
		return;
	text_addf(&text, "%s oracle/oracle.py", o->oracle);
	o->oracle = text_detach(&text);
}

int
main(int argc, char **argv)
{
	struct options o = { .platforms = "", .iut = "",
	    .oracle = "", .wrap = "", .name = "", .require = "",
	    .sample = "", .jobs = 3 };
	struct text results = TEXT_INIT, output = TEXT_INIT;
	struct why why = WHY_INIT;
	int status;

	if (!find_top(&why))
		return fail(&why);
	text_addf(&results, "%s/build/results", top);
	text_addf(&output, "%s/build/report", top);
	o.results = text_get(&results);
	o.report = text_get(&output);
	if (!read_options(&o, argc, argv) || optind >= argc) {
		fputs(usage, optind < argc ? stderr : stdout);
		return 2;
	}
	complete_oracle(&o);
	status = dispatch(&o, argv[optind],
	    optind + 1 < argc ? argv[optind + 1] : NULL);
	text_release(&results);
	text_release(&output);
	return status;
}
