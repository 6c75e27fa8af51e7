/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What scene.c, scene_call.c (calls that are made), scene_begun.c (a call that
 * is begun and goes on) and scene_busy.c (how they spend their time) share.
 * Internal: scenarios have scene.h.
 */
#ifndef SCENE_SCENE_CALL_H
#define SCENE_SCENE_CALL_H

#include <stdarg.h>

#include "harness/scene/scene.h"

/* A copy with what the symbols stand for as their names; to be freed. */
char *scene_symbolic(const struct scene *, const char *);

/*
 * Formats a call, with the symbols that it names as what they stand for; to be
 * freed.
 */
char *scene_literal(const struct scene *, const char *format, va_list)
    __attribute__((format(printf, 2, 0)));

/*
 * Ends the scene if the call asks for what the kernel lacks: what it answers is
 * no matter of the implementation's then.
 */
bool scene_asks_too_much(struct scene *, const char *act);

/* Whether its program, or its whole machine, is emulated. */
bool scene_is_emulated(const struct scene *);

/* That a call of this row spun, and whether one is known to, here or beside. */
void scene_note_spinning(struct scene *);
bool scene_has_spun(const struct scene *);

/* Notes the machine's load when a call is made. */
void scene_note_start(struct scene *, bool in_thread);

/* Whether signals, or a peer that takes some of it, end waits of the call. */
bool scene_waits_anew(const struct scene *);

/*
 * Looks at what the implementation has had of a processor: before a call, and
 * once it has answered. scene_tell_busy() then traces, as an event of its own,
 * that the call spun or napped where it had to sleep, or to answer at once
 * (busy.h); not of one that its peer, taking what it sends, or the size of its
 * buffers keeps busy.
 */
void scene_look_before(struct scene *);
void scene_look_behind(struct scene *);
void scene_tell_busy(struct scene *);

/* Before a signal is sent to it: what follows is asked alone as well. */
void scene_look_at_signal(struct scene *);

/*
 * Learns from calls how long they and those after them may wait: timeouts, the
 * kernel's limits, and what handlers sleep.
 */
void scene_note_waits(struct scene *, const char *calls);

/* Tells the script which peers take what is sent and which are filled. */
void scene_tell_of_peers(const struct scene *);

/*
 * Traces what came of a call, sc->last, with that note or NULL. Ends the scene
 * if the implementation is lost or said that it is unsupported.
 */
void scene_trace_answer(struct scene *, const char *act, bool prepares,
    const char *note);

/* The reply of sc->last; of REPLY_UNSUPPORTED if it is lost. */
const struct reply *scene_reply(struct scene *);

#endif
