/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linked with what is measured, so that counts are kept of a process that
 * leaves at once or is killed by the runner or itself, of one that starts another
 * by vfork(2): gcov writes in the child, and then holds that for written; of one
 * in a guest, where only its folder of results takes files: COUNTS is the folder
 * of the build, AWAY what is there instead; and of one in a sandbox, into which
 * that folder is brought. One that is traced and stops itself is left alone: its
 * instructions are counted (harness/bench).
 */
#include <fcntl.h>
#include <linux/mount.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define LEAVE 64	/* the last signal, which nobody uses */
#define WRITES_MS 50	/* how long one may write what it counted */
#define INSIDE "/tmp/counts"	/* of a sandbox */

void __gcov_dump(void), __gcov_reset(void);

void
_exit(int status)
{
	__gcov_dump();
	for (;;)
		syscall(SYS_exit_group, status);
}

static void
leave(int signal)
{
	(void)signal;
	__gcov_dump();
	syscall(SYS_kill, getpid(), SIGKILL);
}

__attribute__((constructor)) static void
start(void)
{
	struct sigaction action = { .sa_handler = leave };

	sigaction(LEAVE, &action, NULL);
	setenv("GCOV_ERROR_FILE", "/dev/null", 1);
	if (access(COUNTS, W_OK) != 0)
		setenv("GCOV_PREFIX", AWAY, 0);
}

pid_t
vfork(void)
{
	return fork();
}

static int
is_running(pid_t pid)
{
	char path[40], line[128] = "", *state;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	if (read(fd, line, sizeof(line) - 1) < 0)
		line[0] = '\0';
	close(fd);
	state = strrchr(line, ')');
	return state != NULL && state[1] == ' ' && strchr("RSD", state[2]);
}

int
kill(pid_t pid, int signal)
{
	static const struct timespec pause = { 0, 1000000 };
	pid_t leader = pid < 0 ? -pid : pid;
	int i;

	if (signal != 0 && (pid == -1 || pid == 1))
		abort();	/* a fork that was made to fail */
	if (signal != 0 && pid == getpid())
		return raise(signal);
	if (signal == SIGKILL && pid != 0 && is_running(leader) &&
	    syscall(SYS_kill, pid, LEAVE) == 0)
		for (i = 0; i < WRITES_MS && is_running(leader); i++)
			nanosleep(&pause, NULL);
	return (int)syscall(SYS_kill, pid, signal);
}

static int
is_traced(void)
{
	char status[512] = "", *tracer;
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	if (read(fd, status, sizeof(status) - 1) < 0)
		status[0] = '\0';
	close(fd);
	tracer = strstr(status, "TracerPid:\t");
	return tracer != NULL && tracer[11] != '0';
}

int
raise(int signal)
{
	if (signal != SIGSTOP || !is_traced()) {
		__gcov_dump();
		__gcov_reset();
	}
	return (int)syscall(SYS_tgkill, getpid(), gettid(), signal);
}

/* How many folders of that path gcov leaves out. */
static void
set_counts(const char *folder, const char *path)
{
	char number[12];
	int n = 0;

	for (; *path != '\0'; path++)
		n += *path == '/';
	snprintf(number, sizeof(number), "%d", n);
	setenv("GCOV_PREFIX", folder, 1);
	setenv("GCOV_PREFIX_STRIP", number, 1);
}

/* A sandbox leaves the old root, and shows the folder read-only from then on. */
int
umount2(const char *target, int flags)
{
	struct mount_attr writable = { .attr_clr = MOUNT_ATTR_RDONLY };
	int counts = (int)syscall(SYS_open_tree, AT_FDCWD, "." COUNTS,
	    OPEN_TREE_CLONE | O_CLOEXEC);
	int left = (int)syscall(SYS_umount2, target, flags);

	if (counts >= 0 && left == 0 && access(COUNTS, W_OK) != 0 &&
	    mkdir(INSIDE, 0777) == 0 && syscall(SYS_mount_setattr, counts, "",
	    AT_EMPTY_PATH, &writable, sizeof(writable)) == 0 &&
	    syscall(SYS_move_mount, counts, "",
	    AT_FDCWD, INSIDE, MOVE_MOUNT_F_EMPTY_PATH) == 0)
		set_counts(INSIDE, COUNTS);
	if (counts >= 0)
		close(counts);
	return left;
}
