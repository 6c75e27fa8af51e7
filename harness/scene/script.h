/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An instance as a Python program of its own: while a scenario runs, what it
 * does in the world and what it calls is written down as statements. A
 * scene that has a script is watched so; without one nothing happens.
 */
#ifndef SCENE_SCRIPT_H
#define SCENE_SCRIPT_H

#include "harness/protocol/message.h"
#include "harness/protocol/text.h"
#include "harness/protocol/why.h"

struct instance;
struct session;

struct script {
	struct text body;	/* statements */
	struct text meanwhile;	/* those of a thread, while a call goes on */
	bool begun;		/* a call goes on */
	int draining;		/* bits of the peers whose bytes are taken */
	int choked;		/* bits of those that were filled */
	struct text wanted;	/* what each call shown said, a line each */
	char reason[160];	/* why it cannot be expressed, or "" */
};

#define SCRIPT_INIT { .begun = false }

/*
 * Plays the instance with the session, which is alive, and adds the program.
 * False: *why says what cannot be expressed.
 */
bool script_make(struct script *, const struct instance *, struct session *,
    struct text *program, struct why *);

/*
 * Whether what the program printed agrees with what the session answered,
 * call by call.
 */
bool script_agrees(const struct script *, const char *printed, struct why *);

void script_release(struct script *);

/* ---- for the scene; each does nothing with NULL ---- */

void script_cannot(struct script *, const char *what);
void script_pair(struct script *, int peer, int family, int type);
void script_destination(struct script *, int peer, int family,
    const char *symbol);
void script_file(struct script *, int file, const char *kind, long long size,
    const char *mode, int buffering);
void script_listener(struct script *, int family, int type, int backlog);
void script_give_listener(struct script *);
void script_client(struct script *);

/* A call; `shows` where its outcome is an event. */
void script_call(struct script *, const char *act, bool shows);
void script_begin(struct script *);
void script_finish(struct script *, const char *act);
void script_outcome(struct script *, const struct reply *);
void script_signal(struct script *, int signal);
void script_storm(struct script *, int signal, int period_ms, int most);
void script_sleep(struct script *, int ms);
void script_sends(struct script *, int peer, long long len, unsigned seed);
void script_drains(struct script *, int peer);
void script_chokes(struct script *, int peer);
void script_received(struct script *, int peer);

#endif
