/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/iut/call.h"
#include "harness/iut/handlers.h"
#include "harness/iut/serve.h"
#include "harness/protocol/memory.h"

static struct session session = SESSION_INIT;

static void *
run_thread(void *arg)
{
	call_run(arg);
	call_release(arg);
	return NULL;
}

/* Does what one line asks; false if it is malformed. */
static bool
answer(const char *line)
{
	struct call *c = calloc(1, sizeof(*c));
	const char *reason;

	if (c == NULL)
		memory_ran_out();
	c->session = &session;
	if (!request_parse(&c->request, line, &c->pool, &reason)) {
		fprintf(stderr, "iut: malformed line (%s): %.200s\n", reason,
		    line);
		call_release(c);
		return false;
	}
	if (c->request.thread)
		session_thread(&session, run_thread, c);
	else
		run_thread(c);
	return true;
}

static int
answer_all(void)
{
	struct fault swallowed = FAULT_INIT;
	const char *line;

	for (;;) {
		switch (channel_line(&session.channel, &line)) {
		case CHANNEL_LINE:
			if (!answer(line))
				return 2;
			break;
		case CHANNEL_AGAIN:
			break;
		case CHANNEL_END:
			return 0;
		case CHANNEL_FAILED:
			fprintf(stderr, "iut: cannot read: %s\n",
			    strerror(errno));
			return 2;
		case CHANNEL_TOO_LONG:
			fprintf(stderr, "iut: a line is too long\n");
			return 2;
		}
		handlers_run(&session, &swallowed);
	}
}

int
serve(void)
{
	int status;

	session.channel.lines = CHANNEL_LINES;
	session.channel.descriptors = CHANNEL_DESCRIPTORS;
	fcntl(CHANNEL_LINES, F_SETFD, FD_CLOEXEC);
	fcntl(CHANNEL_DESCRIPTORS, F_SETFD, FD_CLOEXEC);
	channel_take_inherited(&session.channel);
	call_set_hooks();
	status = answer_all();
	session_reset(&session);
	channel_release(&session.channel);
	return status;
}
