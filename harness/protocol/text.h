/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A growing string. It is always terminated; running out of memory ends the
 * program.
 */
#ifndef PROTOCOL_TEXT_H
#define PROTOCOL_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
	char *at;	/* NULL until the first addition */
	size_t len;	/* bytes, without the terminator */
	size_t size;	/* bytes allocated */
};

#define TEXT_INIT { NULL, 0, 0 }

/* What it holds, "" while it is empty. Valid until the next addition. */
const char *text_get(const struct text *);

void text_add(struct text *, const char *bytes, size_t len);
void text_adds(struct text *, const char *);
void text_addc(struct text *, char);
void text_addf(struct text *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void text_vaddf(struct text *, const char *format, va_list)
    __attribute__((format(printf, 2, 0)));

/* Cuts to `len` bytes; a longer `len` changes nothing. */
void text_cut(struct text *, size_t len);

/* Gives the string to the caller, who frees it, and starts empty again. */
char *text_detach(struct text *);

void text_release(struct text *);

/* Whether the word is one of those between spaces; none is in NULL. */
bool text_has_word(const char *words, const char *word);

/* A whole number from 1 to `most`, in digits alone; 0: it is none. */
int text_count(const char *, int most);

#endif
