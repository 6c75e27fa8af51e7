/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>

#include "harness/scene/waits.h"

#define MOST_NS INT64_C(10000000000)

static const struct {
	const char *calls;
	int64_t ms;
} calls[] = {
	{ "", 0 },
	{ "s1.recv(1)", 0 },
	{ "s1.gettimeout()", 0 },
	{ "s1.settimeout(none)", 0 },
	{ "s1.settimeout(-1.5)", 0 },
	{ "s1.settimeout(nan)", 0 },
	{ "s1.settimeout(inf)", 0 },
	{ "s1.settimeout('3')", 0 },
	{ "s1.settimeout(2)", 2000 },
	{ "s12.settimeout(0.25)", 250 },
	{ "setdefaulttimeout(3.5)", 3500 },
	{ "handler(SIGUSR1,'sleep',0.28)", 280 },
	{ "handler(SIGUSR1,'settimeout',s1,4.0)", 4000 },
	{ "handler(SIGUSR1,'settimeout',s23,none)", 0 },
	{ "s1.setsockopt(IPPROTO_TCP,TCP_USER_TIMEOUT,700)", 700 },
	{ "s1.settimeout(0.1)\ns2.settimeout(0.3)\ns1.settimeout(0.2)", 300 },
	{ "s1.settimeout(9.5)", 9500 },
	{ "s1.settimeout(10)", 0 },
	{ "s1.settimeout(1e300)", 0 },
	{ "s1.settimeout(3600)\ns2.settimeout(0.3)", 300 },
};

ATF_TC_WITHOUT_HEAD(longest_time_of_calls_is_known);
ATF_TC_BODY(longest_time_of_calls_is_known, tc)
{
	size_t n;

	for (n = 0; n < sizeof(calls) / sizeof(calls[0]); n++)
		ATF_CHECK_MSG(waits_of(calls[n].calls, MOST_NS) ==
		    calls[n].ms * 1000000, "%s: %lld ns", calls[n].calls,
		    (long long)waits_of(calls[n].calls, MOST_NS));
}

static const struct {
	const char *calls;
	uint64_t modes;
	bool nothing;
} modes[] = {
	{ "", 0, false },
	{ "s1.recv(1)", 0, false },
	{ "hello()", 0, false },
	{ "s1.settimeout(0)", 2, true },
	{ "s1.settimeout(0.0)\ns1.recv(1)", 2, true },
	{ "s1.settimeout(0.0)\ns2.recv(1)", 2, false },
	{ "s1.settimeout(0.0)\nhello()", 2, false },
	{ "s1.settimeout(0.0)\ns2=s1.accept()", 2, true },
	{ "s1.settimeout(0.0)\ns2=s1.accept()\ns2.recv(1)", 2, false },
	{ "s1.settimeout(0.0)\ns1.settimeout(none)", 0, false },
	{ "s1.settimeout(0.0)\ns1.settimeout(0.5)", 0, false },
	{ "s1.settimeout('0')", 0, false },
	{ "s12.setblocking(false)\ns12.send(x'61')", 1 << 12, true },
	{ "s1.setblocking(false)\ns1.setblocking(true)", 0, false },
	{ "s2=socket(AF_UNIX,SOCK_STREAM)\ns2.recv(1)", 0, false },
	{ "s1.setblocking(0)\ns1.recv(1)", 2, true },
	{ "s1.settimeout(0.05)\ns1.recv(1)", 0, false },
	{ "s2=socket(AF_UNIX,SOCK_STREAM+SOCK_NONBLOCK)", 4, false },
	{ "s2=socket(AF_UNIX,SOCK_STREAM+SOCK_NONBLOCK)\ns2.recv(1)", 4, true },
	{ "s1=socketpair(AF_UNIX,SOCK_DGRAM+SOCK_NONBLOCK)\ns2.recv(1)", 6,
	  true },
	{ "s1=socket(AF_UNIX,SOCK_STREAM)\n"
	  "s2=socket(AF_UNIX,SOCK_STREAM+SOCK_NONBLOCK)\ns1.recv(1)", 4,
	  false },
	{ "setdefaulttimeout(0)\ns2=socket(AF_UNIX,SOCK_DGRAM)\ns2.recv(1)", 5,
	  true },
	{ "setdefaulttimeout(0.0)\ns2=s1.accept()\ns2.recv(1)", 5, true },
	{ "setdefaulttimeout(0.0)\nsetdefaulttimeout(none)\n"
	  "s2=s1.accept()\ns2.recv(1)", 0, false },
	{ "s1.settimeout(0)\ns2=s1.dup()\ns2.recv(1)", 6, true },
	{ "s1.settimeout(0)\ns2=s1.dup()\ns2.settimeout(1)\ns2.recv(1)", 2,
	  false },
};

ATF_TC_WITHOUT_HEAD(socket_that_waits_for_nothing_is_known);
ATF_TC_BODY(socket_that_waits_for_nothing_is_known, tc)
{
	uint64_t now;
	size_t n;

	for (n = 0; n < sizeof(modes) / sizeof(modes[0]); n++) {
		now = 0;
		ATF_CHECK_MSG(waits_for_nothing(modes[n].calls, &now) ==
		    modes[n].nothing && now == modes[n].modes, "%s: %llx",
		    modes[n].calls, (unsigned long long)now);
	}
}

static const struct {
	const char *calls;
	int64_t bytes;
} data[] = {
	{ "", 0 },
	{ "s1.send(x'616263')", 0 },
	{ "s1.recv(1000000)", 0 },
	{ "s1.send(fill:0:300)", 300 },
	{ "s1.sendmsg([fill:12:300,bytearray:fill:3:20])", 320 },
	{ "s1.send(huge:4294967296)", INT64_C(4294967296) },
	{ "s1.send(fill:1:2)\ns2.send(fill:1:3)", 5 },
	{ "s1.send(fill:-1:2)", 0 },
};

ATF_TC_WITHOUT_HEAD(data_of_calls_are_counted);
ATF_TC_BODY(data_of_calls_are_counted, tc)
{
	size_t n;

	for (n = 0; n < sizeof(data) / sizeof(data[0]); n++)
		ATF_CHECK_MSG(data_of(data[n].calls) == data[n].bytes,
		    "%s: %lld", data[n].calls,
		    (long long)data_of(data[n].calls));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, data_of_calls_are_counted);
	ATF_TP_ADD_TC(tp, socket_that_waits_for_nothing_is_known);
	ATF_TP_ADD_TC(tp, longest_time_of_calls_is_known);
	return atf_no_error();
}
