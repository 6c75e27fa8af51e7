/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/mutants/there.h"
#include "harness/protocol/memory.h"

#define FOLDER "build/mutants/uml"
#define FOUND FOLDER "/found"

static bool
is_due(const struct mutant *m, const struct finding *f)
{
	return m->af_alg && f->end == HUNT_NONE && f->built;
}

static bool
run(char *const *argv, struct why *why)
{
	int status = -1;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	/* 1: somebody survived there, which is for the score to say. */
	return (WIFEXITED(status) && WEXITSTATUS(status) <= 1) ||
	    why_set(why, "the hunt on another platform did not end well");
}

/* The file is of this very program: findings stand in it as in memory. */
static bool
read_found(const char *path, struct finding *found, size_t len,
    struct why *why)
{
	FILE *in = fopen(path, "r");
	bool ok = in != NULL && fread(found, sizeof(*found), len, in) == len &&
	    fgetc(in) == EOF;

	if (in != NULL)
		fclose(in);
	return ok || why_set(why, "'%s' is not whole", path);
}

static bool
hunt_those(const struct hunt *h, const char **names, struct finding *there,
    size_t len, struct why *why)
{
	const char *argv[len + 16];
	size_t n = 0;

	argv[n++] = "harness/platform/launchers/uml";
	argv[n++] = "run";
	argv[n++] = "uml";
	argv[n++] = "-o";
	argv[n++] = FOLDER;
	argv[n++] = "--";
	argv[n++] = "build/mutants/run";
	argv[n++] = "--there";
	argv[n++] = FOUND;
	argv[n++] = "--jobs";
	argv[n++] = "1";
	argv[n++] = "--iut";
	argv[n++] = h->iut;
	argv[n++] = "--oracle";
	argv[n++] = h->oracle;
	while (*names != NULL)
		argv[n++] = *names++;
	argv[n] = NULL;
	if (chdir(h->top) != 0 ||
	    (mkdir(FOLDER, 0777) != 0 && errno != EEXIST))
		return why_errno(why, "cannot make '%s'", FOLDER);
	unlink(FOUND);
	return run((char *const *)argv, why) && read_found(FOUND, there, len, why);
}

void
there_hunt(const struct hunt *h, const struct mutants *all,
    struct finding *found)
{
	struct finding *there = calloc(all->len + 1, sizeof(*there));
	const char **names = calloc(all->len + 1, sizeof(*names));
	struct why why = WHY_INIT;
	size_t i, n = 0;

	if (there == NULL || names == NULL)
		memory_ran_out();
	for (i = 0; i < all->len; i++)
		if (is_due(&all->at[i], &found[i]))
			names[n++] = all->at[i].name;
	if (n > 0 && !hunt_those(h, names, there, all->len, &why))
		memset(there, 0, (all->len + 1) * sizeof(*there));
	for (i = 0; i < all->len; i++) {
		if (!is_due(&all->at[i], &found[i]))
			continue;
		found[i] = there[i];
		if (found[i].end != HUNT_NONE)
			continue;
		found[i].end = HUNT_FAILED;
		snprintf(found[i].line, sizeof(found[i].line), "%.239s",
		    why.text);
	}
	free(there);
	free(names);
}

static bool
hunt_inside(const struct hunt *h, const struct mutant *m, const char *path,
    struct why *why)
{
	struct text line = TEXT_INIT;
	char *argv[] = { "/bin/sh", "-c", NULL, NULL };
	bool ok;

	text_addf(&line, "cd '%s' && exec %s build/mutants/run --inside '%s' "
	    "--jobs 1 --budget %g --iut '%s' --oracle '%s' '%s' >/dev/null",
	    h->top, m->around, path, h->budget_s, h->iut, h->oracle, m->name);
	argv[2] = text_detach(&line);
	ok = run(argv, why);
	free(argv[2]);
	return ok;
}

void
there_hunt_inside(const struct hunt *h, const struct mutants *all,
    size_t index, struct finding *found)
{
	struct finding *inside = calloc(all->len + 1, sizeof(*inside));
	struct text path = TEXT_INIT;
	struct why why = WHY_INIT;

	if (inside == NULL)
		memory_ran_out();
	text_addf(&path, "%s/build/mutants/%s.found", h->top,
	    all->at[index].name);
	if (hunt_inside(h, &all->at[index], text_get(&path), &why) &&
	    read_found(text_get(&path), inside, all->len, &why))
		*found = inside[index];
	else {
		found->end = HUNT_FAILED;
		snprintf(found->line, sizeof(found->line), "%.239s",
		    why.text);
	}
	unlink(text_get(&path));
	text_release(&path);
	free(inside);
}

bool
there_write(const char *path, const struct mutants *all,
    const struct finding *found, struct why *why)
{
	FILE *out = fopen(path, "w");
	bool ok = out != NULL &&
	    fwrite(found, sizeof(*found), all->len, out) == all->len;

	if (out != NULL && fclose(out) != 0)
		ok = false;
	return ok || why_errno(why, "cannot write '%s'", path);
}
