/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/platform/ask.h"
#include "harness/platform/launchers.h"
#include "harness/protocol/memory.h"

#define ASK_MS 60000	/* an answer that needs no work */
#define MAKE_MS 3600000

/* How much of a name stands in a pattern literally; all of it if it is none. */
static size_t
literal(const char *name, size_t len)
{
	size_t n;

	for (n = 0; n < len; n++)
		if (isupper((unsigned char)name[n]))
			break;
	return n;
}

/* The next line of `*at`, without its end; NULL at the end. */
static const char *
next_line(const char **at, size_t *len)
{
	const char *line = *at;

	if (*line == '\0')
		return NULL;
	*len = strcspn(line, "\n");
	*at = line + *len + (line[*len] == '\n');
	return line;
}

static bool
leads_to(const struct launcher *l, const char *name)
{
	const char *at = l->names, *line;
	size_t len, fixed;

	while ((line = next_line(&at, &len)) != NULL) {
		fixed = literal(line, len);
		if (strncmp(line, name, fixed) == 0 &&
		    (fixed < len ? name[fixed] != '\0' : name[len] == '\0'))
			return true;
	}
	return false;
}

/* A name becomes a column, a folder and a word of lists. */
static bool
check_names(const struct launchers *all, const struct launcher *l,
    struct why *why)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:@+-";
	const char *at = l->names, *line;
	size_t len, n;
	char name[64];

	if (*at == '\0')
		return why_set(why, "launcher '%s' names no platform", l->path);
	while ((line = next_line(&at, &len)) != NULL) {
		if (len == 0 || len >= sizeof(name) || line[0] == '.' ||
		    strspn(line, letters) < len)
			return why_set(why, "launcher '%s' says '%.*s', which "
			    "is no name for a platform", l->path,
			    (int)(len < 64 ? len : 64), line);
		memcpy(name, line, len);
		name[len] = '\0';
		if (strcmp(name, "native") == 0)
			return why_set(why, "launcher '%s' leads to 'native', "
			    "which needs none", l->path);
		for (n = 0; n < all->len; n++)
			if (&all->at[n] != l && leads_to(&all->at[n], name))
				return why_set(why, "platform '%s' is named by "
				    "launcher '%s' and by '%s'", name,
				    all->at[n].path, l->path);
	}
	return true;
}

static bool
ask_names(struct launcher *l, struct why *why)
{
	const char *const argv[] = { l->path, "names", NULL };
	struct text said = TEXT_INIT;
	struct why reason = WHY_INIT;
	struct stat st;
	bool ok;

	if (stat(l->path, &st) != 0 || !S_ISREG(st.st_mode) ||
	    access(l->path, X_OK) != 0)
		return why_set(why, "launcher '%s' is not executable", l->path);
	ok = ask(argv, ASK_MS, &said, &reason) || why_set(why,
	    "launcher '%s' cannot say its names: %s", l->path, reason.text);
	if (said.len > 0) {
		free(l->names);
		l->names = text_detach(&said);
	}
	text_release(&said);
	return ok;
}

static int
is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

bool
launchers_read(struct launchers *all, const char *folder, struct why *why)
{
	struct text path = TEXT_INIT;
	struct dirent **files;
	struct launcher *l;
	int i, n = scandir(folder, &files, is_file, alphasort);
	bool ok = n >= 0 || why_errno(why, "cannot read '%s'", folder);

	all->at = n > 0 ? calloc((size_t)n, sizeof(*all->at)) : NULL;
	for (i = 0; i < n; i++) {
		if (ok) {
			l = &all->at[all->len];
			text_addf(&path, "%s/%s", folder, files[i]->d_name);
			l->path = text_detach(&path);
			l->family = strrchr(l->path, '/') + 1;
			l->names = memory_copy("");
			all->len++;
			ok = ask_names(l, why) && check_names(all, l, why);
		}
		free(files[i]);
	}
	if (n >= 0)
		free(files);
	return ok;
}

static void
list(const struct launchers *all, bool patterns, struct text *out)
{
	const char *at, *line;
	size_t i, len;

	for (i = 0; i < all->len; i++)
		for (at = all->at[i].names;
		    (line = next_line(&at, &len)) != NULL;)
			if (patterns || literal(line, len) == len)
				text_addf(out, "%s%.*s", out->len > 0 ? " " :
				    "", (int)len, line);
}

void
launchers_list(const struct launchers *all, struct text *out)
{
	list(all, false, out);
}

const struct launcher *
launchers_find(const struct launchers *all, const char *name, struct why *why)
{
	struct text there = TEXT_INIT;
	size_t i;

	for (i = 0; i < all->len; i++)
		if (strchr(name, '/') == NULL && leads_to(&all->at[i], name))
			return &all->at[i];
	list(all, true, &there);
	why_set(why, "there is no platform '%s'; there are native %s", name,
	    text_get(&there));
	text_release(&there);
	return NULL;
}

void
launchers_release(struct launchers *all)
{
	while (all->len > 0) {
		all->len--;
		free(all->at[all->len].path);
		free(all->at[all->len].names);
	}
	free(all->at);
	*all = (struct launchers)LAUNCHERS_INIT;
}

static char *
empty(void)
{
	return memory_copy("");
}

void
platform_init(struct platform *p, const char *name, const struct launcher *l)
{
	*p = (struct platform){ .name = memory_copy(name), .launcher = l,
	    .iut = empty(), .oracle = empty(), .wrap = empty(),
	    .sample = empty(), .watchdog = empty(), .require = empty(),
	    .keeps = empty(), .exact = empty(), .quick = empty() };
}

bool
platform_make(const struct platform *p, struct why *why)
{
	const char *const argv[] = { p->launcher->path, "make", p->name, NULL };
	struct why reason = WHY_INIT;

	return ask(argv, MAKE_MS, NULL, &reason) ||
	    why_set(why, "platform '%s' cannot be brought up: %s", p->name,
	    reason.text);
}

static bool
set_shape(struct platform *p, const char *value)
{
	if (strcmp(value, "wrapper") == 0)
		p->shape = PLATFORM_WRAPPER;
	else if (strcmp(value, "machine") == 0)
		p->shape = PLATFORM_MACHINE;
	else if (strcmp(value, "bundle") == 0)
		p->shape = PLATFORM_BUNDLE;
	else
		return false;
	return true;
}

/* A whole number of 1 to 9999. */
static bool
is_number(const char *value)
{
	size_t len = strspn(value, "0123456789");

	return len > 0 && len < 5 && value[len] == '\0' && atoi(value) > 0;
}

static bool
set_number(int *to, const char *value)
{
	*to = atoi(value);
	return is_number(value) && *to <= 16;
}

/* Takes what stands under a key; false if it is none, or the value is none. */
static bool
set(struct platform *p, const char *key, const char *value)
{
	const struct {
		const char *key;
		char **to;
		bool number;
	} strings[] = {
		{ "iut", &p->iut, false }, { "oracle", &p->oracle, false },
		{ "quick", &p->quick, false }, { "wrap", &p->wrap, false },
		{ "require", &p->require, false }, { "keeps", &p->keeps, false },
		{ "sample", &p->sample, true },
		{ "watchdog", &p->watchdog, true },
		{ "exact", &p->exact, true },
	};
	size_t i, len = sizeof(strings) / sizeof(strings[0]);

	if (strcmp(key, "shape") == 0)
		return set_shape(p, value);
	if (strcmp(key, "jobs") == 0)
		return set_number(&p->jobs, value);
	if (strcmp(key, "guests") == 0)
		return set_number(&p->guests, value);
	for (i = 0; i < len; i++)
		if (strcmp(key, strings[i].key) == 0)
			break;
	if (i == len || (strings[i].number && !is_number(value)))
		return false;
	free(*strings[i].to);
	*strings[i].to = memory_copy(value);
	return true;
}

static bool
take_line(struct platform *p, const char *line, size_t len, struct why *why)
{
	char *key = memory_copy_part(line, len), *value = strchr(key, '=');
	bool ok = value != NULL;

	if (ok) {
		*value++ = '\0';
		ok = set(p, key, value);
		value[-1] = '=';
	}
	if (!ok)
		why_set(why, "launcher '%s' tells of platform '%s' what is not "
		    "of its contract: '%.100s'", p->launcher->path, p->name,
		    key);
	free(key);
	return ok;
}

bool
platform_tell(struct platform *p, struct why *why)
{
	const char *const argv[] = { p->launcher->path, "tell", p->name, NULL };
	struct text said = TEXT_INIT;
	struct why reason = WHY_INIT;
	const char *at, *line;
	size_t len;
	bool ok;

	ok = ask(argv, ASK_MS, &said, &reason) || why_set(why, "launcher '%s' "
	    "cannot tell of platform '%s': %s", argv[0], p->name, reason.text);
	for (at = text_get(&said); ok && (line = next_line(&at, &len)) != NULL;)
		ok = take_line(p, line, len, why);
	if (ok && p->shape == PLATFORM_NATIVE)
		ok = why_set(why, "launcher '%s' does not tell the shape of "
		    "platform '%s'", argv[0], p->name);
	text_release(&said);
	return ok;
}

bool
platform_keeps(const struct platform *p, const char *what)
{
	return strstr(p->keeps, what) != NULL;
}

void
platform_release(struct platform *p)
{
	free(p->name);
	free(p->iut);
	free(p->oracle);
	free(p->wrap);
	free(p->sample);
	free(p->watchdog);
	free(p->exact);
	free(p->quick);
	free(p->require);
	free(p->keeps);
	*p = (struct platform){ .name = NULL };
}
