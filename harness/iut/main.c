/* SPDX-License-Identifier: BSD-2-Clause */
/* The IUT protocol's C end: the pysock library, called on request. */
#include <locale.h>

#include "harness/iut/serve.h"

int
main(void)
{
	/* What is loaded before may have set another: numbers have a point. */
	setlocale(LC_NUMERIC, "C");
	return serve();
}
