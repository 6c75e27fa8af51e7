/* SPDX-License-Identifier: BSD-2-Clause */
/* refuse THING[,THING...] -- COMMAND ARG... */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/refuse/refuse.h"

#define DIED 128	/* and the signal */
#define CANNOT 125	/* as launchers of platforms have it */

static const char usage[] =
"usage: refuse THING[,THING...] -- COMMAND ARG...\n"
"\n"
"Runs COMMAND on this kernel less THING, with the errno that a kernel without it\n"
"gives: proc, memfd_create, scm_rights, seqpacket, ipv6, af_alg, sendfile,\n"
"accept4, timers, writable (every folder is read-only), processors (all but\n"
"one), or any system call by its name (ENOSYS). The exit status is COMMAND's;\n"
"125: it cannot be refused here.\n";

static int
fail(const struct why *why)
{
	fprintf(stderr, "refuse: %s\n", why->text);
	return CANNOT;
}

int
main(int argc, char **argv)
{
	struct refusal refusal;
	struct why why = WHY_INIT;
	char *things, *thing;
	int status;

	if (argc < 4 || strcmp(argv[2], "--") != 0) {
		fputs(usage, stderr);
		return CANNOT;
	}
	if (!refusal_init(&refusal, &why))
		return fail(&why);
	things = argv[1];
	while ((thing = strsep(&things, ",")) != NULL)
		if (!refusal_add(&refusal, thing, &why))
			return fail(&why);
	if (!refusal_surround(&refusal, &why))
		return fail(&why);
	if (refusal.rights) {
		status = refusal_watch(&refusal, argv + 3, &why);
		if (status > DIED) {
			signal(status - DIED, SIG_DFL);
			raise(status - DIED);
		}
		return status >= 0 ? status : fail(&why);
	}
	refusal_execute(&refusal, argv + 3, &why);
	return fail(&why);
}
