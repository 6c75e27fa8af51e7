/* SPDX-License-Identifier: BSD-2-Clause */
/* The project's folder, of an ATF program in build/cases or build/unit. */
#ifndef JUDGE_ASSET_ATF_H
#define JUDGE_ASSET_ATF_H

#include <atf-c.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/judge/asset.h"

/* Fills in PATH_MAX bytes: Kyua's variable `top`, or what asset.h finds. */
static inline void
asset_find_top_of(const atf_tc_t *tc, char *top)
{
	const char *given = atf_tc_get_config_var_wd(tc, "top", "");
	struct text build = TEXT_INIT;

	text_addf(&build, "%s/..", atf_tc_get_config_var(tc, "srcdir"));
	if (given[0] != '\0')
		snprintf(top, PATH_MAX, "%s", given);
	else
		asset_find_top(text_get(&build), top);
	text_release(&build);
}

/* Skips the test where that is not, of what only the sources have. */
static inline void
asset_need_source(const char *top, const char *what)
{
	struct text path = TEXT_INIT;
	bool installed;

	text_addf(&path, "%s/Makefile", top);
	installed = access(text_get(&path), F_OK) != 0;
	text_release(&path);
	if (installed)
		atf_tc_skip("an installation has no %s", what);
}

#endif
