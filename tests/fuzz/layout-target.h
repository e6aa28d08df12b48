/* SPDX-License-Identifier: MIT */
/* Any bytes as a file of some form: a good sheet, which every form can write or refuses to, or an error and nothing. */
#pragma once

#include "homework/sheet/layout.h"
#include "homework/sheet/sheet-check.h"

static inline void layout_target_files(const char *form, const LayoutFile *files, gsize n_files)
{
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(Sheet) sheet =
		layout_read(layout_by_name(form), files, n_files, left_out, &error);
	gsize n_layouts;
	const Layout *all = layouts(&n_layouts);

	g_assert(!sheet == (error != NULL));
	g_assert(!error || g_utf8_validate(error->message, -1, NULL));
	g_assert(left_out->len <= 402); /* the form's own lines, and those of the fitting */
	if (!sheet)
		return;
	g_assert(sheet_check(sheet, NULL));
	for (gsize i = 0; i < n_layouts; i++) {
		g_autoptr(GError) refused = NULL;
		if (!all[i].write)
			continue;
		g_autoptr(GBytes) bytes = all[i].write(sheet, NULL, &refused);
		g_assert(!bytes == (refused != NULL));
	}
}

static inline void layout_target(const char *form, const guint8 *data, gsize size)
{
	g_autofree guint8 *exact = g_memdup2(data, size); /* so that a step over its end is seen */

	layout_target_files(form, &(LayoutFile){ "fuzz", exact, size }, 1);
}
