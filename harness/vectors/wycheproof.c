/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/vectors/internal.h"

#define BUILD_ABOVE 3	/* folders between a program and build/ at most */

/* Columns of the query. */
enum { NUMBER, KEY, IV, AAD, MESSAGE, SEALED, TAG, RESULT };

static const char sql[] =
    "SELECT json_extract(t.value, '$.tcId'), json_extract(t.value, '$.key'),"
    " json_extract(t.value, '$.iv'), json_extract(t.value, '$.aad'),"
    " json_extract(t.value, '$.msg'), json_extract(t.value, '$.ct'),"
    " json_extract(t.value, '$.tag'), json_extract(t.value, '$.result')"
    " FROM json_each(?1, '$.testGroups') AS g, json_each(g.value, '$.tests')"
    " AS t ORDER BY 1";

static struct vector_bytes
column(sqlite3_stmt *stmt, int n)
{
	const char *text = (const char *)sqlite3_column_text(stmt, n);

	return vector_hex(text != NULL ? text : "");
}

static bool
is_ccm_nonce(const struct vector_bytes *iv)
{
	return iv->len >= 7 && iv->len <= 13;
}

/* Of the algorithms that these files are for. */
static enum vector_refused
refusal(const struct vector *v, const char *algorithm)
{
	bool ccm = strncmp(algorithm, "ccm", 3) == 0;
	size_t tag = v->tag.len;

	if (ccm && (tag < 4 || tag > 16 || tag % 2 != 0))
		return REFUSED_TAG;
	if (ccm)
		return is_ccm_nonce(&v->iv) ? REFUSED_NOT : REFUSED_IV;
	return v->iv.len != (strcmp(algorithm, "aegis128") == 0 ? 16 : 12) ?
	    REFUSED_IV : REFUSED_NOT;
}

static void
add(struct vectors *all, sqlite3_stmt *stmt, const char *file,
    const char *algorithm)
{
	struct vector_bytes nonce = column(stmt, IV);
	bool ccm = strncmp(algorithm, "ccm", 3) == 0;
	struct vector v = { .key = column(stmt, KEY), .iv = nonce,
	    .aad = column(stmt, AAD), .text = column(stmt, MESSAGE),
	    .sealed = column(stmt, SEALED), .tag = column(stmt, TAG) };
	const char *result = (const char *)sqlite3_column_text(stmt, RESULT);

	v.authentic = result != NULL && strcmp(result, "valid") == 0;
	v.refused = refusal(&v, algorithm);
	if (ccm && is_ccm_nonce(&nonce)) {
		v.iv = vector_counter_block(&nonce);
		free(nonce.at);
	}
	snprintf(v.label, sizeof(v.label), "%s, tcId %d", file,
	    sqlite3_column_int(stmt, NUMBER));
	/* A nonce as long as a counter block would be taken for one. */
	if (ccm && v.refused == REFUSED_IV && nonce.len == 16)
		vector_release(&v);
	else
		vectors_add(all, &v);
}

bool
vectors_parse_json(struct vectors *all, const char *file, const char *text,
    const char *algorithm, struct why *why)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_open(":memory:", &db);

	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(stmt, 1, text, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
			add(all, stmt, file, algorithm);
	if (rc != SQLITE_DONE)
		why_set(why, "cannot read '%s': %s", file, sqlite3_errmsg(db));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return rc == SQLITE_DONE;
}

/* The programs that want them lie below build/, in whatever folder that is. */
static bool
read_beside(struct text *text, const char *name)
{
	char path[PATH_MAX], *slash;
	struct text full = TEXT_INIT;
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	bool found = false;
	int up;

	path[n > 0 ? n : 0] = '\0';
	for (up = 0; up < BUILD_ABOVE && !found; up++) {
		slash = strrchr(path, '/');
		if (slash == NULL)
			break;
		*slash = '\0';
		text_cut(&full, 0);
		text_addf(&full, "%s/vectors/%s", path, name);
		found = vectors_read_file(text, text_get(&full));
	}
	text_release(&full);
	return found;
}

bool
wycheproof_load(struct vectors *all, const char *file, const char *algorithm,
    struct why *why)
{
	struct text text = TEXT_INIT, absent = TEXT_INIT;
	bool ok = read_beside(&text, file);

	if (ok)
		ok = vectors_parse_json(all, file, text_get(&text), algorithm,
		    why);
	else if (read_beside(&absent, "absent"))
		why_set(why, "Wycheproof's vectors '%s' are not there: %.*s",
		    file, (int)strcspn(text_get(&absent), "\n"),
		    text_get(&absent));
	else
		why_set(why, "Wycheproof's vectors '%s' are not there: run "
		    "harness/platform/setup", file);
	text_release(&text);
	text_release(&absent);
	return ok;
}
