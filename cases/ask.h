/* SPDX-License-Identifier: BSD-2-Clause */
/* What a scenario asks the implementation without leaving it in the trace. */
#ifndef CASES_ASK_H
#define CASES_ASK_H

#include "harness/protocol/text.h"
#include "harness/protocol/value.h"
#include "harness/scene/scene.h"

/* What the call returned, until the next request; NULL if the scene is over. */
static inline const struct value *
ask(struct scene *sc, const char *act)
{
	struct answer *a = &sc->last;

	if (over(sc))
		return NULL;
	session_call(sc->session, act, a);
	if (a->lost == NULL && a->reply.kind == REPLY_RETURNED)
		return a->reply.value;
	if (a->lost == NULL && a->reply.kind == REPLY_UNSUPPORTED)
		unsupported(sc, "%s: %s", act, a->reply.text);
	else
		broken(sc, "no answer to %s: %s", act, a->lost != NULL ?
		    a->lost : a->reply.text);
	return NULL;
}

/*
 * Names the address that a socket of the implementation is bound to, or one
 * item of it: "s2", 1, "PORT". -1 is all of it.
 */
static inline void
name_address(struct scene *sc, const char *object, int item, const char *word)
{
	struct text act = TEXT_INIT, text = TEXT_INIT;
	const struct value *v;

	text_addf(&act, "%s.getsockname()", object);
	v = ask(sc, text_get(&act));
	if (v != NULL && item >= 0)
		v = (size_t)item < v->len && v->items != NULL ?
		    &v->items[item] : NULL;
	if (v != NULL) {
		value_format(v, &text);
		symbol(sc, word, "%s", text_get(&text));
	} else if (!over(sc))
		broken(sc, "%s has no address", object);
	text_release(&act);
	text_release(&text);
}

#endif
