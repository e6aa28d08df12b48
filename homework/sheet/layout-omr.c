/* SPDX-License-Identifier: MIT */
/* See layout-omr.h: the files, and the sheet once they are read. */
#include "homework/sheet/layout-omr.h"

#include <string.h>

#include "homework/sheet/json-line.h"
#include "homework/sheet/layout-omr-parts.h"
#include "homework/sheet/layout-page.h"
#include "homework/sheet/sheet-check.h"

#define LABELS_MAX 2000

void omr_note(const OmrFile *file, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	layout_report_note(&file->report,
		json_line_of(file->text, file->n_bytes, file->place.path->str), "%s%s%s",
		file->place.path->str, file->place.path->len > 0 ? ": " : "", text);
}

/* "q1..4" or "q1...4": the text, the first and the last number. */
static bool split_range(const char *text, char **prefix, guint64 *first, guint64 *last)
{
	const char *dots = strstr(text, "..");
	if (!dots)
		return false;
	const char *digits = dots;
	while (digits > text && g_ascii_isdigit(digits[-1]))
		digits--;
	g_autofree char *number = g_strndup(digits, (gsize)(dots - digits));
	const char *end = dots + strspn(dots, ".");
	if (digits == text || end - dots > 3 ||
		!g_ascii_string_to_unsigned(number, 10, 0, G_MAXINT32, first, NULL) ||
		!g_ascii_string_to_unsigned(end, 10, 0, G_MAXINT32, last, NULL))
		return false;
	*prefix = g_strndup(text, (gsize)(digits - text));
	return true;
}

static bool take_label(JsonPlace *place, const json_t *value, void *user)
{
	GPtrArray *labels = user;
	const char *text = json_string_value(value);
	g_autofree char *prefix = NULL;
	guint64 first, last;

	if (!text || !*text)
		return json_members_refuse(place, "不是标签，请写 \"q1\" 或 \"q1..20\" / is no "
						  "label; write \"q1\" or \"q1..20\"");
	if (!strstr(text, "..")) {
		g_ptr_array_add(labels, g_strdup(text));
		return true;
	}
	if (!split_range(text, &prefix, &first, &last) || first >= last ||
		labels->len + (last - first) > LABELS_MAX)
		return json_members_refuse(place,
			"“%1$.40s”不是一段，请写成 \"q1..20\"，前一个数小于后一个，最多 %2$d "
			"个标签 / \"%1$.40s\" is no range; write it like \"q1..20\", the first "
			"number below the last, %2$d labels at most",
			text, LABELS_MAX);
	for (; first <= last; first++)
		g_ptr_array_add(labels, g_strdup_printf("%s%" G_GUINT64_FORMAT, prefix, first));
	return true;
}

bool omr_take_labels(OmrFile *file, const json_t *value, GPtrArray *labels)
{
	return json_members_each(&file->place, value, LABELS_MAX, take_label, labels);
}

void omr_note_unknown(OmrFile *file, const json_t *object, const char *const *known)
{
	const gsize length = file->place.path->len;
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value)
	{
		if (g_strv_contains(known, name))
			continue;
		json_members_enter(&file->place, name);
		omr_note(file, "略去 / left out");
		json_members_leave(&file->place, length);
	}
}

/* ---- fields as questions */

/* The number in its label, where no other question has it; else the next free one. */
static gint number_of(const Omr *omr, const char *label)
{
	const char *digits = label + strcspn(label, "0123456789");
	guint64 number;

	if (g_ascii_string_to_unsigned(digits, 10, 1, SHEET_NUMBER_MAX, &number, NULL) &&
		!sheet_find_question(omr->sheet, (gint)number))
		return (gint)number;
	return 0;
}

static bool check_values(OmrFile *file, const OmrField *field)
{
	const guint n_values = g_strv_length(field->values);

	if (n_values < 2 || n_values > SHEET_OPTIONS_MAX)
		return json_members_refuse(&file->place,
			"“%1$.40s”有 %2$u 个圈，一题应当有 2 到 %3$d 个 / \"%1$.40s\" has %2$u "
			"bubbles; a question has from 2 to %3$d",
			field->label, n_values, SHEET_OPTIONS_MAX);
	for (guint i = 0; i < n_values; i++) {
		const glong length = g_utf8_strlen(field->values[i], -1);
		bool twice = false;
		for (guint k = 0; k < i; k++)
			twice = twice || g_str_equal(field->values[i], field->values[k]);
		if (length < 1 || length > SHEET_OPTION_MAX || twice)
			return json_members_refuse(&file->place,
				"“%1$.40s”有个圈叫“%2$.40s”，请各取一个名字，1 到 %3$d 个字 / "
				"\"%1$.40s\" has a bubble \"%2$.40s\"; give each one its own name "
				"of 1 to %3$d characters",
				field->label, field->values[i], SHEET_OPTION_MAX);
	}
	return true;
}

SheetQuestion *omr_question(Omr *omr, OmrFile *file, OmrField *field)
{
	if (field->question)
		return field->question;
	if (!check_values(file, field))
		return NULL;
	if (omr->sheet->questions->len == SHEET_QUESTIONS_MAX) {
		json_members_refuse(&file->place,
			"超过 %1$d 题，请把作业单分开 / more than %1$d questions; split the sheet",
			SHEET_QUESTIONS_MAX);
		return NULL;
	}
	SheetQuestion *question = field->question =
		sheet_question_new(number_of(omr, field->label));
	g_free(question->name);
	question->name = layout_page_line(field->label, SHEET_TEXT_MAX);
	g_strfreev(question->options);
	question->options = g_strdupv(field->values);
	g_ptr_array_add(omr->sheet->questions, question);
	return question;
}

/* Without an evaluation: all but the columns of digits. */
static bool question_all(Omr *omr, OmrFile *file)
{
	guint n_digits = 0;

	for (guint i = 0; i < omr->fields->len; i++) {
		OmrField *field = g_ptr_array_index(omr->fields, i);
		if (field->counts)
			n_digits++;
		else if (!omr_question(omr, file, field))
			return false;
	}
	layout_report_note(&file->report, 0,
		"没有给 evaluation.json：各题没有答案，各 1 分 / no evaluation.json was given: the "
		"questions have no keys, and are worth 1");
	if (n_digits > 0)
		layout_report_note(&file->report, 0,
			"%1$u 列数字没有 evaluation.json 就不算题 / %1$u columns of digits are no "
			"questions without evaluation.json",
			n_digits);
	return true;
}

static SheetRegion *add_region(const Omr *omr, const SheetBox *box, char *take_name)
{
	SheetPage *page = g_ptr_array_index(omr->sheet->pages, 0);
	SheetRegion *region = sheet_region_new();

	region->box = *box;
	g_free(region->name);
	region->name = layout_page_line(take_name, SHEET_TEXT_MAX);
	g_free(take_name);
	g_ptr_array_add(page->regions, region);
	return region;
}

static void add_bubbles(const Omr *omr, const OmrField *field)
{
	for (guint i = 0; field->values[i]; i++) {
		SheetBox box = field->first;
		box.x_mm += i * field->step_x_mm;
		box.y_mm += i * field->step_y_mm;
		SheetRegion *region = add_region(
			omr, &box, g_strdup_printf("%s %s", field->label, field->values[i]));
		region->shape = REGION_ELLIPSE;
		region->role = ROLE_OPTION;
		region->question = field->question->number;
		g_free(region->option);
		region->option = g_strdup(field->values[i]);
	}
}

static void add_regions(const Omr *omr, const OmrFile *file)
{
	guint n_others = 0;

	for (guint i = 0; i < omr->fields->len; i++) {
		const OmrField *field = g_ptr_array_index(omr->fields, i);
		if (field->question) {
			add_bubbles(omr, field);
			continue;
		}
		const guint n_steps = g_strv_length(field->values) - 1;
		SheetBox box = field->first;
		box.width_mm += n_steps * field->step_x_mm;
		box.height_mm += n_steps * field->step_y_mm;
		add_region(omr, &box, g_strdup(field->label));
		n_others++;
	}
	if (n_others > 0)
		layout_report_note(&file->report, 0,
			"模板里有 %1$u 栏%2$.0s：留作区域，不判读 / %1$u field%2$s of the "
			"template: kept as regions that are read for nothing",
			n_others, n_others == 1 ? "" : "s");
}

/* ---- files */

static void clear_file(OmrFile *file)
{
	json_decref(file->root);
	if (file->place.path)
		g_string_free(file->place.path, TRUE);
	g_clear_error(&file->fault);
}

static bool load(OmrFile *file, const LayoutFile *from, GPtrArray *left_out, GError **error)
{
	json_error_t fault;

	file->report = (LayoutReport){ from->name, left_out, error };
	file->place.path = g_string_new("");
	file->place.error = &file->fault;
	if (!layout_report_text(
		    &file->report, from->bytes, from->n_bytes, &file->text, &file->n_bytes))
		return false;
	file->root = json_loadb(file->text, file->n_bytes, JSON_REJECT_DUPLICATES, &fault);
	if (file->root)
		return true;
	g_autofree char *valid = g_utf8_make_valid(fault.text, -1);
	return layout_report_refuse(&file->report, (guint)MAX(fault.line, 1),
		"这里不是好的 JSON（%1$s），请改好 / %1$s; mend the JSON there", valid);
}

/* With file and line; false. */
static bool tell_fault(OmrFile *file)
{
	return layout_report_pass(&file->report,
		json_line_of(file->text, file->n_bytes, file->place.path->str),
		g_steal_pointer(&file->fault));
}

static bool make_sheet(Omr *omr, OmrFile *template, OmrFile *evaluation)
{
	if (!omr_read_template(omr, template))
		return tell_fault(template);
	if (evaluation && !omr_read_evaluation(omr, evaluation))
		return tell_fault(evaluation);
	if (!evaluation && !question_all(omr, template))
		return tell_fault(template);
	layout_page_number_all(omr->sheet);
	add_regions(omr, template);
	return true;
}

static void free_field(gpointer data)
{
	OmrField *field = data;

	g_free(field->label);
	g_strfreev(field->values);
	g_free(field);
}

static bool make_of_files(Sheet *sheet, OmrFile *template, OmrFile *evaluation)
{
	Omr omr = { .sheet = sheet };

	omr.fields = g_ptr_array_new_with_free_func(free_field);
	omr.by_label = g_hash_table_new(g_str_hash, g_str_equal);
	omr.joined =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
	const bool good = make_sheet(&omr, template, evaluation);
	g_hash_table_unref(omr.by_label);
	g_hash_table_unref(omr.joined);
	g_ptr_array_unref(omr.fields);
	return good;
}

Sheet *layout_omr_read(const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error)
{
	OmrFile loaded[2] = { 0 }, *template = NULL, *evaluation = NULL;
	g_autoptr(Sheet) sheet = sheet_new();
	const LayoutReport report = { files->name, left_out, error };
	bool good = n_files <= 2 ||
		    layout_report_refuse(&report, 0,
			    "给了 %1$" G_GSIZE_FORMAT
			    " 个文件，请给 template.json，有 evaluation.json 就一起给 / "
			    "%1$" G_GSIZE_FORMAT " files were given; give template.json, and "
			    "evaluation.json if there is one",
			    n_files);

	for (gsize i = 0; good && i < n_files; i++) {
		good = load(&loaded[i], &files[i], left_out, error);
		if (good && json_object_get(loaded[i].root, "fieldBlocks"))
			template = &loaded[i];
		else
			evaluation = &loaded[i];
	}
	if (good && !template)
		good = layout_report_refuse(&report, 0,
			"没有 \"fieldBlocks\"，请给这张卷的 template.json / has no "
			"\"fieldBlocks\"; give the template.json of the sheet");
	if (good && n_files == 2 && !evaluation)
		good = layout_report_refuse(&report, 0,
			"两个文件都有 \"fieldBlocks\"，请只给一个 template.json / both files have "
			"\"fieldBlocks\"; give one template.json");
	good = good && template && make_of_files(sheet, template, evaluation);
	clear_file(&loaded[0]);
	clear_file(&loaded[1]);
	return good ? g_steal_pointer(&sheet) : NULL;
}
