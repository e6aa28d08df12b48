/* SPDX-License-Identifier: MIT */
/* Any bytes as a file of Auto Multiple Choice. */
#include "tests/fuzz/layout-target.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	layout_target("amc-txt", data, size);
	return 0;
}
