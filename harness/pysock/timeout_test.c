/* SPDX-License-Identifier: BSD-2-Clause */
#include "testing.h"

#include <math.h>

static const struct {
	double seconds;
	int64_t ns;
} accepted[] = {
	{ 0.0, 0 },
	{ -0.0, 0 },
	{ 5e-324, 1 },
	{ 1e-10, 1 },
	{ 1e-9, 1 },
	{ 1.5e-9, 2 },
	{ 0.1, 100000000 },
	{ 1.1, 1100000000 },
	{ 3600, 3600 * INT64_C(1000000000) },
	{ 9223372036.854774, INT64_C(9223372036854774784) },
	{ 9223372036.854775, INT64_C(9223372036854774784) },
};

ATF_TC_WITHOUT_HEAD(seconds_round_away_from_zero);
ATF_TC_BODY(seconds_round_away_from_zero, tc)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	int64_t ns;
	size_t i;

	for (i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
		OK(e, pysock_timeout_from_seconds(&ns, accepted[i].seconds,
		    &e));
		ATF_CHECK_EQ_MSG(accepted[i].ns, ns, "%.17g: %lld",
		    accepted[i].seconds, (long long)ns);
	}
}

#define OVERFLOW PYSOCK_OVERFLOW_ERROR, \
	"timestamp too large to convert to C _PyTime_t"
#define NEGATIVE PYSOCK_VALUE_ERROR, "Timeout value out of range"

static const struct {
	double seconds;
	enum pysock_exception type;
	const char *text;
} refused[] = {
	{ NAN, PYSOCK_VALUE_ERROR, "Invalid value NaN (not a number)" },
	{ INFINITY, OVERFLOW },
	{ -INFINITY, OVERFLOW },
	{ 1e300, OVERFLOW },
	{ -0x1p70, OVERFLOW },
	{ 9223372036.854777, OVERFLOW },
	{ 9223372036.854776, OVERFLOW },
	{ -5e-324, NEGATIVE },
	{ -1e-10, NEGATIVE },
	{ -1, NEGATIVE },
	{ -9223372036.854775, NEGATIVE },
};

ATF_TC_WITHOUT_HEAD(refused_seconds_change_nothing);
ATF_TC_BODY(refused_seconds_change_nothing, tc)
{
	struct pysock pair[2];
	struct pysock_error e;
	double seconds = 0;
	size_t i;

	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 250);
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		ATF_CHECK(!pysock_settimeout(&pair[0], &refused[i].seconds,
		    &e));
		CHECK_ERROR(e, refused[i].type, 0);
		ATF_CHECK_STREQ(refused[i].text, e.text);
		ATF_CHECK(pysock_gettimeout(&pair[0], &seconds));
		ATF_CHECK(seconds == 0.25);
	}
}

ATF_TC_WITHOUT_HEAD(modes_show_on_the_descriptor);
ATF_TC_BODY(modes_show_on_the_descriptor, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	double seconds = 1.5;

	make_pair(pair, SOCK_STREAM);
	ATF_CHECK(!is_nonblocking(pair[0].fd));
	ATF_CHECK(!pysock_gettimeout(&pair[0], &seconds));
	OK(e, pysock_settimeout(&pair[0], &seconds, &e));
	ATF_CHECK(is_nonblocking(pair[0].fd));
	ATF_CHECK(pysock_getblocking(&pair[0]));
	OK(e, pysock_setblocking(&pair[0], false, &e));
	ATF_CHECK(is_nonblocking(pair[0].fd));
	ATF_CHECK(!pysock_getblocking(&pair[0]));
	OK(e, pysock_settimeout(&pair[0], NULL, &e));
	ATF_CHECK(!is_nonblocking(pair[0].fd));
}

ATF_TC_WITHOUT_HEAD(closed_socket_raises_ebadf_and_reports_the_new_mode);
ATF_TC_BODY(closed_socket_raises_ebadf_and_reports_the_new_mode, tc)
{
	struct pysock sock = PYSOCK_INIT;
	struct pysock_error e;
	double seconds = 5;

	ATF_CHECK(!pysock_settimeout(&sock, &seconds, &e));
	CHECK_ERROR(e, PYSOCK_OS_ERROR, EBADF);
	ATF_CHECK(pysock_gettimeout(&sock, &seconds));
	ATF_CHECK(!pysock_setblocking(&sock, false, &e));
	ATF_CHECK(!pysock_getblocking(&sock));
}

static void
check_times_out(struct pysock *sock, int64_t timeout_ns)
{
	struct pysock_error e;
	int64_t start, took;
	char byte;

	OK(e, pysock_settimeout_ns(sock, timeout_ns, &e));
	start = now_ns();
	ATF_CHECK_EQ(-1, pysock_recv(sock, &byte, 1, 0, &e));
	took = now_ns() - start;
	CHECK_ERROR(e, PYSOCK_TIMEOUT_ERROR, 0);
	ATF_CHECK_STREQ("timed out", e.text);
	ATF_CHECK_MSG(took >= timeout_ns, "early: %lld", (long long)took);
	ATF_CHECK_MSG(took < FOR_EVER, "late: %lld", (long long)took);
}

ATF_TC_WITHOUT_HEAD(timeout_is_never_early);
ATF_TC_BODY(timeout_is_never_early, tc)
{
	struct pysock pair[2];
	int64_t ns;

	make_pair(pair, SOCK_STREAM);
	for (ns = 1; ns < 200 * NS_PER_MS; ns *= 7)
		check_times_out(&pair[0], ns);
}

ATF_TC_WITHOUT_HEAD(huge_timeout_waits);
ATF_TC_BODY(huge_timeout_waits, tc)
{
	struct pysock pair[2];
	struct pysock_error e;
	struct interruption i = { .raise_at = 2 };
	char byte;

	make_pair(pair, SOCK_STREAM);
	OK(e, pysock_settimeout_ns(&pair[0], INT64_MAX, &e));
	hook_up(&i);
	start_alarms(20, 20);
	ATF_CHECK_EQ(-1, pysock_recv(&pair[0], &byte, 1, 0, &e));
	CHECK_ERROR(e, PYSOCK_HOOK_ERROR, 0);
}

ATF_TC_WITHOUT_HEAD(default_timeout_reaches_new_sockets);
ATF_TC_BODY(default_timeout_reaches_new_sockets, tc)
{
	struct pysock pair[2], copy, nonblocking, adopted;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	double seconds = 3;

	OK(e, pysock_setdefaulttimeout(&seconds, &e));
	make_pair(pair, SOCK_STREAM);
	ATF_CHECK_EQ(3000 * NS_PER_MS, pair[0].timeout_ns);
	ATF_CHECK(is_nonblocking(pair[1].fd));
	OK(e, pysock_open(&nonblocking, AF_INET, SOCK_STREAM | SOCK_NONBLOCK,
	    0, &e));
	ATF_CHECK_EQ(0, nonblocking.timeout_ns);
	ATF_CHECK_EQ(SOCK_STREAM, nonblocking.type);
	set_timeout_ms(&pair[0], 7);
	OK(e, pysock_dup(&copy, &pair[0], &e));
	ATF_CHECK_EQ(7 * NS_PER_MS, copy.timeout_ns);
	OK(e, pysock_setdefaulttimeout(NULL, &e));
	OK(e, pysock_adopt(&adopted, copy.fd, -1, -1, -1, &e));
	ATF_CHECK_EQ(PYSOCK_BLOCKING, adopted.timeout_ns);
	ATF_CHECK(is_nonblocking(adopted.fd));
	ATF_CHECK_EQ(AF_UNIX, adopted.family);
	ATF_CHECK_EQ(SOCK_STREAM, adopted.type);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, seconds_round_away_from_zero);
	ATF_TP_ADD_TC(tp, refused_seconds_change_nothing);
	ATF_TP_ADD_TC(tp, modes_show_on_the_descriptor);
	ATF_TP_ADD_TC(tp,
	    closed_socket_raises_ebadf_and_reports_the_new_mode);
	ATF_TP_ADD_TC(tp, timeout_is_never_early);
	ATF_TP_ADD_TC(tp, huge_timeout_waits);
	ATF_TP_ADD_TC(tp, default_timeout_reaches_new_sockets);
	return atf_no_error();
}
