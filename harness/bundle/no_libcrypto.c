/* SPDX-License-Identifier: BSD-2-Clause */
/* In place of harness/vectors/generated.c: with libcrypto it has 8.1 MB. */
#include "harness/vectors/internal.h"

bool
generated_load(struct vectors *all, const char *algorithm, struct why *why)
{
	(void)all;
	return why_set(why, "this program was built without libcrypto, which "
	    "computes '%s'", algorithm);
}
