/* SPDX-License-Identifier: BSD-2-Clause */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/report/page/devtools.h"

#define PATIENCE_MS 60000	/* for one reply, on a loaded machine */

bool
devtools_member(const struct browser *b, const char *message, const char *path,
    struct text *value)
{
	sqlite3_stmt *stmt;
	bool there = false;

	sqlite3_prepare_v2(b->json, "SELECT json_extract(?, ?)", -1, &stmt,
	    NULL);
	sqlite3_bind_text(stmt, 1, message, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 2, path, -1, SQLITE_STATIC);
	if (sqlite3_step(stmt) == SQLITE_ROW &&
	    sqlite3_column_type(stmt, 0) != SQLITE_NULL) {
		text_adds(value, (const char *)sqlite3_column_text(stmt, 0));
		there = true;
	}
	sqlite3_finalize(stmt);
	return there;
}

/* Takes the next message; false with a sentence if none comes. */
static bool
receive(struct browser *b, struct text *message, struct why *why)
{
	struct pollfd p = { .fd = b->from, .events = POLLIN };
	char bytes[65536];
	char *end;
	ssize_t n;

	while ((end = memchr(text_get(&b->in), '\0', b->in.len)) == NULL) {
		if (poll(&p, 1, PATIENCE_MS) <= 0)
			return why_set(why, "the browser does not answer");
		n = read(b->from, bytes, sizeof(bytes));
		if (n <= 0)
			return why_set(why, "the browser ended");
		text_add(&b->in, bytes, (size_t)n);
	}
	text_cut(message, 0);
	n = end - b->in.at;
	text_add(message, b->in.at, (size_t)n);
	memmove(b->in.at, end + 1, b->in.len - (size_t)n - 1);
	text_cut(&b->in, b->in.len - (size_t)n - 1);
	return true;
}

/* What nobody asked for: requests, exceptions, entries of the log. */
static void
take_event(struct browser *b, const char *message)
{
	struct text method = TEXT_INIT, url = TEXT_INIT;
	const char *name;

	devtools_member(b, message, "$.method", &method);
	name = text_get(&method);
	if (strcmp(name, "Network.requestWillBeSent") == 0) {
		devtools_member(b, message, "$.params.request.url", &url);
		b->requests += strncmp(text_get(&url), "data:", 5) != 0;
	} else if (strcmp(name, "Runtime.exceptionThrown") == 0 ||
	    strcmp(name, "Log.entryAdded") == 0)
		text_addf(&b->complaints, "%s\n", message);
	text_release(&method);
	text_release(&url);
}

static bool
send_all(struct browser *b, const struct text *t, struct why *why)
{
	size_t at = 0;
	ssize_t n;

	while (at <= t->len) {
		n = write(b->to, t->at + at, t->len + 1 - at);
		if (n <= 0)
			return why_errno(why, "cannot write to the browser");
		at += (size_t)n;
	}
	return true;
}

bool
devtools_request(struct browser *b, const char *method, const char *parameters,
    struct why *why)
{
	struct text t = TEXT_INIT, id = TEXT_INIT;
	bool ok;

	text_addf(&t, "{\"id\":%d,\"method\":\"%s\",\"params\":%s", ++b->number,
	    method, parameters);
	if (b->session.len > 0)
		text_addf(&t, ",\"sessionId\":\"%s\"", text_get(&b->session));
	text_addc(&t, '}');
	ok = send_all(b, &t, why);
	while (ok) {
		ok = receive(b, &b->message, why);
		text_cut(&id, 0);
		if (ok && devtools_member(b, text_get(&b->message), "$.id",
		    &id) &&
		    atoi(text_get(&id)) == b->number)
			break;
		if (ok)
			take_event(b, text_get(&b->message));
	}
	text_cut(&id, 0);
	if (ok && devtools_member(b, text_get(&b->message), "$.error.message",
	    &id))
		ok = why_set(why, "%s: %s", method, text_get(&id));
	text_release(&t);
	text_release(&id);
	return ok;
}

void
devtools_add_string(const struct browser *b, struct text *out, const char *s)
{
	sqlite3_stmt *stmt;

	sqlite3_prepare_v2(b->json, "SELECT json_quote(?)", -1, &stmt, NULL);
	sqlite3_bind_text(stmt, 1, s, -1, SQLITE_STATIC);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		text_adds(out, (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
}
