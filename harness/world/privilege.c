/* SPDX-License-Identifier: BSD-2-Clause */
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/world/privilege.h"

bool
privilege_is_of_another(pid_t pid, uid_t *user)
{
	struct stat st;
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	if (stat(path, &st) != 0)
		return false;
	*user = st.st_uid;
	return *user != geteuid();
}

bool
privilege_has(pid_t pid, int capability)
{
	static const char word[] = "CapEff:";
	uint64_t all = UINT64_MAX;
	char path[40], line[256];
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	in = fopen(path, "re");
	while (in != NULL && fgets(line, sizeof(line), in) != NULL)
		if (strncmp(line, word, sizeof(word) - 1) == 0)
			all = strtoull(line + sizeof(word) - 1, NULL, 16);
	if (in != NULL)
		fclose(in);
	return (all >> capability & 1) != 0;
}

bool
privilege_has_space(pid_t pid, uint64_t bytes)
{
	struct rlimit limit;

	return pid <= 0 || prlimit(pid, RLIMIT_AS, NULL, &limit) != 0 ||
	    limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > bytes;
}

void
privilege_drop(void)
{
	prctl(PR_CAPBSET_DROP, CAP_SYS_PTRACE);
	prctl(PR_CAPBSET_DROP, CAP_SYS_NICE);
}
