/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a case printed, to the table, the kinds and report.json. The first byte
 * says what Kyua thinks of the case.
 */
#include "harness/report/case.h"
#include "harness/report/report.h"
#include "harness/soundness/fuzz/fuzz.h"
#include "harness/soundness/fuzz/store.h"

static void
store_case(struct store *store, const struct test_case *t)
{
	struct identity id;
	struct text why = TEXT_INIT;

	fuzz_must(identity_start(&id, store, "some"));
	case_store(store, &id, t, &why);
	identity_store(&id, store);
	identity_release(&id);
	text_release(&why);
}

static void
tell(const struct store *store)
{
	static FILE *nowhere;
	struct report_options o = { .plain = true };
	struct text json = TEXT_INIT;

	if (nowhere == NULL)
		nowhere = fopen("/dev/null", "w");
	o.out = nowhere;
	report_store(store, &o);
	json_add(&json, store);
	fuzz_must(strlen(text_get(&json)) == json.len);
	text_release(&json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = { "passed", "failed", "broken",
	    "skipped", NULL };
	struct test_case t = { .area = "some", .name = "some_test:row",
	    .reason = "", .clause = "SOME-01" };
	struct store *store = fuzz_store();
	char *output;

	if (size == 0)
		return 0;
	output = fuzz_string(data + 1, size - 1);
	t.result = words[*data % 5];
	t.output = output;
	t.output_len = size - 1;
	store_case(store, &t);
	tell(store);
	free(output);
	return 0;
}
