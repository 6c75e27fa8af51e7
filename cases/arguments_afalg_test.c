/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmsg_afalg() where its system call is interrupted, finds false readiness,
 * no room, or is cut short, on a kernel that has AF_ALG: the known answer tells
 * whether op, IV, length of the associated data, flags and all buffers have
 * reached it, and offset and count of a file that is sent there.
 */
#include "cases/afalg_vectors.h"
#include "cases/arguments.h"

#define BEFORE 3	/* bytes of a file that are not sent, on either side */
#define FULL 16384	/* bytes that an operation socket has room for: */
#define SOON 1.5	/* seconds: before the timeout has passed */
#define HALF "8192"	/* Linux takes twice what SO_SNDBUF is set to */

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

/* By which system call sendfile() sends what is its file's. */
static bool
is_by_file(const struct instance *i)
{
	return instance_is(i, "by", "sendfile") || instance_is(i, "by", "send");
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

/*
 * A file into an operation that is told all but its data: sendfile() is for
 * SOCK_STREAM, which s1 becomes over the operation socket. (Where it is cut the
 * kernel takes what has come for all: MSG_MORE is not sendfile's to give.)
 */
static void
operate_on_file(struct scene *sc)
{
	const struct vector *v = start(sc);
	bool encrypt = encrypts(sc->instance);
	struct text text = TEXT_INIT;
	struct vector_bytes input;
	struct file *f;

	if (v == NULL)
		return;
	input = input_of(v, encrypt);
	f = file(sc, "regular", (long long)input.len + 2 * BEFORE, "rb",
	    axis_is(sc, "by", "send") ? 0 : -1);
	if (!over(sc) && pwrite(f->fd, input.at, input.len, BEFORE) !=
	    (ssize_t)input.len)
		broken(sc, "cannot fill the file: %s", strerror(errno));
	file_is_right(f);
	add_arguments(&text, v, encrypt);
	set_up(sc, "s2.sendmsg_afalg([]%s,flags=MSG_MORE)", text_get(&text));
	give_end(sc, share(sc, "s2"), "AF_ALG,SOCK_STREAM,0");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	arm(sc, axis(sc, "by"));
	if (axis_is(sc, "by", "send"))
		refuse_sendfile(sc);
	call_counted(sc, "s1.sendfile(f1,%d,%zu)", BEFORE, input.len);
	look_at_calls(sc);
	call(sc, "s2.recv(%zu)", answer_len(v, encrypt));
	call(sc, "f1.tell()");
	text_release(&text);
	free(input.at);
}

/*
 * Takes all that a full operation has, as another holder of its socket may. It
 * is not looked at: an attempt that finds no room has already told Linux the
 * operation, and who polls first has made none.
 */
static void
empty(struct scene *sc, const struct peer *p)
{
	char bytes[FULL];
	ssize_t n;

	if (over(sc))
		return;
	n = recv(p->theirs, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n < 0)
		broken(sc, "cannot empty the operation: %s", strerror(errno));
	else
		observe(sc, "taken", "%zd bytes", n);
}

/*
 * The operation is full of what was to be decrypted; the call that waits for
 * room says that all is to be encrypted, and with which IV. An AEAD is not
 * tried: what it has been given nobody can take before all of it is there, so
 * that who waits for room in one waits for good.
 */
static void
operate_when_full(struct scene *sc)
{
	struct peer *p;

	if (set_up_all(sc, "s1=socket(AF_ALG,SOCK_SEQPACKET,0)\n"
	    "s1.bind(('skcipher','cbc(aes)'))\n"
	    "s1.setsockopt(SOL_ALG,ALG_SET_KEY,fill:1:16)\n"
	    "s2=s1.accept()\n"
	    "s2.setsockopt(SOL_SOCKET,SO_SNDBUF," HALF ")\n"
	    "s2.settimeout(%s)", axis(sc, "mode")) == 1)
		lacking(sc, "cbc(aes)", "this kernel has no cbc(aes): bind "
		    "gives %s", sc->raised.err);
	p = share(sc, "s2");
	set_up(sc, "s2.sendmsg_afalg([fill:2:%d],op=ALG_OP_DECRYPT,"
	    "iv=fill:3:16,flags=MSG_MORE)", FULL);
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s2.sendmsg_afalg([fill:4:16,x'',fill:5:32],"
	    "op=ALG_OP_ENCRYPT,iv=fill:6:16,flags=MSG_MORE)");
	interrupt_begun(sc, axis_number(sc, "signals"));
	empty(sc, p);
	finish(sc);
	if (!axis_is(sc, "mode", "none"))
		elapsed_at_most(sc, SOON);
	call(sc, "handler_runs()");
	call(sc, "s2.send(fill:7:16)");
	set_up(sc, "s2.setblocking(false)");
	call(sc, "s2.recv(64)");
}

static void
is_taken_when_there_is_room(struct documented *d, const struct instance *i)
{
	blocking_document_signals(d, i);
	documented_want(d, "taken", "%d bytes", FULL);
	if (!instance_is(i, "mode", "none"))
		documented_want(d, "elapsed", "in time");
	documented_add(d, "sendmsg_afalg: returned 48; send: returned 16");
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
	if (is_by_file(i)) {
		documented_want(d, "sendfile", "returned %zu", input.len);
		documented_want(d, "tell", "returned %zu", BEFORE + input.len);
	} else
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

	{ .name = "file_in_an_operation_after_eintr_is_what_was_asked_for",
	  .clause = "SENDFILE-44", .act = operate_on_file, .only = mode_fits,
	  ALG, .interposed = true, .documented = known_answer,
	  .axes = { SETS, BOTH_WAYS, "by=sendfile|send", MODES,
	    "how=eintr|storm|poll_storm" }, WITH },

	{ .name = "file_in_an_operation_after_false_readiness_is_the_same",
	  .clause = "EINTR-13", .act = operate_on_file, .only = mode_fits,
	  ALG, .interposed = true, .documented = known_answer,
	  .axes = { SETS, BOTH_WAYS, "by=sendfile|send", "mode=5.0",
	    "how=eagain|eintr_then_eagain" }, WITH },

	{ .name = "operation_that_waits_for_room_is_the_one_asked_for",
	  .clause = "AFALG-37", .act = operate_when_full, ALG, .waits = true,
	  .documented = is_taken_when_there_is_room,
	  .axes = { "mode=none", "signals=0|1|9" } },

	{ .name = "operation_with_time_to_wait_goes_on_once_there_is_room",
	  .clause = "AFALG-37", .act = operate_when_full, ALG, .waits = true,
	  .documented = is_taken_when_there_is_room,
	  .axes = { "mode=2.0", "signals=0|1" } },
};

AREA_ROWS(arguments_afalg, rows);
