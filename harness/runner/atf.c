/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ATF program of an area: a test case a row. AREA is given by the
 * Makefile. Config variables, all optional: top, iut, oracle, wrap, platform,
 * ledger, require, sample, vectors (all), watchdog (seconds), exact (1), only
 * (a file of patterns of instances), share (2/4), times (how often each is run),
 * kept (a folder where what ran is kept: kept.h).
 */
#include <atf-c.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "harness/judge/asset_atf.h"
#include "harness/protocol/memory.h"
#include "harness/rows/share.h"
#include "harness/runner/case.h"
#include "harness/keep/kept.h"

#define TIMEOUT "1800"
#define TIMEOUT_EXACT "31536000"	/* a year is soon over there */

extern const struct area AREA;

static struct why malformed;
static struct selection selection;	/* empty: all */
static struct share share;

static const struct row *
row_of(const atf_tc_t *tc)
{
	size_t i;

	for (i = 0; i < AREA.rows_len; i++)
		if (strcmp(AREA.rows[i].name, atf_tc_get_ident(tc)) == 0)
			return &AREA.rows[i];
	abort();
}

static const char *
variable(const atf_tc_t *tc, const char *name, const char *otherwise)
{
	return atf_tc_get_config_var_wd(tc, name, otherwise);
}

static bool
is_exact(const atf_tc_t *tc)
{
	return strcmp(variable(tc, "exact", ""), "1") == 0;
}

static void
head(atf_tc_t *tc)
{
	const struct row *row = row_of(tc);

	atf_tc_set_md_var(tc, "descr", "%s: %s", row->clause, row->name);
	atf_tc_set_md_var(tc, "X-clause", "%s", row->clause);
	atf_tc_set_md_var(tc, "timeout", is_exact(tc) ? TIMEOUT_EXACT : TIMEOUT);
}

static void
configure(const atf_tc_t *tc, struct config *c)
{
	static char top[PATH_MAX];

	asset_find_top_of(tc, top);
	*c = (struct config){
		.top = top,
		.iut = variable(tc, "iut", CONFIG_IUT),
		.oracle = variable(tc, "oracle", CONFIG_ORACLE),
		.wrap = variable(tc, "wrap", ""),
		.platform = variable(tc, "platform", "native"),
		.ledger = variable(tc, "ledger", ""),
		.require = variable(tc, "require", ""),
		.all_vectors = strcmp(variable(tc, "vectors", ""), "all") == 0,
		.only = selection_is_empty(&selection) ? NULL : &selection,
		.times = atoi(variable(tc, "times", "0")),
		.record = "",
		.exact = is_exact(tc),
		.watchdog_ms = 1000 * atoi(variable(tc, "watchdog", "10")),
	};
}

/* Runs the row, unless an earlier run of it was kept whole. */
static void
run(const atf_tc_t *tc, struct tally *t)
{
	struct config config;
	struct kept kept = KEPT_INIT;
	struct text path = TEXT_INIT;
	FILE *out;

	configure(tc, &config);
	if (atf_tc_has_config_var(tc, "kept"))
		text_addf(&path, "%s/%s", variable(tc, "kept", ""),
		    atf_tc_get_ident(tc));
	if (kept_read(&kept, text_get(&path), t) == KEPT_COMPLETE) {
		fwrite(text_get(&kept.output), 1, kept.output.len, stdout);
	} else if ((out = kept_start(&kept, stdout, &AREA, row_of(tc))) !=
	    NULL) {
		/* Nobody else ends it where Kyua was killed. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		case_run(&config, &AREA, row_of(tc), out, t);
		kept_end(&kept, out, t);
	} else {
		case_run(&config, &AREA, row_of(tc), stdout, t);
	}
	kept_release(&kept);
	text_release(&path);
	fflush(stdout);
}

static void
body(const atf_tc_t *tc)
{
	struct tally t = TALLY_INIT;

	if (!area_check_instances(&AREA, row_of(tc), &malformed))
		atf_tc_fail("%s", malformed.text);
	run(tc, &t);
	if (t.unexpected > 0)
		atf_tc_fail("%zu of %zu instances; first: %s", t.unexpected,
		    t.planned, text_get(&t.first));
	if (t.not_run > 0)
		atf_tc_fail("%zu of %zu instances were not run", t.not_run,
		    t.planned);
	if (t.executed == 0)
		atf_tc_skip("unsupported: %s", text_get(&t.absent));
	if (t.known > 0) {
		atf_tc_expect_fail("%zu of %zu instances are known "
		    "divergences, see cases/ledger.ini", t.known, t.planned);
		atf_tc_fail("known divergences happened");
	}
	tally_release(&t);
}

static void
malformed_head(atf_tc_t *tc)
{
	atf_tc_set_md_var(tc, "descr", "the area's rows are well formed");
}

static void
malformed_body(const atf_tc_t *tc)
{
	(void)tc;
	atf_tc_fail("%s", malformed.text);
}

/* The caller's; libatf dies of freeing none. */
static char **
config_of(atf_tp_t *tp)
{
	char **config = atf_tp_get_config(tp);

	if (config == NULL)
		memory_ran_out();
	return config;
}

static atf_error_t
add(atf_tp_t *tp, atf_tc_t *tc, const char *name, atf_tc_head_t head_fn,
    atf_tc_body_t body_fn)
{
	char **config = config_of(tp);
	atf_error_t error = atf_tc_init(tc, name, head_fn, body_fn, NULL,
	    (const char *const *)config);

	atf_utils_free_charpp(config);
	return atf_is_error(error) ? error : atf_tp_add_tc(tp, tc);
}

/* A config variable, or "": where no case is yet. The caller's. */
static char *
early_variable(atf_tp_t *tp, const char *name)
{
	char **config = config_of(tp);
	const char *value = "";
	char *copy;
	int i;

	for (i = 0; config[i] != NULL; i += 2)
		if (strcmp(config[i], name) == 0)
			value = config[i + 1];
	copy = memory_copy(value);
	atf_utils_free_charpp(config);
	return copy;
}

static int
early_number(atf_tp_t *tp, const char *name)
{
	char *value = early_variable(tp, name);
	int number = atoi(value);

	free(value);
	return number;
}

/* Whether the rows are well formed and what is chosen can be read. */
static bool
prepare(atf_tp_t *tp)
{
	char *only = early_variable(tp, "only");
	char *vectors = early_variable(tp, "vectors");
	char *part = early_variable(tp, "share");
	bool ok = area_check_rows(&AREA, &malformed);

	instances_widen(strcmp(vectors, "all") == 0);
	ok = ok && (only[0] == '\0' ||
	    selection_read(&selection, only, &malformed)) &&
	    share_read(&share, part, &malformed);
	free(only);
	free(part);
	free(vectors);
	return ok;
}

/* What a slow kernel runs; where time is virtual, all that waits too. */
static bool
is_sampled(atf_tp_t *tp, const struct row *row)
{
	int most = early_number(tp, "sample");

	return most <= 0 || (row->waits && early_number(tp, "exact") != 0) ||
	    area_samples(&AREA, row, (size_t)most);
}

ATF_TP_ADD_TCS(tp)
{
	static atf_tc_t one, *tcs;
	atf_error_t error = atf_no_error();
	const struct row *row;
	size_t i;

	phase_start();
	if (!prepare(tp))
		return add(tp, &one, "rows_are_well_formed", malformed_head,
		    malformed_body);
	tcs = calloc(AREA.rows_len, sizeof(*tcs));
	if (tcs == NULL)
		return atf_no_memory_error();
	for (i = 0; i < AREA.rows_len && !atf_is_error(error); i++) {
		row = &AREA.rows[i];
		if (share_has(&share, &AREA, row) &&
		    (selection_is_empty(&selection) ? is_sampled(tp, row) :
		    selection_count(&selection, &AREA, row) > 0))
			error = add(tp, &tcs[i], row->name, head, body);
	}
	return error;
}
