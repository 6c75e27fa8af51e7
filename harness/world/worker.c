/* SPDX-License-Identifier: BSD-2-Clause */
/* Who of a program's processes makes the calls, by the pid that it tells. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/world/process.h"

/* The pid by which a process knows itself; 0 where the kernel tells no other. */
static pid_t
pid_within(pid_t pid)
{
	static const char word[] = "NSpid:";
	char path[40], line[256];
	pid_t within = 0;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	in = fopen(path, "re");
	while (in != NULL && fgets(line, sizeof(line), in) != NULL)
		if (strncmp(line, word, sizeof(word) - 1) == 0 &&
		    strrchr(line, '\t') > line + sizeof(word))
			within = atoi(strrchr(line, '\t'));
	if (in != NULL)
		fclose(in);
	return within;
}

/* Who of the group is called `told` in a pid namespace of its own; -1. */
static pid_t
find_within(pid_t group, pid_t told)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	pid_t pid, found = -1;

	while (proc != NULL && found < 0 && (entry = readdir(proc)) != NULL) {
		pid = atoi(entry->d_name);
		if (pid > 1 && getpgid(pid) == group &&
		    pid_within(pid) == told)
			found = pid;
	}
	if (proc != NULL)
		closedir(proc);
	return found;
}

bool
process_set_worker(struct process *p, pid_t told)
{
	pid_t pid = told;

	if (pid != p->pid && (pid <= 1 || getpgid(pid) != p->pid))
		pid = told > 1 ? find_within(p->pid, told) : -1;
	if (pid < 0)
		return false;
	p->worker = pid;
	p->told = told;
	return true;
}

bool
process_turn_to_thread(struct process *p)
{
	char path[40];
	struct dirent *entry;
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)p->worker);
	tasks = opendir(path);
	if (tasks == NULL)
		return false;
	p->thread = 0;
	while ((entry = readdir(tasks)) != NULL)
		if (atoi(entry->d_name) > 0 && atoi(entry->d_name) != p->worker)
			p->thread = atoi(entry->d_name);
	closedir(tasks);
	errno = ESRCH;
	return p->thread > 0;
}

bool
process_has_children(const struct process *p)
{
	char path[60], byte;
	bool has;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children",
	    (int)p->worker, (int)p->worker);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	has = fd >= 0 && read(fd, &byte, 1) == 1;
	if (fd >= 0)
		close(fd);
	return has;
}

void
process_turn_to_main(struct process *p)
{
	p->thread = 0;
}
