/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/session/interposed.h"

/*
 * Maps a new memory file, the descriptor as well; NULL with the reason. Who has
 * the descriptor as well shall not take it away from below us, where the kernel
 * can see to that.
 */
static struct page *
make_page(int *fd, struct why *why)
{
	void *at = MAP_FAILED;

	*fd = memfd_create("interpose", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*fd >= 0 && ftruncate(*fd, sizeof(struct page)) == 0 &&
	    (fcntl(*fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
	    F_SEAL_SEAL) == 0 || errno == EINVAL))
		at = mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE,
		    MAP_SHARED, *fd, 0);
	if (at != MAP_FAILED)
		return at;
	why_errno(why, "cannot make a memory file and map it");
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return NULL;
}

/*
 * The command with what loads the library, whose descriptor is 5: from the
 * folder in which it is started, since the loader splits at blanks.
 */
static void
compose(struct interposed *i, const struct session *plain)
{
	struct text text = TEXT_INIT;

	free(i->command);
	text_addf(&text, "env LD_PRELOAD=build/interpose.so "
	    PAGE_VARIABLE "=5 %s", plain->command);
	i->command = text_detach(&text);
	i->session.command = i->command;
	i->session.top = plain->top;
	i->session.watchdog_ms = plain->watchdog_ms;
	i->session.echo = plain->echo;
	i->session.phase = plain->phase;
	i->session.pace.spun = plain->pace.spun;
}

bool
interposed_start(struct interposed *i, const struct session *plain,
    struct why *why)
{
	struct session *s = &i->session;
	struct answer a;

	if (session_alive(s))
		return true;
	if (s->page == NULL)
		s->page = make_page(&s->page_fd, why);
	if (s->page == NULL)
		return false;
	compose(i, plain);
	memset(s->page, 0, sizeof(*s->page));
	s->rules_len = 0;
	if (!session_start(s, why))
		return false;
	/* What was executed before it may have had the library: it must act. */
	s->page->armed = PAGE_NEXT;
	session_call(s, "echo(none)", &a);
	if (!s->page->armed && s->page->pid == s->process.told)
		return true;
	session_stop(s);
	return why_set(why, "'%s' does not load build/interpose.so",
	    plain->command);
}

void
interposed_release(struct interposed *i)
{
	struct session *s = &i->session;

	session_stop(s);
	if (s->page != NULL)
		munmap(s->page, sizeof(*s->page));
	if (s->page_fd >= 0)
		close(s->page_fd);
	free(i->command);
	*i = (struct interposed)INTERPOSED_INIT;
}
