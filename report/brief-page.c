/* SPDX-License-Identifier: MIT */
/* See brief-page.h. All lengths in millimetres; y goes down. */
#include "report/brief-page.h"

#include <cairo-pdf.h>
#include <string.h>

#include "report/brief-tables.h"
#include "report/drawing.h"

#define PAGE_WIDTH 210.0
#define PAGE_HEIGHT 297.0
#define MARGIN 12.7
#define WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define TITLE_SIZE 6.0
#define HEADING_SIZE 3.35
#define BODY_SIZE 2.65
#define SMALL_SIZE 2.05
#define LINE 3.9
#define HEAD_LINE 6.7 /* two lines of a column's name */
#define SPACE 1.0     /* between columns, and above and below a rule */
#define GAP 2.4
#define METHOD_HEIGHT 16.0
#define SUBJECTS_MAX 10
#define CHART_HEIGHT 20.5

typedef struct {
	cairo_t *cairo;
	double y;
} Page;

/* ---- text */

typedef enum { TO_LEFT, TO_RIGHT } Side;

/* In a column from x on, so wide. */
static void draw_text(
	const Page *page, double x, double width, double size, Side side, const char *text)
{
	const DrawingText style = { .x_mm = side == TO_RIGHT ? x + width : x,
		.y_mm = page->y,
		.width_mm = width,
		.size_mm = size,
		.to_right = side == TO_RIGHT };

	drawing_text(page->cairo, &style, text);
}

static void draw_rule(const Page *page, double grey)
{
	drawing_grey(page->cairo, grey);
	cairo_set_line_width(page->cairo, 0.18);
	cairo_move_to(page->cairo, MARGIN, page->y);
	cairo_line_to(page->cairo, MARGIN + WIDTH, page->y);
	cairo_stroke(page->cairo);
	drawing_grey(page->cairo, 0);
}

static void draw_heading(Page *page, const char *zh, const char *en)
{
	g_autofree char *text = g_strdup_printf("%s  %s", zh, en);
	const DrawingText style = { .x_mm = MARGIN,
		.y_mm = page->y,
		.width_mm = WIDTH,
		.size_mm = HEADING_SIZE,
		.bold = true };

	drawing_text(page->cairo, &style, text);
	page->y += LINE + SPACE;
}

/* ---- tables */

/* "平均 mean": Chinese over English. */
static void draw_column(Page *page, double x, double width, const char *name, Side side)
{
	const char *english = strrchr(name, ' ');

	/* English may have several words: it begins at the first letter after a space. */
	for (const char *at = name; *at; at++)
		if (*at == ' ' && g_ascii_isalpha(at[1])) {
			english = at;
			break;
		}
	g_autofree char *chinese =
		english ? g_strndup(name, (gsize)(english - name)) : g_strdup(name);
	drawing_grey(page->cairo, 0.25);
	draw_text(page, x, width, BODY_SIZE, side, chinese);
	page->y += HEAD_LINE / 2;
	if (english)
		draw_text(page, x, width, SMALL_SIZE, side, english + 1);
	page->y -= HEAD_LINE / 2;
	drawing_grey(page->cairo, 0);
}

static double column_width(const BriefTable *table)
{
	return WIDTH / (double)table->columns->len;
}

static void draw_row(Page *page, const BriefTable *table, const GArray *row)
{
	const double width = column_width(table);

	for (guint c = 0; c < row->len; c++) {
		g_autofree char *text = brief_tables_text(&g_array_index(row, BriefTableCell, c));
		draw_text(page, MARGIN + c * width, width - SPACE, BODY_SIZE,
			c == 0 ? TO_LEFT : TO_RIGHT, text);
	}
	page->y += LINE;
}

static void end_head(Page *page)
{
	page->y += HEAD_LINE;
	draw_rule(page, 0.6);
	page->y += SPACE / 2;
}

static void draw_table(Page *page, const BriefTable *table, guint n_rows)
{
	const double width = column_width(table);

	draw_heading(page, table->zh, table->en);
	for (guint c = 0; c < table->columns->len; c++)
		draw_column(page, MARGIN + c * width, width - SPACE,
			g_ptr_array_index(table->columns, c), c == 0 ? TO_LEFT : TO_RIGHT);
	end_head(page);
	for (guint r = 0; r < MIN(n_rows, table->rows->len); r++)
		draw_row(page, table, g_ptr_array_index(table->rows, r));
	if (table->rows->len > n_rows) {
		g_autofree char *more =
			g_strdup_printf("另有 %u 行，见附表 / %u more rows in the annex",
				table->rows->len - n_rows, table->rows->len - n_rows);
		draw_text(page, MARGIN, WIDTH, BODY_SIZE, TO_LEFT, more);
		page->y += LINE;
	}
	page->y += GAP;
}

static double table_height(guint n_rows)
{
	return LINE + SPACE + HEAD_LINE + SPACE / 2 + n_rows * LINE + GAP;
}

/* ---- four weeks as bars under the line of the limit */

static void draw_bar(
	const Page *page, double x, double width, double base, double height, const char *text)
{
	const DrawingText label = { .x_mm = x + width / 2,
		.y_mm = base + SMALL_SIZE,
		.size_mm = SMALL_SIZE,
		.centred = true };

	cairo_set_source_rgb(page->cairo, 0.30, 0.50, 0.72);
	cairo_rectangle(page->cairo, x + width / 4, base - height, width / 2, height);
	cairo_fill(page->cairo);
	drawing_grey(page->cairo, 0);
	drawing_text(page->cairo, &label, text);
}

static void draw_limit(const Page *page, double x, double width, double y)
{
	cairo_set_source_rgb(page->cairo, 0.75, 0.20, 0.15);
	cairo_set_line_width(page->cairo, 0.28);
	cairo_move_to(page->cairo, x, y);
	cairo_line_to(page->cairo, x + width, y);
	cairo_stroke(page->cairo);
	drawing_grey(page->cairo, 0);
}

static void draw_bars(
	const Page *page, const Brief *brief, const BriefBand *band, double x, double width)
{
	static const char *const NAMES[N_BANDS] = { "1–2", "3–6", "7–9" };
	const double base = page->y + CHART_HEIGHT - 2 * SMALL_SIZE, high = CHART_HEIGHT - 9;
	const double most = MAX(band->limit_minutes, 30) * 1.5, step = width / BRIEF_WEEKS;
	g_autofree char *title = g_strdup_printf(
		"%s 年级 grades（上限 limit %d）", NAMES[band->band], band->limit_minutes);

	draw_text(page, x, width, BODY_SIZE, TO_LEFT, title);
	for (guint i = 0; i < BRIEF_WEEKS; i++) {
		const BriefWeek *week = &band->weeks[i];
		const gint64 tenths =
			brief_is_hidden(brief, week->n_pupils)
				? -1
				: brief_tenths(week->sum.ink_ms + week->sum.thinking_ms,
					  week->n_pupil_days, BRIEF_MINUTE_MS);
		const double minutes = (double)MAX(tenths, 0) / 10;
		g_autofree char *text =
			tenths < 0 ? g_strdup("–") : g_strdup_printf("%.1f", minutes);

		draw_bar(page, x + i * step, step, base, high * MIN(minutes / most, 1), text);
	}
	draw_limit(page, x, width, base - high * band->limit_minutes / most);
}

static void draw_trend(Page *page, const Brief *brief)
{
	const double width = WIDTH / N_BANDS;

	for (guint i = 0; i < N_BANDS; i++)
		draw_bars(page, brief, &brief->bands[i], MARGIN + i * width, width - 6);
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
	g_autofree char *name = g_strdup_printf("%d", grade);

	draw_text(page, MARGIN, width, BODY_SIZE, TO_LEFT, name);
	for (guint i = 0; i < brief->cells->len; i++) {
		const BriefCell *cell = &g_array_index(brief->cells, BriefCell, i);
		guint column;

		if (cell->grade != grade || !g_ptr_array_find_with_equal_func(
						    subjects, cell->subject, g_str_equal, &column))
			continue;
		g_autofree char *text = subject_text(brief, cell);
		draw_text(page, MARGIN + (column + 1) * width, width - SPACE, BODY_SIZE, TO_RIGHT,
			text);
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
	draw_column(page, MARGIN, width, "年级 grade", TO_LEFT);
	for (guint i = 0; i < subjects->len; i++)
		draw_column(page, MARGIN + (i + 1) * width, width - SPACE,
			g_ptr_array_index(subjects, i), TO_RIGHT);
	end_head(page);
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
	const DrawingText title = {
		.x_mm = MARGIN, .y_mm = page->y - 2, .size_mm = TITLE_SIZE, .bold = true
	};
	g_autofree char *days = brief_tables_week(brief);

	drawing_text(page->cairo, &title, "作业负担一周一简报  Weekly brief");
	draw_text(page, MARGIN, WIDTH, HEADING_SIZE, TO_RIGHT, days);
	page->y += TITLE_SIZE + 2;
	draw_rule(page, 0);
	page->y += GAP;
}

static void draw_method(const Page *page, const Brief *brief)
{
	const DrawingText style = { .x_mm = MARGIN,
		.y_mm = PAGE_HEIGHT - MARGIN - METHOD_HEIGHT,
		.width_mm = WIDTH,
		.size_mm = SMALL_SIZE + 0.15,
		.n_lines = 3 };
	g_autofree char *method = brief_tables_method(brief);

	drawing_grey(page->cairo, 0.3);
	drawing_text(page->cairo, &style, method);
	drawing_grey(page->cairo, 0);
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

GBytes *brief_page_pdf(const Brief *brief, GError **error)
{
	GByteArray *bytes = g_byte_array_new();
	Page page = { drawing_begin(cairo_pdf_surface_create_for_stream(drawing_add_bytes, bytes,
			      PAGE_WIDTH / DRAWING_MM_PER_POINT,
			      PAGE_HEIGHT / DRAWING_MM_PER_POINT)),
		MARGIN };

	draw_all(&page, brief);
	return drawing_finish(page.cairo, bytes, error);
}
