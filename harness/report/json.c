/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/pysock/pysock.h"
#include "harness/report/json.h"
#include "harness/report/proof.h"

static void
add_escaped(struct text *out, char c)
{
	static const char letters[] = "btn\vfr";

	if (c == '"' || c == '\\')
		text_addf(out, "\\%c", c);
	else if (c >= '\b' && c <= '\r' && c != '\v')
		text_addf(out, "\\%c", letters[c - '\b']);
	else
		text_addf(out, "\\u%04x", c);
}

void
json_add_string(struct text *out, const char *s)
{
	size_t n;

	text_addc(out, '"');
	for (;; s += n + 1) {
		for (n = 0; (unsigned char)s[n] >= ' ' && s[n] != '"' &&
		    s[n] != '\\'; n++)
			;
		text_add(out, s, n);
		if (s[n] == '\0')
			break;
		add_escaped(out, s[n]);
	}
	text_addc(out, '"');
}

/* A query's one text per row, a line each, as the items of an array. */
static void
add_items(struct text *out, sqlite3_stmt *stmt)
{
	const char *comma = "\n";

	while (store_step(stmt)) {
		text_adds(out, comma);
		text_adds(out, store_text(stmt, 0));
		comma = ",\n";
	}
	sqlite3_finalize(stmt);
}

static void
add_items_of(struct text *out, const struct store *s, int64_t platform,
    const char *sql)
{
	sqlite3_stmt *stmt = store_prepare(s, sql);

	store_bind_int(stmt, 1, platform);
	add_items(out, stmt);
}

/* Adds the one object of a query without its closing brace. */
static void
add_open_object(struct text *out, sqlite3_stmt *stmt)
{
	if (store_step(stmt))
		text_adds(out, store_text(stmt, 0));
	sqlite3_finalize(stmt);
	text_cut(out, out->len - 1);
}

/* How many have that verdict. */
#define OF(v) "'" v "', sum(iif(verdict = '" v "', n, 0))"

static const char platform_sql[] =
    "SELECT json_object('name', p.name, 'system', p.system,"
    " 'kernel', p.kernel, 'libc', p.libc, 'arch', p.arch,"
    " 'word', iif(p.word = '', NULL, CAST(p.word AS INTEGER)),"
    " 'byteorder', p.byteorder, 'emulator', p.emulator,"
    " 'runner', json_object('arch', iif(p.runner_arch = '', p.arch,"
    "   p.runner_arch), 'kernel', iif(p.runner_kernel = '', p.kernel,"
    "   p.runner_kernel)),"
    " 'abilities', replace(trim(p.abilities), '  ', ' '),"
    " 'iut', p.iut, 'iut_build', p.iut_build, 'iut_command', p.command,"
    " 'iut_said', p.iut_said, 'oracle_said', p.oracle_said,"
    " 'oracle', p.oracle, 'oracle_build', p.oracle_build,"
    " 'oracle_command', p.oracle_command,"
    " 'not_compared', p.not_compared,"
    " 'unseen', p.unseen, 'wrap', p.wrap, 'reached', p.reached,"
    " 'share', p.share,"
    " 'revision', p.revision,"
    " 'made', p.made, 'imported', json(iif(p.imported, 'true', 'false')),"
    " 'commit', p.sources, 'floor', p.floor,"
    " 'part_of', (SELECT total FROM part WHERE platform = p.position),"
    " 'oracle_on', json_object('arch', iif(p.oracle_arch = '', p.arch,"
    "   p.oracle_arch), 'libc', iif(p.oracle_libc = '', p.libc,"
    "   p.oracle_libc), 'emulator', iif(p.oracle_arch || p.oracle_libc ="
    "   '', p.emulator, p.oracle_emulator)),"
    " 'instances', (SELECT ifnull(sum(n), 0) FROM tally"
    "   WHERE platform = p.position AND NOT is_case)"
    "  + (SELECT ifnull(sum(missing), 0) FROM test_case"
    "   WHERE platform = p.position),"
    " 'executed', (SELECT ifnull(sum(executed), 0) FROM tally"
    "   WHERE platform = p.position),"
    " 'missing', (SELECT ifnull(sum(missing), 0) FROM test_case"
    "   WHERE platform = p.position),"
    " 'distinct_traces', p.distinct_traces,"
    " 'verdicts', json((SELECT json_group_object(v.name, (SELECT"
    "   ifnull(sum(n), 0)"
    "   FROM tally WHERE platform = p.position AND verdict = v.name))"
    "   FROM (SELECT name FROM verdict ORDER BY position) AS v)),"
    " 'departs', json_object("
    "   'iut', (SELECT count(*) FROM instance WHERE platform = p.position"
    "    AND verdict <> 'conforms' AND verdict = 'departs-from-doc'"
    "    AND departs IN ('iut', 'both')),"
    "   'oracle', (SELECT count(*) FROM instance"
    "    WHERE platform = p.position AND verdict <> 'conforms'"
    "    AND verdict = 'departs-from-doc'"
    "    AND departs IN ('oracle', 'both'))),"
    " 'expected', (SELECT count(*) FROM instance"
    "   WHERE platform = p.position AND expected"
    "   AND verdict <> 'conforms'),"
    " 'unexpected', (SELECT ifnull(sum(unexpected * n), 0) FROM tally"
    "   WHERE platform = p.position)"
    "  + (SELECT count(*) FROM stale WHERE platform = p.position),"
    " 'findings', json((SELECT json_group_object(f.finding, f.n) FROM"
    "   (SELECT finding, count(*) AS n FROM instance WHERE"
    "    platform = p.position AND finding <> '' AND NOT unexpected"
    "    GROUP BY finding ORDER BY finding) AS f)),"
    " 'cases', json_object("
    "   'passed', (SELECT count(*) FROM test_case WHERE"
    "    platform = p.position AND result IN ('passed', 'expected_failure')),"
    "   'failed', (SELECT count(*) FROM test_case WHERE platform = p.position"
    "    AND result NOT IN ('passed', 'expected_failure', 'skipped')),"
    "   'skipped', (SELECT count(*) FROM test_case WHERE"
    "    platform = p.position AND result = 'skipped')),"
    " 'clauses', json((SELECT json_group_object(clause, json(counts)) FROM"
    "   (SELECT clause, json_object("
    OF("conforms") "," OF("differs") "," OF("platform-differs") ","
    OF("departs-from-doc") "," OF("unsupported") "," OF("broken") ","
    OF("unstable") ") AS counts FROM tally WHERE platform = p.position"
    "   GROUP BY clause ORDER BY clause))))"
    " FROM platform AS p WHERE p.position = ?";

static const char kinds_sql[] =
    "SELECT json_object('identity', identity, 'cause', cause, 'row', row,"
    " 'clause', clause, 'verdict', verdict, 'departs', departs,"
    " 'line', line, 'wanted', wanted, 'where', condition,"
    " 'instances', instances, 'of', executed, 'example', example,"
    " 'also', json((SELECT json_group_array(json_object("
    "   'verdict', a.verdict, 'departs', a.departs, 'line', a.line,"
    "   'wanted', a.wanted, 'instances', a.instances))"
    "   FROM kind_also AS a WHERE a.kind = k.id)))"
    " FROM kind AS k WHERE platform = ?"
    " ORDER BY instances DESC, clause, identity";

/* Most of a report; SQLite's own JSON takes twice as long for it. */
static void
add_divergences(struct text *out, const struct store *s, int64_t platform)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT id, clause, verdict,"
	    " departs, iif(expected, 'true', 'false'), entry, finding, line,"
	    " reason, iif(is_case, 'true', 'false')"
	    " FROM instance WHERE platform = ? AND verdict <> 'conforms'"
	    /* Of a row that waits they were told as its workers were ready. */
	    " ORDER BY unexpected DESC, id");
	static const char *const keys[] = { "{\"id\":", ",\"clause\":",
	    ",\"verdict\":", ",\"departs\":", ",\"expected\":",
	    ",\"entry\":", ",\"finding\":", ",\"line\":", ",\"reason\":",
	    ",\"case\":" };
	const char *between = "\n";
	int i;

	store_bind_int(stmt, 1, platform);
	for (; store_step(stmt); between = ",\n") {
		text_adds(out, between);
		for (i = 0; i < 10; i++) {
			text_adds(out, keys[i]);
			if (i == 4 || i == 9)
				text_adds(out, store_text(stmt, i));
			else
				json_add_string(out, store_text(stmt, i));
		}
		text_addc(out, '}');
	}
	sqlite3_finalize(stmt);
}

static void
add_platform(struct text *out, const struct json_members *members,
    const struct store *s, int64_t platform, bool divergences)
{
	sqlite3_stmt *stmt = store_prepare(s, platform_sql);

	store_bind_int(stmt, 1, platform);
	add_open_object(out, stmt);
	text_adds(out, ",\n\"stale\":[");
	add_items_of(out, s, platform, "SELECT json_object('entry', entry,"
	    " 'reason', reason) FROM stale WHERE platform = ? ORDER BY rowid");
	text_adds(out, "],\n\"below_floor\":[");
	add_items_of(out, s, platform, "SELECT json_object('clause', clause,"
	    " 'executed', executed, 'least', least) FROM below"
	    " WHERE position = ? ORDER BY clause");
	text_adds(out, "],\n\"not_run\":[");
	add_items_of(out, s, platform, "SELECT json_object('row', row,"
	    " 'clause', clause, 'instances', instances, 'reason', reason)"
	    " FROM not_run WHERE platform = ? ORDER BY rowid");
	text_adds(out, "],\n\"vectors\":[");
	add_items_of(out, s, platform, "SELECT json_object('group', name,"
	    " 'source', source, 'licence', licence,"
	    " 'errors', json(iif(errors, 'true', 'false')), 'known', known,"
	    " 'applicable', applicable, 'executed', executed,"
	    " 'conforming', conforming, 'reason', reason)"
	    " FROM answered WHERE platform = ?");
	text_adds(out, "],\n\"kinds\":[");
	add_items_of(out, s, platform, kinds_sql);
	text_adds(out, "],\n\"entries\":[");
	add_items_of(out, s, platform, "SELECT json_object('entry', entry,"
	    " 'finding', min(finding), 'instances', count(*),"
	    " 'rows', json_group_array(DISTINCT substr(id, 1,"
	    "  instr(id || '[', '[') - 1))) FROM instance"
	    " WHERE platform = ? AND entry <> '' AND NOT unexpected"
	    " GROUP BY entry ORDER BY entry");
	text_adds(out, "],\n\"ran\":{");
	json_add_ran(out, members, s, platform);
	text_adds(out, "},\n\"divergences\":[");
	if (divergences)
		add_divergences(out, s, platform);
	text_adds(out, "]}");
}

static void
add_all(struct text *out, const struct store *s, bool divergences,
    void (*take)(void *arg, struct text *), void *arg)
{
	struct json_members members;
	sqlite3_stmt *stmt;
	const char *comma = "";

	text_addf(out, "{\"schema\":%d,\"suite\":\"" PYSOCK_VERSION
	    "\",\"problems\":[", JSON_SCHEMA);
	add_items(out, store_prepare(s,
	    "SELECT json_quote(sentence) FROM problem ORDER BY rowid"));
	json_members_start(&members, s);
	text_adds(out, "],\n\"platforms\":[");
	stmt = store_prepare(s, "SELECT position FROM platform"
	    " ORDER BY position");
	for (; store_step(stmt); comma = ",") {
		text_addf(out, "%s\n", comma);
		add_platform(out, &members, s,
		    sqlite3_column_int64(stmt, 0), divergences);
		if (take != NULL)
			take(arg, out);
	}
	sqlite3_finalize(stmt);
	json_members_release(&members);
	text_adds(out, "],\n\"instances\":{");
	json_add_instances(out, s);
	text_adds(out, "},\n\"mutants\":");
	proof_add_json(out, s);
	text_adds(out, "}\n");
}

void
json_add(struct text *out, const struct store *s)
{
	add_all(out, s, true, NULL, NULL);
}

void
json_add_runs(struct text *out, const struct store *s)
{
	add_all(out, s, false, NULL, NULL);
}

void
json_add_parts(struct text *out, const struct store *s,
    void (*take)(void *arg, struct text *), void *arg)
{
	add_all(out, s, true, take, arg);
}
