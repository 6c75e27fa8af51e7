/* SPDX-License-Identifier: BSD-2-Clause */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "harness/bench/spent.h"
#include "harness/protocol/memory.h"
#include "harness/report/read_file.h"

#define US 1e6

static const struct {
	const char *label;
	enum phase phase;
} lines[] = {
	{ "starting implementations", PHASE_STARTING },
	{ "replies of the C implementation", PHASE_IUT },
	{ "replies of the oracle", PHASE_ORACLE },
	{ "world: made, looked at, cleared", PHASE_WORLD },
	{ "judging", PHASE_JUDGING },
	{ "observing what is held and used", PHASE_OBSERVING },
	{ "waiting as rows ask for it", PHASE_WAITING },
	{ "rest of rows' programs", PHASE_REST },
};

struct span {
	int64_t from_us, to_us;
};

static int
by_begin(const void *a, const void *b)
{
	const struct span *one = a, *other = b;

	return (one->from_us > other->from_us) -
	    (one->from_us < other->from_us);
}

/* How long at least one of them was under way. */
static int64_t
covered_us(struct span *spans, size_t len)
{
	int64_t sum = 0, until = 0;
	size_t i;

	if (len > 0)
		qsort(spans, len, sizeof(*spans), by_begin);
	for (i = 0; i < len; i++) {
		if (spans[i].from_us > until)
			until = spans[i].from_us;
		if (spans[i].to_us > until) {
			sum += spans[i].to_us - until;
			until = spans[i].to_us;
		}
	}
	return sum;
}

/* Adds what a row says of itself; false if it says nothing. */
static bool
add_row(struct spent *s, const struct read_case *c)
{
	const struct record *r = NULL;
	int64_t us;
	size_t i;

	for (i = 0; i < c->lines.len; i++)
		if (c->lines.at[i].record.kind == RECORD_DONE)
			r = &c->lines.at[i].record;
	if (r == NULL || !record_count(r, "took", &us))
		return false;
	s->kyua_s += (double)(c->c.ended_us - c->c.started_us - us) / US;
	for (i = 0; i < PHASES; i++)
		if (record_count(r, phase_names[i], &us))
			s->phases_s[i] += (double)us / US;
	s->rows++;
	return true;
}

/* Adds an area; from its first to its last row it widens `all`. */
static bool
add_area(struct spent *s, const char *path, struct span *all, struct why *why)
{
	struct read_file f = { .path = memory_copy(path),
	    .area = memory_copy("") };
	struct span *spans = NULL;
	bool ok;
	size_t i, n = 0;

	read_file(&f);
	ok = f.failure.len == 0 || why_set(why, "'%s' cannot be read: %s", path,
	    text_get(&f.failure));
	if (ok && f.len > 0) {
		spans = calloc(f.len, sizeof(*spans));
		if (spans == NULL)
			memory_ran_out();
	}
	for (i = 0; ok && i < f.len; i++)
		if (add_row(s, &f.cases[i]))
			spans[n++] = (struct span){ f.cases[i].c.started_us,
			    f.cases[i].c.ended_us };
	s->kyua_s -= (double)covered_us(spans, n) / US;
	for (i = 0; i < n; i++) {
		if (all->to_us == 0 || spans[i].from_us < all->from_us)
			all->from_us = spans[i].from_us;
		if (spans[i].to_us > all->to_us)
			all->to_us = spans[i].to_us;
	}
	s->areas += n > 0;
	free(spans);
	read_file_release(&f);
	return ok;
}

/* Adds how long areas took, as a run says: "native  sendfile  1.2 s". */
static bool
add_log(struct spent *s, const char *path, struct why *why)
{
	char line[256], platform[64], area[64];
	FILE *in = fopen(path, "re");
	double seconds;

	if (in == NULL)
		return why_errno(why, "cannot read '%s'", path);
	while (fgets(line, sizeof(line), in) != NULL)
		if (sscanf(line, "%63s %63s %lf s", platform, area,
		    &seconds) == 3 && strcmp(platform, s->platform) == 0)
			s->kyua_s += seconds;
	fclose(in);
	return true;
}

bool
spent_read(struct spent *s, const char *platform, const char *results,
    const char *log, struct why *why)
{
	struct text pattern = TEXT_INIT;
	struct span all = { 0, 0 };
	bool ok = true;
	glob_t found;
	size_t i;

	*s = (struct spent){ .platform = platform };
	text_addf(&pattern, "%s/%s/*.db", results, platform);
	if (glob(text_get(&pattern), 0, NULL, &found) == 0) {
		for (i = 0; ok && i < found.gl_pathc; i++)
			ok = add_area(s, found.gl_pathv[i], &all, why);
		globfree(&found);
	}
	text_release(&pattern);
	s->wall_s = (double)(all.to_us - all.from_us) / US;
	return ok && (s->rows > 0 || why_set(why, "no row in '%s/%s' says "
	    "where its time went", results, platform)) &&
	    add_log(s, log, why);
}

static double
sum_of(const struct spent *s)
{
	double sum = s->kyua_s;
	int i;

	for (i = 0; i < PHASES; i++)
		sum += s->phases_s[i];
	return sum;
}

static void
print_line(const char *label, const struct spent *s, size_t len, int phase,
    FILE *out)
{
	double seconds;
	size_t i;

	fprintf(out, "%-32s", label);
	for (i = 0; i < len; i++) {
		seconds = phase < PHASES ? s[i].phases_s[phase] : s[i].kyua_s;
		fprintf(out, "  %9.1f s %5.1f %%", seconds,
		    100 * seconds / sum_of(&s[i]));
	}
	fputc('\n', out);
}

void
spent_print(const struct spent *s, size_t len, FILE *out)
{
	size_t i;

	fprintf(out, "%-32s", "of all processes, side by side");
	for (i = 0; i < len; i++)
		fprintf(out, "  %19s", s[i].platform);
	fputc('\n', out);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		print_line(lines[i].label, s, len, (int)lines[i].phase, out);
	print_line("Kyua", s, len, PHASES, out);
	fprintf(out, "%-32s", "all");
	for (i = 0; i < len; i++)
		fprintf(out, "  %9.1f s        ", sum_of(&s[i]));
	fprintf(out, "\n%-32s", "wall time");
	for (i = 0; i < len; i++)
		fprintf(out, "  %9.1f s        ", s[i].wall_s);
	fprintf(out, "\n%-32s", "rows, and areas");
	for (i = 0; i < len; i++)
		fprintf(out, "  %9zu %9zu", s[i].rows, s[i].areas);
	fputc('\n', out);
}
