/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/mutants/score.h"
#include "harness/report/json.h"
#include "harness/report/sources.h"
#include "harness/rows/areas.h"

struct sum {
	const char *clause;	/* or NULL */
	unsigned all, good, equivalent;
};

/* As it should be: killed, or for a legal platform not. */
static bool
is_good(const struct mutant *m, const struct finding *f)
{
	return f->end == (m->kind == MUTANT_LEGAL ? HUNT_SURVIVED :
	    HUNT_KILLED);
}

static bool
is_equivalent(const struct mutant *m, const struct finding *f)
{
	return f->end == HUNT_SURVIVED && m->equivalent != NULL &&
	    m->kind != MUTANT_LEGAL;
}

static void
add(struct sum *s, const struct mutant *m, const struct finding *f)
{
	if (f->end == HUNT_NONE)
		return;
	s->all++;
	s->good += is_good(m, f);
	s->equivalent += is_equivalent(m, f);
}

static struct sum
sum_of(const struct mutants *all, const struct finding *found,
    enum mutant_kind kind)
{
	struct sum s = { NULL, 0, 0, 0 };
	size_t i;

	for (i = 0; i < all->len; i++)
		if (all->at[i].kind == kind)
			add(&s, &all->at[i], &found[i]);
	return s;
}

/* The clause of a mutant is the first that it names. */
static bool
is_first_of_clause(const struct mutants *all, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (all->at[i].kind != MUTANT_LEGAL &&
		    strcmp(all->at[i].clauses[0], all->at[n].clauses[0]) == 0)
			return false;
	return all->at[n].kind != MUTANT_LEGAL;
}

/* Of the wrong ones whose first clause it is. */
static void
sum_clause(struct sum *s, const struct mutants *all,
    const struct finding *found)
{
	size_t i;

	for (i = 0; i < all->len; i++)
		if (all->at[i].kind != MUTANT_LEGAL &&
		    strcmp(all->at[i].clauses[0], s->clause) == 0)
			add(s, &all->at[i], &found[i]);
}

/* "SENDMSG-02 8/8  …", five in a line. */
static void
print_clauses(const struct mutants *all, const struct finding *found,
    FILE *out)
{
	char cell[40];
	size_t n;
	int column = 0;

	for (n = 0; n < all->len; n++) {
		struct sum s = { all->at[n].clauses[0], 0, 0, 0 };

		if (!is_first_of_clause(all, n))
			continue;
		sum_clause(&s, all, found);
		if (s.all == 0)
			continue;
		snprintf(cell, sizeof(cell), "%s %u/%u", s.clause,
		    s.good + s.equivalent, s.all);
		fprintf(out, column % 5 == 4 ? "%s\n" : "%-17s", cell);
		column++;
	}
	fputs(column % 5 != 0 ? "\n" : "", out);
}

static bool
is_broken_by_one(const struct mutants *all, const char *clause)
{
	size_t i, k;

	for (i = 0; i < all->len; i++)
		for (k = 0; k < all->at[i].clauses_len; k++)
			if (all->at[i].kind != MUTANT_LEGAL &&
			    strcmp(all->at[i].clauses[k], clause) == 0)
				return true;
	return false;
}

static bool
has_earlier_row(const struct area *area, size_t row)
{
	size_t n;

	for (n = 0; n < row; n++)
		if (strcmp(area->rows[n].clause, area->rows[row].clause) == 0)
			return true;
	return false;
}

bool
score_names_all(const struct mutants *all, FILE *out)
{
	const char *before = "clauses with rows that no mutant breaks:";
	size_t a, n;

	for (a = 0; a < areas_len; a++)
		for (n = 0; n < areas[a]->rows_len; n++) {
			const char *clause = areas[a]->rows[n].clause;

			if (is_broken_by_one(all, clause) ||
			    has_earlier_row(areas[a], n))
				continue;
			fprintf(out, "%s %s", before, clause);
			before = "";
		}
	fputs(before[0] == '\0' ? "\n" : "", out);
	return before[0] != '\0';
}

bool
score_print(const struct mutants *all, const struct finding *found, FILE *out)
{
	static const char *const names[] = { "wrong implementations: killed",
	    "wrong platforms: caught", "legal platforms: without alarm" };
	struct sum s;
	bool good;
	size_t i;
	int k;

	print_clauses(all, found, out);
	good = score_names_all(all, out);
	for (i = 0; i < all->len; i++)
		if (found[i].end != HUNT_NONE &&
		    !is_good(&all->at[i], &found[i]) &&
		    !is_equivalent(&all->at[i], &found[i])) {
			fprintf(out, "%s %s: %s\n",
			    found[i].end == HUNT_FAILED ? "failed" :
			    all->at[i].kind == MUTANT_LEGAL ? "false alarm" :
			    "survivor", all->at[i].name, all->at[i].what);
			good = false;
		}
	for (k = MUTANT_OF_CODE; k <= MUTANT_LEGAL; k++) {
		s = sum_of(all, found, (enum mutant_kind)k);
		fprintf(out, "%s %u/%u", names[k], s.good, s.all);
		if (s.equivalent > 0)
			fprintf(out, ", %u proved equivalent", s.equivalent);
		fputc('\n', out);
	}
	return good;
}

static void
add_string(struct text *t, const char *s)
{
	text_addc(t, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			text_addc(t, '\\');
		if ((unsigned char)*s < ' ')
			text_addf(t, "\\u%04x", *s);
		else
			text_addc(t, *s);
	}
	text_addc(t, '"');
}

static void
add_field(struct text *t, const char *key, const char *s)
{
	text_addf(t, "\"%s\": ", key);
	add_string(t, s);
	text_adds(t, ", ");
}

static void
add_mutant(struct text *t, const struct mutant *m, const struct finding *f)
{
	static const char *const kinds[] = { "implementation", "platform",
	    "legal-platform" };
	static const char *const ends[] = { "not-run", "killed", "survived",
	    "failed" };
	size_t i;

	text_adds(t, "{");
	add_field(t, "name", m->name);
	add_field(t, "kind", kinds[m->kind]);
	add_field(t, "what", m->what);
	add_field(t, "end", ends[f->end]);
	if (m->equivalent != NULL)
		add_field(t, "equivalent", m->equivalent);
	add_field(t, "instance", f->instance);
	add_field(t, "line", f->line);
	text_adds(t, "\"clauses\": [");
	for (i = 0; i < m->clauses_len; i++) {
		text_adds(t, i > 0 ? ", " : "");
		add_string(t, m->clauses[i]);
	}
	text_addf(t, "], \"instances\": %u, \"left_out\": %u, "
	    "\"seconds\": %.1f}", f->instances, f->skipped, f->seconds);
}

static void
add_clauses(struct text *t, const struct mutants *all,
    const struct finding *found)
{
	const char *comma = "";
	size_t n;

	for (n = 0; n < all->len; n++) {
		struct sum s = { all->at[n].clauses[0], 0, 0, 0 };

		if (!is_first_of_clause(all, n))
			continue;
		sum_clause(&s, all, found);
		text_addf(t, "%s\n    \"%s\": {\"killed\": %u, "
		    "\"equivalent\": %u, \"all\": %u}", comma, s.clause,
		    s.good, s.equivalent, s.all);
		comma = ",";
	}
}

bool
score_write(const struct mutants *all, const struct finding *found,
    const char *top, struct why *why)
{
	static const char *const names[] = { "implementations", "platforms",
	    "legal_platforms" };
	struct text t = TEXT_INIT, folder = TEXT_INIT, made = TEXT_INIT,
	    commit = TEXT_INIT;
	struct sum s;
	size_t i;
	bool ok;
	int k;

	text_adds(&t, "{\n  \"schema\": 1,\n  ");
	sources_add_now(&made);
	add_field(&t, "made", text_get(&made));
	sources_add_commit(&commit, top);
	add_field(&t, "commit", text_get(&commit));
	text_release(&made);
	text_release(&commit);
	text_adds(&t, "\n");
	for (k = MUTANT_OF_CODE; k <= MUTANT_LEGAL; k++) {
		s = sum_of(all, found, (enum mutant_kind)k);
		text_addf(&t, "  \"%s\": {\"good\": %u, \"equivalent\": %u, "
		    "\"all\": %u},\n", names[k], s.good, s.equivalent, s.all);
	}
	text_adds(&t, "  \"clauses\": {");
	add_clauses(&t, all, found);
	text_adds(&t, "\n  },\n  \"mutants\": [");
	for (i = 0; i < all->len; i++) {
		text_adds(&t, i > 0 ? ",\n    " : "\n    ");
		add_mutant(&t, &all->at[i], &found[i]);
	}
	text_adds(&t, "\n  ]\n}\n");
	text_addf(&folder, "%s/build/report", top);
	ok = json_write(&t, text_get(&folder), "mutants.json", why);
	text_release(&t);
	text_release(&folder);
	return ok;
}
