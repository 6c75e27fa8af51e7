/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <string.h>

#include "harness/report/case_reading.h"
#include "harness/report/ran.h"

/* The letter of a verdict in report.json; 0: there is no such verdict. */
static char
letter_of(const char *verdict)
{
	static const struct {
		const char *verdict;
		char letter;
	} letters[] = {
		{ "conforms", 'c' }, { "differs", 'd' },
		{ "platform-differs", 'p' }, { "departs-from-doc", 'x' },
		{ "unsupported", 'u' }, { "broken", 'b' }, { "unstable", 's' },
	};
	size_t i;

	for (i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (strcmp(letters[i].verdict, verdict) == 0)
			return letters[i].letter;
	return '\0';
}

static bool
is_departs(const char *word)
{
	return strcmp(word, "none") == 0 || strcmp(word, "iut") == 0 ||
	    strcmp(word, "oracle") == 0 || strcmp(word, "both") == 0;
}

static bool
is_conforming(const struct instance *in)
{
	return strcmp(in->verdict, "conforms") == 0;
}

/* Whether there is no more to say of it than that it conforms. */
static bool
is_plain(const struct instance *in)
{
	return is_conforming(in) && in->expected && in->group == NULL &&
	    strcmp(in->departs, "none") == 0 && in->entry[0] == '\0' &&
	    in->finding[0] == '\0' && in->line[0] == '\0' &&
	    in->reason[0] == '\0';
}

static void
insert(const struct reading *r, const struct instance *in, int64_t member)
{
	bool plain = is_plain(in);
	sqlite3_stmt *stmt = plain ? r->store->plain : r->store->instance;

	store_bind_int(stmt, 1, r->identity->platform);
	store_bind_int(stmt, 2, member);
	store_bind_kept(stmt, 3, in->clause);
	if (!plain) {
		store_bind_kept(stmt, 4, in->verdict);
		store_bind_kept(stmt, 5, in->departs);
		store_bind_int(stmt, 6, in->expected);
		store_bind_kept(stmt, 7, in->entry);
		store_bind_kept(stmt, 8, in->line);
		store_bind_int(stmt, 9, store_reason(r->store, in->reason));
		store_bind_int(stmt, 10, in->is_case);
		store_bind_kept(stmt, 11, in->finding);
		store_bind_kept(stmt, 12, in->group);
	}
	store_insert(stmt, NULL);
}

bool
instance_store(struct reading *r, const struct instance *in, bool *twice)
{
	bool unexpected = !in->expected && !is_conforming(in);
	char letter = letter_of(in->verdict);
	int64_t member;

	*twice = false;
	if (letter == '\0' || !is_departs(in->departs))
		return false;
	member = store_member(r->store, in->id, in->is_case);
	*twice = !in->is_case && !ran_set(r->store->ran,
	    r->identity->platform, member, unexpected ?
	    (char)toupper((unsigned char)letter) : letter);
	if (*twice)
		return false;
	if (in->trace[0] != '\0')
		seen_add(&r->identity->traces, in->trace);
	insert(r, in, member);
	tally_add(&r->tally, in->clause, in->verdict, unexpected,
	    in->is_case);
	return true;
}

void
instance_take(struct reading *r, const struct record *rec)
{
	const char *expected = or_empty(record_get(rec, "expected"));
	struct instance in = {
		.id = record_get(rec, "id"),
		.clause = record_get(rec, "clause"),
		.verdict = record_get(rec, "verdict"),
		.departs = record_get(rec, "departs"),
		.entry = or_empty(record_get(rec, "entry")),
		.finding = or_empty(record_get(rec, "finding")),
		.line = or_empty(record_get(rec, "line")),
		.reason = or_empty(record_get(rec, "reason")),
		.trace = or_empty(record_get(rec, "trace")),
		.group = record_get(rec, "group"),
		.expected = strcmp(expected, "true") == 0,
	};
	bool twice;

	if (in.id == NULL || in.clause == NULL || in.verdict == NULL ||
	    in.departs == NULL)
		reading_complain_line(r,
		    "id, clause, verdict or departs is missing");
	else if (!in.expected && strcmp(expected, "false") != 0)
		reading_complain_line(r,
		    "'expected' is neither true nor false");
	else if (!instance_store(r, &in, &twice))
		reading_complain_line(r,
		    twice ? "the instance is there already" :
		    "its verdict or departs is unknown");
	else {
		examples_begin(&r->examples, rec);
		r->reported++;
		if (strcmp(in.verdict, "unsupported") != 0 &&
		    strcmp(in.verdict, "broken") != 0)
			r->executed++;
		if (!in.expected && !is_conforming(&in))
			r->unexpected++;
	}
}
