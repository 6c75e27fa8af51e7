/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/judge/ledger.h"

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool
on_platform(const struct ledger_entry *e, const char *platform)
{
	size_t i;

	for (i = 0; i < e->platforms.len; i++)
		if (same(e->platforms.at[i], platform))
			return true;
	return e->platforms.len == 0;
}

static bool
has_instance(const struct ledger_entry *e, const char *instance)
{
	size_t i;

	if (instance == NULL)
		return false;
	for (i = 0; i < e->instances.len; i++)
		if (documented_glob(e->instances.at[i], instance))
			return true;
	return false;
}

static bool
shows_line(const struct ledger_entry *e, const struct divergence *d)
{
	size_t i;

	for (i = 0; i < d->lines_len; i++)
		if (documented_glob(e->line, d->lines[i]))
			return true;
	return false;
}

bool
ledger_applies(const struct ledger_entry *e, const struct divergence *d)
{
	return same(e->clause, d->clause) && on_platform(e, d->platform) &&
	    version_range_has(&e->kernel, d->kernel) &&
	    version_range_has(&e->oracle, d->oracle) &&
	    version_range_has(&e->iut, d->iut) && has_instance(e, d->instance);
}

const struct ledger_entry *
ledger_match(const struct ledger *l, const struct divergence *d)
{
	const struct ledger_entry *e;
	size_t n;

	for (n = 0; n < l->len; n++) {
		e = &l->entries[n];
		if (same(e->verdict, d->verdict) &&
		    (e->departs == NULL || same(e->departs, d->departs)) &&
		    ledger_applies(e, d) && shows_line(e, d))
			return e;
	}
	return NULL;
}

bool
ledger_overdue(const struct ledger_entry *e, const char *today)
{
	return strcmp(e->review, today) < 0;
}

void
ledger_release(struct ledger *l)
{
	free(l->entries);
	pool_release(&l->pool);
	*l = (struct ledger)LEDGER_INIT;
}
