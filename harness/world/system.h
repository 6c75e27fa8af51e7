/* SPDX-License-Identifier: BSD-2-Clause */
/* Which kernel this is, where several call themselves Linux. */
#ifndef WORLD_SYSTEM_H
#define WORLD_SYSTEM_H

/*
 * "linux", "uml" (User Mode Linux, by its processors), "gvisor" (by the log
 * and the date of its build, the same in each of its releases). Constant.
 */
const char *system_name(void);

/* The release and the machine that uname(2) tells the runner, "" if none. */
const char *system_release(void);
const char *system_arch(void);

#endif
