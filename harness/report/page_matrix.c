/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/report/page_cell.h"
#include "harness/report/page_table.h"
#include "harness/report/page_text.h"

struct matrix {
	struct text *out;
	const struct store *store;
	const struct catalogue *catalogue;
	size_t platforms;
	char **names;			/* of platforms */
	struct page_cell *cells;	/* of a row */
};

static void
clear(struct matrix *m)
{
	memset(m->cells, 0, (m->platforms + 1) * sizeof(*m->cells));
}

/* Opens a cell with its class, and the letters of all that is in it. */
static void
add_open(struct text *out, const struct page_cell *c)
{
	char letter = page_cell_letter(c);
	const char *at;

	text_addf(out, "<td class=%c", letter == '-' ? 'o' :
	    isupper((unsigned char)letter) ? 'X' : strchr("dfp", letter) !=
	    NULL ? 'k' : letter);
	text_adds(out, " data-v=\"");
	for (at = PAGE_LETTERS; *at != '\0'; at++) {
		if (c->n[(unsigned char)*at] > 0)
			text_addc(out, *at);
		if (c->n[toupper((unsigned char)*at)] > 0)
			text_addc(out, (char)toupper((unsigned char)*at));
	}
	text_adds(out, "\">");
}

static void
add_cell(const struct matrix *m, const char *clause, size_t i)
{
	const struct page_cell *c = &m->cells[i];

	add_open(m->out, c);
	if (page_cell_letter(c) == '-') {
		page_cell_add(m->out, c);
		return;
	}
	text_adds(m->out, "<a href=\"#cell=");
	page_text_address(m->out, clause);
	text_addc(m->out, '/');
	page_text_address(m->out, m->names[i]);
	text_adds(m->out, "\" aria-label=\"");
	page_cell_say(m->out, c);
	text_adds(m->out, "\">");
	page_cell_add(m->out, c);
	text_adds(m->out, "</a>");
}

static void
add_clause(const struct matrix *m, const char *id)
{
	const struct clause *c = catalogue_find(m->catalogue, id);
	size_t i;

	text_adds(m->out, "<tr><th scope=row><b>");
	page_text_html(m->out, id);
	text_adds(m->out, "</b>");
	if (c != NULL) {
		text_adds(m->out, " <span>");
		page_text_html(m->out, c->statement);
		text_adds(m->out, "</span>");
	}
	for (i = 0; i < m->platforms; i++)
		add_cell(m, id, i);
	text_addc(m->out, '\n');
}

/* The rows of a query: clause, platform, letter, n. */
static void
add_clauses(struct matrix *m, const char *group)
{
	sqlite3_stmt *stmt = store_prepare(m->store, "SELECT clause, platform,"
	    " letter, sum(n) FROM page_count WHERE clause_group = ?"
	    " GROUP BY clause, platform, letter ORDER BY clause");
	struct text clause = TEXT_INIT;
	size_t i;

	clear(m);
	store_bind_text(stmt, 1, group);
	while (store_step(stmt)) {
		if (strcmp(text_get(&clause), store_text(stmt, 0)) != 0) {
			if (clause.len > 0)
				add_clause(m, text_get(&clause));
			clear(m);
			text_cut(&clause, 0);
			text_adds(&clause, store_text(stmt, 0));
		}
		i = (size_t)sqlite3_column_int64(stmt, 1) - 1;
		m->cells[i].n[store_text(stmt, 2)[0] & 0x7f] +=
		    sqlite3_column_int64(stmt, 3);
	}
	add_clause(m, text_get(&clause));
	sqlite3_finalize(stmt);
	text_release(&clause);
}

/* What most of a group's clauses are of. */
static const char *
method_of(const struct matrix *m, const char *group)
{
	size_t i, len = strlen(group);

	for (i = 0; i < m->catalogue->len; i++)
		if (strncmp(m->catalogue->clauses[i].id, group, len) == 0 &&
		    m->catalogue->clauses[i].id[len] == '-')
			return m->catalogue->clauses[i].method;
	return "";
}

static void
add_group(struct matrix *m, const char *group)
{
	sqlite3_stmt *stmt = store_prepare(m->store, "SELECT platform, letter,"
	    " sum(n) FROM page_count WHERE clause_group = ?"
	    " GROUP BY platform, letter");
	size_t i;

	clear(m);
	store_bind_text(stmt, 1, group);
	while (store_step(stmt))
		m->cells[sqlite3_column_int64(stmt, 0) - 1]
		    .n[store_text(stmt, 1)[0] & 0x7f] +=
		    sqlite3_column_int64(stmt, 2);
	sqlite3_finalize(stmt);
	text_adds(m->out, "<tbody data-g=\"");
	page_text_html(m->out, group);
	text_adds(m->out, "\"><tr class=g><th scope=rowgroup><b>");
	page_text_html(m->out, group);
	text_adds(m->out, "</b> <span>");
	page_text_html(m->out, method_of(m, group));
	text_adds(m->out, "</span>");
	for (i = 0; i < m->platforms; i++) {
		add_open(m->out, &m->cells[i]);
		page_cell_add(m->out, &m->cells[i]);
	}
	text_addc(m->out, '\n');
	add_clauses(m, group);
}

static void
add_head(struct matrix *m)
{
	sqlite3_stmt *stmt = store_prepare(m->store,
	    "SELECT name FROM platform ORDER BY position");
	size_t i;

	text_adds(m->out, "<thead><tr><th scope=col>Clause");
	for (i = 0; i < m->platforms && store_step(stmt); i++) {
		m->names[i] = memory_copy(store_text(stmt, 0));
		text_adds(m->out, "<th scope=col><a href=\"#cell=/");
		page_text_address(m->out, m->names[i]);
		text_adds(m->out, "\">");
		page_text_html(m->out, m->names[i]);
		text_adds(m->out, "</a>");
	}
	text_adds(m->out, "</thead>\n");
	sqlite3_finalize(stmt);
}

void
page_add_matrix(struct text *out, const struct store *s,
    const struct catalogue *catalogue)
{
	struct matrix m = { .out = out, .store = s, .catalogue = catalogue };
	sqlite3_stmt *stmt;
	size_t i;

	m.platforms = (size_t)store_number(s, "SELECT count(*) FROM platform");
	m.names = calloc(m.platforms + 1, sizeof(*m.names));
	m.cells = calloc(m.platforms + 1, sizeof(*m.cells));
	if (m.names == NULL || m.cells == NULL)
		memory_ran_out();
	add_head(&m);
	stmt = store_prepare(s, "SELECT DISTINCT clause_group FROM page_count"
	    " LEFT JOIN clause_group ON name = clause_group"
	    " ORDER BY position IS NULL, position, clause_group");
	while (store_step(stmt))
		add_group(&m, store_text(stmt, 0));
	sqlite3_finalize(stmt);
	for (i = 0; i < m.platforms; i++)
		free(m.names[i]);
	free(m.names);
	free(m.cells);
}
