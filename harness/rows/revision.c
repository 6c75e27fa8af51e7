/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/judge/documented.h"
#include "harness/protocol/message.h"
#include "harness/rows/areas.h"
#include "harness/rows/revision.h"

/* FNV-1a, the terminator included. */
static uint64_t
hash(uint64_t h, const char *text)
{
	do
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	while (*text++ != '\0');
	return h;
}

/*
 * Whether what is documented is the same on each machine: a set of known
 * answers may not be there, what goes with a message has the numbers of the
 * user and integers in the byte order of the processor, and a file of the
 * kernel's says something else.
 */
static bool
is_same_everywhere(const struct instance *i)
{
	return instance_value(i, "set") == NULL &&
	    instance_value(i, "with") == NULL &&
	    !instance_is(i, "kind", "proc") && !instance_is(i, "kind", "sys");
}

static uint64_t
hash_instance(uint64_t h, const struct instance *i)
{
	struct documented d = DOCUMENTED_INIT;
	size_t n;

	h = hash(hash(h, i->id), i->row->clause);
	if (is_same_everywhere(i))
		instance_document(i, &d);
	for (n = 0; n < d.len; n++)
		h = hash(hash(h, d.wants[n].label), d.wants[n].allowed);
	documented_release(&d);
	return h;
}

void
revision_of_suite(struct revision *r)
{
	uint64_t h = (UINT64_C(0xcbf29ce484222325) ^ PROTOCOL_VERSION) *
	    UINT64_C(0x100000001b3);
	struct instances all = INSTANCES_INIT;
	size_t a, n, i;

	r->instances = 0;
	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++) {
			instances_add_row(&all, areas[a], &areas[a]->rows[n]);
			for (i = 0; i < all.len; i++)
				h = hash_instance(h, &all.at[i]);
			r->instances += all.len;
			instances_release(&all);
		}
	snprintf(r->digits, sizeof(r->digits), "%016llx",
	    (unsigned long long)h);
}
