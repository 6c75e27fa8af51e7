/* SPDX-License-Identifier: BSD-2-Clause */
/* What a file object consists of, for the files that implement it. */
#ifndef IUT_FILE_STATE_H
#define IUT_FILE_STATE_H

#include "harness/iut/file.h"
#include "harness/protocol/text.h"

enum quirk {
	QUIRK_PLAIN, QUIRK_LONG, QUIRK_NONE, QUIRK_RAISE, QUIRK_BYTEARRAY,
	QUIRK_TEXT, QUIRK_SEEKABLE, QUIRK_FILENO, QUIRKS_LEN
};

struct file {
	int fd;			/* -1: over bytes */
	bool closed;
	bool text;
	bool inverted;
	bool readable;
	bool writable;
	size_t buffer_size;	/* 0: raw */
	struct text unread;	/* read ahead; from `taken` on */
	size_t taken;
	struct text unwritten;
	int64_t unwritten_at;	/* where it goes; -1: cannot be sought */
	struct text out;	/* what a read gave */
	bool reader;		/* no BytesIO */
	enum quirk quirk;
	int reads;
	struct text bytes;	/* what it is over */
	size_t at;		/* in those */
	int64_t consumed;
};

#endif
