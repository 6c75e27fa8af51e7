/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file that belongs to the project: read from where it lies, or from what the
 * program carries along (harness/bundle/).
 */
#ifndef JUDGE_ASSET_H
#define JUDGE_ASSET_H

#include <stdint.h>
#include <stdio.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

#define ASSET_CARRIED "(bundle)"	/* the folder of what is carried */

/*
 * From now on files below ASSET_CARRIED are those of this archive (ustar),
 * which has to stay where it is.
 */
void asset_carry(const void *archive, size_t len);

/*
 * The project's folder, in which cases/, oracle/ and build/ lie, of programs
 * that were built or installed in the folder `build`: the one above, or of a
 * build folder elsewhere its `tree`, which leads to them. At most PATH_MAX
 * bytes; `build` itself where there is no such folder.
 */
void asset_find_top(const char *build, char *top);

/*
 * The same of this program, which lies so many folders below that one. False,
 * with errno.
 */
bool asset_find_top_of_program(int below, char *top);

/* A folder in which a program can be started: that one, or NULL: any. */
const char *asset_folder(const char *top);

/* Opens a file for reading; NULL, with errno, if that cannot be. */
FILE *asset_open(const char *path);

/* Adds what a file holds, at most so many bytes; a larger one is refused. */
bool asset_read(const char *path, size_t most, struct text *, struct why *);

/*
 * The names of the files in a folder that end so, sorted; the caller frees each
 * and *names. -1, with errno, if there is no such folder.
 */
int asset_list(const char *folder, const char *suffix, char ***names);

#endif
