/* SPDX-License-Identifier: BSD-2-Clause */
#include <atf-c.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/judge/asset_atf.h"
#include "harness/session/session.h"
#include "harness/world/system.h"

static void
take(struct machine *m, const char *hello)
{
	struct pool pool = POOL_INIT;
	const char *at = hello, *reason = "";
	const struct value *v = value_parse(&pool, &at, &reason);

	ATF_REQUIRE_MSG(v != NULL, "%s", reason);
	machine_take(m, v);
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(what_hello_says_is_taken);
ATF_TC_BODY(what_hello_says_is_taken, tc)
{
	struct machine m = MACHINE_INIT;

	take(&m, "[('machine','s390x'),('byteorder','big'),('word',64),"
	    "('libc','glibc%202.36'),('abilities',['sendfile','ipv6'])]");
	ATF_CHECK_STREQ("s390x", m.arch);
	ATF_CHECK_STREQ("big", m.byteorder);
	ATF_CHECK_STREQ("64", m.word);
	ATF_CHECK_STREQ("glibc 2.36", m.libc);
	ATF_CHECK_STREQ(" sendfile  ipv6 ", m.abilities);
	ATF_CHECK(m.kernel == NULL && m.build == NULL && m.emulator == NULL);
	take(&m, "[]");
	ATF_CHECK(m.arch == NULL && m.abilities == NULL);
	machine_release(&m);
}

/* This program is looked at, as an implementation that says so of itself. */
static bool
look(const char *format, const char *what, struct machine *m, struct why *why)
{
	char hello[200];

	snprintf(hello, sizeof(hello), format, what);
	take(m, hello);
	return machine_look(m, getpid(), why);
}

ATF_TC_WITHOUT_HEAD(what_the_program_cannot_be_is_refused);
ATF_TC_BODY(what_the_program_cannot_be_is_refused, tc)
{
	struct machine m = MACHINE_INIT;
	struct why why = WHY_INIT;
	bool wide = sizeof(void *) == 8;
	const short one = 1;
	bool little = *(const char *)&one == 1;

	ATF_CHECK(look("[('word',%s)]", wide ? "64" : "32", &m, &why));
	ATF_CHECK(m.emulator == NULL);
	ATF_CHECK(!look("[('word',%s)]", wide ? "32" : "64", &m, &why));
	ATF_CHECK(strstr(why.text, "it says that its word size is '") ==
	    why.text);
	ATF_CHECK(!look("[('byteorder','%s')]", little ? "big" : "little", &m,
	    &why));
	ATF_CHECK(strstr(why.text, "its byte order is '") != NULL);
	machine_release(&m);
}

ATF_TC_WITHOUT_HEAD(an_int_is_turned_round_for_the_other_order);
ATF_TC_BODY(an_int_is_turned_round_for_the_other_order, tc)
{
	char big[] = "big", little[] = "little";
	struct machine m = { .byteorder = big };
	uint32_t n = machine_int(&m, 0x61626364);

	ATF_CHECK_EQ(0, memcmp(&n, "abcd", 4));
	m.byteorder = little;
	n = machine_int(&m, 0x61626364);
	ATF_CHECK_EQ(0, memcmp(&n, "dcba", 4));
	m.byteorder = NULL;
	ATF_CHECK_EQ(7, machine_int(&m, 7));
}

ATF_TC_WITHOUT_HEAD(types_of_sockets_are_as_on_others);
ATF_TC_BODY(types_of_sockets_are_as_on_others, tc)
{
	char mips[] = "mips64", arm[] = "aarch64";
	struct machine m = { .arch = mips };

	ATF_CHECK_EQ(2, machine_type(&m, 1));
	ATF_CHECK_EQ(1, machine_type(&m, 2));
	ATF_CHECK_EQ(5, machine_type(&m, 5));
	m.arch = arm;
	ATF_CHECK_EQ(1, machine_type(&m, 1));
	m.arch = NULL;
	ATF_CHECK_EQ(2, machine_type(&m, 2));
}

ATF_TC_WITHOUT_HEAD(another_architecture_is_emulated);
ATF_TC_BODY(another_architecture_is_emulated, tc)
{
	struct machine m = MACHINE_INIT;
	struct why why = WHY_INIT;

	ATF_CHECK(look("[('machine','%s'),('word',16)]", "pdp11", &m, &why));
	ATF_REQUIRE(m.emulator != NULL);
	ATF_CHECK_STREQ("session_machine_test", m.emulator);
	/* The beginning of i386 to i686, and no more of it. */
	ATF_CHECK(look("[('machine','%s')]", "i", &m, &why));
	ATF_CHECK(m.emulator != NULL);
	ATF_CHECK(look("[('machine','%s')]", system_arch(), &m, &why));
	ATF_CHECK(m.emulator == NULL);
	machine_release(&m);
}

/* The same program, once as it is and once under an emulator. */
ATF_TC(an_implementation_under_qemu_appears_as_what_it_is);
ATF_TC_HEAD(an_implementation_under_qemu_appears_as_what_it_is, tc)
{
	atf_tc_set_md_var(tc, "require.progs", "qemu-x86_64");
	atf_tc_set_md_var(tc, "require.arch", "x86_64 amd64 unknown");
}
ATF_TC_BODY(an_implementation_under_qemu_appears_as_what_it_is, tc)
{
	struct session s = SESSION_INIT;
	struct why why = WHY_INIT;
	char top[PATH_MAX];

#ifdef __SANITIZE_ADDRESS__
	atf_tc_skip("qemu-user 7.2 fills the memory with its table of the 15 "
	    "TB that AddressSanitizer maps");
#endif
	asset_find_top_of(tc, top);
	s.top = top;
	s.command = "build/iut";
	ATF_REQUIRE_MSG(session_start(&s, &why), "%s", why.text);
	ATF_CHECK(s.on.emulator == NULL);
	ATF_CHECK_STREQ(system_arch(), s.on.arch);
	session_stop(&s);
	s.command = "qemu-x86_64 build/iut";
	ATF_REQUIRE_MSG(session_start(&s, &why), "%s", why.text);
	ATF_REQUIRE(s.on.emulator != NULL);
	ATF_CHECK(strncmp(s.on.emulator, "qemu-user ", 10) == 0);
	ATF_CHECK_STREQ("x86_64", s.on.arch);
	ATF_CHECK_STREQ("64", s.on.word);
	session_stop(&s);
}

static const struct {
	const char *platform, *qemu, *arch, *word, *byteorder;
} foreign[] = {
	{ "arm64", "aarch64", "aarch64", "64", "little" },
	{ "armhf", "arm", "armv7l", "32", "little" },
	{ "i386", "i386", "i686", "32", "little" },
	{ "mips64el", "mips64el", "mips64", "64", "little" },
	{ "ppc64el", "ppc64le", "ppc64le", "64", "little" },
	{ "riscv64", "riscv64", "riscv64", "64", "little" },
	{ "s390x", "s390x", "s390x", "64", "big" },
};

/* Of those that were made here (make conformance PLATFORMS=…). */
ATF_TC_WITHOUT_HEAD(one_of_another_architecture_appears_as_what_it_is);
ATF_TC_BODY(one_of_another_architecture_appears_as_what_it_is, tc)
{
	struct session s = SESSION_INIT;
	struct text command = TEXT_INIT, path = TEXT_INIT;
	struct why why = WHY_INIT;
	char top[PATH_MAX];
	size_t i, made = 0;

	asset_find_top_of(tc, top);
	s.top = top;
	for (i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		text_cut(&path, 0);
		text_addf(&path, "%s/build/platforms/%s/iut", top,
		    foreign[i].platform);
		if (access(text_get(&path), X_OK) != 0)
			continue;
		made++;
		text_cut(&command, 0);
		text_addf(&command, "qemu-%s -L build/platforms/%s "
		    "build/platforms/%s/iut", foreign[i].qemu,
		    foreign[i].platform, foreign[i].platform);
		s.command = text_get(&command);
		ATF_REQUIRE_MSG(session_start(&s, &why), "%s", why.text);
		ATF_REQUIRE(s.on.emulator != NULL);
		ATF_CHECK(strncmp(s.on.emulator, "qemu-user ", 10) == 0);
		ATF_CHECK_STREQ(foreign[i].arch, s.on.arch);
		ATF_CHECK_STREQ(foreign[i].word, s.on.word);
		ATF_CHECK_STREQ(foreign[i].byteorder, s.on.byteorder);
		session_stop(&s);
	}
	text_release(&command);
	text_release(&path);
	if (made == 0)
		atf_tc_skip("no platform of another architecture was made "
		    "here");
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, what_hello_says_is_taken);
	ATF_TP_ADD_TC(tp, what_the_program_cannot_be_is_refused);
	ATF_TP_ADD_TC(tp, an_int_is_turned_round_for_the_other_order);
	ATF_TP_ADD_TC(tp, types_of_sockets_are_as_on_others);
	ATF_TP_ADD_TC(tp, another_architecture_is_emulated);
	ATF_TP_ADD_TC(tp, an_implementation_under_qemu_appears_as_what_it_is);
	ATF_TP_ADD_TC(tp, one_of_another_architecture_appears_as_what_it_is);
	return atf_no_error();
}
