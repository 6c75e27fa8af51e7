/* SPDX-License-Identifier: BSD-2-Clause */
/* Vectors in CAVS form. */
#include "harness/soundness/fuzz/fuzz.h"
#include "harness/vectors/vectors.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vectors all = VECTORS_INIT;
	FILE *in = fmemopen((void *)(uintptr_t)data, size, "r");
	size_t len;

	fuzz_must(in != NULL);
	vectors_parse(&all, "some.rsp", in);
	fclose(in);
	len = all.len;
	vectors_spread(&all);
	fuzz_must(all.len == len);
	vectors_keep(&all, "authentic");
	fuzz_must(all.len <= len);
	vectors_release(&all);
	return 0;
}
