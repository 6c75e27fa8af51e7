/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an implementation may do beside its work: exit status 42 says that this
 * machine let it.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness/runner/liar/liar.h"

#define FILES_MOST 200	/* of a megabyte */
#define FILES_LEFT 3
#define TRACES_S 60

static char bytes[1 << 20];

void
trace_runner(struct talk *t)
{
	pid_t runner = getppid();
	struct iovec ours = { bytes, 1 };
	struct iovec theirs = { bytes, 1 };
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)runner);
	if (ptrace(PTRACE_ATTACH, runner, NULL, NULL) == 0 ||
	    ptrace(PTRACE_SEIZE, runner, NULL, NULL) == 0 ||
	    process_vm_readv(runner, &ours, 1, &theirs, 1, 0) == 1 ||
	    open(path, O_RDWR) >= 0)
		exit(42);
	honest(t);
}

/* By a daemon of its own, which never lets go; so it is nobody's to reap. */
void
traced(struct talk *t)
{
	pid_t us = getpid();
	int ready[2];

	(void)t;
	if (pipe(ready) != 0)
		err(43, "pipe");
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
	if (fork() == 0) {
		setsid();
		if (fork() != 0 || ptrace(PTRACE_SEIZE, us, NULL, NULL) != 0 ||
		    write(ready[1], "", 1) != 1)
			_exit(0);
		sleep(TRACES_S);
		_exit(0);
	}
	close(ready[1]);
	if (read(ready[0], bytes, 1) != 1)
		errx(43, "nobody may trace it");
	for (;;)
		pause();
}

static void
go_to_folder(void)
{
	const char *folder = getenv("TMPDIR");

	if (chdir(folder != NULL ? folder : "/") != 0)
		err(43, "no folder to fill");
}

void
litter(struct talk *t)
{
	char name[20];
	int n, fd;

	go_to_folder();
	for (n = 0; n < FILES_LEFT; n++) {
		snprintf(name, sizeof(name), "litter.%d", n);
		fd = open(name, O_WRONLY | O_CREAT, 0600);
		if (fd < 0)
			err(43, "cannot make a file");
		close(fd);
	}
	honest(t);
}

void
fill_folder(struct talk *t)
{
	char name[20];
	int n, fd, files = 0;

	go_to_folder();
	for (n = 0; n < FILES_MOST; n++) {
		snprintf(name, sizeof(name), "full.%d", n);
		fd = open(name, O_WRONLY | O_CREAT, 0600);
		files += fd >= 0 &&
		    write(fd, bytes, sizeof(bytes)) == sizeof(bytes);
		if (fd >= 0)
			close(fd);
	}
	if (files == 0 || files == FILES_MOST)
		exit(42);
	honest(t);
}

/* An address that is not this machine's own, where datagrams have a way. */
void
reach(struct talk *t)
{
	const struct sockaddr_in there = { .sin_family = AF_INET,
	    .sin_port = htons(9),
	    .sin_addr.s_addr = htonl(0xc0000202) };	/* 192.0.2.2 */
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&there,
	    sizeof(there)) == 0)
		exit(42);
	close(fd);
	honest(t);
}

/* Takes the loopback down, or reaches routes or packet filters. */
void
take_down(struct talk *t)
{
	struct ifreq loopback = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (ioctl(fd, SIOCSIFFLAGS, &loopback) == 0 ||
	    socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) >= 0 ||
	    socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) >= 0)
		exit(42);
	close(fd);
	honest(t);
}

/* By a socket or a FIFO of somebody else, in a folder that it sees. */
void
speak_outside(struct talk *t)
{
	struct sockaddr_un there = { .sun_family = AF_UNIX };
	const char *folder = getenv("OUTSIDE");
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char path[60];

	if (folder == NULL)
		errx(43, "nobody is outside");
	snprintf(there.sun_path, sizeof(there.sun_path), "%s/socket", folder);
	snprintf(path, sizeof(path), "%s/fifo", folder);
	if (access(there.sun_path, F_OK) != 0 || access(path, F_OK) != 0)
		errx(43, "nothing is seen of who is outside");
	if (connect(fd, (const struct sockaddr *)&there, sizeof(there)) == 0 ||
	    open(path, O_WRONLY | O_NONBLOCK) >= 0)
		exit(42);
	close(fd);
	honest(t);
}

void
write_outside(struct talk *t)
{
	static const char *const folders[] = { ".", "build", "/", "/usr",
	    "/etc", "/var/tmp", "/dev", "/proc/self/..", "/home", "/root" };
	char path[40];
	size_t i;
	int fd;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(path, sizeof(path), "%s/hostile.%d", folders[i],
		    (int)getpid());
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		if (fd >= 0) {
			unlink(path);
			exit(42);
		}
	}
	if (access("/etc/shadow", F_OK) == 0 || access("/sys", F_OK) == 0 ||
	    open("/proc/sys/kernel/hostname", O_WRONLY) >= 0)
		exit(42);
	honest(t);
}

/* Sees, signals or traces more than itself and what it started. */
void
see_others(struct talk *t)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	int seen = 0;

	while (proc != NULL && (entry = readdir(proc)) != NULL)
		seen += atoi(entry->d_name) > 0;
	if (proc != NULL)
		closedir(proc);
	/* The first of the namespace, this one, and the implementation. */
	if (seen > 3 || getppid() > 1 || getpgid(0) > 1 ||
	    ptrace(PTRACE_SEIZE, t->pid, NULL, NULL) == 0 ||
	    unshare(CLONE_NEWUSER) == 0)
		exit(42);
	honest(t);
}

/* The implementation's monotonic clock is a month on. */
void
change_clock(void)
{
	int fd;

	if (unshare(CLONE_NEWTIME) != 0)
		err(43, "no clock of its own");
	fd = open("/proc/self/timens_offsets", O_WRONLY);
	if (dprintf(fd, "monotonic 2592000 0\n") < 0)
		err(43, "cannot change its clock");
	close(fd);
}
