/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/platform/forget.h"
#include "harness/report/soak.h"

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

/*
 * Keeps the results of a run with something unexpected, traces and all, as
 * FOLDER/NUMBER, where another soak may have kept its own.
 */
static bool
keep_results(const char *folder, int number, struct why *why)
{
	struct text from = TEXT_INIT, to = TEXT_INIT;
	bool ok;

	text_addf(&from, "%s/native", folder);
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

/* One run of it, its report kept as FOLDER/NUMBER.json. */
static bool
soak_once(struct options *o, const char *folder, int number, struct why *why)
{
	struct text from = TEXT_INIT, to = TEXT_INIT;
	int status;
	pid_t stress = number % 10 >= 8 || number % 10 == 0 ? start_stress() : 0;
	bool ok;

	printf("soak: run %d of %d%s\n", number, o->runs,
	    stress > 0 ? ", under stress-ng" : "");
	status = command_run(o);
	ok = status != 2 || why_set(why, "run %d was not complete", number);
	if (stress > 0) {
		ok = ok && (waitpid(stress, NULL, WNOHANG) == 0 ||
		    why_set(why, "stress-ng is missing or ended early"));
		kill(stress, SIGTERM);
		waitpid(stress, NULL, 0);
	}
	text_addf(&from, "%s/report.json", o->report);
	text_addf(&to, "%s/%d.json", folder, number);
	if (ok && rename(text_get(&from), text_get(&to)) != 0)
		ok = why_errno(why, "cannot keep '%s'", text_get(&to));
	text_release(&from);
	text_release(&to);
	return ok && (status == 0 || keep_results(folder, number, why));
}

int
command_soak(struct options *o)
{
	struct text folder = TEXT_INIT;
	struct why why = WHY_INIT;
	size_t changed = 0;
	bool ok;
	int i;

	text_addf(&folder, "%s/soak", work);
	ok = make_folder(text_get(&folder), &why);
	o->results = o->report = text_get(&folder);
	o->platforms = "native";
	for (i = 1; ok && i <= o->runs; i++)
		ok = soak_once(o, text_get(&folder), i, &why);
	ok = ok && soak_compare(text_get(&folder), o->runs, stdout, &changed,
	    &why);
	if (ok)
		printf("soak: %d runs, %zu instances ever changed\n", o->runs,
		    changed);
	text_release(&folder);
	return !ok ? command_fail(&why) : changed > 0;
}
