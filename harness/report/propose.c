/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/judge/ledger.h"
#include "harness/protocol/memory.h"
#include "harness/report/propose_row.h"

#define NAME_PART 34	/* of a row's name in an entry's */

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
fits_only(const struct proposed_row *r, const struct proposed *shown,
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
widen(const struct proposed_row *r, const struct proposed *shown, size_t n,
    struct text *pattern)
{
	bool kept[WHERE_AXES];
	size_t a;

	memset(kept, true, sizeof(kept));
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
add_patterns(const struct proposed_row *r, const struct proposed *shown,
    struct text *out)
{
	bool *covered = calloc(r->len + 1, sizeof(*covered));
	struct text pattern = TEXT_INIT;
	const char *lead = "instances =";
	size_t n, i;

	if (covered == NULL)
		memory_ran_out();
	for (n = 0; n < r->len; n++) {
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
    const struct proposed *shown, const char *review, struct text *out)
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
		proposed_row_read(&r, s, p);
		p->partial += r.partial ? r.shown_len : 0;
		for (n = 0; n < r.shown_len; n++) {
			add_name(r.name, ++p->entries, out);
			add_entry(s, &r, &r.shown[n], review, out);
		}
		proposed_row_release(&r);
	}
	sqlite3_finalize(stmt);
}
