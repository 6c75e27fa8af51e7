/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/protocol/clean.h"
#include "harness/protocol/memory.h"
#include "harness/report/floor.h"
#include "harness/report/table.h"
#include "harness/sandbox/sandbox.h"

#define OURS "pysock "
#define LINES_MOST 40
#define HOLDS "holds"

struct column {
	int64_t position;
	char *name, *iut, *command, *oracle, *abilities;
	const char *const *areas;	/* all there are */
};

static bool
column_next(struct column *c, sqlite3_stmt *stmt)
{
	if (!store_step(stmt))
		return false;
	c->position = sqlite3_column_int64(stmt, 0);
	c->name = memory_copy(store_text(stmt, 1));
	c->iut = memory_copy(store_text(stmt, 2));
	c->oracle = memory_copy(store_text(stmt, 3));
	c->abilities = memory_copy(store_text(stmt, 4));
	c->command = memory_copy(store_text(stmt, 5));
	return true;
}

static void
column_release(struct column *c)
{
	free(c->name);
	free(c->iut);
	free(c->command);
	free(c->oracle);
	free(c->abilities);
}

#define COLUMNS \
	"SELECT position, name, iut, oracle, abilities, command FROM platform"

/* The length of "CPython 3.11" in "CPython 3.11.2 (recorded)". */
static size_t
minor_len(const char *oracle)
{
	const char *at = strchr(oracle, '.');

	if (at == NULL)
		return strlen(oracle);
	at++;
	return (size_t)(at - oracle) + strspn(at, "0123456789");
}

/* Whether each of the words is among the others; clocks differ everywhere. */
static bool
are_among(const char *words, const char *others)
{
	size_t len;
	const char *at;

	for (words += strspn(words, " "); *words != '\0';
	    words += strspn(words, " ")) {
		len = strcspn(words, " ");
		for (at = others + strspn(others, " "); *at != '\0' &&
		    (strcspn(at, " ") != len || strncmp(at, words, len) != 0);
		    at += strspn(at, " "))
			at += strcspn(at, " ");
		if (*at == '\0' && strncmp(words, "clock:", 6) != 0)
			return false;
		words += len;
	}
	return true;
}

static bool
is_sandboxed(const struct column *c)
{
	return strncmp(c->command, SANDBOX, sizeof(SANDBOX) - 1) == 0;
}

static bool
is_part(const struct store *s, const struct column *c)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT 1 FROM part"
	    " WHERE platform = ?");
	bool yes;

	store_bind_int(stmt, 1, c->position);
	yes = store_step(stmt);
	sqlite3_finalize(stmt);
	return yes;
}

static bool
has_all_areas(const struct store *s, const struct column *c)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT count(*) FROM area"
	    " WHERE platform = ? AND name = ?");
	bool all = true;
	size_t i;

	for (i = 0; all && c->areas[i] != NULL; i++) {
		store_bind_int(stmt, 1, c->position);
		store_bind_text(stmt, 2, c->areas[i]);
		all = store_step(stmt) && sqlite3_column_int(stmt, 0) > 0;
		sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	return all;
}

/* Enters "SENDMSG-01 96"; false if the line is none such. */
static bool
enter(const struct store *s, const struct column *c, char *line)
{
	char *space = strchr(line, ' '), *end;
	sqlite3_stmt *stmt;
	long least;

	if (space == NULL || space == line || !isdigit((unsigned char)space[1]))
		return false;
	*space = '\0';
	errno = 0;
	least = strtol(space + 1, &end, 10);
	if (*end != '\0' || errno != 0)
		return false;
	stmt = store_prepare(s, "INSERT INTO floor VALUES (?, ?, ?)");
	store_bind_int(stmt, 1, c->position);
	store_bind_text(stmt, 2, line);
	store_bind_int(stmt, 3, least);
	store_insert(stmt, NULL);
	sqlite3_finalize(stmt);
	return true;
}

static bool
is_ours(const struct column *c)
{
	return strncmp(c->iut, OURS, sizeof(OURS) - 1) == 0;
}

/* Whether "iut PyPy 7.3" is the column's; where no such line is, ours is. */
static bool
is_of(const struct column *c, const char *line)
{
	size_t len = minor_len(c->iut);

	return strncmp(line, "iut ", 4) != 0 ? is_ours(c) :
	    strlen(line + 4) == len && strncmp(line + 4, c->iut, len) == 0;
}

/* Whether a line of the head holds for the platform; *ok: it is one. */
static bool
holds(const struct column *c, const char *line, bool *ok)
{
	*ok = true;
	if (strncmp(line, "iut ", 4) == 0)
		return is_of(c, line);
	if (strncmp(line, "oracle ", 7) == 0)
		return strlen(line + 7) == minor_len(c->oracle) &&
		    strncmp(line + 7, c->oracle, minor_len(c->oracle)) == 0;
	if (strncmp(line, "abilities", 9) == 0 && strchr(" ", line[9]) != NULL)
		return are_among(line + 9, c->abilities);
	*ok = false;
	return false;
}

/* Keeps whether there is a floor, "holds", or for whom else it is. */
static void
note(const struct store *s, const struct column *c, const char *floor)
{
	sqlite3_stmt *stmt = store_prepare(s, "UPDATE platform SET floor = ?"
	    " WHERE position = ?");

	store_bind_text(stmt, 1, floor);
	store_bind_int(stmt, 2, c->position);
	store_step(stmt);
	sqlite3_finalize(stmt);
}

static void
read_lines(const struct store *s, const struct column *c, const char *path,
    FILE *in)
{
	bool ok = true, applies = true;
	char *line = NULL;
	size_t room = 0;
	int number = 0, head = 2;
	ssize_t len;

	while (ok && applies && (len = getline(&line, &room, in)) > 0) {
		number++;
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (number == 1 && strncmp(line, "iut ", 4) == 0)
			head = 3;
		/* Another implementation on that platform has none. */
		if (number == 1 && head == 2 && !is_ours(c))
			break;
		if (number <= head) {
			applies = holds(c, line, &ok);
			if (ok)
				note(s, c, applies ? HOLDS : line);
		} else
			ok = enter(s, c, line);
	}
	if (!ok)
		store_problem(s, c->position, "'%s', line %d: it is neither a "
		    "clause and a count nor of the head, 'iut', 'oracle', "
		    "'abilities'", path, number);
	else if (applies && number <= head && (head == 3 || is_ours(c)))
		store_problem(s, c->position, "'%s' ends before its floors",
		    path);
	free(line);
}

static void
read_column(const struct store *s, const struct column *c, const char *folder)
{
	struct text path = TEXT_INIT;
	FILE *in;

	text_addf(&path, "%s/%s", folder, c->name);
	in = fopen(text_get(&path), "re");
	if (in == NULL && errno != ENOENT)
		store_problem(s, c->position, "'%s' cannot be read: %s",
		    text_get(&path), strerror(errno));
	if (in != NULL) {
		/* What those executed who may do more is asked of no other. */
		if (has_all_areas(s, c) && !is_part(s, c) && !is_sandboxed(c))
			read_lines(s, c, text_get(&path), in);
		fclose(in);
	}
	text_release(&path);
}

void
floor_read(const struct store *s, const char *folder,
    const char *const *areas)
{
	sqlite3_stmt *stmt = store_prepare(s, COLUMNS " ORDER BY position");
	struct column c = { .areas = areas };

	while (column_next(&c, stmt)) {
		read_column(s, &c, folder);
		column_release(&c);
	}
	sqlite3_finalize(stmt);
}

/* A floor that is of another oracle, or of a kernel that had more. */
static void
add_others(struct text *out, const struct store *s)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT name, floor FROM"
	    " platform WHERE floor NOT IN ('', '" HOLDS "')"
	    " ORDER BY position");

	while (store_step(stmt)) {
		text_adds(out, "\nThe floor of ");
		text_add_clean(out, store_text(stmt, 0));
		text_adds(out, " does not hold for this run; it is of '");
		text_add_clean(out, store_text(stmt, 1));
		text_adds(out, "'\n");
	}
	sqlite3_finalize(stmt);
}

void
floor_add(struct text *out, const struct store *s)
{
	int64_t n = store_number(s, "SELECT count(*) FROM below");

	add_others(out, s);
	if (n == 0)
		return;
	text_addf(out, "\nBELOW THE FLOOR of cases/floors, %lld:\n",
	    (long long)n);
	table_add_lines(out, store_prepare(s, "SELECT name || ': ' || clause ||"
	    " ' executed ' || executed || ' instances, not ' || least"
	    " FROM below JOIN platform USING (position)"
	    " ORDER BY position, clause"), LINES_MOST);
}

static bool
write_lines(const struct store *s, const struct column *c, FILE *out)
{
	sqlite3_stmt *stmt = store_prepare(s, "SELECT clause, sum(executed)"
	    " FROM tally WHERE platform = ? AND clause <> 'unknown'"
	    " GROUP BY clause HAVING sum(executed) > 0 ORDER BY clause");
	bool ok = (is_ours(c) || fprintf(out, "iut %.*s\n",
	    (int)minor_len(c->iut), c->iut) > 0) &&
	    fprintf(out, "oracle %.*s\nabilities",
	    (int)minor_len(c->oracle), c->oracle) > 0;
	char *words = memory_copy(c->abilities), *rest = words, *word;

	while ((word = strsep(&rest, " ")) != NULL)
		if (word[0] != '\0' && strncmp(word, "clock:", 6) != 0)
			ok = fprintf(out, " %s", word) > 0 && ok;
	fprintf(out, "\n");
	store_bind_int(stmt, 1, c->position);
	while (ok && store_step(stmt))
		ok = fprintf(out, "%s %lld\n", store_text(stmt, 0),
		    (long long)sqlite3_column_int64(stmt, 1)) > 0;
	sqlite3_finalize(stmt);
	free(words);
	return ok;
}

/* Whether a floor is there that is another implementation's. */
static bool
is_anothers(const struct column *c, const char *path)
{
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	bool is = false;
	ssize_t len;

	if (in != NULL && (len = getline(&line, &room, in)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		is = strncmp(line, "iut ", 4) == 0 ? is_ours(c) :
		    !is_ours(c);
	}
	if (in != NULL)
		fclose(in);
	free(line);
	return is;
}

static bool
write_column(const struct store *s, const struct column *c,
    const char *folder, struct why *why)
{
	struct text path = TEXT_INIT, fresh = TEXT_INIT;
	FILE *out;
	bool ok;

	if (c->iut[0] == '\0')
		return why_set(why, "'%s' has no results", c->name);
	if (!has_all_areas(s, c))
		return why_set(why, "'%s' has not run all areas", c->name);
	if (is_part(s, c))
		return why_set(why, "'%s' has run some of its instances only",
		    c->name);
	if (is_sandboxed(c))
		return why_set(why, "'%s' was run in a sandbox", c->name);
	text_addf(&path, "%s/%s", folder, c->name);
	text_addf(&fresh, "%s/.%s.new", folder, c->name);
	if (is_anothers(c, text_get(&path))) {
		ok = why_set(why, "'%s' ran '%s', and its floor is of another "
		    "implementation", c->name, c->iut);
		text_release(&path);
		text_release(&fresh);
		return ok;
	}
	out = fopen(text_get(&fresh), "we");
	ok = out != NULL && write_lines(s, c, out);
	if (out != NULL && fclose(out) != 0)
		ok = false;
	if (!ok || rename(text_get(&fresh), text_get(&path)) != 0) {
		ok = why_errno(why, "cannot write '%s'", text_get(&path));
		unlink(text_get(&fresh));
	}
	text_release(&path);
	text_release(&fresh);
	return ok;
}

bool
floor_write(const struct store *s, const char *platform, const char *folder,
    const char *const *areas, struct why *why)
{
	sqlite3_stmt *stmt = store_prepare(s, COLUMNS " WHERE name = ?");
	struct column c = { .areas = areas };
	bool ok;

	store_bind_text(stmt, 1, platform);
	if (column_next(&c, stmt)) {
		ok = write_column(s, &c, folder, why);
		column_release(&c);
	} else
		ok = why_set(why, "there are no results of '%s'", platform);
	sqlite3_finalize(stmt);
	return ok;
}
