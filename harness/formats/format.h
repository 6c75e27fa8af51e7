/* SPDX-License-Identifier: BSD-2-Clause */
/* What was read, in the formats of other tools. */
#ifndef FORMATS_FORMAT_H
#define FORMATS_FORMAT_H

#include "harness/protocol/why.h"
#include "harness/report/store.h"

struct format {
	const char *name, *what;
	/*
	 * Adds it; `command` shows one instance. NULL: it is made of more
	 * (page_add()).
	 */
	void (*add)(struct text *, const struct store *, const char *command);
};

/* The format of that name; NULL, with a sentence that lists them. */
const struct format *format_named(const char *name, struct why *);

/* All of them; an empty name at the end. */
extern const struct format formats[];

void format_json(struct text *, const struct store *, const char *command);
void format_junit(struct text *, const struct store *, const char *command);
void format_tap(struct text *, const struct store *, const char *command);
void format_markdown(struct text *, const struct store *,
    const char *command);
void format_github(struct text *, const struct store *, const char *command);
void format_badge(struct text *, const struct store *, const char *command);
void format_shields(struct text *, const struct store *,
    const char *command);

/* A message at one glance, as an SVG and as shields.io draws it. */
void badge_add(struct text *, const char *message, bool good);
void shields_add(struct text *, const char *message, bool good);

#define FORMAT_MARKDOWN_MOST 60000	/* bytes */

#endif
