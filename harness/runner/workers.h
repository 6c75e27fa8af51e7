/* SPDX-License-Identifier: BSD-2-Clause */
/* Instances that wait, side by side in processes of their own. */
#ifndef RUNNER_WORKERS_H
#define RUNNER_WORKERS_H

#include "harness/runner/slot.h"

/*
 * Runs all instances, each into its slot, and the platform's lines into the
 * one behind them; `take` is called with each as it is filled. A slot whose
 * worker died before it was filled stays empty, and so does one that was not
 * run because the row was given up.
 */
void workers_run(struct runner *, const struct instances *, struct slot *,
    slot_taker *take, void *arg);

#endif
