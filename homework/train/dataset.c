/* SPDX-License-Identifier: MIT */
/* See dataset.h. */
#include "homework/train/dataset.h"

#include <math.h>
#include <string.h>

void sample_free(gpointer data)
{
	Sample *sample = data;

	g_free(sample->id);
	g_free(sample->label);
	trace_free(sample->trace);
	g_free(sample);
}

GQuark dataset_error_quark(void)
{
	return g_quark_from_static_string("zhibi-train");
}

/* Of "unipen/u001" alone, the number after it does not count. */
static guint32 writer_of(const char *id)
{
	const char *slash = strchr(id, '/');
	const char *end = slash ? strchr(slash + 1, '/') : NULL;
	guint32 hash = 2166136261u;

	for (const char *at = id; *at && at != end; at++)
		hash = (hash ^ (guint8)*at) * 16777619u;
	hash ^= hash >> 15;
	hash *= 0x2c1b3c6du;
	hash ^= hash >> 12;
	return hash;
}

void dataset_deal(GPtrArray *samples, guint turn)
{
	for (guint i = 0; i < samples->len; i++) {
		Sample *sample = g_ptr_array_index(samples, i);
		const guint tenth = (sample->writer % 10 + 10 - turn) % 10;

		sample->fold = tenth == 0 ? FOLD_TEST : tenth == 1 ? FOLD_CALIBRATE : FOLD_LEARN;
	}
}

/* ---- what cannot be the sign that it is labelled */

#define DETOUR 1.05f /* a bent line is at most so much longer than the way between its ends, */
#define THIN 0.06f   /* and a trembling one at most so wide for its length */

static float distance(TracePoint a, TracePoint b)
{
	return sqrtf((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
}

static TracePoint farthest_from(const Trace *trace, TracePoint from)
{
	TracePoint farthest = from;

	for (guint i = 0; i < trace->points->len; i++)
		if (distance(from, trace_point(trace, i)) > distance(from, farthest))
			farthest = trace_point(trace, i);
	return farthest;
}

/* No point is far from the line between the two that are farthest apart. */
static bool is_thin(const Trace *trace)
{
	const TracePoint a = farthest_from(trace, trace_point(trace, 0));
	const TracePoint b = farthest_from(trace, a);
	const float length = distance(a, b);

	for (guint i = 0; i < trace->points->len; i++) {
		const TracePoint at = trace_point(trace, i);
		/* Twice the triangle: its height times its base, which is the length. */
		const float area = (at.x - a.x) * (b.y - a.y) - (at.y - a.y) * (b.x - a.x);

		if (fabsf(area) > THIN * length * length)
			return false;
	}
	return true;
}

static bool is_direct(const Trace *trace)
{
	const guint n = trace->points->len;
	float length = 0;

	for (guint i = 1; i < n; i++)
		length += distance(trace_point(trace, i - 1), trace_point(trace, i));
	return length < DETOUR * distance(trace_point(trace, 0), trace_point(trace, n - 1));
}

/* One straight line is a 1, a letter l, a bar, never a 4 or a B: in some of UNIPEN's files the cuts between signs
 * went wrong and left only a sign's first stroke. */
static bool is_miscut(const Sample *sample)
{
	const Trace *trace = sample->trace;

	if (trace_n_strokes(trace) > 1 || sample->label[1] != '\0' ||
		!strchr("02345689ABCDEFGHKMNOPQRSTUVWXYZabdeghkmnopqstuvwxyz", sample->label[0]))
		return false;
	return is_direct(trace) || is_thin(trace);
}

/* ---- files */

/* NULL: not a sample. */
static Sample *sample_of(const char *line, const char *path, guint number, GError **error)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", 5);
	g_autoptr(Trace) trace = trace_new();
	gsize fault = 0;

	if (g_strv_length(fields) < 4 || !*fields[0] || !*fields[1]) {
		g_set_error(error, DATASET_ERROR, DATASET_ERROR_NOT_A_SAMPLE,
			"%s: line %u: not a sample: id, label, unit and strokes are wanted, with a "
			"tab "
			"between; mend or delete the line",
			path, number);
		return NULL;
	}
	if (!trace_parse(trace, fields[3], &fault)) {
		g_set_error(error, DATASET_ERROR, DATASET_ERROR_NOT_A_SAMPLE,
			"%s: line %u: not a sample: at byte %zu its strokes are not \"x y dx dy "
			"…;x y "
			"…\" in whole numbers; mend or delete the line",
			path, number, fault);
		return NULL;
	}
	Sample *sample = g_new0(Sample, 1);

	sample->id = g_strdup(fields[0]);
	sample->label = g_strdup(fields[1]);
	sample->writer = writer_of(fields[0]);
	sample->trace = g_steal_pointer(&trace);
	return sample;
}

GPtrArray *dataset_load(const char *path, GError **error)
{
	g_autoptr(GPtrArray) samples = g_ptr_array_new_with_free_func(sample_free);
	g_autofree char *text = NULL;
	guint number = 0;

	if (!g_file_get_contents(path, &text, NULL, error))
		return NULL;
	for (char *line = text, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		Sample *sample = sample_of(line, path, ++number, error);

		if (!sample)
			return NULL;
		if (is_miscut(sample))
			sample_free(sample);
		else
			g_ptr_array_add(samples, sample);
	}
	dataset_deal(samples, 0);
	return g_steal_pointer(&samples);
}

guint64 chance_next(guint64 *state)
{
	guint64 z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

float chance_unit(guint64 *state)
{
	return (float)(chance_next(state) >> 40) / (float)(1 << 24);
}

float chance_between(guint64 *state, float low, float high)
{
	return low + (high - low) * chance_unit(state);
}
