/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One results database of Kyua, read and taken apart without the store, so that
 * several can be at the same time; and those of a platform, read ahead.
 */
#ifndef REPORT_READ_FILE_H
#define REPORT_READ_FILE_H

#include <pthread.h>

#include "harness/report/case.h"

struct read_case {
	struct test_case c;
	struct case_lines lines;
};

struct read_file {
	char *path, *area;		/* of the heap */
	bool done;			/* it was read, or could not be */
	struct text failure;		/* why not; empty: it was */
	struct text ended;		/* when its last case ended */
	struct read_case *cases;
	size_t len;
	struct pool pool;		/* of their strings */
};

/* Reads the file of that path. */
void read_file(struct read_file *);
void read_file_release(struct read_file *);

/* Whether there is a finished run of Kyua. */
bool read_file_is_whole(const char *path);

#define READ_THREADS 2
#define READ_AHEAD 2		/* files in memory at most */

struct read_ahead {
	struct read_file *files;
	size_t len;
	size_t next, taken;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	pthread_t threads[READ_THREADS];
	size_t threads_len;
};

/* Begins to read them; they stay the caller's. */
void read_ahead_start(struct read_ahead *, struct read_file *, size_t len);

/* Waits for the next one in their order, the one before it being released. */
struct read_file *read_ahead_next(struct read_ahead *);

/* Waits for all threads; each file was taken. */
void read_ahead_release(struct read_ahead *);

#endif
