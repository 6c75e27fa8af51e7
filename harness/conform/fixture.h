/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests: the command itself, which stands beside them once built. */
#ifndef CONFORM_FIXTURE_H
#define CONFORM_FIXTURE_H

#include <atf-c.h>
#include <limits.h>
#include <unistd.h>

#include "harness/judge/asset_atf.h"
#include "harness/protocol/text.h"

/* Finds the project's folder; skips the test where there is no command. */
static inline void
fixture_find(const atf_tc_t *tc, char top[PATH_MAX])
{
	struct text path = TEXT_INIT;

	asset_find_top_of(tc, top);
	text_addf(&path, "%s/build/conform", top);
	if (access(text_get(&path), X_OK) != 0)
		atf_tc_skip("the command is not beside its tests");
	text_release(&path);
}

#endif
