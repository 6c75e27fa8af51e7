/* SPDX-License-Identifier: BSD-2-Clause */
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <termios.h>
#include <unistd.h>

#include "harness/protocol/fill.h"
#include "harness/world/file.h"
#include "harness/world/mounted.h"

#define SPARSE_END 65536
#define ENDS 65536	/* bytes at each end of a long file that are looked at */

/* Does not wait for room in a pipe: nobody reads yet. */
static bool
write_fill(int fd, uint64_t size, uint64_t seed)
{
	static char bytes[65536];
	int flags = fcntl(fd, F_GETFL);
	uint64_t done = 0;
	size_t n;
	ssize_t wrote;

	if (fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
		return false;

	while (done < size) {
		n = size - done < sizeof(bytes) ? (size_t)(size - done) :
		    sizeof(bytes);
		fill_bytes(bytes, n, seed, done);
		wrote = write(fd, bytes, n);
		if (wrote <= 0)
			return false;
		done += (uint64_t)wrote;
	}
	return fcntl(fd, F_SETFL, flags) == 0;
}

static bool
start_regular(struct file *f, int flags)
{
	char name[] = "file.XXXXXX", again[64];
	int fd = mkostemp(name, O_CLOEXEC);

	if (fd < 0)
		return false;
	snprintf(again, sizeof(again), "/proc/self/fd/%d", fd);
	f->fd = open(again, flags | O_CLOEXEC);
	if (f->fd < 0)
		f->fd = open(name, flags | O_CLOEXEC);
	unlink(name);
	f->writer = fd;
	return f->fd >= 0;
}

/* By a name that nobody else has, even where others use the folder. */
static bool
start_mounted(struct file *f, const char *kind)
{
	static unsigned number;
	int folder = mounted_folder(kind);
	char name[48];

	if (folder < 0)
		return false;
	snprintf(name, sizeof(name), "pysock.%d.%u", (int)getpid(), number++);
	f->writer = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
	    0600);
	f->fd = openat(folder, name, O_RDWR | O_CLOEXEC);
	unlinkat(folder, name, 0);
	return f->fd >= 0 && f->writer >= 0;
}

static bool
start_memfd(struct file *f)
{
	f->fd = memfd_create("pysock", MFD_CLOEXEC);
	f->writer = f->fd >= 0 ? fcntl(f->fd, F_DUPFD_CLOEXEC, 0) : -1;
	return f->writer >= 0;
}

/* The end of `size` bytes of fill:SEED, with a hole before it. */
static bool
write_end(int fd, uint64_t size, uint64_t seed)
{
	static char bytes[SPARSE_END];
	size_t n = size < sizeof(bytes) ? (size_t)size : sizeof(bytes);

	fill_bytes(bytes, n, seed, size - n);
	return ftruncate(fd, (off_t)size) == 0 &&
	    pwrite(fd, bytes, n, (off_t)(size - n)) == (ssize_t)n;
}

static bool
start_pipe(struct file *f)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	f->fd = ends[0];
	f->writer = ends[1];
	return true;
}

static bool
start_fifo(struct file *f)
{
	char name[32];

	snprintf(name, sizeof(name), "fifo.%d", (int)getpid());
	if (mkfifo(name, 0600) != 0)
		return false;
	f->fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	/* Without a reader it would wait for one. */
	if (f->fd >= 0)
		f->writer = open(name, O_WRONLY | O_CLOEXEC);
	unlink(name);
	return f->fd >= 0 && f->writer >= 0 && fcntl(f->fd, F_SETFL, 0) == 0;
}

static bool
start_socket(struct file *f)
{
	int sv[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv) != 0)
		return false;
	f->fd = sv[0];
	f->writer = sv[1];
	return true;
}

/* Raw, so that what is written to the master is read unchanged. */
static bool
start_tty(struct file *f)
{
	struct termios t;

	f->writer = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (f->writer < 0 || grantpt(f->writer) != 0 ||
	    unlockpt(f->writer) != 0)
		return false;
	f->fd = open(ptsname(f->writer), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (f->fd < 0 || tcgetattr(f->fd, &t) != 0)
		return false;
	cfmakeraw(&t);
	return tcsetattr(f->fd, TCSANOW, &t) == 0;
}

static bool
start_path(struct file *f, const char *path)
{
	f->fd = open(path, O_RDONLY | O_CLOEXEC);
	f->ours = false;
	return f->fd >= 0;
}

static bool
start_kind(struct file *f, const char *kind, bool *fills)
{
	*fills = f->ours = true;
	if (strcmp(kind, "regular") == 0)
		return start_regular(f, O_RDWR);
	if (strcmp(kind, "appending") == 0)
		return start_regular(f, O_WRONLY | O_APPEND);
	if (strcmp(kind, "memfd") == 0)
		return start_memfd(f);
	if (strcmp(kind, "sparse") == 0)
		return start_regular(f, O_RDWR);
	if (strcmp(kind, "sparse_memfd") == 0)
		return start_memfd(f);
	if (strcmp(kind, "pipe") == 0)
		return start_pipe(f);
	if (strcmp(kind, "fifo") == 0)
		return start_fifo(f);
	if (strcmp(kind, "socket") == 0)
		return start_socket(f);
	if (strcmp(kind, "tty") == 0)
		return start_tty(f);
	if (mounted_is(kind))
		return start_mounted(f, kind);
	*fills = false;
	if (strcmp(kind, "zero") == 0)
		return start_path(f, "/dev/zero");
	if (strcmp(kind, "proc") == 0)
		return start_path(f, "/proc/version");
	if (strcmp(kind, "sys") == 0)
		return start_path(f, "/sys/kernel/mm/transparent_hugepage/enabled");
	if (strcmp(kind, "directory") == 0)
		return start_path(f, ".");
	errno = EINVAL;
	return false;
}

/* A terminal hands on what its master writes in a worker of the kernel. */
static bool
await_bytes(int fd, uint64_t size)
{
	int ms, there = 0;

	for (ms = 0; ms < 5000; ms++) {
		if (ioctl(fd, FIONREAD, &there) == 0 &&
		    (uint64_t)there >= size)
			return true;
		poll(NULL, 0, 1);
	}
	return false;
}

bool
file_start(struct file *f, const char *kind, uint64_t size, uint64_t seed,
    bool open_end, struct why *why)
{
	bool fills;

	*f = (struct file)FILE_INIT;
	if (!start_kind(f, kind, &fills) ||
	    (fills && !(strncmp(kind, "sparse", 6) == 0 ? write_end :
	    write_fill)(f->writer, size, seed))) {
		why_errno(why, "cannot make a file of kind '%s'", kind);
		file_release(f);
		return false;
	}
	if (strcmp(kind, "tty") == 0 && !await_bytes(f->fd, size)) {
		why_set(why, "a terminal keeps back what was written to it");
		file_release(f);
		return false;
	}
	if (strcmp(kind, "memfd") == 0)
		lseek(f->fd, 0, SEEK_SET);
	if (f->writer >= 0 && !open_end && strcmp(kind, "tty") != 0) {
		close(f->writer);
		f->writer = -1;
	}
	file_is_right(f);
	return true;
}

/* As good as a CRC for this, at a tenth of its time. */
static uint64_t
add_words(uint64_t sum, const char *bytes, size_t len)
{
	uint64_t word;

	for (; len > 0; bytes += sizeof(word), len -= sizeof(word)) {
		word = 0;
		if (len < sizeof(word)) {
			memcpy(&word, bytes, len);
			len = sizeof(word);
		} else
			memcpy(&word, bytes, sizeof(word));
		sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 32;
	}
	return sum;
}

/* Does not move the offset. What can only be written has no bytes to see. */
static uint64_t
sum_of(const struct file *f, off_t size)
{
	static char bytes[ENDS];
	off_t from = 0;
	uint64_t sum = 0;
	ssize_t n;

	while (from < size && (n = pread(f->fd, bytes, sizeof(bytes),
	    from)) > 0) {
		sum = add_words(sum, bytes, (size_t)n);
		from += n;
		if (from < size - (off_t)sizeof(bytes))
			from = size - (off_t)sizeof(bytes);
	}
	return sum;
}

void
file_is_right(struct file *f)
{
	if (fstat(f->fd, &f->was) != 0)
		f->was = (struct stat){ .st_mode = 0 };
	if (S_ISREG(f->was.st_mode))
		f->sum = sum_of(f, f->was.st_size);
	f->flags = fcntl(f->fd, F_GETFL);
}

/*
 * By fcntl(2), or by flock(2), which another open file description sees. To
 * ask is to lock: where others may ask too, only what excludes them is seen.
 */
static bool
is_locked(const struct file *f)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	bool locked;
	char path[32];
	int fd;

	if (fcntl(f->fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
		return true;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", f->fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	locked = flock(fd, (f->ours ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 &&
	    errno == EWOULDBLOCK;
	close(fd);
	return locked;
}

static void
add_if(bool changed, const char *what, struct text *out)
{
	if (changed)
		text_addf(out, "%s%s", out->len > 0 ? ", " : "", what);
}

bool
file_is_as_it_was(const struct file *f, struct text *out)
{
	const struct stat *was = &f->was;
	struct stat is;

	text_cut(out, 0);
	if (f->fd < 0)
		return true;
	add_if(fcntl(f->fd, F_GETFL) != f->flags, "flags", out);
	if (!S_ISREG(was->st_mode) || fstat(f->fd, &is) != 0)
		return out->len == 0;
	add_if(is_locked(f), "lock", out);
	add_if(is.st_size != was->st_size, "size", out);
	add_if(is.st_mtim.tv_sec != was->st_mtim.tv_sec ||
	    is.st_mtim.tv_nsec != was->st_mtim.tv_nsec ||
	    is.st_ctim.tv_sec != was->st_ctim.tv_sec ||
	    is.st_ctim.tv_nsec != was->st_ctim.tv_nsec, "time", out);
	add_if(is.st_mode != was->st_mode, "mode", out);
	add_if(is.st_uid != was->st_uid || is.st_gid != was->st_gid, "owner",
	    out);
	add_if(sum_of(f, was->st_size) != f->sum, "bytes", out);
	return out->len == 0;
}

bool
file_has_no_limit(const struct file *f)
{
	struct statfs fs;
	off_t now;
	bool taken;

	if (f->fd < 0 || fstatfs(f->fd, &fs) != 0 ||
	    (fs.f_type != TMPFS_MAGIC && (uint32_t)fs.f_type != RAMFS_MAGIC &&
	    fs.f_type != OVERLAYFS_SUPER_MAGIC))
		return false;
	now = lseek(f->fd, 0, SEEK_CUR);
	taken = lseek(f->fd, INT64_MAX - 1, SEEK_SET) >= 0;
	return lseek(f->fd, now, SEEK_SET) == now && taken;
}

int64_t
file_offset(const struct file *f)
{
	return lseek(f->fd, 0, SEEK_CUR);
}

void
file_release(struct file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->writer >= 0)
		close(f->writer);
	*f = (struct file)FILE_INIT;
}
