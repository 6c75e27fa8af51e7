/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
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

void *
memory_grow(void *array, size_t len, size_t size)
{
	/* It was made for the next power of two when it had the last one. */
	if ((len & (len - 1)) != 0)
		return array;
	array = realloc(array, (len > 0 ? 2 * len : 1) * size);
	if (array == NULL)
		memory_ran_out();
	return array;
}
