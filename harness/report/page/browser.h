/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A headless Chromium that shows the page to its tests, driven through two
 * pipes by its DevTools protocol. It is not a part of the product.
 */
#ifndef PAGE_BROWSER_H
#define PAGE_BROWSER_H

#include <sqlite3.h>
#include <stdbool.h>
#include <sys/types.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

struct browser {
	pid_t pid;
	int to, from;
	char folder[64];	/* of its own; removed with it */
	struct text in;		/* what came and is not looked at yet */
	struct text session;
	struct text message;	/* the reply to the last request */
	struct text complaints;	/* exceptions, refused requests, a line each */
	int requests;		/* of files and addresses, data: apart */
	int number;
	sqlite3 *json;
};

#define BROWSER_INIT { .pid = -1, .to = -1, .from = -1 }

struct browser_view {
	int width, height;
	bool dark, print;
};

/* Whether there is one. */
bool browser_is_there(void);

/* Starts it; all of it ends with this process. */
bool browser_start(struct browser *, struct why *);

/* Opens a file and waits until it is loaded. */
bool browser_open(struct browser *, const char *path, const char *fragment,
    const struct browser_view *, struct why *);

/* The value of an expression of JavaScript, as text. */
bool browser_ask(struct browser *, const char *expression, struct text *,
    struct why *);

/* Milliseconds of a processor that the page's thread had until now. */
bool browser_spent(struct browser *, double *ms, struct why *);

/* Clicks into the middle of what a selector finds first. */
bool browser_click(struct browser *, const char *selector, struct why *);

/* Presses a key, "Enter", "ArrowDown", "Tab", "Escape", or types a letter. */
bool browser_press(struct browser *, const char *key, struct why *);

/* Writes a picture of what is seen, as PNG. */
bool browser_picture(struct browser *, const char *path, struct why *);

/* Writes it as it is printed, as PDF. */
bool browser_print(struct browser *, const char *path, struct why *);

void browser_stop(struct browser *);

#endif
