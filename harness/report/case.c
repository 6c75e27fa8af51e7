/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/report/case_reading.h"

/* A word up to the first space: a case may name several clauses. */
static const char *
first_word(struct pool *pool, const char *text)
{
	return record_utf8(pool, text, strcspn(text, " "));
}

/* What the ledger knows of an instance is no news. */
static void
take_offence(struct reading *r, const struct record *rec)
{
	static const char *const keys[] = { "id", "verdict", "departs",
	    "line", "wanted" };
	sqlite3_stmt *stmt = r->store->offence;
	size_t i;

	for (i = 0; i < 4; i++)
		if (record_get(rec, keys[i]) == NULL) {
			reading_complain_line(r,
			    "id, verdict, departs or line is "
			    "missing");
			return;
		}
	if (strcmp(or_empty(record_get(rec, "known")), "true") == 0)
		return;
	store_bind_int(stmt, 1, r->identity->platform);
	for (i = 0; i < 5; i++)
		store_bind_text(stmt, (int)i + 2,
		    or_empty(record_get(rec, keys[i])));
	store_insert(stmt, NULL);
}

/* Keeps how the ids of a row are to be taken apart. */
static void
take_axes(struct reading *r, const char *row, const char *names)
{
	sqlite3_stmt *stmt = r->store->axes;

	if (row == NULL)
		return;
	store_bind_int(stmt, 1, r->identity->platform);
	store_bind_text(stmt, 2, row);
	store_bind_text(stmt, 3, or_empty(names));
	store_insert(stmt, NULL);
}

static void
take_planned(struct reading *r, const struct record *rec)
{
	const char *clause = record_get(rec, "clause");
	int64_t instances, of = 0;

	if (!record_count(rec, "instances", &instances) ||
	    (record_get(rec, "of") != NULL &&
	    !record_count(rec, "of", &of))) {
		reading_complain_line(r, "'instances' or 'of' is no count");
		return;
	}
	r->planned += instances;
	r->chosen_of += of;
	take_axes(r, record_get(rec, "row"), record_get(rec, "axes"));
	if (r->clause == NULL && clause != NULL)
		r->clause = first_word(&r->pool, clause);
}

static void
take_group(struct reading *r, const struct record *rec)
{
	sqlite3_stmt *stmt = r->store->known_answers;
	const char *name = record_get(rec, "name");
	int64_t vectors;

	if (name == NULL || !record_count(rec, "vectors", &vectors)) {
		reading_complain_line(r,
		    "'name' is missing, or 'vectors' no count");
		return;
	}
	store_bind_int(stmt, 1, r->identity->platform);
	store_bind_text(stmt, 2, name);
	store_bind_text(stmt, 3, or_empty(record_get(rec, "source")));
	store_bind_text(stmt, 4, or_empty(record_get(rec, "licence")));
	store_bind_int(stmt, 5, strcmp(or_empty(record_get(rec, "errors")),
	    "true") == 0);
	store_bind_int(stmt, 6, vectors);
	store_insert(stmt, NULL);
}

static void
take_done(struct reading *r, const struct record *rec)
{
	r->done = true;
	if (!record_count(rec, "instances", &r->done_instances) ||
	    !record_count(rec, "executed", &r->done_executed))
		reading_complain_line(r,
		    "'instances' or 'executed' is no count");
}

static void
take_stale(struct reading *r, const struct record *rec)
{
	sqlite3_stmt *stmt = r->store->stale;
	const char *entry = record_get(rec, "entry");

	if (entry == NULL) {
		reading_complain_line(r, "'entry' is missing");
		return;
	}
	store_bind_int(stmt, 1, r->identity->platform);
	store_bind_text(stmt, 2, entry);
	store_bind_text(stmt, 3, or_empty(record_get(rec, "reason")));
	store_insert(stmt, NULL);
	r->unexpected++;
}

static void
not_run_store(struct reading *r, const char *row, const char *clause,
    int64_t instances, const char *reason)
{
	sqlite3_stmt *stmt = r->store->not_run;

	store_bind_int(stmt, 1, r->identity->platform);
	store_bind_text(stmt, 2, row);
	store_bind_text(stmt, 3, clause);
	store_bind_int(stmt, 4, instances);
	store_bind_text(stmt, 5, reason);
	store_insert(stmt, NULL);
	r->not_run += instances;
}

static void
take_not_run(struct reading *r, const struct record *rec)
{
	const char *row = record_get(rec, "row");
	const char *clause = record_get(rec, "clause");
	const char *reason = record_get(rec, "reason");
	int64_t instances;

	if (row == NULL || clause == NULL || reason == NULL ||
	    !record_count(rec, "instances", &instances)) {
		reading_complain_line(r, "row, clause or reason is missing, or "
		    "'instances' no count");
		return;
	}
	not_run_store(r, row, clause, instances, reason);
}

/* What a stream that was cut off, or is damaged, does not tell. */
static void
take_partial(struct reading *r)
{
	int64_t left = r->planned - r->reported - r->not_run;

	if (left > 0)
		not_run_store(r, r->tally.row, r->clause, left,
		    r->test_case->partial);
}

static void
take_identity(struct reading *r, const struct record *rec)
{
	struct text why = TEXT_INIT;

	if (!identity_take(r->identity, rec, &why) &&
	    r->contradiction->len == 0)
		text_adds(r->contradiction, text_get(&why));
	text_release(&why);
}

static void
take_line(struct reading *r, const struct case_line *l)
{
	const struct record *rec = &l->record;

	r->line_number++;
	if (l->reason != NULL)
		reading_complain_line(r, l->reason);
	else if (rec->kind == RECORD_OTHER)
		examples_line(&r->examples, l->at, l->len);
	else if (rec->kind == RECORD_INSTANCE)
		instance_take(r, rec);
	else if (rec->kind == RECORD_OFFENCE) {
		examples_offence(&r->examples, rec);
		take_offence(r, rec);
	} else if (rec->kind == RECORD_PLANNED)
		take_planned(r, rec);
	else if (rec->kind == RECORD_GROUP)
		take_group(r, rec);
	else if (rec->kind == RECORD_DONE)
		take_done(r, rec);
	else if (rec->kind == RECORD_NOT_RUN)
		take_not_run(r, rec);
	else if (rec->kind == RECORD_STALE)
		take_stale(r, rec);
	else if (rec->kind < RECORD_STREAM)
		take_identity(r, rec);
}

bool
case_store_lines(const struct store *s, struct identity *id,
    const struct test_case *c, const struct case_lines *lines,
    struct text *why)
{
	struct test_case whole = *c;
	struct reading r = {
		.store = s, .identity = id, .test_case = &whole,
		.contradiction = why, .broken = TEXT_INIT, .pool = POOL_INIT,
	};
	struct text row = TEXT_INIT;
	size_t before = why->len, i;

	text_addf(&row, "%s/%s", c->area, strchr(c->name, ':') + 1);
	r.tally = (struct tally){ .store = s, .platform = id->platform,
	    .row = text_get(&row) };
	r.examples.store = s;
	r.examples.platform = id->platform;
	if (c->clause != NULL)
		r.clause = first_word(&r.pool, c->clause);
	for (i = 0; i < lines->len; i++)
		take_line(&r, &lines->at[i]);
	if (c->streamed) {
		whole.result = reading_result(&r);
		r.planned = c->planned;
	}
	if (c->partial == NULL)
		reading_check_end(&r);
	else
		take_partial(&r);
	reading_store(&r);
	tally_flush(&r.tally);
	examples_release(&r.examples);
	text_release(&row);
	text_release(&r.broken);
	pool_release(&r.pool);
	return why->len == before;
}

bool
case_store(const struct store *s, struct identity *id,
    const struct test_case *c, struct text *why)
{
	struct case_lines lines = CASE_LINES_INIT;
	bool ok;

	case_lines_read(&lines, c->output, c->output_len);
	ok = case_store_lines(s, id, c, &lines, why);
	case_lines_release(&lines);
	return ok;
}
