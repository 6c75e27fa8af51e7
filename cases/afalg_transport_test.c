/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known answers over every way that data can go into and out of an operation
 * socket: one buffer or many, pieces with MSG_MORE, plain sendmsg() with
 * control messages by hand, sendfile(); receives of other sizes; one operation
 * after another; each mode.
 */
#include <unistd.h>

#include "cases/afalg_vectors.h"
#include "harness/scene/share.h"

#define ENDS_MAX 512
#define RCVBUF_MOST 212992	/* of SO_RCVBUF, by default */

/* Adds bytes as a list of buffers that end at these places. */
static void
add_buffers(struct text *t, const struct vector_bytes *b, const size_t *ends,
    size_t ends_len)
{
	size_t from = 0, i, end;

	text_addc(t, '[');
	for (i = 0; i <= ends_len; i++) {
		end = i < ends_len ? ends[i] : b->len;
		if (end > b->len)
			end = b->len;
		if (end < from)
			end = from;
		if (i > 0)
			text_addc(t, ',');
		value_format_bytes(b->at + from, end - from, t);
		from = end;
	}
	text_addc(t, ']');
}

/* How an axis "split" cuts what is sent. */
static size_t
cuts(const struct scene *sc, const struct vector *v, size_t ends[ENDS_MAX])
{
	size_t aad = v->aad.len, text = v->sealed.len, n;

	if (axis_is(sc, "split", "whole"))
		return 0;
	if (axis_is(sc, "split", "bytes")) {
		for (n = 0; n < aad + text + v->tag.len && n < ENDS_MAX; n++)
			ends[n] = n + 1;
		return n;
	}
	n = 0;
	if (axis_is(sc, "split", "parts") || axis_is(sc, "split", "aad"))
		ends[n++] = axis_is(sc, "split", "aad") ? aad / 2 : aad;
	if (axis_is(sc, "split", "block"))
		ends[n++] = aad + 7;
	if (axis_is(sc, "split", "block"))
		ends[n++] = aad + 19;
	if (axis_is(sc, "split", "parts"))
		ends[n++] = aad + text;
	if (axis_is(sc, "split", "tag"))
		ends[n++] = aad + text + v->tag.len / 2;
	return n;
}

/* ",op=…,iv=…,assoclen=…" */
static void
add_arguments(struct text *t, const struct vector *v, bool encrypt)
{
	text_addf(t, "op=%s,iv=", encrypt ? "ALG_OP_ENCRYPT" :
	    "ALG_OP_DECRYPT");
	value_format_bytes(v->iv.at, v->iv.len, t);
	text_addf(t, ",assoclen=%zu", v->aad.len);
}

static void
send_in_buffers(struct scene *sc, const struct vector *v, bool encrypt,
    const struct vector_bytes *data)
{
	struct text text = TEXT_INIT;
	size_t ends[ENDS_MAX], n = cuts(sc, v, ends);

	add_buffers(&text, data, ends, n);
	text_addc(&text, ',');
	add_arguments(&text, v, encrypt);
	call(sc, "s2.sendmsg_afalg(%s)", text_get(&text));
	text_release(&text);
}

/* The first half with the control messages, the second by send(). */
static void
send_in_halves(struct scene *sc, const struct vector *v, bool encrypt,
    const struct vector_bytes *data)
{
	struct text text = TEXT_INIT;
	size_t half = data->len / 2;

	text_addc(&text, '[');
	value_format_bytes(data->at, half, &text);
	text_adds(&text, "],");
	add_arguments(&text, v, encrypt);
	call(sc, "s2.sendmsg_afalg(%s,flags=MSG_MORE)", text_get(&text));
	text_cut(&text, 0);
	value_format_bytes(data->at + half, data->len - half, &text);
	call(sc, "s2.send(%s)", text_get(&text));
	text_release(&text);
}

/* Control messages alone, then each piece of the split with MSG_MORE. */
static void
send_in_pieces(struct scene *sc, const struct vector *v, bool encrypt,
    const struct vector_bytes *data)
{
	struct text text = TEXT_INIT;
	size_t ends[ENDS_MAX], n = cuts(sc, v, ends), from = 0, end, i;

	add_arguments(&text, v, encrypt);
	call(sc, "s2.sendmsg_afalg(%s,flags=MSG_MORE)", text_get(&text));
	for (i = 0; i <= n; i++) {
		end = i < n && ends[i] < data->len ? ends[i] : data->len;
		text_cut(&text, 0);
		value_format_bytes(data->at + from, end - from, &text);
		call(sc, "s2.send(%s%s)", text_get(&text), i < n ? ",MSG_MORE" :
		    "");
		from = end;
	}
	text_release(&text);
}

/* struct af_alg_iv: the length in native order, then the bytes. */
static void
send_by_hand(struct scene *sc, const struct vector *v, bool encrypt,
    const struct vector_bytes *data)
{
	struct text text = TEXT_INIT, iv = TEXT_INIT;
	uint32_t len = (uint32_t)v->iv.len;

	text_add(&iv, (const char *)&len, sizeof(len));
	text_add(&iv, (const char *)v->iv.at, v->iv.len);
	text_addc(&text, '[');
	value_format_bytes(data->at, data->len, &text);
	text_addf(&text, "],[(SOL_ALG,ALG_SET_AEAD_ASSOCLEN,u32:%zu),"
	    "(SOL_ALG,ALG_SET_IV,", v->aad.len);
	value_format_bytes(text_get(&iv), iv.len, &text);
	text_addf(&text, "),(SOL_ALG,ALG_SET_OP,u32:%d)]", encrypt);
	call(sc, "s2.sendmsg(%s)", text_get(&text));
	text_release(&text);
	text_release(&iv);
}

/*
 * sendfile() is for SOCK_STREAM: s1 becomes a socket object of that type over
 * the operation socket, in timeout mode.
 */
static void
give_as_a_stream(struct scene *sc)
{
	give_end(sc, share(sc, "s2"), "AF_ALG,SOCK_STREAM,0");
	set_up(sc, "s1.settimeout(5.0)");
}

/* Control messages alone, then sendfile() of a file that holds the data. */
static void
send_a_file(struct scene *sc, const struct vector *v, bool encrypt,
    const struct vector_bytes *data)
{
	struct text text = TEXT_INIT;
	struct file *f;

	add_arguments(&text, v, encrypt);
	if (axis_is(sc, "split", "memory")) {
		call(sc, "s2.sendmsg_afalg(%s,flags=MSG_MORE)",
		    text_get(&text));
		text_cut(&text, 0);
		value_format_bytes(data->at, data->len, &text);
		set_up(sc, "f1=memory(%s)", text_get(&text));
	} else {
		f = file(sc, "regular", (long long)data->len, "rb", -1);
		if (!over(sc) && pwrite(f->fd, data->at, data->len, 0) !=
		    (ssize_t)data->len)
			broken(sc, "cannot fill the file");
		file_is_right(f);
		call(sc, "s2.sendmsg_afalg(%s,flags=MSG_MORE)",
		    text_get(&text));
	}
	give_as_a_stream(sc);
	call(sc, "s1.sendfile(f1)");
	text_release(&text);
}

static void
send_vector(struct scene *sc, const struct vector *v, bool encrypt,
    const struct vector_bytes *data)
{
	const char *by = axis(sc, "by");

	if (strcmp(by, "buffers") == 0)
		send_in_buffers(sc, v, encrypt, data);
	else if (strcmp(by, "halves") == 0)
		send_in_halves(sc, v, encrypt, data);
	else if (strcmp(by, "pieces") == 0)
		send_in_pieces(sc, v, encrypt, data);
	else if (strcmp(by, "hand") == 0)
		send_by_hand(sc, v, encrypt, data);
	else
		send_a_file(sc, v, encrypt, data);
}

static void
carry(struct scene *sc)
{
	const struct vector *v = start(sc);
	bool encrypt = encrypts(sc->instance);
	struct vector_bytes input;

	if (v == NULL)
		return;
	input = input_of(v, encrypt);
	send_vector(sc, v, encrypt, &input);
	call(sc, "s2.recv(%zu)", answer_len(v, encrypt));
	free(input.at);
}

static void
want_answer(struct documented *d, const struct instance *i, const char *label)
{
	struct why why = WHY_INIT;
	const struct vector *v = pick(i, &why);
	struct vector_bytes answer;

	if (v == NULL)
		return;
	answer = answer_of(v, encrypts(i));
	want_received(d, label, &answer);
	free(answer.at);
}

static void
known_answer(struct documented *d, const struct instance *i)
{
	want_answer(d, i, "recv");
}

/* The same operation again and again, forth and back, on one socket. */
static void
repeat(struct scene *sc)
{
	const struct vector *v = start(sc);
	struct vector_bytes input;
	int turn;

	if (v == NULL)
		return;
	for (turn = 0; turn < 6; turn++) {
		bool encrypt = axis_is(sc, "order", "alternating") ?
		    turn % 2 == 0 : turn < 3;

		input = input_of(v, encrypt);
		send_in_buffers(sc, v, encrypt, &input);
		call(sc, "s2.recv(%zu)", answer_len(v, encrypt));
		free(input.at);
	}
}

static void
same_answers(struct documented *d, const struct instance *i)
{
	struct why why = WHY_INIT;
	const struct vector *v = pick(i, &why);
	struct vector_bytes answer;
	char label[16] = "recv";
	int turn;

	for (turn = 0; v != NULL && turn < 6; turn++) {
		bool encrypt = instance_is(i, "order", "alternating") ?
		    turn % 2 == 0 : turn < 3;

		if (turn > 0)
			snprintf(label, sizeof(label), "recv#%d", turn + 1);
		answer = answer_of(v, encrypt);
		want_received(d, label, &answer);
		free(answer.at);
	}
}

/* One bit is wrong; then the same socket is given the right bytes. */
static void
decrypt_spoilt(struct scene *sc)
{
	const struct vector *v = start(sc);
	struct vector_bytes data;
	unsigned char bit = axis_is(sc, "spoilt", "first") ? 0x80 : 1;
	size_t at;

	if (v == NULL)
		return;
	data = input_of(v, false);
	at = axis_is(sc, "spoilt", "aad") ? v->aad.len / 3 :
	    axis_is(sc, "spoilt", "text") ? v->aad.len + v->sealed.len - 1 :
	    axis_is(sc, "spoilt", "tag") ? data.len - 1 :
	    data.len - v->tag.len;
	data.at[at] ^= bit;
	send_in_buffers(sc, v, false, &data);
	call(sc, "s2.recv(%zu)", answer_len(v, false));
	data.at[at] ^= bit;
	send_in_buffers(sc, v, false, &data);
	call(sc, "s2.recv(%zu)", answer_len(v, false));
	free(data.at);
}

static void
first_refused(struct documented *d, const struct instance *i)
{
	documented_want(d, "recv", TOLD);
	want_answer(d, i, "recv#2");
}

/* "buffer: untouched": what is in it, by what could be. */
static void
tell_buffer(struct scene *sc, const struct vector *v, const char *before,
    const struct reply *r)
{
	struct vector_bytes opened = answer_of(v, false);
	struct vector_bytes sealed = joined(&v->aad, &v->sealed, &nothing);
	struct text is = TEXT_INIT, plain = TEXT_INIT, cipher = TEXT_INIT;

	if (!over(sc) && r->kind == REPLY_RETURNED)
		value_format(r->value, &is);
	value_format_bytes(opened.at, opened.len, &plain);
	value_format_bytes(sealed.at, sealed.len, &cipher);
	observe(sc, "buffer", "%s", strcmp(text_get(&is), before) == 0 ?
	    "untouched" : strcmp(text_get(&is), text_get(&plain)) == 0 ?
	    "associated data and plaintext, not authenticated" :
	    strcmp(text_get(&is), text_get(&cipher)) == 0 ?
	    "associated data and ciphertext" : "neither");
	text_release(&is);
	text_release(&plain);
	text_release(&cipher);
	free(opened.at);
	free(sealed.at);
}

/* A wrong tag: is what the buffer holds then plaintext? */
static void
look_into_the_buffer(struct scene *sc)
{
	const struct vector *v = start(sc);
	struct text before = TEXT_INIT;
	struct vector_bytes data, fill;

	if (v == NULL)
		return;
	fill = joined(&v->aad, &v->sealed, &nothing);
	memset(fill.at, 0xa5, fill.len);
	value_format_bytes(fill.at, fill.len, &before);
	data = input_of(v, false);
	data.at[data.len - 1] ^= 1;
	send_in_buffers(sc, v, false, &data);
	call(sc, "s2.recv_into(bytearray:%s)", text_get(&before));
	tell_buffer(sc, v, text_get(&before), call(sc, "held()"));
	data.at[data.len - 1] ^= 1;
	send_in_buffers(sc, v, false, &data);
	call(sc, "s2.recv_into(bytearray:%s)", text_get(&before));
	tell_buffer(sc, v, text_get(&before), call(sc, "held()"));
	text_release(&before);
	free(data.at);
	free(fill.at);
}

static void
refused_then_received(struct documented *d, const struct instance *i)
{
	struct why why = WHY_INIT;
	const struct vector *v = pick(i, &why);

	documented_want(d, "recv_into", TOLD);
	if (v != NULL)
		documented_want(d, "recv_into#2", "returned %zu", v->aad.len +
		    v->text.len);
	want_answer(d, i, "held#2");
}

/* "less" and "more" than there is; what is left, and whether it goes on. */
static void
receive_another_size(struct scene *sc)
{
	const struct vector *v = start(sc);
	bool encrypt = encrypts(sc->instance);
	struct vector_bytes input;
	long long len, size;

	if (v == NULL)
		return;
	input = input_of(v, encrypt);
	len = (long long)answer_len(v, encrypt);
	size = len + axis_number(sc, "by");
	send_in_buffers(sc, v, encrypt, &input);
	call(sc, "s2.recv(%lld)", size > 0 ? size : 1);
	call(sc, "s2.recv(%lld)", size < len && size > 0 ? len - size : len);
	send_in_buffers(sc, v, encrypt, &input);
	call(sc, "s2.recv(%lld)", len);
	free(input.at);
}

static void
in_mode(struct scene *sc)
{
	const struct vector *v = the_vector(sc);
	bool encrypt = encrypts(sc->instance);
	struct vector_bytes input;

	if (v == NULL)
		return;
	open_cipher(sc, v);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "parent"));
	set_up(sc, "s2.settimeout(%s)", axis(sc, "mode"));
	input = input_of(v, encrypt);
	send_in_buffers(sc, v, encrypt, &input);
	elapsed_at_most(sc, 1);
	call(sc, "s2.recv(%zu)", answer_len(v, encrypt));
	elapsed_at_most(sc, 1);
	call(sc, "s1.gettimeout()");
	call(sc, "s2.gettimeout()");
	free(input.at);
}

static void
at_once(struct documented *d, const struct instance *i)
{
	want_answer(d, i, "recv");
	documented_want(d, "elapsed", "in time");
	documented_want(d, "elapsed#2", "in time");
	documented_want(d, "gettimeout", "returned %s",
	    instance_value(i, "parent"));
	documented_want(d, "gettimeout#2", "returned %s",
	    instance_value(i, "mode"));
}

/*
 * Pieces until the socket has no room, then all that it took. What the kernel
 * gives beyond SO_RCVBUF, where only the room to send was raised, is of several
 * operations, and where one ends depends on the buffer's address: the finding
 * afalg-receive-in-parts-reuses-the-nonce.
 */
static void
fill_the_socket(struct scene *sc)
{
	const struct vector *v = start(sc);
	struct text text = TEXT_INIT;
	long long size = axis_number(sc, "piece"), sent = 0, n;
	const struct reply *r;
	int turn;

	if (v == NULL)
		return;
	if (!axis_is(sc, "sndbuf", "default"))
		call(sc, "s2.setsockopt(SOL_SOCKET,SO_SNDBUF,%s)",
		    axis(sc, "sndbuf"));
	if (!axis_is(sc, "rcvbuf", "default"))
		call(sc, "s2.setsockopt(SOL_SOCKET,SO_RCVBUF,%s)",
		    axis(sc, "rcvbuf"));
	add_arguments(&text, v, true);
	call(sc, "s2.sendmsg_afalg(%s,flags=MSG_MORE)", text_get(&text));
	for (turn = 0; turn < 12 && !over(sc); turn++) {
		r = call(sc, "s2.send(fill:3:%lld,MSG_MORE)", size);
		if (r->kind != REPLY_RETURNED)
			break;
		n = r->value->integer;
		sent += n;
		if (n < size)
			break;
	}
	call(sc, "s2.send(x'')");
	sent += (long long)v->tag.len;
	if (axis_is(sc, "sndbuf", "1000000") && axis_is(sc, "rcvbuf",
	    "default") && sent > RCVBUF_MOST)
		call_as(sc, "UNPREDICTABLE", "s2.recv(%lld)", sent);
	else
		call(sc, "s2.recv(%lld)", sent);
	text_release(&text);
}

#define AF_ALG_NEEDED .needs = "af_alg"
#define SETS "set=cavp-gcm-decrypt|cavp-ccm-decrypt|cavp-chacha20-poly1305|" \
	"generated-authenc-sha256|generated-rfc4106"
#define ALL_SETS "set=cavp-gcm-decrypt|cavp-ccm-decrypt|" \
	"cavp-chacha20-poly1305|generated-authenc-sha1|" \
	"generated-authenc-sha512|generated-rfc4106|generated-rfc4309|" \
	"generated-rfc4543|generated-rfc7539esp"
#define BOTH_WAYS "do=encrypt|decrypt"
#define SPLITS "split=whole|parts|aad|block|tag|bytes"
#define AUTHENTIC "which=authentic"

static const struct row rows[] = {
	{ .name = "several_buffers_are_as_one", .clause = "AFALG-12",
	  .act = carry, .documented = known_answer, AF_ALG_NEEDED,
	  .axes = { SETS, BOTH_WAYS, SPLITS, "n=0..3" },
	  .with = { AUTHENTIC, "by=buffers", "whole=true" } },

	{ .name = "halves_with_msg_more_are_as_one", .clause = "AFALG-28",
	  .act = carry, .documented = known_answer, AF_ALG_NEEDED,
	  .axes = { SETS, BOTH_WAYS, "n=0..4" },
	  .with = { AUTHENTIC, "by=halves" } },

	{ .name = "pieces_with_msg_more_are_as_one", .clause = "AFALG-28",
	  .act = carry, .documented = known_answer, AF_ALG_NEEDED,
	  .axes = { SETS, BOTH_WAYS, "split=whole|parts|aad|block|tag",
	    "n=0..2" }, .with = { AUTHENTIC, "by=pieces", "whole=true" } },

	{ .name = "pieces_of_a_byte_are_as_one", .clause = "AFALG-28",
	  .act = carry, .documented = known_answer, AF_ALG_NEEDED,
	  .axes = { "set=cavp-gcm-decrypt|cavp-chacha20-poly1305",
	    BOTH_WAYS, "n=0..1" },
	  .with = { AUTHENTIC, "by=pieces", "split=bytes", "whole=true",
	    "most=64" } },

	{ .name = "control_messages_by_hand_give_the_answer",
	  .clause = "AFALG-40", .act = carry, .documented = known_answer,
	  AF_ALG_NEEDED, .axes = { ALL_SETS, BOTH_WAYS, "n=0..4" },
	  .with = { AUTHENTIC, "by=hand" } },

	{ .name = "file_sent_into_it_gives_the_answer", .clause = "AFALG-28",
	  .act = carry, .documented = known_answer, AF_ALG_NEEDED,
	  .axes = { SETS, BOTH_WAYS, "split=regular|memory", "n=0..4" },
	  .with = { AUTHENTIC, "by=file", "whole=true" } },

	{ .name = "one_socket_does_it_again_and_again", .clause = "AFALG-28",
	  .act = repeat, .documented = same_answers, AF_ALG_NEEDED,
	  .axes = { ALL_SETS, "order=alternating|three", "n=0..2" },
	  .with = { AUTHENTIC, "split=whole", "do=encrypt" } },

	{ .name = "one_wrong_bit_raises_ebadmsg_and_the_socket_goes_on",
	  .clause = "AFALG-25", .act = decrypt_spoilt,
	  .documented = first_refused, AF_ALG_NEEDED,
	  .axes = { SETS, "spoilt=aad|text|tag|first", "n=0..7" },
	  .with = { AUTHENTIC, "split=whole", "do=decrypt", "whole=true" } },

	{ .name = "buffer_after_ebadmsg_is_told", .clause = "AFALG-25",
	  .act = look_into_the_buffer, .documented = refused_then_received,
	  .needs = "af_alg recv_into", .axes = { ALL_SETS, "n=0..3" },
	  .with = { AUTHENTIC, "split=whole", "do=decrypt", "whole=true",
	    "most=64" } },

	{ .name = "receive_of_another_size_than_the_answer",
	  .clause = "AFALG-30", .act = receive_another_size, AF_ALG_NEEDED,
	  .axes = { SETS, BOTH_WAYS, "by=-1|1|-15|-16|-17|-1000|16|4096",
	    "n=0..1" },
	  .with = { AUTHENTIC, "split=whole", "whole=true" } },

	{ .name = "every_mode_gives_the_answer_at_once", .clause = "AFALG-38",
	  .act = in_mode, .documented = at_once, AF_ALG_NEEDED,
	  .axes = { SETS, BOTH_WAYS, "parent=none|0.0|5.0",
	    "mode=none|0.0|5.0" },
	  .with = { AUTHENTIC, "split=whole", "n=1" } },

	{ .name = "pieces_beyond_the_budget_are_refused",
	  .clause = "AFALG-31", .act = fill_the_socket, AF_ALG_NEEDED,
	  .axes = { "set=cavp-gcm-decrypt|cavp-chacha20-poly1305",
	    "piece=4096|65536|106496|212992|300000",
	    "sndbuf=default|4096|1000000", "rcvbuf=default|1000000" },
	  .with = { AUTHENTIC, "n=0" } },
};

AREA_ROWS(afalg_transport, rows);
