/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/iut/fault.h"

bool
fault_set(struct fault *f, const char *type, const char *text)
{
	f->err = 0;
	snprintf(f->type, sizeof(f->type), "%s", type);
	snprintf(f->text, sizeof(f->text), "%s", text);
	return false;
}

bool
fault_errno(struct fault *f, int err)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;

	pysock_error_set_errno(&error, err);
	return fault_pysock(f, &error);
}

bool
fault_pysock(struct fault *f, const struct pysock_error *error)
{
	if (error->type == PYSOCK_HOOK_ERROR && f->type[0] != '\0')
		return false;
	/* What the protocol tells beside an errno is the system's own words. */
	fault_set(f, pysock_exception_name(error->type),
	    error->err != 0 ? strerror(error->err) : error->text);
	f->err = error->err;
	return false;
}
