/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/conform/platforms.h"
#include "harness/protocol/memory.h"

static bool
is_native(const char *name)
{
	return strcmp(name, "native") == 0;
}

const char *
platforms_column(const struct chosen *c)
{
	return c->o.name[0] != '\0' ? c->o.name : c->platform.name;
}

/* The names that were asked for, blanks between them. */
static void
list_names(const struct platforms *all, struct text *out)
{
	const struct options *o = all->o;

	if (strcmp(o->platforms, "all") == 0) {
		text_adds(out, "native ");
		launchers_list(&all->launchers, out);
	} else if (o->here)
		text_adds(out, "native");
	else if (o->platforms[0] != '\0')
		text_adds(out, o->platforms);
	else
		text_adds(out, o->name[0] != '\0' || is_installed() ?
		    "native" : "native uml");
}

static bool
read_launchers(struct platforms *all, const char *names, struct why *why)
{
	struct text folder = TEXT_INIT;
	bool ok = true;

	if (!is_native(names) && !is_installed()) {
		text_addf(&folder, "%s/harness/platform/launchers", top);
		ok = launchers_read(&all->launchers, text_get(&folder), why);
		text_release(&folder);
	}
	return ok;
}

static bool
add(struct platforms *all, const char *name, struct why *why)
{
	struct chosen *c = &all->at[all->len];
	const struct launcher *l = NULL;
	size_t i;

	for (i = 0; i < all->len; i++)
		if (strcmp(all->at[i].platform.name, name) == 0)
			return why_set(why, "platform '%s' is asked for twice",
			    name);
	if (!is_native(name) && is_installed())
		return why_set(why, "an installed suite runs on 'native' "
		    "alone; its sources have launchers of others");
	if (!is_native(name)) {
		l = launchers_find(&all->launchers, name, why);
		if (l == NULL)
			return false;
	}
	platform_init(&c->platform, name, l);
	c->asked = all->o;
	c->o = *all->o;
	all->len++;
	return true;
}

bool
platforms_choose(struct platforms *all, const struct options *o,
    struct why *why)
{
	const char *names[NAMES_MAX];
	struct text list = TEXT_INIT;
	size_t n, i;
	bool ok;

	all->o = o;
	if (!folders_check_name(o, why))
		return false;
	ok = read_launchers(all, o->here ? "native" : o->platforms, why);
	list_names(all, &list);
	n = ok && list.len > 0 ? command_split(list.at, names, NAMES_MAX) : 0;
	if (ok && (n == 0 || n == NAMES_MAX))
		ok = why_set(why, "--platforms takes 1 to %d names", NAMES_MAX -
		    1);
	else if (ok && n > 1 && o->name[0] != '\0')
		ok = why_set(why, "--name is of one column, and there are %zu "
		    "platforms", n);
	all->len = 0;
	all->at = calloc(n + 1, sizeof(*all->at));
	if (all->at == NULL)
		memory_ran_out();
	for (i = 0; ok && i < n; i++)
		ok = add(all, names[i], why);
	text_release(&list);
	return ok;
}

/* Whether the user's own commands have a place there. */
static bool
check_options(const struct chosen *c, struct why *why)
{
	const struct {
		const char *name, *value;
	} given[] = { { "iut", c->o.iut }, { "oracle", c->o.oracle },
	    { "wrap", c->o.wrap } };
	size_t i;

	for (i = 0; i < 3; i++)
		if (given[i].value[0] != '\0' &&
		    platform_keeps(&c->platform, given[i].name))
			return why_set(why, "--%s has no place on platform "
			    "'%s', which is just what it would replace",
			    given[i].name, c->platform.name);
	return true;
}

/* "a b" of two words, or NULL if one of them is empty. */
static char *
compose(const char *a, const char *b)
{
	struct text text = TEXT_INIT;

	if (*a == '\0' || *b == '\0')
		return NULL;
	text_addf(&text, "%s %s", a, b);
	return text_detach(&text);
}

static void
take(const char **to, const char *told)
{
	if ((*to)[0] == '\0')
		*to = told;
}

/* What it tells, where the run was not told otherwise. */
static void
take_told(struct chosen *c)
{
	const struct platform *p = &c->platform;

	c->wrap = compose(c->o.wrap, p->wrap);
	c->require = compose(c->o.require, p->require);
	if (c->wrap != NULL)
		c->o.wrap = c->wrap;
	if (c->require != NULL)
		c->o.require = c->require;
	take(&c->o.iut, p->iut);
	if (!c->o.full && p->quick[0] != '\0')
		take(&c->o.oracle, p->quick);
	take(&c->o.oracle, p->oracle);
	take(&c->o.wrap, p->wrap);
	take(&c->o.require, p->require);
	take(&c->o.watchdog, p->watchdog);
	take(&c->o.exact, p->exact);
	if (!c->o.full)
		take(&c->o.sample, p->sample);
	if (p->jobs > 0 && c->o.jobs == 0)
		c->o.jobs = p->jobs;
}

/* It stays in the table and in the exit status. */
static void
mark_absent(struct chosen *c, const struct why *why)
{
	c->absent = *why;
	command_fail(why);
}

bool
platforms_make(struct platforms *all, struct why *why)
{
	struct why absent = WHY_INIT;
	struct chosen *c;
	size_t i;

	for (i = 0; i < all->len; i++) {
		c = &all->at[i];
		if (is_native(c->platform.name))
			continue;
		if (!platform_make(&c->platform, &absent) ||
		    !platform_tell(&c->platform, &absent)) {
			mark_absent(c, &absent);
			continue;
		}
		if (c->platform.shape == PLATFORM_BUNDLE &&
		    (!selection_is_empty(&c->only) ||
		    all->o->until[0] != '\0' || all->o->shard[0] != '\0'))
			return why_set(why, "platform '%s' runs whole areas, "
			    "once: it takes neither patterns nor --failed nor "
			    "--shard nor --until-unstable", c->platform.name);
		if (!check_options(c, why))
			return false;
		take_told(c);
	}
	return true;
}

/* Whether its implementations are those of any run. */
static bool
is_usual(const struct platform *p)
{
	return p->iut[0] == '\0' && p->oracle[0] == '\0' && p->wrap[0] == '\0';
}

bool
platforms_try(struct platforms *all, const char *const *names, size_t len,
    struct why *why)
{
	struct why absent = WHY_INIT, reason = WHY_INIT;
	bool tried = false;
	struct chosen *c;
	size_t i;

	for (i = 0; i < all->len; i++) {
		c = &all->at[i];
		if (c->absent.text[0] != '\0' ||
		    c->platform.shape == PLATFORM_BUNDLE)
			continue;
		if (is_usual(&c->platform)) {
			if (!tried && !try_implementations(&c->o, names, len,
			    why))
				return false;
			tried = true;
		} else if (c->platform.shape != PLATFORM_MACHINE) {
			printf("platform: %s\n", c->platform.name);
			if (!try_implementations(&c->o, names, len, &reason)) {
				why_set(&absent, "platform '%s' cannot be "
				    "started: %s", c->platform.name,
				    reason.text);
				mark_absent(c, &absent);
			}
		}
	}
	return true;
}

void
chosen_release(struct chosen *c)
{
	platform_release(&c->platform);
	selection_release(&c->only);
	free(c->wrap);
	free(c->require);
	free(c->iut);
	free(c->oracle);
}

void
platforms_release(struct platforms *all)
{
	while (all->len > 0)
		chosen_release(&all->at[--all->len]);
	free(all->at);
	launchers_release(&all->launchers);
	*all = (struct platforms)PLATFORMS_INIT;
}
