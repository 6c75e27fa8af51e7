/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/world/holdings.h"

/* A process that sleeps, and has what we have open. */
static pid_t
start(struct holder *h)
{
	pid_t pid;

	close(0);
	ATF_REQUIRE_EQ(0, open("/dev/null", O_RDONLY));
	pid = fork();
	ATF_REQUIRE(pid >= 0);
	if (pid == 0)
		for (;;)
			pause();
	holder_start(h, pid);
	return pid;
}

static void
end(struct holder *h, pid_t pid)
{
	holder_release(h);
	kill(pid, SIGKILL);
	ATF_CHECK_EQ(pid, waitpid(pid, NULL, 0));
}

/* Of the file that is open as 0 there and here. */
static void
change_flags(int flags)
{
	ATF_REQUIRE_EQ(0, fcntl(0, F_SETFL, flags));
}

static void
check(struct holder *h, const char *wanted)
{
	struct text text = TEXT_INIT;
	bool nothing = holder_check(h, &text);

	ATF_CHECK_EQ(nothing, text.len == 0);
	ATF_CHECK_STREQ(wanted, text_get(&text));
	text_release(&text);
}

ATF_TC_WITHOUT_HEAD(what_is_changed_is_told_once);
ATF_TC_BODY(what_is_changed_is_told_once, tc)
{
	struct holder h = HOLDER_INIT;
	pid_t pid = start(&h);

	check(&h, "");
	change_flags(O_NONBLOCK);
	check(&h, "flags of descriptor 0 changed");
	check(&h, "");
	end(&h, pid);
}

/* Puts what cannot be read in the place of a file; what was there, to put back. */
static int
spoil(int fd)
{
	int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int was = fcntl(fd, F_DUPFD_CLOEXEC, 100);

	ATF_REQUIRE(folder >= 0 && was >= 0);
	ATF_REQUIRE_EQ(fd, dup3(folder, fd, O_CLOEXEC));
	close(folder);
	return was;
}

ATF_TC_WITHOUT_HEAD(what_cannot_be_read_is_unseen_and_not_left);
ATF_TC_BODY(what_cannot_be_read_is_unseen_and_not_left, tc)
{
	struct holder h = HOLDER_INIT;
	struct text unseen = TEXT_INIT;
	pid_t pid = start(&h);
	int spoiled[4] = { h.status, h.children, h.timers, h.infos[0] };
	int was[4], i;

	ATF_REQUIRE(h.infos[0] > 0);
	for (i = 0; i < 4; i++)
		was[i] = spoil(spoiled[i]);
	change_flags(O_NONBLOCK);
	check(&h, "");
	holder_add_unseen(&h, &unseen);
	ATF_CHECK_STREQ("threads, children, timers, how signals are taken",
	    text_get(&unseen));
	for (i = 0; i < 4; i++)
		ATF_REQUIRE_EQ(spoiled[i], dup3(was[i], spoiled[i],
		    O_CLOEXEC));
	check(&h, "");
	change_flags(0);
	check(&h, "flags of descriptor 0 changed");
	text_release(&unseen);
	end(&h, pid);
}

ATF_TC_WITHOUT_HEAD(descriptors_that_cannot_be_listed_are_unseen);
ATF_TC_BODY(descriptors_that_cannot_be_listed_are_unseen, tc)
{
	struct holder h = HOLDER_INIT;
	struct text unseen = TEXT_INIT;
	pid_t pid = start(&h);

	close(h.fds);
	h.fds = -1;
	check(&h, "");
	holder_add_unseen(&h, &unseen);
	ATF_CHECK(strncmp(text_get(&unseen), "descriptors, ", 13) == 0);
	text_release(&unseen);
	end(&h, pid);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, what_is_changed_is_told_once);
	ATF_TP_ADD_TC(tp, what_cannot_be_read_is_unseen_and_not_left);
	ATF_TP_ADD_TC(tp, descriptors_that_cannot_be_listed_are_unseen);
	return atf_no_error();
}
