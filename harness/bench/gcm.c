/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef HAVE_KCAPI
#include <kcapi.h>
#endif

#include "harness/bench/gcm.h"

#ifdef __has_include
#if __has_include(<linux/if_alg.h>)
#include <linux/if_alg.h>
#endif
#endif

static const char key[16];
static const char iv[12];

#ifdef HAVE_KCAPI
static bool
start_kcapi(struct gcm *g, struct why *why)
{
	if (kcapi_aead_init(&g->kcapi, "gcm(aes)", 0) != 0 ||
	    kcapi_aead_setkey(g->kcapi, (const uint8_t *)key,
	    sizeof(key)) != 0 ||
	    kcapi_aead_settaglen(g->kcapi, GCM_TAG) != 0)
		return why_set(why, "libkcapi refuses gcm(aes)");
	kcapi_aead_setassoclen(g->kcapi, 0);
	return true;
}

void
gcm_kcapi(struct gcm *g, size_t size)
{
	if (kcapi_aead_encrypt(g->kcapi, (uint8_t *)g->data, size,
	    (const uint8_t *)iv, (uint8_t *)g->data, size + GCM_TAG,
	    KCAPI_ACCESS_HEURISTIC) != (ssize_t)size + GCM_TAG)
		abort();
}

static void
end_kcapi(struct gcm *g)
{
	if (g->kcapi != NULL)
		kcapi_aead_destroy(g->kcapi);
}
#else
static bool
start_kcapi(struct gcm *g, struct why *why)
{
	(void)g;
	(void)why;
	return true;
}

void
gcm_kcapi(struct gcm *g, size_t size)
{
	(void)g;
	(void)size;
	abort();
}

static void
end_kcapi(struct gcm *g)
{
	(void)g;
}
#endif

bool
gcm_start(struct gcm *g, struct why *why)
{
	struct sockaddr_alg sa = { .salg_family = AF_ALG, .salg_type = "aead",
	    .salg_name = "gcm(aes)" };
	int parent = socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	int op;

	if (parent < 0 || bind(parent, (struct sockaddr *)&sa, sizeof(sa)) != 0
	    || setsockopt(parent, SOL_ALG, ALG_SET_KEY, key, sizeof(key)) != 0
	    || setsockopt(parent, SOL_ALG, ALG_SET_AEAD_AUTHSIZE, NULL,
	    GCM_TAG) != 0)
		return why_errno(why, "this kernel has no gcm(aes) on AF_ALG");
	op = accept(parent, NULL, 0);
	close(parent);
	if (op < 0)
		return why_errno(why, "cannot accept on AF_ALG");
	g->op = (struct pysock){ op, AF_ALG, SOCK_SEQPACKET, 0,
	    PYSOCK_BLOCKING };
	if (posix_memalign((void **)&g->data, 65536,
	    GCM_LARGEST + GCM_TAG) != 0)
		return why_set(why, "no memory");
	memset(g->data, 0, GCM_LARGEST + GCM_TAG);
	return start_kcapi(g, why);
}

void
gcm_raw(struct gcm *g, size_t size)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(4) + CMSG_SPACE(4 + 12) + CMSG_SPACE(4)];
	} control = { .bytes = { 0 } };
	struct iovec iov = { g->data, size };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };
	static const struct {
		int type;
		unsigned len, value;
	} items[] = { { ALG_SET_OP, 4, ALG_OP_ENCRYPT },
	    { ALG_SET_IV, 16, 12 }, { ALG_SET_AEAD_ASSOCLEN, 4, 0 } };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	size_t i;

	for (i = 0; c != NULL && i < 3; i++, c = CMSG_NXTHDR(&m, c)) {
		c->cmsg_level = SOL_ALG;
		c->cmsg_type = items[i].type;
		c->cmsg_len = CMSG_LEN(items[i].len);
		memcpy(CMSG_DATA(c), &items[i].value, 4);
	}
	if (sendmsg(g->op.fd, &m, 0) != (ssize_t)size ||
	    recv(g->op.fd, g->data, size + GCM_TAG, 0) !=
	    (ssize_t)size + GCM_TAG)
		abort();
}

void
gcm_c(struct gcm *g, size_t size)
{
	struct iovec iov = { g->data, size };
	struct pysock_afalg m = PYSOCK_AFALG_INIT;
	struct pysock_error e = PYSOCK_ERROR_INIT;

	m.op = ALG_OP_ENCRYPT;
	m.iv = iv;
	m.iv_len = sizeof(iv);
	m.has_assoclen = true;
	m.iov = &iov;
	m.iov_len = 1;
	if (pysock_sendmsg_afalg(&g->op, &m, 0, &e) != (ssize_t)size ||
	    pysock_recv(&g->op, g->data, size + GCM_TAG, 0, &e) !=
	    (ssize_t)size + GCM_TAG)
		abort();
}

void
gcm_release(struct gcm *g)
{
	end_kcapi(g);
	if (g->op.fd >= 0)
		close(g->op.fd);
	free(g->data);
	*g = (struct gcm)GCM_INIT;
}
