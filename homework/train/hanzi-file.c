/* SPDX-License-Identifier: MIT */
/* See hanzi-file.h; the form of the file is told in homework/reading/hanzi.c. */
#include "homework/train/hanzi-file.h"

#include <math.h>
#include <string.h>

#include "homework/reading/features.h"
#include "homework/reading/hanzi.h"
#include "homework/train/dataset.h"

#define N_MAPS ((gsize)FEATURES_GRID * FEATURES_GRID * FEATURES_DIRECTIONS)
#define NOTICE                                                                                     \
	"Stroke centre lines of Make Me a Hanzi, derived from Arphic PL KaitiM GB and UKai, "      \
	"under the\n"                                                                              \
	"Arphic Public License (hanzi.LICENSE), which holds for this file. Changed by zhibi, "     \
	"2026:\n"                                                                                  \
	"scaled to bytes, look-alikes added.\n\n"

static void put_u16(GByteArray *to, guint value)
{
	const guint8 bytes[] = { (guint8)(value & 0xff), (guint8)(value >> 8) };

	g_byte_array_append(to, bytes, sizeof(bytes));
}

static void put_u8(GByteArray *to, guint value)
{
	const guint8 byte = (guint8)value;

	g_byte_array_append(to, &byte, 1);
}

static gunichar code_of(const Sample *sample)
{
	return g_utf8_get_char(sample->label);
}

static gint by_code(gconstpointer a, gconstpointer b)
{
	const gunichar left = code_of(*(const Sample *const *)a),
		       right = code_of(*(const Sample *const *)b);

	return (left > right) - (left < right);
}

/* The maps of all, each of length 1: near ones have a large product. */
static float *maps_of_all(const GPtrArray *samples)
{
	float *maps = g_new0(float, samples->len *N_MAPS), features[FEATURES_N];

	for (guint i = 0; i < samples->len; i++) {
		const Trace *trace = ((const Sample *)g_ptr_array_index(samples, i))->trace;
		float square = 0;

		features_of(trace, 0, trace_n_strokes(trace), NULL, features);
		for (gsize k = 0; k < N_MAPS; k++)
			square += features[k] * features[k];
		const float norm = square > 0 ? sqrtf(square) : 1;
		for (gsize k = 0; k < N_MAPS; k++)
			maps[i * N_MAPS + k] = features[k] / norm;
	}
	return maps;
}

typedef struct {
	float likeness;
	guint index;
} Alike;

/* The HANZI_N_ALIKE likest of the others, likest first. */
static void find_alike(const float *maps, guint n, guint self, Alike alike[HANZI_N_ALIKE])
{
	for (guint i = 0; i < HANZI_N_ALIKE; i++)
		alike[i] = (Alike){ -1, self };
	for (guint other = 0; other < n; other++) {
		const float *a = maps + self * N_MAPS, *b = maps + other * N_MAPS;
		float product = 0;
		guint at = HANZI_N_ALIKE;

		for (gsize k = 0; k < N_MAPS; k++)
			product += a[k] * b[k];
		if (other == self)
			continue;
		for (; at > 0 && product > alike[at - 1].likeness; at--)
			if (at < HANZI_N_ALIKE)
				alike[at] = alike[at - 1];
		if (at < HANZI_N_ALIKE)
			alike[at] = (Alike){ product, other };
	}
}

static void put_strokes(GByteArray *to, const Trace *trace)
{
	const guint n = trace_n_strokes(trace);
	const TraceBox box = trace_box(trace, 0, n);
	const float side = MAX(MAX(box.right - box.left, box.bottom - box.top), 1);

	put_u8(to, n);
	for (guint s = 0; s < n; s++) {
		const guint start = trace_stroke_start(trace, s), end = trace_stroke_end(trace, s);

		put_u8(to, MIN(end - start, 255));
		for (guint i = start; i < MIN(end, start + 255); i++) {
			const TracePoint point = trace_point(trace, i);

			put_u8(to, (guint)(0.5f + 255 * (point.x - box.left) / side));
			put_u8(to, (guint)(0.5f + 255 * (point.y - box.top) / side));
		}
	}
}

bool hanzi_file_make(const char *folder, const char *path, GError **error)
{
	g_autofree char *source = g_build_filename(folder, "hanzi.tsv", NULL);
	g_autoptr(GPtrArray) samples = dataset_load(source, error);
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	if (!samples)
		return false;
	g_ptr_array_sort(samples, by_code);
	g_autofree float *maps = maps_of_all(samples);
	g_byte_array_append(
		bytes, (const guint8 *)HANZI_MAGIC NOTICE, strlen(HANZI_MAGIC) + strlen(NOTICE));
	put_u16(bytes, samples->len);
	for (guint i = 0; i < samples->len; i++) {
		const Sample *sample = g_ptr_array_index(samples, i);
		Alike alike[HANZI_N_ALIKE];

		find_alike(maps, samples->len, i, alike);
		put_u16(bytes, code_of(sample));
		for (guint k = 0; k < HANZI_N_ALIKE; k++)
			put_u16(bytes, code_of(g_ptr_array_index(samples, alike[k].index)));
		put_strokes(bytes, sample->trace);
	}
	return g_file_set_contents(path, (const char *)bytes->data, bytes->len, error);
}
