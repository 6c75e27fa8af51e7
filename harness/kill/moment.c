/* SPDX-License-Identifier: BSD-2-Clause */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/kill/call.h"

#define GONE_S 60.0	/* until which all processes have to be */
#define PROCESSES 4096

enum how { BY_TERM, BY_KILL, BY_KILL_OF_ALL, BY_POWER_OFF };

static const char *const hows[] = { "TERM", "KILL", "KILL of all",
    "power-off of the guest" };

struct moment {
	struct killing *k;
	int number;
	enum how how;
	double after;
	struct rows rows;
	struct text why;	/* what is bad */
};

/* Whether what the platform's folder has is of the run that was killed. */
static bool
is_of_the_run(const struct killing *k)
{
	struct text name = TEXT_INIT, run = TEXT_INIT, begun = TEXT_INIT;
	bool is;

	text_addf(&name, "results/%s/run", k->platform);
	call_read(k, text_get(&name), &begun);
	call_read(k, "results/run", &run);
	is = begun.len > 0 && strncmp(text_get(&begun), text_get(&run),
	    begun.len) == 0;
	text_release(&name);
	text_release(&run);
	text_release(&begun);
	return is;
}

/* Of an earlier run, all of whose rows are there, none is complete in this. */
static void
look(struct moment *m)
{
	struct text folder = TEXT_INIT;

	text_addf(&folder, "%s/results/%s", m->k->folder, m->k->platform);
	rows_look(&m->rows, text_get(&folder), m->k->areas);
	if (!is_of_the_run(m->k)) {
		text_cut(&m->rows.complete, 0);
		m->rows.complete_len = 0;
	}
	text_release(&folder);
}

/* The parents first: so none sees the end of what it has started. */
static void
kill_all(pid_t root)
{
	static pid_t at[PROCESSES];
	size_t n = tree_list(root, at, PROCESSES), i;

	for (i = 0; i < n; i++)
		kill(at[i], SIGKILL);
	kill(root, SIGKILL);
}

static void
kill_run(const struct moment *m, pid_t pid)
{
	pid_t guest = 0;

	if (m->how == BY_KILL_OF_ALL)
		kill_all(pid);
	else if (m->how == BY_POWER_OFF) {
		guest = tree_find(pid, "linux.uml");
		if (guest > 0)
			kill(guest, SIGKILL);
	} else
		kill(pid, m->how == BY_TERM ? SIGTERM : SIGKILL);
}

/* Whether it was killed before it had ended by itself. */
static bool
interrupt(struct moment *m)
{
	double begun = tree_now(), killed;
	pid_t pid = call_start(m->k, "run", false, "killed");
	struct text names = TEXT_INIT;
	size_t left;
	bool ended = false;

	while (!ended && tree_now() < begun + m->after) {
		usleep(500);
		ended = waitpid(pid, NULL, WNOHANG) != 0;
	}
	if (ended)	/* Less was in its way than before. */
		m->k->seconds = tree_now() - begun;
	else {
		kill_run(m, pid);
		killed = tree_now();
		call_await(pid);
		left = tree_empty(GONE_S, &names);
		if (left > 0)
			text_addf(&m->why, "%zu processes were left:%s", left,
			    text_get(&names));
		if (tree_now() - killed > m->k->longest)
			m->k->longest = tree_now() - killed;
	}
	tree_empty(GONE_S, &names);
	text_release(&names);
	return !ended;
}

/* What is there can be read, and what is not is named. */
static void
check_told(struct moment *m)
{
	struct text table = TEXT_INIT, json = TEXT_INIT, path = TEXT_INIT;
	int status = call_report(m->k, &table, &json), due;

	due = m->rows.whole ? m->k->status : 2;
	if (status != due)
		text_addf(&m->why, "the report's exit status is %d, and not "
		    "%d", status, due);
	else if (strstr(text_get(&table), "ERRORS") == NULL && due == 2)
		text_addf(&m->why, "the report names no error");
	else if (m->rows.complete_len + m->rows.incomplete_len > 0) {
		call_add_path(m->k, &path, "report/report.json");
		rows_are_told(&m->rows, text_get(&path), &m->why);
	}
	text_release(&table);
	text_release(&json);
	text_release(&path);
}

/* Which of the rows in a list were started. */
static size_t
count_started(const struct moment *m, const struct text *rows,
    struct text *first)
{
	static struct text started;
	char *words = strdup(text_get(rows)), *rest = words, *word;
	size_t n = 0;

	text_cut(first, 0);
	call_read(m->k, "started", &started);
	for (char *at = started.at; started.len > 0 && *at != '\0'; at++)
		if (*at == '\n')
			*at = ' ';
	while ((word = strsep(&rest, " ")) != NULL)
		if (word[0] != '\0' && text_has_word(text_get(&started), word)) {
			n++;
			text_cut(first, 0);
			text_adds(first, word);
		}
	free(words);
	return n;
}

static void
check_resumed(struct moment *m)
{
	struct text table = TEXT_INIT, json = TEXT_INIT, path = TEXT_INIT,
	    row = TEXT_INIT;
	bool native = strcmp(m->k->platform, "native") == 0;
	int status;

	call_add_path(m->k, &path, "started");
	unlink(text_get(&path));
	status = call_run(m->k, "run", true, "resumed");
	if (status != m->k->status)
		text_addf(&m->why, "gone on with, its exit status is %d, and "
		    "not %d", status, m->k->status);
	else if (count_started(m, &m->rows.complete, &row) > 0)
		text_addf(&m->why, "row '%s' was complete and was run again",
		    text_get(&row));
	else if (native && count_started(m, &m->rows.incomplete, &row) !=
	    m->rows.incomplete_len)
		text_addf(&m->why, "not all incomplete rows were run again");
	else if (call_report(m->k, &table, &json) != m->k->status ||
	    strcmp(text_get(&table), text_get(&m->k->table)) != 0)
		text_addf(&m->why, "the table differs");
	else if (strcmp(text_get(&json), text_get(&m->k->json)) != 0)
		text_addf(&m->why, "report.json differs");
	m->k->kept += m->rows.complete_len;
	m->k->again += m->rows.incomplete_len;
	text_release(&table);
	text_release(&json);
	text_release(&path);
	text_release(&row);
}

static void
keep_bad(const struct moment *m)
{
	struct text command = TEXT_INIT;

	text_addf(&command, "cp -r '%s' '%s.bad.%d'", m->k->folder,
	    m->k->folder, m->number);
	if (system(text_get(&command)) != 0)
		perror("cp");
	text_release(&command);
}

static double
random_part(void)
{
	return (double)random() / ((double)RAND_MAX + 1);
}

/* One moment; -1 where the run had ended before it, 1 where it is bad. */
static int
moment_run(struct killing *k, int number, enum how how)
{
	struct moment m = { .k = k, .number = number, .how = how,
	    .after = random_part() * k->seconds };
	bool bad;

	if (!interrupt(&m))
		return -1;
	look(&m);
	if (m.why.len == 0)
		check_told(&m);
	if (m.why.len == 0)
		check_resumed(&m);
	bad = m.why.len > 0;
	printf("%4d %s %s after %.2f s: %zu rows complete, %zu not%s%s\n",
	    number, k->platform, hows[how], m.after, m.rows.complete_len,
	    m.rows.incomplete_len, bad ? "; " : "", text_get(&m.why));
	if (bad)
		keep_bad(&m);
	rows_release(&m.rows);
	text_release(&m.why);
	return bad;
}

/* The run that is left alone: what all others have to come to. */
static bool
run_alone(struct killing *k)
{
	double begun = tree_now();
	struct text names = TEXT_INIT;

	k->status = call_run(k, "run", false, "alone");
	k->seconds = tree_now() - begun;
	tree_empty(GONE_S, &names);
	text_release(&names);
	printf("%s: a run takes %.2f s, its exit status is %d\n", k->platform,
	    k->seconds, k->status);
	return (k->status == 0 || k->status == 1) &&
	    call_report(k, &k->table, &k->json) == k->status && k->json.len > 0;
}

static size_t
run_platform(struct killing *k, const char *platform, int moments)
{
	int done, tries, came;
	unsigned nth;
	size_t bad = 0;
	bool guest = strcmp(platform, "native") != 0;

	k->platform = platform;
	if (moments == 0)
		return 0;
	if (!run_alone(k)) {
		printf("%s: the run that was left alone failed\n", platform);
		return 1;
	}
	for (done = tries = 0; done < moments && tries < 4 * moments; tries++) {
		nth = (unsigned)done + k->seed;
		came = moment_run(k, done + 1, !guest ? (enum how)(nth % 3) :
		    nth % 2 == 0 ? BY_POWER_OFF : BY_KILL);
		done += came >= 0;
		bad += came > 0;
	}
	printf("%s: seed %u, %d moments (%d runs had ended before theirs), %zu "
	    "bad; %zu rows were kept, %zu run again; all processes were gone "
	    "after %.2f s at most\n", platform, k->seed, done, tries - done,
	    bad, k->kept, k->again, k->longest);
	k->kept = k->again = 0;
	k->longest = 0;
	return bad + (done < moments);
}

size_t
killing_run(struct killing *k)
{
	srandom(k->seed);
	return run_platform(k, "native", k->moments) +
	    run_platform(k, "uml", k->guests);
}

void
killing_release(struct killing *k)
{
	struct text command = TEXT_INIT;

	text_addf(&command, "rm -rf '%s'", k->folder);
	if (system(text_get(&command)) != 0)
		perror("rm");
	text_release(&command);
	text_release(&k->table);
	text_release(&k->json);
}
