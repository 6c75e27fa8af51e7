/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <string.h>

#include "harness/report/page_cell.h"
#include "harness/report/page_text.h"

static int64_t
both(const struct page_cell *c, char letter)
{
	return c->n[(unsigned char)letter] +
	    c->n[toupper((unsigned char)letter)];
}

int64_t
page_cell_executed(const struct page_cell *c)
{
	return both(c, 'c') + both(c, 'd') + both(c, 'f') + both(c, 'p') +
	    both(c, 'x');
}

int64_t
page_cell_total(const struct page_cell *c)
{
	return page_cell_executed(c) + both(c, 'u') + both(c, 'b') +
	    both(c, 'n') + both(c, 'm');
}

int64_t
page_cell_applicable(const struct page_cell *c)
{
	return page_cell_total(c) - c->n['u'];
}

char
page_cell_letter(const struct page_cell *c)
{
	static const char order[] = "KBXNMLDFPUdfpxbcu";
	const char *at;

	for (at = order; *at != '\0'; at++)
		if (c->n[(unsigned char)*at] > 0)
			return *at;
	return '-';
}

void
page_cell_add(struct text *out, const struct page_cell *c)
{
	char letter = page_cell_letter(c);
	int64_t executed = page_cell_executed(c);
	int64_t total = page_cell_total(c);

	if (letter == '-') {
		text_adds(out, "<i>–</i>");
		return;
	}
	text_addf(out, "<i>%c</i>", toupper((unsigned char)letter));
	if (letter != 'c' && letter != 'u') {
		text_addc(out, ' ');
		page_text_number(out, c->n[(unsigned char)letter]);
	}
	text_adds(out, "<s>");
	page_text_number(out, executed);
	if (executed != total) {
		text_adds(out, "/<wbr>");
		page_text_number(out, total);
	}
	text_adds(out, "</s>");
}

static const struct {
	char letter;
	const char *word;
} words[] = {
	{ 'c', "conforms" }, { 'd', "departs from the documentation" },
	{ 'f', "differs from the oracle" },
	{ 'p', "oracle differs from its recording" }, { 'u', "unsupported" },
	{ 'x', "unstable" }, { 'b', "broken" }, { 'n', "not run" },
	{ 'm', "missing" }, { 'k', "the case fell short" },
	{ 'l', "fewer executed than the floor" },
};

void
page_cell_say(struct text *out, const struct page_cell *c)
{
	char letter = page_cell_letter(c);
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].letter == tolower((unsigned char)letter))
			text_adds(out, words[i].word);
	if (letter == '-') {
		text_adds(out, "no instances");
		return;
	}
	if (letter != 'c' && letter != 'u')
		text_addf(out, ", %s: %lld", isupper((unsigned char)letter) ?
		    "unexpected" : "known",
		    (long long)c->n[(unsigned char)letter]);
	text_addf(out, "; executed %lld of %lld applicable, %lld in all",
	    (long long)page_cell_executed(c),
	    (long long)page_cell_applicable(c), (long long)page_cell_total(c));
}
