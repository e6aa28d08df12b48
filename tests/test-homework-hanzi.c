/* SPDX-License-Identifier: MIT */
/* Characters as virtual pupils write them, whose forms were drawn apart from the centre lines they are held against. */
#include "homework/reading/hanzi.h"

#include <string.h>

#include "tests/pupil-ink.h"

#define N_HANDS 12
#define SEED 20251126

/* All of the virtual pen's. */
#define CHARACTERS                                                                                                                             \
	"一二三四五六七八九十百千上下左右大小中人口日月山水火木土石田云王玉李张刘陈杨吴周林明红华" \
	"丽"                                                                                                                                  \
	"军伟芳天地好学生对错是不有在子女年文东方平本正多少来长个元分米星心"

static Trace *written(guint32 hand, gunichar character)
{
	g_autoptr(PupilInk) pupil = pupil_ink_new(SEED, hand);
	g_autoptr(Trace) all = trace_new();
	char text[8] = "";

	text[g_unichar_to_utf8(character, text)] = '\0';
	pupil_ink_write(pupil, text, 50, 80, pupil_ink_height_mm(pupil) * 1.4);
	g_autoptr(GPtrArray) strokes = pupil_ink_take(pupil);
	for (guint i = 0; i < strokes->len; i++)
		trace_add_stroke(all, g_ptr_array_index(strokes, i));
	return g_steal_pointer(&all);
}

static void key_of(gunichar character, char key[8])
{
	key[g_unichar_to_utf8(character, key)] = '\0';
}

/* What is right is verified three times in four; what is another character never passes for the key. */
static void test_verify(void)
{
	g_autoptr(Hanzi) hanzi = hanzi_new_built_in();
	const glong n = g_utf8_strlen(CHARACTERS, -1);
	guint n_right = 0, n_refused = 0, n_wrong = 0, n_others = 0, n_false = 0;

	for (glong i = 0; i < n; i++)
		for (guint32 hand = 1; hand <= N_HANDS; hand++) {
			const gunichar character =
				g_utf8_get_char(g_utf8_offset_to_pointer(CHARACTERS, i));
			const gunichar other = g_utf8_get_char(
				g_utf8_offset_to_pointer(CHARACTERS, (i + hand * 5) % n));
			g_autoptr(Trace) ink = written(hand, character);
			char key[8], other_key[8];

			key_of(character, key);
			key_of(other, other_key);
			Reading reading = hanzi_verify(hanzi, ink, key);
			n_refused += reading.refused;
			n_right += !reading.refused && strcmp(reading.text, key) == 0;
			n_wrong += !reading.refused && strcmp(reading.text, key) != 0;
			if (!reading.refused && strcmp(reading.text, key) != 0)
				g_test_message("%s read as %s %.2f", key, reading.text,
					(double)reading.confidence);
			reading = hanzi_verify(hanzi, ink, other_key);
			n_others++;
			n_false += !reading.refused && strcmp(reading.text, other_key) == 0;
			if (!reading.refused && strcmp(reading.text, other_key) == 0)
				g_test_message("%s taken for %s %.2f", key, other_key,
					(double)reading.confidence);
		}
	g_test_message(
		"%u right, %u refused, %u read as another; %u of %u others taken for the key",
		n_right, n_refused, n_wrong, n_false, n_others);
	g_assert_cmpuint(n_right, >=, 3 * (n_right + n_refused + n_wrong) / 4);
	g_assert_cmpuint(n_wrong * 100, <=, n_right);
	g_assert_cmpuint(n_false * 200, <=, n_others);
}

static void test_words_of_teachers(void)
{
	static const char *const NEEDED[] = { "对", "错", "优", "良", "中", "差" };
	g_autoptr(Hanzi) hanzi = hanzi_new_built_in();

	for (gsize i = 0; i < G_N_ELEMENTS(NEEDED); i++)
		g_assert_true(hanzi_knows(hanzi, NEEDED[i]));
	g_assert_false(hanzi_knows(hanzi, "A"));
	g_autoptr(Trace) none = trace_new();
	g_assert_true(hanzi_verify(hanzi, none, "对").refused);
	g_autoptr(Trace) ink = written(1, 0x5BF9);
	g_assert_true(hanzi_verify(hanzi, ink, "A").refused);
}

/* Stroke order is each one's own affair. */
static void test_order(void)
{
	g_autoptr(Hanzi) hanzi = hanzi_new_built_in();
	g_autoptr(Trace) ink = written(3, 0x5341);
	g_autoptr(Trace) turned = trace_new();

	for (guint s = trace_n_strokes(ink); s-- > 0;) {
		for (guint i = trace_stroke_start(ink, s); i < trace_stroke_end(ink, s); i++)
			trace_add_point(turned, trace_point(ink, i).x, trace_point(ink, i).y);
		trace_end_stroke(turned);
	}
	g_assert_cmpstr(hanzi_verify(hanzi, turned, "十").text, ==, "十");
}

static void test_file_broken(void)
{
	static const char GOOD[] = HANZI_MAGIC "notice\n\n\1\0\0\116" /* 一 */
					       "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
					       "\1\2\0\200\377\200";
	const guint8 *bytes = (const guint8 *)GOOD;
	g_autoptr(Hanzi) whole = hanzi_new(bytes, sizeof(GOOD) - 1, NULL);

	g_assert_nonnull(whole);
	g_assert_true(hanzi_knows(whole, "一"));
	for (gsize n = 0; n < sizeof(GOOD) - 1; n++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(hanzi_new(bytes, n, &error));
		g_assert_error(error, NETWORK_ERROR, NETWORK_ERROR_BAD_FILE);
	}
	g_assert_null(hanzi_new(bytes, sizeof(GOOD), NULL)); /* more than it says */
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hanzi/verify", test_verify);
	g_test_add_func("/hanzi/words", test_words_of_teachers);
	g_test_add_func("/hanzi/order", test_order);
	g_test_add_func("/hanzi/broken", test_file_broken);
	return g_test_run();
}
