/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the library share. To be included first, because it sets
 * the size of off_t on 32-bit platforms.
 */
#ifndef PYSOCK_INTERNAL_H
#define PYSOCK_INTERNAL_H

#define _FILE_OFFSET_BITS 64

#include "pysock.h"

#include <errno.h>

/* Old C libraries lack it: Linux, include/linux/socket.h. */
#ifndef AF_ALG
#define AF_ALG 38
#endif

/* ---- error.c ---- */

/* Fills in Python's timeout. Returns false. */
bool error_timed_out(struct pysock_error *);

/* Fills in the error of `err`, or of errno. Returns false. */
bool error_from(struct pysock_error *, int err);
bool error_errno(struct pysock_error *);

/* Asks the interruption hook: true if it raised. */
bool hook_raised(struct pysock_error *);

/* What asks the audit hook: false if it refused. NULL: there is none. */
typedef bool hook_audit_fn(const char *event, const struct pysock *,
    const struct pysock_address *, struct pysock_error *);
extern hook_audit_fn *hook_auditing;

static inline bool
hook_audit(const char *event, const struct pysock *sock,
    const struct pysock_address *address, struct pysock_error *error)
{
	return hook_auditing == NULL ||
	    hook_auditing(event, sock, address, error);
}

/* ---- timeout.c ---- */

/* Puts the descriptor into the mode of a timeout: one ioctl. */
bool timeout_apply(int fd, int64_t timeout_ns, struct pysock_error *);

int64_t timeout_default(void);

/* ---- inherit.c ---- */

/* False with errno. Its way is ioctl(2), or fcntl(2) where that fails. */
bool inherit_set(int fd, bool inheritable);

/*
 * What a system call made without SOCK_CLOEXEC made: not inheritable either.
 * Returns fd; -1 with errno where that cannot be, and it is closed.
 */
int inherit_not(int fd);

/* ---- socket.c ---- */

/*
 * Makes an object of an open descriptor in the default timeout. A timeout of
 * `like` that is not PYSOCK_BLOCKING says that the descriptor was made
 * non-blocking. On failure the descriptor stays the caller's.
 */
bool socket_wrap(struct pysock *, int fd, const struct pysock *like,
    struct pysock_error *);

/* ---- call.c ---- */

/* One call of a method: who, until when, and where its error goes. */
struct call {
	struct pysock *sock;
	struct pysock_error *error;
	int64_t timeout_ns;	/* the socket's when the call started */
	int64_t end_ns;		/* monotonic; only if timeout_ns > 0; 0: it
				   is not known yet */
	bool waited;		/* the first poll() has been begun */
	const struct pysock_address *to;	/* of an unconnected socket */
};

/* One system call as a method makes it. */
struct attempt {
	ssize_t (*run)(int fd, void *arg);
	void *arg;
	short events;		/* what poll() waits for before it */
	bool eager;		/* made before poll() in timeout mode too */
	int *flags;		/* of a receive, which is; MSG_DONTWAIT is
				   then added; else NULL */
	int err;		/* its errno; 0: none, or the error is
				   filled in */
};

void call_start_timed(struct call *, struct pysock *, struct pysock_error *);

/* The clock is looked at once it has to wait: for a single system call. */
static inline void
call_start_untimed(struct call *call, struct pysock *sock,
    struct pysock_error *error)
{
	*call = (struct call){ .sock = sock, .error = error,
	    .timeout_ns = sock->timeout_ns };
}

static inline void
call_start(struct call *call, struct pysock *sock, struct pysock_error *error)
{
	if (sock->timeout_ns > 0)
		call_start_timed(call, sock, error);
	else
		call_start_untimed(call, sock, error);
}

/* What is left of the time in ns; below 0 once it is over. Timeout mode. */
int64_t call_left(const struct call *);

/*
 * Waits until *fd has one of the events, or has been closed. False, with the
 * error filled in: the time is over, a hook raised, poll(2) failed.
 */
bool call_wait(struct call *, const int *fd, short events);

/*
 * Sleeps for `ns` or for what is left, whichever is shorter. False, with the
 * error filled in: the time was over, a hook raised.
 */
bool call_sleep(const struct call *, int64_t ns);

/*
 * Makes the system call, waits first in timeout mode, and again as often as
 * signals and false readiness make it necessary. Returns what it returned, or
 * -1 with attempt->err set; call_make() then also fills in the error.
 */
static inline ssize_t call_try(struct call *, struct attempt *);
static inline ssize_t call_make(struct call *, struct attempt *);

/* The rest of them: what cannot be done at once, or has failed with err. */
ssize_t call_go_on(struct call *, struct attempt *);
ssize_t call_end(const struct call *, const struct attempt *, ssize_t n);

/*
 * The kernel's own calls have overwritten by then what the processor remembers
 * of its returns: each function that is returned from after a system call costs
 * a misprediction. So these are here, and a method that is called often takes
 * all of its file that it calls into itself.
 */
#define CALL_IS_SHORT __attribute__((flatten))

static inline ssize_t
call_try(struct call *call, struct attempt *attempt)
{
	ssize_t n;

	attempt->err = 0;
	if (call->timeout_ns <= 0) {
		n = attempt->run(call->sock->fd, attempt->arg);
		if (n >= 0)
			return n;
		attempt->err = errno;
	}
	return call_go_on(call, attempt);
}

static inline ssize_t
call_make(struct call *call, struct attempt *attempt)
{
	ssize_t n = call_try(call, attempt);

	return n >= 0 ? n : call_end(call, attempt, n);
}

/* ---- send.c ---- */

/* send(2) within a call that has begun, as call_try(). */
struct chunk {
	const void *data;
	size_t len;
	int flags;
};

ssize_t chunk_try(struct call *, const struct chunk *, int *err);

#endif
