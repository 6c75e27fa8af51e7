/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/report/axes.h"

bool
axes_read(struct axes *axes, const char *names, struct pool *pool)
{
	size_t len;

	*axes = (struct axes)AXES_INIT;
	for (; *names != '\0'; names += len + (names[len] == ',')) {
		len = strcspn(names, ",");
		if (axes->len == WHERE_AXES || len == 0) {
			axes->len = 0;
			return false;
		}
		axes->names[axes->len++] = pool_copy(pool, names, len);
	}
	return true;
}

/* Behind "[kind=" or ",kind="; NULL if it is not there. */
static const char *
find(const char *from, char before, const char *name, const char **start)
{
	size_t len = strlen(name);

	for (; (from = strchr(from, before)) != NULL; from++)
		if (strncmp(from + 1, name, len) == 0 && from[1 + len] == '=') {
			*start = from;
			return from + 2 + len;
		}
	return NULL;
}

bool
axes_split(const struct axes *axes, const char *id, const char **values,
    struct pool *pool)
{
	const char *value = id, *next = id, *end;
	size_t len = strlen(id), a;

	if (axes->len == 0)
		return strchr(id, '[') == NULL;
	if (len == 0 || id[len - 1] != ']')
		return false;
	value = find(id, '[', axes->names[0], &end);
	if (value == NULL || end != strchr(id, '['))
		return false;
	for (a = 0; a < axes->len; a++, value = next) {
		end = id + len - 1;
		if (a + 1 < axes->len &&
		    (next = find(value, ',', axes->names[a + 1], &end)) == NULL)
			return false;
		values[a] = pool_copy(pool, value, (size_t)(end - value));
	}
	return true;
}
