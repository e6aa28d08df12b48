/* SPDX-License-Identifier: MIT */
/* Any bytes as a file of ink: strokes that the archive keeps exactly, or an error and nothing. */
#pragma once

#include <string.h>

#include "homework/archive/ink-file.h"

static inline void target_same_again(const InkFile *file)
{
	const LayoutReport quiet = { .file = "again" };
	const InkFileSource source = { .report = &quiet };
	g_autofree char *text = inkml_write(file);
	g_autoptr(InkFile) again = inkml_read(&source, text, strlen(text));
	guint n = 0;

	if (ink_file_n_strokes(file) == 0)
		return;
	g_assert_nonnull(again);
	for (guint i = 0; i < file->parts->len; i++) {
		const InkFilePart *part = g_ptr_array_index(file->parts, i);
		if (part->strokes->len == 0)
			continue;
		const InkFilePart *other = g_ptr_array_index(again->parts, n++);
		g_assert_cmpuint(part->strokes->len, ==, other->strokes->len);
		for (guint k = 0; k < part->strokes->len; k++)
			g_assert_true(stroke_equal(g_ptr_array_index(part->strokes, k),
				g_ptr_array_index(other->strokes, k)));
	}
	g_assert_cmpuint(again->parts->len, ==, n);
}

static inline void target_read(const guint8 *data, gsize size, const char *begin)
{
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	const LayoutReport report = { .file = "fuzz", .left_out = left_out, .error = &error };
	const InkFileSource source = { .report = &report,
		.page = { PAGE_FAMILY_NCODE, 3, 27, 603, 0 },
		.at_ms = 1764576000000,
		.mm_per_unit = 0.1 };
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	g_byte_array_append(bytes, (const guint8 *)begin, (guint)strlen(begin));
	g_byte_array_append(bytes, data, (guint)size);
	g_autoptr(InkFile) file = ink_file_read(&source, bytes->data, bytes->len);
	g_assert(!file == (error != NULL));
	if (file)
		target_same_again(file);
}
