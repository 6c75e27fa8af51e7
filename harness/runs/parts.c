/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/runs/parts.h"

/*
 * Sides that are a part of the suite, and of another choice than the other one.
 * What a side was to run, and lost, is no other choice.
 */
static const char find_parts[] =
    "CREATE TABLE part AS SELECT n, run FROM (SELECT p.n, a.part_of AS was,"
    "   b.part_of AS is_now, a.share <> b.share OR EXISTS (SELECT 1"
    "    FROM met AS m WHERE m.n = p.n AND (m.was = '') <> (m.is_now = '')"
    "    AND NOT EXISTS (SELECT 1 FROM kind AS k"
    "     WHERE k.run = iif(m.was = '', 0, 1)"
    "     AND k.platform = iif(m.was = '', p.a, p.b)"
    "     AND (k.verdict = 'not-run' OR instr(k.row, '_test:'))"
    "     AND " RUNS_ROW("k.row") " = m.row)) AS otherwise FROM pair AS p"
    "   JOIN platform AS a ON a.run = 0 AND a.platform = p.a"
    "   JOIN platform AS b ON b.run = 1 AND b.platform = p.b)"
    "  JOIN (SELECT 0 AS run UNION ALL SELECT 1)"
    "  WHERE iif(run = 0, was, is_now) IS NOT NULL"
    "  AND (was IS NULL OR is_now IS NULL OR otherwise);";

void
parts_find(const struct runs *r)
{
	store_run(&r->store, find_parts);
}

#define MORE "(ifnull(k.is_now, 0) - ifnull(k.was, 0))"

/*
 * What a part was not asked for: instances, and rows of which it lacks some. A
 * kind of such a row stays where an instance that both have turned.
 */
static const char leave_out[] =
    "CREATE TABLE lacks AS SELECT DISTINCT t.n, t.run, x.row FROM part AS t"
    "  JOIN pair AS p ON p.n = t.n JOIN (SELECT run, platform, row FROM ran"
    "   UNION SELECT run, platform, " RUNS_ROW("row") " FROM kind) AS x"
    "  ON x.run = 1 - t.run AND x.platform = iif(t.run = 0, p.b, p.a)"
    "  WHERE EXISTS (SELECT 1 FROM ran) AND (NOT EXISTS (SELECT 1 FROM ran"
    "    AS r WHERE r.run = t.run AND r.row = x.row AND r.platform ="
    "    iif(t.run = 0, p.a, p.b) AND r.letters GLOB '*[^-]*')"
    "   OR EXISTS (SELECT 1 FROM met AS m WHERE m.n = t.n AND m.row = x.row"
    "    AND iif(t.run = 0, m.was, m.is_now) = '' AND m.was <> m.is_now));"
    "DELETE FROM moved WHERE change IN ('added', 'removed') AND"
    "  (n, change = 'removed') IN (SELECT n, run FROM part);"
    "DELETE FROM kind_change AS k WHERE EXISTS (SELECT 1 FROM lacks AS l"
    "   WHERE l.n = k.n AND l.row = " RUNS_ROW("k.row")
    "   AND " MORE " IN (0, iif(l.run = 0, 1, -1) * abs(" MORE ")))"
    "  AND NOT EXISTS (SELECT 1 FROM met AS m WHERE m.n = k.n"
    "   AND m.row = " RUNS_ROW("k.row") " AND m.was <> '' AND m.is_now <> ''"
    "   AND (m.was = upper(m.was)) = (" MORE " <= 0)"
    "   AND (m.is_now = upper(m.is_now)) = (" MORE " > 0));"
    "DELETE FROM entry_change AS c WHERE EXISTS (SELECT 1 FROM lacks AS l"
    "  JOIN pair AS p ON p.n = l.n JOIN entry AS e ON e.run = 1 - l.run"
    "   AND e.platform = iif(l.run = 0, p.b, p.a) AND e.entry = c.entry"
    "  JOIN json_each(e.rows) AS j ON j.value = l.row"
    "  WHERE l.n = c.n AND l.run = (c.change = 'no longer seen'));"
    "DELETE FROM below_change WHERE label IN (SELECT label FROM part"
    "  JOIN pair USING (n) WHERE run = 0);"
    "DELETE FROM figure_change WHERE n IN (SELECT n FROM part);";

void
parts_leave_out(const struct runs *r)
{
	store_run(&r->store, leave_out);
}
