/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Data of any length from a seed, and its checksum: what lets a gigabyte be
 * one line of the protocol.
 */
#ifndef PROTOCOL_FILL_H
#define PROTOCOL_FILL_H

#include <stddef.h>
#include <stdint.h>

/* Writes bytes `offset` to `offset + len` of the generator's `seed`. */
void fill_bytes(void *, size_t len, uint64_t seed, uint64_t offset);

/* CRC-32 as zlib's: goes on from `crc`, which is 0 at first. */
uint32_t fill_crc(uint32_t crc, const void *, size_t len);

#endif
