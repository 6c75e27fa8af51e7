/* SPDX-License-Identifier: BSD-2-Clause */
/* What is said where memory ran out, by whoever cannot go on without. */
#ifndef PROTOCOL_MEMORY_H
#define PROTOCOL_MEMORY_H

#include <stddef.h>

/* Says so on stderr, and ends the program with status 2, without more ado. */
void memory_ran_out(void) __attribute__((noreturn));

/* Copies of a string, and of at most so many bytes of one; the caller's. */
char *memory_copy(const char *);
char *memory_copy_part(const char *, size_t len);

#endif
