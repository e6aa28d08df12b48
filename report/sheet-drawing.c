/* SPDX-License-Identifier: MIT */
/* See sheet-drawing.h. All lengths in millimetres, from the paper's corner; report/drawing.h knows points. */
#include "report/sheet-drawing.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#include "report/drawing.h"

#define RIGHT_MM 8.0
#define BOTTOM_MM 14.0
#define TITLE_MM 4.4
#define SMALL_MM 2.4
#define INSET_MM 0.6 /* of a label in its region */

typedef struct {
	double red, green, blue;
	const char *name;
} RoleLook;

static const RoleLook LOOKS[SHEET_N_ROLES] = {
	[ROLE_OTHER] = { 0.55, 0.55, 0.55, "其他 other" },
	[ROLE_ANSWER] = { 0.10, 0.40, 0.75, "作答 answer" },
	[ROLE_OPTION] = { 0.00, 0.52, 0.45, "选项 option" },
	[ROLE_MARK] = { 0.80, 0.15, 0.15, "批改 mark" },
	[ROLE_TOTAL] = { 0.60, 0.10, 0.45, "总分 total" },
	[ROLE_NUMBER_BOX] = { 0.85, 0.45, 0.00, "学号 number" },
	[ROLE_CLAIM_BOX] = { 0.45, 0.30, 0.15, "认领 claim" },
	[ROLE_PAGE_STRIP] = { 0.30, 0.35, 0.50, "页码 page" },
	[ROLE_ROSTER_BOX] = { 0.40, 0.50, 0.05, "点名 roster" },
	[ROLE_HELP] = { 0.75, 0.35, 0.00, "求助 help" },
};

static void set_look(cairo_t *cairo, const RoleLook *look, double alpha)
{
	cairo_set_source_rgba(cairo, look->red, look->green, look->blue, alpha);
}

/* ---- regions */

static void trace_ellipse(cairo_t *cairo, const SheetBox *box)
{
	cairo_save(cairo);
	cairo_translate(cairo, box->x_mm + box->width_mm / 2, box->y_mm + box->height_mm / 2);
	cairo_scale(cairo, box->width_mm / 2, box->height_mm / 2);
	cairo_arc(cairo, 0, 0, 1, 0, 2 * G_PI);
	cairo_restore(cairo);
}

static void trace(cairo_t *cairo, const SheetRegion *region)
{
	const SheetBox *box = &region->box;

	cairo_new_path(cairo);
	switch (region->shape) {
	case REGION_RECTANGLE:
		cairo_rectangle(cairo, box->x_mm, box->y_mm, box->width_mm, box->height_mm);
		break;
	case REGION_ELLIPSE:
		trace_ellipse(cairo, box);
		break;
	case REGION_POLYGON:
		for (guint i = 0; i < region->corners->len; i++) {
			const SheetPoint at = g_array_index(region->corners, SheetPoint, i);
			cairo_line_to(cairo, at.x_mm, at.y_mm);
		}
		break;
	}
	cairo_close_path(cairo);
}

/* An option that the key names, alone or among others. */
static bool is_right(const SheetQuestion *question, const char *option)
{
	for (char **key = question->key; *key; key++)
		if (question->type == QUESTION_CHOICES ? strstr(*key, option) != NULL
						       : g_str_equal(*key, option))
			return true;
	return false;
}

static char *question_label(const SheetQuestion *question)
{
	return question->name[0] ? g_strdup(question->name)
				 : g_strdup_printf("题 %d", question->number);
}

/* What is written in the region: its question and key, or its name and number. */
static char *label_of(const SheetRegion *region, const SheetQuestion *question)
{
	if (question && region->role == ROLE_ANSWER) {
		g_autofree char *label = question_label(question);
		g_autofree char *key = g_strjoinv("；", question->key);
		return *key ? g_strdup_printf("%s = %s", label, key) : g_steal_pointer(&label);
	}
	if (question)
		return question_label(question);
	if (region->number > 0)
		return g_strdup_printf("%d", region->number);
	return g_strdup(region->name[0] ? region->name : region->id);
}

static void add_label(cairo_t *cairo, const SheetRegion *region, const SheetQuestion *question)
{
	const SheetBox *box = &region->box;
	const bool is_option = region->role == ROLE_OPTION;
	g_autofree char *label = is_option ? g_strdup(region->option) : label_of(region, question);
	DrawingText style = { .size_mm = MIN(SMALL_MM, box->height_mm * 0.45),
		.bold = is_option,
		.centred = is_option,
		.x_mm = box->x_mm + INSET_MM,
		.y_mm = box->y_mm,
		.width_mm = MAX(box->width_mm - 2 * INSET_MM, 1) };

	if (is_option) {
		style.x_mm = box->x_mm + box->width_mm / 2;
		style.y_mm = box->y_mm + box->height_mm / 2;
		style.width_mm = 0;
	} else if (region->shape == REGION_POLYGON) {
		const SheetPoint first = g_array_index(region->corners, SheetPoint, 0);
		style.x_mm = MIN(first.x_mm + INSET_MM, box->x_mm + box->width_mm / 2);
		style.y_mm = first.y_mm;
	}
	set_look(cairo, &LOOKS[region->role], 1);
	drawing_text(cairo, &style, label);
}

static void add_region(cairo_t *cairo, const Sheet *sheet, const SheetRegion *region)
{
	const SheetQuestion *question = sheet_find_question(sheet, region->question);
	const RoleLook *look = &LOOKS[region->role];
	const bool right =
		region->role == ROLE_OPTION && question && is_right(question, region->option);

	trace(cairo, region);
	set_look(cairo, look, right ? 0.45 : 0.10);
	cairo_fill_preserve(cairo);
	set_look(cairo, look, 0.9);
	cairo_set_line_width(cairo, 0.25);
	cairo_stroke(cairo);
	add_label(cairo, region, question);
}

/* ---- where an answer goes on */

static SheetPoint middle_of(const SheetRegion *region)
{
	return (SheetPoint){ region->box.x_mm + region->box.width_mm / 2,
		region->box.y_mm + region->box.height_mm / 2 };
}

static const SheetRegion *find_region(const SheetPage *page, const char *id)
{
	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		if (g_str_equal(region->id, id))
			return region;
	}
	return NULL;
}

static void add_arrow(cairo_t *cairo, SheetPoint from, SheetPoint to)
{
	const double dashes[] = { 1.2, 0.8 };
	const double angle = atan2(to.y_mm - from.y_mm, to.x_mm - from.x_mm);

	cairo_set_line_width(cairo, 0.3);
	cairo_set_dash(cairo, dashes, G_N_ELEMENTS(dashes), 0);
	cairo_move_to(cairo, from.x_mm, from.y_mm);
	cairo_line_to(cairo, to.x_mm, to.y_mm);
	cairo_stroke(cairo);
	cairo_set_dash(cairo, NULL, 0, 0);
	for (int side = -1; side <= 1; side += 2) {
		cairo_move_to(cairo, to.x_mm, to.y_mm);
		cairo_line_to(cairo, to.x_mm - 2 * cos(angle + side * 0.4),
			to.y_mm - 2 * sin(angle + side * 0.4));
	}
	cairo_stroke(cairo);
}

static void add_links(cairo_t *cairo, const SheetPage *page)
{
	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		const SheetRegion *next = region->next[0] ? find_region(page, region->next) : NULL;
		const SheetBox *box = &region->box;

		set_look(cairo, &LOOKS[region->role], 0.9);
		if (next) {
			add_arrow(cairo, middle_of(region), middle_of(next));
		} else if (region->next[0]) { /* on another page */
			g_autofree char *text = g_strdup_printf("→ %s", region->next);
			drawing_text(cairo,
				&(DrawingText){ .x_mm = box->x_mm + box->width_mm * 0.6,
					.y_mm = box->y_mm + box->height_mm - SMALL_MM * 1.6,
					.width_mm = box->width_mm * 0.4,
					.size_mm = SMALL_MM },
				text);
		}
	}
}

/* ---- around the paper */

static void add_rulers(cairo_t *cairo, const SheetBox *paper)
{
	drawing_grey(cairo, 0.5);
	cairo_set_line_width(cairo, 0.15);
	for (guint along = 0; along < 2; along++) {
		const double length = along ? paper->height_mm : paper->width_mm;
		for (guint mm = 0; mm <= length; mm += 10) {
			const double tick = mm % 50 == 0 ? 3 : 1.5;
			cairo_move_to(cairo, along ? 0 : mm, along ? mm : 0);
			cairo_line_to(cairo, along ? -tick : mm, along ? mm : -tick);
			cairo_stroke(cairo);
			if (mm % 50 != 0)
				continue;
			g_autofree char *text = g_strdup_printf("%u", mm);
			drawing_text(cairo,
				&(DrawingText){ .x_mm = along ? -5.5 : mm,
					.y_mm = along ? mm : -4.5,
					.size_mm = 2,
					.centred = true },
				text);
		}
	}
}

static void add_heading(cairo_t *cairo, const Sheet *sheet, const SheetPage *page)
{
	const PageAddress *address = &page->address;
	g_autoptr(GString) line = g_string_new(NULL);

	g_string_printf(line, "%s%s%u.%u.%u.%u · %.5g × %.5g mm", sheet->subject,
		sheet->subject[0] ? " · " : "", address->section, address->owner, address->book,
		address->page, page->trim.width_mm, page->trim.height_mm);
	if (page->n_copies > 0)
		g_string_append_printf(line, " · %u 份一人一码 own copies", page->n_copies);
	drawing_grey(cairo, 0.15);
	drawing_text(cairo,
		&(DrawingText){ .y_mm = -19,
			.width_mm = page->trim.width_mm,
			.size_mm = TITLE_MM,
			.bold = true },
		sheet->title);
	drawing_grey(cairo, 0.4);
	drawing_text(cairo,
		&(DrawingText){ .y_mm = -12, .width_mm = page->trim.width_mm, .size_mm = SMALL_MM },
		line->str);
}

static void add_legend(cairo_t *cairo, const SheetPage *page)
{
	bool used[SHEET_N_ROLES] = { false };
	double x_mm = 0, y_mm = page->trim.height_mm + 3;

	for (guint i = 0; i < page->regions->len; i++)
		used[((const SheetRegion *)g_ptr_array_index(page->regions, i))->role] = true;
	for (guint role = 0; role < SHEET_N_ROLES; role++) {
		if (!used[role])
			continue;
		if (x_mm > MAX(page->trim.width_mm - 22, 0)) {
			x_mm = 0;
			y_mm += 4;
		}
		set_look(cairo, &LOOKS[role], 0.45);
		cairo_rectangle(cairo, x_mm, y_mm + 0.6, 2.4, 2.4);
		cairo_fill(cairo);
		drawing_grey(cairo, 0.3);
		x_mm += 3.2 +
			drawing_text(cairo,
				&(DrawingText){
					.x_mm = x_mm + 3.2, .y_mm = y_mm, .size_mm = SMALL_MM },
				LOOKS[role].name) +
			4;
	}
}

/* ---- pages */

SheetPoint sheet_drawing_size(const SheetPage *page)
{
	return (SheetPoint){ SHEET_DRAWING_LEFT_MM + page->trim.width_mm + RIGHT_MM,
		SHEET_DRAWING_TOP_MM + page->trim.height_mm + BOTTOM_MM };
}

void sheet_drawing_page(cairo_t *cairo, const Sheet *sheet, const SheetPage *page)
{
	const SheetBox *paper = &page->trim;

	cairo_save(cairo);
	cairo_translate(cairo, SHEET_DRAWING_LEFT_MM, SHEET_DRAWING_TOP_MM);
	add_heading(cairo, sheet, page);
	add_rulers(cairo, paper);
	cairo_rectangle(cairo, 0, 0, paper->width_mm, paper->height_mm);
	drawing_grey(cairo, 1);
	cairo_fill_preserve(cairo);
	drawing_grey(cairo, 0.5);
	cairo_set_line_width(cairo, 0.2);
	cairo_stroke(cairo);
	cairo_save(cairo);
	cairo_translate(cairo, -paper->x_mm, -paper->y_mm);
	for (guint i = 0; i < page->regions->len; i++)
		add_region(cairo, sheet, g_ptr_array_index(page->regions, i));
	add_links(cairo, page);
	cairo_restore(cairo);
	add_legend(cairo, page);
	cairo_restore(cairo);
}

/* ---- files */

static bool refuse_empty(const Sheet *sheet, GError **error)
{
	if (sheet->pages->len > 0)
		return false;
	g_set_error(error, DRAWING_ERROR, DRAWING_ERROR_FAILED,
		"作业单没有页，没有可画的，请加一页 / the sheet has no page, so there is nothing "
		"to draw; add one");
	return true;
}

GBytes *sheet_drawing_svg(const Sheet *sheet, GError **error)
{
	SheetPoint whole = { 0, 0 };

	if (refuse_empty(sheet, error))
		return NULL;
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPoint size = sheet_drawing_size(g_ptr_array_index(sheet->pages, i));
		whole = (SheetPoint){ MAX(whole.x_mm, size.x_mm), whole.y_mm + size.y_mm };
	}
	GByteArray *bytes = g_byte_array_new();
	cairo_t *cairo = drawing_begin(cairo_svg_surface_create_for_stream(drawing_add_bytes, bytes,
		whole.x_mm / DRAWING_MM_PER_POINT, whole.y_mm / DRAWING_MM_PER_POINT));
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		sheet_drawing_page(cairo, sheet, page);
		cairo_translate(cairo, 0, sheet_drawing_size(page).y_mm);
	}
	return drawing_finish(cairo, bytes, error);
}

GBytes *sheet_drawing_pdf(const Sheet *sheet, GError **error)
{
	if (refuse_empty(sheet, error))
		return NULL;
	GByteArray *bytes = g_byte_array_new();
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(drawing_add_bytes, bytes, 1, 1);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, sheet->title);
	cairo_t *cairo = drawing_begin(surface);
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		const SheetPoint size = sheet_drawing_size(page);
		cairo_pdf_surface_set_size(cairo_get_target(cairo),
			size.x_mm / DRAWING_MM_PER_POINT, size.y_mm / DRAWING_MM_PER_POINT);
		sheet_drawing_page(cairo, sheet, page);
		cairo_show_page(cairo);
	}
	return drawing_finish(cairo, bytes, error);
}
