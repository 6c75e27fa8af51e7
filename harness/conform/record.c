/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/judge/recorded.h"
#include "harness/runner/areas.h"

/* Adds what the platform that the row belongs to recorded of it. */
static bool
add_recording(const char *results, const struct area *area,
    const struct row *row, struct text *to, struct why *why)
{
	bool af_alg = row->needs != NULL && strstr(row->needs, "af_alg");
	struct text path = TEXT_INIT;
	char bytes[65536];
	FILE *in;
	size_t n;

	text_addf(&path, "%s/%s/record/%s.%s", results,
	    af_alg ? "uml" : "native", area->name, row->name);
	in = fopen(text_get(&path), "r");
	if (in == NULL)
		why_errno(why, "'%s' was not recorded", text_get(&path));
	text_release(&path);
	if (in == NULL)
		return false;
	while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		text_add(to, bytes, n);
	return fclose(in) == 0;
}

/* oracle/recorded/cpython-3.11, made, of the Python that is the oracle. */
static bool
recording_folder(const struct options *o, struct text *folder,
    struct why *why)
{
	struct config config;
	struct runner runner;
	bool ok;

	make_config(o, &config);
	if (!runner_init(&runner, &config, why))
		return false;
	ok = runner_start(&runner, why);
	if (ok && strncmp(runner.oracle.name, "CPython 3.", 10) != 0)
		ok = why_set(why, "'%s' is not a CPython to record",
		    runner.oracle.name);
	text_addf(folder, "%s/oracle/recorded", top);
	ok = ok && make_folder(text_get(folder), why);
	if (ok)
		text_addf(folder, "/cpython-3.%.*s",
		    (int)strspn(runner.oracle.name + 10, "0123456789"),
		    runner.oracle.name + 10);
	ok = ok && make_folder(text_get(folder), why);
	runner_release(&runner);
	return ok;
}

int
record(struct options *o)
{
	struct text results = TEXT_INIT, folder = TEXT_INIT, traces = TEXT_INIT;
	struct why why = WHY_INIT;
	size_t a, n;
	bool ok;

	text_addf(&results, "%s/build/recording", top);
	o->results = text_get(&results);
	o->report = o->results;
	o->recording = true;
	ok = recording_folder(o, &folder, &why) && run(o) != 2;
	for (a = 0; ok && a < areas_len; a++) {
		text_cut(&traces, 0);
		for (n = 0; ok && n < areas[a]->rows_len; n++)
			ok = add_recording(o->results, areas[a],
			    &areas[a]->rows[n], &traces, &why);
		ok = ok && recorded_write(text_get(&folder), areas[a]->name,
		    text_get(&traces), traces.len, &why);
	}
	if (ok)
		printf("recorded in %s\n", text_get(&folder));
	text_release(&results);
	text_release(&folder);
	text_release(&traces);
	return ok ? 0 : why.text[0] != '\0' ? fail(&why) : 2;
}
