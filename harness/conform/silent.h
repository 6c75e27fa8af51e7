/* SPDX-License-Identifier: BSD-2-Clause */
/* Events on which a row's documentation is silent, and why it is. */
#ifndef CONFORM_SILENT_H
#define CONFORM_SILENT_H

#include <stdbool.h>

#include "harness/protocol/why.h"

/*
 * Prints those of the default recording by their reason (cases/silent.tsv), and
 * how many there are; what prepares is left out. False if an event has no
 * reason, a reason is of no event, or a recording cannot be read.
 */
bool silence_tell(struct why *);

#endif
