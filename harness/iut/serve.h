/* SPDX-License-Identifier: BSD-2-Clause */
/* The IUT protocol's C end as a function: what `iut` is, and a fork may be. */
#ifndef IUT_SERVE_H
#define IUT_SERVE_H

/*
 * Answers requests on CHANNEL_LINES until their end. Returns the exit status:
 * 0, or 2 after a line that makes no sense. Once per process.
 */
int serve(void);

#endif
