/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/protocol/value.h"
#include "harness/runner/needs.h"
#include "harness/world/clock.h"

#ifndef AF_ALG
#define AF_ALG 38
#endif

static bool
has_word(const char *words, const char *word)
{
	const char *at = words;
	size_t len = strlen(word);

	while (at != NULL && (at = strstr(at, word)) != NULL) {
		if (strncmp(at, word, len) == 0 && (at[len] == ' ' ||
		    at[len] == '\0') && (at == words || at[-1] == ' '))
			return true;
		at++;
	}
	return false;
}

bool
needs_required(const struct runner *r, const char *ability)
{
	return has_word(r->config.require, ability);
}

static bool
is_of_kernel(const char *ability)
{
	return strcmp(ability, "af_alg") == 0 ||
	    strcmp(ability, "exact") == 0 ||
	    strcmp(ability, "proc_syscall") == 0;
}

/* Abilities of the kernel, found by trying; NULL: it has it. */
static const char *
kernel_lacks(const char *ability)
{
	static char reason[128];
	int fd;

	if (strcmp(ability, "exact") == 0)
		return clock_is_exact() ? NULL :
		    "a call of days takes days here: time is not virtual";
	if (strcmp(ability, "proc_syscall") == 0)
		return access("/proc/self/syscall", R_OK) == 0 ? NULL :
		    "there is no /proc/PID/syscall";
	fd = socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	snprintf(reason, sizeof(reason), "socket(AF_ALG) gives %s",
	    errno_to_name(errno));
	return reason;
}

bool
needs_lacking(struct runner *r, const struct instance *i, struct result *result,
    bool *without_oracle)
{
	const char *at = i->row->needs, *reason;
	char ability[40], sentence[200];
	size_t len;

	for (; at != NULL && *at != '\0'; at += len + (at[len] == ' ')) {
		len = strcspn(at, " ");
		snprintf(ability, sizeof(ability), "%.*s", (int)len, at);
		reason = is_of_kernel(ability) ? kernel_lacks(ability) : NULL;
		result->expected = !needs_required(r, ability) &&
		    (is_of_kernel(ability) || !session_is_ours(&r->iut) ||
		    strcmp(ability, "objects") == 0);
		if (reason == NULL && !is_of_kernel(ability) &&
		    !r->config.alone && !session_can(&r->iut, ability))
			reason = "the implementation does not offer it";
		if (reason != NULL) {
			snprintf(sentence, sizeof(sentence), "%s: %s", ability,
			    reason);
			verdict_set(&result->verdict, VERDICT_UNSUPPORTED,
			    sentence);
			return true;
		}
		if (!is_of_kernel(ability) &&
		    !session_can(&r->oracle, ability))
			*without_oracle = true;
	}
	return false;
}
