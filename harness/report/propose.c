/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/judge/ledger.h"
#include "harness/protocol/memory.h"
#include "harness/report/axes.h"
#include "harness/report/propose.h"
#include "harness/report/shape.h"

#define NAME_PART 34	/* of a row's name in an entry's */

/* What instances of one row showed, and which. */
struct shown {
	char *verdict, *line, *others;	/* patterns; others "" if there are none */
	bool by_oracle;
	bool *shows;			/* of each instance of the row */
};

struct proposed_row {
	int64_t platform;
	char *name, *clause;
	struct pool pool;
	struct axes axes;
	char **ids;			/* those that were not broken */
	const char **values;		/* WHERE_AXES an id */
	size_t len;
	bool partial;			/* not all of the row's instances ran */
	bool narrow;			/* and which these are is not known */
	struct shown *shown;
	size_t shown_len;
};

static void
row_release(struct proposed_row *r)
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

static void *
grow(void *at, size_t len, size_t size)
{
	at = realloc(at, (len + 1) * size);
	if (at == NULL)
		memory_ran_out();
	return at;
}

static void
row_add_id(struct proposed_row *r, const char *id)
{
	r->ids = grow(r->ids, r->len, sizeof(*r->ids));
	r->values = grow(r->values, r->len, WHERE_AXES * sizeof(*r->values));
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
take_line(struct shown *shown, const char *line, bool first)
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
row_note(struct proposed_row *r, const char *id, struct shown *what)
{
	struct shown *same = NULL;
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
		r->shown = grow(r->shown, r->shown_len, sizeof(*r->shown));
		same = &r->shown[r->shown_len++];
		*same = *what;
		same->verdict = memory_copy(what->verdict);
		same->shows = calloc(r->len + 1, sizeof(*same->shows));
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
	struct shown what;

	store_bind_int(stmt, 1, r->platform);
	store_bind_text(stmt, 2, r->name);
	while (store_step(stmt)) {
		platform = strcmp(store_text(stmt, 1), "platform-differs") == 0;
		differs = strcmp(store_text(stmt, 1), "differs") == 0;
		what = (struct shown){ .verdict = (char *)(uintptr_t)
		    store_text(stmt, 1), .by_oracle = platform ||
		    (differs ? other :
		    strcmp(store_text(stmt, 2), "oracle") == 0) };
		take_line(&what, store_text(stmt, 3), platform ||
		    !what.by_oracle);
		row_note(r, store_text(stmt, 0), &what);
	}
	sqlite3_finalize(stmt);
}

/* The id with only these axes kept, and '*' for runs of the others. */
static void
format_pattern(const struct proposed_row *r, size_t n, const bool *kept,
    struct text *out)
{
	const char *const *values = r->values + n * WHERE_AXES;
	bool star = false;
	size_t a;

	text_cut(out, 0);
	text_addf(out, "%s[", r->name);
	for (a = 0; a < r->axes.len; a++) {
		if (kept[a])
			text_addf(out, "%s%s=%s", a > 0 ? "," : "",
			    r->axes.names[a], values[a]);
		else if (!star)
			text_addf(out, "%s*", a > 0 ? "," : "");
		star = !kept[a];
	}
	text_addc(out, ']');
	if (r->axes.len == 0) {
		text_cut(out, 0);
		text_adds(out, r->ids[n]);
	}
}

static bool
fits_only(const struct proposed_row *r, const struct shown *shown,
    const char *pattern)
{
	size_t n;

	for (n = 0; n < r->len; n++)
		if (!shown->shows[n] && documented_glob(pattern, r->ids[n]))
			return false;
	return true;
}

/* Leaves out each axis that tells nothing apart, the first ones first. */
static void
widen(const struct proposed_row *r, const struct shown *shown, size_t n,
    struct text *pattern)
{
	bool kept[WHERE_AXES];
	size_t a;

	for (a = 0; a < r->axes.len; a++)
		kept[a] = true;
	for (a = 0; a < r->axes.len && !r->narrow; a++) {
		kept[a] = false;
		format_pattern(r, n, kept, pattern);
		if (!fits_only(r, shown, text_get(pattern)))
			kept[a] = true;
	}
	format_pattern(r, n, kept, pattern);
}

/* A line of the file has its most bytes: what is beyond is any run. */
static void
shorten(struct text *pattern)
{
	size_t most = LEDGER_LINE_MAX - sizeof("instances = ");
	char *at;

	if (pattern->len > most) {
		text_cut(pattern, most - 1);
		text_addc(pattern, '*');
	}
	for (at = pattern->at; (at = strstr(at, " ;")) != NULL; at++)
		at[1] = '*';
}

static void
add_patterns(const struct proposed_row *r, const struct shown *shown,
    struct text *out)
{
	bool *covered = calloc(r->len + 1, sizeof(*covered));
	struct text pattern = TEXT_INIT;
	const char *lead = "instances =";
	size_t n, i;

	for (n = 0; covered != NULL && n < r->len; n++) {
		if (!shown->shows[n] || covered[n])
			continue;
		widen(r, shown, n, &pattern);
		shorten(&pattern);
		for (i = n; i < r->len; i++)
			if (documented_glob(text_get(&pattern), r->ids[i]))
				covered[i] = true;
		text_addf(out, "%s %s\n", lead, text_get(&pattern));
		lead = "   ";
	}
	free(covered);
	text_release(&pattern);
}

/* "CPython 3.11.2": CPython >=3.11 <3.12. */
static void
add_by(const char *name, struct text *out)
{
	const char *space = strrchr(name, ' ');
	unsigned long major, minor;

	text_addf(out, "by = %.*s", (int)(space != NULL ? space - name :
	    (long)strlen(name)), name);
	if (space != NULL && sscanf(space, "%lu.%lu", &major, &minor) == 2)
		text_addf(out, " >=%lu.%lu <%lu.%lu", major, minor, major,
		    minor + 1);
	text_addc(out, '\n');
}

/* Adds "key = first word", of "glibc 2.36", where it is not the usual one. */
static bool
add_unless(struct text *out, const char *key, const char *value,
    const char *usual)
{
	size_t len = strcspn(value, " ");

	if (len == 0 || (strlen(usual) == len &&
	    strncmp(value, usual, len) == 0))
		return false;
	text_addf(out, "%s = %.*s\n", key, (int)len, value);
	return true;
}

/* Abilities that a ledger may name and that were not found. */
static bool
add_without(struct text *out, const char *abilities)
{
	static const char *const most[] = { "sendfile", "ipv6", "memfd",
	    "seqpacket", "proc" };
	const char *lead = "without =";
	size_t n;

	for (n = 0; abilities[0] != '\0' && n < 5; n++)
		if (!text_has_word(abilities, most[n])) {
			text_addf(out, "%s %s", lead, most[n]);
			lead = "";
		}
	if (lead[0] == '\0')
		text_addc(out, '\n');
	return lead[0] == '\0';
}

/* Where it was seen, in as few conditions as tell it from the usual place. */
static void
add_place(const struct store *s, const struct proposed_row *r, bool oracle,
    struct text *out)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT name, system, iut,"
	    " oracle, CASE WHEN ?2 AND oracle_arch <> '' THEN oracle_emulator"
	    "  ELSE emulator END, CASE WHEN ?2 AND oracle_arch <> '' THEN"
	    "  oracle_arch ELSE arch END, CASE WHEN ?2 AND oracle_libc <> ''"
	    "  THEN oracle_libc ELSE libc END, CASE WHEN ?2 AND"
	    "  oracle_arch <> '' THEN '' ELSE word END, CASE WHEN ?2 AND"
	    "  oracle_arch <> '' THEN '' ELSE abilities END"
	    " FROM platform WHERE position = ?1");
	bool told = false, refuses;

	store_bind_int(stmt, 1, r->platform);
	store_bind_int(stmt, 2, oracle);
	if (store_step(stmt)) {
		add_by(store_text(stmt, oracle ? 3 : 2), out);
		refuses = strncmp(store_text(stmt, 0), "refuse:", 7) == 0;
		told |= !refuses && add_unless(out, "kernel",
		    store_text(stmt, 1), "linux");
		told |= add_unless(out, "libc", store_text(stmt, 6), "glibc");
		told |= add_unless(out, "word", store_text(stmt, 7), "64");
		if (add_unless(out, "emulator", store_text(stmt, 4), "")) {
			add_unless(out, "arch", store_text(stmt, 5), "");
			told = true;
		}
		told |= add_without(out, store_text(stmt, 8));
		if (!told)
			add_unless(out, "platform", store_text(stmt, 0),
			    "native");
	}
	sqlite3_finalize(stmt);
}

/* "own-row-name-12": no entry of the project begins so. */
static void
add_name(const char *row, size_t number, struct text *out)
{
	const char *slash = strchr(row, '/'), *at;
	size_t n;

	text_adds(out, "[own-");
	at = slash != NULL ? slash + 1 : row;
	for (n = 0; n < NAME_PART && at[n] != '\0'; n++)
		text_addc(out, isalnum((unsigned char)at[n]) ?
		    (char)tolower((unsigned char)at[n]) : '-');
	text_addf(out, "-%zu]\n", number);
}

static void
add_entry(const struct store *s, const struct proposed_row *r,
    const struct shown *shown, const char *review, struct text *out)
{
	text_addf(out, "clause = %s\n", r->clause);
	add_patterns(r, shown, out);
	add_place(s, r, shown->by_oracle, out);
	text_addf(out, "verdict = %s\nline = %s\n", shown->verdict,
	    shown->line);
	if (shown->others[0] != '\0')
		text_addf(out, "others = %s\n", shown->others);
	text_addf(out, "reason =\nreview = %s\n\n", review);
}

void
propose(const struct store *s, const char *review, struct text *out,
    struct proposal *p)
{
	sqlite3_stmt *stmt;
	struct proposed_row r;
	size_t n;

	store_run(s, "CREATE INDEX IF NOT EXISTS result_platform ON result"
	    " (platform)");
	stmt = store_prepare(s, "SELECT platform,"
	    " substr(id, 1, instr(id || '[', '[') - 1) AS row, min(place)"
	    " FROM instance WHERE unexpected AND NOT is_case AND verdict NOT IN"
	    "  ('broken', 'unstable') GROUP BY platform, row ORDER BY 3");
	p->entries = p->partial = 0;
	p->left_out = (size_t)store_number(s, "SELECT"
	    " (SELECT count(*) FROM instance WHERE unexpected AND (is_case OR"
	    "  verdict IN ('broken', 'unstable'))) +"
	    " (SELECT count(*) FROM not_run) + (SELECT count(*) FROM stale)");
	while (store_step(stmt)) {
		r = (struct proposed_row){ .pool = POOL_INIT,
		    .platform = sqlite3_column_int64(stmt, 0),
		    .name = memory_copy(store_text(stmt, 1)) };
		row_start(&r, s);
		row_add_unrun(&r, s, p);
		row_fill(&r, s);
		p->partial += r.partial ? r.shown_len : 0;
		for (n = 0; n < r.shown_len; n++) {
			add_name(r.name, ++p->entries, out);
			add_entry(s, &r, &r.shown[n], review, out);
		}
		row_release(&r);
	}
	sqlite3_finalize(stmt);
}
