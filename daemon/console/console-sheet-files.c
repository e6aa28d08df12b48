/* SPDX-License-Identifier: MIT */
#include "daemon/console/console-sheet-files.h"

#include <jansson.h>
#include <string.h>

#include "daemon/console/console-json.h"
#include "daemon/json-text.h"
#include "homework/sheet/layout.h"
#include "homework/sheet/sheet-edit.h"
#include "homework/sheet/sheet-error.h"
#include "homework/sheet/sheet-json.h"

static const ConsoleTrouble bad_request = { "bad-request",
	"请求应是 JSON，不超过 12 MiB，且不多于 64 个文件。",
	"The request must be JSON of at most 12 MiB with no more than 64 files." };
static const ConsoleTrouble no_such_form = {
	"no-such-form", "认不出这是哪种格式。请在列表里选定格式再导入。",
	"Which form this is cannot be told by its name. Choose the form in the list, then import."
};
static const ConsoleTrouble not_written = { "not-written", "这种格式只能导入，不能导出。",
	"This form can be read, but is not written." };

static ConsoleSheetAnswer refuse(guint status, const ConsoleTrouble *trouble)
{
	return (ConsoleSheetAnswer){ status, console_json_trouble(trouble) };
}

static ConsoleSheetAnswer refuse_file(const GError *error)
{
	g_autofree char *why = sheet_error_zh(error);
	g_autofree char *zh = g_strdup_printf("这个文件不能用：%s", why);
	g_autofree char *en = sheet_error_en(error);

	return refuse(422, &(ConsoleTrouble){ "bad-file", zh, en });
}

static json_t *lines_json(const GPtrArray *lines)
{
	json_t *list = json_array();

	for (guint i = 0; i < lines->len; i++)
		json_array_append_new(list, json_text_new(g_ptr_array_index(lines, i)));
	return list;
}

/* ---- in */

static void file_clear(gpointer data)
{
	LayoutFile *file = data;

	g_free((gpointer)file->bytes);
}

/* Their names stay the request's. NULL: not what was asked for. */
static GArray *read_files(const json_t *list)
{
	const gsize n_files = json_array_size(list);

	if (n_files == 0 || n_files > LAYOUT_FILES_MAX)
		return NULL;
	GArray *files = g_array_new(FALSE, TRUE, sizeof(LayoutFile));

	g_array_set_clear_func(files, file_clear);
	for (gsize i = 0; i < n_files; i++) {
		const json_t *from = json_array_get(list, i);
		LayoutFile file = { .name = json_string_value(json_object_get(from, "name")) };
		const char *base64 = json_string_value(json_object_get(from, "base64"));

		if (!file.name || !base64) {
			g_array_unref(files);
			return NULL;
		}
		file.bytes = g_base64_decode(base64, &file.n_bytes);
		g_array_append_val(files, file);
	}
	return files;
}

static char *imported(Sheet *sheet, const Layout *layout, const GPtrArray *left_out)
{
	json_t *object = json_object();

	sheet_edit_name_regions(sheet);
	g_autofree char *text = sheet_json_write(sheet);

	json_object_set_new(object, "form", json_string(layout->name));
	json_object_set_new(object, "document", json_loads(text, 0, NULL));
	json_object_set_new(object, "left_out", lines_json(left_out));
	return json_text_dump(object);
}

static ConsoleSheetAnswer import_files(const json_t *request)
{
	const char *form = json_string_value(json_object_get(request, "form"));
	g_autoptr(GArray) files = read_files(json_object_get(request, "files"));
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;

	if (!files || !form)
		return refuse(400, &bad_request);
	const LayoutFile *first = &g_array_index(files, LayoutFile, 0);
	const Layout *layout = *form ? layout_by_name(form) : layout_by_suffix(first->name);

	if (!layout || !layout->read)
		return refuse(422, &no_such_form);
	g_autoptr(Sheet) sheet = layout_read(layout, first, files->len, left_out, &error);

	if (!sheet)
		return refuse_file(error);
	return (ConsoleSheetAnswer){ 200, imported(sheet, layout, left_out) };
}

ConsoleSheetAnswer console_sheet_import(const char *body, gsize n_bytes)
{
	json_t *request = json_loadb(body, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const ConsoleSheetAnswer answer = import_files(request);

	json_decref(request);
	return answer;
}

/* ---- out */

static ConsoleSheetAnswer export_sheet(const json_t *request)
{
	const char *form = json_string_value(json_object_get(request, "form"));
	const Layout *layout = form ? layout_by_name(form) : NULL;
	const json_t *document = json_object_get(request, "document");
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;

	if (!json_is_object(document))
		return refuse(400, &bad_request);
	if (!layout || !layout->write)
		return refuse(422, &not_written);
	g_autofree char *text = json_text_dump(json_deep_copy(document));
	g_autoptr(Sheet) sheet = sheet_json_read(text, strlen(text), &error);
	g_autoptr(GBytes) bytes = sheet ? layout->write(sheet, left_out, &error) : NULL;

	if (!bytes)
		return refuse_file(error);
	gsize n_bytes;
	const guint8 *data = g_bytes_get_data(bytes, &n_bytes);
	g_autofree char *base64 = g_base64_encode(data, n_bytes);
	json_t *object = json_object();

	json_object_set_new(object, "suffix", json_string(layout->suffix));
	json_object_set_new(object, "base64", json_string(base64));
	json_object_set_new(object, "left_out", lines_json(left_out));
	return (ConsoleSheetAnswer){ 200, json_text_dump(object) };
}

ConsoleSheetAnswer console_sheet_export(const char *body, gsize n_bytes)
{
	json_t *request = json_loadb(body, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const ConsoleSheetAnswer answer = export_sheet(request);

	json_decref(request);
	return answer;
}
