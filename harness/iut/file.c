/* SPDX-License-Identifier: BSD-2-Clause */
#define _FILE_OFFSET_BITS 64

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/iut/file_state.h"
#include "harness/protocol/memory.h"

#define BUFFER_SIZE 8192	/* io.DEFAULT_BUFFER_SIZE */
#define LARGEST_READ (1 << 20)

static const char *const quirks[] = {
	"plain", "long", "none", "raise", "bytearray", "text", "seekable",
	"fileno:raise"
};

static bool
unsupported(struct fault *f, const char *text)
{
	return fault_set(f, "UnsupportedOperation", text);
}

static bool
check_open(const struct file *file, struct fault *f)
{
	return !file->closed || fault_set(f, "ValueError",
	    "I/O operation on closed file.");
}

static struct file *
new_file(int fd)
{
	struct file *file = calloc(1, sizeof(*file));

	if (file == NULL)
		memory_ran_out();
	file->fd = fd;
	return file;
}

struct file *
file_open(int fd, const char *mode, int buffering, struct fault *f)
{
	bool plus = strchr(mode, '+') != NULL;
	bool binary = strchr(mode, 'b') != NULL;
	struct file *file;
	struct stat st;

	if (strchr(mode, 'r') == NULL && strchr(mode, 'w') == NULL &&
	    strchr(mode, 'a') == NULL && strchr(mode, 'x') == NULL) {
		fault_set(f, "ValueError", "invalid mode");
		return NULL;
	}
	if (buffering == 0 && !binary) {
		fault_set(f, "ValueError", "can't have unbuffered text I/O");
		return NULL;
	}
	if (fstat(fd, &st) == -1 || S_ISDIR(st.st_mode)) {
		fault_errno(f, fcntl(fd, F_GETFD) == -1 ? EBADF : EISDIR);
		return NULL;
	}
	file = new_file(fd);
	file->text = !binary;
	file->readable = plus || strchr(mode, 'r') != NULL;
	file->writable = plus || strchr(mode, 'r') == NULL;
	file->buffer_size = buffering == 0 ? 0 :
	    buffering > 1 ? (size_t)buffering : BUFFER_SIZE;
	if (strchr(mode, 'a') != NULL)
		lseek(fd, 0, SEEK_END);
	return file;
}

struct file *
file_inverted(int fd)
{
	struct file *file = new_file(fd);

	file->readable = true;
	file->inverted = true;
	return file;
}

struct file *
file_memory(const void *bytes, size_t len)
{
	struct file *file = new_file(-1);

	file->readable = true;
	file->writable = true;
	text_add(&file->bytes, bytes, len);
	return file;
}

struct file *
file_reader(const void *bytes, size_t len, const char *quirk)
{
	struct file *file;
	size_t i;

	for (i = 0; i < QUIRKS_LEN && strcmp(quirks[i], quirk) != 0;)
		i++;
	if (i == QUIRKS_LEN)
		return NULL;
	file = file_memory(bytes, len);
	file->reader = true;
	file->quirk = (enum quirk)i;
	return file;
}

/* ---- reading ---- */

static void
hand_out(struct file *file, int64_t size, struct file_data *data)
{
	size_t left = file->at < file->bytes.len ?
	    file->bytes.len - file->at : 0;
	size_t n = size < 0 || (uint64_t)size > left ? left : (size_t)size;

	*data = (struct file_data){ .bytes = text_get(&file->bytes),
	    .len = n };
	if (n > 0)
		data->bytes = file->bytes.at + file->at;
	file->at += n;
	file->consumed += (int64_t)n;
}

static bool
read_bytes(struct file *file, int64_t size, struct file_data *data,
    struct fault *f)
{
	file->reads++;
	if (file->quirk == QUIRK_RAISE && file->reads == 2)
		return fault_set(f, "ValueError", "the second read raises");
	if (file->quirk == QUIRK_NONE && file->reads == 2) {
		*data = (struct file_data){ .none = true };
		return true;
	}
	hand_out(file, file->quirk == QUIRK_LONG ? -1 : size, data);
	data->text = file->quirk == QUIRK_TEXT;
	return true;
}

/* One read(2), added to `to`; 0 at the end, -1 with the fault filled in. */
static ssize_t
read_some(struct file *file, struct text *to, size_t size, struct fault *f)
{
	size_t room = size < LARGEST_READ ? size : LARGEST_READ;
	char *bytes = malloc(room + 1);
	ssize_t n;

	if (bytes == NULL)
		memory_ran_out();
	do
		n = read(file->fd, bytes, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		fault_errno(f, errno);
	else
		text_add(to, bytes, (size_t)n);
	free(bytes);
	return n;
}

static bool
flush(struct file *file, struct fault *f)
{
	size_t done = 0;
	ssize_t n;

	if (file->unwritten.len > 0 && file->unwritten_at >= 0)
		lseek(file->fd, file->unwritten_at, SEEK_SET);
	while (done < file->unwritten.len) {
		n = write(file->fd, file->unwritten.at + done,
		    file->unwritten.len - done);
		if (n < 0 && errno != EINTR)
			return fault_errno(f, errno);
		done += n > 0 ? (size_t)n : 0;
	}
	text_cut(&file->unwritten, 0);
	return true;
}

static bool
read_descriptor(struct file *file, int64_t size, struct file_data *data,
    struct fault *f)
{
	size_t want = size < 0 ? SIZE_MAX : (size_t)size, n;
	ssize_t got = 1;

	text_cut(&file->out, 0);
	if (!flush(file, f))
		return false;
	while (file->out.len < want && got > 0) {
		if (file->buffer_size == 0) {
			got = read_some(file, &file->out,
			    want - file->out.len, f);
			if (size >= 0)
				break;
			continue;
		}
		if (file->taken == file->unread.len) {
			text_cut(&file->unread, 0);
			file->taken = 0;
			got = read_some(file, &file->unread,
			    file->buffer_size, f);
		}
		n = file->unread.len - file->taken;
		if (n > want - file->out.len)
			n = want - file->out.len;
		if (n > 0)
			text_add(&file->out, file->unread.at + file->taken, n);
		file->taken += n;
	}
	for (n = 0; file->inverted && n < file->out.len; n++)
		file->out.at[n] = (char)~file->out.at[n];
	*data = (struct file_data){ .bytes = text_get(&file->out),
	    .len = file->out.len, .text = file->text };
	return got >= 0;
}

bool
file_read(struct file *file, int64_t size, struct file_data *data,
    struct fault *f)
{
	if (!check_open(file, f))
		return false;
	if (file->fd < 0)
		return read_bytes(file, size, data, f);
	if (!file->readable)
		return unsupported(f, "read");
	return read_descriptor(file, size, data, f);
}

/* ---- positions ---- */

bool
file_seek(struct file *file, int64_t position, struct fault *f)
{
	if (!check_open(file, f))
		return false;
	if (file->fd < 0) {
		if (position < 0)
			return fault_set(f, "ValueError",
			    "negative seek value");
		file->at = (uint64_t)position > SIZE_MAX ? SIZE_MAX :
		    (size_t)position;
		return true;
	}
	return flush(file, f) && file_seek_descriptor(file, position, f);
}

bool
file_seek_descriptor(struct file *file, int64_t position, struct fault *f)
{
	if (lseek(file->fd, (off_t)position, SEEK_SET) == -1)
		return fault_errno(f, errno);
	text_cut(&file->unread, 0);
	file->taken = 0;
	return true;
}

bool
file_tell(struct file *file, int64_t *position, struct fault *f)
{
	off_t at;

	if (!check_open(file, f))
		return false;
	if (file->fd < 0) {
		*position = (int64_t)file->at;
		return true;
	}
	if (file->unwritten.len > 0 && file->unwritten_at >= 0) {
		*position = file->unwritten_at + (int64_t)file->unwritten.len;
		return true;
	}
	at = lseek(file->fd, 0, SEEK_CUR);
	if (at == -1)
		return fault_errno(f, errno);
	*position = (int64_t)at - (int64_t)(file->unread.len - file->taken) +
	    (int64_t)file->unwritten.len;
	return true;
}

/* ---- writing and the end ---- */

static void
write_memory(struct file *file, const void *bytes, size_t len)
{
	size_t over;

	while (file->bytes.len < file->at)
		text_addc(&file->bytes, '\0');
	over = file->bytes.len - file->at;
	over = over < len ? over : len;
	if (over > 0)
		memcpy(file->bytes.at + file->at, bytes, over);
	text_add(&file->bytes, (const char *)bytes + over, len - over);
	file->at += len;
}

bool
file_write(struct file *file, const void *bytes, size_t len, struct fault *f)
{
	int64_t position = 0;

	if (!check_open(file, f))
		return false;
	if (!file->writable)
		return unsupported(f, "write");
	if (file->fd < 0) {
		write_memory(file, bytes, len);
		return true;
	}
	if (file->taken < file->unread.len &&
	    (!file_tell(file, &position, f) || !file_seek(file, position, f)))
		return false;
	if (file->unwritten.len == 0)
		file->unwritten_at = lseek(file->fd, 0, SEEK_CUR);
	text_add(&file->unwritten, bytes, len);
	return file->unwritten.len <= file->buffer_size || flush(file, f);
}

bool
file_close(struct file *file, struct fault *f)
{
	bool ok;

	if (file->closed)
		return true;
	ok = file->fd < 0 || flush(file, f);
	if (file->fd >= 0)
		close(file->fd);
	file->closed = true;
	return ok;
}

void
file_free(struct file *file)
{
	if (file == NULL)
		return;
	text_release(&file->unread);
	text_release(&file->unwritten);
	text_release(&file->out);
	text_release(&file->bytes);
	free(file);
}
