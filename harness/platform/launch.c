/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/judge/asset.h"
#include "harness/platform/launch.h"
#include "harness/protocol/text.h"
#include "harness/world/offspring.h"
#include "harness/world/processor.h"

#define ARGS_MAX 48
#define JOBS_MAX 16
#define IDLE_S 2	/* what only waits is looked at so long */
#define LEAST_BYTES (1 << 20)
#define SECONDS_FOR_ALL 3600	/* how long every known answer may take */
#define STREAM "results.txt"	/* what a bundle printed */
#define GRACE_S 30	/* for a launcher to end a machine itself */
#define ABSENT "absent"		/* harness/report/read.c finds it */

static volatile sig_atomic_t interrupted, signals;

struct job {
	pid_t pid;
	const char *area;
	struct timespec started;
};

static void
interrupt(int signal)
{
	interrupted = signal;
	signals++;
}

/* So that it wakes whoever waits. */
static void
child_ended(int signal)
{
	(void)signal;
}

void
launch_listen(void)
{
	struct sigaction action = { .sa_handler = interrupt };
	struct sigaction child = { .sa_handler = child_ended,
	    .sa_flags = SA_RESTART };

	sigaction(SIGCHLD, &child, NULL);

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
}

/*
 * A signal between a look and a system call would be slept over. It waits at
 * most so long, without end if that is NULL; 0 once that has passed.
 */
static pid_t
wait_within(pid_t which, int *status, const struct timespec *most)
{
	static sig_atomic_t told;
	sigset_t blocked, before;
	bool over = false;
	pid_t pid;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGHUP);
	sigaddset(&blocked, SIGALRM);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	while ((pid = waitpid(which, status, WNOHANG)) == 0 &&
	    told == signals && !over)
		over = ppoll(NULL, 0, most, &before) == 0;
	if (pid == 0 && told != signals) {
		told = signals;
		pid = -1;
		errno = EINTR;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

pid_t
launch_wait(pid_t which, int *status)
{
	return wait_within(which, status, NULL);
}

bool
launch_interrupted(void)
{
	return interrupted != 0;
}

void
launch_pass_on(const pid_t *pids, size_t n)
{
	size_t i;

	for (i = 0; i < n && interrupted != 0; i++)
		if (pids[i] > 0)
			kill(pids[i], SIGTERM);
}

/* Arguments of a program, each of them ours. */
struct args {
	char *at[ARGS_MAX + 1];
	size_t len;
};

static void add(struct args *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(struct args *a, const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list ap;

	va_start(ap, format);
	text_vaddf(&text, format, ap);
	va_end(ap);
	if (a->len == ARGS_MAX)
		abort();
	a->at[a->len++] = text_detach(&text);
}

static void
args_release(struct args *a)
{
	while (a->len > 0)
		free(a->at[--a->len]);
}

static const char *
environment(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : otherwise;
}

/* Kyua stores its environment in the results: it gets none of the caller's. */
static void
add_clean_environment(struct args *a)
{
	add(a, "env");
	add(a, "-i");
	add(a, "PATH=%s", environment("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
	add(a, "HOME=/nonexistent");
	add(a, "TMPDIR=%s", launch_scratch());
	add(a, "LANG=C.UTF-8");
}

static void
add_variable(struct args *a, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	add(a, "-v");
	add(a, "test_suites.pysock.%s=%s", name, value);
}

static void
add_kyua(struct args *a, const struct launch *l, const char *program,
    const char *database, int parallelism)
{
	add_clean_environment(a);
	add(a, "kyua");
	add(a, "--logfile=/dev/null");
	add(a, "-c");
	add(a, "none");
	add(a, "-v");
	add(a, "parallelism=%d", parallelism);
	add_variable(a, "top", l->top);
	add_variable(a, "platform", l->platform);
	add_variable(a, "require", l->require);
	add_variable(a, "ledger", l->ledger);
	add_variable(a, "iut", l->iut);
	add_variable(a, "oracle", l->oracle);
	add_variable(a, "wrap", l->wrap);
	add_variable(a, "vectors", l->vectors);
	add_variable(a, "sample", l->sample);
	add_variable(a, "only", l->only);
	add_variable(a, "share", l->share);
	add_variable(a, "times", l->times);
	add_variable(a, "watchdog", l->watchdog);
	add_variable(a, "exact", l->exact);
	add(a, "-v");
	add(a, "test_suites.pysock.kept=%s/%s.rows", l->results, database);
	add(a, "test");
	add(a, "-k");
	add(a, "%s/Kyuafile", l->top);
	add(a, "-r");
	add(a, "%s/%s.db", l->results, database);
	add(a, "%s", program);
}

void
launch_end_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
}

static _Noreturn void
execute(struct args *a, const char *log, pid_t parent)
{
	int null = open("/dev/null", O_RDONLY);
	int out = log != NULL ?
	    open(log, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;

	setpgid(0, 0);
	launch_end_with(parent);
	dup2(null, 0);
	if (log != NULL && (dup2(out, 1) != 1 || dup2(out, 2) != 2))
		_exit(127);
	a->at[a->len] = NULL;
	execvp(a->at[0], a->at);
	_exit(127);
}

static pid_t
start(struct args *a, const char *log)
{
	pid_t parent = getpid(), pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0)
		execute(a, log, parent);
	args_release(a);
	return pid;
}

static double
seconds_since(const struct timespec *from)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - from->tv_sec) +
	    (double)(now.tv_nsec - from->tv_nsec) / 1e9;
}

bool
launch_mark_absent(const struct launch *l, const char *sentence,
    struct why *why)
{
	struct text path = TEXT_INIT;
	FILE *out;
	bool ok;

	text_addf(&path, "%s/" ABSENT, l->results);
	out = fopen(text_get(&path), "we");
	ok = out != NULL && fprintf(out, "%s\n", sentence) > 0;
	ok = (out == NULL || fclose(out) == 0) && ok;
	if (!ok)
		why_errno(why, "cannot write '%s'", text_get(&path));
	text_release(&path);
	return ok;
}

/* Only a folder is made by one of two guests for certain. */
static void
path_of_claim(const struct launch *l, const char *area, struct text *path)
{
	text_cut(path, 0);
	text_addf(path, "%s/%s.taken", l->results, area);
}

void
launch_end_sharing(const struct launch *l)
{
	struct text path = TEXT_INIT;
	size_t i;

	for (i = 0; i < l->areas_len; i++) {
		path_of_claim(l, l->areas[i], &path);
		rmdir(text_get(&path));
	}
	text_release(&path);
}

/* Whether the area is for us: shared ones are for whoever comes first. */
static bool
take(const struct launch *l, const char *area)
{
	struct text path = TEXT_INIT;
	bool ours = !l->shared;

	if (!ours) {
		path_of_claim(l, area, &path);
		ours = mkdir(text_get(&path), 0777) == 0 || errno != EEXIST;
	}
	text_release(&path);
	return ours;
}

/* Its job has no process if it is not for us; false if it cannot be started. */
static bool
start_area(const struct launch *l, const char *area, struct job *job,
    struct why *why)
{
	struct args a = { .len = 0 };
	struct text program = TEXT_INIT, log = TEXT_INIT;

	job->pid = 0;
	if (!take(l, area))
		return true;
	text_addf(&program, "build/cases/%s_test", area);
	text_addf(&log, "%s/%s.log", l->results, area);
	add_kyua(&a, l, text_get(&program), area, l->parallelism);
	clock_gettime(CLOCK_MONOTONIC, &job->started);
	job->area = area;
	job->pid = start(&a, text_get(&log));
	if (job->pid < 0)
		why_errno(why, "cannot start Kyua for area '%s' of platform "
		    "'%s'", area, l->platform);
	text_release(&program);
	text_release(&log);
	return job->pid > 0;
}

/* With all that they started, wherever that went. */
static void
kill_jobs(struct job *jobs, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (jobs[i].pid > 0) {
			offspring_know(jobs[i].pid);
			kill(jobs[i].pid, SIGTERM);
		}
	for (i = 0; i < n; i++)
		if (jobs[i].pid > 0) {
			while (waitpid(jobs[i].pid, NULL, 0) < 0 &&
			    errno == EINTR)
				continue;
			kill(-jobs[i].pid, SIGKILL);
			offspring_forget(jobs[i].pid);
		}
}

bool
launch_is_full(const char *folder)
{
	struct statvfs fs;

	return statvfs(folder, &fs) == 0 &&
	    (unsigned long long)fs.f_bavail * fs.f_frsize < LEAST_BYTES;
}

const char *
launch_scratch(void)
{
	return environment("TMPDIR", "/tmp");
}

/* Says how an area ended; false if it could not be run. */
static bool
tell(const struct launch *l, const struct job *job, int status,
    struct why *why)
{
	bool ran = WIFEXITED(status) && WEXITSTATUS(status) <= 1;

	fprintf(l->progress, "%-10s %-24s %6.1f s%s\n", l->platform, job->area,
	    seconds_since(&job->started), !ran ? "  could not be run" :
	    WEXITSTATUS(status) == 1 ? "  not all as it should be" : "");
	fflush(l->progress);
	if (!ran && launch_is_full(l->results))
		return why_set(why, "the disk is full: area '%s' of platform "
		    "'%s' finds no room in %s", job->area, l->platform,
		    l->results);
	if ((!ran || WEXITSTATUS(status) == 1) &&
	    launch_is_full(launch_scratch()))
		return why_set(why, "the disk is full: area '%s' of platform "
		    "'%s' finds no room in TMPDIR, %s", job->area, l->platform,
		    launch_scratch());
	return ran || why_set(why, "Kyua could not run area '%s' on platform "
	    "'%s': see %s/%s.log", job->area, l->platform, l->results,
	    job->area);
}

/*
 * Waits for one of the jobs and frees its slot, `most` being as above; false as
 * tell().
 */
static bool
reap(const struct launch *l, struct job *jobs, size_t *n,
    const struct timespec *most, struct why *why)
{
	struct job done;
	int status;
	pid_t pid = wait_within(-1, &status, most);
	size_t i;

	for (i = 0; i < *n; i++)
		if (jobs[i].pid == pid) {
			done = jobs[i];
			jobs[i] = jobs[--*n];
			return tell(l, &done, status, why);
		}
	return true;
}

/*
 * Whether the processors were mostly idle for that while, so that there is room
 * for one area more than there may be: these only wait.
 */
static bool
has_room(const struct launch *l, size_t n, int64_t idle_before_ns)
{
	return n < (size_t)l->jobs_idle && idle_before_ns >= 0 &&
	    processor_idle_ns() - idle_before_ns >
	    (int64_t)processor_count() * IDLE_S * 1000000000 / 2;
}

bool
launch_here(const struct launch *l, struct why *why)
{
	static const struct timespec a_while = { .tv_sec = IDLE_S };
	struct job jobs[JOBS_MAX];
	size_t n = 0, next = 0, most = (size_t)l->jobs, running;
	int64_t idle_ns;
	bool ok = true;

	launch_listen();
	alarm((unsigned)l->limit);
	while ((next < l->areas_len || n > 0) && interrupted == 0) {
		if (next < l->areas_len && n < most) {
			ok = start_area(l, l->areas[next++], &jobs[n], why) &&
			    ok;
			n += jobs[n].pid > 0;
			most = (size_t)l->jobs;
			continue;
		}
		idle_ns = processor_idle_ns();
		running = n;
		if (!reap(l, jobs, &n, next < l->areas_len ? &a_while : NULL,
		    why))
			ok = false;
		if (n == running && has_room(l, n, idle_ns))
			most = n + 1;
	}
	alarm(0);
	if (interrupted == 0)
		return ok;
	kill_jobs(jobs, n);
	if (interrupted == SIGALRM)
		return why_set(why, "platform '%s' was ended after %d s: the "
		    "areas that had ended are in %s", l->platform, l->limit,
		    l->results);
	return why_set(why, "interrupted: what was judged is in %s, and `conform "
	    "run --resume` goes on", l->results);
}

/* Runs one program to its end; its exit status, or -1. */
static int
run(struct args *a, const char *log)
{
	struct job job = { .pid = start(a, log) };
	int status;

	if (job.pid < 0)
		return -1;
	while (launch_wait(job.pid, &status) < 0)
		if (errno != EINTR || interrupted != 0) {
			kill_jobs(&job, 1);
			return -1;
		}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The same of a launcher, which is to end by itself once that time is over. */
static int
run_limited(struct args *a, int limit)
{
	int status;

	alarm(limit > 0 ? (unsigned)(limit + GRACE_S) : 0);
	status = run(a, NULL);
	alarm(0);
	return status;
}

static void
add_option(struct args *a, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	add(a, "--%s", name);
	add(a, "%s", value);
}

static void
add_areas(struct text *out, const struct launch *l)
{
	size_t i;

	for (i = 0; i < l->areas_len; i++)
		text_addf(out, "%s%s", i > 0 ? " " : "", l->areas[i]);
}

/* The launcher with its options, up to where the command begins. */
static void
add_launcher(struct args *a, const struct launch *l, const char *launcher,
    const char *name)
{
	int limit = l->limit;

	if (limit == 0 && strcmp(l->vectors, "all") == 0)
		limit = SECONDS_FOR_ALL;
	add(a, "%s", launcher);
	add(a, "run");
	add(a, "%s", name);
	add(a, "-o");
	add(a, "%s", l->results);
	if (l->processor >= 0) {
		add(a, "-c");
		add(a, "%d", l->processor);
	}
	if (limit > 0) {
		add(a, "-t");
		add(a, "%d", limit);
	}
	add(a, "--");
}

/* Why it has no verdict: false, with a sentence. */
static bool
has_no_end(const struct launch *l, int status, struct why *why)
{
	if (interrupted == SIGALRM)
		return why_set(why, "platform '%s' was ended: its launcher did "
		    "not end it after %d s", l->platform, l->limit);
	if (interrupted != 0)
		return why_set(why, "interrupted while platform '%s' ran",
		    l->platform);
	return why_set(why, "platform '%s' could not be run to its end (exit "
	    "status %d)", l->platform, status);
}

bool
launch_there(const struct launch *l, const char *launcher, const char *name,
    struct why *why)
{
	struct args a = { .len = 0 };
	struct text cases = TEXT_INIT;
	int status;

	launch_listen();
	add_areas(&cases, l);
	add_launcher(&a, l, launcher, name);
	add(&a, "%s/build/conform", l->top);
	add(&a, "%s", l->command);
	add(&a, "--here");
	if (l->shared)
		add(&a, "--shared");
	add_option(&a, "results", l->results);
	add_option(&a, "name", l->platform);
	add_option(&a, "require", l->require);
	add_option(&a, "ledger", l->ledger);
	add_option(&a, "cases", text_get(&cases));
	add_option(&a, "iut", l->iut);
	add_option(&a, "oracle", l->oracle);
	add_option(&a, "wrap", l->wrap);
	add_option(&a, "vectors", l->vectors);
	add_option(&a, "sample", l->sample);
	add_option(&a, "only", l->only);
	add_option(&a, "shard", l->share);
	add_option(&a, "until-unstable", l->times);
	add_option(&a, "watchdog", l->watchdog);
	add_option(&a, "exact", l->exact);
	add(&a, "--jobs");
	add(&a, "%d", l->jobs);
	text_release(&cases);
	status = run_limited(&a, l->limit);
	return status == 0 || has_no_end(l, status, why);
}

/* It goes along, from the folder where it lies. */
static void
add_own_ledger(struct args *a, const struct launch *l)
{
	const char *slash = strrchr(l->ledger, '/');

	if (slash != NULL)
		add_option(a, "ledger", slash + 1);
}

/* What an earlier one printed is no result of this. */
static void
forget_stream(const struct launch *l)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/" STREAM, l->results);
	unlink(text_get(&path));
	text_release(&path);
}

/* Reads the stream that a bundle left into a database of results. */
static bool
import(const struct launch *l, struct why *why)
{
	struct args a = { .len = 0 };
	const char *slash = strrchr(l->results, '/');
	int status;

	add(&a, "%s/build/conform", l->top);
	add(&a, "import");
	add(&a, "%s/" STREAM, l->results);
	add_option(&a, "name", l->platform);
	add(&a, "--shared");	/* we hold the folder's lock */
	add(&a, "--results");
	add(&a, "%.*s", (int)(slash - l->results), l->results);
	status = run(&a, NULL);
	return status == 0 || status == 1 || why_set(why, "what the bundle on "
	    "platform '%s' printed cannot be read", l->platform);
}

bool
launch_bundle(const struct launch *l, const char *launcher, const char *name,
    struct why *why)
{
	struct args a = { .len = 0 };
	struct text cases = TEXT_INIT;
	int status;
	bool ok;

	launch_listen();
	forget_stream(l);
	add_areas(&cases, l);
	add_launcher(&a, l, launcher, name);
	add(&a, "run");
	add_option(&a, "cases", text_get(&cases));
	add_option(&a, "oracle", l->oracle);
	add_option(&a, "vectors", l->vectors);
	add_own_ledger(&a, l);
	text_release(&cases);
	status = run_limited(&a, l->limit);
	/* What was judged before it ended badly counts. */
	ok = import(l, why);
	if (ok && (status < 0 || status > 1))
		ok = has_no_end(l, status, why);
	return ok;
}

/* What a bundle printed. */
static bool
print(const struct launch *l, struct why *why)
{
	struct text path = TEXT_INIT, said = TEXT_INIT;
	bool ok;

	text_addf(&path, "%s/" STREAM, l->results);
	ok = asset_read(text_get(&path), SIZE_MAX, &said, why);
	if (ok)
		fwrite(text_get(&said), 1, said.len, stdout);
	text_release(&path);
	text_release(&said);
	return ok;
}

int
launch_one(const struct launch *l, const char *launcher, const char *name,
    const char *id, bool bundle, struct why *why)
{
	struct args a = { .len = 0 };
	int status;

	launch_listen();
	forget_stream(l);
	add_launcher(&a, l, launcher, name);
	if (!bundle)
		add(&a, "%s/build/conform", l->top);
	add(&a, "%s", l->command);
	add(&a, "%s", id);
	add_option(&a, "oracle", l->oracle);
	add_option(&a, "watchdog", l->watchdog);
	if (bundle)
		add_own_ledger(&a, l);
	else {
		add_option(&a, "name", l->platform);
		add_option(&a, "iut", l->iut);
		add_option(&a, "wrap", l->wrap);
		add_option(&a, "ledger", l->ledger);
		add_option(&a, "exact", l->exact);
	}
	status = run_limited(&a, l->limit);
	if (status < 0 || status > 2)
		status = has_no_end(l, status, why) ? 0 : -1;
	else if (bundle && !print(l, why))
		status = -1;
	return status;
}

bool
launch_unit_tests(const struct launch *l, struct why *why)
{
	struct args a = { .len = 0 };
	struct text log = TEXT_INIT;
	struct job job = { .area = "unit" };
	int status;

	launch_listen();
	clock_gettime(CLOCK_MONOTONIC, &job.started);
	text_addf(&log, "%s/unit.log", l->results);
	add_kyua(&a, l, "build/unit", "unit", l->parallelism);
	status = run(&a, text_get(&log));
	text_release(&log);
	if (interrupted != 0)
		return why_set(why, "interrupted during the harness's tests");
	return tell(l, &job, status < 0 ? 2 << 8 : status << 8, why);
}
