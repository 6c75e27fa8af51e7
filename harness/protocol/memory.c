/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
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

char *
memory_copy(const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		memory_ran_out();
	return copy;
}

char *
memory_copy_part(const char *text, size_t len)
{
	char *copy = strndup(text, len);

	if (copy == NULL)
		memory_ran_out();
	return copy;
}
