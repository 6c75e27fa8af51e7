/* SPDX-License-Identifier: BSD-2-Clause */
/* What an implementation under test answers, step by step, in sentences. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/protocol/clean.h"
#include "harness/report/table.h"
#include "harness/runner/trial.h"
#include "harness/session/questions.h"

#define WATCHDOG_MS 1000	/* six of these until it has introduced itself */
#define WIDTH 76

/* What to do where a first question was not answered as it has to be. */
static const char *const advice[] = {
	"read a line from descriptor 3 and answer `1 hello()` there with "
	    "`1 returned [('protocol',1),('implementation','mine'),"
	    "('version','0.1'),('pid',123),('can',[])]`",
	"answer `unsupported 'reason'` to each method that it does not know",
	"return the argument of echo() as it came",
	"read a descriptor with recvmsg() from descriptor 4 and keep it as s1",
	"send exactly these bytes, and return how many they are",
	"say what the system says: raised BrokenPipeError errno=EPIPE",
	"close all that it was given when reset() is called",
};

/* A line with words of the implementation's. */
__attribute__((format(printf, 2, 3)))
static void
tell_clean(const char *head, const char *format, ...)
{
	struct text words = TEXT_INIT, clean = TEXT_INIT;
	va_list ap;

	va_start(ap, format);
	text_vaddf(&words, format, ap);
	va_end(ap);
	text_add_clean(&clean, text_get(&words));
	printf("%s%s\n", head, text_get(&clean));
	text_release(&words);
	text_release(&clean);
}

/* Tells the first questions up to the one that it failed. */
static bool
tell_questions(const struct session *s, const struct why *why, bool ok)
{
	size_t i;

	for (i = 0; i < s->passed; i++)
		printf("  ok       it %s\n", questions_names[i]);
	if (ok)
		return true;
	printf("  FAILED   it %s: not so\n", questions_names[i]);
	tell_clean("           ", "%s", why->text);
	printf("Next: %s. The page is harness/protocol/README.md, a short "
	    "example harness/protocol/examples/iut.pl.\n", advice[i]);
	return false;
}

/* Names, as many to a line as go there. */
static void
tell_names(const char *head, const char *names)
{
	size_t column = 0, len;

	if (names[0] == '\0')
		return;
	printf("%s", head);
	for (; *names != '\0'; names += len + (names[len] == ' ')) {
		len = strcspn(names, " ");
		if (column + len + 1 > WIDTH - 11)
			column = 0;
		printf("%s%.*s", column == 0 ? "\n           " : " ", (int)len,
		    names);
		column += len + 1;
	}
	putchar('\n');
}

struct tally {
	size_t tried, ends[TRIAL_ENDS];
	struct text lacking, optional, unreached;
};

static void
note(struct tally *y, const struct trial *t, enum trial_end end,
    const char *said)
{
	struct text *names = end == TRIAL_UNREACHED ? &y->unreached :
	    t->optional ? &y->optional : &y->lacking;

	y->tried++;
	if (end == TRIAL_UNSUPPORTED && t->optional) {
		y->tried--;
		text_addf(names, "%s%s", names->len > 0 ? " " : "", t->method);
		return;
	}
	y->ends[end]++;
	if (end == TRIAL_UNSUPPORTED || end == TRIAL_UNREACHED)
		text_addf(names, "%s%s", names->len > 0 ? " " : "", t->method);
	else if (end == TRIAL_BROKEN)
		tell_clean("  FAILED   ", "%s is in `can`, but %s", t->method,
		    said);
	else if (end == TRIAL_WRONG)
		tell_clean("  FAILED   ", "%s, and not %s", said, t->wanted);
}

/* Tries each method; one that loses the session is tried by the next anew. */
static bool
try_methods(struct session *s, struct tally *y, struct why *why)
{
	struct text said = TEXT_INIT;
	const struct trial *t;
	enum trial_end end;
	bool ok = true;

	for (t = trials; ok && t->method != NULL; t++) {
		text_cut(&said, 0);
		end = trial_run(t, s, &said);
		note(y, t, end, text_get(&said));
		ok = session_alive(s) || session_start(s, why);
	}
	text_release(&said);
	return ok;
}

static int
tell_methods(const struct tally *y, const struct options *o)
{
	size_t right = y->ends[TRIAL_RIGHT];
	size_t wrong = y->ends[TRIAL_WRONG] + y->ends[TRIAL_BROKEN];
	struct text iut = TEXT_INIT;

	printf("  %s %zu of %zu methods answer as they have to\n",
	    right == y->tried ? "ok      " : "missing ", right, y->tried);
	tell_names("  missing  unsupported, which is no lie: rows that need them "
	    "are not executed", text_get(&y->lacking));
	tell_names("  missing  not tried, what they take being unsupported",
	    text_get(&y->unreached));
	tell_names("  -        only Python itself has to have these",
	    text_get(&y->optional));
	printf("Next: ");
	if (wrong > 0)
		printf("mend %zu method%s that FAILED; then ", wrong,
		    wrong == 1 ? "" : "s");
	table_add_quoted(&iut, "--iut ", o->patterns[0]);
	printf("%s run --platforms native --name mine%s judges it%s.\n",
	    o->command, text_get(&iut), right == y->tried ? "" :
	    ", whatever is missing");
	text_release(&iut);
	return right == y->tried ? 0 : 1;
}

int
command_probe(struct options *o)
{
	struct tally y = { 0 };
	struct session s = SESSION_INIT;
	struct why why = WHY_INIT;
	int status;
	bool ok;

	s.command = o->patterns[0];
	s.top = top;
	s.watchdog_ms = WATCHDOG_MS;
	ok = session_start(&s, &why);
	printf("%s%s%s\n", s.command, ok ? ": " : "", ok ? s.name : "");
	if (!tell_questions(&s, &why, ok))
		status = s.passed == 0 ? 2 : 1;
	else if (!try_methods(&s, &y, &why)) {
		tell_clean("  FAILED   once more, and it could not be started: ",
		    "%s", why.text);
		status = 1;
	} else
		status = tell_methods(&y, o);
	session_stop(&s);
	text_release(&y.lacking);
	text_release(&y.optional);
	text_release(&y.unreached);
	return status;
}
