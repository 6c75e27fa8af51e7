/* SPDX-License-Identifier: BSD-2-Clause */
/* What the bundle carries: a tar archive that bundle.mk makes. */
	.section .rodata
	.global bundle_archive
	.global bundle_archive_end
	.balign 16
bundle_archive:
	.incbin ARCHIVE
bundle_archive_end:
	.byte 0
	.section .note.GNU-stack,"",%progbits
