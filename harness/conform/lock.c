/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/conform/lock.h"
#include "harness/protocol/memory.h"
#include "harness/report/sources.h"

#define FILE_NAME "lock"
#define WAIT_MS 30000	/* for the children of a run that was killed */
#define STEP_MS 50
#define TRIES 100	/* to lock a file that others take away */

static struct {
	struct stat folder;
	char *made;	/* the folder, if it was not there before, or NULL */
	int fd;
	unsigned times;
} held;

static bool
is_held(const char *folder)
{
	struct stat st;

	return held.times > 0 && stat(folder, &st) == 0 &&
	    st.st_dev == held.folder.st_dev && st.st_ino == held.folder.st_ino;
}

/* What the holder wrote: "1234 run 2026-11-27 15:41:03". */
static pid_t
read_holder(int fd, char line[128])
{
	ssize_t n = pread(fd, line, 127, 0);

	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return atoi(line);
}

/* Whether a process has that number; who is to be killed is not asked. */
static bool
is_alive(pid_t pid)
{
	return pid > 0 && (kill(pid, 0) == 0 || errno != ESRCH);
}

static bool
refuse(const char *folder, const char *holder, struct why *why)
{
	char command[32] = "", begun[32] = "";
	int pid = 0;

	sscanf(holder, "%d %31s %31[^\n]", &pid, command, begun);
	return why_set(why, "the results in '%s' are being written by process "
	    "%d (conform %s), begun at %s UTC: nothing is done", folder, pid,
	    command, begun);
}

static bool
lock(int fd, int how, const char *folder, struct why *why)
{
	char holder[128] = "";
	int waited = 0;

	while (flock(fd, how | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return why_errno(why, "cannot lock '%s'", folder);
		if (is_alive(read_holder(fd, holder)) || waited >= WAIT_MS)
			return refuse(folder, holder, why);
		usleep(STEP_MS * 1000);
		waited += STEP_MS;
	}
	return true;
}

static bool
hold(int fd, const char *folder)
{
	if (stat(folder, &held.folder) != 0)
		return false;
	held.fd = fd;
	held.times = 1;
	return true;
}

/* Says who holds it, in place of who did. */
static bool
sign(int fd, const char *command)
{
	struct text line = TEXT_INIT;
	bool ok;

	text_addf(&line, "%d %s ", (int)getpid(), command);
	sources_add_now(&line);
	text_addc(&line, '\n');
	ok = pwrite(fd, text_get(&line), line.len, 0) == (ssize_t)line.len &&
	    ftruncate(fd, (off_t)line.len) == 0;
	text_release(&line);
	return ok;
}

static int
open_lock(const char *folder, int how)
{
	struct text path = TEXT_INIT;
	int fd;

	text_addf(&path, "%s/" FILE_NAME, folder);
	fd = open(text_get(&path), how | O_CLOEXEC, 0666);
	text_release(&path);
	return fd;
}

/* Whether the file is there still: who was refused took his away. */
static bool
is_there(int fd, const char *folder)
{
	struct text path = TEXT_INIT;
	struct stat st, now;
	bool is;

	text_addf(&path, "%s/" FILE_NAME, folder);
	is = fstat(fd, &st) == 0 && stat(text_get(&path), &now) == 0 &&
	    st.st_dev == now.st_dev && st.st_ino == now.st_ino;
	text_release(&path);
	return is;
}

/* The file of the folder, made and locked; -1, with why not. */
static int
open_locked(const char *folder, struct why *why)
{
	int fd = -1, tries;

	for (tries = 0; tries < TRIES; tries++) {
		if (!make_folder(folder, why))
			return -1;
		fd = open_lock(folder, O_RDWR | O_CREAT);
		if (fd < 0 && errno != ENOENT)
			break;
		if (fd < 0)
			continue;
		if (lock(fd, LOCK_EX, folder, why) && is_there(fd, folder))
			return fd;
		close(fd);
		if (why->text[0] != '\0')
			return -1;
	}
	why_errno(why, "no results can be written into '%s'", folder);
	return -1;
}

bool
lock_take(const char *folder, const char *command, struct why *why)
{
	bool made = access(folder, F_OK) != 0;
	int fd;

	if (is_held(folder)) {
		held.times++;
		return true;
	}
	fd = open_locked(folder, why);
	if (fd < 0)
		return false;
	if (sign(fd, command) && hold(fd, folder)) {
		held.made = made ? memory_copy(folder) : NULL;
		return true;
	}
	why_errno(why, "no results can be written into '%s'", folder);
	close(fd);
	return false;
}

bool
lock_share(const char *folder, struct why *why)
{
	int fd;

	if (is_held(folder)) {
		held.times++;
		return true;
	}
	fd = open_lock(folder, O_RDONLY);
	if (fd < 0)
		return true;
	if (lock(fd, LOCK_SH, folder, why) && hold(fd, folder))
		return true;
	close(fd);
	return false;
}

void
lock_release(void)
{
	if (held.times == 0 || --held.times > 0)
		return;
	close(held.fd);
	free(held.made);
	held.made = NULL;
}

void
lock_undo(void)
{
	struct text path = TEXT_INIT;

	if (held.times == 1 && held.made != NULL) {
		text_addf(&path, "%s/" FILE_NAME, held.made);
		unlink(text_get(&path));
		rmdir(held.made);
		text_release(&path);
	}
	lock_release();
}
