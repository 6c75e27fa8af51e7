/* SPDX-License-Identifier: BSD-2-Clause */
/* A ledger, and what its entries say of something that was seen. */
#include "harness/judge/ledger.h"
#include "harness/soundness/fuzz/fuzz.h"

static void
ask(const struct ledger *l, const struct ledger_entry *e)
{
	const struct divergence d = {
		.by = "CPython 3.11.2", .platform = "native",
		.on = { .kernel = "uml 6.1.176", .emulator = "qemu-user 7.2.22",
		    .arch = "x86_64", .word = "64", .byteorder = "little",
		    .libc = "glibc 2.36", .abilities = " af_alg audit " },
		.iut = "pysock 1.0", .oracle = "CPython 3.11.2",
		.clause = e->clauses.at[0], .instance = e->instances.at[0],
		.verdict = e->verdict, .line = e->line, .others = e->others,
	};
	const struct ledger_entry *says = ledger_match(l, &d, true);

	fuzz_must(says == NULL || ledger_says(says, &d, true));
	ledger_match(l, &d, false);
	ledger_applies(e, &d);
	ledger_may_not_show(e);
	ledger_overdue(e, "2026-11-27");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *archive = fuzz_carry("some.ini", data, size);
	struct ledger l = LEDGER_INIT;
	struct why why = WHY_INIT;
	size_t i;

	if (!ledger_read_own(&l, ASSET_CARRIED "/some.ini", &why))
		fuzz_must(why.text[0] != '\0' && l.len == 0);
	for (i = 0; i < l.len; i++)
		ask(&l, &l.entries[i]);
	ledger_release(&l);
	free(archive);
	return 0;
}
