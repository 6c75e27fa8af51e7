/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/report/page/browser.h"

#define PATIENCE_MS 60000	/* for one reply, on a loaded machine */

static const char *const commands[] = { "chromium", "chromium-browser",
	"google-chrome", NULL };

/* The path of the program; NULL: there is none. */
static const char *
program(char path[512])
{
	const char *folders = getenv("PATH");
	size_t i, len;

	for (; folders != NULL && *folders != '\0'; folders += len +
	    (folders[len] == ':')) {
		len = strcspn(folders, ":");
		for (i = 0; commands[i] != NULL; i++) {
			snprintf(path, 512, "%.*s/%s", (int)len, folders,
			    commands[i]);
			if (access(path, X_OK) == 0)
				return path;
		}
	}
	return NULL;
}

bool
browser_is_there(void)
{
	char path[512];

	return program(path) != NULL;
}

/* The child: descriptors 3 and 4 are its pipes. */
static void __attribute__((noreturn))
become(const struct browser *b, const char *path, int in, int out)
{
	char data[96];
	int null = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	snprintf(data, sizeof(data), "--user-data-dir=%s", b->folder);
	/* Neither end may be closed by the other's place. */
	in = fcntl(in, F_DUPFD, 10);
	out = fcntl(out, F_DUPFD, 10);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	dup2(in, 3);
	dup2(out, 4);
	execl(path, path, "--headless", "--no-sandbox", "--disable-gpu",
	    "--hide-scrollbars", "--no-first-run", "--disable-extensions",
	    "--disable-background-networking", "--disable-dev-shm-usage",
	    "--remote-debugging-pipe", data, "about:blank", (char *)NULL);
	_exit(127);
}

/* A member of a message as text; false if it is not there. */
static bool
member(const struct browser *b, const char *message, const char *path,
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

	member(b, message, "$.method", &method);
	name = text_get(&method);
	if (strcmp(name, "Network.requestWillBeSent") == 0) {
		member(b, message, "$.params.request.url", &url);
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

/* Sends a request and waits for its reply, which is in b->message. */
static bool
request(struct browser *b, const char *method, const char *parameters,
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
		if (ok && member(b, text_get(&b->message), "$.id", &id) &&
		    atoi(text_get(&id)) == b->number)
			break;
		if (ok)
			take_event(b, text_get(&b->message));
	}
	text_cut(&id, 0);
	if (ok && member(b, text_get(&b->message), "$.error.message", &id))
		ok = why_set(why, "%s: %s", method, text_get(&id));
	text_release(&t);
	text_release(&id);
	return ok;
}

/* Opens a page of its own in it. */
static bool
attach(struct browser *b, struct why *why)
{
	struct text target = TEXT_INIT, parameters = TEXT_INIT;
	bool ok;

	ok = request(b, "Target.createTarget", "{\"url\":\"about:blank\"}",
	    why) && member(b, text_get(&b->message), "$.result.targetId",
	    &target);
	text_addf(&parameters, "{\"targetId\":\"%s\",\"flatten\":true}",
	    text_get(&target));
	ok = ok && request(b, "Target.attachToTarget", text_get(&parameters),
	    why) && member(b, text_get(&b->message), "$.result.sessionId",
	    &b->session);
	ok = ok && request(b, "Page.enable", "{}", why) &&
	    request(b, "Network.enable", "{}", why) &&
	    request(b, "Runtime.enable", "{}", why) &&
	    request(b, "Log.enable", "{}", why) && request(b,
	    "Performance.enable", "{\"timeDomain\":\"threadTicks\"}", why);
	text_release(&target);
	text_release(&parameters);
	return ok;
}

bool
browser_start(struct browser *b, struct why *why)
{
	char path[512];
	int to[2], from[2];

	if (program(path) == NULL)
		return why_set(why, "there is no chromium");
	snprintf(b->folder, sizeof(b->folder), "/tmp/pysock-page.XXXXXX");
	if (sqlite3_open(":memory:", &b->json) != SQLITE_OK ||
	    mkdtemp(b->folder) == NULL || pipe2(to, O_CLOEXEC) != 0 ||
	    pipe2(from, O_CLOEXEC) != 0)
		return why_errno(why, "cannot start the browser");
	signal(SIGPIPE, SIG_IGN);
	b->pid = fork();
	if (b->pid == 0)
		become(b, path, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	b->to = to[1];
	b->from = from[0];
	return b->pid > 0 && attach(b, why);
}

/* Adds text as a string of JSON. */
static void
add_string(const struct browser *b, struct text *out, const char *s)
{
	sqlite3_stmt *stmt;

	sqlite3_prepare_v2(b->json, "SELECT json_quote(?)", -1, &stmt, NULL);
	sqlite3_bind_text(stmt, 1, s, -1, SQLITE_STATIC);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		text_adds(out, (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
}

bool
browser_ask(struct browser *b, const char *expression, struct text *value,
    struct why *why)
{
	struct text t = TEXT_INIT, error = TEXT_INIT;
	bool ok;

	text_adds(&t, "{\"awaitPromise\":true,\"returnByValue\":true,"
	    "\"expression\":");
	add_string(b, &t, expression);
	text_addc(&t, '}');
	ok = request(b, "Runtime.evaluate", text_get(&t), why);
	if (ok && member(b, text_get(&b->message),
	    "$.result.exceptionDetails.exception.description", &error))
		ok = why_set(why, "%s", text_get(&error));
	text_cut(value, 0);
	if (ok)
		member(b, text_get(&b->message), "$.result.result.value",
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
	ok = request(b, "Emulation.setDeviceMetricsOverride", text_get(&t),
	    why);
	text_cut(&t, 0);
	text_addf(&t, "{\"features\":[{\"name\":\"prefers-color-scheme\","
	    "\"value\":\"%s\"}]}", v->dark ? "dark" : "light");
	ok = ok && request(b, "Emulation.setEmulatedMedia", text_get(&t),
	    why);
	text_addf(&url, "file://%s%s", path, fragment);
	text_cut(&t, 0);
	text_adds(&t, "{\"url\":");
	add_string(b, &t, text_get(&url));
	text_addc(&t, '}');
	/* A new fragment alone would load nothing. */
	ok = ok && request(b, "Page.navigate", "{\"url\":\"about:blank\"}",
	    why);
	b->requests = 0;
	ok = ok && request(b, "Page.navigate", text_get(&t), why);
	text_cut(&t, 0);
	if (ok && member(b, text_get(&b->message), "$.result.errorText", &t))
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

	if (!request(b, "Performance.getMetrics", "{}", why))
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
	add_string(b, &t, selector);
	text_adds(&t, "); e.scrollIntoView({ block: 'center', inline: 'center'"
	    " }); const r = e.getBoundingClientRect(); return '\"x\":' +"
	    " (r.x + r.width / 2) + ',\"y\":' + (r.y + r.height / 2); })()");
	ok = browser_ask(b, text_get(&t), &place, why);
	for (i = 0; ok && i < 2; i++) {
		text_cut(&t, 0);
		text_addf(&t, "{\"type\":\"%s\",\"button\":\"left\","
		    "\"clickCount\":1,%s}", types[i], text_get(&place));
		ok = request(b, "Input.dispatchMouseEvent", text_get(&t), why);
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
	ok = request(b, "Input.dispatchKeyEvent", text_get(&t), why);
	text_cut(&t, 0);
	text_addf(&t, "{\"type\":\"keyUp\",\"key\":\"%s\",\"code\":\"%s\","
	    "\"windowsVirtualKeyCode\":%d}", key, key, code);
	ok = ok && request(b, "Input.dispatchKeyEvent", text_get(&t), why);
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

bool
browser_picture(struct browser *b, const char *path, struct why *why)
{
	struct text data = TEXT_INIT;
	FILE *out = NULL;
	bool ok;

	ok = request(b, "Page.captureScreenshot", "{\"format\":\"png\"}", why) &&
	    member(b, text_get(&b->message), "$.result.data", &data);
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

/* It collects its own children, if it is let. */
static void
end_gently(struct browser *b)
{
	struct why why = WHY_INIT;
	int i;

	text_cut(&b->session, 0);
	request(b, "Browser.close", "{}", &why);
	for (i = 0; i < 500 && b->pid > 0; i++) {
		if (waitpid(b->pid, NULL, WNOHANG) == b->pid) {
			kill(-b->pid, SIGKILL);
			b->pid = -1;
		} else
			usleep(10000);
	}
}

void
browser_stop(struct browser *b)
{
	struct text command = TEXT_INIT;

	if (b->pid > 0 && b->session.len > 0)
		end_gently(b);
	if (b->pid > 0) {
		kill(-b->pid, SIGKILL);
		waitpid(b->pid, NULL, 0);
	}
	if (b->folder[0] == '/') {
		text_addf(&command, "rm -rf %s", b->folder);
		if (system(text_get(&command)) != 0)
			fprintf(stderr, "'%s' is left\n", b->folder);
	}
	if (b->to >= 0)
		close(b->to);
	if (b->from >= 0)
		close(b->from);
	sqlite3_close(b->json);
	text_release(&b->in);
	text_release(&b->session);
	text_release(&b->message);
	text_release(&b->complaints);
	text_release(&command);
	*b = (struct browser)BROWSER_INIT;
}
