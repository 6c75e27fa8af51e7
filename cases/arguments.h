/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the programs about the arguments of disturbed calls share: how a call
 * is disturbed (axis "how"), in which mode (axis "mode"), and what is
 * documented of that, whatever the arguments are.
 */
#ifndef CASES_ARGUMENTS_H
#define CASES_ARGUMENTS_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scene/blocking.h"
#include "harness/scene/disturb.h"
#include "harness/scene/mail.h"
#include "harness/scene/share.h"

#define MODES "mode=none|5.0"
#define CUT_TO 2	/* bytes that a call transfers where it is cut */
#define WAITING "poll"
#define OFTEN 9

/* What happens to the call that transfers, NULL, and to poll(). */
static const struct how {
	const char *name;
	bool polls;		/* only where it waits: in timeout mode */
	bool cuts;
	int signals;
	struct {
		const char *call;
		int first, last, action, err;
	} rules[3];
} hows[] = {
	{ "eintr", false, false, 0, { { NULL, 1, 1, PAGE_FAIL, EINTR } } },
	{ "eintr_often", false, false, 0,
	  { { NULL, 1, OFTEN, PAGE_FAIL, EINTR } } },
	{ "signal", false, false, 1, { { NULL, 1, 1, PAGE_SIGNAL, 0 } } },
	{ "storm", false, false, OFTEN,
	  { { NULL, 1, OFTEN, PAGE_SIGNAL, 0 } } },
	{ "late_signal", false, false, 1, { { NULL, 1, 1, PAGE_AFTER, 0 } } },
	{ "poll_eintr", true, false, 0,
	  { { WAITING, 1, 1, PAGE_FAIL, EINTR } } },
	{ "poll_storm", true, false, OFTEN,
	  { { WAITING, 1, OFTEN, PAGE_SIGNAL, 0 } } },
	{ "eagain", true, false, 0, { { NULL, 1, 1, PAGE_FAIL, EAGAIN } } },
	{ "eagain_often", true, false, 0,
	  { { NULL, 1, OFTEN, PAGE_FAIL, EAGAIN } } },
	{ "eintr_then_eagain", true, false, 0,
	  { { NULL, 1, 1, PAGE_FAIL, EINTR },
	    { NULL, 2, 2, PAGE_FAIL, EAGAIN },
	    { WAITING, 2, 2, PAGE_FAIL, EINTR } } },
	{ "cut", false, true, 0, { { NULL, 1, OFTEN, PAGE_CUT, 0 } } },
	{ "eintr_then_cut", false, true, 0,
	  { { NULL, 1, 1, PAGE_FAIL, EINTR },
	    { NULL, 2, OFTEN, PAGE_CUT, 0 } } },
	{ "eagain_then_cut", true, true, 0,
	  { { NULL, 1, 1, PAGE_FAIL, EAGAIN },
	    { NULL, 2, OFTEN, PAGE_CUT, 0 } } },
};

#define QUIETLY "how=eintr|eintr_often|signal|storm|late_signal|poll_eintr|" \
	"poll_storm"
#define UNREADY "how=eagain|eagain_often|eintr_then_eagain"
#define SHORT "how=cut|eintr_then_cut|eagain_then_cut"

/* Whether it is one of the words, between which one space stands. */
static inline bool
has_word(const char *words, const char *word)
{
	const char *at = strstr(words, word);
	size_t len = strlen(word);

	return at != NULL && (at == words || at[-1] == ' ') &&
	    (at[len] == ' ' || at[len] == '\0');
}

static inline const struct how *
how_of(const struct instance *i)
{
	const char *name = instance_value(i, "how");
	size_t n;

	for (n = 0; n < sizeof(hows) / sizeof(hows[0]); n++)
		if (name != NULL && strcmp(hows[n].name, name) == 0)
			return &hows[n];
	return NULL;
}

/* A blocking socket is not polled, and its EAGAIN is final. */
static inline bool
mode_fits(const struct instance *i)
{
	const struct how *how = how_of(i);

	return how == NULL || !how->polls || !instance_is(i, "mode", "none");
}

/* Arms it for the next call_counted(), whose transfers are of that name. */
static inline void
arm(struct scene *sc, const char *transfer)
{
	const struct how *how = how_of(sc->instance);
	struct page_rule rule;
	size_t n;

	if (how->signals > 0)
		set_up(sc, "handler(SIGUSR1,'return')");
	for (n = 0; n < 3 && how->rules[n].first > 0; n++) {
		rule = (struct page_rule){ .first = how->rules[n].first,
		    .last = how->rules[n].last, .err = how->rules[n].err,
		    .action = how->rules[n].action, .signal = SIGUSR1,
		    .most = CUT_TO };
		if (rule.action == PAGE_AFTER)
			rule.most = INT64_MAX;
		if (rule.action == PAGE_FAIL || rule.action == PAGE_CUT)
			rule.signal = 0;
		snprintf(rule.call, sizeof(rule.call), "%s",
		    how->rules[n].call != NULL ? how->rules[n].call : transfer);
		disturb(sc, &rule);
	}
}

/* A kernel without sendfile(2), for the next call_counted(). */
static inline void
refuse_sendfile(struct scene *sc)
{
	struct page_rule none = { .call = "sendfile", .first = 1, .last = 100,
	    .action = PAGE_FAIL, .err = ENOSYS };

	disturb(sc, &none);
}

/* What is seen of the calls that were made. */
static inline void
look_at_calls(struct scene *sc)
{
	must_be_disturbed(sc, 0);
	asked_again(sc);
	if (how_of(sc->instance)->signals > 0)
		call(sc, "handler_runs()");
}

/* A call that failed is made again, with all of its arguments. */
static inline void
want_asked_again(struct documented *d, const struct instance *i)
{
	const struct how *how = how_of(i);

	if (how->rules[0].action == PAGE_FAIL ||
	    how->rules[0].action == PAGE_SIGNAL)
		documented_want(d, "asked", "the same");
	if (how->signals > 0)
		documented_want(d, "handler_runs", "returned %d",
		    how->signals);
}

/* Signals whose handler returns, each sent once the call is seen blocked. */
static inline void
interrupt_begun(struct scene *sc, long long times)
{
	while (times-- > 0 && blocked(sc))
		send_signal(sc, SIGUSR1);
	blocked(sc);
}

#endif
