/* SPDX-License-Identifier: BSD-2-Clause */
/* The IUT protocol's C end: the pysock library, called on request. */
#include "harness/iut/serve.h"

int
main(void)
{
	return serve();
}
