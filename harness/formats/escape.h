/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text of others in each of the formats, so that it stays text. What is no
 * UTF-8 becomes U+FFFD, and what controls a terminal %XX, as on the terminal.
 */
#ifndef FORMATS_ESCAPE_H
#define FORMATS_ESCAPE_H

#include <stdbool.h>

#include "harness/protocol/text.h"

/* In an element, and in an attribute with double quotes. */
void escape_xml(struct text *, const char *);
void escape_xml_attribute(struct text *, const char *);

/* The attribute with its name, a blank in front: " name=\"value\"". */
void escape_attribute(struct text *, const char *name, const char *value);

/* In a description of TAP, that ends with the line. */
void escape_tap(struct text *, const char *);

/*
 * In Markdown as a span of code, where nothing is markup, a mention or a link;
 * nothing of an empty text. A cell of a table would end at its '|'.
 */
void escape_markdown(struct text *, const char *, bool cell);

/* In a message of a workflow command, and in one of its properties. */
void escape_github(struct text *, const char *, bool property);

/* As a string of JSON, and of YAML, with its quotes. */
void escape_json(struct text *, const char *);

#endif
