/* SPDX-License-Identifier: BSD-2-Clause */
/* The page as a person meets it: seen, clicked and typed into in Chromium. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/report/fixture.h"
#include "harness/report/page/browser.h"
#include "harness/report/report.h"

#define HOSTILE "%%3c/script%%3e%%3cimg%%20src=x%%20onerror=bad()%%3e%%22%%27" \
	"%%e2%%80%%ae%%1b[31m%%ff"

/* Whether the bad one of them is unstable too. */
static bool odd;

/* Four instances of a platform, of which the first is not as expected. */
static void
make(const char *name, const char *oracle, bool bad)
{
	struct text out = TEXT_INIT;
	char path[64];
	sqlite3 *db;
	int i;

	text_addf(&out, "platform name=%s kernel=6.18 libc='glibc%%202.36' "
	    "arch=x86_64\niut name='pysock%%201.0' command='build/iut'\n"
	    "oracle name='%s'\nplanned instances=4 clause=SENDFILE-01 "
	    "row='sendfile/a' axes='x'\n", name, oracle);
	for (i = 0; i < 4; i++) {
		bool departs = bad && i == 0, varies = bad && odd && i == 2;

		text_addf(&out, "instance id='sendfile/a[x=%d]' "
		    "clause=SENDFILE-01 verdict=%s departs=%s expected=%s "
		    "trace=%d%s\n", i, departs ? "departs-from-doc" :
		    varies ? "unstable" : i == 1 ? "differs" : "conforms",
		    departs ? "iut" : "none",
		    departs || varies ? "false" : "true", i, i == 1 ? " entry=known "
		    "reason='it%20is%20so' line='sendfile:%20returned%207'" :
		    "");
		if (varies)
			text_adds(&out, "  first run:\n    a() -> returned 1\n"
			    "  second run:\n    a() -> returned 2\n");
		if (departs)
			text_addf(&out, "offence id='sendfile/a[x=0]' "
			    "verdict=departs-from-doc departs=iut known=false "
			    "line='sendfile:%%20said%%20" HOSTILE "' "
			    "wanted='returned%%205'\n"
			    "offence id='sendfile/a[x=0]' "
			    "verdict=platform-differs departs=none known=false "
			    "line='tell:%%20returned%%207%%20<>%%20some%%20of"
			    "%%20it' wanted=''\n"
			    "    s1=adopt() -> returned s1\n"
			    "  - s1.sendfile(f1) -> said </script><img src=x "
			    "onerror=bad()>\"'\xe2\x80\xae\033[31m\xff\n"
			    "  + s1.sendfile(f1) -> returned 5\n"
			    "    f1.tell() -> returned 7\n");
	}
	text_adds(&out, "done instances=4 executed=4\n");
	snprintf(path, sizeof(path), "results/%s/sendfile.db", name);
	db = fixture_start(path);
	fixture_case(db, "a", "SENDFILE-01", bad ? "failed" : "passed", NULL,
	    text_get(&out));
	fixture_end(db);
	text_release(&out);
}

struct tried {
	struct browser browser;
	char page[PATH_MAX];
	struct text value;
};

static void
start(struct tried *t, const char *fragment, int width, bool dark)
{
	struct report_options o = { .results = "results", .output = "out" };
	struct browser_view v = { .width = width, .height = 800,
	    .dark = dark };
	struct why why = WHY_INIT;

	*t = (struct tried){ .browser = BROWSER_INIT, .value = TEXT_INIT };
	if (!browser_is_there())
		atf_tc_skip("there is no chromium");
	make("good", "CPython%203.11.2", false);
	make("bad", "CPython%203.11.2", true);
	ATF_REQUIRE_EQ(1, report_run(&o));
	ATF_REQUIRE(realpath("out/index.html", t->page) != NULL);
	ATF_REQUIRE_MSG(browser_start(&t->browser, &why), "%s", why.text);
	ATF_REQUIRE_MSG(browser_open(&t->browser, t->page, fragment, &v, &why),
	    "%s", why.text);
}

static void
stop(struct tried *t)
{
	ATF_CHECK_STREQ("", text_get(&t->browser.complaints));
	ATF_CHECK_EQ_MSG(1, t->browser.requests, "%d requests",
	    t->browser.requests);
	browser_stop(&t->browser);
	text_release(&t->value);
}

static void
ask(struct tried *t, const char *expression)
{
	struct why why = WHY_INIT;

	ATF_REQUIRE_MSG(browser_ask(&t->browser, expression, &t->value, &why),
	    "%s: %s", expression, why.text);
}

/*
 * Checks what an expression of JavaScript is, or soon becomes: a page hears of
 * a closed dialog and of its own history a task later.
 */
static void
check(struct tried *t, const char *expression, const char *wanted)
{
	int i;

	for (i = 0; i < 1000; i++) {
		ask(t, expression);
		if (strcmp(wanted, text_get(&t->value)) == 0)
			return;
		usleep(10000);
	}
	ATF_CHECK_MSG(strcmp(wanted, text_get(&t->value)) == 0,
	    "%s is '%s', and not '%s'", expression, text_get(&t->value),
	    wanted);
}

static void
click(struct tried *t, const char *selector)
{
	struct why why = WHY_INIT;

	ATF_REQUIRE_MSG(browser_click(&t->browser, selector, &why), "%s: %s",
	    selector, why.text);
}

static void
press(struct tried *t, const char *key)
{
	struct why why = WHY_INIT;

	ATF_REQUIRE_MSG(browser_press(&t->browser, key, &why), "%s: %s", key,
	    why.text);
}

#define CELL(clause, platform) "td > a[href='#cell=" clause "/" platform "']"
#define OPEN "String(document.querySelector('dialog').open)"
#define TEXT(selector) \
	"String(document.querySelector(\"" selector "\")?.innerText)"

ATF_TC_WITHOUT_HEAD(a_click_opens_a_cell_and_its_address);
ATF_TC_BODY(a_click_opens_a_cell_and_its_address, tc)
{
	struct tried t;

	start(&t, "", 1280, false);
	check(&t, TEXT(".all"), "Something unexpected on 1 of 2 "
	    "platforms: bad");
	check(&t, TEXT(".platforms tr.bad .result"), "✗ 1 kind unexpected");
	check(&t, TEXT(".platforms tr.good .result"),
	    "✓ conforms, but for 1 known");
	check(&t, TEXT(".platforms tr.good .n"), "4 / 4 / 4");
	check(&t, TEXT(CELL("SENDFILE-01", "bad")), "D 1\n4");
	check(&t, OPEN, "false");
	click(&t, CELL("SENDFILE-01", "bad"));
	check(&t, OPEN, "true");
	check(&t, "location.hash", "#cell=SENDFILE-01/bad");
	check(&t, TEXT("#title"), "SENDFILE-01 on bad");
	check(&t, TEXT("details.X[open] small"), "1 of 4 instances, where x=0");
	check(&t, TEXT(".trace tbody tr:first-child td:first-child"),
	    "s1=adopt()");
	check(&t, TEXT(".trace .differs td:last-child"), "returned 5");
	check(&t, TEXT(".trace .want"), "documented: returned 5");
	check(&t, TEXT("details.X .command code"),
	    "build/conform show 'sendfile/a[x=0]' --iut 'build/iut'");
	check(&t, TEXT(".trace .want ~ tr + tr"),
	    "recorded: some of it");
	check(&t, "String(document.querySelector('details.k').open)", "false");
	click(&t, "details.k summary");
	check(&t, "String(document.querySelector('details.k').open)", "true");
	check(&t, TEXT("details.k dl"), "Ledger\nknown\nReason\nit is so");
	click(&t, "details.X .command button");
	check(&t, TEXT("details.X .command button"), "Copied");
	press(&t, "Escape");
	check(&t, OPEN, "false");
	check(&t, "location.hash", "");
	ask(&t, "history.back(), ''");
	check(&t, OPEN, "true");
	stop(&t);
}

ATF_TC_WITHOUT_HEAD(two_runs_of_one_stand_beside_each_other);
ATF_TC_BODY(two_runs_of_one_stand_beside_each_other, tc)
{
	struct tried t;

	odd = true;
	start(&t, "#cell=SENDFILE-01/bad", 1280, false);
	check(&t, TEXT(".two pre:first-child"),
	    "  first run:\n    a() -> returned 1");
	check(&t, TEXT(".two pre:last-child"),
	    "  second run:\n    a() -> returned 2");
	check(&t, "(() => { const [a, b] = document.querySelectorAll("
	    "'.two pre'); return String(a.offsetTop === b.offsetTop &&"
	    " a.offsetLeft + a.offsetWidth <= b.offsetLeft); })()", "true");
	stop(&t);
}

/* All that was not expected, unless the address asks for one. */
ATF_TC_WITHOUT_HEAD(unexpected_kinds_are_open);
ATF_TC_BODY(unexpected_kinds_are_open, tc)
{
	static const char open[] = "String([...document.querySelectorAll("
	    "'dialog details.X')].map((e) => e.open))";
	struct tried t;

	start(&t, "", 1280, false);
	ask(&t, "(() => { const e = document.querySelector('#data'), d ="
	    " JSON.parse(e.textContent); d.kinds = Array(5).fill(d.kinds[0]);"
	    " e.textContent = JSON.stringify(d); return ''; })()");
	click(&t, CELL("SENDFILE-01", "bad"));
	check(&t, open, "true,true,true,true,true");
	check(&t, "String(document.querySelectorAll('dialog .trace').length)",
	    "5");
	ask(&t, "location.hash = 'cell=SENDFILE-01/bad&kind=3', ''");
	check(&t, open, "false,false,false,true,false");
	stop(&t);
}

ATF_TC_WITHOUT_HEAD(entry_of_the_ledger_has_its_link);
ATF_TC_BODY(entry_of_the_ledger_has_its_link, tc)
{
	struct tried t;

	start(&t, "", 1280, false);
	ask(&t, "(() => { const e = document.querySelector('#data'), d ="
	    " JSON.parse(e.textContent); d.entries.known = { where: [], reason:"
	    " 'why', link: 'https://example.org/1' }; e.textContent ="
	    " JSON.stringify(d); return ''; })()");
	click(&t, CELL("SENDFILE-01", "good"));
	click(&t, "details.k summary");
	check(&t, TEXT("details.k dl a[href='https://example.org/1']"),
	    "https://example.org/1");
	check(&t, "String(document.querySelector('details.k dl a').rel)",
	    "noreferrer");
	stop(&t);
}

ATF_TC_WITHOUT_HEAD(cell_that_is_not_there_says_so);
ATF_TC_BODY(cell_that_is_not_there_says_so, tc)
{
	static const char *const names[] = { "SENDFILE-99/bad",
	    "SENDFILE-01/worse", "", "/", "__proto__", "__proto__/bad",
	    "constructor/bad", "SENDFILE-01/constructor" };
	struct tried t;
	size_t i;

	start(&t, "", 1280, false);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char step[64];

		snprintf(step, sizeof(step), "location.hash = 'cell=%s', ''",
		    names[i]);
		ask(&t, step);
		check(&t, OPEN, "true");
		check(&t, "String(/It has no such cell/.test(document"
		    ".querySelector('dialog').innerText))", "true");
		press(&t, "Escape");
		check(&t, "location.hash", "");
	}
	stop(&t);
}

ATF_TC_WITHOUT_HEAD(keys_go_from_cell_to_cell);
ATF_TC_BODY(keys_go_from_cell_to_cell, tc)
{
	struct tried t;
	static const char at[] = "document.activeElement.getAttribute('href')";
	int i;

	start(&t, "", 1280, false);
	for (i = 0; i < 30; i++) {
		press(&t, "Tab");
		ATF_REQUIRE(browser_ask(&t.browser, "String(document."
		    "activeElement.closest('#matrix td') !== null)", &t.value,
		    &(struct why)WHY_INIT));
		if (strcmp(text_get(&t.value), "true") == 0)
			break;
	}
	check(&t, at, "#cell=SENDFILE-01/bad");
	press(&t, "ArrowRight");
	check(&t, at, "#cell=SENDFILE-01/good");
	press(&t, "ArrowRight");
	check(&t, at, "#cell=SENDFILE-01/good");
	press(&t, "Enter");
	check(&t, TEXT("#title"), "SENDFILE-01 on good");
	press(&t, "Escape");
	check(&t, OPEN, "false");
	check(&t, at, "#cell=SENDFILE-01/good");
	press(&t, "ArrowLeft");
	check(&t, at, "#cell=SENDFILE-01/bad");
	stop(&t);
}

ATF_TC_WITHOUT_HEAD(filters_are_in_the_address);
ATF_TC_BODY(filters_are_in_the_address, tc)
{
	static const char column[] = "getComputedStyle(document.querySelector("
	    "\"" CELL("SENDFILE-01", "good") "\").parentNode).display";
	struct tried t;

	start(&t, "#verdict=known&platform=good", 1280, false);
	check(&t, TEXT("output"), "1 of 1 clauses");
	check(&t, column, "table-cell");
	check(&t, "document.querySelector('select[name=verdict]').value",
	    "known");
	click(&t, "button[type=reset]");
	check(&t, "location.hash", "");
	click(&t, "input[name=text]");
	press(&t, "z");
	check(&t, "location.hash", "#text=z");
	check(&t, TEXT("output"), "0 of 1 clauses");
	click(&t, "button[type=reset]");
	check(&t, TEXT("output"), "1 of 1 clauses");
	check(&t, "(() => { const s = document.querySelector("
	    "'select[name=platform]'); s.value = 'bad'; s.dispatchEvent(new "
	    "Event('input', { bubbles: true })); return location.hash; })()",
	    "#platform=bad");
	check(&t, column, "none");
	ask(&t, "location.hash = 'verdict=(d', ''");
	check(&t, TEXT("output"), "1 of 1 clauses");
	ask(&t, "location.hash = 'verdict=constructor', ''");
	check(&t, TEXT("output"), "0 of 1 clauses");
	ask(&t, "location.hash = 'verdict=__proto__&text=a', ''");
	check(&t, TEXT("output"), "0 of 1 clauses");
	stop(&t);
}

ATF_TC_WITHOUT_HEAD(hostile_text_stays_text);
ATF_TC_BODY(hostile_text_stays_text, tc)
{
	struct tried t;

	start(&t, "#cell=SENDFILE-01/bad", 1280, false);
	check(&t, TEXT(".trace .differs td:nth-child(2)"),
	    "said </script><img src=x onerror=bad()>\"'\\u202e\\u001b[31m\xef"
	    "\xbf\xbd");
	check(&t, "String(document.images.length)", "0");
	check(&t, "String(document.scripts.length)", "2");
	stop(&t);
}

ATF_TC_WITHOUT_HEAD(it_fits_the_screen_and_follows_its_colours);
ATF_TC_BODY(it_fits_the_screen_and_follows_its_colours, tc)
{
	static const int widths[] = { 360, 1280 };
	struct browser_view v;
	struct why why = WHY_INIT;
	struct tried t;
	int i;

	start(&t, "", 360, false);
	for (i = 0; i < 4; i++) {
		v = (struct browser_view){ .width = widths[i / 2],
		    .height = 800, .dark = i % 2 == 1 };
		ATF_REQUIRE_MSG(browser_open(&t.browser, t.page,
		    i % 2 == 1 ? "#cell=SENDFILE-01/bad" : "", &v, &why), "%s",
		    why.text);
		check(&t, "String(document.documentElement.scrollWidth <= "
		    "innerWidth)", "true");
		check(&t, "String(document.querySelector('dialog').scrollWidth"
		    " <= innerWidth)", "true");
		check(&t, "getComputedStyle(document.body).backgroundColor",
		    i % 2 == 1 ? "rgb(15, 19, 24)" : "rgb(255, 255, 255)");
		ATF_CHECK_MSG(browser_picture(&t.browser, "picture.png", &why),
		    "%s", why.text);
	}
	stop(&t);
}

ATF_TC_WITHOUT_HEAD(a_screen_reader_has_names_and_heads);
ATF_TC_BODY(a_screen_reader_has_names_and_heads, tc)
{
	struct tried t;

	start(&t, "#cell=SENDFILE-01/bad", 1280, false);
	check(&t, "document.querySelector(\"" CELL("SENDFILE-01", "bad")
	    "\").ariaLabel", "departs from the documentation, unexpected: 1; "
	    "executed 4 of 4 applicable, 4 in all");
	check(&t, "String([...document.querySelectorAll('th')].every((e) => "
	    "e.scope))", "true");
	check(&t, "String([...document.querySelectorAll('select, input')]"
	    ".every((e) => e.labels.length === 1))", "true");
	check(&t, "document.activeElement.innerText", "Close");
	check(&t, "document.querySelector('dialog')"
	    ".getAttribute('aria-labelledby')", "title");
	check(&t, "document.documentElement.lang", "en");
	stop(&t);
}

#define STYLE(selector, property) \
	"getComputedStyle(document.querySelector(\"" selector "\"))." property

ATF_TC_WITHOUT_HEAD(on_paper_it_is_whole_and_has_no_controls);
ATF_TC_BODY(on_paper_it_is_whole_and_has_no_controls, tc)
{
	/* What a sheet of Letter is wide, upright and across, less margins. */
	static const int widths[] = { 690, 960 };
	struct browser_view v;
	struct why why = WHY_INIT;
	struct tried t;
	size_t i;

	start(&t, "", 1280, true);
	for (i = 0; i < 2; i++) {
		v = (struct browser_view){ .width = widths[i], .height = 800,
		    .dark = true, .print = true };
		ATF_REQUIRE_MSG(browser_open(&t.browser, t.page, "", &v, &why),
		    "%s", why.text);
		check(&t, STYLE("body", "backgroundColor"),
		    "rgb(255, 255, 255)");
		check(&t, STYLE("form", "display"), "none");
		check(&t, STYLE("#keys", "display"), "none");
		check(&t, STYLE(".scroll", "overflow"), "visible");
		check(&t, STYLE("#matrix .X i", "borderWidth"), "2px");
		check(&t, "(() => { const row = document.querySelector('#matrix"
		    " tbody tr:not(.g)'), body = row.parentNode, head ="
		    " document.querySelector('#matrix thead tr'); for (let i ="
		    " 0; i < 16; i++) { row.append(row.cells[1].cloneNode("
		    "true)); head.append(head.cells[1].cloneNode(true)); }"
		    " return String(document.documentElement.scrollWidth <="
		    " innerWidth); })()", "true");
	}
	ask(&t, "(() => { const e = document.querySelector('#data'), d ="
	    " JSON.parse(e.textContent); d.platforms[0].not_run ="
	    " [['SENDFILE-01', 'b: it hung']]; e.textContent ="
	    " JSON.stringify(d); return ''; })()");
	ask(&t, "dispatchEvent(new Event('beforeprint')), ''");
	check(&t, TEXT("#printed > p"), "SENDFILE-01 b: it hung");
	check(&t, "String([...document.querySelectorAll('#printed details')]"
	    ".map((e) => e.open))", "true");
	check(&t, TEXT("#printed dd:nth-of-type(2)"), "bad");
	check(&t, STYLE("#printed .command button", "display"), "none");
	ask(&t, "dispatchEvent(new Event('afterprint')), ''");
	check(&t, TEXT("#printed"), "");
	ATF_CHECK_MSG(browser_print(&t.browser, "page.pdf", &why), "%s",
	    why.text);
	stop(&t);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, a_click_opens_a_cell_and_its_address);
	ATF_TP_ADD_TC(tp, two_runs_of_one_stand_beside_each_other);
	ATF_TP_ADD_TC(tp, unexpected_kinds_are_open);
	ATF_TP_ADD_TC(tp, entry_of_the_ledger_has_its_link);
	ATF_TP_ADD_TC(tp, cell_that_is_not_there_says_so);
	ATF_TP_ADD_TC(tp, keys_go_from_cell_to_cell);
	ATF_TP_ADD_TC(tp, filters_are_in_the_address);
	ATF_TP_ADD_TC(tp, hostile_text_stays_text);
	ATF_TP_ADD_TC(tp, it_fits_the_screen_and_follows_its_colours);
	ATF_TP_ADD_TC(tp, a_screen_reader_has_names_and_heads);
	ATF_TP_ADD_TC(tp, on_paper_it_is_whole_and_has_no_controls);
	return atf_no_error();
}
