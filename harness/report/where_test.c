/* SPDX-License-Identifier: BSD-2-Clause */
/* Conditions on axes, also against all that there could be. */
#include <atf-c.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/where.h"

#define MOST 512

/* A table as its test writes it: all combinations of the axes' values. */
static struct made {
	const char *names[WHERE_AXES];
	const char *lists[WHERE_AXES][16];	/* NULL at the end */
	size_t axes;
	const char *values[MOST * WHERE_AXES];
	enum where_part parts[MOST];
	size_t len;
} made;

static void
make_all(void)
{
	size_t at[WHERE_AXES] = { 0 }, a;

	for (made.len = 0; made.len < MOST; made.len++) {
		for (a = 0; a < made.axes; a++)
			made.values[made.len * made.axes + a] =
			    made.lists[a][at[a]];
		for (a = made.axes; a-- > 0; at[a] = 0)
			if (made.lists[a][++at[a]] != NULL)
				break;
		if (a == (size_t)-1) {
			made.len++;
			return;
		}
	}
}

static struct where_table
table(void)
{
	return (struct where_table){ made.names, made.axes, made.values,
	    made.parts, made.len };
}

/* Whether a value is what "=a|b", "!=a|b", ">1" or "<1" says. */
static bool
is_one_of(const char *list, size_t len, const char *value)
{
	size_t n, size = strlen(value);

	for (; len > 0; list += n + (n < len), len -= n + (n < len)) {
		n = strcspn(list, "|");
		if (n > len)
			n = len;
		if (n == size && strncmp(list, value, n) == 0)
			return true;
	}
	return false;
}

static bool
is_between(const char *value, double more, double less)
{
	char *end;
	double n = strtod(value, &end);

	return end != value && *end == '\0' && n > more && n < less;
}

static const char *
value_of(size_t instance, const char *name, size_t len)
{
	size_t a;

	for (a = 0; a < made.axes; a++)
		if (strlen(made.names[a]) == len &&
		    strncmp(made.names[a], name, len) == 0)
			return made.values[instance * made.axes + a];
	ATF_REQUIRE_MSG(false, "no axis: %s", name);
	return NULL;
}

/* Reads one literal independently of how it was made. */
static bool
literal_holds(const char *s, size_t len, size_t instance)
{
	size_t n = strcspn(s, "=!<>");
	const char *name, *less;

	if (s[n] == '=')
		return is_one_of(s + n + 1, len - n - 1,
		    value_of(instance, s, n));
	if (s[n] == '!')
		return !is_one_of(s + n + 2, len - n - 2,
		    value_of(instance, s, n));
	if (s[n] == '>')
		return is_between(value_of(instance, s, n),
		    strtod(s + n + 1, NULL), 1e300);
	name = s + n + 1;
	less = memchr(name, '<', len - n - 1);
	if (less == NULL)
		return is_between(value_of(instance, s, n), -1e300,
		    strtod(name, NULL));
	return is_between(value_of(instance, name, (size_t)(less - name)),
	    strtod(s, NULL), strtod(less + 1, NULL));
}

/* Whether a condition holds for an instance; counts its conjunctions. */
static bool
condition_holds(const char *s, size_t instance, size_t *terms)
{
	bool any = false, all = true;
	size_t len;

	*terms = 1;
	if (strcmp(s, "all") == 0)
		return true;
	for (;; s += len) {
		len = strcspn(s, " ,");
		all = all && literal_holds(s, len, instance);
		if (strncmp(s + len, " and ", 5) == 0)
			len += 5;
		else if (s[len] != '\0') {
			any = any || all;
			all = true;
			(*terms)++;
			len += s[len] == ',' ? 5 : 4;
		} else
			return any || all;
	}
}

static void
check_exact(const char *condition)
{
	size_t i, terms;
	bool holds;

	for (i = 0; i < made.len; i++) {
		holds = condition_holds(condition, i, &terms);
		ATF_CHECK_MSG(made.parts[i] == WHERE_IGNORED ||
		    holds == (made.parts[i] == WHERE_SHOWS),
		    "'%s' is wrong of instance %zu", condition, i);
	}
}

/* Checks the condition for the instances of which `shows` holds. */
static void
check(const char *wanted, bool (*shows)(size_t))
{
	struct text condition = TEXT_INIT;
	struct where_table t;
	size_t i;

	make_all();
	for (i = 0; i < made.len; i++)
		made.parts[i] = shows(i) ? WHERE_SHOWS : WHERE_NOT;
	t = table();
	ATF_REQUIRE(where_add(&condition, &t));
	ATF_CHECK_STREQ(wanted, text_get(&condition));
	check_exact(text_get(&condition));
	text_release(&condition);
}

static bool
is(size_t i, const char *name, const char *value)
{
	return strcmp(value_of(i, name, strlen(name)), value) == 0;
}

static double
number(size_t i, const char *name)
{
	return strtod(value_of(i, name, strlen(name)), NULL);
}

static const struct made sizes_of_kinds = {
	.names = { "kind", "size", "count" }, .axes = 3,
	.lists = { { "tcp", "udp", "dgram", "seqpacket" },
	    { "8193", "0", "1", "65536", "8192", "65537", "100000" },
	    { "none", "0", "8192" } },
};

static bool
each(size_t i)
{
	(void)i;
	return true;
}

static bool
long_records(size_t i)
{
	return (is(i, "kind", "dgram") || is(i, "kind", "seqpacket")) &&
	    number(i, "size") > 65536;
}

static bool
short_ones(size_t i)
{
	return number(i, "size") < 8192;
}

static bool
middle(size_t i)
{
	return number(i, "size") > 1 && number(i, "size") < 65537;
}

static bool
two_values(size_t i)
{
	return is(i, "size", "1") || is(i, "size", "65536");
}

static bool
not_tcp(size_t i)
{
	return !is(i, "kind", "tcp");
}

static bool
no_count(size_t i)
{
	return is(i, "count", "none");
}

static bool
some_count(size_t i)
{
	return !is(i, "count", "none");
}

static bool
either(size_t i)
{
	return is(i, "kind", "udp") || number(i, "size") > 65536;
}

static bool
all_but_one_corner(size_t i)
{
	return !(is(i, "kind", "tcp") && is(i, "size", "0") &&
	    is(i, "count", "0"));
}

static bool
one_instance(size_t i)
{
	return i == 40;
}

ATF_TC_WITHOUT_HEAD(condition_is_the_shortest_that_separates);
ATF_TC_BODY(condition_is_the_shortest_that_separates, tc)
{
	made = sizes_of_kinds;
	check("all", each);
	check("kind=dgram|seqpacket and size>65536", long_records);
	check("size<8192", short_ones);
	check("1<size<65537", middle);
	check("size=1|65536", two_values);
	check("kind!=tcp", not_tcp);
	check("count=none", no_count);
	check("count!=none", some_count);
	check("size>65536 or kind=udp", either);
	check("size>0 or count!=0 or kind!=tcp", all_but_one_corner);
	check("kind=udp and size=100000 and count=0", one_instance);
}

static bool
ten_spots(size_t i)
{
	return i % 8 == 3;
}

ATF_TC_WITHOUT_HEAD(no_condition_is_told_where_there_is_no_short_one);
ATF_TC_BODY(no_condition_is_told_where_there_is_no_short_one, tc)
{
	struct text condition = TEXT_INIT;
	struct where_table t;
	size_t i;

	made = sizes_of_kinds;
	make_all();
	for (i = 0; i < made.len; i++)
		made.parts[i] = ten_spots(i) ? WHERE_SHOWS : WHERE_NOT;
	t = table();
	ATF_CHECK(!where_add(&condition, &t));
	for (i = 0; i < made.len; i++)
		made.parts[i] = WHERE_NOT;
	ATF_CHECK(!where_add(&condition, &t));
	made.len = 0;
	t = table();
	ATF_CHECK(!where_add(&condition, &t));
	ATF_CHECK_EQ(condition.len, 0);
}

ATF_TC_WITHOUT_HEAD(same_values_twice_that_differ_have_no_condition);
ATF_TC_BODY(same_values_twice_that_differ_have_no_condition, tc)
{
	struct text condition = TEXT_INIT;
	struct where_table t;

	made = (struct made){ .names = { "a" }, .axes = 1, .len = 2,
	    .values = { "1", "1" }, .parts = { WHERE_SHOWS, WHERE_NOT } };
	t = table();
	ATF_CHECK(!where_add(&condition, &t));
	made.axes = 0;
	t = table();
	ATF_CHECK(!where_add(&condition, &t));
	made.parts[1] = WHERE_SHOWS;
	ATF_CHECK(where_add(&condition, &t));
	ATF_CHECK_STREQ("all", text_get(&condition));
	text_release(&condition);
}

ATF_TC_WITHOUT_HEAD(what_was_not_executed_separates_nothing);
ATF_TC_BODY(what_was_not_executed_separates_nothing, tc)
{
	struct text condition = TEXT_INIT;
	struct where_table t;
	size_t i;

	made = sizes_of_kinds;
	make_all();
	for (i = 0; i < made.len; i++)
		made.parts[i] = number(i, "size") > 8192 ? WHERE_SHOWS :
		    is(i, "size", "8192") ? WHERE_IGNORED : WHERE_NOT;
	t = table();
	ATF_REQUIRE(where_add(&condition, &t));
	ATF_CHECK_STREQ("size>1", text_get(&condition));
	text_release(&condition);
}

/* Of 2 or 3 axes, all boxes that let in nobody who does not show it. */
static uint64_t
covered(const unsigned *allowed)
{
	uint64_t covers = 0;
	size_t i, a, v, inside;

	for (i = 0; i < made.len; i++) {
		for (a = 0, inside = 0; a < made.axes; a++)
			for (v = 0; made.lists[a][v] != NULL; v++)
				inside += (allowed[a] >> v & 1) != 0 &&
				    is(i, made.names[a], made.lists[a][v]);
		if (inside < made.axes || made.parts[i] == WHERE_IGNORED)
			continue;
		if (made.parts[i] == WHERE_NOT)
			return 0;
		covers |= (uint64_t)1 << i;
	}
	return covers;
}

static uint64_t all_covers[4096];
static size_t covers_len;

static void
find_covers(size_t a, unsigned *allowed)
{
	uint64_t c;

	if (a < made.axes) {
		for (allowed[a] = 1; allowed[a] < 8; allowed[a]++)
			find_covers(a + 1, allowed);
		return;
	}
	c = covered(allowed);
	if (c != 0)
		all_covers[covers_len++] = c;
}

/* The least number of boxes that cover all that show it; 4: more than 3. */
static size_t
least_terms(uint64_t all)
{
	size_t i, j, k, least = 4;

	for (i = 0; i < covers_len; i++)
		for (j = i; j < covers_len; j++) {
			uint64_t two = all_covers[i] | all_covers[j];

			if (two == all && least > 1)
				least = i == j ? 1 : least > 2 ? 2 : least;
			for (k = 0; k < covers_len && least > 3; k++)
				if ((two | all_covers[k]) == all)
					least = 3;
		}
	return least;
}

/* Draws a table at random, with `holes` of 16 not executed. */
static uint64_t
draw(unsigned *seed, int holes)
{
	uint64_t all = 0;
	size_t i;

	make_all();
	for (i = 0; i < made.len; i++) {
		made.parts[i] = rand_r(seed) % 16 < holes ? WHERE_IGNORED :
		    rand_r(seed) % 2 ? WHERE_SHOWS : WHERE_NOT;
		if (made.parts[i] == WHERE_SHOWS)
			all |= (uint64_t)1 << i;
	}
	return all;
}

static void
check_drawn(unsigned seed, int holes)
{
	struct text condition = TEXT_INIT;
	unsigned allowed[WHERE_AXES];
	uint64_t all = draw(&seed, holes);
	struct where_table t = table();
	size_t terms = 4, least;

	covers_len = 0;
	find_covers(0, allowed);
	least = all != 0 ? least_terms(all) : 4;
	if (where_add(&condition, &t)) {
		condition_holds(text_get(&condition), 0, &terms);
		check_exact(text_get(&condition));
	}
	ATF_CHECK_MSG(terms == least, "%zu conjunctions and not %zu: %s",
	    terms, least, text_get(&condition));
	text_release(&condition);
}

ATF_TC_WITHOUT_HEAD(drawn_tables_have_no_shorter_condition);
ATF_TC_BODY(drawn_tables_have_no_shorter_condition, tc)
{
	unsigned seed;

	made = (struct made){ .names = { "a", "b" }, .axes = 2,
	    .lists = { { "1", "2", "3" }, { "x", "y", "z" } } };
	for (seed = 0; seed < 3000; seed++)
		check_drawn(seed, seed % 8);
	made = (struct made){ .names = { "a", "b", "c" }, .axes = 3,
	    .lists = { { "x", "y", "z" }, { "1", "2" }, { "p", "q" } } };
	for (seed = 0; seed < 1000; seed++)
		check_drawn(seed, seed % 12);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, condition_is_the_shortest_that_separates);
	ATF_TP_ADD_TC(tp, no_condition_is_told_where_there_is_no_short_one);
	ATF_TP_ADD_TC(tp, same_values_twice_that_differ_have_no_condition);
	ATF_TP_ADD_TC(tp, what_was_not_executed_separates_nothing);
	ATF_TP_ADD_TC(tp, drawn_tables_have_no_shorter_condition);
	return atf_no_error();
}
