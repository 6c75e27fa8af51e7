/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/iut/audit.h"

bool
audit_set_mode(struct audit *a, const char *mode)
{
	bool refuse = strcmp(mode, "refuse") == 0;
	bool on = refuse || strcmp(mode, "record") == 0;

	if (!on && strcmp(mode, "off") != 0)
		return false;
	pthread_mutex_lock(&a->lock);
	a->on = on;
	a->refuse = refuse;
	text_release(&a->events);
	pthread_mutex_unlock(&a->lock);
	return true;
}

void
audit_event(struct audit *a, const char *format, ...)
{
	va_list ap;

	pthread_mutex_lock(&a->lock);
	if (a->on) {
		if (a->events.len > 0)
			text_addc(&a->events, ',');
		va_start(ap, format);
		text_vaddf(&a->events, format, ap);
		va_end(ap);
	}
	pthread_mutex_unlock(&a->lock);
}

void
audit_iterate(struct audit *a)
{
	audit_event(a, "('iterate')");
}

void
audit_take(struct audit *a, struct text *t)
{
	pthread_mutex_lock(&a->lock);
	text_addf(t, "[%s]", text_get(&a->events));
	text_release(&a->events);
	pthread_mutex_unlock(&a->lock);
}
