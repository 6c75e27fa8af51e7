/* SPDX-License-Identifier: BSD-2-Clause */
#include "testing.h"

#include "control.h"

#include <limits.h>

ATF_TC_WITHOUT_HEAD(buffers_go_as_one_message);
ATF_TC_BODY(buffers_go_as_one_message, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct iovec iov[3] = { { "ab", 2 }, { NULL, 0 }, { "cde", 3 } };
	struct pysock_message message = PYSOCK_MESSAGE_INIT;
	char buf[16];

	make_pair(pair, SOCK_SEQPACKET);
	message.iov = iov;
	message.iov_len = 3;
	ATF_CHECK_EQ(5, pysock_sendmsg(&pair[0], &message, 0, &e));
	ATF_CHECK_EQ(5, pysock_recv(&pair[1], buf, sizeof(buf), 0, &e));
	ATF_CHECK_EQ(0, memcmp("abcde", buf, 5));
}

ATF_TC_WITHOUT_HEAD(descriptor_travels_as_ancillary_data);
ATF_TC_BODY(descriptor_travels_as_ancillary_data, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct iovec iov = { "x", 1 };
	int fd = STDIN_FILENO;
	struct pysock_ancillary rights = { SOL_SOCKET, SCM_RIGHTS, &fd,
	    sizeof(fd) };
	struct pysock_message message = { .iov = &iov, .iov_len = 1,
	    .ancillary = &rights, .ancillary_len = 1 };
	char byte;
	struct iovec in = { &byte, 1 };
	_Alignas(struct cmsghdr) char control[64];
	struct pysock_received received = { .iov = &in, .iov_len = 1,
	    .control = control, .control_len = sizeof(control) };
	struct cmsghdr *header = (struct cmsghdr *)control;

	make_pair(pair, SOCK_STREAM);
	ATF_CHECK_EQ(1, pysock_sendmsg(&pair[0], &message, 0, &e));
	ATF_CHECK_EQ(1, pysock_recvmsg(&pair[1], &received, 0, &e));
	ATF_CHECK_EQ(CMSG_SPACE(sizeof(fd)), received.control_len);
	ATF_CHECK_EQ(CMSG_LEN(sizeof(fd)), header->cmsg_len);
	ATF_CHECK_EQ(SCM_RIGHTS, header->cmsg_type);
}

ATF_TC_WITHOUT_HEAD(limits_are_checked_before_any_copy);
ATF_TC_BODY(limits_are_checked_before_any_copy, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock_ancillary items[2] = {
		{ SOL_SOCKET, SCM_RIGHTS, NULL, INT_MAX },
		{ SOL_SOCKET, SCM_RIGHTS, NULL, (size_t)1 << 30 },
	};
	struct pysock_message message = { .ancillary = items,
	    .ancillary_len = 1 };

	make_pair(pair, SOCK_STREAM);
	ATF_CHECK_EQ(-1, pysock_sendmsg(&pair[0], &message, 0, &e));
	CHECK_ERROR(e, PYSOCK_OS_ERROR, 0);
	ATF_CHECK_STREQ("ancillary data item too large", e.text);
	items[0].len = (size_t)1 << 30;
	message.ancillary_len = 2;
	ATF_CHECK_EQ(-1, pysock_sendmsg(&pair[0], &message, 0, &e));
	CHECK_ERROR(e, PYSOCK_OS_ERROR, 0);
	ATF_CHECK_STREQ("too much ancillary data", e.text);
}

/* It needs no AF_ALG to be refused. */
ATF_TC_WITHOUT_HEAD(iv_that_no_size_can_hold_is_too_large);
ATF_TC_BODY(iv_that_no_size_can_hold_is_too_large, tc)
{
	static const size_t lens[] = { INT_MAX, SIZE_MAX - 4, SIZE_MAX - 3,
	    SIZE_MAX };
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock_afalg afalg = { .iv = "", .op = 1 };
	size_t i;

	make_pair(pair, SOCK_STREAM);
	pair[0].family = AF_ALG;
	for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		afalg.iv_len = lens[i];
		ATF_CHECK_EQ(-1, pysock_sendmsg_afalg(&pair[0], &afalg, 0,
		    &e));
		CHECK_ERROR(e, PYSOCK_OS_ERROR, 0);
		ATF_CHECK_STREQ("ancillary data item too large", e.text);
	}
}

ATF_TC_WITHOUT_HEAD(control_block_is_packed_and_padded_with_zeros);
ATF_TC_BODY(control_block_is_packed_and_padded_with_zeros, tc)
{
	union control_room room;
	struct control control = CONTROL_INIT(&room);
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct cmsghdr *header;
	char *first, *second;

	memset(&room, 'x', sizeof(room));
	OK(e, control_reserve(&control, 3, &e));
	OK(e, control_reserve(&control, 4, &e));
	OK(e, control_alloc(&control, &e));
	first = control_put(&control, 1, 2, 3);
	memcpy(first, "abc", 3);
	second = control_put(&control, 3, 4, 4);
	ATF_CHECK_EQ(CMSG_SPACE(3) + CMSG_SPACE(4), control.len);
	ATF_CHECK_EQ(control.len, control.used);
	ATF_CHECK_EQ(CMSG_SPACE(3), (size_t)(second - first));
	ATF_CHECK_EQ('\0', first[3]);
	header = (struct cmsghdr *)control.buf;
	ATF_CHECK_EQ(CMSG_LEN(3), header->cmsg_len);
	control_release(&control);
}

struct witness {
	bool refuse;
	int audits;
	int fills;
};

static bool
audit(void *arg, const char *event, const struct pysock *sock,
    const struct pysock_address *address, struct pysock_error *error)
{
	struct witness *w = arg;

	(void)sock;
	w->audits++;
	ATF_CHECK_STREQ("socket.sendmsg", event);
	ATF_CHECK(address == NULL);
	if (w->refuse)
		pysock_error_set(error, PYSOCK_HOOK_ERROR, "refused");
	return !w->refuse;
}

static bool
fill(struct pysock_message *message, void *arg, struct pysock_error *error)
{
	static const struct iovec iov = { "xyz", 3 };
	struct witness *w = arg;

	(void)error;
	ATF_CHECK_EQ(w->fills + 1, w->audits);
	w->fills++;
	message->iov = &iov;
	message->iov_len = 1;
	return true;
}

ATF_TC_WITHOUT_HEAD(audit_comes_before_the_buffers);
ATF_TC_BODY(audit_comes_before_the_buffers, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct witness w = { false, 0, 0 };
	struct pysock_hooks hooks = { .arg = &w, .audit = audit };
	struct pysock_message message = { .fill = fill, .arg = &w };

	make_pair(pair, SOCK_STREAM);
	pysock_set_hooks(&hooks);
	ATF_CHECK_EQ(3, pysock_sendmsg(&pair[0], &message, 0, &e));
	ATF_CHECK_EQ(1, w.fills);
	w.refuse = true;
	ATF_CHECK_EQ(-1, pysock_sendmsg(&pair[0], &message, 0, &e));
	CHECK_ERROR(e, PYSOCK_HOOK_ERROR, 0);
	ATF_CHECK_EQ(1, w.fills);
}

ATF_TC_WITHOUT_HEAD(too_many_buffers_are_left_to_the_kernel);
ATF_TC_BODY(too_many_buffers_are_left_to_the_kernel, tc)
{
	static struct iovec iov[1025];
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock_message message = { .iov = iov, .iov_len = 1024 };

	make_pair(pair, SOCK_STREAM);
	ATF_CHECK_EQ(0, pysock_sendmsg(&pair[0], &message, 0, &e));
	message.iov_len++;
	ATF_CHECK_EQ(-1, pysock_sendmsg(&pair[0], &message, 0, &e));
	CHECK_ERROR(e, PYSOCK_OS_ERROR, EMSGSIZE);
}

ATF_TC_WITHOUT_HEAD(afalg_refuses_other_families_first);
ATF_TC_BODY(afalg_refuses_other_families_first, tc)
{
	struct pysock sock = PYSOCK_INIT;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock_afalg afalg = PYSOCK_AFALG_INIT;

	sock.family = AF_INET;
	ATF_CHECK_EQ(-1, pysock_sendmsg_afalg(&sock, &afalg, 0, &e));
	CHECK_ERROR(e, PYSOCK_OS_ERROR, 0);
	ATF_CHECK_STREQ("algset is only supported for AF_ALG", e.text);
	sock.family = AF_ALG;
	ATF_CHECK_EQ(-1, pysock_sendmsg_afalg(&sock, &afalg, 0, &e));
	CHECK_ERROR(e, PYSOCK_OS_ERROR, EBADF);
}

ATF_TC_WITHOUT_HEAD(afalg_sends_over_a_socket_of_that_family);
ATF_TC_BODY(afalg_sends_over_a_socket_of_that_family, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct iovec iov = { "message", 7 };
	struct pysock_afalg afalg = { .op = 1, .iv = "abc", .iv_len = 3,
	    .has_assoclen = true, .assoclen = 4, .iov = &iov, .iov_len = 1 };
	char buf[16];

	make_pair(pair, SOCK_SEQPACKET);
	pair[0].family = AF_ALG;
	ATF_CHECK_EQ(7, pysock_sendmsg_afalg(&pair[0], &afalg, 0, &e));
	ATF_CHECK_EQ(7, pysock_recv(&pair[1], buf, sizeof(buf), 0, &e));
	fill_up(&pair[0]);
	set_timeout_ms(&pair[0], 50);
	ATF_CHECK_EQ(-1, pysock_sendmsg_afalg(&pair[0], &afalg, 0, &e));
	CHECK_ERROR(e, PYSOCK_TIMEOUT_ERROR, 0);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, buffers_go_as_one_message);
	ATF_TP_ADD_TC(tp, descriptor_travels_as_ancillary_data);
	ATF_TP_ADD_TC(tp, limits_are_checked_before_any_copy);
	ATF_TP_ADD_TC(tp, iv_that_no_size_can_hold_is_too_large);
	ATF_TP_ADD_TC(tp, control_block_is_packed_and_padded_with_zeros);
	ATF_TP_ADD_TC(tp, audit_comes_before_the_buffers);
	ATF_TP_ADD_TC(tp, too_many_buffers_are_left_to_the_kernel);
	ATF_TP_ADD_TC(tp, afalg_refuses_other_families_first);
	ATF_TP_ADD_TC(tp, afalg_sends_over_a_socket_of_that_family);
	return atf_no_error();
}
