/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kills a run at random moments and looks what is lost. For each moment: what
 * was recorded is read, the report names the incomplete rows, no process is
 * left, `--resume` runs none of the complete rows again, and its report is, but
 * for the time of the run, byte for byte that of a run that was left alone.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/kill/moment.h"
#include "harness/kill/tree.h"

static const char usage[] =
"usage: kill-runs [OPTION…] [GLOB…]\n"
"\n"
"  --moments N   at which a run on this kernel is killed, 10: by TERM, by\n"
"                KILL, and by KILL of all its processes\n"
"  --guests N    at which a User Mode Linux goes off, or what runs it is\n"
"                killed, 0\n"
"  --seed N      of the moments, 1\n"
"  --cases       areas, \"setblocking\"\n"
"  GLOB          instances of these, not all\n"
"\n"
"kill-runs --log FILE COMMAND…   notes for which row it starts a command\n";

/* For which row an implementation is started: its parent's program says. */
static _Noreturn void
log_and_run(const char *path, char **command)
{
	char cmdline[4096], name[64], *program, *row = cmdline;
	FILE *in, *out;
	size_t n = 0, i;

	snprintf(name, sizeof(name), "/proc/%d/cmdline", (int)getppid());
	in = fopen(name, "re");
	if (in != NULL) {
		n = fread(cmdline, 1, sizeof(cmdline) - 1, in);
		fclose(in);
	}
	cmdline[n] = '\0';
	for (i = 0; i + 1 < n; i++)
		if (cmdline[i] == '\0')
			row = cmdline + i + 1;
	program = strrchr(cmdline, '/') != NULL ? strrchr(cmdline, '/') + 1 :
	    cmdline;
	n = strlen(program);
	if (n > 5 && strcmp(program + n - 5, "_test") == 0) {
		out = fopen(path, "ae");
		if (out == NULL)
			exit(126);
		fprintf(out, " %.*s/%s \n", (int)n - 5, program, row);
		fclose(out);
	}
	execvp(command[0], command);
	exit(127);
}

static size_t
split(char *words, const char **at, size_t most)
{
	char *word;
	size_t n = 0;

	while (n + 1 < most && (word = strsep(&words, " ")) != NULL)
		if (word[0] != '\0')
			at[n++] = word;
	at[n] = NULL;
	return n;
}

static bool
prepare(struct killing *k, char top[PATH_MAX])
{
	static char folder[PATH_MAX];

	if (!asset_find_top_of_program(0, top))
		return false;
	snprintf(folder, sizeof(folder), "%.*s/build/kill.%d", PATH_MAX - 32,
	    top, (int)getpid());
	k->top = top;
	k->folder = folder;
	return mkdir(folder, 0777) == 0 && tree_adopt() &&
	    setvbuf(stdout, NULL, _IOLBF, 0) == 0;
}

static bool
read_options(struct killing *k, int argc, char **argv)
{
	static const struct option options[] = {
		{ "moments", 1, NULL, 'm' }, { "guests", 1, NULL, 'g' },
		{ "seed", 1, NULL, 's' }, { "cases", 1, NULL, 'c' },
		{ NULL, 0, NULL, 0 },
	};
	static char usual[] = "setblocking";
	char *cases = usual;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (c == 'm')
			k->moments = atoi(optarg);
		else if (c == 'g')
			k->guests = atoi(optarg);
		else if (c == 's')
			k->seed = (unsigned)atoi(optarg);
		else if (c == 'c')
			cases = optarg;
		else
			return false;
	k->patterns = (const char *const *)argv + optind;
	split(cases, k->areas, KILLING_AREAS);
	return k->moments >= 0 && k->guests >= 0 && k->areas[0] != NULL;
}

int
main(int argc, char **argv)
{
	struct killing k = { .moments = 10, .seed = 1 };
	char top[PATH_MAX];
	size_t bad;

	if (argc > 3 && strcmp(argv[1], "--log") == 0)
		log_and_run(argv[2], argv + 3);
	if (!read_options(&k, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	if (!prepare(&k, top)) {
		perror("kill");
		return 2;
	}
	bad = killing_run(&k);
	killing_release(&k);
	return bad > 0;
}
