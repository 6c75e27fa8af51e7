/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <stdint.h>

#include "harness/iut/convert.h"

#define NS_PER_S 1000000000

static bool
is_integer(const struct dynamic *d)
{
	return d->kind == DYNAMIC_INT || d->kind == DYNAMIC_BOOL ||
	    d->kind == DYNAMIC_INDEX;
}

static bool
not_integer(struct fault *f)
{
	return fault_set(f, "TypeError",
	    "the object cannot be interpreted as an integer");
}

static bool
convert_range(const struct dynamic *d, int64_t least, int64_t most,
    int64_t *number, struct fault *f)
{
	if (!is_integer(d))
		return not_integer(f);
	if (!d->fits || d->integer < least || d->integer > most)
		return fault_set(f, "OverflowError",
		    "Python int too large to convert to the C type");
	*number = d->integer;
	return true;
}

bool
convert_int64(const struct dynamic *d, int64_t *number, struct fault *f)
{
	return convert_range(d, INT64_MIN, INT64_MAX, number, f);
}

bool
convert_int(const struct dynamic *d, int *number, struct fault *f)
{
	int64_t wide = 0;

	if (!convert_range(d, INT_MIN, INT_MAX, &wide, f))
		return false;
	*number = (int)wide;
	return true;
}

bool
convert_size(const struct dynamic *d, ssize_t *number, struct fault *f)
{
	int64_t wide = 0;

	if (!convert_range(d, -(int64_t)SSIZE_MAX - 1, SSIZE_MAX, &wide, f))
		return false;
	*number = (ssize_t)wide;
	return true;
}

bool
convert_masked(const struct dynamic *d, uint32_t *number, struct fault *f)
{
	const char *at;
	uint32_t bits = 0;

	if (!is_integer(d))
		return not_integer(f);
	for (at = d->digits; *at != '\0'; at++)
		if (*at != '-')
			bits = bits * 10 + (uint32_t)(*at - '0');
	*number = d->digits[0] == '-' ? -bits : bits;
	return true;
}

bool
convert_buffer(const struct dynamic *d, struct iovec *iov, struct fault *f)
{
	switch (d->kind) {
	case DYNAMIC_BYTES:
	case DYNAMIC_BYTEARRAY:
	case DYNAMIC_VIEW:
		iov->iov_base = (void *)(uintptr_t)d->bytes;
		iov->iov_len = d->len;
		return true;
	case DYNAMIC_STRIDED:
		return fault_set(f, "BufferError",
		    "memoryview: underlying buffer is not C-contiguous");
	case DYNAMIC_RELEASED:
		return fault_set(f, "ValueError",
		    "operation forbidden on released memoryview object");
	default:
		return fault_set(f, "TypeError",
		    "a bytes-like object is required");
	}
}

bool
convert_timeout(const struct dynamic *d, bool *none, double *seconds,
    struct fault *f)
{
	int64_t whole = 0;

	*none = d->kind == DYNAMIC_NONE;
	*seconds = d->number;
	if (*none || d->kind == DYNAMIC_FLOAT)
		return true;
	if (!convert_int64(d, &whole, f))
		return false;
	if (whole > INT64_MAX / NS_PER_S || whole < INT64_MIN / NS_PER_S)
		return fault_set(f, "OverflowError",
		    "timestamp too large to convert to C _PyTime_t");
	*seconds = (double)whole;
	return true;
}
