/* SPDX-License-Identifier: BSD-2-Clause */
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness/runner/needs.h"
#include "harness/world/ability.h"
#include "harness/world/privilege.h"

bool
needs_required(const struct runner *r, const char *ability)
{
	return text_has_word(r->config.require, ability);
}

/* Sets the verdict, for `ability` lacks with that reason. */
static bool
lacks(struct result *result, const char *ability, const char *reason)
{
	struct text sentence = TEXT_INIT;

	text_addf(&sentence, "%s: %s", ability, reason);
	verdict_set(&result->verdict, VERDICT_UNSUPPORTED,
	    text_get(&sentence));
	text_release(&sentence);
	return true;
}

/* Why no value of gibibytes can be made, or NULL. */
static const char *
is_too_narrow(const struct runner *r)
{
	return r->iut.on.word != NULL && strcmp(r->iut.on.word, "32") == 0 ?
	    "the implementation's process has 32 bits" : NULL;
}

/* What the implementation's own process may not have, and we may. */
static const char *
process_lacks(const struct runner *r, const char *ability)
{
	pid_t pid = r->iut.process.worker;

	if (strcmp(ability, "huge") == 0) {
		if (is_too_narrow(r) != NULL)
			return is_too_narrow(r);
		if (!privilege_has_space(pid, UINT64_C(1) << 37))
			return "the implementation's process may have no "
			    "mapping of 2^37 bytes (RLIMIT_AS)";
	}
	if ((strcmp(ability, "raw") == 0 || strcmp(ability, "packet") == 0) &&
	    !privilege_has(pid, CAP_NET_RAW))
		return "the implementation's process has not CAP_NET_RAW";
	return NULL;
}

/* What the kernel lacks, of the runner's own and of the implementation's. */
static const char *
kernel_lacks(const struct runner *r, const char *ability)
{
	static const char *const told[] = { "ipv6", "memfd", "seqpacket",
	    "scm_rights", "sock_cloexec", "sendfile", "af_alg" };
	const char *reason = ability_lacks(ability);
	const char *has = r->iut.on.abilities;
	size_t i;

	if (reason == NULL)
		reason = process_lacks(r, ability);
	for (i = 0; reason == NULL && has != NULL &&
	    i < sizeof(told) / sizeof(told[0]); i++)
		if (strcmp(told[i], ability) == 0 &&
		    !text_has_word(has, ability))
			reason = "the implementation did not find it where it "
			    "runs";
	return reason;
}

/* What the values of its axes need of the kernel. */
static bool
values_lack(const struct runner *r, const struct instance *i,
    struct result *result)
{
	const char *ability, *reason;
	size_t n, at;

	for (n = 0; n < i->names_len; n++) {
		reason = strstr(i->values[n], "huge:") != NULL ?
		    is_too_narrow(r) : NULL;
		if (reason != NULL) {
			result->expected = !needs_required(r, "huge");
			return lacks(result, "huge", reason);
		}
		at = 0;
		while ((ability = ability_of_value(i->values[n], &at)) !=
		    NULL) {
			reason = kernel_lacks(r, ability);
			if (reason == NULL)
				continue;
			result->expected = !needs_required(r, ability);
			return lacks(result, ability, reason);
		}
	}
	return false;
}

bool
needs_lacking(struct runner *r, const struct instance *i, struct result *result,
    bool *without_oracle)
{
	const char *at = i->row->needs, *reason;
	char ability[40];
	bool of_kernel;
	size_t len;

	if (values_lack(r, i, result))
		return true;
	for (; at != NULL && *at != '\0'; at += len + (at[len] == ' ')) {
		len = strcspn(at, " ");
		snprintf(ability, sizeof(ability), "%.*s", (int)len, at);
		of_kernel = ability_is_of_kernel(ability);
		reason = of_kernel ? kernel_lacks(r, ability) : NULL;
		result->expected = !needs_required(r, ability) &&
		    (of_kernel || !session_is_ours(&r->iut) ||
		    strcmp(ability, "objects") == 0);
		if (reason == NULL && !of_kernel &&
		    !r->config.alone && !session_can(&r->iut, ability))
			reason = "the implementation does not offer it";
		if (reason != NULL)
			return lacks(result, ability, reason);
		if (!of_kernel &&
		    !session_can(&r->oracle, ability))
			*without_oracle = true;
	}
	return false;
}
