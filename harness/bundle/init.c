/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/bundle/bundle.h"

#define CONSOLE "/dev/console"

bool
init_is_needed(void)
{
	return getpid() == 1;
}

/* The kernel opens the console if there is one when it starts us. */
static void
open_console(void)
{
	int fd = open(CONSOLE, O_RDWR | O_NOCTTY), i;

	if (fd < 0 && mknod(CONSOLE, S_IFCHR | 0600, makedev(5, 1)) == 0)
		fd = open(CONSOLE, O_RDWR | O_NOCTTY);
	for (i = 0; fd >= 0 && i < 3; i++)
		if (fcntl(i, F_GETFD) < 0)
			dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void
bring_up_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) != 0)
		fprintf(stderr, "pysock: there is no loopback: %s\n",
		    strerror(errno));
	else {
		request.ifr_flags |= IFF_UP | IFF_RUNNING;
		if (ioctl(fd, SIOCSIFFLAGS, &request) != 0)
			fprintf(stderr, "pysock: cannot bring up loopback: "
			    "%s\n", strerror(errno));
	}
	if (fd >= 0)
		close(fd);
}

/* Waits for the run, and for whoever is left to process 1. */
static _Noreturn void
reap_all(pid_t run)
{
	int status, how = 255;
	pid_t pid;

	do {
		pid = waitpid(-1, &status, 0);
		if (pid == run)
			how = WIFEXITED(status) ? WEXITSTATUS(status) : 128 +
			    WTERMSIG(status);
	} while (pid != run && (pid > 0 || errno == EINTR));
	/* Process 1 of a container has no power to switch off. */
	if (reboot(RB_DISABLE_CAD) != 0 && errno == EINVAL)
		_exit(how);
	printf("pysock: the run ended with exit status %d; powering off\n",
	    how);
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	printf("pysock: cannot power off: %s\n", strerror(errno));
	fflush(stdout);
	_exit(how);
}

void
init_start(void)
{
	pid_t run;

	/* What the kernel lacks of these, the rows that need it tell. */
	mkdir("/dev", 0755);
	mount("none", "/dev", "devtmpfs", 0, NULL);
	mkdir("/proc", 0555);
	mount("none", "/proc", "proc", 0, NULL);
	open_console();
	bring_up_loopback();
	run = fork();
	if (run == 0) {
		setsid();
		return;
	}
	if (run < 0)
		printf("pysock: cannot fork: %s\n", strerror(errno));
	reap_all(run);
}
