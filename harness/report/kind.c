/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/kind.h"
#include "harness/report/kind_row.h"

/*
 * The instances of all rows with an unexpected one, row after row, by their ids:
 * those that wait are written in another order each time. A case that fell short
 * stands for itself.
 */
static const char members_sql[] =
    "WITH one AS MATERIALIZED (SELECT DISTINCT platform, is_case,"
    "  substr(id, 1, instr(id || '[', '[') - 1) AS row"
    "  FROM instance WHERE verdict <> 'conforms' AND unexpected)"
    " SELECT o.platform, o.row, i.clause, a.names, m.id, i.executed,"
    "  i.unexpected, i.verdict, i.departs, i.line, ifnull(w.text, '')"
    " FROM result AS i CROSS JOIN member AS m ON m.number = i.member"
    " CROSS JOIN one AS o ON o.platform = i.platform AND"
    "  o.is_case = i.is_case AND"
    "  o.row = substr(m.id, 1, instr(m.id || '[', '[') - 1)"
    " LEFT JOIN reason AS w ON w.number = i.reason"
    " LEFT JOIN axes AS a ON a.platform = o.platform AND a.row = o.row"
    " WHERE i.platform IN (SELECT platform FROM one)"
    " ORDER BY o.platform, o.row, m.id";

/*
 * Stale entries of the ledger, a kind each. Rows that were given up are told
 * apart, in a line each: table_add_not_run().
 */
static const char stale_sql[] =
    "INSERT INTO kind (platform, identity, row, clause, verdict, departs,"
    "  line, wanted, condition, instances, executed, example, cause)"
    " SELECT platform, 'ledger entry ' || entry || '|stale|none||',"
    "  'ledger entry ' || entry, '', 'stale', 'none', reason, '', NULL,"
    "  1, 1, '', 'stale entries of the ledger' FROM stale";

struct shown_list {
	struct shown *at;
	size_t len, size;
};

static int
departs_of(const char *word)
{
	return strcmp(word, "both") == 0 ? 3 : strcmp(word, "oracle") == 0 ?
	    2 : strcmp(word, "iut") == 0 ? 1 : 0;
}

/* Adds "label: one <> other" as what was shown and what was wanted. */
static void
add(struct shown_list *l, const char *verdict, const char *departs,
    const char *line, const char *wanted, struct pool *pool)
{
	const char *other = wanted[0] == '\0' ? strstr(line, " <> ") : NULL;
	size_t len = other != NULL ? (size_t)(other - line) : strlen(line);
	struct shown *s;

	if (l->len == l->size) {
		l->size = 2 * l->size + 8;
		l->at = realloc(l->at, l->size * sizeof(*l->at));
		if (l->at == NULL)
			memory_ran_out();
	}
	if (other != NULL)
		wanted = other + strlen(" <> ");
	s = &l->at[l->len++];
	*s = (struct shown){ .departs = departs_of(departs),
	    .verdict = pool_copy(pool, verdict, strlen(verdict)),
	    .line = pool_copy(pool, line, len),
	    .wanted = pool_copy(pool, wanted, strlen(wanted)) };
}

/* What an unexpected instance showed: its reason, if it has just that. */
static void
list_shown(struct shown_list *l, sqlite3_stmt *member, sqlite3_stmt *offences,
    struct pool *pool)
{
	const char *verdict = store_text(member, 7);
	const char *reason = store_text(member, 10);
	bool judged = strcmp(verdict, "departs-from-doc") == 0 ||
	    strstr(verdict, "differs") != NULL;

	if (!judged)
		add(l, verdict, store_text(member, 8), reason[0] != '\0' ?
		    reason : store_text(member, 9), "", pool);
	store_bind_int(offences, 1, sqlite3_column_int64(member, 0));
	store_bind_text(offences, 2, store_text(member, 4));
	while (store_step(offences))
		add(l, store_text(offences, 0), store_text(offences, 1),
		    store_text(offences, 2), store_text(offences, 3), pool);
	sqlite3_reset(offences);
	if (l->len == 0)
		add(l, verdict, store_text(member, 8), store_text(member, 9),
		    "", pool);
}

static bool
is_of(const struct kind_row *r, sqlite3_stmt *member)
{
	return r->platform == sqlite3_column_int64(member, 0) &&
	    strcmp(r->name, store_text(member, 1)) == 0;
}

static void
add_member(struct kind_row *r, sqlite3_stmt *member, sqlite3_stmt *offences,
    struct shown_list *shown)
{
	struct pool pool = POOL_INIT;

	shown->len = 0;
	if (sqlite3_column_int(member, 6) != 0)
		list_shown(shown, member, offences, &pool);
	kind_row_add(r, store_text(member, 4),
	    sqlite3_column_int(member, 5) != 0, shown->at, shown->len);
	pool_release(&pool);
}

void
kinds_find(const struct store *s)
{
	sqlite3_stmt *members = store_prepare(s, members_sql);
	sqlite3_stmt *offences = store_prepare(s, "SELECT verdict, departs,"
	    " line, wanted FROM offence WHERE platform = ? AND id = ?"
	    " ORDER BY rowid");
	struct kind_row row = { .name = NULL };
	struct shown_list shown = { NULL, 0, 0 };

	store_run(s, "SAVEPOINT kinds; DELETE FROM kind_also;"
	    " DELETE FROM kind");
	while (store_step(members)) {
		if (row.name == NULL || !is_of(&row, members)) {
			kind_row_store(&row, s);
			kind_row_release(&row);
			kind_row_init(&row, sqlite3_column_int64(members, 0),
			    store_text(members, 1), store_text(members, 2),
			    (const char *)sqlite3_column_text(members, 3));
		}
		add_member(&row, members, offences, &shown);
	}
	kind_row_store(&row, s);
	kind_row_release(&row);
	store_run(s, stale_sql);
	store_run(s, "RELEASE kinds");
	free(shown.at);
	sqlite3_finalize(members);
	sqlite3_finalize(offences);
}
