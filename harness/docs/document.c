/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/docs/document.h"
#include "harness/judge/asset.h"

#ifdef HAVE_LIBXML2

#include <dlfcn.h>
#include <libxml/HTMLparser.h>

#define BYTES_MOST (16 << 20)
#define DEPTH_MOST 200
#define END "</html>"

/*
 * What is used of libxml2. It is loaded when it is needed: where the suite runs
 * in another system it may be absent.
 */
static struct {
	__typeof__(htmlReadMemory) *read;
	__typeof__(xmlDocGetRootElement) *root;
	__typeof__(xmlGetProp) *property;
	__typeof__(xmlFreeDoc) *release;
	__typeof__(xmlFree) *free;	/* itself a variable */
} xml;

static bool
load_function(void *library, const char *name, void *to)
{
	void *symbol = dlsym(library, name);

	memcpy(to, &symbol, sizeof(symbol));
	return symbol != NULL;
}

bool
document_can_be_read(void)
{
	static const char *const names[] = { "libxml2.so.2", "libxml2.so.16" };
	void *library = NULL;
	size_t i;

	for (i = 0; xml.free == NULL && library == NULL &&
	    i < sizeof(names) / sizeof(names[0]); i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	return xml.free != NULL || (library != NULL &&
	    load_function(library, "htmlReadMemory", &xml.read) &&
	    load_function(library, "xmlDocGetRootElement", &xml.root) &&
	    load_function(library, "xmlGetProp", &xml.property) &&
	    load_function(library, "xmlFreeDoc", &xml.release) &&
	    load_function(library, "xmlFree", &xml.free));
}

/* The parser would close what is cut off without a word. */
static bool
is_whole(const struct text *t)
{
	size_t len = t->len, end = strlen(END);

	while (len > 0 && strchr(" \t\r\n", t->at[len - 1]) != NULL)
		len--;
	return len >= end && memcmp(t->at + len - end, END, end) == 0;
}

static bool
is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)n->name, name) == 0;
}

/* Whether one of the words of an attribute begins so. */
static bool
has(const xmlNode *n, const char *attribute, const char *word)
{
	xmlChar *value = xml.property((xmlNode *)n, (const xmlChar *)attribute);
	const char *at = (const char *)value;
	bool yes = false;

	for (; at != NULL && !yes; at = strchr(at, ' '), at += at != NULL)
		yes = strncmp(at, word, strlen(word)) == 0;
	(*xml.free)(value);
	return yes;
}

/* The element of that id, or of that name if the id is NULL. */
static const xmlNode *
find(const xmlNode *n, const char *id, const char *name, int depth)
{
	const xmlNode *found = NULL;
	xmlChar *value;

	for (; n != NULL && found == NULL && depth < DEPTH_MOST; n = n->next) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		value = id != NULL ? xml.property((xmlNode *)n,
		    (const xmlChar *)"id") : NULL;
		if (id != NULL ? value != NULL &&
		    strcmp((const char *)value, id) == 0 : is(n, name))
			found = n;
		(*xml.free)(value);
		if (found == NULL)
			found = find(n->children, id, name, depth + 1);
	}
	return found;
}

/* Adds what a reader reads there: all but the signs that link to it. */
static void
add_text(const xmlNode *n, struct text *out, int depth)
{
	for (; n != NULL && depth < DEPTH_MOST; n = n->next) {
		if (n->type == XML_TEXT_NODE && n->content != NULL)
			text_adds(out, (const char *)n->content);
		else if (n->type == XML_ELEMENT_NODE &&
		    !has(n, "class", "headerlink"))
			add_text(n->children, out, depth + 1);
	}
}

static void
add_paragraph(const xmlNode *n, bool whole, struct passage *out)
{
	struct text text = TEXT_INIT;

	add_text(n->children, &text, 0);
	passage_add(out, text_get(&text), whole);
	text_release(&text);
}

/* Whether it is a section or a definition of its own. */
static bool
is_another(const xmlNode *n)
{
	return is(n, "section") || has(n, "class", "section") ||
	    (is(n, "dl") && has(n, "class", "py"));
}

static void
add_paragraphs(const xmlNode *n, struct passage *out, int depth)
{
	for (; n != NULL && depth < DEPTH_MOST; n = n->next) {
		if (n->type != XML_ELEMENT_NODE || is_another(n))
			continue;
		if (is(n, "p") || is(n, "pre") || is(n, "dt"))
			add_paragraph(n, !is(n, "p"), out);
		else
			add_paragraphs(n->children, out, depth + 1);
	}
}

bool
document_passage(const struct document *d, const char *id, struct passage *out)
{
	const xmlNode *n = find(xml.root(d->tree), id,
	    NULL, 0);

	if (n == NULL)
		return false;
	if (!is(n, "dt")) {
		add_paragraphs(n->children, out, 0);
		return true;
	}
	add_paragraph(n, true, out);
	while (n != NULL && !is(n, "dd"))
		n = n->next;
	if (n != NULL)
		add_paragraphs(n->children, out, 0);
	return true;
}

/* Finds "3.11" in the title "… Python 3.11.2 documentation". */
static bool
read_version(struct document *d)
{
	const xmlNode *title = find(xml.root(d->tree),
	    NULL, "title", 0);
	struct text text = TEXT_INIT;
	const char *at;
	int minor = -1;

	if (title != NULL)
		add_text(title->children, &text, 0);
	for (at = text_get(&text); minor < 0 &&
	    (at = strstr(at, "Python 3.")) != NULL; at += 9)
		if (sscanf(at + 9, "%3d", &minor) != 1)
			minor = -1;
	text_release(&text);
	if (minor >= 0)
		snprintf(d->version, sizeof(d->version), "3.%d", minor);
	return minor >= 0;
}

bool
document_read(struct document *d, const char *path, struct why *why)
{
	struct text text = TEXT_INIT;
	bool ok;

	*d = (struct document)DOCUMENT_INIT;
	ok = (document_can_be_read() || why_set(why, "'%s' cannot be read: "
	    "there is no libxml2 (Debian: libxml2)", path)) &&
	    asset_read(path, BYTES_MOST, &text, why);
	if (ok && memchr(text_get(&text), '\0', text.len) != NULL)
		ok = why_set(why, "'%s' is damaged: it has a NUL", path);
	if (ok && !is_whole(&text))
		ok = why_set(why, "'%s' is cut off, or no HTML: it does not "
		    "end with " END, path);
	if (ok) {
		d->tree = xml.read(text.at, (int)text.len, NULL,
		    "UTF-8", HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
		    HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
		ok = d->tree != NULL || why_set(why, "'%s' cannot be "
		    "parsed as HTML", path);
	}
	ok = ok && (read_version(d) || why_set(why, "'%s' is no page of "
	    "Python's documentation: its title tells no version", path));
	text_release(&text);
	if (!ok)
		document_release(d);
	return ok;
}

void
document_release(struct document *d)
{
	if (d->tree != NULL)
		xml.release(d->tree);
	*d = (struct document)DOCUMENT_INIT;
}

#else

bool
document_can_be_read(void)
{
	return false;
}

bool
document_read(struct document *d, const char *path, struct why *why)
{
	*d = (struct document)DOCUMENT_INIT;
	return why_set(why, "'%s' cannot be read: this was built without "
	    "libxml2 (Debian: libxml2-dev)", path);
}

bool
document_passage(const struct document *d, const char *id, struct passage *out)
{
	(void)d;
	(void)id;
	(void)out;
	return false;
}

void
document_release(struct document *d)
{
	*d = (struct document)DOCUMENT_INIT;
}

#endif
