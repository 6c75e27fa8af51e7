/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests: reports in JSON, as harness/report/README.md has them. */
#ifndef RUNS_FIXTURE_H
#define RUNS_FIXTURE_H

#include <atf-c.h>
#include <stdio.h>

static inline void
fixture_write(const char *path, const char *bytes)
{
	FILE *f = fopen(path, "w");

	ATF_REQUIRE(f != NULL && fputs(bytes, f) >= 0 && fclose(f) == 0);
}

#define FIXTURE_KIND(row, shape, instances) \
	"{\"identity\":\"" row "|departs-from-doc|iut|" shape "|returned 1\"," \
	"\"row\":\"" row "\",\"clause\":\"SENDFILE-01\"," \
	"\"verdict\":\"departs-from-doc\",\"departs\":\"iut\"," \
	"\"line\":\"" shape "\",\"wanted\":\"returned 1\"," \
	"\"where\":\"all\",\"instances\":" instances ",\"of\":9," \
	"\"example\":\"" row "[x=1]\"}"

/* How a kind of these is shown. */
#define FIXTURE_SHOW(row) "      build/conform show '" row "[x=1]'\n"

#define FIXTURE_ENTRY(name) \
	"{\"entry\":\"" name "\",\"finding\":\"of-" name "\",\"instances\":2}"

/*
 * A column; `rows` are members of what ran, and `more` may be others, each with
 * a comma behind it.
 */
#define FIXTURE_COLUMN(name, part_of, kinds, rows, more) \
	"{\"name\":\"" name "\",\"system\":\"linux\",\"kernel\":\"6.1\"," \
	"\"libc\":\"glibc 2.36\",\"arch\":\"x86_64\",\"word\":64," \
	"\"emulator\":\"\",\"iut\":\"pysock 1.0\"," \
	"\"oracle\":\"CPython 3.11.2\",\"part_of\":" part_of "," \
	"\"instances\":3,\"executed\":3,\"unexpected\":0," \
	"\"verdicts\":{\"conforms\":3}," more "\"kinds\":[" kinds "]," \
	"\"ran\":{" rows "},\"divergences\":[{\"id\":\"]\\\"\"}]}"

/* One that is whole, of one row. */
#define FIXTURE_PLATFORM(name, kinds, ran, more) \
	FIXTURE_COLUMN(name, "null", kinds, "\"sendfile/a\":\"" ran "\"", \
	    more)

#define FIXTURE_REPORT(platforms, problems) \
	"{\"schema\":1,\"problems\":[" problems "],\"platforms\":[" platforms \
	"],\"instances\":{\"sendfile/a\":[\"[x=1]\",\"[x=2]\",\"[x=3]\"]," \
	"\"sendfile/b\":[\"[x=1]\"]}}"

#endif
