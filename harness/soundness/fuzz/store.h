/* SPDX-License-Identifier: BSD-2-Clause */
/* One store for all inputs: making its tables takes longer than most inputs. */
#ifndef SOUNDNESS_FUZZ_STORE_H
#define SOUNDNESS_FUZZ_STORE_H

#include "harness/report/json.h"
#include "harness/report/ran.h"
#include "harness/report/seen.h"
#include "harness/report/store.h"

/* Empty, until the next call. */
static inline struct store *
fuzz_store(void)
{
	static struct store s = STORE_INIT;
	struct text json = TEXT_INIT;

	if (s.db == NULL) {
		store_init(&s);
		/* It makes a table too, and what is unmade costs as much. */
		json_add(&json, &s);
		text_release(&json);
	} else {
		store_run(&s, "ROLLBACK TO input; RELEASE input");
		seen_release(s.ids);
		seen_release(s.reasons);
		ran_release(s.ran);
	}
	store_run(&s, "SAVEPOINT input");
	return &s;
}

#endif
