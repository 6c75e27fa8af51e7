/* SPDX-License-Identifier: BSD-2-Clause */
#include "control.h"

#include <limits.h>
#include <string.h>
#include <sys/socket.h>

bool
control_reserve(struct control *control, size_t len,
    struct pysock_error *error)
{
	if (len > INT_MAX - CMSG_SPACE(1)) {
		pysock_error_set(error, PYSOCK_OS_ERROR,
		    "ancillary data item too large");
		return false;
	}
	if (CMSG_SPACE(len) > INT_MAX - control->len) {
		pysock_error_set(error, PYSOCK_OS_ERROR,
		    "too much ancillary data");
		return false;
	}
	control->len += CMSG_SPACE(len);
	return true;
}

bool
control_alloc(struct control *control, struct pysock_error *error)
{
	if (control->len <= CONTROL_ROOM) {
		control->buf = memset(control->room, 0, control->len);
		return true;
	}
	control->buf = calloc(1, control->len);
	if (control->buf != NULL)
		return true;
	pysock_error_set(error, PYSOCK_MEMORY_ERROR, "");
	return false;
}

void *
control_put(struct control *control, int level, int type, size_t len)
{
	struct cmsghdr *header = (void *)(control->buf + control->used);

	header->cmsg_level = level;
	header->cmsg_type = type;
	header->cmsg_len = (socklen_t)CMSG_LEN(len);
	control->used += CMSG_SPACE(len);
	return CMSG_DATA(header);
}

void
control_attach_block(const struct control *control, struct msghdr *header)
{
	header->msg_control = control->buf;
	header->msg_controllen = (socklen_t)control->len;
}
