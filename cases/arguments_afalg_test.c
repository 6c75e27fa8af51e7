/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmsg_afalg() where its system call is interrupted, finds false readiness
 * or is cut short, on a kernel that has AF_ALG: the known answer tells whether
 * op, IV, length of the associated data, flags and all buffers have reached it.
 */
#include "cases/afalg_vectors.h"
#include "cases/arguments.h"

/* ",op=…,iv=…,assoclen=…" */
static void
add_arguments(struct text *t, const struct vector *v, bool encrypt)
{
	text_addf(t, ",op=%s,iv=", encrypt ? "ALG_OP_ENCRYPT" :
	    "ALG_OP_DECRYPT");
	value_format_bytes(v->iv.at, v->iv.len, t);
	text_addf(t, ",assoclen=%zu", v->aad.len);
}

/* Adds so many bytes as three buffers, the second one empty. */
static void
add_buffers(struct text *t, const struct vector_bytes *b, size_t len)
{
	text_addc(t, '[');
	value_format_bytes(b->at, len / 3, t);
	text_adds(t, ",x'',");
	value_format_bytes(b->at + len / 3, len - len / 3, t);
	text_addc(t, ']');
}

/* How much the disturbed call has, and what of it is taken. */
static size_t
offered(const struct instance *i, const struct vector_bytes *b)
{
	return instance_is(i, "by", "whole") || instance_is(i, "by", "hand") ?
	    b->len : instance_is(i, "by", "control") ? 0 : b->len / 2;
}

static size_t
taken(const struct instance *i, const struct vector_bytes *b)
{
	size_t len = offered(i, b);

	return how_of(i)->cuts && len > CUT_TO ? CUT_TO : len;
}

/* struct af_alg_iv: the length in native order, then the bytes. */
static void
add_control(struct text *t, const struct vector *v, bool encrypt)
{
	struct text iv = TEXT_INIT;
	uint32_t len = (uint32_t)v->iv.len;

	text_add(&iv, (const char *)&len, sizeof(len));
	text_add(&iv, (const char *)v->iv.at, v->iv.len);
	text_addf(t, ",[(SOL_ALG,ALG_SET_AEAD_ASSOCLEN,u32:%zu),"
	    "(SOL_ALG,ALG_SET_IV,", v->aad.len);
	value_format_bytes(text_get(&iv), iv.len, t);
	text_addf(t, "),(SOL_ALG,ALG_SET_OP,u32:%d)]", encrypt);
	text_release(&iv);
}

static void
make_call(struct scene *sc, const struct vector *v, bool encrypt,
    const struct vector_bytes *input)
{
	bool by_hand = axis_is(sc, "by", "hand");
	struct text text = TEXT_INIT;

	add_buffers(&text, input, offered(sc->instance, input));
	if (by_hand)
		add_control(&text, v, encrypt);
	else
		add_arguments(&text, v, encrypt);
	if (!by_hand && !axis_is(sc, "by", "whole"))
		text_adds(&text, ",flags=MSG_MORE");
	arm(sc, "sendmsg");
	call_counted(sc, "s2.%s(%s)", by_hand ? "sendmsg" : "sendmsg_afalg",
	    text_get(&text));
	look_at_calls(sc);
	text_release(&text);
}

/* The rest goes undisturbed, and the answer is received. */
static void
operate(struct scene *sc)
{
	const struct vector *v = start(sc);
	bool encrypt = encrypts(sc->instance);
	struct vector_bytes input;
	struct text rest = TEXT_INIT;
	size_t done;

	if (v == NULL)
		return;
	set_up(sc, "s2.settimeout(%s)", axis(sc, "mode"));
	input = input_of(v, encrypt);
	make_call(sc, v, encrypt, &input);
	done = taken(sc->instance, &input);
	value_format_bytes(input.at + done, input.len - done, &rest);
	if (done < input.len)
		call(sc, "s2.send(%s)", text_get(&rest));
	set_up(sc, "s2.setblocking(false)");
	call(sc, "s2.recv(%zu)", answer_len(v, encrypt));
	text_release(&rest);
	free(input.at);
}

static void
known_answer(struct documented *d, const struct instance *i)
{
	struct why why = WHY_INIT;
	const struct vector *v = pick(i, &why);
	struct vector_bytes answer, input;

	if (v == NULL)
		return;
	want_asked_again(d, i);
	input = input_of(v, encrypts(i));
	documented_want(d, instance_is(i, "by", "hand") ? "sendmsg" :
	    "sendmsg_afalg", "returned %zu", taken(i, &input));
	answer = answer_of(v, encrypts(i));
	want_received(d, "recv", &answer);
	free(answer.at);
	free(input.at);
}

#define ALG .needs = "af_alg"
#define SETS "set=cavp-gcm-decrypt|generated-authenc-sha256"
#define BOTH_WAYS "do=encrypt|decrypt"
#define WITH .with = { "which=authentic", "whole=true", "n=2" }

static const struct row rows[] = {
	{ .name = "operation_asked_for_again_after_eintr_is_the_same",
	  .clause = "AFALG-37", .act = operate, .only = mode_fits, ALG,
	  .interposed = true, .documented = known_answer,
	  .axes = { SETS, BOTH_WAYS, "by=whole|more|control|hand", MODES,
	    "how=eintr|storm|poll_storm" }, WITH },

	{ .name = "operation_asked_for_again_after_false_readiness_is_the_same",
	  .clause = "AFALG-37", .act = operate, .only = mode_fits, ALG,
	  .interposed = true, .documented = known_answer,
	  .axes = { SETS, BOTH_WAYS, "by=whole|more|control|hand", "mode=5.0",
	    "how=eagain|eintr_then_eagain" }, WITH },

	{ .name = "operation_cut_short_goes_on_with_the_rest",
	  .clause = "AFALG-28", .act = operate, .only = mode_fits, ALG,
	  .interposed = true, .documented = known_answer,
	  .axes = { SETS, BOTH_WAYS, "by=more", MODES, SHORT }, WITH },
};

AREA_ROWS(arguments_afalg, rows);
