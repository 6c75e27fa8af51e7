/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/protocol/message.h"

static bool
parse_seq(uint64_t *seq, const char **at)
{
	char *end;

	if (!isdigit((unsigned char)**at))
		return false;
	*seq = strtoull(*at, &end, 10);
	if (*end != ' ')
		return false;
	*at = end + 1;
	return true;
}

/* Skips `word` and the space behind it. */
static bool
skip_word(const char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*at, word, len) != 0 || (*at)[len] != ' ')
		return false;
	*at += len + 1;
	return true;
}

static size_t
identifier(const char *at)
{
	size_t n = 0;

	while (isalnum((unsigned char)at[n]) || at[n] == '_')
		n++;
	return isdigit((unsigned char)at[0]) ? 0 : n;
}

/* [NAME=][OBJECT.]METHOD( */
static bool
parse_head(struct request *r, const char **at, struct pool *pool)
{
	size_t n = identifier(*at);

	if (n > 0 && (*at)[n] == '=') {
		r->name = pool_copy(pool, *at, n);
		*at += n + 1;
		n = identifier(*at);
	}
	if (n > 0 && (*at)[n] == '.') {
		r->object = pool_copy(pool, *at, n);
		*at += n + 1;
		n = identifier(*at);
	}
	if (n == 0 || (*at)[n] != '(')
		return false;
	r->method = pool_copy(pool, *at, n);
	*at += n + 1;
	return true;
}

static bool
parse_argument(struct request *r, const char **at, struct pool *pool,
    const char **reason)
{
	size_t n = identifier(*at);
	struct keyword *keywords;
	struct value *items;
	const struct value *v;
	bool is_keyword = n > 0 && (*at)[n] == '=';
	const char *name = is_keyword ? pool_copy(pool, *at, n) : NULL;

	if (is_keyword)
		*at += n + 1;
	v = value_parse(pool, at, reason);
	if (v == NULL)
		return false;
	if (is_keyword) {
		keywords = pool_alloc(pool,
		    sizeof(*keywords) * (r->keywords_len + 1));
		if (r->keywords_len > 0)
			memcpy(keywords, r->keywords,
			    sizeof(*keywords) * r->keywords_len);
		keywords[r->keywords_len++] = (struct keyword){ name, v };
		r->keywords = keywords;
		return true;
	}
	items = pool_alloc(pool, sizeof(*items) * (r->args.len + 1));
	if (r->args.len > 0)
		memcpy(items, r->args.items, sizeof(*items) * r->args.len);
	items[r->args.len++] = *v;
	r->args.items = items;
	return true;
}

bool
request_parse(struct request *r, const char *line, struct pool *pool,
    const char **reason)
{
	*r = (struct request){ .args.kind = VALUE_TUPLE };
	*reason = "a request is SEQ [announce] [thread] METHOD(ARGUMENT,…)";
	if (!parse_seq(&r->seq, &line))
		return false;
	r->announce = skip_word(&line, "announce");
	r->thread = skip_word(&line, "thread");
	if (!parse_head(r, &line, pool))
		return false;
	while (*line != ')') {
		if (!parse_argument(r, &line, pool, reason))
			return false;
		if (*line == ',')
			line++;
		else if (*line != ')') {
			*reason = "an argument is followed by neither ',' nor ')'";
			return false;
		}
	}
	*reason = "something follows the call";
	return line[1] == '\0';
}

const struct value *
request_keyword(const struct request *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->keywords_len; i++)
		if (strcmp(r->keywords[i].name, name) == 0)
			return r->keywords[i].value;
	return NULL;
}

/* ` took=NS` and the end of the line. */
static bool
parse_took(struct reply *r, const char *at, const char **reason)
{
	char *end;

	if (*at == '\0')
		return true;
	if (strncmp(at, " took=-", 7) == 0)
		*reason = "took= is negative: its clock went back";
	if (strncmp(at, " took=", 6) != 0 || !isdigit((unsigned char)at[6]))
		return false;
	r->took_ns = strtoll(at + 6, &end, 10);
	return *end == '\0';
}

static bool
parse_raised(struct reply *r, const char *at, struct pool *pool,
    const char **reason)
{
	size_t n = identifier(at);
	const struct value *text;

	*reason = "a raised reply is TYPE errno=NAME text='…'";
	if (n == 0 || strncmp(at + n, " errno=", 7) != 0)
		return false;
	r->type = pool_copy(pool, at, n);
	at += n + 7;
	n = identifier(at);
	if (n == 0 || strncmp(at + n, " text=", 6) != 0)
		return false;
	r->err = pool_copy(pool, at, n);
	at += n + 6;
	text = value_parse(pool, &at, reason);
	if (text == NULL || text->kind != VALUE_STR)
		return false;
	r->text = text->text;
	return parse_took(r, at, reason);
}

bool
reply_parse(struct reply *r, const char *line, struct pool *pool,
    const char **reason)
{
	*r = (struct reply){ .took_ns = -1 };
	*reason = "a reply is SEQ calling, returned, raised or unsupported";
	if (!parse_seq(&r->seq, &line))
		return false;
	if (strcmp(line, "calling") == 0) {
		r->kind = REPLY_CALLING;
		return true;
	}
	if (skip_word(&line, "returned")) {
		r->kind = REPLY_RETURNED;
		r->value = value_parse(pool, &line, reason);
		if (r->value == NULL)
			return false;
		*reason = "something follows the value returned";
		return parse_took(r, line, reason);
	}
	if (skip_word(&line, "raised")) {
		r->kind = REPLY_RAISED;
		return parse_raised(r, line, pool, reason);
	}
	if (!skip_word(&line, "unsupported"))
		return false;
	r->kind = REPLY_UNSUPPORTED;
	r->value = value_parse(pool, &line, reason);
	if (r->value == NULL || r->value->kind != VALUE_STR)
		return false;
	r->text = r->value->text;
	return parse_took(r, line, reason);
}
