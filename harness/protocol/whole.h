/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PROTOCOL_WHOLE_H
#define PROTOCOL_WHOLE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes all of it, in as many calls as that takes, and again after a signal.
 * False, with errno, if that cannot be; a part may be written then.
 */
bool write_whole(int fd, const void *bytes, size_t len);

#endif
