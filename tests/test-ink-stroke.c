/* SPDX-License-Identifier: MIT */
/* Equality, copies and "is this copy a part of that one". */
#include "ink/stroke.h"

#include <string.h>

/* "abc": a dot for each letter, placed and pressed by it. */
static Stroke *stroke_of(const char *letters)
{
	Stroke *stroke = stroke_new();

	for (guint i = 0; letters[i]; i++) {
		Dot dot = { .time_ms = i * 10,
			.at = { letters[i] * 3, letters[i] * 5 },
			.force = (guint16)letters[i] };

		g_array_append_val(stroke->dots, dot);
	}
	return stroke;
}

static bool contains(const char *whole, const char *part)
{
	g_autoptr(Stroke) a = stroke_of(whole);
	g_autoptr(Stroke) b = stroke_of(part);

	return stroke_contains(a, b);
}

static void test_contains(void)
{
	g_assert_true(contains("", ""));
	g_assert_true(contains("abc", ""));
	g_assert_true(contains("abc", "abc"));
	g_assert_true(contains("abcdef", "bdf"));
	g_assert_true(contains("abcdef", "f"));
	g_assert_true(contains("aabab", "abb"));
	g_assert_true(contains("aaab", "aab"));
	g_assert_false(contains("", "a"));
	g_assert_false(contains("abc", "abcd"));
	g_assert_false(contains("abc", "cb"));
	g_assert_false(contains("aab", "aaab"));
	g_assert_false(contains("abc", "x"));
}

static void test_contains_looks_at_place_and_force_only(void)
{
	g_autoptr(Stroke) whole = stroke_of("abcd");
	g_autoptr(Stroke) part = stroke_of("bd");
	Dot *dot = &g_array_index(part->dots, Dot, 0);

	dot->time_ms = 999;
	dot->tilt_x = 9;
	dot->flags = DOT_AFTER_GAP;
	part->flags = STROKE_GAP;
	part->start_ms = 5;
	g_assert_true(stroke_contains(whole, part));
	dot->force++;
	g_assert_false(stroke_contains(whole, part));
	dot->force--;
	dot->at.y++;
	g_assert_false(stroke_contains(whole, part));
	dot->at.y--;
	dot->at.x--;
	g_assert_false(stroke_contains(whole, part));
}

static Stroke *full_stroke(void)
{
	Stroke *stroke = stroke_of("hello");

	stroke->id = 7;
	stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
	stroke->start_ms = 1;
	stroke->pen_start_ms = 2;
	stroke->end_ms = 3;
	stroke->color = 4;
	stroke->flags = 5;
	stroke->force_max = 852;
	stroke->tip = TIP_ERASER;
	stroke->origin = STROKE_STORED;
	return stroke;
}

static void test_copy(void)
{
	g_autoptr(Stroke) stroke = full_stroke();
	g_autoptr(Stroke) copy = stroke_copy(stroke);

	g_assert_true(stroke_equal(stroke, copy));
	g_assert_cmpint(copy->id, ==, 7);
	g_array_index(copy->dots, Dot, 4).force++;
	g_assert_false(stroke_equal(stroke, copy));
	g_assert_cmpint(stroke_dot(stroke, 4)->force, ==, 'o');
}

#define ASSERT_MATTERS(change)                                                                     \
	{                                                                                          \
		g_autoptr(Stroke) a = full_stroke();                                               \
		g_autoptr(Stroke) b = full_stroke();                                               \
		Dot *dot = &g_array_index(b->dots, Dot, 2);                                        \
		g_assert_true(stroke_equal(a, b) && dot->time_ms == 20);                           \
		change;                                                                            \
		g_assert_false(stroke_equal(a, b));                                                \
		g_assert_false(stroke_equal(b, a));                                                \
	}

static void test_every_field_matters(void)
{
	ASSERT_MATTERS(b->page.family = PAGE_FAMILY_NONE)
	ASSERT_MATTERS(b->page.section++)
	ASSERT_MATTERS(b->page.owner++)
	ASSERT_MATTERS(b->page.book++)
	ASSERT_MATTERS(b->page.page++)
	ASSERT_MATTERS(b->start_ms++)
	ASSERT_MATTERS(b->pen_start_ms++)
	ASSERT_MATTERS(b->end_ms++)
	ASSERT_MATTERS(b->color++)
	ASSERT_MATTERS(b->flags++)
	ASSERT_MATTERS(b->force_max++)
	ASSERT_MATTERS(b->tip--)
	ASSERT_MATTERS(b->origin--)
	ASSERT_MATTERS(g_array_set_size(b->dots, 4))
	ASSERT_MATTERS(dot->time_ms++)
	ASSERT_MATTERS(dot->at.x++)
	ASSERT_MATTERS(dot->at.y++)
	ASSERT_MATTERS(dot->force++)
	ASSERT_MATTERS(dot->twist++)
	ASSERT_MATTERS(dot->gap_ms++)
	ASSERT_MATTERS(dot->tilt_x++)
	ASSERT_MATTERS(dot->tilt_y++)
	ASSERT_MATTERS(dot->flags++)
}

static void test_id_and_padding_do_not_matter(void)
{
	g_autoptr(Stroke) a = full_stroke();
	g_autoptr(Stroke) b = full_stroke();
	Dot dirty, kept = *stroke_dot(a, 1);

	b->id = 8;
	memset(&dirty, 0xEE, sizeof dirty);
	dirty.time_ms = kept.time_ms;
	dirty.at = kept.at;
	dirty.force = kept.force;
	dirty.twist = kept.twist;
	dirty.gap_ms = kept.gap_ms;
	dirty.tilt_x = kept.tilt_x;
	dirty.tilt_y = kept.tilt_y;
	dirty.flags = kept.flags;
	memcpy(&g_array_index(b->dots, Dot, 1), &dirty, sizeof dirty);
	g_assert_true(stroke_equal(a, b));
}

static void test_free_accepts_null(void)
{
	g_assert_null(stroke_free(NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ink/stroke/contains", test_contains);
	g_test_add_func("/ink/stroke/contains-looks-at-place-and-force-only",
		test_contains_looks_at_place_and_force_only);
	g_test_add_func("/ink/stroke/copy", test_copy);
	g_test_add_func("/ink/stroke/every-field-matters", test_every_field_matters);
	g_test_add_func(
		"/ink/stroke/id-and-padding-do-not-matter", test_id_and_padding_do_not_matter);
	g_test_add_func("/ink/stroke/free-accepts-null", test_free_accepts_null);
	return g_test_run();
}
