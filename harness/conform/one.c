/* SPDX-License-Identifier: BSD-2-Clause */
/* One instance, here or on the platform where it is to be seen. */
#include <stdio.h>
#include <string.h>

#include "harness/conform/lock.h"
#include "harness/conform/platforms.h"
#include "harness/runner/one.h"

#define FOLDER "shown"	/* what a launcher leaves */

static int
run_here(const struct options *o, const char *command)
{
	bool every_call = strcmp(command, "replay") == 0;
	struct config config;
	struct why why = WHY_INIT;
	int status;

	make_config(o, &config);
	instances_widen(true);
	status = one_run(&config, o->patterns[0], every_call, stdout, &why);
	if (status != 0)
		command_fail(&why);
	return status;
}

/* A machine or a bundle, which gets a folder as for a run. */
static int
run_there(const struct chosen *c, const char *command, struct why *why)
{
	bool bundle = c->platform.shape == PLATFORM_BUNDLE;
	struct text folder = TEXT_INIT, ledger = TEXT_INIT;
	struct options o = c->o;
	char path[PATH_MAX];
	struct launch l;
	int status = -1;

	text_addf(&folder, "%s/" FOLDER, work);
	o.results = text_get(&folder);
	if (!make_results(&o, c->platform.name, path, why) ||
	    !lock_take(o.results, command, why)) {
		text_release(&folder);
		return command_fail(why);
	}
	if (own_carry(&o, path, &ledger, why)) {
		make_launch(&o, platforms_column(c), path, &l);
		l.command = command;
		l.ledger = text_get(&ledger);
		status = launch_one(&l, c->platform.launcher->path,
		    c->platform.name, o.patterns[0], bundle, why);
	}
	lock_release();
	text_release(&folder);
	text_release(&ledger);
	return status >= 0 ? status : command_fail(why);
}

static int
run_on(struct platforms *all, const char *command, struct why *why)
{
	struct chosen *c = &all->at[0];

	if (all->len != 1) {
		why_set(why, "'%s' takes one platform, and not %zu", command,
		    all->len);
		return command_fail(why);
	}
	if (!platforms_make(all, why))
		return command_fail(why);
	if (c->absent.text[0] != '\0')
		return 2;	/* which is said already */
	if (c->platform.shape >= PLATFORM_MACHINE)
		return run_there(c, command, why);
	c->o.name = platforms_column(c);
	return run_here(&c->o, command);
}

static int
run_one(struct options *o, const char *command)
{
	struct platforms all = PLATFORMS_INIT;
	struct why why = WHY_INIT;
	int status;

	if (o->platforms[0] == '\0')
		return run_here(o, command);
	status = platforms_choose(&all, o, &why) ?
	    run_on(&all, command, &why) : command_fail(&why);
	platforms_release(&all);
	return status;
}

int
command_show(struct options *o)
{
	return run_one(o, "show");
}

int
command_replay(struct options *o)
{
	return run_one(o, "replay");
}
