/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/bench/rate.h"
#include "harness/rows/areas.h"
#include "harness/runner/run.h"
#include "harness/world/clock.h"
#include "harness/world/processor.h"

#define WORKERS 2
#define BLOCK 1000	/* instances */
#define FLAT_ROW "false_sets_o_nonblock"
#define QUICK_NS 5000000	/* an instance of most rows takes a tenth of it */

struct share {
	long instances;
	long quick;	/* of rows in which one takes less than QUICK_NS */
	int64_t quick_ns;
	long peak_kib;
};

static void
run_row(struct runner *r, const struct area *area, const struct row *row,
    size_t first, struct share *share)
{
	struct instances all = INSTANCES_INIT;
	struct result result;
	int64_t start = clock_now_ns(), ns;
	long executed = 0;
	size_t i;

	instances_add_row(&all, area, row);
	for (i = first; i < all.len; i += WORKERS) {
		runner_run(r, &all.at[i], false, &result);
		executed += result.verdict.kind > VERDICT_UNSUPPORTED;
		result_release(&result);
	}
	ns = clock_now_ns() - start;
	share->instances += executed;
	if (ns < executed * QUICK_NS) {
		share->quick += executed;
		share->quick_ns += ns;
	}
	instances_release(&all);
}

static void
run_rows(struct runner *r, int worker, struct share *share)
{
	size_t a, n;

	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++)
			if (!areas[a]->rows[n].waits)
				run_row(r, areas[a], &areas[a]->rows[n],
				    (size_t)worker, share);
}

static _Noreturn void
work(const struct config *config, int worker, int fd)
{
	struct share share = { .instances = 0 };
	struct runner runner;
	struct rusage usage;
	struct why why;

	processor_keep(-1);
	if (runner_init(&runner, config, &why)) {
		run_rows(&runner, worker, &share);
		runner_release(&runner);
	}
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		share.peak_kib = usage.ru_maxrss;
	_exit(write(fd, &share, sizeof(share)) != sizeof(share));
}

static bool
run_all(const struct config *config, const char *against, FILE *out,
    struct why *why)
{
	struct share total = { .instances = 0 }, share;
	int64_t start = clock_now_ns();
	int ends[2], i;
	double s;

	if (pipe(ends) != 0)
		return why_errno(why, "cannot make a pipe");
	fflush(out);
	for (i = 0; i < WORKERS; i++)
		if (fork() == 0)
			work(config, i, ends[1]);
	close(ends[1]);
	while (read(ends[0], &share, sizeof(share)) == sizeof(share)) {
		total.instances += share.instances;
		total.quick += share.quick;
		total.quick_ns += share.quick_ns;
		if (share.peak_kib > total.peak_kib)
			total.peak_kib = share.peak_kib;
	}
	close(ends[0]);
	while (wait(NULL) > 0 || errno == EINTR)
		continue;
	s = (double)(clock_now_ns() - start) / 1e9;
	fprintf(out, "%ld instances that do not wait, against %s, in %.1f s: "
	    "%.0f a second\n%ld of them in rows of which one takes less than "
	    "%d ms: %.0f a second\npeak memory of a runner: %.1f MiB\n",
	    total.instances, against, s, (double)total.instances / s,
	    total.quick, QUICK_NS / 1000000, (double)total.quick * 1e9 *
	    WORKERS / (double)total.quick_ns, (double)total.peak_kib / 1024);
	return total.instances > 0 ||
	    why_set(why, "no instance could be run");
}

static bool
find_row(const char *name, struct instances *all)
{
	size_t a, n;

	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++)
			if (strcmp(areas[a]->rows[n].name, name) == 0)
				instances_add_row(all, areas[a],
				    &areas[a]->rows[n]);
	return all->len > 0;
}

static void
run_block(struct runner *r, const struct instances *all)
{
	struct result result;
	size_t i;

	for (i = 0; i < BLOCK; i++) {
		runner_run(r, &all->at[i % all->len], false, &result);
		result_release(&result);
	}
}

/* An instance takes as long, however many came before it. */
static bool
run_flat(const struct config *config, FILE *out, struct why *why)
{
	static const int told[] = { 1, 10, 100 };	/* blocks */
	struct instances all = INSTANCES_INIT;
	struct runner runner;
	int64_t start;
	size_t i;
	int n = 0;

	if (!find_row(FLAT_ROW, &all))
		return why_set(why, "there is no row " FLAT_ROW);
	if (!runner_init(&runner, config, why)) {
		instances_release(&all);
		return false;
	}
	for (i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		for (; n < told[i] - 1; n++)
			run_block(&runner, &all);
		start = clock_now_ns();
		run_block(&runner, &all);
		n++;
		fprintf(out, "instances %d to %d of " FLAT_ROW ": %.3f ms "
		    "each\n", (n - 1) * BLOCK + 1, n * BLOCK,
		    (double)(clock_now_ns() - start) / 1e6 / BLOCK);
		fflush(out);
	}
	runner_release(&runner);
	instances_release(&all);
	return true;
}

bool
rate_run(const char *top, FILE *out, struct why *why)
{
	struct config config = { .top = top, .iut = "build/iut",
	    .oracle = "/usr/bin/python3 -E -S oracle/oracle.py", .wrap = "",
	    .platform = "native", .require = "", .record = "",
	    .watchdog_ms = 10000 };
	struct config recorded = config;

	recorded.oracle = "recorded";
	return run_all(&config, "a live oracle", out, why) &&
	    run_all(&recorded, "its recording", out, why) &&
	    run_flat(&config, out, why);
}
