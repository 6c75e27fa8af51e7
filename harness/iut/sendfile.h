/* SPDX-License-Identifier: BSD-2-Clause */
/* The method sendfile(), whose file may be anything. */
#ifndef IUT_SENDFILE_H
#define IUT_SENDFILE_H

#include "harness/iut/call.h"

/* With bound file, offset and count. */
bool sendfile_run(struct call *);

#endif
