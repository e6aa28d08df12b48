/* SPDX-License-Identifier: MIT */
/* Any bytes as a template of OMRChecker, and behind the first NUL its evaluation. */
#include <string.h>

#include "tests/fuzz/layout-target.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const guint8 *end = size > 0 ? memchr(data, '\0', size) : NULL;

	if (!end) {
		layout_target("omrchecker", data, size);
		return 0;
	}
	const gsize n_first = (gsize)(end - data), n_second = size - n_first - 1;
	g_autofree guint8 *first = g_memdup2(data, n_first);
	g_autofree guint8 *second = g_memdup2(end + 1, n_second);
	const LayoutFile files[] = { { "template.json", first, n_first },
		{ "evaluation.json", second, n_second } };
	layout_target_files("omrchecker", files, G_N_ELEMENTS(files));
	return 0;
}
