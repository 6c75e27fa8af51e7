/* SPDX-License-Identifier: BSD-2-Clause */
#include <unistd.h>

#include "harness/protocol/memory.h"

void
memory_ran_out(void)
{
	static const char sentence[] = "pysock: memory ran out\n";

	if (write(STDERR_FILENO, sentence, sizeof(sentence) - 1) < 0)
		_exit(3);
	_exit(2);
}
