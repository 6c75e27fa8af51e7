/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/mutants/mutant.h"

static bool
write_file(const char *path, const struct text *text, struct why *why)
{
	FILE *out = fopen(path, "w");
	bool ok = out != NULL &&
	    fwrite(text->at, 1, text->len, out) == text->len;

	if (out != NULL && fclose(out) != 0)
		ok = false;
	return ok || why_errno(why, "cannot write '%s'", path);
}

static bool
run(const struct mutant *m, const char *command, struct why *why)
{
	return system(command) == 0 ||
	    why_set(why, "mutant '%s' cannot be built: %.300s", m->name,
	    command);
}

/* The objects but that of the mutant's own file. */
static void
add_others(const struct mutant *m, const char *objects, struct text *to)
{
	size_t len = strlen(m->file) - 2, n;

	for (; *objects != '\0'; objects += n + (objects[n] == ' ')) {
		n = strcspn(objects, " ");
		if (n >= len + 2 &&
		    strncmp(objects + n - len - 2, m->file, len) == 0)
			continue;
		text_addf(to, " %.*s", (int)n, objects);
	}
}

static bool
compile(const struct mutant *m, const struct toolbox *tools, const char *path,
    struct why *why)
{
	const char *slash = strrchr(m->file, '/');
	struct text line = TEXT_INIT;
	bool ok;

	text_addf(&line, "cd '%s' && exec %s -std=gnu11 -D_GNU_SOURCE -I. "
	    "-iquote %.*s -w -O1 -g -o build/mutants/%s/iut -x c '%s' "
	    "-x none", tools->top, tools->compiler, (int)(slash - m->file),
	    m->file, m->name, path);
	add_others(m, tools->objects, &line);
	text_adds(&line, " -lm -lpthread");
	ok = run(m, text_get(&line), why);
	text_release(&line);
	return ok;
}

/* The Python end's folder, with the altered file in place of its own. */
static bool
copy_python(const struct mutant *m, const struct toolbox *tools,
    struct why *why)
{
	struct text line = TEXT_INIT;
	bool ok;

	text_addf(&line, "cd '%s' && rm -rf build/mutants/%s/oracle && "
	    "mkdir build/mutants/%s/oracle && "
	    "cp oracle/*.py build/mutants/%s/oracle && "
	    "cp build/mutants/%s/mutated.c build/mutants/%s/%s",
	    tools->top, m->name, m->name, m->name, m->name, m->name, m->file);
	ok = run(m, text_get(&line), why);
	text_release(&line);
	return ok;
}

bool
mutant_build(const struct mutant *m, const struct toolbox *tools,
    struct why *why)
{
	struct text from = TEXT_INIT, folder = TEXT_INIT, path = TEXT_INIT,
	    altered = TEXT_INIT;
	char *original;
	bool ok;

	text_addf(&from, "%s/%s", tools->top, m->file);
	text_addf(&folder, "%s/build/mutants/%s", tools->top, m->name);
	text_addf(&path, "%s/mutated.c", text_get(&folder));
	original = slurp(text_get(&from), why);
	ok = original != NULL && mutant_apply(m, original, &altered, why);
	if (ok && mkdir(text_get(&folder), 0777) != 0 && errno != EEXIST)
		ok = why_errno(why, "cannot make '%s'", text_get(&folder));
	ok = ok && write_file(text_get(&path), &altered, why) &&
	    (mutant_is_python(m) ? copy_python(m, tools, why) :
	    compile(m, tools, text_get(&path), why));
	free(original);
	text_release(&from);
	text_release(&folder);
	text_release(&path);
	text_release(&altered);
	return ok;
}
