/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an implementation runs on: what its own process says in hello(), held
 * against what can be seen of that process from outside. It may run under an
 * emulator or with another C library than the runner.
 */
#ifndef SESSION_MACHINE_H
#define SESSION_MACHINE_H

#include <stdint.h>
#include <sys/types.h>

#include "harness/protocol/value.h"
#include "harness/protocol/why.h"

/* Strings are owned; NULL: it is not told. */
struct machine {
	char *arch;		/* uname(2)'s machine: "aarch64" */
	char *byteorder;	/* "little", "big" */
	char *word;		/* bits of a pointer: "64" */
	char *libc;		/* "glibc 2.36" */
	char *kernel;		/* uname(2)'s release: "6.18.44-amd64" */
	char *build;		/* "3.11.2 (main, …) [GCC 12.2.0]" */
	char *abilities;	/* found by trying, each between spaces */
	char *emulator;		/* seen from outside: "qemu-user 7.2.22" */
};

#define MACHINE_INIT { NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }

/* What hello() says under a key, as text; NULL if nothing. To be freed. */
char *machine_told(const struct value *hello, const char *key);

/* Takes over what hello() says. */
void machine_take(struct machine *, const struct value *hello);

/*
 * Looks at the program of that process, where there is a /proc: names the
 * emulator that it is, or refuses a word size or a byte order that it cannot
 * have.
 */
bool machine_look(struct machine *, pid_t pid, struct why *);

/* Turns the runner's int into what has its bytes there. */
uint32_t machine_int(const struct machine *, uint32_t);

/*
 * Turns the type of a socket there into what it is on all other architectures:
 * on MIPS a stream is 2 and a datagram 1.
 */
int64_t machine_type(const struct machine *, int64_t type);

/* Whether what is told of both is another architecture, libc or emulator. */
bool machine_differs(const struct machine *, const struct machine *);

void machine_release(struct machine *);

#endif
