/* SPDX-License-Identifier: BSD-2-Clause */
#include <elf.h>
#include <endian.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/protocol/text.h"
#include "harness/session/machine.h"
#include "harness/world/system.h"

#define QEMU "qemu-"

char *
machine_told(const struct value *hello, const char *key)
{
	struct text text = TEXT_INIT;
	const struct value *pair;
	size_t i, j;

	for (i = 0; i < hello->len; i++) {
		pair = &hello->items[i];
		if (pair->kind != VALUE_TUPLE || pair->len != 2 ||
		    !value_is(&pair->items[0], VALUE_STR, key))
			continue;
		pair = &pair->items[1];
		if (pair->kind == VALUE_INT || pair->kind == VALUE_STR)
			text_adds(&text, pair->text);
		for (j = 0; pair->kind == VALUE_LIST && j < pair->len; j++)
			if (pair->items[j].kind == VALUE_STR)
				text_addf(&text, " %s ", pair->items[j].text);
		return text_detach(&text);
	}
	return NULL;
}

void
machine_take(struct machine *m, const struct value *hello)
{
	machine_release(m);
	m->arch = machine_told(hello, "machine");
	m->byteorder = machine_told(hello, "byteorder");
	m->word = machine_told(hello, "word");
	m->libc = machine_told(hello, "libc");
	m->kernel = machine_told(hello, "kernel");
	m->build = machine_told(hello, "build");
	m->abilities = machine_told(hello, "abilities");
}

/* Adds the version that `qemu-aarch64 --version` tells, asked once a program. */
static void
add_version(const char *program, struct text *name)
{
	static char asked[PATH_MAX], version[32];
	struct text command = TEXT_INIT;
	FILE *out;

	if (strcmp(asked, program) != 0 && strchr(program, '\'') == NULL) {
		snprintf(asked, sizeof(asked), "%s", program);
		version[0] = '\0';
		text_addf(&command, "'%s' --version </dev/null 2>/dev/null",
		    program);
		out = popen(text_get(&command), "re");
		if (out != NULL && (fscanf(out, "%*s version %31[0-9.]",
		    version) != 1))
			version[0] = '\0';
		if (out != NULL)
			pclose(out);
		text_release(&command);
	}
	if (strcmp(asked, program) == 0 && version[0] != '\0')
		text_addf(name, " %s", version);
}

/*
 * Whether a process of that machine runs on the runner's without an emulator:
 * on the same one, or the 32-bit one of its family.
 */
static bool
is_native(const char *arch)
{
	const char *ours = system_arch();

	return arch == NULL || strcmp(ours, arch) == 0 ||
	    (strcmp(ours, "x86_64") == 0 && strlen(arch) == 4 &&
	    arch[0] == 'i' && strcmp(arch + 2, "86") == 0) ||
	    (strcmp(ours, "aarch64") == 0 && strncmp(arch, "armv", 4) == 0);
}

static bool
check_told(const char *told, const char *seen, const char *of,
    const char *program, struct why *why)
{
	if (told == NULL || strcmp(told, seen) == 0)
		return true;
	return why_set(why, "it says that its %s is '%s', and its program "
	    "'%s' has '%s'", of, told, program, seen);
}

bool
machine_look(struct machine *m, pid_t pid, struct why *why)
{
	struct text name = TEXT_INIT;
	char link[40], program[PATH_MAX];
	unsigned char head[EI_NIDENT];
	const char *base;
	ssize_t n;
	int fd;

	snprintf(link, sizeof(link), "/proc/%d/exe", (int)pid);
	n = readlink(link, program, sizeof(program) - 1);
	fd = n > 0 ? open(link, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		return true;
	program[n] = '\0';
	n = read(fd, head, sizeof(head));
	close(fd);
	base = strrchr(program, '/') != NULL ? strrchr(program, '/') + 1 :
	    program;
	if (strncmp(base, QEMU, sizeof(QEMU) - 1) == 0) {
		text_adds(&name, QEMU "user");
		add_version(program, &name);
	} else if (!is_native(m->arch))
		text_adds(&name, base);
	if (name.len > 0) {
		m->emulator = text_detach(&name);
		return true;
	}
	if (n != sizeof(head) || memcmp(head, ELFMAG, SELFMAG) != 0)
		return true;
	return check_told(m->word, head[EI_CLASS] == ELFCLASS64 ? "64" : "32",
	    "word size", program, why) && check_told(m->byteorder,
	    head[EI_DATA] == ELFDATA2LSB ? "little" : "big", "byte order",
	    program, why);
}

static bool
differ(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) != 0;
}

uint32_t
machine_int(const struct machine *m, uint32_t n)
{
	return m->byteorder == NULL ? n :
	    strcmp(m->byteorder, "big") == 0 ? htobe32(n) : htole32(n);
}

static bool
is_mips(const char *arch)
{
	return arch != NULL && strncmp(arch, "mips", 4) == 0;
}

int64_t
machine_type(const struct machine *m, int64_t type)
{
	return (type == 1 || type == 2) && is_mips(m->arch) ? 3 - type : type;
}

bool
machine_differs(const struct machine *a, const struct machine *b)
{
	return differ(a->arch, b->arch) || differ(a->libc, b->libc) ||
	    differ(a->word, b->word) || (a->emulator == NULL) !=
	    (b->emulator == NULL) || differ(a->emulator, b->emulator);
}

void
machine_release(struct machine *m)
{
	free(m->arch);
	free(m->byteorder);
	free(m->word);
	free(m->libc);
	free(m->kernel);
	free(m->build);
	free(m->abilities);
	free(m->emulator);
	*m = (struct machine)MACHINE_INIT;
}
