/* SPDX-License-Identifier: MIT */
/* See ink-file.h: the file in memory, and which form it is. */
#include "homework/archive/ink-file.h"

#include <string.h>

static void free_part(gpointer data)
{
	InkFilePart *part = data;

	g_free(part->pen);
	g_free(part->driver);
	g_free(part->model);
	g_ptr_array_unref(part->strokes);
	g_free(part);
}

InkFile *ink_file_new(void)
{
	InkFile *file = g_new0(InkFile, 1);

	file->class_name = g_strdup("");
	file->parts = g_ptr_array_new_with_free_func(free_part);
	return file;
}

InkFile *ink_file_free(InkFile *file)
{
	if (file) {
		g_free(file->class_name);
		g_ptr_array_unref(file->parts);
		g_free(file);
	}
	return NULL;
}

InkFilePart *ink_file_add_part(
	InkFile *file, const char *pen, const char *driver, const char *model)
{
	InkFilePart *part = g_new0(InkFilePart, 1);

	part->pen = g_strdup(pen);
	part->driver = g_strdup(driver);
	part->model = g_strdup(model);
	part->strokes = stroke_array_new();
	g_ptr_array_add(file->parts, part);
	return part;
}

guint ink_file_n_strokes(const InkFile *file)
{
	guint n_strokes = 0;

	for (guint i = 0; i < file->parts->len; i++)
		n_strokes += ((const InkFilePart *)g_ptr_array_index(file->parts, i))->strokes->len;
	return n_strokes;
}

InkFile *ink_file_read(const InkFileSource *source, const guint8 *bytes, gsize n_bytes)
{
	const char *text;
	gsize n_text;

	if (n_bytes > INK_FILE_BYTES_MAX) {
		layout_report_refuse(source->report, 0,
			"超过 %1$u MiB，请按页分开 / is larger than %1$u MiB; split it by pages",
			INK_FILE_BYTES_MAX >> 20);
		return NULL;
	}
	if (n_bytes >= 3 && memcmp(bytes, "neo", 3) == 0)
		return neonotes_read(source, bytes, n_bytes);
	if (!layout_report_text(source->report, bytes, n_bytes, &text, &n_text))
		return NULL;
	gsize first = 0;
	while (first < n_text && g_ascii_isspace(text[first]))
		first++;
	if (first < n_text && text[first] == '<')
		return inkml_read(source, text, n_text);
	if (first < n_text && text[first] == '{')
		return tuhi_read(source, text, n_text);
	layout_report_refuse(source->report, 0,
		"不是认识的笔迹文件，请给 InkML、NeoNotes 的 page.data，或 tuhi 的图（JSON） / is "
		"no ink that is known; give InkML, a NeoNotes page.data, or a drawing of tuhi "
		"(JSON)");
	return NULL;
}
