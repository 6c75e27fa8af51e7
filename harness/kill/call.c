/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/kill/call.h"
#include "harness/protocol/memory.h"

#define ARGS_MAX 64

void
call_add_path(const struct killing *k, struct text *out, const char *name)
{
	text_addf(out, "%s/%s", k->folder, name);
}

/* The words of a command of conform; texts are never freed. */
static void
make_words(const struct killing *k, const char *command, bool resume,
    char *words[ARGS_MAX])
{
	struct text areas = TEXT_INIT;
	size_t n = 0, i;

#define ADD(...) do { if (asprintf(&words[n++], __VA_ARGS__) < 0) \
		memory_ran_out(); } while (0)
	ADD("%s/build/conform", k->top);
	ADD("%s", command);
	for (i = 0; strcmp(command, "run") == 0 && k->patterns[i] != NULL &&
	    n < ARGS_MAX - 16; i++)
		ADD("%s", k->patterns[i]);
	ADD("--platforms");
	ADD("%s", k->platform);
	ADD("--results");
	ADD("%s/results", k->folder);
	ADD("--report");
	ADD("%s/report", k->folder);
	if (strcmp(command, "run") == 0) {
		for (i = 0; k->areas[i] != NULL; i++)
			text_addf(&areas, "%s ", k->areas[i]);
		ADD("--cases");
		ADD("%s", text_get(&areas));
		if (strcmp(k->platform, "native") == 0) {
			ADD("--wrap");
			ADD("'%s/build/kill-runs' --log '%s/started'", k->top,
			    k->folder);
		}
		if (resume)
			ADD("--resume");
	}
#undef ADD
	words[n] = NULL;
	text_release(&areas);
}

pid_t
call_start(const struct killing *k, const char *command, bool resume,
    const char *out)
{
	char *words[ARGS_MAX];
	struct text path = TEXT_INIT;
	pid_t pid = fork();
	int fd;

	if (pid < 0) {	/* which kill(2) takes for everybody */
		perror("kill-runs: fork");
		exit(2);
	}
	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	call_add_path(k, &path, "tmp");
	mkdir(text_get(&path), 0777);
	setenv("TMPDIR", text_get(&path), 1);
	text_cut(&path, 0);
	call_add_path(k, &path, out);
	fd = open(text_get(&path), O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || dup2(fd, 1) != 1 || dup2(fd, 2) != 2)
		_exit(126);
	close(fd);
	make_words(k, command, resume, words);
	execv(words[0], words);
	_exit(127);
}

int
call_await(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
call_run(const struct killing *k, const char *command, bool resume,
    const char *out)
{
	return call_await(call_start(k, command, resume, out));
}

void
call_read(const struct killing *k, const char *name, struct text *to)
{
	struct text path = TEXT_INIT;
	struct why why = WHY_INIT;

	text_cut(to, 0);
	call_add_path(k, &path, name);
	if (!asset_read(text_get(&path), SIZE_MAX, to, &why))
		text_cut(to, 0);
	text_release(&path);
}

/* When a run was is its own. */
static void
blank_time(struct text *json)
{
	static const char key[] = "\"made\":";
	char *at = json->len > 0 ? strstr(json->at, key) : NULL;

	for (; at != NULL; at = strstr(at, key))
		for (at += sizeof(key) - 1; *at != '\0' && *at != ','; at++)
			*at = '-';
}

int
call_report(const struct killing *k, struct text *table, struct text *json)
{
	int status = call_run(k, "report", false, "table");

	call_read(k, "table", table);
	call_read(k, "report/report.json", json);
	blank_time(json);
	return status;
}
