/* SPDX-License-Identifier: BSD-2-Clause */
/* What an IUT keeps by name: sockets and files, and descriptors without one. */
#ifndef IUT_OBJECT_H
#define IUT_OBJECT_H

#include <pthread.h>

#include "harness/pysock/pysock.h"

struct file;

struct object {
	struct object *next;
	char name[16];		/* "": replaced by a later one */
	struct pysock sock;	/* if file is NULL */
	struct file *file;
};

/* Any thread may use it; objects live until object_table_reset(). */
struct object_table {
	pthread_mutex_t lock;
	struct object *first;
	int *loose;		/* descriptors to close at the reset */
	size_t loose_len;
};

#define OBJECT_TABLE_INIT { PTHREAD_MUTEX_INITIALIZER, NULL, NULL, 0 }

/* The object of that name, or NULL. */
struct object *object_find(struct object_table *, const char *name);

/*
 * Keep a socket, a file, a descriptor, taking them over. An object that has
 * the name already is closed; without a name the new one is.
 */
struct object *object_keep_socket(struct object_table *, const char *name,
    const struct pysock *);
struct object *object_keep_file(struct object_table *, const char *name,
    struct file *);
void object_keep_loose(struct object_table *, int fd);

/* The name of a socket, or "object" as long as it has none. */
const char *object_name(struct object_table *, const struct pysock *);

/* Shuts all sockets down, to wake who sleeps in them. */
void object_shutdown(struct object_table *);

/*
 * Closes everything. Without `unused`, threads may still look at the objects,
 * which then stay in memory.
 */
void object_table_reset(struct object_table *, bool unused);

#endif
