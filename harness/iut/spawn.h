/* SPDX-License-Identifier: BSD-2-Clause */
/* A program that is run and waited for. */
#ifndef IUT_SPAWN_H
#define IUT_SPAWN_H

#include "harness/iut/fault.h"

/*
 * Runs it with `output` as standard output, nothing on standard input, and
 * every other descriptor that can be inherited. *status is what it exits
 * with, or the signal that ended it, negative.
 */
bool spawn_wait(const char *program, int output, int *status, struct fault *);

#endif
