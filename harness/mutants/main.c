/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether the cases can fail: builds the mutants, runs the cases of their
 * clauses against each, and prints killed / all.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/mutants/hunt.h"
#include "harness/mutants/legal.h"
#include "harness/mutants/score.h"
#include "harness/mutants/there.h"
#include "harness/world/clock.h"

static const char usage[] =
"usage: build/mutants/run [--jobs N] [--budget SECONDS] [--verbose]\n"
"    [--compiler CC] [--objects LIST] [--iut C] [--oracle C] [--there FILE]\n"
"    [--inside FILE] [--whole [--cases LIST]] [PATTERN…]\n"
"    --clauses\n"
"Each PATTERN names mutants; '*' is any run of characters. --whole: the legal\n"
"platforms, each through the whole suite, or these areas of it. --clauses: only\n"
"whether each clause with rows has a mutant.\n";

struct options {
	struct hunt hunt;
	struct toolbox tools;
	const char *there;	/* file for findings, of those hunted elsewhere;
				   or NULL */
	bool inside;		/* elsewhere: what stands around this run */
	const char *cases;	/* with `whole`: only these areas, or NULL */
	int jobs;
	bool whole, clauses;
	char *const *patterns;
};

/* What the workers share. */
struct board {
	_Atomic size_t next;
	struct finding found[];
};

static void
print(const struct mutant *m, const struct finding *f)
{
	static const char *const words[] = { "not run", "killed", "SURVIVED",
	    "FAILED" };
	const char *word = words[f->end];

	if (m->kind == MUTANT_LEGAL && f->end == HUNT_KILLED)
		word = "ALARM";
	else if (m->kind == MUTANT_LEGAL && f->end == HUNT_SURVIVED)
		word = "no alarm";
	else if (f->end == HUNT_SURVIVED && m->equivalent != NULL)
		word = "equivalent";
	printf("%-10s %-34s %5.1f s %4u instances", word, m->name, f->seconds,
	    f->instances);
	if (f->skipped > 0)
		printf(", %u left out", f->skipped);
	if (f->instance[0] != '\0')
		printf("  %.120s", f->instance);
	if (f->end == HUNT_FAILED || word[0] == 'A')
		printf("\n    %s", f->line);
	putchar('\n');
	fflush(stdout);
}

static void
hunt_one(const struct options *o, const struct mutants *all, size_t n,
    struct finding *f)
{
	const struct mutant *m = &all->at[n];
	struct why why = WHY_INIT;

	if (m->around != NULL && !o->inside) {
		there_hunt_inside(&o->hunt, all, n, f);
		return;
	}
	if (o->there == NULL && m->kind == MUTANT_OF_CODE &&
	    !mutant_build(m, &o->tools, &why)) {
		f->end = HUNT_FAILED;
		snprintf(f->line, sizeof(f->line), "%.239s", why.text);
		return;
	}
	f->built = true;
	if (m->af_alg == (o->there != NULL && !o->inside))
		hunt_mutant(&o->hunt, m, f);
}

static _Noreturn void
work(const struct options *o, const struct mutants *all, struct board *board)
{
	const char *tmp = getenv("TMPDIR");
	size_t n;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* There the project's folder takes no files. */
	if (o->there != NULL && !o->inside && chdir(tmp != NULL ? tmp : "/tmp") != 0)
		exit(1);
	clock_control_start();
	while ((n = atomic_fetch_add(&board->next, 1)) < all->len) {
		if (!legal_is_wanted(o->patterns, all->at[n].name))
			continue;
		hunt_one(o, all, n, &board->found[n]);
		if (board->found[n].end != HUNT_NONE)
			print(&all->at[n], &board->found[n]);
	}
	exit(0);
}

static bool
hunt_all(const struct options *o, const struct mutants *all,
    struct board *board)
{
	pid_t pids[16];
	bool ok = true;
	int i, status;

	fflush(stdout);
	for (i = 0; i < o->jobs; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			work(o, all, board);
	}
	for (i = 0; i < o->jobs; i++) {
		while (waitpid(pids[i], &status, 0) < 0 && errno == EINTR)
			continue;
		ok = ok && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	return ok;
}

static bool
find_top(char top[PATH_MAX], struct why *why)
{
	return asset_find_top_of_program(1, top) ||
	    why_errno(why, "cannot find this program");
}

static bool
read_lists(struct mutants *all, const char *top, struct why *why)
{
	static const char *const lists[] = { "library", "transfer",
	    "arguments", "again", "afalg", "state", "keeping",
	    "world", "objects", "platforms" };
	struct text path = TEXT_INIT;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < sizeof(lists) / sizeof(lists[0]); i++) {
		text_cut(&path, 0);
		text_addf(&path, "%s/harness/mutants/%s.txt", top, lists[i]);
		ok = mutants_read(all, text_get(&path), why);
	}
	text_release(&path);
	return ok;
}

static bool
read_options(struct options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{ "jobs", 1, NULL, 'j' }, { "budget", 1, NULL, 'b' },
		{ "compiler", 1, NULL, 'c' }, { "objects", 1, NULL, 'o' },
		{ "iut", 1, NULL, 'i' }, { "oracle", 1, NULL, 'p' },
		{ "there", 1, NULL, 't' }, { "verbose", 0, NULL, 'v' },
		{ "whole", 0, NULL, 'w' }, { "inside", 1, NULL, 'n' },
		{ "cases", 1, NULL, 'a' }, { "clauses", 0, NULL, 'l' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 'j':
			o->jobs = atoi(optarg);
			break;
		case 'b':
			o->hunt.budget_s = atof(optarg);
			break;
		case 'c':
			o->tools.compiler = optarg;
			break;
		case 'o':
			o->tools.objects = optarg;
			break;
		case 'i':
			o->hunt.iut = optarg;
			break;
		case 'p':
			o->hunt.oracle = optarg;
			break;
		case 't':
			o->there = optarg;
			o->hunt.platform = "uml";
			o->hunt.watchdog_ms = 10000;
			break;
		case 'v':
			o->hunt.verbose = true;
			break;
		case 'n':
			o->there = optarg;
			o->inside = true;
			break;
		case 'w':
			o->whole = true;
			break;
		case 'l':
			o->clauses = true;
			break;
		case 'a':
			o->cases = optarg;
			break;
		default:
			return false;
		}
	o->patterns = argv + optind;
	return o->jobs > 0 && o->jobs <= 16;
}

static int
hunt(struct options *o, struct mutants *all)
{
	size_t size = sizeof(struct board) +
	    all->len * sizeof(struct finding);
	struct board *board = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct why why = WHY_INIT;
	bool good;

	if (board == MAP_FAILED)
		return 2;
	good = hunt_all(o, all, board);
	if (o->there != NULL)
		return there_write(o->there, all, board->found, &why) ? 0 : 2;
	there_hunt(&o->hunt, all, board->found);
	good = score_print(all, board->found, stdout) && good;
	if (o->patterns[0] == NULL && !score_write(all, board->found,
	    o->hunt.top, &why)) {
		fprintf(stderr, "mutants: %s\n", why.text);
		return 2;
	}
	return good ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct options o = {
		.hunt = { .iut = "build/iut", .budget_s = 45,
		    .platform = "native", .watchdog_ms = 3000,
		    .oracle = "/usr/bin/python3 -E -S oracle/oracle.py" },
		.tools = { .compiler = "gcc", .objects = "" },
		.jobs = 4,
	};
	struct mutants all = MUTANTS_INIT;
	struct why why = WHY_INIT;
	char top[PATH_MAX];
	int status = 2;

	if (!read_options(&o, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	if (find_top(top, &why) && read_lists(&all, top, &why)) {
		o.hunt.top = o.tools.top = top;
		o.hunt.all = &all;
		status = o.clauses ? !score_names_all(&all, stdout) :
		    o.whole ?
		    legal_run_all(&all, top, o.cases, o.patterns) :
		    hunt(&o, &all);
	} else
		fprintf(stderr, "mutants: %s\n", why.text);
	mutants_release(&all);
	return status;
}
