/* SPDX-License-Identifier: BSD-2-Clause */
/* Implementations in a sandbox (harness/sandbox/sandbox.h). */
#include <string.h>

#include "harness/conform/platforms.h"
#include "harness/conform/program.h"
#include "harness/sandbox/sandbox.h"

static bool
is_offered(const struct chosen *c, struct why *why)
{
	return c->platform.shape == PLATFORM_WRAPPER ||
	    c->platform.launcher == NULL || why_set(why, "--sandbox is not "
	    "offered on platform '%s', whose implementation is no process of "
	    "this kernel", c->platform.name);
}

/* The sandbox around the prefix that starts both, and the command. */
static char *
compose(const char *prefix, const char *command)
{
	struct text text = TEXT_INIT;

	text_addf(&text, SANDBOX "%s%s%s", prefix,
	    prefix[0] != '\0' ? " " : "", command);
	return text_detach(&text);
}

/* The oracle may do no more than what it is compared with. */
static void
surround(struct chosen *c)
{
	struct config config;

	make_config(&c->o, &config);
	c->iut = compose(config.wrap, config.iut);
	c->o.iut = c->iut;
	if (strncmp(config.oracle, "recorded", 8) != 0) {
		c->oracle = compose(config.wrap, config.oracle);
		c->o.oracle = c->oracle;
	}
	c->o.wrap = "";
}

bool
sandboxed_begin(struct platforms *all, struct why *why)
{
	struct text command = TEXT_INIT, said = TEXT_INIT;
	const char *sentence;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < all->len; i++)
		ok = is_offered(&all->at[i], why);
	text_addf(&command, "env -C '%s' " SANDBOX "true", top);
	ok = ok && network_enter(why);
	if (ok && program_run(text_get(&command), &said) != 0) {
		sentence = strstr(text_get(&said), "no sandbox: ");
		ok = why_set(why, "%s", sentence != NULL ? sentence :
		    text_get(&said));
	}
	for (i = 0; ok && i < all->len; i++)
		surround(&all->at[i]);
	text_release(&command);
	text_release(&said);
	return ok;
}
