/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows to instances, and ids back: a line each, `clause`, `doc`, axes `a:…`,
 * what all have `w:…`, patterns `p:…`, an event of the trace `t:…`.
 */
#include "harness/report/axes.h"
#include "harness/rows/selection.h"
#include "harness/rows/share.h"
#include "harness/soundness/fuzz/fuzz.h"

struct made {
	struct row row;
	struct selection selection;
	struct trace trace;
	size_t axes, with;
};

static void
act(struct scene *scene)
{
	(void)scene;
}

static void
take_line(struct made *m, char *line)
{
	struct row *r = &m->row;

	if (line[0] == '\0' || line[1] != ':')
		return;
	if (line[0] == 'c')
		r->clause = line + 2;
	else if (line[0] == 'n')
		r->name = line + 2;
	else if (line[0] == 'd')
		r->doc = line + 2;
	else if (line[0] == '*')
		r->all = line + 2;
	else if (line[0] == 'a' && m->axes < AXES_MAX)
		r->axes[m->axes++] = line + 2;
	else if (line[0] == 'w' && m->with < AXES_MAX)
		r->with[m->with++] = line + 2;
	else if (line[0] == 'p')
		selection_add(&m->selection, line + 2);
	else if (line[0] == 't')
		trace_add(&m->trace, "send", NULL, line + 2, NULL);
}

/* The report takes the id apart into what it was made of. */
static void
take_apart(const struct instance *i)
{
	const char *values[WHERE_AXES];
	struct text names = TEXT_INIT;
	struct axes axes = AXES_INIT;
	struct pool pool = POOL_INIT;
	size_t n;

	for (n = 0; n < i->axes_len; n++)
		text_addf(&names, "%s%s", n > 0 ? "," : "", i->names[n]);
	fuzz_must(axes_read(&axes, text_get(&names), &pool));
	fuzz_must(axes_split(&axes, i->id, values, &pool));
	for (n = 0; n < i->axes_len; n++)
		fuzz_must(strcmp(values[n], i->values[n]) == 0);
	text_release(&names);
	pool_release(&pool);
}

static void
judge(const struct made *m, const struct instance *i)
{
	struct documented d = DOCUMENTED_INIT;
	const struct event *event;
	size_t at = 0;

	instance_document(i, &d);
	while (documented_departure(&d, &m->trace, &at, &event) != NULL)
		continue;
	documented_release(&d);
}

static void
expand(const struct made *m)
{
	const struct area area = { "some", &m->row, 1 };
	struct instances all = INSTANCES_INIT;
	const struct share share = { 1, 2 };
	struct why why = WHY_INIT;
	size_t i, left;

	if (!area_check(&area, &why)) {
		fuzz_must(why.text[0] != '\0');
		return;
	}
	instances_add_row(&all, &area, &m->row);
	share_has(&share, &area, &m->row);
	fuzz_must(all.len > 0);
	for (i = 0; i < all.len && i < 20; i++) {
		fuzz_must(all.len > 1000 ||
		    instances_find(&all, all.at[i].id) == &all.at[i]);
		take_apart(&all.at[i]);
		judge(m, &all.at[i]);
	}
	left = all.len;
	selection_keep(&m->selection, &all);
	fuzz_must(all.len <= left);
	instances_release(&all);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct made m = { .row = { .name = "row", .clause = "SOME-01",
	    .act = act }, .selection = SELECTION_INIT, .trace = TRACE_INIT };
	char *text = fuzz_string(data, size), *rest = text, *line;

	while ((line = strsep(&rest, "\n")) != NULL)
		take_line(&m, line);
	expand(&m);
	selection_release(&m.selection);
	trace_release(&m.trace);
	free(text);
	return 0;
}
