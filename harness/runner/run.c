/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/protocol/value.h"
#include "harness/runner/known.h"
#include "harness/runner/recall.h"

#ifndef AF_ALG
#define AF_ALG 38
#endif

static char *
join(const char *prefix, const char *command)
{
	struct text text = TEXT_INIT;

	if (prefix != NULL && prefix[0] != '\0')
		text_addf(&text, "%s ", prefix);
	text_adds(&text, command);
	return text_detach(&text);
}

bool
runner_init(struct runner *r, const struct config *config, struct why *why)
{
	struct text path = TEXT_INIT;
	struct utsname u;
	bool ok;

	*r = (struct runner){ .config = *config, .iut = SESSION_INIT,
	    .oracle = SESSION_INIT, .interposed_iut = INTERPOSED_INIT,
	    .interposed_oracle = INTERPOSED_INIT };
	r->iut_command = join(config->wrap, config->iut);
	r->oracle_command = join(config->wrap, config->oracle);
	r->iut.command = r->iut_command;
	r->oracle.command = r->oracle_command;
	r->iut.top = r->oracle.top = config->top;
	r->iut.watchdog_ms = r->oracle.watchdog_ms = config->watchdog_ms;
	if (uname(&u) == 0) {
		snprintf(r->kernel, sizeof(r->kernel), "%.*s",
		    (int)strspn(u.release, "0123456789."), u.release);
		snprintf(r->arch, sizeof(r->arch), "%.63s", u.machine);
	}
	text_addf(&path, "%s/cases/ledger.ini", config->top);
	ok = ledger_read(&r->ledger, text_get(&path), why);
	text_cut(&path, 0);
	text_addf(&path, "%s/cases/findings", config->top);
	ok = ok && findings_read(&r->findings, text_get(&path), why) &&
	    findings_fit(&r->findings, &r->ledger, why);
	text_release(&path);
	return ok;
}

bool
runner_start(struct runner *r, struct why *why)
{
	if (r->dead.text[0] != '\0') {
		*why = r->dead;
		return false;
	}
	if ((r->config.alone || session_alive(&r->iut) ||
	    session_start(&r->iut, why)) && (recall_is_oracle(r) ?
	    recall_start(r, why) : session_alive(&r->oracle) ||
	    session_start(&r->oracle, why)))
		return true;
	r->dead = *why;
	return false;
}

bool
runner_interpose(struct runner *r, struct why *why)
{
	if (r->config.wrap != NULL && r->config.wrap[0] != '\0')
		return why_set(why, "'%s' starts it, which may load a library "
		    "or leave ours out", r->config.wrap);
	return (r->config.alone ||
	    interposed_start(&r->interposed_iut, &r->iut, why)) &&
	    (recall_is_oracle(r) ||
	    interposed_start(&r->interposed_oracle, &r->oracle, why));
}

/* Starts what an instance needs. */
static bool
start_for(struct runner *r, const struct instance *i, struct why *why)
{
	return runner_start(r, why) &&
	    (!i->row->interposed || runner_interpose(r, why));
}

void
runner_release(struct runner *r)
{
	session_stop(&r->iut);
	session_stop(&r->oracle);
	interposed_release(&r->interposed_iut);
	interposed_release(&r->interposed_oracle);
	ledger_release(&r->ledger);
	findings_release(&r->findings);
	recall_release(r);
	free(r->iut_command);
	free(r->oracle_command);
}

static bool
has_word(const char *words, const char *word, size_t len)
{
	const char *at = words;

	while (at != NULL && (at = strstr(at, word)) != NULL) {
		if (strncmp(at, word, len) == 0 && (at[len] == ' ' ||
		    at[len] == '\0') && (at == words || at[-1] == ' '))
			return true;
		at++;
	}
	return false;
}

static bool
is_of_kernel(const char *ability)
{
	return strcmp(ability, "af_alg") == 0 ||
	    strcmp(ability, "proc_syscall") == 0;
}

/* Abilities of the kernel, found by trying; NULL: it has it. */
static const char *
kernel_lacks(const char *ability)
{
	static char reason[128];
	int fd;

	if (strcmp(ability, "proc_syscall") == 0)
		return access("/proc/self/syscall", R_OK) == 0 ? NULL :
		    "there is no /proc/PID/syscall";
	fd = socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	snprintf(reason, sizeof(reason), "socket(AF_ALG) gives %s",
	    errno_to_name(errno));
	return reason;
}

/*
 * What an instance needs and is not there. Sets the verdict and returns true
 * if it cannot run at all; *without_oracle if only the oracle cannot.
 */
static bool
lacks(struct runner *r, const struct instance *i, struct result *result,
    bool *without_oracle)
{
	const char *at = i->row->needs, *reason;
	char ability[40], sentence[200];
	size_t len;

	for (; at != NULL && *at != '\0'; at += len + (at[len] == ' ')) {
		len = strcspn(at, " ");
		snprintf(ability, sizeof(ability), "%.*s", (int)len, at);
		reason = is_of_kernel(ability) ? kernel_lacks(ability) : NULL;
		result->expected = !has_word(r->config.require, ability, len) &&
		    (is_of_kernel(ability) || !session_is_ours(&r->iut) ||
		    strcmp(ability, "objects") == 0);
		if (reason == NULL && !is_of_kernel(ability) &&
		    !r->config.alone && !session_can(&r->iut, ability))
			reason = "the implementation does not offer it";
		if (reason != NULL) {
			snprintf(sentence, sizeof(sentence), "%s: %s", ability,
			    reason);
			verdict_set(&result->verdict, VERDICT_UNSUPPORTED,
			    sentence);
			return true;
		}
		if (!is_of_kernel(ability) &&
		    !session_can(&r->oracle, ability))
			*without_oracle = true;
	}
	return false;
}

/* The verdict of what ended early; false if it must be judged. */
static bool
ended_early(struct verdict *v, const struct scene *iut,
    const struct scene *oracle)
{
	struct text text = TEXT_INIT;
	const struct scene *which = iut->end >= SCENE_UNSUPPORTED ? iut :
	    oracle;

	if (oracle != NULL && oracle->end == SCENE_BROKEN)
		which = oracle;
	if (which == NULL || which->end < SCENE_UNSUPPORTED)
		return false;
	text_addf(&text, "%s: %s", which == iut ? "iut" : "oracle",
	    which->reason);
	verdict_set(v, which->end == SCENE_BROKEN ? VERDICT_BROKEN :
	    VERDICT_UNSUPPORTED, text_get(&text));
	text_release(&text);
	return true;
}

static void
judge(struct verdict *v, const struct scene *iut, const struct scene *oracle,
    const struct documented *d)
{
	if (oracle != NULL && oracle->end == SCENE_UNSUPPORTED &&
	    iut->end < SCENE_UNSUPPORTED && d->len > 0)
		oracle = NULL;
	if (ended_early(v, iut, oracle))
		return;
	/* Who makes no such system call is not judged by it. */
	if (iut->end == SCENE_ABSENT && (oracle == NULL ||
	    oracle->end == SCENE_ABSENT))
		verdict_set(v, VERDICT_UNSUPPORTED,
		    "no implementation here makes that system call");
	else if (iut->end == SCENE_ABSENT)
		verdict_judge_one(v, &oracle->trace, PARTY_ORACLE, d);
	else if (oracle == NULL || oracle->end == SCENE_ABSENT)
		verdict_judge_one(v, &iut->trace, PARTY_IUT, d);
	else
		verdict_judge(v, &iut->trace, &oracle->trace, d);
}

/* What conforms may be a finding on which all agree. */
static void
find_agreed(struct runner *r, struct result *result)
{
	const struct finding_page *f = findings_of_instance(&r->findings,
	    result->instance->id, r->oracle.name);

	if (f != NULL)
		result->finding = f->id;
}

static void
run_both(struct runner *r, const struct instance *i, struct scene *iut,
    struct scene *oracle)
{
	bool interposed = i->row->interposed;

	scene_run(iut, i, interposed ? &r->interposed_iut.session : &r->iut);
	if (oracle == NULL)
		return;
	if (!recall_is_oracle(r)) {
		scene_run(oracle, i, interposed ?
		    &r->interposed_oracle.session : &r->oracle);
		return;
	}
	recall_play(r, i, oracle);
}

/* An unexpected verdict is looked at again: it must be the same. */
static void
check_stable(struct runner *r, const struct instance *i,
    const struct scene *iut, const struct scene *oracle,
    struct result *result)
{
	struct scene iut2 = { .instance = NULL }, oracle2 = { .instance = NULL };
	struct why why = WHY_INIT;

	if (!start_for(r, i, &why))
		return;
	run_both(r, i, &iut2, oracle != NULL ? &oracle2 : NULL);
	if (!trace_equal(&iut->trace, &iut2.trace))
		verdict_set(&result->verdict, VERDICT_UNSTABLE,
		    "the implementation gave two different traces");
	else if (oracle != NULL && !trace_equal(&oracle->trace, &oracle2.trace))
		verdict_set(&result->verdict, VERDICT_UNSTABLE,
		    "the oracle gave two different traces");
	if (result->verdict.kind == VERDICT_UNSTABLE) {
		text_adds(&result->traces, "  first run:\n");
		trace_format_diff(&iut->trace, oracle != NULL ?
		    &oracle->trace : &iut->trace, "    ", &result->traces);
		text_adds(&result->traces, "  second run:\n");
		trace_format_diff(&iut2.trace, oracle != NULL ?
		    &oracle2.trace : &iut2.trace, "    ", &result->traces);
	}
	scene_release(&iut2);
	scene_release(&oracle2);
}

static void
run(struct runner *r, const struct instance *i, bool without_oracle,
    bool verbose, struct result *result)
{
	struct scene iut, oracle = { .instance = NULL };
	struct scene *second = without_oracle ? NULL : &oracle;
	struct documented d = DOCUMENTED_INIT;

	instance_document(i, &d);
	run_both(r, i, &iut, second);
	judge(&result->verdict, &iut, second, &d);
	if (second != NULL && iut.end < SCENE_UNSUPPORTED) {
		if (r->config.record[0] != '\0')
			recall_keep(second, result);
		else
			recall_compare(r, &iut, second, &d, result);
	}
	result->hash = trace_hash(&iut.trace);
	result->outcomes_hash = trace_hash_outcomes(&iut.trace);
	if (result->verdict.kind == VERDICT_CONFORMS ||
	    (result->verdict.kind == VERDICT_UNSUPPORTED &&
	    (iut.end == SCENE_ABSENT || iut.excused)))
		result->expected = true;
	else
		known_look_up(r, result);
	if (result->verdict.kind == VERDICT_CONFORMS)
		find_agreed(r, result);
	if (result->verdict.kind == VERDICT_UNSUPPORTED && iut.lacks != NULL)
		result->expected = !has_word(r->config.require, iut.lacks,
		    strlen(iut.lacks));
	if (!result->expected && result->verdict.kind > VERDICT_UNSUPPORTED)
		check_stable(r, i, &iut, second, result);
	if ((verbose || result->verdict.kind != VERDICT_CONFORMS) &&
	    result->verdict.kind != VERDICT_UNSTABLE)
		trace_format_diff(&iut.trace, second != NULL ? &oracle.trace :
		    &iut.trace, "  ", &result->traces);
	documented_release(&d);
	scene_release(&iut);
	scene_release(&oracle);
}

/*
 * What keeps a trace from being recorded: it tells of this machine's load, and
 * not of the oracle. NULL if nothing does.
 */
static const char *
not_to_be_recorded(const struct scene *oracle, const struct documented *d)
{
	const struct event *e;
	size_t n;

	if (oracle->end == SCENE_BROKEN || (oracle->end == SCENE_LOST &&
	    strcmp(oracle->reason, "hung") == 0))
		return oracle->reason;
	for (n = 0; n < oracle->trace.len; n++) {
		e = &oracle->trace.events[n];
		if (strncmp(e->label, "elapsed", 7) == 0 &&
		    strcmp(e->outcome, "late") == 0 &&
		    documented_for(d, e->label) == NULL)
			return "it was late, which this machine's load may "
			    "have done: record the area again";
	}
	return NULL;
}

/* The oracle without an implementation under test: for a recording. */
static void
run_alone(struct runner *r, const struct instance *i, bool lacking,
    struct result *result)
{
	struct scene oracle = { .instance = i };
	struct documented d = DOCUMENTED_INIT;
	const char *obstacle;

	result->expected = false;
	if (lacking)
		unsupported(&oracle, "it does not offer '%s'", i->row->needs);
	else
		scene_run(&oracle, i, i->row->interposed ?
		    &r->interposed_oracle.session : &r->oracle);
	instance_document(i, &d);
	obstacle = not_to_be_recorded(&oracle, &d);
	if (obstacle != NULL)
		verdict_set(&result->verdict, VERDICT_BROKEN, obstacle);
	else {
		recall_keep(&oracle, result);
		if (oracle.end < SCENE_ABSENT)
			verdict_judge_one(&result->verdict, &oracle.trace,
			    PARTY_ORACLE, &d);
		known_look_up(r, result);
		if (result->verdict.offences_len == 0)
			result->expected = true;
	}
	if (!result->expected)
		trace_format(&oracle.trace, "  ", &result->traces);
	documented_release(&d);
	scene_release(&oracle);
}

void
runner_run(struct runner *r, const struct instance *i, bool verbose,
    struct result *result)
{
	struct why why = WHY_INIT;
	bool without_oracle = false;

	*result = (struct result){ .instance = i, .verdict = VERDICT_INIT,
	    .traces = TEXT_INIT };
	if (!runner_start(r, &why) || !recall_read(r, i, &why)) {
		verdict_set(&result->verdict, VERDICT_BROKEN, why.text);
		return;
	}
	if (lacks(r, i, result, &without_oracle))
		return;
	if (i->row->interposed && !runner_interpose(r, &why)) {
		verdict_set(&result->verdict, VERDICT_UNSUPPORTED, why.text);
		result->expected = true;
		return;
	}
	if (r->config.alone) {
		run_alone(r, i, without_oracle, result);
		return;
	}
	if (without_oracle && i->row->doc == NULL &&
	    i->row->documented == NULL) {
		verdict_set(&result->verdict, VERDICT_UNSUPPORTED,
		    "the oracle does not offer it, and the documentation is "
		    "silent");
		result->expected = true;
		return;
	}
	run(r, i, without_oracle, verbose, result);
}

static void
format_offences(const struct verdict *v, struct text *out)
{
	size_t n;

	for (n = 0; n < v->offences_len; n++) {
		text_addf(out, "  %s %s", verdict_name(v->offences[n].kind),
		    v->offences[n].line);
		if (v->offences[n].wanted != NULL)
			text_addf(out, " (by the %s; documented: %s)",
			    verdict_departs_name(v->offences[n].departs),
			    v->offences[n].wanted);
		text_addc(out, '\n');
	}
}

static void
add_quoted(struct text *out, const char *key, const char *s)
{
	if (s == NULL)
		return;
	text_addf(out, " %s=", key);
	value_format_str(s, strlen(s), out);
}

void
result_format(const struct result *r, struct text *out)
{
	const struct verdict *v = &r->verdict;

	text_adds(out, "instance");
	add_quoted(out, "id", r->instance->id);
	if (r->instance->row->group != NULL)
		add_quoted(out, "group", r->instance->row->group->name);
	text_addf(out, " clause=%s verdict=%s departs=%s expected=%s "
	    "trace=%016llx outcomes=%016llx waits=%s",
	    r->instance->row->clause, verdict_name(v->kind),
	    verdict_departs_name(v->departs), r->expected ? "true" : "false",
	    (unsigned long long)r->hash, (unsigned long long)r->outcomes_hash,
	    r->instance->row->waits ? "true" : "false");
	if (r->entry != NULL)
		add_quoted(out, "entry", r->entry->name);
	add_quoted(out, "finding", r->finding);
	if (v->offences_len > 0)
		add_quoted(out, "line", v->offences[0].line);
	add_quoted(out, "reason", v->reason == NULL && r->entry != NULL ?
	    r->entry->reason : v->reason);
	text_addc(out, '\n');
	format_offences(v, out);
	text_adds(out, text_get(&r->traces));
}

void
result_format_brief(const struct result *r, struct text *out)
{
	const struct verdict *v = &r->verdict;

	text_addf(out, "%s %s", r->instance->id, verdict_name(v->kind));
	if (v->departs != 0)
		text_addf(out, " (%s)", verdict_departs_name(v->departs));
	if (v->reason != NULL)
		text_addf(out, ": %s", v->reason);
	else if (v->offences_len > 0)
		text_addf(out, ": %s", v->offences[0].line);
}

void
result_release(struct result *r)
{
	verdict_release(&r->verdict);
	text_release(&r->traces);
	text_release(&r->recording);
}
