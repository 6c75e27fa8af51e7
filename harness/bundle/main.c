/* SPDX-License-Identifier: BSD-2-Clause */
/* The bundle's command. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/bundle/bundle.h"
#include "harness/iut/serve.h"
#include "harness/judge/asset.h"
#include "harness/pysock/pysock.h"
#include "harness/rows/revision.h"
#include "harness/rows/rows.h"
#include "harness/runner/one.h"

#define DAY_S 86400

#define AS_PROBE "PYSOCK_IS_THE_PROBE"	/* in the environment of an exec */

extern const unsigned char bundle_archive[], bundle_archive_end[];
int probe_main(void);

static const char usage[] =
"usage: pysock COMMAND [OPTION…] [ARGUMENT]\n"
"\n"
"  run           runs the suite, prints its results as a stream, for\n"
"                `conform import`, and then the table; exit status 0 only if\n"
"                nothing is unexpected, 2 if something could not be run\n"
"  list [GLOB]   the ids of all instances, '*' being any run of characters\n"
"  show ID       runs one instance and shows both traces\n"
"  replay ID     the same, printing every line of the protocol\n"
"  revision      of the suite, and how many instances it has\n"
"  iut           the implementation alone, on descriptors 3 and 4\n"
"  help\n"
"\n"
"  --cases \"sendfile eintr\"   only these areas; or sendfile,eintr\n"
"  --out FILE                 the stream into that file too\n"
"  --oracle COMMAND           a Python on this machine, `python3`; a command\n"
"                             with blanks speaks the protocol itself; without\n"
"                             it: CPython's recorded traces\n"
"  --iut COMMAND              another implementation under test\n"
"  --ledger FILE              a ledger of one's own, beside the project's\n"
"  --vectors all              every known answer, not a sample\n"
"  --watchdog SECONDS         how long one reply may take, 10\n"
"  --version                  of the suite and of its library\n"
"\n"
"As process 1 of a machine it runs, prints to the console, and powers off.\n";

static int
fail(const struct why *why)
{
	fprintf(stderr, "pysock: %s\n", why->text);
	return 2;
}

static int
show(const struct bundle *b, const char *id, bool every_call)
{
	struct config config;
	struct why why = WHY_INIT;
	int status;

	instances_widen(true);
	if (!bundle_configure(b, &config, &why))
		return fail(&why);
	status = one_run(&config, id, every_call, stdout, &why);
	bundle_tidy();
	if (status != 0)
		fail(&why);
	return status;
}

static int
tell_revision(void)
{
	struct revision r;

	revision_of_suite(&r);
	printf("%s %zu instances\n", r.digits, r.instances);
	return 0;
}

static int
dispatch(const struct bundle *b, const char *command, const char *argument)
{
	struct why why = WHY_INIT;
	bool takes = strcmp(command, "list") == 0 ||
	    strcmp(command, "show") == 0 || strcmp(command, "replay") == 0;

	if (argument != NULL && !takes) {
		why_set(&why, "'%s' takes no argument, and not '%s'; areas are "
		    "chosen by --cases", command, argument);
		return fail(&why);
	}
	if (!rows_check(&why))
		return fail(&why);
	if (strcmp(command, "run") == 0)
		return bundle_run(b);
	if (strcmp(command, "list") == 0)
		return one_list(argument != NULL ? argument : "*", stdout,
		    &why) ? 0 : fail(&why);
	if (strcmp(command, "revision") == 0)
		return tell_revision();
	if (strcmp(command, "iut") == 0)
		return serve();
	if (takes && argument != NULL)
		return show(b, argument, command[0] == 'r');
	fputs(usage, strcmp(command, "help") == 0 ? stdout : stderr);
	return strcmp(command, "help") == 0 ? 0 : 2;
}

static bool
read_options(struct bundle *b, int argc, char **argv)
{
	enum { CASES = 1, IUT, LEDGER, ORACLE, OUT, VECTORS, WATCHDOG, HELP,
	    VERSION };
	static const struct option options[] = {
		{ "cases", 1, NULL, CASES }, { "iut", 1, NULL, IUT },
		{ "ledger", 1, NULL, LEDGER },
		{ "oracle", 1, NULL, ORACLE }, { "out", 1, NULL, OUT },
		{ "vectors", 1, NULL, VECTORS },
		{ "watchdog", 1, NULL, WATCHDOG }, { "help", 0, NULL, HELP },
		{ "version", 0, NULL, VERSION },
		{ NULL, 0, NULL, 0 },
	};
	const char **strings[] = { NULL, &b->cases, &b->iut, &b->ledger,
	    &b->oracle, &b->out, &b->vectors, &b->watchdog };
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == VERSION) {
			puts("pysock " PYSOCK_VERSION);
			exit(fflush(stdout) == 0 ? 0 : 2);
		}
		if (c < CASES || c > WATCHDOG)
			return false;
		*strings[c] = optarg;
	}
	if (b->vectors[0] != '\0' && strcmp(b->vectors, "all") != 0)
		fputs("pysock: --vectors takes all\n", stderr);
	else if (b->watchdog[0] != '\0' &&
	    text_count(b->watchdog, DAY_S) == 0)
		fputs("pysock: --watchdog takes seconds, 1 to 86400\n", stderr);
	else
		return true;
	return false;
}

static bool
is_command(const char *word)
{
	static const char *const commands[] = { "run", "list", "show",
	    "replay", "revision", "iut", "help" };
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(word, commands[i]) == 0)
			return true;
	return false;
}

/*
 * A kernel hands on the words that it does not know, before those for process
 * 1; User Mode Linux adds what is for the kernel behind them.
 */
static int
without_kernels(int argc, char **argv)
{
	int i = 1, n = 1;

	while (i < argc && !is_command(argv[i]) &&
	    (strncmp(argv[i], "--", 2) != 0 || argv[i][2] == '\0'))
		i++;
	for (; i < argc; i++)
		if (strncmp(argv[i], "root=", 5) != 0 &&
		    strncmp(argv[i], "console=", 8) != 0)
			argv[n++] = argv[i];
	argv[n] = NULL;
	return n;
}

int
main(int argc, char **argv)
{
	struct bundle b = { .name = argc > 0 ? argv[0] : "pysock", .cases = "",
	    .iut = "", .ledger = "", .oracle = "", .out = "", .vectors = "",
	    .watchdog = "" };
	const char *command = "help";

	if (argc <= 1 && getenv(AS_PROBE) != NULL)
		return probe_main();
	setenv(AS_PROBE, "1", 1);
	asset_carry(bundle_archive,
	    (uintptr_t)bundle_archive_end - (uintptr_t)bundle_archive);
	if (init_is_needed()) {
		init_start();
		argc = without_kernels(argc, argv);
		command = "run";
	}
	if (!read_options(&b, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	instances_widen(strcmp(b.vectors, "all") == 0);
	if (optind < argc)
		command = argv[optind];
	return dispatch(&b, command,
	    optind + 1 < argc ? argv[optind + 1] : NULL);
}
