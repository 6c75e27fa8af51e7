/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/report/read_file.h"

static void *
read_some(void *arg)
{
	struct read_ahead *a = arg;
	size_t i;

	pthread_mutex_lock(&a->lock);
	while (a->next < a->len) {
		if (a->next >= a->taken + READ_AHEAD) {
			pthread_cond_wait(&a->moved, &a->lock);
			continue;
		}
		i = a->next++;
		pthread_mutex_unlock(&a->lock);
		read_file(&a->files[i]);
		pthread_mutex_lock(&a->lock);
		a->files[i].done = true;
		pthread_cond_broadcast(&a->moved);
	}
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

void
read_ahead_start(struct read_ahead *a, struct read_file *files, size_t len)
{
	*a = (struct read_ahead){ .files = files, .len = len };
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->moved, NULL);
	while (a->threads_len < READ_THREADS && a->threads_len < len &&
	    pthread_create(&a->threads[a->threads_len], NULL, read_some, a) ==
	    0)
		a->threads_len++;
}

struct read_file *
read_ahead_next(struct read_ahead *a)
{
	struct read_file *f = &a->files[a->taken];

	if (a->threads_len == 0)
		read_file(f);
	pthread_mutex_lock(&a->lock);
	while (a->threads_len > 0 && !f->done)
		pthread_cond_wait(&a->moved, &a->lock);
	a->taken++;
	pthread_cond_broadcast(&a->moved);
	pthread_mutex_unlock(&a->lock);
	return f;
}

void
read_ahead_release(struct read_ahead *a)
{
	while (a->threads_len > 0)
		pthread_join(a->threads[--a->threads_len], NULL);
	pthread_mutex_destroy(&a->lock);
	pthread_cond_destroy(&a->moved);
}
