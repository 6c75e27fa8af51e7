/* SPDX-License-Identifier: BSD-2-Clause */
/* What was found, and what its owner is to be told of it. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/conform/program.h"
#include "harness/rows/catalogue.h"
#include "harness/runner/recall.h"

struct telling {
	const struct options *options;
	const char *oracle;		/* "CPython 3.11.2" */
	struct program_means here;
	struct catalogue catalogue;
	size_t told;
};

static void
add_documented(const struct telling *t, const struct finding_page *f,
    struct text *to)
{
	const struct clause *c;
	size_t i;

	text_adds(to, "## What is documented, in our words\n\n");
	for (i = 0; i < f->clauses.len; i++) {
		c = catalogue_find(&t->catalogue, f->clauses.at[i]);
		if (c != NULL)
			text_addf(to, "- %s%s, of %s "
			    "(https://docs.python.org/3/%s)\n", c->statement,
			    strcmp(c->source, "silent") != 0 ? "" :
			    " (silent; what CPython does)", c->method,
			    c->anchor);
	}
}

/* "With qemu-user 7.2.22 on Linux 6.18.44, x86_64, it prints", and what. */
static void
add_said(const struct telling *t, const struct finding_page *f, int status,
    const struct text *said, struct text *to)
{
	struct text who = TEXT_INIT;
	struct utsname u;

	uname(&u);
	program_who(f, t->oracle, &who);
	text_addf(to, "\nWith %s on %s %s, %s, it prints, and its exit "
	    "status is %d:\n\n    %s\n", text_get(&who), u.sysname,
	    u.release, u.machine, status, text_get(said));
	text_release(&who);
}

/* A page's program in one of the languages. */
struct told_program {
	const char *language, *source;
	bool (*show)(const struct finding_page *, const struct program_means *,
	    int *status, struct text *said, struct why *);
	void (*command)(const struct finding_page *,
	    const struct program_means *, const char *folder, struct text *);
};

static bool
add_program(const struct telling *t, const struct finding_page *f,
    const struct told_program *p, struct text *to, struct why *why)
{
	struct program_means m = f->place != NULL ?
	    program_means_of(f->place) : t->here;
	struct text command = TEXT_INIT, said = TEXT_INIT;
	const char *missing = program_missing(f);
	int status = -1;
	bool ok = true;

	if (p->source == NULL)
		return true;
	p->command(f, &m, NULL, &command);
	text_addf(to, "\n```%s\n%s```\n\n`%s`\n", p->language, p->source,
	    text_get(&command));
	if (missing != NULL)
		text_addf(to, "\n(not run here, which has no %.*s)\n",
		    (int)strcspn(missing, " "), missing);
	else {
		ok = p->show(f, &m, &status, &said, why);
		add_said(t, f, status, &said, to);
	}
	text_release(&command);
	text_release(&said);
	return ok;
}

/* All that its owner needs, as one text. */
static bool
add_finding(const struct telling *t, const struct finding_page *f,
    struct text *to, struct why *why)
{
	const struct told_program python = { "python", f->python,
	    program_show_python, program_command_python };
	const struct told_program c = { "c", f->c, program_show_c,
	    program_command_c };

	text_addf(to, "# %s\n\nSeen with %s. Platforms: %s.\n\n", f->title,
	    f->seen, f->platforms);
	add_documented(t, f, to);
	text_addf(to, "\n## What happens\n\n%s## To reproduce\n\nExit status "
	    "0 if it happens, 1 if it does not.\n", f->text);
	if (!add_program(t, f, &python, to, why) ||
	    !add_program(t, f, &c, to, why))
		return false;
	text_addf(to, "\n## Looked for here before\n\n%s\n", f->upstream);
	return true;
}

static bool
write_file(const struct telling *t, const char *id, const struct text *text,
    struct why *why)
{
	struct text path = TEXT_INIT;
	FILE *out;
	bool ok = make_folder(t->options->output, why);

	text_addf(&path, "%s/%s.md", t->options->output, id);
	out = ok ? fopen(text_get(&path), "we") : NULL;
	if (out != NULL) {
		ok = fputs(text_get(text), out) >= 0;
		ok = fclose(out) == 0 && ok;
	}
	if (ok && out != NULL)
		printf("%s\n", text_get(&path));
	else if (ok || out != NULL)
		ok = why_errno(why, "cannot write '%s'", text_get(&path));
	text_release(&path);
	return ok;
}

static bool
tell(struct telling *t, const struct finding_page *f, struct why *why)
{
	struct text text = TEXT_INIT;
	bool ok = add_finding(t, f, &text, why);

	if (ok && t->options->output[0] != '\0')
		ok = write_file(t, f->id, &text, why);
	else if (ok)
		printf("%s%s", t->told > 0 ? "\n---\n\n" : "",
		    text_get(&text));
	t->told++;
	text_release(&text);
	return ok;
}

static bool
tell_owner(struct telling *t, const struct findings *f, struct why *why)
{
	const char *owner = t->options->owner;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < f->len; i++)
		if (strcmp(f->at[i].owner, owner) == 0)
			ok = tell(t, &f->at[i], why);
	if (ok && t->told == 0)
		printf("nothing was found of %s\n", owner);
	return ok;
}

static bool
check_owner(const char *owner, struct why *why)
{
	struct text names = TEXT_INIT;
	bool ok = finding_owner_is_known(owner);

	finding_owner_names(&names);
	if (!ok)
		why_set(why, "the owner '%s' is unknown; there are %s", owner,
		    text_get(&names));
	text_release(&names);
	return ok;
}

static bool
tell_all(const struct options *o, struct runner *r, struct why *why)
{
	struct telling t = { .options = o, .catalogue = CATALOGUE_INIT };
	struct text python = TEXT_INIT;
	bool ok = check_owner(o->owner, why) && runner_start(r, why) &&
	    catalogue_read(&t.catalogue, top, why);

	if (ok && recall_is_oracle(r))
		ok = why_set(why, "the programs of findings need a Python "
		    "that runs, and no recorded one");

	program_python(o, &python);
	t.here = (struct program_means){ text_get(&python), "cc", "" };
	t.oracle = r->oracle.name;
	ok = ok && tell_owner(&t, &r->findings, why);
	catalogue_release(&t.catalogue);
	text_release(&python);
	return ok;
}

static void
list(const struct findings *f)
{
	size_t i;

	for (i = 0; i < f->len; i++)
		printf("%-9s %s\n          %s\n", f->at[i].owner,
		    f->at[i].id, f->at[i].title);
}

int
command_findings(struct options *o)
{
	struct config config;
	struct runner runner;
	struct why why = WHY_INIT;
	bool ok;

	make_config(o, &config);
	ok = runner_init(&runner, &config, &why);
	if (ok && o->owner[0] != '\0')
		ok = tell_all(o, &runner, &why);
	else if (ok && o->output[0] != '\0')
		ok = why_set(&why, "--output takes what an owner is told: "
		    "--owner is missing");
	else if (ok)
		list(&runner.findings);
	runner_release(&runner);
	return ok ? 0 : command_fail(&why);
}
