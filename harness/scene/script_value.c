/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/scene/script_value.h"

/* Forms with a word of Python: its text, then the values, then an end. */
static const struct {
	const char *tag, *before, *end;
} forms[] = {
	{ "fill", "fill(", ")" },
	{ "bytearray", "bytearray(", ")" },
	{ "memoryview", "memoryview(", ")" },
	{ "array", "array.array(", ")" },
	{ "strided", "memoryview(", ")[::2]" },
	{ "sliced", "memoryview(b'<' + ", " + b'>')[1:-1]" },
	{ "gen", "(item for item in ", ")" },
	{ "map", "map(lambda item: item, ", ")" },
	{ "iter", "iter(", ")" },
	{ "set", "set(", ")" },
	{ "dict", "dict.fromkeys(", ")" },
	{ "index", "Has('__index__', ", ")" },
	{ "intlike", "Has('__int__', ", ")" },
	{ "floatlike", "Has('__float__', ", ")" },
	{ "intsub", "type('IntSub', (int,), {})(", ")" },
	{ "intenum", "enum.IntEnum('E', [('MEMBER', ", ")]).MEMBER" },
	{ "decimal", "decimal.Decimal(", ")" },
	{ "fraction", "fractions.Fraction(", ")" },
	{ "path", "pathlib.PurePath(", ")" },
	{ "fileno", "", ".fileno()" },
	{ "cint", "struct.pack('i', ", ")" },
	{ "u32", "struct.pack('I', ", ")" },
	{ "object", "object()", "" },
	{ "complex", "1j", "" },
	{ "emptydict", "{}", "" },
};

static void
add_bytes(const struct value *v, const char *prefix, struct text *out)
{
	size_t i;

	text_addf(out, "%s'", prefix);
	for (i = 0; i < v->len; i++) {
		unsigned char c = (unsigned char)v->text[i];

		if (c < ' ' || c > '~' || c == '\'' || c == '\\')
			text_addf(out, "\\x%02x", c);
		else
			text_addc(out, (char)c);
	}
	text_addc(out, '\'');
}

static bool
add_str(const struct value *v, struct text *out)
{
	size_t i;

	for (i = 0; i < v->len; i++)
		if ((unsigned char)v->text[i] >= 0x80) {
			add_bytes(v, "b", out);
			text_adds(out,
			    ".decode('utf-8', 'surrogateescape')");
			return true;
		}
	add_bytes(v, "", out);
	return true;
}

static bool
add_items(const struct value *v, const char *open, const char *close,
    struct text *out)
{
	size_t i;

	text_adds(out, open);
	for (i = 0; i < v->len; i++) {
		if (i > 0)
			text_adds(out, ", ");
		if (!script_value(&v->items[i], out))
			return false;
	}
	text_adds(out, close);
	return true;
}

/* What the scene named stands in the program under its name. */
static bool
is_symbol(const char *word)
{
	return strncmp(word, "PORT", 4) == 0 || strncmp(word, "NAME", 4) == 0 ||
	    strncmp(word, "ADDRESS", 7) == 0;
}

static bool
add_constant(const struct value *v, struct text *out)
{
	const char *at = v->text;
	size_t len;

	if (is_symbol(at)) {
		text_adds(out, at);
		return true;
	}
	for (; *at != '\0'; at += len + (at[len] == '+')) {
		len = strcspn(at, "+");
		if (at != v->text)
			text_adds(out, " + ");
		text_addf(out, "%s.%.*s", strncmp(at, "SIG", 3) == 0 ?
		    "signal" : "socket", (int)len, at);
	}
	return true;
}

static bool
add_float(double number, struct text *out)
{
	if (isnan(number) || isinf(number))
		text_addf(out, "float('%s')", isnan(number) ? "nan" :
		    number > 0 ? "inf" : "-inf");
	else
		text_addf(out, "%.17g%s", number,
		    number == floor(number) && fabs(number) < 1e15 ? ".0" :
		    "");
	return true;
}

static bool
add_fds(const struct value *list, struct text *out)
{
	size_t i;

	text_adds(out, "array.array('i', [");
	for (i = 0; i < list->len; i++) {
		if (i > 0)
			text_adds(out, ", ");
		if (!script_value(&list->items[i], out))
			return false;
		if (list->items[i].kind == VALUE_OBJECT)
			text_adds(out, ".fileno()");
	}
	text_adds(out, "])");
	return true;
}

static bool
add_tagged(const struct value *v, struct text *out)
{
	size_t i;

	if (strcmp(v->text, "fds") == 0)
		return add_fds(&v->items[0], out);
	if (strcmp(v->text, "repeat") == 0) {
		text_addc(out, '[');
		return script_value(&v->items[0], out) &&
		    (text_adds(out, "] * "), script_value(&v->items[1], out));
	}
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].tag, v->text) == 0)
			return add_items(v, forms[i].before, forms[i].end,
			    out);
	return false;
}

bool
script_value(const struct value *v, struct text *out)
{
	switch (v->kind) {
	case VALUE_NONE:
		text_adds(out, "None");
		return true;
	case VALUE_BOOL:
		text_adds(out, v->integer ? "True" : "False");
		return true;
	case VALUE_INT:
	case VALUE_OBJECT:
		text_adds(out, v->text);
		return true;
	case VALUE_FLOAT:
		return add_float(v->number, out);
	case VALUE_STR:
		return add_str(v, out);
	case VALUE_BYTES:
		add_bytes(v, "b", out);
		return true;
	case VALUE_LIST:
		return add_items(v, "[", "]", out);
	case VALUE_TUPLE:
		return add_items(v, "(", v->len == 1 ? ",)" : ")", out);
	case VALUE_CONSTANT:
		return add_constant(v, out);
	case VALUE_TAGGED:
		return add_tagged(v, out);
	}
	return false;
}

static bool
add_arguments(const struct request *r, const char *first, struct text *out)
{
	const char *comma = first[0] != '\0' ? ", " : "";
	size_t i;

	text_addf(out, "(%s", first);
	for (i = 0; i < r->args.len; i++) {
		text_adds(out, comma);
		comma = ", ";
		if (!script_value(&r->args.items[i], out))
			return false;
	}
	for (i = 0; i < r->keywords_len; i++) {
		text_addf(out, "%s%s=", comma, r->keywords[i].name);
		comma = ", ";
		if (!script_value(r->keywords[i].value, out))
			return false;
	}
	text_addc(out, ')');
	return true;
}

bool
script_expression(const struct request *r, struct text *out)
{
	static const char *const functions[] = { "socket", "socketpair",
	    "setdefaulttimeout", "getdefaulttimeout" };
	size_t i;

	if (r->object == NULL) {
		for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
			if (strcmp(r->method, functions[i]) == 0) {
				text_addf(out, "socket.%s", r->method);
				return add_arguments(r, "", out);
			}
		if (strcmp(r->method, "handler_runs") == 0) {
			text_adds(out, "len(runs)");
			return true;
		}
		if (strcmp(r->method, "memory") != 0)
			return false;
		text_adds(out, "io.BytesIO");
		return add_arguments(r, "", out);
	}
	if (strcmp(r->method, "attribute") == 0 && r->args.len == 1) {
		text_addf(out, strcmp(r->args.items[0].text, "timeout") == 0 ?
		    "%s.%s" : "int(%s.%s)", r->object,
		    r->args.items[0].text);
		return true;
	}
	if (strcmp(r->method, "send_fds") == 0 ||
	    strcmp(r->method, "recv_fds") == 0) {
		text_addf(out, "socket.%s", r->method);
		return add_arguments(r, r->object, out);
	}
	if (strcmp(r->method, "consumed") == 0)
		return false;
	text_addf(out, "%s.%s", r->object, r->method);
	return add_arguments(r, "", out);
}
