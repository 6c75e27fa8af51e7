/* SPDX-License-Identifier: BSD-2-Clause */
/*
 *	replay FILE ...
 *
 * Gives a harness of libFuzzer, with which it is linked, what its corpus has, once
 * and without libFuzzer.
 */
#include "harness/soundness/fuzz/fuzz.h"

static bool
replay(const char *path)
{
	static uint8_t bytes[1 << 20];
	FILE *in = fopen(path, "re");
	size_t n;
	bool ok;

	if (in == NULL)
		return false;
	n = fread(bytes, 1, sizeof(bytes), in);
	ok = !ferror(in) && n < sizeof(bytes);
	fclose(in);
	if (ok)
		LLVMFuzzerTestOneInput(bytes, n);
	return ok;
}

int
main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!replay(argv[i])) {
			fprintf(stderr, "replay: cannot read '%s'\n", argv[i]);
			return 2;
		}
	return argc > 1 ? 0 : 2;
}
