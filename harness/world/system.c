/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/world/system.h"

#define LOG_READ_ALL 3	/* an action of syslog(2) */

static const struct utsname *
told(void)
{
	static struct utsname u;

	if (u.sysname[0] == '\0')
		uname(&u);
	return &u;
}

const char *
system_release(void)
{
	return told()->release;
}

const char *
system_arch(void)
{
	return told()->machine;
}

static bool
is_uml(void)
{
	char text[256] = "";
	int fd = open("/proc/cpuinfo", O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		if (read(fd, text, sizeof(text) - 1) < 0)
			text[0] = '\0';
		close(fd);
	}
	return strstr(text, "User Mode Linux") != NULL;
}

static bool
is_gvisor(void)
{
	char log[512] = "";

	return strstr(told()->version, "Sun Jan 10 15:06:54 PST 2016") != NULL ||
	    (klogctl(LOG_READ_ALL, log, sizeof(log) - 1) > 0 &&
	    strstr(log, "Starting gVisor") != NULL);
}

const char *
system_name(void)
{
	static const char *name;

	if (name == NULL)
		name = is_uml() ? "uml" : is_gvisor() ? "gvisor" : "linux";
	return name;
}
