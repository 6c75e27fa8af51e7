/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/conform/lock.h"
#include "harness/conform/platforms.h"
#include "harness/protocol/memory.h"
#include "harness/rows/areas.h"
#include "harness/rows/choice.h"
#include "harness/runner/case.h"
#include "harness/runner/recall.h"
#include "harness/world/system.h"

#define PROGRESS_ROWS 100	/* between two lines of progress */
#define WATCHDOG_S 60	/* no machine is so slow that its load is recorded */

/* The rows that one platform records, and how far it is. */
struct recording {
	const struct options *o;
	const char *platform;	/* "native" */
	const char *folder;	/* gets AREA.ROW, and identity */
	const char *const *names;	/* of areas */
	size_t names_len;
	int running;
	size_t done;
	bool failed;
};

static bool
is_chosen(const struct recording *g, const struct area *area,
    const struct row *row)
{
	size_t n;

	if (strcmp(recall_platform(row), g->platform) != 0)
		return false;
	for (n = 0; n < g->names_len; n++)
		if (strcmp(g->names[n], area->name) == 0)
			return true;
	return false;
}

static void
configure(const struct recording *g, struct config *c)
{
	make_config(g->o, c);
	c->platform = g->platform;
	c->record = g->folder;
	c->alone = true;
	c->watchdog_ms = 1000 * WATCHDOG_S;
}

/* Records a row, in a process of its own. */
static _Noreturn void
record_row(const struct recording *g, const struct area *area,
    const struct row *row)
{
	struct tally t = TALLY_INIT;
	struct text log = TEXT_INIT;
	const char *tmp = getenv("TMPDIR");
	struct config config;
	FILE *out;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	configure(g, &config);
	text_addf(&log, "%s/%s.%s.log", g->folder, area->name, row->name);
	out = fopen(text_get(&log), "we");
	/* Where files can be made, which the project's folder may not be. */
	if (out == NULL || chdir(tmp != NULL ? tmp : "/tmp") != 0)
		exit(1);
	case_run(&config, area, row, out, &t);
	fclose(out);
	if (t.unexpected > 0)
		printf("%s/%s: %zu of %zu instances are not as documented or "
		    "known; first: %s\n", area->name, row->name, t.unexpected,
		    t.planned, text_get(&t.first));
	exit(t.unexpected > 0 || t.not_run > 0);
}

static void
await_row(struct recording *g)
{
	int status = 0;

	while (waitpid(-1, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		g->failed = true;
	g->running--;
	if (++g->done % PROGRESS_ROWS == 0)
		printf("%-10s %zu rows recorded\n", g->platform, g->done);
	fflush(stdout);
}

/* Writes what and where the oracle is. */
static bool
write_identity(const struct recording *g, struct why *why)
{
	struct config config;
	struct runner runner;
	char kernel[64];
	bool ok;

	configure(g, &config);
	if (!runner_init(&runner, &config, why))
		return false;
	snprintf(kernel, sizeof(kernel), "%.*s", (int)strspn(system_release(),
	    "0123456789."), system_release());
	ok = runner_start(&runner, why);
	if (ok) {
		const struct machine *on = &runner.oracle.on;
		const struct recorded_identity identity = {
			.oracle = runner.oracle.name,
			.can = runner.oracle.can,
			.kernel = kernel,
			.libc = on->libc,
			.arch = on->arch,
		};

		ok = recorded_identity_write(&identity, g->folder, why);
	}
	runner_release(&runner);
	return ok;
}

static void
mark_path(const struct recording *g, struct text *path)
{
	text_addf(path, "%s/unexpected", g->folder);
}

/* Leaves a mark, beside the traces, that something is not as it should be. */
static bool
mark(const struct recording *g, struct why *why)
{
	struct text path = TEXT_INIT;
	FILE *f;

	mark_path(g, &path);
	f = fopen(text_get(&path), "we");
	if (f != NULL)
		fclose(f);
	else
		why_errno(why, "cannot write '%s'", text_get(&path));
	text_release(&path);
	return f != NULL;
}

static bool
is_marked(const struct recording *g)
{
	struct text path = TEXT_INIT;
	bool marked;

	mark_path(g, &path);
	marked = access(text_get(&path), F_OK) == 0;
	text_release(&path);
	return marked;
}

/* Records here all rows that are this platform's. */
static bool
record_here(struct recording *g, struct why *why)
{
	size_t a, n;

	if (!write_identity(g, why))
		return false;
	launch_listen();
	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++) {
			if (launch_interrupted() || !is_chosen(g, areas[a],
			    &areas[a]->rows[n]))
				continue;
			while (g->running >= options_jobs(g->o))
				await_row(g);
			fflush(stdout);
			g->running++;
			if (fork() == 0)
				record_row(g, areas[a], &areas[a]->rows[n]);
		}
	while (g->running > 0)
		await_row(g);
	if (launch_interrupted())
		return why_set(why, "interrupted: nothing is recorded");
	printf("%-10s %zu rows recorded\n", g->platform, g->done);
	return !g->failed || mark(g, why);
}

static bool
record_there(struct recording *g, struct why *why)
{
	struct platforms all = PLATFORMS_INIT;
	struct options o = *g->o;
	struct launch l;
	bool ok;

	o.platforms = g->platform;
	if (!platforms_choose(&all, &o, why) || !platforms_make(&all, why)) {
		platforms_release(&all);
		return false;
	}

	make_launch(g->o, g->platform, g->folder, &l);
	l.command = "record";
	l.areas = g->names;
	l.areas_len = g->names_len;
	l.require = "af_alg";
	l.jobs = 1;
	ok = launch_there(&l, all.at[0].platform.launcher->path, g->platform,
	    why);
	platforms_release(&all);
	return ok;
}

static bool
has_rows(const struct recording *g)
{
	size_t a, n;

	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++)
			if (is_chosen(g, areas[a], &areas[a]->rows[n]))
				return true;
	return false;
}

/* Adds what was recorded of a row. */
static bool
add_row(const struct recording *g, const struct area *area,
    const struct row *row, struct text *to, struct why *why)
{
	struct text path = TEXT_INIT;
	char bytes[65536];
	FILE *in;
	size_t n;

	text_addf(&path, "%s/%s.%s", g->folder, area->name, row->name);
	in = fopen(text_get(&path), "re");
	if (in == NULL)
		why_errno(why, "'%s' was not recorded", text_get(&path));
	text_release(&path);
	if (in == NULL)
		return false;
	while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		text_add(to, bytes, n);
	return fclose(in) == 0;
}

/* Writes the areas that were recorded into the recording's folder. */
static bool
write_areas(const struct recording *g, const char *folder, struct why *why)
{
	struct text traces = TEXT_INIT;
	bool ok = true, any;
	size_t a, n;

	for (a = 0; ok && a < areas_len; a++) {
		text_cut(&traces, 0);
		for (any = false, n = 0; ok && n < areas[a]->rows_len; n++)
			if (is_chosen(g, areas[a], &areas[a]->rows[n])) {
				any = true;
				ok = add_row(g, areas[a], &areas[a]->rows[n],
				    &traces, why);
			}
		if (ok && any)
			ok = recorded_write(folder, areas[a]->name,
			    text_get(&traces), traces.len, why);
	}
	text_release(&traces);
	return ok;
}

/* Removes the files of a folder that have this ending; "" is any. */
static void
empty(const char *folder, const char *ending)
{
	struct text path = TEXT_INIT;
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t len, end = strlen(ending);

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		len = strlen(entry->d_name);
		if (len < end || entry->d_name[0] == '.' ||
		    strcmp(entry->d_name + len - end, ending) != 0)
			continue;
		text_cut(&path, 0);
		text_addf(&path, "%s/%s", folder, entry->d_name);
		unlink(text_get(&path));
	}
	if (dir != NULL)
		closedir(dir);
	text_release(&path);
}

/*
 * Where it goes, oracle/recorded/cpython-3.11/native, made; areas alone may
 * only join what is recorded of the same Python.
 */
static bool
prepare_folder(const struct recording *g, struct recorded_identity *now,
    struct text *folder, struct why *why)
{
	struct recorded_identity then = RECORDED_IDENTITY_INIT;
	bool ok;

	text_addf(folder, "%s/oracle/recorded", top);
	ok = recorded_identity_read(now, g->folder, why) &&
	    make_folder(text_get(folder), why);
	text_cut(folder, 0);
	if (!ok)
		return false;
	recall_folder(top, now->oracle, folder);
	if (folder->len == 0)
		return why_set(why, "'%s' is not a CPython to record",
		    now->oracle);
	ok = make_folder(text_get(folder), why);
	text_addf(folder, "/%s", g->platform);
	ok = ok && make_folder(text_get(folder), why) &&
	    recorded_identity_read(&then, text_get(folder), why);
	if (ok && g->o->cases != NULL && (then.oracle == NULL ||
	    strcmp(then.oracle, now->oracle) != 0))
		ok = why_set(why, "'%s' has %s: record all areas of %s first",
		    text_get(folder), then.oracle != NULL ? then.oracle :
		    "no recording", now->oracle);
	if (ok && g->o->cases == NULL)
		empty(text_get(folder), ".gz");
	recorded_identity_release(&then);
	return ok;
}

/* Records a platform's rows and writes them where they belong. */
static bool
record_platform(struct recording *g, struct why *why)
{
	struct recorded_identity identity = RECORDED_IDENTITY_INIT;
	struct text folder = TEXT_INIT;
	bool ok;

	empty(g->folder, "");
	ok = (strcmp(g->platform, "native") == 0 ? record_here(g, why) :
	    record_there(g, why)) &&
	    prepare_folder(g, &identity, &folder, why) &&
	    write_areas(g, text_get(&folder), why) &&
	    recorded_identity_write(&identity, text_get(&folder), why);
	g->failed = g->failed || is_marked(g);
	if (ok)
		printf("%s: %s on Linux %s, %s, %s\n",
		    text_get(&folder) + strlen(top) + 1, identity.oracle,
		    identity.kernel, identity.libc, identity.arch);
	recorded_identity_release(&identity);
	text_release(&folder);
	return ok;
}

/* A launcher's: NAME's rows into RESULTS. */
static int
record_for_launcher(const struct options *o, struct recording *g)
{
	struct why why = WHY_INIT;

	g->platform = o->name;
	g->folder = o->results;
	if (!record_here(g, &why))
		return command_fail(&why);
	return 0;
}

/* Leaves those platforms of which a row is recorded. */
static bool
leave_recorded(struct recording *g, const char **platforms, size_t *len,
    struct why *why)
{
	size_t i, n = 0;

	for (i = 0; i < *len; i++) {
		g->platform = platforms[i];
		if (has_rows(g))
			platforms[n++] = platforms[i];
	}
	*len = n;
	return n > 0 || why_set(why, "no row of these areas is recorded on "
	    "platform '%s'", g->o->platforms);
}

int
command_record(struct options *o)
{
	const char *names[NAMES_MAX], *platforms[NAMES_MAX];
	char *cases = o->cases != NULL ? memory_copy(o->cases) : NULL;
	char *list = memory_copy(o->platforms[0] != '\0' ? o->platforms :
	    "native uml"), results[PATH_MAX];
	struct recording g = { .o = o, .names = names };
	struct text folder = TEXT_INIT;
	struct why why = WHY_INIT;
	size_t i, n = command_split(list, platforms, NAMES_MAX - 1);
	int status = 0;

	text_addf(&folder, "%s/recording", work);
	if (!choose_areas(cases, o->here, names, &g.names_len, &why))
		status = command_fail(&why);
	else if (o->here)
		status = record_for_launcher(o, &g);
	else if (!leave_recorded(&g, platforms, &n, &why) ||
	    !lock_take(text_get(&folder), "record", &why))
		status = command_fail(&why);
	for (i = 0; status == 0 && !o->here && i < n; i++) {
		o->results = text_get(&folder);
		g.platform = platforms[i];
		g.folder = results;
		g.done = 0;
		if (!make_results(o, g.platform, results, &why) ||
		    !record_platform(&g, &why))
			status = command_fail(&why);
	}
	text_release(&folder);
	free(cases);
	free(list);
	return status != 0 || o->here ? status : g.failed;
}
