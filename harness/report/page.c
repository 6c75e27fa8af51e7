/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/report/page.h"
#include "harness/report/page_data.h"
#include "harness/report/page_table.h"
#include "harness/report/page_text.h"

/* page/page.html, page.css and page.js: page/embedded.S. */
extern const char page_html[], page_css[], page_js[];

struct filling {
	struct text *out;
	const struct store *store;
	const struct page_sources *sources;
};

static void
fill_style(const struct filling *f)
{
	text_adds(f->out, page_css);
}

static void
fill_script(const struct filling *f)
{
	text_adds(f->out, page_js);
}

static void
fill_summary(const struct filling *f)
{
	page_add_summary(f->out, f->store);
}

static void
fill_platforms(const struct filling *f)
{
	page_add_platforms(f->out, f->store);
}

static void
fill_matrix(const struct filling *f)
{
	page_add_matrix(f->out, f->store, &f->sources->catalogue);
}

static void
fill_groups(const struct filling *f)
{
	page_add_groups(f->out, f->store);
}

static void
fill_names(const struct filling *f)
{
	page_add_names(f->out, f->store);
}

static void
fill_data(const struct filling *f)
{
	page_data_add(f->out, f->store, f->sources);
}

static const struct {
	const char *name;
	void (*fill)(const struct filling *);
} places[] = {
	{ "{{style}}", fill_style }, { "{{script}}", fill_script },
	{ "{{summary}}", fill_summary }, { "{{platforms}}", fill_platforms },
	{ "{{matrix}}", fill_matrix }, { "{{groups}}", fill_groups },
	{ "{{names}}", fill_names }, { "{{data}}", fill_data },
};

static void
fill_all(const struct filling *f)
{
	const char *at = page_html, *next;
	size_t i, len;

	for (; (next = strstr(at, "{{")) != NULL; at = next + len) {
		text_add(f->out, at, (size_t)(next - at));
		len = 2;
		for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
			if (strncmp(next, places[i].name,
			    strlen(places[i].name)) != 0)
				continue;
			places[i].fill(f);
			len = strlen(places[i].name);
		}
	}
	text_adds(f->out, at);
}

static bool
sources_read(struct page_sources *p, struct why *why)
{
	const struct page_options *o = p->options;
	struct text folder = TEXT_INIT;
	bool ok;

	if (o->top == NULL)
		return true;
	text_addf(&folder, "%s/cases/findings", o->top);
	ok = catalogue_read(&p->catalogue, o->top, why) &&
	    ledger_read_all(&p->ledger, o->top, o->ledger, why) &&
	    findings_read(&p->findings, text_get(&folder), why);
	text_release(&folder);
	return ok;
}

bool
page_add(struct text *out, const struct store *s,
    const struct page_options *o, struct why *why)
{
	struct page_sources p = { o, CATALOGUE_INIT, LEDGER_INIT,
	    FINDINGS_INIT };
	struct filling f = { out, s, &p };
	bool ok = sources_read(&p, why);

	if (ok) {
		page_count_make(s);
		fill_all(&f);
	}
	catalogue_release(&p.catalogue);
	ledger_release(&p.ledger);
	findings_release(&p.findings);
	return ok;
}
