/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory for whoever cannot go on without: where it ran out, that is said. */
#ifndef PROTOCOL_MEMORY_H
#define PROTOCOL_MEMORY_H

#include <stddef.h>

/* Says so on stderr, and ends the program with status 2, without more ado. */
void memory_ran_out(void) __attribute__((noreturn));

/* Copies of a string, and of at most so many bytes of one; the caller's. */
char *memory_copy(const char *);
char *memory_copy_part(const char *, size_t len);

/*
 * An array that has so many items of that size, with room for one more, in the
 * place of the old one; the caller's. NULL is one that never had any.
 */
void *memory_grow(void *array, size_t len, size_t size);

#endif
