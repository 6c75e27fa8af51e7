/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/report/identity.h"

static const struct {
	enum record_kind kind;
	const char *key;
	const char *noun;
} fields[IDENTITY_LEN] = {
	[IDENTITY_NAME] = { RECORD_PLATFORM, "name", "the platform" },
	[IDENTITY_KERNEL] = { RECORD_PLATFORM, "kernel", "the kernel" },
	[IDENTITY_LIBC] = { RECORD_PLATFORM, "libc", "the C library" },
	[IDENTITY_ARCH] = { RECORD_PLATFORM, "arch", "the architecture" },
	[IDENTITY_IUT] = { RECORD_IUT, "name", "the IUT" },
	[IDENTITY_COMMAND] = { RECORD_IUT, "command", NULL },
	[IDENTITY_ORACLE] = { RECORD_ORACLE, "name", "the oracle" },
	[IDENTITY_ORACLE_COMMAND] = { RECORD_ORACLE, "command", NULL },
	[IDENTITY_WRAP] = { RECORD_PLATFORM, "wrap", NULL },
};

bool
identity_start(struct identity *id, const struct store *s, const char *name)
{
	sqlite3_stmt *stmt = store_prepare(s,
	    "INSERT OR IGNORE INTO platform (name) VALUES (?)"
	    " RETURNING position");

	*id = (struct identity)IDENTITY_INIT;
	id->fields[IDENTITY_NAME] = record_utf8(&id->pool, name, strlen(name));
	store_bind_text(stmt, 1, id->fields[IDENTITY_NAME]);
	while (store_step(stmt))
		id->platform = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return id->platform != 0;
}

bool
identity_take(struct identity *id, const struct record *r, struct text *why)
{
	const char *value;
	size_t i;

	for (i = 0; i < IDENTITY_LEN; i++) {
		if (fields[i].kind != r->kind)
			continue;
		value = record_get(r, fields[i].key);
		if (value == NULL)
			continue;
		if (id->fields[i] == NULL)
			id->fields[i] = pool_copy(&id->pool, value,
			    strlen(value));
		else if (fields[i].noun != NULL &&
		    strcmp(id->fields[i], value) != 0) {
			text_addf(why, "%s is '%s', and '%s' elsewhere in its "
			    "platform", fields[i].noun, value, id->fields[i]);
			return false;
		}
	}
	return true;
}

void
identity_store(const struct identity *id, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, "UPDATE platform SET"
	    " kernel = ifnull(?, ''), libc = ifnull(?, ''),"
	    " arch = ifnull(?, ''), iut = ifnull(?, ''),"
	    " command = ifnull(?, ''), oracle = ifnull(?, ''),"
	    " oracle_command = ifnull(?, ''), wrap = ifnull(?, '')"
	    " WHERE position = ?");
	int i;

	for (i = IDENTITY_KERNEL; i < IDENTITY_LEN; i++)
		store_bind_text(stmt, i, id->fields[i]);
	store_bind_int(stmt, IDENTITY_LEN, id->platform);
	store_step(stmt);
	sqlite3_finalize(stmt);
}

void
identity_release(struct identity *id)
{
	pool_release(&id->pool);
	*id = (struct identity)IDENTITY_INIT;
}
