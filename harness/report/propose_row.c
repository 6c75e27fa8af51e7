/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/ledger.h"
#include "harness/protocol/memory.h"
#include "harness/report/propose_row.h"
#include "harness/report/shape.h"

static void
row_add_id(struct proposed_row *r, const char *id)
{
	r->ids = memory_grow(r->ids, r->len, sizeof(*r->ids));
	r->values = memory_grow(r->values, r->len,
	    WHERE_AXES * sizeof(*r->values));
	r->ids[r->len] = memory_copy(id);
	if (!axes_split(&r->axes, id, r->values + r->len * WHERE_AXES,
	    &r->pool))
		r->axes.len = 0;
	r->len++;
}

/* Puts the ids that a row has into the table unrun; false: none is known. */
static bool
find_ids(const struct store *s, const struct proposal *p, const char *row)
{
	struct text ids = TEXT_INIT;
	sqlite3_stmt *stmt;
	char *rest, *id;
	bool any;

	store_run(s, "CREATE TEMP TABLE IF NOT EXISTS unrun (id TEXT PRIMARY"
	    " KEY); DELETE FROM unrun");
	if (p->add_ids != NULL)
		p->add_ids(row, &ids);
	any = ids.len > 0;
	rest = ids.at;
	stmt = store_prepare(s, "INSERT OR IGNORE INTO unrun VALUES (?)");
	while ((id = strsep(&rest, "\n")) != NULL)
		if (id[0] != '\0') {
			store_bind_text(stmt, 1, id);
			store_insert(stmt, NULL);
		}
	sqlite3_finalize(stmt);
	text_release(&ids);
	return any;
}

/* The others of a row of which some instances ran: they showed nothing. */
static void
row_add_unrun(struct proposed_row *r, const struct store *s,
    const struct proposal *p)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT 1 FROM part WHERE"
	    " platform = ?");

	store_bind_int(stmt, 1, r->platform);
	r->partial = store_step(stmt);
	sqlite3_finalize(stmt);
	if (!r->partial)
		return;
	r->narrow = !find_ids(s, p, r->name);
	stmt = store_prepare(s, "SELECT id FROM unrun EXCEPT SELECT id"
	    " FROM instance WHERE platform = ?1 AND NOT is_case AND"
	    "  substr(id, 1, instr(id || '[', '[') - 1) = ?2");
	store_bind_int(stmt, 1, r->platform);
	store_bind_text(stmt, 2, r->name);
	while (store_step(stmt))
		row_add_id(r, store_text(stmt, 0));
	sqlite3_finalize(stmt);
}

/* The instances of a row: all that could show something. */
static void
row_start(struct proposed_row *r, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT i.id, i.clause, a.names"
	    " FROM instance AS i LEFT JOIN axes AS a ON a.platform = i.platform"
	    "  AND a.row = ?2 WHERE i.platform = ?1 AND NOT i.is_case AND"
	    "  i.verdict <> 'broken' AND"
	    "  substr(i.id, 1, instr(i.id || '[', '[') - 1) = ?2"
	    " ORDER BY i.place");

	store_bind_int(stmt, 1, r->platform);
	store_bind_text(stmt, 2, r->name);
	while (store_step(stmt)) {
		if (r->len == 0) {
			r->clause = memory_copy(store_text(stmt, 1));
			axes_read(&r->axes, store_text(stmt, 2), &r->pool);
		}
		row_add_id(r, store_text(stmt, 0));
	}
	sqlite3_finalize(stmt);
}

/* Adds text as a pattern's: its varying parts, and what ends a line, are '*'. */
static void
add_shape(struct text *out, const char *outcome)
{
	struct pool pool = POOL_INIT;
	struct text text = TEXT_INIT;
	struct shape shape;
	char *at;

	shape_take(&shape, outcome, &pool);
	shape_add(&text, &shape);
	text_cut(&text, LEDGER_LINE_MAX - 80);
	for (at = text.at; at != NULL && (at = strstr(at, " ;")) != NULL; at++)
		at[1] = '*';
	text_adds(out, text_get(&text));
	if (text.len == LEDGER_LINE_MAX - 80)
		text_addc(out, '*');
	text_release(&text);
	pool_release(&pool);
}

/* Adds a label: the third event of that name is one of several, "send#*". */
static void
add_label(struct text *out, const char *line, size_t len)
{
	size_t name = strcspn(line, "#");

	if (name < len)
		text_addf(out, "%.*s#*", (int)name, line);
	else
		text_add(out, line, len);
}

/* Takes "label: outcome" or "label: a <> b" apart, `first`: a is its own. */
static void
take_line(struct proposed *shown, const char *line, bool first)
{
	const char *a = strstr(line, ": "), *between;
	struct text own = TEXT_INIT, others = TEXT_INIT, one = TEXT_INIT;

	if (a == NULL)
		add_shape(&own, line);
	else {
		add_label(&own, line, (size_t)(a - line));
		text_adds(&own, ": ");
		a += 2;
		between = strstr(a, " <> ");
		if (between == NULL)
			add_shape(&own, a);
		else {
			text_add(&one, a, (size_t)(between - a));
			add_shape(&own, first ? text_get(&one) : between + 4);
			add_shape(&others, first ? between + 4 :
			    text_get(&one));
		}
	}
	text_adds(&others, "");
	shown->line = memory_copy(text_get(&own));
	shown->others = memory_copy(text_get(&others));
	text_release(&own);
	text_release(&others);
	text_release(&one);
}

/* Notes that the instance showed it, as one that did before, or a new one. */
static void
row_note(struct proposed_row *r, const char *id, struct proposed *what)
{
	struct proposed *same = NULL;
	size_t n;

	for (n = 0; same == NULL && n < r->shown_len; n++)
		if (r->shown[n].by_oracle == what->by_oracle &&
		    strcmp(r->shown[n].verdict, what->verdict) == 0 &&
		    strcmp(r->shown[n].line, what->line) == 0 &&
		    strcmp(r->shown[n].others, what->others) == 0)
			same = &r->shown[n];
	if (same != NULL) {
		free(what->line);
		free(what->others);
	} else {
		r->shown = memory_grow(r->shown, r->shown_len,
		    sizeof(*r->shown));
		same = &r->shown[r->shown_len++];
		*same = *what;
		same->verdict = memory_copy(what->verdict);
		same->shows = calloc(r->len + 1, sizeof(*same->shows));
		if (same->shows == NULL)
			memory_ran_out();
	}
	for (n = 0; n < r->len; n++)
		if (strcmp(r->ids[n], id) == 0)
			same->shows[n] = true;
}

/*
 * Whether one is our own, and the other is not: then it is about the other. One
 * that was started by a command of the user's is not, whatever it says it is.
 */
static bool
is_about_oracle(const struct store *s, int64_t platform)
{
	struct text sql = TEXT_INIT;
	bool yes;

	text_addf(&sql, "SELECT iut LIKE 'pysock %%' AND"
	    " command = '' AND oracle NOT LIKE 'pysock %%' FROM platform WHERE position = %lld",
	    (long long)platform);
	yes = store_number(s, text_get(&sql)) != 0;
	text_release(&sql);
	return yes;
}

static void
row_fill(struct proposed_row *r, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT id, verdict, departs,"
	    " line, 0 AS at, rowid FROM offence WHERE platform = ?1 AND"
	    "  substr(id, 1, instr(id || '[', '[') - 1) = ?2"
	    " UNION ALL SELECT id, verdict, iif(reason LIKE 'oracle: %',"
	    "  'oracle', 'iut'), CASE WHEN reason LIKE 'oracle: %' THEN"
	    "  substr(reason, 9) WHEN reason LIKE 'iut: %' THEN"
	    "  substr(reason, 6) ELSE reason END, 1, place FROM instance"
	    "  WHERE platform = ?1 AND unexpected AND verdict = 'unsupported'"
	    "  AND NOT is_case AND"
	    "  substr(id, 1, instr(id || '[', '[') - 1) = ?2"
	    " ORDER BY 5, 6");
	bool differs, platform, other = is_about_oracle(s, r->platform);
	struct proposed what;

	store_bind_int(stmt, 1, r->platform);
	store_bind_text(stmt, 2, r->name);
	while (store_step(stmt)) {
		platform = strcmp(store_text(stmt, 1), "platform-differs") == 0;
		differs = strcmp(store_text(stmt, 1), "differs") == 0;
		what = (struct proposed){ .verdict = (char *)(uintptr_t)
		    store_text(stmt, 1), .by_oracle = platform ||
		    (differs ? other :
		    strcmp(store_text(stmt, 2), "oracle") == 0) };
		take_line(&what, store_text(stmt, 3), platform ||
		    !what.by_oracle);
		row_note(r, store_text(stmt, 0), &what);
	}
	sqlite3_finalize(stmt);
}

void
proposed_row_read(struct proposed_row *r, const struct store *s,
    const struct proposal *p)
{
	row_start(r, s);
	row_add_unrun(r, s, p);
	row_fill(r, s);
}

void
proposed_row_release(struct proposed_row *r)
{
	size_t n;

	for (n = 0; n < r->len; n++)
		free(r->ids[n]);
	for (n = 0; n < r->shown_len; n++) {
		free(r->shown[n].verdict);
		free(r->shown[n].line);
		free(r->shown[n].others);
		free(r->shown[n].shows);
	}
	free(r->shown);
	free(r->ids);
	free(r->values);
	free(r->name);
	free(r->clause);
	pool_release(&r->pool);
}
