/* SPDX-License-Identifier: MIT */
/* Writing the sheet's own form; see sheet-json.h. A line for each region and question: a person reads it, and
 * a comparison of two versions shows what was changed. */
#include "homework/sheet/sheet-json.h"

#include <jansson.h>
#include <math.h>

#include "homework/sheet/sheet-json-parts.h"

#define BOX_SLACK_MM 0.0002 /* rounding of its corners */

/* ---- values */

static void add_number(GString *out, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	/* As few digits as give the same number again. */
	for (int digits = 15; digits <= 17; digits++) {
		char format[8];
		g_snprintf(format, sizeof format, "%%.%dg", digits);
		g_ascii_formatd(text, sizeof text, format, value);
		if (g_ascii_strtod(text, NULL) == value)
			break;
	}
	g_string_append(out, text);
}

static void add_mm(GString *out, const double *values, gsize n_values)
{
	for (gsize i = 0; i < n_values; i++) {
		g_string_append(out, i > 0 ? ", " : "[");
		add_number(out, json_rounded_mm(values[i]));
	}
	g_string_append_c(out, ']');
}

static void add_text(GString *out, const char *text)
{
	json_t *value = json_string(text);
	char *quoted = json_dumps(value, JSON_ENCODE_ANY);

	g_string_append(out, quoted);
	free(quoted);
	json_decref(value);
}

/* ---- members of an object in one line */

static void add_name(GString *out, const char *name)
{
	if (out->str[out->len - 1] != '{')
		g_string_append(out, ", ");
	g_string_append_printf(out, "\"%s\": ", name);
}

static void add_text_member(GString *out, const char *name, const char *text)
{
	if (text[0] == '\0')
		return;
	add_name(out, name);
	add_text(out, text);
}

static void add_number_member(GString *out, const char *name, double value)
{
	if (value == 0)
		return;
	add_name(out, name);
	add_number(out, value);
}

static void add_texts_member(GString *out, const char *name, char *const *texts)
{
	if (!*texts)
		return;
	add_name(out, name);
	for (gsize i = 0; texts[i]; i++) {
		g_string_append(out, i > 0 ? ", " : "[");
		add_text(out, texts[i]);
	}
	g_string_append_c(out, ']');
}

static void add_mm_member(GString *out, const char *name, const double *values, gsize n_values)
{
	add_name(out, name);
	add_mm(out, values, n_values);
}

/* ---- regions */

static void add_corners(GString *out, const GArray *corners, const SheetBox *paper)
{
	add_name(out, "corners_mm");
	for (guint i = 0; i < corners->len; i++) {
		const SheetPoint at = g_array_index(corners, SheetPoint, i);
		const double numbers[] = { at.x_mm - paper->x_mm, at.y_mm - paper->y_mm };
		g_string_append(out, i > 0 ? ", " : "[");
		add_mm(out, numbers, G_N_ELEMENTS(numbers));
	}
	g_string_append_c(out, ']');
}

/* A polygon's box is told when it is another than the corners make: foreign layouts have it so. */
static bool is_box_told(const SheetRegion *region)
{
	if (region->shape != REGION_POLYGON)
		return true;
	const SheetBox around = sheet_json_box_around(region->corners), *box = &region->box;
	const double differences[] = { around.x_mm - box->x_mm, around.y_mm - box->y_mm,
		around.width_mm - box->width_mm, around.height_mm - box->height_mm };
	for (gsize i = 0; i < G_N_ELEMENTS(differences); i++)
		if (fabs(differences[i]) > BOX_SLACK_MM)
			return true;
	return false;
}

static void add_shape(GString *out, const SheetRegion *region, const SheetBox *paper)
{
	const SheetBox *box = &region->box;
	const double numbers[] = { box->x_mm - paper->x_mm, box->y_mm - paper->y_mm, box->width_mm,
		box->height_mm };

	if (region->shape == REGION_ELLIPSE)
		add_text_member(out, "shape", "ellipse");
	if (region->shape == REGION_POLYGON)
		add_text_member(out, "shape", "polygon");
	if (is_box_told(region))
		add_mm_member(out, "box_mm", numbers, G_N_ELEMENTS(numbers));
	if (region->corners)
		add_corners(out, region->corners, paper);
}

static void add_region(GString *out, const SheetRegion *region, const SheetBox *paper)
{
	g_string_append_c(out, '{');
	add_text_member(out, "id", region->id);
	add_text_member(out, "name", region->name);
	add_text_member(out, "role", region_role_name(region->role));
	add_number_member(out, "question", region->question);
	add_text_member(out, "option", region->option);
	add_number_member(out, "number", region->number);
	add_shape(out, region, paper);
	add_text_member(out, "previous", region->previous);
	add_text_member(out, "next", region->next);
	add_text_member(out, "action", region->action);
	add_text_member(out, "param", region->param);
	g_string_append_c(out, '}');
}

/* ---- pages, questions, the whole */

static void add_page(GString *out, const SheetPage *page)
{
	const PageAddress *address = &page->address;
	const double offset[] = { page->trim.x_mm, page->trim.y_mm };
	const double size[] = { page->trim.width_mm, page->trim.height_mm };

	g_string_append_printf(out,
		"{\"address\": {\"section\": %u, \"owner\": %u, \"book\": %u, \"page\": %u}",
		address->section, address->owner, address->book, address->page);
	add_number_member(out, "copies", page->n_copies);
	add_number_member(out, "step", page->copy_step);
	add_mm_member(out, "offset_mm", offset, G_N_ELEMENTS(offset));
	add_mm_member(out, "size_mm", size, G_N_ELEMENTS(size));
	add_text_member(out, "background", page->background);
	add_number_member(out, "background_page", page->background_page);
	g_string_append(out, ",\n   \"regions\": [");
	for (guint i = 0; i < page->regions->len; i++) {
		g_string_append(out, i > 0 ? ",\n    " : "\n    ");
		add_region(out, g_ptr_array_index(page->regions, i), &page->trim);
	}
	g_string_append(out, "]}");
}

static void add_question(GString *out, const SheetQuestion *question)
{
	const char layer[] = { question->layer, '\0' };

	g_string_append_c(out, '{');
	add_number_member(out, "number", question->number);
	add_text_member(out, "name", question->name);
	add_text_member(out, "type", question_type_name(question->type));
	add_texts_member(out, "options", question->options);
	add_texts_member(out, "key", question->key);
	add_number_member(out, "tolerance", question->tolerance);
	add_number_member(out, "points", question->points);
	add_text_member(out, "knowledge", question->knowledge);
	add_text_member(out, "layer", layer);
	add_number_member(out, "expected_minutes", question->expected_minutes);
	add_text_member(out, "lesson", question->lesson);
	g_string_append_c(out, '}');
}

char *sheet_json_write(const Sheet *sheet)
{
	GString *out = g_string_new("{\"format\": \"zhibi-sheet\", \"version\": 1,\n \"title\": ");

	add_text(out, sheet->title);
	g_string_append(out, ", \"subject\": ");
	add_text(out, sheet->subject);
	if (sheet->grade != 0)
		g_string_append_printf(out, ", \"grade\": %d", sheet->grade);
	if (sheet->extension)
		g_string_append(out, ", \"extension\": true");
	g_string_append(out, ",\n \"pages\": [");
	for (guint i = 0; i < sheet->pages->len; i++) {
		g_string_append(out, i > 0 ? ",\n  " : "\n  ");
		add_page(out, g_ptr_array_index(sheet->pages, i));
	}
	g_string_append(out, "],\n \"questions\": [");
	for (guint i = 0; i < sheet->questions->len; i++) {
		g_string_append(out, i > 0 ? ",\n  " : "\n  ");
		add_question(out, g_ptr_array_index(sheet->questions, i));
	}
	g_string_append(out, "]}\n");
	return g_string_free(out, FALSE);
}
