/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the programs of all findings still show what their pages say. */
#include <stdio.h>
#include <string.h>

#include "harness/conform/program.h"
#include "harness/conform/shown.h"

struct showing {
	const char *python;
	struct report_counts *counts;
	size_t elsewhere;	/* findings of other versions */
};

/* Counts one program, and says what is wrong with it. */
static void
judge(struct showing *s, const struct finding_page *f, const char *language,
    int status, const struct text *said)
{
	bool one_line = strchr(text_get(said), '\n') == NULL && said->len > 0;

	if (status == 0 && one_line) {
		s->counts->passed++;
		return;
	}
	s->counts->failed++;
	printf("finding %s: its %s program %s: %s\n", f->id, language,
	    status == 0 ? "does not print one line" :
	    "does not show it any more", text_get(said));
}

/* A finding's program in one language. */
struct program {
	struct text path;	/* where it was written */
	struct text command;	/* what compiles or runs it */
	struct text said;	/* what that printed */
};

static bool
program_start(struct program *p, const struct finding_page *f,
    const char *ending, const char *source, struct why *why)
{
	struct text name = TEXT_INIT;
	bool ok;

	*p = (struct program){ .path = TEXT_INIT, .command = TEXT_INIT,
	    .said = TEXT_INIT };
	text_addf(&name, "%s.%s", f->id, ending);
	ok = program_write(text_get(&name), source, &p->path, why);
	text_release(&name);
	return ok;
}

static void
program_release(struct program *p)
{
	text_release(&p->path);
	text_release(&p->command);
	text_release(&p->said);
}

static bool
show_python(struct showing *s, const struct finding_page *f, struct why *why)
{
	struct program p;
	bool ok = program_start(&p, f, "py", f->python, why);

	text_addf(&p.command, "%s '%s'", s->python, text_get(&p.path));
	if (ok)
		judge(s, f, "Python",
		    program_run(text_get(&p.command), &p.said), &p.said);
	program_release(&p);
	return ok;
}

static bool
show_c(struct showing *s, const struct finding_page *f, struct why *why)
{
	struct program p;
	bool ok = program_start(&p, f, "c", f->c, why);
	int status;

	text_addf(&p.command, "cc -std=gnu11 -D_GNU_SOURCE -Wall -Werror -o "
	    "'%s.out' '%s'", text_get(&p.path), text_get(&p.path));
	status = ok ? program_run(text_get(&p.command), &p.said) : -1;
	text_cut(&p.command, 0);
	text_addf(&p.command, "'%s.out'", text_get(&p.path));
	if (status == 0)
		status = program_run(text_get(&p.command), &p.said);
	if (ok)
		judge(s, f, "C", status, &p.said);
	program_release(&p);
	return ok;
}

static bool
show(struct showing *s, const struct finding_page *f, const char *oracle,
    struct why *why)
{
	if (!finding_happens(f, oracle)) {
		s->elsewhere++;
		return true;
	}
	if (program_needs_missing(f)) {
		printf("finding %s: cannot be shown here, it needs %s\n",
		    f->id, f->needs);
		s->counts->skipped++;
		return true;
	}
	return show_python(s, f, why) && (f->c == NULL || show_c(s, f, why));
}

static bool
show_all(const struct options *o, const struct runner *r,
    struct report_counts *counts, struct why *why)
{
	struct text python = TEXT_INIT;
	struct report_counts now = { 0, 0, 0 };
	struct showing s = { .counts = &now };
	bool ok = true;
	size_t i;

	program_python(o, &python);
	s.python = text_get(&python);
	for (i = 0; ok && i < r->findings.len; i++)
		ok = show(&s, &r->findings.at[i], r->oracle.name, why);
	printf("findings: %zu, of which %zu do not happen with %s; "
	    "programs: %lld shown, %lld not shown\n", r->findings.len,
	    s.elsewhere, r->oracle.name, (long long)now.passed,
	    (long long)now.failed);
	counts->passed += now.passed;
	counts->failed += now.failed;
	counts->skipped += now.skipped;
	text_release(&python);
	return ok;
}

bool
shown_check(const struct options *o, struct report_counts *counts,
    struct why *why)
{
	struct config config;
	struct runner runner;
	bool ok;

	make_config(o, &config);
	ok = runner_init(&runner, &config, why) && runner_start(&runner, why);
	if (ok && strncmp(config.oracle, "recorded", 8) != 0)
		ok = show_all(o, &runner, counts, why);
	runner_release(&runner);
	return ok;
}
