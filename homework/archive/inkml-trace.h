/* SPDX-License-Identifier: MIT */
/* The points of InkML's traces: what a file's channels mean, and numbers as the format writes them. Private to inkml-*.c. */
#pragma once

#include "homework/archive/ink-file.h"
#include "homework/sheet/xml-tree.h"

typedef enum {
	INKML_X,
	INKML_Y,
	INKML_T,
	INKML_F,
	INKML_TILT_X,
	INKML_TILT_Y,
	INKML_TWIST,
	INKML_GAP,
	INKML_FLAGS,
	INKML_UNKNOWN,
} InkmlChannelKind;
#define INKML_N_KINDS 10
#define INKML_CHANNELS_MAX 32

typedef struct {
	InkmlChannelKind kind;
	double scale; /* from the file's value to ours: steps, ms, degrees; of force 1 or to 1023 */
	double max;   /* as told; 0 not */
	char *unit;   /* as told; "" not */
} InkmlChannel;

typedef struct {
	guint n_channels, n_regular; /* the regular ones come first, and are always given */
	InkmlChannel channels[INKML_CHANNELS_MAX];
	bool has[INKML_N_KINDS];
	guint16 force_max;
} InkmlFormat;

/* Of a <traceFormat>, and the <inkSource> around it (NULL: none), which may tell a resolution. NULL: refused. */
InkmlFormat *inkml_format_read(
	const InkFileSource *source, const XmlNode *format, const XmlNode *ink_source);
/* X and Y, as where nothing is told. */
InkmlFormat *inkml_format_plain(const InkFileSource *source, guint line);
void inkml_format_free(gpointer format);

/* The dots of a trace's text. T as the file has it comes in *times (of double), ms, empty when it has none. */
bool inkml_points_read(const InkFileSource *source, const InkmlFormat *format, guint line,
	const char *text, GArray *dots, GArray *times);

const char *inkml_attribute(const XmlNode *node, const char *name); /* NULL: not there */
