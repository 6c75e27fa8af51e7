/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "harness/report/sources.h"

void
sources_add_now(struct text *out)
{
	char now_is[32];
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(now_is, sizeof(now_is), "%Y-%m-%d %H:%M:%S", &tm);
	text_adds(out, now_is);
}

void
sources_add_commit(struct text *out, const char *top)
{
	struct text command = TEXT_INIT;
	char commit[64] = "";
	FILE *in;

	text_addf(&command, "git -C '%s' describe --always --dirty "
	    "--exclude='*' 2>/dev/null", top);
	in = popen(text_get(&command), "r");
	if (in != NULL && fgets(commit, sizeof(commit), in) == NULL)
		commit[0] = '\0';
	if (in != NULL)
		pclose(in);
	text_add(out, commit, strcspn(commit, "\n"));
	text_release(&command);
}
