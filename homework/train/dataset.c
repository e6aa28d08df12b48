/* SPDX-License-Identifier: MIT */
/* See dataset.h. */
#include "homework/train/dataset.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sample_free(gpointer data)
{
	Sample *sample = data;

	g_free(sample->id);
	g_free(sample->label);
	trace_free(sample->trace);
	g_free(sample);
}

/* By the writer alone: "unipen/u001". */
static Fold fold_of(const char *id)
{
	const char *slash = strchr(id, '/');
	const char *end = slash ? strchr(slash + 1, '/') : NULL;
	guint32 hash = 2166136261u;

	for (const char *at = id; *at && at != end; at++)
		hash = (hash ^ (guint8)*at) * 16777619u;
	hash ^= hash >> 15;
	hash *= 0x2c1b3c6du;
	hash ^= hash >> 12;
	return hash % 10 < 2 ? FOLD_TEST : hash % 10 == 2 ? FOLD_CALIBRATE : FOLD_LEARN;
}

/* One straight line is a 1, a letter l, a bar, never a 4 or a B: in some of UNIPEN's files the cuts between signs
 * went wrong and left only a sign's first stroke. */
static bool is_miscut(const Sample *sample)
{
	const Trace *trace = sample->trace;
	TracePoint first = trace_point(trace, 0), last = trace_point(trace, trace->points->len - 1);
	float length = 0;

	if (trace_n_strokes(trace) > 1 || sample->label[1] != '\0' ||
		!strchr("02345689ABCDEFGHKMNOPQRSTUVWXYZabdeghkmnopqstuvwxyz", sample->label[0]))
		return false;
	for (guint i = 1; i < trace->points->len; i++) {
		TracePoint a = trace_point(trace, i - 1), b = trace_point(trace, i);

		length += sqrtf((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
	}
	return sqrtf((last.x - first.x) * (last.x - first.x) +
		       (last.y - first.y) * (last.y - first.y)) > 0.95f * length;
}

GPtrArray *dataset_load(const char *path)
{
	GPtrArray *samples = g_ptr_array_new_with_free_func(sample_free);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	guint number = 0;

	if (!g_file_get_contents(path, &text, NULL, &error)) {
		fprintf(stderr, "%s\n", error->message);
		exit(1);
	}
	for (char *line = text, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;

		g_auto(GStrv) fields = g_strsplit(line, "\t", 5);
		Sample *sample = g_new0(Sample, 1);
		gsize fault = 0;

		if (g_strv_length(fields) < 4 ||
			!trace_parse(sample->trace = trace_new(), fields[3], &fault)) {
			fprintf(stderr, "%s: line %u: not a sample (at byte %zu of its strokes)\n",
				path, number, fault);
			exit(1);
		}
		sample->id = g_strdup(fields[0]);
		sample->label = g_strdup(fields[1]);
		sample->fold = fold_of(fields[0]);
		if (is_miscut(sample))
			sample_free(sample);
		else
			g_ptr_array_add(samples, sample);
	}
	return samples;
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
