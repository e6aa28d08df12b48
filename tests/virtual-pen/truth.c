/* SPDX-License-Identifier: MIT */
/* One write per line, so that several processes may share a file and a kill leaves whole lines. */
#include "tests/virtual-pen/truth.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct Truth {
	int fd;
};

Truth *truth_open(const char *path, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0) {
		g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s",
			path, g_strerror(errno));
		return NULL;
	}
	Truth *truth = g_new0(Truth, 1);
	truth->fd = fd;
	return truth;
}

Truth *truth_close(Truth *truth)
{
	if (truth)
		close(truth->fd);
	g_free(truth);
	return NULL;
}

static void truth_line(Truth *truth, const GString *line)
{
	if (write(truth->fd, line->str, line->len) != (ssize_t)line->len)
		g_error("virtual-pen: cannot write the truth: %s", g_strerror(errno));
}

static void truth_writes(GString *line, const InkStroke *stroke)
{
	g_string_append_printf(line, ",\"purpose\":\"%s\"", ink_purpose_name(stroke->purpose));
	if (stroke->writes) {
		g_string_append(line, ",\"writes\":\"");
		g_string_append_unichar(line, stroke->writes);
		g_string_append_c(line, '"');
	}
	if (stroke->row >= 0)
		g_string_append_printf(
			line, ",\"row\":%d,\"column\":%d", stroke->row, stroke->column);
	if (stroke->question > 0)
		g_string_append_printf(line, ",\"question\":%d", stroke->question);
}

void truth_stroke(Truth *truth, const char *pen, const InkStroke *stroke, const TruthSent *sent)
{
	if (!truth)
		return;
	g_autoptr(GString) line = g_string_sized_new(96 + 24 * (gsize)stroke->dots->len);
	g_string_append_printf(line,
		"{\"type\":\"stroke\",\"pen\":\"%s\",\"page\":{\"section\":%u,\"owner\":%u,"
		"\"book\":%u,\"page\":%u},\"start_ms\":%" G_GINT64_FORMAT
		",\"end_ms\":%" G_GINT64_FORMAT ",\"tip\":\"pen\",\"flags\":[],\"dots\":[",
		pen, stroke->paper.section, stroke->paper.owner, stroke->paper.book,
		stroke->paper.page, stroke->start_ms, stroke->start_ms + stroke->duration_ms);
	guint time_ms = 0;
	for (guint i = 0; i < stroke->dots->len; i++) {
		const InkDot *dot = ink_stroke_dot(stroke, i);
		time_ms += dot->delta_ms;
		g_string_append_printf(line, "%s[%u,%u.%02u,%u.%02u,%u]", i ? "," : "", time_ms,
			dot->x / 100U, dot->x % 100U, dot->y / 100U, dot->y % 100U, dot->force);
	}
	g_string_append_printf(line, "],\"origin\":\"%s\",\"ink_ms\":%" G_GINT64_FORMAT,
		sent ? "live" : "stored", stroke->ink_ms);
	truth_writes(line, stroke);
	if (sent)
		g_string_append_printf(line,
			",\"sent_ms\":[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT
			"],\"lost\":%" G_GUINT64_FORMAT,
			sent->down_ms, sent->up_ms, sent->n_lost);
	g_string_append(line, "}\n");
	truth_line(truth, line);
}

static void truth_starts(GString *line, GPtrArray *strokes)
{
	g_string_append(line, ",\"starts_ms\":[");
	for (guint i = 0; i < strokes->len; i++) {
		const InkStroke *stroke = g_ptr_array_index(strokes, i);
		g_string_append_printf(line, "%s%" G_GINT64_FORMAT, i ? "," : "", stroke->start_ms);
	}
	g_string_append(line, "]}\n");
}

void truth_acknowledged(Truth *truth, const char *pen, unsigned packet_id, bool good, bool go_on,
	GPtrArray *strokes)
{
	if (!truth)
		return;
	g_autoptr(GString) line = g_string_new(NULL);
	g_string_append_printf(line,
		"{\"type\":\"acknowledged\",\"pen\":\"%s\",\"host_ms\":%" G_GINT64_FORMAT
		",\"packet\":%u,\"good\":%s,\"go_on\":%s",
		pen, g_get_real_time() / 1000, packet_id, good ? "true" : "false",
		go_on ? "true" : "false");
	truth_starts(line, strokes);
	truth_line(truth, line);
}

void truth_freed(Truth *truth, const char *pen, const char *how, GPtrArray *strokes)
{
	if (!truth)
		return;
	g_autoptr(GString) line = g_string_new(NULL);
	g_string_append_printf(line,
		"{\"type\":\"freed\",\"pen\":\"%s\",\"host_ms\":%" G_GINT64_FORMAT
		",\"how\":\"%s\",\"strokes\":%u",
		pen, g_get_real_time() / 1000, how, strokes->len);
	truth_starts(line, strokes);
	truth_line(truth, line);
}

void truth_totals(Truth *truth, const char *pen, const TruthTotals *totals)
{
	if (!truth)
		return;
	g_autoptr(GString) line = g_string_new(NULL);
	g_string_append_printf(line,
		"{\"type\":\"totals\",\"pen\":\"%s\",\"connects\":%" G_GUINT64_FORMAT
		",\"notifications\":%" G_GUINT64_FORMAT ",\"lost\":%" G_GUINT64_FORMAT
		",\"repeated\":%" G_GUINT64_FORMAT ",\"packets\":%" G_GUINT64_FORMAT
		",\"damaged\":%" G_GUINT64_FORMAT ",\"left\":%u}\n",
		pen, totals->n_connects, totals->n_notifications, totals->n_lost,
		totals->n_repeated, totals->n_packets, totals->n_damaged, totals->n_left);
	truth_line(truth, line);
}

/* ---- lessons */

static const char *truth_bool(bool value)
{
	return value ? "true" : "false";
}

void truth_answer(Truth *truth, const char *pen, uint32_t pupil, const LessonQuestion *question,
	const LessonAnswer *answer)
{
	if (!truth)
		return;
	g_autoptr(GString) line = g_string_new(NULL);
	g_string_append_printf(line,
		"{\"type\":\"answer\",\"pen\":\"%s\",\"pupil\":%u,\"question\":%d,\"text\":\"%s\","
		"\"first\":\"%s\",\"corrected\":%s,\"blank\":%s,\"right\":%s}\n",
		pen, pupil, question->number, answer->final, answer->corrected ? answer->first : "",
		truth_bool(answer->corrected), truth_bool(answer->blank),
		truth_bool(lesson_is_right(question, answer)));
	truth_line(truth, line);
}

void truth_copy(Truth *truth, const char *pen, const Visit *visit)
{
	if (!truth)
		return;
	g_autoptr(GString) line = g_string_new(NULL);
	g_string_append_printf(line,
		"{\"type\":\"copy\",\"pen\":\"%s\",\"pupil\":%u,\"forgotten\":%s,\"stranger\":%s,"
		"\"again\":%s}\n",
		pen, visit->pupil.number, truth_bool(visit->forgotten), truth_bool(visit->stranger),
		truth_bool(visit->again));
	truth_line(truth, line);
}

void truth_mark(Truth *truth, const char *pen, uint32_t pupil, int question, const LessonMark *mark)
{
	if (!truth)
		return;
	g_autoptr(GString) line = g_string_new(NULL);
	g_string_append_printf(line,
		"{\"type\":\"mark\",\"pen\":\"%s\",\"pupil\":%u,\"question\":%d,"
		"\"verdict\":\"%s\",\"points\":%g,\"struck\":\"%s\"}\n",
		pen, pupil, question, mark->verdict, mark->points,
		mark->struck ? mark->struck : "");
	truth_line(truth, line);
}
