/* SPDX-License-Identifier: BSD-2-Clause */
/* Moved: struct why is in harness/protocol/why.{h,c}; include that instead. */
#include "harness/protocol/why.h"
