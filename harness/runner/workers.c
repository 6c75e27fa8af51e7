/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/protocol/memory.h"
#include "harness/protocol/whole.h"
#include "harness/runner/workers.h"
#include "harness/world/clock.h"
#include "harness/world/processor.h"

#define WORKERS_MAX 8	/* sessions side by side */
#define WORKERS_EACH 4	/* of them on a processor */
#define SHARE 8	/* instances that pay for the start of a worker */
/* Where there are not more in all, and another processor starts it. */
#define SHARE_OF_FEW 2

static bool
send_slot(int fd, const struct slot *s)
{
	return write_whole(fd, &s->parcel, sizeof(s->parcel)) &&
	    write_whole(fd, s->text, parcel_size(&s->parcel));
}

/* Which instances are a worker's, and where it leaves what came of them. */
struct post {
	size_t first, step;
	int fd;
	struct phase_share *share;
};

/* Runs each step-th instance and sends the parcels. */
static _Noreturn void
worker(struct runner *r, const struct instances *all, const struct post *p)
{
	size_t first = p->first, step = p->step, i;
	struct slot slot;
	int fd = p->fd;
	bool ok = true;

	phase_start();
	processor_keep(processor_nth(first));
	clock_control_start();
	if (first == 0) {
		slot_tell_platform(r, all, &slot);
		ok = send_slot(fd, &slot);
		free(slot.text);
	}
	for (i = first; ok && i < all->len; i += step) {
		if (!slot_run_unless_lost(r, all, i, &slot))
			continue;
		ok = send_slot(fd, &slot);
		free(slot.text);
	}
	phase_turn(PHASE_STARTING, clock_now_ns());
	runner_release(r);
	phase_give(p->share);
	_exit(0);
}

/* Where parcels go. */
struct shelf {
	struct slot *slots;
	size_t len;
	slot_taker *take;
	void *arg;
};

/* Moves the parcels that are whole from `in` to their slots. */
static void
unpack(struct text *in, const struct shelf *shelf)
{
	struct parcel p;
	struct slot *slot;
	size_t body;

	while (in->len >= sizeof(p)) {
		memcpy(&p, in->at, sizeof(p));
		body = parcel_size(&p);
		if (in->len < sizeof(p) + body)
			return;
		slot = &shelf->slots[p.index];
		if (p.index < shelf->len && slot->text == NULL) {
			slot->parcel = p;
			slot->text = memory_copy_part(in->at + sizeof(p), body);
			shelf->take(shelf->arg, slot);
		}
		memmove(in->at, in->at + sizeof(p) + body,
		    in->len - sizeof(p) - body);
		text_cut(in, in->len - sizeof(p) - body);
	}
}

static void
collect(int *fds, size_t n, const struct shelf *shelf)
{
	struct text in[WORKERS_MAX] = { { NULL, 0, 0 } };
	struct pollfd polls[WORKERS_MAX];
	char bytes[65536];
	size_t open = n, i;
	ssize_t got;

	for (i = 0; i < n; i++)
		polls[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
	while (open > 0) {
		if (poll(polls, n, -1) < 0) {
			if (errno != EINTR)
				break;
			continue;
		}
		for (i = 0; i < n; i++) {
			if (polls[i].fd < 0 || polls[i].revents == 0)
				continue;
			got = read(polls[i].fd, bytes, sizeof(bytes));
			if (got < 0 && errno == EINTR)
				continue;
			if (got > 0) {
				text_add(&in[i], bytes, (size_t)got);
				unpack(&in[i], shelf);
				continue;
			}
			close(polls[i].fd);
			polls[i].fd = -1;
			open--;
		}
	}
	for (i = 0; i < n; i++) {
		text_release(&in[i]);
		if (polls[i].fd >= 0)
			close(polls[i].fd);
	}
}

/* What a worker starts has no part in it; a young kernel has no pipe2(). */
static bool
make_pipe(int ends[2])
{
	return pipe(ends) == 0 &&
	    fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
	    fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
}

void
workers_run(struct runner *r, const struct instances *all, struct slot *slots,
    slot_taker *take, void *arg)
{
	const struct shelf shelf = { slots, all->len + 1, take, arg };
	size_t share = all->len > SHARE || processor_count() == 1 ? SHARE :
	    SHARE_OF_FEW;
	size_t n, i, step = (all->len + share - 1) / share;
	size_t most = clock_is_exact() ? 1 : processor_count() * WORKERS_EACH;
	struct phase_share *spent = phase_share_new();
	int fds[WORKERS_MAX], ends[2];
	pid_t pids[WORKERS_MAX];

	if (most > WORKERS_MAX)
		most = WORKERS_MAX;
	if (step > most)
		step = most;
	for (n = 0; n < step; n++) {
		if (!make_pipe(ends))
			break;
		pids[n] = fork();
		if (pids[n] < 0) {
			close(ends[0]);
			close(ends[1]);
			break;
		}
		if (pids[n] == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			close(ends[0]);
			worker(r, all, &(struct post){ n, step, ends[1],
			    spent });
		}
		close(ends[1]);
		fds[n] = ends[0];
	}
	phase_turn(PHASE_AWAY, clock_now_ns());
	collect(fds, n, &shelf);
	for (i = 0; i < n; i++)
		while (waitpid(pids[i], NULL, 0) < 0 && errno == EINTR)
			continue;
	phase_turn(PHASE_REST, clock_now_ns());
	phase_take(spent);
}
