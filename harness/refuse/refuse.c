/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/refuse/refuse.h"

#define AF_ALG_NUMBER 38
#define CALLS_MAX 4

/* What is refused by not having system calls. */
static const struct {
	const char *name, *calls[CALLS_MAX];
} absent[] = {
	{ "sendfile", { "sendfile", "sendfile64" } },
	{ "timers", { "timer_create", "timerfd_create", "setitimer",
	  "alarm" } },
};

bool
refusal_init(struct refusal *r, struct why *why)
{
	*r = (struct refusal){ .filter = seccomp_init(SCMP_ACT_ALLOW) };
	if (r->filter == NULL)
		return why_set(why, "no filter of system calls can be made");
	/* Of another architecture than this one are only foreign programs. */
	seccomp_attr_set(r->filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW);
	if (geteuid() == 0)
		seccomp_attr_set(r->filter, SCMP_FLTATR_CTL_NNP, 0);
	return true;
}

/* Of an int argument only the lower half of the register counts. */
static struct scmp_arg_cmp
is(unsigned argument, unsigned mask, int value)
{
	return (struct scmp_arg_cmp){ argument, SCMP_CMP_MASKED_EQ, mask,
	    (unsigned)value };
}

static bool
added(int rc, const char *what, struct why *why)
{
	errno = -rc;
	return rc == 0 || why_errno(why, "cannot refuse '%s'", what);
}

static bool
add_call(struct refusal *r, const char *name, struct why *why)
{
	int number = seccomp_syscall_resolve_name(name);

	if (number == __NR_SCMP_ERROR)
		return why_set(why, "there is nothing '%s' to refuse: no such "
		    "system call", name);
	return added(seccomp_rule_add(r->filter, SCMP_ACT_ERRNO(ENOSYS),
	    number, 0), name, why);
}

static bool
add_family(struct refusal *r, const char *name, int family, struct why *why)
{
	const uint32_t answer = SCMP_ACT_ERRNO(EAFNOSUPPORT);
	struct scmp_arg_cmp its = is(0, ~0u, family);

	return added(seccomp_rule_add_array(r->filter, answer,
	    SCMP_SYS(socket), 1, &its), name, why) &&
	    added(seccomp_rule_add_array(r->filter, answer,
	    SCMP_SYS(socketpair), 1, &its), name, why);
}

static bool
add_seqpacket(struct refusal *r, struct why *why)
{
	const uint32_t answer = SCMP_ACT_ERRNO(ESOCKTNOSUPPORT);
	struct scmp_arg_cmp its[] = { is(0, ~0u, AF_UNIX),
	    is(1, 0xf, SOCK_SEQPACKET) };

	return added(seccomp_rule_add_array(r->filter, answer,
	    SCMP_SYS(socket), 2, its), "seqpacket", why) &&
	    added(seccomp_rule_add_array(r->filter, answer,
	    SCMP_SYS(socketpair), 2, its), "seqpacket", why);
}

static bool
add_rights(struct refusal *r, struct why *why)
{
	r->rights = true;
	return added(seccomp_rule_add(r->filter, SCMP_ACT_NOTIFY,
	    SCMP_SYS(sendmsg), 0), "scm_rights", why) &&
	    added(seccomp_rule_add(r->filter, SCMP_ACT_NOTIFY,
	    SCMP_SYS(sendmmsg), 0), "scm_rights", why);
}

bool
refusal_add(struct refusal *r, const char *thing, struct why *why)
{
	bool *const surroundings[] = { &r->proc, &r->writable,
	    &r->processors };
	static const char *const names[] = { "proc", "writable",
	    "processors" };
	size_t i, n;

	for (i = 0; i < 3; i++)
		if (strcmp(thing, names[i]) == 0)
			return *surroundings[i] = true;
	if (strcmp(thing, "ipv6") == 0)
		return add_family(r, thing, AF_INET6, why);
	if (strcmp(thing, "af_alg") == 0)
		return add_family(r, thing, AF_ALG_NUMBER, why);
	if (strcmp(thing, "seqpacket") == 0)
		return add_seqpacket(r, why);
	if (strcmp(thing, "scm_rights") == 0)
		return add_rights(r, why);
	for (i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
		if (strcmp(thing, absent[i].name) != 0)
			continue;
		/* Not each architecture has all of them. */
		for (n = 0; n < CALLS_MAX && absent[i].calls[n] != NULL; n++)
			if (!add_call(r, absent[i].calls[n], why) && n == 0)
				return false;
		return true;
	}
	return add_call(r, thing, why);
}

void
refusal_execute(const struct refusal *r, char **command, struct why *why)
{
	int rc = seccomp_load(r->filter);

	if (rc != 0) {
		errno = -rc;
		why_errno(why, "the filter of system calls is not taken");
		return;
	}
	execvp(command[0], command);
	why_errno(why, "cannot execute '%s'", command[0]);
}
