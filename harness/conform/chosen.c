/* SPDX-License-Identifier: BSD-2-Clause */
/* Which instances a run is of: those of patterns, or that failed before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/conform/resume.h"
#include "harness/conform/shard.h"
#include "harness/judge/ledger.h"
#include "harness/report/report.h"
#include "harness/rows/choice.h"
#include "harness/sandbox/sandbox.h"

#define FILE_NAME "chosen"

/* The instances of which stale entries of the ledger speak. */
static bool
add_stale(const struct options *o, const struct text *names,
    struct selection *s, struct why *why)
{
	struct ledger ledger = LEDGER_INIT;
	bool ok = ledger_read_all(&ledger, top, o->ledger, why);
	const struct ledger_entry *e;
	size_t n, i;

	for (n = 0; ok && n < ledger.len; n++) {
		e = &ledger.entries[n];
		for (i = 0; text_has_word(text_get(names), e->name) &&
		    i < e->instances.len; i++)
			selection_add(s, e->instances.at[i]);
	}
	ledger_release(&ledger);
	return ok;
}

/* What the run that is gone on with has chosen there. */
static bool
read_chosen(struct chosen *c, const char *column, struct why *why)
{
	struct text path = TEXT_INIT;
	bool ok;

	text_addf(&path, "%s/%s/" FILE_NAME, c->o.results, column);
	ok = selection_read(&c->only, text_get(&path), why);
	text_release(&path);
	return ok;
}

/* What was unexpected on a platform; nothing where it has not run. */
static bool
add_failed(struct chosen *c, struct why *why)
{
	const char *column = platforms_column(c);
	struct report_options r = { .results = c->o.results };
	struct text patterns = TEXT_INIT, stale = TEXT_INIT;
	char *words, *rest, *word;
	bool ok;

	if (resume_is_of(c->asked, column))
		return read_chosen(c, column, why);
	ok = report_failed(&r, column, &patterns, &stale, why);

	words = rest = text_detach(&patterns);
	while (ok && (word = strsep(&rest, "\n")) != NULL)
		if (word[0] != '\0')
			selection_add(&c->only, word);
	ok = ok && add_stale(&c->o, &stale, &c->only, why);
	free(words);
	text_release(&stale);
	return ok;
}

/* Leaves the platforms that have something to run again. */
static bool
choose_failed(struct platforms *all, const char *const *names, size_t len,
    struct why *why)
{
	size_t i, kept = 0;
	bool ok = true;

	for (i = 0; i < all->len; i++) {
		struct chosen *c = &all->at[i];

		ok = ok && add_failed(c, why);
		memcpy(c->areas, names, len * sizeof(*names));
		c->areas_len = len;
		choose_selected(&c->only, c->areas, &c->areas_len);
		if (!ok || c->areas_len > 0)
			all->at[kept++] = *c;
		else
			chosen_release(c);
	}
	all->len = kept;
	return ok;
}

/* Every platform runs the instances of the patterns, if there are any. */
static bool
choose_patterns(struct platforms *all, const char **names, size_t *len,
    struct why *why)
{
	const struct options *o = all->o;
	struct selection s = SELECTION_INIT;
	size_t i, n;
	bool ok;

	for (n = 0; o->patterns[n] != NULL; n++)
		selection_add(&s, o->patterns[n]);
	ok = choose_check(&s, names, *len, why);
	if (n > 0)
		choose_selected(&s, names, len);
	selection_release(&s);
	for (i = 0; ok && i < all->len; i++) {
		struct chosen *c = &all->at[i];

		for (n = 0; o->patterns[n] != NULL; n++)
			selection_add(&c->only, o->patterns[n]);
		memcpy(c->areas, names, *len * sizeof(*names));
		c->areas_len = *len;
	}
	return ok;
}

bool
chosen_find(struct platforms *all, const char **names, size_t *len,
    struct why *why)
{
	if (!all->o->failed)
		return choose_patterns(all, names, len, why);
	if (all->o->patterns[0] != NULL)
		return why_set(why, "patterns and --failed are two ways to "
		    "say what is run");
	return choose_failed(all, names, *len, why);
}

/* Whether a command of results is that one, in a sandbox or not. */
static bool
is_same(const char *there, const char *now)
{
	size_t a = strlen(there), b = strlen(now);

	if (strcmp(there, now) == 0)
		return true;
	/* A prefix stands in the sandbox. */
	return strncmp(there, SANDBOX, sizeof(SANDBOX) - 1) == 0 &&
	    a > b && there[a - b - 1] == ' ' && strcmp(there + a - b, now) == 0;
}

static bool
differ(const struct chosen *c, const char *option, const char *there,
    const char *now, struct why *why)
{
	struct text given = TEXT_INIT;

	shard_add_argument(&given, option, there);
	why_set(why, "%s: the last run's --%s was '%s', and this one's is "
	    "'%s': --failed is of the same; give%s", platforms_column(c),
	    option, there, now, text_get(&given));
	text_release(&given);
	return false;
}

/* A platform may tell an oracle for a quick run and one for a full run. */
static bool
check_commands(const struct chosen *c, const char *iut, const char *oracle,
    struct why *why)
{
	const struct platform *p = &c->platform;
	struct config config;

	make_config(&c->o, &config);
	iut = iut[0] != '\0' ? iut : CONFIG_IUT;
	oracle = oracle[0] != '\0' ? oracle : CONFIG_ORACLE;
	if (!is_same(iut, config.iut))
		return differ(c, "iut", iut, config.iut, why);
	return is_same(oracle, config.oracle) ||
	    (c->asked->oracle[0] == '\0' && (is_same(oracle, p->quick) ||
	    is_same(oracle, p->oracle[0] != '\0' ? p->oracle :
	    CONFIG_ORACLE))) ||
	    differ(c, "oracle", oracle, config.oracle, why);
}

bool
chosen_check_commands(const struct platforms *all, struct why *why)
{
	const struct report_options r = { .results = all->o->results };
	struct text iut, oracle;
	bool ok = true;
	size_t i;

	for (i = 0; ok && all->o->failed && i < all->len; i++) {
		const struct chosen *c = &all->at[i];

		/* Such a one tells no command, and takes none. */
		if (c->absent.text[0] != '\0' ||
		    c->platform.shape == PLATFORM_BUNDLE)
			continue;
		iut = oracle = (struct text)TEXT_INIT;
		if (report_commands(&r, platforms_column(c), &iut, &oracle))
			ok = check_commands(c, text_get(&iut),
			    text_get(&oracle), why);
		text_release(&iut);
		text_release(&oracle);
	}
	return ok;
}

bool
chosen_write(const struct chosen *c, const char *folder, struct text *path,
    struct why *why)
{
	if (selection_is_empty(&c->only))
		return true;
	text_addf(path, "%s/" FILE_NAME, folder);
	return selection_write(&c->only, text_get(path), why);
}
