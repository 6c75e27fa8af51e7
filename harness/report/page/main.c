/* SPDX-License-Identifier: BSD-2-Clause */
/* Pictures and figures of the page, for who works at it. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/report/page/browser.h"

static const char usage[] =
"usage: page picture PAGE FILE.png WIDTH HEIGHT [dark] [FRAGMENT]\n"
"       page print PAGE FILE.pdf [FRAGMENT]\n"
"       page ask PAGE EXPRESSION\n"
"       page figures PAGE\n"
"       page columns FOLDER N TO   results of one platform as those of N\n";

static int
fail(const struct why *why)
{
	fprintf(stderr, "page: %s\n", why->text);
	return 1;
}

static bool
picture(struct browser *b, const char *page, char **arguments, int n,
    struct why *why)
{
	struct browser_view v = { .width = atoi(arguments[1]),
	    .height = atoi(arguments[2]),
	    .dark = n > 3 && strcmp(arguments[3], "dark") == 0 };
	const char *fragment = n > 3 + v.dark ? arguments[3 + v.dark] : "";

	return browser_open(b, page, fragment, &v, why) &&
	    browser_picture(b, arguments[0], why);
}

static bool
print(struct browser *b, const char *page, char **arguments, int n,
    struct why *why)
{
	struct browser_view v = { .width = 1280, .height = 900 };

	return browser_open(b, page, n > 1 ? arguments[1] : "", &v, why) &&
	    browser_print(b, arguments[0], why);
}

static bool
ask(struct browser *b, const char *page, const char *expression,
    struct why *why)
{
	struct browser_view v = { .width = 1280, .height = 900 };
	struct text value = TEXT_INIT;
	bool ok = browser_open(b, page, "", &v, why) &&
	    browser_ask(b, expression, &value, why);

	if (ok)
		printf("%s\n", text_get(&value));
	text_release(&value);
	return ok;
}

/* Three loads: a first one compiles and reads what is on no shelf yet. */
static bool
figures(struct browser *b, const char *page, struct why *why)
{
	struct browser_view v = { .width = 1280, .height = 900 };
	struct text value = TEXT_INIT;
	double spent = 0;
	bool ok = true;
	int i;

	for (i = 0; ok && i < 3; i++) {
		ok = browser_open(b, page, "", &v, why) &&
		    browser_spent(b, &spent, why) && browser_ask(b,
		    "(() => { const n = performance.getEntriesByType("
		    "'navigation')[0], t = performance.now(); document.query"
		    "Selector('#matrix td > a').click(); const opened ="
		    " performance.now() - t; return 'interactive after ' +"
		    " document.body.dataset.ready + ' ms, loaded "
		    "after ' + Math.round(n.loadEventEnd) + ' ms, a cell "
		    "opened in ' + Math.round(opened) + ' ms'; })()", &value,
		    why);
		if (ok)
			printf("%s, %.0f ms of a processor\n",
			    text_get(&value), spent);
	}
	text_release(&value);
	return ok;
}

/* A copy of a database, whose platform has another name. */
static bool
copy_database(const char *from, const char *to, const char *name,
    struct why *why)
{
	struct text sql = TEXT_INIT;
	char *error = NULL;
	sqlite3 *db;
	bool ok;

	text_addf(&sql, "VACUUM INTO '%s'; ATTACH '%s' AS new; UPDATE new.files"
	    " SET contents = CAST(replace(CAST(contents AS TEXT),"
	    " 'platform name=', 'platform name=''%s'' was=') AS BLOB)"
	    " WHERE file_id IN (SELECT file_id FROM new.test_case_files"
	    "  WHERE file_name = '__STDOUT__')", to, to, name);
	unlink(to);
	ok = sqlite3_open_v2(from, &db, SQLITE_OPEN_READWRITE, NULL) ==
	    SQLITE_OK && sqlite3_exec(db, text_get(&sql), NULL, NULL,
	    &error) == SQLITE_OK;
	if (!ok)
		why_set(why, "'%s': %s", from, error != NULL ? error :
		    sqlite3_errmsg(db));
	sqlite3_free(error);
	sqlite3_close(db);
	text_release(&sql);
	return ok;
}

/* TO/NAME-1 and so on. */
static bool
columns(const char *folder, int n, const char *there, struct why *why)
{
	struct text from = TEXT_INIT, to = TEXT_INIT, name = TEXT_INIT;
	struct dirent *entry;
	bool ok = true;
	DIR *dir;
	int i;

	for (i = 1; ok && i <= n; i++) {
		text_cut(&name, 0);
		text_addf(&name, "%s-%d", strrchr(folder, '/') + 1, i);
		dir = opendir(folder);
		if (dir == NULL)
			return why_errno(why, "cannot read '%s'", folder);
		while (ok && (entry = readdir(dir)) != NULL) {
			if (strstr(entry->d_name, ".db") == NULL)
				continue;
			text_cut(&from, 0);
			text_addf(&from, "%s/%s", folder, entry->d_name);
			text_cut(&to, 0);
			text_adds(&to, there);
			mkdir(text_get(&to), 0777);
			text_addf(&to, "/%s", text_get(&name));
			mkdir(text_get(&to), 0777);
			text_addf(&to, "/%s", entry->d_name);
			ok = copy_database(text_get(&from), text_get(&to),
			    text_get(&name), why);
		}
		closedir(dir);
	}
	text_release(&from);
	text_release(&to);
	text_release(&name);
	return ok;
}

int
main(int argc, char **argv)
{
	struct browser b = BROWSER_INIT;
	struct why why = WHY_INIT;
	char page[PATH_MAX];
	bool ok = false;

	if (argc < 3) {
		fputs(usage, stderr);
		return 2;
	}
	if (realpath(argv[2], page) == NULL) {
		why_errno(&why, "cannot find '%s'", argv[2]);
		return fail(&why);
	}
	if (strcmp(argv[1], "columns") == 0 && argc == 5)
		return columns(page, atoi(argv[3]), argv[4], &why) ? 0 : fail(&why);
	if (!browser_start(&b, &why))
		ok = false;
	else if (strcmp(argv[1], "picture") == 0 && argc >= 6)
		ok = picture(&b, page, argv + 3, argc - 3, &why);
	else if (strcmp(argv[1], "print") == 0 && argc >= 4)
		ok = print(&b, page, argv + 3, argc - 3, &why);
	else if (strcmp(argv[1], "ask") == 0 && argc == 4)
		ok = ask(&b, page, argv[3], &why);
	else if (strcmp(argv[1], "figures") == 0)
		ok = figures(&b, page, &why);
	else
		why_set(&why, "%s", usage);
	if (ok && b.complaints.len > 0)
		ok = why_set(&why, "%s", text_get(&b.complaints));
	browser_stop(&b);
	return ok ? 0 : fail(&why);
}
