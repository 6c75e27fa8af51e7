/* SPDX-License-Identifier: BSD-2-Clause */
/* Vectors in Wycheproof's JSON; the first byte says of which algorithm. */
#include "harness/soundness/fuzz/fuzz.h"
#include "harness/vectors/vectors.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const algorithms[] = { "gcm(aes)", "ccm(aes)",
	    "aegis128", "rfc7539(chacha20,poly1305)" };
	struct vectors all = VECTORS_INIT;
	struct why why = WHY_INIT;
	char *text;

	if (size == 0)
		return 0;
	text = fuzz_string(data + 1, size - 1);
	if (!vectors_parse_json(&all, "some.json", text, algorithms[*data % 4],
	    &why))
		fuzz_must(why.text[0] != '\0');
	vectors_spread(&all);
	vectors_keep(&all, "all");
	vectors_release(&all);
	free(text);
	return 0;
}
