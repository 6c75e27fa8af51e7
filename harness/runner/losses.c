/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <sys/mman.h>

#include "harness/protocol/memory.h"
#include "harness/runner/losses.h"

void
losses_init(struct losses *l, size_t len)
{
	/* Behind the instances, whether a second look is claimed. */
	void *at = mmap(NULL, len + 1, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		memory_ran_out();
	*l = (struct losses){ .at = at, .len = len };
}

void
losses_note(struct losses *l, size_t index, enum loss loss)
{
	__atomic_store_n(&l->at[index], (unsigned char)loss, __ATOMIC_RELEASE);
}

enum loss
losses_of(const struct losses *l, size_t index)
{
	return (enum loss)__atomic_load_n(&l->at[index], __ATOMIC_ACQUIRE);
}

bool
losses_too_many(const struct losses *l, size_t *last)
{
	size_t in_a_row = 0, i;

	for (i = 0; i < l->len && in_a_row < LOSSES_MOST; i++)
		switch (losses_of(l, i)) {
		case LOSS_HUNG:
			in_a_row++;
			*last = i;
			break;
		case LOSS_UNSUPPORTED:
			break;
		default:
			in_a_row = 0;
		}
	return in_a_row == LOSSES_MOST;
}

bool
losses_claim_second_look(struct losses *l)
{
	return __atomic_exchange_n(&l->at[l->len], 1, __ATOMIC_ACQ_REL) == 0;
}

bool
losses_let(struct losses *l, size_t index)
{
	size_t last;

	if (!losses_too_many(l, &last))
		return true;
	losses_note(l, index, LOSS_NOT_RUN);
	return false;
}

void
losses_release(struct losses *l)
{
	if (l->at != NULL)
		munmap(l->at, l->len + 1);
	*l = (struct losses)LOSSES_INIT;
}
