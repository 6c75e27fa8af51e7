/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <string.h>

#include "harness/report/floor.h"
#include "harness/report/json.h"
#include "harness/report/kind.h"
#include "harness/report/page.h"
#include "harness/report/proof.h"
#include "harness/report/propose.h"
#include "harness/report/read.h"
#include "harness/report/report.h"
#include "harness/report/table.h"

#define LINES_MOST 40

static bool
has(const struct store *s, const char *from)
{
	struct text sql = TEXT_INIT;
	bool yes;

	text_addf(&sql, "SELECT EXISTS (SELECT 1 FROM %s)", from);
	yes = store_number(s, text_get(&sql)) != 0;
	text_release(&sql);
	return yes;
}

static bool
has_unexpected(const struct store *s)
{
	return has(s, "stale") || has(s, "not_run") || has(s, "below") ||
	    has(s, "tally WHERE unexpected");
}

static int
exit_status(const struct store *s)
{
	if (has(s, "problem"))
		return 2;
	return has_unexpected(s) || has(s, "idle");
}

static const char *
command_of(const struct report_options *o)
{
	return o->command != NULL ? o->command : "build/conform";
}

static void
write_page(const struct store *s, const struct report_options *o)
{
	struct page_options page = { o->top, o->ledger, command_of(o) };
	struct text html = TEXT_INIT;
	struct why why = WHY_INIT;

	if (!has(s, "test_case"))
		return;
	if (!page_add(&html, s, &page, &why) ||
	    !json_write(&html, o->output, PAGE_FILE, &why))
		store_problem(s, 0, "%s", why.text);
	text_release(&html);
}

static void
put_away(void *file, struct text *json)
{
	json_file_add(file, json);
	text_cut(json, 0);
}

/* Of nothing none is written. */
static bool
write_json(const struct store *s, const struct report_options *o)
{
	struct text json = TEXT_INIT;
	struct json_file file;
	bool ok;
	struct why why = WHY_INIT;

	if (!has(s, "test_case"))
		return false;
	json_file_start(&file, o->output, "report.json");
	json_add_parts(&json, s, put_away, &file);
	put_away(&file, &json);
	ok = json_file_end(&file, &why);
	if (!ok)
		store_problem(s, 0, "%s", why.text);
	text_release(&json);
	return ok;
}

/* Shows one of a column that is elsewhere, as table_add_command() has it. */
static void
add_command(struct text *out, const struct store *s, const char *verb,
    const struct report_options *o)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT max(reached) FROM"
	    " platform HAVING count(*) = 1");
	const char *reached = store_step(stmt) ? store_text(stmt, 0) : "";
	bool program = table_is_program(reached);

	text_addf(out, "%s %s 'ID'", program ? reached : command_of(o), verb);
	if (!program)
		table_add_quoted(out, "--platforms ", reached);
	sqlite3_finalize(stmt);
}

/* Adds the columns of which nothing can be said. */
static void
add_idle(struct text *out, const struct store *s)
{
	if (!has(s, "idle"))
		return;
	text_adds(out, "\nEXECUTED NOTHING:\n");
	table_add_lines(out, store_prepare(s, "SELECT name || ': of ' ||"
	    " instances || ' instances' FROM idle ORDER BY position"),
	    LINES_MOST);
}

static void
add_end(struct text *out, const struct store *s, int status, bool plain)
{
	static const char *const ends[] = {
		"Nothing unexpected.", "FAILED: there are unexpected results.",
		"FAILED: the report is not complete.",
	};
	static const char *const colours[] = { "32", "31", "31" };
	const char *end = status == 1 && !has_unexpected(s) ?
	    "FAILED: nothing was executed." : ends[status];

	if (plain)
		text_addf(out, "\n%s", end);
	else
		text_addf(out, "\n\033[%sm%s\033[0m", colours[status], end);
}

static void
add_commands(struct text *out, const struct store *s,
    const struct report_options *o)
{
	text_adds(out, "\nOne alone: ");
	add_command(out, s, "show", o);
	text_adds(out, ", and again: ");
	add_command(out, s, "replay", o);
	text_addc(out, '\n');
}

static bool
print(FILE *f, const struct text *t)
{
	return fwrite(text_get(t), 1, t->len, f) == t->len && fflush(f) == 0;
}

int
report_store(const struct store *s, const struct report_options *o)
{
	struct text out = TEXT_INIT;
	bool written = false;
	int status;

	if (o->floors != NULL)
		floor_read(s, o->floors, o->all_areas);
	kinds_find(s);
	if (o->output != NULL)
		proof_read(s, o->output);
	if (has(s, "test_case"))
		table_add(&out, s, o->plain);
	table_add_answers(&out, s);
	proof_add(&out, s);
	table_add_expected(&out, s, LINES_MOST);
	table_add_kinds(&out, s, command_of(o), LINES_MOST);
	table_add_not_run(&out, s, LINES_MOST);
	floor_add(&out, s);
	add_idle(&out, s);
	if (o->output != NULL) {
		write_page(s, o);
		written = write_json(s, o);
	}
	table_add_problems(&out, s);
	status = exit_status(s);
	add_end(&out, s, status, o->plain);
	if (written)
		text_addf(&out, " All of it: %s/report.json", o->output);
	add_commands(&out, s, o);
	if (o->out != NULL && !print(o->out, &out))
		status = 2;
	text_release(&out);
	return status;
}

int
report_run(const struct report_options *o)
{
	struct store s;
	int status;

	store_init(&s);
	read_results(&s, o->results, o->platforms, o->areas);
	status = report_store(&s, o);
	store_release(&s);
	return status;
}

bool
report_write_floors(const struct report_options *o, struct why *why)
{
	struct store s;
	sqlite3_stmt *stmt;
	bool ok = true;

	store_init(&s);
	read_results(&s, o->results, o->platforms, o->areas);
	stmt = store_prepare(&s, "SELECT name FROM platform ORDER BY position");
	while (ok && store_step(stmt))
		ok = floor_write(&s, store_text(stmt, 0), o->floors,
		    o->all_areas, why);
	sqlite3_finalize(stmt);
	store_release(&s);
	return ok;
}

#define FAILED "result NOT IN ('passed', 'expected_failure', 'skipped')"

static int64_t
count(const struct store *s, const char *condition)
{
	struct text sql = TEXT_INIT;
	int64_t n;

	text_addf(&sql, "SELECT count(*) FROM test_case WHERE %s",
	    condition);
	n = store_number(s, text_get(&sql));
	text_release(&sql);
	return n;
}

static void
name_failed(const struct store *s, struct text *out)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT p.name, t.name,"
	    " coalesce(nullif(t.reason, ''), 'no result') FROM test_case AS t"
	    " JOIN platform AS p ON p.position = t.platform"
	    " WHERE " FAILED " ORDER BY t.id");

	while (store_step(stmt))
		text_addf(out, "%s %s: %s\n", store_text(stmt, 0),
		    store_text(stmt, 1), store_text(stmt, 2));
	sqlite3_finalize(stmt);
}

bool
report_propose(const struct report_options *o, const char *review,
    struct text *out, struct proposal *p, struct why *why)
{
	struct store s;
	bool ok;

	store_init(&s);
	read_results(&s, o->results, o->platforms, o->areas);
	ok = store_is_whole(&s, why);
	if (ok)
		propose(&s, review, out, p);
	store_release(&s);
	return ok;
}

bool
report_counts(const struct report_options *o, struct report_counts *c,
    struct why *why)
{
	struct store s;
	bool ok;

	store_init(&s);
	read_results(&s, o->results, o->platforms, o->areas);
	c->passed = count(&s, "result IN ('passed', 'expected_failure')");
	c->skipped = count(&s, "result = 'skipped'");
	c->failed = count(&s, FAILED);
	if (c->names != NULL)
		name_failed(&s, c->names);
	ok = store_is_whole(&s, why);
	store_release(&s);
	return ok;
}
