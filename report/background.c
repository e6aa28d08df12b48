/* SPDX-License-Identifier: MIT */
/* See background.h. PDF by poppler, PNG by cairo; each file is opened once, each part drawn once. */
#include "report/background.h"

#include <math.h>
#include <poppler.h>
#include <string.h>

#define DOTS_PER_MM (240 / 25.4)
#define PARTS_BYTES_MAX (256u << 20) /* kept; more are drawn anew */

typedef struct {
	PopplerDocument *pdf;
	cairo_surface_t *png;
} Printed; /* both NULL: cannot be read */

struct Backgrounds {
	char *folder;
	GHashTable *files; /* name -> Printed */
	GHashTable *parts; /* "name page x y w h" -> cairo_surface_t */
	gsize n_bytes;	   /* of the parts */
	GPtrArray *faults;
};

static void free_printed(gpointer data)
{
	Printed *printed = data;

	g_clear_object(&printed->pdf);
	if (printed->png)
		cairo_surface_destroy(printed->png);
	g_free(printed);
}

Backgrounds *backgrounds_new(const char *folder)
{
	Backgrounds *backgrounds = g_new0(Backgrounds, 1);

	backgrounds->folder = g_strdup(folder);
	backgrounds->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_printed);
	backgrounds->parts = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)cairo_surface_destroy);
	backgrounds->faults = g_ptr_array_new_with_free_func(g_free);
	return backgrounds;
}

Backgrounds *backgrounds_free(Backgrounds *backgrounds)
{
	if (backgrounds) {
		g_hash_table_unref(backgrounds->parts);
		g_hash_table_unref(backgrounds->files);
		g_ptr_array_unref(backgrounds->faults);
		g_free(backgrounds->folder);
		g_free(backgrounds);
	}
	return NULL;
}

const GPtrArray *backgrounds_faults(const Backgrounds *backgrounds)
{
	return backgrounds->faults;
}

static void tell(Backgrounds *backgrounds, const char *name, const char *why)
{
	g_ptr_array_add(backgrounds->faults,
		g_strdup_printf("%1$s/%2$s: 用不了（%3$s），请把文件放好，或从作业单里去掉 "
				"\"background\" / "
				"cannot be used (%3$s); put the file there, or take \"background\" "
				"out of the sheet",
			backgrounds->folder, name, why));
}

static Printed *open_file(Backgrounds *backgrounds, const char *name)
{
	g_autofree char *path = g_build_filename(backgrounds->folder, name, NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	Printed *printed = g_new0(Printed, 1);
	gsize n_bytes;

	if (!g_file_get_contents(path, &bytes, &n_bytes, &error)) {
		tell(backgrounds, name, error->message);
	} else if (g_str_has_suffix(name, ".pdf")) {
		g_autoptr(GBytes) data = g_bytes_new_take(g_steal_pointer(&bytes), n_bytes);
		printed->pdf = poppler_document_new_from_bytes(data, NULL, &error);
		if (!printed->pdf)
			tell(backgrounds, name, error->message);
	} else {
		printed->png = cairo_image_surface_create_from_png(path);
		if (cairo_surface_status(printed->png) != CAIRO_STATUS_SUCCESS) {
			tell(backgrounds, name, "PNG");
			g_clear_pointer(&printed->png, cairo_surface_destroy);
		}
	}
	g_hash_table_insert(backgrounds->files, g_strdup(name), printed);
	return printed;
}

/* In a context whose unit is a millimetre of the paper as cut. */
static void draw_pdf(cairo_t *cairo, Printed *printed, const SheetPage *page)
{
	const int index = (int)MAX(page->background_page, 1) - 1;
	PopplerPage *pdf_page = index < poppler_document_get_n_pages(printed->pdf)
					? poppler_document_get_page(printed->pdf, index)
					: NULL;
	double width, height;

	if (!pdf_page)
		return;
	poppler_page_get_size(pdf_page, &width, &height);
	cairo_scale(cairo, page->trim.width_mm / width, page->trim.height_mm / height);
	poppler_page_render_for_printing(pdf_page, cairo);
	g_object_unref(pdf_page);
}

static void draw_png(cairo_t *cairo, Printed *printed, const SheetPage *page)
{
	const int width = cairo_image_surface_get_width(printed->png);
	const int height = cairo_image_surface_get_height(printed->png);

	if (width < 1 || height < 1)
		return;
	cairo_scale(cairo, page->trim.width_mm / width, page->trim.height_mm / height);
	cairo_set_source_surface(cairo, printed->png, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_BEST);
	cairo_paint(cairo);
}

static cairo_surface_t *draw(Printed *printed, const SheetPage *page, const SheetBox *box)
{
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
		MAX((int)ceil(box->width_mm * DOTS_PER_MM), 1),
		MAX((int)ceil(box->height_mm * DOTS_PER_MM), 1));
	cairo_t *cairo = cairo_create(surface);

	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, DOTS_PER_MM, DOTS_PER_MM);
	cairo_translate(cairo, page->trim.x_mm - box->x_mm, page->trim.y_mm - box->y_mm);
	if (printed->pdf)
		draw_pdf(cairo, printed, page);
	else
		draw_png(cairo, printed, page);
	cairo_destroy(cairo);
	return surface;
}

cairo_surface_t *backgrounds_part(
	Backgrounds *backgrounds, const SheetPage *page, const SheetBox *box)
{
	if (*page->background == '\0' || !(box->width_mm > 0) || !(box->height_mm > 0) ||
		box->width_mm > 1000 || box->height_mm > 1000)
		return NULL;
	Printed *printed = g_hash_table_lookup(backgrounds->files, page->background);
	if (!printed)
		printed = open_file(backgrounds, page->background);
	if (!printed->pdf && !printed->png)
		return NULL;
	g_autofree char *key = g_strdup_printf("%s %u %.3f %.3f %.3f %.3f", page->background,
		page->background_page, box->x_mm - page->trim.x_mm, box->y_mm - page->trim.y_mm,
		box->width_mm, box->height_mm);
	cairo_surface_t *part = g_hash_table_lookup(backgrounds->parts, key);
	if (part)
		return part;
	part = draw(printed, page, box);
	const gsize n_bytes = (gsize)cairo_image_surface_get_stride(part) *
			      (gsize)cairo_image_surface_get_height(part);
	if (backgrounds->n_bytes + n_bytes > PARTS_BYTES_MAX) {
		g_hash_table_remove_all(backgrounds->parts);
		backgrounds->n_bytes = 0;
	}
	backgrounds->n_bytes += n_bytes;
	g_hash_table_insert(backgrounds->parts, g_steal_pointer(&key), part);
	return part;
}

bool backgrounds_paint(
	Backgrounds *backgrounds, cairo_t *cairo, const SheetPage *page, const SheetBox *box)
{
	cairo_surface_t *part = backgrounds_part(backgrounds, page, box);

	if (!part)
		return false;
	cairo_save(cairo);
	cairo_translate(cairo, box->x_mm, box->y_mm);
	cairo_scale(cairo, 1 / DOTS_PER_MM, 1 / DOTS_PER_MM);
	cairo_set_source_surface(cairo, part, 0, 0);
	cairo_paint(cairo);
	cairo_restore(cairo);
	return true;
}
