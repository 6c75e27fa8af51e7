/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/protocol/text.h"
#include "harness/sandbox/sandbox.h"

#define PLACES_MAX 64
#define BASE "/tmp"	/* where the new root is made; each machine has it */

/* What it sees of this machine, beside what its command needs. */
static const char *const everywhere[] = { "/usr", "/bin", "/sbin", "/lib",
	"/lib32", "/lib64", "/libx32", "/etc/alternatives", "/etc/gai.conf",
	"/etc/group", "/etc/host.conf", "/etc/hosts", "/etc/ld.so.cache",
	"/etc/localtime", "/etc/nsswitch.conf", "/etc/passwd",
	"/etc/protocols", "/etc/services", "/dev/null", "/dev/zero",
	"/dev/full", "/dev/random", "/dev/urandom", NULL };

static const char *const links[][2] = { { "/dev/fd", "/proc/self/fd" },
	{ "/dev/stdin", "/proc/self/fd/0" },
	{ "/dev/stdout", "/proc/self/fd/1" },
	{ "/dev/stderr", "/proc/self/fd/2" }, { "/dev/shm", "/tmp" } };

struct place {
	char *path;
	int tree;	/* the folder, or a detached copy of its mounts */
	bool folder;
	bool apart;	/* its sockets and FIFOs lead to nobody */
};

struct places {
	struct place at[PLACES_MAX];
	size_t len;
};

static bool
is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 &&
	    (path[len] == '/' || path[len] == '\0');
}

static bool
is_shown(const struct places *all, const char *path)
{
	size_t i;

	for (i = 0; i < all->len; i++)
		if (is_below(path, all->at[i].path))
			return true;
	return false;
}

static bool
add(struct places *all, const char *path, bool apart, struct why *why)
{
	struct place *p = &all->at[all->len];
	struct stat st;

	if (lstat(path, &st) != 0)
		return true;
	if (all->len == PLACES_MAX)
		return why_set(why, "no sandbox: the command names too many "
		    "files");
	p->tree = -1;
	p->folder = S_ISDIR(st.st_mode);
	p->apart = p->folder && apart;
	if (!S_ISLNK(st.st_mode)) {
		p->tree = p->apart ? open(path, O_PATH | O_CLOEXEC) :
		    (int)syscall(SYS_open_tree, AT_FDCWD, path,
		    OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
		if (p->tree < 0)
			return why_errno(why, "no sandbox: '%s' cannot be "
			    "shown in it", path);
	}
	p->path = strdup(path);
	if (p->path == NULL)
		return why_errno(why, "no sandbox");
	all->len++;
	return true;
}

/* What is not there is not shown. */
static bool
show(struct places *all, const char *path, struct why *why)
{
	return is_shown(all, path) || add(all, path, false, why);
}

/* "\040" is a blank in mountinfo, in place. */
static void
unescape(char *path)
{
	char *to = path;
	unsigned octal;

	for (; *path != '\0'; path++)
		if (*path == '\\' && sscanf(path + 1, "%3o", &octal) == 1) {
			*to++ = (char)octal;
			path += 3;
		} else {
			*to++ = *path;
		}
	*to = '\0';
}

/*
 * A folder with what is mounted below it. A read-only mount keeps nobody from
 * a socket or from writing into a FIFO; seen through an overlay they are other
 * ones, also those that are made later.
 */
static bool
show_apart(struct places *all, const char *path, struct why *why)
{
	FILE *mounts;
	char line[2 * PATH_MAX], at[PATH_MAX];
	struct stat st;
	bool ok;

	if (is_shown(all, path))
		return true;
	mounts = fopen("/proc/self/mountinfo", "re");
	if (mounts == NULL)
		return why_errno(why, "no sandbox: no list of mounts");
	ok = add(all, path, true, why);
	while (ok && fgets(line, sizeof(line), mounts) != NULL) {
		if (sscanf(line, "%*d %*d %*s %*s %4095s", at) != 1)
			continue;
		unescape(at);
		if (is_below(at, path) && strcmp(at, path) != 0 &&
		    stat(at, &st) == 0 && S_ISDIR(st.st_mode))
			ok = add(all, at, true, why);
	}
	fclose(mounts);
	return ok;
}

/*
 * A program's folder, or of `…/bin/python3` the one that has `bin` and `lib`;
 * where a word is no path that is there it is none.
 */
static bool
show_word(struct places *all, const char *word, struct why *why)
{
	char path[PATH_MAX], *slash;

	if (strchr(word, '/') == NULL || realpath(word, path) == NULL ||
	    is_below(path, "/dev") || is_below(path, "/proc") ||
	    is_below(path, "/sys"))
		return true;
	slash = strrchr(path, '/');
	if (slash == path)
		return true;
	*slash = '\0';
	slash = strrchr(path, '/');
	if (slash > path && strcmp(slash, "/bin") == 0)
		*slash = '\0';
	return show_apart(all, path, why);
}

static bool
choose(struct places *all, char *const *command, struct why *why)
{
	char here[PATH_MAX];
	size_t i;

	if (getcwd(here, sizeof(here)) == NULL)
		return why_errno(why, "no sandbox: no current folder");
	for (i = 0; everywhere[i] != NULL; i++)
		if (!show(all, everywhere[i], why))
			return false;
	if (strcmp(here, "/") != 0 && !show_apart(all, here, why))
		return false;
	/* Links may lead out of it to where it is built. */
	if (!show_word(all, "build/probe", why))
		return false;
	for (; *command != NULL; command++)
		if (!show_word(all, *command, why))
			return false;
	return true;
}

/* Makes the folders above it. */
static void
make_way(const char *path)
{
	char part[PATH_MAX];
	size_t n;

	for (n = 1; path[n] != '\0'; n++)
		if (path[n] == '/') {
			snprintf(part, sizeof(part), "%.*s", (int)n, path);
			mkdir(part, 0755);
		}
}

static bool
make_read_only(const char *path, unsigned flags, uint64_t more)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY |
	    MOUNT_ATTR_NOSUID | more };

	return syscall(SYS_mount_setattr, AT_FDCWD, path, flags, &attr,
	    sizeof(attr)) == 0;
}

/*
 * What nobody can write takes an upper folder, or the overlay as a whole is
 * read-only, and a folder is no address for another reason than elsewhere. That
 * is where /proc comes to lie.
 */
static bool
put_apart(const struct place *p, const char *path)
{
	char upper[60], work[60], options[240];

	snprintf(upper, sizeof(upper), BASE "/proc/upper.%d", p->tree);
	snprintf(work, sizeof(work), BASE "/proc/work.%d", p->tree);
	snprintf(options, sizeof(options), "userxattr,lowerdir=/proc/self/fd/%d"
	    ",upperdir=%s,workdir=%s", p->tree, upper, work);
	return mkdir(upper, 0755) == 0 && mkdir(work, 0755) == 0 &&
	    mount("sandbox", path, "overlay", MS_NOSUID | MS_NODEV,
	    options) == 0 && make_read_only(path, 0, MOUNT_ATTR_NODEV);
}

static bool
put(const struct place *p)
{
	char path[PATH_MAX], to[PATH_MAX];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), BASE "%s", p->path);
	make_way(path);
	if (p->tree < 0) {
		n = readlink(p->path, to, sizeof(to) - 1);
		to[n > 0 ? n : 0] = '\0';
		return symlink(to, path) == 0;
	}
	if (p->folder)
		mkdir(path, 0755);
	else {
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
		if (fd < 0)
			return false;
		close(fd);
	}
	if (p->apart)
		return put_apart(p, path);
	return syscall(SYS_move_mount, p->tree, "", AT_FDCWD, path,
	    MOVE_MOUNT_F_EMPTY_PATH) == 0 &&
	    make_read_only(path, AT_RECURSIVE, p->folder ?
	    MOUNT_ATTR_NODEV : 0);
}

/* The links are read while the old root is there still. */
static bool
put_all(const struct places *all, struct why *why)
{
	size_t i;

	for (i = 0; i < all->len; i++)
		if (!put(&all->at[i]))
			return why_errno(why, "no sandbox: '%s' cannot be "
			    "shown in it", all->at[i].path);
	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof(path), BASE "%s", links[i][0]);
		if (symlink(links[i][1], path) != 0)
			return why_errno(why, "no sandbox: no '%s'",
			    links[i][0]);
	}
	return true;
}

static bool
mount_own(struct why *why)
{
	const unsigned long safe = MS_NOSUID | MS_NODEV;

	return (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount("sandbox", BASE, "tmpfs", safe, "mode=755,size=1m") == 0 &&
	    mkdir(BASE "/tmp", 01777) == 0 && mkdir(BASE "/proc", 0755) == 0 &&
	    mkdir(BASE "/dev", 0755) == 0 &&
	    mount("sandbox", BASE "/tmp", "tmpfs", safe,
	    "mode=1777,size=64m") == 0) ||
	    why_errno(why, "no sandbox: no folder of its own can be mounted");
}

static bool
turn(struct why *why)
{
	char here[PATH_MAX];

	if (getcwd(here, sizeof(here)) == NULL || chdir(BASE) != 0 ||
	    syscall(SYS_pivot_root, ".", ".") != 0 ||
	    umount2(".", MNT_DETACH) != 0 || !make_read_only("/", 0, 0) ||
	    chdir(here) != 0)
		return why_errno(why, "no sandbox: its root cannot be entered");
	return true;
}

bool
view_make(char *const *command, struct why *why)
{
	struct places all = { .len = 0 };
	bool ok = choose(&all, command, why) && mount_own(why) &&
	    put_all(&all, why);
	size_t i;

	ok = ok && (mount("proc", BASE "/proc", "proc", MS_RDONLY | MS_NOSUID |
	    MS_NODEV | MS_NOEXEC, NULL) == 0 || why_errno(why, "no sandbox: "
	    "this machine lets nobody mount a /proc of its own"));
	ok = ok && turn(why);
	for (i = 0; i < all.len; i++) {
		if (all.at[i].tree >= 0)
			close(all.at[i].tree);
		free(all.at[i].path);
	}
	return ok;
}
