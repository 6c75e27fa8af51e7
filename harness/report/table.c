/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/protocol/clean.h"
#include "harness/report/table.h"

#define LABEL 18	/* columns */
#define COLUMN_MOST 40
#define COLUMN_LEAST 20
#define LINES_MOST 16	/* of a cell */

#define RED "\033[31m"
#define NORMAL "\033[0m"

/* A cell of the table: lines of at most `width` columns. */
struct cell {
	struct text lines[LINES_MOST];
	size_t len;
	size_t width;
	bool alarm;	/* it holds what nobody expected */
};

struct table {
	struct text *out;
	const struct store *store;
	bool plain;
	int64_t platforms;
	size_t width;	/* of a column */
};

static void
cells_init(const struct table *t, struct cell *cells)
{
	int64_t i;

	for (i = 0; i < t->platforms; i++)
		cells[i] = (struct cell){ .width = t->width - 2 };
}

static void
cells_release(const struct table *t, struct cell *cells)
{
	int64_t i;

	for (i = 0; i < t->platforms; i++)
		while (cells[i].len > 0)
			text_release(&cells[i].lines[--cells[i].len]);
}

/* Adds a mark to the last line, or to a new one where it does not fit. */
static void
cell_add(struct cell *c, const char *mark)
{
	struct text *line = c->len > 0 ? &c->lines[c->len - 1] : NULL;

	if (line == NULL || (line->len + strlen(mark) + 2 > c->width &&
	    c->len < LINES_MOST)) {
		line = &c->lines[c->len++];
		*line = (struct text)TEXT_INIT;
		if (c->len > 1)
			text_adds(line, "  ");
	} else {
		text_adds(line, c->len == 1 && strchr(line->at, ' ') == NULL ?
		    "  " : ", ");
	}
	text_adds(line, mark);
}

/* Fills the line up to a column, with one space at least. */
static void
pad(struct text *line, size_t hidden_bytes, size_t column)
{
	do
		text_addc(line, ' ');
	while (line->len - hidden_bytes < column);
}

static void
rtrim(struct text *out)
{
	while (out->len > 0 && out->at[out->len - 1] == ' ')
		text_cut(out, out->len - 1);
}

/* Adds a row of cells below each other's first lines. */
static void
add_row(const struct table *t, const char *label, struct cell *cells)
{
	struct text line = TEXT_INIT;
	size_t i, row, rows = 1, hidden;

	for (row = 0; row < rows; row++) {
		text_cut(&line, 0);
		if (row == 0)
			text_adds(&line, label);
		for (i = 0, hidden = 0; i < (size_t)t->platforms; i++) {
			pad(&line, hidden, LABEL + i * t->width);
			if (rows < cells[i].len)
				rows = cells[i].len;
			if (row >= cells[i].len)
				continue;
			if (cells[i].alarm && !t->plain) {
				text_adds(&line, RED);
				hidden += sizeof(RED) - 1;
			}
			text_adds(&line, text_get(&cells[i].lines[row]));
			if (cells[i].alarm && !t->plain) {
				text_adds(&line, NORMAL);
				hidden += sizeof(NORMAL) - 1;
			}
		}
		rtrim(&line);
		text_adds(t->out, text_get(&line));
		text_addc(t->out, '\n');
	}
	text_release(&line);
}

/* "3 depart (1 new)". What is broken or unstable is never in the ledger. */
static void
add_mark(struct cell *c, sqlite3_stmt *stmt)
{
	int64_t n = sqlite3_column_int64(stmt, 2);
	int64_t fresh = sqlite3_column_int64(stmt, 3);
	const char *verdict = store_text(stmt, 4);
	struct text mark = TEXT_INIT;

	text_addf(&mark, "%lld %s", (long long)n,
	    store_text(stmt, n == 1 ? 0 : 1));
	if (fresh > 0)
		c->alarm = true;
	if (strcmp(verdict, "broken") != 0 &&
	    strcmp(verdict, "unstable") != 0) {
		if (fresh == n)
			text_adds(&mark, " (new)");
		else if (fresh > 0)
			text_addf(&mark, " (%lld new)", (long long)fresh);
	}
	cell_add(c, text_get(&mark));
	text_release(&mark);
}

static void
add_marks(const struct table *t, struct cell *c, int64_t platform,
    const char *group)
{
	sqlite3_stmt *stmt = store_prepare(t->store,
	    "SELECT v.one, v.several, sum(n), sum(i.unexpected * n), v.name"
	    " FROM tally AS i JOIN verdict AS v ON v.name = i.verdict"
	    " WHERE i.platform = ?1 AND (?2 IS NULL OR i.clause_group = ?2)"
	    "  AND v.name <> 'conforms' GROUP BY v.name ORDER BY"
	    "  CASE v.name WHEN 'departs-from-doc' THEN 0 ELSE v.position END");

	store_bind_int(stmt, 1, platform);
	store_bind_text(stmt, 2, group);
	while (store_step(stmt))
		add_mark(c, stmt);
	sqlite3_finalize(stmt);
}

/* Adds how many instances there should have been, and are not. */
static void
add_owed(struct cell *c, int64_t n, const char *how)
{
	struct text mark = TEXT_INIT;

	if (n <= 0)
		return;
	text_addf(&mark, "%lld %s", (long long)n, how);
	cell_add(c, text_get(&mark));
	c->alarm = true;
	text_release(&mark);
}

/* A group's cell for a platform, of all groups if it is NULL. */
static void
fill_group(const struct table *t, struct cell *c, int64_t platform,
    const char *group)
{
	sqlite3_stmt *stmt = store_prepare(t->store,
	    "SELECT (SELECT sum(executed) FROM tally WHERE platform = ?1"
	    "  AND (?2 IS NULL OR clause_group = ?2)),"
	    " (SELECT sum(n) FROM tally WHERE platform = ?1"
	    "  AND NOT is_case AND (?2 IS NULL OR clause_group = ?2)),"
	    " (SELECT ifnull(sum(missing), 0) FROM test_case WHERE"
	    "  platform = ?1 AND (?2 IS NULL OR clause_group = ?2)),"
	    " (SELECT ifnull(sum(not_run), 0) FROM test_case WHERE"
	    "  platform = ?1 AND (?2 IS NULL OR clause_group = ?2))");
	struct text text = TEXT_INIT;
	int64_t missing, not_run;

	store_bind_int(stmt, 1, platform);
	store_bind_text(stmt, 2, group);
	store_step(stmt);
	missing = sqlite3_column_int64(stmt, 2);
	not_run = sqlite3_column_int64(stmt, 3);
	text_addf(&text, "%lld/%lld",
	    (long long)sqlite3_column_int64(stmt, 0),
	    (long long)sqlite3_column_int64(stmt, 1) + (long long)missing);
	sqlite3_finalize(stmt);
	cell_add(c, text_get(&text));
	add_marks(t, c, platform, group);
	add_owed(c, not_run, "not run");
	add_owed(c, missing - not_run, "missing");
	if (c->len == 1 && strcmp(c->lines[0].at, "0/0") == 0) {
		text_cut(&c->lines[0], 0);
		text_adds(&c->lines[0], "-");
	}
	text_release(&text);
}

static void
add_group(const struct table *t, const char *label, const char *group)
{
	struct cell cells[t->platforms];
	int64_t i;

	cells_init(t, cells);
	for (i = 0; i < t->platforms; i++)
		fill_group(t, &cells[i], i + 1, group);
	add_row(t, label, cells);
	cells_release(t, cells);
}

/* Adds a row of one number per platform; the query's parameter is which. */
static void
add_count(const struct table *t, const char *label, const char *sql)
{
	struct cell cells[t->platforms];
	sqlite3_stmt *stmt = store_prepare(t->store, sql);
	struct text number = TEXT_INIT;
	int64_t i;

	cells_init(t, cells);
	for (i = 0; i < t->platforms; i++) {
		store_bind_int(stmt, 1, i + 1);
		store_step(stmt);
		text_cut(&number, 0);
		text_adds(&number, store_text(stmt, 0));
		cell_add(&cells[i], text_get(&number));
		cells[i].alarm = (strcmp(label, "unexpected") == 0 ||
		    strcmp(label, "not run") == 0 ||
		    strcmp(label, "below the floor") == 0) &&
		    strcmp(text_get(&number), "0") != 0;
		sqlite3_reset(stmt);
	}
	add_row(t, label, cells);
	cells_release(t, cells);
	sqlite3_finalize(stmt);
	text_release(&number);
}

#define OF_VERDICT(v) \
	"SELECT ifnull(sum(n), 0) FROM tally WHERE platform = ?" \
	" AND verdict = '" v "'"
#define OF_PARTY(party) \
	"SELECT count(*) FROM instance WHERE platform = ? AND verdict <>" \
	" 'conforms' AND verdict = 'departs-from-doc'" \
	" AND departs IN ('" party "', 'both')"

static const struct {
	const char *label;
	const char *sql;
} counts[] = {
	{ "conforms", OF_VERDICT("conforms") },
	{ "departs-from-doc", OF_VERDICT("departs-from-doc") },
	{ "  by the IUT", OF_PARTY("iut") },
	{ "  by the oracle", OF_PARTY("oracle") },
	{ "differs", OF_VERDICT("differs") },
	{ "platform-differs", OF_VERDICT("platform-differs") },
	{ "unsupported", OF_VERDICT("unsupported") },
	{ "unstable", OF_VERDICT("unstable") },
	{ "broken", OF_VERDICT("broken") },
	{ "not run", "SELECT ifnull(sum(not_run), 0) FROM test_case"
	    " WHERE platform = ?" },
	{ "stale entries", "SELECT count(*) FROM stale WHERE platform = ?" },
	{ "below the floor", "SELECT count(*) FROM below WHERE position = ?" },
	{ "unexpected", "SELECT (SELECT ifnull(sum(unexpected * n), 0)"
	    "  FROM tally WHERE platform = ?1)"
	    " + (SELECT count(*) FROM stale WHERE platform = ?1)" },
	{ "clauses", "SELECT count(DISTINCT clause) FROM tally"
	    " WHERE platform = ? AND clause <> 'unknown'" },
	{ "instances", "SELECT (SELECT ifnull(sum(n), 0) FROM tally"
	    "  WHERE platform = ?1 AND NOT is_case)"
	    " + (SELECT ifnull(sum(missing), 0) FROM test_case"
	    "  WHERE platform = ?1)" },
	{ "distinct traces", "SELECT distinct_traces FROM platform"
	    " WHERE position = ?" },
};

/* What an implementation, or both, printed at their start. */
static void
add_said(struct text *out, const char *who, const char *said)
{
	size_t len;

	for (; *said != '\0'; said += len + (said[len] == '\n')) {
		char line[1024];

		len = strcspn(said, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)len, said);
		text_addf(out, "  %s said at the start: ", who);
		text_add_clean(out, line);
		text_addc(out, '\n');
	}
}

/* Of a column that another run made: when, and of which sources. */
static void
add_age(struct text *out, const char *made, const char *sources,
    bool imported)
{
	if (*made == '\0')
		return;
	text_adds(out, imported ? "  imported " : "  of an earlier run, made ");
	text_add_clean(out, made);
	text_adds(out, " UTC");
	if (*sources != '\0') {
		text_adds(out, " of ");
		text_add_clean(out, sources);
	}
	text_addc(out, '\n');
}

static void
add_header(const struct table *t)
{
	struct cell cells[t->platforms];
	sqlite3_stmt *stmt = store_prepare(t->store,
	    "SELECT name, d.kernel, iif(d.libc = 'unknown', 'C library unknown',"
	    "  d.libc), iif(d.arch LIKE 'unknown%', 'machine ' || d.arch,"
	    "  d.arch), iut, d.oracle,"
	    " replace(trim(abilities), '  ', ' '), not_compared,"
	    " iif(share <> '', 'SHARE ' || share || ' of it, ' || chosen ||"
	    "  ' instances: no floor holds',"
	    " 'PART of it, ' || chosen || ' instances, of the '"
	    "  || total || ' of their rows: no floor holds'),"
	    " iut_said, iif(oracle_said = iut_said, '', oracle_said),"
	    " iif(oracle_said = iut_said, 'IUT and oracle', 'its IUT'),"
	    " unseen, iif(imported OR made < (SELECT max(made) FROM platform),"
	    "  made, ''), sources, imported"
	    " FROM platform JOIN described AS d USING (position)"
	    " LEFT JOIN part ON part.platform = position"
	    " ORDER BY position");
	static const char *const before[] = { "", "kernel ", "", "", "IUT ",
	    "oracle " };
	struct text name = TEXT_INIT;
	int64_t i;
	int j;

	cells_init(t, cells);
	for (i = 0; i < t->platforms && store_step(stmt); i++) {
		text_cut(&name, 0);
		text_add_clean(&name, store_text(stmt, 0));
		text_adds(t->out, text_get(&name));
		for (j = 1; j < 6; j++) {
			if (*store_text(stmt, j) == '\0')
				continue;
			text_addf(t->out, "%s%s", j == 1 ? ": " : ", ",
			    before[j]);
			text_add_clean(t->out, store_text(stmt, j));
		}
		text_addc(t->out, '\n');
		if (*store_text(stmt, 6) != '\0') {
			text_adds(t->out, "  it has ");
			text_add_clean(t->out, store_text(stmt, 6));
			text_addc(t->out, '\n');
		}
		if (*store_text(stmt, 7) != '\0') {
			text_adds(t->out, "  its oracle is not compared with "
			    "a recording: ");
			text_add_clean(t->out, store_text(stmt, 7));
			text_addc(t->out, '\n');
		}
		if (*store_text(stmt, 12) != '\0') {
			text_adds(t->out, "  it does not show, and nobody asks "
			    "after an instance: ");
			text_add_clean(t->out, store_text(stmt, 12));
			text_addc(t->out, '\n');
		}
		if (*store_text(stmt, 8) != '\0')
			text_addf(t->out, "  %s\n", store_text(stmt, 8));
		add_age(t->out, store_text(stmt, 13), store_text(stmt, 14),
		    sqlite3_column_int(stmt, 15) != 0);
		add_said(t->out, store_text(stmt, 11), store_text(stmt, 9));
		add_said(t->out, "its oracle", store_text(stmt, 10));
		text_cut(&name, t->width - 2);
		cell_add(&cells[i], text_get(&name));
	}
	text_addc(t->out, '\n');
	add_row(t, "clauses", cells);
	cells_release(t, cells);
	sqlite3_finalize(stmt);
	text_release(&name);
}

static void
add_groups(const struct table *t)
{
	sqlite3_stmt *stmt = store_prepare(t->store,
	    "SELECT used.name FROM"
	    " (SELECT clause_group AS name FROM tally UNION"
	    "  SELECT clause_group FROM test_case WHERE missing > 0) AS used"
	    " LEFT JOIN clause_group AS g ON g.name = used.name"
	    " ORDER BY g.position IS NULL, g.position, used.name");
	struct text label = TEXT_INIT;

	while (store_step(stmt)) {
		text_cut(&label, 0);
		text_add_clean(&label, store_text(stmt, 0));
		text_cut(&label, LABEL - 1);
		add_group(t, text_get(&label), store_text(stmt, 0));
	}
	sqlite3_finalize(stmt);
	add_group(t, "total", NULL);
	text_release(&label);
}

void
table_add(struct text *out, const struct store *s, bool plain)
{
	struct table t = { out, s, plain, 0, 0 };
	size_t i;

	t.platforms = store_number(s, "SELECT count(*) FROM platform");
	if (t.platforms == 0)
		return;
	t.width = (size_t)((TABLE_WIDTH - LABEL) / t.platforms);
	if (t.width > COLUMN_MOST)
		t.width = COLUMN_MOST;
	if (t.width < COLUMN_LEAST)
		t.width = COLUMN_LEAST;
	add_header(&t);
	add_groups(&t);
	text_adds(out, "\n"
	    "  540/560: of 560 instances 540 were executed; departs: from "
	    "the documentation; differs: the\n"
	    "  IUT from the oracle, where it is silent; changed: the oracle "
	    "from its recording; new: not\n"
	    "  in the ledger of known divergences\n\n");
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		add_count(&t, counts[i].label, counts[i].sql);
}
