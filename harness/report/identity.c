/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/report/identity.h"

/* Whose line tells it under which key, and the column that keeps it. */
static const struct {
	enum record_kind kind;
	const char *key, *column;
	const char *noun;	/* NULL: areas need not say the same */
} fields[IDENTITY_LEN] = {
	[IDENTITY_NAME] = { RECORD_PLATFORM, "name", "name", "the platform" },
	[IDENTITY_SYSTEM] = { RECORD_PLATFORM, "system", "system",
	    "the system" },
	[IDENTITY_KERNEL] = { RECORD_PLATFORM, "kernel", "kernel",
	    "the kernel" },
	[IDENTITY_LIBC] = { RECORD_PLATFORM, "libc", "libc",
	    "the C library" },
	[IDENTITY_ARCH] = { RECORD_PLATFORM, "arch", "arch",
	    "the architecture" },
	[IDENTITY_WORD] = { RECORD_PLATFORM, "word", "word",
	    "the word size" },
	[IDENTITY_BYTEORDER] = { RECORD_PLATFORM, "byteorder", "byteorder",
	    "the byte order" },
	[IDENTITY_EMULATOR] = { RECORD_PLATFORM, "emulator", "emulator",
	    "the emulator" },
	[IDENTITY_RUNNER_ARCH] = { RECORD_PLATFORM, "runner_arch",
	    "runner_arch", "the runner's architecture" },
	[IDENTITY_RUNNER_KERNEL] = { RECORD_PLATFORM, "runner_kernel",
	    "runner_kernel", "the runner's kernel" },
	[IDENTITY_ABILITIES] = { RECORD_PLATFORM, "abilities", "abilities",
	    "what was found by trying" },
	[IDENTITY_IUT] = { RECORD_IUT, "name", "iut", "the IUT" },
	[IDENTITY_IUT_BUILD] = { RECORD_IUT, "build", "iut_build", "the IUT" },
	/* It may name a process or a time: the first one stands for all. */
	[IDENTITY_IUT_SAID] = { RECORD_IUT, "said", "iut_said", NULL },
	[IDENTITY_COMMAND] = { RECORD_IUT, "command", "command", NULL },
	[IDENTITY_ORACLE] = { RECORD_ORACLE, "name", "oracle", "the oracle" },
	[IDENTITY_ORACLE_BUILD] = { RECORD_ORACLE, "build", "oracle_build",
	    "the oracle" },
	[IDENTITY_ORACLE_SAID] = { RECORD_ORACLE, "said", "oracle_said", NULL },
	[IDENTITY_ORACLE_ARCH] = { RECORD_ORACLE, "arch", "oracle_arch",
	    "the oracle's architecture" },
	[IDENTITY_ORACLE_LIBC] = { RECORD_ORACLE, "libc", "oracle_libc",
	    "the oracle's C library" },
	[IDENTITY_ORACLE_EMULATOR] = { RECORD_ORACLE, "emulator",
	    "oracle_emulator", "the oracle's emulator" },
	[IDENTITY_ORACLE_COMMAND] = { RECORD_ORACLE, "command",
	    "oracle_command", NULL },
	[IDENTITY_UNSEEN] = { RECORD_IUT, "unseen", "unseen",
	    "what the kernel does not show of the IUT" },
	[IDENTITY_NOT_COMPARED] = { RECORD_ORACLE, "not_compared",
	    "not_compared", "why the oracle is not compared" },
	[IDENTITY_WRAP] = { RECORD_PLATFORM, "wrap", "wrap", NULL },
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
	struct text sql = TEXT_INIT;
	sqlite3_stmt *stmt;
	int i;

	text_adds(&sql, "UPDATE platform SET ");
	for (i = IDENTITY_SYSTEM; i < IDENTITY_LEN; i++)
		text_addf(&sql, "%s%s = ifnull(?, '')",
		    i > IDENTITY_SYSTEM ? ", " : "", fields[i].column);
	text_adds(&sql, ", distinct_traces = ? WHERE position = ?");
	stmt = store_prepare(s, text_get(&sql));
	for (i = IDENTITY_SYSTEM; i < IDENTITY_LEN; i++)
		store_bind_text(stmt, i, id->fields[i]);
	store_bind_int(stmt, IDENTITY_LEN, (int64_t)id->traces.len);
	store_bind_int(stmt, IDENTITY_LEN + 1, id->platform);
	store_step(stmt);
	sqlite3_finalize(stmt);
	text_release(&sql);
}

static void
keep(const struct identity *id, const struct store *s, const char *sql,
    const char *value)
{
	sqlite3_stmt *stmt = store_prepare(s, sql);

	store_bind_text(stmt, 1, value);
	store_bind_int(stmt, 2, id->platform);
	store_step(stmt);
	sqlite3_finalize(stmt);
}

void
identity_store_revision(const struct identity *id, const struct store *s,
    const char *revision)
{
	keep(id, s, "UPDATE platform SET revision = ? WHERE position = ?",
	    revision);
}

void
identity_store_share(const struct identity *id, const struct store *s,
    const char *share)
{
	keep(id, s, "UPDATE platform SET share = ? WHERE position = ?",
	    share);
}

void
identity_store_reached(const struct identity *id, const struct store *s,
    const char *reached)
{
	keep(id, s, "UPDATE platform SET reached = ? WHERE position = ?",
	    reached);
}

void
identity_release(struct identity *id)
{
	pool_release(&id->pool);
	seen_release(&id->traces);
	*id = (struct identity)IDENTITY_INIT;
}
