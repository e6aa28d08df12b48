/* SPDX-License-Identifier: MIT */
/*
 * A page's ink as InkML 1.0 (W3C Recommendation of 20 September 2011). Every dot is a point of whole numbers: X and Y
 * in steps of the pen (their resolution is told in 1/mm), T in ms since the stroke began, then what a pen may
 * leave out: force, tilts, twist, and our two channels (gap_ms and flags of a dot). "?" is a value that the pen does not
 * give, and the last ones are left away. What a trace has no attribute for stands in an annotationXML before it.
 */
#include "homework/archive/ink-file.h"

#define N_OPTIONAL 6
/* Steps in a millimetre: 75000 / 1778 (ink/units.c). */
#define STEPS_PER_MM "42.18222722159730"

static void add_channels(GString *out)
{
	g_string_append(out,
		"<traceFormat>\n"
		"<channel name=\"X\" type=\"integer\" units=\"dev\"/>\n"
		"<channel name=\"Y\" type=\"integer\" units=\"dev\"/>\n"
		"<channel name=\"T\" type=\"integer\" units=\"ms\"/>\n"
		"<intermittentChannels>\n"
		"<channel name=\"F\" type=\"integer\" units=\"dev\"/>\n"
		"<channel name=\"OTx\" type=\"integer\" units=\"deg\"/>\n"
		"<channel name=\"OTy\" type=\"integer\" units=\"deg\"/>\n"
		"<channel name=\"OR\" type=\"integer\" units=\"deg\"/>\n"
		"<channel name=\"zhibi-gap\" type=\"integer\" units=\"ms\"/>\n"
		"<channel name=\"zhibi-flags\" type=\"integer\"/>\n"
		"</intermittentChannels>\n"
		"</traceFormat>\n"
		"<channelProperties>\n"
		"<channelProperty channel=\"X\" name=\"resolution\" value=\"" STEPS_PER_MM
		"\" units=\"1/mm\"/>\n"
		"<channelProperty channel=\"Y\" name=\"resolution\" value=\"" STEPS_PER_MM
		"\" units=\"1/mm\"/>\n"
		"</channelProperties>\n");
}

/* What a pen calls itself may hold what XML cannot. */
static char *escape(const char *text)
{
	g_autofree char *plain = g_strdup(text);

	for (char *at = plain; *at; at++)
		if ((guchar)*at < ' ' || *at == 0x7f)
			*at = '?';
	return g_markup_escape_text(plain, -1);
}

static void add_attribute(GString *out, const char *name, const char *value)
{
	if (*value == '\0')
		return;
	g_autofree char *escaped = escape(value);
	g_string_append_printf(out, " %s=\"%s\"", name, escaped);
}

static void add_source(GString *out, guint index, const InkFilePart *part)
{
	g_string_append_printf(out, "<inkSource xml:id=\"pen%u\"", index);
	add_attribute(out, "model", part->model);
	add_attribute(out, "serialNo", part->pen);
	add_attribute(out, "description", part->driver);
	g_string_append(out, ">\n");
	add_channels(out);
	g_string_append_printf(out,
		"</inkSource>\n"
		"<context xml:id=\"by%u\" inkSourceRef=\"#pen%u\" timestampRef=\"#since\"/>\n",
		index, index);
}

/* A stroke's flags by their words, so that a person can read them too. */
static void add_flags(GString *out, guint32 flags)
{
	if (flags == 0)
		return;
	g_string_append(out, " flags=\"");
	for (guint bit = 0; bit < 32; bit++) {
		const char *name = stroke_flag_name(bit);
		if (!(flags & (1u << bit)))
			continue;
		if (out->str[out->len - 1] != '"')
			g_string_append_c(out, ' ');
		if (name)
			g_string_append(out, name);
		else
			g_string_append_printf(out, "%u", bit);
	}
	g_string_append_c(out, '"');
}

static void add_stroke_facts(GString *out, const Stroke *stroke, guint serial)
{
	g_string_append_printf(out,
		"<annotationXML type=\"zhibi-stroke\"><stroke xmlns=\"urn:zhibi:archive:1\" "
		"trace=\"#s%u\" id=\"%" G_GINT64_FORMAT "\" pen-start=\"%" G_GINT64_FORMAT
		"\" end=\"%" G_GINT64_FORMAT "\" color=\"%08x\" force-max=\"%u\" tip=\"%u\" "
		"origin=\"%u\"",
		serial, stroke->id, stroke->pen_start_ms, stroke->end_ms, stroke->color,
		stroke->force_max, stroke->tip, stroke->origin);
	if (stroke->page.family != PAGE_FAMILY_NONE)
		g_string_append_printf(out, " page=\"%u.%u.%u.%u\"", stroke->page.section,
			stroke->page.owner, stroke->page.book, stroke->page.page);
	add_flags(out, stroke->flags);
	g_string_append(out, "/></annotationXML>\n");
}

static void add_whole(GString *out, gint64 value)
{
	char digits[24];
	char *at = digits + sizeof digits;
	guint64 rest = value < 0 ? -(guint64)value : (guint64)value;

	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		*--at = '-';
	g_string_append_len(out, at, digits + sizeof digits - at);
}

static void add_dot(GString *out, const Dot *dot)
{
	const gint64 values[N_OPTIONAL] = { dot->force, dot->tilt_x, dot->tilt_y, dot->twist,
		dot->gap_ms, dot->flags };
	const gint64 absent[N_OPTIONAL] = { FORCE_NONE, TILT_NONE, TILT_NONE, TWIST_NONE, 0, 0 };
	guint n_told = N_OPTIONAL;

	add_whole(out, dot->at.x);
	g_string_append_c(out, ' ');
	add_whole(out, dot->at.y);
	g_string_append_c(out, ' ');
	add_whole(out, dot->time_ms);
	while (n_told > 0 && values[n_told - 1] == absent[n_told - 1])
		n_told--;
	for (guint i = 0; i < n_told; i++) {
		g_string_append_c(out, ' ');
		if (values[i] == absent[i])
			g_string_append_c(out, '?');
		else
			add_whole(out, values[i]);
	}
}

static void add_trace(GString *out, const Stroke *stroke, gint64 since_ms, guint serial)
{
	add_stroke_facts(out, stroke, serial);
	g_string_append_printf(out,
		"<trace xml:id=\"s%u\" timeOffset=\"%" G_GINT64_FORMAT
		"\" duration=\"%" G_GINT64_FORMAT "\">",
		serial, stroke->start_ms - since_ms, stroke->end_ms - stroke->start_ms);
	for (guint i = 0; i < stroke->dots->len; i++) {
		if (i > 0)
			g_string_append(out, i % 32 == 0 ? ",\n" : ", ");
		add_dot(out, stroke_dot(stroke, i));
	}
	g_string_append(out, "</trace>\n");
}

static void add_annotation(GString *out, const char *type, const char *text)
{
	g_autofree char *escaped = escape(text);

	g_string_append_printf(out, "<annotation type=\"%s\">%s</annotation>\n", type, escaped);
}

static void add_head(GString *out, const InkFile *file)
{
	g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			     "<ink xmlns=\"http://www.w3.org/2003/InkML\"");
	if (file->page_copy_id != 0)
		g_string_append_printf(out,
			" documentID=\"urn:zhibi:page-copy:%" G_GINT64_FORMAT "\"",
			file->page_copy_id);
	g_string_append(out, ">\n");
	add_annotation(out, "zhibi-archive", "1");
	if (*file->class_name)
		add_annotation(out, "class", file->class_name);
	if (file->pupil_number > 0) {
		g_autofree char *number = g_strdup_printf("%d", file->pupil_number);
		add_annotation(out, "pupil-number", number);
	}
	add_annotation(out, "by", file->by_teacher ? "teacher" : "pupil");
}

/* The earliest start, or 1970: a timestamp cannot lie before that. */
static gint64 earliest_ms(const InkFile *file)
{
	gint64 earliest = G_MAXINT64;

	for (guint i = 0; i < file->parts->len; i++) {
		const InkFilePart *part = g_ptr_array_index(file->parts, i);
		for (guint k = 0; k < part->strokes->len; k++)
			earliest = MIN(earliest,
				((const Stroke *)g_ptr_array_index(part->strokes, k))->start_ms);
	}
	return earliest == G_MAXINT64 ? 0 : MAX(earliest, 0);
}

char *inkml_write(const InkFile *file)
{
	const gint64 since_ms = earliest_ms(file);
	GString *out = g_string_new(NULL);
	guint serial = 0;

	add_head(out, file);
	g_string_append_printf(out,
		"<definitions>\n<timestamp xml:id=\"since\" time=\"%" G_GINT64_FORMAT "\"/>\n",
		since_ms);
	for (guint i = 0; i < file->parts->len; i++)
		add_source(out, i, g_ptr_array_index(file->parts, i));
	g_string_append(out, "</definitions>\n");
	for (guint i = 0; i < file->parts->len; i++) {
		const InkFilePart *part = g_ptr_array_index(file->parts, i);
		if (part->strokes->len == 0)
			continue;
		g_string_append_printf(out, "<traceGroup contextRef=\"#by%u\">\n", i);
		for (guint k = 0; k < part->strokes->len; k++)
			add_trace(out, g_ptr_array_index(part->strokes, k), since_ms, serial++);
		g_string_append(out, "</traceGroup>\n");
	}
	g_string_append(out, "</ink>\n");
	return g_string_free(out, FALSE);
}
