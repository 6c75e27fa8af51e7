/* SPDX-License-Identifier: BSD-2-Clause */
/* Values and requests of the protocol in Python's own spelling. */
#ifndef SCENE_SCRIPT_VALUE_H
#define SCENE_SCRIPT_VALUE_H

#include "harness/protocol/message.h"

/* Adds an expression; false if Python has none of a few words for it. */
bool script_value(const struct value *, struct text *);

/*
 * Adds the call as an expression, its arguments included: s1.sendfile(f1,
 * offset=0). False if it cannot be written.
 */
bool script_expression(const struct request *, struct text *);

#endif
