/* SPDX-License-Identifier: MIT */
/* See inkml-trace.h. The grammar of points is that of the Recommendation, 3.3: explicit, first and second differences, "*" and "?". */
#include "homework/archive/inkml-trace.h"

#include <math.h>
#include <string.h>

#include "ink/codec.h"

#define STEPS_PER_MM (75000.0 / 1778)

const char *inkml_attribute(const XmlNode *node, const char *name)
{
	for (gsize i = 0; node->attributes && node->attributes[i]; i += 2)
		if (g_str_equal(node->attributes[i], name))
			return node->attributes[i + 1];
	return NULL;
}

/* ---- channels */

static InkmlChannelKind kind_of(const char *name)
{
	static const char *const NAMES[INKML_N_KINDS - 1] = { "X", "Y", "T", "F", "OTx", "OTy",
		"OR", "zhibi-gap", "zhibi-flags" };

	for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++)
		if (g_str_equal(NAMES[i], name))
			return (InkmlChannelKind)i;
	return INKML_UNKNOWN;
}

static double mm_of_unit(const char *unit)
{
	static const struct {
		const char *name;
		double mm;
	} UNITS[] = { { "mm", 1 }, { "cm", 10 }, { "m", 1000 }, { "in", 25.4 }, { "pt", 25.4 / 72 },
		{ "pc", 25.4 / 6 } };

	for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++)
		if (g_str_equal(UNITS[i].name, unit))
			return UNITS[i].mm;
	return 0;
}

/* What the source says of a channel's resolution: millimetres of one of its values; 0 nothing. */
static double resolution_mm(const XmlNode *ink_source, const char *channel)
{
	for (guint i = 0; ink_source && i < ink_source->children->len; i++) {
		const XmlNode *list = g_ptr_array_index(ink_source->children, i);
		if (!list->name || !g_str_equal(list->name, "channelProperties"))
			continue;
		for (guint k = 0; k < list->children->len; k++) {
			const XmlNode *node = g_ptr_array_index(list->children, k);
			if (!node->name ||
				g_strcmp0(inkml_attribute(node, "channel"), channel) != 0 ||
				g_strcmp0(inkml_attribute(node, "name"), "resolution") != 0)
				continue;
			const char *text = inkml_attribute(node, "value");
			const char *unit = inkml_attribute(node, "units");
			const double value = text ? g_ascii_strtod(text, NULL) : 0;
			if (!(value > 0) || !unit)
				return 0;
			return g_str_has_prefix(unit, "1/") ? mm_of_unit(unit + 2) / value
							    : mm_of_unit(unit) * value;
		}
	}
	return 0;
}

static bool scale_place(const InkFileSource *source, const XmlNode *node, const XmlNode *ink_source,
	const char *name, InkmlChannel *channel)
{
	double mm = mm_of_unit(channel->unit);

	if (mm == 0)
		mm = resolution_mm(ink_source, name);
	if (mm == 0)
		mm = source->mm_per_unit;
	if (!(mm > 0))
		return layout_report_refuse(source->report, node->line,
			"<channel name=\"%1$s\">：没说一个单位在纸上多长，请写 units=\"mm\"，或用 "
			"--mm-per-unit / <channel name=\"%1$s\">: how long its unit is on paper is "
			"not told; write units=\"mm\", or give it with --mm-per-unit",
			name);
	channel->scale = mm * STEPS_PER_MM;
	/* Our own archive: exactly the steps that were written. */
	if (fabs(channel->scale - 1) < 1e-9)
		channel->scale = 1;
	return true;
}

static bool settle_scale(const InkFileSource *source, const XmlNode *node,
	const XmlNode *ink_source, const char *name, InkmlChannel *channel)
{
	channel->scale = 1;
	switch (channel->kind) {
	case INKML_X:
	case INKML_Y:
		return scale_place(source, node, ink_source, name, channel);
	case INKML_T:
		channel->scale = g_str_equal(channel->unit, "s") ? 1000 : 1;
		return true;
	case INKML_F: /* a share of the largest */
		if (channel->max > 0 && channel->max <= 1)
			channel->scale = 1023 / channel->max;
		return true;
	case INKML_TILT_X:
	case INKML_TILT_Y:
	case INKML_TWIST:
		channel->scale = g_str_equal(channel->unit, "rad") ? 180 / G_PI : 1;
		return true;
	case INKML_GAP:
	case INKML_FLAGS:
	case INKML_UNKNOWN:
		return true;
	}
	return true;
}

static bool add_channel(const InkFileSource *source, const XmlNode *node, const XmlNode *ink_source,
	InkmlFormat *format)
{
	const char *name = inkml_attribute(node, "name");
	const char *unit = inkml_attribute(node, "units"), *max = inkml_attribute(node, "max");

	if (!name)
		return layout_report_refuse(source->report, node->line,
			"<channel> 没有名字，请写 name=\"X\" / <channel> has no name; write "
			"name=\"X\"");
	if (format->n_channels == INKML_CHANNELS_MAX)
		return layout_report_refuse(source->report, node->line,
			"超过 %1$d 个 channel，请去掉笔不报的 / more than %1$d channels; leave out "
			"what no pen tells",
			INKML_CHANNELS_MAX);
	InkmlChannel *channel = &format->channels[format->n_channels++];
	channel->kind = kind_of(name);
	channel->unit = g_strdup(unit ? unit : "");
	channel->max = max ? g_ascii_strtod(max, NULL) : 0;
	if (channel->kind != INKML_UNKNOWN && format->has[channel->kind])
		return layout_report_refuse(source->report, node->line,
			"<channel name=\"%1$s\"> 有两个，请去掉一个 / <channel name=\"%1$s\"> is "
			"there twice; take one out",
			name);
	if (channel->kind == INKML_UNKNOWN)
		layout_report_note(source->report, node->line,
			"<channel name=\"%1$s\"> 不存：笔点没有这一项 / <channel name=\"%1$s\"> is "
			"not kept: no such thing is known of a dot",
			name);
	format->has[channel->kind] = true;
	return settle_scale(source, node, ink_source, name, channel);
}

static bool add_channels(const InkFileSource *source, const XmlNode *parent,
	const XmlNode *ink_source, InkmlFormat *format)
{
	for (guint i = 0; i < parent->children->len; i++) {
		const XmlNode *node = g_ptr_array_index(parent->children, i);
		if (node->name && g_str_equal(node->name, "channel") &&
			!add_channel(source, node, ink_source, format))
			return false;
	}
	return true;
}

static guint16 force_max_of(const InkmlFormat *format)
{
	for (guint i = 0; i < format->n_channels; i++) {
		const InkmlChannel *channel = &format->channels[i];
		if (channel->kind == INKML_F && channel->max > 0)
			return (guint16)CLAMP(channel->max * channel->scale, 1, G_MAXUINT16);
	}
	return 0;
}

InkmlFormat *inkml_format_read(
	const InkFileSource *source, const XmlNode *node, const XmlNode *ink_source)
{
	InkmlFormat *format = g_new0(InkmlFormat, 1);
	bool good = add_channels(source, node, ink_source, format);

	format->n_regular = format->n_channels;
	for (guint i = 0; good && i < node->children->len; i++) {
		const XmlNode *child = g_ptr_array_index(node->children, i);
		if (child->name && g_str_equal(child->name, "intermittentChannels"))
			good = add_channels(source, child, ink_source, format);
	}
	if (good && !(format->has[INKML_X] && format->has[INKML_Y]))
		good = layout_report_refuse(source->report, node->line,
			"<traceFormat> 没有 X 和 Y，请按点里的顺序写 channel / <traceFormat> has "
			"no X and Y; write the channels in the order of the points");
	format->force_max = force_max_of(format);
	if (good)
		return format;
	inkml_format_free(format);
	return NULL;
}

InkmlFormat *inkml_format_plain(const InkFileSource *source, guint line)
{
	if (!(source->mm_per_unit > 0)) {
		layout_report_refuse(source->report, line,
			"没有 <traceFormat>，不知道一个单位在纸上多长，请用 --mm-per-unit / has no "
			"<traceFormat>, so how long its unit is on paper is not told; give it with "
			"--mm-per-unit");
		return NULL;
	}
	InkmlFormat *format = g_new0(InkmlFormat, 1);
	format->n_channels = format->n_regular = 2;
	for (guint i = 0; i < 2; i++) {
		format->channels[i].kind = (InkmlChannelKind)i;
		format->channels[i].scale = source->mm_per_unit * STEPS_PER_MM;
		format->channels[i].unit = g_strdup("");
		format->has[i] = true;
	}
	return format;
}

void inkml_format_free(gpointer data)
{
	InkmlFormat *format = data;

	for (guint i = 0; format && i < format->n_channels; i++)
		g_free(format->channels[i].unit);
	g_free(format);
}

/* ---- points */

typedef struct {
	const InkFileSource *source;
	const InkmlFormat *format;
	const char *at;
	guint line;
	guint n_points; /* before this one */
	/* Of each channel: its last value and speed, and how the next is written. */
	double last[INKML_CHANNELS_MAX], speed[INKML_CHANNELS_MAX];
	char prefix[INKML_CHANNELS_MAX];
	bool absent[INKML_CHANNELS_MAX];
} PointReader;

static void skip_space(PointReader *reader)
{
	while (g_ascii_isspace(*reader->at)) {
		if (*reader->at == '\n')
			reader->line++;
		reader->at++;
	}
}

static bool refuse(PointReader *reader, const char *zh, const char *en)
{
	return layout_report_refuse(reader->source->report, reader->line,
		"<trace> 第 %1$u 点：%2$s / <trace>, point %1$u: %2$.0s%3$s", reader->n_points + 1,
		zh, en);
}

static bool read_number(PointReader *reader, double *value)
{
	char *end;

	if (*reader->at == '#') {
		*value = (double)g_ascii_strtoll(reader->at + 1, &end, 16);
		if (end == reader->at + 1)
			return refuse(reader, "\"#\" 后面没有十六进制数字，请改",
				"\"#\" without hexadecimal digits; mend the number");
	} else if (*reader->at == 'T' || *reader->at == 'F') {
		*value = *reader->at == 'T';
		end = (char *)reader->at + 1;
	} else {
		/* "0x", "inf" and "nan" are numbers to C alone. */
		const char *digit = reader->at + strspn(reader->at, "+-");
		if (!(g_ascii_isdigit(*digit) || (*digit == '.' && g_ascii_isdigit(digit[1]))) ||
			(digit[0] == '0' && (digit[1] | 0x20) == 'x'))
			return refuse(
				reader, "不是数，请改或删去", "is no number; mend or remove it");
		*value = g_ascii_strtod(reader->at, &end);
	}
	if (end == reader->at || !isfinite(*value) || fabs(*value) > 1e15)
		return refuse(reader, "笔不会报这样的数，请改或删去",
			"a number that no pen tells; mend or remove it");
	reader->at = end;
	return true;
}

static bool read_value(PointReader *reader, guint i)
{
	double value = 0;

	reader->absent[i] = false;
	if (*reader->at == '?') {
		reader->at++;
		reader->absent[i] = true;
		return i >= reader->format->n_regular ||
		       refuse(reader, "必须有值的地方写了 \"?\"，请写出来",
			       "\"?\" where a value must be given; write it");
	}
	if (*reader->at == '*') { /* the same speed, or the same value */
		reader->at++;
		reader->last[i] += reader->prefix[i] == '!' ? 0 : reader->speed[i];
		return reader->n_points > 0 ||
		       refuse(reader, "\"*\" 前面什么也没有，请写出数",
			       "\"*\" with nothing before it; write the number");
	}
	if (*reader->at == '!' || *reader->at == '\'' || *reader->at == '"') {
		reader->prefix[i] = *reader->at++;
		skip_space(reader);
	}
	if (!read_number(reader, &value))
		return false;
	if (reader->prefix[i] == '!') {
		reader->last[i] = value;
		reader->speed[i] = 0;
	} else {
		reader->speed[i] = reader->prefix[i] == '"' ? reader->speed[i] + value : value;
		reader->last[i] += reader->speed[i];
	}
	return fabs(reader->last[i]) <= 1e15 ||
	       refuse(reader, "加出了笔不会报的数，请改",
		       "leads to a number that no pen tells; mend it");
}

static bool take_whole(PointReader *reader, double value, double low, double high, double *out)
{
	*out = round(value);
	return (*out >= low && *out <= high) ||
	       refuse(reader, "超出笔点能存的范围，请看单位，或改",
		       "lies beyond what a dot can hold; look at the unit, or mend it");
}

static bool add_value(PointReader *reader, guint i, Dot *dot, GArray *times)
{
	const InkmlChannel *channel = &reader->format->channels[i];
	double value = reader->last[i] * channel->scale;

	switch (channel->kind) {
	case INKML_X:
	case INKML_Y:
		if (!take_whole(reader, value, G_MININT32, G_MAXINT32, &value))
			return false;
		*(channel->kind == INKML_X ? &dot->at.x : &dot->at.y) = (gint32)value;
		return true;
	case INKML_T:
		g_array_append_val(times, value);
		return true;
	case INKML_F:
		if (!take_whole(reader, value, 0, FORCE_NONE - 1, &value))
			return false;
		dot->force = (guint16)value;
		return true;
	case INKML_TILT_X:
	case INKML_TILT_Y:
		if (!take_whole(reader, value, 0, TILT_NONE - 1, &value))
			return false;
		*(channel->kind == INKML_TILT_X ? &dot->tilt_x : &dot->tilt_y) = (guint8)value;
		return true;
	case INKML_TWIST:
		if (!take_whole(reader, value, 0, TWIST_NONE - 1, &value))
			return false;
		dot->twist = (guint16)value;
		return true;
	case INKML_GAP:
		if (!take_whole(reader, value, 0, G_MAXUINT16, &value))
			return false;
		dot->gap_ms = (guint16)value;
		return true;
	case INKML_FLAGS:
		if (!take_whole(reader, value, 0, G_MAXUINT8, &value))
			return false;
		dot->flags = (guint8)value;
		return true;
	case INKML_UNKNOWN:
		return true;
	}
	return true;
}

static bool read_point(PointReader *reader, GArray *dots, GArray *times)
{
	Dot dot = {
		.force = FORCE_NONE, .twist = TWIST_NONE, .tilt_x = TILT_NONE, .tilt_y = TILT_NONE
	};
	guint i;

	for (i = 0; i < reader->format->n_channels; i++) {
		skip_space(reader);
		if (*reader->at == ',' || *reader->at == '\0')
			break;
		if (!read_value(reader, i) ||
			(!reader->absent[i] && !add_value(reader, i, &dot, times)))
			return false;
	}
	if (i < reader->format->n_regular)
		return refuse(reader, "值太少，请每个 channel 写一个",
			"has too few values; write one for each channel");
	skip_space(reader);
	if (*reader->at != ',' && *reader->at != '\0')
		return refuse(reader, "值比 channel 多，请删去多的",
			"has more values than there are channels; take them out");
	if (reader->format->has[INKML_T] && times->len != dots->len + 1)
		return refuse(reader, "没有时间，别的点有，请写上",
			"has no time, and others have; write it");
	g_array_append_val(dots, dot);
	reader->n_points++;
	return true;
}

bool inkml_points_read(const InkFileSource *source, const InkmlFormat *format, guint line,
	const char *text, GArray *dots, GArray *times)
{
	PointReader reader = { .source = source, .format = format, .at = text, .line = line };

	memset(reader.prefix, '!', sizeof reader.prefix);
	skip_space(&reader);
	while (*reader.at) {
		if (dots->len == CODEC_MAX_DOTS)
			return refuse(&reader, "笔画没有这么长的，请分开",
				"no stroke is so long; split it");
		if (!read_point(&reader, dots, times))
			return false;
		if (*reader.at == ',') {
			reader.at++;
			skip_space(&reader);
		}
	}
	return true;
}
