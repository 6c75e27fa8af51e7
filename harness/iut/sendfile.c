/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "harness/iut/file.h"
#include "harness/iut/sendfile.h"

/* What the library's callbacks work on. */
struct source {
	struct call *call;
	struct file *file;	/* NULL: what has no read() */
	bool sought;		/* seek() was asked for the offset already */
};

/* Hands an error of the file to the library, which passes it on. */
static bool
raised(struct call *c, struct pysock_error *error)
{
	if (c->fault.err != 0) {
		pysock_error_set_errno(error, c->fault.err);
		c->fault = (struct fault)FAULT_INIT;
	} else
		pysock_error_set(error, PYSOCK_HOOK_ERROR, c->fault.type);
	return false;
}

static ssize_t
read_source(void *arg, size_t size, const void **data,
    struct pysock_error *error)
{
	struct source *s = arg;
	struct fault *f = &s->call->fault;
	struct file_data got = { .none = false };
	bool ok;

	if (s->file == NULL)
		ok = fault_set(f, "AttributeError", "no attribute 'read'");
	else
		ok = file_read(s->file, (int64_t)size, &got, f);
	if (ok && (got.none || got.text))
		ok = fault_set(f, "TypeError",
		    "memoryview: a bytes-like object is required");
	if (!ok) {
		raised(s->call, error);
		return -1;
	}
	*data = got.bytes;
	return (ssize_t)got.len;
}

static bool
seek_source(void *arg, int64_t position, struct pysock_error *error)
{
	struct source *s = arg;
	struct fault *f = &s->call->fault;
	bool first = !s->sought;

	s->sought = true;
	/* What is not written yet is not sent either. */
	if (first && s->file != NULL && file_descriptor(s->file) >= 0)
		return file_seek_descriptor(s->file, position, f) ||
		    raised(s->call, error);
	if (s->file != NULL && file_is_seekable(s->file))
		return file_seek(s->file, position, f) ||
		    raised(s->call, error);
	if (first && position != 0) {
		fault_set(f, "AttributeError", "no attribute 'seek'");
		return raised(s->call, error);
	}
	pysock_error_set_errno(error, ESPIPE);
	return false;
}

/* An int only; the library refuses 0, which also stands for less. */
static bool
convert_count(struct call *c, const struct pysock_file *file, int64_t *count)
{
	const struct dynamic *d = c->bound[2];

	*count = PYSOCK_UNTIL_EOF;
	if (d == NULL || d->kind == DYNAMIC_NONE)
		return true;
	if (d->kind != DYNAMIC_INT && d->kind != DYNAMIC_BOOL)
		return fault_set(&c->fault, "TypeError",
		    "count must be a positive integer");
	if (!d->fits && d->digits[0] != '-' && file->fd >= 0)
		return convert_int64(d, count, &c->fault);
	*count = d->digits[0] == '-' ? 0 : d->fits ? d->integer : INT64_MAX;
	return true;
}

static bool
check_file(struct call *c, const struct file *file)
{
	if (file == NULL)
		return true;
	if (file_is_closed(file))
		return fault_set(&c->fault, "ValueError",
		    "I/O operation on closed file");
	if (file_fileno_raises(file))
		return fault_errno(&c->fault, EIO);
	return true;
}

static void
describe(struct pysock_file *file, struct source *s)
{
	file->arg = s;
	file->seek = seek_source;
	file->text = s->file != NULL && file_is_text(s->file);
	/* What an inverted file yields is not what its descriptor holds. */
	file->fd = s->file != NULL && file_is_readable(s->file) &&
	    !file_is_inverted(s->file) ? file_descriptor(s->file) : -1;
	/* What was read ahead is only to be had from the object. */
	if (file->fd < 0 || file_has_unread(s->file))
		file->read = read_source;
}

/*
 * Where arguments are at fault: whether the library refuses before it would
 * look at them, which is then its error.
 */
static bool
refused_before(const struct call *c, const struct pysock_file *file,
    const int64_t *count)
{
	return file->text || c->sock->type != SOCK_STREAM ||
	    (count != NULL && ((*count <= 0 && *count != PYSOCK_UNTIL_EOF) ||
	    c->sock->timeout_ns == 0));
}

bool
sendfile_run(struct call *c)
{
	struct pysock_error error = PYSOCK_ERROR_INIT;
	struct pysock_file file = PYSOCK_FILE_INIT;
	const struct dynamic *d = c->bound[0];
	struct source source = { .call = c };
	int64_t offset = 0, count, sent;

	if (d->kind == DYNAMIC_OBJECT)
		source.file = d->object->file;
	describe(&file, &source);
	if (!convert_count(c, &file, &count)) {
		if (!refused_before(c, &file, NULL))
			return false;
		count = PYSOCK_UNTIL_EOF;
	}
	if (!refused_before(c, &file, &count) &&
	    (!check_file(c, source.file) || (c->bound[1] != NULL &&
	    !convert_int64(c->bound[1], &offset, &c->fault))))
		return false;
	c->fault = (struct fault)FAULT_INIT;
	sent = pysock_sendfile(c->sock, &file, offset, count, NULL, &error);
	if (sent < 0)
		return call_failed(c, &error);
	text_addf(&c->value, "%lld", (long long)sent);
	return true;
}
