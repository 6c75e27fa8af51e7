/* SPDX-License-Identifier: BSD-2-Clause */
#include "testing.h"

#include <sys/un.h>

static void
listen_here(struct pysock *listener, struct pysock_address *address,
    int backlog)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct sockaddr_un *un = (struct sockaddr_un *)&address->addr;

	memset(address, 0, sizeof(*address));
	un->sun_family = AF_UNIX;
	strcpy(un->sun_path, "listener");
	address->len = sizeof(*un);
	OK(e, pysock_open(listener, AF_UNIX, SOCK_STREAM, 0, &e));
	OK(e, pysock_bind(listener, address, &e));
	OK(e, pysock_listen(listener, backlog, &e));
}

/* A client that waits in the backlog, which is full with it. */
static void
fill_backlog(struct pysock *client, const struct pysock_address *address)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;

	OK(e, pysock_open(client, AF_UNIX, SOCK_STREAM, 0, &e));
	OK(e, pysock_connect(client, address, &e));
	OK(e, pysock_open(client, AF_UNIX, SOCK_STREAM, 0, &e));
}

ATF_TC_WITHOUT_HEAD(full_backlog_times_out);
ATF_TC_BODY(full_backlog_times_out, tc)
{
	struct pysock listener, client;
	struct pysock_address address;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct interruption i = { 0 };
	int64_t start, took;

	listen_here(&listener, &address, 0);
	fill_backlog(&client, &address);
	set_timeout_ms(&client, 150);
	hook_up(&i);
	start_alarms(20, 20);
	start = now_ns();
	ATF_CHECK(!pysock_connect(&client, &address, &e));
	took = now_ns() - start;
	CHECK_ERROR(e, PYSOCK_TIMEOUT_ERROR, 0);
	ATF_CHECK(took >= 150 * NS_PER_MS && took < FOR_EVER);
	ATF_CHECK(i.calls > 0);
}

/* A signal that another thread handled has interrupted none of its naps. */
ATF_TC_WITHOUT_HEAD(hook_is_asked_after_each_nap);
ATF_TC_BODY(hook_is_asked_after_each_nap, tc)
{
	struct pysock listener, client;
	struct pysock_address address;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct interruption i = { .raise_at = 2 };

	listen_here(&listener, &address, 0);
	fill_backlog(&client, &address);
	set_timeout_ms(&client, 60000);
	hook_up(&i);
	ATF_CHECK(!pysock_connect(&client, &address, &e));
	CHECK_ERROR(e, PYSOCK_HOOK_ERROR, 0);
	ATF_CHECK_EQ(2, i.calls);
}

struct accepter {
	struct pysock *listener;
	int calls;
};

static void
accept_at_third(void *arg)
{
	struct accepter *a = arg;

	if (++a->calls == 3)
		accept(a->listener->fd, NULL, NULL);
}

static void
check_interrupted(int64_t timeout_ns)
{
	struct pysock listener, client;
	struct pysock_address address;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct accepter accepter = { &listener, 0 };
	struct interruption i = { .act = accept_at_third, .arg = &accepter };
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer);

	unlink("listener");
	listen_here(&listener, &address, 0);
	fill_backlog(&client, &address);
	OK(e, pysock_settimeout_ns(&client, timeout_ns, &e));
	hook_up(&i);
	start_alarms(20, 20);
	OK(e, pysock_connect(&client, &address, &e));
	ATF_CHECK(accepter.calls >= 3);
	ATF_CHECK_EQ(0, getpeername(client.fd, (struct sockaddr *)&peer,
	    &len));
}

ATF_TC_WITHOUT_HEAD(interrupted_unix_connect_really_connects);
ATF_TC_BODY(interrupted_unix_connect_really_connects, tc)
{
	check_interrupted(PYSOCK_BLOCKING);
	check_interrupted(5000 * NS_PER_MS);
}

ATF_TC_WITHOUT_HEAD(raising_hook_ends_connect);
ATF_TC_BODY(raising_hook_ends_connect, tc)
{
	struct pysock listener, client;
	struct pysock_address address;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct interruption i = { .raise_at = 2 };

	listen_here(&listener, &address, 0);
	fill_backlog(&client, &address);
	hook_up(&i);
	start_alarms(20, 20);
	ATF_CHECK(!pysock_connect(&client, &address, &e));
	CHECK_ERROR(e, PYSOCK_HOOK_ERROR, 0);
	ATF_CHECK_EQ(2, i.calls);
}

ATF_TC_WITHOUT_HEAD(accepted_socket_takes_the_default_timeout);
ATF_TC_BODY(accepted_socket_takes_the_default_timeout, tc)
{
	struct pysock listener, client, accepted;
	struct pysock_address address, peer;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	double zero = 0;
	bool inheritable = true;
	int round;

	listen_here(&listener, &address, 8);
	set_timeout_ms(&listener, 1000);
	for (round = 0; round < 2; round++) {
		OK(e, pysock_setdefaulttimeout(round ? &zero : NULL, &e));
		OK(e, pysock_open(&client, AF_UNIX, SOCK_STREAM, 0, &e));
		OK(e, pysock_connect(&client, &address, &e));
		OK(e, pysock_accept(&accepted, &listener, &peer, &e));
		ATF_CHECK_EQ(round ? 0 : PYSOCK_BLOCKING, accepted.timeout_ns);
		ATF_CHECK_EQ(round == 1, is_nonblocking(accepted.fd));
		OK(e, pysock_get_inheritable(&accepted, &inheritable, &e));
		ATF_CHECK(!inheritable);
	}
}

ATF_TC_WITHOUT_HEAD(accept_obeys_the_mode);
ATF_TC_BODY(accept_obeys_the_mode, tc)
{
	struct pysock listener, accepted;
	struct pysock_address address;
	struct pysock_error e = PYSOCK_ERROR_INIT;

	listen_here(&listener, &address, 8);
	set_timeout_ms(&listener, 50);
	ATF_CHECK(!pysock_accept(&accepted, &listener, NULL, &e));
	CHECK_ERROR(e, PYSOCK_TIMEOUT_ERROR, 0);
	OK(e, pysock_setblocking(&listener, false, &e));
	ATF_CHECK(!pysock_accept(&accepted, &listener, NULL, &e));
	CHECK_ERROR(e, PYSOCK_BLOCKING_IO_ERROR, EAGAIN);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, full_backlog_times_out);
	ATF_TP_ADD_TC(tp, hook_is_asked_after_each_nap);
	ATF_TP_ADD_TC(tp, interrupted_unix_connect_really_connects);
	ATF_TP_ADD_TC(tp, raising_hook_ends_connect);
	ATF_TP_ADD_TC(tp, accepted_socket_takes_the_default_timeout);
	ATF_TP_ADD_TC(tp, accept_obeys_the_mode);
	return atf_no_error();
}
