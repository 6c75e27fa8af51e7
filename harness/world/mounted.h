/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folders of other file systems than that on which this process works. Each is
 * mounted where nobody sees it, and is gone with this process.
 */
#ifndef WORLD_MOUNTED_H
#define WORLD_MOUNTED_H

#include <stdbool.h>

/*
 * Whether it is one: "tmpfs", "ramfs", "overlay" (over tmpfs), "loop" (ext4 in
 * a file, by a loop device), "hostfs" (of User Mode Linux).
 */
bool mounted_is(const char *name);

/*
 * A descriptor of the folder, which stays ours; -1 with the kernel's errno if it
 * cannot be mounted here.
 */
int mounted_folder(const char *name);

#endif
