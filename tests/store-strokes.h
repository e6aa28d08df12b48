/* SPDX-License-Identifier: MIT */
/* Strokes of one pen, put on one page, and what came of it. */
#pragma once

#include "tests/store-fixture.h"

#define PEN 7
#define PAGE 55

static inline guint64 put(StoreFixture *fixture, gint64 page_copy_id, const Stroke *stroke)
{
	guint64 sequence = store_put_stroke(fixture->store, PEN, page_copy_id, stroke);
	fixture_wait(fixture, sequence);
	return sequence;
}

static inline void expect_settled(
	const StoreFixture *fixture, gint64 stroke_id, StoreStrokeOutcome outcome, gint64 other_id)
{
	const StoreSettled *settled = fixture_last_settled(fixture);
	g_assert_cmpint(settled->stroke_id, ==, stroke_id);
	g_assert_cmpint(settled->outcome, ==, outcome);
	g_assert_cmpint(settled->other_id, ==, other_id);
}

/* The page copy holds exactly these strokes, in this order. NULL-ended. */
static inline void expect_strokes(
	StoreFixture *fixture, gint64 page_copy_id, const Stroke *first, ...)
{
	g_autoptr(GPtrArray) strokes = fixture_strokes(fixture, page_copy_id, PEN);
	va_list list;
	guint n = 0;

	va_start(list, first);
	for (const Stroke *stroke = first; stroke; stroke = va_arg(list, const Stroke *), n++) {
		g_assert_cmpuint(n, <, strokes->len);
		const Stroke *found = strokes->pdata[n];
		g_assert_cmpint(found->id, ==, stroke->id);
		g_assert_true(stroke_equal(found, stroke));
	}
	va_end(list);
	g_assert_cmpuint(n, ==, strokes->len);
}

static inline void pack(StoreFixture *fixture, gint64 page_copy_id)
{
	fixture_wait(fixture, store_pack_page(fixture->store, page_copy_id));
}
