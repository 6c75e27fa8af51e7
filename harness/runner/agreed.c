/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"
#include "harness/runner/agreed.h"

#define MINOR_MOST 99
#define PREFIX "CPython 3."

static void
folder_of(const char *top, int minor, const char *part, struct text *folder)
{
	text_addf(folder, "%s/oracle/recorded/cpython-3.%d/%s", top, minor,
	    part);
}

/* The identity of a version's part; its oracle is NULL where there is none. */
static bool
identify(struct recorded_identity *identity, const char *top, int minor,
    const char *part, struct why *why)
{
	struct text folder = TEXT_INIT;
	bool ok;

	folder_of(top, minor, part, &folder);
	ok = recorded_identity_read(identity, text_get(&folder), why);
	text_release(&folder);
	return ok;
}

static bool
is_recorded(const char *top, int minor)
{
	struct recorded_identity identity = RECORDED_IDENTITY_INIT;
	struct why why = WHY_INIT;
	bool yes = !identify(&identity, top, minor, "native", &why) ||
	    identity.oracle != NULL;

	recorded_identity_release(&identity);
	return yes;
}

bool
agreed_is_newer(const char *top, const char *oracle)
{
	int own, minor;
	bool any = false;

	if (strcmp(top, ASSET_CARRIED) == 0 ||
	    strncmp(oracle, PREFIX, sizeof(PREFIX) - 1) != 0)
		return false;
	own = atoi(oracle + sizeof(PREFIX) - 1);
	for (minor = 0; minor <= MINOR_MOST; minor++)
		if (is_recorded(top, minor)) {
			if (minor >= own)
				return false;
			any = true;
		}
	return any;
}

bool
agreed_read(struct agreed *a, struct recorded_identity *newest,
    const char *top, const char *part, const char *area, struct why *why)
{
	struct recorded_identity identity = RECORDED_IDENTITY_INIT;
	struct text folder = TEXT_INIT;
	bool ok = true;
	int minor;

	for (minor = 0; ok && minor <= MINOR_MOST && a->len < AGREED_MOST;
	    minor++) {
		ok = identify(&identity, top, minor, part, why);
		if (!ok || identity.oracle == NULL)
			continue;
		recorded_identity_release(newest);
		*newest = identity;
		text_cut(&folder, 0);
		folder_of(top, minor, part, &folder);
		ok = recorded_read(&a->at[a->len], text_get(&folder), area,
		    why);
		a->len += ok;
	}
	text_release(&folder);
	return ok;
}

/* Adds a want for each label that the traces do not have alike. */
static void
dispute(struct documented *disputed, const struct trace *a,
    const struct trace *b)
{
	const struct event *other;
	size_t i;

	for (i = 0; i < a->len; i++) {
		other = trace_find(b, a->events[i].label);
		if ((other == NULL ||
		    strcmp(other->outcome, a->events[i].outcome) != 0) &&
		    documented_for(disputed, a->events[i].label) == NULL)
			documented_want(disputed, a->events[i].label, "**");
	}
}

enum recorded_end
agreed_find(const struct agreed *a, const char *id, struct trace *t,
    struct documented *disputed, struct text *reason)
{
	enum recorded_end how, newest = RECORDED_NOT;
	struct text other = TEXT_INIT;
	struct trace older;
	size_t n, found = 0;

	for (n = a->len; n > 0; n--) {
		older = (struct trace)TRACE_INIT;
		text_cut(&other, 0);
		how = recorded_find(&a->at[n - 1], id, found == 0 ? t : &older,
		    found == 0 ? reason : &other);
		if (how == RECORDED_NOT || how == RECORDED_UNSUPPORTED) {
			trace_release(found == 0 ? t : &older);
			text_cut(reason, found == 0 ? 0 : reason->len);
			continue;
		}
		if (found++ == 0)
			newest = how;
		else {
			dispute(disputed, t, &older);
			dispute(disputed, &older, t);
			if (how != newest)
				documented_want(disputed, "system_call", "**");
		}
		trace_release(&older);
	}
	text_release(&other);
	if (found >= 2)
		return newest;
	trace_release(t);
	return RECORDED_NOT;
}

void
agreed_release(struct agreed *a)
{
	while (a->len > 0)
		recorded_release(&a->at[--a->len]);
}
