/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What pysock.h promises to threads. `make sanitize` runs it under the thread
 * sanitizer, which sees what a test cannot: that two of them raced.
 */
#include "testing.h"

#include <netinet/in.h>
#include <pthread.h>

#define ROUNDS 200
#define PIECE 512

struct worker {
	pthread_t thread;
	struct pysock *sock;
	pthread_mutex_t *turn;
	int64_t bytes;		/* that went through it */
	bool failed;
	struct pysock_error error;
};

static void
start(struct worker *w, struct pysock *sock, void *(*run)(void *))
{
	w->sock = sock;
	ATF_REQUIRE_EQ(0, pthread_create(&w->thread, NULL, run, w));
}

static void
join(struct worker *w)
{
	pthread_join(w->thread, NULL);
	ATF_CHECK_MSG(!w->failed, "%s: %s",
	    pysock_exception_name(w->error.type), w->error.text);
}

static void *
send_pieces(void *arg)
{
	struct worker *w = arg;
	char piece[PIECE] = { 0 };
	int i;

	for (i = 0; i < ROUNDS && !w->failed; i++, w->bytes += PIECE)
		w->failed = !pysock_sendall(w->sock, piece, PIECE, 0,
		    &w->error);
	return NULL;
}

static void *
receive_pieces(void *arg)
{
	struct worker *w = arg;
	char piece[PIECE];
	ssize_t n;

	while (w->bytes < ROUNDS * PIECE && !w->failed) {
		n = pysock_recv(w->sock, piece, PIECE, 0, &w->error);
		w->failed = n <= 0;
		w->bytes += n;
	}
	return NULL;
}

ATF_TC_WITHOUT_HEAD(one_socket_sends_and_receives_in_two_threads);
ATF_TC_BODY(one_socket_sends_and_receives_in_two_threads, tc)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct worker w[4] = { { .bytes = 0 } };
	const double seconds = 20;
	struct pysock pair[2];
	int i;

	make_pair(pair, SOCK_STREAM);
	OK(e, pysock_settimeout(&pair[0], &seconds, &e));
	for (i = 0; i < 4; i++)
		start(&w[i], &pair[i / 2],
		    i % 2 == 0 ? send_pieces : receive_pieces);
	for (i = 0; i < 4; i++) {
		join(&w[i]);
		ATF_CHECK_EQ(ROUNDS * PIECE, w[i].bytes);
	}
	OK(e, pysock_close(&pair[0], &e) && pysock_close(&pair[1], &e));
}

/* In turns, all may be done with it, its timeout changed too. */
static void *
take_turns(void *arg)
{
	struct worker *w = arg;
	const double seconds = 20;
	struct pysock copy;
	char byte;
	int i;

	for (i = 0; i < ROUNDS && !w->failed; i++) {
		pthread_mutex_lock(w->turn);
		w->failed = !pysock_settimeout(w->sock,
		    i % 2 == 0 ? &seconds : NULL, &w->error) ||
		    pysock_send(w->sock, "x", 1, 0, &w->error) != 1 ||
		    !pysock_dup(&copy, &w->sock[1], &w->error) ||
		    pysock_recv(&copy, &byte, 1, 0, &w->error) != 1 ||
		    !pysock_close(&copy, &w->error);
		pthread_mutex_unlock(w->turn);
	}
	return NULL;
}

ATF_TC_WITHOUT_HEAD(threads_that_take_turns_share_a_socket);
ATF_TC_BODY(threads_that_take_turns_share_a_socket, tc)
{
	pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct worker w[4] = { { .bytes = 0 } };
	struct pysock pair[2];
	int i;

	make_pair(pair, SOCK_STREAM);
	for (i = 0; i < 4; i++) {
		w[i].turn = &turn;
		start(&w[i], pair, take_turns);
	}
	for (i = 0; i < 4; i++)
		join(&w[i]);
	OK(e, pysock_close(&pair[0], &e) && pysock_close(&pair[1], &e));
}

static void *
set_default(void *arg)
{
	struct worker *w = arg;
	const double seconds = 5;
	double now;
	int i;

	for (i = 0; i < ROUNDS && !w->failed; i++) {
		w->failed = !pysock_setdefaulttimeout(i % 2 == 0 ? &seconds :
		    NULL, &w->error);
		pysock_getdefaulttimeout(&now);
	}
	pysock_setdefaulttimeout(NULL, &w->error);
	return NULL;
}

static void *
open_sockets(void *arg)
{
	struct worker *w = arg;
	struct pysock s = PYSOCK_INIT;
	double seconds;
	int i;

	for (i = 0; i < ROUNDS && !w->failed; i++) {
		w->failed = !pysock_open(&s, AF_UNIX, SOCK_STREAM, 0,
		    &w->error) || (pysock_gettimeout(&s, &seconds) &&
		    seconds != 5) || !pysock_close(&s, &w->error);
	}
	return NULL;
}

ATF_TC_WITHOUT_HEAD(default_timeout_changes_while_sockets_open);
ATF_TC_BODY(default_timeout_changes_while_sockets_open, tc)
{
	struct worker w[3] = { { .bytes = 0 } };
	int i;

	for (i = 0; i < 3; i++)
		start(&w[i], NULL, i == 0 ? set_default : open_sockets);
	for (i = 0; i < 3; i++)
		join(&w[i]);
}

/* Each breaks a pipe of its own, again and again. */
static void *
break_pipes(void *arg)
{
	struct worker *w = arg;
	struct pysock_file file = PYSOCK_FILE_INIT;
	struct pysock pair[2];
	int i;

	file.fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	for (i = 0; i < ROUNDS && !w->failed; i++) {
		w->failed = !pysock_pair(pair, AF_UNIX, SOCK_STREAM, 0,
		    &w->error) || !pysock_close(&pair[1], &w->error) ||
		    pysock_sendfile(&pair[0], &file, 0, PIECE, NULL,
		    &w->error) != -1 ||
		    w->error.type != PYSOCK_BROKEN_PIPE_ERROR ||
		    pysock_send(&pair[0], "x", 1, 0, &w->error) != -1 ||
		    w->error.type != PYSOCK_BROKEN_PIPE_ERROR ||
		    !pysock_close(&pair[0], &w->error);
	}
	close(file.fd);
	return NULL;
}

ATF_TC_WITHOUT_HEAD(broken_pipes_in_threads_kill_nobody);
ATF_TC_BODY(broken_pipes_in_threads_kill_nobody, tc)
{
	struct worker w[4] = { { .bytes = 0 } };
	int i;

	for (i = 0; i < 4; i++)
		start(&w[i], NULL, break_pipes);
	for (i = 0; i < 4; i++)
		join(&w[i]);
}

static void *
accept_some(void *arg)
{
	struct worker *w = arg;
	struct pysock accepted;
	int i;

	for (i = 0; i < 20 && !w->failed; i++)
		w->failed = !pysock_accept(&accepted, w->sock, NULL,
		    &w->error) || !pysock_close(&accepted, &w->error);
	return NULL;
}

ATF_TC_WITHOUT_HEAD(one_listener_accepts_in_several_threads);
ATF_TC_BODY(one_listener_accepts_in_several_threads, tc)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock_address to = { .len = sizeof(struct sockaddr_in) };
	struct sockaddr_in *in = (struct sockaddr_in *)&to.addr;
	struct worker w[3] = { { .bytes = 0 } };
	struct pysock listener, client;
	int i;

	in->sin_family = AF_INET;
	in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	OK(e, pysock_open(&listener, AF_INET, SOCK_STREAM, 0, &e));
	OK(e, pysock_bind(&listener, &to, &e) &&
	    pysock_listen(&listener, 64, &e));
	ATF_REQUIRE_EQ(0, getsockname(listener.fd, (void *)in, &to.len));
	for (i = 0; i < 3; i++)
		start(&w[i], &listener, accept_some);
	for (i = 0; i < 60; i++) {
		OK(e, pysock_open(&client, AF_INET, SOCK_STREAM, 0, &e));
		OK(e, pysock_connect(&client, &to, &e));
		OK(e, pysock_close(&client, &e));
	}
	for (i = 0; i < 3; i++)
		join(&w[i]);
	OK(e, pysock_close(&listener, &e));
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, one_socket_sends_and_receives_in_two_threads);
	ATF_TP_ADD_TC(tp, threads_that_take_turns_share_a_socket);
	ATF_TP_ADD_TC(tp, default_timeout_changes_while_sockets_open);
	ATF_TP_ADD_TC(tp, broken_pipes_in_threads_kill_nobody);
	ATF_TP_ADD_TC(tp, one_listener_accepts_in_several_threads);
	return atf_no_error();
}
