/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/conform/program.h"
#include "harness/runner/one.h"
#include "harness/scene/script.h"
#include "harness/world/clock.h"

/* Writes build/reproduce/NAMESUFFIX; *path is where. */
static bool
write_named(const char *name, const char *suffix, const char *text,
    struct text *path, struct why *why)
{
	struct text file = TEXT_INIT;
	bool ok;

	text_addf(&file, "%s%s", name, suffix);
	ok = program_write(text_get(&file), text, path, why);
	text_release(&file);
	return ok;
}

static bool
write_python(const char *name, const char *text, struct why *why)
{
	struct text path = TEXT_INIT;
	bool ok = write_named(name, ".py", text, &path, why);

	if (ok)
		printf("python3 %s\n", text_get(&path));
	text_release(&path);
	return ok;
}

/* One of a finding's programs, and how to run it. */
static bool
write_program(const struct finding_page *f, const char *ending,
    const char *source, const struct text *command, struct why *why)
{
	struct text path = TEXT_INIT;
	bool ok = write_named(f->id, ending, source, &path, why);

	if (ok)
		printf("%s\n", text_get(command));
	text_release(&path);
	return ok;
}

static bool
write_programs(const struct finding_page *f, struct why *why)
{
	struct program_means m = f->place != NULL ?
	    program_means_of(f->place) :
	    (struct program_means){ "python3", "cc", "" };
	struct text command = TEXT_INIT, folder = TEXT_INIT;
	bool ok = true;

	text_addf(&folder, "%s/reproduce", work);
	if (f->python != NULL) {
		program_command_python(f, &m, text_get(&folder), &command);
		ok = write_program(f, ".py", f->python, &command, why);
		text_cut(&command, 0);
	}
	if (ok && f->c != NULL) {
		program_command_c(f, &m, text_get(&folder), &command);
		ok = write_program(f, ".c", f->c, &command, why);
	}
	text_release(&command);
	text_release(&folder);
	return ok;
}

static bool
write_finding(const struct finding_page *f, struct why *why)
{
	size_t i;

	printf("# %s: %s\n# cases/findings/%s.md; exit status 0: it is shown, "
	    "1: it is not; seen with\n# %s\n", f->id, f->title, f->id,
	    f->seen);
	if (f->needs[0] != '\0')
		printf("# it needs %s\n", f->needs);
	for (i = 0; i < f->rows.len; i++)
		printf("# shown by the instances %s\n", f->rows.at[i]);
	if (f->alone != NULL)
		printf("# by this program alone: %s\n", f->alone);
	return write_programs(f, why);
}

static const struct finding_page *
named(const struct runner *r, const char *id)
{
	const struct finding_page *f = findings_find(&r->findings, id);
	size_t i;

	for (i = 0; f == NULL && i < r->ledger.len; i++)
		if (strcmp(r->ledger.entries[i].name, id) == 0)
			f = findings_find(&r->findings,
			    r->ledger.entries[i].finding);
	return f;
}

/* A script of the instance's own requests, if running it says the same. */
static bool
write_instance(const struct options *o, struct runner *r,
    const struct instance *i, struct why *why)
{
	struct text program = TEXT_INIT, name = TEXT_INIT, path = TEXT_INIT;
	struct text command = TEXT_INIT, said = TEXT_INIT, python = TEXT_INIT;
	struct script script = SCRIPT_INIT;
	bool ok = script_make(&script, i, &r->oracle, &program, why);

	text_adds(&name, "trial.py");
	ok = ok && program_write(text_get(&name), text_get(&program), &path,
	    why);
	program_python(o, &python);
	text_addf(&command, "%s %s", text_get(&python), text_get(&path));
	if (ok) {
		program_run(text_get(&command), &said);
		remove(text_get(&path));
		ok = script_agrees(&script, text_get(&said), why);
	}
	text_cut(&name, 0);
	text_addf(&name, "%s.%s", i->area->name, i->row->name);
	ok = ok && write_python(text_get(&name), text_get(&program), why);
	text_release(&program);
	text_release(&name);
	text_release(&path);
	text_release(&command);
	text_release(&said);
	text_release(&python);
	script_release(&script);
	return ok;
}

static bool
reproduce_instance(const struct options *o, struct runner *r, const char *id,
    struct why *why)
{
	struct instances all = INSTANCES_INIT;
	const struct instance *i;
	const struct finding_page *f;
	struct result result;
	bool ok;

	if (strchr(id, '/') == NULL)
		return why_set(why, "'%s' is no finding, no entry of the "
		    "ledger and no instance; `conform findings` and `conform "
		    "list` have them all", id);
	i = one_find(&all, id, why);
	ok = i != NULL && runner_start(r, why);

	if (ok) {
		clock_control_start();
		runner_run(r, i, false, &result);
		f = result.finding != NULL ?
		    findings_find(&r->findings, result.finding) : NULL;
		printf("# %s: %s\n", id, verdict_name(result.verdict.kind));
		if (f != NULL)
			ok = write_finding(f, why);
		else if (result.verdict.kind == VERDICT_UNSUPPORTED)
			ok = why_set(why, "'%s' cannot run here: %s", id,
			    result.verdict.reason);
		else
			ok = runner_start(r, why) &&
			    write_instance(o, r, i, why);
		result_release(&result);
	}
	instances_release(&all);
	return ok;
}

int
command_reproduce(struct options *o)
{
	const char *id = o->patterns[0];
	const struct finding_page *f;
	struct config config;
	struct runner runner;
	struct why why = WHY_INIT;
	bool ok;

	make_config(o, &config);
	ok = runner_init(&runner, &config, &why);
	if (ok) {
		f = named(&runner, id);
		ok = f != NULL ? write_finding(f, &why) :
		    reproduce_instance(o, &runner, id, &why);
	}
	runner_release(&runner);
	return ok ? 0 : command_fail(&why);
}
