/* SPDX-License-Identifier: MIT */
/* Any bytes as a QTI item, or a package of them. */
#include "tests/fuzz/layout-target.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	layout_target("qti", data, size);
	return 0;
}
