/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text of Python's documentation: paragraphs, their sentences, and fingerprints
 * by which a text is known again that is not kept. A fingerprint is the first
 * 16 hexadecimal digits of the SHA-256 of the text, in which each run of white
 * space is one blank, and there is none at its ends; nothing else is changed.
 */
#ifndef DOCS_PASSAGE_H
#define DOCS_PASSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/text.h"

#define FINGERPRINT_LEN 16

struct sentence {
	char *text;
	char fingerprint[FINGERPRINT_LEN + 1];
};

struct paragraph {
	char fingerprint[FINGERPRINT_LEN + 1];
	struct sentence *sentences;
	size_t len;
};

struct passage {
	struct paragraph *paragraphs;
	size_t len;
};

#define PASSAGE_INIT { NULL, 0 }

/*
 * Adds a paragraph, if it has any text; `whole`: it is one sentence, as code
 * and signatures are. A sentence else ends with '.', '!' or '?' before a blank,
 * but not with "e.g." or "i.e.".
 */
void passage_add(struct passage *, const char *text, bool whole);

void passage_release(struct passage *);

#endif
