/* SPDX-License-Identifier: BSD-2-Clause */
#include "internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct pysock_hooks hooks;
hook_audit_fn *hook_auditing;

static const char *const names[] = {
	[PYSOCK_NO_ERROR] = "",
	[PYSOCK_OS_ERROR] = "OSError",
	[PYSOCK_BLOCKING_IO_ERROR] = "BlockingIOError",
	[PYSOCK_BROKEN_PIPE_ERROR] = "BrokenPipeError",
	[PYSOCK_CHILD_PROCESS_ERROR] = "ChildProcessError",
	[PYSOCK_CONNECTION_ABORTED_ERROR] = "ConnectionAbortedError",
	[PYSOCK_CONNECTION_REFUSED_ERROR] = "ConnectionRefusedError",
	[PYSOCK_CONNECTION_RESET_ERROR] = "ConnectionResetError",
	[PYSOCK_FILE_EXISTS_ERROR] = "FileExistsError",
	[PYSOCK_FILE_NOT_FOUND_ERROR] = "FileNotFoundError",
	[PYSOCK_INTERRUPTED_ERROR] = "InterruptedError",
	[PYSOCK_IS_A_DIRECTORY_ERROR] = "IsADirectoryError",
	[PYSOCK_NOT_A_DIRECTORY_ERROR] = "NotADirectoryError",
	[PYSOCK_PERMISSION_ERROR] = "PermissionError",
	[PYSOCK_PROCESS_LOOKUP_ERROR] = "ProcessLookupError",
	[PYSOCK_TIMEOUT_ERROR] = "TimeoutError",
	[PYSOCK_VALUE_ERROR] = "ValueError",
	[PYSOCK_OVERFLOW_ERROR] = "OverflowError",
	[PYSOCK_TYPE_ERROR] = "TypeError",
	[PYSOCK_MEMORY_ERROR] = "MemoryError",
	[PYSOCK_HOOK_ERROR] = "hook's own",
};

static const struct {
	int err;
	enum pysock_exception type;
} pep3151[] = {
	{ EAGAIN, PYSOCK_BLOCKING_IO_ERROR },
	{ EALREADY, PYSOCK_BLOCKING_IO_ERROR },
	{ EINPROGRESS, PYSOCK_BLOCKING_IO_ERROR },
	{ EPIPE, PYSOCK_BROKEN_PIPE_ERROR },
	{ ESHUTDOWN, PYSOCK_BROKEN_PIPE_ERROR },
	{ ECHILD, PYSOCK_CHILD_PROCESS_ERROR },
	{ ECONNABORTED, PYSOCK_CONNECTION_ABORTED_ERROR },
	{ ECONNREFUSED, PYSOCK_CONNECTION_REFUSED_ERROR },
	{ ECONNRESET, PYSOCK_CONNECTION_RESET_ERROR },
	{ EEXIST, PYSOCK_FILE_EXISTS_ERROR },
	{ ENOENT, PYSOCK_FILE_NOT_FOUND_ERROR },
	{ EINTR, PYSOCK_INTERRUPTED_ERROR },
	{ EISDIR, PYSOCK_IS_A_DIRECTORY_ERROR },
	{ ENOTDIR, PYSOCK_NOT_A_DIRECTORY_ERROR },
	{ EACCES, PYSOCK_PERMISSION_ERROR },
	{ EPERM, PYSOCK_PERMISSION_ERROR },
	{ ESRCH, PYSOCK_PROCESS_LOOKUP_ERROR },
	{ ETIMEDOUT, PYSOCK_TIMEOUT_ERROR },
};

const char *
pysock_exception_name(enum pysock_exception type)
{
	size_t i = (size_t)type;

	return i < sizeof(names) / sizeof(names[0]) ? names[i] : "";
}

void
pysock_error_set_errno(struct pysock_error *error, int err)
{
	size_t i;
	int saved = errno;

	error->type = PYSOCK_OS_ERROR;
	for (i = 0; i < sizeof(pep3151) / sizeof(pep3151[0]); i++)
		if (pep3151[i].err == err)
			error->type = pep3151[i].type;
	error->err = err;
	/* strerror() is thread-safe in musl and, since 2.32, in glibc. */
	snprintf(error->text, sizeof(error->text), "[Errno %d] %s", err,
	    strerror(err));
	errno = saved;
}

void
pysock_error_set(struct pysock_error *error, enum pysock_exception type,
    const char *text)
{
	error->type = type;
	error->err = 0;
	snprintf(error->text, sizeof(error->text), "%s", text);
}

bool
error_timed_out(struct pysock_error *error)
{
	pysock_error_set(error, PYSOCK_TIMEOUT_ERROR, "timed out");
	return false;
}

bool
error_from(struct pysock_error *error, int err)
{
	pysock_error_set_errno(error, err);
	return false;
}

bool
error_errno(struct pysock_error *error)
{
	return error_from(error, errno);
}

static bool
audit(const char *event, const struct pysock *sock,
    const struct pysock_address *address, struct pysock_error *error)
{
	return hooks.audit(hooks.arg, event, sock, address, error);
}

void
pysock_set_hooks(const struct pysock_hooks *new)
{
	static const struct pysock_hooks none;

	hooks = new != NULL ? *new : none;
	hook_auditing = hooks.audit != NULL ? audit : NULL;
}

bool
hook_raised(struct pysock_error *error)
{
	return hooks.interrupted != NULL &&
	    hooks.interrupted(hooks.arg, error);
}
