/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmsg() with ancillary data, address and flags where it waits, is
 * interrupted, finds false readiness or is cut short: what arrives is told
 * whole, with its items, its sender and its borders.
 */
#include <netinet/in.h>
#include <unistd.h>

#include "cases/arguments.h"

#define BUFFERS "[x'6162',x'',x'63']"
#define RIGHTS(x) "(SOL_SOCKET,SCM_RIGHTS,fds:[" x "])"
#define OURS "(SOL_SOCKET,SCM_CREDENTIALS,CREDENTIALS)"
#define ARRIVES(x) "(SOL_SOCKET,SCM_RIGHTS,[" x "])"
#define SEEN_MS 110	/* busy.h does not ask what ends sooner */
#define APART_MS 10	/* from a signal to the next */
#define HERE "('127.0.0.1',PORT)"
/* struct in_pktinfo: sent from 127.0.0.9. */
#define SOURCE "(SOL_IP,IP_PKTINFO,x'000000007f00000900000000')"

/* What goes with the buffers, and what of it is seen where it arrives. */
static const struct parcel {
	const char *name, *kinds, *arguments;
	const char *items;	/* '+' stands for the changed credentials */
	const char *sender;
} parcels[] = {
	{ "rights", "unix seqpacket dgram", "[" RIGHTS("s1") "]",
	  "[" ARRIVES("s1") "]", NULL },
	{ "several", "unix seqpacket dgram", "[(99,1,fill:3:5)," RIGHTS("s1")
	  ",(99,2,x'61')," RIGHTS("f1,s1") "]",
	  "[" ARRIVES("s1,f1,s1") "]", NULL },
	/* More than fits where it need not be allocated. */
	{ "large", "unix seqpacket dgram", "[(99,1,fill:3:5000)," RIGHTS("s1")
	  ",(99,2,fill:5:100)]", "[" ARRIVES("s1") "]", NULL },
	{ "credentials", "unix seqpacket dgram", "[" OURS "]", "[+]", NULL },
	{ "both", "unix seqpacket dgram", "[" RIGHTS("f1,s1") "," OURS "],"
	  "MSG_NOSIGNAL", "[+," ARRIVES("f1,s1") "]", NULL },
	{ "address", "dgram", "[],0,NAME", "[]", NULL },
	{ "address", "udp", "[],0," HERE, "[(0,2,ttl),(0,1,x'00')]", "s1" },
	{ "address_and_both", "dgram", "[" OURS "," RIGHTS("s1,f1") "],"
	  "MSG_NOSIGNAL,NAME", "[+," ARRIVES("s1,f1") "]", NULL },
	{ "options", "udp", "[(SOL_IP,IP_TTL,cint:7),(SOL_IP,IP_TOS,cint:16)]",
	  "[(0,2,cint),(0,1,x'10')]", "s1" },
	{ "options_and_address", "udp", "[(SOL_IP,IP_TOS,cint:16)," SOURCE
	  ",(SOL_IP,IP_TTL,cint:7)],0," HERE, "[(0,2,cint),(0,1,x'10')]",
	  "127.0.0.9:s1" },
	{ "more", "udp", "[],MSG_MORE", "[(0,2,ttl),(0,1,x'00')]", "s1" },
	{ "more_and_address", "udp", "[(SOL_IP,IP_TTL,cint:7)],MSG_MORE," HERE,
	  "[(0,2,cint),(0,1,x'00')]", "s1" },
};

static const struct parcel *
parcel_of(const struct instance *i)
{
	size_t n;

	for (n = 0; n < sizeof(parcels) / sizeof(parcels[0]); n++)
		if (instance_is(i, "with", parcels[n].name) &&
		    has_word(parcels[n].kinds, instance_value(i, "kind")))
			return &parcels[n];
	return NULL;
}

static bool
fits(const struct instance *i)
{
	return parcel_of(i) != NULL && mode_fits(i);
}

static bool
is_corked(const struct parcel *parcel)
{
	return strstr(parcel->arguments, "MSG_MORE") != NULL;
}

static bool
is_call_of_the_kind(const struct instance *i)
{
	return instance_is(i, "kind", "alg") == (strncmp(instance_value(i,
	    "call"), "sendmsg_afalg", 13) == 0);
}

/* ---- scenarios ---- */

struct stage {
	const struct parcel *parcel;
	struct peer *peer, *to;		/* the same without an address */
};

static void
ask_for_options(struct scene *sc, const struct peer *p)
{
	int on = 1;

	if (!over(sc) && (setsockopt(p->fd, IPPROTO_IP, IP_RECVTTL, &on,
	    sizeof(on)) != 0 || setsockopt(p->fd, IPPROTO_IP, IP_RECVTOS, &on,
	    sizeof(on)) != 0))
		broken(sc, "cannot ask for IP options");
}

static void
prepare(struct scene *sc, struct stage *st)
{
	const char *kind = axis(sc, "kind");
	const char *with = parcel_of(sc->instance)->arguments;

	st->parcel = parcel_of(sc->instance);
	st->peer = st->to = pair(sc, kind);
	if (strstr(with, "NAME") != NULL || strstr(with, "PORT") != NULL)
		st->to = destination(sc, kind);
	/* Its sender has a name then. */
	if (strstr(with, "NAME") != NULL)
		set_up(sc, "s1.bind('')");
	if (strstr(with, "f1") != NULL)
		file(sc, "regular", 10, "rb", 0);
	if (strstr(with, "CREDENTIALS") != NULL) {
		credentials(sc, 0, 0, 1);
		tell_credentials(sc, st->to, true);
	}
	if (strcmp(kind, "udp") == 0)
		ask_for_options(sc, st->to);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
}

/* What ends a datagram that MSG_MORE keeps open, and what came of it all. */
static void
look(struct scene *sc, const struct stage *st)
{
	if (is_corked(st->parcel))
		call(sc, "s1.sendmsg([x'64'])");
	message_from(sc, st->to);
	message_from(sc, st->to);
	if (st->to != st->peer)
		message_from(sc, st->peer);
}

static void
send_disturbed(struct scene *sc)
{
	struct stage st;

	prepare(sc, &st);
	arm(sc, "sendmsg");
	call_counted(sc, "s1.sendmsg(" BUFFERS ",%s)", st.parcel->arguments);
	look_at_calls(sc);
	look(sc, &st);
}

/* An address that is longer than that of IPv4. */
static void
send_to_ip6(struct scene *sc)
{
	struct peer *p = destination(sc, axis(sc, "kind"));

	set_up(sc, "s1=socket(AF_INET6,SOCK_DGRAM)");
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	arm(sc, "sendmsg");
	call_counted(sc, "s1.sendmsg(" BUFFERS ",[],0,('::1',PORT,5,0))");
	look_at_calls(sc);
	received(sc, p);
}

/* Begins to send where there is no room: at s1's own end, or the receiver's. */
static void
begin_when_full(struct scene *sc, struct stage *st, bool receiver)
{
	prepare(sc, st);
	if (!over(sc))
		peer_choke(receiver ? st->to : st->peer);
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.sendmsg(" BUFFERS ",%s)", st->parcel->arguments);
}

/* Full, interrupted as often as the axis says, and then with room. */
static void
send_when_full(struct scene *sc)
{
	struct stage st;

	begin_when_full(sc, &st, false);
	interrupt_begun(sc, axis_number(sc, "signals"));
	unchoke(sc, st.peer);
	finish(sc);
	call(sc, "handler_runs()");
	look(sc, &st);
}

/*
 * The receiver's queue is full, and s1's own end has room: CPython does not
 * sleep then, and is given the time to be seen at it.
 */
static void
send_to_full_receiver(struct scene *sc)
{
	long long n = axis_number(sc, "signals");
	struct stage st;

	begin_when_full(sc, &st, true);
	for (finished_within(sc, SEEN_MS); n > 0; n--) {
		send_signal(sc, SIGUSR1);
		finished_within(sc, APART_MS);
	}
	unchoke(sc, st.to);
	finish(sc);
	look(sc, &st);
}

/* Nothing of it arrives: neither bytes nor what goes with them. */
static void
send_until_raised(struct scene *sc)
{
	struct stage st;

	prepare(sc, &st);
	if (!over(sc))
		peer_choke(st.peer);
	set_up(sc, "handler(SIGUSR1,'raise')");
	begin(sc, "s1.sendmsg(" BUFFERS ",%s)", st.parcel->arguments);
	if (blocked(sc))
		send_signal(sc, SIGUSR1);
	finish(sc);
	unchoke(sc, st.peer);
	look(sc, &st);
}

/* What the kernel is asked before a signal and after it. */
static void
ask_twice(struct scene *sc)
{
	struct text before = TEXT_INIT, after = TEXT_INIT;
	struct peer *p;

	p = pair(sc, axis(sc, "kind"));
	if (!over(sc))
		peer_choke(p);
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.%s", axis(sc, "call"));
	blocked(sc);
	asleep_seen(sc, "asleep", &before);
	interrupt_begun(sc, axis_number(sc, "signals"));
	if (asleep_seen(sc, "asleep", &after))
		observe(sc, "asked", "%s", strcmp(text_get(&before),
		    text_get(&after)) == 0 ? "the same" : "otherwise");
	unchoke(sc, p);
	finish(sc);
	text_release(&before);
	text_release(&after);
}

static void
look_for_urgent(struct scene *sc, struct peer *p)
{
	if (over(sc))
		return;
	observe(sc, "urgent", "%s", urgent_byte(sc, p, 'c') == 'c' ?
	    "the last byte" : "none");
	received(sc, p);
}

static void
send_urgently(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	arm(sc, "sendmsg");
	call_counted(sc, "s1.sendmsg(" BUFFERS ",[],%s)", axis(sc, "flags"));
	look_at_calls(sc);
	look_for_urgent(sc, p);
}

static void
send_urgently_when_full(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (!over(sc))
		peer_choke(p);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "mode"));
	set_up(sc, "handler(SIGUSR1,'return')");
	begin(sc, "s1.sendmsg(" BUFFERS ",[],%s)", axis(sc, "flags"));
	interrupt_begun(sc, axis_number(sc, "signals"));
	unchoke(sc, p);
	finish(sc);
	call(sc, "handler_runs()");
	look_for_urgent(sc, p);
}

/* Full, and no wish to wait. */
static void
send_without_waiting(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "kind"));

	if (!over(sc))
		peer_choke(p);
	arm(sc, "sendmsg");
	call_counted(sc, "s1.sendmsg(" BUFFERS ",%s,MSG_DONTWAIT)",
	    axis(sc, "ancdata"));
	elapsed_at_most(sc, 0.5);
	look_at_calls(sc);
}

/* ---- what is documented ---- */

static void
add_items(struct text *t, const char *items)
{
	int seven = 7, ttl = 64;	/* of Linux, where nobody sets it */

	for (; *items != '\0'; items++)
		if (*items == '+')
			text_addf(t, "(SOL_SOCKET,SCM_CREDENTIALS,[iut,%u,%u])",
			    (unsigned)geteuid(), (unsigned)getegid() + 1);
		else if (strncmp(items, "cint", 4) == 0) {
			value_format_bytes(&seven, sizeof(seven), t);
			items += 3;
		} else if (strncmp(items, "ttl", 3) == 0) {
			value_format_bytes(&ttl, sizeof(ttl), t);
			items += 2;
		} else
			text_addc(t, *items);
}

/* Linux gives whom it tells credentials of a name of its own choice. */
static const char *
sender_of(const struct parcel *parcel)
{
	if (parcel->sender != NULL)
		return parcel->sender;
	if (strstr(parcel->arguments, "NAME") != NULL)
		return "s1";
	return strstr(parcel->arguments, "CREDENTIALS") != NULL ? "*" :
	    "nobody";
}

/* Of "abc" as much as was taken, and what ends a datagram that was open. */
static void
want_whole(struct documented *d, const struct instance *i)
{
	const struct parcel *parcel = parcel_of(i);
	int taken = how_of(i) != NULL && how_of(i)->cuts ? CUT_TO : 3;
	struct text items = TEXT_INIT;

	add_items(&items, parcel->items);
	documented_want(d, "sendmsg", "returned %d", taken);
	documented_want(d, "message", "x'%.*s%s' %s flags=* from %s",
	    2 * taken, "616263", is_corked(parcel) ? "64" : "",
	    text_get(&items), sender_of(parcel));
	documented_want(d, "message#2", "nothing");
	if (strstr(parcel->arguments, "NAME") != NULL ||
	    strstr(parcel->arguments, "PORT") != NULL)
		documented_want(d, "message#3", "nothing");
	text_release(&items);
}

static void
arrives_whole(struct documented *d, const struct instance *i)
{
	want_asked_again(d, i);
	want_whole(d, i);
}

static void
comes_to_ip6(struct documented *d, const struct instance *i)
{
	want_asked_again(d, i);
	documented_add(d, how_of(i)->cuts ?
	    "sendmsg: returned 2; peer: [x'6162']" :
	    "sendmsg: returned 3; peer: [x'616263']");
}

static void
arrives_whole_when_there_is_room(struct documented *d,
    const struct instance *i)
{
	blocking_document_signals(d, i);
	want_whole(d, i);
}

static void
is_urgent(struct documented *d, const struct instance *i)
{
	if (how_of(i) != NULL)
		want_asked_again(d, i);
	else
		blocking_document_signals(d, i);
	documented_add(d, "sendmsg: returned 3; urgent: the last byte");
}

static void
does_not_wait(struct documented *d, const struct instance *i)
{
	want_asked_again(d, i);
	documented_add(d, "sendmsg: raised BlockingIOError errno=EAGAIN; "
	    "elapsed: in time");
}

/* ---- rows ---- */

#define KINDS "kind=unix|seqpacket|dgram|udp"
#define PARCELS "with=rights|several|credentials|both|address|" \
	"address_and_both|options|options_and_address|more|" \
	"more_and_address|large"
/* On loopback a datagram of UDP is its receiver's at once, or nobody's. */
#define FULL "kind=unix|seqpacket|dgram", "with=rights|several|credentials|" \
	"both|address|address_and_both|large"

static const struct row rows[] = {
	{ .name = "message_sent_again_after_eintr_arrives_whole",
	  .clause = "EINTR-01", .act = send_disturbed, .only = fits,
	  .interposed = true, .documented = arrives_whole,
	  .axes = { KINDS, PARCELS, MODES, QUIETLY } },

	{ .name = "message_sent_again_after_false_readiness_arrives_whole",
	  .clause = "EINTR-13", .act = send_disturbed, .only = fits,
	  .interposed = true, .documented = arrives_whole,
	  .axes = { KINDS, PARCELS, "mode=5.0", UNREADY } },

	{ .name = "ip6_address_holds_after_eintr", .clause = "EINTR-01",
	  .act = send_to_ip6, .only = mode_fits, .interposed = true,
	  .documented = comes_to_ip6, .axes = { "kind=udp6", MODES, QUIETLY } },

	{ .name = "ip6_address_holds_after_false_readiness",
	  .clause = "EINTR-13", .act = send_to_ip6, .only = mode_fits,
	  .interposed = true, .documented = comes_to_ip6,
	  .axes = { "kind=udp6", "mode=5.0", UNREADY } },

	{ .name = "message_cut_short_arrives_once_with_all_but_its_rest",
	  .clause = "SENDMSG-15", .act = send_disturbed, .only = fits,
	  .interposed = true, .documented = arrives_whole,
	  .axes = { KINDS, PARCELS, MODES, SHORT } },

	{ .name = "ip6_address_holds_where_the_message_is_cut_short",
	  .clause = "SENDMSG-15", .act = send_to_ip6, .only = mode_fits,
	  .interposed = true, .documented = comes_to_ip6,
	  .axes = { "kind=udp6", MODES, SHORT } },

	{ .name = "message_that_waited_for_room_arrives_whole",
	  .clause = "MODE-02", .act = send_when_full, .only = fits,
	  .waits = true, .documented = arrives_whole_when_there_is_room,
	  .axes = { FULL, "mode=none" }, .with = { "signals=0" } },

	{ .name = "message_with_time_to_wait_for_room_arrives_whole",
	  .clause = "MODE-04", .act = send_when_full, .only = fits,
	  .waits = true, .documented = arrives_whole_when_there_is_room,
	  .axes = { FULL, "mode=5.0" }, .with = { "signals=0" } },

	{ .name = "message_interrupted_while_it_waits_arrives_whole",
	  .clause = "EINTR-01", .act = send_when_full, .only = fits,
	  .waits = true, .documented = arrives_whole_when_there_is_room,
	  .axes = { FULL, MODES, "signals=1|9" } },

	{ .name = "message_to_a_full_receiver_arrives_whole",
	  .clause = "EINTR-01", .act = send_to_full_receiver, .only = fits,
	  .waits = true, .documented = want_whole,
	  .axes = { "kind=dgram", "with=address|address_and_both", MODES,
	    "signals=0|1|9" } },

	{ .name = "nothing_arrives_of_what_a_handler_ended",
	  .clause = "EINTR-02", .act = send_until_raised, .only = fits,
	  .waits = true, .axes = { FULL, MODES },
	  .doc = "blocked: true; sendmsg: raised Interrupted; "
	    "message: nothing; message#2: nothing" },

	{ .name = "interrupted_call_asks_the_kernel_the_same_again",
	  .clause = "EINTR-01", .act = ask_twice, .waits = true,
	  .axes = { "kind=unix|seqpacket|dgram|alg",
	    "call=sendmsg([x'6162',x'63'],[(99,1,fill:3:5),"
	    "(98,2,x'61'),(97,3,x'')],MSG_NOSIGNAL)|"
	    "sendmsg(gen:[x'61',x'62'],gen:[" RIGHTS("s1") "],0,none)|"
	    "sendmsg_afalg([x'6162',x'63'],op=1,iv=fill:2:12,assoclen=2,"
	    "flags=MSG_EOR)|sendmsg_afalg(gen:[x'61'],op=0,assoclen=0)|"
	    "sendmsg_afalg([x'61'],op=1,iv=x'')", "signals=1|3" },
	  .only = is_call_of_the_kind,
	  .doc = "blocked: true; blocked#2: true; blocked#3: true; "
	    "asked: the same" },

	{ .name = "urgent_byte_sent_again_after_eintr_is_urgent",
	  .clause = "EINTR-01", .act = send_urgently, .only = mode_fits,
	  .interposed = true, .documented = is_urgent,
	  .axes = { "kind=tcp|tcp6", "flags=MSG_OOB|MSG_OOB+MSG_NOSIGNAL",
	    MODES, QUIETLY } },

	{ .name = "urgent_byte_sent_again_after_false_readiness_is_urgent",
	  .clause = "EINTR-13", .act = send_urgently, .only = mode_fits,
	  .interposed = true, .documented = is_urgent,
	  .axes = { "kind=tcp|tcp6", "flags=MSG_OOB", "mode=5.0", UNREADY } },

	{ .name = "urgent_byte_interrupted_while_it_waits_is_urgent",
	  .clause = "EINTR-01", .act = send_urgently_when_full,
	  .waits = true, .documented = is_urgent,
	  .axes = { "kind=tcp|tcp6", "flags=MSG_OOB", MODES,
	    "signals=0|1|9" } },

	{ .name = "dontwait_holds_after_eintr", .clause = "SENDMSG-38",
	  .act = send_without_waiting, .interposed = true,
	  .documented = does_not_wait,
	  .axes = { "kind=unix|seqpacket|dgram",
	    "ancdata=[]|[" RIGHTS("s1") "]",
	    "how=eintr|eintr_often|signal|storm" } },
};

AREA_ROWS(arguments, rows);
