/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/conform/beside.h"
#include "harness/conform/counts.h"
#include "harness/protocol/whole.h"

/* What it counted; the names follow. */
struct counted {
	int64_t passed, failed, skipped;
	struct why why;
	bool ok;
};

/* What has been counted is written last: who died has not got so far. */
static _Noreturn void
run(const struct beside *b, pid_t parent)
{
	struct text names = TEXT_INIT;
	struct report_counts counts = { .names = &names };
	struct counted c = { .why = WHY_INIT };
	bool written;

	launch_end_with(parent);
	dup2(b->said, STDOUT_FILENO);
	dup2(b->said, STDERR_FILENO);
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);	/* in order with stderr */
	c.ok = b->check(b->options, &counts, &c.why);
	c.passed = counts.passed;
	c.failed = counts.failed;
	c.skipped = counts.skipped;
	fflush(NULL);
	written = lseek(b->counted, sizeof(c), SEEK_SET) == sizeof(c) &&
	    write_whole(b->counted, text_get(&names), names.len) &&
	    pwrite(b->counted, &c, sizeof(c), 0) == sizeof(c);
	_exit(!written);
}

void
beside_start(struct beside *b, const char *name, beside_check *check,
    const struct options *o)
{
	pid_t parent = getpid();

	*b = (struct beside){ name, check, o, -1,
	    memfd_create("said", MFD_CLOEXEC),
	    memfd_create("counted", MFD_CLOEXEC) };
	fflush(NULL);
	if (b->said >= 0 && b->counted >= 0)
		b->pid = fork();
	if (b->pid == 0)
		run(b, parent);
}

/* Adds what is in a memory file from there on. */
static void
add_rest(int fd, off_t from, struct text *to)
{
	char bytes[65536];
	ssize_t n;

	for (; (n = pread(fd, bytes, sizeof(bytes), from)) > 0; from += n)
		text_add(to, bytes, (size_t)n);
}

/* The counts of one that ended; false if it died before. */
static bool
take(const struct beside *b, int status, struct report_counts *counts,
    bool *ok, struct why *why)
{
	struct counted c;

	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 ||
	    pread(b->counted, &c, sizeof(c), 0) != sizeof(c))
		return false;
	counts->passed += c.passed;
	counts->failed += c.failed;
	counts->skipped += c.skipped;
	if (counts->names != NULL)
		add_rest(b->counted, sizeof(c), counts->names);
	*ok = c.ok;
	if (!c.ok)
		*why = c.why;
	return true;
}

static bool
fail(const struct beside *b, int status, struct report_counts *counts,
    struct why *why)
{
	counts_fail(counts, b->name);
	if (WIFSIGNALED(status))
		return why_set(why, "%s: ended by signal %d", b->name,
		    WTERMSIG(status));
	return why_set(why, "%s: ended without counts", b->name);
}

bool
beside_end(struct beside *b, struct report_counts *counts, struct why *why)
{
	struct text said = TEXT_INIT;
	bool ok = true;
	int status = 0;

	if (b->pid > 0) {
		launch_listen();
		while (launch_wait(b->pid, &status) < 0 && errno == EINTR)
			launch_pass_on(&b->pid, 1);
		add_rest(b->said, 0, &said);
		fwrite(text_get(&said), 1, said.len, stdout);
		fflush(stdout);
		text_release(&said);
		if (!take(b, status, counts, &ok, why))
			ok = fail(b, status, counts, why);
	} else
		ok = b->check(b->options, counts, why);
	if (b->said >= 0)
		close(b->said);
	if (b->counted >= 0)
		close(b->counted);
	b->said = b->counted = -1;
	return ok;
}
