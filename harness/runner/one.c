/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/rows/areas.h"
#include "harness/runner/one.h"
#include "harness/world/clock.h"

const struct instance *
one_find(struct instances *all, const char *id, struct why *why)
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

/* What it printed at its start. */
static void
print_said(const char *who, const struct session *s, FILE *out)
{
	const char *said = s->said != NULL ? s->said : "";
	size_t len;

	for (; *said != '\0'; said += len + (said[len] == '\n')) {
		len = strcspn(said, "\n");
		fprintf(out, "%s%.*s\n", who, (int)len, said);
	}
}

int
one_run(const struct config *config, const char *id, bool every_call,
    FILE *out, struct why *why)
{
	struct instances all = INSTANCES_INIT;
	const struct instance *i = one_find(&all, id, why);
	struct runner runner;
	struct result result;
	struct text text = TEXT_INIT;
	int status = 2;

	if (i == NULL || !runner_init(&runner, config, why)) {
		instances_release(&all);
		return 2;
	}
	clock_control_start();
	if (runner_start(&runner, why)) {
		fprintf(out, "instance     %s\nclause       %s\n", id,
		    i->row->clause);
		print_documented(i, out);
		fprintf(out, "iut          - %s\noracle       + %s\n",
		    runner.iut.name, runner.oracle.name);
		print_said("iut said     ", &runner.iut, out);
		print_said("oracle said  ", &runner.oracle, out);
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
		status = result.expected ? 0 : 1;
		if (status != 0)
			why_set(why, "unexpected: %s", text_get(&text));
		result_release(&result);
	}
	text_release(&text);
	runner_release(&runner);
	instances_release(&all);
	return status;
}

/* An area's name alone is what one types first. */
static bool
refuse_pattern(const char *pattern, struct why *why)
{
	size_t a;

	for (a = 0; a < areas_len; a++)
		if (strcmp(areas[a]->name, pattern) == 0)
			return why_set(why, "'%s' is an area, whose instances "
			    "are '%s/*'", pattern, pattern);
	return why_set(why, "'%s' is no instance, nor a pattern of one; "
	    "`conform list` has them all", pattern);
}

bool
one_list(const char *pattern, FILE *out, struct why *why)
{
	struct instances all = INSTANCES_INIT;
	bool any = false;
	size_t a, n, i;

	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++) {
			instances_add_row(&all, areas[a], &areas[a]->rows[n]);
			for (i = 0; i < all.len; i++) {
				if (!documented_glob(pattern, all.at[i].id))
					continue;
				any = true;
				fprintf(out, "%-14s %s\n",
				    all.at[i].row->clause, all.at[i].id);
			}
			instances_release(&all);
		}
	return any || refuse_pattern(pattern, why);
}
