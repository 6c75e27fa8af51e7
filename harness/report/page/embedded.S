/* SPDX-License-Identifier: BSD-2-Clause */
/* The page's template, style and script, as strings of C. */
	.macro embed name, file
	.section .rodata.\name, "a"
	.global \name
\name:
	.incbin "\file"
	.byte 0
	.endm
	embed page_html, "harness/report/page/page.html"
	embed page_css, "harness/report/page/page.css"
	embed page_js, "harness/report/page/page.js"
	.section .note.GNU-stack,"",%progbits
