/* SPDX-License-Identifier: BSD-2-Clause */
#include <pthread.h>
#include <string.h>

#include "harness/protocol/fill.h"

#define PERIOD 4093	/* a prime, so that no power of two hides a shift */

static unsigned char table[PERIOD];
static uint32_t crc_table[8][256];	/* slicing by eight */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
make_tables(void)
{
	uint32_t x = 12345, c;
	int i, bit, n;

	for (i = 0; i < PERIOD; i++) {
		x = (1103515245u * x + 12345u) & 0x7fffffffu;
		table[i] = (unsigned char)(x >> 16);
	}
	for (i = 0; i < 256; i++) {
		c = (uint32_t)i;
		for (bit = 0; bit < 8; bit++)
			c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
		crc_table[0][i] = c;
	}
	for (n = 1; n < 8; n++)
		for (i = 0; i < 256; i++) {
			c = crc_table[n - 1][i];
			crc_table[n][i] = crc_table[0][c & 0xff] ^ c >> 8;
		}
}

void
fill_bytes(void *to, size_t len, uint64_t seed, uint64_t offset)
{
	unsigned char *at = to;
	size_t from = (size_t)((seed % PERIOD + offset % PERIOD) % PERIOD);
	size_t n;

	pthread_once(&once, make_tables);
	while (len > 0) {
		n = PERIOD - from < len ? PERIOD - from : len;
		memcpy(at, table + from, n);
		at += n;
		len -= n;
		from = 0;
	}
}

uint32_t
fill_crc(uint32_t crc, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	pthread_once(&once, make_tables);
	crc = ~crc;
	for (; len >= 8; len -= 8, at += 8)
		crc = crc_table[7][(crc ^ at[0]) & 0xff] ^
		    crc_table[6][(crc >> 8 ^ at[1]) & 0xff] ^
		    crc_table[5][(crc >> 16 ^ at[2]) & 0xff] ^
		    crc_table[4][crc >> 24 ^ at[3]] ^ crc_table[3][at[4]] ^
		    crc_table[2][at[5]] ^ crc_table[1][at[6]] ^
		    crc_table[0][at[7]];
	while (len-- > 0)
		crc = crc_table[0][(crc ^ *at++) & 0xff] ^ crc >> 8;
	return ~crc;
}
