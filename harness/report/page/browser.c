/* SPDX-License-Identifier: BSD-2-Clause */
/* The browser's process. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/report/page/devtools.h"

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

/* Opens a page of its own in it. */
static bool
attach(struct browser *b, struct why *why)
{
	struct text target = TEXT_INIT, parameters = TEXT_INIT;
	bool ok;

	ok = devtools_request(b, "Target.createTarget",
	    "{\"url\":\"about:blank\"}",
	    why) && devtools_member(b, text_get(&b->message),
	    "$.result.targetId",
	    &target);
	text_addf(&parameters, "{\"targetId\":\"%s\",\"flatten\":true}",
	    text_get(&target));
	ok = ok && devtools_request(b, "Target.attachToTarget",
	    text_get(&parameters),
	    why) && devtools_member(b, text_get(&b->message),
	    "$.result.sessionId",
	    &b->session);
	ok = ok && devtools_request(b, "Page.enable", "{}", why) &&
	    devtools_request(b, "Network.enable", "{}", why) &&
	    devtools_request(b, "Runtime.enable", "{}", why) &&
	    devtools_request(b, "Log.enable", "{}", why) && devtools_request(b,
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

/* It collects its own children, if it is let. */
static void
end_gently(struct browser *b)
{
	struct why why = WHY_INIT;
	int i;

	text_cut(&b->session, 0);
	devtools_request(b, "Browser.close", "{}", &why);
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
