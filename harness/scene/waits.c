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

static bool
sets_non_blocking(const char *call, bool before)
{
	const char *value = behind(call, "settimeout(");
	char *end;

	if (value != NULL)
		return strtod(value, &end) == 0 && end != value && *end == ')';
	value = behind(call, "setblocking(");
	return value != NULL ? behind(value, "false)") != NULL : before;
}

bool
waits_for_nothing(const char *calls, uint64_t *modes)
{
	const char *at, *line;
	uint64_t bit = 0;
	char *dot;

	for (line = calls; line != NULL; line = at != NULL ? at + 1 : NULL) {
		at = strchr(line, '\n');
		/* What is called is behind what it is called. */
		if (line[0] == 's' && line[strcspn(line, "=(.\n")] == '=')
			line += strcspn(line, "=") + 1;
		bit = line[0] == 's' ? UINT64_C(1) <<
		    (strtoul(line + 1, &dot, 10) & 63) : 0;
		if (bit == 0 || *dot != '.')
			bit = 0;
		else if (sets_non_blocking(dot + 1, (*modes & bit) != 0))
			*modes |= bit;
		else
			*modes &= ~bit;
	}
	return (*modes & bit) != 0;
}
