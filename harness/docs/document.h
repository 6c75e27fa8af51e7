/* SPDX-License-Identifier: BSD-2-Clause */
/* A page of Python's documentation as HTML, read by libxml2. */
#ifndef DOCS_DOCUMENT_H
#define DOCS_DOCUMENT_H

#include "harness/docs/passage.h"
#include "harness/protocol/why.h"

struct document {
	void *tree;		/* of libxml2 */
	char version[16];	/* "3.11", which its title tells */
};

#define DOCUMENT_INIT { NULL, "" }

/* Whether this program was built with libxml2, and that is here. */
bool document_can_be_read(void);

/*
 * Reads a file. False, with its name and why: it is not there, larger than 16
 * MiB, cut off, has a NUL, is no HTML, or does not tell Python's version.
 */
bool document_read(struct document *, const char *path, struct why *);

/*
 * Adds the paragraphs of the section or definition of that id, without those of
 * the sections and definitions in it, in their order; false if there is none.
 */
bool document_passage(const struct document *, const char *id, struct passage *);

void document_release(struct document *);

#endif
