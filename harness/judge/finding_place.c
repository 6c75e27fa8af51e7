/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/judge/finding_place.h"

#define QEMU(cpu, compiler) { "qemu-" cpu, compiler " -static", "qemu-" cpu, \
	NULL, "qemu-" cpu " --version", "version ", "qemu-user" }
#define RUNSC "runsc -rootless --ignore-cgroups --platform=ptrace " \
	"--network=none --net-raw do"

static const struct finding_place places[] = {
	QEMU("aarch64", "aarch64-linux-gnu-gcc"),
	QEMU("arm", "arm-linux-gnueabihf-gcc"),
	QEMU("i386", "gcc -m32"),
	QEMU("mips64el", "mips64el-linux-gnuabi64-gcc"),
	QEMU("ppc64le", "powerpc64le-linux-gnu-gcc"),
	QEMU("riscv64", "riscv64-linux-gnu-gcc"),
	QEMU("s390x", "s390x-linux-gnu-gcc"),
	/* 0.0~20221219.0 in Debian, release-20221219.0 elsewhere. */
	{ "runsc", "cc -static", RUNSC, NULL, "runsc --version | tr ~ -", "-",
	    "gvisor" },
	{ "musl", "musl-gcc -static", "", NULL,
	    "sh -c 'for ld in /lib/ld-musl-*; do $ld; done'", "Version ",
	    "musl" },
	{ "dietlibc", "diet gcc -Wl,-w", "", NULL, "diet -v 2>&1", "version ",
	    "dietlibc" },
	{ "pypy3", NULL, "", "pypy3", "pypy3 --version", "PyPy ", "PyPy" },
};

#define PLACES (sizeof(places) / sizeof(places[0]))

const struct finding_place *
finding_place_find(const char *name)
{
	size_t i;

	for (i = 0; i < PLACES; i++)
		if (strcmp(places[i].name, name) == 0)
			return &places[i];
	return NULL;
}

void
finding_place_names(struct text *names)
{
	size_t i;

	for (i = 0; i < PLACES; i++)
		text_addf(names, "%s%s", i > 0 ? ", " : "", places[i].name);
}

void
finding_place_who(const struct finding_place *p, const char *printed,
    struct text *who)
{
	const char *at = strstr(printed, p->mark);
	size_t len;

	text_adds(who, p->who);
	if (at == NULL)
		return;
	at += strlen(p->mark);
	len = strspn(at, "0123456789.");
	if (len > 0)
		text_addf(who, " %.*s", (int)len, at);
}
