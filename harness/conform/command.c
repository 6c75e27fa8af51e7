/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/conform/command.h"

#define JOBS 4	/* areas at a time, unless it is said */

char top[PATH_MAX];

bool
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

int
command_fail(const struct why *why)
{
	fflush(stdout);
	fprintf(stderr, "conform: %s\n", why->text);
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
		.watchdog_ms = 10000,
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
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return true;
	return why_errno(why, "cannot make the folder '%s'", path);
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
		.limit = o->limit,
		.parallelism = o->here ? 1 : 2,
		.shared = o->shared,
		.processor = -1,
		.progress = stdout,
	};
}
