/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/asset.h"

/* Two files and one below a folder, as tar(1) writes them. */
static unsigned char archive[5 * 1024];

static size_t
add(size_t at, const char *name, const char *text)
{
	size_t len = strlen(text);

	memset(archive + at, 0, 1024);
	strcpy((char *)archive + at, name);
	sprintf((char *)archive + at + 124, "%011zo", len);
	memcpy(archive + at + 512, text, len);
	return at + 1024;
}

static void
carry(void)
{
	size_t at = add(0, "cases/b.md", "the second\n");

	at = add(at, "cases/a.md", "the first\n");
	at = add(at, "cases/a.txt", "no page\n");
	at = add(at, "cases/more/c.md", "deeper\n");
	asset_carry(archive, at + 1024);
}

static void
check_text(const char *path, const char *text)
{
	FILE *in = asset_open(path);
	char bytes[100] = "";

	ATF_REQUIRE_MSG(in != NULL, "%s", path);
	ATF_CHECK_EQ(strlen(text), fread(bytes, 1, sizeof(bytes), in));
	ATF_CHECK_STREQ(text, bytes);
	fclose(in);
}

ATF_TC_WITHOUT_HEAD(carried_file_is_read);
ATF_TC_BODY(carried_file_is_read, tc)
{
	carry();
	check_text(ASSET_CARRIED "/cases/a.md", "the first\n");
	check_text(ASSET_CARRIED "/cases/more/c.md", "deeper\n");
	errno = 0;
	ATF_CHECK(asset_open(ASSET_CARRIED "/cases/d.md") == NULL);
	ATF_CHECK_EQ(ENOENT, errno);
	ATF_CHECK(asset_open(ASSET_CARRIED "/cases") == NULL);
}

ATF_TC_WITHOUT_HEAD(other_file_is_read_from_its_folder);
ATF_TC_BODY(other_file_is_read_from_its_folder, tc)
{
	FILE *out = fopen("a.md", "w");

	ATF_REQUIRE(out != NULL && fputs("of the folder\n", out) >= 0);
	fclose(out);
	carry();
	check_text("a.md", "of the folder\n");
	errno = 0;
	ATF_CHECK(asset_open("b.md") == NULL);
	ATF_CHECK_EQ(ENOENT, errno);
}

static void
check_pages(const char *folder)
{
	char **names;

	ATF_REQUIRE_EQ(2, asset_list(folder, ".md", &names));
	ATF_CHECK_STREQ("a.md", names[0]);
	ATF_CHECK_STREQ("b.md", names[1]);
	free(names[0]);
	free(names[1]);
	free(names);
}

ATF_TC_WITHOUT_HEAD(folder_is_listed_in_order);
ATF_TC_BODY(folder_is_listed_in_order, tc)
{
	static const char *const files[] = { "b.md", "a.md", "a.txt", ".md" };
	char **names;
	FILE *out;
	int i;

	carry();
	check_pages(ASSET_CARRIED "/cases");
	for (i = 0; i < 4; i++) {
		out = fopen(files[i], "w");
		ATF_REQUIRE(out != NULL);
		fclose(out);
	}
	check_pages(".");
	ATF_CHECK_EQ(-1, asset_list(ASSET_CARRIED "/none", ".md", &names));
	ATF_CHECK_EQ(-1, asset_list("none", ".md", &names));
}

ATF_TC_WITHOUT_HEAD(cut_archive_ends_where_it_is_cut);
ATF_TC_BODY(cut_archive_ends_where_it_is_cut, tc)
{
	carry();
	asset_carry(archive, 1024 + 600);
	check_text(ASSET_CARRIED "/cases/b.md", "the second\n");
	ATF_CHECK(asset_open(ASSET_CARRIED "/cases/a.md") == NULL);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, carried_file_is_read);
	ATF_TP_ADD_TC(tp, other_file_is_read_from_its_folder);
	ATF_TP_ADD_TC(tp, folder_is_listed_in_order);
	ATF_TP_ADD_TC(tp, cut_archive_ends_where_it_is_cut);
	return atf_no_error();
}
