/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/report/json.h"

/* Makes a folder and those above it. */
static bool
make_folder(const char *folder)
{
	struct text path = TEXT_INIT;
	const char *at = folder;
	bool ok = true;

	while (ok && *at != '\0') {
		at += strspn(at, "/");
		at += strcspn(at, "/");
		text_cut(&path, 0);
		text_add(&path, folder, (size_t)(at - folder));
		ok = mkdir(text_get(&path), 0777) == 0 || errno == EEXIST;
	}
	text_release(&path);
	return ok;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* mkstemp() leaves the file to its owner alone; a report is for all. */
static mode_t
usual_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static bool
write_file(int fd, const struct text *bytes)
{
	return fchmod(fd, usual_mode()) == 0 &&
	    write_all(fd, text_get(bytes), bytes->len) && fsync(fd) == 0;
}

/* A rename is on the disk when its folder is; some cannot be synced. */
static void
sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

bool
json_write(const struct text *bytes, const char *folder, const char *name,
    struct why *why)
{
	struct text path = TEXT_INIT, temporary = TEXT_INIT;
	bool ok = false, made = false;
	int fd = -1, err;

	text_addf(&path, "%s/%s", folder, name);
	text_addf(&temporary, "%s/.%s.XXXXXX", folder, name);
	if (!make_folder(folder))
		goto out;
	fd = mkostemp(temporary.at, O_CLOEXEC);
	made = fd >= 0;
	if (!made || !write_file(fd, bytes))
		goto out;
	ok = close(fd) == 0;
	fd = -1;
	ok = ok && rename(text_get(&temporary), text_get(&path)) == 0;
out:
	err = errno;
	if (!ok)
		why_set(why, "'%s' cannot be written, an earlier one is kept: "
		    "%s", text_get(&path), strerror(err));
	if (fd >= 0)
		close(fd);
	if (made && !ok)
		unlink(text_get(&temporary));
	if (ok)
		sync_folder(folder);
	text_release(&path);
	text_release(&temporary);
	return ok;
}

bool
json_write_path(const struct text *bytes, const char *path, struct why *why)
{
	const char *slash = strrchr(path, '/');
	struct text folder = TEXT_INIT;
	bool ok;

	if (slash == NULL)
		text_addc(&folder, '.');
	else
		text_add(&folder, path, (size_t)(slash - path) +
		    (slash == path));
	ok = json_write(bytes, text_get(&folder), slash == NULL ? path :
	    slash + 1, why);
	text_release(&folder);
	return ok;
}
