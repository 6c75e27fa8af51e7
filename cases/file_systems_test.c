/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Regular files of other file systems than that of the work directory. Each
 * has its own way from its pages to a socket.
 */
#include <unistd.h>

#include "cases/sendfile.h"
#include "harness/scene/share.h"
#include "harness/world/clock.h"

#define TAKING_MS 1000	/* for what was sent to come, at most */

/* A file that is changed: to what length, from where on, and sent from where. */
#define SIZE 9000
#define CUT_TO 5000
#define CHANGED_AT 4096
#define CHANGE "changed"
#define CHANGE_LEN 7
#define AGAIN_FROM 4090

static void
send_file(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "socket"));
	struct file *f = give_file(sc);

	p->drains = true;
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendfile(f1,%s,%s)", axis(sc, "offset"),
	    axis(sc, "count"));
	offset(sc, f);
	received(sc, p);
}

static void
is_sent(struct documented *d, const struct instance *i)
{
	want_due(d, i);
	documented_want(d, "offset", "%lld", number_or(i, "offset", 0) +
	    due(i));
}

/*
 * The kernel sends pages of the file itself, so that what is changed before it
 * is read may arrive as either: sendfile(2) asks not to do that.
 */
static void
take(struct scene *sc, struct peer *p, uint64_t bytes)
{
	int tries;

	for (tries = 0; !over(sc) && p->received_bytes < bytes &&
	    tries < TAKING_MS; tries++) {
		peer_drain(p);
		if (p->received_bytes < bytes)
			clock_sleep_ms(1);
	}
}

/* What was sent and read is written over, and cut off. */
static void
change_and_send_again(struct scene *sc)
{
	struct peer *p = pair(sc, axis(sc, "socket"));
	struct file *f = give_file(sc);

	rests_on_room(sc);
	set_up(sc, "s1.settimeout(%s)", axis(sc, "timeout"));
	call(sc, "s1.sendfile(f1)");
	take(sc, p, (uint64_t)axis_number(sc, "size"));
	if (!over(sc) && (ftruncate(f->fd, CUT_TO) != 0 ||
	    pwrite(f->fd, CHANGE, CHANGE_LEN, CHANGED_AT) != CHANGE_LEN))
		broken(sc, "cannot change a file");
	file_is_right(f);
	call(sc, "s1.sendfile(f1,%d)", AGAIN_FROM);
	offset(sc, f);
	received(sc, p);
}

/* All of the file as it was, and then the rest of it as it is. */
static void
change_is_sent(struct documented *d, const struct instance *i)
{
	char bytes[SIZE + CUT_TO - AGAIN_FROM];

	(void)i;
	fill_bytes(bytes, SIZE, FILL_SEED, 0);
	fill_bytes(bytes + SIZE, CUT_TO - AGAIN_FROM, FILL_SEED, AGAIN_FROM);
	memcpy(bytes + SIZE + CHANGED_AT - AGAIN_FROM, CHANGE, CHANGE_LEN);
	want_bytes(d, bytes, sizeof(bytes));
}

#define SOCKETS "socket=tcp|unix"
#define TIMEOUTS "timeout=none|0.5"

static const struct row rows[] = {
	{ .name = "file_of_each_file_system_is_sent", .clause = "SENDFILE-01",
	  .act = send_file, .documented = is_sent,
	  .axes = { "kind=regular|tmpfs|ramfs|overlay|loop", SOCKETS, TIMEOUTS,
	    "size=20000", "offset=0|4097", "count=none|3000" } },

	{ .name = "file_of_the_host_is_sent", .clause = "SENDFILE-01",
	  .act = send_file, .documented = is_sent,
	  .axes = { "kind=hostfs", "socket=unix", TIMEOUTS, "size=20000",
	    "offset=4097", "count=none" } },

	{ .name = "changed_file_is_sent_as_it_is", .clause = "SENDFILE-01",
	  .act = change_and_send_again, .documented = change_is_sent,
	  .axes = { "kind=regular|memfd|tmpfs|ramfs|overlay|loop", SOCKETS,
	    TIMEOUTS, "size=9000" },
	  .doc = "sendfile: returned 9000; sendfile#2: returned 910; "
	    "offset: 5000" },
};

AREA_ROWS(file_systems, rows);
