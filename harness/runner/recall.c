/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/runner/known.h"
#include "harness/runner/recall.h"
#include "harness/world/clock.h"

#define WORD "recorded"
#define DEFAULT_VERSION "3.11"

static const char *const parts[] = { "native", "uml", NULL };

const char *
recall_platform(const struct row *row)
{
	if (row->needs == NULL)
		return "native";
	return strstr(row->needs, "af_alg") != NULL ? "uml" :
	    strstr(row->needs, "exact") != NULL ? "exact" : "native";
}

static bool
is_word(const char *oracle)
{
	size_t len = sizeof(WORD) - 1;

	return strncmp(oracle, WORD, len) == 0 &&
	    (oracle[len] == '\0' || oracle[len] == ' ');
}

void
recall_folder(const char *top, const char *oracle, struct text *folder)
{
	const char *version = oracle + strcspn(oracle, " ");

	version += strspn(version, " ");
	if (is_word(oracle) && *version == '\0')
		version = DEFAULT_VERSION;
	else if (!is_word(oracle) && strncmp(oracle, "CPython 3.", 10) != 0)
		return;
	if (strncmp(version, "3.", 2) == 0)
		text_addf(folder, "%s/oracle/recorded/cpython-3.%.*s", top,
		    (int)strspn(version + 2, "0123456789"), version + 2);
}

bool
recall_is_oracle(const struct runner *r)
{
	return is_word(r->config.oracle);
}

/* The identity of the first part that there is. */
static bool
read_identity(struct runner *r, struct recorded_identity *identity,
    struct why *why)
{
	struct text folder = TEXT_INIT;
	size_t n, len;
	bool ok = true;

	recall_folder(r->config.top, r->config.oracle, &folder);
	len = folder.len;
	for (n = 0; ok && len > 0 && parts[n] != NULL &&
	    identity->oracle == NULL; n++) {
		text_cut(&folder, len);
		text_addf(&folder, "/%s", parts[n]);
		ok = recorded_identity_read(identity, text_get(&folder), why);
	}
	text_release(&folder);
	return ok;
}

bool
recall_start(struct runner *r, struct why *why)
{
	struct recorded_identity identity = RECORDED_IDENTITY_INIT;

	if (r->oracle.name != NULL)
		return true;
	if (!read_identity(r, &identity, why))
		return false;
	if (identity.oracle == NULL)
		return why_set(why, "there is no recording '%s' in "
		    "oracle/recorded", r->config.oracle);
	r->oracle.name = identity.oracle;
	r->oracle.can = identity.can;
	r->oracle.on.libc = identity.libc;
	r->oracle.on.kernel = identity.kernel;
	r->oracle.on.arch = identity.arch;
	identity = (struct recorded_identity)RECORDED_IDENTITY_INIT;
	recorded_identity_release(&identity);
	return true;
}

/*
 * The reference platforms are Linux and User Mode Linux on x86-64, with
 * nothing missing.
 */
void
recall_place(const struct runner *r, struct ledger_place *on)
{
	const struct recorded_identity *i = &r->recall.identity;

	*on = (struct ledger_place){ .kernel = r->recall.kernel,
	    .arch = i->arch, .libc = i->libc, .word = "64",
	    .byteorder = "little" };
}

bool
recall_read(struct runner *r, const struct instance *i, struct why *why)
{
	struct recall *recall = &r->recall;
	const char *platform = recall_platform(i->row);
	struct text folder = TEXT_INIT;
	enum phase before;
	bool ok = true;

	if (r->config.record[0] != '\0' || (recall->area == i->area &&
	    recall->platform == platform))
		return true;
	before = phase_turn(PHASE_JUDGING, clock_now_ns());
	recall_release(r);
	recall_folder(r->config.top, recall_is_oracle(r) ? r->config.oracle :
	    r->oracle.name, &folder);
	if (!recall_is_oracle(r) &&
	    agreed_is_newer(r->config.top, r->oracle.name))
		ok = agreed_read(&recall->agreed, &recall->identity,
		    r->config.top, platform, i->area->name, why);
	else if (folder.len > 0) {
		text_addf(&folder, "/%s", platform);
		ok = recorded_identity_read(&recall->identity,
		    text_get(&folder), why) && recorded_read(&recall->recorded,
		    text_get(&folder), i->area->name, why);
	}
	snprintf(recall->kernel, sizeof(recall->kernel), "%s %s",
	    strcmp(platform, "uml") == 0 ? "uml" : "linux",
	    recall->identity.kernel != NULL ? recall->identity.kernel : "");
	text_release(&folder);
	recall->area = ok ? i->area : NULL;
	recall->platform = platform;
	phase_turn(before, clock_now_ns());
	return ok;
}

void
recall_play(struct runner *r, const struct instance *i, struct scene *sc)
{
	struct text reason = TEXT_INIT;

	*sc = (struct scene){ .instance = i };
	switch (recorded_find(&r->recall.recorded, i->id, &sc->trace,
	    &reason)) {
	case RECORDED_NOT:
		unsupported(sc, "the recording does not have it");
		break;
	case RECORDED_UNSUPPORTED:
		unsupported(sc, "%s", text_get(&reason));
		break;
	case RECORDED_ABSENT:
		sc->end = SCENE_ABSENT;
		sc->reason = text_detach(&reason);
		break;
	case RECORDED_STUCK:
		sc->end = SCENE_STUCK;
		sc->reason = text_detach(&reason);
		break;
	case RECORDED_WHOLE:
		break;
	}
	text_release(&reason);
}

void
recall_keep(const struct scene *oracle, struct result *result)
{
	recorded_format(oracle->instance->id, &oracle->trace,
	    oracle->end == SCENE_UNSUPPORTED ? RECORDED_UNSUPPORTED :
	    oracle->end == SCENE_ABSENT ? RECORDED_ABSENT :
	    oracle->end == SCENE_STUCK ? RECORDED_STUCK : RECORDED_WHOLE,
	    oracle->reason, &result->recording);
}

void
recall_keep_lack(const struct runner *r, struct result *result)
{
	struct trace none = TRACE_INIT;

	if (r->config.record[0] != '\0' && strcmp(recall_platform(
	    result->instance->row), r->config.platform) == 0)
		recorded_format(result->instance->id, &none,
		    RECORDED_UNSUPPORTED, result->verdict.reason,
		    &result->recording);
}

/* Whether both lines are of the same label, "sendmsg#2: ". */
static bool
same_label(const char *a, const char *b)
{
	size_t len = strcspn(a, ":");

	return strncmp(a, b, len + 1) == 0;
}

/*
 * Whether one of the verdict's offences at that label is in an entry that knows
 * it of the one, recorded or not, and does not know it of the other.
 */
static bool
tells_apart(const struct runner *r, const struct result *result,
    const struct verdict *v, const char *line, bool recorded)
{
	const struct ledger_entry *e;
	const struct offence *o;
	size_t n;

	for (n = 0; n < v->offences_len; n++) {
		o = &v->offences[n];
		if (!same_label(line, o->line))
			continue;
		e = known_offence(r, result, o, recorded);
		if (e != NULL && e != known_offence(r, result, o, !recorded))
			return true;
	}
	return false;
}

/* Whether two micro versions, or two places, explain that the line differs. */
static bool
is_explained(const struct runner *r, const struct result *result,
    const struct verdict *recorded, const char *line)
{
	return r->recall.identity.oracle != NULL &&
	    (tells_apart(r, result, recorded, line, true) ||
	    tells_apart(r, result, &result->verdict, line, false));
}

/* What stopped it, as an event that can be compared. */
static void
add_end(struct trace *t, bool absent)
{
	trace_add(t, "system_call", NULL, absent ? "not made" : "made", NULL);
}

/*
 * A kernel that takes and gives less than there is room for and than there is
 * may do so, and how it divides what was recorded whole is its own. So may one
 * whose poll(2) is mistaken now and then ("Linux may report a file descriptor
 * as ready, while nevertheless a subsequent read blocks", select(2)): what
 * follows upon that was not recorded.
 */
const char *
recall_obstacle(const struct runner *r)
{
	if (!session_found(&r->oracle, "send:whole"))
		return "it was not found to send whole";
	if (!session_found(&r->oracle, "read:whole"))
		return "it was not found to receive whole";
	if (session_found(&r->oracle, "sendfile") &&
	    !session_found(&r->oracle, "sendfile:whole"))
		return "it was not found to send a file whole";
	if (!session_found(&r->oracle, "poll:sure"))
		return "its poll(2) was found to be mistaken";
	return NULL;
}

/*
 * What is recorded of the instance, and what says nothing of it: what is
 * documented, and that on which versions do not agree.
 */
static enum recorded_end
find(const struct recall *recall, const char *id, struct trace *t,
    struct documented *silent)
{
	struct text reason = TEXT_INIT;
	enum recorded_end how = recall->agreed.len > 0 ?
	    agreed_find(&recall->agreed, id, t, silent, &reason) :
	    recorded_find(&recall->recorded, id, t, &reason);

	text_release(&reason);
	return how;
}

void
recall_compare(struct runner *r, const struct scene *iut,
    const struct scene *oracle, const struct documented *d,
    struct result *result)
{
	struct documented silent = DOCUMENTED_INIT;
	struct trace recorded = TRACE_INIT, now = TRACE_INIT;
	struct verdict changed = VERDICT_INIT, then = VERDICT_INIT;
	enum recorded_end how = RECORDED_NOT;
	size_t n;

	for (n = 0; n < d->len; n++)
		documented_want(&silent, d->wants[n].label, "%s",
		    d->wants[n].allowed);
	if (!recall_is_oracle(r) && oracle->end < SCENE_UNSUPPORTED &&
	    recall_obstacle(r) == NULL)
		how = find(&r->recall, oracle->instance->id, &recorded,
		    &silent);
	if (how != RECORDED_NOT && how != RECORDED_UNSUPPORTED) {
		verdict_judge(&then, &iut->trace, &recorded, d);
		verdict_judge_recorded(&changed, &oracle->trace, &recorded,
		    &silent);
		trace_release(&recorded);
		add_end(&now, oracle->end == SCENE_ABSENT);
		add_end(&recorded, how == RECORDED_ABSENT);
		verdict_judge_recorded(&changed, &now, &recorded, &silent);
		if (oracle->end == SCENE_STUCK || how == RECORDED_STUCK)
			verdict_drop_absent(&changed);
	}
	for (n = 0; n < changed.offences_len; n++)
		if (!is_explained(r, result, &then,
		    changed.offences[n].line))
			verdict_take(&result->verdict, &changed, n);
	verdict_release(&changed);
	verdict_release(&then);
	trace_release(&recorded);
	trace_release(&now);
	documented_release(&silent);
}

void
recall_release(struct runner *r)
{
	recorded_release(&r->recall.recorded);
	agreed_release(&r->recall.agreed);
	recorded_identity_release(&r->recall.identity);
	r->recall = (struct recall){ .area = NULL };
}
