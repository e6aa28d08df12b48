/* SPDX-License-Identifier: MIT */
/* The table of forms; see layout.h. */
#include "homework/sheet/layout.h"

#include <string.h>

#include "homework/sheet/layout-nproj.h"
#include "homework/sheet/sheet-json.h"

static bool refuse_several(gsize n_files, GError **error)
{
	if (n_files == 1)
		return false;
	g_set_error(error, SHEET_ERROR, SHEET_ERROR_BAD_FILE,
		"%" G_GSIZE_FORMAT " files were given and this form is one file; give one",
		n_files);
	return true;
}

static Sheet *read_nproj(
	const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error)
{
	if (refuse_several(n_files, error))
		return NULL;
	return layout_nproj_read(
		files->name, (const char *)files->bytes, files->n_bytes, left_out, error);
}

static Sheet *read_zhibi(
	const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error)
{
	(void)left_out;
	if (refuse_several(n_files, error))
		return NULL;
	Sheet *sheet = sheet_json_read((const char *)files->bytes, files->n_bytes, error);
	if (!sheet)
		g_prefix_error(error, "%s: ", files->name);
	return sheet;
}

static GBytes *write_zhibi(const Sheet *sheet, GPtrArray *left_out, GError **error)
{
	(void)left_out;
	(void)error;
	char *text = sheet_json_write(sheet);
	return g_bytes_new_take(text, strlen(text));
}

static const Layout LAYOUTS[] = {
	{ .name = "zhibi", .suffix = ".json", .read = read_zhibi, .write = write_zhibi },
	{ .name = "nproj", .suffix = ".nproj", .read = read_nproj },
};

const Layout *layouts(gsize *n_layouts)
{
	*n_layouts = G_N_ELEMENTS(LAYOUTS);
	return LAYOUTS;
}

const Layout *layout_by_name(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(LAYOUTS); i++)
		if (g_str_equal(LAYOUTS[i].name, name))
			return &LAYOUTS[i];
	return NULL;
}

const Layout *layout_by_suffix(const char *file_name)
{
	const Layout *found = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(LAYOUTS); i++) {
		if (!LAYOUTS[i].read || !g_str_has_suffix(file_name, LAYOUTS[i].suffix))
			continue;
		if (found)
			return NULL;
		found = &LAYOUTS[i];
	}
	return found;
}
