/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/memory.h"
#include "harness/protocol/text.h"

static void
grow(struct text *t, size_t more)
{
	size_t size = t->size > 0 ? t->size : 64;

	while (size < t->len + more + 1)
		size *= 2;
	if (size == t->size)
		return;
	t->at = realloc(t->at, size);
	if (t->at == NULL)
		memory_ran_out();
	t->size = size;
}

const char *
text_get(const struct text *t)
{
	return t->at != NULL ? t->at : "";
}

void
text_add(struct text *t, const char *bytes, size_t len)
{
	grow(t, len);
	if (len > 0)
		memcpy(t->at + t->len, bytes, len);
	t->len += len;
	t->at[t->len] = '\0';
}

void
text_adds(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

void
text_addc(struct text *t, char c)
{
	if (t->len + 1 >= t->size)
		grow(t, 1);
	t->at[t->len++] = c;
	t->at[t->len] = '\0';
}

void
text_vaddf(struct text *t, const char *format, va_list ap)
{
	va_list again;
	size_t room;
	int n;

	va_copy(again, ap);
	grow(t, 0);
	room = t->size - t->len;
	n = vsnprintf(t->at + t->len, room, format, ap);
	if (n > 0 && (size_t)n >= room) {
		grow(t, (size_t)n);
		vsnprintf(t->at + t->len, (size_t)n + 1, format, again);
	}
	if (n > 0)
		t->len += (size_t)n;
	t->at[t->len] = '\0';
	va_end(again);
}

void
text_addf(struct text *t, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	text_vaddf(t, format, ap);
	va_end(ap);
}

void
text_cut(struct text *t, size_t len)
{
	if (len >= t->len)
		return;
	t->len = len;
	t->at[len] = '\0';
}

char *
text_detach(struct text *t)
{
	char *at;

	grow(t, 0);
	t->at[t->len] = '\0';
	at = t->at;
	*t = (struct text)TEXT_INIT;
	return at;
}

void
text_release(struct text *t)
{
	free(t->at);
	*t = (struct text)TEXT_INIT;
}

bool
text_has_word(const char *words, const char *word)
{
	const char *at = words;
	size_t len = strlen(word);

	while (at != NULL && len > 0 && (at = strstr(at, word)) != NULL) {
		if ((at == words || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return true;
		at++;
	}
	return false;
}

int
text_count(const char *value, int most)
{
	size_t len = strlen(value);

	return len > 0 && len < 10 && strspn(value, "0123456789") == len &&
	    atoi(value) <= most ? atoi(value) : 0;
}
