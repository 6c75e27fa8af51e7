/* SPDX-License-Identifier: BSD-2-Clause */
/* The stream of lines between runner and implementation, in any pieces. */
#include <sys/mman.h>
#include <unistd.h>

#include "harness/protocol/channel.h"
#include "harness/protocol/message.h"
#include "harness/soundness/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct channel c = CHANNEL_INIT;
	enum channel_result how;
	const char *line;
	size_t seen = 0;

	if (fd < 0)
		fd = memfd_create("lines", 0);
	fuzz_must(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	fuzz_must(pwrite(fd, data, size, 0) == (ssize_t)size);
	c.lines = fd;
	while ((how = channel_line(&c, &line)) == CHANNEL_LINE ||
	    how == CHANNEL_AGAIN) {
		if (how == CHANNEL_AGAIN)
			continue;
		fuzz_must(strlen(line) < PROTOCOL_LINE_MAX);
		fuzz_must(memcmp(data + seen, line, strlen(line)) == 0);
		fuzz_must(data[seen + strlen(line)] == '\n');
		seen += strlen(line) + 1;
	}
	c.lines = -1;
	channel_release(&c);
	return 0;
}
