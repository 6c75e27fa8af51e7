/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "harness/scene/waits.h"

/* What stands before a time, and how many ns its unit has. */
static const struct {
	const char *before;
	double unit_ns;
} times[] = {
	{ "settimeout(", 1e9 },
	{ "setdefaulttimeout(", 1e9 },
	{ "'settimeout',s*,", 1e9 },	/* a handler's */
	{ "'sleep',", 1e9 },
	{ "TCP_USER_TIMEOUT,", 1e6 },
};

/* The end of the words at the beginning, "s*" being any object; or NULL. */
static const char *
behind(const char *at, const char *words)
{
	for (; *words != '\0'; words++)
		if (*words == '*')
			at += strspn(at, "0123456789");
		else if (*at++ != *words)
			return NULL;
	return at;
}

int64_t
waits_of(const char *calls, int64_t most_ns)
{
	double longest = 0, ns;
	const char *number;
	char *end;
	size_t n;

	for (; *calls != '\0'; calls++)
		for (n = 0; n < sizeof(times) / sizeof(times[0]); n++) {
			number = behind(calls, times[n].before);
			if (number == NULL)
				continue;
			ns = strtod(number, &end) * times[n].unit_ns;
			if (end != number && ns < (double)most_ns &&
			    ns > longest)
				longest = ns;
		}
	return (int64_t)longest;
}

#define DEFAULT UINT64_C(1)	/* the mode of new sockets: s0 is none */

/* Whether it is a time of zero, or false, and nothing else. */
static bool
is_nothing(const char *value)
{
	char *end;

	return behind(value, "false)") != NULL || (strtod(value, &end) == 0 &&
	    end != value && *end == ')');
}

/* Whether a socket is in that mode behind a call of it, which it was before. */
static bool
sets_non_blocking(const char *call, bool before)
{
	const char *value = behind(call, "settimeout(");

	if (value == NULL)
		value = behind(call, "setblocking(");
	return value != NULL ? is_nothing(value) : before;
}

static void
turn(uint64_t *modes, uint64_t bits, bool on)
{
	*modes = on ? *modes | bits : *modes & ~bits;
}

/* The bit of a socket that is named there, before that; 0: none. */
static uint64_t
take_name(const char **call, char before)
{
	char *end;
	unsigned long n;

	if ((*call)[0] != 's')
		return 0;
	n = strtoul(*call + 1, &end, 10);
	if (end == *call + 1 || *end != before)
		return 0;
	*call = end + 1;
	return UINT64_C(1) << (n & 63);
}

/* A call of so many bytes; whether it is of a socket that cannot wait. */
static bool
note_call(const char *call, size_t len, uint64_t *modes)
{
	static const char flag[] = "SOCK_NONBLOCK";
	const char *end = call + len;
	uint64_t made = take_name(&call, '='), of = take_name(&call, '.');
	const char *value = behind(call, "setdefaulttimeout(");

	if (value != NULL)
		turn(modes, DEFAULT, is_nothing(value));
	if (of != 0) {
		turn(modes, of, sets_non_blocking(call, (*modes & of) != 0));
		turn(modes, made, (*modes & (behind(call, "dup(") != NULL ?
		    of : DEFAULT)) != 0);
		return (*modes & of) != 0;
	}
	if (behind(call, "socketpair(") != NULL)
		made |= made << 1;
	turn(modes, made, (*modes & DEFAULT) != 0 || memmem(call,
	    (size_t)(end - call), flag, sizeof(flag) - 1) != NULL);
	return false;
}

bool
waits_for_nothing(const char *calls, uint64_t *modes)
{
	bool nothing = false;
	size_t len;

	for (; *calls != '\0'; calls += len + (calls[len] != '\0')) {
		len = strcspn(calls, "\n");
		nothing = note_call(calls, len, modes);
	}
	return nothing;
}

int64_t
data_of(const char *calls)
{
	const char *length;
	double bytes = 0;

	for (; *calls != '\0'; calls++) {
		length = behind(calls, "fill:*:");
		if (length == NULL)
			length = behind(calls, "huge:");
		if (length != NULL)
			bytes += strtod(length, NULL);
	}
	return bytes < 1e18 ? (int64_t)bytes : INT64_C(1000000000000000000);
}
