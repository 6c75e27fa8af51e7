/* SPDX-License-Identifier: BSD-2-Clause */
/* A user's own ledgers: proposed, and on their way to where they are read. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/judge/ledger.h"
#include "harness/protocol/memory.h"
#include "harness/report/propose.h"
#include "harness/report/report.h"
#include "harness/rows/areas.h"

#define COPY "own-ledger.ini"

static bool
is_between(char c)
{
	return c == ' ' || c == ',';
}

/* The length of the longest file's name that begins here, or of a word. */
static size_t
name_length(const char *at)
{
	size_t line = strcspn(at, "\n"), n;
	char *name;
	bool is;

	for (n = line; n > 0; n--) {
		if (n < line && !is_between(at[n]))
			continue;
		name = strndup(at, n);
		is = name != NULL && access(name, F_OK) == 0;
		free(name);
		if (is)
			return n;
	}
	for (n = 0; n < line && !is_between(at[n]); n++)
		;
	return n;
}

void
own_split(struct options *o)
{
	char *files = memory_copy(o->ledger);
	size_t i;

	for (i = 0; files[i] != '\0';)
		if (is_between(files[i]) || files[i] == '\n')
			files[i++] = '\n';
		else
			i += name_length(files + i);
	o->ledger = files;
}

bool
own_check(const struct options *o, struct why *why)
{
	struct ledger ledger = LEDGER_INIT;
	bool ok = o->ledger[0] == '\0' ||
	    ledger_read_all(&ledger, top, o->ledger, why);

	ledger_release(&ledger);
	return ok;
}

/* Adds a file to another; false with errno. */
static bool
append(const char *path, FILE *out)
{
	FILE *in = fopen(path, "re");
	char bytes[4096];
	bool ok = in != NULL;
	size_t n;

	while (ok && (n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		ok = fwrite(bytes, 1, n, out) == n;
	ok = ok && !ferror(in) && fputc('\n', out) != EOF;
	if (in != NULL)
		fclose(in);
	return ok;
}

/* Makes one file of all of these, a line each. */
static bool
join(char *files, const char *path, struct why *why)
{
	char *file, *rest = NULL;
	FILE *out = fopen(path, "we");
	bool ok = true;

	if (out == NULL)
		return why_errno(why, "cannot write '%s'", path);
	for (file = strtok_r(files, "\n", &rest); ok && file != NULL;
	    file = strtok_r(NULL, "\n", &rest))
		ok = append(file, out) || why_errno(why, "cannot copy the "
		    "ledger '%s' to '%s'", file, path);
	if (fclose(out) != 0 && ok)
		ok = why_errno(why, "cannot write '%s'", path);
	return ok;
}

bool
own_carry(const struct options *o, const char *folder, struct text *path,
    struct why *why)
{
	char *files = memory_copy(o->ledger);
	bool ok = true;

	if (strspn(files, "\n") < strlen(files)) {
		text_addf(path, "%s/" COPY, folder);
		ok = join(files, text_get(path), why);
	}
	free(files);
	return ok;
}

/* A year from now. */
static void
next_review(char date[16])
{
	time_t then = time(NULL) + INT64_C(365) * 86400;
	struct tm tm;

	strftime(date, 16, "%Y-%m-%d", gmtime_r(&then, &tm));
}

static bool
write_to(FILE *out, const struct text *entries)
{
	return fwrite(text_get(entries), 1, entries->len, out) ==
	    entries->len && fflush(out) == 0;
}

/* Writes them into a file that is not there yet, or to standard output. */
static bool
write_entries(const char *path, const struct text *entries, struct why *why)
{
	FILE *out;
	bool ok;

	if (path[0] == '\0')
		return write_to(stdout, entries) ||
		    why_errno(why, "cannot write the entries");
	out = fopen(path, "wxe");
	ok = out != NULL && write_to(out, entries);
	if (out != NULL && fclose(out) != 0)
		ok = false;
	return ok || why_errno(why, "cannot write the entries to '%s'", path);
}

/* The ids of a row of this suite. */
static void
add_ids(const char *name, struct text *out)
{
	const char *slash = strchr(name, '/');
	struct instances all = INSTANCES_INIT;
	const struct area *area;
	size_t a, n;

	for (a = 0; slash != NULL && a < areas_len; a++) {
		area = areas[a];
		if (strncmp(area->name, name, (size_t)(slash - name)) != 0 ||
		    area->name[slash - name] != '\0')
			continue;
		for (n = 0; n < area->rows_len; n++)
			if (strcmp(area->rows[n].name, slash + 1) == 0)
				instances_add_row(&all, area, &area->rows[n]);
	}
	for (n = 0; n < all.len; n++)
		text_addf(out, "%s\n", all.at[n].id);
	instances_release(&all);
}

static void
tell(const struct proposal *p)
{
	fprintf(stderr, "%zu %s for a person to find; %zu result%s that no "
	    "ledger can have\n", p->entries, p->entries == 1 ?
	    "entry, whose reason is" : "entries, whose reasons are",
	    p->left_out, p->left_out == 1 ? "" : "s");
	if (p->partial > 0)
		fprintf(stderr, "%zu of them of rows of which the last run had "
		    "a part: their patterns fit no instance that did not run, "
		    "which may show the same\n", p->partial);
}

int
command_ledger(struct options *o)
{
	const char *platforms[NAMES_MAX];
	char *list = memory_copy(o->name[0] != '\0' ? o->name : o->platforms);
	struct report_options r = { .results = o->results };
	struct text entries = TEXT_INIT;
	struct proposal p = { .add_ids = add_ids };
	struct why why = WHY_INIT;
	char date[16];
	bool ok;

	if (!o->propose) {
		free(list);
		why_set(&why, "'ledger' takes --propose");
		return command_fail(&why);
	}
	r.platforms = command_columns(list, platforms);
	next_review(date);
	instances_widen(true);
	ok = report_propose(&r, date, &entries, &p, &why) &&
	    (p.entries == 0 || write_entries(o->output, &entries, &why));
	if (ok)
		tell(&p);
	text_release(&entries);
	free(list);
	return ok ? 0 : command_fail(&why);
}
