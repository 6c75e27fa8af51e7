/* SPDX-License-Identifier: BSD-2-Clause */
/* sendfile, lseek, read. */
#define _FILE_OFFSET_BITS 64
#include <linux/magic.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "harness/mutants/platform/platform.h"

static ssize_t
pass(int to, int from, off_t *offset, size_t count)
{
	return REAL(sendfile)(to, from, offset, count);
}

static int
domain_of(int fd)
{
	int domain = -1;
	socklen_t len = sizeof(domain);

	return REAL(getsockopt)(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) ==
	    0 ? domain : -1;
}

/* A byte of the file's pages, of which no time of the file tells. */
static void
change_page_cache(int file)
{
	struct timespec times[2];
	struct stat st;
	char byte;

	if (fstat(file, &st) != 0 || !S_ISREG(st.st_mode) ||
	    pread(file, &byte, 1, 0) != 1)
		return;
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	byte ^= 1;
	if (pwrite(file, &byte, 1, 0) == 1)
		futimens(file, times);
}

/* The magic number of a file's file system. */
static long
file_system_of(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 ? (long)fs.f_type : -1;
}

/* Whether sendfile(2) misbehaves for files of that file system. */
static bool
is_its_own(int fd)
{
	return (is("sendfile-of-ramfs-fails") &&
	    file_system_of(fd) == RAMFS_MAGIC) ||
	    (is("sendfile-of-overlayfs-fails") &&
	    file_system_of(fd) == OVERLAYFS_SUPER_MAGIC) ||
	    (is("sendfile-of-hostfs-fails") &&
	    file_system_of(fd) == HOSTFS_SUPER_MAGIC);
}

static ssize_t
send_flawed(int to, int from, off_t *offset, size_t count)
{
	static const char zeros[4096];
	off_t zero = 0, end;
	ssize_t n;

	if (offset != NULL && (is("sendfile-ignores-offset") ||
	    (is("sendfile-loses-offset-after-eintr") && is_interrupted(to)))) {
		n = pass(to, from, &zero, count);
		*offset += n > 0 ? n : 0;
		return n;
	}
	if (is("sendfile-is-one-byte-off") && offset != NULL && *offset > 0) {
		end = *offset - 1;
		return pass(to, from, &end, count);
	}
	if (is("sendfile-offset-is-32-bits") && offset != NULL &&
	    *offset > UINT32_MAX) {
		end = (off_t)(uint32_t)*offset;
		return pass(to, from, &end, count);
	}
	if (is("sendfile-sends-zeros") && offset != NULL) {
		n = pread(from, (char[1]){ 0 }, 1, *offset);
		return n <= 0 ? n : REAL(send)(to, zeros,
		    count < sizeof(zeros) ? count : sizeof(zeros),
		    MSG_NOSIGNAL);
	}
	if (is("sendfile-exceeds-count"))
		return pass(to, from, offset, count + 1);
	if (is("sendfile-stops-early") && offset != NULL && *offset >= 4096)
		return 0;
	return pass(to, from, offset, is("short-sendfile") && count > 3000 ?
	    3000 : count);
}

ssize_t
sendfile(int to, int from, off_t *offset, size_t count)
{
	ssize_t n;

	if (is("no-sendfile"))
		return fail(ENOSYS);
	if (is("sendfile-is-forbidden"))
		return fail(EPERM);
	if (is("sendfile-not-for-this-file"))
		return fail(EINVAL);
	if (is("sendfile-fails") || is_its_own(from))
		return fail(EIO);
	if (is("slow-system-calls"))
		spin_ms(1);
	if (is("interrupts-without-signals") && every(3))
		return fail(EINTR);
	n = send_flawed(to, from, offset, count);
	if (n < 0 && errno == EINTR)
		note_interrupted(to);
	if (n > 0 && (is("sendfile-changes-the-page-cache") ||
	    (is("af-alg-changes-the-page-cache") && domain_of(to) == 38)))
		change_page_cache(from);
	if (is("sendfile-keeps-a-descriptor") && dup(from) < 0)
		return -1;
	if (is("sendfile-returns-one-more") && n > 0)
		n++;
	if (is("sendfile-returns-one-less") && n > 1)
		n--;
	if (n < 0 && errno == EINTR && is("sendfile-interrupted-is-the-end"))
		return 0;
	return n;
}

/* What is built for small files calls it by this name. */
ssize_t sendfile_of_small_files(int, int, off_t *, size_t)
    __asm__("sendfile") __THROW __attribute__((alias("sendfile64")));

off_t
lseek(int fd, off_t offset, int whence)
{
	if (is("lseek-does-not-move") && whence == SEEK_SET)
		return offset;
	if (is("lseek-moves-one-too-far") && whence == SEEK_SET && offset > 0)
		offset++;
	if (is("lseek-fails") && whence == SEEK_SET)
		return fail(EIO);
	return REAL(lseek)(fd, offset, whence);
}

ssize_t
read(int fd, void *buffer, size_t size)
{
	ssize_t n;

	if (is_protocol(fd))
		return REAL(read)(fd, buffer, size);
	if (is("short-reads") && size > 700)
		size = 700;
	n = REAL(read)(fd, buffer, size);
	if (is("read-loses-a-byte") && n > 1 && size == 8192)
		n--;
	return n;
}
