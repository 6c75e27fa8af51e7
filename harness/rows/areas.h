/* SPDX-License-Identifier: BSD-2-Clause */
/* All areas, one for each file of cases/; the Makefile writes the list. */
#ifndef ROWS_AREAS_H
#define ROWS_AREAS_H

#include "harness/rows/row.h"

extern const struct area *const areas[];
extern const size_t areas_len;

#endif
