/* SPDX-License-Identifier: BSD-2-Clause */
/* A reply at the runner's end. */
#include "harness/protocol/message.h"
#include "harness/soundness/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = fuzz_string(data, size);
	struct pool pool = POOL_INIT;
	const char *reason = NULL;
	struct reply r;
	int err;

	if (!reply_parse(&r, line, &pool, &reason))
		fuzz_must(reason != NULL);
	else if (r.kind == REPLY_RETURNED)
		fuzz_write_again(r.value);
	else if (r.kind == REPLY_RAISED) {
		err = errno_from_name(r.err);
		if (err >= 0)
			fuzz_must(errno_from_name(errno_to_name(err)) == err);
		fuzz_must(r.type != NULL && r.text != NULL);
	}
	pool_release(&pool);
	free(line);
	return 0;
}
