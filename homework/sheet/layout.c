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

/* Messages begin with a place ("questions[0].points: …"), whose line is looked for; those of what is no JSON ("line 3: …")
 * know it. */
static void refuse_own(
	const LayoutReport *report, const char *text, gsize n_bytes, const char *message)
{
	static const char LINE[] = "line ";
	g_autofree char *place = g_strndup(message, strcspn(message, ": "));
	char *end;

	if (g_str_has_prefix(message, LINE)) {
		const guint64 line = g_ascii_strtoull(message + strlen(LINE), &end, 10);

		layout_report_refuse(report, (guint)line, "%s", end + strspn(end, ": "));
	} else {
		layout_report_refuse(report,
			n_bytes > SHEET_JSON_BYTES_MAX ? 0 : json_line_of(text, n_bytes, place),
			"%s", message);
	}
}

static Sheet *read_zhibi(
	const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error)
{
	const LayoutReport report = { files->name, left_out, error };
	g_autoptr(GError) fault = NULL;
	const char *text;
	gsize n_bytes;

	if (refuse_several(n_files, error) ||
		!layout_report_text(&report, files->bytes, files->n_bytes, &text, &n_bytes))
		return NULL;
	Sheet *sheet = sheet_json_read(text, n_bytes, &fault);
	if (!sheet)
		refuse_own(&report, text, n_bytes, fault->message);
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
		g_set_error(error, SHEET_ERROR, SHEET_ERROR_BAD_FILE,
			"%s is written only, not read", layout->name);
	else if (n_files == 0 || n_files > LAYOUT_FILES_MAX)
		g_set_error(error, SHEET_ERROR, SHEET_ERROR_BAD_FILE,
			"%" G_GSIZE_FORMAT " files were given; give from 1 to %d", n_files,
			LAYOUT_FILES_MAX);
	else if (n_bytes > LAYOUT_BYTES_MAX)
		g_set_error(error, SHEET_ERROR, SHEET_ERROR_BAD_FILE,
			"%s: larger than %u MiB; split it", files->name, LAYOUT_BYTES_MAX >> 20);
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
	if (sheet_check(sheet, error))
		return g_steal_pointer(&sheet);
	g_prefix_error(error, "%s makes no good sheet: ", files->name);
	return NULL;
}
