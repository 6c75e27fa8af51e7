/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/report/case.h"
#include "harness/report/example.h"
#include "harness/report/tally.h"

struct reading {
	const struct store *store;
	struct identity *identity;
	const struct test_case *test_case;
	struct text *contradiction;
	struct text broken;	/* what is wrong with the case as a whole */
	struct pool pool;
	const char *clause;
	size_t line_number;
	bool malformed;		/* it is in `broken` already */
	bool done;
	int64_t planned, chosen_of, done_instances, done_executed;
	int64_t reported, executed, unexpected, not_run;
	struct tally tally;
	struct examples examples;
};

static void __attribute__((format(printf, 2, 3)))
complain(struct reading *r, const char *format, ...)
{
	va_list ap;

	if (r->broken.len > 0)
		text_adds(&r->broken, "; ");
	va_start(ap, format);
	text_vaddf(&r->broken, format, ap);
	va_end(ap);
}

/* Only the first line is told; the others mostly follow from it. */
static void
complain_line(struct reading *r, const char *reason)
{
	if (!r->malformed)
		complain(r, "line %zu of its output cannot be read: %s",
		    r->line_number, reason);
	r->malformed = true;
}

/* A word up to the first space: a case may name several clauses. */
static const char *
first_word(struct pool *pool, const char *text)
{
	return record_utf8(pool, text, strcspn(text, " "));
}

struct instance {
	const char *id, *clause, *verdict, *departs, *entry, *finding, *line,
	    *reason, *trace, *group;
	bool expected, is_case;
};

static bool
is_one_of(const char *word, const char *const *words)
{
	while (*words != NULL && strcmp(*words, word) != 0)
		words++;
	return *words != NULL;
}

/* False: it is there already, or a word of it is unknown. */
static bool
instance_store(struct reading *r, const struct instance *in, bool *twice)
{
	static const char *const verdicts[] = { "conforms", "differs",
	    "platform-differs", "departs-from-doc", "unsupported", "broken",
	    "unstable", NULL };
	static const char *const departs[] = { "none", "iut", "oracle", "both",
	    NULL };
	sqlite3_stmt *stmt = r->store->instance;

	*twice = false;
	if (!is_one_of(in->verdict, verdicts) ||
	    !is_one_of(in->departs, departs))
		return false;
	*twice = !in->is_case && !seen_add(&r->identity->ids, in->id);
	if (*twice)
		return false;
	if (in->trace[0] != '\0')
		seen_add(&r->identity->traces, in->trace);
	store_bind_int(stmt, 1, r->identity->platform);
	store_bind_int(stmt, 2, store_member(r->store, in->id, in->is_case));
	store_bind_text(stmt, 3, in->clause);
	store_bind_text(stmt, 4, in->verdict);
	store_bind_text(stmt, 5, in->departs);
	store_bind_int(stmt, 6, in->expected);
	store_bind_text(stmt, 7, in->entry);
	store_bind_text(stmt, 8, in->line);
	store_bind_int(stmt, 9, store_reason(r->store, in->reason));
	store_bind_int(stmt, 10, in->is_case);
	store_bind_text(stmt, 11, in->finding);
	store_bind_text(stmt, 12, in->group);
	store_insert(stmt, NULL);
	tally_add(&r->tally, in->clause, in->verdict, !in->expected &&
	    strcmp(in->verdict, "conforms") != 0, in->is_case);
	return true;
}

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

static void
take_instance(struct reading *r, const struct record *rec)
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
		complain_line(r, "id, clause, verdict or departs is missing");
	else if (!in.expected && strcmp(expected, "false") != 0)
		complain_line(r, "'expected' is neither true nor false");
	else if (!instance_store(r, &in, &twice))
		complain_line(r, twice ? "the instance is there already" :
		    "its verdict or departs is unknown");
	else {
		examples_begin(&r->examples, rec);
		r->reported++;
		if (strcmp(in.verdict, "unsupported") != 0 &&
		    strcmp(in.verdict, "broken") != 0)
			r->executed++;
		if (!in.expected && strcmp(in.verdict, "conforms") != 0)
			r->unexpected++;
	}
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
			complain_line(r, "id, verdict, departs or line is "
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
		complain_line(r, "'instances' or 'of' is no count");
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
		complain_line(r, "'name' is missing, or 'vectors' no count");
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
		complain_line(r, "'instances' or 'executed' is no count");
}

static void
take_stale(struct reading *r, const struct record *rec)
{
	sqlite3_stmt *stmt = r->store->stale;
	const char *entry = record_get(rec, "entry");

	if (entry == NULL) {
		complain_line(r, "'entry' is missing");
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
		complain_line(r, "row, clause or reason is missing, or "
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
		complain_line(r, l->reason);
	else if (rec->kind == RECORD_OTHER)
		examples_line(&r->examples, l->at, l->len);
	else if (rec->kind == RECORD_INSTANCE)
		take_instance(r, rec);
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

static bool
is_result(const struct reading *r, const char *word)
{
	return strcmp(or_empty(r->test_case->result), word) == 0;
}

static bool
has_failed(const struct reading *r)
{
	return r->test_case->result == NULL || is_result(r, "failed") ||
	    is_result(r, "broken");
}

static void
complain_result(struct reading *r)
{
	const struct test_case *c = r->test_case;

	if (c->result == NULL)
		complain(r, "Kyua has no result of it");
	else if (*c->reason == '\0')
		complain(r, "%s", c->result);
	else
		complain(r, "%s: %s", c->result, c->reason);
}

/* Compares what the case owed with what it gave. */
static void
check_end(struct reading *r)
{
	bool ours = r->test_case->clause != NULL || r->planned > 0 ||
	    r->reported > 0 || r->malformed;

	if (r->done && (r->done_instances != r->reported ||
	    r->done_executed != r->executed) && !r->malformed)
		complain(r, "its last line counts %lld instances, %lld "
		    "executed, but there are %lld, %lld executed",
		    (long long)r->done_instances, (long long)r->done_executed,
		    (long long)r->reported, (long long)r->executed);
	if (!r->done && (has_failed(r) || is_result(r, "skipped"))) {
		if (has_failed(r) || ours)
			complain_result(r);
	} else if (!r->done && ours) {
		complain(r, "it ended without its last line, 'done'");
	} else if (has_failed(r) && r->unexpected == 0 && r->not_run == 0 &&
	    r->broken.len == 0) {
		complain_result(r);
	}
	if (r->planned == r->reported + r->not_run)
		return;
	complain(r, "%lld instances planned, %lld reported",
	    (long long)r->planned, (long long)r->reported);
	if (r->not_run > 0)
		text_addf(&r->broken, ", %lld not run", (long long)r->not_run);
}

/* The word that Kyua would have for it. */
static const char *
result_of(const struct reading *r)
{
	return r->test_case->partial != NULL ? "not_run" :
	    r->unexpected > 0 ? "failed" : r->executed == 0 ? "skipped" :
	    "passed";
}

/* What was skipped before it began is not broken, but never green either. */
static void
broken_store(struct reading *r)
{
	bool skipped = is_result(r, "skipped") && r->reported == 0 && !r->done;
	bool twice;
	struct instance in = {
		.id = r->test_case->name,
		.clause = r->clause != NULL ? r->clause : "unknown",
		.verdict = skipped ? "unsupported" : "broken",
		.departs = "none", .entry = "", .finding = "", .line = "", .trace = "",
		.is_case = true,
	};

	if (r->broken.len == 0)
		return;
	in.reason = record_utf8(&r->pool, text_get(&r->broken), r->broken.len);
	instance_store(r, &in, &twice);
}

static void
test_case_store(struct reading *r)
{
	const struct test_case *c = r->test_case;
	sqlite3_stmt *stmt = r->store->test_case;

	store_bind_int(stmt, 1, r->identity->platform);
	store_bind_text(stmt, 2, c->area);
	store_bind_text(stmt, 3, c->name);
	store_bind_text(stmt, 4, or_empty(c->result));
	store_bind_text(stmt, 5, c->reason);
	store_bind_text(stmt, 6, r->clause != NULL ? r->clause : "unknown");
	store_bind_int(stmt, 7, r->planned);
	store_bind_int(stmt, 8, r->reported);
	store_bind_int(stmt, 9, r->not_run);
	store_bind_int(stmt, 10, r->chosen_of);
	store_insert(stmt, NULL);
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
		whole.result = result_of(&r);
		r.planned = c->planned;
	}
	if (c->partial == NULL)
		check_end(&r);
	else
		take_partial(&r);
	broken_store(&r);
	test_case_store(&r);
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
