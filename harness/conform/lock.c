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

#define WAIT_MS 30000	/* for the children of a run that was killed */
#define STEP_MS 50
#define TRIES 100	/* to lock a file that others take away */

static struct hold {
	const char *file, *what, *are;
	struct stat folder;
	char *path;
	bool made;	/* the folder was not there before */
	int fd;
	unsigned times;
} results = { .file = "lock", .what = "results", .are = "are" },
    report = { .file = "report.lock", .what = "report", .are = "is" };

static bool
is_held(const struct hold *h, const char *folder)
{
	struct stat st;

	return h->times > 0 && stat(folder, &st) == 0 &&
	    st.st_dev == h->folder.st_dev && st.st_ino == h->folder.st_ino;
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
refuse(const struct hold *h, const char *folder, const char *holder,
    struct why *why)
{
	char command[32] = "", begun[32] = "";
	int pid = 0;

	sscanf(holder, "%d %31s %31[^\n]", &pid, command, begun);
	return why_set(why, "the %s in '%s' %s being written by process %d "
	    "(conform %s), begun at %s UTC: nothing is done", h->what, folder,
	    h->are, pid, command, begun);
}

/* Shared with readers if it was opened to be read. */
static bool
lock(const struct hold *h, int fd, const char *folder, struct why *why)
{
	int how = (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY ? LOCK_SH :
	    LOCK_EX;
	char holder[128] = "";
	int waited = 0;

	while (flock(fd, how | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return why_errno(why, "cannot lock '%s'", folder);
		if (is_alive(read_holder(fd, holder)) || waited >= WAIT_MS)
			return refuse(h, folder, holder, why);
		usleep(STEP_MS * 1000);
		waited += STEP_MS;
	}
	return true;
}

static bool
hold(struct hold *h, int fd, const char *folder)
{
	if (stat(folder, &h->folder) != 0)
		return false;
	h->path = memory_copy(folder);
	h->made = false;
	h->fd = fd;
	h->times = 1;
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
open_lock(const struct hold *h, const char *folder, int how)
{
	struct text path = TEXT_INIT;
	int fd;

	text_addf(&path, "%s/%s", folder, h->file);
	fd = open(text_get(&path), how | O_CLOEXEC, 0666);
	text_release(&path);
	return fd;
}

/* Whether the file is there still: who was refused took his away. */
static bool
is_there(const struct hold *h, int fd, const char *folder)
{
	struct text path = TEXT_INIT;
	struct stat st, now;
	bool is;

	text_addf(&path, "%s/%s", folder, h->file);
	is = fstat(fd, &st) == 0 && stat(text_get(&path), &now) == 0 &&
	    st.st_dev == now.st_dev && st.st_ino == now.st_ino;
	text_release(&path);
	return is;
}

/* The file of the folder, made and locked; -1, with why not. */
static int
open_locked(const struct hold *h, const char *folder, struct why *why)
{
	int fd = -1, tries;

	for (tries = 0; tries < TRIES; tries++) {
		if (!make_folder(folder, why))
			return -1;
		fd = open_lock(h, folder, O_RDWR | O_CREAT);
		if (fd < 0 && errno != ENOENT)
			break;
		if (fd < 0)
			continue;
		if (lock(h, fd, folder, why) && is_there(h, fd, folder))
			return fd;
		close(fd);
		if (why->text[0] != '\0')
			return -1;
	}
	why_errno(why, "no %s can be written into '%s'", h->what, folder);
	return -1;
}

bool
lock_take(const char *folder, const char *command, struct why *why)
{
	bool made = access(folder, F_OK) != 0;
	int fd;

	if (is_held(&results, folder)) {
		results.times++;
		return true;
	}
	fd = open_locked(&results, folder, why);
	if (fd < 0)
		return false;
	if (sign(fd, command) && hold(&results, fd, folder)) {
		results.made = made;
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

	if (is_held(&results, folder)) {
		results.times++;
		return true;
	}
	fd = open_lock(&results, folder, O_RDONLY);
	if (fd < 0)
		return true;
	if (lock(&results, fd, folder, why) && hold(&results, fd, folder))
		return true;
	close(fd);
	return false;
}

bool
lock_take_report(const char *folder, const char *command, struct why *why)
{
	bool made = access(folder, F_OK) != 0;
	struct why none = WHY_INIT;
	int fd;

	if (is_held(&report, folder)) {
		report.times++;
		return true;
	}
	if (!make_folder(folder, &none) || access(folder, W_OK) != 0)
		return true;
	fd = open_locked(&report, folder, why);
	if (fd < 0)
		return false;
	sign(fd, command);	/* a full disk is told of the report itself */
	if (hold(&report, fd, folder))
		report.made = made;
	else
		close(fd);
	return true;
}

static void
remove_file(const struct hold *h)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/%s", h->path, h->file);
	unlink(text_get(&path));
	text_release(&path);
}

static void
let_go(struct hold *h)
{
	if (h->times == 0 || --h->times > 0)
		return;
	close(h->fd);
	free(h->path);
	h->path = NULL;
}

void
lock_release(void)
{
	if (report.times == 1)
		remove_file(&report);
	let_go(&report);
	let_go(&results);
}

static void
undo(const struct hold *h)
{
	if (h->times == 1 && h->made) {
		remove_file(h);
		rmdir(h->path);
	}
}

void
lock_undo(void)
{
	undo(&report);
	undo(&results);
	lock_release();
}
