/* SPDX-License-Identifier: MIT */
/* See error-book-page.h. A page is an A4, or the left or right half of an A4 in landscape. */
#include "report/error-book-page.h"

#include <cairo-pdf.h>

#define A4_SHORT_MM 210.0
#define A4_LONG_MM 297.0
#define MARGIN_MM 14.0
#define HALF_MARGIN_MM 10.0
#define FOOT_MM 7.0
#define FOOT_SIZE_MM 2.4
#define LINE 1.45 /* of a text's size */

static void start_page(BookPage *page)
{
	const double margin = page->two_up ? HALF_MARGIN_MM : MARGIN_MM;
	const bool is_right = page->two_up && page->n_pages % 2 == 1;
	g_autofree char *number = NULL;

	if (page->n_pages > 0 && !is_right)
		cairo_show_page(page->cairo);
	page->left_mm = margin + (is_right ? A4_LONG_MM / 2 : 0);
	page->y_mm = margin;
	page->n_pages++;
	number = g_strdup_printf("%s · %u", page->running, page->n_pages);
	drawing_grey(page->cairo, 0.45);
	drawing_text(page->cairo,
		&(DrawingText){ .x_mm = page->left_mm,
			.y_mm = page->bottom_mm + FOOT_MM - FOOT_SIZE_MM * LINE,
			.width_mm = page->width_mm,
			.size_mm = FOOT_SIZE_MM },
		number);
}

void book_page_begin(BookPage *page, bool two_up, const char *title, const char *running)
{
	const double width = two_up ? A4_LONG_MM : A4_SHORT_MM;
	const double height = two_up ? A4_SHORT_MM : A4_LONG_MM;
	const double margin = two_up ? HALF_MARGIN_MM : MARGIN_MM;

	page->two_up = two_up;
	page->n_pages = 0;
	page->width_mm = (two_up ? width / 2 : width) - 2 * margin;
	page->bottom_mm = height - margin - FOOT_MM;
	page->running = g_strdup(running);
	page->bytes = g_byte_array_new();
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(drawing_add_bytes,
		page->bytes, width / DRAWING_MM_PER_POINT, height / DRAWING_MM_PER_POINT);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
	/* The same work gives the same file. */
	cairo_pdf_surface_set_metadata(
		surface, CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-01T00:00:00Z");
	page->cairo = drawing_begin(surface);
	start_page(page);
}

double book_page_height(const BookPage *page)
{
	return page->bottom_mm - (page->two_up ? HALF_MARGIN_MM : MARGIN_MM);
}

void book_page_need(BookPage *page, double height_mm)
{
	const double margin = page->two_up ? HALF_MARGIN_MM : MARGIN_MM;

	if (page->y_mm + height_mm > page->bottom_mm && page->y_mm > margin)
		start_page(page);
}

double book_page_line(BookPage *page, double size_mm, bool bold, double grey, const char *text)
{
	book_page_need(page, size_mm * LINE);
	const double y_mm = page->y_mm;
	drawing_grey(page->cairo, grey);
	drawing_text(page->cairo,
		&(DrawingText){ .x_mm = page->left_mm,
			.y_mm = y_mm,
			.width_mm = page->width_mm,
			.size_mm = size_mm,
			.bold = bold },
		text);
	page->y_mm += size_mm * LINE;
	return y_mm;
}

void book_page_heading(BookPage *page, const char *text)
{
	book_page_need(page, 40);
	page->y_mm += 2;
	book_page_line(page, 4.2, true, 0.1, text);
	page->y_mm += 0.8;
	drawing_grey(page->cairo, 0.5);
	cairo_set_line_width(page->cairo, 0.25);
	cairo_move_to(page->cairo, page->left_mm, page->y_mm);
	cairo_rel_line_to(page->cairo, page->width_mm, 0);
	cairo_stroke(page->cairo);
	page->y_mm += 2.5;
}

GBytes *book_page_end(BookPage *page, GError **error)
{
	cairo_show_page(page->cairo);
	g_free(page->running);
	return drawing_finish(page->cairo, page->bytes, error);
}

char *book_page_who(const ErrorBook *book, const StorePupil *pupil)
{
	const bool is_named = book->names && *pupil->name;

	return g_strdup_printf("%s %d 号%s%s", book->class->row->name, pupil->number,
		is_named ? " " : "", is_named ? pupil->name : "");
}
