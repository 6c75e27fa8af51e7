/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loaded before a program, it makes one of its calls fail, once: an allocation,
 * or a function of libc that is a system call. Calls are told apart by whence
 * they are made, the return addresses of DEPTH frames, as a hash of what they
 * are in their files: FAILING_AT has the one that fails the first time; 0: none
 * does. FAILING_PROGRAM is the name of the program whose calls are meant, with
 * its forks; what it executes goes on undisturbed. FAILING_LOG is a file that
 * takes a line a place, its hash, the call and where that is in the program,
 * and "failed" once it has. FAILING_DEPTH takes fewer frames, and
 * FAILING_CALLS=system lets no allocation fail.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEPTH 6
#define OWN_MOST 6	/* frames of this file */
#define LOG_FD 500		/* nobody else has it */
#define PLACES_MAX 16384	/* a power of two */
#define FRAMES_KNOWN 2048	/* another one */
#define WAYS_KNOWN 65536	/* and another */
#define STACK_MOST 0x8000000
#define WAY_WORDS 256		/* of a stack: more than six frames mostly are */

/* Of the program and all of its forks. */
static struct shared {
	_Atomic uint64_t places[PLACES_MAX];
	atomic_int seen, fired;
} *shared;
static uint64_t wanted;
static _Atomic uint64_t ways[WAYS_KNOWN];	/* that have been looked at */
static uintptr_t code[2][2], stack_end;
static int log_fd = -1, depth = DEPTH;
static bool spares_memory;
static _Thread_local bool inside;

/* Of a frame: the file that has it, or NULL. */
struct whence {
	const void *frame;
	uintptr_t base;
	const char *file;
};

/* dladdr(3) looks through all symbols of a file: what it said is kept. */
static const struct whence *
find_whence(const void *frame)
{
	static _Thread_local struct whence known[FRAMES_KNOWN];
	struct whence *w = &known[(uintptr_t)frame % FRAMES_KNOWN];
	Dl_info info;

	if (w->frame == frame)
		return w;
	*w = (struct whence){ .frame = frame };
	if (dladdr(frame, &info) != 0) {
		w->base = (uintptr_t)info.dli_fbase;
		w->file = info.dli_fname;
	}
	return w;
}

/* True the first time that a place is seen. */
static bool
is_new(uint64_t place)
{
	size_t at = place & (PLACES_MAX - 1);
	uint64_t there;

	if (shared->seen >= PLACES_MAX / 2)
		return false;
	for (;; at = (at + 1) & (PLACES_MAX - 1)) {
		there = 0;
		if (atomic_compare_exchange_strong(&shared->places[at], &there,
		    place))
			break;
		if (there == place)
			return false;
	}
	shared->seen++;
	return true;
}

/* Whence, where the program and its libraries may lie anywhere. */
static uint64_t
hash_frames(void *const *frames, int n)
{
	uint64_t h = 0xcbf29ce484222325u, offset;
	int i;

	for (i = 0; i < n; i++) {
		offset = (uintptr_t)frames[i] - find_whence(frames[i])->base;
		h = (h ^ offset) * 0x100000001b3u;
	}
	return h | 1;
}

static void
say(const char *line, int len)
{
	/* A fork has closed it where it closes what it does not need. */
	if (log_fd >= 0)
		syscall(SYS_write, log_fd, line, len);
}

/* Where it is in the program: an offset for addr2line(1). */
static void
note(uint64_t place, const char *call, void *const *frames, int n)
{
	char line[200];
	const struct whence *w = NULL;
	int i;

	for (i = 0; i < n; i++) {
		w = find_whence(frames[i]);
		if (w->file != NULL && strstr(w->file, ".so") == NULL)
			break;
	}
	say(line, snprintf(line, sizeof(line), "%016llx %s %s+%#lx\n",
	    (unsigned long long)place, call, program_invocation_short_name,
	    i < n ? (unsigned long)((uintptr_t)frames[i] - w->base) - 1 : 0));
}

/*
 * What these call for themselves, or by libc, is left alone: libatf dies of
 * SIGSEGV where it has no memory, and the loader stands here.
 */
static bool
is_foreign(void *const *frames, int n)
{
	const char *file;
	int i;

	for (i = 0; i < n; i++) {
		file = find_whence(frames[i])->file;
		if (file != NULL && strstr(file, "libc.so") == NULL)
			return strstr(file, "libatf") != NULL ||
			    strstr(file, "ld-linux") != NULL;
	}
	return true;
}

static bool
is_own(const void *frame)
{
	return find_whence(frame)->base == find_whence(&shared)->base;
}

/* The code of the program, and whatever lies between that of its libraries. */
static int
add_code(struct dl_phdr_info *info, size_t size, void *data)
{
	uintptr_t (*range)[2] = &code[info->dlpi_name[0] != '\0'], from, to;
	int i;

	(void)size;
	(void)data;
	for (i = 0; i < info->dlpi_phnum; i++) {
		if ((info->dlpi_phdr[i].p_flags & PF_X) == 0)
			continue;
		from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
		to = from + info->dlpi_phdr[i].p_memsz;
		if ((*range)[1] == 0 || from < (*range)[0])
			(*range)[0] = from;
		if (to > (*range)[1])
			(*range)[1] = to;
	}
	return 0;
}

/*
 * What on the stack may be an address that is returned to, and how deep, as a
 * hash: where that is the same, the frames are. To unwind them takes ten times
 * as long.
 */
static uint64_t
hash_way(void)
{
	const uintptr_t *at = __builtin_frame_address(0), *end;
	uint64_t h = 0xcbf29ce484222325u ^ (uintptr_t)at;

	end = (uintptr_t)at < stack_end && stack_end - (uintptr_t)at <
	    STACK_MOST ? (uintptr_t *)stack_end : (uintptr_t *)pthread_self();
	if (end - at > WAY_WORDS)
		end = at + WAY_WORDS;
	for (; at < end; at++)
		if ((*at >= code[0][0] && *at < code[0][1]) ||
		    (*at >= code[1][0] && *at < code[1][1]))
			h = (h ^ *at) * 0x100000001b3u;
	return h | 1;
}

/* Whether this call is the one that fails. */
static bool
fails(const char *call)
{
	void *frames[DEPTH + OWN_MOST];
	bool fail = false;
	uint64_t place, way;
	int own, n, err = errno;

	if (shared == NULL || inside || shared->fired)
		return false;
	way = hash_way();
	if (ways[way % WAYS_KNOWN] == way)
		return false;
	inside = true;
	n = backtrace(frames, DEPTH + OWN_MOST);
	for (own = 0; own < n && is_own(frames[own]);)
		own++;
	n = n - own < depth ? n - own : depth;
	place = n > 0 && !is_foreign(frames + own, n) ?
	    hash_frames(frames + own, n) : 0;
	if (place == wanted && wanted != 0)
		fail = atomic_exchange(&shared->fired, 1) == 0;
	else if (wanted == 0 && place != 0 && is_new(place))
		note(place, call, frames + own, n);
	if (fail)
		say("failed\n", 7);
	ways[way % WAYS_KNOWN] = way;
	inside = false;
	errno = err;
	return fail;
}

__attribute__((constructor)) static void
start(void)
{
	const char *program = getenv("FAILING_PROGRAM");
	const char *at = getenv("FAILING_AT"), *log = getenv("FAILING_LOG");
	const char *frames_max = getenv("FAILING_DEPTH");
	const char *calls = getenv("FAILING_CALLS");
	void *frames[OWN_MOST], *memory;
	int opened;

	if (program == NULL || at == NULL ||
	    strcmp(program, program_invocation_short_name) != 0)
		return;
	wanted = strtoull(at, NULL, 16);
	if (frames_max != NULL && atoi(frames_max) > 0 &&
	    atoi(frames_max) < DEPTH)
		depth = atoi(frames_max);
	spares_memory = calls != NULL && strcmp(calls, "system") == 0;
	opened = log != NULL ? (int)syscall(SYS_openat, AT_FDCWD, log,
	    O_WRONLY | O_APPEND | O_CLOEXEC) : -1;
	log_fd = (int)syscall(SYS_fcntl, opened, F_DUPFD_CLOEXEC, LOG_FD);
	if (opened >= 0)
		syscall(SYS_close, opened);
	dl_iterate_phdr(add_code, NULL);
	stack_end = environ[0] != NULL ? (uintptr_t)environ[0] : 0;
	backtrace(frames, OWN_MOST);	/* which allocates the first time */
	memory = (void *)syscall(SYS_mmap, NULL, sizeof(*shared),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory != MAP_FAILED)
		shared = memory;
	unsetenv("FAILING_PROGRAM");
	unsetenv("LD_PRELOAD");
}

static void *
next(const char *name)
{
	bool was = inside;
	void *function;

	inside = true;
	function = dlsym(RTLD_NEXT, name);
	inside = was;
	return function;
}

/* ---- memory ---- */

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

static bool
no_memory(const char *call)
{
	if (spares_memory || !fails(call))
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return no_memory("malloc") ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return no_memory("calloc") ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *at, size_t size)
{
	return size > 0 && no_memory("realloc") ? NULL :
	    __libc_realloc(at, size);
}

/* ---- system calls: what fails, and how ---- */

#define CALL(type, name, parameters, arguments, err, failed) \
type name parameters; \
type \
name parameters \
{ \
	__typeof__(name) *real = next(#name); \
	if (fails(#name)) { \
		errno = err; \
		return failed; \
	} \
	return real arguments; \
}

CALL(int, pipe, (int fds[2]), (fds), EMFILE, -1)
CALL(int, pipe2, (int fds[2], int flags), (fds, flags), EMFILE, -1)
CALL(int, dup2, (int from, int to), (from, to), EBUSY, -1)
CALL(int, socket, (int f, int t, int p), (f, t, p), EMFILE, -1)
CALL(int, socketpair, (int f, int t, int p, int sv[2]), (f, t, p, sv), EMFILE,
    -1)
CALL(int, listen, (int fd, int n), (fd, n), EADDRINUSE, -1)
CALL(int, getsockopt, (int fd, int l, int o, void *v, socklen_t *n),
    (fd, l, o, v, n), ENOBUFS, -1)
CALL(int, setsockopt, (int fd, int l, int o, const void *v, socklen_t n),
    (fd, l, o, v, n), ENOMEM, -1)
CALL(ssize_t, read, (int fd, void *b, size_t n), (fd, b, n), EIO, -1)
CALL(ssize_t, write, (int fd, const void *b, size_t n), (fd, b, n), ENOSPC, -1)
CALL(ssize_t, pread, (int fd, void *b, size_t n, off_t o), (fd, b, n, o), EIO,
    -1)
CALL(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t o),
    (fd, b, n, o), ENOSPC, -1)
CALL(ssize_t, recv, (int fd, void *b, size_t n, int f), (fd, b, n, f), ENOMEM,
    -1)
CALL(ssize_t, send, (int fd, const void *b, size_t n, int f), (fd, b, n, f),
    ENOBUFS, -1)
CALL(ssize_t, recvmsg, (int fd, struct msghdr *m, int f), (fd, m, f), ENOMEM,
    -1)
CALL(ssize_t, sendmsg, (int fd, const struct msghdr *m, int f), (fd, m, f),
    ENOBUFS, -1)
CALL(int, poll, (struct pollfd *p, nfds_t n, int ms), (p, n, ms), ENOMEM, -1)
CALL(int, ftruncate, (int fd, off_t n), (fd, n), EIO, -1)
CALL(int, fsync, (int fd), (fd), EIO, -1)
CALL(int, mkdir, (const char *p, mode_t m), (p, m), ENOSPC, -1)
CALL(int, rename, (const char *a, const char *b), (a, b), ENOSPC, -1)
CALL(int, unlink, (const char *p), (p), EIO, -1)
CALL(int, chdir, (const char *p), (p), EACCES, -1)
CALL(int, stat, (const char *p, struct stat *s), (p, s), EACCES, -1)
CALL(int, fstat, (int fd, struct stat *s), (fd, s), EIO, -1)
CALL(int, mkostemp, (char *p, int flags), (p, flags), ENOSPC, -1)
CALL(int, mkstemp, (char *p), (p), ENOSPC, -1)
CALL(char *, realpath, (const char *p, char *to), (p, to), EACCES, NULL)
CALL(ssize_t, readlink, (const char *p, char *to, size_t n), (p, to, n), EACCES,
    -1)
CALL(FILE *, fopen, (const char *p, const char *m), (p, m), EMFILE, NULL)
CALL(FILE *, fdopen, (int fd, const char *m), (fd, m), ENOMEM, NULL)
CALL(DIR *, opendir, (const char *p), (p), EMFILE, NULL)
CALL(struct dirent *, readdir, (DIR *d), (d), EIO, NULL)
CALL(void *, mmap, (void *a, size_t n, int p, int f, int fd, off_t o),
    (a, n, p, f, fd, o), ENOMEM, MAP_FAILED)
CALL(int, dup, (int fd), (fd), EMFILE, -1)
CALL(int, memfd_create, (const char *n, unsigned f), (n, f), EMFILE, -1)
CALL(int, flock, (int fd, int how), (fd, how), ENOLCK, -1)
CALL(off_t, lseek, (int fd, off_t o, int w), (fd, o, w), EINVAL, -1)
CALL(int, shutdown, (int fd, int how), (fd, how), ENOTCONN, -1)
CALL(int, lstat, (const char *p, struct stat *s), (p, s), EACCES, -1)
CALL(int, access, (const char *p, int how), (p, how), EACCES, -1)
CALL(int, statvfs, (const char *p, struct statvfs *s), (p, s), EIO, -1)
CALL(int, symlink, (const char *to, const char *p), (to, p), ENOSPC, -1)
CALL(char *, mkdtemp, (char *p), (p), ENOSPC, NULL)
CALL(char *, getcwd, (char *to, size_t n), (to, n), ENOENT, NULL)
CALL(FILE *, tmpfile, (void), (), ENOSPC, NULL)
CALL(FILE *, popen, (const char *c, const char *m), (c, m), EAGAIN, NULL)
CALL(int, unshare, (int what), (what), ENOSPC, -1)
CALL(int, mount, (const char *s, const char *p, const char *t, unsigned long f,
    const void *d), (s, p, t, f, d), ENOSPC, -1)
CALL(pid_t, fork, (void), (), EAGAIN, -1)
CALL(pid_t, waitpid, (pid_t p, int *s, int o), (p, s, o), EINTR, -1)
CALL(int, setpgid, (pid_t p, pid_t g), (p, g), EPERM, -1)
CALL(int, sched_getaffinity, (pid_t p, size_t n, cpu_set_t *s), (p, n, s),
    EPERM, -1)
CALL(int, sched_setaffinity, (pid_t p, size_t n, const cpu_set_t *s), (p, n, s),
    EPERM, -1)

/* A fork too, so that what it writes until it executes is its own. */
pid_t
vfork(void)
{
	pid_t (*real)(void) = next("fork");

	errno = EAGAIN;
	return fails("vfork") ? -1 : real();
}

int
nanosleep(const struct timespec *t, struct timespec *left)
{
	int (*real)(const struct timespec *, struct timespec *) =
	    next("nanosleep");

	if (!fails("nanosleep"))
		return real(t, left);
	if (left != NULL)
		*left = *t;
	errno = EINTR;
	return -1;
}

/* Where a fork has failed: -1 is everybody, 1 what runs the machine. */
int
kill(pid_t pid, int signal)
{
	if (signal != 0 && (pid == -1 || pid == 1))
		abort();
	return (int)syscall(SYS_kill, pid, signal);
}

/* ferror(3) tells of it later too. */
int
fflush(FILE *f)
{
	int (*real)(FILE *) = next("fflush");

	if (!fails("fflush"))
		return real(f);
	if (f != NULL)
		f->_flags |= _IO_ERR_SEEN;
	errno = ENOSPC;
	return EOF;
}

/* It has failed to close what is closed all the same. */
int
fclose(FILE *f)
{
	int (*real)(FILE *) = next("fclose");
	bool fail = fails("fclose");
	int result = real(f);

	if (!fail)
		return result;
	errno = ENOSPC;
	return EOF;
}

/* ---- calls with arguments that may be missing, or of a union ---- */

int
open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) = next("open");
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if (fails("open")) {
		errno = EMFILE;
		return -1;
	}
	return real(path, flags, mode);
}

int open64(const char *, int, ...) __attribute__((alias("open")));

int
fcntl(int fd, int command, ...)
{
	int (*real)(int, int, ...) = next("fcntl");
	va_list ap;
	void *arg;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (fails("fcntl")) {
		errno = EMFILE;
		return -1;
	}
	return real(fd, command, arg);
}

int fcntl64(int, int, ...) __attribute__((alias("fcntl")));
ssize_t pread64(int, void *, size_t, off64_t) __attribute__((alias("pread")));
ssize_t pwrite64(int, const void *, size_t, off64_t)
    __attribute__((alias("pwrite")));
int ftruncate64(int, off64_t) __attribute__((alias("ftruncate")));

int
pthread_create(pthread_t *restrict t, const pthread_attr_t *restrict a,
    void *(*run)(void *), void *restrict arg)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
	    void *) = next("pthread_create");

	return fails("pthread_create") ? EAGAIN : real(t, a, run, arg);
}

int failing_bind(int, const struct sockaddr *, socklen_t) __asm__("bind");
int failing_connect(int, const struct sockaddr *, socklen_t)
    __asm__("connect");
int failing_accept4(int, struct sockaddr *, socklen_t *, int)
    __asm__("accept4");
int failing_getsockname(int, struct sockaddr *, socklen_t *)
    __asm__("getsockname");

int
failing_bind(int fd, const struct sockaddr *a, socklen_t n)
{
	int (*real)(int, const struct sockaddr *, socklen_t) = next("bind");

	errno = EADDRINUSE;
	return fails("bind") ? -1 : real(fd, a, n);
}

int
failing_connect(int fd, const struct sockaddr *a, socklen_t n)
{
	int (*real)(int, const struct sockaddr *, socklen_t) = next("connect");

	errno = ENOBUFS;
	return fails("connect") ? -1 : real(fd, a, n);
}

int
failing_accept4(int fd, struct sockaddr *a, socklen_t *n, int flags)
{
	int (*real)(int, struct sockaddr *, socklen_t *, int) =
	    next("accept4");

	errno = EMFILE;
	return fails("accept4") ? -1 : real(fd, a, n, flags);
}

int
failing_getsockname(int fd, struct sockaddr *a, socklen_t *n)
{
	int (*real)(int, struct sockaddr *, socklen_t *) = next("getsockname");

	errno = ENOBUFS;
	return fails("getsockname") ? -1 : real(fd, a, n);
}
