/* SPDX-License-Identifier: BSD-2-Clause */
/* The platform's numbers by the names that Python gives them. */
#ifndef IUT_CONSTANTS_H
#define IUT_CONSTANTS_H

#include <stdbool.h>
#include <stdint.h>

/* The sum of "NAME+NAME+…"; false if one of them is unknown. */
bool constants_sum(const char *names, int64_t *sum);

#endif
