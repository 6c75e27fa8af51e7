/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unexpected results by kind. A kind is one row and what it showed, once for
 * all instances of a platform that showed it:
 *
 *	INHERIT-02 set_inheritable/true_is_inherited: get_inheritable:
 *	returned false, documented: returned true (IUT); 12 of 12 instances
 *
 * An instance may show several things, one after the other. A kind is named
 * after the first of them that the ledger does not know and that is not the
 * absence of an event, as what follows mostly follows from it; where the row
 * has instances that show it later than that, they count too. What else its
 * instances showed is kept beside it, in kind_also, so that nothing is lost.
 * Results that are unsupported, broken or unstable have a reason in the place
 * of what they showed; cases that fell short and stale entries of the ledger
 * are kinds of their own.
 *
 * Outcomes that differ only in numbers or bytes are one kind (shape.h). Its
 * identity is the same in every run: "row|verdict|departs|shape|shape wanted".
 */
#ifndef REPORT_KIND_H
#define REPORT_KIND_H

#include "harness/report/store.h"

/* Fills the tables kind and kind_also from what was read. */
void kinds_find(const struct store *);

#endif
