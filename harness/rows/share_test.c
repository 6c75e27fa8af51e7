/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdio.h>
#include <string.h>

#include "harness/rows/share.h"

ATF_TC_WITHOUT_HEAD(what_is_no_share_is_refused);
ATF_TC_BODY(what_is_no_share_is_refused, tc)
{
	static const char *const bad[] = { "0/4", "5/4", "1", "1/", "/4", "1/0",
		"a/4", "1/4x", " 1/4", "-1/4", "1/4/2", "1/1001", "99999/99999" };
	struct share s;
	struct why why;
	size_t n;

	(void)tc;
	for (n = 0; n < sizeof(bad) / sizeof(bad[0]); n++) {
		why = (struct why)WHY_INIT;
		ATF_CHECK_MSG(!share_read(&s, bad[n], &why), "%s", bad[n]);
		ATF_CHECK(strstr(why.text, bad[n]) != NULL);
		ATF_CHECK_EQ(0, s.of);
	}
	ATF_CHECK(share_read(&s, "2/4", &why));
	ATF_CHECK(s.nth == 2 && s.of == 4);
	ATF_CHECK(share_read(&s, "1000/1000", &why));
	ATF_CHECK(share_read(&s, "", &why));
	ATF_CHECK_EQ(0, s.of);
}

/* Each row is in one of them, and none is without a good part of them. */
ATF_TC_WITHOUT_HEAD(each_row_is_in_one_share);
ATF_TC_BODY(each_row_is_in_one_share, tc)
{
	static char names[400][20];
	struct area area = { .name = "sendfile" };
	struct row row = { .name = "" };
	unsigned of, nth, counts[17];
	size_t n;

	(void)tc;
	for (of = 1; of < 17; of++) {
		memset(counts, 0, sizeof(counts));
		for (n = 0; n < 400; n++) {
			unsigned in = 0;

			snprintf(names[n], sizeof(names[n]), "row_%zu", n);
			row.name = names[n];
			for (nth = 1; nth <= of; nth++) {
				struct share s = { nth, of };
				bool has = share_has(&s, &area, &row);

				in += has;
				counts[nth] += has;
			}
			ATF_CHECK_EQ_MSG(1, in, "row %zu of %u", n, of);
		}
		for (nth = 1; nth <= of; nth++)
			ATF_CHECK_MSG(counts[nth] >= 200 / of, "%u/%u has %u",
			    nth, of, counts[nth]);
	}
}

/* Merged shares may be of other machines, so this may never change. */
ATF_TC_WITHOUT_HEAD(share_of_a_row_never_changes);
ATF_TC_BODY(share_of_a_row_never_changes, tc)
{
	static const struct {
		const char *area, *row;
		unsigned nth;
	} known[] = {
		{ "setblocking", "true_clears_o_nonblock", 1 },
		{ "settimeout", "type_stays", 3 },
		{ "sendmsg", "no_destination_raises", 3 },
	};
	struct share whole = SHARE_INIT;
	size_t n;

	(void)tc;
	for (n = 0; n < sizeof(known) / sizeof(known[0]); n++) {
		struct area area = { .name = known[n].area };
		struct row row = { .name = known[n].row };
		struct share s = { known[n].nth, 7 };

		ATF_CHECK_MSG(share_has(&s, &area, &row), "%s", row.name);
		ATF_CHECK(share_has(&whole, &area, &row));
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, what_is_no_share_is_refused);
	ATF_TP_ADD_TC(tp, each_row_is_in_one_share);
	ATF_TP_ADD_TC(tp, share_of_a_row_never_changes);
	return atf_no_error();
}
