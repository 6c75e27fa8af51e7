/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/scene/outcome.h"

/* Texts that do not change between versions: CLAUSES' list. */
static const char *const stable[] = {
	"timed out",
	"Timeout value out of range",
	"algset is only supported for AF_ALG",
	"Invalid or missing argument 'op'",
	"assoclen must be positive",
	"ancillary data item too large",
	"too much ancillary data",
	"port must be 0-65535.",
};

static const char *
stable_text(const char *text)
{
	size_t i;

	for (i = 0; i < sizeof(stable) / sizeof(stable[0]); i++)
		if (strstr(text, stable[i]) != NULL)
			return stable[i];
	return NULL;
}

void
outcome_format(const struct reply *r, struct text *out)
{
	const char *text;

	switch (r->kind) {
	case REPLY_CALLING:
		text_adds(out, "calling");
		break;
	case REPLY_RETURNED:
		text_adds(out, "returned ");
		value_format(r->value, out);
		break;
	case REPLY_RAISED:
		text_addf(out, "raised %s", r->type);
		if (strcmp(r->err, "none") != 0)
			text_addf(out, " errno=%s", r->err);
		text = stable_text(r->text);
		/* With a number it is the system's, in its language. */
		if (text != NULL && strcmp(r->err, "none") == 0)
			text_addf(out, " '%s'", text);
		break;
	case REPLY_UNSUPPORTED:
		text_addf(out, "unsupported %s", r->text);
		break;
	}
}
