/* SPDX-License-Identifier: MIT */
/*
 * InkML, ours and others'. What our archive tells beside its traces is taken exactly; of another program's file
 * what is there: places by their unit, times by T, timeOffset and timestamp. What has no time gets an even one, flagged
 * as not the pen's own.
 */
#include "homework/archive/ink-file.h"

#include <math.h>
#include <string.h>

#include "homework/archive/inkml-trace.h"
#include "ink/codec.h"

#define EVEN_MS 10   /* between dots that have no time */
#define PAUSE_MS 200 /* and between strokes */

typedef struct {
	const InkFileSource *source;
	InkFile *file;		/* being made */
	GHashTable *by_id;	/* "#id" -> XmlNode */
	GHashTable *formats;	/* XmlNode of a traceFormat, or NULL -> InkmlFormat */
	GHashTable *facts;	/* "#s1" -> XmlNode: a <stroke> of ours, of the trace */
	GHashTable *parts;	/* XmlNode of an inkSource, or NULL -> InkFilePart */
	const XmlNode *format;	/* the only one in the file, or the last */
	const XmlNode *context; /* the last that was opened outside of definitions */
	gint64 next_ms;		/* of the next stroke without a time */
	guint n_strokes, n_hovering;
} InkmlReader;

static bool is_named(const XmlNode *node, const char *name)
{
	return node->name && g_str_equal(node->name, name);
}

static bool refuse(const InkmlReader *reader, const XmlNode *node, const char *zh, const char *en)
{
	return layout_report_refuse(reader->source->report, node->line,
		"<%1$s>：%2$s / <%1$s>: %2$.0s%3$s", node->name, zh, en);
}

static bool read_whole(
	const InkmlReader *reader, const XmlNode *node, const char *name, gint64 *value)
{
	const char *text = inkml_attribute(node, name);
	char *end;

	if (!text)
		return true;
	*value = g_ascii_strtoll(text, &end, 10);
	return (*text && !*end) || layout_report_refuse(reader->source->report, node->line,
					   "<%1$s %2$s=\"%3$.40s\">：不是整数，请改 / <%1$s "
					   "%2$s=\"%3$.40s\">: is no whole number; mend it",
					   node->name, name, text);
}

/* ---- who refers to whom */

static void index_nodes(InkmlReader *reader, const XmlNode *node)
{
	const char *id = inkml_attribute(node, "xml:id");

	if (id)
		g_hash_table_insert(reader->by_id, g_strconcat("#", id, NULL), (gpointer)node);
	if (is_named(node, "traceFormat"))
		reader->format = node;
	if (is_named(node, "stroke") && inkml_attribute(node, "trace"))
		g_hash_table_insert(
			reader->facts, g_strdup(inkml_attribute(node, "trace")), (gpointer)node);
	for (guint i = 0; i < node->children->len; i++) {
		const XmlNode *child = g_ptr_array_index(node->children, i);
		if (child->name)
			index_nodes(reader, child);
	}
}

static const XmlNode *child_named(const XmlNode *node, const char *name)
{
	for (guint i = 0; node && i < node->children->len; i++) {
		const XmlNode *child = g_ptr_array_index(node->children, i);
		if (is_named(child, name))
			return child;
	}
	return NULL;
}

static const XmlNode *referred(const InkmlReader *reader, const XmlNode *node, const char *name)
{
	const char *reference = node ? inkml_attribute(node, name) : NULL;

	return reference ? g_hash_table_lookup(reader->by_id, reference) : NULL;
}

/* A part of a context: within it, referred to, or of the context that it goes on from. */
static const XmlNode *part_of_context(
	const InkmlReader *reader, const XmlNode *context, const char *name, const char *reference)
{
	for (guint depth = 0; context && depth < 8; depth++) {
		const XmlNode *found = child_named(context, name);
		if (!found)
			found = referred(reader, context, reference);
		if (found)
			return found;
		context = referred(reader, context, "contextRef");
	}
	return NULL;
}

/* ---- what the traces of a context mean */

static InkmlFormat *format_of(InkmlReader *reader, const XmlNode *trace, const XmlNode *context)
{
	const XmlNode *ink_source = part_of_context(reader, context, "inkSource", "inkSourceRef");
	const XmlNode *node = part_of_context(reader, context, "traceFormat", "traceFormatRef");

	if (!node)
		node = child_named(ink_source, "traceFormat");
	if (!node)
		node = reader->format;
	if (node && !is_named(node, "traceFormat")) {
		refuse(reader, node, "被当作 traceFormat 引用，却不是，请改引用",
			"is referred to as a traceFormat and is none; mend the reference");
		return NULL;
	}
	InkmlFormat *format = g_hash_table_lookup(reader->formats, node);
	if (format)
		return format;
	format = node ? inkml_format_read(reader->source, node, ink_source)
		      : inkml_format_plain(reader->source, trace->line);
	if (format)
		g_hash_table_insert(reader->formats, (gpointer)node, format);
	return format;
}

static InkFilePart *part_for(InkmlReader *reader, const XmlNode *context)
{
	const XmlNode *node = part_of_context(reader, context, "inkSource", "inkSourceRef");
	InkFilePart *part = g_hash_table_lookup(reader->parts, node);

	if (part)
		return part;
	const char *pen = node ? inkml_attribute(node, "serialNo") : NULL;
	const char *model = node ? inkml_attribute(node, "model") : NULL;
	const char *driver = node ? inkml_attribute(node, "description") : NULL;
	part = ink_file_add_part(
		reader->file, pen ? pen : "", driver ? driver : "", model ? model : "");
	g_hash_table_insert(reader->parts, (gpointer)node, part);
	return part;
}

/* ---- our own facts of a stroke */

static bool read_flags(const InkmlReader *reader, const XmlNode *node, guint32 *flags)
{
	const char *text = inkml_attribute(node, "flags");
	g_auto(GStrv) words = g_strsplit(text ? text : "", " ", 33);

	for (char **word = words; *word && **word; word++) {
		guint bit = 0;
		while (stroke_flag_name(bit) && !g_str_equal(stroke_flag_name(bit), *word))
			bit++;
		if (!stroke_flag_name(bit)) {
			char *end;
			const guint64 number = g_ascii_strtoull(*word, &end, 10);
			if (*end || number > 31)
				return refuse(reader, node, "有不认识的标记，请从 flags= 里删去",
					"a flag that is not known; take it out of flags=");
			bit = (guint)number;
		}
		*flags |= 1u << bit;
	}
	return true;
}

static bool read_page(const InkmlReader *reader, const XmlNode *node, PageAddress *page)
{
	const char *text = inkml_attribute(node, "page");
	guint64 numbers[4];
	char *end = (char *)text;

	if (!text)
		return true;
	for (guint i = 0; i < 4; i++) {
		const char *start = end;
		numbers[i] =
			g_ascii_isdigit(*start) ? g_ascii_strtoull(start, &end, 10) : G_MAXUINT64;
		if (numbers[i] > G_MAXUINT32 || *end != (i < 3 ? '.' : '\0'))
			return refuse(reader, node, "page= 不是点码，请写 \"3.27.603.10\"",
				"page= is no address; write \"3.27.603.10\"");
		end++;
	}
	*page = (PageAddress){ PAGE_FAMILY_NCODE, (guint32)numbers[0], (guint32)numbers[1],
		(guint32)numbers[2], (guint32)numbers[3] };
	return true;
}

static bool take_facts(const InkmlReader *reader, const XmlNode *node, Stroke *stroke)
{
	gint64 force_max = 0, tip = 0, origin = 0;
	const char *color = inkml_attribute(node, "color");

	stroke->page = (PageAddress){ 0 };
	stroke->color = color ? (guint32)g_ascii_strtoull(color, NULL, 16) : 0;
	if (!read_whole(reader, node, "id", &stroke->id) ||
		!read_whole(reader, node, "pen-start", &stroke->pen_start_ms) ||
		!read_whole(reader, node, "end", &stroke->end_ms) ||
		!read_whole(reader, node, "force-max", &force_max) ||
		!read_whole(reader, node, "tip", &tip) ||
		!read_whole(reader, node, "origin", &origin) ||
		!read_page(reader, node, &stroke->page) ||
		!read_flags(reader, node, &stroke->flags))
		return false;
	if (force_max < 0 || force_max > G_MAXUINT16 || tip < 0 || tip > TIP_ERASER || origin < 0 ||
		origin > STROKE_STORED || stroke->end_ms < stroke->start_ms)
		return refuse(reader, node, "有笔画不会有的值，请改",
			"a value that no stroke has; mend it");
	stroke->force_max = (guint16)force_max;
	stroke->tip = (guint8)tip;
	stroke->origin = (guint8)origin;
	return true;
}

/* ---- time */

static bool since_of(
	const InkmlReader *reader, const XmlNode *context, bool *told, gint64 *since_ms)
{
	const XmlNode *node = part_of_context(reader, context, "timestamp", "timestampRef");

	*told = node && inkml_attribute(node, "time");
	*since_ms = reader->source->at_ms;
	return !*told || read_whole(reader, node, "time", since_ms);
}

/* Dots from the times of the file: since the first of them, which may be where the stroke itself says. */
static bool set_times(const InkmlReader *reader, const XmlNode *trace, const GArray *times,
	bool exact, Stroke *stroke)
{
	const double first = exact ? 0 : g_array_index(times, double, 0);
	double before = 0;

	for (guint i = 0; i < times->len; i++) {
		const double ms = round(g_array_index(times, double, i) - first);
		if (ms < 0 || ms > G_MAXUINT32 || (!exact && ms < before))
			return refuse(reader, trace, "T 倒退了或太远，请改时间",
				"its T runs backwards or too far; mend the times");
		g_array_index(stroke->dots, Dot, i).time_ms = (guint32)ms;
		before = ms;
	}
	stroke->start_ms += (gint64)round(first);
	return true;
}

static void set_even_times(Stroke *stroke)
{
	for (guint i = 0; i < stroke->dots->len; i++)
		g_array_index(stroke->dots, Dot, i).time_ms = i * EVEN_MS;
	stroke->flags |= STROKE_CLOCK_REPAIRED;
}

static bool settle_times(InkmlReader *reader, const XmlNode *trace, const XmlNode *context,
	const GArray *times, bool exact, Stroke *stroke)
{
	gint64 offset_ms = 0, since_ms;
	bool told;

	if (!since_of(reader, context, &told, &since_ms) ||
		!read_whole(reader, trace, "timeOffset", &offset_ms))
		return false;
	if (ABS(since_ms) > G_MAXINT64 / 4 || ABS(offset_ms) > G_MAXINT64 / 4)
		return refuse(reader, trace, "时钟不会有这样的时间，请改 timeOffset",
			"a time that no clock tells; mend timeOffset");
	const bool has_offset = inkml_attribute(trace, "timeOffset") != NULL;
	stroke->start_ms = since_ms + offset_ms;
	if (times->len > 0 && !set_times(reader, trace, times, exact, stroke))
		return false;
	if (times->len == 0) {
		set_even_times(stroke);
		if (!has_offset)
			stroke->start_ms = MAX(stroke->start_ms, reader->next_ms);
	} else if (!told) {
		stroke->flags |= STROKE_CLOCK_REPAIRED;
	}
	stroke->pen_start_ms = stroke->start_ms;
	const guint n_dots = stroke->dots->len;
	stroke->end_ms =
		stroke->start_ms + (n_dots > 0 ? stroke_dot(stroke, n_dots - 1)->time_ms : 0);
	reader->next_ms = stroke->end_ms + PAUSE_MS;
	return true;
}

/* ---- traces */

static bool read_trace(InkmlReader *reader, const XmlNode *trace, const XmlNode *context)
{
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(Stroke) stroke = stroke_new();
	const char *id = inkml_attribute(trace, "xml:id");
	g_autofree char *reference = g_strconcat("#", id ? id : "", NULL);
	const XmlNode *facts = g_hash_table_lookup(reader->facts, reference);

	if (g_strcmp0(inkml_attribute(trace, "type"), "penUp") == 0) {
		reader->n_hovering++;
		return true;
	}
	if (reader->n_strokes++ == CODEC_MAX_STROKES)
		return refuse(reader, trace, "笔画多得一页装不下，请分成几个文件",
			"more strokes than a page holds; split the file");
	if (referred(reader, trace, "contextRef"))
		context = referred(reader, trace, "contextRef");
	const InkmlFormat *format = format_of(reader, trace, context);
	g_autofree char *text = format ? xml_tree_text(trace) : NULL;
	if (!format ||
		!inkml_points_read(reader->source, format, trace->line, text, stroke->dots, times))
		return false;
	stroke->page = reader->source->page;
	stroke->force_max = format->force_max;
	if (!settle_times(reader, trace, context, times, facts != NULL, stroke))
		return false;
	if (facts) /* its flags are all there are */
		stroke->flags = 0;
	if (facts && !take_facts(reader, facts, stroke))
		return false;
	g_ptr_array_add(part_for(reader, context)->strokes, g_steal_pointer(&stroke));
	return true;
}

static bool read_traces(InkmlReader *reader, const XmlNode *node, const XmlNode *context)
{
	for (guint i = 0; i < node->children->len; i++) {
		const XmlNode *child = g_ptr_array_index(node->children, i);
		if (!child->name)
			continue;
		if (is_named(child, "context"))
			context = child;
		if (is_named(child, "trace") && !read_trace(reader, child, context))
			return false;
		const XmlNode *inner = referred(reader, child, "contextRef");
		if ((is_named(child, "traceGroup") || is_named(child, "definitions")) &&
			!read_traces(reader, child, inner ? inner : context))
			return false;
	}
	return true;
}

/* ---- the file */

static void take_annotations(InkmlReader *reader, const XmlNode *ink)
{
	const char *id = inkml_attribute(ink, "documentID");
	static const char COPY[] = "urn:zhibi:page-copy:";

	if (id && g_str_has_prefix(id, COPY))
		reader->file->page_copy_id = g_ascii_strtoll(id + strlen(COPY), NULL, 10);
	for (guint i = 0; i < ink->children->len; i++) {
		const XmlNode *node = g_ptr_array_index(ink->children, i);
		const char *type =
			is_named(node, "annotation") ? inkml_attribute(node, "type") : NULL;
		if (!type)
			continue;
		g_autofree char *text = xml_tree_text(node);
		if (g_str_equal(type, "class")) {
			g_free(reader->file->class_name);
			reader->file->class_name = g_steal_pointer(&text);
		} else if (g_str_equal(type, "pupil-number")) {
			const gint64 number = g_ascii_strtoll(text, NULL, 10);
			reader->file->pupil_number = (gint)CLAMP(number, 0, 9999);
		} else if (g_str_equal(type, "by")) {
			reader->file->by_teacher = g_str_equal(text, "teacher");
		}
	}
}

static bool read_ink(InkmlReader *reader, const XmlNode *ink)
{
	if (!is_named(ink, "ink"))
		return refuse(reader, ink, "不是 InkML，第一个元素应当是 <ink>；请重新导出",
			"is no InkML, whose first element is <ink>; export it again");
	index_nodes(reader, ink);
	take_annotations(reader, ink);
	if (!read_traces(reader, ink, NULL))
		return false;
	if (reader->n_strokes == 0 && reader->file->page_copy_id == 0)
		return refuse(reader, ink, "没有 <trace>，没有笔迹可取；请重新导出",
			"has no <trace>, so there is no ink to take; export it again");
	if (reader->n_hovering > 0)
		layout_report_note(reader->source->report, ink->line,
			"%1$u 条笔悬空的轨迹不存：没有留下笔迹 / %1$u traces of a pen above the "
			"paper are not kept: they left no ink",
			reader->n_hovering);
	return true;
}

InkFile *inkml_read(const InkFileSource *source, const char *text, gsize n_bytes)
{
	g_autofree char *fault = NULL;
	guint line = 0;
	g_autoptr(XmlNode) ink = xml_tree_read(text, n_bytes, &line, &fault);

	if (!ink) {
		layout_report_refuse(source->report, line, "%s", fault);
		return NULL;
	}
	g_autoptr(InkFile) file = ink_file_new();
	g_autoptr(GHashTable) by_id = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) facts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) formats = g_hash_table_new_full(NULL, NULL, NULL, inkml_format_free);
	g_autoptr(GHashTable) parts = g_hash_table_new(NULL, NULL);
	InkmlReader reader = { .source = source,
		.file = file,
		.by_id = by_id,
		.facts = facts,
		.formats = formats,
		.parts = parts,
		.next_ms = source->at_ms };

	return read_ink(&reader, ink) ? g_steal_pointer(&file) : NULL;
}
