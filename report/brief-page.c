/* SPDX-License-Identifier: MIT */
/* See brief-page.h. All lengths in points; y goes down. */
#include "report/brief-page.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "report/brief-tables.h"
#include "report/brief-workbook.h"

#define PAGE_WIDTH 595.3
#define PAGE_HEIGHT 841.9
#define MARGIN 36.0
#define WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define FONT "Noto Sans CJK SC, sans-serif"
#define TITLE_SIZE 17.0
#define HEADING_SIZE 9.5
#define BODY_SIZE 7.5
#define SMALL_SIZE 5.8
#define LINE 11.0
#define HEAD_LINE 19.0 /* two lines of a column's name */
#define GAP 7.0
#define METHOD_HEIGHT 46.0
#define SUBJECTS_MAX 10
#define CHART_HEIGHT 58.0

typedef struct {
	cairo_t *cairo;
	double y;
} Page;

/* ---- text */

typedef struct {
	double size, width; /* width 0: one line of any length */
	bool is_bold, wraps;
	PangoAlignment align;
} Style;

/* Returns its height. */
static double draw_text(cairo_t *cairo, double x, double y, const Style *style, const char *text)
{
	PangoLayout *layout = pango_cairo_create_layout(cairo);
	PangoFontDescription *font = pango_font_description_from_string(FONT);
	int height;

	pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
	if (style->is_bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(layout, font);
	pango_layout_set_alignment(layout, style->align);
	if (style->width > 0)
		pango_layout_set_width(layout, (int)(style->width * PANGO_SCALE));
	if (style->width > 0 && !style->wraps)
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	pango_layout_set_text(layout, text, -1);
	pango_layout_get_size(layout, NULL, &height);
	cairo_move_to(cairo, x, y);
	pango_cairo_show_layout(cairo, layout);
	pango_font_description_free(font);
	g_object_unref(layout);
	return (double)height / PANGO_SCALE;
}

static void set_grey(cairo_t *cairo, double grey)
{
	cairo_set_source_rgb(cairo, grey, grey, grey);
}

static void draw_rule(const Page *page, double grey)
{
	set_grey(page->cairo, grey);
	cairo_set_line_width(page->cairo, 0.5);
	cairo_move_to(page->cairo, MARGIN, page->y);
	cairo_line_to(page->cairo, MARGIN + WIDTH, page->y);
	cairo_stroke(page->cairo);
	set_grey(page->cairo, 0);
}

static void draw_heading(Page *page, const char *zh, const char *en)
{
	const Style style = { .size = HEADING_SIZE, .is_bold = true, .width = WIDTH };
	g_autofree char *text = g_strdup_printf("%s  %s", zh, en);

	draw_text(page->cairo, MARGIN, page->y, &style, text);
	page->y += LINE + 3;
}

/* ---- tables */

/* "平均 mean": Chinese over English. */
static void draw_column(const Page *page, double x, double width, const char *name, bool is_first)
{
	const PangoAlignment align = is_first ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT;
	const char *space = strrchr(name, ' ');
	const Style zh = { .size = BODY_SIZE - 0.5, .width = width, .align = align };
	const Style en = { .size = SMALL_SIZE, .width = width, .align = align };

	/* English may have several words: it begins at the first letter after a space. */
	for (const char *at = name; *at; at++)
		if (*at == ' ' && g_ascii_isalpha(at[1])) {
			space = at;
			break;
		}
	g_autofree char *first = space ? g_strndup(name, (gsize)(space - name)) : g_strdup(name);
	set_grey(page->cairo, 0.25);
	draw_text(page->cairo, x, page->y, &zh, first);
	if (space)
		draw_text(page->cairo, x, page->y + 9.5, &en, space + 1);
	set_grey(page->cairo, 0);
}

static double column_width(const BriefTable *table)
{
	return WIDTH / (double)table->columns->len;
}

static void draw_row(Page *page, const BriefTable *table, const GArray *row)
{
	const double width = column_width(table);

	for (guint c = 0; c < row->len; c++) {
		const Style style = { .size = BODY_SIZE,
			.width = width - 3,
			.align = c == 0 ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT };
		g_autofree char *text = brief_tables_text(&g_array_index(row, BriefTableCell, c));
		draw_text(page->cairo, MARGIN + c * width, page->y, &style, text);
	}
	page->y += LINE;
}

static void draw_table(Page *page, const BriefTable *table, guint n_rows)
{
	const double width = column_width(table);

	draw_heading(page, table->zh, table->en);
	for (guint c = 0; c < table->columns->len; c++)
		draw_column(page, MARGIN + c * width, width - 3,
			g_ptr_array_index(table->columns, c), c == 0);
	page->y += HEAD_LINE;
	draw_rule(page, 0.6);
	page->y += 2;
	for (guint r = 0; r < MIN(n_rows, table->rows->len); r++)
		draw_row(page, table, g_ptr_array_index(table->rows, r));
	if (table->rows->len > n_rows) {
		const Style style = { .size = BODY_SIZE, .width = WIDTH };
		g_autofree char *more =
			g_strdup_printf("另有 %u 行，见附表 / %u more rows in the annex",
				table->rows->len - n_rows, table->rows->len - n_rows);
		draw_text(page->cairo, MARGIN, page->y, &style, more);
		page->y += LINE;
	}
	page->y += GAP;
}

static double table_height(guint n_rows)
{
	return LINE + 3 + HEAD_LINE + 2 + n_rows * LINE + GAP;
}

/* ---- four weeks as bars under the line of the limit */

static void draw_bars(
	const Page *page, const Brief *brief, const BriefBand *band, double x, double width)
{
	const double base = page->y + CHART_HEIGHT - 12, high = CHART_HEIGHT - 26;
	const double most = MAX(band->limit_minutes, 30) * 1.5;
	const double step = width / BRIEF_WEEKS;
	static const char *const NAMES[N_BANDS] = { "1–2", "3–6", "7–9" };
	const Style small = { .size = SMALL_SIZE, .width = step, .align = PANGO_ALIGN_CENTER };
	const Style name = { .size = BODY_SIZE, .is_bold = true, .width = width };
	g_autofree char *title = g_strdup_printf(
		"%s 年级 grades（上限 limit %d）", NAMES[band->band], band->limit_minutes);

	draw_text(page->cairo, x, page->y, &name, title);
	for (guint i = 0; i < BRIEF_WEEKS; i++) {
		const BriefWeek *week = &band->weeks[i];
		const gint64 tenths = brief_tenths(week->sum.ink_ms + week->sum.thinking_ms,
			week->n_pupil_days, BRIEF_MINUTE_MS);
		const bool is_hidden = tenths < 0 || brief_is_hidden(brief, week->n_pupils);
		const double minutes = is_hidden ? 0 : (double)tenths / 10;
		const double height = high * MIN(minutes / most, 1);
		g_autofree char *text =
			is_hidden ? g_strdup("–") : g_strdup_printf("%.1f", minutes);

		cairo_set_source_rgb(page->cairo, 0.30, 0.50, 0.72);
		cairo_rectangle(
			page->cairo, x + (i + 0.25) * step, base - height, step / 2, height);
		cairo_fill(page->cairo);
		set_grey(page->cairo, 0);
		draw_text(page->cairo, x + i * step, base + 2, &small, text);
	}
	cairo_set_source_rgb(page->cairo, 0.75, 0.20, 0.15);
	cairo_set_line_width(page->cairo, 0.8);
	cairo_move_to(page->cairo, x, base - high * band->limit_minutes / most);
	cairo_line_to(page->cairo, x + width, base - high * band->limit_minutes / most);
	cairo_stroke(page->cairo);
	set_grey(page->cairo, 0);
}

static void draw_trend(Page *page, const Brief *brief)
{
	const double width = WIDTH / N_BANDS;

	for (guint i = 0; i < N_BANDS; i++)
		draw_bars(page, brief, &brief->bands[i], MARGIN + i * width, width - 16);
	page->y += CHART_HEIGHT + GAP;
}

/* ---- grades down, subjects across */

static GPtrArray *subjects_of(const Brief *brief)
{
	GPtrArray *subjects = g_ptr_array_new();

	for (guint i = 0; i < brief->cells->len; i++) {
		char *subject = g_array_index(brief->cells, BriefCell, i).subject;
		if (!g_ptr_array_find_with_equal_func(subjects, subject, g_str_equal, NULL) &&
			subjects->len < SUBJECTS_MAX)
			g_ptr_array_add(subjects, subject);
	}
	return subjects;
}

static char *subject_text(const Brief *brief, const BriefCell *cell)
{
	const gint64 minutes = brief_is_hidden(brief, cell->n_pupils)
				       ? -1
				       : brief_tenths(cell->sum.ink_ms + cell->sum.thinking_ms,
						 cell->n_pupil_days, BRIEF_MINUTE_MS);
	const gint64 marked = brief_tenths(cell->n_marked * G_GINT64_CONSTANT(100),
		cell->n_handed_in, 10); /* in whole percent */
	g_autofree char *first =
		minutes < 0 ? g_strdup("–") : g_strdup_printf("%.1f", (double)minutes / 10);

	return marked < 0 ? g_strdup(first) : g_strdup_printf("%s / %d%%", first, (int)marked);
}

static void draw_grade(Page *page, const Brief *brief, gint grade, GPtrArray *subjects)
{
	const double width = WIDTH / (subjects->len + 1);
	const Style left = { .size = BODY_SIZE, .width = width };
	const Style right = { .size = BODY_SIZE, .width = width - 3, .align = PANGO_ALIGN_RIGHT };
	g_autofree char *name = g_strdup_printf("%d", grade);

	draw_text(page->cairo, MARGIN, page->y, &left, name);
	for (guint i = 0; i < brief->cells->len; i++) {
		const BriefCell *cell = &g_array_index(brief->cells, BriefCell, i);
		guint column;

		if (cell->grade != grade || !g_ptr_array_find_with_equal_func(
						    subjects, cell->subject, g_str_equal, &column))
			continue;
		g_autofree char *text = subject_text(brief, cell);
		draw_text(page->cairo, MARGIN + (column + 1) * width, page->y, &right, text);
	}
	page->y += LINE;
}

static void draw_subjects(Page *page, const Brief *brief)
{
	g_autoptr(GPtrArray) subjects = subjects_of(brief);
	const double width = WIDTH / (subjects->len + 1);
	gint last = 0;

	draw_heading(page, "年级 × 学科：每人每天分钟 / 已批",
		"Grade × subject: minutes a pupil's day / marked");
	draw_column(page, MARGIN, width, "年级 grade", true);
	for (guint i = 0; i < subjects->len; i++)
		draw_column(page, MARGIN + (i + 1) * width, width - 3,
			g_ptr_array_index(subjects, i), false);
	page->y += HEAD_LINE;
	draw_rule(page, 0.6);
	page->y += 2;
	for (guint i = 0; i < brief->cells->len; i++) {
		const gint grade = g_array_index(brief->cells, BriefCell, i).grade;
		if (grade != last)
			draw_grade(page, brief, grade, subjects);
		last = grade;
	}
	page->y += GAP;
}

/* ---- the page */

static void draw_title(Page *page, const Brief *brief)
{
	const Style title = { .size = TITLE_SIZE, .is_bold = true, .width = WIDTH };
	const Style week = { .size = HEADING_SIZE, .width = WIDTH, .align = PANGO_ALIGN_RIGHT };
	g_autofree char *days = brief_tables_week(brief);

	draw_text(page->cairo, MARGIN, page->y, &title, "作业负担一周一简报  Weekly brief");
	draw_text(page->cairo, MARGIN, page->y + 7, &week, days);
	page->y += TITLE_SIZE + 11;
	draw_rule(page, 0);
	page->y += GAP;
}

static void draw_method(const Page *page, const Brief *brief)
{
	const Style style = { .size = SMALL_SIZE + 0.4, .width = WIDTH, .wraps = true };
	g_autofree char *method = brief_tables_method(brief);

	set_grey(page->cairo, 0.3);
	draw_text(page->cairo, MARGIN, PAGE_HEIGHT - MARGIN - METHOD_HEIGHT, &style, method);
	set_grey(page->cairo, 0);
}

/* The tables but for the last, of subjects, which is drawn another way; that of class-days gets the room that is left. */
static void draw_all(Page *page, const Brief *brief)
{
	g_autoptr(GPtrArray) tables = brief_tables(brief);
	const double end = PAGE_HEIGHT - MARGIN - METHOD_HEIGHT - GAP;

	draw_title(page, brief);
	for (guint i = 0; i < tables->len; i++) {
		const BriefTable *table = g_ptr_array_index(tables, i);

		if (g_str_equal(table->en, "Grades and subjects") ||
			g_str_equal(table->en, "Class-days at or over a limit"))
			continue;
		draw_table(page, table, table->rows->len);
		if (g_str_has_prefix(table->en, "Minutes"))
			draw_trend(page, brief);
	}
	if (brief->cells->len > 0)
		draw_subjects(page, brief);
	for (guint i = 0; i < tables->len; i++) {
		const BriefTable *table = g_ptr_array_index(tables, i);
		const double room = end - page->y - table_height(1);

		if (g_str_equal(table->en, "Class-days at or over a limit") && room > 0)
			draw_table(page, table, (guint)(room / LINE));
	}
	draw_method(page, brief);
}

static cairo_status_t append(void *user, const unsigned char *bytes, unsigned int n_bytes)
{
	g_byte_array_append(user, bytes, n_bytes);
	return CAIRO_STATUS_SUCCESS;
}

GBytes *brief_page_pdf(const Brief *brief, GError **error)
{
	GByteArray *bytes = g_byte_array_new();
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(append, bytes, PAGE_WIDTH, PAGE_HEIGHT);
	Page page = { cairo_create(surface), MARGIN };

	draw_all(&page, brief);
	cairo_destroy(page.cairo);
	cairo_surface_finish(surface);
	const cairo_status_t status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		return g_byte_array_free_to_bytes(bytes);
	g_byte_array_unref(bytes);
	g_set_error(error, BRIEF_WORKBOOK_ERROR, BRIEF_WORKBOOK_ERROR_FAILED,
		"the page cannot be drawn: %s", cairo_status_to_string(status));
	return NULL;
}
