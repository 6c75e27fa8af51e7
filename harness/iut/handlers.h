/* SPDX-License-Identifier: BSD-2-Clause */
/* Signal handlers that do in normal context what Python's would. */
#ifndef IUT_HANDLERS_H
#define IUT_HANDLERS_H

#include "harness/iut/call.h"

/*
 * Arms a handler: arguments SIGNAL, ACTION and its operands, restart=BOOL.
 * False: the call's fault, or its reason for being unsupported, is filled in.
 */
bool handlers_arm(struct call *);

/* How often handlers ran since they were armed. */
int handlers_runs(void);

/*
 * Runs what is pending, in the main thread; true if an action raised, having
 * filled in the fault.
 */
bool handlers_run(struct session *, struct fault *);

/* Restores what was there before the first was armed. */
void handlers_reset(void);

#endif
