/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/protocol/fill.h"
#include "harness/world/file.h"

static const struct {
	const char *kind;
	mode_t format;
	bool has_offset, has_writer;
} kinds[] = {
	{ "regular", S_IFREG, true, true },
	{ "memfd", S_IFREG, true, true },
	{ "pipe", S_IFIFO, false, true },
	{ "fifo", S_IFIFO, false, true },
	{ "socket", S_IFSOCK, false, true },
	{ "tty", S_IFCHR, false, true },
};

#define KINDS_LEN (sizeof(kinds) / sizeof(kinds[0]))

static void
start(struct file *f, const char *kind, uint64_t size, bool open_end)
{
	struct why why = WHY_INIT;

	ATF_REQUIRE_MSG(file_start(f, kind, size, 7, open_end, &why), "%s",
	    why.text);
}

static void
check_content(const struct file *f, size_t size)
{
	char bytes[4096], wanted[4096];
	size_t got = 0;
	ssize_t n;

	fill_bytes(wanted, size, 7, 0);
	while (got < size && (n = read(f->fd, bytes + got, size - got)) > 0)
		got += (size_t)n;
	ATF_CHECK_EQ(size, got);
	ATF_CHECK(memcmp(bytes, wanted, size) == 0);
}

ATF_TC_WITHOUT_HEAD(file_of_each_kind_holds_the_fill);
ATF_TC_BODY(file_of_each_kind_holds_the_fill, tc)
{
	struct file f;
	struct stat st;
	size_t n;

	for (n = 0; n < KINDS_LEN; n++) {
		start(&f, kinds[n].kind, 2000, false);
		ATF_REQUIRE(fstat(f.fd, &st) == 0);
		ATF_CHECK_EQ(kinds[n].format, st.st_mode & S_IFMT);
		ATF_CHECK((fcntl(f.fd, F_GETFD) & FD_CLOEXEC) != 0);
		ATF_CHECK_MSG((fcntl(f.fd, F_GETFL) & O_NONBLOCK) == 0, "%s",
		    kinds[n].kind);
		ATF_CHECK_EQ(kinds[n].has_offset ? 0 : -1, file_offset(&f));
		check_content(&f, 2000);
		ATF_CHECK_EQ(kinds[n].has_offset ? 2000 : -1, file_offset(&f));
		file_release(&f);
		file_release(&f);
	}
}

ATF_TC_WITHOUT_HEAD(end_stays_open_if_asked_for);
ATF_TC_BODY(end_stays_open_if_asked_for, tc)
{
	struct file f;
	char byte;
	size_t n;

	for (n = 0; n < KINDS_LEN; n++) {
		start(&f, kinds[n].kind, 100, true);
		ATF_CHECK_MSG(f.writer >= 0, "%s", kinds[n].kind);
		ATF_CHECK((fcntl(f.writer, F_GETFL) & O_NONBLOCK) == 0);
		file_release(&f);
		start(&f, kinds[n].kind, 1, false);
		check_content(&f, 1);
		if (strcmp(kinds[n].kind, "tty") != 0)
			ATF_CHECK_MSG(read(f.fd, &byte, 1) == 0, "%s",
			    kinds[n].kind);
		file_release(&f);
	}
}

ATF_TC_WITHOUT_HEAD(offset_is_shared_with_a_duplicate);
ATF_TC_BODY(offset_is_shared_with_a_duplicate, tc)
{
	struct file f;
	char bytes[10];
	int fd;

	start(&f, "regular", 100, true);
	fd = dup(f.fd);
	ATF_REQUIRE(read(fd, bytes, 10) == 10);
	ATF_CHECK_EQ(10, file_offset(&f));
	ATF_REQUIRE(lseek(fd, 55, SEEK_SET) == 55);
	ATF_CHECK_EQ(55, file_offset(&f));
	ATF_CHECK_MSG(lseek(f.writer, 0, SEEK_CUR) == 100,
	    "the writing end shares the offset");
	close(fd);
	file_release(&f);
}

ATF_TC_WITHOUT_HEAD(regular_file_leaves_no_name);
ATF_TC_BODY(regular_file_leaves_no_name, tc)
{
	struct file f;
	struct stat st;

	start(&f, "regular", 8193, false);
	ATF_REQUIRE(fstat(f.fd, &st) == 0);
	ATF_CHECK_EQ(0, st.st_nlink);
	ATF_CHECK_EQ(8193, st.st_size);
	file_release(&f);
	start(&f, "regular", 0, false);
	check_content(&f, 0);
	file_release(&f);
}

ATF_TC_WITHOUT_HEAD(special_files_are_what_they_say);
ATF_TC_BODY(special_files_are_what_they_say, tc)
{
	struct file f;
	struct stat st;
	char bytes[4];

	start(&f, "zero", 0, false);
	ATF_CHECK(read(f.fd, bytes, 4) == 4 && memcmp(bytes, "\0\0\0", 4) == 0);
	file_release(&f);
	start(&f, "proc", 0, false);
	ATF_REQUIRE(fstat(f.fd, &st) == 0);
	ATF_CHECK_EQ(0, st.st_size);
	ATF_CHECK(read(f.fd, bytes, 4) == 4);
	file_release(&f);
	start(&f, "directory", 0, false);
	ATF_REQUIRE(fstat(f.fd, &st) == 0);
	ATF_CHECK(S_ISDIR(st.st_mode));
	file_release(&f);
	start(&f, "appending", 10, false);
	ATF_CHECK(read(f.fd, bytes, 4) == -1);
	ATF_CHECK((fcntl(f.fd, F_GETFL) & O_APPEND) != 0);
	file_release(&f);
}

/* As another instance asks whether a file is locked, or a method locks it. */
static void
check_lock(struct file *f, const char *path, int operation, bool told)
{
	struct text text = TEXT_INIT;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	ATF_REQUIRE(fd >= 0 && flock(fd, operation | LOCK_NB) == 0);
	ATF_CHECK_EQ(!told, file_is_as_it_was(f, &text));
	ATF_CHECK_STREQ(told ? "lock" : "", text_get(&text));
	close(fd);
	ATF_CHECK(file_is_as_it_was(f, &text));
	text_release(&text);
}

ATF_TC_WITHOUT_HEAD(lock_is_told);
ATF_TC_BODY(lock_is_told, tc)
{
	struct file f;
	char path[32];

	start(&f, "regular", 10, false);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", f.fd);
	file_is_right(&f);
	check_lock(&f, path, LOCK_EX, true);
	check_lock(&f, path, LOCK_SH, true);
	file_release(&f);
	start(&f, "proc", 0, false);
	file_is_right(&f);
	check_lock(&f, "/proc/version", LOCK_SH, false);
	file_release(&f);
}

ATF_TC_WITHOUT_HEAD(what_cannot_be_made_is_a_sentence);
ATF_TC_BODY(what_cannot_be_made_is_a_sentence, tc)
{
	static const struct {
		const char *kind;
		uint64_t size;
		const char *sentence;
	} rows[] = {
		{ "cloud", 0, "cannot make a file of kind 'cloud': "
		    "Invalid argument" },
		/* More than there is room for, and nobody reads. */
		{ "pipe", 1 << 24, "cannot make a file of kind 'pipe': "
		    "Resource temporarily unavailable" },
		{ "fifo", 1 << 24, "cannot make a file of kind 'fifo': "
		    "Resource temporarily unavailable" },
		{ "socket", 1 << 24, "cannot make a file of kind 'socket': "
		    "Resource temporarily unavailable" },
	};
	struct file f;
	struct why why;
	size_t n;

	for (n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		why = (struct why)WHY_INIT;
		ATF_CHECK(!file_start(&f, rows[n].kind, rows[n].size, 7, false,
		    &why));
		ATF_CHECK_STREQ(rows[n].sentence, why.text);
		ATF_CHECK(f.fd == -1 && f.writer == -1);
	}
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, file_of_each_kind_holds_the_fill);
	ATF_TP_ADD_TC(tp, end_stays_open_if_asked_for);
	ATF_TP_ADD_TC(tp, offset_is_shared_with_a_duplicate);
	ATF_TP_ADD_TC(tp, regular_file_leaves_no_name);
	ATF_TP_ADD_TC(tp, special_files_are_what_they_say);
	ATF_TP_ADD_TC(tp, lock_is_told);
	ATF_TP_ADD_TC(tp, what_cannot_be_made_is_a_sentence);
	return atf_no_error();
}
