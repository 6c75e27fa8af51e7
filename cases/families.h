/* SPDX-License-Identifier: BSD-2-Clause */
/* Two sockets of another family, of which s1 sends to s2. */
#ifndef CASES_FAMILIES_H
#define CASES_FAMILIES_H

#include <string.h>
#include <unistd.h>

#include "cases/ask.h"

/*
 * How they are made: of these arguments, s2 bound to that, s1 connected to it;
 * of a connection it is a listener, s9, that is bound. Where there is nothing
 * to connect to (NULL), s1 is bound to the same.
 */
static const struct family {
	const char *kind, *arguments, *bound, *to;
	bool connection;	/* s2 is what a listener accepts */
	bool stream;
	int item;		/* of an address: what the world chose; or -1 */
} families[] = {
	{ "netlink_raw", "AF_NETLINK,SOCK_RAW,NETLINK_USERSOCK", "(0,0)",
	  "(PORT,0)", false, false, 0 },
	{ "netlink_dgram", "AF_NETLINK,SOCK_DGRAM,NETLINK_USERSOCK", "(0,0)",
	  "(PORT,0)", false, false, 0 },
	{ "vsock", "AF_VSOCK,SOCK_STREAM", "(VMADDR_CID_ANY,VMADDR_PORT_ANY)",
	  "(1,PORT)", true, true, 1 },
	{ "packet_dgram", "AF_PACKET,SOCK_DGRAM", "('lo',PROTOCOL)", NULL,
	  false, false, -1 },
	{ "raw_ip", "AF_INET,SOCK_RAW,UNASSIGNED", "(HOST,0)", "(HOST,0)",
	  false, false, -1 },
	{ "abstract", "AF_UNIX,SOCK_STREAM", "NAME", "NAME", true, true, -1 },
	{ "abstract_dgram", "AF_UNIX,SOCK_DGRAM", "NAME", "NAME", false, false,
	  -1 },
	{ "abstract_seqpacket", "AF_UNIX,SOCK_SEQPACKET", "NAME", "NAME", true,
	  false, -1 },
	{ "sctp", "AF_INET,SOCK_STREAM,IPPROTO_SCTP", "('127.0.0.1',0)",
	  "('127.0.0.1',PORT)", true, true, 1 },
	{ "mptcp", "AF_INET,SOCK_STREAM,IPPROTO_MPTCP", "('127.0.0.1',0)",
	  "('127.0.0.1',PORT)", true, true, 1 },
	{ "udplite", "AF_INET,SOCK_DGRAM,IPPROTO_UDPLITE", "('127.0.0.1',0)",
	  "('127.0.0.1',PORT)", false, false, 1 },
	{ "tipc", "AF_TIPC,SOCK_RDM", "(TIPC_ADDR_NAMESEQ,SERVICE,1,1)",
	  "(TIPC_ADDR_NAME,SERVICE,1,0)", false, false, -1 },
	{ "can_raw", "AF_CAN,SOCK_RAW,CAN_RAW", "('vcan0')", NULL, false,
	  false, -1 },
};

static inline const struct family *
family_of(const struct instance *i)
{
	size_t n = 0;

	while (strcmp(families[n].kind, instance_value(i, "kind")) != 0)
		n++;
	return &families[n];
}

static inline bool
is_can(const struct family *f)
{
	return strcmp(f->kind, "can_raw") == 0;
}

/* What is sent: a frame of CAN has its own shape. */
static inline const char *
data_of(const struct family *f)
{
	return is_can(f) ? "FRAME" : "x'61626364'";
}

/* Names that nobody else on this machine has at the moment. */
static inline void
name_ours(struct scene *sc)
{
	static _Atomic unsigned scenes;
	unsigned n = (unsigned)getpid() * 61 + scenes++;
	struct text text = TEXT_INIT;
	char name[40];
	int len = snprintf(name, sizeof(name), "%cpysock%c%u%cend", 0, 0, n, 0);

	value_format_bytes(name, (size_t)len, &text);
	symbol(sc, "NAME", "%s", text_get(&text));
	symbol(sc, "PROTOCOL", "%u", 0x9000 + n % 0x1000);
	/* Until it is bound, a raw socket gets what is of its protocol. */
	symbol(sc, "UNASSIGNED", "%u", 148 + n % 105);
	symbol(sc, "SERVICE", "%u", 100000 + n % 100000);
	symbol(sc, "HOST", "'127.%u.%u.%u'", 1 + n / 40000 % 200,
	    1 + n / 200 % 200, 1 + n % 200);
	symbol(sc, "FRAME", "x'%02x%02x00000400000061626364%08x'",
	    n & 0xff, n >> 8 & 0x7, 0);
	symbol(sc, "FILTER", "x'%02x%02x0000ff0f0080'", n & 0xff, n >> 8 & 0x7);
	text_release(&text);
}

/* s1 and s2, made anew; the calls stand in the trace. */
static inline void
meet(struct scene *sc)
{
	const struct family *f = family_of(sc->instance);
	const char *named = f->connection ? "s9" : "s2";

	name_ours(sc);
	set_up(sc, "s1=socket(%s)", f->arguments);
	set_up(sc, "%s=socket(%s)", named, f->arguments);
	set_up(sc, "%s.bind(%s)", named, f->bound);
	if (f->to == NULL)
		set_up(sc, "s1.bind(%s)", f->bound);
	if (is_can(f))
		set_up(sc, "s2.setsockopt(SOL_CAN_RAW,CAN_RAW_FILTER,FILTER)");
	if (f->item >= 0)
		name_address(sc, named, f->item, "PORT");
	if (f->connection)
		set_up(sc, "s9.listen(5)");
	if (f->to != NULL)
		set_up(sc, "s1.connect(%s)", f->to);
	if (f->connection && f->item >= 0)
		name_address(sc, "s1", f->item, "CLIENT");
	if (f->connection)
		call_as(sc, "ADDRESS", "s2=s9.accept()");
}

#endif
