/* SPDX-License-Identifier: MIT */
/* See board-notice.h. All lengths in millimetres; y goes down. */
#include "report/board-notice.h"

#include <cairo-pdf.h>

#include "report/drawing.h"

#define PAGE_WIDTH 210.0
#define PAGE_HEIGHT 297.0
#define MARGIN 18.0
#define WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define TITLE_SIZE 9.0
#define TEXT_SIZE 4.2
#define SMALL_SIZE 3.2
#define LINE 7.5
#define ROW 14.0
#define ROWS_MAX 14

/* ---- words, which the command says too */

const char *board_notice_place(LoadPlace place)
{
	static const char *const WORDS[N_PLACES] = { "课堂 lesson", "课后服务 service",
		"家里 home" };

	return WORDS[place];
}

char *board_notice_due(const SchoolClock *clock, gint64 due_ms)
{
	return school_day_time_text(clock, due_ms);
}

char *board_notice_sum(const BoardDay *board)
{
	static const char *const LEVELS[] = { "", "  接近上限 / near the limit",
		"  已到上限 / the limit is reached", "" };

	if (board->budget_minutes < 0)
		return g_strdup_printf("书面作业合计 %d 分钟 / written homework: %d minutes",
			board->minutes, board->minutes);
	return g_strdup_printf(
		"书面作业合计 %d 分钟，上限 %d / written homework: %d minutes of %d%s",
		board->minutes, board->budget_minutes, board->minutes, board->budget_minutes,
		LEVELS[board->level]);
}

/* ---- the page */

static void draw(cairo_t *cairo, double x, double y, double size, const char *text)
{
	const DrawingText style = {
		.x_mm = x, .y_mm = y, .width_mm = PAGE_WIDTH - MARGIN - x, .size_mm = size
	};

	drawing_text(cairo, &style, text);
}

static void draw_rule(cairo_t *cairo, double y)
{
	cairo_set_line_width(cairo, 0.2);
	cairo_move_to(cairo, MARGIN, y);
	cairo_line_to(cairo, MARGIN + WIDTH, y);
	cairo_stroke(cairo);
}

static void draw_head(cairo_t *cairo, const BoardNotice *notice, double *y)
{
	const DrawingText title = {
		.x_mm = MARGIN, .y_mm = *y, .width_mm = WIDTH, .size_mm = TITLE_SIZE, .bold = true
	};
	char day[SCHOOL_DAY_BYTES];

	school_day_format(notice->board->day, day);
	g_autofree char *whose = g_strdup_printf("%s  %s", notice->class_name, day);
	drawing_text(cairo, &title, "作业公示  Homework notice");
	*y += TITLE_SIZE * 1.7;
	draw(cairo, MARGIN, *y, TEXT_SIZE * 1.2, whose);
	*y += LINE * 1.2;
	draw_rule(cairo, *y);
	*y += 3;
}

static void draw_one(cairo_t *cairo, const BoardNotice *notice, const Assigned *one, double y)
{
	g_autofree char *due = board_notice_due(notice->clock, one->due_ms);
	g_autofree char *minutes = g_strdup_printf("%d 分钟 min", one->minutes);
	g_autofree char *layer =
		one->layer ? g_strdup_printf("（%c 层 / layer %c）", one->layer, one->layer)
			   : g_strdup("");
	g_autofree char *what = g_strdup_printf("%s  %s%s", one->subject, one->title, layer);
	g_autofree char *how = g_strdup_printf("%s%s%s%s%s", board_notice_place(one->place),
		*due ? "    截止 due " : "", due, *one->reason ? "    理由 reason: " : "",
		one->reason);

	draw(cairo, MARGIN, y, TEXT_SIZE, minutes);
	draw(cairo, MARGIN + 32, y, TEXT_SIZE, what);
	drawing_grey(cairo, 0.3);
	draw(cairo, MARGIN + 32, y + TEXT_SIZE * 1.5, SMALL_SIZE, how);
	drawing_grey(cairo, 0);
}

static void draw_sum(cairo_t *cairo, double y, const char *sum)
{
	const DrawingText style = { .x_mm = MARGIN,
		.y_mm = y,
		.width_mm = WIDTH,
		.size_mm = TEXT_SIZE,
		.n_lines = 3,
		.bold = true };

	drawing_text(cairo, &style, sum);
}

static void draw_all(cairo_t *cairo, const BoardNotice *notice)
{
	const guint n_all = notice->published->len, n = MIN(n_all, ROWS_MAX);
	g_autofree char *sum = board_notice_sum(notice->board);
	double y = MARGIN;

	drawing_grey(cairo, 0);
	draw_head(cairo, notice, &y);
	for (guint i = 0; i < n; i++, y += ROW)
		draw_one(cairo, notice, g_ptr_array_index(notice->published, i), y);
	if (n_all > n) {
		g_autofree char *more =
			g_strdup_printf("另有 %u 份 / and %u more", n_all - n, n_all - n);
		draw(cairo, MARGIN + 32, y, TEXT_SIZE, more);
		y += LINE;
	}
	if (n_all == 0) {
		draw(cairo, MARGIN, y, TEXT_SIZE, "今天没有布置作业 / nothing is given today");
		y += LINE;
	}
	draw_rule(cairo, y);
	draw_sum(cairo, y + 3, sum);
}

GBytes *board_notice_pdf(const BoardNotice *notice, GError **error)
{
	GByteArray *bytes = g_byte_array_new();
	cairo_t *cairo = drawing_begin(cairo_pdf_surface_create_for_stream(drawing_add_bytes, bytes,
		PAGE_WIDTH / DRAWING_MM_PER_POINT, PAGE_HEIGHT / DRAWING_MM_PER_POINT));

	draw_all(cairo, notice);
	return drawing_finish(cairo, bytes, error);
}
