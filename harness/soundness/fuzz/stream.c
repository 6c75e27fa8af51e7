/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream of results: as it is, or, where the first byte is '+', its texts,
 * which get their numbers and checksums here; a text that begins with '-' is
 * left out, one with '!' damaged, one with '~' is noise.
 */
#include "harness/report/stream.h"
#include "harness/soundness/fuzz/fuzz.h"
#include "harness/soundness/fuzz/store.h"

static void
add_line(struct text *out, uint64_t number, const char *line, size_t len)
{
	size_t from = out->len;

	if (len > 0 && *line == '-')
		return;
	if (len > 0 && *line == '~') {
		text_add(out, line + 1, len - 1);
		text_addc(out, '\n');
		return;
	}
	stream_format(out, number, line, len);
	if (len > 0 && *line == '!')
		out->at[from + number % (out->len - from - 1)] ^= 1;
}

static void
number_lines(struct text *out, const char *at, const char *end)
{
	const char *newline;
	uint64_t number = 0;

	for (; at < end; at = newline + 1) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL)
			newline = end;
		if (*at != '~')
			number++;
		add_line(out, number, at, (size_t)(newline - at));
	}
}

static void
keep(const struct stream *s)
{
	struct store *store = fuzz_store();
	struct identity id;

	fuzz_must(identity_start(&id, store, "some"));
	stream_store(s, store, &id, "some.stream");
	identity_store(&id, store);
	identity_release(&id);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text told = TEXT_INIT, lines = TEXT_INIT;
	struct stream s = STREAM_INIT;
	struct why why = WHY_INIT;
	char *archive;

	if (size > 0 && *data == '+') {
		number_lines(&lines, (const char *)data + 1,
		    (const char *)data + size);
		archive = fuzz_carry("some", (const uint8_t *)text_get(&lines),
		    lines.len);
	} else
		archive = fuzz_carry("some", data, size);
	if (stream_read(&s, ASSET_CARRIED "/some", &why)) {
		stream_format_told(&told, &s);
		if (s.len > 0)
			keep(&s);
	} else
		fuzz_must(why.text[0] != '\0');
	stream_release(&s);
	text_release(&told);
	text_release(&lines);
	free(archive);
	return 0;
}
