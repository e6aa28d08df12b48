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

static void assert_error(const guint8 *bytes, gsize n_bytes, CodecErrorCode code)
{
	g_autoptr(GError) error = NULL;
	guint first_dot = 99;
	g_autoptr(GPtrArray) back = codec_decode(bytes, n_bytes, &first_dot, &error);

	g_assert_null(back);
	g_assert_error(error, CODEC_ERROR, (gint)code);
	g_assert_cmpuint(first_dot, ==, 99);
}

/* From a block of its own, so that a sanitizer sees a read past the end. */
static void assert_cut_is_damage(const GByteArray *bytes)
{
	for (guint n = 0; n < bytes->len; n++) {
		g_autofree guint8 *cut = g_memdup2(bytes->data, n);

		assert_error(cut, n, CODEC_ERROR_DAMAGED);
	}
}

/* Every bit, and all of a byte. Returns how many of those the decoder refused. */
static guint flip_everywhere(GByteArray *bytes)
{
	guint n_refused = 0;

	for (guint i = 0; i < bytes->len * 9; i++) {
		guint8 flip = i % 9 == 8 ? 0xFF : (guint8)(1 << i % 9);
		g_autoptr(GError) error = NULL;

		bytes->data[i / 9] ^= flip;

		g_autoptr(GPtrArray) back = codec_decode(bytes->data, bytes->len, NULL, &error);

		g_assert_true(!back == !!error);
		n_refused += !back;
		bytes->data[i / 9] ^= flip;
	}
	return n_refused;
}

static void test_damage(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(14);
	g_autoptr(GPtrArray) page = stroke_array_new();
	g_autoptr(GByteArray) single = g_byte_array_new();

	for (gint i = 0; i < 5; i++) {
		Stroke *stroke = stroke_new();

		add_dots(stroke, rand, 60, i == 4 ? 20 : 0);
		g_ptr_array_add(page, stroke);
	}
	codec_encode_stroke(g_ptr_array_index(page, 0), 3, single);

	g_autoptr(GByteArray) whole = encode_page(page);

	assert_cut_is_damage(single);
	assert_cut_is_damage(whole);
	g_assert_cmpuint(flip_everywhere(single), >=, 9);
	g_assert_cmpuint(flip_everywhere(whole), >=, 9);
	g_byte_array_append(single, (const guint8[]){ 0 }, 1);
	assert_error(single->data, single->len, CODEC_ERROR_DAMAGED);
	g_byte_array_append(whole, (const guint8[]){ 0 }, 1);
	assert_error(whole->data, whole->len, CODEC_ERROR_DAMAGED);
}

static void assert_hex_is_error(const char *hex, CodecErrorCode code)
{
	g_autoptr(GByteArray) bytes = helpers_hex(hex);

	assert_error(bytes->data, bytes->len, code);
}

static void test_versions_and_limits(void)
{
	assert_hex_is_error("", CODEC_ERROR_DAMAGED);
	assert_hex_is_error("00", CODEC_ERROR_DAMAGED);
	assert_hex_is_error("03 00 00", CODEC_ERROR_VERSION);
	assert_hex_is_error("ff", CODEC_ERROR_VERSION);
	/* Four million dots, or strokes enough for the memory, in a handful of bytes. */
	assert_hex_is_error("01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 80 92 f4 01 00 00",
		CODEC_ERROR_DAMAGED);
	assert_hex_is_error("02 01 80 92 f4 01 00 02 00", CODEC_ERROR_DAMAGED);
	assert_hex_is_error("02 80 b5 18 00 00 02 00", CODEC_ERROR_DAMAGED);
	/* One more of each than the limit. */
	assert_hex_is_error("02 81 b5 18 00", CODEC_ERROR_DAMAGED);
	assert_hex_is_error("02 01 81 92 f4 01", CODEC_ERROR_DAMAGED);
	/* A number that does not end, and one of more than 64 bits. */
	assert_hex_is_error("01 80 80 80 80 80 80 80 80 80 80 80", CODEC_ERROR_DAMAGED);
	assert_hex_is_error("01 00 ff ff ff ff ff ff ff ff ff 7f", CODEC_ERROR_DAMAGED);
}

/* What the fixtures below hold. */
static GPtrArray *golden_page(void)
{
	static const Dot DOTS[] = {
		{ 4, { 2005, 3075 }, 120, 140, 0, 60, 75, 0 },
		{ 13, { 2010, 3071 }, 260, 140, 0, 60, 75, 0 },
		{ 23, { 2018, 3066 }, 310, 141, 0, 61, 75, 0 },
		{ 61, { 2030, 3060 }, 305, 141, 28, 61, 74, DOT_AFTER_GAP },
		{ 70, { G_MININT32, G_MAXINT32 }, FORCE_NONE, TWIST_NONE, 0, TILT_NONE, TILT_NONE,
			DOT_OUTLIER },
	};
	GPtrArray *page = stroke_array_new();

	for (guint i = 0; i < 3; i++) {
		Stroke *stroke = stroke_new();

		stroke->id = i == 2 ? G_MININT64 : 41 + (gint64)i;
		stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 10 + i };
		stroke->start_ms = G_GINT64_CONSTANT(1741600000000) + i * 1000;
		stroke->pen_start_ms = i == 1 ? 946684800000 : stroke->start_ms;
		stroke->end_ms = i == 2 ? -1 : stroke->start_ms + 75;
		stroke->color = 0xFF204060;
		stroke->flags = i == 1 ? STROKE_CLOCK_REPAIRED : 0;
		stroke->force_max = 852;
		stroke->tip = TIP_ERASER;
		stroke->origin = STROKE_STORED;
		/* Of five, of none, and of two dots. */
		g_array_append_vals(stroke->dots, DOTS, i == 0 ? 5 : i == 1 ? 0 : 2);
		g_ptr_array_add(page, stroke);
	}
	return page;
}

/* Long and even enough for zstd to have been worth it. */
static GPtrArray *golden_long_page(void)
{
	GPtrArray *page = stroke_array_new();
	Stroke *stroke = stroke_new();

	for (guint i = 0; i < 400; i++) {
		Dot dot = { .time_ms = 4 + 10 * i,
			.at = { 2000 + 3 * (gint32)i, 3000 + (gint32)(i * i % 7) },
			.force = (guint16)(300 + i % 3),
			.tilt_x = 60,
			.tilt_y = 75,
			.twist = (guint16)(i / 50) };

		g_array_append_val(stroke->dots, dot);
	}
	g_ptr_array_add(page, stroke);
	return page;
}

#define GOLDEN_STROKE                                                                              \
	"01015201031bdb040a80a098f7af65009601e08081f90f00d4060101041b1ab41ffe2f88"                 \
	"0498023c4b0b05a31f873064023d35380801091c4a023b398ce0ffff0fa2d0ffff0f9cfb"                 \
	"07e4fd07ffff01"
#define GOLDEN_PAGE_PLAIN                                                                          \
	"02030700300500020808aa1fd5e0ffff0f8630f7cfffff0ff0018dfe07000a12144c1212"                 \
	"02120a0c0c90e0ffff0f0a0112070101a2d0ffff0f070012980264099cfb079802000e1b"                 \
	"0d170a1b1b0d002c3c4b8c01ff01ff01ffff033c4b8c0102031c0201000100a0015202ac"                 \
	"ffffffffffffffff0180a098f7af65ba0eba0e0a9601bbbf98f7af6500cfff9acaa22ed0"                 \
	"ff9acaa22e020000060000360000b6090000140202c08182f21f000000403fa80d000002"                 \
	"0000020000"
#define GOLDEN_PAGE_PACKED                                                                         \
	"020190030012900308a01ff02ed80400238f0328b52ffd0000450000081401008b2a1002"                 \
	"00238f0328b52ffd0000450000080601008b2a100201318f0328b52ffd00007d00004002"                 \
	"04090404090404010084520b1700278f0328b52ffd000055000018020203010089aa6e08"                 \
	"0033900328b52ffd0000850000201b0d0e0d03002f55a920807011c00200083c4b000000"                 \
	"1e0000b33e0000000000000000000000"

static void assert_golden(const char *hex, const GPtrArray *expected, guint first_dot)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GByteArray) bytes = helpers_hex(hex);
	guint first_back = 99;
	g_autoptr(GPtrArray) back = codec_decode(bytes->data, bytes->len, &first_back, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(back->len, ==, expected->len);
	for (guint i = 0; i < back->len; i++)
		assert_same(g_ptr_array_index(back, i), g_ptr_array_index(expected, i));
	g_assert_cmpuint(first_back, ==, first_dot);
}

/* Ink that was once written must be read for ever: these bytes never change. */
static void test_golden(void)
{
	g_autoptr(GPtrArray) page = golden_page();
	g_autoptr(GPtrArray) long_page = golden_long_page();
	g_autoptr(GPtrArray) single = stroke_array_new();
	Stroke *part = stroke_copy(g_ptr_array_index(page, 0));

	assert_golden(GOLDEN_PAGE_PLAIN, page, 0);
	assert_golden(GOLDEN_PAGE_PACKED, long_page, 0);
	g_array_remove_range(part->dots, 0, 1);
	g_ptr_array_add(single, part);
	assert_golden(GOLDEN_STROKE, single, 1);

	/* The single form has one way to say a thing; zstd may find a better one some day. */
	g_autoptr(GByteArray) written = g_byte_array_new();
	g_autoptr(GByteArray) golden = helpers_hex(GOLDEN_STROKE);

	codec_encode_stroke(g_ptr_array_index(page, 0), 1, written);
	g_assert_cmpuint(written->len, ==, golden->len);
	g_assert_cmpint(memcmp(written->data, golden->data, golden->len), ==, 0);
}

/* Ordinary ink must not grow: the bench has the true figures, this only catches a broken predictor. */
static void test_ordinary_ink_is_small(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(15);
	g_autoptr(GPtrArray) page = stroke_array_new();
	g_autoptr(GByteArray) single = g_byte_array_new();

	for (gint i = 0; i < 100; i++) {
		Stroke *stroke = stroke_new();

		add_dots(stroke, rand, 100, 0);
		g_ptr_array_add(page, stroke);
		codec_encode_stroke(stroke, 0, single);
	}

	g_autoptr(GByteArray) whole = encode_page(page);

	g_assert_cmpuint(whole->len, <, 10000 * 35 / 10);
	g_assert_cmpuint(single->len, <, 10000 * 8);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ink/codec/stroke-returns", test_stroke_returns);
	g_test_add_func("/ink/codec/page-returns", test_page_returns);
	g_test_add_func("/ink/codec/big-page-returns", test_big_page_returns);
	g_test_add_func("/ink/codec/damage", test_damage);
	g_test_add_func("/ink/codec/versions-and-limits", test_versions_and_limits);
	g_test_add_func("/ink/codec/golden", test_golden);
	g_test_add_func("/ink/codec/ordinary-ink-is-small", test_ordinary_ink_is_small);
	return g_test_run();
}
