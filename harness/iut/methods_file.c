/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "harness/iut/call.h"
#include "harness/iut/file.h"

static bool
tell(struct call *c)
{
	int64_t position;

	if (!file_is_seekable(c->file))
		return call_unsupported(c, "no method tell");
	if (!file_tell(c->file, &position, &c->fault))
		return false;
	text_addf(&c->value, "%lld", (long long)position);
	return true;
}

static bool
seek(struct call *c)
{
	int64_t position;

	if (!file_is_seekable(c->file))
		return call_unsupported(c, "no method seek");
	if (!convert_int64(c->bound[0], &position, &c->fault) ||
	    !file_seek(c->file, position, &c->fault))
		return false;
	text_addf(&c->value, "%lld", (long long)position);
	return true;
}

/* Each byte is a character, which UTF-8 may need two bytes for. */
static void
add_latin1(struct call *c, const struct file_data *data)
{
	const unsigned char *at = data->bytes;
	struct text utf8 = TEXT_INIT;
	size_t i;

	for (i = 0; i < data->len; i++)
		if (at[i] < 0x80)
			text_addc(&utf8, (char)at[i]);
		else
			text_addf(&utf8, "%c%c", 0xc0 | at[i] >> 6,
			    0x80 | (at[i] & 0x3f));
	value_format_str(text_get(&utf8), utf8.len, &c->value);
	text_release(&utf8);
}

static bool
read_some(struct call *c)
{
	struct file_data data;
	int64_t size = -1;

	if (c->bound[0] != NULL && c->bound[0]->kind != DYNAMIC_NONE &&
	    !convert_int64(c->bound[0], &size, &c->fault))
		return false;
	if (!file_read(c->file, size, &data, &c->fault))
		return false;
	if (data.text && !file_is_text(c->file))
		add_latin1(c, &data);
	else if (data.text)
		value_format_str(data.bytes, data.len, &c->value);
	else if (!data.none)
		value_format_reply_bytes(data.bytes, data.len, &c->value);
	return true;
}

static bool
write_some(struct call *c)
{
	const struct dynamic *d = c->bound[0];
	bool text = file_is_text(c->file);
	struct iovec data = { (void *)(uintptr_t)d->bytes, d->len };

	if (text && d->kind != DYNAMIC_STR)
		return fault_set(&c->fault, "TypeError",
		    "write() argument must be str");
	if (!text && !convert_buffer(d, &data, &c->fault))
		return false;
	if (!file_write(c->file, data.iov_base, data.iov_len, &c->fault))
		return false;
	text_addf(&c->value, "%zu", data.iov_len);
	return true;
}

static bool
close_file(struct call *c)
{
	return file_close(c->file, &c->fault);
}

static bool
consumed(struct call *c)
{
	int64_t n = file_consumed(c->file);

	if (n < 0)
		return call_unsupported(c, "no method consumed");
	text_addf(&c->value, "%lld", (long long)n);
	return true;
}

const struct method file_methods[] = {
	{ "tell", OF_FILE, 0, 0, { NULL }, tell, false },
	{ "seek", OF_FILE, 1, 1, { NULL }, seek, false },
	{ "read", OF_FILE, 0, 1, { NULL }, read_some, false },
	{ "write", OF_FILE, 1, 1, { NULL }, write_some, false },
	{ "close", OF_FILE, 0, 0, { NULL }, close_file, false },
	{ "consumed", OF_FILE, 0, 0, { NULL }, consumed, false },
	{ NULL, OF_FILE, 0, 0, { NULL }, NULL, false },
};
