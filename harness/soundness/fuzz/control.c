/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The builder of control messages: what sendmsg(2) is given is what was asked
 * for. A byte says of how many bytes an item is, 0x80 and more that it claims
 * an absurd length.
 */
#include <limits.h>
#include <sys/socket.h>

#include "harness/pysock/pysock.h"
#include "harness/soundness/fuzz/fuzz.h"

#define ITEMS 64
#define SOL_ALG_ 279
#define ALG_SET_IV_ 2

static struct pysock_ancillary items[ITEMS];
static size_t items_len;
static const struct pysock_afalg *afalg;

static void
check_items(struct msghdr *m)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(m);
	size_t i;

	for (i = 0; i < items_len; i++, c = CMSG_NXTHDR(m, c)) {
		fuzz_must(c != NULL && c->cmsg_level == items[i].level &&
		    c->cmsg_type == items[i].type &&
		    c->cmsg_len == CMSG_LEN(items[i].len));
		fuzz_must(items[i].len == 0 || memcmp(CMSG_DATA(c),
		    items[i].data, items[i].len) == 0);
	}
	fuzz_must(c == NULL);
}

static void
check_afalg(struct msghdr *m)
{
	size_t wanted = 1 + (afalg->iv != NULL) + afalg->has_assoclen, n = 0;
	struct cmsghdr *c;
	uint32_t len;

	for (c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c), n++) {
		fuzz_must(c->cmsg_level == SOL_ALG_);
		memcpy(&len, CMSG_DATA(c), sizeof(len));
		if (c->cmsg_type == ALG_SET_IV_)
			fuzz_must(afalg->iv != NULL && len == afalg->iv_len &&
			    memcmp(CMSG_DATA(c) + sizeof(len), afalg->iv,
			    len) == 0);
	}
	fuzz_must(n == wanted);
}

ssize_t
sendmsg(int fd, const struct msghdr *message, int flags)
{
	struct msghdr m = *message;

	(void)fd;
	(void)flags;
	if (afalg != NULL)
		check_afalg(&m);
	else
		check_items(&m);
	return 1;
}

static void
send_items(const uint8_t *data, size_t size)
{
	struct pysock s = { .fd = 0, .family = AF_UNIX, .type = SOCK_DGRAM,
	    .timeout_ns = -1 };
	struct pysock_message m = PYSOCK_MESSAGE_INIT;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	size_t len;
	bool absurd = false;

	for (items_len = 0; size > 4 && items_len < ITEMS; items_len++) {
		len = data[0] & 0x7f;
		if (len > size - 5)
			len = size - 5;
		items[items_len] = (struct pysock_ancillary){
			.level = (int)((uint32_t)data[1] << 24 | data[2]), .type = (char)data[3],
			.data = data + 5, .len = len };
		if (data[0] & 0x80)
			items[items_len].len = (size_t)data[4] << 23 |
			    (size_t)data[3] << 55;
		absurd = absurd || (data[0] & 0x80);
		data += 5 + len;
		size -= 5 + len;
	}
	/* Those that are refused are; the bytes of others are not there. */
	if (absurd && items[0].len < INT_MAX - 64)
		return;
	m.ancillary = items;
	m.ancillary_len = items_len;
	if (pysock_sendmsg(&s, &m, 0, &e) < 0)
		fuzz_must(e.type != 0 && e.text[0] != '\0');
	else
		fuzz_must(!absurd);
}

static void
send_afalg(const uint8_t *data, size_t size)
{
	struct pysock s = { .fd = 0, .family = 38, .type = SOCK_SEQPACKET,
	    .timeout_ns = -1 };
	struct pysock_afalg a = PYSOCK_AFALG_INIT;
	struct pysock_error e = PYSOCK_ERROR_INIT;

	a.op = size > 0 ? data[0] & 3 : 0;
	a.has_assoclen = size > 0 && data[0] & 4;
	if (size > 0 && data[0] & 8) {
		a.iv = data + 1;
		a.iv_len = size - 1;
	}
	afalg = &a;
	fuzz_must(pysock_sendmsg_afalg(&s, &a, 0, &e) == 1);
	afalg = NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 0 && data[0] == 0xff)
		send_afalg(data + 1, size - 1);
	else
		send_items(data, size);
	return 0;
}
