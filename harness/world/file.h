/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file that the IUT is given to send, and a second descriptor of the same
 * open file description by which the runner sees its offset.
 */
#ifndef WORLD_FILE_H
#define WORLD_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

struct file {
	int fd;		/* what the IUT's is a duplicate of; -1: none */
	int writer;	/* other end of a pipe, FIFO, terminal, socket; or -1 */
	struct stat was;	/* of a regular file as it was handed over */
	uint64_t sum;		/* of its bytes, those at its ends if many */
	int flags;		/* of its open file description */
	bool ours;		/* nobody else's instance has it open */
};

#define FILE_INIT { .fd = -1, .writer = -1 }

/*
 * Makes one that holds `size` bytes of fill:SEED. Kinds: "regular", "memfd",
 * "pipe", "fifo", "socket", "tty" (their writing ends are closed unless
 * `open_end`), "zero" (/dev/zero), "proc" (/proc/version), "sys",
 * "directory", "appending" (a regular file that can only be written), "sparse"
 * and "sparse_memfd", which hold zeros, unwritten, up to their last 64 KiB;
 * those are the bytes of fill:SEED that stand there; and regular files of other
 * file systems, by the names that mounted.h has for these.
 */
bool file_start(struct file *, const char *kind, uint64_t size, uint64_t seed,
    bool open_end, struct why *);

/* The offset of the open file description; -1 if it has none. */
int64_t file_offset(const struct file *);

/*
 * Whether its file system, tmpfs, ramfs, or overlayfs over these, lets a file
 * have its bytes anywhere below 2^63: then no offset is beyond all files.
 */
bool file_has_no_limit(const struct file *);

/* Says that it is as it has to be: we, or a method that writes, changed it. */
void file_is_right(struct file *);

/*
 * Whether the open file description has the flags that it had, and a regular
 * file the bytes (of a long one, the first and the last 64 KiB), the size, the
 * times of its last change and of its inode's, the mode, the owner, and no
 * lock; else adds what is otherwise: "flags, bytes, size".
 */
bool file_is_as_it_was(const struct file *, struct text *);

void file_release(struct file *);

#endif
