/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/protocol/clean.h"

/* How many bytes of it are one character that is not only seen; or 0. */
static int
acts(const unsigned char *at)
{
	if (*at < ' ' || *at == 0x7f)
		return 1;
	/* U+0080 to U+009F, U+061C */
	if ((*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0) ||
	    (*at == 0xd8 && at[1] == 0x9c))
		return 2;
	/* U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069 */
	if (*at == 0xe2 && ((at[1] == 0x80 && (at[2] == 0x8e || at[2] == 0x8f ||
	    (at[2] >= 0xa8 && at[2] <= 0xae))) ||
	    (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)))
		return 3;
	return 0;
}

void
text_add_clean(struct text *out, const char *s)
{
	const unsigned char *at = (const unsigned char *)s;
	int n;

	while (*at != '\0') {
		n = acts(at);
		if (n == 0)
			text_addc(out, (char)*at++);
		for (; n > 0; n--)
			text_addf(out, "%%%02x", *at++);
	}
}
