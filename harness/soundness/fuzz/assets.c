/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The project's other files, by the first byte: clauses, a finding's page, the
 * identity of a recording, its text.
 */
#include <zlib.h>

#include "harness/judge/finding.h"
#include "harness/judge/recorded.h"
#include "harness/rows/catalogue.h"
#include "harness/soundness/fuzz/fuzz.h"

static void
read_clauses(struct why *why)
{
	struct catalogue c = CATALOGUE_INIT;

	if (!catalogue_read(&c, ASSET_CARRIED, why))
		fuzz_must(why->text[0] != '\0');
	catalogue_release(&c);
}

static void
read_finding(struct why *why)
{
	struct findings f = FINDINGS_INIT;

	if (!findings_read(&f, ASSET_CARRIED "/cases/findings", why))
		fuzz_must(why->text[0] != '\0' && f.len == 0);
	else {
		findings_of_instance(&f, "some/row[a=b]", "CPython 3.11.2");
		finding_happens(&f.at[0], "CPython 3.11.2");
		finding_happens_on(&f.at[0], "6.18.44-amd64");
	}
	findings_release(&f);
}

static void
read_identity(struct why *why)
{
	struct recorded_identity id = RECORDED_IDENTITY_INIT;

	if (!recorded_identity_read(&id, ASSET_CARRIED, why))
		fuzz_must(why->text[0] != '\0');
	recorded_identity_release(&id);
}

static void
read_traces(struct why *why)
{
	struct recorded r = RECORDED_INIT;
	struct text reason = TEXT_INIT;
	struct trace t = TRACE_INIT;
	char id[80];
	size_t i;

	if (!recorded_read(&r, ASSET_CARRIED, "some", why))
		fuzz_must(why->text[0] != '\0');
	for (i = 0; i < r.ids_len && i < 20; i++) {
		snprintf(id, sizeof(id), "%.*s", (int)strcspn(r.ids[i], "\n"),
		    r.ids[i]);
		recorded_find(&r, id, &t, &reason);
		trace_release(&t);
		text_cut(&reason, 0);
	}
	recorded_has(&r, "some/row");
	text_release(&reason);
	recorded_release(&r);
}

/* As gzip has it; the first bit of its choice: nothing is compressed. */
static uint8_t *
pack(const uint8_t *data, size_t size, size_t *len)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)data,
	    .avail_in = (uInt)size };
	uint8_t *packed = malloc(size + 1024);

	fuzz_must(packed != NULL && deflateInit2(&z, 0, Z_DEFLATED,
	    16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY) == Z_OK);
	z.next_out = packed;
	z.avail_out = (uInt)size + 1024;
	fuzz_must(deflate(&z, Z_FINISH) == Z_STREAM_END);
	*len = size + 1024 - z.avail_out;
	deflateEnd(&z);
	return packed;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct {
		const char *name;
		void (*read)(struct why *);
	} readers[] = {
		{ "cases/clauses.tsv", read_clauses },
		{ "cases/findings/some.md", read_finding },
		{ "identity", read_identity },
		{ "some.gz", read_traces },
	};
	struct why why = WHY_INIT;
	uint8_t *packed = NULL;
	char *archive;
	int n;

	if (size == 0)
		return 0;
	n = *data++ % 4;
	size--;
	if (n == 3)
		data = packed = pack(data, size, &size);
	archive = fuzz_carry(readers[n].name, data, size);
	readers[n].read(&why);
	free(archive);
	free(packed);
	return 0;
}
