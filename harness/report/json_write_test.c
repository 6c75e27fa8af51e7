/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/report/json.h"

static bool
write_report(const char *folder, const char *bytes, struct why *why)
{
	struct text text = TEXT_INIT;
	bool ok;

	text_adds(&text, bytes);
	ok = json_write(&text, folder, "report.json", why);
	text_release(&text);
	return ok;
}

/* Checks that the folder holds this report and nothing else. */
static void
check_only(const char *folder, const char *bytes)
{
	char path[100], buffer[100] = "";
	struct dirent *entry;
	DIR *d = opendir(folder);
	FILE *f;

	ATF_REQUIRE(d != NULL);
	while ((entry = readdir(d)) != NULL)
		ATF_CHECK_MATCH("^(\\.|\\.\\.|report.json)$", entry->d_name);
	closedir(d);
	snprintf(path, sizeof(path), "%s/report.json", folder);
	f = fopen(path, "r");
	ATF_REQUIRE(f != NULL);
	ATF_CHECK(fread(buffer, 1, sizeof(buffer) - 1, f) > 0);
	fclose(f);
	ATF_CHECK_STREQ(bytes, buffer);
}

/* A report that does not fit in 64 kB. */
static void
check_large_is_refused(const char *folder, const char *reason)
{
	struct why why = WHY_INIT;
	char *large = malloc(200001);
	char wanted[200];

	ATF_REQUIRE(large != NULL);
	memset(large, 'x', 200000);
	large[200000] = '\0';
	ATF_CHECK(!write_report(folder, large, &why));
	free(large);
	snprintf(wanted, sizeof(wanted), "'%s/report.json' cannot be written, "
	    "an earlier one is kept: %s", folder, reason);
	ATF_CHECK_STREQ(wanted, why.text);
	check_only(folder, "old");
}

ATF_TC_WITHOUT_HEAD(report_replaces_the_earlier_one);
ATF_TC_BODY(report_replaces_the_earlier_one, tc)
{
	struct why why = WHY_INIT;
	struct stat st;

	umask(022);
	ATF_CHECK_MSG(write_report("a//b/c", "old", &why), "%s", why.text);
	check_only("a/b/c", "old");
	ATF_CHECK_MSG(write_report("a/b/c", "new", &why), "%s", why.text);
	check_only("a/b/c", "new");
	ATF_REQUIRE_EQ(0, stat("a/b/c/report.json", &st));
	ATF_CHECK_EQ(0644, st.st_mode & 07777);
}

ATF_TC_WITHOUT_HEAD(file_too_large_leaves_the_earlier_one);
ATF_TC_BODY(file_too_large_leaves_the_earlier_one, tc)
{
	struct rlimit limit = { 65536, 65536 };
	struct why why = WHY_INIT;

	ATF_REQUIRE(write_report("out", "old", &why));
	signal(SIGXFSZ, SIG_IGN);
	ATF_REQUIRE_EQ(0, setrlimit(RLIMIT_FSIZE, &limit));
	check_large_is_refused("out", "File too large");
}

static bool
write_proc(const char *path, const char *format, unsigned id)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		return false;
	fprintf(f, format, id);
	return fclose(f) == 0;
}

/* A mount namespace of our own, through a user namespace where need be. */
static bool
own_mounts(void)
{
	uid_t uid = getuid();
	gid_t gid = getgid();

	return unshare(CLONE_NEWNS) == 0 ||
	    (unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
	    write_proc("/proc/self/uid_map", "0 %u 1", uid) &&
	    write_proc("/proc/self/setgroups", "deny", 0) &&
	    write_proc("/proc/self/gid_map", "0 %u 1", gid));
}

ATF_TC_WITHOUT_HEAD(full_disk_leaves_the_earlier_one);
ATF_TC_BODY(full_disk_leaves_the_earlier_one, tc)
{
	struct why why = WHY_INIT;

	ATF_REQUIRE_EQ(0, mkdir("out", 0777));
	if (!own_mounts())
		atf_tc_skip("no mount namespace: %s", strerror(errno));
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", "out", "tmpfs", 0, "size=64k") != 0)
		atf_tc_skip("no tmpfs: %s", strerror(errno));
	ATF_REQUIRE(write_report("out", "old", &why));
	check_large_is_refused("out", "No space left on device");
	ATF_CHECK_EQ(0, umount("out"));
}

ATF_TC_WITHOUT_HEAD(folder_that_is_none_is_refused);
ATF_TC_BODY(folder_that_is_none_is_refused, tc)
{
	struct why why = WHY_INIT;

	ATF_CHECK(!write_report("/dev/full", "new", &why));
	ATF_CHECK_STREQ("'/dev/full/report.json' cannot be written: Not a "
	    "directory", why.text);
}

static bool
is_of(const char *path, mode_t type)
{
	struct stat st;

	return lstat(path, &st) == 0 && (st.st_mode & S_IFMT) == type;
}

ATF_TC_WITHOUT_HEAD(link_stays_and_what_is_no_file_too);
ATF_TC_BODY(link_stays_and_what_is_no_file_too, tc)
{
	struct text bytes = TEXT_INIT, there = TEXT_INIT;
	struct why why = WHY_INIT;
	char piped[8] = "";
	int fd;

	text_adds(&bytes, "new");
	ATF_REQUIRE(mkdir("there", 0777) == 0 && mkdir("links", 0777) == 0 &&
	    symlink("../there/file", "links/one") == 0 &&
	    symlink("links/one", "two") == 0 && mkfifo("pipe", 0666) == 0);
	/* The second time what it leads to is there. */
	ATF_CHECK_MSG(json_write_path(&bytes, "two", &why), "%s", why.text);
	ATF_CHECK_MSG(json_write_path(&bytes, "two", &why), "%s", why.text);
	ATF_CHECK(is_of("two", S_IFLNK) && is_of("links/one", S_IFLNK));
	ATF_CHECK(asset_read("there/file", 9, &there, &why));
	ATF_CHECK_STREQ("new", text_get(&there));
	fd = open("pipe", O_RDWR);
	ATF_REQUIRE(fd >= 0);
	ATF_CHECK_MSG(json_write_path(&bytes, "pipe", &why), "%s", why.text);
	ATF_CHECK(is_of("pipe", S_IFIFO));
	ATF_CHECK_EQ(3, read(fd, piped, sizeof(piped) - 1));
	ATF_CHECK_STREQ("new", piped);
	close(fd);
	ATF_CHECK(!json_write_path(&bytes, "/dev/full", &why));
	ATF_CHECK_STREQ("'/dev/full' cannot be written: No space left on "
	    "device", why.text);
	text_release(&bytes);
	text_release(&there);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, link_stays_and_what_is_no_file_too);
	ATF_TP_ADD_TC(tp, report_replaces_the_earlier_one);
	ATF_TP_ADD_TC(tp, file_too_large_leaves_the_earlier_one);
	ATF_TP_ADD_TC(tp, full_disk_leaves_the_earlier_one);
	ATF_TP_ADD_TC(tp, folder_that_is_none_is_refused);
	return atf_no_error();
}
