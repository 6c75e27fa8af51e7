/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/judge/documented.h"
#include "harness/judge/finding.h"
#include "harness/protocol/memory.h"

static const char *const owners[] = { "cpython", "pypy", "linux", "uml",
    "gvisor", "qemu", "glibc", "musl", "dietlibc", NULL };

void
finding_owner_names(struct text *names)
{
	size_t i;

	for (i = 0; owners[i] != NULL; i++)
		text_addf(names, "%s%s", i > 0 ? ", " : "", owners[i]);
}

bool
finding_owner_is_known(const char *owner)
{
	size_t i;

	for (i = 0; owners[i] != NULL; i++)
		if (strcmp(owners[i], owner) == 0)
			return true;
	return false;
}

static bool
has_name(const struct ledger_names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->len; i++)
		if (strcmp(names->at[i], name) == 0)
			return true;
	return false;
}

const struct finding_page *
findings_find(const struct findings *f, const char *id)
{
	size_t i;

	for (i = 0; i < f->len; i++)
		if (strcmp(f->at[i].id, id) == 0)
			return &f->at[i];
	return NULL;
}

bool
finding_happens(const struct finding_page *f, const char *oracle)
{
	size_t i;

	for (i = 0; i < f->versions_len; i++)
		if (version_range_has(&f->versions[i], oracle))
			return true;
	return false;
}

bool
finding_happens_on(const struct finding_page *f, const char *release)
{
	return version_ranges_have(&f->kernel, release);
}

bool
finding_has_clause(const struct finding_page *f, const char *clause)
{
	return has_name(&f->clauses, clause);
}

const struct finding_page *
findings_of_instance(const struct findings *f, const char *instance,
    const char *oracle)
{
	size_t i, n;

	for (i = 0; i < f->len; i++)
		for (n = 0; n < f->at[i].rows.len; n++)
			if (documented_glob(f->at[i].rows.at[n], instance) &&
			    finding_happens(&f->at[i], oracle))
				return &f->at[i];
	return NULL;
}

static bool
entry_fits(const struct findings *f, const struct ledger_entry *e,
    struct why *why)
{
	const struct finding_page *page;
	size_t n;

	if (e->finding == NULL)
		return true;
	page = findings_find(f, e->finding);
	if (page == NULL)
		return why_set(why, "%s:%d: entry '%s' has the finding '%s', "
		    "which has no page in cases/findings/", e->path,
		    e->line_number, e->name, e->finding);
	if (e->own)
		return true;
	if (!has_name(&page->entries, e->name))
		return why_set(why, "cases/findings/%s.md does not name entry "
		    "'%s' of the ledger, which has it as its finding",
		    page->id, e->name);
	for (n = 0; n < e->clauses.len; n++)
		if (!finding_has_clause(page, e->clauses.at[n]))
			return why_set(why, "cases/findings/%s.md does not "
			    "name clause '%s' of its entry '%s'", page->id,
			    e->clauses.at[n], e->name);
	return true;
}

/* An entry's name, and the finding that it has; NULL: none. */
struct named {
	const char *entry, *finding;
};

static int
by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->entry, y->entry);
}

/* The entries in the order of their names. */
static struct named *
sorted(const struct ledger *l)
{
	struct named *all = calloc(l->len + 1, sizeof(*all));
	size_t n;

	if (all == NULL)
		memory_ran_out();
	for (n = 0; n < l->len; n++)
		all[n] = (struct named){ l->entries[n].name,
		    l->entries[n].finding };
	qsort(all, l->len, sizeof(*all), by_name);
	return all;
}

static bool
page_fits(const struct finding_page *page, const struct named *all,
    size_t len, struct why *why)
{
	struct named wanted = { NULL, NULL };
	const struct named *found;
	size_t i;

	for (i = 0; i < page->entries.len; i++) {
		wanted.entry = page->entries.at[i];
		found = bsearch(&wanted, all, len, sizeof(*all), by_name);
		if (found == NULL)
			return why_set(why, "cases/findings/%s.md names the "
			    "entry '%s', which the ledger does not have",
			    page->id, wanted.entry);
		if (found->finding == NULL ||
		    strcmp(found->finding, page->id) != 0)
			return why_set(why, "cases/findings/%s.md names the "
			    "entry '%s', whose finding is '%s'", page->id,
			    wanted.entry, found->finding != NULL ?
			    found->finding : "none");
	}
	return true;
}

bool
findings_fit(const struct findings *f, const struct ledger *l,
    struct why *why)
{
	struct named *all = sorted(l);
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < l->len; i++)
		ok = entry_fits(f, &l->entries[i], why);
	for (i = 0; ok && i < f->len; i++)
		ok = page_fits(&f->at[i], all, l->len, why);
	free(all);
	return ok;
}

void
findings_release(struct findings *f)
{
	free(f->at);
	pool_release(&f->pool);
	*f = (struct findings)FINDINGS_INIT;
}
