/* SPDX-License-Identifier: BSD-2-Clause */
/* What a case as a whole came to. */
#include <string.h>

#include "harness/report/case_reading.h"

void
reading_complain(struct reading *r, const char *format, ...)
{
	va_list ap;

	if (r->broken.len > 0)
		text_adds(&r->broken, "; ");
	va_start(ap, format);
	text_vaddf(&r->broken, format, ap);
	va_end(ap);
}

/* Only the first line is told; the others mostly follow from it. */
void
reading_complain_line(struct reading *r, const char *reason)
{
	if (!r->malformed)
		reading_complain(r, "line %zu of its output cannot be read: %s",
		    r->line_number, reason);
	r->malformed = true;
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
		reading_complain(r, "Kyua has no result of it");
	else if (*c->reason == '\0')
		reading_complain(r, "%s", c->result);
	else
		reading_complain(r, "%s: %s", c->result, c->reason);
}

void
reading_check_end(struct reading *r)
{
	bool ours = r->test_case->clause != NULL || r->planned > 0 ||
	    r->reported > 0 || r->malformed;

	if (r->done && (r->done_instances != r->reported ||
	    r->done_executed != r->executed) && !r->malformed)
		reading_complain(r, "its last line counts %lld instances, %lld "
		    "executed, but there are %lld, %lld executed",
		    (long long)r->done_instances, (long long)r->done_executed,
		    (long long)r->reported, (long long)r->executed);
	if (!r->done && (has_failed(r) || is_result(r, "skipped"))) {
		if (has_failed(r) || ours)
			complain_result(r);
	} else if (!r->done && ours) {
		reading_complain(r, "it ended without its last line, 'done'");
	} else if (has_failed(r) && r->unexpected == 0 && r->not_run == 0 &&
	    r->broken.len == 0) {
		complain_result(r);
	}
	if (r->planned == r->reported + r->not_run)
		return;
	reading_complain(r, "%lld instances planned, %lld reported",
	    (long long)r->planned, (long long)r->reported);
	if (r->not_run > 0)
		text_addf(&r->broken, ", %lld not run", (long long)r->not_run);
}

const char *
reading_result(const struct reading *r)
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
		.departs = "none", .entry = "", .finding = "", .line = "",
		    .trace = "",
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

void
reading_store(struct reading *r)
{
	broken_store(r);
	test_case_store(r);
}
