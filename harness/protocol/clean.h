/* SPDX-License-Identifier: BSD-2-Clause */
/* Text of others where it could do more than be read. */
#ifndef PROTOCOL_CLEAN_H
#define PROTOCOL_CLEAN_H

#include "harness/protocol/text.h"

/*
 * Adds it as it stays on its line and in its order on a terminal and in a log:
 * each byte of a control character, of one that ends a line and of one that
 * turns the direction of writing becomes %XX.
 */
void text_add_clean(struct text *, const char *);

#endif
