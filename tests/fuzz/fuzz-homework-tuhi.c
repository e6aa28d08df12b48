/* SPDX-License-Identifier: MIT */
/* Any bytes as a drawing of tuhi; "{" is put before them, so that they are taken for one. */
#include "tests/fuzz/ink-file-target.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	target_read(data, size, "{");
	return 0;
}
