/* SPDX-License-Identifier: BSD-2-Clause */
#include "testing.h"

#include <sys/stat.h>

#define CONTENTS "0123456789abcdef"

static int
make_file(const char *contents, size_t len)
{
	int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);

	ATF_REQUIRE(fd >= 0);
	ATF_REQUIRE_EQ((ssize_t)len, write(fd, contents, len));
	return fd;
}

static int64_t
position(int fd)
{
	return lseek(fd, 0, SEEK_CUR);
}

static const struct {
	int64_t offset, count;
	const char *wanted;
} parts[] = {
	{ 0, PYSOCK_UNTIL_EOF, CONTENTS },
	{ 10, PYSOCK_UNTIL_EOF, "abcdef" },
	{ 3, 4, "3456" },
	{ 12, 100, "cdef" },
	{ 16, PYSOCK_UNTIL_EOF, "" },
	{ 20, 1, "" },
};

static void
check_parts(int64_t timeout_ns)
{
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	char buf[64];
	int64_t len, sent;
	size_t i;

	file.fd = make_file(CONTENTS, 16);
	make_pair(pair, SOCK_STREAM);
	OK(e, pysock_settimeout_ns(&pair[0], timeout_ns, &e));
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		len = (int64_t)strlen(parts[i].wanted);
		ATF_CHECK_EQ(len, pysock_sendfile(&pair[0], &file,
		    parts[i].offset, parts[i].count, &sent, &e));
		ATF_CHECK_EQ(len, sent);
		ATF_CHECK_EQ(parts[i].offset + len, position(file.fd));
		if (len > 0)
			ATF_CHECK_EQ(len, recv(pair[1].fd, buf, sizeof(buf),
			    0));
		ATF_CHECK_EQ(0, memcmp(parts[i].wanted, buf, (size_t)len));
	}
}

ATF_TC_WITHOUT_HEAD(offset_and_count_choose_the_part);
ATF_TC_BODY(offset_and_count_choose_the_part, tc)
{
	check_parts(PYSOCK_BLOCKING);
	check_parts(1000 * NS_PER_MS);
}

ATF_TC_WITHOUT_HEAD(arguments_are_checked_in_order);
ATF_TC_BODY(arguments_are_checked_in_order, tc)
{
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock sock = PYSOCK_INIT;
	struct pysock_error e;

	file.fd = make_file("", 0);
	file.text = true;
	sock.type = SOCK_SEQPACKET;
	sock.timeout_ns = 0;
	ATF_CHECK_EQ(-1, pysock_sendfile(&sock, &file, -1, 0, NULL, &e));
	ATF_CHECK_STREQ("file should be opened in binary mode", e.text);
	file.text = false;
	ATF_CHECK_EQ(-1, pysock_sendfile(&sock, &file, -1, 0, NULL, &e));
	ATF_CHECK_STREQ("only SOCK_STREAM type sockets are supported", e.text);
	sock.type = SOCK_STREAM;
	ATF_CHECK_EQ(-1, pysock_sendfile(&sock, &file, -1, 0, NULL, &e));
	ATF_CHECK_STREQ("count must be a positive integer (got 0)", e.text);
	ATF_CHECK_EQ(-1, pysock_sendfile(&sock, &file, -1, 1, NULL, &e));
	ATF_CHECK_STREQ("non-blocking sockets are not supported", e.text);
	CHECK_ERROR(e, PYSOCK_VALUE_ERROR, 0);
	sock.timeout_ns = PYSOCK_BLOCKING;
	ATF_CHECK_EQ(-1, pysock_sendfile(&sock, &file, -1, 1, NULL, &e));
	CHECK_ERROR(e, PYSOCK_OS_ERROR, EBADF);
}

static const char *const kinds[] = { "file", "/dev/null", "/proc/version" };

ATF_TC_WITHOUT_HEAD(closed_descriptor_raises_ebadf_for_every_kind);
ATF_TC_BODY(closed_descriptor_raises_ebadf_for_every_kind, tc)
{
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock sock = { 999, AF_UNIX, SOCK_STREAM, 0,
	    PYSOCK_BLOCKING };
	struct pysock_error e;
	size_t i;

	close(make_file("", 0));
	for (i = 0; i < 2 * sizeof(kinds) / sizeof(kinds[0]); i++) {
		sock.timeout_ns = i % 2 ? NS_PER_MS : PYSOCK_BLOCKING;
		file.fd = open(kinds[i / 2], O_RDONLY);
		ATF_CHECK_EQ(-1, pysock_sendfile(&sock, &file, 0,
		    PYSOCK_UNTIL_EOF, NULL, &e));
		CHECK_ERROR(e, PYSOCK_OS_ERROR, EBADF);
	}
}

ATF_TC_WITHOUT_HEAD(file_without_a_size_is_sent);
ATF_TC_BODY(file_without_a_size_is_sent, tc)
{
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	char wanted[4096], got[4096];
	ssize_t n;

	make_pair(pair, SOCK_STREAM);
	file.fd = open("/proc/version", O_RDONLY);
	n = pread(file.fd, wanted, sizeof(wanted), 0);
	ATF_CHECK_EQ(n, pysock_sendfile(&pair[0], &file, 0, PYSOCK_UNTIL_EOF,
	    NULL, &e));
	ATF_CHECK_EQ(n, recv(pair[1].fd, got, sizeof(got), 0));
	ATF_CHECK_EQ(0, memcmp(wanted, got, (size_t)n));
	ATF_CHECK_EQ(n, position(file.fd));
}

ATF_TC_WITHOUT_HEAD(pipe_is_read_and_sent);
ATF_TC_BODY(pipe_is_read_and_sent, tc)
{
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	int fds[2];
	int64_t start;

	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 100);
	ATF_REQUIRE_EQ(0, pipe(fds));
	ATF_REQUIRE_EQ(16, write(fds[1], CONTENTS, 16));
	file.fd = fds[0];
	ATF_CHECK_EQ(-1, pysock_sendfile(&pair[0], &file, 1, 4, NULL, &e));
	CHECK_ERROR(e, PYSOCK_OS_ERROR, ESPIPE);
	ATF_CHECK_EQ(10, pysock_sendfile(&pair[0], &file, 0, 10, NULL, &e));
	start = now_ns();
	ATF_CHECK_EQ(-1, pysock_sendfile(&pair[0], &file, 0, 10, NULL, &e));
	CHECK_ERROR(e, PYSOCK_TIMEOUT_ERROR, 0);
	ATF_CHECK(now_ns() - start >= 100 * NS_PER_MS);
	close(fds[1]);
	ATF_CHECK_EQ(0, pysock_sendfile(&pair[0], &file, 0, 10, NULL, &e));
}

/* A sparse file that no socket buffer can hold. */
static int
make_large_file(void)
{
	int fd = make_file("", 0);

	ATF_REQUIRE_EQ(0, ftruncate(fd, 64 << 20));
	return fd;
}

ATF_TC_WITHOUT_HEAD(position_tells_what_was_sent_after_a_timeout);
ATF_TC_BODY(position_tells_what_was_sent_after_a_timeout, tc)
{
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	int64_t sent, start;

	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 100);
	file.fd = make_large_file();
	start = now_ns();
	ATF_CHECK_EQ(-1, pysock_sendfile(&pair[0], &file, 5, PYSOCK_UNTIL_EOF,
	    &sent, &e));
	CHECK_ERROR(e, PYSOCK_TIMEOUT_ERROR, 0);
	ATF_CHECK(now_ns() - start >= 100 * NS_PER_MS);
	ATF_CHECK(sent > 0);
	ATF_CHECK_EQ(5 + sent, position(file.fd));
	ATF_CHECK_EQ(-1, pysock_sendfile(&pair[0], &file, 9, PYSOCK_UNTIL_EOF,
	    &sent, &e));
	ATF_CHECK_EQ(0, sent);
	ATF_CHECK_EQ(9, position(file.fd));
}

ATF_TC_WITHOUT_HEAD(position_tells_what_was_sent_when_a_hook_raises);
ATF_TC_BODY(position_tells_what_was_sent_when_a_hook_raises, tc)
{
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct interruption i = { .raise_at = 3 };
	int64_t sent;

	make_pair(pair, SOCK_STREAM);
	file.fd = make_large_file();
	hook_up(&i);
	start_alarms(20, 20);
	ATF_CHECK_EQ(-1, pysock_sendfile(&pair[0], &file, 0, PYSOCK_UNTIL_EOF,
	    &sent, &e));
	CHECK_ERROR(e, PYSOCK_HOOK_ERROR, 0);
	ATF_CHECK(sent > 0);
	ATF_CHECK_EQ(sent, position(file.fd));
}

ATF_TC_WITHOUT_HEAD(sent_file_cannot_time_out_any_more);
ATF_TC_BODY(sent_file_cannot_time_out_any_more, tc)
{
	static const char zeros[100000];
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;

	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 100);
	file.fd = make_file(zeros, sizeof(zeros));
	ATF_CHECK_EQ(100000, pysock_sendfile(&pair[0], &file, 0,
	    PYSOCK_UNTIL_EOF, NULL, &e));
}

ATF_TC_WITHOUT_HEAD(peer_gone_raises_epipe_and_leaves_no_signal);
ATF_TC_BODY(peer_gone_raises_epipe_and_leaves_no_signal, tc)
{
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	sigset_t set;

	make_pair(pair, SOCK_STREAM);
	OK(e, pysock_close(&pair[1], &e));
	file.fd = make_file(CONTENTS, 16);
	ATF_CHECK_EQ(-1, pysock_sendfile(&pair[0], &file, 2, PYSOCK_UNTIL_EOF,
	    NULL, &e));
	CHECK_ERROR(e, PYSOCK_BROKEN_PIPE_ERROR, EPIPE);
	ATF_CHECK_EQ(2, position(file.fd));
	sigprocmask(SIG_BLOCK, NULL, &set);
	ATF_CHECK(!sigismember(&set, SIGPIPE));
	sigpending(&set);
	ATF_CHECK(!sigismember(&set, SIGPIPE));
}

ATF_TC_WITHOUT_HEAD(pending_sigpipe_of_others_stays);
ATF_TC_BODY(pending_sigpipe_of_others_stays, tc)
{
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGPIPE);
	make_pair(pair, SOCK_STREAM);
	OK(e, pysock_close(&pair[1], &e));
	file.fd = make_file(CONTENTS, 16);
	ATF_CHECK_EQ(-1, pysock_sendfile(&pair[0], &file, 0, PYSOCK_UNTIL_EOF,
	    NULL, &e));
	sigpending(&set);
	ATF_CHECK(sigismember(&set, SIGPIPE));
}

struct memory {
	int64_t at;
	size_t extra;
};

static ssize_t
read_memory(void *arg, size_t size, const void **data,
    struct pysock_error *error)
{
	struct memory *m = arg;
	size_t left = m->at < 16 ? 16 - (size_t)m->at : 0;

	(void)error;
	size += m->extra;
	*data = &CONTENTS[m->at];
	if (size > left)
		size = left;
	m->at += (int64_t)size;
	return (ssize_t)size;
}

static bool
seek_memory(void *arg, int64_t to, struct pysock_error *error)
{
	struct memory *m = arg;

	if (to < 0) {
		pysock_error_set(error, PYSOCK_VALUE_ERROR, "negative seek");
		return false;
	}
	m->at = to;
	return true;
}

ATF_TC_WITHOUT_HEAD(file_object_is_read_by_callback);
ATF_TC_BODY(file_object_is_read_by_callback, tc)
{
	struct memory memory = { 9, 5 };
	struct pysock_file file = { -1, false, &memory, read_memory,
	    seek_memory };
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	char buf[32];

	make_pair(pair, SOCK_STREAM);
	ATF_CHECK_EQ(3, pysock_sendfile(&pair[0], &file, 0, 3, NULL, &e));
	ATF_CHECK_EQ(3, recv(pair[1].fd, buf, sizeof(buf), 0));
	ATF_CHECK_EQ(0, memcmp("012", buf, 3));
	ATF_CHECK_EQ(3, memory.at);
	ATF_CHECK_EQ(-1, pysock_sendfile(&pair[0], &file, -1, 3, NULL, &e));
	CHECK_ERROR(e, PYSOCK_VALUE_ERROR, 0);
	file.seek = NULL;
	ATF_CHECK_EQ(-1, pysock_sendfile(&pair[0], &file, 1, 3, NULL, &e));
	CHECK_ERROR(e, PYSOCK_OS_ERROR, ESPIPE);
	ATF_CHECK_EQ(13, pysock_sendfile(&pair[0], &file, 0, PYSOCK_UNTIL_EOF,
	    NULL, &e));
}

/* A byte, wherever it is sought; it goes up to the last position. */
static ssize_t
read_anywhere(void *arg, size_t size, const void **data,
    struct pysock_error *error)
{
	(void)arg;
	(void)size;
	(void)error;
	*data = CONTENTS;
	return 1;
}

static bool
seek_anywhere(void *arg, int64_t to, struct pysock_error *error)
{
	(void)error;
	*(int64_t *)arg = to;
	return true;
}

ATF_TC_WITHOUT_HEAD(offsets_at_the_ends_of_their_range);
ATF_TC_BODY(offsets_at_the_ends_of_their_range, tc)
{
	int64_t at = 0;
	struct pysock_file file = { -1, false, &at, read_anywhere,
	    seek_anywhere };
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;

	make_pair(pair, SOCK_STREAM);
	ATF_CHECK_EQ(2, pysock_sendfile(&pair[0], &file, INT64_MAX, 2, NULL,
	    &e));
	ATF_CHECK_EQ(INT64_MAX, at);
	file.fd = make_file(CONTENTS, 16);
	ATF_CHECK_EQ(2, pysock_sendfile(&pair[0], &file, -1, 2, NULL, &e));
	ATF_CHECK_EQ(1, at);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, offset_and_count_choose_the_part);
	ATF_TP_ADD_TC(tp, arguments_are_checked_in_order);
	ATF_TP_ADD_TC(tp, closed_descriptor_raises_ebadf_for_every_kind);
	ATF_TP_ADD_TC(tp, file_without_a_size_is_sent);
	ATF_TP_ADD_TC(tp, pipe_is_read_and_sent);
	ATF_TP_ADD_TC(tp, position_tells_what_was_sent_after_a_timeout);
	ATF_TP_ADD_TC(tp, position_tells_what_was_sent_when_a_hook_raises);
	ATF_TP_ADD_TC(tp, sent_file_cannot_time_out_any_more);
	ATF_TP_ADD_TC(tp, peer_gone_raises_epipe_and_leaves_no_signal);
	ATF_TP_ADD_TC(tp, pending_sigpipe_of_others_stays);
	ATF_TP_ADD_TC(tp, file_object_is_read_by_callback);
	ATF_TP_ADD_TC(tp, offsets_at_the_ends_of_their_range);
	return atf_no_error();
}
