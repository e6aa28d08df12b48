/* SPDX-License-Identifier: MIT */
/*
 * Any bytes to the ink decoder: an error with its reason, or strokes that survive being written again in
 * either form.
 */
#include "ink/codec.h"

/* Few bytes may honestly stand for millions of dots; what is special about those, fewer show as well. */
#define MAX_DOTS_WRITTEN_AGAIN 20000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_same(const Stroke *a, const Stroke *b)
{
	g_assert(stroke_equal(a, b));
	g_assert(a->id == b->id);
}

static void check_stroke_form(const Stroke *stroke)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	guint first_dot = 99;

	codec_encode_stroke(stroke, 0, bytes);

	g_autoptr(GPtrArray) back = codec_decode(bytes->data, bytes->len, &first_dot, NULL);

	g_assert(back && back->len == 1 && first_dot == 0);
	assert_same(stroke, g_ptr_array_index(back, 0));
}

static void check_page_form(const GPtrArray *strokes)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	codec_encode_page((const Stroke *const *)(void *)strokes->pdata, strokes->len, bytes);

	g_autoptr(GPtrArray) back = codec_decode(bytes->data, bytes->len, NULL, NULL);

	g_assert(back && back->len == strokes->len);
	for (guint i = 0; i < back->len; i++)
		assert_same(g_ptr_array_index(strokes, i), g_ptr_array_index(back, i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	guint first_dot = 0;
	g_autoptr(GPtrArray) strokes = codec_decode(data, size, &first_dot, &error);
	gsize n_dots = 0;

	g_assert(!strokes == !!error);
	if (!strokes) {
		g_assert(error->domain == CODEC_ERROR && error->message[0]);
		return 0;
	}
	for (guint i = 0; i < strokes->len; i++)
		n_dots += ((const Stroke *)g_ptr_array_index(strokes, i))->dots->len;
	g_assert(n_dots <= CODEC_MAX_DOTS && strokes->len <= CODEC_MAX_STROKES);
	if (n_dots + strokes->len > MAX_DOTS_WRITTEN_AGAIN)
		return 0;
	for (guint i = 0; i < strokes->len; i++)
		check_stroke_form(g_ptr_array_index(strokes, i));
	check_page_form(strokes);
	return 0;
}
