/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/protocol/why.h"

bool
why_set(struct why *why, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(why->text, sizeof(why->text), format, ap);
	va_end(ap);
	why->err = 0;
	return false;
}

bool
why_errno(struct why *why, const char *format, ...)
{
	int err = errno;
	va_list ap;
	size_t n;

	va_start(ap, format);
	vsnprintf(why->text, sizeof(why->text), format, ap);
	va_end(ap);
	n = strlen(why->text);
	snprintf(why->text + n, sizeof(why->text) - n, ": %s", strerror(err));
	why->err = err;
	return false;
}
