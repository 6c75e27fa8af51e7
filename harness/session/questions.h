/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first questions, whose answers the runner knows: who fails one of them
 * is not believed in anything.
 */
#ifndef SESSION_QUESTIONS_H
#define SESSION_QUESTIONS_H

#include "harness/session/session.h"

/* What each of them asks, hello() before them: "introduces itself"; NULL. */
extern const char *const questions_names[];

/*
 * An invented method has to be called unsupported, a canary given back, five
 * bytes sent have to arrive, a send to nobody has to raise EPIPE, and reset()
 * has to return. The nonce is what cannot be known before. False: *why has
 * what was asked, what it said, and what was seen.
 */
bool questions_ask(struct session *, unsigned nonce, struct why *);

/*
 * The sentence for an answer that is none, `but` being what it had to be or
 * what was seen: "'build/iut' said of echo(5): "returned 6", BUT: nothing that
 * it says can be believed". Returns false.
 */
bool questions_disbelieve(const struct session *, const char *call,
    const struct answer *, const char *but, struct why *);

#endif
