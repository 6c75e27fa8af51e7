/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an implementation may do to the runner or to the machine. All of it is
 * bounded: processes by number and by time, bytes by number.
 */
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "harness/runner/liar/liar.h"

#define GIGABYTE (INT64_C(1) << 30)
#define FDS_MANY 100

static char megabyte[1 << 20];

static void
sleep_ms(long ms)
{
	const struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

static void
drip(struct talk *t)
{
	const char *byte = text_get(&t->reply);

	for (; *byte != '\0'; byte++) {
		channel_write(&t->runner, byte, 1);
		sleep_ms(2);
	}
	channel_write(&t->runner, "\n", 1);
}

static void
drip_on(struct talk *t)
{
	while (channel_write(&t->runner, "7", 1))
		sleep_ms(20);
	exit(0);
}

static void
print_to(int fd)
{
	int64_t n;

	memset(megabyte, 'x', sizeof(megabyte));
	for (n = 0; n < GIGABYTE; n += (int64_t)sizeof(megabyte))
		if (write(fd, megabyte, sizeof(megabyte)) < 0)
			continue;
}

/* Each stream that there may be; the last one is the user's terminal. */
static void
print(struct talk *t)
{
	int tty = open("/dev/tty", O_WRONLY);

	print_to(0);
	print_to(1);
	print_to(2);
	if (tty >= 0)
		exit(42);
	honest(t);
}

/* A descriptor of the implementation; its last socket if `fd` is -1. */
static int
borrow(const struct talk *t, int fd)
{
	int process = (int)syscall(SYS_pidfd_open, t->pid, 0), got = -1, n;
	char path[64], to[32];

	for (n = 63; fd < 0 && n > 4; n--) {
		memset(to, 0, sizeof(to));
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)t->pid, n);
		if (readlink(path, to, sizeof(to) - 1) > 0 &&
		    strncmp(to, "socket:", 7) == 0)
			fd = n;
	}
	if (process >= 0) {
		got = (int)syscall(SYS_pidfd_getfd, process, fd, 0);
		close(process);
	}
	if (got < 0)
		err(43, "no descriptor of the implementation");
	return got;
}

static void
flood_peer(struct talk *t)
{
	int fd = borrow(t, -1);
	int64_t n = 0;
	ssize_t sent = 0;

	while (n < GIGABYTE && sent >= 0) {
		sent = send(fd, megabyte, sizeof(megabyte), MSG_NOSIGNAL);
		n += sent;
	}
	close(fd);
	honest(t);
}

static bool
send_fds(int to, int count)
{
	union {
		struct cmsghdr header;
		char at[CMSG_SPACE(FDS_MANY * sizeof(int))];
	} control = { .at = "" };
	struct iovec iov = { "f", 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = CMSG_SPACE((size_t)count * sizeof(int)) };
	int fds[FDS_MANY], i;

	for (i = 0; i < FDS_MANY; i++)
		fds[i] = 2;
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
	memcpy(CMSG_DATA(&control.header), fds, (size_t)count * sizeof(int));
	return sendmsg(to, &m, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

/* One, and a hundred, on each way back. */
static void
send_back(struct talk *t)
{
	int fds[] = { borrow(t, CHANNEL_DESCRIPTORS), borrow(t, -1) }, i;

	for (i = 0; i < 2; i++) {
		if (!send_fds(fds[i], 1) || !send_fds(fds[i], FDS_MANY))
			err(43, "cannot send descriptors");
		close(fds[i]);
	}
	honest(t);
}

/* The way on which descriptors come. */
static void
shut_descriptors(struct talk *t)
{
	int fd = borrow(t, CHANNEL_DESCRIPTORS);

	if (shutdown(fd, SHUT_RDWR) != 0)
		err(43, "shutdown");
	close(fd);
	honest(t);
}

static void
stop(struct talk *t)
{
	raise(SIGSTOP);
	honest(t);
}

static void
ignore_all(struct talk *t)
{
	int i;

	(void)t;
	for (i = 1; i < NSIG; i++)
		signal(i, SIG_IGN);
	for (;;)
		pause();
}

static void
prefer(struct talk *t)
{
	const struct sched_param most = { sched_get_priority_max(SCHED_FIFO) };

	if (sched_setscheduler(0, SCHED_FIFO, &most) == 0 ||
	    setpriority(PRIO_PROCESS, 0, -20) == 0)
		exit(42);
	honest(t);
}

/* Runs on the runner's processor, as far before it as it may, until ended. */
static void
spin(struct talk *t)
{
	const struct sched_param most = { sched_get_priority_max(SCHED_FIFO) };

	(void)t;
	sched_setscheduler(0, SCHED_FIFO, &most);
	setpriority(PRIO_PROCESS, 0, -20);
	alarm(LIVES);
	for (;;)
		continue;
}

const struct way hostile_ways[] = {
	{ .name = "drip", .reply = drip },
	{ .name = "drip_on", .reply = drip_on },
	{ .name = "print", .reply = print },
	{ .name = "flood_peer", .reply = flood_peer },
	{ .name = "send_back", .reply = send_back },
	{ .name = "shut_descriptors", .reply = shut_descriptors },
	{ .name = "child_stays", .reply = child_stays },
	{ .name = "child_holds", .reply = child_holds },
	{ .name = "daemon_stays", .reply = daemon_stays },
	{ .name = "daemon_holds", .reply = daemon_holds },
	{ .name = "orphan_stays", .reply = orphan_stays },
	{ .name = "orphan_ends", .reply = orphan_ends },
	{ .name = "sibling_stays", .reply = sibling_stays },
	{ .name = "bomb", .reply = bomb },
	{ .name = "bomb_apart", .reply = bomb_apart },
	{ .name = "hop", .reply = hop },
	{ .name = "outlive", .reply = outlive, .before = break_away },
	{ .name = "stop", .reply = stop },
	{ .name = "ignore_all", .reply = ignore_all },
	{ .name = "prefer", .reply = prefer },
	{ .name = "spin", .reply = spin },
	{ .name = "trace_runner", .reply = trace_runner },
	{ .name = "traced", .reply = traced },
	{ .name = "litter", .reply = litter },
	{ .name = "fill_folder", .reply = fill_folder },
	{ .name = "reach", .reply = reach },
	{ .name = "take_down", .reply = take_down },
	{ .name = "speak_outside", .reply = speak_outside },
	{ .name = "write_outside", .reply = write_outside },
	{ .name = "see_others", .reply = see_others },
	{ .name = "change_clock", .reply = honest, .before = change_clock },
	{ .name = NULL },
};

static int deadly;

static void
signal_itself(struct talk *t)
{
	sigset_t set;

	signal(deadly, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, deadly);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	kill(getpid(), deadly);
	honest(t);
}

const struct way *
hostile_signal(const char *name)
{
	static const struct way way = { .name = "signal_N",
	    .reply = signal_itself };

	return sscanf(name, "signal_%d", &deadly) == 1 && deadly > 0 &&
	    deadly < NSIG ? &way : NULL;
}
