/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/protocol/memory.h"
#include "harness/protocol/whole.h"
#include "harness/report/json.h"

#define LINKS_MOST 40	/* one behind the other, as the kernel has it */

bool
make_folders(const char *folder)
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

/* mkstemp() leaves the file to its owner alone; a report is for all. */
static mode_t
usual_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
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

void
json_file_start(struct json_file *f, const char *folder, const char *name)
{
	*f = (struct json_file)JSON_FILE_INIT;
	text_adds(&f->folder, folder);
	text_addf(&f->path, "%s/%s", folder, name);
	text_addf(&f->temporary, "%s/.%s.XXXXXX", folder, name);
	if (make_folders(folder))
		f->fd = mkostemp(f->temporary.at, O_CLOEXEC);
	if (f->fd < 0 || fchmod(f->fd, usual_mode()) != 0)
		f->error = errno;
}

void
json_file_add(struct json_file *f, const struct text *bytes)
{
	if (f->error == 0 && !write_whole(f->fd, text_get(bytes), bytes->len))
		f->error = errno;
}

bool
json_file_end(struct json_file *f, struct why *why)
{
	const char *kept;
	bool ok;

	if (f->error == 0 && fsync(f->fd) != 0)
		f->error = errno;
	if (f->fd >= 0 && close(f->fd) != 0 && f->error == 0)
		f->error = errno;
	if (f->error == 0 && rename(text_get(&f->temporary),
	    text_get(&f->path)) != 0)
		f->error = errno;
	kept = access(text_get(&f->path), F_OK) == 0 ?
	    ", an earlier one is kept" : "";
	ok = f->error == 0 || why_set(why, "'%s' cannot be written%s: %s",
	    text_get(&f->path), kept, strerror(f->error));
	if (ok)
		sync_folder(text_get(&f->folder));
	else if (f->fd >= 0)
		unlink(text_get(&f->temporary));
	text_release(&f->folder);
	text_release(&f->path);
	text_release(&f->temporary);
	return ok;
}

bool
json_write(const struct text *bytes, const char *folder, const char *name,
    struct why *why)
{
	struct json_file f;

	json_file_start(&f, folder, name);
	json_file_add(&f, bytes);
	return json_file_end(&f, why);
}

/* What is behind a link, which need not be there; the caller frees it. */
static char *
follow(const char *path)
{
	char *at = memory_copy(path), target[PATH_MAX];
	struct text next;
	const char *slash;
	ssize_t n;
	int links;

	for (links = 0; links < LINKS_MOST && (n = readlink(at, target,
	    sizeof(target) - 1)) > 0; links++) {
		target[n] = '\0';
		next = (struct text)TEXT_INIT;
		slash = target[0] == '/' ? NULL : strrchr(at, '/');
		if (slash != NULL)
			text_add(&next, at, (size_t)(slash - at) + 1);
		text_adds(&next, target);
		free(at);
		at = text_detach(&next);
	}
	return at;
}

/* Writes into what is no file: nothing can take its place. -1: it is one. */
static int
write_into(const struct text *bytes, const char *path, struct why *why)
{
	struct stat st, out;
	bool printed, ok;
	int fd;

	if (stat(path, &st) != 0 || S_ISDIR(st.st_mode))
		return -1;
	printed = fstat(STDOUT_FILENO, &out) == 0 && st.st_dev == out.st_dev &&
	    st.st_ino == out.st_ino;
	if (S_ISREG(st.st_mode) && !printed)
		return -1;
	fflush(stdout);
	fd = printed ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CLOEXEC);
	ok = fd >= 0 && write_whole(fd, text_get(bytes), bytes->len);
	if (!ok)
		why_errno(why, "'%s' cannot be written", path);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool
json_write_path(const struct text *bytes, const char *path, struct why *why)
{
	int into = write_into(bytes, path, why);
	struct text folder = TEXT_INIT;
	const char *slash;
	char *at;
	bool ok;

	if (into >= 0)
		return into;
	at = follow(path);
	slash = strrchr(at, '/');
	if (slash == NULL)
		text_addc(&folder, '.');
	else
		text_add(&folder, at, (size_t)(slash - at) + (slash == at));
	ok = json_write(bytes, text_get(&folder), slash == NULL ? at :
	    slash + 1, why);
	text_release(&folder);
	free(at);
	return ok;
}
