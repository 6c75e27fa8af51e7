/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/scene/disturb.h"
#include "harness/scene/straced.h"

/* All that a method may ask the kernel for; not each machine has each. */
#define TRACED "?poll,?ppoll,?select,?pselect6,?epoll_wait,?epoll_pwait," \
	"?read,?readv,?pread64,?preadv,?write,?writev,?lseek,?fstat,"	\
	"?newfstatat,?statx,?ioctl,?fcntl,?sendfile,?splice,?sendto,"	\
	"?sendmsg,?sendmmsg,?recvfrom,?recvmsg,?recvmmsg,?accept,"	\
	"?accept4,?connect,?getsockopt,?setsockopt,?getsockname,"	\
	"?getpeername,?shutdown,?close,?dup,?dup2,?dup3"

/* How libc asks for what the library knows by another name. */
static const char *const renamed[][2] = {
	{ "send", "sendto" }, { "recv", "recvfrom" },
	{ "fstat", "newfstatat" }, { "pread", "pread64" },
	{ "poll", "ppoll" }, { "select", "pselect6" },
	{ "epoll_wait", "epoll_pwait" },
};

bool
straced_start(struct straced *s, const struct session *plain, struct why *why)
{
	char path[] = "/tmp/pysock-strace-XXXXXX";
	struct session under = { .top = plain->top,
	    .watchdog_ms = plain->watchdog_ms };
	struct text command = TEXT_INIT;
	struct why cause = WHY_INIT;
	int fd = mkostemp(path, O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return why_errno(why, "cannot make a file for strace");
	text_addf(&command, "strace -qq -e signal=none -e trace=" TRACED
	    " -o %s %s", path, plain->command);
	s->command = text_detach(&command);
	under.command = s->command;
	ok = interposed_start(&s->interposed, &under, &cause);
	s->output = fdopen(fd, "r");
	unlink(path);
	if (s->output == NULL) {
		close(fd);
		return why_errno(why, "cannot read what strace writes");
	}
	return ok || why_set(why, "strace is not there, or may not trace: %s",
	    cause.text);
}

/* Adds the name of the call of a line, " sendto". */
static void
add_call(const char *line, struct text *calls)
{
	const char *paren = strchr(line, '(');

	if (paren != NULL)
		text_addf(calls, " %.*s", (int)(paren - line), line);
}

/*
 * The calls between the last request but one and its reply: the last one is
 * reset(), which ends every scene.
 */
static void
read_calls(struct straced *s, struct text *calls)
{
	struct text now = TEXT_INIT;
	char *line = NULL;
	size_t size = 0;
	bool open = false;
	ssize_t n;

	clearerr(s->output);
	while ((n = getline(&line, &size, s->output)) > 0) {
		if (line[n - 1] != '\n') {
			/* It is still being written. */
			fseek(s->output, -n, SEEK_CUR);
			break;
		}
		if (strncmp(line, "write(3, ", 9) == 0)
			open = false;
		if (open)
			add_call(line, &now);
		if (strncmp(line, "read(3, ", 8) != 0)
			continue;
		open = strstr(line, " reset()") == NULL;
		if (open)
			text_cut(&now, 0);
	}
	text_add(calls, text_get(&now), now.len);
	text_release(&now);
	free(line);
}

static bool
is_made(const struct page *page, const struct page_event *event)
{
	int action = event->rule >= 0 ? page->rules[event->rule].action :
	    PAGE_CUT;

	return action == PAGE_CUT || action == PAGE_AFTER;
}

static bool
is_same(const char *ours, const char *theirs, size_t len)
{
	size_t n;

	if (strlen(ours) == len && strncmp(ours, theirs, len) == 0)
		return true;
	for (n = 0; n < sizeof(renamed) / sizeof(renamed[0]); n++)
		if (strcmp(renamed[n][0], ours) == 0 &&
		    strlen(renamed[n][1]) == len &&
		    strncmp(renamed[n][1], theirs, len) == 0)
			return true;
	return false;
}

bool
straced_agrees(struct straced *s, const struct instance *i, struct why *why)
{
	struct session *session = &s->interposed.session;
	struct text theirs = TEXT_INIT, ours = TEXT_INIT;
	const struct page_event *events;
	struct scene sc;
	const char *at;
	bool same = true;
	int len, n;

	scene_run(&sc, i, session);
	read_calls(s, &theirs);
	events = calls_made(&sc, &len);
	at = text_get(&theirs);
	for (n = 0; n < len; n++) {
		if (!is_made(session->page, &events[n]))
			continue;
		text_addf(&ours, " %s", events[n].call);
		at += *at == ' ';
		same = same && is_same(events[n].call, at, strcspn(at, " "));
		at += strcspn(at, " ");
	}
	if (sc.end == SCENE_UNSUPPORTED)
		same = true;
	else if (!same || *at != '\0' || len == 0)
		same = why_set(why, "%s: the library saw%s; strace saw%s",
		    i->id, text_get(&ours), text_get(&theirs));
	scene_release(&sc);
	text_release(&ours);
	text_release(&theirs);
	return same;
}

void
straced_release(struct straced *s)
{
	interposed_release(&s->interposed);
	if (s->output != NULL)
		fclose(s->output);
	free(s->command);
	*s = (struct straced)STRACED_INIT;
}
