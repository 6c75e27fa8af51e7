/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vocabulary of scenarios: what a row's function does and observes in the
 * world. It runs the same for every implementation and never learns which it
 * drives nor what is wanted. All that happens goes into the trace.
 *
 * A call is written as the protocol writes it, which is Python without spaces:
 * call(sc, "s1.sendmsg([%s])", axis(sc, "buffer")). Its label in the trace is
 * the method's name, with "#2" at the second one, and so on.
 *
 * Once the implementation is lost (it died, hung, spoke nonsense), said that
 * something is unsupported, or is asked for an object that is not there because
 * the call that was to make it raised, all functions do nothing, so that a
 * scenario needs no checks: it ends by itself.
 */
#ifndef SCENE_SCENE_H
#define SCENE_SCENE_H

#include "harness/judge/trace.h"
#include "harness/rows/row.h"
#include "harness/session/session.h"
#include "harness/world/busy.h"
#include "harness/world/file.h"
#include "harness/world/listener.h"
#include "harness/world/load.h"
#include "harness/world/peer.h"
#include "harness/world/room.h"

struct scene;
struct script;

/* ---- the instance ---- */

const char *axis(const struct scene *, const char *name);
bool axis_is(const struct scene *, const char *name, const char *value);
long long axis_number(const struct scene *, const char *name);

/* ---- the world ---- */

/*
 * Connects a pair of that kind (see peer_start) and gives one end to the IUT
 * as its next socket: the first is s1. Kind "alg" is "seqpacket", but the IUT
 * takes its end for an AF_ALG socket. Never NULL.
 */
struct peer *pair(struct scene *, const char *kind);

/*
 * The same, but the IUT is told that its end is of that family: "AF_ALG" over
 * "seqpacket" is how sendmsg_afalg() is called on a kernel without AF_ALG.
 */
struct peer *pair_as(struct scene *, const char *kind, const char *family);

/*
 * Makes a listening socket (see listener_start), whose address, l->address.at,
 * the trace calls ADDRESS. Never NULL.
 */
struct listener *listener(struct scene *, const char *kind, int backlog);

/* Gives it to the IUT as its next socket, the runner keeping a duplicate. */
void give_listener(struct scene *, struct listener *);

/* Connects to it from our side; the trace calls the client's port CLIENT. */
void client(struct scene *, struct listener *);

/*
 * Makes a file (see file_start) of fill:7 and gives it to the IUT as its next
 * file object, opened in that mode ('rb', 'r') and buffering (-1, 0). With
 * " open" behind the kind the writing end stays open. Mode "inverted" is the
 * protocol's inverted(). Never NULL.
 */
struct file *file(struct scene *, const char *kind, long long size,
    const char *mode, int buffering);

/*
 * From now on the implementation's process may make only so many descriptors
 * more (RLIMIT_NOFILE); give_room() and the scene's end give it its limit back.
 */
void leave_room(struct scene *, int descriptors);
void give_room(struct scene *);

/*
 * From now on the implementation's next descriptor is that one, 0 or a high
 * one, and those after it are near it.
 */
void number_from(struct scene *, int first);

/*
 * A name for what the world chose (a port, say), in acts and outcomes. A call
 * may name it too: "s1.sendmsg([],[],0,('127.0.0.1',PORT))".
 */
void symbol(struct scene *, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- calls ---- */

/* Makes a call and traces it. The reply is of REPLY_UNSUPPORTED if lost. */
const struct reply *call(struct scene *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * The same, but what it returns stands in the trace as that word: RANDOM, for
 * bytes that are never the same.
 */
const struct reply *call_as(struct scene *, const char *word,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same for a call that prepares: its label is "set_up.settimeout". */
const struct reply *set_up(struct scene *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * The same for several calls, a line each, which are sent in one go: where a
 * system call is slow, the way there and back is what takes the time. Returns
 * which of them raised first, counted from 0, its reply in sc->raised; or -1.
 * Those behind it are made all the same.
 */
int set_up_all(struct scene *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Makes a call so many times, many of them in one go, and traces it once: what
 * came of all, or of the first that was not as those before.
 */
void call_often(struct scene *, int times, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The same for some hundreds of calls, until all caches are full, and a
 * thousand more, then "memory: as before", or "lost" with the figures as a
 * note: whether these have cost less than 16 bytes each, which is less than any
 * allocation, and less than 2 KiB of address space, which is less than a
 * mapping. What grows now and then in one step is given three thousand more.
 * Where the kernel does not tell exactly: unsupported.
 */
void call_and_weigh(struct scene *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Starts a call, announced, and returns while it goes on. */
void begin(struct scene *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * The same in a thread that is not the main one, which until the call ends is
 * whom signals go to and whose sleep is seen.
 */
void begin_in_thread(struct scene *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Waits until the implementation is seen asleep in the call begun, and traces
 * "blocked: true"; "blocked: false" if it has returned before, or kept a
 * processor busy for a second, or a part of one that others have, or was not
 * seen asleep for long. Says whether the call goes on.
 */
bool blocked(struct scene *);

/* The same and traces nothing: for what CPython does not wait for. */
void await_asleep(struct scene *);

/*
 * Waits until the call begun is asleep, if calls of this row were ever seen to
 * be, and nothing has moved between it and our end for a while: TCP takes more
 * once it has brought what it took over to the other side.
 */
void come_to_rest(struct scene *, const struct peer *);

/* Waits so many ms for the call begun, which it does not end if it goes on. */
bool finished_within(struct scene *, int ms);

/*
 * The same for so much longer that it is most of the call, however late the
 * machine let us come to it: what it does now is what it is seen to do.
 */
void let_go_on(struct scene *, int ms);

/*
 * Whether the call begun has had the time after which it would hang: what
 * keeps it busy meanwhile may then let it be.
 */
bool overdue(const struct scene *);

/* Waits for its outcome, which finish() traces, as long as it may take. */
void let_end(struct scene *);

/*
 * Says that the world had to act within so many ms of that moment, on our
 * clock. If this machine kept it from that, the scene is played again.
 */
void acted_within(struct scene *, int64_t since_ns, int ms);

/* Ends the call begun: waits for its outcome and traces it. */
const struct reply *finish(struct scene *);

/*
 * The same while a signal is sent every so many ms to the implementation
 * asleep, at most `most` of them, and none once it has had the time after
 * which it hangs; the outcome's note tells how many.
 */
const struct reply *finish_in_storm(struct scene *, int signal, int period_ms,
    int most);

/* Sends a signal to the implementation. */
void send_signal(struct scene *, int signal);

void sleep_ms(struct scene *, int ms);

/*
 * Starts the implementation anew, before it is given anything: for what hangs
 * on what its process did before.
 */
void start_anew(struct scene *);

/*
 * From now on a call hangs only after so many times the usual time: for what
 * moves gigabytes, which a machine without free memory does slowly.
 */
void be_patient(struct scene *, int times);

/*
 * A call may wait so long for what no call of the scene says: a limit that the
 * runner set, a packet that is sent again. Timeouts of calls are known.
 */
void may_wait(struct scene *, double seconds);

/* Sends bytes of fill:SEED from our end; what cannot be sent is broken. */
void peer_sends(struct scene *, struct peer *, long long len, unsigned seed);

/* Writes to the other end of a pipe, and closes it. */
void write_last(struct scene *, struct file *, const char *bytes, size_t len);

/* The byte that is urgent, '-' if none, awaited where the last call returned. */
char urgent_byte(const struct scene *, const struct peer *, char awaited);

/* ---- observations, each an event of the trace ---- */

void observe(struct scene *, const char *label, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "peer: 3 bytes x'616263'": ends the IUT's sending and takes all that came. */
void received(struct scene *, struct peer *);

/* "o_nonblock: true", of the open file description. */
void o_nonblock(struct scene *, const struct peer *);

/* "offset: 8192", of the open file description. */
void offset(struct scene *, const struct file *);

/* "inherited: true": whether a program that the IUT executes has the socket. */
void inherited(struct scene *, const struct peer *);

/*
 * "elapsed: on time": the last call took at least `seconds`, and not longer
 * than that plus what is allowed: the kernel's timer slack, rounding to the
 * millisecond, the control sleeper's lateness, the time that the implementation
 * had to wait for a processor. Else "early" or "late", with the figures as a
 * note. For 0: "at once". It is the implementation's own clock, which may not
 * differ from ours by more than a reply takes to travel. A call in non-blocking
 * mode that kept a processor busy (busy.h) is late, however late others are.
 */
void elapsed(struct scene *, double seconds);

/*
 * The same for what ends at no exact time: at least `least` seconds, and not
 * longer than `most`.
 */
void elapsed_between(struct scene *, double least, double most);

/*
 * The same for a limit that the kernel keeps itself (SO_RCVTIMEO, SO_SNDTIMEO,
 * TCP_USER_TIMEOUT), by ticks that may run behind the clock: at least half of
 * it, and not longer; each signal that restarts it adds as much.
 */
void elapsed_by_ticks(struct scene *, double seconds, long long restarts);

/* "elapsed: within 0.5 s": at most so long, no lower bound. */
void elapsed_at_most(struct scene *, double seconds);

/* Hands over a duplicate of the descriptor, which the next call takes. */
void hand_over(struct scene *, int fd);

/*
 * The world cannot be made, for that reason: unsupported, with the kernel's
 * answer, if the kernel or its policy has no such thing; else broken.
 */
void no_world(struct scene *, const struct why *);

/* "sends: …": what kind of error the harness met; the instance is broken. */
void broken(struct scene *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The platform cannot do it, with the reason that it gave. */
void unsupported(struct scene *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * The same of something with a name, "gcm(aes)": it is expected unless the run
 * requires that.
 */
void lacking(struct scene *, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * What follows hangs on what poll(2) says: a call acts on it and has no second
 * look. Where it was found to be mistaken, that is unsupported.
 */
void rests_on_poll(struct scene *);

/*
 * The same of a call with so short a timeout, in seconds, that it has passed
 * once poll(2) has to be asked again, being mistaken or interrupted.
 */
void rests_on_one_poll(struct scene *, double timeout);

/*
 * Whether it hung, spun or waited in vain, which takes time and comes again in
 * what is like it.
 */
bool scene_is_lost(const struct scene *);

/* Whether something has happened that ends the scenario. */
bool over(const struct scene *);

/* ---- for the runner ---- */

#define SCENE_PEERS 8
#define SCENE_FILES 4
#define SCENE_LISTENERS 2
#define SCENE_SYMBOLS 16

enum scene_end {
	SCENE_GOES_ON,
	SCENE_LOST,		/* the implementation is gone: an event */
	SCENE_STUCK,		/* it asks for what a call that raised was to
				   make: that it raised is an event */
	SCENE_ABSENT,		/* disturb.h: it makes no such system call */
	SCENE_UNSUPPORTED,
	SCENE_BROKEN
};

struct scene {
	const struct instance *instance;
	struct session *session;
	struct script *script;	/* is told what is done (script.h), or NULL */
	struct trace trace;
	enum scene_end end;
	char *reason;		/* of STUCK, UNSUPPORTED and BROKEN */
	struct text unmade;	/* lines "s9 accept: raised …", of objects that
				   there are not since a call raised */
	bool excused;	/* UNSUPPORTED: hello() claimed not the method, or no
			   odd arguments, or the runner cannot look
			   into the program here */
	const char *lacks;		/* what lacking() named, or NULL */
	struct peer peers[SCENE_PEERS];
	struct peer *peers_used[SCENE_PEERS];
	size_t peers_len;
	struct file files[SCENE_FILES];
	size_t files_len;
	struct listener listeners[SCENE_LISTENERS];
	size_t listeners_len;
	struct room room;		/* what leave_room() took away */
	char *symbols[SCENE_SYMBOLS][2];	/* literal, name */
	size_t symbols_len;
	int objects;			/* sockets that the IUT was given */
	struct answer last;		/* of the last call */
	struct reply raised;		/* of set_up_all() */
	char *act;			/* of the call begun, or NULL */
	bool answered;			/* `last` is the call's begun */
	struct load load;		/* when it was made */
	struct busy busy[2];		/* when it was made, when it answered */
	struct busy signalled;		/* when a signal was last sent to it */
	int signals;			/* sent to it since */
	bool in_thread;			/* it was made in a thread */
	bool cannot_wait;		/* it was made of a socket whose bit
					   in modes is set: non-blocking */
	bool works;			/* it hands over much */
	bool spins;			/* it was seen to, having nothing to
					   wait for */
	uint64_t modes;
	int64_t begun_ns;		/* when begin() was called */
	int64_t stirred_ns;	/* or a signal was last sent */
	int64_t called_ns;	/* until when it began to call; 0: not told */
	bool hung;		/* the implementation was lost by hanging */
	bool spun;		/* it kept a processor busy and never slept */
	bool seen_spinning;	/* the last call begun was, when looked at */
	bool in_vain;		/* a call had a timeout of a second or more */
	bool starved;	/* whether a call slept is not known: it wanted to run,
			   and this machine hardly let it */
	bool looked_late;	/* we saw, or did, nothing, being kept from it */
};

/* Runs the instance's scenario with a session that is alive. */
void scene_run(struct scene *, const struct instance *, struct session *);

/* The same once, what is done being written down. */
void scene_run_written(struct scene *, const struct instance *,
    struct session *, struct script *);

void scene_release(struct scene *);

#endif
