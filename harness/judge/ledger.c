/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/judge/ledger.h"
#include "harness/protocol/text.h"

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Whether it is in the list; an empty list has everything. */
static bool
is_listed(const struct ledger_names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->len; i++)
		if (same(names->at[i], name))
			return true;
	return names->len == 0;
}

bool
ledger_has_clause(const struct ledger_entry *e, const char *clause)
{
	return e->clauses.len > 0 && is_listed(&e->clauses, clause);
}

bool
ledger_has_instance(const struct ledger_entry *e, const char *instance)
{
	size_t i;

	if (instance == NULL)
		return false;
	for (i = 0; i < e->instances.len; i++)
		if (documented_glob(e->instances.at[i], instance))
			return true;
	return false;
}

/* Whether each of the abilities is there, or each is missing. */
static bool
are_all(const struct ledger_names *names, const char *abilities, bool there)
{
	size_t i;

	for (i = 0; i < names->len; i++)
		if ((abilities == NULL || text_has_word(abilities,
		    names->at[i])) != there)
			return false;
	return true;
}

static bool
is_there(const struct ledger_entry *e, const struct ledger_place *on)
{
	return version_ranges_have(&e->kernel, on->kernel) &&
	    version_ranges_have(&e->emulator, on->emulator != NULL ?
	    on->emulator : "none") && version_ranges_have(&e->libc, on->libc) &&
	    is_listed(&e->arch, on->arch) &&
	    (e->word == NULL || same(e->word, on->word)) &&
	    (e->byteorder == NULL || same(e->byteorder, on->byteorder)) &&
	    are_all(&e->with, on->abilities, true) &&
	    are_all(&e->without, on->abilities, false);
}

bool
ledger_applies(const struct ledger_entry *e, const struct divergence *d)
{
	return ledger_has_clause(e, d->clause) && d->by != NULL &&
	    version_ranges_have(&e->by, d->by) &&
	    is_listed(&e->platforms, d->platform) &&
	    version_ranges_have(&e->iut, d->iut) &&
	    version_ranges_have(&e->oracle, d->oracle) &&
	    is_there(e, &d->on) && ledger_has_instance(e, d->instance);
}

bool
ledger_says(const struct ledger_entry *e, const struct divergence *d,
    bool alone)
{
	return d->verdict != NULL && text_has_word(e->verdict, d->verdict) &&
	    documented_glob(e->line, d->line) &&
	    (alone || e->others == NULL || (d->others != NULL &&
	    documented_glob(e->others, d->others))) && ledger_applies(e, d);
}

const struct ledger_entry *
ledger_match(const struct ledger *l, const struct divergence *d, bool alone)
{
	size_t n;

	for (n = 0; n < l->len; n++)
		if (ledger_says(&l->entries[n], d, alone))
			return &l->entries[n];
	return NULL;
}

void
ledger_keep_clause(struct ledger *l, const char *clause)
{
	size_t n, kept = 0;

	for (n = 0; n < l->len; n++)
		if (ledger_has_clause(&l->entries[n], clause))
			l->entries[kept++] = l->entries[n];
	l->len = kept;
}

bool
ledger_may_not_show(const struct ledger_entry *e)
{
	return same(e->shows, "sometimes");
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
