/* SPDX-License-Identifier: MIT */
/* A store in a temporary folder that remembers what it was told, and strokes to put into it. */
#pragma once

#include "store/store.h"
#include "store/reader.h"
#include "tests/helpers.h"

#define FIXTURE_START_MS G_GINT64_CONSTANT(1764576000000)

typedef struct {
	char *folder;
	char *path;
	Store *store;
	guint64 stored;
	guint n_stored; /* calls of `stored` */
	GArray *settled;
	guint64 settled_before; /* `stored` when the last settled came */
	StoreState state;
	guint n_states;
	char *message;
} StoreFixture;

static inline void fixture_stored(void *user, guint64 sequence)
{
	StoreFixture *fixture = user;
	g_assert_cmpuint(sequence, >, fixture->stored);
	fixture->stored = sequence;
	fixture->n_stored++;
}

static inline void fixture_settled(void *user, const StoreSettled *settled, gsize n_settled)
{
	StoreFixture *fixture = user;
	g_array_append_vals(fixture->settled, settled, (guint)n_settled);
	fixture->settled_before = fixture->stored;
}

static inline void fixture_state(void *user, StoreState state, const char *message)
{
	StoreFixture *fixture = user;
	g_assert_cmpint(state, !=, fixture->state);
	fixture->state = state;
	fixture->n_states++;
	g_free(fixture->message);
	fixture->message = g_strdup(message);
}

static inline StoreListener fixture_listener(StoreFixture *fixture)
{
	return (StoreListener){ fixture, fixture_stored, fixture_settled, fixture_state };
}

static inline void fixture_open(StoreFixture *fixture, guint commit_ms)
{
	StoreOptions options = { .path = fixture->path, .commit_ms = commit_ms };
	StoreListener listener = fixture_listener(fixture);
	g_autoptr(GError) error = NULL;
	fixture->stored = 0;
	fixture->store = store_open(&options, &listener, &error);
	g_assert_no_error(error);
	g_assert_nonnull(fixture->store);
}

static inline void fixture_close(StoreFixture *fixture)
{
	fixture->store = store_close(fixture->store);
}

static inline void fixture_set_up(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	fixture->folder = helpers_temporary_folder();
	fixture->path = g_build_filename(fixture->folder, "zhibi.db", NULL);
	fixture->settled = g_array_new(FALSE, FALSE, sizeof(StoreSettled));
	fixture->message = g_strdup("");
	fixture_open(fixture, 0);
}

static inline void fixture_tear_down(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	fixture_close(fixture);
	helpers_remove_folder(fixture->folder);
	g_free(fixture->folder);
	g_free(fixture->path);
	g_free(fixture->message);
	g_array_unref(fixture->settled);
}

static inline gboolean fixture_too_late(gpointer late)
{
	*(bool *)late = true;
	return G_SOURCE_CONTINUE;
}

/* Runs the main context until the sequence is stored. */
static inline void fixture_wait(StoreFixture *fixture, guint64 sequence)
{
	bool late = false;
	guint timer = g_timeout_add_seconds(30, fixture_too_late, &late);
	while (fixture->stored < sequence && !late)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(timer);
	g_assert_cmpuint(fixture->stored, >=, sequence);
}

static inline StoreReader *fixture_reader(StoreFixture *fixture)
{
	g_autoptr(GError) error = NULL;
	StoreReader *reader = store_reader_open(fixture->path, &error);
	g_assert_no_error(error);
	return reader;
}

/* A stroke of n dots whose places depend on its time: two of different times share no dot. */
static inline Stroke *fixture_stroke(gint64 id, gint64 after_ms, guint n_dots)
{
	Stroke *stroke = stroke_new();
	stroke->id = id;
	stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
	stroke->start_ms = stroke->pen_start_ms = FIXTURE_START_MS + after_ms;
	stroke->end_ms = stroke->start_ms + 8 * (gint64)n_dots;
	stroke->color = 0xff000000;
	stroke->force_max = 1023;
	for (guint i = 0; i < n_dots; i++) {
		Dot dot = { .time_ms = 8 * i,
			.at = { (gint32)(after_ms % 100000) + 5 * (gint32)i,
				2000 + 3 * (gint32)(i % 40) },
			.force = (guint16)(100 + i % 700),
			.twist = TWIST_NONE,
			.tilt_x = 80,
			.tilt_y = 70 };
		g_array_append_val(stroke->dots, dot);
	}
	return stroke;
}

/* A copy under another id, with the dots from `first` on, n of them. */
static inline Stroke *fixture_part_of(const Stroke *stroke, gint64 id, guint first, guint n_dots)
{
	Stroke *part = stroke_copy(stroke);
	part->id = id;
	g_array_set_size(part->dots, first + n_dots);
	if (first > 0)
		g_array_remove_range(part->dots, 0, first);
	return part;
}

/* The strokes of a page copy (0: those of the pen without one), by start. */
static inline GPtrArray *fixture_strokes(StoreFixture *fixture, gint64 page_copy_id, gint64 pen_id)
{
	g_autoptr(StoreReader) reader = fixture_reader(fixture);
	g_autoptr(GError) error = NULL;
	GPtrArray *strokes = page_copy_id ? store_reader_strokes(reader, page_copy_id, &error)
					  : store_reader_pageless_strokes(reader, pen_id, &error);
	g_assert_no_error(error);
	return strokes;
}

static inline const StoreSettled *fixture_last_settled(const StoreFixture *fixture)
{
	g_assert_cmpuint(fixture->settled->len, >, 0);
	return &g_array_index(fixture->settled, StoreSettled, fixture->settled->len - 1);
}
