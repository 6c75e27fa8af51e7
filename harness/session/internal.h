/* SPDX-License-Identifier: BSD-2-Clause */
/* What its life (session.c) and the requests to it (exchange.c) share. */
#ifndef SESSION_INTERNAL_H
#define SESSION_INTERNAL_H

#include "harness/session/session.h"

#define WORD(macro) WORD_OF(macro)
#define WORD_OF(number) #number

/* Notes what was asked, where it may have to be asked again. */
void session_note_asked(struct session *, const char *prefix,
    const char *call, size_t len);

/*
 * Forks it with the descriptors that were handed over since it was forked;
 * false if it is lost.
 */
bool session_fork_anew(struct session *);

#endif
