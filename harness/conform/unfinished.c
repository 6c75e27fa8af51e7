/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether the last run came to its report: a file that stands until it has. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/runs/place.h"

#define UNFINISHED "unfinished"
#define REFUSED "the last command was refused\n"

/* Whoever writes a report there shares the marker's lock. */
static int held = -1;

static char *
marker(const struct options *o)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/" UNFINISHED, o->report);
	return text_detach(&path);
}

bool
unfinished_begin(const struct options *o, struct why *why)
{
	char *path = marker(o);
	bool ok = make_folder(o->report, why);

	if (held >= 0)
		close(held);
	held = ok ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
	ok = ok && ((held >= 0 && flock(held, LOCK_SH) == 0 &&
	    ftruncate(held, 0) == 0) || why_errno(why,
	    "no report can be written: '%s'", path));
	free(path);
	return ok;
}

void
unfinished_mark(const struct options *o)
{
	char *path = marker(o);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	if (fd >= 0) {
		/* What has begun has results of its own, to be reported. */
		if (held < 0 && write(fd, REFUSED, strlen(REFUSED)) < 0)
			perror(path);
		close(fd);
	}
	free(path);
}

bool
unfinished_is_refused(const struct options *o)
{
	char *path = marker(o);
	struct stat st;
	bool is = stat(path, &st) == 0 && st.st_size > 0;

	free(path);
	return is;
}

void
unfinished_end(const struct options *o)
{
	char *path = marker(o);
	int fd = held >= 0 ? held : open(path, O_RDONLY | O_CLOEXEC);

	/* Where another run has still to come to its report, it stands. */
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlink(path);
	if (fd >= 0)
		close(fd);
	held = -1;
	free(path);
}

/* Whether one stands in a folder, or beside a file. */
static bool
stands_at(const char *report)
{
	const char *slash = strrchr(report, '/');
	size_t len = strlen(report);
	struct text path = TEXT_INIT;
	struct stat st;
	bool is;

	if (stat(report, &st) == 0 && !S_ISDIR(st.st_mode))
		len = slash != NULL ? (size_t)(slash - report) : 0;
	text_add(&path, report, len);
	text_adds(&path, len > 0 ? "/" UNFINISHED : UNFINISHED);
	is = access(text_get(&path), F_OK) == 0;
	text_release(&path);
	return is;
}

bool
unfinished_is_at(const char *run)
{
	struct place p = PLACE_INIT;
	struct why why = WHY_INIT;
	char real[PATH_MAX];
	const char *path;
	bool is = false;

	if (place_find(&p, run, "", &why)) {
		path = text_get(&p.path);
		/* Both where a link is and where it leads. */
		is = stands_at(path) || (realpath(path, real) != NULL &&
		    stands_at(real));
	}
	place_release(&p);
	return is;
}
