/* SPDX-License-Identifier: MIT */
/*
 * A DotSink that writes down what it is told, a line for each call and for each dot, and checks what
 * every decoder promises: dots only between down and up, the page at most once and only when it was not
 * known, as many dots as the up says, gaps within the time. So two decoders, or two cuts of the same
 * bytes, agree when their logs are the same text.
 */
#pragma once

#include "protocol/dot.h"

#include <glib.h>

typedef struct {
	StrokeHead head;
	StrokeTail tail;
	PageAddress told_page; /* by the sink's page call */
	GArray *dots;	       /* of Dot */
} LoggedStroke;

typedef struct {
	GString *text;
	GPtrArray *strokes; /* of LoggedStroke, closed ones */
	GArray *said;	    /* of PenSaid */
	LoggedStroke *open;
	DotSink sink;
} DotLog;

static inline void dot_log_free_stroke(gpointer data)
{
	LoggedStroke *stroke = data;
	g_array_unref(stroke->dots);
	g_free(stroke);
}

static inline void dot_log_add_page(GString *text, const PageAddress *page)
{
	if (page->family == PAGE_FAMILY_NONE)
		g_string_append(text, "none");
	else
		g_string_append_printf(
			text, "%u.%u.%u.%u", page->section, page->owner, page->book, page->page);
}

static inline void dot_log_add_flags(GString *text, guint32 flags)
{
	for (guint i = 0; i < STROKE_N_FLAGS; i++)
		if (flags & 1u << i)
			g_string_append_printf(text, " %s", stroke_flag_name(i));
}

static inline void dot_log_down(void *user, const StrokeHead *head)
{
	DotLog *log = user;
	g_assert_null(log->open);
	log->open = g_new0(LoggedStroke, 1);
	log->open->head = *head;
	log->open->dots = g_array_new(FALSE, FALSE, sizeof(Dot));
	g_string_append_printf(log->text, "down %" G_GINT64_FORMAT " ", (gint64)head->start_ms);
	dot_log_add_page(log->text, &head->page);
	g_string_append_printf(log->text, " %08X %u %s%s\n", head->color, head->force_max,
		head->tip == TIP_ERASER ? "eraser" : "pen",
		head->origin == STROKE_STORED ? " stored" : "");
}

static inline void dot_log_page(void *user, const PageAddress *page)
{
	DotLog *log = user;
	g_assert_nonnull(log->open);
	g_assert_cmpint(log->open->head.page.family, ==, PAGE_FAMILY_NONE);
	g_assert_cmpint(log->open->told_page.family, ==, PAGE_FAMILY_NONE);
	g_assert_cmpint(page->family, !=, PAGE_FAMILY_NONE);
	log->open->told_page = *page;
	g_string_append(log->text, "page ");
	dot_log_add_page(log->text, page);
	g_string_append_c(log->text, '\n');
}

static inline void dot_log_dots(void *user, const Dot *dots, size_t n_dots)
{
	DotLog *log = user;
	g_assert_nonnull(log->open);
	g_assert_cmpuint(n_dots, >, 0);
	for (size_t i = 0; i < n_dots; i++) {
		const Dot *dot = &dots[i];
		const GArray *had = log->open->dots;
		guint32 before = had->len ? g_array_index(had, Dot, had->len - 1).time_ms : 0;
		g_assert_cmpuint(dot->time_ms, >=, before);
		g_assert_cmpuint(dot->gap_ms, <=, dot->time_ms - before);
		g_string_append_printf(
			log->text, "dot %u %d %d", dot->time_ms, dot->at.x, dot->at.y);
		if (dot->force != FORCE_NONE)
			g_string_append_printf(log->text, " force %u", dot->force);
		if (dot->tilt_x != TILT_NONE)
			g_string_append_printf(
				log->text, " tilt %u %u %u", dot->tilt_x, dot->tilt_y, dot->twist);
		if (dot->flags & DOT_AFTER_GAP)
			g_string_append_printf(log->text, " after-gap %u", dot->gap_ms);
		g_string_append_c(log->text, '\n');
		g_array_append_val(log->open->dots, *dot);
	}
}

static inline void dot_log_up(void *user, const StrokeTail *tail)
{
	DotLog *log = user;
	g_assert_nonnull(log->open);
	g_assert_cmpuint(tail->n_dots, ==, log->open->dots->len);
	g_assert_cmpuint(tail->n_dots, >, 0);
	g_assert_cmpint(tail->end_ms, >=, tail->start_ms);
	g_assert_true(tail->pen_start_ms == tail->start_ms || tail->flags & STROKE_CLOCK_REPAIRED);
	log->open->tail = *tail;
	g_ptr_array_add(log->strokes, g_steal_pointer(&log->open));
	g_string_append_printf(log->text, "up %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " ",
		(gint64)tail->start_ms, (gint64)tail->end_ms);
	dot_log_add_page(log->text, &tail->page);
	dot_log_add_flags(log->text, tail->flags);
	if (!tail->gaps_counted)
		g_string_append(log->text, " gaps-uncounted");
	if (tail->pen_start_ms != tail->start_ms)
		g_string_append_printf(
			log->text, " pen %" G_GINT64_FORMAT, (gint64)tail->pen_start_ms);
	g_string_append_c(log->text, '\n');
}

static inline void dot_log_said(void *user, const PenSaid *said)
{
	DotLog *log = user;
	GString *text = log->text;
	switch (said->kind) {
	case PEN_SAID_BATTERY:
		g_string_append_printf(
			text, "battery %u%s", said->percent, said->charging ? " charging" : "");
		break;
	case PEN_SAID_POWER_OFF:
		g_string_append_printf(text, "off %s", power_off_reason_name(said->reason));
		break;
	case PEN_SAID_LOST:
		g_string_append_printf(text, "lost %u", said->n);
		break;
	case PEN_SAID_REPEATED:
		g_string_append_printf(text, "repeated %u", said->n);
		break;
	case PEN_SAID_BAD:
		g_string_append_printf(text, "bad %s", decode_result_name(said->bad));
		if (said->n)
			g_string_append_printf(text, " %02X", said->n);
		break;
	case PEN_SAID_HOVER:
	case PEN_SAID_TOUCH:
		g_string_append_printf(text, "%s %d %d ",
			said->kind == PEN_SAID_HOVER ? "hover" : "touch", said->at.x, said->at.y);
		dot_log_add_page(text, &said->page);
		break;
	case PEN_SAID_CAMERA_ERROR:
		g_string_append_printf(text, "camera-error %u", said->n);
		break;
	case PEN_SAID_EMPTY_STROKE:
		g_string_append(text, "empty-stroke");
		break;
	}
	g_string_append_c(text, '\n');
	g_array_append_val(log->said, *said);
}

static inline DotLog *dot_log_new(void)
{
	DotLog *log = g_new0(DotLog, 1);
	log->text = g_string_new("");
	log->strokes = g_ptr_array_new_with_free_func(dot_log_free_stroke);
	log->said = g_array_new(FALSE, FALSE, sizeof(PenSaid));
	log->sink = (DotSink){ log, dot_log_down, dot_log_page, dot_log_dots, dot_log_up,
		dot_log_said };
	return log;
}

static inline void dot_log_free(DotLog *log)
{
	if (!log)
		return;
	if (log->open)
		dot_log_free_stroke(log->open);
	g_string_free(log->text, TRUE);
	g_ptr_array_unref(log->strokes);
	g_array_unref(log->said);
	g_free(log);
}

static inline const LoggedStroke *dot_log_stroke(const DotLog *log, guint i)
{
	g_assert_cmpuint(i, <, log->strokes->len);
	return g_ptr_array_index(log->strokes, i);
}

static inline const Dot *dot_log_dot(const LoggedStroke *stroke, guint i)
{
	g_assert_cmpuint(i, <, stroke->dots->len);
	return &g_array_index(stroke->dots, Dot, i);
}

static inline guint dot_log_count(const DotLog *log, PenSaidKind kind)
{
	guint n = 0;
	for (guint i = 0; i < log->said->len; i++)
		n += g_array_index(log->said, PenSaid, i).kind == kind;
	return n;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DotLog, dot_log_free)
