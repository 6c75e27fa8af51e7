/* SPDX-License-Identifier: BSD-2-Clause */
/* One request on its way from line to reply. */
#ifndef IUT_CALL_H
#define IUT_CALL_H

#include "harness/iut/convert.h"
#include "harness/iut/session.h"
#include "harness/protocol/message.h"

#define CALL_PARAMETERS_MAX 5

/* The keyword argument of a request, made. */
struct call_keyword {
	const char *name;
	struct dynamic value;
};

struct call {
	struct session *session;
	struct request request;
	struct pool pool;
	struct dynamic_world world;
	const struct method *method;
	struct pysock *sock;		/* whose method it is, or NULL */
	struct file *file;		/* the same */
	const struct dynamic *args;	/* positional arguments as given */
	size_t args_len;
	struct call_keyword *keywords;
	/* By call_bind(): as the method's parameters; NULL: not given. */
	const struct dynamic *bound[CALL_PARAMETERS_MAX];
	struct fault fault;		/* what it raised */
	const char *unsupported;	/* or NULL */
	struct text value;		/* what it returned */
	const char *event;		/* instead of socket.sendmsg, or NULL */
	const struct dynamic *address;	/* that the event tells */
	int64_t took_ns;
};

enum method_owner { OF_SESSION, OF_MODULE, OF_SOCKET, OF_FILE };

struct method {
	const char *name;
	enum method_owner owner;
	size_t least;		/* arguments that must be given */
	size_t most;
	/* Names of the parameters; without, they are positional only. */
	const char *parameters[CALL_PARAMETERS_MAX];
	/* Returns false with fault or unsupported filled in. */
	bool (*run)(struct call *);
	bool unbound;		/* run does call_bind() itself, or without */
};

/* Ends with an entry without name. */
extern const struct method session_methods[], file_methods[], mode_methods[],
    send_methods[], receive_methods[], life_methods[],
    fds_methods[];

/* Of the thread: the call that hooks and callbacks belong to. */
extern _Thread_local struct call *call_current;

/* Makes what was parsed into `request` happen and writes the reply. */
void call_run(struct call *);

void call_release(struct call *);

/*
 * Distributes the arguments over the method's parameters as Python does.
 * False: TypeError.
 */
bool call_bind(struct call *);

/* Takes the library's error over; returns false. */
bool call_failed(struct call *, const struct pysock_error *);

bool call_unsupported(struct call *, const char *why);

/* The keyword argument of that name, or NULL. */
const struct dynamic *call_keyword(const struct call *, const char *name);

/* An int that may be missing: *number then stays. */
bool call_optional_int(struct call *, const struct dynamic *, int *number);

bool call_is_socket(const struct dynamic *);

/* Makes the library call the session's hooks. */
void call_set_hooks(void);

#endif
