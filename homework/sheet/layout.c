/* SPDX-License-Identifier: MIT */
/* The table of forms; see layout.h. */
#include "homework/sheet/layout.h"

#include <string.h>

#include "homework/sheet/json-line.h"
#include "homework/sheet/layout-amc.h"
#include "homework/sheet/layout-fit.h"
#include "homework/sheet/layout-nproj.h"
#include "homework/sheet/layout-omr.h"
#include "homework/sheet/layout-qti.h"
#include "homework/sheet/layout-report.h"
#include "homework/sheet/layout-zipgrade.h"
#include "homework/sheet/sheet-check.h"
#include "homework/sheet/sheet-json.h"

static Sheet *read_nproj(
	const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error)
{
	const LayoutReport report = { files->name, left_out, error };

	if (!layout_report_one_file(&report, n_files))
		return NULL;
	return layout_nproj_read(
		files->name, (const char *)files->bytes, files->n_bytes, left_out, error);
}

/* Its place ("questions[0].points") is looked for; that of what is no JSON ("line 3") is the line. */
static void refuse_own(
	const LayoutReport *report, const char *text, gsize n_bytes, GError *take_fault)
{
	const char *place = sheet_error_place(take_fault);
	guint line = 0;

	if (g_str_has_prefix(place, SHEET_JSON_LINE)) {
		line = (guint)g_ascii_strtoull(place + strlen(SHEET_JSON_LINE), NULL, 10);
		sheet_error_move(take_fault, "");
	} else if (n_bytes <= SHEET_JSON_BYTES_MAX) {
		line = json_line_of(text, n_bytes, place);
	}
	layout_report_pass(report, line, take_fault);
}

static Sheet *read_zhibi(
	const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error)
{
	const LayoutReport report = { files->name, left_out, error };
	GError *fault = NULL;
	const char *text;
	gsize n_bytes;

	if (!layout_report_one_file(&report, n_files) ||
		!layout_report_text(&report, files->bytes, files->n_bytes, &text, &n_bytes))
		return NULL;
	Sheet *sheet = sheet_json_read(text, n_bytes, &fault);
	if (!sheet)
		refuse_own(&report, text, n_bytes, fault);
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
	{ .name = "nproj", .suffix = ".nproj", .read = read_nproj, .write = layout_nproj_write },
	{ .name = "omrchecker", .suffix = ".json", .read = layout_omr_read },
	{ .name = "qti", .suffix = ".zip", .read = layout_qti_read, .write = layout_qti_write },
	{ .name = "amc-txt", .suffix = ".txt", .read = layout_amc_read },
	{ .name = "zipgrade", .suffix = ".csv", .read = layout_zipgrade_read },
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

static bool refuse_sizes(
	const Layout *layout, const LayoutFile *files, gsize n_files, GError **error)
{
	gsize n_bytes = 0;

	for (gsize i = 0; i < n_files; i++)
		n_bytes += files[i].n_bytes;
	if (!layout->read)
		sheet_error_set(error, "",
			"%1$s 只能导出，不能导入；请换一种格式 / %1$s is written only, not read; "
			"choose another form",
			layout->name);
	else if (n_files == 0 || n_files > LAYOUT_FILES_MAX)
		sheet_error_set(error, "",
			"给了 %1$" G_GSIZE_FORMAT " 个文件，请给 1 到 %2$d 个 / %1$" G_GSIZE_FORMAT
			" files were given; give from 1 to %2$d",
			n_files, LAYOUT_FILES_MAX);
	else if (n_bytes > LAYOUT_BYTES_MAX)
		sheet_error_set(error, files->name,
			"超过 %1$u MiB，请分开 / larger than %1$u MiB; split it",
			LAYOUT_BYTES_MAX >> 20);
	else
		return false;
	return true;
}

Sheet *layout_read(const Layout *layout, const LayoutFile *files, gsize n_files,
	GPtrArray *left_out, GError **error)
{
	if (refuse_sizes(layout, files, n_files, error))
		return NULL;
	g_autoptr(Sheet) sheet = layout->read(files, n_files, left_out, error);
	if (!sheet)
		return NULL;
	layout_fit(sheet, left_out);
	GError *fault = NULL;
	if (sheet_check(sheet, &fault))
		return g_steal_pointer(&sheet);
	g_autofree char *place = g_strdup_printf("%s → %s", files->name, sheet_error_place(fault));
	sheet_error_move(fault, place);
	g_propagate_error(error, fault);
	return NULL;
}
