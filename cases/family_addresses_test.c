/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of other families: what each is, and what is none. */
#include <linux/capability.h>

#include "cases/families.h"
#include "harness/scene/mail.h"

static void
bind_oddly(struct scene *sc)
{
	const struct family *f = family_of(sc->instance);

	name_ours(sc);
	set_up(sc, "s1=socket(%s)", f->arguments);
	call(sc, "s1.bind(%s)", axis(sc, "address"));
	call(sc, "s1.sendmsg([x'61'],[],0,%s)", axis(sc, "address"));
}

/* What one is bound to is what it says. */
static void
ask_for_name(struct scene *sc)
{
	const struct family *f = family_of(sc->instance);

	name_ours(sc);
	set_up(sc, "s1=socket(%s)", f->arguments);
	call(sc, "s1.bind(%s)", axis(sc, "address"));
	if (f->item >= 0)
		name_address(sc, "s1", f->item, "PORT");
	call(sc, "s1.getsockname()");
}

/* Groups of netlink are for the administrator. */
static void
ask_for_netlink_name(struct scene *sc)
{
	if (strstr(axis(sc, "address"), ",0)") == NULL)
		rests_on_capability(sc, CAP_NET_ADMIN, "CAP_NET_ADMIN");
	ask_for_name(sc);
}

/* ---- rows ---- */

static const struct row rows[] = {
	{ .name = "name_is_what_it_was_bound_to", .clause = "FAMILY-05",
	  .act = ask_for_netlink_name,
	  .axes = { "kind=netlink_raw", "address=(0,0)|(0,1)|(0,5)|"
	    "(4294967296,0)|(0,4294967297)|(-4294967296,1)" },
	  .doc = "bind: returned none" },

	{ .name = "name_of_vsock_is_what_it_was_bound_to",
	  .clause = "FAMILY-05", .act = ask_for_name,
	  .axes = { "kind=vsock", "address=(VMADDR_CID_ANY,VMADDR_PORT_ANY)|"
	    "(1,VMADDR_PORT_ANY)|(4294967297,-1)|(-1,-1)" },
	  .doc = "bind: returned none" },

	{ .name = "abstract_name_has_any_bytes", .clause = "FAMILY-05",
	  .act = ask_for_name,
	  .axes = { "kind=abstract|abstract_dgram|abstract_seqpacket",
	    "address=NAME" },
	  .doc = "bind: returned none; getsockname: returned NAME" },

	{ .name = "name_of_a_packet_socket_has_five_parts",
	  .clause = "FAMILY-05", .act = ask_for_name,
	  .axes = { "kind=packet_dgram", "address=('lo',PROTOCOL)|"
	    "('lo',PROTOCOL,0)|('lo',PROTOCOL,1,2)|"
	    "('lo',PROTOCOL,0,0,x'010203040506')" },
	  .doc = "bind: returned none" },

	{ .name = "other_address_of_netlink_is_refused",
	  .clause = "FAMILY-05", .act = bind_oddly,
	  .axes = { "kind=netlink_raw", "address=[0,0]|0|(0)|(0,0,0)|"
	    "('a',0)|(0,'a')|(0,1.5)|(0,object)|()|x'00'|'a'" },
	  .doc = "bind: raised TypeError; sendmsg: raised TypeError" },

	{ .name = "other_address_of_vsock_is_refused", .clause = "FAMILY-05",
	  .act = bind_oddly,
	  .axes = { "kind=vsock", "address=[0,0]|0|(0)|(0,0,0)|('a',0)|"
	    "(0,'a')|(0,1.5)|()|x'00'|'a'" },
	  .doc = "bind: raised TypeError; sendmsg: raised TypeError" },

	{ .name = "other_address_of_a_packet_socket_is_refused",
	  .clause = "FAMILY-05", .act = bind_oddly,
	  .axes = { "kind=packet_dgram", "address=['lo',3]|('lo')|()|"
	    "('lo',3,0,0,x'',0)|(1,3)|(x'6c6f',3)|('lo','a')|('lo',1.5)|"
	    "('lo',3,'a')|('lo',3,0,'a')|('lo',3,0,0,'a')|'lo'" },
	  .doc = "bind: raised TypeError; sendmsg: raised TypeError" },

	{ .name = "impossible_address_of_a_packet_socket",
	  .clause = "FAMILY-05", .act = bind_oddly,
	  .axes = { "kind=packet_dgram", "address=('none0',3)|"
	    "('an-interface-of-a-long-name',3)|('lo',-1)|('lo',65536)|"
	    "('lo',2147483648)|('lo',3,0,0,x'010203040506070809')|"
	    "('none0',-1)|('lo',-1,0,0,x'010203040506070809')|"
	    "('l%00o',3)|('',3)" } },

	{ .name = "other_address_of_can_is_refused", .clause = "FAMILY-05",
	  .act = bind_oddly,
	  .axes = { "kind=can_raw", "address=['vcan0']|()|('vcan0',1)|(1)|"
	    "(none)|'vcan0'" },
	  .doc = "bind: raised TypeError; sendmsg: raised TypeError" },

	{ .name = "other_address_of_tipc_is_refused", .clause = "FAMILY-05",
	  .act = bind_oddly,
	  .axes = { "kind=tipc", "address=[1,1,1,1]|(1,1,1)|(1,1,1,1,1,1)|"
	    "(9,1,1,1)|(1,'a',1,1)|()|'a'" },
	  .doc = "bind: raised TypeError; sendmsg: raised TypeError" },
};

AREA_ROWS(family_addresses, rows);
