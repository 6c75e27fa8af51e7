/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/iut/file.h"
#include "harness/iut/object.h"
#include "harness/protocol/memory.h"

struct object *
object_find(struct object_table *t, const char *name)
{
	struct object *o;

	pthread_mutex_lock(&t->lock);
	for (o = t->first; o != NULL && strcmp(o->name, name) != 0;)
		o = o->next;
	pthread_mutex_unlock(&t->lock);
	return o;
}

static void
close_object(struct object *o)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct fault fault = FAULT_INIT;

	if (o->file != NULL)
		file_close(o->file, &fault);
	else
		pysock_close(&o->sock, &error);
}

static struct object *
keep(struct object_table *t, const char *name, struct object *o)
{
	struct object *old = name != NULL ? object_find(t, name) : NULL;

	if (name != NULL)
		snprintf(o->name, sizeof(o->name), "%s", name);
	else
		close_object(o);
	pthread_mutex_lock(&t->lock);
	if (old != NULL)
		old->name[0] = '\0';
	o->next = t->first;
	t->first = o;
	pthread_mutex_unlock(&t->lock);
	if (old != NULL)
		close_object(old);
	return o;
}

static struct object *
new_object(void)
{
	struct object *o = calloc(1, sizeof(*o));

	if (o == NULL)
		memory_ran_out();
	o->sock = (struct pysock)PYSOCK_INIT;
	return o;
}

struct object *
object_keep_socket(struct object_table *t, const char *name,
    const struct pysock *sock)
{
	struct object *o = new_object();

	o->sock = *sock;
	return keep(t, name, o);
}

struct object *
object_keep_file(struct object_table *t, const char *name, struct file *file)
{
	struct object *o = new_object();

	o->file = file;
	return keep(t, name, o);
}

void
object_keep_loose(struct object_table *t, int fd)
{
	if (fd < 0)
		return;
	pthread_mutex_lock(&t->lock);
	t->loose = memory_grow(t->loose, t->loose_len, sizeof(*t->loose));
	t->loose[t->loose_len++] = fd;
	pthread_mutex_unlock(&t->lock);
}

const char *
object_name(struct object_table *t, const struct pysock *sock)
{
	struct object *o;
	const char *name = "object";

	pthread_mutex_lock(&t->lock);
	for (o = t->first; o != NULL; o = o->next)
		if (&o->sock == sock && o->name[0] != '\0')
			name = o->name;
	pthread_mutex_unlock(&t->lock);
	return name;
}

void
object_shutdown(struct object_table *t)
{
	struct object *o;

	for (o = t->first; o != NULL; o = o->next)
		if (o->file == NULL && o->sock.fd >= 0)
			shutdown(o->sock.fd, SHUT_RDWR);
}

void
object_table_reset(struct object_table *t, bool unused)
{
	struct object *o, *next;
	size_t i;

	for (o = t->first; o != NULL; o = next) {
		next = o->next;
		close_object(o);
		if (!unused)
			continue;
		file_free(o->file);
		free(o);
	}
	for (i = 0; i < t->loose_len; i++)
		close(t->loose[i]);
	free(t->loose);
	t->first = NULL;
	t->loose = NULL;
	t->loose_len = 0;
}
