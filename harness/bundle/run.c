/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/bundle/bundle.h"
#include "harness/protocol/memory.h"
#include "harness/report/case.h"
#include "harness/report/report.h"
#include "harness/report/stream.h"
#include "harness/rows/areas.h"
#include "harness/rows/choice.h"
#include "harness/rows/revision.h"
#include "harness/runner/case.h"

#define AREAS_MAX 64

/* Where lines go, and what was printed of the case that is open. */
struct writer {
	uint64_t number;
	int file;		/* a copy of the stream; -1: none */
	int failed;		/* errno of a write that could not be made */
	struct text partial;	/* of a line */
	struct text output;	/* of the case */
};

static void
write_all(struct writer *w, int fd, const struct text *line)
{
	const char *at = text_get(line);
	size_t len = line->len;
	struct pollfd out = { .fd = fd, .events = POLLOUT };
	ssize_t n;

	while (len > 0) {
		n = write(fd, at, len);
		if (n < 0 && errno == EAGAIN)
			poll(&out, 1, -1);
		else if (n < 0 && errno != EINTR) {
			w->failed = errno;
			return;
		}
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
}

/* One line, in one system call, so that others come between whole ones. */
static void
put(struct writer *w, const char *text, size_t len)
{
	struct text line = TEXT_INIT;

	stream_format(&line, ++w->number, text, len);
	write_all(w, STDOUT_FILENO, &line);
	if (w->file >= 0)
		write_all(w, w->file, &line);
	text_release(&line);
}

static void __attribute__((format(printf, 2, 3)))
putf(struct writer *w, const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list ap;

	va_start(ap, format);
	text_vaddf(&text, format, ap);
	va_end(ap);
	put(w, text_get(&text), text.len);
	text_release(&text);
}

/* What a case prints comes here. */
static void
take(struct writer *w, const char *bytes, size_t len)
{
	const char *at, *newline;
	size_t left;

	text_add(&w->output, bytes, len);
	text_add(&w->partial, bytes, len);
	at = text_get(&w->partial);
	while ((newline = strchr(at, '\n')) != NULL) {
		put(w, at, (size_t)(newline - at));
		at = newline + 1;
	}
	left = w->partial.len - (size_t)(at - text_get(&w->partial));
	memmove(w->partial.at, at, left);
	text_cut(&w->partial, left);
}

struct plan {
	const char *names[AREAS_MAX];
	size_t len, cases, instances;
};

/* The head: what is going to be run. */
static void
put_plan(struct writer *w, struct plan *p)
{
	struct text lines = TEXT_INIT;
	struct revision revision;
	const struct area *area;
	const char *at, *end;
	size_t a, n, len;

	for (a = 0; a < p->len; a++) {
		area = area_named(p->names[a]);
		for (n = 0; n < area->rows_len; n++, p->cases++) {
			len = selection_count(NULL, area, &area->rows[n]);
			p->instances += len;
			text_addf(&lines, "stream_plan area=%s name=%s "
			    "clause=%s instances=%zu\n", area->name,
			    area->rows[n].name, area->rows[n].clause, len);
		}
	}
	revision_of_suite(&revision);
	putf(w, "stream revision=%s cases=%zu instances=%zu program=./%s",
	    revision.digits, p->cases, p->instances, BUNDLE_NAME);
	for (at = text_get(&lines); *at != '\0'; at = end + 1) {
		end = strchr(at, '\n');
		put(w, at, (size_t)(end - at));
	}
	text_release(&lines);
}

/* The case as the report knows it. */
static void
store(const struct writer *w, const struct area *area, const struct row *row,
    const struct store *s, struct identity *id)
{
	struct text name = TEXT_INIT, why = TEXT_INIT;
	struct test_case c = { .area = area->name, .reason = "",
	    .streamed = true,
	    .planned = (int64_t)selection_count(NULL, area, row),
	    .clause = row->clause,
	    .output = text_get(&w->output), .output_len = w->output.len };

	text_addf(&name, "%s_test:%s", area->name, row->name);
	c.name = text_get(&name);
	if (!case_store(s, id, &c, &why))
		store_problem(s, id->platform, "%s: %s", c.name,
		    text_get(&why));
	text_release(&name);
	text_release(&why);
}

/* In a process of its own, as a case of Kyua's is: what dies is one row. */
static _Noreturn void
row_process(const struct config *config, const struct area *area,
    const struct row *row, int to)
{
	struct tally tally = TALLY_INIT;
	FILE *out = fdopen(to, "w");

	phase_start();
	if (out == NULL)
		memory_ran_out();
	setvbuf(out, NULL, _IOLBF, BUFSIZ);
	case_run(config, area, row, out, &tally);
	if (tally.planned == 0 && tally.first.len > 0)
		fprintf(stderr, "pysock: %s\n", text_get(&tally.first));
	fclose(out);
	_exit(0);
}

static void
run_row(const struct config *config, const struct area *area,
    const struct row *row, struct writer *w)
{
	char bytes[65536];
	int ends[2];
	ssize_t n;
	pid_t pid = -1;

	if (pipe(ends) == 0)
		pid = fork();
	if (pid < 0) {
		w->failed = errno;
		return;
	}
	if (pid == 0) {
		close(ends[0]);
		fcntl(ends[1], F_SETFD, FD_CLOEXEC);
		row_process(config, area, row, ends[1]);
	}
	close(ends[1]);
	while ((n = read(ends[0], bytes, sizeof(bytes))) > 0 ||
	    (n < 0 && errno == EINTR))
		if (n > 0)
			take(w, bytes, (size_t)n);
	close(ends[0]);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

static void
run_plan(const struct config *config, const struct plan *p, struct writer *w,
    const struct store *s)
{
	const struct area *area;
	struct identity id;
	size_t a, n;

	identity_start(&id, s, "here");
	for (a = 0; a < p->len; a++) {
		area = area_named(p->names[a]);
		for (n = 0; n < area->rows_len; n++) {
			putf(w, "stream_case area=%s name=%s", area->name,
			    area->rows[n].name);
			text_cut(&w->output, 0);
			text_cut(&w->partial, 0);
			run_row(config, area, &area->rows[n], w);
			store(w, area, &area->rows[n], s, &id);
		}
	}
	identity_store(&id, s);
	identity_release(&id);
	putf(w, "stream_end cases=%zu", p->cases);
}

/* Starts both once, so that what is missing is said before anything runs. */
static bool
try_implementations(const struct config *config, struct why *why)
{
	struct runner runner;
	bool ok = runner_init(&runner, config, why) &&
	    runner_start(&runner, why);

	runner_release(&runner);
	return ok;
}

static bool
prepare(const struct bundle *b, struct config *config, struct plan *p,
    struct writer *w, struct why *why)
{
	char *cases = b->cases[0] != '\0' ? memory_copy(b->cases) : NULL;
	bool ok = choose_areas(cases, false, p->names, &p->len, why);

	free(cases);
	if (ok && b->out[0] != '\0') {
		w->file = open(b->out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		    0666);
		if (w->file < 0)
			return why_errno(why, "cannot write '%s'", b->out);
	}
	return ok && bundle_configure(b, config, why) &&
	    try_implementations(config, why);
}

static int
report(const struct bundle *b, const struct store *s, const struct writer *w)
{
	struct report_options o = { .out = stdout, .command = b->name,
	    .plain = isatty(STDOUT_FILENO) == 0 };

	if (w->failed != 0)
		store_problem(s, 0, "the stream is not whole, a line could not "
		    "be written: %s", strerror(w->failed));
	return report_store(s, &o);
}

int
bundle_run(const struct bundle *b)
{
	struct writer w = { .file = -1 };
	struct plan plan = { .len = 0 };
	struct config config;
	struct why why = WHY_INIT;
	struct store s;
	int status = 2;

	if (prepare(b, &config, &plan, &w, &why)) {
		put_plan(&w, &plan);
		store_init(&s);
		run_plan(&config, &plan, &w, &s);
		if (w.file >= 0 && fsync(w.file) != 0 && errno != EINVAL &&
		    errno != ENOSYS)
			w.failed = errno;
		status = report(b, &s, &w);
		store_release(&s);
	} else
		fprintf(stderr, "pysock: %s\n", why.text);
	if (w.file >= 0)
		close(w.file);
	text_release(&w.partial);
	text_release(&w.output);
	bundle_tidy();
	return status;
}
