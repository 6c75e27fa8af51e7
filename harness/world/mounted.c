/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/protocol/channel.h"
#include "harness/world/mounted.h"

#define AT "/proc"	/* is everywhere; what is below is looked at no more */
#define IMAGE_BYTES (8 << 20)

static bool
mount_tmpfs(const char *at)
{
	return mount("none", at, "tmpfs", 0, "mode=0755") == 0;
}

static bool
mount_ramfs(const char *at)
{
	return mount("none", at, "ramfs", 0, "mode=0755") == 0;
}

static bool
mount_overlay(const char *at)
{
	return mount_tmpfs(at) && chdir(at) == 0 && mkdir("lower", 0755) == 0 &&
	    mkdir("upper", 0755) == 0 && mkdir("work", 0755) == 0 &&
	    mkdir("merged", 0755) == 0 && mount("none", "merged", "overlay", 0,
	    "lowerdir=lower,upperdir=upper,workdir=work") == 0 &&
	    chdir("merged") == 0;
}

/* Fills the file with an empty file system; ENOENT: there is no mke2fs. */
static bool
format(int image)
{
	char path[40];
	int status = -1, null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	pid_t pid;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", image);
	pid = fork();
	if (pid == 0) {
		fcntl(image, F_SETFD, 0);
		dup2(null, 1);
		dup2(null, 2);
		execle("/sbin/mke2fs", "mke2fs", "-q", "-F", "-t", "ext4", path,
		    (char *)NULL, (char *[]){ NULL });
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return false;
	errno = status == 0 ? 0 : WEXITSTATUS(status) == 127 ? ENOENT : EIO;
	return status == 0;
}

/* The loop device goes with its last user. */
static bool
mount_loop(const char *at)
{
	struct loop_info64 info = { .lo_flags = LO_FLAGS_AUTOCLEAR };
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int image = open("image", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int number, device;
	char path[32];

	if (control < 0 || image < 0 || unlink("image") != 0 ||
	    ftruncate(image, IMAGE_BYTES) != 0 || !format(image) ||
	    (number = ioctl(control, LOOP_CTL_GET_FREE)) < 0)
		return false;
	snprintf(path, sizeof(path), "/dev/loop%d", number);
	device = open(path, O_RDWR | O_CLOEXEC);
	return device >= 0 && ioctl(device, LOOP_SET_FD, image) == 0 &&
	    ioctl(device, LOOP_SET_STATUS64, &info) == 0 &&
	    mount(path, at, "ext4", 0, NULL) == 0;
}

static bool
mount_hostfs(const char *at)
{
	return mount("none", at, "hostfs", 0, "/tmp") == 0;
}

static struct kind {
	const char *name;
	bool (*mount)(const char *at);
	int folder;		/* once it is mounted */
	int err;		/* once that was in vain */
} kinds[] = {
	{ "tmpfs", mount_tmpfs, -1, 0 },
	{ "ramfs", mount_ramfs, -1, 0 },
	{ "overlay", mount_overlay, -1, 0 },
	{ "loop", mount_loop, -1, 0 },
	{ "hostfs", mount_hostfs, -1, 0 },
};

static struct kind *
find(const char *name)
{
	size_t n;

	for (n = 0; n < sizeof(kinds) / sizeof(kinds[0]); n++)
		if (strcmp(kinds[n].name, name) == 0)
			return &kinds[n];
	return NULL;
}

bool
mounted_is(const char *name)
{
	return find(name) != NULL;
}

/* In a namespace of its own; who is not privileged, as somebody who is. */
static bool
is_apart(void)
{
	return (unshare(CLONE_NEWNS) == 0 ||
	    unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) &&
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/* A process of its own: hands over the folder, or exits with errno. */
static _Noreturn void
mount_and_hand_over(const struct kind *k, int to)
{
	struct channel channel = { .lines = -1, .descriptors = to };
	char here[] = ".";
	int folder = -1;

	if (is_apart() && k->mount(AT))
		folder = open(k->mount == mount_overlay ? here : AT,
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || !channel_send_fd(&channel, folder))
		_exit(errno);
	_exit(0);
}

static void
start(struct kind *k)
{
	struct channel channel = CHANNEL_INIT;
	int sv[2], status = -1;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, sv) != 0) {
		k->err = errno;
		return;
	}
	channel.descriptors = sv[0];
	pid = fork();
	if (pid == 0)
		mount_and_hand_over(k, sv[1]);
	k->err = errno;
	if (pid > 0 && waitpid(pid, &status, 0) == pid)
		k->err = WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
	if (pid > 0 && k->err == 0)
		k->folder = channel_recv_fd(&channel);
	close(sv[0]);
	close(sv[1]);
}

int
mounted_folder(const char *name)
{
	struct kind *k = find(name);

	if (k == NULL) {
		errno = ENODEV;
		return -1;
	}
	if (k->folder < 0 && k->err == 0)
		start(k);
	errno = k->err;
	return k->folder;
}
