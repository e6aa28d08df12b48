/* SPDX-License-Identifier: MIT */
/*
 * OMRChecker's template.json; see layout-omr.h. Its places are pixels of the scan as it is scaled before reading, so
 * they have no size of their own: a page of A4's shape is taken as A4, any other at 150 to the inch.
 */
#include "homework/sheet/layout-omr-parts.h"

#include <math.h>
#include <string.h>

#define DEFAULT_DPI 150.0
#define A4_SHORT_MM 210.0
#define A4_LONG_MM 297.0
#define SHAPE_SLACK 0.02
#define PIXELS_MAX 100000.0
#define BUBBLES_MAX 20000

typedef struct {
	Omr *omr;
	OmrFile *file;
	double mm_x, mm_y;	   /* of a pixel */
	double bubble_x, bubble_y; /* pixels */
	guint n_bubbles;
} Template;

typedef struct {
	double origin_x, origin_y, bubble_x, bubble_y, bubbles_gap; /* pixels */
	double *label_offsets;					    /* one for each label */
	bool is_vertical, counts;
	char **values;
} Block;

static const struct {
	const char *name, *values;
	bool is_vertical, counts;
} TYPES[] = {
	{ "QTYPE_INT", "0 1 2 3 4 5 6 7 8 9", true, true },
	{ "QTYPE_INT_FROM_1", "1 2 3 4 5 6 7 8 9 0", true, true },
	{ "QTYPE_MCQ4", "A B C D", false, false },
	{ "QTYPE_MCQ5", "A B C D E", false, false },
	{ "QTYPE_MCQ4_RTL", "D C B A", false, false },
	{ "QTYPE_MCQ5_RTL", "E D C B A", false, false },
};

/* Enters the member and reads [x, y]; false with the path left there. */
static bool take_pair(
	OmrFile *file, const json_t *object, const char *name, double min, double *x, double *y)
{
	const gsize length = file->place.path->len;
	const json_t *value = json_object_get(object, name);
	const json_t *first = json_array_get(value, 0), *second = json_array_get(value, 1);

	json_members_enter(&file->place, name);
	*x = json_number_value(first);
	*y = json_number_value(second);
	if (json_array_size(value) != 2 || !json_is_number(first) || !json_is_number(second) ||
		!(*x >= min && *x <= PIXELS_MAX) || !(*y >= min && *y <= PIXELS_MAX))
		return json_members_refuse(&file->place,
			"请写 [x, y]，单位像素，各 %1$.0f 到 %2$.0f / write [x, y] in pixels, each "
			"from %1$.0f to %2$.0f",
			min, PIXELS_MAX);
	json_members_leave(&file->place, length);
	return true;
}

static bool take_gap(OmrFile *file, const json_t *object, const char *name, double *gap)
{
	const gsize length = file->place.path->len;
	const json_t *value = json_object_get(object, name);

	json_members_enter(&file->place, name);
	*gap = json_number_value(value);
	if (!json_is_number(value) || !(*gap >= 0 && *gap <= PIXELS_MAX))
		return json_members_refuse(&file->place,
			"请写像素数，不能小于 0 / write a number of pixels, none below 0");
	json_members_leave(&file->place, length);
	return true;
}

/* One gap for all, or one between each label and the next. */
static bool take_label_offsets(OmrFile *file, const json_t *object, guint n_labels, Block *block)
{
	const gsize length = file->place.path->len;
	const json_t *value = json_object_get(object, "labelsGap");
	double gap = 0;

	block->label_offsets = g_new0(double, n_labels + 1);
	if (!json_is_array(value) && !take_gap(file, object, "labelsGap", &gap))
		return false;
	json_members_enter(&file->place, "labelsGap");
	if (json_is_array(value) && json_array_size(value) + 1 != n_labels)
		return json_members_refuse(&file->place,
			"有 %1$" G_GSIZE_FORMAT
			" 个间距、%2$u 个标签，间距请比标签少一个 / are %1$" G_GSIZE_FORMAT
			" gaps for %2$u labels; write one less than labels",
			json_array_size(value), n_labels);
	for (guint i = 1; i < n_labels; i++) {
		const json_t *one = json_array_get(value, i - 1);
		if (json_is_array(value))
			gap = json_number_value(one);
		if (json_is_array(value) && (!json_is_number(one) || !(gap >= 0)))
			return json_members_refuse(&file->place,
				"[%1$u] 不是距离，请写像素数 / [%1$u] is no distance; write a "
				"number of pixels",
				i - 1);
		block->label_offsets[i] = block->label_offsets[i - 1] + gap;
	}
	json_members_leave(&file->place, length);
	return true;
}

static bool take_type(OmrFile *file, const json_t *object, Block *block)
{
	const char *type = json_string_value(json_object_get(object, "fieldType"));

	json_members_enter(&file->place, "fieldType");
	for (gsize i = 0; type && i < G_N_ELEMENTS(TYPES); i++) {
		if (!g_str_equal(TYPES[i].name, type))
			continue;
		block->values = g_strsplit(TYPES[i].values, " ", 0);
		block->is_vertical = TYPES[i].is_vertical;
		block->counts = TYPES[i].counts;
		return true;
	}
	return json_members_refuse(&file->place,
		"请写 QTYPE_MCQ4、QTYPE_MCQ5、QTYPE_INT …，或写 bubbleValues 和 direction / write "
		"QTYPE_MCQ4, QTYPE_MCQ5, QTYPE_INT …, or bubbleValues and direction");
}

static bool take_bubble_values(OmrFile *file, const json_t *object, Block *block)
{
	const char *direction = json_string_value(json_object_get(object, "direction"));

	json_members_enter(&file->place, "bubbleValues");
	if (!json_take_texts(&file->place, json_object_get(object, "bubbleValues"), &block->values))
		return false;
	if (!block->values[0])
		return json_members_refuse(&file->place,
			"是空的，请给每个圈写上文字 / is empty; write a text for each bubble");
	if (g_strcmp0(direction, "horizontal") != 0 && g_strcmp0(direction, "vertical") != 0)
		return json_members_refuse(&file->place,
			"要写方向，请写 \"direction\": \"horizontal\" 或 \"vertical\" / go with a "
			"direction; write \"direction\": \"horizontal\" or \"vertical\"");
	block->is_vertical = g_str_equal(direction, "vertical");
	return true;
}

static bool add_field(Template *template, const Block *block, const char *label, double offset)
{
	const double x = block->origin_x + (block->is_vertical ? offset : 0);
	const double y = block->origin_y + (block->is_vertical ? 0 : offset);
	const double gap = block->bubbles_gap;

	template->n_bubbles += g_strv_length(block->values);
	if (template->n_bubbles > BUBBLES_MAX)
		return json_members_refuse(&template->file->place,
			"超过 %1$d 个圈，请把作业单分开 / more than %1$d bubbles; split the sheet",
			BUBBLES_MAX);
	if (g_hash_table_contains(template->omr->by_label, label))
		return json_members_refuse(&template->file->place,
			"“%1$.40s”前面已有一栏用了，请每栏各用一个 / \"%1$.40s\" is the label of "
			"an earlier field; give each its own",
			label);
	OmrField *field = g_new0(OmrField, 1);
	field->label = g_strdup(label);
	field->values = g_strdupv(block->values);
	field->counts = block->counts;
	field->first = (SheetBox){ x * template->mm_x, y * template->mm_y,
		block->bubble_x * template->mm_x, block->bubble_y * template->mm_y };
	field->step_x_mm = block->is_vertical ? 0 : gap * template->mm_x;
	field->step_y_mm = block->is_vertical ? gap * template->mm_y : 0;
	g_ptr_array_add(template->omr->fields, field);
	g_hash_table_insert(template->omr->by_label, field->label, field);
	return true;
}

static bool take_labels(Template *template, const json_t *object, Block *block)
{
	g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
	OmrFile *file = template->file;
	const gsize length = file->place.path->len;

	json_members_enter(&file->place, "fieldLabels");
	if (!omr_take_labels(file, json_object_get(object, "fieldLabels"), labels))
		return false;
	json_members_leave(&file->place, length);
	if (!take_label_offsets(file, object, labels->len, block))
		return false;
	json_members_enter(&file->place, "fieldLabels");
	for (guint i = 0; i < labels->len; i++)
		if (!add_field(
			    template, block, g_ptr_array_index(labels, i), block->label_offsets[i]))
			return false;
	json_members_leave(&file->place, length);
	return true;
}

static bool take_block_parts(Template *template, const json_t *object, Block *block)
{
	OmrFile *file = template->file;
	const gsize length = file->place.path->len;
	const bool has_type = !json_object_get(object, "bubbleValues");

	block->bubble_x = template->bubble_x;
	block->bubble_y = template->bubble_y;
	if (!(has_type ? take_type(file, object, block) : take_bubble_values(file, object, block)))
		return false;
	json_members_leave(&file->place, length);
	return take_pair(file, object, "origin", 0, &block->origin_x, &block->origin_y) &&
	       (!json_object_get(object, "bubbleDimensions") ||
		       take_pair(file, object, "bubbleDimensions", 1, &block->bubble_x,
			       &block->bubble_y)) &&
	       take_gap(file, object, "bubblesGap", &block->bubbles_gap) &&
	       take_labels(template, object, block);
}

static bool take_block(Template *template, const json_t *object)
{
	static const char *const KNOWN[] = { "origin", "bubblesGap", "labelsGap", "fieldLabels",
		"fieldType", "bubbleValues", "direction", "bubbleDimensions", NULL };
	Block block = { 0 };

	if (!json_is_object(object))
		return json_members_refuse(
			&template->file->place, "不是对象，请写 { … } / is no object; write { … }");
	omr_note_unknown(template->file, object, KNOWN);
	const bool good = take_block_parts(template, object, &block);
	g_free(block.label_offsets);
	g_strfreev(block.values);
	return good;
}

static bool take_blocks(Template *template, const json_t *blocks)
{
	OmrFile *file = template->file;
	const char *name;
	json_t *block;

	json_members_enter(&file->place, "fieldBlocks");
	const gsize length = file->place.path->len;
	if (json_object_size(blocks) == 0)
		return json_members_refuse(&file->place,
			"是空的，或不是对象，请至少写一块 / is empty or no object; "
			"write at least one block");
	json_object_foreach((json_t *)blocks, name, block)
	{
		json_members_enter(&file->place, name);
		if (!take_block(template, block))
			return false;
		json_members_leave(&file->place, length);
	}
	json_members_leave(&file->place, 0);
	return true;
}

static bool take_joined(Template *template, const json_t *object)
{
	OmrFile *file = template->file;
	const char *name;
	json_t *value;

	json_members_enter(&file->place, "customLabels");
	const gsize length = file->place.path->len;
	json_object_foreach((json_t *)object, name, value)
	{
		g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
		json_members_enter(&file->place, name);
		if (!omr_take_labels(file, value, labels))
			return false;
		for (guint i = 0; i < labels->len; i++) {
			const char *label = g_ptr_array_index(labels, i);
			if (!g_hash_table_contains(template->omr->by_label, label))
				return json_members_refuse(&file->place,
					"没有哪一块有“%1$.40s”这一栏，请改对名字 / no block has "
					"the field \"%1$.40s\"; mend its name",
					label);
		}
		g_ptr_array_add(labels, NULL);
		g_hash_table_insert(
			template->omr->joined, g_strdup(name), g_ptr_array_steal(labels, NULL));
		json_members_leave(&file->place, length);
	}
	json_members_leave(&file->place, 0);
	return true;
}

static void add_page(Template *template, double x, double y)
{
	const double wide = MAX(x, y) / MIN(x, y);
	const bool is_a4 = fabs(wide / (A4_LONG_MM / A4_SHORT_MM) - 1) < SHAPE_SLACK;
	SheetPage *page = sheet_add_page(
		template->omr->sheet, (PageAddress){ PAGE_FAMILY_NCODE, 0, 0, 0, 1 });

	page->trim = (SheetBox){ 0, 0, x * 25.4 / DEFAULT_DPI, y * 25.4 / DEFAULT_DPI };
	if (is_a4)
		page->trim = (SheetBox){ 0, 0, x < y ? A4_SHORT_MM : A4_LONG_MM,
			x < y ? A4_LONG_MM : A4_SHORT_MM };
	template->mm_x = page->trim.width_mm / x;
	template->mm_y = page->trim.height_mm / y;
	json_members_enter(&template->file->place, "pageDimensions");
	omr_note(template->file,
		is_a4 ? "像素没有大小：页面是 A4 的形状，按 %1$.0f×%2$.0f 毫米 / pixels have no "
			"size: the page has A4's shape and was read as %1$.0f by %2$.0f mm"
		      : "像素没有大小：按每英寸 150 像素，页面 %1$.1f×%2$.1f 毫米 / pixels have no "
			"size: read as 150 to the inch, a page of %1$.1f by %2$.1f mm",
		page->trim.width_mm, page->trim.height_mm);
	json_members_leave(&template->file->place, 0);
	layout_report_note(&template->file->report, 0,
		"这种格式没有点码：页面先写 0.0.0.1，请把点码纸的点码写进作业单 / this form has no "
		"page addresses: the page is 0.0.0.1; write the address of your dot paper into the "
		"sheet");
}

bool omr_read_template(Omr *omr, OmrFile *file)
{
	static const char *const KNOWN[] = { "pageDimensions", "bubbleDimensions", "fieldBlocks",
		"customLabels", NULL };
	Template template = { .omr = omr, .file = file };
	double x, y;

	if (!take_pair(file, file->root, "pageDimensions", 1, &x, &y) ||
		!take_pair(file, file->root, "bubbleDimensions", 1, &template.bubble_x,
			&template.bubble_y))
		return false;
	add_page(&template, x, y);
	omr_note_unknown(file, file->root, KNOWN);
	return take_blocks(&template, json_object_get(file->root, "fieldBlocks")) &&
	       take_joined(&template, json_object_get(file->root, "customLabels"));
}
