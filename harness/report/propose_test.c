/* SPDX-License-Identifier: BSD-2-Clause */
/* From records to entries, which a ledger takes. */
#include <stdlib.h>
#include <unistd.h>

#include "harness/judge/ledger.h"
#include "harness/report/fixture.h"
#include "harness/report/propose.h"
#include "harness/report/read.h"

#define QEMU "platform name=far system=linux kernel='6.1' libc='musl 1.2'" \
	" arch=armv7l word=32 byteorder=little emulator='qemu-user 7.2'" \
	" abilities=' ipv6  memfd  seqpacket  proc '\n" \
	"iut name='pysock 1.0'\n"

static struct text output = TEXT_INIT;
static bool chosen;	/* the row ran in part */
static int instances;

static void
begin(const char *platform, const char *oracle)
{
	text_cut(&output, 0);
	instances = 0;
	text_addf(&output, "planned instances=0 clause=SENDFILE-01"
	    " row='sendfile/all_is_sent' axes='kind,size'%s\n%soracle"
	    " name='%s'\n", chosen ? " of=4" : "", platform, oracle);
}

/* An instance of the two values, with one offence or none. */
static void
add(const char *kind, int size, const char *verdict, const char *departs,
    const char *line)
{
	char id[80];

	snprintf(id, sizeof(id), "sendfile/all_is_sent[kind=%s,size=%d]", kind,
	    size);
	text_addf(&output, "planned instances=1 clause=SENDFILE-01\n"
	    "instance id='%s' clause=SENDFILE-01 verdict=%s departs=%s "
	    "expected=false\n", id, verdict, departs);
	if (line != NULL)
		text_addf(&output, "offence id='%s' verdict=%s departs=%s "
		    "known=false line='%s'\n", id, verdict, departs, line);
	instances++;
}

/* Proposes entries for what the case said, and reads them as a ledger. */
static void
propose_all(struct ledger *l, struct text *text, struct proposal *p)
{
	sqlite3 *db = fixture_start("results/far/sendfile.db");
	struct why why = WHY_INIT;
	struct store s;
	FILE *f;

	text_addf(&output, "done instances=%d executed=%d\n", instances,
	    instances);
	fixture_case(db, "all_is_sent", "SENDFILE-01", "failed", "x",
	    text_get(&output));
	fixture_end(db);
	store_init(&s);
	read_results(&s, "results", NULL, NULL);
	ATF_REQUIRE_EQ(0, store_number(&s, "SELECT count(*) FROM problem"));
	propose(&s, "2099-01-01", text, p);
	store_release(&s);
	f = fopen("own.ini", "w");
	ATF_REQUIRE(f != NULL);
	fputs(text_get(text), f);
	fclose(f);
	*l = (struct ledger)LEDGER_INIT;
	ATF_REQUIRE_MSG(ledger_read_own(l, "own.ini", &why), "%s\n%s",
	    why.text, text_get(text));
	ATF_REQUIRE_EQ(p->entries, l->len);
}

ATF_TC_WITHOUT_HEAD(entry_covers_its_instances_and_no_other);
ATF_TC_BODY(entry_covers_its_instances_and_no_other, tc)
{
	struct text text = TEXT_INIT;
	struct proposal p = { .add_ids = NULL };
	struct ledger l;

	begin(QEMU, "CPython 3.11.2");
	add("tcp", 1, "departs-from-doc", "iut", "sent: 17");
	add("tcp", 2, "departs-from-doc", "iut", "sent: 18");
	add("udp", 1, "conforms", "none", NULL);
	add("udp", 2, "departs-from-doc", "iut", "sent: 19");
	propose_all(&l, &text, &p);
	ATF_REQUIRE_EQ(1, l.len);
	ATF_CHECK_STREQ("[own-all-is-sent-1]\nclause = SENDFILE-01\n"
	    "instances = sendfile/all_is_sent[kind=tcp,*]\n"
	    "    sendfile/all_is_sent[*,size=2]\n"
	    "by = pysock >=1.0 <1.1\nlibc = musl\nword = 32\n"
	    "emulator = qemu-user\narch = armv7l\nwithout = sendfile\n"
	    "verdict = departs-from-doc\nline = sent: *\nreason =\n"
	    "review = 2099-01-01\n\n", text_get(&text));
	ATF_CHECK_STREQ("", l.entries[0].reason);
	ledger_release(&l);
	text_release(&text);
}

static void
add_ids(const char *row, struct text *out)
{
	static const char *const values[] = { "tcp,size=1", "tcp,size=2",
	    "udp,size=1", "udp,size=2" };
	size_t i;

	for (i = 0; i < 4; i++)
		text_addf(out, "%s[kind=%s]\n", row, values[i]);
}

ATF_TC_WITHOUT_HEAD(entry_covers_nothing_that_did_not_run);
ATF_TC_BODY(entry_covers_nothing_that_did_not_run, tc)
{
	struct text text = TEXT_INIT;
	struct proposal p = { .add_ids = add_ids };
	struct ledger l;
	int known;

	chosen = true;
	for (known = 1; known >= 0; known--) {
		begin(QEMU, "CPython 3.11.2");
		add("tcp", 1, "departs-from-doc", "iut", "sent: 17");
		add("tcp", 2, "departs-from-doc", "iut", "sent: 18");
		p.add_ids = known == 1 ? add_ids : NULL;
		propose_all(&l, &text, &p);
		ATF_REQUIRE_EQ(1, l.len);
		ATF_CHECK_EQ(1, p.partial);
		ATF_CHECK_STREQ(known == 1 ? "sendfile/all_is_sent[kind=tcp,*]" :
		    "sendfile/all_is_sent[kind=tcp,size=1]",
		    l.entries[0].instances.at[0]);
		ATF_CHECK_EQ(known == 1 ? 1 : 2, l.entries[0].instances.len);
		ledger_release(&l);
		text_cut(&text, 0);
		unlink("results/far/sendfile.db");
	}
	text_release(&text);
}

ATF_TC_WITHOUT_HEAD(difference_is_about_the_one_that_is_not_ours);
ATF_TC_BODY(difference_is_about_the_one_that_is_not_ours, tc)
{
	struct text text = TEXT_INIT;
	struct proposal p = { .add_ids = NULL };
	struct ledger l;

	begin("platform name=far system=gvisor kernel='4.4.0'\n"
	    "iut name='pysock 1.0'\n", "CPython 3.11.2");
	add("tcp", 1, "differs", "none", "sent#3: returned 5 <> raised A");
	propose_all(&l, &text, &p);
	ATF_REQUIRE_EQ(1, l.len);
	ATF_CHECK_STREQ("CPython", l.entries[0].by.at[0].name);
	ATF_CHECK_STREQ("gvisor", l.entries[0].kernel.at[0].name);
	ATF_CHECK_STREQ("sent#*: raised A", l.entries[0].line);
	ATF_CHECK_STREQ("returned *", l.entries[0].others);
	ATF_CHECK_STREQ("sendfile/all_is_sent[*]",
	    l.entries[0].instances.at[0]);
	ledger_release(&l);
	text_cut(&text, 0);
	unlink("results/far/sendfile.db");
	begin("platform name=far system=linux\niut name='PyPy 7.3.11'\n",
	    "CPython 3.11.2");
	add("tcp", 1, "differs", "none", "sent: returned 5 <> raised A");
	add("udp", 1, "platform-differs", "none", "sent: 1 <> late");
	propose_all(&l, &text, &p);
	ATF_REQUIRE_EQ(2, l.len);
	ATF_CHECK_STREQ("PyPy", l.entries[0].by.at[0].name);
	ATF_CHECK_STREQ("sent: returned *", l.entries[0].line);
	ATF_CHECK_STREQ("raised A", l.entries[0].others);
	ATF_CHECK_STREQ("far", l.entries[0].platforms.at[0]);
	ATF_CHECK_STREQ("CPython", l.entries[1].by.at[0].name);
	ATF_CHECK_STREQ("sent: *", l.entries[1].line);
	ATF_CHECK_STREQ("late", l.entries[1].others);
	ledger_release(&l);
	text_cut(&text, 0);
	unlink("results/far/sendfile.db");
	begin("platform name=far system=linux\niut name='pysock 1.0'"
	    " command=./liar\n", "CPython 3.11.2");
	add("tcp", 1, "differs", "none", "sent: returned 5 <> returned 6");
	propose_all(&l, &text, &p);
	ATF_REQUIRE_EQ(1, l.len);
	ATF_CHECK_STREQ("pysock", l.entries[0].by.at[0].name);
	ledger_release(&l);
	text_release(&text);
}

ATF_TC_WITHOUT_HEAD(what_no_ledger_can_have_is_counted);
ATF_TC_BODY(what_no_ledger_can_have_is_counted, tc)
{
	struct text text = TEXT_INIT;
	struct proposal p = { .add_ids = NULL };
	struct ledger l;

	begin(QEMU, "CPython 3.11.2");
	add("tcp", 1, "unstable", "none", NULL);
	propose_all(&l, &text, &p);
	ATF_CHECK_EQ(0, p.entries);
	ATF_CHECK_EQ(1, p.left_out);
	ledger_release(&l);
	text_release(&text);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, entry_covers_its_instances_and_no_other);
	ATF_TP_ADD_TC(tp, entry_covers_nothing_that_did_not_run);
	ATF_TP_ADD_TC(tp, difference_is_about_the_one_that_is_not_ours);
	ATF_TP_ADD_TC(tp, what_no_ledger_can_have_is_counted);
	return atf_no_error();
}
