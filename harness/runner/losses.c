/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/protocol/memory.h"
#include "harness/runner/losses.h"

/* Instances that have these axes' values as one of them has. */
struct part {
	size_t axes[2];	/* the same twice: of one axis alone */
};

/* The bytes behind the instances': a second look is claimed, one spun. */
enum { LOOKED, SPUN, BEHIND };

/* A byte says of what has not been run by which part; or by the row. */
#define OF_PART LOSS_NOT_RUN
#define OF_ROW (OF_PART + AXES_MAX * AXES_MAX)

_Static_assert(OF_ROW <= 255, "a byte is too small for the parts of a row");

void
losses_init(struct losses *l, const struct instances *all)
{
	void *at = mmap(NULL, all->len + BEHIND, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		memory_ran_out();
	*l = (struct losses){ .at = at, .all = all };
}

static int
byte_of(const struct losses *l, size_t index)
{
	return __atomic_load_n(&l->at[index], __ATOMIC_ACQUIRE);
}

static void
set_byte(struct losses *l, size_t index, int byte)
{
	__atomic_store_n(&l->at[index], (unsigned char)byte, __ATOMIC_RELEASE);
}

void
losses_note(struct losses *l, size_t index, enum loss loss)
{
	set_byte(l, index, loss == LOSS_NOT_RUN ? OF_ROW : (int)loss);
}

enum loss
losses_of(const struct losses *l, size_t index)
{
	int byte = byte_of(l, index);

	return byte >= OF_PART ? LOSS_NOT_RUN : (enum loss)byte;
}

/* Whether the row is given up; *last is the last of those losses. */
static bool
row_is_lost(const struct losses *l, size_t *last)
{
	size_t in_a_row = 0, i;

	for (i = 0; i < l->all->len && in_a_row < LOSSES_MOST; i++)
		switch (losses_of(l, i)) {
		case LOSS_LOST:
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

static bool
has_value(const struct losses *l, size_t a, size_t b, size_t axis)
{
	return strcmp(l->all->at[a].values[axis], l->all->at[b].values[axis]) ==
	    0;
}

static bool
shares(const struct losses *l, const struct part *p, size_t a, size_t b)
{
	return has_value(l, a, b, p->axes[0]) && (p->axes[1] == p->axes[0] ||
	    has_value(l, a, b, p->axes[1]));
}

/*
 * Whether the instance's part is given up; *lost of it were. All of the row is
 * no part.
 */
static bool
part_is_lost(const struct losses *l, const struct part *p, size_t index,
    size_t *lost, size_t *last)
{
	bool is_part = false;
	enum loss loss;
	size_t i;

	*lost = 0;
	for (i = 0; i < l->all->len; i++) {
		if (!shares(l, p, index, i)) {
			is_part = true;
			continue;
		}
		loss = losses_of(l, i);
		if (loss == LOSS_NONE)
			return false;
		if (loss == LOSS_LOST) {
			++*lost;
			*last = i;
		}
	}
	return is_part && *lost >= LOSSES_MOST;
}

static bool
enough_are_lost(const struct losses *l)
{
	size_t lost = 0, i;

	for (i = 0; i < l->all->len && lost < LOSSES_MOST; i++)
		lost += losses_of(l, i) == LOSS_LOST;
	return lost == LOSSES_MOST;
}

/* What gives the instance up, as a byte; -1: nothing. */
static int
doom_of(const struct losses *l, size_t index)
{
	size_t axes = l->all->at[index].axes_len, lost, last, distance;
	struct part p;

	if (!enough_are_lost(l))
		return -1;
	if (row_is_lost(l, &last))
		return OF_ROW;
	/* One axis first: the distance of an axis from itself is 0. */
	for (distance = 0; distance < axes; distance++)
		for (p.axes[0] = 0; p.axes[0] + distance < axes; p.axes[0]++) {
			p.axes[1] = p.axes[0] + distance;
			if (part_is_lost(l, &p, index, &lost, &last))
				return OF_PART + (int)(p.axes[0] * AXES_MAX +
				    p.axes[1]);
		}
	return -1;
}

static struct part
part_of(int byte)
{
	size_t n = (size_t)(byte - OF_PART);

	return (struct part){ .axes = { n / AXES_MAX, n % AXES_MAX } };
}

bool
losses_claim_second_look(struct losses *l)
{
	return __atomic_exchange_n(&l->at[l->all->len + LOOKED], 1,
	    __ATOMIC_ACQ_REL) == 0;
}

unsigned char *
losses_spun(struct losses *l)
{
	return &l->at[l->all->len + SPUN];
}

bool
losses_let(struct losses *l, size_t index)
{
	int doom = doom_of(l, index);

	if (doom < 0)
		return true;
	set_byte(l, index, doom);
	return false;
}

size_t
losses_tell(const struct losses *l, size_t index, struct text *out)
{
	const struct instance *is = &l->all->at[index];
	int byte = byte_of(l, index);
	size_t last = index, lost, axis, n;
	struct part p;

	if (byte == OF_ROW) {
		row_is_lost(l, &last);
		text_addf(out, "%d instances in a row hung, spun or waited in "
		    "vain", LOSSES_MOST);
		return last;
	}
	p = part_of(byte);
	part_is_lost(l, &p, index, &lost, &last);
	text_addf(out, "%zu instances with ", lost);
	for (n = 0; n < 2 && (n == 0 || p.axes[0] != p.axes[1]); n++) {
		axis = p.axes[n];
		text_addf(out, "%s%s=%s", n > 0 ? " and " : "",
		    is->names[axis], is->values[axis]);
	}
	text_adds(out, " hung, spun or waited in vain, and none ended well");
	return last;
}

bool
losses_are_alike(const struct losses *l, size_t a, size_t b)
{
	int byte = byte_of(l, a);
	struct part p;

	if (byte != byte_of(l, b) || byte < OF_PART)
		return false;
	p = part_of(byte);
	return byte == OF_ROW || shares(l, &p, a, b);
}

void
losses_release(struct losses *l)
{
	if (l->at != NULL)
		munmap(l->at, l->all->len + BEHIND);
	*l = (struct losses)LOSSES_INIT;
}
