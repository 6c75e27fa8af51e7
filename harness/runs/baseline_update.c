/* SPDX-License-Identifier: BSD-2-Clause */
/* A baseline's file with what is new in it, and the words of a person left. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/protocol/memory.h"
#include "harness/report/json.h"
#include "harness/runs/baseline.h"

static const char head[] =
    "# Kinds of unexpected results that `conform gate` lets pass, by column.\n"
    "# `conform gate --update-baseline` writes it.\n";

struct update {
	const struct runs *runs;
	const char *end;	/* of a line */
	struct text lead;	/* lines that are no kind and no column, so far */
	struct text column;	/* that is read; "": before the first */
	struct text out;
	size_t orphans;		/* comments above what was taken out */
};

/* A line without its end, that of another system too. */
static char *
line_of(const char *at)
{
	size_t len = strcspn(at, "\n");

	if (len > 0 && at[len - 1] == '\r')
		len--;
	return memory_copy_part(at, len);
}

static bool
is_column(const char *line)
{
	return line[0] == '[' && line[strlen(line) - 1] == ']';
}

/* Whether a query of a column, and perhaps of a kind, gives anything. */
static bool
has(const struct update *u, const char *sql, const char *column,
    const char *kind)
{
	sqlite3_stmt *stmt = store_prepare(&u->runs->store, sql);
	bool yes;

	store_bind_text(stmt, 1, column);
	if (kind != NULL)
		store_bind_text(stmt, 2, kind);
	yes = store_step(stmt);
	sqlite3_finalize(stmt);
	return yes;
}

/* Adds the new kinds of a column that sort before that one; NULL: all. */
static void
add_kinds(struct update *u, const char *column, const char *before)
{
	static const char *const each[] = { "SELECT kind FROM adding WHERE"
	    " platform = ?1 AND (?2 IS NULL OR kind < ?2) ORDER BY kind",
	    "DELETE FROM adding WHERE platform = ?1 AND"
	    " (?2 IS NULL OR kind < ?2)" };
	sqlite3_stmt *stmt;
	size_t i;

	for (i = 0; i < 2; i++) {
		stmt = store_prepare(&u->runs->store, each[i]);
		store_bind_text(stmt, 1, column);
		store_bind_text(stmt, 2, before);
		while (store_step(stmt))
			text_addf(&u->out, "%s%s", store_text(stmt, 0),
			    u->end);
		sqlite3_finalize(stmt);
	}
}

/* Adds the columns that the file has not and that sort before; NULL: all. */
static void
add_columns(struct update *u, const char *before, bool first)
{
	sqlite3_stmt *stmt = store_prepare(&u->runs->store, "SELECT DISTINCT"
	    " platform FROM adding WHERE platform NOT IN"
	    " (SELECT platform FROM heading) AND (?1 IS NULL OR platform < ?1)"
	    " ORDER BY platform");

	store_bind_text(stmt, 1, before);
	while (store_step(stmt)) {
		text_addf(&u->out, "%s[%s]%s", first ? "" : u->end,
		    store_text(stmt, 0), u->end);
		add_kinds(u, store_text(stmt, 0), NULL);
		if (first)
			text_adds(&u->out, u->end);
	}
	sqlite3_finalize(stmt);
}

static void
add_lead(struct update *u)
{
	text_adds(&u->out, text_get(&u->lead));
	text_cut(&u->lead, 0);
}

/* Adds what is about the file, and not about its first column. */
static void
add_preamble(struct update *u)
{
	const char *lead = text_get(&u->lead), *at, *after = lead;
	struct text rest = TEXT_INIT;

	for (at = lead; *at != '\0'; at += strcspn(at, "\n") + 1)
		if (at[0] == '\n' || at[0] == '\r')
			after = at + strcspn(at, "\n") + 1;
	if (after == lead)
		after = lead + strlen(lead);
	text_add(&u->out, lead, (size_t)(after - lead));
	text_adds(&rest, after);
	text_release(&u->lead);
	u->lead = rest;
}

/* Whether a person wrote something into the column that begins here. */
static bool
is_commented(const char *at)
{
	char *line;
	bool is = false, over = false;

	for (at += strcspn(at, "\n") + 1; !is && !over && *at != '\0';
	    at += strcspn(at, "\n") + 1) {
		line = line_of(at);
		is = line[0] == '#';
		over = is_column(line);
		free(line);
	}
	return is;
}

static void
take_column(struct update *u, const char *line, const char *at)
{
	bool first = u->column.len == 0, keeps;
	char *name = memory_copy_part(line + 1, strlen(line) - 2);

	if (first)
		add_preamble(u);
	else
		add_kinds(u, text_get(&u->column), NULL);
	add_columns(u, name, first);
	keeps = strchr(text_get(&u->lead), '#') != NULL || is_commented(at) ||
	    has(u, "SELECT 1 FROM baseline WHERE platform = ?", name, NULL);
	if (keeps) {
		add_lead(u);
		text_addf(&u->out, "%s%s", line, u->end);
	} else
		text_cut(&u->lead, 0);
	text_cut(&u->column, 0);
	text_adds(&u->column, name);
	free(name);
}

static void
take_kind(struct update *u, const char *line)
{
	const char *column = text_get(&u->column);
	bool gone = has(u, "SELECT 1 FROM stale WHERE platform = ? AND"
	    " kind = ?", column, line);

	add_kinds(u, column, line);
	if (gone && strchr(text_get(&u->lead), '#') != NULL)
		u->orphans++;
	add_lead(u);
	if (!gone)
		text_addf(&u->out, "%s%s", line, u->end);
}

static void
take_line(struct update *u, const char *line, const char *at)
{
	if (line[0] == '\0' || line[0] == '#')
		text_addf(&u->lead, "%s%s", line, u->end);
	else if (is_column(line))
		take_column(u, line, at);
	else
		take_kind(u, line);
}

static void
note_columns(const struct update *u, const char *bytes)
{
	sqlite3_stmt *stmt = store_prepare(&u->runs->store,
	    "INSERT INTO heading VALUES (?)");
	const char *at;
	char *line;

	for (at = bytes; *at != '\0'; at += strcspn(at, "\n") + 1) {
		line = line_of(at);
		if (is_column(line)) {
			line[strlen(line) - 1] = '\0';
			store_bind_text(stmt, 1, line + 1);
			store_insert(stmt, NULL);
		}
		free(line);
	}
	sqlite3_finalize(stmt);
}

/* Line by line, what comes and goes being told by the tables. */
static void
update(struct update *u, const char *bytes)
{
	const char *at;
	char *line;

	store_run(&u->runs->store, "CREATE TEMP TABLE heading (platform TEXT);"
	    "CREATE TEMP TABLE adding AS SELECT platform, kind FROM fresh");
	note_columns(u, bytes);
	u->end = bytes[strcspn(bytes, "\r\n")] == '\r' ? "\r\n" : "\n";
	for (at = bytes; *at != '\0'; at += strcspn(at, "\n") + 1) {
		line = line_of(at);
		take_line(u, line, at);
		free(line);
	}
	if (u->column.len > 0)
		add_kinds(u, text_get(&u->column), NULL);
	add_lead(u);
	add_columns(u, NULL, false);
}

bool
baseline_update(const struct runs *r, const char *path, size_t *orphans,
    struct why *why)
{
	struct update u = { .runs = r, .lead = TEXT_INIT, .column = TEXT_INIT,
	    .out = TEXT_INIT };
	struct text bytes = TEXT_INIT;
	bool ok = true;

	if (access(path, F_OK) == 0 || errno != ENOENT)
		ok = asset_read(path, SIZE_MAX, &bytes, why);
	if (ok && bytes.len == 0)
		text_adds(&bytes, head);
	if (ok) {
		update(&u, text_get(&bytes));
		ok = json_write_path(&u.out, path, why);
	}
	*orphans = u.orphans;
	text_release(&bytes);
	text_release(&u.lead);
	text_release(&u.column);
	text_release(&u.out);
	return ok;
}
