/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>

#include "harness/iut/file_state.h"

int
file_descriptor(const struct file *file)
{
	return file->closed ? -1 : file->fd;
}

bool
file_is_text(const struct file *file)
{
	return file->text;
}

bool
file_is_inverted(const struct file *file)
{
	return file->inverted;
}

bool
file_is_closed(const struct file *file)
{
	return file->closed;
}

bool
file_is_readable(const struct file *file)
{
	int flags = file->fd >= 0 ? fcntl(file->fd, F_GETFL) : O_RDONLY;

	return file->readable || (flags & O_ACCMODE) != O_WRONLY;
}

bool
file_is_seekable(const struct file *file)
{
	return !file->reader || file->quirk == QUIRK_SEEKABLE;
}

bool
file_has_unread(const struct file *file)
{
	return file->taken < file->unread.len;
}

bool
file_fileno_raises(const struct file *file)
{
	return file->reader && file->quirk == QUIRK_FILENO;
}

int64_t
file_consumed(const struct file *file)
{
	return file->fd < 0 ? file->consumed : -1;
}
