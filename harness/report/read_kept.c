/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/read_kept.h"
#include "harness/report/stream.h"

struct area_kept {
	const struct store *store;
	struct identity *id;
	const char *area;
	size_t rows, complete, begun;
	struct text contradiction;
};

static void
take_row(struct area_kept *a, const char *path, const char *name)
{
	struct stream stream;
	struct why why = WHY_INIT;
	const struct stream_case *c;

	a->rows++;
	if (!stream_read(&stream, path, &why)) {
		store_problem(a->store, a->id->platform, "row '%s/%s' is lost: "
		    "%s", a->area, name, why.text);
		return;
	}
	c = stream.cases;
	if (stream.len != 1 || strcmp(c->area, a->area) != 0 ||
	    strcmp(c->name, name) != 0)
		store_problem(a->store, a->id->platform, "'%s' is no row "
		    "'%s/%s'", path, a->area, name);
	else {
		identity_store_revision(a->id, a->store, stream.revision);
		stream_store_case(c, a->store, a->id, &a->contradiction);
		a->complete += c->over && !c->damaged;
		a->begun += c->begun && (!c->over || c->damaged);
	}
	stream_release(&stream);
}

void
read_kept(const struct store *s, struct identity *id, const char *folder,
    const char *area)
{
	struct area_kept a = { .store = s, .id = id, .area = area };
	struct text rows = TEXT_INIT, path = TEXT_INIT;
	struct dirent **names;
	int i, n;

	text_addf(&rows, "%s/%s" KEPT_FOLDER, folder, area);
	n = scandir(text_get(&rows), &names, NULL, alphasort);
	for (i = 0; i < n; i++) {
		text_cut(&path, 0);
		text_addf(&path, "%s/%s", text_get(&rows), names[i]->d_name);
		if (names[i]->d_name[0] != '.')
			take_row(&a, text_get(&path), names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	if (a.contradiction.len > 0)
		store_problem(s, id->platform, "'%s' does not belong here: %s",
		    text_get(&rows), text_get(&a.contradiction));
	store_problem(s, id->platform, "area '%s' in '%s' was not finished: of "
	    "its %zu rows %zu are complete and %zu were begun; `conform run "
	    "--resume` goes on with it", area, folder, a.rows, a.complete,
	    a.begun);
	text_release(&a.contradiction);
	text_release(&path);
	text_release(&rows);
}
