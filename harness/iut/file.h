/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file object as Python has it: over a descriptor (buffered, raw or text),
 * over bytes (io.BytesIO), or one that only has read().
 */
#ifndef IUT_FILE_H
#define IUT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "harness/iut/fault.h"

struct file;

/* open(fd, mode, buffering); takes fd over unless it fails and returns NULL. */
struct file *file_open(int fd, const char *mode, int buffering,
    struct fault *);

/* An object whose read() gives the complement of what fd holds. */
struct file *file_inverted(int fd);

/* io.BytesIO(bytes) */
struct file *file_memory(const void *, size_t len);

/* An object with read() and the quirk; NULL if there is no such quirk. */
struct file *file_reader(const void *, size_t len, const char *quirk);

/* What a read gave; valid until the next call with the file. */
struct file_data {
	const void *bytes;
	size_t len;
	bool none;		/* it was None */
	bool text;		/* it was a str */
};

/*
 * As in Python. `size` below 0 is all. False: the fault is filled in; errno
 * ESPIPE says that the file cannot be sought.
 */
bool file_read(struct file *, int64_t size, struct file_data *,
    struct fault *);
bool file_seek(struct file *, int64_t position, struct fault *);
/* The same for its descriptor, leaving alone what is not written yet. */
bool file_seek_descriptor(struct file *, int64_t position, struct fault *);
bool file_tell(struct file *, int64_t *position, struct fault *);
bool file_write(struct file *, const void *, size_t len, struct fault *);
bool file_close(struct file *, struct fault *);

/* Frees a closed file; NULL is left alone. */
void file_free(struct file *);

int file_descriptor(const struct file *);	/* -1: has none */
bool file_is_text(const struct file *);
bool file_is_inverted(const struct file *);
bool file_is_closed(const struct file *);
bool file_is_readable(const struct file *);	/* or its descriptor is */
bool file_is_seekable(const struct file *);	/* has a method seek() */
bool file_has_unread(const struct file *);	/* read ahead, not handed out */
bool file_fileno_raises(const struct file *);	/* the quirk 'fileno:raise' */

/* Bytes handed out; -1 where nothing counts them. */
int64_t file_consumed(const struct file *);

#endif
