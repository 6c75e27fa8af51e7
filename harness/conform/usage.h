/* SPDX-License-Identifier: BSD-2-Clause */
/* What the command can be asked, for who asks --help and for who mistypes. */
#ifndef CONFORM_USAGE_H
#define CONFORM_USAGE_H

#include <stdio.h>

#include "harness/protocol/text.h"

/* All of it, or what one command is and takes. */
void usage_add(struct text *);
void usage_add_command(struct text *, const char *command);

/* The command among these words, or NULL. */
const char *usage_command(int argc, char **argv);

/* Whether the command takes that option, named without its dashes. */
bool usage_takes(const char *command, const char *option);

/* Adds the commands that take it, with commas between. */
void usage_add_takers(struct text *, const char *option);

#endif
