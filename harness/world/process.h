/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that the runner starts and watches from outside. It leads a process
 * group, has no terminal, and dies with the runner.
 */
#ifndef WORLD_PROCESS_H
#define WORLD_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

struct process {
	pid_t pid;	/* of the program started; -1: none */
	pid_t worker;	/* whom signals go to: pid, or a child that it names */
	pid_t told;	/* the worker's as it knows it, in its pid namespace */
	pid_t thread;	/* instead: that thread of the worker; 0: none */
	int chatter;	/* read end of what it prints; -1: none */
	int further;	/* set before its start: it gets it as 5; -1: none */
	int64_t cpu_ns, still_ns;	/* where the kernel has no /proc: its
					   CPU clock, and since when it stood */
};

#define PROCESS_INIT { .pid = -1, .worker = -1, .told = -1, \
	.chatter = -1, .further = -1 }

/*
 * Starts a shell command in folder `top` with descriptors 3 and 4, standard
 * input from nowhere, and what it prints kept up to the size of a pipe.
 */
bool process_start(struct process *, const char *command, const char *top,
    const int descriptors[2], struct why *);

/*
 * Starts a function of ours as a program of its own: in a fork, with those
 * descriptors as 3, 4 and so on and no others; what it returns is its exit
 * status. One that is -1 is left out.
 */
bool process_fork(struct process *, int (*run)(void), const int *descriptors,
    size_t len, struct why *);

/*
 * Accepts whom it tells as whom signals go to, if it is of the same process
 * group; it may be in a pid namespace of its own.
 */
bool process_set_worker(struct process *, pid_t told);

/*
 * Turns to the newest thread of the worker that is not the main one: signals
 * go to it, and it is what is waited for. False, with errno, if none is seen;
 * ENOENT: the kernel does not show threads.
 */
bool process_turn_to_thread(struct process *);

/* Whether the implementation has processes below it. */
bool process_has_children(const struct process *);

/* Turns back to the worker as a whole. */
void process_turn_to_main(struct process *);

/*
 * The letter of the state of a process's thread, 'S' while it is asleep; of
 * its first one if `tid` is 0. '\0': there is none, or the kernel has no /proc.
 */
char process_state(pid_t pid, pid_t tid);

/*
 * Waits until it sleeps, which it does once it is blocked in a system call,
 * at most so many ms. Where the kernel does not show it, it sleeps if the CPU
 * clock of its process has stood still for 25 ms (if there is no such clock,
 * after 100 ms), and four times the worst delay of a control sleeper in that
 * time: process_wakes() starts it, and false may then mean "not yet".
 */
bool process_wait_asleep(struct process *, int timeout_ms);

/* What it has used of a processor, in ns; -1 where that is not told. */
int64_t process_used_ns(pid_t);

/* Whether the kernel shows, in /proc, whether a process sleeps. */
bool process_is_shown(void);

/* Says that it was just given a reason to run. */
void process_wakes(struct process *);

bool process_signal(struct process *, int signal);

/*
 * Waits until it has taken a signal that was sent: until then it looks asleep
 * in some kernels, and another signal would be one with it. At most for 20 ms,
 * and so long where the kernel does not tell what is pending.
 */
void process_await_taken(const struct process *, int signal);

/* Whether it has ended, and is not reaped yet. */
bool process_is_over(const struct process *);

/*
 * How it ended, as an event: "died SIGSEGV", "exited 2"; what it left behind has
 * ended too. Waits at most so many ms; false while it lives.
 */
bool process_ended(struct process *, int timeout_ms, struct text *how);

/* Adds the last line that it printed, if any. */
void process_last_words(const struct process *, struct text *);

/*
 * Takes what it has printed so far, at most so many bytes, a line break between
 * two lines and none at the end; NULL if that is nothing. The caller's.
 */
char *process_words(const struct process *, size_t most);

/* Kills it with all that it started (offspring.h), and reaps it. */
void process_kill(struct process *);

#endif
