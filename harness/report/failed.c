/* SPDX-License-Identifier: BSD-2-Clause */
/* What a run has to run again: all that was unexpected in it. */
#include <string.h>

#include "harness/report/read.h"
#include "harness/report/report.h"

/* A row's only instance, or all that it has. */
#define WHOLE(row) row " || char(10) || " row " || '[*' || char(10)"

static void
add(const struct store *s, const char *sql, struct text *out)
{
	sqlite3_stmt *stmt = store_prepare(s, sql);

	while (store_step(stmt))
		text_addf(out, "%s", store_text(stmt, 0));
	sqlite3_finalize(stmt);
}

bool
report_failed(const struct report_options *o, const char *platform,
    struct text *out, struct text *stale, struct why *why)
{
	const char *const platforms[] = { platform, NULL };
	struct store s;
	bool ok;

	store_init(&s);
	read_results(&s, o->results, platforms, o->areas);
	ok = store_is_whole(&s, why);
	if (ok) {
		add(&s, "SELECT id || char(10) FROM instance"
		    " WHERE unexpected AND NOT is_case", out);
		add(&s, "SELECT " WHOLE("row") " FROM not_run", out);
		add(&s, "WITH broken AS (SELECT t.area || '/' ||"
		    "  substr(t.name, instr(t.name, ':') + 1) AS row"
		    "  FROM instance AS i JOIN test_case AS t"
		    "  ON t.name = i.id WHERE i.unexpected AND i.is_case)"
		    " SELECT " WHOLE("row") " FROM broken", out);
		add(&s, "SELECT ' ' || entry || ' ' FROM stale", stale);
	}
	store_release(&s);
	return ok;
}

bool
report_commands(const struct report_options *o, const char *platform,
    struct text *iut, struct text *oracle)
{
	const char *const platforms[] = { platform, NULL };
	struct store s;
	bool told;

	store_init(&s);
	read_results(&s, o->results, platforms, o->areas);
	told = store_number(&s, "SELECT count(*) FROM platform"
	    " WHERE iut <> '' AND oracle <> ''") > 0;
	if (told) {
		add(&s, "SELECT command FROM platform", iut);
		add(&s, "SELECT oracle_command FROM platform", oracle);
	}
	store_release(&s);
	return told;
}
