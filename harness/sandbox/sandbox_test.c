/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an implementation does to the machine by which it is run
 * (runner/liar/hostile.c), it does not do in the sandbox.
 */
#include <elf.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "harness/runner/fixture.h"
#include "harness/sandbox/sandbox.h"

#define DID_IT "attribute: exited 42"

static const struct row rows[] = {
	{ .name = "quiet", .clause = "SANDBOX-01", .act = tell_family,
	  .doc = "attribute: returned 0" },
	{ .name = "times", .clause = "SANDBOX-02", .act = time_out,
	  .doc = "recv: raised TimeoutError 'timed out'; elapsed: on time" },
};

static const struct area area = { "sandbox", rows,
    sizeof(rows) / sizeof(rows[0]) };

/* What a command says there, its first line; the exit status. */
static int
run_there(const atf_tc_t *tc, const char *what, char said[200])
{
	char top[PATH_MAX], command[2 * PATH_MAX + 60];
	FILE *out;

	asset_find_top_of(tc, top);
	snprintf(command, sizeof(command), "cd '%s' && " SANDBOX "%s 2>&1",
	    top, what);
	out = popen(command, "re");
	ATF_REQUIRE(out != NULL);
	if (fgets(said, 200, out) == NULL)
		said[0] = '\0';
	return WEXITSTATUS(pclose(out));
}

/* Skips where this machine has none, by what it says itself. */
static void
need_sandbox(const atf_tc_t *tc)
{
	char said[200];

	if (run_there(tc, "true", said) != 0)
		atf_tc_skip("%s", said);
}

/* Shows "" if it conforms. */
static void
check(struct stage *s, const char *prefix, const char *way, const char *shows)
{
	struct result result;

	stage_liar_behind(s, prefix, way, "attribute");
	stage_run(s, &rows[0], &result);
	ATF_CHECK_MSG((result.verdict.kind == VERDICT_CONFORMS) ==
	    (shows[0] == '\0') && (shows[0] == '\0' ||
	    is_shown(&result, shows)), "%s%s: %s", prefix, way,
	    brief(&result));
	result_release(&result);
}

static void
start(struct stage *s, const atf_tc_t *tc)
{
	need_sandbox(tc);
	stage_start(s, tc, &area);
	s->runner.config.times = 1;
}

ATF_TC_WITHOUT_HEAD(files_and_processes_are_its_own);
ATF_TC_BODY(files_and_processes_are_its_own, tc)
{
	static const char *const ways[] = { "write_outside", "see_others" };
	struct stage s;
	size_t i;

	start(&s, tc);
	for (i = 0; i < 2; i++) {
		check(&s, "", ways[i], DID_IT);
		check(&s, SANDBOX, ways[i], "");
	}
	check(&s, SANDBOX, "fill_folder", "");
	check(&s, SANDBOX, "daemon_holds", "attribute: exited 3");
	check(&s, SANDBOX, "daemon_stays", "left: process left");
	check(&s, SANDBOX, "signal_11", "attribute: died SIGSEGV");
	check(&s, SANDBOX, "signal_15", "attribute: died SIGTERM");
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(what_is_watched_from_outside_is_seen);
ATF_TC_BODY(what_is_watched_from_outside_is_seen, tc)
{
	struct stage s;
	struct result result;

	start(&s, tc);
	stage_liar_behind(&s, SANDBOX, "honest", "all");
	stage_run(&s, &rows[1], &result);
	ATF_CHECK_MSG(result.verdict.kind == VERDICT_CONFORMS, "%s",
	    brief(&result));
	ATF_CHECK(s.runner.iut.process.worker != s.runner.iut.process.told);
	ATF_CHECK(process_state(s.runner.iut.process.worker, 0) == 'S');
	result_release(&result);
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(network_is_loopback_alone);
ATF_TC_BODY(network_is_loopback_alone, tc)
{
	struct stage s;
	struct why why = WHY_INIT;

	need_sandbox(tc);
	if (unshare(CLONE_NEWNET) != 0 || system("exec 2>/dev/null; "
	    "ip link set lo up; ip link add name d0 type dummy || "
	    "ip link add name d0 type veth; ip link set d0 up; "
	    "ip address add 192.0.2.1/24 dev d0") != 0)
		atf_tc_skip("this machine lets nobody make another network");
	stage_start(&s, tc, &area);
	s.runner.config.times = 1;
	check(&s, "", "reach", DID_IT);
	stage_end(&s);
	ATF_REQUIRE_MSG(network_enter(&why), "%s", why.text);
	stage_start(&s, tc, &area);
	s.runner.config.times = 1;
	check(&s, SANDBOX, "reach", "");
	check(&s, SANDBOX, "take_down", "");
	stage_end(&s);
}

/* A socket and a FIFO of ours, in the current folder. */
static void
be_outside(void)
{
	const struct sockaddr_un here = { AF_UNIX, "socket" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ATF_REQUIRE(fd >= 0 && bind(fd, (const struct sockaddr *)&here,
	    sizeof(here)) == 0 && listen(fd, 64) == 0);
	ATF_REQUIRE(mkfifo("fifo", 0600) == 0 && open("fifo", O_RDWR) >= 0);
}

ATF_TC_WITHOUT_HEAD(no_socket_or_fifo_leads_outside);
ATF_TC_BODY(no_socket_or_fifo_leads_outside, tc)
{
	char here[100], prefix[200];
	struct stage s;

	start(&s, tc);
	ATF_REQUIRE(getcwd(here, sizeof(here)) != NULL);
	setenv("OUTSIDE", here, 1);
	be_outside();
	check(&s, "", "speak_outside", DID_IT);
	/* A word of its command shows it the folder. */
	snprintf(prefix, sizeof(prefix), SANDBOX "sh -c 'exec \"$@\"' %s/fifo ",
	    here);
	check(&s, prefix, "speak_outside", "");
	stage_end(&s);
}

ATF_TC_WITHOUT_HEAD(program_of_32_bit_is_refused);
ATF_TC_BODY(program_of_32_bit_is_refused, tc)
{
	const Elf32_Ehdr head = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2,
	    ELFMAG3, ELFCLASS32 }, .e_machine = EM_386 };
	char said[200], path[PATH_MAX];
	FILE *out;

	need_sandbox(tc);
	ATF_REQUIRE(getcwd(path, sizeof(path) - 10) != NULL);
	strcat(path, "/program");
	out = fopen(path, "w");
	ATF_REQUIRE(out != NULL && fwrite(&head, sizeof(head), 1, out) == 1 &&
	    fclose(out) == 0);
	ATF_CHECK(run_there(tc, path, said) != 0);
	ATF_CHECK_MSG(strstr(said, "no sandbox: '") != NULL &&
	    strstr(said, "is a program of 32 bit") != NULL, "%s", said);
}

/* A log that nobody wants, the device of another thing, show no folder more. */
ATF_TC_WITHOUT_HEAD(words_that_name_devices_show_nothing);
ATF_TC_BODY(words_that_name_devices_show_nothing, tc)
{
	char said[200];

	need_sandbox(tc);
	ATF_CHECK_EQ(0, run_there(tc, "sh -c '! test -e /dev/ptmx' sh "
	    "/dev/null /proc/self/exe /sys/kernel", said));
}

/* A kernel that gives no namespaces. */
static void
refuse_unshare(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { 4, code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		atf_tc_skip("this machine takes no seccomp filter");
}

/* Runs `conform run --sandbox` of an area; its exit status. */
static int
run_conform(const atf_tc_t *tc, const char *options, char said[4096])
{
	char top[PATH_MAX], here[PATH_MAX];
	char command[3 * PATH_MAX + 200];
	size_t n;
	FILE *out;

	asset_find_top_of(tc, top);
	ATF_REQUIRE(getcwd(here, sizeof(here)) != NULL);
	snprintf(command, sizeof(command), "cd '%s' && build/conform run "
	    "--sandbox %s --results '%s/results' --report '%s/report' 2>&1",
	    top, options, here, here);
	out = popen(command, "re");
	ATF_REQUIRE(out != NULL);
	n = fread(said, 1, 4095, out);
	said[n] = '\0';
	while (getc(out) != EOF)
		continue;
	return WEXITSTATUS(pclose(out));
}

ATF_TC_WITHOUT_HEAD(without_namespaces_nothing_is_run);
ATF_TC_BODY(without_namespaces_nothing_is_run, tc)
{
	char said[4096];

	refuse_unshare();
	ATF_CHECK_EQ(2, run_conform(tc, "--platforms native --cases "
	    "set_inheritable", said));
	ATF_CHECK_STREQ("conform: no sandbox: this machine gives namespaces "
	    "neither to this user nor in a user namespace: Operation not "
	    "permitted\n", said);
	ATF_CHECK(access("results/native", F_OK) != 0);
}

ATF_TC_WITHOUT_HEAD(verdicts_are_those_of_any_run);
ATF_TC_BODY(verdicts_are_those_of_any_run, tc)
{
	char said[4096];

	need_sandbox(tc);
	ATF_CHECK_EQ_MSG(0, run_conform(tc, "--platforms native "
	    "'set_inheritable/received_descriptor_is_inherited*' "
	    "'points/short_count_leaves_the_rest_to_be_received*' "
	    "'eintr/signal_before_the_call_does_not_touch_it*'", said), "%s", said);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, files_and_processes_are_its_own);
	ATF_TP_ADD_TC(tp, what_is_watched_from_outside_is_seen);
	ATF_TP_ADD_TC(tp, network_is_loopback_alone);
	ATF_TP_ADD_TC(tp, no_socket_or_fifo_leads_outside);
	ATF_TP_ADD_TC(tp, program_of_32_bit_is_refused);
	ATF_TP_ADD_TC(tp, words_that_name_devices_show_nothing);
	ATF_TP_ADD_TC(tp, without_namespaces_nothing_is_run);
	ATF_TP_ADD_TC(tp, verdicts_are_those_of_any_run);
	return atf_no_error();
}
