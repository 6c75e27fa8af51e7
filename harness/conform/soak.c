/* SPDX-License-Identifier: BSD-2-Clause */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/platform/forget.h"
#include "harness/protocol/memory.h"
#include "harness/report/soak.h"
#include "harness/world/processor.h"

/* Where and how the runs are made, one behind the other, and then anew. */
static const struct turn {
	const char *platform, *how;
	bool stress, alone;
	int nice;
} turns[] = {
	{ "native", "undisturbed", .nice = 0 },
	{ "native", "under stress-ng", .stress = true },
	{ "native", "on one processor", .alone = true },
	{ "arm64", "undisturbed", .nice = 0 },
	{ "native", "under stress-ng, at nice 19", .stress = true, .nice = 19 },
	{ "uml", "undisturbed", .nice = 0 },
	{ "native", "at nice 19", .nice = 19 },
	{ "arm64", "under stress-ng", .stress = true },
	{ "native", "undisturbed", .nice = 0 },
	{ "uml", "under stress-ng", .stress = true },
	{ "native", "on one processor, at nice 19", .alone = true, .nice = 19 },
	{ "native", "undisturbed", .nice = 0 },
};

#define TURNS (sizeof(turns) / sizeof(turns[0]))

/* The load that timing cases must bear; -1 if it cannot be started. */
static pid_t
start_stress(void)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (freopen("/dev/null", "w", stdout) == NULL ||
	    freopen("/dev/null", "w", stderr) == NULL)
		_exit(126);
	execlp("stress-ng", "stress-ng", "--cpu", "4", "--io", "2", "--vm",
	    "1", "--vm-bytes", "128M", "--timeout", "1800", (char *)NULL);
	_exit(127);
}

/* Whether it had been at work until now. */
static bool
end_stress(pid_t pid, struct why *why)
{
	bool ok = waitpid(pid, NULL, WNOHANG) == 0 ||
	    why_set(why, "stress-ng is missing or ended early");

	if (ok) {
		kill(pid, SIGTERM);
		waitpid(pid, NULL, 0);
	}
	return ok;
}

/*
 * Keeps the results of a run with something unexpected, traces and all, as
 * FOLDER/NUMBER, where another soak may have kept its own.
 */
static bool
keep_results(const struct turn *t, const char *folder, int number,
    struct why *why)
{
	struct text from = TEXT_INIT, to = TEXT_INIT;
	bool ok;

	text_addf(&from, "%s/%s", folder, t->platform);
	text_addf(&to, "%s/%d", folder, number);
	forget_results(text_get(&to));
	ok = rename(text_get(&from), text_get(&to)) == 0 ||
	    why_errno(why, "cannot keep '%s'", text_get(&to));
	if (ok)
		printf("soak: the results of run %d are kept in %s\n", number,
		    text_get(&to));
	text_release(&from);
	text_release(&to);
	return ok;
}

/* Its exit status. A process of its own: a processor comes back, no nice. */
static int
run_in_turn(const struct turn *t, struct options *o)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (t->nice > 0)
			setpriority(PRIO_PROCESS, 0, t->nice);
		if (t->alone)
			processor_keep(processor_nth(0));
		o->platforms = t->platform;
		o->resume = false;
		exit(command_run(o));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 2;
	return WEXITSTATUS(status);
}

/* One run of it, its report kept as FOLDER/NUMBER.json. */
static bool
soak_once(const struct turn *t, struct options *o, const char *folder,
    int number, struct why *why)
{
	struct text from = TEXT_INIT, to = TEXT_INIT;
	pid_t stress = 0;
	int status;
	bool ok;

	text_addf(&from, "%s/report.json", o->report);
	text_addf(&to, "%s/%d.json", folder, number);
	if (o->resume && access(text_get(&to), R_OK) == 0) {
		printf("soak: run %d of %d was made already\n", number, o->runs);
		ok = true;
		goto out;
	}
	printf("soak: run %d of %d, %s %s\n", number, o->runs, t->platform,
	    t->how);
	fflush(stdout);
	if (t->stress)
		stress = start_stress();
	status = run_in_turn(t, o);
	ok = status != 2 || why_set(why, "run %d was not complete", number);
	if (t->stress && !end_stress(stress, why))
		ok = false;
	if (ok && rename(text_get(&from), text_get(&to)) != 0)
		ok = why_errno(why, "cannot keep '%s'", text_get(&to));
	if (ok && status != 0)
		ok = keep_results(t, folder, number, why);
out:
	text_release(&from);
	text_release(&to);
	return ok;
}

/* Those on the platforms that are asked for, in turn. */
static size_t
choose_turns(const char *asked, const struct turn *chosen[TURNS],
    struct why *why)
{
	char *words = memory_copy(asked[0] != '\0' ? asked :
	    "native arm64 uml");
	const char *names[NAMES_MAX];
	size_t n = command_split(words, names, NAMES_MAX), len = 0, before, i, j;

	for (j = 0; j < n; j++) {
		before = len;
		for (i = 0; i < TURNS; i++)
			len += strcmp(turns[i].platform, names[j]) == 0;
		if (len == before) {
			why_set(why, "soak has no turn on '%s', but on native, "
			    "arm64 and uml", names[j]);
			free(words);
			return 0;
		}
	}
	for (i = len = 0; i < TURNS; i++)
		for (j = 0; j < n; j++)
			if (strcmp(turns[i].platform, names[j]) == 0) {
				chosen[len++] = &turns[i];
				break;
			}
	free(words);
	return len;
}

static void
tell(const struct soak *s, int runs)
{
	printf("soak: %d runs, %zu instances ever changed; of %lld executions "
	    "%lld were otherwise than most of their instance's: with 95 %% "
	    "confidence at most %.2g in a million are\n", runs, s->changed,
	    s->executions, s->odd, s->bound * 1e6);
}

int
command_soak(struct options *o)
{
	const struct turn *chosen[TURNS];
	struct text folder = TEXT_INIT;
	struct soak soak = { .changed = 0 };
	struct why why = WHY_INIT;
	struct options once = *o;
	size_t len = choose_turns(o->platforms, chosen, &why);
	bool ok;
	int i;

	text_addf(&folder, "%s/soak", work);
	ok = len > 0 && make_folder(text_get(&folder), &why);
	once.results = once.report = text_get(&folder);
	for (i = 1; ok && i <= o->runs; i++)
		ok = soak_once(chosen[(size_t)(i - 1) % len], &once,
		    text_get(&folder), i, &why);
	ok = ok && soak_compare(text_get(&folder), o->runs, stdout, &soak,
	    &why);
	if (ok)
		tell(&soak, o->runs);
	text_release(&folder);
	return !ok ? command_fail(&why) : soak.changed > 0;
}
