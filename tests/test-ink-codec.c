/* SPDX-License-Identifier: MIT */
/* The stroke codec: lossless for anything, version-stable, safe on damaged bytes. */
#include "ink/codec.h"
#include "tests/helpers.h"

#include <string.h>

static gint64 any_long(GRand *rand)
{
	static const gint64 EDGES[] = { 0, 1, -1, G_MAXINT64, G_MININT64, 1741600000000 };

	if (g_rand_boolean(rand))
		return EDGES[g_rand_int_range(rand, 0, G_N_ELEMENTS(EDGES))];
	return (gint64)((guint64)g_rand_int(rand) << 32 | g_rand_int(rand));
}

static guint32 any_word(GRand *rand)
{
	static const guint32 EDGES[] = { 0, 1, 127, 128, 16384, 0x7FFFFFFF, 0x80000000,
		0xFFFFFFFF };

	if (g_rand_boolean(rand))
		return EDGES[g_rand_int_range(rand, 0, G_N_ELEMENTS(EDGES))];
	return g_rand_int(rand) >> g_rand_int_range(rand, 0, 32);
}

/* Ink that moves a little, as ink does, with `wild` of 100 dots being anything at all. */
static void add_dots(Stroke *stroke, GRand *rand, gint n_dots, gint wild)
{
	Dot dot = { .time_ms = 3, .at = { 2000, 3000 }, .force = 300, .tilt_x = 60, .tilt_y = 75 };

	for (gint i = 0; i < n_dots; i++) {
		dot.time_ms += (guint32)g_rand_int_range(rand, 8, 14);
		dot.at.x = (gint32)((guint32)dot.at.x + (guint32)g_rand_int_range(rand, -9, 10));
		dot.at.y = (gint32)((guint32)dot.at.y + (guint32)g_rand_int_range(rand, -9, 10));
		dot.force = (guint16)(dot.force + g_rand_int_range(rand, -5, 6));
		dot.tilt_x = (guint8)(dot.tilt_x + g_rand_int_range(rand, -1, 2));
		dot.twist = (guint16)(dot.twist + g_rand_int_range(rand, -1, 2));
		dot.gap_ms = 0;
		dot.flags = 0;
		if (g_rand_int_range(rand, 0, 100) < wild) {
			dot = (Dot){ .time_ms = any_word(rand),
				.at = { (gint32)any_word(rand), (gint32)any_word(rand) },
				.force = (guint16)any_word(rand),
				.twist = (guint16)any_word(rand),
				.gap_ms = (guint16)any_word(rand),
				.tilt_x = (guint8)any_word(rand),
				.tilt_y = (guint8)any_word(rand),
				.flags = (guint8)any_word(rand) };
		}
		g_array_append_val(stroke->dots, dot);
	}
}

static Stroke *any_stroke(GRand *rand, gint max_dots)
{
	static const gint WILD[] = { 0, 3, 100 };
	Stroke *stroke = stroke_new();

	stroke->id = any_long(rand);
	stroke->page = (PageAddress){ (PageFamily)g_rand_int_range(rand, 0, 2), any_word(rand),
		any_word(rand), any_word(rand), any_word(rand) };
	stroke->start_ms = any_long(rand);
	stroke->pen_start_ms = any_long(rand);
	stroke->end_ms = any_long(rand);
	stroke->color = any_word(rand);
	stroke->flags = any_word(rand);
	stroke->force_max = (guint16)any_word(rand);
	stroke->tip = (guint8)any_word(rand);
	stroke->origin = (guint8)any_word(rand);
	add_dots(stroke, rand, g_rand_int_range(rand, 0, max_dots),
		WILD[g_rand_int_range(rand, 0, G_N_ELEMENTS(WILD))]);
	return stroke;
}

static GPtrArray *any_page(GRand *rand, gint max_strokes, gint max_dots)
{
	GPtrArray *page = stroke_array_new();

	for (gint n = g_rand_int_range(rand, 0, max_strokes); n > 0; n--)
		g_ptr_array_add(page, any_stroke(rand, max_dots));
	return page;
}

static GByteArray *encode_page(const GPtrArray *page)
{
	GByteArray *bytes = g_byte_array_new();

	codec_encode_page((const Stroke *const *)(void *)page->pdata, page->len, bytes);
	return bytes;
}

static void assert_same(const Stroke *a, const Stroke *b)
{
	g_assert_true(stroke_equal(a, b));
	g_assert_cmpint(a->id, ==, b->id);
}

static void assert_page_returns(const GPtrArray *page)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GByteArray) bytes = encode_page(page);
	guint first_dot = 99;
	g_autoptr(GPtrArray) back = codec_decode(bytes->data, bytes->len, &first_dot, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(first_dot, ==, 0);
	g_assert_cmpuint(back->len, ==, page->len);
	for (guint i = 0; i < page->len; i++)
		assert_same(g_ptr_array_index(page, i), g_ptr_array_index(back, i));
}

static void test_stroke_returns(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(11);

	for (gint i = 0; i < 10000; i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Stroke) stroke = any_stroke(rand, 60);
		g_autoptr(GByteArray) bytes = g_byte_array_new();
		guint first = (guint)g_rand_int_range(rand, 0, (gint)stroke->dots->len + 1);
		guint first_back = 99;

		codec_encode_stroke(stroke, first, bytes);

		g_autoptr(GPtrArray) back =
			codec_decode(bytes->data, bytes->len, &first_back, &error);

		g_assert_no_error(error);
		g_assert_cmpuint(back->len, ==, 1);
		g_assert_cmpuint(first_back, ==, first);
		if (first > 0)
			g_array_remove_range(stroke->dots, 0, first);
		assert_same(stroke, g_ptr_array_index(back, 0));
	}
}

static void test_page_returns(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(12);

	for (gint i = 0; i < 2500; i++) {
		g_autoptr(GPtrArray) page = any_page(rand, 8, 40);

		assert_page_returns(page);
	}
}

static void test_big_page_returns(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(13);
	g_autoptr(GPtrArray) page = any_page(rand, 2, 2);

	for (gint i = 0; i < 300; i++)
		g_ptr_array_add(page, any_stroke(rand, 700));
	assert_page_returns(page);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ink/codec/stroke-returns", test_stroke_returns);
	g_test_add_func("/ink/codec/page-returns", test_page_returns);
	g_test_add_func("/ink/codec/big-page-returns", test_big_page_returns);
	return g_test_run();
}
