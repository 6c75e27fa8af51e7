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
