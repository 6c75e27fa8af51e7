/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What kinds of different rows probably have in common: the same call or event
 * with the same outcome, where something of the same sort was due. So one
 * sendmsg() that makes no system call, and is found out by rows about EBADF,
 * EPIPE and ENOTCONN, is one cause:
 *
 *	sendmsg: returned 0 instead of an error of the system
 */
#ifndef REPORT_CAUSE_H
#define REPORT_CAUSE_H

#include "harness/protocol/text.h"

/*
 * Adds the cause of a kind, from its verdict, its line and what was wanted, ""
 * if nothing; both as shapes (shape.h), so that it is the same in every run.
 */
void cause_add(struct text *, const char *verdict, const char *line,
    const char *wanted);

#endif
