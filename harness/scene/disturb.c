/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/scene/disturb.h"

/*
 * What the Linux manual pages, section 2, list under ERRORS and RETURN VALUE.
 * sendfile(2) leaves EINTR out, but gives it, and PEP 475 lists os.sendfile();
 * poll(2) has EAGAIN for other systems. Those not named have none of all.
 */
static const struct {
	const char *call, *allows;
} manual[] = {
	{ "poll", " eintr signal late enomem " },
	{ "ppoll", " eintr signal late enomem " },
	{ "select", " eintr signal late enomem " },
	{ "epoll_wait", " eintr signal late " },
	{ "send", " eintr signal cut eagain enobufs enomem " },
	{ "sendto", " eintr signal cut eagain enobufs enomem " },
	{ "sendmsg", " eintr signal cut eagain enobufs enomem " },
	{ "sendfile", " eintr signal cut eagain enomem " },
	{ "recv", " eintr signal cut eagain enomem " },
	{ "recvfrom", " eintr signal cut eagain enomem " },
	{ "recvmsg", " eintr signal cut eagain enomem " },
	{ "accept", " eintr signal eagain enobufs enomem " },
	{ "accept4", " eintr signal eagain enobufs enomem " },
	{ "connect", " eintr signal eagain " },
	{ "read", " eintr signal cut " },
	{ "pread", " eintr signal cut " },
	{ "write", " eintr signal cut " },
	{ "fstat", " enomem " },
	{ "getsockname", " enobufs " },
};

static const char *
allows(const char *call)
{
	size_t n;

	for (n = 0; n < sizeof(manual) / sizeof(manual[0]); n++)
		if (strcmp(manual[n].call, call) == 0)
			return manual[n].allows;
	return NULL;
}

bool
point_allows(const char *call, const char *disturbance)
{
	const char *all = allows(call);
	const char *at = all != NULL ? strstr(all, disturbance) : NULL;

	return at != NULL && at[-1] == ' ' && at[strlen(disturbance)] == ' ';
}

bool
point_exists(const char *call)
{
	return allows(call) != NULL;
}

static struct page *
page_of(const struct scene *sc)
{
	return sc->session != NULL ? sc->session->page : NULL;
}

/* What the implementation could have written there; read once. */
static int
told(const int32_t *at)
{
	return *(const volatile int32_t *)at;
}

void
disturb(struct scene *sc, const struct page_rule *rule)
{
	struct page *page = page_of(sc);

	if (over(sc))
		return;
	if (page == NULL || sc->session->rules_len == PAGE_RULES) {
		broken(sc, "no library, or no room, to disturb a call");
		return;
	}
	page->rules[sc->session->rules_len++] = *rule;
	page->rules_len = sc->session->rules_len;
}

static void
disturb_no_more(struct scene *sc)
{
	sc->session->rules_len = 0;
	sc->session->page->rules_len = 0;
}

void
step_wall_clock(struct scene *sc, long long seconds)
{
	struct page *page = page_of(sc);

	if (over(sc))
		return;
	if (page == NULL)
		broken(sc, "no library that shows another wall clock");
	else
		page->wall_ns += seconds * INT64_C(1000000000);
}

const struct reply *
call_counted(struct scene *sc, const char *format, ...)
{
	struct page *page = page_of(sc);
	struct text act = TEXT_INIT;
	const struct reply *r;
	va_list ap;

	va_start(ap, format);
	text_vaddf(&act, format, ap);
	va_end(ap);
	if (!over(sc) && page == NULL)
		broken(sc, "no library that counts calls");
	if (page != NULL && !over(sc))
		page->armed = PAGE_NEXT;
	r = call(sc, "%s", text_get(&act));
	text_release(&act);
	if (page == NULL)
		return r;
	disturb_no_more(sc);
	page->armed = PAGE_QUIET;
	if (told(&page->events_len) >= PAGE_EVENTS)
		broken(sc, "more system calls than can be counted");
	return r;
}

void
disturb_each(struct scene *sc, bool each)
{
	struct page *page = page_of(sc);

	if (page == NULL) {
		if (!over(sc))
			broken(sc, "no library that disturbs calls");
		return;
	}
	page->armed = each ? PAGE_EACH : PAGE_QUIET;
	if (!each)
		disturb_no_more(sc);
}

const struct page_event *
calls_made(const struct scene *sc, int *len)
{
	static struct page_event events[PAGE_EVENTS];
	const struct page *page = page_of(sc);
	int i, n = page != NULL ? told(&page->events_len) : 0;

	/* What lies beyond is not the library's. */
	n = n < 0 ? 0 : n > PAGE_EVENTS ? PAGE_EVENTS : n;
	/* A copy: the implementation has the page as well. */
	for (i = 0; i < n; i++) {
		events[i] = page->events[i];
		events[i].call[sizeof(events[i].call) - 1] = '\0';
		if (events[i].rule < -1 || events[i].rule >= PAGE_RULES)
			events[i].rule = -1;
	}
	*len = n;
	return page != NULL ? events : NULL;
}

const struct page_event *
disturbed_by(const struct scene *sc, int rule)
{
	const struct page_event *events;
	int len, n;

	events = calls_made(sc, &len);
	for (n = 0; n < len; n++)
		if (events[n].rule == rule)
			return &events[n];
	return NULL;
}

void
must_be_disturbed(struct scene *sc, int rule)
{
	if (!over(sc) && disturbed_by(sc, rule) == NULL)
		sc->end = SCENE_ABSENT;
}

void
retried(struct scene *sc, int rule)
{
	const struct page_event *at = disturbed_by(sc, rule), *events;
	bool again = false;
	int len, n;

	events = calls_made(sc, &len);
	for (n = 0; at != NULL && n < len; n++)
		again = again || (events[n].nth > at->nth &&
		    strcmp(events[n].call, at->call) == 0);
	observe(sc, "retried", "%s", again ? "true" : "false");
}

/* The next call of the same name, or NULL. */
static const struct page_event *
after(const struct page_event *events, int len, int n)
{
	int i;

	for (i = n + 1; i < len; i++)
		if (strcmp(events[i].call, events[n].call) == 0)
			return &events[i];
	return NULL;
}

void
asked_again(struct scene *sc)
{
	const struct page_event *events, *next;
	bool again = false, same = true;
	char note[64] = "";
	int len, n;

	events = calls_made(sc, &len);
	for (n = 0; n < len; n++) {
		next = after(events, len, n);
		if (events[n].rule < 0 || events[n].err == 0 || next == NULL)
			continue;
		again = true;
		if (next->asked == events[n].asked || !same)
			continue;
		same = false;
		snprintf(note, sizeof(note), "%s, call %d", next->call,
		    next->nth);
	}
	if (!over(sc) && again)
		trace_add(&sc->trace, "asked", NULL, same ? "the same" :
		    "otherwise", same ? NULL : note);
}
