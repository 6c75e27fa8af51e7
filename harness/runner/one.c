/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/runner/areas.h"
#include "harness/runner/one.h"
#include "harness/world/clock.h"

/* The instance of that id, its strings in *all; NULL with *why. */
static const struct instance *
find(struct instances *all, const char *id, struct why *why)
{
	const char *slash = strchr(id, '/');
	const struct instance *found = NULL;
	size_t a, n;

	for (a = 0; slash != NULL && a < areas_len; a++) {
		const struct area *area = areas[a];

		if (strlen(area->name) != (size_t)(slash - id) ||
		    strncmp(area->name, id, (size_t)(slash - id)) != 0)
			continue;
		for (n = 0; n < area->rows_len; n++)
			instances_add_row(all, area, &area->rows[n]);
		found = instances_find(all, id);
	}
	if (found == NULL)
		why_set(why, "there is no instance '%s'; `conform list` has "
		    "them all", id);
	return found;
}

static void
print_documented(const struct instance *i, FILE *out)
{
	struct documented d = DOCUMENTED_INIT;
	size_t n;

	instance_document(i, &d);
	for (n = 0; n < d.len; n++)
		fprintf(out, "documented   %s: %s\n", d.wants[n].label,
		    d.wants[n].allowed);
	if (d.len == 0)
		fprintf(out, "documented   nothing: both are compared\n");
	documented_release(&d);
}

bool
one_run(const struct config *config, const char *id, bool every_call,
    FILE *out, struct why *why)
{
	struct instances all = INSTANCES_INIT;
	const struct instance *i = find(&all, id, why);
	struct runner runner;
	struct result result;
	struct text text = TEXT_INIT;
	bool ok = false;

	if (i == NULL || !runner_init(&runner, config, why)) {
		instances_release(&all);
		return false;
	}
	clock_control_start();
	if (runner_start(&runner, why)) {
		fprintf(out, "instance     %s\nclause       %s\n", id,
		    i->row->clause);
		print_documented(i, out);
		fprintf(out, "iut          - %s\noracle       + %s\n",
		    runner.iut.name, runner.oracle.name);
		runner.iut.echo = runner.oracle.echo = every_call ? out : NULL;
		runner_run(&runner, i, true, &result);
		fputs(text_get(&result.traces), out);
		result_format_brief(&result, &text);
		fprintf(out, "verdict      %s%s\n",
		    text_get(&text) + strlen(id) + 1,
		    result.entry != NULL ? ", known" : "");
		if (result.entry != NULL)
			fprintf(out, "ledger       %s: %s\n",
			    result.entry->name, result.entry->reason);
		ok = result.expected;
		if (!ok)
			why_set(why, "unexpected: %s", text_get(&text));
		result_release(&result);
	}
	text_release(&text);
	runner_release(&runner);
	instances_release(&all);
	return ok;
}

void
one_list(const char *pattern, FILE *out)
{
	struct instances all = INSTANCES_INIT;
	size_t a, n, i;

	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++) {
			instances_add_row(&all, areas[a], &areas[a]->rows[n]);
			for (i = 0; i < all.len; i++)
				if (documented_glob(pattern, all.at[i].id))
					fprintf(out, "%-14s %s\n",
					    all.at[i].row->clause,
					    all.at[i].id);
			instances_release(&all);
		}
}

struct count {
	const char *clause;
	size_t rows, instances;
};

static int
by_clause(const void *a, const void *b)
{
	return strcmp(((const struct count *)a)->clause,
	    ((const struct count *)b)->clause);
}

/* Counts per clause, sorted; the caller frees. */
static struct count *
count_clauses(size_t *len)
{
	struct count *counts = NULL;
	struct instances all = INSTANCES_INIT;
	size_t a, n, c;

	*len = 0;
	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++) {
			const struct row *row = &areas[a]->rows[n];

			for (c = 0; c < *len; c++)
				if (strcmp(counts[c].clause, row->clause) == 0)
					break;
			if (c == *len) {
				counts = realloc(counts,
				    ++*len * sizeof(*counts));
				if (counts == NULL)
					abort();
				counts[c] = (struct count){ row->clause, 0, 0 };
			}
			instances_add_row(&all, areas[a], row);
			counts[c].rows++;
			counts[c].instances += all.len;
			instances_release(&all);
		}
	if (counts != NULL)
		qsort(counts, *len, sizeof(*counts), by_clause);
	return counts;
}

static bool
print_rows(const char *clause, FILE *out)
{
	struct instances all = INSTANCES_INIT;
	bool any = false;
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
			any = true;
		}
	return any;
}

bool
one_clauses(const char *clause, FILE *out, struct why *why)
{
	struct count *counts;
	size_t len, c, instances = 0;

	if (clause != NULL)
		return print_rows(clause, out) ||
		    why_set(why, "no row pins clause '%s'", clause);
	counts = count_clauses(&len);
	for (c = 0; c < len; c++) {
		fprintf(out, "%-14s %3zu rows %6zu instances\n",
		    counts[c].clause, counts[c].rows, counts[c].instances);
		instances += counts[c].instances;
	}
	fprintf(out, "%zu clauses, %zu instances\n", len, instances);
	free(counts);
	return true;
}
