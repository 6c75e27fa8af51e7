/* SPDX-License-Identifier: BSD-2-Clause */
/* A results database of Kyua. */
#include <unistd.h>

#include "harness/report/read_file.h"
#include "harness/soundness/fuzz/fuzz.h"

/* In memory, under a name: SQLite follows none of /proc/self/fd. */
static char path[40];

static void
go(void)
{
	unlink(path);
}

static void
write_file(const uint8_t *data, size_t size)
{
	FILE *out;

	if (path[0] == '\0') {
		snprintf(path, sizeof(path), "/dev/shm/pysock-fuzz-%d",
		    (int)getpid());
		atexit(go);
	}
	out = fopen(path, "we");
	fuzz_must(out != NULL && fwrite(data, 1, size, out) == size);
	fuzz_must(fclose(out) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct read_file f = { .area = NULL };

	write_file(data, size);
	f.path = strdup(path);
	f.area = strdup("some");
	read_file(&f);
	fuzz_must(f.failure.len > 0 || f.len > 0);
	read_file_release(&f);
	return 0;
}
