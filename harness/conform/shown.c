/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the programs of all findings still show what their pages say. */
#include <stdio.h>
#include <string.h>

#include "harness/conform/counts.h"
#include "harness/conform/program.h"
#include "harness/conform/shown.h"
#include "harness/world/system.h"

struct showing {
	struct program_means here;	/* the oracle's Python, and cc */
	const char *oracle;		/* "CPython 3.11.2" */
	struct report_counts *counts;
	size_t looked_at;
	size_t elsewhere;		/* findings of other versions */
};

/* How a program was run, and what has to come of it. */
struct attempt {
	const struct finding_page *finding;
	const struct program_means *means;
	int wanted;	/* exit status: 0 shown, 1 not */
};

/* Counts one program, and says what is wrong with it. */
static void
judge(struct showing *s, const struct attempt *a, const char *language,
    int status, const struct text *said)
{
	bool one_line = strchr(text_get(said), '\n') == NULL && said->len > 0;

	if (status == a->wanted && one_line) {
		s->counts->passed++;
		return;
	}
	counts_fail(s->counts, a->finding->id);
	printf("finding %s: its %s program %s: %s\n", a->finding->id, language,
	    status == a->wanted ? "does not print one line" :
	    a->wanted == 0 ? "does not show it any more" :
	    status == 0 ? "shows it here too, and not only there" :
	    "does not end with 1 where there is nothing to show",
	    text_get(said));
}

static bool
attempt_all(struct showing *s, const struct attempt *a, struct why *why)
{
	const struct finding_page *f = a->finding;
	struct text said = TEXT_INIT;
	int status;
	bool ok = true;

	if (f->python != NULL && a->means->python != NULL) {
		ok = program_show_python(f, a->means, &status, &said, why);
		if (ok)
			judge(s, a, "Python", status, &said);
		text_cut(&said, 0);
	}
	if (ok && f->c != NULL && a->means->compiler != NULL) {
		ok = program_show_c(f, a->means, &status, &said, why);
		if (ok)
			judge(s, a, "C", status, &said);
	}
	text_release(&said);
	return ok;
}

/* Whether it happens with what its programs run on here, kernel included. */
static bool
happens(const struct showing *s, const struct finding_page *f)
{
	struct text who = TEXT_INIT;
	bool yes;

	program_who(f, s->oracle, &who);
	yes = finding_happens(f, text_get(&who)) &&
	    finding_happens_on(f, system_release());
	text_release(&who);
	return yes;
}

/* Whether there is anything to show here; counts and says why not. */
static bool
can_show(struct showing *s, const struct finding_page *f)
{
	const char *missing = NULL;

	/* Who a place is can only be asked where it is installed. */
	if (f->place != NULL || happens(s, f))
		missing = program_missing(f);
	if (missing != NULL) {
		printf("finding %s: cannot be shown here, it needs %.*s\n",
		    f->id, (int)strcspn(missing, " "), missing);
		s->counts->skipped++;
		return false;
	}
	if (!happens(s, f)) {
		s->elsewhere++;
		return false;
	}
	return true;
}

/*
 * Where a page names a place, its programs have to show it there, and have to
 * find nothing here.
 */
static bool
show(struct showing *s, const struct finding_page *f, struct why *why)
{
	struct attempt a = { f, &s->here, 0 };
	struct program_means there;

	if (!can_show(s, f))
		return true;
	if (f->place != NULL) {
		there = program_means_of(f->place);
		a.means = &there;
		if (!attempt_all(s, &a, why))
			return false;
		a.means = &s->here;
		a.wanted = 1;
	}
	return attempt_all(s, &a, why);
}

static bool
show_some(const struct options *o, const struct runner *r, size_t first,
    struct report_counts *counts, struct why *why)
{
	struct text python = TEXT_INIT;
	struct report_counts now = { .names = counts->names };
	struct showing s = { .oracle = r->oracle.name, .counts = &now };
	bool ok = true;
	size_t i;

	program_python(o, &python);
	s.here = (struct program_means){ text_get(&python), "cc", "" };
	for (i = first; ok && i < r->findings.len; i += 2, s.looked_at++)
		ok = show(&s, &r->findings.at[i], why);
	printf("findings: %zu of %zu, of which %zu do not happen with %s or "
	    "with what they name; programs: %lld as they should be, %lld not, "
	    "%lld cannot be run here\n", s.looked_at, r->findings.len,
	    s.elsewhere, s.oracle, (long long)now.passed,
	    (long long)now.failed, (long long)now.skipped);
	counts->passed += now.passed;
	counts->failed += now.failed;
	counts->skipped += now.skipped;
	text_release(&python);
	return ok;
}

static bool
check(const struct options *o, size_t first, struct report_counts *counts,
    struct why *why)
{
	struct config config;
	struct runner runner;
	bool ok;

	make_config(o, &config);
	ok = runner_init(&runner, &config, why) && runner_start(&runner, why);
	if (ok && strncmp(config.oracle, "recorded", 8) != 0)
		ok = show_some(o, &runner, first, counts, why);
	runner_release(&runner);
	return ok;
}

bool
shown_check_odd(const struct options *o, struct report_counts *counts,
    struct why *why)
{
	return check(o, 0, counts, why);
}

bool
shown_check_even(const struct options *o, struct report_counts *counts,
    struct why *why)
{
	return check(o, 1, counts, why);
}
