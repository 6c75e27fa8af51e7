/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/protocol/clean.h"
#include "harness/report/table.h"

#define CAUSE_LEAST 2	/* kinds of a cause, where not all have room */
#define ALSO_MOST 2	/* of what instances of a kind showed besides */
#define ROWS_MOST 4	/* named of kinds that are left out */
#define HEAD 2		/* columns before a kind, and before what belongs to it */
#define BODY 6
#define PROGRAM "./pysock-"

/* Adds what the verdict compares: ", documented: returned 5 (IUT)". */
static void
add_wanted(struct text *out, const char *verdict, const char *departs,
    const char *wanted)
{
	const char *of = strcmp(verdict, "departs-from-doc") == 0 ?
	    "documented" : strcmp(verdict, "differs") == 0 ? "the oracle" :
	    "recorded";

	if (wanted[0] != '\0') {
		text_addf(out, ", %s: ", of);
		text_add_clean(out, wanted);
	}
	if (strcmp(departs, "none") != 0)
		text_addf(out, " (%s)", strcmp(departs, "iut") == 0 ? "IUT" :
		    strcmp(departs, "both") == 0 ? "IUT and oracle" :
		    "oracle");
}

/* Whether what was shown is a line of a trace, and not a reason. */
static bool
is_judged(const char *verdict)
{
	return strcmp(verdict, "departs-from-doc") == 0 ||
	    strstr(verdict, "differs") != NULL;
}

void
table_add_hanging(struct text *out, const char *words)
{
	size_t start = out->len;

	table_add_wrapped(out, words, BODY, TABLE_WIDTH);
	memmove(out->at + start, out->at + start + BODY - HEAD,
	    out->len - start - BODY + HEAD);
	text_cut(out, out->len - BODY + HEAD);
}

void
table_add_head(struct text *words, sqlite3_stmt *kind)
{
	const char *verdict = store_text(kind, 2);
	const char *line = store_text(kind, 4);

	text_add_clean(words, store_text(kind, 0));
	if (words->len > 0)
		text_addc(words, ' ');
	text_add_clean(words, store_text(kind, 1));
	if (!is_judged(verdict) &&
	    strncmp(line, verdict, strlen(verdict)) != 0)
		text_addf(words, ": %s", verdict);
	if (line[0] != '\0')
		text_adds(words, ": ");
	text_add_clean(words, line);
	if (is_judged(verdict))
		add_wanted(words, verdict, store_text(kind, 3),
		    store_text(kind, 5));
}

/* "36 of 120 instances, where kind=tcp", or "all 12 instances". */
static void
add_share(struct text *out, int64_t instances, int64_t executed,
    const char *condition)
{
	if (instances == executed)
		text_addf(out, "%s%lld instance%s", instances > 1 ? "all " :
		    "its ", (long long)instances, instances > 1 ? "s" : "");
	else
		text_addf(out, "%lld of %lld instances", (long long)instances,
		    (long long)executed);
	if (condition == NULL || strcmp(condition, "all") == 0)
		return;
	text_adds(out, condition[0] != '\0' ? ", where " :
	    ", by no short condition on the axes");
	text_add_clean(out, condition);
}

void
table_add_places(struct text *words, const struct store *s,
    const char *identity, bool of_instances)
{
	sqlite3_stmt *stmt = store_prepare(s,
	    "SELECT group_concat(name, ', '), instances, executed, condition"
	    " FROM (SELECT p.name, k.* FROM kind AS k"
	    "  JOIN platform AS p ON p.position = k.platform"
	    "  WHERE k.identity = ? ORDER BY p.position)"
	    " GROUP BY instances, executed, condition ORDER BY min(platform)");
	const char *between = "";

	store_bind_text(stmt, 1, identity);
	while (store_step(stmt)) {
		text_adds(words, between);
		between = "; ";
		text_add_clean(words, store_text(stmt, 0));
		if (!of_instances)
			continue;
		text_adds(words, ": ");
		add_share(words, sqlite3_column_int64(stmt, 1),
		    sqlite3_column_int64(stmt, 2),
		    (const char *)sqlite3_column_text(stmt, 3));
	}
	sqlite3_finalize(stmt);
}

/* What else its instances showed, which mostly follows from the first. */
static void
add_also(struct text *out, const struct store *s, int64_t kind)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT verdict, departs, line,"
	    " wanted FROM kind_also WHERE kind = ?"
	    " ORDER BY instances DESC, rowid");
	struct text words = TEXT_INIT;
	int n = 0;

	store_bind_int(stmt, 1, kind);
	for (; store_step(stmt); n++) {
		if (n >= ALSO_MOST)
			continue;
		text_adds(&words, n == 0 ? "then " : "; ");
		text_add_clean(&words, store_text(stmt, 2));
		add_wanted(&words, store_text(stmt, 0), store_text(stmt, 1),
		    store_text(stmt, 3));
	}
	sqlite3_finalize(stmt);
	if (n > ALSO_MOST)
		text_addf(&words, "; and %d more", n - ALSO_MOST);
	if (n > 0)
		table_add_wrapped(out, text_get(&words), BODY, TABLE_WIDTH);
	text_release(&words);
}

void
table_add_quoted(struct text *out, const char *option, const char *value)
{
	bool plain = strpbrk(value, "\"$`\\!") == NULL &&
	    strchr(value, '\'') != NULL;
	struct text clean = TEXT_INIT;
	const char *at;

	if (value[0] == '\0')
		return;
	text_add_clean(&clean, value);
	text_addf(out, " %s%c", option, plain ? '"' : '\'');
	for (at = text_get(&clean); *at != '\0'; at++)
		if (*at == '\'' && !plain)
			text_adds(out, "'\\''");
		else
			text_addc(out, *at);
	text_addc(out, plain ? '"' : '\'');
	text_release(&clean);
}

bool
table_is_program(const char *reached)
{
	size_t len = sizeof(PROGRAM) - 1;

	return strncmp(reached, PROGRAM, len) == 0 && reached[len] != '\0' &&
	    strspn(reached + len, "abcdefghijklmnopqrstuvwxyz0123456789_") ==
	    strlen(reached + len);
}

void
table_add_command(struct text *out, const char *command, sqlite3_stmt *kind,
    int column)
{
	static const char *const options[] = { "", "--iut ", "--oracle ",
	    "--wrap ", "--platforms " };
	const char *reached = store_text(kind, column + 4);
	bool program = table_is_program(reached);
	int i;

	text_addf(out, "%s show", program ? reached : command);
	for (i = 0; i < 4 + !program; i++)
		table_add_quoted(out, options[i], store_text(kind, column + i));
	text_addc(out, '\n');
}

static void
add_kind(struct text *out, const struct store *s, const char *command,
    int64_t id)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT clause, row, verdict,"
	    " departs, line, wanted, identity, example, p.command,"
	    " p.oracle_command, p.wrap, p.reached FROM kind"
	    " JOIN platform AS p ON p.position = platform WHERE id = ?");
	struct text words = TEXT_INIT;
	bool of_instances;

	store_bind_int(stmt, 1, id);
	store_step(stmt);
	of_instances = strchr(store_text(stmt, 7), '/') != NULL;
	table_add_head(&words, stmt);
	if (of_instances) {
		table_add_hanging(out, text_get(&words));
		text_cut(&words, 0);
	} else
		text_adds(&words, "; ");
	table_add_places(&words, s, store_text(stmt, 6), of_instances);
	if (of_instances)
		table_add_wrapped(out, text_get(&words), BODY, TABLE_WIDTH);
	else
		table_add_hanging(out, text_get(&words));
	add_also(out, s, id);
	if (of_instances) {
		text_addf(out, "%*s", BODY, "");
		table_add_command(out, command, stmt, 7);
	}
	sqlite3_finalize(stmt);
	text_release(&words);
}

/* How many kinds of each cause have room if `most` of all have. */
static int64_t
share_of_cause(const struct store *s, int most)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT sum(min(n, ?)) FROM"
	    " (SELECT count(DISTINCT identity) AS n FROM kind"
	    " GROUP BY cause)");
	int64_t share = CAUSE_LEAST;
	bool fits = true;

	while (fits && share < most) {
		store_bind_int(stmt, 1, share + 1);
		fits = store_step(stmt) &&
		    sqlite3_column_int64(stmt, 0) <= most;
		share += fits;
		sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	return share;
}

/* Adds at most `most` of a cause's kinds, and which are left out. */
static int64_t
add_kinds_of(struct text *out, const struct store *s, const char *command,
    const char *cause, int64_t most)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT min(id), row FROM kind"
	    " WHERE cause = ? GROUP BY identity"
	    " ORDER BY sum(instances) DESC, clause, row, identity");
	struct text more = TEXT_INIT;
	int64_t n = 0;

	store_bind_text(stmt, 1, cause);
	for (; store_step(stmt); n++)
		if (n < most)
			add_kind(out, s, command,
			    sqlite3_column_int64(stmt, 0));
		else if (n < most + ROWS_MOST) {
			text_adds(&more, n > most ? ", " : "");
			text_add_clean(&more, store_text(stmt, 1));
		}
	sqlite3_finalize(stmt);
	if (n > most) {
		text_addf(out, "%*sand %lld more of it:\n", HEAD, "",
		    (long long)(n - most));
		if (n > most + ROWS_MOST)
			text_adds(&more, ", …");
		table_add_wrapped(out, text_get(&more), BODY, TABLE_WIDTH);
	}
	text_release(&more);
	return n < most ? n : most;
}

static void
add_causes(struct text *out, const struct store *s, const char *command,
    int most)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT cause, sum(instances),"
	    " count(DISTINCT identity) FROM kind GROUP BY cause"
	    " ORDER BY sum(instances) DESC, cause");
	int64_t share = share_of_cause(s, most), left = most, causes = 0,
	    kinds = 0, n;

	while (store_step(stmt)) {
		n = sqlite3_column_int64(stmt, 2);
		if (left == 0) {
			causes++;
			kinds += n;
			continue;
		}
		text_addc(out, '\n');
		if (n > 1) {
			text_add_clean(out, store_text(stmt, 0));
			text_addf(out, ": %lld kinds, %lld instances\n",
			    (long long)n,
			    (long long)sqlite3_column_int64(stmt, 1));
		}
		left -= add_kinds_of(out, s, command, store_text(stmt, 0),
		    share < left ? share : left);
	}
	sqlite3_finalize(stmt);
	if (kinds > 0)
		text_addf(out, "\nand %lld more kind%s, of %lld cause%s: see "
		    "\"kinds\" in report.json\n", (long long)kinds,
		    kinds == 1 ? "" : "s", (long long)causes,
		    causes == 1 ? "" : "s");
}

void
table_add_kinds(struct text *out, const struct store *s, const char *command,
    int most)
{
	int64_t n = store_number(s, "SELECT"
	    " (SELECT ifnull(sum(unexpected * n), 0) FROM tally) +"
	    " (SELECT count(*) FROM stale)"), kinds;

	if (n == 0)
		return;
	kinds = store_number(s, "SELECT count(DISTINCT identity) FROM kind");
	text_addf(out, "\nUNEXPECTED: %lld result%s of %lld kind%s, by what is "
	    "probably one cause\n", (long long)n, n == 1 ? "" : "s",
	    (long long)kinds, kinds == 1 ? "" : "s");
	add_causes(out, s, command, most);
}
