/* SPDX-License-Identifier: BSD-2-Clause */
/* The page in it: opened, asked, clicked, typed into, pictured. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/page/devtools.h"

bool
browser_ask(struct browser *b, const char *expression, struct text *value,
    struct why *why)
{
	struct text t = TEXT_INIT, error = TEXT_INIT;
	bool ok;

	text_adds(&t, "{\"awaitPromise\":true,\"returnByValue\":true,"
	    "\"expression\":");
	devtools_add_string(b, &t, expression);
	text_addc(&t, '}');
	ok = devtools_request(b, "Runtime.evaluate", text_get(&t), why);
	if (ok && devtools_member(b, text_get(&b->message),
	    "$.result.exceptionDetails.exception.description", &error))
		ok = why_set(why, "%s", text_get(&error));
	text_cut(value, 0);
	if (ok)
		devtools_member(b, text_get(&b->message),
		    "$.result.result.value",
		    value);
	text_release(&t);
	text_release(&error);
	return ok;
}

/* Until the last of its scripts ran. */
static bool
await_load(struct browser *b, struct why *why)
{
	struct text value = TEXT_INIT;
	bool ok;

	ok = browser_ask(b, "new Promise((done) => { const look = () =>"
	    " document.readyState === 'complete' &&"
	    " location.protocol === 'file:' ? done('yes') :"
	    " setTimeout(look, 10); look(); })", &value, why);
	text_release(&value);
	return ok;
}

bool
browser_open(struct browser *b, const char *path, const char *fragment,
    const struct browser_view *v, struct why *why)
{
	struct text t = TEXT_INIT, url = TEXT_INIT;
	bool ok;

	text_addf(&t, "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,"
	    "\"mobile\":false}", v->width, v->height);
	ok = devtools_request(b, "Emulation.setDeviceMetricsOverride",
	    text_get(&t),
	    why);
	text_cut(&t, 0);
	text_addf(&t,
	    "{\"media\":\"%s\",\"features\":[{\"name\":\"prefers-color-scheme\","
	    "\"value\":\"%s\"}]}", v->print ? "print" : "",
	    v->dark ? "dark" : "light");
	ok = ok && devtools_request(b, "Emulation.setEmulatedMedia",
	    text_get(&t),
	    why);
	text_addf(&url, "file://%s%s", path, fragment);
	text_cut(&t, 0);
	text_adds(&t, "{\"url\":");
	devtools_add_string(b, &t, text_get(&url));
	text_addc(&t, '}');
	/* A new fragment alone would load nothing. */
	ok = ok && devtools_request(b, "Page.navigate",
	    "{\"url\":\"about:blank\"}",
	    why);
	b->requests = 0;
	ok = ok && devtools_request(b, "Page.navigate", text_get(&t), why);
	text_cut(&t, 0);
	if (ok && devtools_member(b, text_get(&b->message),
	    "$.result.errorText", &t))
		ok = why_set(why, "'%s': %s", path, text_get(&t));
	ok = ok && await_load(b, why);
	text_release(&t);
	text_release(&url);
	return ok;
}

bool
browser_spent(struct browser *b, double *ms, struct why *why)
{
	static const char name[] = "\"TaskDuration\",\"value\":";
	const char *at;

	if (!devtools_request(b, "Performance.getMetrics", "{}", why))
		return false;
	at = strstr(text_get(&b->message), name);
	*ms = at != NULL ? 1000 * strtod(at + sizeof(name) - 1, NULL) : 0;
	return at != NULL || why_set(why, "the browser measures nothing");
}

bool
browser_click(struct browser *b, const char *selector, struct why *why)
{
	static const char *const types[] = { "mousePressed", "mouseReleased" };
	struct text t = TEXT_INIT, place = TEXT_INIT;
	bool ok;
	int i;

	text_adds(&t, "(() => { const e = document.querySelector(");
	devtools_add_string(b, &t, selector);
	text_adds(&t, "); e.scrollIntoView({ block: 'center', inline: 'center'"
	    " }); const r = e.getBoundingClientRect(); return '\"x\":' +"
	    " (r.x + r.width / 2) + ',\"y\":' + (r.y + r.height / 2); })()");
	ok = browser_ask(b, text_get(&t), &place, why);
	for (i = 0; ok && i < 2; i++) {
		text_cut(&t, 0);
		text_addf(&t, "{\"type\":\"%s\",\"button\":\"left\","
		    "\"clickCount\":1,%s}", types[i], text_get(&place));
		ok = devtools_request(b, "Input.dispatchMouseEvent",
		    text_get(&t), why);
	}
	text_release(&t);
	text_release(&place);
	return ok;
}

bool
browser_press(struct browser *b, const char *key, struct why *why)
{
	static const struct {
		const char *key;
		int code;
		const char *text;
	} keys[] = { { "Enter", 13, "\\r" }, { "Escape", 27, "" },
	    { "Tab", 9, "" }, { "ArrowLeft", 37, "" }, { "ArrowUp", 38, "" },
	    { "ArrowRight", 39, "" }, { "ArrowDown", 40, "" },
	    { "Home", 36, "" }, { "End", 35, "" } };
	struct text t = TEXT_INIT;
	const char *text = key;
	int code = 0;
	bool ok;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(keys[i].key, key) == 0) {
			code = keys[i].code;
			text = keys[i].text;
		}
	text_addf(&t, "{\"type\":\"%s\",\"key\":\"%s\",\"code\":\"%s\","
	    "\"windowsVirtualKeyCode\":%d%s%s%s}", text[0] != '\0' ?
	    "keyDown" : "rawKeyDown", key, key, code, text[0] != '\0' ?
	    ",\"text\":\"" : "", text, text[0] != '\0' ? "\"" : "");
	ok = devtools_request(b, "Input.dispatchKeyEvent", text_get(&t), why);
	text_cut(&t, 0);
	text_addf(&t, "{\"type\":\"keyUp\",\"key\":\"%s\",\"code\":\"%s\","
	    "\"windowsVirtualKeyCode\":%d}", key, key, code);
	ok = ok && devtools_request(b, "Input.dispatchKeyEvent", text_get(&t),
	    why);
	text_release(&t);
	return ok;
}

static int
value_of(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = strchr(digits, c);

	return c == '\0' || at == NULL ? -1 : (int)(at - digits);
}

/* Writes what is in Base64. */
static bool
write_decoded(const char *s, FILE *out)
{
	unsigned bits = 0;
	int have = 0, value;

	for (; (value = value_of(*s)) >= 0; s++) {
		bits = bits << 6 | (unsigned)value;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		if (fputc((int)(bits >> have & 0xff), out) == EOF)
			return false;
	}
	return true;
}

/* Writes what the reply to a request has as Base64. */
static bool
write_data(struct browser *b, const char *path, struct why *why)
{
	struct text data = TEXT_INIT;
	FILE *out = NULL;
	bool ok = devtools_member(b, text_get(&b->message), "$.result.data",
	    &data) || why_set(why, "the browser has no data");

	if (ok) {
		out = fopen(path, "we");
		ok = (out != NULL && write_decoded(text_get(&data), out) &&
		    fflush(out) == 0) ||
		    why_errno(why, "cannot write '%s'", path);
	}
	if (out != NULL)
		fclose(out);
	text_release(&data);
	return ok;
}

bool
browser_picture(struct browser *b, const char *path, struct why *why)
{
	return devtools_request(b, "Page.captureScreenshot",
	    "{\"format\":\"png\"}", why) && write_data(b, path, why);
}

bool
browser_print(struct browser *b, const char *path, struct why *why)
{
	return devtools_request(b, "Page.printToPDF", "{\"preferCSSPageSize\":"
	    "true}", why) && write_data(b, path, why);
}
