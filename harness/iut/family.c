/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "harness/iut/family.h"

/* Linux, include/linux/socket.h: old C libraries lack some. */
#define FAMILY_NETLINK 16
#define FAMILY_PACKET 17
#define FAMILY_CAN 29
#define FAMILY_TIPC 30
#define FAMILY_VSOCK 40

/* Linux, include/uapi/linux/tipc.h */
#define TIPC_ADDR_NAMESEQ 1
#define TIPC_ADDR_NAME 2
#define TIPC_ADDR_ID 3
#define TIPC_CLUSTER_SCOPE 2

/* Linux, include/uapi/linux: netlink.h, if_packet.h, can.h, vm_sockets.h */
struct netlink {
	uint16_t family, pad;
	uint32_t pid, groups;
};

struct packet {
	uint16_t family, protocol;	/* the second in network order */
	int32_t index;
	uint16_t hatype;
	uint8_t pkttype, halen, addr[8];
};

struct can {
	uint16_t family, pad;
	int32_t index;
	uint32_t id[4];
};

struct tipc {
	uint16_t family;
	uint8_t type;
	int8_t scope;
	uint32_t at[3];
};

struct vsock {
	uint16_t family, reserved;
	uint32_t port, cid;
	uint8_t zero[4];
};

static bool
set(struct pysock_address *a, const void *name, size_t len)
{
	memcpy(&a->addr, name, len);
	a->len = (socklen_t)len;
	return true;
}

static bool
check_tuple(const struct dynamic *d, size_t least, size_t most,
    struct fault *f)
{
	if (d->kind != DYNAMIC_TUPLE)
		return fault_set(f, "TypeError", "address must be tuple");
	if (d->len < least || d->len > most)
		return fault_set(f, "TypeError",
		    "address must be a tuple of another length");
	return true;
}

/* CPython's converter "I" for each of them: masked. */
static bool
convert_numbers(const struct dynamic *d, uint32_t *numbers, struct fault *f)
{
	size_t i;

	for (i = 0; i < d->len; i++)
		if (!convert_masked(&d->items[i], &numbers[i], f))
			return false;
	return true;
}

static bool
convert_netlink(struct pysock_address *a, const struct dynamic *d,
    struct fault *f)
{
	uint32_t numbers[2];
	struct netlink nl = { .family = FAMILY_NETLINK };

	if (!check_tuple(d, 2, 2, f) || !convert_numbers(d, numbers, f))
		return false;
	nl.pid = numbers[0];
	nl.groups = numbers[1];
	return set(a, &nl, sizeof(nl));
}

static bool
convert_vsock(struct pysock_address *a, const struct dynamic *d,
    struct fault *f)
{
	uint32_t numbers[2];
	struct vsock vm = { .family = FAMILY_VSOCK };

	if (!check_tuple(d, 2, 2, f) || !convert_numbers(d, numbers, f))
		return false;
	vm.cid = numbers[0];
	vm.port = numbers[1];
	return set(a, &vm, sizeof(vm));
}

static bool
convert_tipc(struct pysock_address *a, const struct dynamic *d,
    struct fault *f)
{
	uint32_t n[5] = { 0, 0, 0, 0, TIPC_CLUSTER_SCOPE };
	struct tipc t = { .family = FAMILY_TIPC };

	if (!check_tuple(d, 4, 5, f) || !convert_numbers(d, n, f))
		return false;
	t.type = (uint8_t)n[0];
	t.scope = (int8_t)n[4];
	if (n[0] == TIPC_ADDR_ID) {
		t.at[0] = n[2];
		t.at[1] = n[1];
	} else if (n[0] == TIPC_ADDR_NAME || n[0] == TIPC_ADDR_NAMESEQ) {
		t.at[0] = n[1];
		t.at[1] = n[2];
		t.at[2] = n[0] == TIPC_ADDR_NAMESEQ ? n[3] : 0;
	} else
		return fault_set(f, "TypeError", "Invalid address type");
	return set(a, &t, sizeof(t));
}

/* The number of the interface; -1 with the fault filled in. */
static int
find_interface(const char *name, struct fault *f)
{
	int index = (int)if_nametoindex(name);

	if (index != 0)
		return index;
	fault_errno(f, errno);
	return -1;
}

static bool
convert_can(struct pysock_address *a, const struct dynamic *d,
    struct fault *f)
{
	struct can can = { .family = FAMILY_CAN };
	const struct dynamic *name;

	if (!check_tuple(d, 1, 1, f))
		return false;
	name = &d->items[0];
	if (name->kind != DYNAMIC_STR && name->kind != DYNAMIC_BYTES)
		return fault_set(f, "TypeError",
		    "expected str, bytes or os.PathLike object");
	if (memchr(name->bytes, '\0', name->len) != NULL)
		return fault_set(f, "ValueError", "embedded null byte");
	if (name->len >= IF_NAMESIZE)
		return fault_set(f, "OSError",
		    "AF_CAN interface name too long");
	if (name->len > 0 && (can.index = find_interface(name->bytes, f)) < 0)
		return false;
	return set(a, &can, sizeof(can));
}

static bool
convert_packet(struct pysock_address *a, const struct dynamic *d,
    struct fault *f)
{
	struct packet ll = { .family = FAMILY_PACKET };
	struct iovec address = { NULL, 0 };
	char name[IF_NAMESIZE];
	int proto, type = 0, hardware = 0;

	if (!check_tuple(d, 2, 5, f))
		return false;
	if (d->items[0].kind != DYNAMIC_STR)
		return fault_set(f, "TypeError", "an interface must be str");
	if (memchr(d->items[0].bytes, '\0', d->items[0].len) != NULL)
		return fault_set(f, "ValueError", "embedded null character");
	if (!convert_int(&d->items[1], &proto, f) ||
	    (d->len > 2 && !convert_int(&d->items[2], &type, f)) ||
	    (d->len > 3 && !convert_int(&d->items[3], &hardware, f)) ||
	    (d->len > 4 && !convert_buffer(&d->items[4], &address, f)))
		return false;
	snprintf(name, sizeof(name), "%s", d->items[0].bytes);
	ll.index = find_interface(name, f);
	if (ll.index < 0)
		return false;
	if (address.iov_len > sizeof(ll.addr))
		return fault_set(f, "ValueError",
		    "Hardware address must be 8 bytes or less");
	if (proto < 0 || proto > 0xffff)
		return fault_set(f, "OverflowError",
		    "proto argument must be 0-65535.");
	ll.protocol = htons((uint16_t)proto);
	ll.pkttype = (uint8_t)type;
	ll.hatype = (uint16_t)hardware;
	ll.halen = (uint8_t)address.iov_len;
	if (address.iov_len > 0)
		memcpy(ll.addr, address.iov_base, address.iov_len);
	return set(a, &ll, sizeof(ll));
}

static const struct {
	int family;
	bool (*convert)(struct pysock_address *, const struct dynamic *,
	    struct fault *);
} families[] = {
	{ FAMILY_NETLINK, convert_netlink }, { FAMILY_PACKET, convert_packet },
	{ FAMILY_CAN, convert_can }, { FAMILY_TIPC, convert_tipc },
	{ FAMILY_VSOCK, convert_vsock },
};

#define FAMILIES (sizeof(families) / sizeof(families[0]))

bool
family_is_known(int family)
{
	size_t i;

	for (i = 0; i < FAMILIES; i++)
		if (families[i].family == family)
			return true;
	return false;
}

bool
family_convert(struct pysock_address *a, const struct dynamic *d,
    struct fault *f)
{
	size_t i = 0;

	while (families[i].family != a->addr.ss_family)
		i++;
	return families[i].convert(a, d, f);
}

/* ---- back ---- */

static void
format_interface(int index, struct text *t)
{
	char name[IF_NAMESIZE] = "";

	if (index != 0)
		if_indextoname((unsigned)index, name);
	value_format_str(name, strlen(name), t);
}

static void
format_packet(const struct packet *ll, struct text *t)
{
	size_t len = ll->halen < sizeof(ll->addr) ? ll->halen :
	    sizeof(ll->addr);

	text_addc(t, '(');
	format_interface(ll->index, t);
	text_addf(t, ",%u,%u,%u,", ntohs(ll->protocol), ll->pkttype,
	    ll->hatype);
	value_format_reply_bytes(ll->addr, len, t);
	text_addc(t, ')');
}

static void
format_tipc(const struct tipc *n, struct text *t)
{
	uint32_t first = n->at[0], second = n->at[1], third = n->at[1];

	if (n->type == TIPC_ADDR_NAMESEQ)
		third = n->at[2];
	if (n->type == TIPC_ADDR_ID) {
		first = n->at[1];
		second = n->at[0];
		third = 0;
	}
	text_addf(t, "(%u,%u,%u,%u,%d)", n->type, first, second, third,
	    n->scope);
}

bool
family_format(const struct pysock_address *a, struct text *t)
{
	union {
		struct netlink netlink;
		struct packet packet;
		struct can can;
		struct tipc tipc;
		struct vsock vsock;
	} name;

	memcpy(&name, &a->addr, sizeof(name));
	switch (a->addr.ss_family) {
	case FAMILY_NETLINK:
		text_addf(t, "(%u,%u)", name.netlink.pid, name.netlink.groups);
		return true;
	case FAMILY_PACKET:
		format_packet(&name.packet, t);
		return true;
	case FAMILY_CAN:
		text_addc(t, '(');
		format_interface(name.can.index, t);
		text_addc(t, ')');
		return true;
	case FAMILY_TIPC:
		format_tipc(&name.tipc, t);
		return true;
	case FAMILY_VSOCK:
		text_addf(t, "(%u,%u)", name.vsock.cid, name.vsock.port);
		return true;
	}
	return false;
}
