/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page of memory that the runner shares with the library which disturbs
 * system calls: what to do comes from the runner, what was called from the
 * library. It is mapped from a descriptor whose number is in the environment.
 */
#ifndef INTERPOSE_PAGE_H
#define INTERPOSE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE_VARIABLE "PYSOCK_INTERPOSE"
#define PAGE_RULES 4
#define PAGE_EVENTS 120

enum page_action {
	PAGE_FAIL,	/* fails with `err`, without having been made */
	PAGE_SIGNAL,	/* the signal, then EINTR */
	PAGE_CUT,	/* transfers at most `most` bytes */
	PAGE_AFTER,	/* the same, then the signal */
	PAGE_LATE	/* poll: waits `most` ms in vain, then as SIGNAL */
};

/* Disturbs the calls of that name from the first to the last, from 1. */
struct page_rule {
	char call[16];		/* "sendmsg" */
	int32_t first, last;
	int32_t action, err, signal;
	int64_t most;
};

/* One call that was made. */
struct page_event {
	char call[16];
	int32_t nth;		/* of that name, from 1 */
	int32_t fd;		/* of poll: the first one */
	int32_t rule;		/* which one disturbed it, or -1 */
	int32_t err;		/* errno, or 0 */
	int32_t ms;		/* of poll: for how long, or -1; else 0 */
	uint32_t asked;		/* checksum of what it was asked, or 0 */
	int64_t result;
};

/* Of a page: not at all, for the next request, for each until it is undone. */
enum page_armed { PAGE_QUIET, PAGE_NEXT, PAGE_EACH };

/* The window is shut, is open, or the next call is the first one in it. */
enum page_window { PAGE_SHUT, PAGE_OPEN, PAGE_ANEW };

struct page {
	int32_t pid;		/* of who has the library; 0: nobody */
	/*
	 * Set by the runner before a request, whose reading opens the window
	 * in which calls count; writing the reply closes it, or begins a new
	 * count if each request is to be watched.
	 */
	volatile int32_t armed;
	volatile int32_t open;
	volatile int64_t wall_ns;	/* by which the wall clock is shown wrong */
	int32_t rules_len;
	struct page_rule rules[PAGE_RULES];	/* the first that fits counts */
	int32_t events_len;	/* PAGE_EVENTS: perhaps more */
	struct page_event events[PAGE_EVENTS];
};

#endif
