/* SPDX-License-Identifier: MIT */
/* Any bytes as an answer key in CSV. */
#include "tests/fuzz/layout-target.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	layout_target("zipgrade", data, size);
	return 0;
}
