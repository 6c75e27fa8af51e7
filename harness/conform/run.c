/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/report/report.h"
#include "harness/rows/areas.h"
#include "harness/rows/choice.h"
#include "harness/runner/recall.h"
#include "harness/rows/rows.h"
#include "harness/world/processor.h"

#define GUESTS 2

/* What our own second kernel has: its absence there is a failure. */
#define UML_HAS "af_alg cavp libcrypto gcm(aes) ccm(aes) " \
	"rfc7539(chacha20,poly1305) aegis128 ccm(camellia) " \
	"authenc(hmac(sha1),cbc(aes)) authenc(hmac(sha256),cbc(aes)) " \
	"authenc(hmac(sha512),cbc(aes)) rfc4106(gcm(aes)) " \
	"cbc(aes) ctr(aes) ecb(aes) sha256 sha1 hmac(sha256) stdrng " \
	"rfc4309(ccm(aes)) rfc4543(gcm(aes)) rfc7539esp(chacha20,poly1305)"

/* There are two, and results of each have a column of that name. */
static bool
check_platforms(const struct options *o, const char *const *platforms,
    size_t n, struct why *why)
{
	size_t i;

	if (strchr(o->name, '/') != NULL || o->name[0] == '.')
		return why_set(why, "'%s' is no name for a column: it is a "
		    "folder of results", o->name);
	for (i = 0; i < n && !o->here; i++)
		if (strcmp(platforms[i], "native") != 0 &&
		    strcmp(platforms[i], "uml") != 0)
			return why_set(why, "there is no platform '%s'; there "
			    "are native and uml", platforms[i]);
	return true;
}

/*
 * Starts both once, so that what is missing is said before anything runs, and
 * says what is recorded of the oracle.
 */
static bool
try_implementations(const struct options *o, const char *const *names,
    size_t len, struct why *why)
{
	struct config config;
	struct runner runner;
	bool ok;

	make_config(o, &config);
	if (!runner_init(&runner, &config, why))
		return false;
	ok = runner_start(&runner, why);
	if (ok) {
		printf("implementation under test: %s\noracle: %s%s\n",
		    runner.iut.name, runner.oracle.name,
		    recall_is_oracle(&runner) ? ", its recorded traces" : "");
		tell_recorded(runner.oracle.name, names, len);
	}
	fflush(stdout);
	runner_release(&runner);
	return ok;
}

/* Waits for all of them; false if one did not end well. */
static bool
await_all(const pid_t *pids, size_t n)
{
	bool ok = true;
	int status;
	size_t i;

	launch_listen();
	for (i = 0; i < n; i++) {
		while (waitpid(pids[i], &status, 0) < 0 && errno == EINTR)
			launch_pass_on(pids, n);
		ok = ok && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	return ok;
}

/*
 * A guest has one processor: two of them share the areas. Each says why if it
 * could not run them.
 */
static bool
run_guests(const struct launch *all, const char *launcher, struct why *why)
{
	struct launch l = *all;
	pid_t pids[GUESTS];
	size_t n = all->areas_len < GUESTS ? 1 : GUESTS, i;
	bool ok;

	if (n == 1)
		return launch_there(all, launcher, why);
	l.shared = true;
	launch_end_sharing(&l);
	for (i = 0; i < n; i++) {
		fflush(stdout);
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		l.processor = processor_nth(i);
		exit(launch_there(&l, launcher, why) ? 0 : command_fail(why));
	}
	ok = await_all(pids, n);
	launch_end_sharing(&l);
	return ok || why_set(why, "not all of platform '%s' was run",
	    all->platform);
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
	if (!o->here)
		launch_forget(&l);
	l.areas = names;
	l.areas_len = len;
	if (native)
		return launch_here(&l, why);
	l.require = UML_HAS;
	l.watchdog = "60";	/* it is slow, and loads modules on demand */
	l.jobs = 1;		/* it has one processor */
	if (!o->full)
		l.sample = "1";
	return run_guests(&l, "uml", why);
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
		.floors = floors_folder(),
		.all_areas = floors_areas(),
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
	size_t i;

	fflush(stdout);
	for (i = 0; i < n; i++) {
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		exit(run_platform(o, platforms[i], names, len, &why) ? 0 :
		    command_fail(&why));
	}
	return await_all(pids, n);
}

int
command_run(struct options *o)
{
	const char *names[NAMES_MAX], *platforms[NAMES_MAX];
	char *cases = o->cases != NULL ? strdup(o->cases) : NULL;
	char *list = strdup(o->platforms[0] != '\0' ? o->platforms :
	    o->name[0] != '\0' ? "native" : "native uml");
	struct why why = WHY_INIT;
	size_t len, n = command_split(list, platforms, NAMES_MAX - 1);
	int status;
	bool ok;

	if (o->name[0] != '\0' && !o->here)
		n = n > 1 ? 1 : n;
	ok = check_platforms(o, platforms, n, &why) &&
	    choose_areas(cases, o->here, names, &len, &why) &&
	    rows_check_all(top, &why) &&
	    (o->here || try_implementations(o, names, len, &why));
	if (!ok) {
		status = command_fail(&why);
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

/* All platforms that have results, or those asked for. */
int
command_report(const struct options *o)
{
	const char *platforms[NAMES_MAX];
	char *list = strdup(o->platforms);
	int status;

	platforms[command_split(list, platforms, NAMES_MAX - 1)] = NULL;
	status = report(o, platforms[0] != NULL ? platforms : NULL, NULL);
	free(list);
	return status;
}
