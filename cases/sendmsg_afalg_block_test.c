/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmsg_afalg: what it asks the kernel for, seen in the memory of the
 * implementation while it sleeps in sendmsg(2) on a full AF_UNIX socket that
 * it takes for one of AF_ALG. No kernel with AF_ALG is needed.
 */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/protocol/value.h"
#include "harness/scene/mail.h"
#include "harness/scene/scene.h"

/* Linux, include/uapi/linux/if_alg.h */
enum { LEVEL_ALG = 279, SET_IV = 2, SET_OP = 3, SET_ASSOCLEN = 4 };

static size_t
from_hex(const char *hex, unsigned char *bytes, size_t most)
{
	unsigned byte;
	size_t n;

	for (n = 0; n < most && sscanf(hex + 2 * n, "%2x", &byte) == 1; n++)
		bytes[n] = (unsigned char)byte;
	return n;
}

static void
add_item(const struct cmsghdr *header, const unsigned char *data, size_t len,
    struct text *out)
{
	uint32_t number = 0;

	if (len >= sizeof(number))
		memcpy(&number, data, sizeof(number));
	if (header->cmsg_level != LEVEL_ALG)
		text_addf(out, " level=%d", header->cmsg_level);
	else if (header->cmsg_type == SET_OP)
		text_addf(out, " op=%u", number);
	else if (header->cmsg_type == SET_ASSOCLEN)
		text_addf(out, " assoclen=%u", number);
	else if (header->cmsg_type == SET_IV && number <= len - 4) {
		text_adds(out, " iv=");
		value_format_bytes((const char *)data + 4, number, out);
	} else
		text_addf(out, " type=%d number=%u", header->cmsg_type,
		    number);
}

/*
 * " op=1 iv=x'…' assoclen=8". The length in a header counts the padding in
 * CPython and not in the C implementation: the kernel takes both (AFALG-17).
 */
static void
add_items(const unsigned char *block, size_t len, struct text *out)
{
	struct cmsghdr header;
	size_t at, space;

	for (at = 0; at + sizeof(header) <= len; at += space) {
		memcpy(&header, block + at, sizeof(header));
		space = CMSG_ALIGN(header.cmsg_len);
		if (header.cmsg_len < CMSG_LEN(4) || space > len - at) {
			text_addf(out, " length=%zu",
			    (size_t)header.cmsg_len);
			return;
		}
		add_item(&header, block + at + CMSG_LEN(0),
		    header.cmsg_len - CMSG_LEN(0), out);
	}
}

/* "asked: iov=[1] flags=0 op=1": what it is asleep in. */
static void
asked(struct scene *sc)
{
	struct text text = TEXT_INIT, out = TEXT_INIT;
	unsigned char block[512];
	const char *iov, *control, *flags;

	if (!asleep_seen(sc, "asked", &text))
		return;
	iov = strstr(text_get(&text), "iov=");
	control = strstr(text_get(&text), "] control=x'");
	flags = strstr(text_get(&text), " flags=");
	if (iov != NULL && control != NULL && flags != NULL) {
		text_addf(&out, "%.*s%s", (int)(control + 1 - iov), iov,
		    flags);
		add_items(block, from_hex(control + 12, block,
		    sizeof(block)), &out);
	}
	observe(sc, "asked", "%s", out.len > 0 ? text_get(&out) :
	    text_get(&text));
	text_release(&text);
	text_release(&out);
}

static void
ask(struct scene *sc)
{
	struct peer *p = pair(sc, "alg");
	struct text text = TEXT_INIT;

	if (over(sc))
		return;
	peer_choke(p);
	p->drains = false;
	instance_substitute(sc->instance, axis(sc, "arguments"), &text);
	begin(sc, "s1.sendmsg_afalg(%s)", text_get(&text));
	text_release(&text);
	blocked(sc);
	asked(sc);
	p->drains = true;
	finish(sc);
}

/* Seen from outside alone, where no kernel says what it is asleep in. */
static void
send_when_there_is_room(struct scene *sc)
{
	struct peer *p = pair(sc, "alg");

	if (over(sc))
		return;
	peer_choke(p);
	p->drains = false;
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	begin(sc, "s1.sendmsg_afalg([x'61',x'6162',x'616263'],op=1)");
	blocked(sc);
	p->drains = true;
	finish(sc);
}

#define ASLEEP .needs = "proc_syscall", .waits = true

static const struct row rows[] = {
	{ .name = "op_reaches_the_kernel", .clause = "AFALG-06", .act = ask,
	  ASLEEP,
	  .axes = { "op=0|1|2|7|2147483647" },
	  .with = { "arguments=[x'61'],op={op}" },
	  .doc = "asked: iov=[1] flags=0 op={op}" },

	{ .name = "truth_values_are_decrypt_and_encrypt",
	  .clause = "AFALG-07", .act = ask, ASLEEP,
	  .axes = { "arguments=[x'61'],op=true|[x'61'],op=false|"
	    "[x'61'],op=ALG_OP_ENCRYPT|[x'61'],op=ALG_OP_DECRYPT" } },

	{ .name = "iv_reaches_the_kernel", .clause = "AFALG-13", .act = ask,
	  ASLEEP,
	  .axes = { "iv=x'01'|x'010203'|x'0102030405060708090a0b0c'|"
	    "x'000102030405060708090a0b0c0d0e0f'" },
	  .with = { "arguments=[x'61'],op=1,iv={iv}" },
	  .doc = "asked: iov=[1] flags=0 op=1 iv={iv}" },

	{ .name = "iv_left_out_is_not_sent", .clause = "AFALG-14",
	  .act = ask, ASLEEP,
	  .axes = { "arguments=[x'61'],op=1|[x'61'],op=1,flags=0" },
	  .doc = "asked: iov=[1] flags=0 op=1" },

	{ .name = "empty_iv_is_sent", .clause = "AFALG-15", .act = ask,
	  ASLEEP,
	  .axes = { "arguments=[x'61'],op=1,iv=x''|"
	    "[x'61'],op=1,iv=bytearray:x''" } },

	{ .name = "assoclen_reaches_the_kernel", .clause = "AFALG-19",
	  .act = ask, ASLEEP,
	  .axes = { "assoclen=0|1|8|16|2147483647" },
	  .with = { "arguments=[x'61'],op=1,assoclen={assoclen}" },
	  .doc = "asked: iov=[1] flags=0 op=1 assoclen={assoclen}" },

	{ .name = "all_of_them_reach_the_kernel", .clause = "AFALG-17",
	  .act = ask, ASLEEP,
	  .axes = { "arguments=[x'61'],op=1,iv=x'010203',assoclen=8|"
	    "[x'61'],assoclen=0,iv=x'01',op=0|"
	    "assoclen=5,flags=MSG_MORE,iv=x'0102',op=1,msg=[x'61']" } },

	{ .name = "flags_left_out_are_zero_for_the_kernel",
	  .clause = "AFALG-27", .act = ask, ASLEEP,
	  .axes = { "arguments=[x'61'],op=1|[x'61'],op=1,iv=x'01'" } },

	{ .name = "flags_reach_the_kernel", .clause = "AFALG-26",
	  .act = ask, ASLEEP,
	  .axes = { "flags=0|32768|128|32896" },
	  .with = { "arguments=[x'61'],op=1,flags={flags}" },
	  .doc = "asked: iov=[1] flags={flags} op=1" },

	{ .name = "buffers_reach_the_kernel_in_one_call",
	  .clause = "AFALG-12", .act = ask, ASLEEP,
	  .axes = { "arguments=[x'61',x'6162',x'616263'],op=1" },
	  .doc = "asked: iov=[1,2,3] flags=0 op=1" },

	{ .name = "full_socket_blocks_it_until_there_is_room",
	  .clause = "AFALG-37", .act = send_when_there_is_room, .waits = true,
	  .axes = { "mode=none|5.0" },
	  .doc = "blocked: true; sendmsg_afalg: returned 6" },
};

AREA_ROWS(sendmsg_afalg_block, rows);
