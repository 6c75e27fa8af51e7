/* SPDX-License-Identifier: BSD-2-Clause */
#include <poll.h>
#include <sys/socket.h>

#include "harness/world/clock.h"
#include "harness/world/peer.h"
#include "harness/world/prompt.h"

#define ATTEMPTS 20
#define AWAIT_MS 50
#define ARRIVAL_MS 2000
#define PAUSE_MS 20

static bool
try(void)
{
	struct peer p;
	struct why why = WHY_INIT;
	bool prompt = true;
	char byte = 0;
	int i;

	if (!peer_start(&p, "tcp", &why))
		return true;
	for (i = 0; i < ATTEMPTS && prompt; i++)
		prompt = send(p.theirs, &byte, 1, MSG_NOSIGNAL) == 1 &&
		    recv(p.fd, &byte, 1, MSG_DONTWAIT) == 1;
	peer_release(&p);
	return prompt;
}

bool
prompt_loopback(void)
{
	static enum { UNTRIED, PROMPT, NOT_PROMPT } known;

	if (known == UNTRIED)
		known = try() ? PROMPT : NOT_PROMPT;
	return known == PROMPT;
}

void
prompt_pause(void)
{
	if (!prompt_loopback())
		clock_sleep_ms(PAUSE_MS);
}

static void
await(int fd, int ms)
{
	struct pollfd in = { .fd = fd, .events = POLLIN | POLLRDHUP };

	if (fd >= 0)
		poll(&in, 1, ms);
}

void
prompt_await(int fd)
{
	if (!prompt_loopback())
		await(fd, AWAIT_MS);
}

void
prompt_arrival(int fd)
{
	await(fd, ARRIVAL_MS);
}
