/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of the command. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/pysock/pysock.h"

#define DAY_S 86400	/* many times its milliseconds are an int */
#define COUNT_MOST 1000000	/* more than anybody means */

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

/* "junit" or "junit:FILE". */
static bool
take_format(struct options *o, char *word)
{
	struct wanted_format *f = &o->formats[o->formats_len];
	struct why why = WHY_INIT;
	char *colon = strchr(word, ':');

	if (o->formats_len == FORMATS_MAX) {
		fprintf(stderr, "conform: more than %d formats\n",
		    FORMATS_MAX);
		return false;
	}
	if (colon != NULL)
		*colon = '\0';
	f->format = format_named(word, &why);
	f->file = colon != NULL ? colon + 1 : NULL;
	if (f->file != NULL && f->file[0] == '\0')
		why_set(&why, "--format %s: names no file", word);
	if (why.text[0] == '\0')
		o->formats_len++;
	return why.text[0] == '\0' || (command_fail(&why), false);
}

/* Ledgers that are given one by one are all meant: a line each. */
static const char *
join(const char *before, const char *one)
{
	struct text text = TEXT_INIT;

	if (before[0] == '\0')
		return one;
	text_addf(&text, "%s\n%s", before, one);
	return text_detach(&text);
}

/* What a shell's empty variable leaves: the usual is not what was meant. */
static bool
has_word(const char *name, const char *value)
{
	static const struct {
		const char *name, *what;
	} named[] = { { "cases", "an area" }, { "iut", "a command" },
	    { "oracle", "a command" }, { "name", "a name" },
	    { "results", "a folder" }, { "report", "a folder" },
	    { "owner", "an owner" }, { "output", "a path" },
	    { "ledger", "a file" }, { "only", "a file" },
	    { "baseline", "a file" }, { "shard", "a share" },
	    { "until-unstable", "a number" } };
	size_t i;

	if (value[strspn(value, " \t,")] != '\0')
		return true;
	for (i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (strcmp(named[i].name, name) == 0) {
			fprintf(stderr, "conform: --%s is given without %s\n",
			    name, named[i].what);
			return false;
		}
	return true;
}

/* The file of the format in front of it, where there is one; else its own. */
static bool
take_output(struct options *o, const char *path)
{
	struct wanted_format *f = o->formats_len > 0 ?
	    &o->formats[o->formats_len - 1] : NULL;
	const char **file = f != NULL ? &f->file : &o->output;
	struct why why = WHY_INIT;

	if (*file != NULL && (*file)[0] != '\0') {
		why_set(&why, "--output '%s' is one too many: there is '%s' "
		    "already", path, *file);
		command_fail(&why);
		return false;
	}
	*file = path;
	return true;
}

bool
options_read(struct options *o, int argc, char **argv)
{
	enum { PLATFORMS = 1, CASES, IUT, ORACLE, WRAP, NAME, RESULTS, REPORT,
	    REQUIRE, SAMPLE, VECTORS, WATCHDOG, OWNER, OUTPUT, EXACT, LEDGER,
	    ONLY, SHARD, UNTIL, BASELINE, FORMAT, HERE, SHARED, FULL, PROPOSE,
	    FAILED, FORCE, SANDBOX, UPDATE, RESUME, JOBS, RUNS, LIMIT, HELP,
	    VERSION };
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
		{ "only", 1, NULL, ONLY }, { "shard", 1, NULL, SHARD },
		{ "until-unstable", 1, NULL, UNTIL },
		{ "baseline", 1, NULL, BASELINE },
		{ "format", 1, NULL, FORMAT },
		{ "update-baseline", 0, NULL, UPDATE },
		{ "resume", 0, NULL, RESUME },
		{ "here", 0, NULL, HERE }, { "shared", 0, NULL, SHARED },
		{ "full", 0, NULL, FULL }, { "propose", 0, NULL, PROPOSE },
		{ "failed", 0, NULL, FAILED }, { "force", 0, NULL, FORCE },
		{ "sandbox", 0, NULL, SANDBOX },
		{ "jobs", 1, NULL, JOBS }, { "runs", 1, NULL, RUNS },
		{ "limit", 1, NULL, LIMIT }, { "help", 0, NULL, HELP },
		{ "version", 0, NULL, VERSION },
		{ NULL, 0, NULL, 0 },
	};
	const char **strings[] = { NULL, &o->platforms, &o->cases, &o->iut,
	    &o->oracle, &o->wrap, &o->name, &o->results, &o->report,
	    &o->require, &o->sample, &o->vectors,
	    &o->watchdog, &o->owner, &o->output, &o->exact, &o->ledger,
	    &o->only, &o->shard, &o->until, &o->baseline };
	int c, jobs = 1, limit = 1, at = 0;

	while ((c = getopt_long(argc, argv, "", options, &at)) != -1) {
		if (c != '?' && o->given_len < OPTIONS_MAX)
			o->given[o->given_len++] = options[at].name;
		if (c != '?' && options[at].has_arg &&
		    !has_word(options[at].name, optarg))
			return false;
		if (c == OUTPUT && !take_output(o, optarg))
			return false;
		else if (c == OUTPUT)
			continue;
		else if (c == LEDGER)
			o->ledger = join(o->ledger, optarg);
		else if (c >= PLATFORMS && c <= BASELINE)
			*strings[c] = optarg;
		else if (c == FORMAT && !take_format(o, optarg))
			return false;
		else if (c == FORMAT)
			continue;
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
		else if (c == FORCE)
			o->force = true;
		else if (c == SANDBOX)
			o->sandbox = true;
		else if (c == UPDATE)
			o->update_baseline = true;
		else if (c == RESUME)
			o->resume = true;
		else if (c == JOBS)
			jobs = o->jobs = text_count(optarg, COUNT_MOST);
		else if (c == RUNS)
			o->runs = text_count(optarg, COUNT_MOST);
		else if (c == LIMIT)
			limit = o->limit = text_count(optarg, COUNT_MOST);
		else if (c == VERSION) {
			puts("pysock " PYSOCK_VERSION);
			exit(fflush(stdout) == 0 ? 0 : 2);
		} else {
			o->help = c == HELP;
			return false;
		}
	}
	complete_oracle(o);
	if (o->watchdog[0] != '\0' && text_count(o->watchdog, DAY_S) == 0)
		fputs("conform: --watchdog takes seconds, 1 to 86400\n",
		    stderr);
	else if (o->until[0] != '\0' && text_count(o->until, COUNT_MOST) < 2)
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
