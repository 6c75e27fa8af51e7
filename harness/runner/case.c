/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/runner/case.h"
#include "harness/runner/known.h"
#include "harness/runner/recall.h"
#include "harness/world/clock.h"
#include "harness/world/processor.h"

#define WORKERS_MAX 8	/* sessions side by side for what waits */
#define WORKERS_EACH 4	/* of them on a processor */
#define SHARE_MIN 8	/* instances that pay for the start of a worker */

/* A result as a worker hands it over; its text follows. */
struct parcel {
	size_t index;
	size_t text_len, brief_len, stale_len, absent_len, recording_len;
	bool expected, executed, unsupported, conforms;
};

struct slot {
	struct parcel parcel;
	char *text;	/* text, brief, stale, absent: one behind the other */
};

void
tally_release(struct tally *t)
{
	text_release(&t->first);
	text_release(&t->absent);
}

static void
today(char date[16])
{
	time_t now = time(NULL);
	struct tm tm;

	strftime(date, 16, "%Y-%m-%d", gmtime_r(&now, &tm));
}

/* A line "stale entry=… reason=…", if the ledger is wrong about the result. */
static void
format_stale(const struct runner *r, const struct result *result,
    struct text *out)
{
	const struct ledger_entry *e = known_stale(r, result);
	struct text reason = TEXT_INIT;
	char date[16];

	today(date);
	if (e != NULL)
		text_addf(&reason, "%s did not show '%s'",
		    result->instance->id, e->line);
	else if (result->entry != NULL && ledger_overdue(result->entry, date)) {
		e = result->entry;
		text_addf(&reason, "its review was due on %s", e->review);
	}
	if (e != NULL) {
		text_adds(out, "stale entry=");
		value_format_str(e->name, strlen(e->name), out);
		text_adds(out, " reason=");
		value_format_str(text_get(&reason), reason.len, out);
		text_addc(out, '\n');
	}
	text_release(&reason);
}

static bool
write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;
	ssize_t n;

	while (len > 0) {
		n = write(fd, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* Runs one instance and packs what came of it. */
static void
run_one(struct runner *r, const struct instances *all, size_t index,
    struct slot *slot)
{
	struct result result;
	struct text text = TEXT_INIT;
	struct parcel *p = &slot->parcel;
	enum verdict_kind kind;

	runner_run(r, &all->at[index], false, &result);
	kind = result.verdict.kind;
	*p = (struct parcel){ .index = index };
	result_format(&result, &text);
	p->text_len = text.len;
	result_format_brief(&result, &text);
	p->brief_len = text.len - p->text_len;
	format_stale(r, &result, &text);
	p->stale_len = text.len - p->text_len - p->brief_len;
	if (kind == VERDICT_UNSUPPORTED && result.verdict.reason != NULL)
		text_adds(&text, result.verdict.reason);
	p->absent_len = text.len - p->text_len - p->brief_len - p->stale_len;
	if (kind != VERDICT_UNSTABLE)
		p->recording_len = result.recording.len;
	text_add(&text, text_get(&result.recording), p->recording_len);
	p->expected = result.expected;
	p->unsupported = kind == VERDICT_UNSUPPORTED;
	p->executed = kind != VERDICT_UNSUPPORTED && kind != VERDICT_BROKEN;
	p->conforms = kind == VERDICT_CONFORMS;
	slot->text = text_detach(&text);
	result_release(&result);
}

static size_t
parcel_size(const struct parcel *p)
{
	return p->text_len + p->brief_len + p->stale_len + p->absent_len +
	    p->recording_len;
}

/* The lines that tell kernel, libc, IUT and oracle; none if one fails. */
static void
format_platform(struct runner *r, struct text *out)
{
	struct text name = TEXT_INIT;
	struct why why = WHY_INIT;

	if (!runner_start(r, &why) || r->iut.name == NULL ||
	    r->oracle.name == NULL)
		return;
	text_addf(out, "platform name=%s kernel='%s' libc=",
	    r->config.platform, r->kernel);
	value_format_str(r->iut.libc, strlen(r->iut.libc), out);
	text_addf(out, " arch=%s\niut name=", r->arch);
	value_format_str(r->iut.name, strlen(r->iut.name), out);
	text_adds(out, "\noracle name=");
	text_addf(&name, "%s%s", r->oracle.name,
	    recall_is_oracle(r) ? " (recorded)" : "");
	value_format_str(text_get(&name), name.len, out);
	text_addc(out, '\n');
	text_release(&name);
}

static bool
send_slot(int fd, const struct slot *s)
{
	return write_all(fd, &s->parcel, sizeof(s->parcel)) &&
	    write_all(fd, s->text, parcel_size(&s->parcel));
}

/* In the slot behind those of the instances. */
static bool
send_platform(struct runner *r, const struct instances *all, int fd)
{
	struct text text = TEXT_INIT;
	struct slot slot = { .parcel = { .index = all->len } };
	bool ok;

	format_platform(r, &text);
	slot.parcel.text_len = text.len;
	slot.text = text_detach(&text);
	ok = send_slot(fd, &slot);
	free(slot.text);
	return ok;
}

/* Runs each step-th instance and sends the parcels. */
static _Noreturn void
worker(struct runner *r, const struct instances *all, size_t first,
    size_t step, int fd)
{
	struct slot slot;
	bool ok = true;
	size_t i;

	processor_keep(processor_nth(first));
	clock_control_start();
	if (first == 0)
		ok = send_platform(r, all, fd);
	for (i = first; ok && i < all->len; i += step) {
		run_one(r, all, i, &slot);
		ok = send_slot(fd, &slot);
		free(slot.text);
	}
	runner_release(r);
	_exit(0);
}

/* Moves the parcels that are whole from `in` to their slots. */
static void
unpack(struct text *in, struct slot *slots, size_t len)
{
	struct parcel p;
	size_t body;

	while (in->len >= sizeof(p)) {
		memcpy(&p, in->at, sizeof(p));
		body = parcel_size(&p);
		if (in->len < sizeof(p) + body)
			return;
		if (p.index < len && slots[p.index].text == NULL) {
			slots[p.index].parcel = p;
			slots[p.index].text = strndup(in->at + sizeof(p), body);
		}
		memmove(in->at, in->at + sizeof(p) + body,
		    in->len - sizeof(p) - body);
		text_cut(in, in->len - sizeof(p) - body);
	}
}

static void
collect(int *fds, size_t n, struct slot *slots, size_t len)
{
	struct text in[WORKERS_MAX] = { { NULL, 0, 0 } };
	struct pollfd polls[WORKERS_MAX];
	char bytes[65536];
	size_t open = n, i;
	ssize_t got;

	for (i = 0; i < n; i++)
		polls[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
	while (open > 0 && (poll(polls, n, -1) > 0 || errno == EINTR))
		for (i = 0; i < n; i++) {
			if (polls[i].fd < 0 || polls[i].revents == 0)
				continue;
			got = read(polls[i].fd, bytes, sizeof(bytes));
			if (got > 0) {
				text_add(&in[i], bytes, (size_t)got);
				unpack(&in[i], slots, len);
				continue;
			}
			close(polls[i].fd);
			polls[i].fd = -1;
			open--;
		}
	for (i = 0; i < n; i++)
		text_release(&in[i]);
}

static void
run_workers(struct runner *r, const struct instances *all, struct slot *slots)
{
	size_t n, i, step = (all->len + SHARE_MIN - 1) / SHARE_MIN;
	size_t most = processor_count() * WORKERS_EACH;
	int fds[WORKERS_MAX], ends[2];
	pid_t pids[WORKERS_MAX];

	if (most > WORKERS_MAX)
		most = WORKERS_MAX;
	if (step > most)
		step = most;
	for (n = 0; n < step; n++) {
		if (pipe(ends) != 0)
			break;
		pids[n] = fork();
		if (pids[n] == 0) {
			close(ends[0]);
			worker(r, all, n, step, ends[1]);
		}
		close(ends[1]);
		fds[n] = ends[0];
	}
	collect(fds, n, slots, all->len + 1);
	for (i = 0; i < n; i++)
		while (waitpid(pids[i], NULL, 0) < 0 && errno == EINTR)
			continue;
}

static void
remember(struct text *t, const char *bytes, size_t len)
{
	if (t->len == 0)
		text_add(t, bytes, len);
}

static void
count(const struct slot *s, FILE *out, struct tally *t)
{
	const struct parcel *p = &s->parcel;
	const char *brief = s->text + p->text_len;
	const char *stale = brief + p->brief_len;

	fwrite(s->text, 1, p->text_len, out);
	fwrite(stale, 1, p->stale_len, out);
	t->executed += p->executed;
	t->unsupported += p->unsupported;
	if (p->unsupported)
		remember(&t->absent, stale + p->stale_len, p->absent_len);
	if (!p->expected) {
		t->unexpected++;
		remember(&t->first, brief, p->brief_len);
	} else if (!p->conforms && !p->unsupported)
		t->known++;
	if (p->stale_len > 0) {
		t->unexpected++;
		remember(&t->first, stale, p->stale_len - 1);
	}
}

/* Writes the oracle's traces to RECORD/AREA.ROW, in the order of the axes. */
static void
record(const struct config *config, const struct instances *all,
    const struct slot *slots, struct tally *t)
{
	struct text path = TEXT_INIT;
	const struct parcel *p;
	FILE *out = NULL;
	bool ok;
	size_t i;

	if (config->record[0] == '\0')
		return;
	text_addf(&path, "%s/%s.%s", config->record, all->at[0].area->name,
	    all->at[0].row->name);
	out = fopen(text_get(&path), "w");
	ok = out != NULL;
	for (i = 0; ok && i < all->len; i++) {
		p = &slots[i].parcel;
		if (slots[i].text != NULL)
			ok = fwrite(slots[i].text + parcel_size(p) -
			    p->recording_len, 1, p->recording_len, out) ==
			    p->recording_len;
	}
	if (out != NULL && fclose(out) != 0)
		ok = false;
	if (!ok) {
		t->unexpected++;
		text_addf(&t->first, "cannot write '%s'", text_get(&path));
	}
	text_release(&path);
}

static void
count_all(const struct instances *all, const struct slot *slots, FILE *out,
    struct tally *t)
{
	char sentence[] = "a worker ended without a result";
	size_t i;

	for (i = 0; i < all->len; i++) {
		if (slots[i].text != NULL) {
			count(&slots[i], out, t);
			continue;
		}
		fprintf(out, "instance id='%s' clause=%s verdict=broken "
		    "departs=none expected=false reason='%s'\n",
		    all->at[i].id, all->at[i].row->clause, sentence);
		t->unexpected++;
		remember(&t->first, sentence, sizeof(sentence) - 1);
	}
}

/* Says what the group of known answers is, and that all of it was planned. */
static void
print_group(const struct config *config, const struct row *row,
    const struct instances *all, FILE *out, struct tally *t)
{
	const struct group *g = row->group;
	struct text text = TEXT_INIT;
	struct why why = WHY_INIT;
	size_t size = 0;

	if (g == NULL)
		return;
	if (g->count(row, &size, &why) && config->all_vectors && !g->errors &&
	    size != all->len) {
		t->unexpected++;
		text_addf(&t->first, "there are %zu vectors, and the row has "
		    "%zu", size, all->len);
	}
	text_adds(&text, "group name=");
	value_format_str(g->name, strlen(g->name), &text);
	text_adds(&text, " source=");
	value_format_str(g->source, strlen(g->source), &text);
	text_adds(&text, " licence=");
	value_format_str(g->licence, strlen(g->licence), &text);
	fprintf(out, "%s errors=%s vectors=%zu\n", text_get(&text),
	    g->errors ? "true" : "false", size);
	text_release(&text);
}

void
case_run(const struct config *config, const struct area *area,
    const struct row *row, FILE *out, struct tally *t)
{
	struct instances all = INSTANCES_INIT;
	struct runner runner;
	struct why why = WHY_INIT;
	struct text platform = TEXT_INIT;
	struct slot *slots;
	size_t i;

	if (!runner_init(&runner, config, &why)) {
		t->unexpected++;
		text_adds(&t->first, why.text);
		return;
	}
	instances_widen(config->all_vectors);
	instances_add_row(&all, area, row);
	slots = calloc(all.len + 1, sizeof(*slots));
	if (slots == NULL)
		abort();
	fprintf(out, "planned instances=%zu clause=%s\n", all.len, row->clause);
	fflush(out);
	t->planned = all.len;
	print_group(config, row, &all, out, t);
	if (row->waits)
		run_workers(&runner, &all, slots);
	else {
		processor_keep(-1);
		clock_control_start();
		format_platform(&runner, &platform);
		slots[all.len].text = text_detach(&platform);
		for (i = 0; i < all.len; i++)
			run_one(&runner, &all, i, &slots[i]);
	}
	if (slots[all.len].text != NULL)
		fputs(slots[all.len].text, out);
	count_all(&all, slots, out, t);
	record(config, &all, slots, t);
	fprintf(out, "done instances=%zu executed=%zu\n", all.len, t->executed);
	for (i = 0; i <= all.len; i++)
		free(slots[i].text);
	free(slots);
	instances_release(&all);
	runner_release(&runner);
}
