/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "harness/judge/documented.h"
#include "harness/runner/known.h"
#include "harness/runner/recall.h"
#include "harness/world/system.h"

/* An instance as one of the two shows it, and what that is made of. */
struct view {
	struct divergence d;
	char kernel[128];
	struct text text;	/* line and others, each terminated */
};

static void
view_release(struct view *v)
{
	text_release(&v->text);
}

/* A platform that refuses one thing is another kernel than the one below it. */
static const char *
kernel_name(const struct runner *r)
{
	return strncmp(r->config.platform, "refuse:", 7) == 0 ? "refuse" :
	    system_name();
}

static void
view_place(struct view *v, const struct runner *r, enum verdict_party party)
{
	const struct machine *on = party == PARTY_IUT ? &r->iut.on :
	    &r->oracle.on;

	snprintf(v->kernel, sizeof(v->kernel), "%s %s", kernel_name(r),
	    on->kernel != NULL ? on->kernel : "");
	v->d.on = (struct ledger_place){ .kernel = v->kernel,
	    .emulator = on->emulator, .arch = on->arch, .word = on->word,
	    .byteorder = on->byteorder, .libc = on->libc,
	    .abilities = on->abilities != NULL ? on->abilities : "" };
}

/*
 * What the party does, without a line; `recorded`: where the oracle is the
 * recorded one.
 */
static void
view_start(struct view *v, const struct runner *r, const struct result *result,
    enum verdict_party party, bool recorded)
{
	const char *oracle = recorded ? r->recall.identity.oracle :
	    r->oracle.name;

	*v = (struct view){ .text = TEXT_INIT };
	v->d = (struct divergence){
		.by = party == PARTY_IUT ? r->iut.name : oracle,
		.platform = r->config.platform,
		.iut = r->iut.name,
		.oracle = oracle,
		.clause = result->instance->row->clause,
		.instance = result->instance->id,
		.verdict = verdict_name(result->verdict.kind),
	};
	if (party == PARTY_ORACLE && (recorded || recall_is_oracle(r)))
		recall_place(r, &v->d.on);
	else
		view_place(v, r, party);
}

/*
 * Of "label: a <> b" the one's outcome, with the label, and behind it the
 * other's.
 */
static void
split(struct text *text, const char *line, bool first)
{
	size_t label = strcspn(line, ":") + 2;
	const char *a = line + label, *between = strstr(a, " <> ");
	const char *b = between + 4;
	size_t a_len = (size_t)(between - a), b_len = strlen(b);

	text_add(text, line, label);
	text_add(text, first ? a : b, first ? a_len : b_len);
	text_addc(text, '\0');
	text_add(text, first ? b : a, first ? b_len : a_len);
}

/*
 * Shows the offence as the party's; false if it is not the party's. A platform
 * that differs is the oracle's: its line has what it did before what was
 * recorded.
 */
static bool
view_offence(struct view *v, const struct offence *o, enum verdict_party party)
{
	bool platform = o->kind == VERDICT_PLATFORM_DIFFERS;

	v->d.verdict = verdict_name(o->kind);
	v->d.line = o->line;
	v->d.others = NULL;
	if (o->kind == VERDICT_DEPARTS_FROM_DOC)
		return o->departs == (int)party;
	if (platform && party == PARTY_IUT)
		return false;
	text_cut(&v->text, 0);
	split(&v->text, o->line, platform || party == PARTY_IUT);
	v->d.line = text_get(&v->text);
	v->d.others = v->d.line + strlen(v->d.line) + 1;
	return true;
}

static const enum verdict_party parties[] = { PARTY_ORACLE, PARTY_IUT };

const struct ledger_entry *
known_offence(const struct runner *r, const struct result *result,
    const struct offence *o, bool recorded)
{
	const struct ledger_entry *entry = NULL, *alone[2] = { NULL, NULL };
	struct view v;
	size_t p;

	for (p = 0; entry == NULL && p < 2; p++) {
		view_start(&v, r, result, parties[p], recorded);
		if (view_offence(&v, o, parties[p])) {
			entry = ledger_match(&r->ledger, &v.d, false);
			alone[p] = ledger_match(&r->ledger, &v.d, true);
		}
		view_release(&v);
	}
	/* Where both depart, an entry for each is needed. */
	return entry != NULL || alone[0] == NULL ? entry : alone[1];
}

/* What is unsupported has no line but its reason. */
static const struct ledger_entry *
known_unsupported(const struct runner *r, const struct result *result)
{
	const char *reason = result->verdict.reason;
	bool oracle = strncmp(reason, "oracle: ", 8) == 0;
	const struct ledger_entry *entry;
	struct view v;

	view_start(&v, r, result, oracle ? PARTY_ORACLE : PARTY_IUT, false);
	v.d.line = reason + (oracle ? 8 : strncmp(reason, "iut: ", 5) == 0 ?
	    5 : 0);
	entry = ledger_match(&r->ledger, &v.d, false);
	view_release(&v);
	return entry;
}

void
known_look_up(struct runner *r, struct result *result)
{
	struct verdict *v = &result->verdict;
	const struct ledger_entry *entry;
	size_t n;

	result->expected = v->offences_len > 0;
	for (n = 0; n < v->offences_len; n++) {
		entry = known_offence(r, result, &v->offences[n], false);
		v->offences[n].known = entry != NULL;
		if (entry == NULL)
			result->expected = false;
		else if (result->entry == NULL)
			result->entry = entry;
	}
	if (v->kind == VERDICT_UNSUPPORTED) {
		result->entry = known_unsupported(r, result);
		result->expected = result->entry != NULL;
	}
	if (result->entry != NULL)
		result->finding = result->entry->finding;
}

/* Whether one of the offences is the party's and the entry says it. */
static bool
says_offence(const struct ledger_entry *e, struct view *v,
    const struct runner *r, const struct result *result,
    enum verdict_party party)
{
	const struct verdict *verdict = &result->verdict;
	const struct offence *o;
	size_t n;

	for (n = 0; n < verdict->offences_len; n++) {
		o = &verdict->offences[n];
		if (view_offence(v, o, party) && (ledger_says(e, &v->d, false) ||
		    (ledger_says(e, &v->d, true) && known_offence(r, result, o,
		    false) != NULL)))
			return true;
	}
	return false;
}

/*
 * Whether an event of the trace is what the entry says, or it says that there
 * is none of that label, and there is none.
 */
static bool
says_event(const struct ledger_entry *e, const struct trace *t)
{
	struct text line = TEXT_INIT;
	bool says = false, absent = strstr(e->line, VERDICT_ABSENT) != NULL;
	size_t n;

	for (n = 0; !says && n < t->len; n++) {
		text_cut(&line, 0);
		text_addf(&line, "%s: ", t->events[n].label);
		text_adds(&line, absent ? VERDICT_ABSENT :
		    t->events[n].outcome);
		says = documented_glob(e->line, text_get(&line));
	}
	text_release(&line);
	return says != absent;
}

/* Whether a call that prepares the world showed something else already. */
static bool
ended_early(const struct result *result)
{
	const struct verdict *v = &result->verdict;
	size_t n;

	for (n = 0; n < v->offences_len; n++)
		if (strncmp(v->offences[n].line, "set_up.", 7) == 0)
			return true;
	return false;
}

/*
 * Whether nothing could show what the entry says. Of two that differ only our
 * own is what others are held against: where another does as the entry says,
 * nothing differs; and only an oracle that runs has a recording. `s` is the
 * other's session.
 */
static bool
cannot_show(const struct ledger_entry *e, const struct runner *r,
    const struct result *result, const struct trace *t, const struct session *s)
{
	bool differs = text_has_word(e->verdict, "differs");
	bool platform = text_has_word(e->verdict, "platform-differs");

	if (platform && !recall_is_oracle(r) && s == &r->iut &&
	    recorded_has(&r->recall.recorded, result->instance->id))
		return false;
	if (result->starved && strncmp(e->line, TRACE_BUSY ":",
	    sizeof(TRACE_BUSY)) == 0)
		return true;
	/* What was recorded may be older than what is seen from outside. */
	if (recall_is_oracle(r) && s == &r->iut && trace_line_is_amiss(e->line))
		return true;
	/* What is absent behind it then needs no telling. */
	if (strstr(e->line, VERDICT_ABSENT) != NULL && ended_early(result))
		return true;
	if (differs)
		return result->judged != (PARTY_IUT | PARTY_ORACLE) ||
		    (!session_is_ours(s) && says_event(e, t));
	return platform;
}

/* The entry about that party that did not show, or NULL. */
static const struct ledger_entry *
stale_of(const struct runner *r, const struct result *result,
    enum verdict_party party, const struct trace *t)
{
	const struct session *other = party == PARTY_IUT ? &r->oracle : &r->iut;
	const struct ledger_entry *e, *stale = NULL;
	struct view v;
	size_t n;

	view_start(&v, r, result, party, false);
	for (n = 0; stale == NULL && n < r->ledger.len; n++) {
		e = &r->ledger.entries[n];
		if (!ledger_may_not_show(e) && ledger_applies(e, &v.d) &&
		    !says_offence(e, &v, r, result, party) &&
		    !cannot_show(e, r, result, t, other))
			stale = e;
	}
	view_release(&v);
	return stale;
}

void
known_find_stale(struct runner *r, struct result *result,
    const struct trace *iut, const struct trace *oracle)
{
	const struct verdict *v = &result->verdict;

	if (v->kind <= VERDICT_UNSUPPORTED)
		return;
	if ((result->judged & PARTY_IUT) != 0)
		result->stale = stale_of(r, result, PARTY_IUT, iut);
	if (result->stale == NULL && (result->judged & PARTY_ORACLE) != 0)
		result->stale = stale_of(r, result, PARTY_ORACLE, oracle);
}

/* Adds what is wrong with an entry that was used; false if nothing is. */
static bool
format_fault(const struct ledger_entry *e, struct text *reason)
{
	char date[16];
	time_t now = time(NULL);
	struct tm tm;

	strftime(date, sizeof(date), "%Y-%m-%d", gmtime_r(&now, &tm));
	if (e->reason[0] == '\0')
		text_adds(reason, "its reason is empty until a person gives "
		    "it");
	else if (ledger_overdue(e, date))
		text_addf(reason, "its review was due on %s", e->review);
	else
		return false;
	return true;
}

const struct ledger_entry *
known_fault(const struct runner *r, const struct result *result,
    struct text *reason)
{
	const struct verdict *v = &result->verdict;
	const struct ledger_entry *e = result->stale;
	size_t n;

	if (e != NULL) {
		text_addf(reason, "%s did not show '%s'", result->instance->id,
		    e->line);
		return e;
	}
	if (result->entry != NULL && format_fault(result->entry, reason))
		return result->entry;
	for (n = 1; result->entry != NULL && n < v->offences_len; n++) {
		e = known_offence(r, result, &v->offences[n], false);
		if (e != NULL && format_fault(e, reason))
			return e;
	}
	return NULL;
}
