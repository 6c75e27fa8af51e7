/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdbool.h>
#include <string.h>

#include "harness/report/cause.h"

static bool
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* An error that a system call gave, not one of the arguments. */
static bool
is_of_system(const char *outcome)
{
	return starts(outcome, "raised ") &&
	    (strstr(outcome, "errno=") != NULL ||
	    starts(outcome, "raised OSError"));
}

/* Bytes, whatever they are. */
static bool
is_data(const char *outcome)
{
	return strstr(outcome, "x'*'") != NULL ||
	    strstr(outcome, "crc") != NULL ||
	    strstr(outcome, "fill:") != NULL;
}

/* "true" or "false" of an outcome that is one of these; or NULL. */
static const char *
is_truth(const char *outcome)
{
	if (starts(outcome, "returned "))
		outcome += strlen("returned ");
	return strcmp(outcome, "true") == 0 || strcmp(outcome, "false") == 0 ?
	    outcome : NULL;
}

/* What was due, as far as it tells one cause from another. */
static void
add_due(struct text *out, const char *got, const char *wanted)
{
	const char *type = wanted + strlen("raised ");

	if (is_of_system(wanted))
		text_addf(out, " instead of %s error of the system",
		    is_of_system(got) ? "another" : "an");
	else if (starts(wanted, "raised ")) {
		text_adds(out, " instead of ");
		text_add(out, type, strcspn(type, " *"));
	} else if (is_truth(got) && is_truth(wanted))
		text_addf(out, " instead of %s", is_truth(wanted));
	else if (starts(got, "raised "))
		text_adds(out, " instead of no error");
	else if (wanted[0] != '\0')
		text_adds(out, " instead of another value");
}

/* A reason, without the names that it quotes. */
static void
add_reason(struct text *out, const char *reason)
{
	const char *close;

	for (; *reason != '\0'; reason++) {
		close = *reason == '\'' ? strchr(reason + 1, '\'') : NULL;
		if (close != NULL) {
			text_adds(out, "'*'");
			reason = close;
		} else
			text_addc(out, *reason);
	}
}

void
cause_add(struct text *out, const char *verdict, const char *line,
    const char *wanted)
{
	const char *got = strstr(line, ": ");

	if (strcmp(verdict, "stale") == 0) {
		text_adds(out, "stale entries of the ledger");
		return;
	}
	if (got == NULL || (strcmp(verdict, "departs-from-doc") != 0 &&
	    strstr(verdict, "differs") == NULL)) {
		if (!starts(line, verdict))
			text_addf(out, "%s%s", verdict,
			    line[0] != '\0' ? ": " : "");
		add_reason(out, line);
		return;
	}
	text_add(out, line, (size_t)(got - line));
	got += 2;
	if (is_data(got) && !starts(got, "raised ")) {
		text_adds(out, ": other data");
		return;
	}
	text_addf(out, ": %s", got);
	if (!starts(got, "died ") && !starts(got, "hung") &&
	    !starts(got, "("))
		add_due(out, got, wanted);
}
