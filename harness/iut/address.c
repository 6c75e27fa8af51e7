/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

#include "harness/iut/address.h"
#include "harness/iut/family.h"

#define FAMILY_ALG 38		/* AF_ALG, which old C libraries lack */
#define FLOWINFO_MAX 0xfffff
#define ALNUM "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* Linux, include/uapi/linux/if_alg.h: struct sockaddr_alg */
struct algorithm {
	uint16_t family;
	char type[14];
	uint32_t features;
	uint32_t mask;
	char name[64];
};

static bool
type_error(struct fault *f, const char *text)
{
	return fault_set(f, "TypeError", text);
}

/* The length of the UTF-8 sequence at `at`, 0 where a surrogate stands. */
static size_t
sequence(const unsigned char *at, size_t len)
{
	size_t n = at[0] < 0x80 ? 1 : at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
	size_t i;

	if (n > len || (at[0] >= 0x80 && at[0] < 0xc2) ||
	    (at[0] == 0xed && at[1] >= 0xa0))
		return 0;
	for (i = 1; i < n; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* CPython's idna_converter(): *ascii is false for what only IDNA could name. */
static bool
convert_host(const struct dynamic *d, bool *ascii, struct fault *f)
{
	const unsigned char *at = (const unsigned char *)d->bytes;
	size_t i, n;

	*ascii = true;
	if (d->kind != DYNAMIC_STR && d->kind != DYNAMIC_BYTES &&
	    d->kind != DYNAMIC_BYTEARRAY)
		return type_error(f,
		    "string, bytes or bytearray expected as host");
	if (memchr(d->bytes, '\0', d->len) != NULL)
		return type_error(f,
		    "host name must not contain null character");
	for (i = 0; d->kind == DYNAMIC_STR && i < d->len; i += n) {
		n = sequence(at + i, d->len - i);
		if (n == 0)
			return type_error(f, "encoding of hostname failed");
		*ascii = *ascii && n == 1;
	}
	return true;
}

static bool
gai_fault(struct fault *f, int code)
{
	if (code == EAI_SYSTEM)
		return fault_errno(f, errno);
	return fault_set(f, "gaierror", gai_strerror(code));
}

/*
 * RFC 1123, section 2.1: letters, digits and hyphens between dots, and in the
 * last part not digits alone.
 */
static bool
is_host_name(const char *host)
{
	const char *last = strrchr(host, '.');

	last = last != NULL && last[1] != '\0' ? last + 1 : host;
	return host[strspn(host, ALNUM "-.")] == '\0' &&
	    last[strspn(last, "0123456789.")] != '\0';
}

/* glibc asks no name server for what no name can be; others would. */
static bool
look_up(struct pysock_address *a, const char *host, int family,
    struct fault *f)
{
	struct addrinfo hints = { .ai_family = family,
	    .ai_flags = is_host_name(host) ? 0 : AI_NUMERICHOST }, *found;
	int code = getaddrinfo(host, NULL, &hints, &found);

	if (code != 0)
		return gai_fault(f, code);
	memcpy(&a->addr, found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	return true;
}

/* CPython's setipaddr(), with the zeroed address of the family. */
static bool
set_host(struct pysock_address *a, const struct dynamic *host, bool ascii,
    struct fault *f)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&a->addr;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&a->addr;
	int family = a->addr.ss_family;
	const char *name = host->bytes;

	if (host->len == 0)
		return true;
	if (strcmp(name, "<broadcast>") == 0 ||
	    strcmp(name, "255.255.255.255") == 0) {
		if (family != AF_INET)
			return fault_set(f, "OSError",
			    "address family mismatched");
		in->sin_addr.s_addr = htonl(INADDR_BROADCAST);
		return true;
	}
	if (family == AF_INET && inet_pton(AF_INET, name, &in->sin_addr) == 1)
		return true;
	if (family == AF_INET6 &&
	    inet_pton(AF_INET6, name, &in6->sin6_addr) == 1)
		return true;
	if (!ascii)
		return gai_fault(f, EAI_NONAME);
	return look_up(a, name, family, f);
}

static bool
convert_port(const struct dynamic *d, int *port, struct fault *f)
{
	if (convert_int(d, port, f))
		return true;
	if (strcmp(f->type, "OverflowError") == 0)
		fault_set(f, "OverflowError", "port must be 0-65535.");
	return false;
}

static bool
check_port(int port, struct fault *f)
{
	return (port >= 0 && port <= 0xffff) ||
	    fault_set(f, "OverflowError", "port must be 0-65535.");
}

static bool
convert_inet(struct pysock_address *a, const struct dynamic *d,
    struct fault *f)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&a->addr;
	bool ascii;
	int port;

	if (d->kind != DYNAMIC_TUPLE)
		return type_error(f, "AF_INET address must be tuple");
	if (d->len != 2)
		return type_error(f,
		    "AF_INET address must be a pair (host, port)");
	if (!convert_host(&d->items[0], &ascii, f) ||
	    !convert_port(&d->items[1], &port, f) ||
	    !set_host(a, &d->items[0], ascii, f) || !check_port(port, f))
		return false;
	in->sin_port = htons((uint16_t)port);
	a->len = sizeof(*in);
	return true;
}

static bool
convert_inet6(struct pysock_address *a, const struct dynamic *d,
    struct fault *f)
{
	struct sockaddr_in6 *in = (struct sockaddr_in6 *)&a->addr;
	uint32_t flow = 0, scope = 0;
	bool ascii;
	int port;

	if (d->kind != DYNAMIC_TUPLE)
		return type_error(f, "AF_INET6 address must be tuple");
	if (d->len < 2 || d->len > 4)
		return type_error(f, "AF_INET6 address must be a tuple "
		    "(host, port[, flowinfo[, scopeid]])");
	if (!convert_host(&d->items[0], &ascii, f) ||
	    !convert_port(&d->items[1], &port, f) ||
	    (d->len > 2 && !convert_masked(&d->items[2], &flow, f)) ||
	    (d->len > 3 && !convert_masked(&d->items[3], &scope, f)) ||
	    !set_host(a, &d->items[0], ascii, f) || !check_port(port, f))
		return false;
	if (flow > FLOWINFO_MAX)
		return fault_set(f, "OverflowError",
		    "flowinfo must be 0-1048575.");
	in->sin6_port = htons((uint16_t)port);
	in->sin6_flowinfo = htonl(flow);
	in->sin6_scope_id = scope;
	a->len = sizeof(*in);
	return true;
}

static bool
convert_unix(struct pysock_address *a, const struct dynamic *d,
    struct fault *f)
{
	struct sockaddr_un *un = (struct sockaddr_un *)&a->addr;
	struct iovec path = { (void *)(uintptr_t)d->bytes, d->len };
	bool abstract;

	if (d->kind != DYNAMIC_STR && !convert_buffer(d, &path, f))
		return false;
	abstract = path.iov_len == 0 || *(const char *)path.iov_base == '\0';
	if (path.iov_len + !abstract > sizeof(un->sun_path))
		return fault_set(f, "OSError", "AF_UNIX path too long");
	if (path.iov_len > 0)
		memcpy(un->sun_path, path.iov_base, path.iov_len);
	a->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
	    path.iov_len + !abstract);
	return true;
}

static bool
convert_name(const struct dynamic *d, char *name, size_t size,
    struct fault *f)
{
	if (d->kind != DYNAMIC_STR)
		return type_error(f, "an AF_ALG name must be str");
	if (memchr(d->bytes, '\0', d->len) != NULL)
		return fault_set(f, "ValueError", "embedded null character");
	if (d->len >= size)
		return fault_set(f, "ValueError", "AF_ALG name too long.");
	memcpy(name, d->bytes, d->len);
	return true;
}

static bool
convert_alg(struct pysock_address *a, const struct dynamic *d, struct fault *f)
{
	struct algorithm alg = { .family = FAMILY_ALG };

	if (d->kind != DYNAMIC_TUPLE)
		return type_error(f, "AF_ALG address must be tuple");
	if (d->len < 2 || d->len > 4)
		return type_error(f, "AF_ALG address must be a tuple "
		    "(type, name[, feat[, mask]])");
	if (!convert_name(&d->items[0], alg.type, sizeof(alg.type), f) ||
	    !convert_name(&d->items[1], alg.name, sizeof(alg.name), f) ||
	    (d->len > 2 && !convert_masked(&d->items[2], &alg.features, f)) ||
	    (d->len > 3 && !convert_masked(&d->items[3], &alg.mask, f)))
		return false;
	memcpy(&a->addr, &alg, sizeof(alg));
	a->len = sizeof(alg);
	return true;
}

bool
address_convert(struct pysock_address *a, const struct dynamic *d, int family,
    struct fault *f)
{
	memset(a, 0, sizeof(*a));
	a->addr.ss_family = (sa_family_t)family;
	switch (family) {
	case AF_INET:
		return convert_inet(a, d, f);
	case AF_INET6:
		return convert_inet6(a, d, f);
	case AF_UNIX:
		return convert_unix(a, d, f);
	case FAMILY_ALG:
		return convert_alg(a, d, f);
	default:
		if (family_is_known(family))
			return family_convert(a, d, f);
		return fault_set(f, "OSError", "getsockaddrarg: bad family");
	}
}

static void
format_ip(const void *ip, int family, uint16_t port, struct text *t)
{
	char s[INET6_ADDRSTRLEN] = "";

	inet_ntop(family, ip, s, sizeof(s));
	text_addf(t, "('%s',%d", s, ntohs(port));
}

static void
format_unix(const struct pysock_address *a, struct text *t)
{
	const struct sockaddr_un *un = (const struct sockaddr_un *)&a->addr;
	size_t len = a->len - offsetof(struct sockaddr_un, sun_path);

	if (len > 0 && un->sun_path[0] == '\0')
		value_format_reply_bytes(un->sun_path, len, t);
	else
		value_format_str(un->sun_path, strnlen(un->sun_path, len), t);
}

void
address_format(const struct pysock_address *a, struct text *t)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)&a->addr;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&a->addr;
	struct algorithm alg;

	if (a->len == 0)
		text_adds(t, "none");
	else if (a->addr.ss_family == AF_INET) {
		format_ip(&in->sin_addr, AF_INET, in->sin_port, t);
		text_addc(t, ')');
	} else if (a->addr.ss_family == AF_INET6) {
		format_ip(&in6->sin6_addr, AF_INET6, in6->sin6_port, t);
		text_addf(t, ",%u,%u)", ntohl(in6->sin6_flowinfo),
		    in6->sin6_scope_id);
	} else if (a->addr.ss_family == AF_UNIX)
		format_unix(a, t);
	else if (a->addr.ss_family == FAMILY_ALG && a->len == sizeof(alg)) {
		memcpy(&alg, &a->addr, sizeof(alg));
		text_addf(t, "('%.14s','%.64s')", alg.type, alg.name);
	} else if (!family_format(a, t))
		text_adds(t, "none");
}
