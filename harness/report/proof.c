/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness/report/proof.h"

static bool
read_whole(const char *path, struct text *to)
{
	FILE *in = fopen(path, "r");
	char bytes[8192];
	size_t n;
	bool ok;

	if (in == NULL)
		return false;
	while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		text_add(to, bytes, n);
	ok = !ferror(in);
	fclose(in);
	return ok;
}

static bool
keep(const struct store *s, const char *json)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT json_valid(?1) AND"
	    " ifnull(json_extract(iif(json_valid(?1), ?1, '{}'), '$.schema'),"
	    " 0) = 1");
	bool ok;

	store_bind_text(stmt, 1, json);
	ok = store_step(stmt) && sqlite3_column_int(stmt, 0) == 1;
	sqlite3_finalize(stmt);
	if (!ok)
		return false;
	stmt = store_prepare(s, "INSERT INTO proof (json) VALUES (?)");
	store_bind_text(stmt, 1, json);
	store_insert(stmt, NULL);
	sqlite3_finalize(stmt);
	return true;
}

void
proof_read(const struct store *s, const char *folder)
{
	struct text path = TEXT_INIT, json = TEXT_INIT;

	text_addf(&path, "%s/mutants.json", folder);
	errno = 0;
	if (!read_whole(text_get(&path), &json)) {
		if (errno != ENOENT)
			store_problem(s, 0, "'%s' cannot be read: %s",
			    text_get(&path), strerror(errno));
	} else if (!keep(s, text_get(&json)))
		store_problem(s, 0, "'%s' is not what make mutants writes",
		    text_get(&path));
	text_release(&path);
	text_release(&json);
}

void
proof_add_json(struct text *out, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT json_object("
	    " 'made', json_extract(json, '$.made'),"
	    " 'commit', json_extract(json, '$.commit'),"
	    " 'implementations', json_extract(json, '$.implementations'),"
	    " 'platforms', json_extract(json, '$.platforms'),"
	    " 'legal_platforms', json_extract(json, '$.legal_platforms'),"
	    " 'clauses', json_extract(json, '$.clauses')) FROM proof");

	text_adds(out, store_step(stmt) ? store_text(stmt, 0) : "null");
	sqlite3_finalize(stmt);
}

static void
add_kind(struct text *out, const struct store *s, const char *key,
    const char *what)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT"
	    " json_extract(json, '$.' || ?1 || '.good'),"
	    " json_extract(json, '$.' || ?1 || '.all'),"
	    " json_extract(json, '$.' || ?1 || '.equivalent') FROM proof");

	store_bind_text(stmt, 1, key);
	store_step(stmt);
	text_addf(out, "%s %s/%s", what, store_text(stmt, 0),
	    store_text(stmt, 1));
	if (sqlite3_column_int(stmt, 2) > 0)
		text_addf(out, " (%s proved equivalent)", store_text(stmt, 2));
	sqlite3_finalize(stmt);
}

/* The clauses with a mutant that nothing killed. */
static void
add_survived(struct text *out, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT key,"
	    " json_extract(value, '$.killed'), json_extract(value, '$.all')"
	    " FROM proof AS p, json_each(p.json, '$.clauses')"
	    " WHERE json_extract(value, '$.killed') +"
	    " json_extract(value, '$.equivalent') <"
	    " json_extract(value, '$.all') ORDER BY key");

	while (store_step(stmt))
		text_addf(out, "  %s: killed %s/%s\n", store_text(stmt, 0),
		    store_text(stmt, 1), store_text(stmt, 2));
	sqlite3_finalize(stmt);
}

static void
add_age(struct text *out, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT"
	    " json_extract(json, '$.commit'), json_extract(json, '$.made'),"
	    " CAST((julianday('now') -"
	    "  julianday(json_extract(json, '$.made'))) * 24 AS INTEGER)"
	    " FROM proof");
	const char *commit;

	store_step(stmt);
	commit = store_text(stmt, 0);
	text_addf(out, "  made %s UTC, %s hours ago, of %s%s\n",
	    store_text(stmt, 1), store_text(stmt, 2),
	    commit[0] != '\0' ? "commit " : "sources that git does not know",
	    commit);
	sqlite3_finalize(stmt);
}

void
proof_add(struct text *out, const struct store *s)
{
	if (store_number(s, "SELECT count(*) FROM proof") == 0)
		return;
	text_adds(out, "\nmutants: ");
	add_kind(out, s, "implementations", "wrong implementations killed");
	add_kind(out, s, "platforms", ", wrong platforms caught");
	add_kind(out, s, "legal_platforms", ", legal ones without alarm");
	text_addc(out, '\n');
	add_age(out, s);
	add_survived(out, s);
}
