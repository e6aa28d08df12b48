/* SPDX-License-Identifier: MIT */
/* Stroke and dot files of an M1+ as tests want them: of note 3.27.603, in either byte order, sums right
 * until a test breaks them. */
#pragma once

#include "protocol/neo-usb-file.h"
#include "tests/helpers.h"

#define USB_T0 G_GINT64_CONSTANT(1764576000000)

typedef struct {
	GByteArray *strokes, *dots;
	bool big_endian, from_down; /* deltas since pen-down, not since the dot before */
	guint n_strokes;
} UsbFiles;

static inline void usb_files_number(UsbFiles *files, GByteArray *out, guint64 value, guint n_bytes)
{
	for (guint i = 0; i < n_bytes; i++) {
		const guint at = files->big_endian ? n_bytes - 1 - i : i;
		g_byte_array_append(out, &(guint8){ (guint8)(value >> 8 * at) }, 1);
	}
}

/* The sum of what was appended since `from`. */
static inline void usb_files_sum(GByteArray *out, guint from)
{
	guint8 sum = 0;
	for (guint i = from; i < out->len; i++)
		sum = (guint8)(sum + out->data[i]);
	g_byte_array_append(out, &sum, 1);
}

static inline void usb_files_head(UsbFiles *files, GByteArray *out, char mark)
{
	static const guint8 ADDRESS[6] = { 0x9C, 0x7B, 0xD2, 0x0A, 0x0B, 0x0C };
	g_byte_array_append(out, (const guint8 *)&mark, 1);
	usb_files_number(files, out, 1, 2);
	if (mark == 'C')
		usb_files_number(files, out, 0, 2);
	usb_files_number(
		files, out, G_GUINT64_CONSTANT(3) << 56 | G_GUINT64_CONSTANT(27) << 32 | 603, 8);
	g_byte_array_append(out, ADDRESS, 6);
	g_byte_array_append(out, &(guint8){ !files->big_endian }, 1);
	while (out->len < NEO_USB_FILE_HEADER - 1)
		g_byte_array_append(out, &(guint8){ 0 }, 1);
	usb_files_sum(out, 0);
}

static inline void usb_files_init(UsbFiles *files, bool big_endian, bool from_down)
{
	*files = (UsbFiles){ g_byte_array_new(), g_byte_array_new(), big_endian, from_down, 0 };
	usb_files_head(files, files->strokes, 'T');
	usb_files_head(files, files->dots, 'C');
}

static inline void usb_files_clear(UsbFiles *files)
{
	g_byte_array_unref(files->strokes);
	g_byte_array_unref(files->dots);
}

/* Of a dot, besides its place. */
typedef struct {
	guint force, tilt_x, tilt_y, twist;
} UsbFilesPose;

static inline void usb_files_dot(
	UsbFiles *files, guint delta_ms, guint x, guint y, const UsbFilesPose *pose)
{
	GByteArray *out = files->dots;
	const guint from = out->len;
	usb_files_number(files, out, delta_ms, 1);
	usb_files_number(files, out, pose->force, 2);
	usb_files_number(files, out, x / 100, 2);
	usb_files_number(files, out, y / 100, 2);
	usb_files_number(files, out, x % 100, 1);
	usb_files_number(files, out, y % 100, 1);
	usb_files_number(files, out, pose->tilt_x, 1);
	usb_files_number(files, out, pose->tilt_y, 1);
	usb_files_number(files, out, pose->twist, 2);
	usb_files_number(files, out, 0, 2);
	usb_files_sum(out, from);
}

static inline void usb_files_record(
	UsbFiles *files, gint64 down_ms, gint32 span_ms, guint page, guint offset, guint n_dots)
{
	GByteArray *out = files->strokes;
	const guint from = out->len;
	usb_files_number(files, out, (guint64)down_ms, 8);
	usb_files_number(files, out, (guint32)span_ms, 4);
	usb_files_number(files, out, page, 4);
	usb_files_number(files, out, 0, 2);
	usb_files_number(files, out, 0xFF102030, 4);
	usb_files_number(files, out, 0, 2);
	usb_files_number(files, out, offset, 4);
	usb_files_number(files, out, n_dots, 2);
	usb_files_number(files, out, 100, 1);
	usb_files_sum(out, from);
	files->n_strokes++;
}

/* A stroke of n dots, 10 ms apart, the first with pen-down; up with the last. A second after the one before. */
static inline void usb_files_stroke(UsbFiles *files, guint page, guint n_dots)
{
	const guint k = files->n_strokes;
	usb_files_record(files, USB_T0 + k * 1000, n_dots > 0 ? (gint32)(n_dots - 1) * 10 : 0, page,
		files->dots->len, n_dots);
	for (guint i = 0; i < n_dots; i++)
		usb_files_dot(files,
			i == 0		   ? 0
			: files->from_down ? 10 * i
					   : 10,
			2005 + 10 * k + i, 3050 + i, &(UsbFilesPose){ 300, 90, 91, 258 });
}

/* Makes a sum right again after a test changed bytes before it. */
static inline void usb_files_mend_sum(GByteArray *out, guint from, guint n_bytes)
{
	guint8 sum = 0;
	for (guint i = from; i < from + n_bytes - 1; i++)
		sum = (guint8)(sum + out->data[i]);
	out->data[from + n_bytes - 1] = sum;
}

static inline NeoUsbFileOutcome usb_files_decode(const UsbFiles *files, const DotSink *sink)
{
	const NeoUsbFile strokes = { files->strokes->data, files->strokes->len };
	const NeoUsbFile dots = { files->dots->data, files->dots->len };
	return neo_usb_file_decode(&strokes, &dots, 1, sink);
}
