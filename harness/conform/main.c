/* SPDX-License-Identifier: BSD-2-Clause */
/* The command: runs the suite, and shows what it asks and what came of it. */
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness/conform/command.h"
#include "harness/conform/usage.h"
#include "harness/report/table.h"
#include "harness/runner/one.h"
#include "harness/runner/points.h"
#include "harness/rows/rows.h"

static int
points(struct options *o)
{
	struct config config;
	struct why why = WHY_INIT;

	make_config(o, &config);
	return points_print(&config, stdout, &why) ? 0 : command_fail(&why);
}

static int
list(struct options *o)
{
	struct why why = WHY_INIT;

	return one_list(o->patterns[0] != NULL ? o->patterns[0] : "*", stdout,
	    &why) ? 0 : command_fail(&why);
}

static const struct command {
	const char *name;
	size_t least, most;	/* arguments */
	int (*run)(struct options *);
} commands[] = {
	{ "run", 0, SIZE_MAX, command_run },
	{ "check", 0, 0, command_check },
	{ "report", 0, SIZE_MAX, command_report },
	{ "floors", 0, 0, command_floors },
	{ "import", 1, 1, command_import },
	{ "diff", 2, 2, command_diff },
	{ "gate", 0, 1, command_gate },
	{ "history", 2, SIZE_MAX, command_history },
	{ "bisect", 3, SIZE_MAX, command_bisect },
	{ "list", 0, 1, list },
	{ "clauses", 0, 1, command_clauses },
	{ "show", 1, 1, command_show },
	{ "replay", 1, 1, command_replay },
	{ "reproduce", 1, 1, command_reproduce },
	{ "findings", 0, 0, command_findings },
	{ "silent", 0, 0, command_silent },
	{ "docs", 1, 1, command_docs },
	{ "ledger", 0, 0, command_ledger },
	{ "points", 0, 0, points },
	{ "soak", 0, 0, command_soak },
	{ "record", 0, 0, command_record },
	{ "probe", 1, 1, command_probe },
	{ "merge", 1, SIZE_MAX, command_merge },
	{ "names", 1, SIZE_MAX, command_names },
};

/* Whether it reads results alone, and the suite's rows need not be right. */
static bool
reads_results(const struct command *c)
{
	return c->run == command_report || c->run == command_diff ||
	    c->run == command_gate || c->run == command_history ||
	    c->run == command_bisect;
}

/* What sets runs beside each other takes all columns, or one. */
static bool
check_column(const struct options *o, const struct command *c, struct why *why)
{
	return !reads_results(c) || c->run == command_report ||
	    strpbrk(o->platforms, " ,") == NULL || why_set(why, "'%s' takes "
	    "one name of --platforms, and not '%s'", c->name, o->platforms);
}

/* Whether each option that was given is one of the command's. */
static bool
check_options(const struct options *o, const char *command, struct why *why)
{
	struct text takers = TEXT_INIT;
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < o->given_len; i++) {
		if (usage_takes(command, o->given[i]))
			continue;
		usage_add_takers(&takers, o->given[i]);
		ok = why_set(why, "'%s' has no --%s, which is of %s", command,
		    o->given[i], text_get(&takers));
	}
	text_release(&takers);
	return ok;
}

static bool
check_arguments(const struct options *o, const struct command *c, size_t n,
    struct why *why)
{
	size_t due = n < c->least ? c->least : c->most, i;

	for (i = 0; i < n; i++)
		if (o->patterns[i][0] == '\0')
			return why_set(why, "'%s' is given an empty argument",
			    c->name);
	if (n > 0 && c->most == 0)
		return why_set(why, "'%s' takes no argument, and not '%s'%s",
		    c->name, o->patterns[0], usage_takes(c->name, "cases") ?
		    "; areas are chosen by --cases" : "");
	return (n >= c->least && n <= c->most) || why_set(why,
	    "'%s' takes %zu argument%s%s, and not %zu%s", c->name, due,
	    due == 1 ? "" : "s", c->most == SIZE_MAX ? " or more" :
	    c->least < c->most ? " at most" : "", n, n <= c->most ? "" :
	    "; one of several words needs quotes");
}

/* Whoever comes to no report of its own leaves an earlier one there. */
static int
leave(const struct options *o, const char *command, int status)
{
	static const char *const writing[] = { "run", "import", "merge" };
	size_t i;

	for (i = 0; i < sizeof(writing) / sizeof(writing[0]); i++)
		if (status == 2 && !o->here && !o->shared && command != NULL &&
		    strcmp(command, writing[i]) == 0)
			unfinished_mark(o);
	return status;
}

/* Behind the option that is none there may be the folder that is meant. */
static void
find_report(struct options *o, int argc, char **argv)
{
	static const char name[] = "--report";
	int i;

	for (i = 1; i < argc; i++)
		if (strncmp(argv[i], name, strlen(name)) != 0)
			continue;
		else if (argv[i][strlen(name)] == '=')
			o->report = argv[i] + strlen(name) + 1;
		else if (argv[i][strlen(name)] == '\0' && i + 1 < argc)
			o->report = argv[i + 1];
}

/* The reason is printed already; 2, the exit status. */
static int
refer(const char *command)
{
	fprintf(stderr, "conform %s%s--help says more\n", command != NULL ?
	    command : "", command != NULL ? " " : "");
	return 2;
}

static int
help(const char *command)
{
	struct text text = TEXT_INIT;
	struct why why = WHY_INIT;
	int status = 0;

	if (command != NULL)
		usage_add_command(&text, command);
	else
		usage_add(&text);
	if (!command_print(&text, &why))
		status = command_fail(&why);
	text_release(&text);
	return status;
}

static int
dispatch(struct options *o, const char *name, size_t arguments)
{
	const struct command *c = NULL;
	struct why why = WHY_INIT;
	size_t i;

	for (i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(name, commands[i].name) == 0)
			c = &commands[i];
	if (c == NULL) {
		why_set(&why, "there is no command '%s'", name);
		command_fail(&why);
		return refer(NULL);
	}
	if (!check_arguments(o, c, arguments, &why) ||
	    !check_options(o, name, &why) || !check_column(o, c, &why) ||
	    !folders_check(o, name, &why)) {
		command_fail(&why);
		return refer(name);
	}
	if (!reads_results(c) && !rows_check(&why))
		return command_fail(&why);
	return c->run(o);
}

/* How this program was started, as the shell takes it from `top`. */
static const char *
name_command(const char *program, struct text *quoted)
{
	size_t len = strlen(top);

	if (strncmp(program, top, len) == 0 && program[len] == '/')
		program += len + 1;
	if (program[strspn(program, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
	    "qrstuvwxyz0123456789_./-")] == '\0')
		return program;
	table_add_quoted(quoted, "", program);
	return text_get(quoted) + 1;	/* behind its blank */
}

int
main(int argc, char **argv)
{
	struct options o = { .platforms = "", .iut = "",
	    .oracle = "", .wrap = "", .name = "", .require = "",
	    .sample = "", .vectors = "", .watchdog = "", .ledger = "",
	    .owner = "", .output = "", .exact = "", .only = "", .shard = "",
	    .until = "",
	    .baseline = "",
	    .runs = 12 };
	struct text results = TEXT_INIT, output = TEXT_INIT,
	    command = TEXT_INIT;
	struct why why = WHY_INIT;
	int status;

	if (!find_top(&why))
		return command_fail(&why);
	text_addf(&results, "%s/results", work);
	text_addf(&output, "%s/report", work);
	o.results = text_get(&results);
	o.report = text_get(&output);
	o.command = name_command(argv[0], &command);
	if (!options_read(&o, argc, argv)) {
		find_report(&o, argc, argv);
		return o.help ? help(usage_command(argc, argv)) :
		    leave(&o, usage_command(argc, argv),
		    refer(usage_command(argc, argv)));
	}
	if (optind >= argc) {
		why_set(&why, "a command is missing");
		command_fail(&why);
		return refer(NULL);
	}
	o.report_named = o.report != text_get(&output);
	if (!o.here)
		own_split(&o);
	instances_widen(strcmp(o.vectors, "all") == 0);
	o.patterns = (const char *const *)argv + optind + 1;
	status = dispatch(&o, argv[optind], (size_t)(argc - optind - 1));
	if (fflush(stdout) != 0 || ferror(stdout)) {
		why_errno(&why, "cannot write what there is to say");
		status = command_fail(&why);
	}
	leave(&o, argv[optind], status);
	text_release(&results);
	text_release(&output);
	text_release(&command);
	return status;
}
