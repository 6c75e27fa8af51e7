/* SPDX-License-Identifier: BSD-2-Clause */
/* Moved: struct why is in harness/protocol/why.{h,c}. */
typedef int judge_why_moved;
