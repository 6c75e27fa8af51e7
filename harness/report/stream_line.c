/* SPDX-License-Identifier: BSD-2-Clause */
/* One line of a stream. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/fill.h"
#include "harness/report/stream.h"

#define NUMBER_MAX 10	/* digits */

uint32_t
stream_checksum(uint64_t number, const char *text, size_t len)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%llu ",
	    (unsigned long long)number);

	return fill_crc(fill_crc(0, digits, (size_t)n), text, len);
}

void
stream_format(struct text *out, uint64_t number, const char *line, size_t len)
{
	text_addf(out, STREAM_PREFIX "%llu %08x ", (unsigned long long)number,
	    stream_checksum(number, line, len));
	text_add(out, line, len);
	text_addc(out, '\n');
}

uint64_t
stream_line(const char *at, const char *end, const char **text)
{
	uint64_t number = 0;
	char digits[STREAM_DIGITS + 1] = "";
	int n;

	for (n = 0; at < end && n < NUMBER_MAX && *at >= '0' && *at <= '9';
	    n++)
		number = number * 10 + (uint64_t)(*at++ - '0');
	if (n == 0 || end - at < STREAM_DIGITS + 2 || at[0] != ' ' ||
	    at[STREAM_DIGITS + 1] != ' ')
		return 0;
	memcpy(digits, at + 1, STREAM_DIGITS);
	if (strspn(digits, "0123456789abcdef") != STREAM_DIGITS)
		return 0;
	*text = at + STREAM_DIGITS + 2;
	return strtoul(digits, NULL, 16) == stream_checksum(number, *text,
	    (size_t)(end - *text)) ? number : 0;
}
