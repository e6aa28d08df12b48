/* SPDX-License-Identifier: MIT */
/*
 * The page.data of a NeoNotes page, all little-endian:
 *   "neo", i32 version, i32 note type, i32 page, f32 width, f32 height, u64 created ms, u64 changed ms, u8, u32 strokes;
 *   a stroke: u8 kind (0 ink, 1 a voice memo), u32 colour, u8 thickness, u32 dots, u64 start ms, its dots, u8 n, n bytes;
 *   a dot: f32 x, f32 y, f32 force of 0 to 1, u8 ms since the dot before;
 *   u32 n, n bytes of an identifier.
 * Places are Ncode units; up to version 3 they are shares of the larger of width and height. Nobody but the maker
 * has written this down whole, so what does not fit to the byte is refused.
 */
#include "homework/archive/ink-file.h"

#include <math.h>
#include <string.h>

#include "ink/codec.h"

#define HEADER_BYTES 44
#define DOT_BYTES 13
#define FORCE_MAX 1023
#define VERSION_MAX 4
#define START_MS_MAX (G_GUINT64_CONSTANT(1) << 46) /* the year 4199: no clock of a phone */

typedef struct {
	const InkFileSource *source;
	const guint8 *bytes;
	gsize n_bytes, at;
	guint stroke; /* under way, from 1; 0 the head */
} NoteReader;

static bool refuse(const NoteReader *reader, const char *zh, const char *en)
{
	if (reader->stroke == 0)
		return layout_report_refuse(reader->source->report, 0,
			"第 %1$" G_GSIZE_FORMAT " 字节（开头）：%2$s / at byte %1$" G_GSIZE_FORMAT
			" (head): %2$.0s%3$s",
			reader->at, zh, en);
	return layout_report_refuse(reader->source->report, 0,
		"第 %1$" G_GSIZE_FORMAT " 字节（第 %2$u 笔）：%3$s / at byte %1$" G_GSIZE_FORMAT
		" (stroke %2$u): %3$.0s%4$s",
		reader->at, reader->stroke, zh, en);
}

static bool need(const NoteReader *reader, gsize n_bytes)
{
	return reader->n_bytes - reader->at >= n_bytes ||
	       refuse(reader, "文件到这里断了，请从手机重新完整复制",
		       "the file ends here; copy it from the phone again, whole");
}

static guint64 take(NoteReader *reader, guint n_bytes)
{
	guint64 value = 0;

	for (guint i = 0; i < n_bytes; i++)
		value |= (guint64)reader->bytes[reader->at++] << (8 * i);
	return value;
}

static float take_float(NoteReader *reader)
{
	const guint32 bits = (guint32)take(reader, 4);
	float value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

typedef struct {
	guint version, page, n_strokes;
	double scale; /* to steps */
} NoteHead;

static bool read_head(NoteReader *reader, NoteHead *head)
{
	if (!need(reader, HEADER_BYTES))
		return false;
	reader->at = 3;
	head->version = (guint)take(reader, 4);
	take(reader, 4); /* the kind of note: no part of an address that we could trust */
	head->page = (guint)take(reader, 4);
	const float width = take_float(reader), height = take_float(reader);
	take(reader, 8); /* created */
	take(reader, 8); /* changed */
	take(reader, 1);
	head->n_strokes = (guint)take(reader, 4);
	if (head->version < 1 || head->version > VERSION_MAX)
		return refuse(reader,
			"不认识的版本（认识 1 到 4），请用旧些的 NeoNotes 重新导出，或换新的纸笔",
			"a version that is not known (1 to 4 are); export it anew with an older "
			"NeoNotes, or ask for a newer zhibi");
	if (!isfinite(width) || !isfinite(height) || width <= 0 || height <= 0 || width > 1e5F ||
		height > 1e5F)
		return refuse(reader, "页面没有大小，请重新复制文件",
			"the page has no size; copy the file again");
	if (head->n_strokes > CODEC_MAX_STROKES)
		return refuse(reader, "笔画多得一页装不下，请重新复制文件",
			"more strokes than a page holds; copy the file again");
	head->scale = 100 * (head->version < 4 ? (double)MAX(width, height) : 1);
	return true;
}

static bool add_dot(NoteReader *reader, const NoteHead *head, Stroke *stroke, guint32 *time_ms)
{
	const double x = round(take_float(reader) * head->scale);
	const double y = round(take_float(reader) * head->scale);
	const float force = take_float(reader);
	const guint8 gap_ms = (guint8)take(reader, 1);
	Dot dot = { .twist = TWIST_NONE, .tilt_x = TILT_NONE, .tilt_y = TILT_NONE };

	if (!(fabs(x) < G_MAXINT32) || !(fabs(y) < G_MAXINT32) || !(force >= 0 && force <= 1))
		return refuse(reader, "有个点的位置或力度是笔不会报的，请重新复制文件",
			"a dot with a place or force that no pen tells; copy the file again");
	if (stroke->dots->len > 0)
		*time_ms += gap_ms;
	dot.time_ms = *time_ms;
	dot.at = (RawPoint){ (gint32)x, (gint32)y };
	dot.force = (guint16)lroundf(force * FORCE_MAX);
	g_array_append_val(stroke->dots, dot);
	return true;
}

static bool read_stroke(NoteReader *reader, const NoteHead *head, InkFilePart *part)
{
	g_autoptr(Stroke) stroke = stroke_new();
	guint32 time_ms = 0;

	if (!need(reader, 18))
		return false;
	const guint kind = (guint)take(reader, 1);
	stroke->color = (guint32)take(reader, 4);
	take(reader, 1);
	const guint64 n_dots = take(reader, 4), start_ms = take(reader, 8);
	if (kind > 1 || n_dots > CODEC_MAX_DOTS || start_ms > START_MS_MAX)
		return refuse(reader, "笔画不会这样开头，请重新复制文件",
			"no stroke begins like this; copy the file again");
	if (!need(reader, (gsize)n_dots * DOT_BYTES + 1))
		return false;
	for (guint i = 0; i < n_dots; i++)
		if (!add_dot(reader, head, stroke, &time_ms))
			return false;
	const gsize n_extra = (gsize)take(reader, 1);
	if (!need(reader, n_extra))
		return false;
	reader->at += n_extra;
	if (kind == 1) {
		layout_report_note(reader->source->report, 0,
			"第 %1$u 笔是录音，不是笔迹：不存 / stroke %1$u is a voice memo and no "
			"ink: not kept",
			reader->stroke);
		return true;
	}
	stroke->page = reader->source->page;
	if (stroke->page.family != PAGE_FAMILY_NONE && stroke->page.page == 0)
		stroke->page.page = head->page;
	stroke->force_max = FORCE_MAX;
	stroke->origin = STROKE_STORED;
	stroke->start_ms = stroke->pen_start_ms = (gint64)start_ms;
	stroke->end_ms = stroke->start_ms + time_ms;
	g_ptr_array_add(part->strokes, g_steal_pointer(&stroke));
	return true;
}

/* An identifier, which older versions lack; then nothing. */
static bool read_end(NoteReader *reader)
{
	reader->stroke = 0;
	if (reader->at == reader->n_bytes)
		return true;
	if (!need(reader, 4))
		return false;
	const gsize n_text = (gsize)take(reader, 4);
	if (!need(reader, n_text))
		return false;
	reader->at += n_text;
	return reader->at == reader->n_bytes ||
	       refuse(reader, "结尾后面还有东西，请重新复制文件",
		       "more follows after the end; copy the file again");
}

InkFile *neonotes_read(const InkFileSource *source, const guint8 *bytes, gsize n_bytes)
{
	g_autoptr(InkFile) file = ink_file_new();
	NoteReader reader = { .source = source, .bytes = bytes, .n_bytes = n_bytes };
	NoteHead head = { 0 };

	if (n_bytes < 3 || memcmp(bytes, "neo", 3) != 0) {
		refuse(&reader, "不是 NeoNotes 的页：开头不是 \"neo\"，请给它的 page.data",
			"is no NeoNotes page: it does not begin with \"neo\"; give its page.data");
		return NULL;
	}
	if (!read_head(&reader, &head))
		return NULL;
	InkFilePart *part = ink_file_add_part(file, "", "neo", "");
	for (reader.stroke = 1; reader.stroke <= head.n_strokes; reader.stroke++)
		if (!read_stroke(&reader, &head, part))
			return NULL;
	return read_end(&reader) ? g_steal_pointer(&file) : NULL;
}
