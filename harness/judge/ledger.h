/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ledger of known divergences, an INI file with a section an entry:
 *
 *	[pipe-sends-nothing]
 *	clause = SENDFILE-04
 *	instances = sendfile/pipe_is_sent[*]
 *	by = CPython >=3.8 <3.13.1, PyPy
 *	verdict = departs-from-doc
 *	line = sendfile: returned 0
 *	reason = fstat() says that a pipe has no bytes, and CPython believes it;
 *	    a sentence may go on in an indented line
 *	finding = sendfile-of-a-pipe
 *	link = https://github.com/python/cpython/issues/1
 *	review = 2027-06-30
 *
 * An entry is about what one implementation does, whether it is under test or
 * the oracle: `by` names it, with ranges of its versions (version.h), several
 * joined by ','. Where both depart, each is looked up by itself.
 *
 *	line = socket: raised OverflowError
 *	others = returned s1
 *
 * `line` is what it shows: the label and its own outcome, whichever side of
 * `IUT's <> oracle's` that is. With the verdicts differs and platform-differs
 * `others` may say, without the label, what the implementation that it is
 * compared with does there (of platform-differs: what was recorded of it);
 * without it, whatever that is. Where two differ and neither is as the other's
 * `others` has it, each needs an entry. The verdict of an entry about a place
 * may be both, `differs platform-differs`: where all implementations there
 * agree, only the recording, which is of another place, shows it.
 *
 * Where an entry holds; what is absent holds always, and what is not told of a
 * place is in no range and no list:
 *
 *	platform = uml, uml-6.12	names of columns; '*' is all
 *	iut = pysock <2			the implementation under test
 *	oracle = CPython >=3.8		the oracle
 *	kernel = gvisor, uml >=6.1 <6.12	linux, uml, gvisor, or
 *					refuse, which is linux less one thing;
 *					>=5.10: of any of them
 *	emulator = qemu-user <8		none: it runs under none
 *	arch = aarch64 s390x		uname(2)'s machine
 *	word = 32			bits of a pointer: 32, 64
 *	byteorder = big			little, big
 *	libc = glibc >=2.36, musl
 *	without = sendfile		abilities that are all missing,
 *	with = ipv6 proc		that are all there
 *
 * The last eight are about the place of the implementation that departs: what
 * it says of its own process and what was seen of it (session/machine.h). A
 * recorded oracle is where it was recorded, and lacks nothing there.
 *
 * An entry that applies and does not show is stale, and fails the run. With
 *
 *	shows = sometimes
 *
 * it is not: whether it shows is a matter of chance or of the machine's load
 * too, such as a deadline that is missed by less than a loaded machine needs
 * anyway. That it is still there the programs of its finding tell. `always`
 * is the same as none.
 *
 * A section's name has a-z, 0-9 and '-', at most 48 of them. A line has at
 * most 190 bytes. `instances` may stand several times; an indented line under
 * it is one more of them. `finding` is the page in cases/findings/ that tells
 * of it (finding.h); in a user's own ledger it may be absent. `link` may be
 * absent. A `reason` may be empty until a person has found it: the entry is
 * taken, and the run fails for it. `clause` may name several, with ',' between,
 * in one line or in further, indented ones; each has to have an instance. In
 * `instances`, `line` and `others`, '*' is any run of characters, and nothing
 * else is special. A comment is a line of its own that starts with ';' or '#'.
 */
#ifndef JUDGE_LEDGER_H
#define JUDGE_LEDGER_H

#include "harness/judge/version.h"
#include "harness/protocol/why.h"
#include "harness/protocol/value.h"

#define LEDGER_LINE_MAX 190	/* bytes */
#define LEDGER_NAME_MAX 48

struct ledger_names {
	const char *const *at;
	size_t len;
};

struct ledger_entry {
	const char *name;
	const char *path;		/* of its file */
	bool own;			/* which is a user's */
	int line_number;		/* of its section */
	struct ledger_names clauses;
	struct ledger_names instances;	/* patterns */
	struct version_ranges by;	/* who departs */
	struct ledger_names platforms;	/* none: every platform */
	struct version_ranges iut, oracle;
	struct version_ranges kernel, emulator, libc;
	struct ledger_names arch, with, without;
	const char *word, *byteorder;	/* or NULL */
	const char *verdict;
	const char *line;		/* pattern */
	const char *others;		/* pattern, or NULL */
	const char *shows;		/* "always", "sometimes"; NULL: always */
	const char *reason;		/* "" until a person has found it */
	const char *finding;		/* id of its page, or NULL */
	const char *link;		/* or NULL */
	const char *review;		/* YYYY-MM-DD */
};

struct ledger {
	struct ledger_entry *entries;	/* in the order of the files */
	size_t len;
	struct pool pool;
};

#define LEDGER_INIT { NULL, 0, POOL_INIT }

/* What an implementation runs on; NULL where it is not told. */
struct ledger_place {
	const char *kernel;		/* "uml 6.1.176" */
	const char *emulator;		/* "qemu-user 7.2.22"; NULL: none */
	const char *arch, *word, *byteorder;
	const char *libc;		/* "glibc 2.36" */
	const char *abilities;		/* each between spaces; NULL: all */
};

/* What one of the two showed in an instance, where, and beside whom. */
struct divergence {
	const char *by;			/* who departs: "CPython 3.11.2" */
	struct ledger_place on;		/* its place */
	const char *platform;		/* "native" */
	const char *iut, *oracle;	/* "pysock 1.0"; NULL: none ran */
	const char *clause, *instance;
	const char *verdict;
	const char *line;		/* "label: outcome", of its own */
	const char *others;		/* the other's outcome, or NULL */
};

/*
 * Adds the entries of a file, the project's own. False: *why is a sentence
 * with file, line or entry, and key; the ledger is empty then.
 */
bool ledger_read(struct ledger *, const char *path, struct why *);

/* The same of a user's file: its entries need no finding. */
bool ledger_read_own(struct ledger *, const char *path, struct why *);

/*
 * The project's ledger, TOP/cases/ledger.ini, and with it a user's: their
 * paths, a line each, or NULL.
 */
bool ledger_read_all(struct ledger *, const char *top, const char *own,
    struct why *);

/*
 * The same, but of entries of one clause alone: what else stands there is not
 * looked at, be it right or wrong.
 */
bool ledger_read_clause(struct ledger *, const char *top, const char *own,
    const char *clause, struct why *);

/*
 * The first entry that says what the divergence shows; NULL if it is unknown.
 * `alone`: whatever the other did.
 */
const struct ledger_entry *ledger_match(const struct ledger *,
    const struct divergence *, bool alone);

/*
 * Whether the entry speaks of this instance and implementation in this place,
 * whatever it showed. An entry that applies and does not match has become
 * stale.
 */
bool ledger_applies(const struct ledger_entry *, const struct divergence *);

/* Whether it says what the divergence shows; `alone` as above. */
bool ledger_says(const struct ledger_entry *, const struct divergence *,
    bool alone);

/* Whether the clause is one of the entry's, and whether a pattern fits. */
bool ledger_has_clause(const struct ledger_entry *, const char *clause);
bool ledger_has_instance(const struct ledger_entry *, const char *instance);

/* Leaves the entries of one clause, where nothing else is asked. */
void ledger_keep_clause(struct ledger *, const char *clause);

/* Whether one that applies may also not show. */
bool ledger_may_not_show(const struct ledger_entry *);

/* Whether its review date lies before today, a YYYY-MM-DD. */
bool ledger_overdue(const struct ledger_entry *, const char *today);

/* Frees all, entries included, and leaves it empty. */
void ledger_release(struct ledger *);

#endif
