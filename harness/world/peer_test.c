/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/protocol/fill.h"
#include "harness/protocol/value.h"
#include "harness/world/peer.h"

static const struct {
	const char *kind;
	int family, type;
} kinds[] = {
	{ "tcp", AF_INET, SOCK_STREAM },
	{ "tcp6", AF_INET6, SOCK_STREAM },
	{ "unix", AF_UNIX, SOCK_STREAM },
	{ "seqpacket", AF_UNIX, SOCK_SEQPACKET },
	{ "dgram", AF_UNIX, SOCK_DGRAM },
	{ "udp", AF_INET, SOCK_DGRAM },
};

#define KINDS_LEN (sizeof(kinds) / sizeof(kinds[0]))

static bool
start(struct peer *p, size_t kind)
{
	struct why why = WHY_INIT;
	int fd = socket(kinds[kind].family, SOCK_DGRAM, 0);

	/* Only IPv6 may be missing from a machine. */
	if (fd < 0 && kinds[kind].family == AF_INET6)
		return false;
	close(fd);
	if (peer_start(p, kinds[kind].kind, &why))
		return true;
	ATF_CHECK_MSG(kinds[kind].family == AF_INET6, "%s", why.text);
	return false;
}

static void
put(struct peer *p, const char *bytes, size_t len)
{
	ATF_REQUIRE(send(p->theirs, bytes, len, 0) == (ssize_t)len);
}

static void
check_finish(struct peer *p, const char *wanted)
{
	struct text text = TEXT_INIT;

	peer_finish(p, &text);
	ATF_CHECK_MSG(strcmp(text_get(&text), wanted) == 0, "'%s', not '%s'",
	    text_get(&text), wanted);
	text_release(&text);
}

static int
option(int fd, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	ATF_REQUIRE(getsockopt(fd, SOL_SOCKET, name, &value, &len) == 0);
	return value;
}

ATF_TC_WITHOUT_HEAD(pair_is_of_its_kind);
ATF_TC_BODY(pair_is_of_its_kind, tc)
{
	struct peer p;
	size_t n;

	for (n = 0; n < KINDS_LEN; n++) {
		if (!start(&p, n))
			continue;
		ATF_CHECK_EQ(kinds[n].family, option(p.theirs, SO_DOMAIN));
		ATF_CHECK_EQ(kinds[n].type, option(p.theirs, SO_TYPE));
		ATF_CHECK_EQ(kinds[n].type, option(p.fd, SO_TYPE));
		ATF_CHECK((fcntl(p.fd, F_GETFL) & O_NONBLOCK) != 0);
		ATF_CHECK((fcntl(p.theirs, F_GETFL) & O_NONBLOCK) == 0);
		ATF_CHECK((fcntl(p.fd, F_GETFD) & FD_CLOEXEC) != 0);
		ATF_CHECK((fcntl(p.theirs, F_GETFD) & FD_CLOEXEC) != 0);
		peer_release(&p);
		peer_release(&p);
	}
}

ATF_TC_WITHOUT_HEAD(unknown_kind_is_refused);
ATF_TC_BODY(unknown_kind_is_refused, tc)
{
	struct peer p;
	struct why why = WHY_INIT;

	ATF_CHECK(!peer_start(&p, "sctp", &why));
	ATF_CHECK_STREQ("there is no kind of connection 'sctp'", why.text);
	ATF_CHECK_EQ(-1, p.fd);
	peer_release(&p);
}

/* As many descriptors as there are, and so many more. */
static void
limit_descriptors(int more, struct rlimit *before)
{
	struct rlimit now;
	int next = dup(0);

	ATF_REQUIRE(next >= 0 && close(next) == 0);
	ATF_REQUIRE(getrlimit(RLIMIT_NOFILE, before) == 0);
	now = *before;
	now.rlim_cur = (rlim_t)(next + more);
	ATF_REQUIRE(setrlimit(RLIMIT_NOFILE, &now) == 0);
}

ATF_TC_WITHOUT_HEAD(what_was_not_accepted_is_not_the_next_connection);
ATF_TC_BODY(what_was_not_accepted_is_not_the_next_connection, tc)
{
	struct peer p;
	struct why why = WHY_INIT;
	struct rlimit before;

	ATF_REQUIRE_MSG(peer_start(&p, "tcp", &why), "%s", why.text);
	peer_release(&p);
	limit_descriptors(1, &before);
	ATF_CHECK(!peer_start(&p, "tcp", &why));
	ATF_CHECK_EQ(why.err, EMFILE);
	ATF_REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
	ATF_REQUIRE_MSG(peer_start(&p, "tcp", &why), "%s", why.text);
	put(&p, "abc", 3);
	check_finish(&p, "3 bytes x'616263'");
	peer_release(&p);
}

ATF_TC_WITHOUT_HEAD(all_that_was_sent_is_told);
ATF_TC_BODY(all_that_was_sent_is_told, tc)
{
	struct peer p;
	size_t n;

	for (n = 0; n < KINDS_LEN; n++) {
		if (!start(&p, n))
			continue;
		put(&p, "abc", 3);
		put(&p, "de", 2);
		check_finish(&p, kinds[n].type == SOCK_STREAM ?
		    "5 bytes x'6162636465'" : "[x'616263',x'6465']");
		ATF_CHECK_EQ(5, p.received_bytes);
		ATF_CHECK(p.eof);
		peer_release(&p);
		ATF_REQUIRE(start(&p, n));
		check_finish(&p, kinds[n].type == SOCK_STREAM ?
		    "0 bytes x''" : "[]");
		peer_release(&p);
	}
}

ATF_TC_WITHOUT_HEAD(long_data_is_a_checksum);
ATF_TC_BODY(long_data_is_a_checksum, tc)
{
	struct peer p;
	struct text wanted = TEXT_INIT;
	char bytes[8192];
	size_t n;

	fill_bytes(bytes, sizeof(bytes), 7, 0);
	for (n = 0; n < KINDS_LEN; n++) {
		if (!start(&p, n))
			continue;
		put(&p, bytes, 64);
		put(&p, bytes + 64, sizeof(bytes) - 64);
		text_cut(&wanted, 0);
		if (kinds[n].type == SOCK_STREAM)
			text_addf(&wanted, "8192 bytes crc=%08x",
			    fill_crc(0, bytes, sizeof(bytes)));
		else {
			text_adds(&wanted, "[");
			value_format_bytes(bytes, 64, &wanted);
			text_addf(&wanted, ",crc:8128:%08x]",
			    fill_crc(0, bytes + 64, sizeof(bytes) - 64));
		}
		check_finish(&p, text_get(&wanted));
		peer_release(&p);
	}
	text_release(&wanted);
}

ATF_TC_WITHOUT_HEAD(record_of_no_bytes_is_a_record);
ATF_TC_BODY(record_of_no_bytes_is_a_record, tc)
{
	struct peer p;
	size_t n;

	for (n = 0; n < KINDS_LEN; n++) {
		if (kinds[n].type == SOCK_STREAM)
			continue;
		ATF_REQUIRE(start(&p, n));
		put(&p, "", 0);
		put(&p, "a", 1);
		put(&p, "", 0);
		ATF_CHECK(peer_drain(&p));
		ATF_CHECK(!p.eof);
		put(&p, "", 0);
		check_finish(&p, "[x'',x'61',x'',x'']");
		peer_release(&p);
	}
}

ATF_TC_WITHOUT_HEAD(drain_ends_at_the_end);
ATF_TC_BODY(drain_ends_at_the_end, tc)
{
	struct peer p;
	size_t n;

	for (n = 0; n < KINDS_LEN; n++) {
		if (kinds[n].type == SOCK_DGRAM || !start(&p, n))
			continue;
		put(&p, "abc", 3);
		ATF_CHECK(peer_drain(&p));
		ATF_CHECK_EQ(3, p.received_bytes);
		peer_let_go(&p);
		ATF_CHECK_EQ(-1, p.theirs);
		check_finish(&p, kinds[n].type == SOCK_STREAM ?
		    "3 bytes x'616263'" : "[x'616263']");
		ATF_CHECK(p.eof);
		ATF_CHECK(!peer_drain(&p));
		peer_release(&p);
	}
}

ATF_TC_WITHOUT_HEAD(sending_that_was_shut_down_is_the_end);
ATF_TC_BODY(sending_that_was_shut_down_is_the_end, tc)
{
	struct peer p;
	size_t n;

	for (n = 0; n < KINDS_LEN; n++) {
		if (kinds[n].type == SOCK_DGRAM || !start(&p, n))
			continue;
		put(&p, "abc", 3);
		ATF_REQUIRE(shutdown(p.theirs, SHUT_WR) == 0);
		check_finish(&p, kinds[n].type == SOCK_STREAM ?
		    "3 bytes x'616263'" : "[x'616263']");
		peer_release(&p);
	}
}

ATF_TC_WITHOUT_HEAD(choked_way_takes_nothing_and_counts_nothing);
ATF_TC_BODY(choked_way_takes_nothing_and_counts_nothing, tc)
{
	struct peer p;
	size_t n;

	for (n = 0; n < KINDS_LEN; n++) {
		if (strcmp(kinds[n].kind, "udp") == 0 || !start(&p, n))
			continue;
		ATF_CHECK(peer_choke(&p) > 0);
		ATF_CHECK_MSG(send(p.theirs, "x", 1, MSG_DONTWAIT) == -1,
		    "%s has room", kinds[n].kind);
		ATF_CHECK(peer_drain(&p));
		ATF_CHECK_EQ(0, p.received_bytes);
		put(&p, "abc", 3);
		check_finish(&p, kinds[n].type == SOCK_STREAM ?
		    "3 bytes x'616263'" : "[x'616263']");
		ATF_CHECK_EQ(0, p.choked);
		peer_release(&p);
	}
}

ATF_TC_WITHOUT_HEAD(unchoked_way_keeps_what_came_behind);
ATF_TC_BODY(unchoked_way_keeps_what_came_behind, tc)
{
	struct peer p;
	size_t n;

	for (n = 0; n < KINDS_LEN; n++) {
		if (strcmp(kinds[n].kind, "udp") == 0 || !start(&p, n))
			continue;
		ATF_CHECK(peer_choke(&p) > 0);
		ATF_CHECK(peer_unchoke(&p));
		ATF_CHECK_EQ(0, p.choked);
		put(&p, "abc", 3);
		ATF_CHECK(peer_unchoke(&p));
		check_finish(&p, kinds[n].type == SOCK_STREAM ?
		    "3 bytes x'616263'" : "[x'616263']");
		p.choked = 1;
		ATF_CHECK(!peer_unchoke(&p));
		peer_release(&p);
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, pair_is_of_its_kind);
	ATF_TP_ADD_TC(tp, unknown_kind_is_refused);
	ATF_TP_ADD_TC(tp, what_was_not_accepted_is_not_the_next_connection);
	ATF_TP_ADD_TC(tp, all_that_was_sent_is_told);
	ATF_TP_ADD_TC(tp, long_data_is_a_checksum);
	ATF_TP_ADD_TC(tp, record_of_no_bytes_is_a_record);
	ATF_TP_ADD_TC(tp, drain_ends_at_the_end);
	ATF_TP_ADD_TC(tp, sending_that_was_shut_down_is_the_end);
	ATF_TP_ADD_TC(tp, choked_way_takes_nothing_and_counts_nothing);
	ATF_TP_ADD_TC(tp, unchoked_way_keeps_what_came_behind);
	return atf_no_error();
}
