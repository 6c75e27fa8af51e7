/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/protocol/channel.h"
#include "harness/protocol/fill.h"
#include "harness/protocol/message.h"

static void
connect_channels(struct channel *a, struct channel *b)
{
	int lines[2], fds[2];

	ATF_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    lines) == 0);
	ATF_REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
	    fds) == 0);
	*a = (struct channel)CHANNEL_INIT;
	*b = (struct channel)CHANNEL_INIT;
	a->lines = lines[0];
	b->lines = lines[1];
	a->descriptors = fds[0];
	b->descriptors = fds[1];
	ATF_REQUIRE(fcntl(b->lines, F_SETFL, O_NONBLOCK) == 0);
	ATF_REQUIRE(fcntl(b->descriptors, F_SETFL, O_NONBLOCK) == 0);
}

/* The next line, or what came instead, once there is something. */
static enum channel_result
next(struct channel *c, const char **line)
{
	enum channel_result is;
	int tries = 100;

	do
		is = channel_line(c, line);
	while (is == CHANNEL_AGAIN && tries-- > 0);
	return is;
}

static void
put(struct channel *c, const char *s)
{
	ATF_REQUIRE(channel_write(c, s, strlen(s)));
}

ATF_TC_WITHOUT_HEAD(lines_come_one_by_one);
ATF_TC_BODY(lines_come_one_by_one, tc)
{
	struct channel a, b;
	const char *line;

	connect_channels(&a, &b);
	ATF_CHECK_EQ(CHANNEL_AGAIN, channel_line(&b, &line));
	put(&a, "one\n\ntwo\nthr");
	ATF_REQUIRE_EQ(CHANNEL_LINE, next(&b, &line));
	ATF_CHECK_STREQ("one", line);
	ATF_CHECK(channel_has_line(&b));
	ATF_REQUIRE_EQ(CHANNEL_LINE, next(&b, &line));
	ATF_CHECK_STREQ("", line);
	ATF_REQUIRE_EQ(CHANNEL_LINE, next(&b, &line));
	ATF_CHECK_STREQ("two", line);
	ATF_CHECK(!channel_has_line(&b));
	ATF_CHECK_EQ(CHANNEL_AGAIN, channel_line(&b, &line));
	put(&a, "ee\n");
	ATF_REQUIRE_EQ(CHANNEL_LINE, next(&b, &line));
	ATF_CHECK_STREQ("three", line);
	channel_release(&a);
	ATF_CHECK_EQ(CHANNEL_END, next(&b, &line));
	channel_release(&b);
	channel_release(&b);
}

/* What comes of one line of so many bytes, newline included. */
static enum channel_result
line_of(size_t len, size_t *got)
{
	struct channel a, b;
	struct text text = TEXT_INIT;
	const char *line;
	enum channel_result is;

	connect_channels(&a, &b);
	while (text.len + 1 < len)
		text_addc(&text, 'x');
	text_addc(&text, '\n');
	ATF_REQUIRE(channel_write(&a, text_get(&text), text.len));
	is = next(&b, &line);
	*got = is == CHANNEL_LINE ? strlen(line) : 0;
	text_release(&text);
	channel_release(&a);
	channel_release(&b);
	return is;
}

ATF_TC_WITHOUT_HEAD(line_has_a_limit);
ATF_TC_BODY(line_has_a_limit, tc)
{
	size_t got;

	ATF_CHECK_EQ(CHANNEL_LINE, line_of(PROTOCOL_LINE_MAX - 1, &got));
	ATF_CHECK_EQ(CHANNEL_LINE, line_of(PROTOCOL_LINE_MAX, &got));
	ATF_CHECK_EQ(PROTOCOL_LINE_MAX - 1, got);
	ATF_CHECK_EQ(CHANNEL_TOO_LONG, line_of(PROTOCOL_LINE_MAX + 1, &got));
	ATF_CHECK_EQ(CHANNEL_TOO_LONG, line_of(PROTOCOL_LINE_MAX + 4000, &got));
	ATF_CHECK_EQ(CHANNEL_TOO_LONG, line_of(2 * PROTOCOL_LINE_MAX, &got));
}

ATF_TC_WITHOUT_HEAD(line_with_nul_is_refused);
ATF_TC_BODY(line_with_nul_is_refused, tc)
{
	struct channel a, b;
	const char *line;

	connect_channels(&a, &b);
	ATF_REQUIRE(channel_write(&a, "a\0b\nnext\n", 9));
	ATF_CHECK_EQ(CHANNEL_TOO_LONG, next(&b, &line));
	ATF_CHECK_EQ(CHANNEL_LINE, next(&b, &line));
	ATF_CHECK_STREQ("next", line);
	channel_release(&a);
	channel_release(&b);
}

ATF_TC_WITHOUT_HEAD(descriptor_arrives_close_on_exec);
ATF_TC_BODY(descriptor_arrives_close_on_exec, tc)
{
	struct channel a, b;
	struct stat sent, got;
	int fds[2], fd;

	connect_channels(&a, &b);
	ATF_REQUIRE(pipe(fds) == 0);
	ATF_REQUIRE(channel_send_fd(&a, fds[0]));
	ATF_REQUIRE(channel_send_fd(&a, fds[0]));
	fd = channel_recv_fd(&b);
	ATF_REQUIRE(fd >= 0);
	ATF_CHECK((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	ATF_REQUIRE(fstat(fds[0], &sent) == 0 && fstat(fd, &got) == 0);
	ATF_CHECK(sent.st_ino == got.st_ino && sent.st_dev == got.st_dev);
	ATF_CHECK(channel_recv_fd(&b) >= 0);
	ATF_CHECK_ERRNO(EAGAIN, channel_recv_fd(&b) == -1);
	ATF_CHECK_ERRNO(EBADF, !channel_send_fd(&a, 1000));
	ATF_REQUIRE(send(a.descriptors, "f", 1, 0) == 1);
	ATF_CHECK_ERRNO(EPROTO, channel_recv_fd(&b) == -1);
	channel_release(&a);
	ATF_CHECK(channel_recv_fd(&b) == -1);
	channel_release(&b);
}

ATF_TC_WITHOUT_HEAD(fill_is_its_own_continuation);
ATF_TC_BODY(fill_is_its_own_continuation, tc)
{
	static unsigned char whole[20000], part[20000];
	static const size_t offsets[] = { 0, 1, 4092, 4093, 4094, 8186, 9000 };
	size_t n, i;

	fill_bytes(whole, sizeof(whole), 7, 0);
	for (n = 0; n < sizeof(offsets) / sizeof(offsets[0]); n++) {
		fill_bytes(part, 9999, 7, offsets[n]);
		ATF_CHECK(memcmp(part, whole + offsets[n], 9999) == 0);
		fill_bytes(part, 100, 7 + offsets[n], 0);
		ATF_CHECK(memcmp(part, whole + offsets[n], 100) == 0);
	}
	for (i = 0; i + 4093 < sizeof(whole); i++)
		ATF_REQUIRE_EQ(whole[i], whole[i + 4093]);
	fill_bytes(part, 4, 0, 0);
	ATF_CHECK(memcmp(part, "\xdc\x04\x65\xaa", 4) == 0);
	fill_bytes(part, 100, UINT64_MAX, UINT64_MAX);
	fill_bytes(whole, 100, UINT64_MAX % 4093 + UINT64_MAX % 4093, 0);
	ATF_CHECK(memcmp(part, whole, 100) == 0);
}

ATF_TC_WITHOUT_HEAD(crc_is_that_of_zlib);
ATF_TC_BODY(crc_is_that_of_zlib, tc)
{
	uint32_t crc = fill_crc(0, "123456789", 9);

	ATF_CHECK_EQ(0xcbf43926u, crc);
	ATF_CHECK_EQ(0, fill_crc(0, "", 0));
	ATF_CHECK_EQ(crc, fill_crc(fill_crc(0, "1234", 4), "56789", 5));
}

ATF_TC_WITHOUT_HEAD(read_that_fails_is_no_end);
ATF_TC_BODY(read_that_fails_is_no_end, tc)
{
	struct channel c = CHANNEL_INIT;
	const char *line;

	c.lines = open("/", O_RDONLY | O_DIRECTORY);
	ATF_CHECK_EQ(CHANNEL_FAILED, channel_line(&c, &line));
	ATF_CHECK_EQ(EISDIR, errno);
	channel_release(&c);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, lines_come_one_by_one);
	ATF_TP_ADD_TC(tp, read_that_fails_is_no_end);
	ATF_TP_ADD_TC(tp, line_has_a_limit);
	ATF_TP_ADD_TC(tp, line_with_nul_is_refused);
	ATF_TP_ADD_TC(tp, descriptor_arrives_close_on_exec);
	ATF_TP_ADD_TC(tp, fill_is_its_own_continuation);
	ATF_TP_ADD_TC(tp, crc_is_that_of_zlib);
	return atf_no_error();
}
