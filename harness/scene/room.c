/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/scene/scene.h"
#include "harness/scene/script.h"

#define SPARE 64	/* numbers behind the first, for what is made next */

void
leave_room(struct scene *sc, int descriptors)
{
	struct why why = WHY_INIT;

	if (over(sc))
		return;
	script_cannot(sc->script, "a limit of descriptors");
	if (!room_leave(&sc->room, sc->session->process.worker, descriptors,
	    &why))
		no_world(sc, &why);
}

void
give_room(struct scene *sc)
{
	if (!over(sc))
		room_restore(&sc->room);
}

void
number_from(struct scene *sc, int first)
{
	struct why why = WHY_INIT;

	if (over(sc))
		return;
	script_cannot(sc->script, "descriptors of other numbers");
	if (first > 0 && !room_make(&sc->room, sc->session->process.worker,
	    first + SPARE, &why))
		no_world(sc, &why);
	set_up(sc, "number_from(%d)", first);
}
