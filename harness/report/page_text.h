/* SPDX-License-Identifier: BSD-2-Clause */
/* Text of others, made fit for the page. */
#ifndef REPORT_PAGE_TEXT_H
#define REPORT_PAGE_TEXT_H

#include <stdint.h>

#include "harness/protocol/text.h"

/* Adds UTF-8 as text of an element or of an attribute in double quotes. */
void page_text_html(struct text *, const char *);

/* The same for a part of the address of a place in the page. */
void page_text_address(struct text *, const char *);

/*
 * Adds JSON such that it may stand in a <script>: without '<', and with what
 * cannot be seen spelled out in its strings.
 */
void page_text_json(struct text *, const char *);

/* Adds 43884 as 43,884. */
void page_text_number(struct text *, int64_t);

#endif
