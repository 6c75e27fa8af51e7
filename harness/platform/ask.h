/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks a program: what it prints is the answer, its exit status whether. */
#ifndef PLATFORM_ASK_H
#define PLATFORM_ASK_H

#include <stdbool.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

/*
 * Runs it to its end, at most so many ms; each minute in which it says nothing
 * wrong, that is told on standard output. What it prints is added to `said`, or
 * goes there too where that is NULL. False if it fails, with the last line of
 * its standard error as the reason; lines before that one are passed on.
 */
bool ask(const char *const *argv, int timeout_ms, struct text *said,
    struct why *);

#endif
