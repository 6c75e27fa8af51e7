/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/protocol/value.h"
#include "harness/world/letter.h"
#include "harness/world/prompt.h"

static void
add_repeated(struct text *out, const char *name, size_t times)
{
	if (times == 0)
		return;
	if (out->at[out->len - 1] != '[')
		text_addc(out, ',');
	text_adds(out, name);
	if (times > 1)
		text_addf(out, "*%zu", times);
}

static void
add_rights(const struct letter *l, const unsigned char *data, size_t len,
    struct text *out)
{
	struct text name = TEXT_INIT, before = TEXT_INIT;
	size_t times = 0;
	int fd;

	text_addc(out, '[');
	for (; len >= sizeof(fd); len -= sizeof(fd), data += sizeof(fd)) {
		memcpy(&fd, data, sizeof(fd));
		text_cut(&name, 0);
		l->name(l->arg, fd, &name);
		close(fd);
		if (strcmp(text_get(&name), text_get(&before)) != 0) {
			add_repeated(out, text_get(&before), times);
			times = 0;
			text_cut(&before, 0);
			text_adds(&before, text_get(&name));
		}
		times++;
	}
	add_repeated(out, text_get(&before), times);
	text_addc(out, ']');
	text_release(&name);
	text_release(&before);
}

static void
add_credentials(const struct letter *l, const unsigned char *data,
    struct text *out)
{
	struct ucred c;

	memcpy(&c, data, sizeof(c));
	if (c.pid == l->sender->worker || c.pid == l->sender->pid)
		text_adds(out, "[iut");
	else
		text_addf(out, "[%d", (int)c.pid);
	text_addf(out, ",%u,%u]", (unsigned)c.uid, (unsigned)c.gid);
}

static void
add_item(const struct letter *l, struct cmsghdr *c, struct text *out)
{
	size_t len = c->cmsg_len - CMSG_LEN(0);

	if (c->cmsg_level != SOL_SOCKET ||
	    (c->cmsg_type != SCM_RIGHTS && c->cmsg_type != SCM_CREDENTIALS)) {
		text_addf(out, "(%d,%d,", c->cmsg_level, c->cmsg_type);
		value_format_reply_bytes(CMSG_DATA(c), len, out);
	} else if (c->cmsg_type == SCM_RIGHTS) {
		text_adds(out, "(SOL_SOCKET,SCM_RIGHTS,");
		add_rights(l, CMSG_DATA(c), len, out);
	} else {
		text_adds(out, "(SOL_SOCKET,SCM_CREDENTIALS,");
		add_credentials(l, CMSG_DATA(c), out);
	}
	text_addc(out, ')');
}

void
letter_take(const struct letter *l, int fd, struct text *out)
{
	static char bytes[65536];
	static _Alignas(struct cmsghdr) char control[4096];
	struct iovec iov = { bytes, sizeof(bytes) };
	struct sockaddr_storage from;
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control, .msg_controllen = sizeof(control),
	    .msg_name = &from, .msg_namelen = sizeof(from) };
	struct cmsghdr *c;
	bool first = true;
	ssize_t n;

	prompt_await(fd);
	n = recvmsg(fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n < 0) {
		text_adds(out, errno == EAGAIN ? "nothing" : strerror(errno));
		return;
	}
	value_format_reply_bytes(bytes, (size_t)n, out);
	text_adds(out, " [");
	for (c = CMSG_FIRSTHDR(&m); c != NULL; c = CMSG_NXTHDR(&m, c)) {
		if (!first)
			text_addc(out, ',');
		first = false;
		add_item(l, c, out);
	}
	text_addf(out, "] flags=%d", m.msg_flags & ~MSG_CMSG_CLOEXEC);
	if (l->from != NULL) {
		text_adds(out, " from ");
		l->from(l->arg, &from, m.msg_namelen, out);
	}
}
