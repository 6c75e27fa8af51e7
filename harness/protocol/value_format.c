/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/fill.h"
#include "harness/protocol/value.h"

void
value_format_str(const char *bytes, size_t len, struct text *t)
{
	text_addc(t, '\'');
	for (; len > 0; len--, bytes++) {
		if (*bytes > ' ' && *bytes < 0x7f && *bytes != '\'' &&
		    *bytes != '%')
			text_addc(t, *bytes);
		else
			text_addf(t, "%%%02x", (unsigned char)*bytes);
	}
	text_addc(t, '\'');
}

void
value_format_bytes(const void *bytes, size_t len, struct text *t)
{
	const unsigned char *at = bytes;

	text_adds(t, "x'");
	for (; len > 0; len--, at++)
		text_addf(t, "%02x", *at);
	text_addc(t, '\'');
}

void
value_format_reply_bytes(const void *bytes, size_t len, struct text *t)
{
	if (len <= 64)
		value_format_bytes(bytes, len, t);
	else
		text_addf(t, "crc:%zu:%08x", len, fill_crc(0, bytes, len));
}

/*
 * Writes so many digits into s, the nearest that there are or, where only
 * those do, the next ones up (the numbers above a power of two lie twice as far
 * apart as those below it); whether they read back as the same number.
 */
static bool
digits_suffice(double number, int digits, char s[40])
{
	char *last;

	snprintf(s, 40, "%.*e", digits - 1, number);
	if (strtod(s, NULL) == number)
		return true;
	last = s + strcspn(s, "e") - 1;
	if (*last == '9')
		return false;
	++*last;
	return strtod(s, NULL) == number;
}

/* Adds -d.ddde+XX with the point where the exponent says. */
static void
add_plain(const char *s, int exponent, struct text *t)
{
	int n;

	if (*s == '-')
		text_addc(t, *s++);
	if (exponent < 0)
		text_addf(t, "0.%.*s", -exponent - 1, "0000");
	for (n = 0; *s != 'e' || n <= exponent + 1; n++) {
		if (n == exponent + 1 && exponent >= 0)
			text_addc(t, '.');
		text_addc(t, *s == 'e' ? '0' : *s);
		s += *s == 'e' ? 0 : s[1] == '.' ? 2 : 1;
	}
}

/* Python's repr(): the shortest digits that read back as the same number. */
static void
format_float(double number, struct text *t)
{
	char s[40];
	int digits = 1, exponent;

	if (isnan(number) || isinf(number)) {
		text_adds(t, isnan(number) ? "nan" :
		    number > 0 ? "inf" : "-inf");
		return;
	}
	while (digits < 17 && !digits_suffice(number, digits, s))
		digits++;
	if (digits == 17)
		snprintf(s, sizeof(s), "%.16e", number);
	exponent = atoi(s + strcspn(s, "e") + 1);
	if (exponent < -4 || exponent >= 16)
		text_adds(t, s);
	else
		add_plain(s, exponent, t);
}

void
value_format_exact(double number, struct text *t)
{
	uint64_t bits;
	int exponent;

	if (isnan(number) || isinf(number)) {
		format_float(number, t);
		return;
	}
	/* dietlibc has neither %a nor frexp(). */
	memcpy(&bits, &number, sizeof(bits));
	exponent = (int)(bits >> 52) & 0x7ff;
	text_addf(t, "%s0x%llxp%d", bits >> 63 != 0 ? "-" : "",
	    (unsigned long long)((bits & ((UINT64_C(1) << 52) - 1)) |
	    (uint64_t)(exponent != 0) << 52), (exponent != 0 ? exponent : 1) -
	    1075);
}

static void
format_items(const struct value *v, const char *brackets, struct text *t)
{
	size_t i;

	text_addc(t, brackets[0]);
	for (i = 0; i < v->len; i++) {
		if (i > 0)
			text_addc(t, ',');
		value_format(&v->items[i], t);
	}
	text_addc(t, brackets[1]);
}

void
value_format(const struct value *v, struct text *t)
{
	size_t i;

	switch (v->kind) {
	case VALUE_NONE:
		text_adds(t, "none");
		break;
	case VALUE_BOOL:
		text_adds(t, v->integer ? "true" : "false");
		break;
	case VALUE_INT:
	case VALUE_CONSTANT:
	case VALUE_OBJECT:
		text_adds(t, v->text);
		break;
	case VALUE_FLOAT:
		format_float(v->number, t);
		break;
	case VALUE_STR:
		value_format_str(v->text, v->len, t);
		break;
	case VALUE_BYTES:
		value_format_bytes(v->text, v->len, t);
		break;
	case VALUE_LIST:
		format_items(v, "[]", t);
		break;
	case VALUE_TUPLE:
		format_items(v, "()", t);
		break;
	case VALUE_TAGGED:
		text_adds(t, v->text);
		for (i = 0; i < v->len; i++) {
			text_addc(t, ':');
			value_format(&v->items[i], t);
		}
		break;
	}
}

bool
value_is(const struct value *v, enum value_kind kind, const char *text)
{
	return v->kind == kind && strcmp(v->text, text) == 0;
}
