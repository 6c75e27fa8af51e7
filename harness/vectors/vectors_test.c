/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness/vectors/vectors.h"

static bool
holds(const struct vector_bytes *b, const char *hex)
{
	char text[512] = "";
	size_t i;

	for (i = 0; i < b->len && i < 200; i++)
		snprintf(text + 2 * i, 3, "%02x", b->at[i]);
	return strcmp(text, hex) == 0;
}

/* The text as a file "some.rsp". */
static void
parse(struct vectors *all, const char *text)
{
	FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");

	ATF_REQUIRE(file != NULL);
	vectors_parse(all, "some.rsp", file);
	fclose(file);
}

static const char gcm[] =
    "# a comment\r\n\r\n[Keylen = 128]\r\n[IVlen = 96]\r\n\r\n"
    "Count = 0\r\nKey = 0102\r\nIV = 000102030405060708090a0b\r\nCT = \r\n"
    "AAD = aabb\r\nTag = 1234\r\nFAIL\r\n\r\n"
    "Count = 1\r\nKey = 0304\r\nIV = 000102030405060708090a0b\r\nCT = ff\r\n"
    "AAD = \r\nTag = 5678\r\nPT = 00\r\n\r\n[IVlen = 8]\r\n\r\n"
    "Count = 0\r\nKey = 0304\r\nIV = 00\r\nCT = ff\r\nAAD = \r\n"
    "Tag = 5678\r\nPT = 00\r\n";

ATF_TC_WITHOUT_HEAD(gcm_records_become_vectors);
ATF_TC_BODY(gcm_records_become_vectors, tc)
{
	struct vectors all = VECTORS_INIT;

	parse(&all, gcm);
	ATF_REQUIRE_EQ(3, all.len);
	ATF_CHECK_EQ(REFUSED_IV, all.at[2].refused);
	ATF_CHECK_STREQ("some.rsp, record 3", all.at[2].label);
	vectors_keep(&all, "all");
	ATF_REQUIRE_EQ(2, all.len);
	ATF_CHECK(!all.at[0].authentic && all.at[1].authentic);
	ATF_CHECK(holds(&all.at[0].key, "0102"));
	ATF_CHECK(holds(&all.at[0].aad, "aabb"));
	ATF_CHECK(holds(&all.at[0].sealed, ""));
	ATF_CHECK(holds(&all.at[0].tag, "1234"));
	ATF_CHECK(holds(&all.at[1].iv, "000102030405060708090a0b"));
	ATF_CHECK(holds(&all.at[1].aad, "") && holds(&all.at[1].text, "00"));
	vectors_release(&all);
}

ATF_TC_WITHOUT_HEAD(what_is_no_hex_digit_ends_the_bytes);
ATF_TC_BODY(what_is_no_hex_digit_ends_the_bytes, tc)
{
	struct vectors all = VECTORS_INIT;

	parse(&all, "Count = 0\nKey = 01\xff\xfe\nIV = 0g01\nCT = zz\n"
	    "AAD = 0aF\nTag = 12 34\nPT = -1\n");
	ATF_REQUIRE_EQ(1, all.len);
	ATF_CHECK(holds(&all.at[0].key, "01"));
	ATF_CHECK(holds(&all.at[0].iv, "") && holds(&all.at[0].sealed, ""));
	ATF_CHECK(holds(&all.at[0].aad, "0a"));
	ATF_CHECK(holds(&all.at[0].tag, "12") && holds(&all.at[0].text, ""));
	vectors_release(&all);
}

static const char ccm[] =
    "[Alen = 0, Plen = 0, Nlen = 7, Tlen = 4]\n\nKey = 4ae7\n\n"
    "Count = 0\nNonce = 5a8aa485c316e9\nAdata = 00\nCT = 02209f55\n"
    "Result = Pass\nPayload = 00\n\n"
    "Count = 1\nNonce = 3796cf51b87266\nAdata = 00\nCT = 9a04c241\n"
    "Result = Fail\n\n[Alen = 1, Plen = 2, Nlen = 7, Tlen = 4]\n\n"
    "Key = aaaa\nNonce = 00000000000000\n\n"
    "Count = 2\nAdata = 77\nCT = 0102a0a1a2a3\nPayload = 0809\n";

ATF_TC_WITHOUT_HEAD(ccm_records_become_vectors);
ATF_TC_BODY(ccm_records_become_vectors, tc)
{
	struct vectors all = VECTORS_INIT;

	parse(&all, ccm);
	ATF_REQUIRE_EQ(3, all.len);
	ATF_CHECK(holds(&all.at[0].key, "4ae7"));
	ATF_CHECK(holds(&all.at[0].iv, "075a8aa485c316e90000000000000000"));
	ATF_CHECK(holds(&all.at[0].aad, "") && holds(&all.at[0].text, ""));
	ATF_CHECK(holds(&all.at[0].sealed, "") && all.at[0].authentic);
	ATF_CHECK(holds(&all.at[1].tag, "9a04c241") && !all.at[1].authentic);
	ATF_CHECK(holds(&all.at[2].key, "aaaa"));
	ATF_CHECK(holds(&all.at[2].aad, "77") && holds(&all.at[2].text, "0809"));
	ATF_CHECK(holds(&all.at[2].sealed, "0102"));
	ATF_CHECK(holds(&all.at[2].tag, "a0a1a2a3") && all.at[2].authentic);
	vectors_release(&all);
}

static const char chacha[] =
    "COUNT = 1\nKEY= 80\nNONCE= 070000004041424344454647\n"
    "IN= \"it, is\"\nAD= \"\"\nCT= d31a\nTAG= 1ae1\n\n"
    "COUNT = 2\nKey = 81\nIV = 070000004041424344454647\nAAD = f3\n"
    "Tag = ee\nPlaintext = 49\nCiphertext = 64\nResult = CIPHERFINAL_ERROR\n";

ATF_TC_WITHOUT_HEAD(text_between_quotes_is_its_bytes);
ATF_TC_BODY(text_between_quotes_is_its_bytes, tc)
{
	struct vectors all = VECTORS_INIT;

	parse(&all, chacha);
	ATF_REQUIRE_EQ(2, all.len);
	ATF_CHECK(holds(&all.at[0].text, "69742c206973"));
	ATF_CHECK(holds(&all.at[0].aad, "") && all.at[0].authentic);
	ATF_CHECK(holds(&all.at[1].text, "49") && !all.at[1].authentic);
	vectors_keep(&all, "forged");
	ATF_REQUIRE_EQ(1, all.len);
	ATF_CHECK(holds(&all.at[0].key, "81"));
	vectors_release(&all);
}

ATF_TC_WITHOUT_HEAD(unknown_set_is_refused);
ATF_TC_BODY(unknown_set_is_refused, tc)
{
	struct vectors all = VECTORS_INIT;
	struct why why = WHY_INIT;

	ATF_CHECK(!vectors_load(&all, "rot13", &why));
	ATF_CHECK_STREQ("there is no set of vectors 'rot13'", why.text);
	ATF_CHECK_EQ(0, all.len);
}

static size_t
lengths(const struct vectors *all, size_t first, size_t (*of)(
    const struct vector *))
{
	size_t i, j, found = 0;

	for (i = 0; i < all->len && i < first; i++) {
		for (j = 0; j < i; j++)
			if (of(&all->at[i]) == of(&all->at[j]))
				break;
		found += j == i;
	}
	return found;
}

static size_t
key_of(const struct vector *v)
{
	return v->key.len;
}

static size_t
tag_of(const struct vector *v)
{
	return v->tag.len;
}

static size_t
aad_of(const struct vector *v)
{
	return v->aad.len;
}

static size_t
sealed_of(const struct vector *v)
{
	return v->sealed.len;
}

ATF_TC_WITHOUT_HEAD(beginning_of_the_spread_has_all_lengths);
ATF_TC_BODY(beginning_of_the_spread_has_all_lengths, tc)
{
	static const struct {
		const char *set;
		size_t len, key, tag, aad, sealed;
	} rows[] = {
		{ "cavp-gcm-encrypt", 7875, 3, 7, 5, 5 },
		{ "cavp-gcm-decrypt", 7875, 3, 7, 5, 5 },
		{ "cavp-ccm-encrypt", 2160, 3, 7, 33, 25 },
		{ "cavp-ccm-decrypt", 720, 3, 2, 2, 2 },
		{ "cavp-chacha20-poly1305", 71, 1, 1, 63, 66 },
	};
	size_t (*const of[])(const struct vector *) = { key_of, tag_of, aad_of,
	    sealed_of };
	struct why why = WHY_INIT;
	size_t i, k;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vectors all = VECTORS_INIT;
		const size_t *wanted = &rows[i].key;

		if (!vectors_load(&all, rows[i].set, &why))
			atf_tc_skip("%s", why.text);
		vectors_keep(&all, "all");
		ATF_CHECK_EQ_MSG(rows[i].len, all.len, "%s has %zu",
		    rows[i].set, all.len);
		vectors_spread(&all);
		for (k = 0; k < 4; k++)
			ATF_CHECK_EQ_MSG(wanted[k], lengths(&all, 200, of[k]),
			    "%s: %zu of %zu lengths (%zu)", rows[i].set,
			    lengths(&all, 200, of[k]),
			    lengths(&all, all.len, of[k]), k);
		vectors_release(&all);
	}
}

static const char wycheproof[] =
    "{\"testGroups\":[{\"tests\":[{\"tcId\":7,\"key\":\"01\",\"iv\":"
    "\"000102030405060708090a0b\",\"aad\":\"aa\",\"msg\":\"62\","
    "\"ct\":\"63\",\"tag\":\"0a0b0c0d\",\"result\":\"invalid\"},"
    "{\"tcId\":8,\"key\":\"01\",\"iv\":\"00\",\"aad\":\"\",\"msg\":\"\","
    "\"ct\":\"\",\"tag\":\"0a0b0c0d\",\"result\":\"valid\"},"
    "{\"tcId\":9,\"key\":\"01\",\"iv\":\"00112233445566\",\"aad\":\"\","
    "\"msg\":\"\",\"ct\":\"\",\"tag\":\"0a0b0c\",\"result\":\"valid\"}]}]}";

ATF_TC_WITHOUT_HEAD(wycheproofs_tests_become_vectors);
ATF_TC_BODY(wycheproofs_tests_become_vectors, tc)
{
	struct vectors all = VECTORS_INIT;
	struct why why = WHY_INIT;

	ATF_REQUIRE(vectors_parse_json(&all, "some.json", wycheproof,
	    "gcm(aes)", &why));
	ATF_REQUIRE_EQ(3, all.len);
	ATF_CHECK(!all.at[0].authentic && all.at[0].refused == REFUSED_NOT);
	ATF_CHECK(holds(&all.at[0].text, "62") && holds(&all.at[0].tag,
	    "0a0b0c0d"));
	ATF_CHECK_STREQ("some.json, tcId 7", all.at[0].label);
	ATF_CHECK_EQ(REFUSED_IV, all.at[1].refused);
	vectors_release(&all);
	ATF_REQUIRE(vectors_parse_json(&all, "some.json", wycheproof,
	    "ccm(aes)", &why));
	ATF_CHECK(holds(&all.at[0].iv, "02000102030405060708090a0b000000"));
	ATF_CHECK_EQ(REFUSED_IV, all.at[1].refused);
	ATF_CHECK_EQ(REFUSED_TAG, all.at[2].refused);
	vectors_release(&all);
}

ATF_TC_WITHOUT_HEAD(nonce_of_any_length_is_kept_beside_a_refused_tag);
ATF_TC_BODY(nonce_of_any_length_is_kept_beside_a_refused_tag, tc)
{
	static const char text[] = "{\"testGroups\":[{\"tests\":[{\"tcId\":1,"
	    "\"iv\":\"000102030405060708090a0b0c0d0e0f101112131415161718\","
	    "\"tag\":\"0a0b0c\",\"result\":\"valid\"}]}]}";
	struct vectors all = VECTORS_INIT;
	struct why why = WHY_INIT;

	ATF_REQUIRE(vectors_parse_json(&all, "some.json", text, "ccm(aes)",
	    &why));
	ATF_REQUIRE_EQ(1, all.len);
	ATF_CHECK_EQ(REFUSED_TAG, all.at[0].refused);
	ATF_CHECK_EQ(25, all.at[0].iv.len);
	vectors_release(&all);
}

ATF_TC_WITHOUT_HEAD(text_that_is_no_json_is_told);
ATF_TC_BODY(text_that_is_no_json_is_told, tc)
{
	struct vectors all = VECTORS_INIT;
	struct why why = WHY_INIT;

	ATF_CHECK(!vectors_parse_json(&all, "some.json", "{", "gcm(aes)",
	    &why));
	ATF_CHECK_STREQ("cannot read 'some.json': malformed JSON", why.text);
}

ATF_TC_WITHOUT_HEAD(generated_vectors_are_always_the_same);
ATF_TC_BODY(generated_vectors_are_always_the_same, tc)
{
	const struct vector_set *set;
	struct why why = WHY_INIT;
	size_t n, i, made = 0;

	for (n = 0; (set = vector_set_nth(n)) != NULL; n++) {
		struct vectors a = VECTORS_INIT, b = VECTORS_INIT;

		if (strncmp(set->name, "generated-", 10) != 0)
			continue;
		made++;
		ATF_REQUIRE_MSG(vectors_load(&a, set->name, &why), "%s",
		    why.text);
		ATF_REQUIRE(vectors_load(&b, set->name, &why));
		ATF_REQUIRE_EQ(240, a.len);
		ATF_REQUIRE_EQ(a.len, b.len);
		for (i = 0; i < a.len; i++)
			ATF_CHECK(a.at[i].tag.len == b.at[i].tag.len &&
			    memcmp(a.at[i].tag.at, b.at[i].tag.at,
			    a.at[i].tag.len) == 0);
		vectors_keep(&a, "forged");
		ATF_CHECK_EQ(80, a.len);
		vectors_release(&a);
		vectors_release(&b);
	}
	ATF_CHECK_EQ(7, made);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, wycheproofs_tests_become_vectors);
	ATF_TP_ADD_TC(tp, nonce_of_any_length_is_kept_beside_a_refused_tag);
	ATF_TP_ADD_TC(tp, text_that_is_no_json_is_told);
	ATF_TP_ADD_TC(tp, generated_vectors_are_always_the_same);
	ATF_TP_ADD_TC(tp, gcm_records_become_vectors);
	ATF_TP_ADD_TC(tp, what_is_no_hex_digit_ends_the_bytes);
	ATF_TP_ADD_TC(tp, ccm_records_become_vectors);
	ATF_TP_ADD_TC(tp, text_between_quotes_is_its_bytes);
	ATF_TP_ADD_TC(tp, unknown_set_is_refused);
	ATF_TP_ADD_TC(tp, beginning_of_the_spread_has_all_lengths);
	return atf_no_error();
}
