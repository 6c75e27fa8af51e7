/* SPDX-License-Identifier: BSD-2-Clause */
/* What a reply says, as the outcome of an event. */
#ifndef SCENE_OUTCOME_H
#define SCENE_OUTCOME_H

#include "harness/protocol/message.h"

/*
 * "returned 8192", "raised BrokenPipeError errno=EPIPE". An exception's text
 * is kept only where it has been the same in all versions of Python.
 */
void outcome_format(const struct reply *, struct text *);

#endif
