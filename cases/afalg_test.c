/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmsg_afalg() on a kernel that has AF_ALG: what op, IV, length of the
 * associated data and flags do there. s1 is the socket of the algorithm, s2 an
 * operation socket. It does not block: a blocking receive of more than the
 * result never ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/fill.h"
#include "harness/protocol/value.h"
#include "harness/scene/scene.h"

static const struct cipher {
	const char *label, *type, *name, *key, *iv;
	int tag;	/* bytes; 0: it is no AEAD */
} ciphers[] = {
	{ "gcm", "aead", "gcm(aes)", "fill:1:16", "fill:2:12", 16 },
	{ "gcm256", "aead", "gcm(aes)", "fill:1:32", "fill:2:12", 16 },
	{ "ccm", "aead", "ccm(aes)", "fill:1:16",
	    "x'03a0a1a2a3a4a5a6a7a8a9aa00000000'", 16 },
	{ "chacha", "aead", "rfc7539(chacha20,poly1305)", "fill:1:32",
	    "fill:2:12", 16 },
	{ "cbc", "skcipher", "cbc(aes)", "fill:1:16", "fill:2:16", 0 },
	{ "ctr", "skcipher", "ctr(aes)", "fill:1:16", "fill:2:16", 0 },
	{ "ecb", "skcipher", "ecb(aes)", "fill:1:16", "x''", 0 },
	{ "sha256", "hash", "sha256", NULL, "fill:2:16", 0 },
	{ "sha1", "hash", "sha1", NULL, "fill:2:16", 0 },
	{ "hmac", "hash", "hmac(sha256)", "fill:1:16", "fill:2:16", 0 },
	{ "rng", "rng", "stdrng", NULL, "fill:2:16", 0 },
};

static const struct cipher *
cipher_of(const struct instance *i)
{
	size_t n;

	for (n = 0; n < sizeof(ciphers) / sizeof(ciphers[0]); n++)
		if (instance_is(i, "cipher", ciphers[n].label))
			return &ciphers[n];
	fprintf(stderr, "no such cipher in %s\n", i->id);
	abort();
}

/* The algorithm's socket, and what else there is to set up, a line each. */
static void
bound_and(struct scene *sc, const char *calls)
{
	const struct cipher *c = cipher_of(sc->instance);

	if (set_up_all(sc, "s1=socket(AF_ALG,SOCK_SEQPACKET,0)\n"
	    "s1.bind(('%s','%s'))%s", c->type, c->name, calls) == 1)
		lacking(sc, c->name, "this kernel has no %s: bind gives %s",
		    c->name, sc->raised.err);
}

static void
bound(struct scene *sc)
{
	bound_and(sc, "");
}

static void
keyed_and(struct scene *sc, const char *calls)
{
	const struct cipher *c = cipher_of(sc->instance);
	struct text all = TEXT_INIT;

	if (c->key != NULL)
		text_addf(&all, "\ns1.setsockopt(SOL_ALG,ALG_SET_KEY,%s)",
		    c->key);
	if (c->tag > 0)
		text_addf(&all, "\ns1.setsockopt(SOL_ALG,"
		    "ALG_SET_AEAD_AUTHSIZE,none,%d)", c->tag);
	text_adds(&all, calls);
	bound_and(sc, text_get(&all));
	text_release(&all);
}

static void
keyed(struct scene *sc)
{
	keyed_and(sc, "");
}

static void
ready(struct scene *sc)
{
	keyed_and(sc, "\ns2=s1.accept()\ns2.setblocking(false)");
}

/* The bytes that a reply returned, written out; only up to 64 are told. */
static void
told(struct scene *sc, const struct reply *r, struct text *t)
{
	if (over(sc))
		return;
	if (r->kind == REPLY_RETURNED && r->value->kind == VALUE_BYTES)
		value_format_bytes(r->value->text, r->value->len, t);
	else
		text_adds(t, "x''");
}

static void
same(struct scene *sc, const struct text *a, const struct text *b)
{
	observe(sc, "same", "%s", strcmp(text_get(a), text_get(b)) == 0 ?
	    "true" : "false");
}

/* ---- back and forth ---- */

static void
encrypt_and_decrypt(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);
	long long aad = c->tag > 0 ? axis_number(sc, "aad") : 0;
	long long text = axis_number(sc, "text"), all = aad + text + c->tag;
	struct text sealed = TEXT_INIT;
	char assoclen[32] = "";

	ready(sc);
	if (c->tag > 0)
		snprintf(assoclen, sizeof(assoclen), ",assoclen=%lld", aad);
	call(sc, "s2.sendmsg_afalg([fill:3:%lld,fill:4:%lld],"
	    "op=ALG_OP_ENCRYPT,iv=%s%s)", aad, text, c->iv, assoclen);
	told(sc, call(sc, "s2.recv(%lld)", all > 0 ? all : 1), &sealed);
	call(sc, "s2.sendmsg_afalg([%s],op=ALG_OP_DECRYPT,iv=%s%s)",
	    text_get(&sealed), c->iv, assoclen);
	call(sc, "s2.recv(%lld)", aad + text > 0 ? aad + text : 1);
	text_release(&sealed);
}

static void
plaintext_is_back(struct documented *d, const struct instance *i)
{
	const struct cipher *c = cipher_of(i);
	size_t aad = c->tag > 0 ? (size_t)instance_number(i, "aad") : 0;
	size_t len = (size_t)instance_number(i, "text");
	struct text text = TEXT_INIT;
	char bytes[128];

	fill_bytes(bytes, aad, 3, 0);
	fill_bytes(bytes + aad, len, 4, 0);
	value_format_reply_bytes(bytes, aad + len, &text);
	documented_want(d, "sendmsg_afalg", "returned %zu", aad + len);
	documented_want(d, "sendmsg_afalg#2", "returned %zu", aad + len +
	    (size_t)c->tag);
	documented_want(d, "recv#2", "returned %s", text_get(&text));
	text_release(&text);
}

static bool
fits_the_mode(const struct instance *i)
{
	const struct cipher *c = cipher_of(i);
	long long text = instance_number(i, "text");

	if (c->tag == 0)
		return instance_is(i, "aad", "0") && text > 0 &&
		    (strcmp(c->label, "ctr") == 0 || text % 16 == 0);
	return instance_number(i, "aad") + text + c->tag <= 64;
}

/* ---- one call with arguments of its own, and what is received ---- */

static void
send_and_receive(struct scene *sc)
{
	const char *size;

	ready(sc);
	call(sc, "s2.sendmsg_afalg(%s)", axis(sc, "arguments"));
	for (size = axis(sc, "sizes"); size != NULL;
	    size = strchr(size, '+') != NULL ? strchr(size, '+') + 1 : NULL)
		call(sc, "s2.recv(%ld)", strtol(size, NULL, 10));
}

/* With the cipher's IV before the arguments of the axis. */
static void
send_with_iv(struct scene *sc)
{
	ready(sc);
	call(sc, "s2.sendmsg_afalg([fill:3:%s],op=%s,iv=%s%s)",
	    axis(sc, "bytes"), axis(sc, "op"), cipher_of(sc->instance)->iv,
	    axis(sc, "rest"));
	call(sc, "s2.recv(%s)", axis(sc, "size"));
	call(sc, "s2.recv(%s)", axis(sc, "size"));
}

/* What an operation that failed leaves of the socket, and of the parent. */
static void
fail_and_go_on(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);
	char assoclen[32] = "";

	if (c->tag > 0)
		snprintf(assoclen, sizeof(assoclen), ",assoclen=8");
	ready(sc);
	call(sc, "s2.sendmsg_afalg(%s)", axis(sc, "arguments"));
	call(sc, "s2.recv(64)");
	call(sc, "s2.sendmsg_afalg([fill:3:32],op=1,iv=%s%s)", c->iv, assoclen);
	call(sc, "s2.recv(48)");
	set_up(sc, "s3=s1.accept()");
	set_up(sc, "s3.setblocking(false)");
	call(sc, "s3.sendmsg_afalg([fill:3:32],op=1,iv=%s%s)", c->iv, assoclen);
	call(sc, "s3.recv(%d)", 32 + c->tag);
}

static void
wrong_iv_length(struct scene *sc)
{
	ready(sc);
	call(sc, "s2.sendmsg_afalg([fill:3:32],op=%s,iv=fill:2:%s)",
	    axis(sc, "op"), axis(sc, "ivlen"));
}

/* The first operation without an IV against one with zeros. */
static void
leave_out_first_iv(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);
	struct text a = TEXT_INIT, b = TEXT_INIT;
	const char *zeros = c->tag > 0 ? "x'000000000000000000000000'" :
	    "x'00000000000000000000000000000000'";

	ready(sc);
	call(sc, "s2.sendmsg_afalg([fill:3:%s],op=%s)", axis(sc, "bytes"),
	    axis(sc, "op"));
	told(sc, call(sc, "s2.recv(%lld)", axis_number(sc, "bytes") + c->tag),
	    &a);
	set_up(sc, "s3=s1.accept()");
	set_up(sc, "s3.setblocking(false)");
	call(sc, "s3.sendmsg_afalg([fill:3:%s],op=%s,iv=%s)",
	    axis(sc, "bytes"), axis(sc, "op"), zeros);
	told(sc, call(sc, "s3.recv(%lld)", axis_number(sc, "bytes") + c->tag),
	    &b);
	same(sc, &a, &b);
	text_release(&a);
	text_release(&b);
}

/* What is kept of one operation in the next one. */
static void
leave_out_later(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);

	ready(sc);
	call(sc, "s2.sendmsg_afalg([fill:3:32],op=%s,iv=%s%s)", axis(sc, "op"),
	    c->iv, c->tag > 0 ? ",assoclen=4" : "");
	call(sc, "s2.recv(%d)", 32 + c->tag);
	call(sc, "s2.%s", axis(sc, "next"));
	call(sc, "s2.recv(%d)", 32 + c->tag);
	call(sc, "s2.%s", axis(sc, "next"));
	call(sc, "s2.recv(%d)", 32 + c->tag);
}

/* The same data in one call, and in a chain that MSG_MORE keeps open. */
static void
chain(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);
	struct text a = TEXT_INIT, b = TEXT_INIT;
	const char *assoclen = c->tag > 0 ? ",assoclen=4" : "";

	ready(sc);
	call(sc, "s2.sendmsg_afalg([fill:3:16,fill:4:16],op=1,iv=%s%s)", c->iv,
	    assoclen);
	told(sc, call(sc, "s2.recv(%d)", 32 + c->tag), &a);
	set_up(sc, "s3=s1.accept()");
	set_up(sc, "s3.setblocking(false)");
	call(sc, "s3.sendmsg_afalg(%s,op=1,iv=%s%s,flags=MSG_MORE)",
	    axis(sc, "first"), c->iv, assoclen);
	if (!axis_is(sc, "second", "none"))
		call(sc, "s3.%s", axis(sc, "second"));
	call(sc, "s3.%s", axis(sc, "last"));
	told(sc, call(sc, "s3.recv(%d)", 32 + c->tag), &b);
	same(sc, &a, &b);
	text_release(&a);
	text_release(&b);
}

/* A digest of pieces against that of the whole; then of nothing sent. */
static void
hash_in_pieces(struct scene *sc)
{
	struct text a = TEXT_INIT, b = TEXT_INIT;
	int size = axis_is(sc, "cipher", "sha1") ? 20 : 32;

	ready(sc);
	call(sc, "s2.send(fill:3:48)");
	told(sc, call(sc, "s2.recv(%d)", size), &a);
	call(sc, "s2.sendmsg_afalg([fill:3:16],op=%s,iv=fill:2:16,assoclen=3,"
	    "flags=MSG_MORE)", axis(sc, "op"));
	call(sc, "s2.%s", axis(sc, "second"));
	call(sc, "s2.%s", axis(sc, "last"));
	told(sc, call(sc, "s2.recv(%d)", size), &b);
	same(sc, &a, &b);
	call(sc, "s2.recv(%d)", size);
	text_release(&a);
	text_release(&b);
}

/* What a generator, not seeded, makes of what is sent to it. */
static void
send_to_generator(struct scene *sc)
{
	ready(sc);
	call(sc, "s2.%s", axis(sc, "call"));
	call_as(sc, "RANDOM", "s2.recv(%s)", axis(sc, "size"));
	call(sc, "s2.%s", axis(sc, "call"));
}

static void
send_twice(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);

	ready(sc);
	call(sc, "s2.sendmsg_afalg([fill:3:16],op=1,iv=%s%s)", c->iv,
	    axis(sc, "flags"));
	call(sc, "s2.%s", axis(sc, "second"));
	call(sc, "s2.recv(%d)", 32 + c->tag);
}

static void
many_buffers(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);
	long long n = axis_number(sc, "times");

	ready(sc);
	call(sc, "s2.sendmsg_afalg(repeat:%s:%lld,op=1,iv=%s)",
	    axis(sc, "piece"), n, c->iv);
	call(sc, "s2.recv(%lld)", n * axis_number(sc, "len") + c->tag);
	set_up(sc, "s3=s1.accept()");
	set_up(sc, "s3.setblocking(false)");
	call(sc, "s3.sendmsg_afalg([fill:3:16],op=1,iv=%s)", c->iv);
	call(sc, "s3.recv(%d)", 16 + c->tag);
}

static void
send_size(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);

	ready(sc);
	if (!axis_is(sc, "mode", "0.0"))
		set_up(sc, "s2.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s2.sendmsg_afalg([fill:3:%s],op=1,iv=%s)", axis(sc, "bytes"),
	    c->iv);
	call(sc, "s2.sendmsg_afalg([x'61'],op=1,iv=%s)", c->iv);
	set_up(sc, "s2.setblocking(false)");
	call(sc, "s2.recv(%lld)", axis_number(sc, "bytes") + c->tag);
}

static void
send_more_than_fits(struct scene *sc)
{
	ready(sc);
	set_up(sc, "s2.settimeout(none)");
	begin(sc, "s2.sendmsg_afalg([fill:3:300000],op=1,iv=%s)",
	    cipher_of(sc->instance)->iv);
	blocked(sc);
	observe(sc, "ended", "%s", finished_within(sc, 100) ? "true" : "false");
}

static void
tag_size(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);
	long long n = axis_number(sc, "authsize");

	bound(sc);
	set_up(sc, "s1.setsockopt(SOL_ALG,ALG_SET_KEY,%s)", c->key);
	call(sc, "s1.setsockopt(SOL_ALG,ALG_SET_AEAD_AUTHSIZE,none,%lld)", n);
	set_up(sc, "s2=s1.accept()");
	set_up(sc, "s2.setblocking(false)");
	call(sc, "s2.sendmsg_afalg([fill:3:16],op=1,iv=%s,assoclen=3)", c->iv);
	call(sc, "s2.recv(%lld)", 16 + n);
}

/* ---- sockets that are not ready ---- */

static void
operate_on_parent(struct scene *sc)
{
	set_up(sc, "s1=socket(AF_ALG,SOCK_SEQPACKET,0)");
	if (!axis_is(sc, "state", "unbound"))
		call(sc, "s1.bind(('%s','%s'))",
		    cipher_of(sc->instance)->type,
		    cipher_of(sc->instance)->name);
	if (axis_is(sc, "state", "keyed"))
		set_up(sc, "s1.setsockopt(SOL_ALG,ALG_SET_KEY,%s)",
		    cipher_of(sc->instance)->key);
	set_up(sc, "s1.setblocking(false)");
	call(sc, "s1.%s", axis(sc, "call"));
}

static void
operate_without_key(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);

	bound(sc);
	set_up(sc, "s2=s1.accept()");
	set_up(sc, "s2.setblocking(false)");
	call(sc, "s2.%s", axis(sc, "call"));
	call(sc, "s2.recv(16)");
	call(sc, "s1.setsockopt(SOL_ALG,ALG_SET_KEY,%s)", c->key);
	call(sc, "s2.sendmsg_afalg([fill:3:16],op=1,iv=%s)", c->iv);
	call(sc, "s2.recv(%d)", 16 + c->tag);
	if (axis_is(sc, "close", "true"))
		set_up(sc, "s2.close()");
	call(sc, "s1.setsockopt(SOL_ALG,ALG_SET_KEY,%s)", c->key);
}

static void
close_the_parent(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);

	ready(sc);
	set_up(sc, "s1.%s()", axis(sc, "how"));
	call(sc, "s2.sendmsg_afalg([fill:3:32],op=1,iv=%s)", c->iv);
	call(sc, "s2.recv(%d)", 32 + c->tag);
	set_up(sc, "s2.close()");
	call(sc, "s2.sendmsg_afalg([fill:3:32],op=1,iv=%s)", c->iv);
}

/* The operation is that of the open file description, not of the object. */
static void
use_duplicate(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);

	ready(sc);
	set_up(sc, "s3=s2.dup()");
	call(sc, "s2.sendmsg_afalg([fill:3:16],op=1,iv=%s,flags=MSG_MORE)",
	    c->iv);
	call(sc, "s3.send(fill:4:16)");
	call(sc, "s3.recv(%d)", 32 + c->tag);
	call(sc, "s3.attribute('family')");
	call(sc, "s3.gettimeout()");
	set_up(sc, "s2.close()");
	call(sc, "s3.sendmsg_afalg([fill:3:32],op=1,iv=%s)", c->iv);
	call(sc, "s3.recv(%d)", 32 + c->tag);
}

/* ---- hand-made control messages ---- */

/* struct af_alg_iv: the length in native order, then the bytes. */
static void
add_control(struct scene *sc, struct text *t, const char *iv)
{
	struct text bytes = TEXT_INIT;
	uint32_t len;
	char held[64];

	text_addf(t, "[(SOL_ALG,ALG_SET_OP,u32:%s)", axis(sc, "op"));
	if (iv != NULL && sscanf(iv, "fill:2:%u", &len) == 1) {
		text_add(&bytes, (const char *)&len, sizeof(len));
		fill_bytes(held, len, 2, 0);
		text_add(&bytes, held, len);
		text_adds(t, ",(SOL_ALG,ALG_SET_IV,");
		value_format_bytes(text_get(&bytes), bytes.len, t);
		text_addc(t, ')');
	}
	if (cipher_of(sc->instance)->tag > 0)
		text_addf(t, ",(SOL_ALG,ALG_SET_AEAD_ASSOCLEN,u32:%s)",
		    axis(sc, "assoclen"));
	text_addc(t, ']');
	text_release(&bytes);
}

static void
send_by_hand(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);
	struct text a = TEXT_INIT, b = TEXT_INIT, control = TEXT_INIT;
	int size = axis_is(sc, "op", "1") ? 48 + c->tag : 48;
	bool events = axis_is(sc, "audit", "record");

	ready(sc);
	set_up(sc, "audit('%s')", axis(sc, "audit"));
	call(sc, "s2.sendmsg_afalg([fill:3:20,fill:4:28],op=%s,iv=%s%s%s)",
	    axis(sc, "op"), c->iv, c->tag > 0 ? ",assoclen=" : "",
	    c->tag > 0 ? axis(sc, "assoclen") : "");
	told(sc, call(sc, "s2.recv(%d)", size), &a);
	add_control(sc, &control, c->iv);
	set_up(sc, "s3=s1.accept()");
	set_up(sc, "s3.setblocking(false)");
	call(sc, "s3.sendmsg([fill:3:20,fill:4:28],%s)", text_get(&control));
	told(sc, call(sc, "s3.recv(%d)", size), &b);
	if (events)
		call(sc, "audit_events()");
	same(sc, &a, &b);
	text_release(&a);
	text_release(&b);
	text_release(&control);
}

static void
malformed_control(struct scene *sc)
{
	ready(sc);
	call(sc, "s2.sendmsg([fill:3:32],%s)", axis(sc, "control"));
	call(sc, "s2.recv(64)");
}

/* ---- modes ---- */

/* Not seeded, as seeding takes the kernel very long where time is not real. */
static void
operate_in_mode(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);

	keyed(sc);
	set_up(sc, "s2=s1.accept()");
	set_up(sc, "s2.settimeout(%s)", axis(sc, "mode"));
	if (strcmp(c->type, "rng") == 0) {
		call_as(sc, "RANDOM", "s2.recv(16)");
		elapsed_at_most(sc, 1);
		return;
	}
	call(sc, "s2.sendmsg_afalg([fill:3:32],op=1,iv=%s)", c->iv);
	elapsed_at_most(sc, 1);
	call(sc, "s2.recv(%d)", strcmp(c->label, "sha1") == 0 ? 20 :
	    32 + c->tag);
	elapsed_at_most(sc, 1);
}

static void
accept_in_mode(struct scene *sc)
{
	keyed(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	call(sc, "s2=s1.accept()");
	elapsed_at_most(sc, 1);
	call(sc, "s1.gettimeout()");
}

static void
look_at_accepted(struct scene *sc)
{
	const struct cipher *c = cipher_of(sc->instance);

	keyed(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "setdefaulttimeout(%s)", axis(sc, "default"));
	call(sc, "s2=s1.accept()");
	call(sc, "s2.gettimeout()");
	call(sc, "s2.get_inheritable()");
	call(sc, "s2.attribute('family')");
	call(sc, "s2.attribute('type')");
	set_up(sc, "s2.setblocking(false)");
	call(sc, "s2.sendmsg_afalg([fill:3:32],op=1,iv=%s)", c->iv);
}

static void
mode_of_accepted(struct documented *d, const struct instance *i)
{
	const char *otherwise = instance_value(i, "default");

	documented_want(d, "accept", "returned *");
	documented_want(d, "get_inheritable", "returned false");
	documented_want(d, "sendmsg_afalg", "returned 32");
	if (strcmp(otherwise, "none") != 0)
		documented_want(d, "gettimeout", "returned %s", otherwise);
	else if (!instance_is(i, "mode", "0.0"))
		documented_want(d, "gettimeout", "returned none");
}

/* FIPS 180-4's example. */
static void
digest_of_abc(struct documented *d, const struct instance *i)
{
	if (instance_is(i, "cipher", "sha256"))
		documented_want(d, "recv", "returned x'"
		    "ba7816bf8f01cfea414140de5dae2223"
		    "b00361a396177a9cb410ff61f20015ad'");
	documented_want(d, "sendmsg_afalg", "returned 3");
}

#define ALG .needs = "af_alg"
#define AEADS "cipher=gcm|gcm256|ccm|chacha"
#define STREAMS "cipher=cbc|ctr"
#define BOTH "cipher=gcm|chacha|cbc|ctr"

static const struct row rows[] = {
	{ .name = "iv_and_op_encrypt_and_decrypt_back", .clause = "AFALG-13",
	  .act = encrypt_and_decrypt, .documented = plaintext_is_back, ALG,
	  .only = fits_the_mode,
	  .axes = { "cipher=gcm|gcm256|ccm|chacha|cbc|ctr",
	    "aad=0|1|8|12|15|16|17|20|31", "text=0|1|15|16|17|31|32|48" } },

	{ .name = "iv_left_out_at_first_is_zeros", .clause = "AFALG-14",
	  .act = leave_out_first_iv, ALG,
	  .axes = { BOTH, "op=0|1", "bytes=16|32|48" } },

	{ .name = "iv_left_out_later_is_the_one_before", .clause = "AFALG-14",
	  .act = leave_out_later, ALG,
	  .axes = { BOTH "|ccm|ecb", "op=1|0",
	    "next=sendmsg_afalg([fill:3:32],op=1)|send(fill:3:32)|"
	    "sendmsg_afalg([fill:3:32],op=0)|sendmsg([fill:3:32])|"
	    "sendmsg_afalg([fill:3:32],op=1,assoclen=4)" } },

	{ .name = "iv_of_another_length_is_refused", .clause = "AFALG-16",
	  .act = wrong_iv_length, ALG,
	  .axes = { BOTH "|ccm|ecb", "op=1|0",
	    "ivlen=0|1|8|11|12|13|15|16|17|32|255|4096|16384" } },

	{ .name = "iv_beyond_the_systems_limit_is_refused",
	  .clause = "AFALG-16", .act = wrong_iv_length, ALG,
	  .axes = { "cipher=gcm|cbc", "op=1",
	    "ivlen=19000|20000|30000|65536|262144" } },

	{ .name = "unknown_op_raises_einval", .clause = "AFALG-07",
	  .act = send_with_iv, ALG,
	  .axes = { BOTH, "op=2|3|7|255|65536|2147483647",
	    "bytes=0|32" }, .with = { "rest=", "size=48" } },

	{ .name = "true_encrypts_and_false_decrypts", .clause = "AFALG-07",
	  .act = send_with_iv, ALG,
	  .axes = { BOTH, "op=true|false|intenum:1|intenum:0|1|0",
	    "bytes=32|48" }, .with = { "rest=", "size=64" } },

	{ .name = "message_left_out_is_control_alone", .clause = "AFALG-08",
	  .act = chain, ALG, .axes = { BOTH, "first=[]|[x'']|gen:[]",
	    "second=none|send(fill:3:16,MSG_MORE)",
	    "last=sendmsg([fill:3:16,fill:4:16])|send(fill:4:16)" } },

	{ .name = "msg_more_chains_into_one_operation", .clause = "AFALG-28",
	  .act = chain, ALG, .axes = { BOTH,
	    "first=[fill:3:16]|[fill:3:8,fill:11:8]|(fill:3:16)",
	    "second=none|send(x'',MSG_MORE)|sendmsg([],[],MSG_MORE)",
	    "last=send(fill:4:16)|sendmsg([fill:4:16])|"
	    "sendmsg([fill:4:1,fill:5:15])|sendall(fill:4:16)" },
	  .doc = "same: true" },

	{ .name = "later_call_in_a_chain_overrides", .clause = "AFALG-28",
	  .act = chain, ALG, .axes = { BOTH, "first=[fill:3:16]",
	    "second=none", "last=sendmsg_afalg([fill:4:16],op=1)|"
	    "sendmsg_afalg([fill:4:16],op=0)|"
	    "sendmsg_afalg([fill:4:16],op=1,assoclen=4)|"
	    "sendmsg_afalg([fill:4:16],op=1,iv=fill:9:12)|"
	    "sendmsg_afalg([fill:4:16],op=1,iv=fill:9:16)" } },

	{ .name = "second_send_without_msg_more_raises_einval",
	  .clause = "AFALG-28", .act = send_twice, ALG,
	  .axes = { BOTH, "flags=|,flags=0|,flags=MSG_MORE",
	    "second=sendmsg_afalg([fill:4:16],op=1)|send(fill:4:16)|"
	    "sendmsg([fill:4:16])|sendmsg_afalg([fill:4:16],op=0)|"
	    "sendmsg_afalg(op=1)" } },

	{ .name = "flags_left_out_are_not_msg_more", .clause = "AFALG-27",
	  .act = send_twice, ALG, .axes = { BOTH, "flags=|,flags=0",
	    "second=sendmsg_afalg([fill:4:16],op=1)" },
	  .doc = "sendmsg_afalg#2: raised *" },

	{ .name = "odd_flags_are_for_the_kernel", .clause = "AFALG-29",
	  .act = send_twice, ALG, .axes = { BOTH, "flags=,flags=MSG_OOB|"
	    ",flags=-1|,flags=MSG_EOR|,flags=MSG_NOSIGNAL|,flags=MSG_DONTWAIT|"
	    ",flags=2147483647", "second=recv(16)|send(x'')" } },

	{ .name = "assoclen_says_how_much_is_only_authenticated",
	  .clause = "AFALG-19", .act = send_with_iv, ALG,
	  .axes = { AEADS, "op=1", "bytes=32", "rest=|,assoclen=0|"
	    ",assoclen=1|,assoclen=8|,assoclen=15|,assoclen=16|,assoclen=31|"
	    ",assoclen=32" }, .with = { "size=48" } },

	{ .name = "assoclen_beyond_the_data_raises_einval",
	  .clause = "AFALG-23", .act = fail_and_go_on, ALG,
	  .axes = { AEADS, "arguments=[fill:3:32],op=1,assoclen=33|"
	    "[fill:3:32],op=1,assoclen=48|[fill:3:32],op=0,assoclen=17|"
	    "[fill:3:32],op=0,assoclen=32|[fill:3:32],op=0,assoclen=33|"
	    "[fill:3:32],op=1,assoclen=65536|"
	    "[fill:3:32],op=1,assoclen=2147483647|[],op=1,assoclen=1" } },

	{ .name = "assoclen_means_nothing_to_other_types",
	  .clause = "AFALG-24", .act = send_with_iv, ALG,
	  .axes = { "cipher=cbc|ctr|sha256|hmac", "op=1|0", "bytes=32",
	    "rest=|,assoclen=0|,assoclen=16|,assoclen=33|"
	    ",assoclen=2147483647" }, .with = { "size=32" } },

	{ .name = "forged_data_raise_ebadmsg_and_the_socket_goes_on",
	  .clause = "AFALG-25", .act = fail_and_go_on, ALG,
	  .axes = { AEADS, "arguments=[fill:3:32],op=0,assoclen=0,iv=fill:2:12|"
	    "[fill:3:16],op=0,assoclen=0|[fill:3:40],op=0,assoclen=8|"
	    "[fill:3:15],op=0|[fill:3:48],op=0,assoclen=16|[x'61'],op=0" } },

	{ .name = "receive_of_another_size", .clause = "AFALG-30",
	  .act = send_and_receive, ALG,
	  .axes = { AEADS, "arguments=[fill:3:32],op=1,iv=fill:2:12,assoclen=8",
	    "sizes=48+1|47+1|33+16|32+16|31+17|8+48|1+48|49|64+1|65536|0+48" },
	},

	{ .name = "receive_of_another_size_from_a_stream_of_blocks",
	  .clause = "AFALG-30", .act = send_and_receive, ALG,
	  .axes = { STREAMS "|ecb",
	    "arguments=[fill:3:48],op=1,iv=fill:2:16|[fill:3:48],op=0",
	    "sizes=48|16+16+16+16|17+31|1|15+48|32+16|49|64|0+48" } },

	{ .name = "many_buffers_are_one_operation", .clause = "AFALG-12",
	  .act = many_buffers, ALG, .axes = { BOTH "|sha256",
	    "times=1|2|16|17|32|64|1023|1024|1025" },
	  .with = { "piece=fill:3:16", "len=16" } },

	{ .name = "small_buffers_are_one_operation", .clause = "AFALG-12",
	  .act = many_buffers, ALG, .axes = { "cipher=gcm|ctr|sha256",
	    "times=1|15|16|17|31|33|1000|1024|1025" },
	  .with = { "piece=x'61'", "len=1" } },

	{ .name = "count_is_what_the_socket_took", .clause = "AFALG-30",
	  .act = send_size, ALG, .axes = { BOTH "|sha256", "mode=0.0",
	    "bytes=0|1|16|4095|4096|4097|65536|131072|212992|212993|300000|"
	    "1000000" } },

	{ .name = "timeout_mode_takes_as_much", .clause = "AFALG-30",
	  .act = send_size, ALG, .axes = { "cipher=gcm|cbc", "mode=0.1",
	    "bytes=16|65536|212992|300000" } },

	{ .name = "more_than_fits_blocks_for_ever", .clause = "AFALG-31",
	  .act = send_more_than_fits, ALG,
	  .axes = { "cipher=gcm|cbc" } },

	{ .name = "socket_of_the_algorithm_operates_nothing",
	  .clause = "AFALG-32", .act = operate_on_parent, ALG,
	  .axes = { "cipher=gcm|cbc|hmac", "state=unbound|bound|keyed",
	    "call=sendmsg_afalg([fill:3:16],op=1)|sendmsg_afalg(op=1)|"
	    "send(fill:3:16)|recv(16)|accept()|"
	    "sendmsg_afalg([fill:3:16],op=1,iv=fill:2:12,assoclen=0)" } },

	{ .name = "without_a_key_every_operation_raises_enokey",
	  .clause = "AFALG-32", .act = operate_without_key, ALG,
	  .axes = { "cipher=gcm|ccm|chacha|cbc|ctr|hmac",
	    "call=sendmsg_afalg([fill:3:16],op=1)|sendmsg_afalg(op=0)|"
	    "send(fill:3:16)|sendmsg([fill:3:16])", "close=true|false" } },

	{ .name = "size_of_the_tag_is_the_ciphers", .clause = "AFALG-32",
	  .act = tag_size, ALG, .axes = { "cipher=gcm|ccm|chacha",
	    "authsize=0..17" } },

	{ .name = "closed_operation_socket_raises_ebadf", .clause = "AFALG-33",
	  .act = close_the_parent, ALG, .axes = { BOTH, "how=close|detach" },
	  .doc = "sendmsg_afalg: returned 32; "
	    "sendmsg_afalg#2: raised OSError errno=EBADF" },

	{ .name = "duplicate_shares_the_operation", .clause = "AFALG-28",
	  .act = use_duplicate, ALG, .axes = { BOTH } },

	{ .name = "every_mode_operates_at_once", .clause = "AFALG-38",
	  .act = operate_in_mode, ALG,
	  .axes = { "cipher=gcm|ccm|chacha|cbc|ctr|ecb",
	    "mode=none|0.0|0.05|5.0" },
	  .doc = "sendmsg_afalg: returned 32; elapsed: in time; "
	    "recv: returned *; elapsed#2: in time" },

	{ .name = "every_mode_hashes_at_once", .clause = "AFALG-38",
	  .act = operate_in_mode, ALG,
	  .axes = { "cipher=sha256|sha1|hmac", "mode=none|0.0|0.05|0.2" },
	  .doc = "sendmsg_afalg: returned 32; elapsed: in time; "
	    "recv: returned *; elapsed#2: in time" },

	{ .name = "every_mode_asks_an_unseeded_generator_at_once",
	  .clause = "AFALG-38", .act = operate_in_mode, ALG,
	  .axes = { "cipher=rng", "mode=none|0.0|0.05|0.2" } },

	{ .name = "every_mode_accepts_at_once", .clause = "ACCEPT-06",
	  .act = accept_in_mode, ALG, .axes = { "cipher=gcm|cbc|sha256|hmac|rng",
	    "mode=none|0.0|0.05|0.2" },
	  .doc = "accept: returned *; elapsed: in time" },

	{ .name = "accepted_socket_has_a_mode_of_its_own",
	  .clause = "ACCEPT-06", .act = look_at_accepted, ALG,
	  .documented = mode_of_accepted, .axes = { BOTH "|hmac|sha256",
	    "mode=none|0.0", "default=none|0.0|3.0" } },

	{ .name = "hash_ignores_op_iv_and_assoclen", .clause = "AFALG-39",
	  .act = send_and_receive, ALG, .axes = { "cipher=sha256|hmac",
	    "arguments=[x'616263'],op=0|[x'616263'],op=1|[x'616263'],op=7|"
	    "[x'61',x'6263'],op=0,iv=fill:2:16|[x'616263'],op=1,assoclen=2|"
	    "[x'616263'],op=0,iv=x'',assoclen=2147483647|"
	    "[x'',x'616263'],op=1,iv=fill:1:300" }, .with = { "sizes=32" },
	  .documented = digest_of_abc },

	{ .name = "hash_of_nothing_and_short_receives", .clause = "AFALG-39",
	  .act = send_and_receive, ALG, .axes = { "cipher=sha256|hmac|sha1",
	    "arguments=op=0|[],op=0|[x'616263'],op=0|"
	    "[x'616263'],op=0,flags=MSG_MORE",
	    "sizes=32|16+16|33|1+31|0+32" } },

	{ .name = "hash_goes_on_with_msg_more", .clause = "AFALG-39",
	  .act = hash_in_pieces, ALG, .axes = { "cipher=sha256|sha1|hmac",
	    "op=0|1|7", "second=send(fill:19:16,MSG_MORE)|"
	    "sendmsg_afalg([fill:19:16],op=1,flags=MSG_MORE)|"
	    "sendmsg([fill:19:7,fill:26:9],[],MSG_MORE)",
	    "last=send(fill:35:16)|sendmsg_afalg([fill:35:16],op=0)|"
	    "sendmsg([fill:35:16])" },
	  .doc = "same: true" },

	{ .name = "generator_takes_no_message", .clause = "AFALG-39",
	  .act = send_to_generator, ALG, .axes = { "cipher=rng",
	    "call=sendmsg_afalg([x'616263'],op=1)|sendmsg_afalg(op=0)|"
	    "sendmsg_afalg([x'616263'],op=1,iv=fill:2:16,assoclen=2)|"
	    "sendmsg_afalg([x'616263'],op=1,flags=MSG_MORE)|send(x'616263')|"
	    "sendmsg([x'616263'])", "size=1|128|129" } },

	{ .name = "control_messages_by_hand_do_the_same",
	  .clause = "AFALG-40", .act = send_by_hand,
	  .needs = "af_alg audit", .axes = { BOTH "|gcm256", "op=1|0",
	    "assoclen=0|4|16|20", "audit=off|record" },
	  .doc = "same: true" },

	{ .name = "malformed_control_messages_are_refused",
	  .clause = "AFALG-40", .act = malformed_control, ALG,
	  .axes = { "cipher=gcm|cbc", "control=[(SOL_ALG,ALG_SET_OP,x'01')]|"
	    "[(SOL_ALG,ALG_SET_OP,x'')]|[(SOL_ALG,ALG_SET_OP,u32:9)]|"
	    "[(SOL_ALG,ALG_SET_IV,x'00')]|[(SOL_ALG,ALG_SET_IV,u32:12)]|"
	    "[(SOL_ALG,ALG_SET_IV,x'ffffffff0000')]|[(SOL_ALG,99,u32:1)]|"
	    "[(SOL_ALG,ALG_SET_KEY,fill:1:16)]|[(SOL_SOCKET,1,x'')]|"
	    "[(SOL_ALG,ALG_SET_AEAD_ASSOCLEN,x'0100')]|"
	    "[(SOL_ALG,ALG_SET_OP,u32:1),(SOL_ALG,ALG_SET_OP,u32:0)]" } },

	{ .name = "nothing_to_encrypt", .clause = "AFALG-41",
	  .act = send_and_receive, ALG,
	  .axes = { "cipher=gcm|chacha|cbc|ctr|ecb",
	    "arguments=[],op=1|op=1|[x''],op=1|[x'',x''],op=1|[],op=0",
	    "sizes=16|1|0+16|64" } },

	{ .name = "part_of_a_block_raises_einval", .clause = "AFALG-41",
	  .act = send_with_iv, ALG, .axes = { "cipher=cbc|ctr|ecb",
	    "op=1|0", "bytes=1|15|17|31|33" },
	  .with = { "rest=", "size=48" } },
};

AREA_ROWS(afalg, rows);
