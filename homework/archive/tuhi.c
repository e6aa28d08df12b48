/* SPDX-License-Identifier: MIT */
/*
 * A drawing as tuhi keeps it: {"version": 1, "devicename": …, "dimensions": [w, h], "timestamp": seconds, "strokes":
 * [{"points": [{"position": [x, y], "pressure": p, "toffset": ms}, …]}, …]}. Places in micrometres, pressure to 65536. A
 * member that a point lacks is as in the point before. Only old files have toffset: others get even times, flagged.
 */
#include "homework/archive/ink-file.h"

#include <math.h>

#include "homework/sheet/json-members.h"
#include "ink/codec.h"

#define STEPS_PER_UM (75.0 / 1778)
#define EVEN_MS 10
#define PAUSE_MS 200

typedef struct {
	const InkFileSource *source;
	InkFilePart *part;
	Stroke *stroke; /* under way */
	Dot dot;	/* the last */
	bool has_place, has_times;
	gint64 start_ms; /* of the drawing */
	gint64 next_ms;	 /* of the next stroke without times */
} DrawingReader;

static bool take_place(JsonPlace *place, const json_t *value, Dot *dot)
{
	double numbers[2];

	for (guint i = 0; i < 2; i++) {
		const json_t *number = json_array_get(value, i);
		numbers[i] = json_is_number(number)
				     ? round(json_number_value(number) * STEPS_PER_UM)
				     : INFINITY;
		if (json_array_size(value) != 2 || !(fabs(numbers[i]) < G_MAXINT32))
			return json_members_refuse(place,
				"position：不是位置，请写 [x, y]，单位微米 / position: is "
				"no place; write [x, y] in micrometres");
	}
	dot->at = (RawPoint){ (gint32)numbers[0], (gint32)numbers[1] };
	return true;
}

static bool take_point(JsonPlace *place, const json_t *value, void *user)
{
	DrawingReader *reader = user;
	const json_t *position = json_object_get(value, "position");
	const json_t *pressure = json_object_get(value, "pressure");
	const json_t *offset = json_object_get(value, "toffset");
	const double force = json_number_value(pressure), ms = json_number_value(offset);

	if (!json_is_object(value))
		return json_members_refuse(place, "不是点，请写 {\"position\": [x, y]} / is no "
						  "point; write {\"position\": [x, y]}");
	if (position && !take_place(place, position, &reader->dot))
		return false;
	reader->has_place |= position != NULL;
	if (!reader->has_place)
		return json_members_refuse(place, "没有位置，前面也没有，请写上 / has no position, "
						  "and none stands before it; write it");
	if (pressure && !(json_is_number(pressure) && force >= 0 && force <= 65536))
		return json_members_refuse(place,
			"pressure：不在 0 到 65536，请改 / pressure: is not 0 to 65536; mend it");
	if (pressure)
		reader->dot.force = (guint16)MIN(lround(force), FORCE_NONE - 1);
	if (offset && !(json_is_number(offset) && ms >= 0 && ms < G_MAXUINT32))
		return json_members_refuse(place,
			"toffset：不是时间，请写毫秒数 / toffset: is no time; write milliseconds");
	reader->has_times |= offset != NULL;
	reader->dot.time_ms = offset		  ? (guint32)ms
			      : reader->has_times ? reader->dot.time_ms
						  : reader->stroke->dots->len * EVEN_MS;
	g_array_append_val(reader->stroke->dots, reader->dot);
	return true;
}

/* Offsets count from the drawing's time; a dot's from its stroke's. */
static bool settle_times(JsonPlace *place, DrawingReader *reader)
{
	Stroke *stroke = reader->stroke;
	const guint32 first = stroke->dots->len > 0 ? stroke_dot(stroke, 0)->time_ms : 0;
	guint32 before = first;

	for (guint i = 0; i < stroke->dots->len; i++) {
		Dot *dot = &g_array_index(stroke->dots, Dot, i);
		if (dot->time_ms < before)
			return json_members_refuse(place,
				"points[%1$u]：时间倒退了，请改 toffset / points[%1$u]: its time "
				"runs backwards; mend toffset",
				i);
		before = dot->time_ms;
		dot->time_ms -= first;
	}
	stroke->start_ms = reader->has_times ? reader->start_ms + first : reader->next_ms;
	stroke->pen_start_ms = stroke->start_ms;
	stroke->end_ms = stroke->start_ms + (before - first);
	reader->next_ms = stroke->end_ms + PAUSE_MS;
	if (!reader->has_times)
		stroke->flags |= STROKE_CLOCK_REPAIRED;
	return true;
}

static bool take_stroke(JsonPlace *place, const json_t *value, void *user)
{
	DrawingReader *reader = user;
	g_autoptr(Stroke) stroke = stroke_new();
	const json_t *points = json_object_get(value, "points");
	const gsize path = place->path->len;

	if (!points)
		return json_members_refuse(place,
			"没有点，请写 \"points\": [{\"position\": [x, y]}] / has no points; "
			"write \"points\": [{\"position\": [x, y]}]");
	stroke->page = reader->source->page;
	stroke->origin = STROKE_STORED;
	stroke->force_max = G_MAXUINT16;
	reader->stroke = stroke;
	reader->has_place = reader->has_times = false;
	reader->dot = (Dot){
		.force = FORCE_NONE, .twist = TWIST_NONE, .tilt_x = TILT_NONE, .tilt_y = TILT_NONE
	};
	json_members_enter(place, "points");
	if (!json_members_each(place, points, CODEC_MAX_DOTS, take_point, reader))
		return false;
	json_members_leave(place, path);
	if (!settle_times(place, reader))
		return false;
	g_ptr_array_add(reader->part->strokes, g_steal_pointer(&stroke));
	return true;
}

static bool take_drawing(JsonPlace *place, const json_t *root, DrawingReader *reader)
{
	const json_t *version = json_object_get(root, "version");
	const json_t *at = json_object_get(root, "timestamp");
	const double seconds = at ? json_number_value(at) : (double)reader->source->at_ms / 1000;

	if (!json_is_integer(version) || json_integer_value(version) != 1)
		return json_members_refuse(place,
			"version：不是 1；这不是 tuhi 的图，或来自更新的版本，请重新导出 / "
			"version: is not 1; this is no drawing of tuhi, or of a newer one: "
			"export it again");
	if ((at && !json_is_number(at)) || !(seconds >= 0 && seconds < 1e11))
		return json_members_refuse(place,
			"timestamp：不是时间，请写 1970 年以来的秒数 / timestamp: is no "
			"time; write seconds since 1970");
	reader->start_ms = reader->next_ms = (gint64)(seconds * 1000);
	const json_t *strokes = json_object_get(root, "strokes");
	if (!strokes)
		return json_members_refuse(place,
			"没有笔画，请写 \"strokes\": [] / has no strokes; write \"strokes\": []");
	json_members_enter(place, "strokes");
	return json_members_each(place, strokes, CODEC_MAX_STROKES, take_stroke, reader);
}

InkFile *tuhi_read(const InkFileSource *source, const char *text, gsize n_bytes)
{
	g_autoptr(InkFile) file = ink_file_new();
	g_autoptr(GString) path = g_string_new("");
	g_autoptr(GError) error = NULL;
	JsonPlace place = { path, &error };
	json_error_t fault;
	json_t *root = json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES, &fault);

	if (!root) {
		g_autofree char *valid = g_utf8_make_valid(fault.text, -1);
		layout_report_refuse(source->report, (guint)MAX(fault.line, 0),
			"这里不是好的 JSON（%1$s），请改好 / %1$s; mend the JSON there", valid);
		return NULL;
	}
	const char *name = json_string_value(json_object_get(root, "devicename"));
	DrawingReader reader = { .source = source,
		.part = ink_file_add_part(file, "", "smartpad", name ? name : "") };
	const bool good = take_drawing(&place, root, &reader);
	json_decref(root);
	if (good)
		return g_steal_pointer(&file);
	layout_report_pass(source->report, 0, g_steal_pointer(&error));
	return NULL;
}
