/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that show a finding: written, run, and asked what they saw. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/conform/command.h"
#include "harness/conform/program.h"

#define SECONDS 30

bool
program_write(const char *name, const char *text, struct text *path,
    struct why *why)
{
	struct text folder = TEXT_INIT;
	FILE *out = NULL;
	bool ok;

	text_addf(&folder, "%s/build/reproduce", top);
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

int
program_run(const char *command, struct text *said)
{
	struct text line = TEXT_INIT;
	char bytes[4096];
	size_t n;
	FILE *in;
	int status;

	text_addf(&line, "timeout %d %s 2>&1 </dev/null", SECONDS, command);
	fflush(stdout);
	in = popen(text_get(&line), "re");
	text_release(&line);
	if (in == NULL)
		return -1;
	while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		text_add(said, bytes, n);
	while (said->len > 0 && said->at[said->len - 1] == '\n')
		text_cut(said, said->len - 1);
	status = pclose(in);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool
program_needs_missing(const struct finding_page *f)
{
	struct text said = TEXT_INIT;
	int fd = -1;
	bool missing = false;

	if (strcmp(f->needs, "af_alg") == 0) {
		fd = socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
		missing = fd < 0;
	} else if (f->needs[0] != '\0')
		missing = program_run(f->needs[0] == 's' ? "strace -V" :
		    "false", &said) != 0;
	if (fd >= 0)
		close(fd);
	text_release(&said);
	return missing;
}
