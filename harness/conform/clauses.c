/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/judge/finding.h"
#include "harness/report/again.h"
#include "harness/rows/areas.h"
#include "harness/rows/catalogue.h"

/* Rows and instances of a clause. */
static void
count(const char *clause, size_t *rows, size_t *instances)
{
	struct instances all = INSTANCES_INIT;
	size_t a, n;

	*rows = *instances = 0;
	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++) {
			if (strcmp(areas[a]->rows[n].clause, clause) != 0)
				continue;
			instances_add_row(&all, areas[a], &areas[a]->rows[n]);
			++*rows;
			*instances += all.len;
			instances_release(&all);
		}
}

static void
print_rows(const char *clause, FILE *out)
{
	struct instances all = INSTANCES_INIT;
	size_t a, n;

	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++) {
			const struct row *row = &areas[a]->rows[n];

			if (strcmp(row->clause, clause) != 0)
				continue;
			instances_add_row(&all, areas[a], row);
			fprintf(out, "%s/%s  %zu instances\n", areas[a]->name,
			    row->name, all.len);
			if (row->doc != NULL)
				fprintf(out, "    documented: %s\n", row->doc);
			else if (row->documented != NULL)
				fprintf(out, "    documented: computed from "
				    "the instance\n");
			instances_release(&all);
		}
}

/* The findings about it, and the entries of the ledger. */
static void
print_findings(const struct findings *f, const char *clause, FILE *out)
{
	size_t i;

	for (i = 0; i < f->len; i++)
		if (finding_has_clause(&f->at[i], clause))
			fprintf(out, "finding: %s: %s\n", f->at[i].id,
			    f->at[i].title);
}

static void
print_clause(const struct clause *c, const struct again *last, FILE *out)
{
	struct text verdicts = TEXT_INIT, mutants = TEXT_INIT;

	fprintf(out, "%s  %s, %s; Python %s, %s\n%s\n", c->id, c->method,
	    c->source, c->versions, c->availability, c->statement);
	if (c->cpython[0] != '\0')
		fprintf(out, "CPython: %s\n", c->cpython);
	fprintf(out, "documentation: %s\n", c->anchor);
	if (c->uncovered[0] != '\0')
		fprintf(out, "no case: %s\n", c->uncovered);
	print_rows(c->id, out);
	again_verdicts(last, c->id, &verdicts);
	again_mutants(last, c->id, &mutants);
	fprintf(out, "verdicts: %s\nmutants: %s\n", text_get(&verdicts),
	    text_get(&mutants));
	text_release(&verdicts);
	text_release(&mutants);
}

static void
print_catalogue(const struct catalogue *c, const struct again *last, FILE *out)
{
	struct text verdicts = TEXT_INIT;
	size_t i, rows, instances, all = 0, covered = 0;

	for (i = 0; i < c->len; i++) {
		count(c->clauses[i].id, &rows, &instances);
		text_cut(&verdicts, 0);
		again_verdicts(last, c->clauses[i].id, &verdicts);
		fprintf(out, "%-12s %-10s %3zu rows %6zu instances  %s  "
		    "[%s]\n", c->clauses[i].id, c->clauses[i].source, rows,
		    instances, c->clauses[i].statement,
		    rows > 0 ? text_get(&verdicts) : "no case");
		all += instances;
		covered += rows > 0;
	}
	text_release(&verdicts);
	fprintf(out, "%zu clauses, %zu with cases, %zu instances\n", c->len,
	    covered, all);
}

static bool
print_one(const struct catalogue *c, const char *id, const struct again *last,
    struct why *why)
{
	const struct clause *clause = catalogue_find(c, id);
	struct text folder = TEXT_INIT;
	struct findings findings;
	bool ok;

	if (clause == NULL)
		return why_set(why, "there is no clause '%s'; `conform clauses` "
		    "has them all", id);
	text_addf(&folder, "%s/cases/findings", top);
	ok = findings_read(&findings, text_get(&folder), why);
	text_release(&folder);
	if (!ok)
		return false;
	print_clause(clause, last, stdout);
	print_findings(&findings, id, stdout);
	findings_release(&findings);
	return true;
}

int
command_clauses(struct options *o)
{
	const char *id = o->patterns[0];
	struct catalogue c;
	struct why why = WHY_INIT;
	struct again last;
	bool ok = catalogue_read(&c, top, &why);

	again_open(&last, o->report);
	if (ok && id == NULL)
		print_catalogue(&c, &last, stdout);
	else if (ok)
		ok = print_one(&c, id, &last, &why);
	again_close(&last);
	catalogue_release(&c);
	return ok ? 0 : command_fail(&why);
}
