/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/bench/calls.h"
#include "harness/bench/figure.h"
#include "harness/bench/gcm.h"
#include "harness/bench/party.h"
#include "harness/world/clock.h"
#include "harness/world/processor.h"

#define MOST_ROUNDS 1001
#define LARGEST (1 << 20)	/* bytes that sendmsg() is given */
#define WARM 16			/* calls before the clock is looked at */
#define FILLED (64 << 20)	/* of a file; the rest is a hole */

/* Who does the work; CALLS: the system calls that C makes, and no more. */
enum who { RAW, C, PYTHON, KCAPI, CALLS, PARTIES };

struct bench {
	int sv[2];		/* a pair whose other end is emptied between */
	bool is_large;		/* it holds all that is sent at once */
	int stream;		/* one that a process of its own reads from */
	pid_t reader;
	struct pysock sender, streamer, receiver;
	char *data;
	struct gcm gcm;
	struct party copy, python;
	const struct work *works;
};

/* A work is done `times` by one, then as often by the next. */
struct work {
	const char *shown;
	const char *method;	/* as oracle/bench.py has it */
	void (*run)(struct bench *, const struct work *, enum who, int times);
	size_t size;		/* bytes */
	int times, rounds;
	bool streams;		/* into the process that reads, if the pair
				   cannot hold it */
	double goal;		/* of the speed of raw system calls */
	double other;		/* of Python's, or of libkcapi's */
	int *file;		/* of that size, for sendfile() */
};

static int files[5];

static void
fail(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static bool
streams(const struct bench *b, const struct work *w)
{
	return w->streams && !b->is_large;
}

static void
run_sendmsg(struct bench *b, const struct work *w, enum who who, int times)
{
	struct pysock *sock = streams(b, w) ? &b->streamer : &b->sender;
	struct pysock_message m = PYSOCK_MESSAGE_INIT;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct iovec iov = { b->data, w->size };
	struct msghdr raw = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t n;

	m.iov = &iov;
	m.iov_len = 1;
	for (; times > 0; times--) {
		n = who == RAW ? sendmsg(sock->fd, &raw, MSG_NOSIGNAL) :
		    pysock_sendmsg(sock, &m, 0, &e);
		if (n != (ssize_t)w->size)
			fail("sendmsg");
	}
}

static void
run_recv(struct bench *b, const struct work *w, enum who who, int times)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	ssize_t n;

	for (; times > 0; times--) {
		n = who == RAW ? recv(b->sv[1], b->data, w->size, 0) :
		    pysock_recv(&b->receiver, b->data, w->size, 0, &e);
		if (n != (ssize_t)w->size)
			fail("recv");
	}
}

static off_t
make_calls(int to, int file, size_t size)
{
	sigset_t set, before;
	off_t offset = 0;
	struct stat st;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	fstat(file, &st);
	sigprocmask(SIG_BLOCK, &set, &before);
	while (sendfile(to, file, &offset, size) > 0)
		continue;
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return lseek(file, offset, SEEK_SET);
}

static void
run_sendfile(struct bench *b, const struct work *w, enum who who, int times)
{
	struct pysock *sock = streams(b, w) ? &b->streamer : &b->sender;
	struct pysock_file f = PYSOCK_FILE_INIT;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	off_t offset;

	f.fd = *w->file;
	for (; times > 0; times--) {
		offset = 0;
		if (who == RAW)
			while (sendfile(sock->fd, f.fd, &offset, w->size) > 0)
				continue;
		else if (who == CALLS)
			offset = make_calls(sock->fd, f.fd, w->size);
		else
			offset = pysock_sendfile(sock, &f, 0, PYSOCK_UNTIL_EOF,
			    NULL, &e);
		if (offset != (off_t)w->size)
			fail("sendfile");
	}
}

static void
run_gcm(struct bench *b, const struct work *w, enum who who, int times)
{
	for (; times > 0; times--)
		if (who == RAW)
			gcm_raw(&b->gcm, w->size);
		else if (who == C)
			gcm_c(&b->gcm, w->size);
		else
			gcm_kcapi(&b->gcm, w->size);
}

#define SENDMSG(shown, size, times, rounds, streams) \
	{ "sendmsg of " shown, "sendmsg", run_sendmsg, size, times, rounds, \
	    streams, 0.97, 0, NULL }
#define SENDFILE(shown, size, times, rounds, streams, n) \
	{ "sendfile of " shown, "sendfile", run_sendfile, size, times, rounds, \
	    streams, 0.98, 1, &files[n] }
#define GCM(shown, size, times, rounds) \
	{ "AES-GCM of " shown, "gcm", run_gcm, size, times, rounds, false, \
	    0.97, 1, NULL }

static const struct work stream_works[] = {
	SENDMSG("64 B", 64, 256, 1001, false),
	SENDMSG("1 KiB", 1024, 48, 1001, false),
	SENDMSG("16 KiB", 16384, 6, 1001, false),
	SENDMSG("64 KiB", 65536, 2, 1001, false),
	SENDMSG("1 MiB", LARGEST, 2, 401, true),
	{ "recv of 64 B, timeout, data there", "recv", run_recv, 64, 128, 1001,
	    false, 0, 0, NULL },
	SENDFILE("4 KiB", 4096, 16, 1001, false, 0),
	SENDFILE("64 KiB", 65536, 2, 1001, false, 1),
	SENDFILE("1 MiB", 1 << 20, 2, 401, true, 2),
	SENDFILE("64 MiB", 64 << 20, 1, 101, true, 3),
	SENDFILE("1 GiB", 1 << 30, 1, 21, true, 4),
};

static const struct work gcm_works[] = {
	GCM("16 B", 16, 16, 501),
	GCM("256 B", 256, 16, 501),
	GCM("1 KiB", 1024, 16, 401),
	GCM("4 KiB", 4096, 8, 301),
	GCM("16 KiB", 16384, 4, 301),
	GCM("64 KiB", 65536, 2, 301),
};

/* Reads and forgets what is sent, in a process of its own. */
static pid_t
start_reader(int fd, int other)
{
	static char bytes[1 << 18];
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(other);
	while (read(fd, bytes, sizeof(bytes)) > 0)
		continue;
	_exit(0);
}

static bool
make_file(const struct work *w, struct why *why)
{
	*w->file = memfd_create("bench", 0);
	return (*w->file >= 0 && ftruncate(*w->file, (off_t)w->size) == 0 &&
	    posix_fallocate(*w->file, 0, w->size < FILLED ? (off_t)w->size :
	    FILLED) == 0) || why_errno(why, "cannot make a file");
}

static struct pysock
socket_of(int fd, int64_t timeout_ns)
{
	return (struct pysock){ fd, AF_UNIX, SOCK_STREAM, 0, timeout_ns };
}

static bool
prepare_stream(struct bench *b, struct why *why)
{
	int some = 1 << 20, most = INT_MAX / 2, sv[2];
	size_t i;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, b->sv) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, sv) != 0)
		return why_errno(why, "cannot make a pair of sockets");
	/* root may; a gigabyte of pages that sendfile(2) lends then fits. */
	b->is_large = setsockopt(b->sv[0], SOL_SOCKET, SO_SNDBUFFORCE, &most,
	    sizeof(most)) == 0;
	if (!b->is_large)
		setsockopt(b->sv[0], SOL_SOCKET, SO_SNDBUF, &some,
		    sizeof(some));
	fcntl(b->sv[1], F_SETFL, O_NONBLOCK);
	b->sender = socket_of(b->sv[0], PYSOCK_BLOCKING);
	b->receiver = socket_of(b->sv[1], INT64_C(5000000000));
	b->streamer = socket_of(sv[0], PYSOCK_BLOCKING);
	b->stream = sv[0];
	b->reader = start_reader(sv[1], sv[0]);
	close(sv[1]);
	b->data = calloc(1, LARGEST);
	for (i = 0; i < sizeof(stream_works) / sizeof(stream_works[0]); i++)
		if (stream_works[i].file != NULL &&
		    !make_file(&stream_works[i], why))
			return false;
	return true;
}

/* Others made the first few calls slow meanwhile: they do not count. */
static int
warm(const struct work *w)
{
	return w->times > WARM ? WARM : 1;
}

/* Puts there what is to be received; not a part of the work. */
static void
fill(struct bench *b, const struct work *w)
{
	int i;

	for (i = 0; w->run == run_recv && i < warm(w) + w->times; i++)
		if (send(b->sv[0], b->data, w->size, 0) != (ssize_t)w->size)
			fail("send");
}

/* Takes away what was sent. */
static void
drain(struct bench *b, const struct work *w)
{
	size_t left = w->size * (size_t)(warm(w) + w->times);
	ssize_t n;

	if (streams(b, w) || w->run == run_recv || w->run == run_gcm)
		return;
	for (; left > 0; left -= (size_t)n) {
		n = recv(b->sv[1], b->data, LARGEST, 0);
		if (n <= 0)
			fail("what was sent is not there");
	}
}

/*
 * In one process for all but Python, so that where that runs and how its memory
 * lies says nothing of them.
 */
static void
serve(void *arg)
{
	struct bench *b = arg;
	int64_t start;
	int who, n, times;

	if (b->data != NULL)
		memset(b->data, 'x', LARGEST);
	while (scanf("%d %d %d", &who, &n, &times) == 3) {
		start = clock_now_ns();
		b->works[n].run(b, &b->works[n], (enum who)who, times);
		printf("%.1f\n", (double)(clock_now_ns() - start) / times);
		fflush(stdout);
	}
	_exit(0);
}

static double
measure(struct bench *b, const struct work *w, enum who who)
{
	struct party *party = who == PYTHON ? &b->python : &b->copy;
	char what[80];
	double ns;

	fill(b, w);
	if (who == PYTHON)
		snprintf(what, sizeof(what), "%s %zu %d %d", w->method, w->size,
		    w->run == run_recv ? b->sv[1] : streams(b, w) ?
		    b->stream : b->sv[0], w->file != NULL ? *w->file : -1);
	else
		snprintf(what, sizeof(what), "%d %td", (int)who, w - b->works);
	party_measure(party, what, warm(w));
	ns = party_measure(party, what, w->times);
	drain(b, w);
	return ns;
}

static bool
does(const struct bench *b, const struct work *w, int who)
{
	return who == KCAPI ? b->gcm.kcapi != NULL :
	    who != CALLS || w->run == run_sendfile;
}

static void
show(const struct bench *b, const struct work *w, double (*ns)[MOST_ROUNDS],
    FILE *out)
{
	static const char *const names[] = { [PYTHON] = "C : CPython",
	    [KCAPI] = "C : libkcapi", [CALLS] = "C : calls" };
	struct figure f = figure_of(ns[C], ns[RAW], w->rounds);
	double goal;
	int who;

	figure_print(&f, w->shown, "C : raw", w->goal, out);
	for (who = PYTHON; who < PARTIES; who++) {
		if (!does(b, w, who))
			continue;
		goal = who == (w->run == run_gcm ? KCAPI : PYTHON) ?
		    w->other : 0;
		f = figure_of(ns[C], ns[who], w->rounds);
		figure_print(&f, "", names[who], goal, out);
	}
}

/* Each has each place in a round as often as the others. */
static void
run_work(struct bench *b, const struct work *w, FILE *out)
{
	static double ns[PARTIES][MOST_ROUNDS];
	int doing[PARTIES] = { RAW }, parties = 0, round, i, who;

	for (who = 0; who < PARTIES; who++)
		if (does(b, w, who)) {
			doing[parties++] = who;
			measure(b, w, (enum who)who);
		}
	for (round = 0; round < w->rounds; round++)
		for (i = 0; i < parties; i++) {
			who = doing[(round + i) % parties];
			ns[who][round] = measure(b, w, (enum who)who);
		}
	show(b, w, ns, out);
	fprintf(out, "%-34s %.0f ns by raw system calls\n", "",
	    figure_median(ns[RAW], w->rounds));
}

static void
end(struct bench *b)
{
	party_release(&b->copy);
	party_release(&b->python);
	gcm_release(&b->gcm);
	if (b->stream >= 0)
		close(b->stream);
	if (b->reader > 0)
		waitpid(b->reader, NULL, 0);
	free(b->data);
}

static bool
run_works(const char *top, bool afalg, FILE *out, struct why *why)
{
	struct bench b = { .sv = { -1, -1 }, .stream = -1, .gcm = GCM_INIT,
	    .copy = PARTY_INIT, .python = PARTY_INIT,
	    .works = afalg ? gcm_works : stream_works };
	size_t n = afalg ? sizeof(gcm_works) / sizeof(gcm_works[0]) :
	    sizeof(stream_works) / sizeof(stream_works[0]);
	bool ok = fflush(out) == 0 &&
	    (afalg ? gcm_start(&b.gcm, why) : prepare_stream(&b, why)) &&
	    party_start_copy(&b.copy, serve, &b, why) &&
	    party_start_python(&b.python, top, why);
	size_t i;

	if (ok)
		fprintf(out, "%-34s %-12s %6s  %-15s  %-15s %5s\n", "speed",
		    "of : to", "ratio", "95 % interval", "half of rounds",
		    "rounds");
	if (ok && afalg && b.gcm.kcapi == NULL)
		fputs("not compared with libkcapi: built without it\n", out);
	for (i = 0; ok && i < n; i++)
		run_work(&b, &b.works[i], out);
	end(&b);
	return ok;
}

/* All on one processor: who is farther from where data go is told slower. */
bool
calls_run(const char *top, bool afalg, FILE *out, struct why *why)
{
	bool ok;

	processor_keep(-1);
	ok = run_works(top, afalg, out, why);
	processor_let();
	return ok;
}
