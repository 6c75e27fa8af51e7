/* SPDX-License-Identifier: BSD-2-Clause */
/* The documentation's own text beside the clauses that rest on it. */
#include <glob.h>
#include <stdio.h>

#include "harness/conform/counts.h"
#include "harness/conform/docs.h"
#include "harness/docs/compare.h"
#include "harness/docs/document.h"

/* Where it may be: as Debian installs it, and as `make docs` brings it. */
static const char *const places[] = {
	"/usr/share/doc/python3.[0-9]*-doc/html", "build/docs/3.[0-9]*" };

static bool
read_claims(struct catalogue *c, struct claims *claims, struct why *why)
{
	return catalogue_read(c, top, why) &&
	    claims_read(claims, top, c, why);
}

/* Compares one folder, says what came of it, and counts it. */
static bool
compare_one(const struct claims *claims, const char *folder, bool all,
    bool *differs, struct why *why)
{
	struct comparison r;

	if (!compare(claims, folder, all, stdout, &r, why))
		return false;
	*differs = r.changed + r.gone + r.unclaimed + r.appeared > 0;
	if (!all)
		printf("documentation of Python %s, by what is known of %s: of "
		    "the sentences that are known %zu are the same, the "
		    "paragraph changed around %zu, %zu changed or went; of the "
		    "six methods no clause claims %zu, and %zu appeared beside "
		    "the others\n", r.version, r.base, r.same, r.changed,
		    r.gone, r.unclaimed, r.appeared);
	return true;
}

int
command_docs(struct options *o)
{
	const char *folder = o->patterns[0];
	struct catalogue catalogue = CATALOGUE_INIT;
	struct claims claims = CLAIMS_INIT;
	struct why why = WHY_INIT;
	bool differs = false, ok;

	ok = read_claims(&catalogue, &claims, &why) && (o->full ||
	    claims_check(&claims, &catalogue, &why)) && (o->propose ?
	    compare_propose(&claims, folder, stdout, &why) :
	    compare_one(&claims, folder, o->full, &differs, &why));
	claims_release(&claims);
	catalogue_release(&catalogue);
	return ok ? differs && !o->full : command_fail(&why);
}

static bool
check_place(const struct claims *claims, const char *pattern,
    struct report_counts *counts, struct why *why)
{
	struct text path = TEXT_INIT;
	bool ok = true, differs;
	glob_t found;
	size_t i;

	text_addf(&path, "%s%s%s", pattern[0] == '/' ? "" : top,
	    pattern[0] == '/' ? "" : "/", pattern);
	if (glob(text_get(&path), GLOB_ONLYDIR, NULL, &found) == 0) {
		for (i = 0; ok && i < found.gl_pathc; i++) {
			ok = compare_one(claims, found.gl_pathv[i], false,
			    &differs, why);
			counts->passed += ok && !differs;
			if (ok && differs)
				counts_fail(counts, found.gl_pathv[i]);
		}
		globfree(&found);
	}
	text_release(&path);
	return ok;
}

bool
docs_check(struct report_counts *counts, struct why *why)
{
	struct catalogue catalogue = CATALOGUE_INIT;
	struct claims claims = CLAIMS_INIT;
	struct report_counts before = *counts;
	bool ok = read_claims(&catalogue, &claims, why) &&
	    claims_check(&claims, &catalogue, why);
	size_t n;

	for (n = 0; ok && document_can_be_read() &&
	    n < sizeof(places) / sizeof(places[0]); n++)
		ok = check_place(&claims, places[n], counts, why);
	claims_release(&claims);
	catalogue_release(&catalogue);
	if (ok && counts->passed == before.passed &&
	    counts->failed == before.failed) {
		printf("documentation: not compared, %s\n",
		    document_can_be_read() ? "none is installed (`make docs` "
		    "brings it)" : "there is no libxml2");
		counts->skipped++;
	}
	return ok;
}
