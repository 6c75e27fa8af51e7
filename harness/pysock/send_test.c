/* SPDX-License-Identifier: BSD-2-Clause */
#include "testing.h"

#include <pthread.h>

ATF_TC_WITHOUT_HEAD(nonblocking_and_full_raises_blocking_io_error);
ATF_TC_BODY(nonblocking_and_full_raises_blocking_io_error, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;

	make_pair(pair, SOCK_STREAM);
	OK(e, pysock_setblocking(&pair[0], false, &e));
	fill_up(&pair[0]);
	ATF_CHECK_EQ(-1, pysock_send(&pair[0], "x", 1, 0, &e));
	CHECK_ERROR(e, PYSOCK_BLOCKING_IO_ERROR, EAGAIN);
}

ATF_TC_WITHOUT_HEAD(peer_gone_raises_epipe_without_a_signal);
ATF_TC_BODY(peer_gone_raises_epipe_without_a_signal, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;

	make_pair(pair, SOCK_STREAM);
	OK(e, pysock_close(&pair[1], &e));
	ATF_CHECK_EQ(-1, pysock_send(&pair[0], "x", 1, 0, &e));
	CHECK_ERROR(e, PYSOCK_BROKEN_PIPE_ERROR, EPIPE);
	ATF_CHECK_STREQ("[Errno 32] Broken pipe", e.text);
	ATF_CHECK(!pysock_sendall(&pair[0], "x", 1, 0, &e));
}

ATF_TC_WITHOUT_HEAD(storm_of_signals_keeps_the_deadline);
ATF_TC_BODY(storm_of_signals_keeps_the_deadline, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct interruption i = { 0 };
	int64_t start, took;

	make_pair(pair, SOCK_STREAM);
	fill_up(&pair[0]);
	set_timeout_ms(&pair[0], 200);
	hook_up(&i);
	start_alarms(10, 10);
	start = now_ns();
	ATF_CHECK_EQ(-1, pysock_send(&pair[0], "x", 1, 0, &e));
	took = now_ns() - start;
	CHECK_ERROR(e, PYSOCK_TIMEOUT_ERROR, 0);
	ATF_CHECK(i.calls > 0);
	ATF_CHECK(took >= 200 * NS_PER_MS && took < FOR_EVER);
}

ATF_TC_WITHOUT_HEAD(raising_hook_ends_a_blocking_recv);
ATF_TC_BODY(raising_hook_ends_a_blocking_recv, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct interruption i = { .raise_at = 3 };
	char byte;

	make_pair(pair, SOCK_STREAM);
	hook_up(&i);
	start_alarms(10, 10);
	ATF_CHECK_EQ(-1, pysock_recv(&pair[0], &byte, 1, 0, &e));
	CHECK_ERROR(e, PYSOCK_HOOK_ERROR, 0);
	ATF_CHECK_EQ(3, i.calls);
}

static void
close_it(void *arg)
{
	struct pysock_error e;

	pysock_close(arg, &e);
}

static void
send_late(void *arg)
{
	struct timespec pause = { 0, 150 * NS_PER_MS };

	while (nanosleep(&pause, &pause) == -1)
		;
	send(((struct pysock *)arg)->fd, "x", 1, 0);
}

static void
check_closing_hook(int64_t timeout_ns)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct interruption i = { .act = close_it, .arg = &pair[0] };
	char byte;

	make_pair(pair, SOCK_STREAM);
	OK(e, pysock_settimeout_ns(&pair[0], timeout_ns, &e));
	hook_up(&i);
	start_alarms(10, 10);
	ATF_CHECK_EQ(-1, pysock_recv(&pair[0], &byte, 1, 0, &e));
	CHECK_ERROR(e, PYSOCK_OS_ERROR, EBADF);
}

ATF_TC_WITHOUT_HEAD(hook_that_closes_gives_ebadf);
ATF_TC_BODY(hook_that_closes_gives_ebadf, tc)
{
	check_closing_hook(PYSOCK_BLOCKING);
	check_closing_hook(5000 * NS_PER_MS);
}

ATF_TC_WITHOUT_HEAD(data_after_the_deadline_is_late);
ATF_TC_BODY(data_after_the_deadline_is_late, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct interruption i = { .act = send_late, .arg = &pair[1] };
	char byte;

	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 100);
	hook_up(&i);
	start_alarms(30, 0);
	ATF_CHECK_EQ(-1, pysock_recv(&pair[0], &byte, 1, 0, &e));
	CHECK_ERROR(e, PYSOCK_TIMEOUT_ERROR, 0);
}

struct reader {
	int fd;
	size_t got;
};

static void *
read_slowly(void *arg)
{
	struct reader *reader = arg;
	struct timespec pause = { 0, NS_PER_MS };
	char buf[65536];
	ssize_t n;

	while ((n = read(reader->fd, buf, sizeof(buf))) > 0) {
		reader->got += (size_t)n;
		nanosleep(&pause, NULL);
	}
	return NULL;
}

static const char data[3000000];

ATF_TC_WITHOUT_HEAD(sendall_sends_everything_under_one_deadline);
ATF_TC_BODY(sendall_sends_everything_under_one_deadline, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct reader reader = { -1, 0 };
	pthread_t thread;

	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 10000);
	reader.fd = pair[1].fd;
	pthread_create(&thread, NULL, read_slowly, &reader);
	fcntl(reader.fd, F_SETFL, 0);
	OK(e, pysock_sendall(&pair[0], data, sizeof(data), 0, &e));
	OK(e, pysock_close(&pair[0], &e));
	pthread_join(thread, NULL);
	ATF_CHECK_EQ(sizeof(data), reader.got);
}

ATF_TC_WITHOUT_HEAD(sendall_hook_runs_between_chunks);
ATF_TC_BODY(sendall_hook_runs_between_chunks, tc)
{
	struct pysock pair[2];
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct interruption i = { .raise_at = 1 };

	make_pair(pair, SOCK_STREAM);
	set_timeout_ms(&pair[0], 5000);
	hook_up(&i);
	ATF_CHECK(!pysock_sendall(&pair[0], data, sizeof(data), 0, &e));
	CHECK_ERROR(e, PYSOCK_HOOK_ERROR, 0);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, nonblocking_and_full_raises_blocking_io_error);
	ATF_TP_ADD_TC(tp, peer_gone_raises_epipe_without_a_signal);
	ATF_TP_ADD_TC(tp, storm_of_signals_keeps_the_deadline);
	ATF_TP_ADD_TC(tp, raising_hook_ends_a_blocking_recv);
	ATF_TP_ADD_TC(tp, hook_that_closes_gives_ebadf);
	ATF_TP_ADD_TC(tp, data_after_the_deadline_is_late);
	ATF_TP_ADD_TC(tp, sendall_sends_everything_under_one_deadline);
	ATF_TP_ADD_TC(tp, sendall_hook_runs_between_chunks);
	return atf_no_error();
}
