/* SPDX-License-Identifier: MIT */
/* Prints every stroke of a database as JSON lines, for tests that look at what is on disk. */
#include "store/reader.h"

#include <stdio.h>

static void print_stroke(const Stroke *stroke)
{
	printf("{\"id\":%" G_GINT64_FORMAT ",\"start_ms\":%" G_GINT64_FORMAT
	       ",\"pen_start_ms\":%" G_GINT64_FORMAT ",\"end_ms\":%" G_GINT64_FORMAT
	       ",\"flags\":%u,\"origin\":%u,\"page\":",
		stroke->id, stroke->start_ms, stroke->pen_start_ms, stroke->end_ms, stroke->flags,
		stroke->origin);
	if (stroke->page.family == PAGE_FAMILY_NONE)
		printf("null");
	else
		printf("{\"section\":%u,\"owner\":%u,\"book\":%u,\"page\":%u}",
			stroke->page.section, stroke->page.owner, stroke->page.book,
			stroke->page.page);
	printf(",\"dots\":[");
	for (guint i = 0; i < stroke->dots->len; i++) {
		const Dot *dot = stroke_dot(stroke, i);
		printf("%s[%u,%.2f,%.2f,%u]", i > 0 ? "," : "", dot->time_ms, dot->at.x / 100.0,
			dot->at.y / 100.0, dot->force);
	}
	printf("]}\n");
}

static void print_strokes(GPtrArray *strokes, GError *error)
{
	if (!strokes) {
		fprintf(stderr, "%s\n", error->message);
		exit(1);
	}
	for (guint i = 0; i < strokes->len; i++)
		print_stroke(g_ptr_array_index(strokes, i));
	g_ptr_array_unref(strokes);
}

static void print_copies(StoreReader *reader, gint64 assignment_id)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) copies = store_reader_page_copies(reader, assignment_id, &error);
	for (guint i = 0; copies && i < copies->len; i++) {
		const StorePageCopy *copy = g_ptr_array_index(copies, i);
		print_strokes(store_reader_strokes(reader, copy->id, &error), error);
	}
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	g_assert(argc == 2);
	g_autoptr(StoreReader) reader = store_reader_open(argv[1], &error);
	if (!reader) {
		fprintf(stderr, "%s\n", error->message);
		return 1;
	}
	g_autoptr(GPtrArray) classes = store_reader_classes(reader, &error);
	for (guint i = 0; classes && i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);
		g_autoptr(GPtrArray) assignments =
			store_reader_assignments(reader, class->id, &error);
		for (guint j = 0; assignments && j < assignments->len; j++)
			print_copies(
				reader, ((StoreAssignment *)g_ptr_array_index(assignments, j))->id);
	}
	print_copies(reader, 0);
	g_autoptr(GPtrArray) pens = store_reader_pens(reader, &error);
	for (guint i = 0; pens && i < pens->len; i++)
		print_strokes(store_reader_pageless_strokes(
				      reader, ((StorePen *)g_ptr_array_index(pens, i))->id, &error),
			error);
	return 0;
}
