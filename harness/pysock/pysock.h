/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pysock: sockets that behave as Python's documented socket methods do, in C.
 *
 * Every call that can fail takes a `struct pysock_error *`, which must not be
 * NULL. It returns false, or -1, after filling it in; otherwise it leaves it
 * alone. An error is a value: nothing is printed, nothing jumps.
 *
 * What all calls share, from Python's "Notes on socket timeouts" and PEP 475:
 *
 * - A socket is blocking (timeout PYSOCK_BLOCKING), non-blocking (0), or in
 *   timeout mode (more than 0 ns). In timeout mode its descriptor is
 *   O_NONBLOCK, and each call ends with PYSOCK_TIMEOUT_ERROR, text "timed
 *   out", errno 0, once the time has passed on the monotonic clock: never
 *   earlier, whatever the value, and counted from the start of the call over
 *   all its system calls; of a receive, from when it found nothing.
 *   Sending and accepting are poll(2), then the call, and again on EAGAIN: that
 *   sending polls first is a clause, SENDMSG-54, since poll(2) waits for more
 *   room than a call would take. Receiving takes what is there without poll(2),
 *   and with MSG_DONTWAIT, so that a descriptor which others made blocking does
 *   not outlast the timeout [MODE-07]; SO_RCVLOWAT, which only poll(2) heeds,
 *   does not count then. With MSG_OOB or MSG_ERRQUEUE it polls first, and on
 *   AF_ALG sockets, of which some have no poll(), the call always comes first.
 * - A system call that a signal interrupts is made again with the time that is
 *   left, unless the interruption hook says that it raised; then its error is
 *   the call's. A signal that arrives after the hook was asked and before the
 *   system call is entered is noticed only when that call returns: the same
 *   window as CPython's.
 * - No call raises SIGPIPE: a broken connection is EPIPE.
 * - The timeout is read when a call starts. Hooks may change it for later
 *   calls, and may close the socket: the call then fails with EBADF.
 *
 * Different sockets may be used by different threads. Sending, receiving and
 * accepting leave an object as it is, so that one socket may do all of these in
 * several threads at once; what changes it (close, detach, the timeout) may not
 * run beside anything else that is done with it. The hooks and the default
 * timeout belong to the process; the hooks are to be set while no call is in
 * progress.
 *
 * What sends and receives allocates no memory, up to 1 KiB of ancillary data in
 * 64 items; it has up to 11 KiB on the stack.
 */
#ifndef PYSOCK_H
#define PYSOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

/* That of the whole suite; CHANGES says what each brought. */
#define PYSOCK_VERSION "1.0"

#ifdef __cplusplus
extern "C" {
#endif

/* The exception that Python would raise. */
enum pysock_exception {
	PYSOCK_NO_ERROR,
	PYSOCK_OS_ERROR,
	PYSOCK_BLOCKING_IO_ERROR,	/* EAGAIN EALREADY EINPROGRESS */
	PYSOCK_BROKEN_PIPE_ERROR,		/* EPIPE ESHUTDOWN */
	PYSOCK_CHILD_PROCESS_ERROR,		/* ECHILD */
	PYSOCK_CONNECTION_ABORTED_ERROR,	/* ECONNABORTED */
	PYSOCK_CONNECTION_REFUSED_ERROR,	/* ECONNREFUSED */
	PYSOCK_CONNECTION_RESET_ERROR,		/* ECONNRESET */
	PYSOCK_FILE_EXISTS_ERROR,		/* EEXIST */
	PYSOCK_FILE_NOT_FOUND_ERROR,		/* ENOENT */
	PYSOCK_INTERRUPTED_ERROR,		/* EINTR */
	PYSOCK_IS_A_DIRECTORY_ERROR,		/* EISDIR */
	PYSOCK_NOT_A_DIRECTORY_ERROR,		/* ENOTDIR */
	PYSOCK_PERMISSION_ERROR,		/* EACCES EPERM */
	PYSOCK_PROCESS_LOOKUP_ERROR,		/* ESRCH */
	PYSOCK_TIMEOUT_ERROR,			/* ETIMEDOUT; errno 0: ours */
	PYSOCK_VALUE_ERROR,
	PYSOCK_OVERFLOW_ERROR,
	PYSOCK_TYPE_ERROR,
	PYSOCK_MEMORY_ERROR,
	PYSOCK_HOOK_ERROR			/* a hook's own, see text */
};

struct pysock_error {
	enum pysock_exception type;
	int err;		/* errno, or 0 where Python's is None */
	char text[128];		/* what Python's str() of it says, cut */
};

#define PYSOCK_ERROR_INIT { PYSOCK_NO_ERROR, 0, "" }

#define PYSOCK_BLOCKING ((int64_t)-1)

struct pysock {
	int fd;			/* -1: closed */
	int family;
	int type;		/* without SOCK_NONBLOCK and SOCK_CLOEXEC */
	int proto;
	int64_t timeout_ns;	/* PYSOCK_BLOCKING, 0, or ns */
};

#define PYSOCK_INIT { -1, 0, 0, 0, PYSOCK_BLOCKING }

/* A socket address; len 0 stands for none. */
struct pysock_address {
	struct sockaddr_storage addr;
	socklen_t len;		/* bytes of addr that count */
};

/* One item of ancillary data. */
struct pysock_ancillary {
	int level;
	int type;
	const void *data;
	size_t len;		/* bytes */
};

/* ---- errors and hooks ---- */

/* Python's name of an exception, such as "BrokenPipeError". */
const char *pysock_exception_name(enum pysock_exception);

/* Fills in the error that Python makes of an errno (PEP 3151). Keeps errno. */
void pysock_error_set_errno(struct pysock_error *, int err);

/* Fills in an error made of a message alone. */
void pysock_error_set(struct pysock_error *, enum pysock_exception,
    const char *text);

struct pysock_hooks {
	void *arg;		/* handed to both */
	/*
	 * The counterpart of Python's signal handlers. Called after a system
	 * call failed with EINTR and before it is made again, and between the
	 * blocks of sendall() and sendfile() whether or not a signal came.
	 * Returns true if a handler raised, having filled in the error; the
	 * call then ends with it. NULL: handlers that never raise.
	 */
	bool (*interrupted)(void *arg, struct pysock_error *);
	/*
	 * The counterpart of sys.audit(). `event` is "socket.sendmsg";
	 * address is NULL where Python passes None. Returns false to refuse,
	 * having filled in the error. Called once the arguments that precede
	 * the event in Python (flags, address) are known to be good and
	 * before the buffers are looked at. NULL: no auditing.
	 */
	bool (*audit)(void *arg, const char *event, const struct pysock *,
	    const struct pysock_address *, struct pysock_error *);
};

/* Replaces the hooks of the process; NULL removes them. Copies its argument. */
void pysock_set_hooks(const struct pysock_hooks *);

/* ---- life ---- */

/*
 * Makes a socket as socket.socket() does: not inheritable, in the default
 * timeout; SOCK_NONBLOCK in `type` makes it non-blocking instead. [TYPE-01,
 * TYPE-02, INHERIT-03, SETTMO-22, SETTMO-23] One system call; where the kernel
 * does not know SOCK_CLOEXEC or SOCK_NONBLOCK, they are set next. Errors: those
 * of socket(2).
 */
bool pysock_open(struct pysock *, int family, int type, int proto,
    struct pysock_error *);

/* socket.socketpair(): both as pysock_open() makes them. */
bool pysock_pair(struct pysock pair[2], int family, int type, int proto,
    struct pysock_error *);

/*
 * Adopts an open descriptor as socket.socket(family, type, proto, fileno=fd)
 * does, taking ownership of it; its inheritable flag stays. [INHERIT-04,
 * TYPE-04, TYPE-05, SETTMO-22] -1 as family, type or proto asks the
 * descriptor. Only a default timeout changes the descriptor's mode;
 * SOCK_NONBLOCK in `type` counts where the descriptor is non-blocking already,
 * so that both agree. On failure the descriptor stays the caller's.
 * Errors: VALUE for a negative descriptor, EBADF, ENOTSOCK.
 */
bool pysock_adopt(struct pysock *, int fd, int family, int type, int proto,
    struct pysock_error *);

/*
 * socket.dup(): not inheritable, with the original's timeout. [SETTMO-24] Two
 * system calls: as CPython's it sets the mode, which both share, once more.
 */
bool pysock_dup(struct pysock *copy, const struct pysock *,
    struct pysock_error *);

/* Gives the descriptor away; the socket is closed afterwards. -1 if it was. */
int pysock_detach(struct pysock *);

/*
 * Closes. A closed socket is left alone. Errors: close(2), but neither EINTR
 * (PEP 475) nor ECONNRESET.
 */
bool pysock_close(struct pysock *, struct pysock_error *);

/* ---- timeouts ---- */

/*
 * setblocking(): true is PYSOCK_BLOCKING, false is 0. One ioctl(FIONBIO),
 * never skipped. [SETBLK-01, SETBLK-02, SETBLK-13] Errors: EBADF; the object
 * reports the new mode all the same, as CPython's. [SETBLK-10]
 */
bool pysock_setblocking(struct pysock *, bool, struct pysock_error *);

/* getblocking(): false exactly if the timeout is 0; never fails. [SETBLK-12] */
bool pysock_getblocking(const struct pysock *);

/*
 * Converts seconds to a timeout as Python does: to ns, away from zero.
 * [SETTMO-05 to SETTMO-10] Errors: VALUE for NaN and for less than 0, OVERFLOW
 * for what 64 bits of ns cannot hold, infinities among them.
 */
bool pysock_timeout_from_seconds(int64_t *timeout_ns, double seconds,
    struct pysock_error *);

/*
 * settimeout() with a number of seconds; NULL is None. [SETTMO-01 to
 * SETTMO-15] Errors: as pysock_timeout_from_seconds(), which leaves everything
 * as it was; EBADF, with the new timeout reported as by pysock_setblocking().
 */
bool pysock_settimeout(struct pysock *, const double *seconds,
    struct pysock_error *);

/* The same in ns: PYSOCK_BLOCKING, 0 or more. */
bool pysock_settimeout_ns(struct pysock *, int64_t timeout_ns,
    struct pysock_error *);

/* gettimeout(): true and *seconds, or false for None. Never fails. */
bool pysock_gettimeout(const struct pysock *, double *seconds);

/* The default for new sockets; like settimeout(). [SETTMO-21, SETTMO-22] */
bool pysock_setdefaulttimeout(const double *seconds, struct pysock_error *);
bool pysock_getdefaulttimeout(double *seconds);

/* ---- inheritance ---- */

/*
 * set_inheritable(): clears or sets FD_CLOEXEC, one ioctl, never skipped; by
 * fcntl(2) where that is not known or not allowed. [INHERIT-01] Errors: EBADF.
 */
bool pysock_set_inheritable(struct pysock *, bool, struct pysock_error *);

/* get_inheritable(), from the descriptor. [INHERIT-02] Errors: EBADF. */
bool pysock_get_inheritable(const struct pysock *, bool *inheritable,
    struct pysock_error *);

/* ---- connections ---- */

/* bind(), one bind(2). Errors: those of bind(2), EBADF. */
bool pysock_bind(struct pysock *, const struct pysock_address *,
    struct pysock_error *);

/*
 * listen(), one listen(2); a negative backlog counts as 0. Errors: those of
 * listen(2), EBADF.
 */
bool pysock_listen(struct pysock *, int backlog, struct pysock_error *);

/*
 * accept(): the new socket is not inheritable; its timeout is the default
 * timeout if there is one, else it is blocking whatever the listener is.
 * [ACCEPT-01 to ACCEPT-05] `address` may be NULL. One system call; in timeout
 * mode a poll(2) before it and, without a default timeout, an ioctl(2) after
 * it, since some kernels let the mode be inherited. Errors: TIMEOUT,
 * accept4(2).
 */
bool pysock_accept(struct pysock *accepted, struct pysock *listener,
    struct pysock_address *, struct pysock_error *);

/*
 * connect(). Interrupted in blocking or timeout mode it waits for the outcome.
 * In timeout mode a full AF_UNIX backlog, which poll(2) cannot wait for, is
 * tried again every few ms. [CONNECT-01 to CONNECT-08] Errors: TIMEOUT,
 * connect(2), SO_ERROR.
 */
bool pysock_connect(struct pysock *, const struct pysock_address *,
    struct pysock_error *);

/* shutdown(), SHUT_RD, SHUT_WR or SHUT_RDWR. Errors: shutdown(2), EBADF. */
bool pysock_shutdown(struct pysock *, int how, struct pysock_error *);

/* ---- sending and receiving: bytes, or -1 ---- */

/*
 * send(): the bytes that the kernel took, which may be fewer than len. In
 * blocking mode one send(2), in timeout mode a poll(2) before it. [MODE-01 to
 * MODE-05] Errors: TIMEOUT, send(2), EBADF.
 */
ssize_t pysock_send(struct pysock *, const void *, size_t len, int flags,
    struct pysock_error *);

/*
 * sendall(): one deadline for all of the data; hooks run between chunks.
 * [SENDALL-01, SENDALL-02] Returns false on error: how much was sent is then
 * unknown.
 */
bool pysock_sendall(struct pysock *, const void *, size_t len, int flags,
    struct pysock_error *);

/*
 * recv(): the bytes that came, up to `size`; 0 at the end of a stream, and at
 * once, without a system call, if `size` is 0. One recv(2) if they are there,
 * in timeout mode too. Errors: TIMEOUT, recv(2), EBADF.
 */
ssize_t pysock_recv(struct pysock *, void *, size_t size, int flags,
    struct pysock_error *);

/* What recvmsg() fills in. The caller gives the buffers and their sizes. */
struct pysock_received {
	const struct iovec *iov;
	size_t iov_len;
	void *control;			/* or NULL */
	size_t control_len;		/* bytes: room, then what came */
	int flags;			/* msg_flags that came */
	struct pysock_address address;	/* len 0: none */
};

/*
 * recvmsg(): the bytes of data; *received also holds what came besides.
 * Errors: TIMEOUT, recvmsg(2), EBADF.
 */
ssize_t pysock_recvmsg(struct pysock *, struct pysock_received *, int flags,
    struct pysock_error *);

/*
 * What sendmsg() sends. `fill`, if not NULL, is called once, after the
 * auditing event and before anything else is looked at, and sets iov and
 * ancillary: the counterpart of Python's walk over its iterables. It returns
 * false, having filled in the error, to give up; nothing is then sent.
 */
struct pysock_message {
	const struct iovec *iov;	/* may be NULL if iov_len is 0 */
	size_t iov_len;
	const struct pysock_ancillary *ancillary;
	size_t ancillary_len;
	const struct pysock_address *address;	/* NULL: none */
	bool (*fill)(struct pysock_message *, void *arg, struct pysock_error *);
	void *arg;				/* handed to fill */
};

#define PYSOCK_MESSAGE_INIT { NULL, 0, NULL, 0, NULL, NULL, NULL }

/*
 * sendmsg(): one sendmsg(2) with all buffers and ancillary data; the bytes of
 * data that the kernel took. [SENDMSG-01 to SENDMSG-54] Errors: HOOK from
 * auditing or `fill`; OS_ERROR without errno, "ancillary data item too large"
 * and "too much ancillary data"; TIMEOUT; sendmsg(2).
 */
ssize_t pysock_sendmsg(struct pysock *, struct pysock_message *, int flags,
    struct pysock_error *);

/* What sendmsg_afalg() sets; `fill` and `arg` as in struct pysock_message. */
struct pysock_afalg {
	int op;				/* ALG_OP_DECRYPT, ALG_OP_ENCRYPT … */
	const void *iv;			/* NULL: no ALG_SET_IV */
	size_t iv_len;		/* bytes; 0 with an iv sets an empty IV */
	bool has_assoclen;		/* false: no ALG_SET_AEAD_ASSOCLEN */
	uint32_t assoclen;		/* bytes */
	const struct iovec *iov;
	size_t iov_len;
	bool (*fill)(struct pysock_afalg *, void *arg, struct pysock_error *);
	void *arg;
};

#define PYSOCK_AFALG_INIT { 0, NULL, 0, false, 0, NULL, 0, NULL, NULL }

/*
 * sendmsg_afalg(): one sendmsg(2) with control messages ALG_SET_OP,
 * ALG_SET_IV if given, ALG_SET_AEAD_ASSOCLEN if given. No auditing event.
 * [AFALG-01 to AFALG-41] Errors: OS_ERROR without errno, "algset is only
 * supported for AF_ALG", checked first; TIMEOUT; sendmsg(2).
 */
ssize_t pysock_sendmsg_afalg(struct pysock *, struct pysock_afalg *, int flags,
    struct pysock_error *);

/*
 * A file object, as sendfile() needs it. Callbacks return -1, or false, having
 * filled in the error. A file with `read` NULL is read by its descriptor.
 */
struct pysock_file {
	int fd;			/* -1: has no descriptor */
	bool text;		/* opened in text mode */
	void *arg;		/* handed to the callbacks */
	/*
	 * Up to size bytes to *data, valid until the next call; 0 at the end.
	 * Of more than was asked for, no more than `count` is sent.
	 */
	ssize_t (*read)(void *arg, size_t size, const void **data,
	    struct pysock_error *);
	/*
	 * Sets the absolute position. OS_ERROR with ESPIPE, or NULL beside a
	 * `read`: the file cannot be sought.
	 */
	bool (*seek)(void *arg, int64_t position, struct pysock_error *);
};

#define PYSOCK_FILE_INIT { -1, false, NULL, NULL, NULL }

#define PYSOCK_UNTIL_EOF ((int64_t)-1)

/*
 * sendfile(): sends from `offset` to the end of the file, or `count` bytes,
 * and returns the bytes sent: with sendfile(2) where `fd` is a regular file,
 * by reading and sending where it is not or where sendfile(2) cannot. A count
 * of -1 is PYSOCK_UNTIL_EOF: whoever gets it from Python refuses it first.
 * [SENDFILE-01 to SENDFILE-50]
 *
 * On return, and on error once sending could start, a file that can be sought
 * stands at offset plus the bytes sent; what was read and not sent of one that
 * cannot is lost. *sent, if `sent` is not NULL, tells the bytes sent in every
 * case. The socket's timeout is the time for the whole call, waiting for a
 * file read by its descriptor included; once all is sent it can no longer
 * end the call, as it can in CPython. Two system calls more than CPython's hold
 * SIGPIPE back, for which sendfile(2) has no flag.
 *
 * Errors, in this order: VALUE for a file in text mode, a socket that is not
 * SOCK_STREAM, a count that is not positive, a non-blocking socket; EBADF for
 * a closed socket; EINVAL for a negative offset; ESPIPE for an offset into a
 * file that cannot be sought; then TIMEOUT, a hook's, a callback's,
 * sendfile(2), send(2), read(2), lseek(2).
 */
int64_t pysock_sendfile(struct pysock *, const struct pysock_file *,
    int64_t offset, int64_t count, int64_t *sent, struct pysock_error *);

#ifdef __cplusplus
}
#endif

#endif
