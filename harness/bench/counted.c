/* SPDX-License-Identifier: BSD-2-Clause */
#include <unistd.h>

#include "harness/bench/count.h"
#include "harness/bench/counted.h"
#include "harness/bench/operation.h"
#include "harness/bench/party.h"

struct plan {
	const struct operation *at;
	int n;
	int who;		/* of whom[] */
	bool afalg;
	const char *top;
};

static const char *const whom[] = { "raw", "C", "CPython", "libkcapi" };

static void
stretch(void (*run)(void))
{
	count_mark();
	run();
	count_mark();
}

static void
child(void *arg)
{
	const struct plan *p = arg;
	int i;

	if (!p->afalg && !operations_start())
		_exit(1);
	stretch(operation_nothing);
	for (i = 0; i < p->n; i++) {
		const struct operation *o = &p->at[i];
		void (*run)(void) = p->who == 0 ? o->raw : p->who == 1 ? o->c :
		    operation_kcapi;

		/* The first time, symbols are looked up. */
		if (!p->afalg)
			operation_prepare(o);
		run();
		if (!p->afalg)
			operation_prepare(o);
		stretch(run);
	}
}

static void
python_child(void *arg)
{
	const struct plan *p = arg;
	struct text names = TEXT_INIT;
	int i;

	for (i = 0; i < p->n; i++)
		text_addf(&names, "%s%s", i > 0 ? " " : "", p->at[i].name);
	party_count_python(p->top, text_get(&names));
}

static void
print(const struct operation *o, const struct stretch *s, int parties, int n,
    FILE *out)
{
	const struct stretch *of;
	int who;

	fprintf(out, "%-36s", o->shown);
	for (who = 0, of = s; who < parties; who++, of += n)
		fprintf(out, " %3d %7ld", of->calls, of->instructions);
	fputc('\n', out);
	for (who = 1, of = s + n; who < parties; who++, of += n)
		if (of->calls > 1)
			fprintf(out, "  %s:%s\n", whom[who],
			    text_get(&of->names));
}

static bool
count_all(struct plan *p, int parties, FILE *out, struct why *why)
{
	struct stretch s[parties * p->n];
	bool ok = true;
	int i, who;

	for (i = 0; i < parties * p->n; i++)
		s[i] = (struct stretch){ 0, 0, TEXT_INIT };
	for (who = 0; ok && who < parties; who++) {
		p->who = who;
		ok = count_stretches(who == 2 ? python_child : child, p,
		    &s[(size_t)who * (size_t)p->n], p->n, why);
	}
	fprintf(out, "\n%-36s", "system calls, instructions of user code");
	for (who = 0; who < parties; who++)
		fprintf(out, " %11s", whom[who]);
	fputc('\n', out);
	for (i = 0; ok && i < p->n; i++)
		print(&p->at[i], &s[i], parties, p->n, out);
	stretches_release(s, parties * p->n);
	return ok;
}

bool
counted_run(const char *top, bool afalg, FILE *out, struct why *why)
{
	struct plan p = { .at = afalg ? &operation_gcm : operations,
	    .n = afalg ? 1 : (int)operations_len, .afalg = afalg, .top = top };

	fflush(out);
	if (afalg && !operation_start_gcm(why))
		return false;
	return count_all(&p, afalg && operation_has_kcapi() ? 4 : 3, out, why);
}
