/* SPDX-License-Identifier: BSD-2-Clause */
/* The browser's DevTools protocol: requests and what is in their replies. */
#ifndef PAGE_DEVTOOLS_H
#define PAGE_DEVTOOLS_H

#include "harness/report/page/browser.h"

/* Sends a request and waits for its reply, which is in b->message then. */
bool devtools_request(struct browser *, const char *method,
    const char *parameters, struct why *);

/* Adds a member of a message as text; false if it is not there. */
bool devtools_member(const struct browser *, const char *message,
    const char *path, struct text *value);

/* Adds text as a string of JSON. */
void devtools_add_string(const struct browser *, struct text *,
    const char *);

#endif
