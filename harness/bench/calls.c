/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/bench/calls.h"
#include "harness/protocol/text.h"
#include "harness/pysock/pysock.h"
#include "harness/world/clock.h"

#ifdef __has_include
#if __has_include(<linux/if_alg.h>)
#include <linux/if_alg.h>
#endif
#endif

#define ROUNDS 15
#define FILE_BYTES (64 << 20)

/* The three who make the calls. */
enum party { RAW, C, PYTHON, PARTIES };

struct bench {
	int sock, file;		/* what is sent on, what sendfile sends */
	int op;			/* AF_ALG operation socket */
	char *data;		/* 64 KiB and the tag */
	struct pysock pysock, pysock_op;
	FILE *to_python, *from_python;
	pid_t python, reader;
};

struct work {
	const char *name, *shown;
	bool afalg;
	size_t size;		/* bytes; 0: the whole file */
	int times;		/* calls in a round */
};

static const struct work works[] = {
	{ "sendmsg-64", "sendmsg of 64 B", false, 64, 20000 },
	{ "sendmsg-65536", "sendmsg of 64 KiB", false, 65536, 2000 },
	{ "sendfile-64M", "sendfile of 64 MiB", false, 0, 2 },
	{ "gcm-16", "AES-GCM of 16 B by sendmsg_afalg", true, 16, 500 },
	{ "gcm-65536", "AES-GCM of 64 KiB by sendmsg_afalg", true, 65536, 60 },
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
start_python(struct bench *b, const char *top, struct why *why)
{
	struct text script = TEXT_INIT;
	int in[2], out[2];

	text_addf(&script, "%s/oracle/bench.py", top);
	if (pipe(in) != 0 || pipe(out) != 0)
		return why_errno(why, "cannot make a pipe");
	b->python = fork();
	if (b->python == 0) {
		int sock = fcntl(b->sock, F_DUPFD, 20);
		int file = fcntl(b->file >= 0 ? b->file : 0, F_DUPFD, 20);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(sock, 3);
		dup2(file, 4);
		close_range(5, ~0u, 0);
		execlp("python3", "python3", "-E", "-S", text_get(&script),
		    (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	text_release(&script);
	b->to_python = fdopen(in[1], "w");
	b->from_python = fdopen(out[0], "r");
	return true;
}

static bool
prepare_stream(struct bench *b, struct why *why)
{
	int sv[2];

	b->file = memfd_create("bench", MFD_CLOEXEC);
	if (b->file < 0 || ftruncate(b->file, FILE_BYTES) != 0 ||
	    posix_fallocate(b->file, 0, FILE_BYTES) != 0)
		return why_errno(why, "cannot make a file of 64 MiB");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sv) != 0)
		return why_errno(why, "cannot make a pair of sockets");
	b->sock = sv[0];
	b->pysock = (struct pysock){ sv[0], AF_UNIX, SOCK_STREAM, 0,
	    PYSOCK_BLOCKING };
	b->reader = start_reader(sv[1], sv[0]);
	close(sv[1]);
	return true;
}

static bool
prepare_gcm(struct bench *b, struct why *why)
{
	struct sockaddr_alg sa = { .salg_family = AF_ALG, .salg_type = "aead",
	    .salg_name = "gcm(aes)" };
	static const char key[16];
	int parent = socket(AF_ALG, SOCK_SEQPACKET, 0);

	if (parent < 0 || bind(parent, (struct sockaddr *)&sa, sizeof(sa)) != 0
	    || setsockopt(parent, SOL_ALG, ALG_SET_KEY, key, sizeof(key)) != 0
	    || setsockopt(parent, SOL_ALG, ALG_SET_AEAD_AUTHSIZE, NULL, 16) != 0)
		return why_errno(why, "this kernel has no gcm(aes) on AF_ALG");
	b->sock = parent;
	b->op = accept(parent, NULL, 0);
	if (b->op < 0)
		return why_errno(why, "cannot accept on AF_ALG");
	b->pysock_op = (struct pysock){ b->op, AF_ALG, SOCK_SEQPACKET, 0,
	    PYSOCK_BLOCKING };
	return true;
}

static void
raw_gcm(struct bench *b, size_t size)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(4) + CMSG_SPACE(4 + 12) + CMSG_SPACE(4)];
	} control = { .bytes = { 0 } };
	struct iovec iov = { b->data, size };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };
	static const struct {
		int type;
		unsigned len, value;
	} items[] = { { ALG_SET_OP, 4, ALG_OP_ENCRYPT },
	    { ALG_SET_IV, 16, 12 }, { ALG_SET_AEAD_ASSOCLEN, 4, 0 } };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	size_t i;

	for (i = 0; i < 3; i++, c = CMSG_NXTHDR(&m, c)) {
		c->cmsg_level = SOL_ALG;
		c->cmsg_type = items[i].type;
		c->cmsg_len = CMSG_LEN(items[i].len);
		memcpy(CMSG_DATA(c), &items[i].value, 4);
	}
	if (sendmsg(b->op, &m, 0) != (ssize_t)size ||
	    recv(b->op, b->data, size + 16, 0) != (ssize_t)size + 16)
		abort();
}

static void
c_gcm(struct bench *b, size_t size)
{
	static const char iv[12];
	struct iovec iov = { b->data, size };
	struct pysock_afalg m = PYSOCK_AFALG_INIT;
	struct pysock_error e = PYSOCK_ERROR_INIT;

	m.op = ALG_OP_ENCRYPT;
	m.iv = iv;
	m.iv_len = sizeof(iv);
	m.has_assoclen = true;
	m.iov = &iov;
	m.iov_len = 1;
	if (pysock_sendmsg_afalg(&b->pysock_op, &m, 0, &e) != (ssize_t)size ||
	    pysock_recv(&b->pysock_op, b->data, size + 16, 0, &e) !=
	    (ssize_t)size + 16)
		abort();
}

static void
send_all(struct bench *b, enum party who, size_t size)
{
	struct pysock_message m = PYSOCK_MESSAGE_INIT;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct iovec iov = { b->data, size };
	struct msghdr raw = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t n;

	m.iov = &iov;
	m.iov_len = 1;
	for (; iov.iov_len > 0; iov.iov_len -= (size_t)n) {
		n = who == RAW ? sendmsg(b->sock, &raw, MSG_NOSIGNAL) :
		    pysock_sendmsg(&b->pysock, &m, 0, &e);
		if (n <= 0)
			abort();
	}
}

static void
send_file(struct bench *b, enum party who)
{
	struct pysock_file f = PYSOCK_FILE_INIT;
	struct pysock_error e = PYSOCK_ERROR_INIT;
	off_t offset = 0;

	f.fd = b->file;
	if (who == C) {
		if (pysock_sendfile(&b->pysock, &f, 0, PYSOCK_UNTIL_EOF, NULL,
		    &e) != FILE_BYTES)
			abort();
		return;
	}
	while (sendfile(b->sock, b->file, &offset, FILE_BYTES) > 0)
		continue;
	if (offset != FILE_BYTES)
		abort();
}

/* ns that one call took on average. */
static double
measure(struct bench *b, const struct work *w, enum party who)
{
	int64_t start;
	long ns = 0;
	int i;

	if (who == PYTHON) {
		fprintf(b->to_python, "%s %d\n", w->name, w->times);
		fflush(b->to_python);
		if (fscanf(b->from_python, "%ld", &ns) != 1)
			return 0;
		return (double)ns;
	}
	start = clock_now_ns();
	for (i = 0; i < w->times; i++) {
		if (w->afalg && who == RAW)
			raw_gcm(b, w->size);
		else if (w->afalg)
			c_gcm(b, w->size);
		else if (w->size > 0)
			send_all(b, who, w->size);
		else
			send_file(b, who);
	}
	return (double)(clock_now_ns() - start) / w->times;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
run_work(struct bench *b, const struct work *w, FILE *out)
{
	double ns[PARTIES][ROUNDS];
	int round, who;

	for (round = 0; round < ROUNDS; round++)
		for (who = RAW; who < PARTIES; who++)
			ns[who][round] = measure(b, w, (enum party)who);
	for (who = RAW; who < PARTIES; who++)
		qsort(ns[who], ROUNDS, sizeof(double), ascending);
	fprintf(out, "%-38s %12.0f ns raw   C %5.2f   Python %5.2f\n", w->shown,
	    ns[RAW][ROUNDS / 2], ns[C][ROUNDS / 2] / ns[RAW][ROUNDS / 2],
	    ns[PYTHON][ROUNDS / 2] / ns[RAW][ROUNDS / 2]);
	fflush(out);
}

static void
end(struct bench *b)
{
	if (b->to_python != NULL)
		fclose(b->to_python);
	if (b->python > 0)
		waitpid(b->python, NULL, 0);
	if (b->from_python != NULL)
		fclose(b->from_python);
	close(b->sock);
	if (b->reader > 0)
		waitpid(b->reader, NULL, 0);
	if (b->file >= 0)
		close(b->file);
	free(b->data);
}

bool
calls_run(const char *top, bool afalg, FILE *out, struct why *why)
{
	struct bench b = { .sock = -1, .file = -1, .op = -1,
	    .data = calloc(1, 65536 + 16) };
	bool ok = (afalg ? prepare_gcm(&b, why) : prepare_stream(&b, why)) &&
	    start_python(&b, top, why);
	size_t i;

	for (i = 0; ok && i < sizeof(works) / sizeof(works[0]); i++)
		if (works[i].afalg == afalg)
			run_work(&b, &works[i], out);
	end(&b);
	return ok;
}
