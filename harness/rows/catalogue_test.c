/* SPDX-License-Identifier: BSD-2-Clause */
/* cases/clauses.tsv, where it is wrong. */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/rows/areas.h"
#include "harness/rows/catalogue.h"

#define HEAD "id\tmethod\tsource\tversions\tavailability\tstatement\t" \
	"CPython\tanchor\tuncovered\n"
#define CLAUSE(id, source, uncovered) \
	id "\tm\t" source "\t3.6+\tUnix\tit is\tseen\ta\t" uncovered "\n"

static const struct row area_rows[] = {
	{ .name = "it_is", .clause = "A-01" },
	{ .name = "it_is_not", .clause = "A-02" },
};

static const struct area area = { .name = "only", .rows = area_rows,
	.rows_len = 2 };
const struct area *const areas[] = { &area };
const size_t areas_len = 1;

static void
write_catalogue(const char *text)
{
	FILE *f;

	mkdir("cases", 0777);
	f = fopen("cases/clauses.tsv", "w");
	ATF_REQUIRE(f != NULL);
	fputs(text, f);
	fclose(f);
}

static const struct {
	const char *text, *sentence;
} unread[] = {
	{ "", "cases/clauses.tsv, line 1: it does not name the fields" },
	{ "id\tmethod\n",
	    "cases/clauses.tsv, line 1: it does not name the fields" },
	{ HEAD "A-01\tm\tsilent\n",
	    "cases/clauses.tsv, line 2: it has not nine fields between tabs" },
	{ HEAD CLAUSE("A-01", "silent", "\tmore"),
	    "cases/clauses.tsv, line 2: it has not nine fields between tabs" },
	{ HEAD CLAUSE("A-01", "silent", "") CLAUSE("A-02", "said", ""),
	    "cases/clauses.tsv, line 3: its source is not documented, implied "
	    "or silent" },
	{ HEAD CLAUSE("A-01", "silent", "") CLAUSE("A-02", "implied", "")
	    CLAUSE("A-01", "documented", ""),
	    "cases/clauses.tsv, line 4: its id stood before" },
};

ATF_TC_WITHOUT_HEAD(wrong_line_is_named_by_its_number);
ATF_TC_BODY(wrong_line_is_named_by_its_number, tc)
{
	struct catalogue c = CATALOGUE_INIT;
	struct why why = WHY_INIT;
	size_t i;

	ATF_CHECK(!catalogue_read(&c, ".", &why));
	ATF_CHECK(strstr(why.text, "clauses.tsv") != NULL);
	catalogue_release(&c);
	for (i = 0; i < sizeof(unread) / sizeof(unread[0]); i++) {
		write_catalogue(unread[i].text);
		ATF_CHECK(!catalogue_read(&c, ".", &why));
		ATF_CHECK_STREQ(unread[i].sentence, why.text);
		catalogue_release(&c);
	}
}

static const struct {
	const char *text, *sentence;	/* NULL: nothing is wrong */
} held[] = {
	{ HEAD CLAUSE("A-01", "silent", "") CLAUSE("A-02", "implied", "")
	    CLAUSE("A-03", "documented", "nobody can"), NULL },
	{ HEAD CLAUSE("A-01", "silent", ""), "cases/only_test.c: row "
	    "'it_is_not' pins clause 'A-02', which is not in "
	    "cases/clauses.tsv" },
	{ HEAD CLAUSE("A-01", "silent", "") CLAUSE("A-02", "implied", "")
	    CLAUSE("A-03", "documented", ""), "cases/clauses.tsv: clause "
	    "'A-03' has no row, and does not say why it is uncovered" },
	{ HEAD CLAUSE("A-01", "silent", "nobody can")
	    CLAUSE("A-02", "implied", ""), "cases/clauses.tsv: clause 'A-01' "
	    "says why it is uncovered, but has a row" },
};

ATF_TC_WITHOUT_HEAD(clause_has_a_row_or_says_why_not);
ATF_TC_BODY(clause_has_a_row_or_says_why_not, tc)
{
	struct catalogue c = CATALOGUE_INIT;
	struct why why = WHY_INIT;
	size_t i;

	for (i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
		write_catalogue(held[i].text);
		ATF_REQUIRE_MSG(catalogue_read(&c, ".", &why), "%s", why.text);
		ATF_CHECK_EQ(held[i].sentence == NULL,
		    catalogue_check(&c, &why));
		if (held[i].sentence != NULL)
			ATF_CHECK_STREQ(held[i].sentence, why.text);
		catalogue_release(&c);
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, wrong_line_is_named_by_its_number);
	ATF_TP_ADD_TC(tp, clause_has_a_row_or_says_why_not);
	return atf_no_error();
}
