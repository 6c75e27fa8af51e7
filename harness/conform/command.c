/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/judge/asset.h"
#include "harness/protocol/clean.h"
#include "harness/report/json.h"
#include "harness/report/table.h"

#define JOBS 4	/* areas at a time, unless it is said */
#define JOBS_IDLE 8	/* where all of them wait */
#define INSTALLED_WORK "/pysock-run"	/* where it is started */

char top[PATH_MAX], work[PATH_MAX];

bool
is_installed(void)
{
	struct text path = TEXT_INIT;
	bool is;

	text_addf(&path, "%s/Makefile", top);
	is = access(text_get(&path), F_OK) != 0;
	text_release(&path);
	return is;
}

bool
find_top(struct why *why)
{
	if (!asset_find_top_of_program(0, top))
		return why_errno(why, "cannot find this program");
	if (!is_installed())
		snprintf(work, sizeof(work), "%.*s/build", PATH_MAX - 7, top);
	else if (getcwd(work, sizeof(work) - sizeof(INSTALLED_WORK)) != NULL)
		memcpy(work + strlen(work), INSTALLED_WORK,
		    sizeof(INSTALLED_WORK));
	return work[0] != '\0' || why_errno(why, "cannot find this folder");
}

int
command_fail(const struct why *why)
{
	struct text clean = TEXT_INIT;

	text_add_clean(&clean, why->text);
	fflush(stdout);
	fprintf(stderr, "conform: %s\n", text_get(&clean));
	text_release(&clean);
	return 2;
}

size_t
command_split(char *words, const char **at, size_t most)
{
	size_t n = 0;
	char *word, *rest = NULL;

	while (n < most && (word = strtok_r(n == 0 ? words : NULL, " ,",
	    &rest)) != NULL)
		at[n++] = word;
	return n;
}

const char *const *
command_columns(char *words, const char **at)
{
	if (strcmp(words, "all") == 0)
		return NULL;
	at[command_split(words, at, NAMES_MAX - 1)] = NULL;
	return at[0] != NULL ? at : NULL;
}

void
make_config(const struct options *o, struct config *c)
{
	*c = (struct config){
		.top = top,
		.iut = o->iut[0] != '\0' ? o->iut : CONFIG_IUT,
		.oracle = o->oracle[0] != '\0' ? o->oracle :
		    CONFIG_ORACLE,
		.wrap = o->wrap,
		.platform = o->name[0] != '\0' ? o->name : "native",
		.ledger = o->ledger,
		.require = o->require,
		.all_vectors = strcmp(o->vectors, "all") == 0,
		.record = "",
		.exact = strcmp(o->exact, "1") == 0,
		.watchdog_ms = 1000 * (o->watchdog[0] != '\0' ?
		    atoi(o->watchdog) : 10),
	};
}

int
options_jobs(const struct options *o)
{
	return o->jobs > 0 ? o->jobs : JOBS;
}

bool
make_folder(const char *path, struct why *why)
{
	return make_folders(path) ||
	    why_errno(why, "cannot make the folder '%s'", path);
}

bool
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

void
make_launch(const struct options *o, const char *platform,
    const char *results, struct launch *l)
{
	*l = (struct launch){
		.top = top,
		.results = results,
		.platform = platform,
		.require = o->require,
		.ledger = o->ledger,
		.iut = o->iut,
		.oracle = o->oracle,
		.wrap = o->wrap,
		.vectors = o->vectors,
		.sample = o->sample,
		.only = o->only,
		.share = o->shard,
		.times = o->until,
		.command = "run",
		.watchdog = o->watchdog,
		.exact = o->exact,
		.jobs = options_jobs(o),
		.jobs_idle = o->jobs > 0 || o->here ? 0 : JOBS_IDLE,
		.limit = o->limit,
		.parallelism = o->here ? 1 : 2,
		.shared = o->shared,
		.processor = -1,
		.progress = stdout,
	};
}

bool
write_line(const char *folder, const char *name, const char *line,
    struct why *why)
{
	struct text path = TEXT_INIT;
	FILE *out;
	bool ok;

	text_addf(&path, "%s/%s", folder, name);
	out = fopen(text_get(&path), "we");
	ok = out != NULL && fprintf(out, "%s\n", line) > 0;
	if (out != NULL && fclose(out) != 0)
		ok = false;
	if (!ok)
		why_errno(why, "cannot write '%s'", text_get(&path));
	text_release(&path);
	return ok;
}
