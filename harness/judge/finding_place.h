/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a finding that is not this machine's own is shown: an emulator, another
 * Python, another kernel, which runs the page's programs.
 */
#ifndef JUDGE_FINDING_PLACE_H
#define JUDGE_FINDING_PLACE_H

#include "harness/protocol/text.h"

struct finding_place {
	const char *name;	/* as `runs` says it: "qemu-aarch64" */
	const char *compiler;	/* of its C programs, or NULL for none */
	const char *prefix;	/* starts what was compiled, or "" */
	const char *python;	/* runs its Python programs, or NULL */
	const char *asked;	/* command that prints its version */
	const char *mark;	/* what stands before the version there */
	const char *who;	/* what versions are of: "qemu-user" */
};

/* The place of that name, or NULL. */
const struct finding_place *finding_place_find(const char *name);

/* Adds the names of all, between commas. */
void finding_place_names(struct text *);

/*
 * Adds who it is, "qemu-user 7.2.22", by what `asked` printed; the name alone
 * if that has no version.
 */
void finding_place_who(const struct finding_place *, const char *printed,
    struct text *who);

#endif
