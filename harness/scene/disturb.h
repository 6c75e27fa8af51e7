/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scenarios whose system calls are counted and disturbed, one by one: for rows
 * with `.interposed`. A point is a system call of a method, keyed by its name
 * and occurrence; harness/interpose/page.h has what can be done to it.
 */
#ifndef SCENE_DISTURB_H
#define SCENE_DISTURB_H

#include "harness/scene/scene.h"

/* Whether the call's manual page allows it: "eintr", "signal", "cut", "eagain",
 * "enobufs", "enomem". */
bool point_allows(const char *call, const char *disturbance);

/* Whether it allows any of them. */
bool point_exists(const char *call);

/* Adds a rule for the next call_counted(); the first that fits counts. */
void disturb(struct scene *, const struct page_rule *);

/*
 * From now on, until the instance ends, the wall clock shows the implementation
 * so many seconds more, or less; the monotonic one goes on.
 */
void step_wall_clock(struct scene *, long long seconds);

/* Makes a call that is watched, by the rules added since the last one. */
const struct reply *call_counted(struct scene *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * True: the rules added hold for each call from here on, however it is made;
 * false: for none any more.
 */
void disturb_each(struct scene *, bool each);

/* What the last call_counted() made; *len 0 if it is over. */
const struct page_event *calls_made(const struct scene *, int *len);

/* The first call that the rule disturbed, or NULL. */
const struct page_event *disturbed_by(const struct scene *, int rule);

/*
 * Ends the scenario if the rule found nothing to disturb: this implementation
 * makes no such call, and is not judged by it.
 */
void must_be_disturbed(struct scene *, int rule);

/* "retried: true": whether the call that the rule disturbed was made again. */
void retried(struct scene *, int rule);

/*
 * "asked: the same": each call that a rule made fail and that was made
 * again asked the same then: flags, address, control messages, bytes, offset
 * and count. "asked: otherwise", with the first that did not as a note.
 * Nothing if none was made again.
 */
void asked_again(struct scene *);

#endif
