/* SPDX-License-Identifier: BSD-2-Clause */
/* The long lists of a report in JSON, left out before it is looked into. */
#ifndef RUNS_SKIP_H
#define RUNS_SKIP_H

#include "harness/protocol/text.h"

/*
 * Empties each list that is the value of that name, in place. Of what is left
 * out only strings and brackets are looked at. A report that ends within such
 * a list is left as it is from there on.
 */
void skip_lists(struct text *json, const char *name);

#endif
