/* SPDX-License-Identifier: BSD-2-Clause */
/* What is said where memory ran out, by whoever cannot go on without. */
#ifndef PROTOCOL_MEMORY_H
#define PROTOCOL_MEMORY_H

/* Says so on stderr, and ends the program with status 2, without more ado. */
_Noreturn void memory_ran_out(void);

#endif
