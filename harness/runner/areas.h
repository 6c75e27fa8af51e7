/* SPDX-License-Identifier: BSD-2-Clause */
/* All areas, one for each file of cases/; the Makefile writes the list. */
#ifndef RUNNER_AREAS_H
#define RUNNER_AREAS_H

#include "harness/runner/row.h"

extern const struct area *const areas[];
extern const size_t areas_len;

#endif
