/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The launchers of a folder: which platforms they lead to, and what a run
 * takes there instead of its defaults. README.md has their contract.
 */
#ifndef PLATFORM_LAUNCHERS_H
#define PLATFORM_LAUNCHERS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

struct launcher {
	char *path;
	const char *family;	/* the file's name, in `path` */
	char *names;		/* a line each, patterns too */
};

struct launchers {
	struct launcher *at;
	size_t len;
};

#define LAUNCHERS_INIT { NULL, 0 }

/* How the suite comes to a platform. */
enum platform_shape {
	PLATFORM_NATIVE,	/* it is here */
	PLATFORM_WRAPPER,	/* the runner is here, implementations are not */
	PLATFORM_MACHINE,	/* all of it runs there */
	PLATFORM_BUNDLE,	/* its bundle runs there, and results come here */
};

struct platform {
	char *name;
	const struct launcher *launcher;	/* NULL: native */
	enum platform_shape shape;
	/* "" where it told nothing. */
	char *iut, *oracle, *wrap, *sample, *watchdog, *require, *keeps,
	    *exact, *quick;
	int jobs, guests;			/* 0 where it told nothing */
};

/*
 * Asks every file of the folder for its names, in the order of theirs. False
 * if one is no executable, cannot say, or names what another leads to.
 */
bool launchers_read(struct launchers *, const char *folder, struct why *);

/* All names that are no patterns, with a blank between them. */
void launchers_list(const struct launchers *, struct text *);

/*
 * Who leads to a platform; NULL with a sentence that says who there is. A
 * pattern such as `refuse:X` fits what begins as it does before its first
 * capital and is longer.
 */
const struct launcher *launchers_find(const struct launchers *,
    const char *name, struct why *);

void launchers_release(struct launchers *);

/* Of a launcher that outlives it; without one, here. */
void platform_init(struct platform *, const char *name,
    const struct launcher *);

/*
 * Has the launcher make the platform, whose words of progress go to standard
 * output. False with the sentence that it gave.
 */
bool platform_make(const struct platform *, struct why *);

/* Asks what it takes, once it is made. */
bool platform_tell(struct platform *, struct why *);

/* Whether it is of what makes the platform: "iut", "oracle", "wrap". */
bool platform_keeps(const struct platform *, const char *what);

void platform_release(struct platform *);

#endif
