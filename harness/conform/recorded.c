/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/rows/areas.h"
#include "harness/runner/recall.h"

/* Those of an oracle, and the areas that are asked for. */
struct recordings {
	const char *folder;
	const char *const *names;
	size_t len;
};

/* What is recorded of what there is. */
struct coverage {
	size_t instances, recorded;
	char missing[256];	/* the first that is not, or "" */
};

static void
count_row(const struct area *area, const struct row *row,
    const struct recorded *r, struct coverage *c)
{
	struct instances all = INSTANCES_INIT;
	size_t i;

	instances_add_row(&all, area, row);
	for (i = 0; i < all.len; i++)
		if (recorded_has(r, all.at[i].id))
			c->recorded++;
		else if (c->missing[0] == '\0')
			snprintf(c->missing, sizeof(c->missing), "%s",
			    all.at[i].id);
	c->instances += all.len;
	instances_release(&all);
}

/* Counts an area's rows of a platform. */
static bool
count_area(const struct area *area, const char *platform, const char *folder,
    struct coverage *c, struct why *why)
{
	struct recorded r = RECORDED_INIT;
	bool any = false, ok = true;
	size_t n;

	for (n = 0; ok && n < area->rows_len; n++) {
		if (strcmp(recall_platform(&area->rows[n]), platform) != 0)
			continue;
		if (!any)
			ok = recorded_read(&r, folder, area->name, why);
		any = true;
		if (ok)
			count_row(area, &area->rows[n], &r, c);
	}
	recorded_release(&r);
	return ok;
}

/* The areas of that platform, one after the other. */
static bool
count_part(const struct recordings *r, const char *platform,
    const char *folder, struct coverage *c, struct why *why)
{
	bool ok = true;
	size_t a, n;

	for (a = 0; ok && a < areas_len; a++)
		for (n = 0; ok && n < r->len; n++)
			if (strcmp(r->names[n], areas[a]->name) == 0)
				ok = count_area(areas[a], platform, folder, c,
				    why);
	return ok;
}

static void
tell_coverage(const struct recorded_identity *identity, const char *platform,
    const struct coverage *c)
{
	if (identity->oracle == NULL)
		printf("recorded: nothing on %s", platform);
	else
		printf("recorded: %s on %s (Linux %s, %s, %s)",
		    identity->oracle, platform, identity->kernel,
		    identity->libc, identity->arch);
	printf(": %zu of %zu instances\n", c->recorded, c->instances);
	if (c->recorded < c->instances)
		printf("recorded: the first that lacks is %s; `make record` "
		    "writes it\n", c->missing);
}

/* Of that platform; how many are missing, -1 with why. */
static long
tell_part(const char *platform, const struct recordings *r, struct why *why)
{
	struct recorded_identity identity = RECORDED_IDENTITY_INIT;
	struct coverage c = { .instances = 0 };
	struct text path = TEXT_INIT;
	bool ok;

	text_addf(&path, "%s/%s", r->folder, platform);
	ok = recorded_identity_read(&identity, text_get(&path), why) &&
	    count_part(r, platform, text_get(&path), &c, why);
	if (ok && c.instances > 0)
		tell_coverage(&identity, platform, &c);
	recorded_identity_release(&identity);
	text_release(&path);
	return ok ? (long)(c.instances - c.recorded) : -1;
}

static long
tell_parts(const struct recordings *r, struct why *why)
{
	long native = tell_part("native", r, why);
	long uml = native >= 0 ? tell_part("uml", r, why) : -1;

	return uml >= 0 ? native + uml : -1;
}

long
tell_recorded(const char *oracle, const char *const *names, size_t len,
    struct why *why)
{
	struct text folder = TEXT_INIT;
	long missing = 0;

	recall_folder(top, oracle, &folder);
	if (folder.len > 0 && access(text_get(&folder), F_OK) == 0)
		missing = tell_parts(&(struct recordings){ text_get(&folder),
		    names, len }, why);
	else if (folder.len > 0 && errno != ENOENT) {
		why_errno(why, "cannot see '%s'", text_get(&folder));
		missing = -1;
	} else
		printf("recorded: nothing of this version of %s: %s\n", oracle,
		    agreed_is_newer(top, oracle) ? "it is newer than all, and "
		    "compared with what they agree on" : "the oracle is not "
		    "compared with its recorded self");
	text_release(&folder);
	return missing;
}
