/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints `FD DEV INO` for each of the descriptors 0 to 1023 that is open. */
#include <stdio.h>
#include <sys/stat.h>

#define DESCRIPTORS 1024

int
main(void)
{
	struct stat st;
	int fd;

	for (fd = 0; fd < DESCRIPTORS; fd++)
		if (fstat(fd, &st) == 0)
			printf("%d %llu %llu\n", fd,
			    (unsigned long long)st.st_dev,
			    (unsigned long long)st.st_ino);
	return 0;
}
