/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that show a finding: written, run, and asked what they saw. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/conform/program.h"

/* build/reproduce */
static void
add_folder(struct text *to)
{
	text_addf(to, "%s/reproduce", work);
}

bool
program_write(const char *name, const char *text, struct text *path,
    struct why *why)
{
	struct text folder = TEXT_INIT;
	FILE *out = NULL;
	bool ok;

	add_folder(&folder);
	text_addf(path, "%s/%s", text_get(&folder), name);
	ok = make_folder(text_get(&folder), why);
	text_release(&folder);
	out = ok ? fopen(text_get(path), "we") : NULL;
	if (out != NULL) {
		ok = fputs(text, out) >= 0;
		ok = fclose(out) == 0 && ok;
	}
	return (ok && out != NULL) ||
	    why_errno(why, "cannot write '%s'", text_get(path));
}

/* The first word of the oracle's command: "python3 -E oracle/oracle.py". */
void
program_python(const struct options *o, struct text *python)
{
	struct config config;

	make_config(o, &config);
	text_add(python, config.oracle, strcspn(config.oracle, " "));
}

struct program_means
program_means_of(const struct finding_place *p)
{
	return (struct program_means){ p->python, p->compiler, p->prefix };
}

/* A page's program in a folder; what is compiled stands beside it. */
static void
add_path(const struct finding_page *f, const char *folder, const char *ending,
    struct text *to)
{
	if (folder != NULL)
		text_addf(to, "'%s/%s%s'", folder, f->id, ending);
	else
		text_addf(to, "./%s%s", f->id, ending);
}

void
program_command_python(const struct finding_page *f,
    const struct program_means *m, const char *folder, struct text *command)
{
	text_addf(command, "%s ", m->python);
	add_path(f, folder, ".py", command);
}

static void
add_compile(const struct finding_page *f, const struct program_means *m,
    const char *folder, struct text *command)
{
	text_addf(command, "%s -std=gnu11 -D_GNU_SOURCE -Wall -o ",
	    m->compiler);
	add_path(f, folder, "", command);
	text_addc(command, ' ');
	add_path(f, folder, ".c", command);
	/* Not each C library has its threads in itself. */
	text_adds(command, " -lpthread");
}

static void
add_start(const struct finding_page *f, const struct program_means *m,
    const char *folder, struct text *command)
{
	text_addf(command, "%s%s", m->prefix, m->prefix[0] != '\0' ? " " : "");
	add_path(f, folder, "", command);
}

void
program_command_c(const struct finding_page *f,
    const struct program_means *m, const char *folder, struct text *command)
{
	add_compile(f, m, folder, command);
	text_adds(command, " && ");
	add_start(f, m, folder, command);
}

static bool
write_program(const struct finding_page *f, const char *ending,
    const char *source, struct why *why)
{
	struct text name = TEXT_INIT, path = TEXT_INIT;
	bool ok;

	text_addf(&name, "%s%s", f->id, ending);
	ok = program_write(text_get(&name), source, &path, why);
	text_release(&name);
	text_release(&path);
	return ok;
}

bool
program_show_python(const struct finding_page *f,
    const struct program_means *m, int *status, struct text *said,
    struct why *why)
{
	struct text command = TEXT_INIT, folder = TEXT_INIT;
	bool ok = write_program(f, ".py", f->python, why);

	add_folder(&folder);
	program_command_python(f, m, text_get(&folder), &command);
	if (ok)
		*status = program_run(text_get(&command), said);
	text_release(&command);
	text_release(&folder);
	return ok;
}

bool
program_show_c(const struct finding_page *f, const struct program_means *m,
    int *status, struct text *said, struct why *why)
{
	struct text command = TEXT_INIT, folder = TEXT_INIT;
	bool ok = write_program(f, ".c", f->c, why);

	add_folder(&folder);
	add_compile(f, m, text_get(&folder), &command);
	text_adds(&command, " -Werror");
	*status = ok ? program_run(text_get(&command), said) : -1;
	text_cut(&command, 0);
	add_start(f, m, text_get(&folder), &command);
	if (ok && *status == 0)
		*status = program_run(text_get(&command), said);
	text_release(&command);
	text_release(&folder);
	return ok;
}

static bool
has_command(const char *command)
{
	struct text line = TEXT_INIT, said = TEXT_INIT;
	bool has;

	text_addf(&line, "sh -c 'command -v %.*s'",
	    (int)strcspn(command, " "), command);
	has = program_run(text_get(&line), &said) == 0;
	text_release(&line);
	text_release(&said);
	return has;
}

static bool
has_af_alg(void)
{
	int fd = socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

const char *
program_missing(const struct finding_page *f)
{
	const struct finding_place *p = f->place;

	if (strcmp(f->needs, "af_alg") == 0 && !has_af_alg())
		return f->needs;
	if (strcmp(f->needs, "strace") == 0 && !has_command(f->needs))
		return f->needs;
	if (p == NULL)
		return NULL;
	if (f->python != NULL && !has_command(p->python))
		return p->python;
	if (f->c != NULL && !has_command(p->compiler))
		return p->compiler;
	return p->prefix[0] != '\0' && !has_command(p->prefix) ? p->prefix :
	    NULL;
}

void
program_who(const struct finding_page *f, const char *oracle,
    struct text *who)
{
	struct text said = TEXT_INIT;

	if (f->place == NULL) {
		text_adds(who, oracle);
		return;
	}
	program_run(f->place->asked, &said);
	finding_place_who(f->place, text_get(&said), who);
	text_release(&said);
}
