/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/judge/finding.h"
#include "harness/rows/areas.h"
#include "harness/rows/catalogue.h"
#include "harness/rows/rows.h"

/* A pattern of the ledger, or a clause of one of its entries. */
struct pattern {
	const struct ledger_entry *entry;
	const char *glob, *clause;	/* NULL: any of the entry's */
	bool fits;
};

struct patterns {
	struct pattern *at;
	size_t len;
};

static bool
patterns_start(struct patterns *p, const struct ledger *l)
{
	const struct ledger_entry *entry;
	size_t e, i, len = 0;

	for (e = 0; e < l->len; e++)
		len += l->entries[e].instances.len + l->entries[e].clauses.len;
	p->len = 0;
	p->at = calloc(len + 1, sizeof(*p->at));
	for (e = 0; p->at != NULL && e < l->len; e++) {
		entry = &l->entries[e];
		for (i = 0; i < entry->instances.len; i++)
			p->at[p->len++] = (struct pattern){ .entry = entry,
			    .glob = entry->instances.at[i] };
		for (i = 0; i < entry->clauses.len; i++)
			p->at[p->len++] = (struct pattern){ .entry = entry,
			    .clause = entry->clauses.at[i] };
	}
	return p->at != NULL;
}

static bool
fits(const struct pattern *p, const char *id)
{
	return p->glob != NULL ? documented_glob(p->glob, id) :
	    ledger_has_instance(p->entry, id);
}

static bool
is_about(const struct pattern *p, const char *clause)
{
	return p->clause != NULL ? strcmp(p->clause, clause) == 0 :
	    ledger_has_clause(p->entry, clause);
}

/* Looks which patterns of the row's clause fit one of its instances. */
static void
try_row(struct patterns *p, const struct area *area, const struct row *row)
{
	struct instances all = INSTANCES_INIT;
	size_t n, i;

	for (n = 0; n < p->len; n++) {
		if (p->at[n].fits || !is_about(&p->at[n], row->clause))
			continue;
		if (all.len == 0)
			instances_add_row(&all, area, row);
		for (i = 0; i < all.len && !p->at[n].fits; i++)
			p->at[n].fits = fits(&p->at[n], all.at[i].id);
	}
	instances_release(&all);
}

static bool
refuse(const struct pattern *p, struct why *why)
{
	const struct ledger_entry *e = p->entry;

	return why_set(why, "%s:%d: entry '%s': no instance of clause '%s' is "
	    "'%s'", e->path, e->line_number, e->name,
	    p->clause != NULL ? p->clause : e->clauses.at[0],
	    p->glob != NULL ? p->glob : e->instances.at[0]);
}

static bool
check_patterns(const struct ledger *l, struct why *why)
{
	struct patterns p;
	size_t a, n;
	bool ok = patterns_start(&p, l) ||
	    why_set(why, "no memory for the ledger");

	for (a = 0; ok && a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++)
			try_row(&p, areas[a], &areas[a]->rows[n]);
	for (n = 0; ok && n < p.len; n++)
		if (!p.at[n].fits)
			ok = refuse(&p.at[n], why);
	free(p.at);
	return ok;
}

static bool
check_ledger(const char *top, const char *own, struct why *why)
{
	struct ledger ledger = LEDGER_INIT;
	bool ok = ledger_read_all(&ledger, top, own, why) &&
	    check_patterns(&ledger, why);

	ledger_release(&ledger);
	return ok;
}

/* Refuses a page about a clause that does not exist. */
static bool
check_findings(const char *top, const struct catalogue *c, struct why *why)
{
	struct text folder = TEXT_INIT;
	struct findings findings;
	bool ok;
	size_t i, n;

	text_addf(&folder, "%s/cases/findings", top);
	ok = findings_read(&findings, text_get(&folder), why);
	for (i = 0; ok && i < findings.len; i++)
		for (n = 0; ok && n < findings.at[i].clauses.len; n++)
			ok = catalogue_find(c, findings.at[i].clauses.at[n]) ||
			    why_set(why, "cases/findings/%s.md names clause "
			    "'%s', which is not in cases/clauses.tsv",
			    findings.at[i].id, findings.at[i].clauses.at[n]);
	text_release(&folder);
	findings_release(&findings);
	return ok;
}

bool
rows_check(struct why *why)
{
	bool ok = true;
	size_t a;

	for (a = 0; ok && a < areas_len; a++)
		ok = area_check(areas[a], why);
	return ok;
}

bool
rows_check_all(const char *top, const char *own, struct why *why)
{
	struct catalogue catalogue = CATALOGUE_INIT;
	bool ok = rows_check(why) && catalogue_read(&catalogue, top, why) &&
	    catalogue_check(&catalogue, why) && check_ledger(top, own, why) &&
	    check_findings(top, &catalogue, why);

	catalogue_release(&catalogue);
	return ok;
}
