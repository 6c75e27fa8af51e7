/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/kill/tree.h"

#define MOST 4096

struct process {
	pid_t pid, parent;
	char name[32];
};

double
tree_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool
tree_adopt(void)
{
	return prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
}

static bool
read_process(const char *pid, struct process *p)
{
	char path[64], line[512] = "", *close;
	FILE *in;
	int parent;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	in = fopen(path, "re");
	if (in == NULL)
		return false;
	if (fgets(line, sizeof(line), in) == NULL)
		line[0] = '\0';
	fclose(in);
	close = strrchr(line, ')');
	if (close == NULL || sscanf(close, ") %*c %d", &parent) != 1)
		return false;
	*p = (struct process){ .pid = atoi(pid), .parent = parent };
	snprintf(p->name, sizeof(p->name), "%.*s",
	    (int)(close - strchr(line, '(') - 1), strchr(line, '(') + 1);
	return true;
}

static size_t
read_all(struct process *at)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	size_t n = 0;

	while (dir != NULL && n < MOST && (entry = readdir(dir)) != NULL)
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    read_process(entry->d_name, &at[n]))
			n++;
	if (dir != NULL)
		closedir(dir);
	return n;
}

size_t
tree_list(pid_t root, pid_t *at, size_t most)
{
	static struct process all[MOST];
	size_t n = read_all(all), len = 0, i, next;

	at[len++] = root;
	for (next = 0; next < len; next++)
		for (i = 0; i < n && len < most; i++)
			if (all[i].parent == at[next])
				at[len++] = all[i].pid;
	return len;
}

pid_t
tree_find(pid_t root, const char *program)
{
	pid_t at[MOST];
	size_t n = tree_list(root, at, MOST), i;
	char digits[24];
	struct process p;

	for (i = 1; i < n; i++) {
		snprintf(digits, sizeof(digits), "%d", (int)at[i]);
		if (read_process(digits, &p) && strcmp(p.name, program) == 0)
			return at[i];
	}
	return 0;
}

/* Those that are left, but the dead that nobody has waited for. */
static size_t
end_left(struct text *names)
{
	pid_t at[MOST];
	size_t n = tree_list(getpid(), at, MOST), i;
	char digits[24];
	struct process p;

	for (i = 1; i < n; i++) {
		snprintf(digits, sizeof(digits), "%d", (int)at[i]);
		if (read_process(digits, &p))
			text_addf(names, " %s(%d)", p.name, (int)p.pid);
	}
	for (i = 1; i < n; i++)
		kill(at[i], SIGKILL);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		continue;
	return n - 1;
}

size_t
tree_empty(double seconds, struct text *names)
{
	double end = tree_now() + seconds;
	pid_t pid;

	for (;;) {
		pid = waitpid(-1, NULL, WNOHANG);
		if (pid < 0 && errno == ECHILD)
			return 0;
		if (pid == 0 && tree_now() > end)
			return end_left(names);
		if (pid == 0)
			usleep(2000);
	}
}
