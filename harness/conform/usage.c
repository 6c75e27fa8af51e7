/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/conform/usage.h"
#include "harness/report/table.h"

#define WIDTH 80
#define COMMANDS 17	/* columns of a command with its arguments */
#define OPTIONS 25	/* and of an option with its own */
#define TAKERS_MOST 4	/* that stand behind an option */

/* What both implementations are started with. */
#define PARTIES "iut oracle wrap ledger require vectors exact "

/* Those of `run` that are for its launchers alone. */
#define LAUNCHED "here shared only sample watchdog "

static const struct {
	const char *name, *arguments, *text, *options;
} commands[] = {
	{ "run", "[GLOB…]",
	    "run the suite, or the instances of these patterns, "
	    "and report; exit status 0 only if nothing is unexpected, 2 if "
	    "something could not be run or read", "platforms cases " PARTIES
	    LAUNCHED "name sandbox full failed until-unstable resume shard jobs "
	    "limit results report" },
	{ "check", "", "the harness's own tests, then the suite on this kernel",
	    "cases " PARTIES "full watchdog jobs limit results report" },
	{ "report", "[DIR…]", "report again what build/results has, or these "
	    "folders, which goes into --report alone, also as files for "
	    "other tools (--format)",
	    "platforms ledger format output results report" },
	{ "floors", "",
	    "write what --platforms executed last as the least that "
	    "they have to execute, into cases/floors/", "platforms results" },
	{ "import", "FILE", "takes in what a bundle printed (build/bundle/) as "
	    "the column --name, and reports it as a run; what is cut off or "
	    "damaged does not take the place of what is whole",
	    "name force ledger shared results report" },
	{ "diff", "A B", "what is otherwise in the second of two runs, by kind "
	    "first; exit status 0 nothing is worse, 1 something is, 2 they are "
	    "not comparable; a run is a folder of results or a report.json, "
	    "with :PLATFORM behind it one column of it", "platforms full "
	    "force format output" },
	{ "gate", "[RUN]", "whether the last run, or that one, has nothing "
	    "unexpected that --baseline has not, no column that executed "
	    "nothing, no clause below its floor, and nothing of the baseline "
	    "that no longer happens; exit status 0, 1 or 2",
	    "platforms baseline update-baseline report" },
	{ "history", "RUN…",
	    "when each kind and finding came and went, in runs "
	    "of one platform, oldest first; --format json:FILE for programs",
	    "platforms full format output" },
	{ "bisect", "RUN… KIND",
	    "the neighbours between which a kind or a finding came, by its "
	    "name, its line in the history behind the numbers, or a part; exit "
	    "status 1 if the first run that ran its rows has it already",
	    "platforms" },
	{ "list", "[GLOB]", "the ids of all instances, '*' being any run of "
	    "characters", "vectors" },
	{ "clauses", "[ID]", "the clauses with their instances and last "
	    "verdicts, or all about one", "vectors report" },
	{ "show", "ID",
	    "run one instance, here or where --platforms leads, and show both "
	    "traces", "platforms limit watchdog " PARTIES "name" },
	{ "replay", "ID", "the same, printing every line of the protocol",
	    "platforms limit watchdog " PARTIES "name" },
	{ "reproduce", "ID", "write programs that show a finding, an entry of "
	    "the ledger or an instance without the harness, into "
	    "build/reproduce/", PARTIES "name" },
	{ "findings", "",
	    "what was found, and whose it is; with --owner what is "
	    "to be reported there, a text for each", PARTIES "owner output" },
	{ "silent", "", "of each row, on which events its documentation is "
	    "silent, so that only the oracle and its recording judge them",
	    "vectors" },
	{ "docs", "FOLDER", "which sentences of a version's documentation, in "
	    "HTML, changed that clauses rest on, and which none claims; exit "
	    "status 1 if there are any; with --propose lines for "
	    "cases/documented.tsv, with --full all sentences",
	    "propose full" },
	{ "ledger", "", "with --propose, entries for what --platforms showed "
	    "last and no ledger knows, by kind, into the new file --output or "
	    "here; their reasons are for a person to find",
	    "platforms name propose output results" },
	{ "points", "",
	    "the system calls of each method that can be disturbed, "
	    "and how many of them the rows disturb", PARTIES "name" },
	{ "soak", "",
	    "runs the suite --runs times, on this kernel, arm64 and uml in "
	    "turn, a third of them under stress-ng, others on one processor or "
	    "at nice 19, and names each instance that changed; --resume makes "
	    "those runs alone that build/soak does not have",
	    "runs platforms resume cases " PARTIES "full watchdog jobs limit" },
	{ "merge", "DIR…",
	    "makes the results of whole runs, in --results, from "
	    "those of their shares, and reports them; 2 if one is missing, "
	    "there twice, of another revision or of another platform, or if "
	    "one of --platforms has none",
	    "platforms ledger format output results report" },
	{ "probe", "COMMAND",
	    "asks an implementation under test what it has to "
	    "answer before anything counts, then each method once, and says "
	    "what is missing; exit status 0 only if nothing is, 2 if it does "
	    "not even introduce itself", "" },
	{ "record", "", "runs the oracle alone and writes its traces into "
	    "oracle/recorded/; exit status 1 if one is not as expected",
	    "platforms cases " PARTIES LAUNCHED "name jobs limit results" },
	{ "names", "OPTION [NAME…]", "the words that platforms, cases, format or "
	    "owner take, a line each; of NAMEs, each that is a platform, and "
	    "exit status 2 if one is none", "" },
};

static const struct {
	const char *name, *argument, *text;
} options[] = {
	{ "platforms", "\"native uml\"", "which platforms: `all`, or those of "
	    "`conform names platforms`" },
	{ "cases", "\"sendfile eintr\"", "only these areas" },
	{ "iut", "COMMAND", "the implementation under test" },
	{ "oracle", "COMMAND", "the Python, `python3.13 oracle/oracle.py`; a "
	    "command without blanks gets the script added; `recorded` or "
	    "`recorded 3.13`: its traces" },
	{ "ledger", "\"FILE FILE\"",
	    "ledgers of one's own, beside the project's; "
	    "may be given several times" },
	{ "wrap", "PREFIX", "starts both through a prefix" },
	{ "name", "NAME", "the column of the run (with one platform)" },
	{ "full", "", "everything on slow platforms too (run); not a screen of "
	    "it, but all (diff, history)" },
	{ "format", "F:FILE", "writes it as F into FILE, `--format F --output "
	    "FILE` likewise; without a file prints it; may be given several "
	    "times: json, junit, tap, md, github (annotations), badge (SVG), "
	    "shields, html; a history has json and html" },
	{ "baseline", "FILE", "kinds that are let pass" },
	{ "update-baseline", "", "writes those of the run into it, and says "
	    "which came and went" },
	{ "force", "", "compares what both have (diff); puts what is cut off "
	    "or damaged in a column's place (import)" },
	{ "vectors", "all", "every known answer, not a sample" },
	{ "sandbox", "", "keeps the implementation under test from the network "
	    "but loopback, from files but its folder and from other processes; "
	    "exit status 2, and nothing is run, where that cannot be had" },
	{ "failed", "", "only what was unexpected or not run the last time, by "
	    "the same --iut and --oracle" },
	{ "until-unstable", "N", "runs each instance up to N times, as long as "
	    "its traces are the same" },
	{ "resume", "", "goes on with the run in --results that was ended or "
	    "killed, and that was asked for likewise: what is complete is not "
	    "run again" },
	{ "shard", "I/N", "the I-th of N shares of the rows; `merge` puts them "
	    "together" },
	{ "jobs", "N", "areas at a time" },
	{ "limit", "SECONDS", "after which a platform is ended" },
	{ "runs", "N", "how often to soak, 12" },
	{ "owner", "qemu", "whose findings" },
	{ "propose", "", "prints lines or entries for what is not known" },
	{ "output", "PATH",
	    "the file itself (report, ledger), or the folder of "
	    "the texts (findings)" },
	{ "results", "DIR", "where results are, build/results" },
	{ "report", "DIR", "where report.json goes, build/report" },
	{ "here", "", "runs where it is started, for launchers; with it "
	    "--results is the platform's folder" },
	{ "shared", "", "others run areas of the same list, for launchers" },
	{ "only", "FILE", "the ids and patterns of FILE, for launchers" },
	{ "require", "ABILITIES", "what a platform has to have" },
	{ "sample", "N", "N rows of each area and what needs AF_ALG, for launchers" },
	{ "watchdog", "SECONDS", "after which what runs, and does not sleep, "
	    "hangs" },
	{ "exact", "1", "time is virtual, for launchers" },
	{ "help", "", "of a command too: `conform diff --help`" },
	{ "version", "", "of the suite and of its library" },
};

#define LEN(table) (sizeof(table) / sizeof((table)[0]))

/* A text behind its head; the head stands above where it has no room. */
static void
add_beside(struct text *out, const struct text *head, size_t columns,
    const char *words)
{
	struct text wrapped = TEXT_INIT;
	size_t n, wide = 0;

	for (n = 0; n < head->len; n++)
		wide += (text_get(head)[n] & 0xc0) != 0x80;
	table_add_wrapped(&wrapped, words, columns, WIDTH);
	text_adds(out, text_get(head));
	if (wide < columns)
		text_adds(out, text_get(&wrapped) + wide);
	else
		text_addf(out, "\n%s", text_get(&wrapped));
	text_release(&wrapped);
}

static void
add_command(struct text *out, size_t i)
{
	struct text head = TEXT_INIT;

	text_addf(&head, "  %s %s", commands[i].name, commands[i].arguments);
	add_beside(out, &head, COMMANDS, commands[i].text);
	text_release(&head);
}

/* Behind it the commands that take it, where these are few and it is asked. */
static void
add_option(struct text *out, size_t i, bool with_takers)
{
	struct text head = TEXT_INIT, text = TEXT_INIT, takers = TEXT_INIT;
	size_t n, c;

	for (n = 0, c = 0; c < LEN(commands); c++)
		n += text_has_word(commands[c].options, options[i].name);
	text_addf(&head, "  --%s %s", options[i].name, options[i].argument);
	text_adds(&text, options[i].text);
	usage_add_takers(&takers, options[i].name);
	if (with_takers && n > 0 && n <= TAKERS_MOST)
		text_addf(&text, " [%s]", text_get(&takers));
	add_beside(out, &head, OPTIONS, text_get(&text));
	text_release(&head);
	text_release(&text);
	text_release(&takers);
}

void
usage_add(struct text *out)
{
	size_t i;

	text_adds(out, "usage: conform COMMAND [OPTION…] [ARGUMENT]\n\n");
	for (i = 0; i < LEN(commands); i++)
		add_command(out, i);
	text_addc(out, '\n');
	for (i = 0; i < LEN(options); i++)
		add_option(out, i, true);
	text_adds(out, "\nThe exit status is 0 only if nothing is unexpected, "
	    "1 if something is, or\nnothing was executed, 2 if something "
	    "could not be run or read, or is not there.\n"
	    "conform COMMAND --help says which options a command "
	    "takes. What goes into build/\ngoes into pysock-run/ if the suite "
	    "is installed.\n");
}

void
usage_add_command(struct text *out, const char *command)
{
	size_t i;

	for (i = 0; i < LEN(commands); i++)
		if (strcmp(commands[i].name, command) == 0) {
			text_addf(out, "usage: conform %s%s%s%s\n\n", command,
			    commands[i].options[0] != '\0' ? " [OPTION…]" : "",
			    commands[i].arguments[0] != '\0' ? " " : "",
			    commands[i].arguments);
			table_add_wrapped(out, commands[i].text, 2, WIDTH);
			text_addc(out, '\n');
		}
	for (i = 0; i < LEN(options); i++)
		if (usage_takes(command, options[i].name))
			add_option(out, i, false);
}

const char *
usage_command(int argc, char **argv)
{
	size_t c;
	int i;

	for (i = 1; i < argc; i++)
		for (c = 0; c < LEN(commands); c++)
			if (strcmp(commands[c].name, argv[i]) == 0)
				return argv[i];
	return NULL;
}

bool
usage_takes(const char *command, const char *option)
{
	size_t i;

	for (i = 0; i < LEN(commands); i++)
		if (strcmp(commands[i].name, command) == 0)
			return text_has_word(commands[i].options, option);
	return false;
}

void
usage_add_takers(struct text *out, const char *option)
{
	const char *between = "";
	size_t i;

	for (i = 0; i < LEN(commands); i++)
		if (text_has_word(commands[i].options, option)) {
			text_addf(out, "%s%s", between, commands[i].name);
			between = ", ";
		}
}
