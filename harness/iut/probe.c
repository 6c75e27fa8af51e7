/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints `FD DEV INO` for each descriptor that is open. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define DESCRIPTORS 65536	/* tried at most, without /proc */

static void
print(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0)
		printf("%d %llu %llu\n", fd, (unsigned long long)st.st_dev,
		    (unsigned long long)st.st_ino);
}

int
main(void)
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *entry;
	struct rlimit limit;
	int fd, end = DESCRIPTORS;

	if (d != NULL) {
		while ((entry = readdir(d)) != NULL)
			if (entry->d_name[0] != '.' &&
			    atoi(entry->d_name) != dirfd(d))
				print(atoi(entry->d_name));
		closedir(d);
		return 0;
	}
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
	    limit.rlim_cur < DESCRIPTORS)
		end = (int)limit.rlim_cur;
	for (fd = 0; fd < end; fd++)
		print(fd);
	return 0;
}
