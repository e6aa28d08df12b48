/* SPDX-License-Identifier: MIT */
/* Each word is drawn here, stroke by stroke in writing order, in a box of 100 by 100; ink is laid into the same box,
 * and the beginning, middle and end of each stroke are compared. */
#include "homework/marking/level-word.h"

#include "homework/marking/mark-level.h"
#include "homework/marking/sign-shapes.h"

#include <math.h>
#include <string.h>

#define STROKES_MAX 9
#define LARGEST_UM 60000.0f
#define LEAST_UM 3000.0f
#define AS_DRAWN 8.0f /* mean distance of a neat hand, in hundredths of the box */
#define FOREIGN 20.0f /* of something else */
#define FAR 45.0f     /* no point of the word may lie so far from its place */
#define SURE 0.95f
#define REFUSE_BELOW 0.5f
#define FEWEST 3 /* strokes of a character: fewer are a cross or a number */
#define MOST 12	 /* strokes that are looked at together (sign-groups.c) */

typedef struct {
	gint8 from_x, from_y, middle_x, middle_y, to_x, to_y;
} WordStroke;

typedef struct {
	const char *word;
	guint n_strokes;
	WordStroke strokes[STROKES_MAX];
} Word;

static const Word WORDS[] = {
	{ "中", 4,
		{ { 5, 28, 10, 46, 14, 64 }, { 8, 28, 88, 26, 82, 58 }, { 16, 58, 50, 56, 84, 54 },
			{ 48, 0, 48, 50, 48, 100 } } },
	{ "优", 6,
		{ { 32, 3, 20, 28, 3, 52 }, { 20, 35, 20, 67, 20, 100 }, { 38, 34, 66, 32, 95, 30 },
			{ 60, 4, 54, 52, 33, 97 }, { 66, 42, 66, 90, 98, 76 },
			{ 78, 8, 83, 14, 88, 20 } } },
	{ "良", 7,
		{ { 48, 0, 52, 5, 56, 10 }, { 20, 19, 78, 18, 72, 46 }, { 22, 34, 46, 33, 70, 32 },
			{ 22, 49, 46, 48, 70, 47 }, { 18, 20, 18, 72, 46, 84 },
			{ 88, 55, 74, 64, 60, 72 }, { 40, 50, 66, 76, 98, 98 } } },
	{ "差", 9,
		{ { 30, 0, 34, 5, 38, 10 }, { 68, 0, 63, 6, 58, 12 }, { 16, 19, 50, 18, 84, 16 },
			{ 22, 33, 50, 31, 78, 29 }, { 0, 49, 50, 46, 100, 43 },
			{ 46, 24, 32, 64, 0, 98 }, { 38, 68, 60, 66, 84, 64 },
			{ 60, 68, 60, 82, 60, 96 }, { 24, 98, 60, 96, 97, 94 } } },
};

/* At `part` of the way along a stroke, 0 to 1. */
static TracePoint point_along(const Trace *trace, guint stroke, float part)
{
	const guint start = trace_stroke_start(trace, stroke),
		    end = trace_stroke_end(trace, stroke);
	float way = 0, wanted;

	for (guint i = start + 1; i < end; i++) {
		const TracePoint a = trace_point(trace, i - 1), b = trace_point(trace, i);
		way += hypotf(b.x - a.x, b.y - a.y);
	}
	wanted = way * part;
	for (guint i = start + 1; i < end; i++) {
		const TracePoint a = trace_point(trace, i - 1), b = trace_point(trace, i);
		const float step = hypotf(b.x - a.x, b.y - a.y);

		if (step >= wanted && step > 0)
			return (TracePoint){ a.x + (b.x - a.x) * wanted / step,
				a.y + (b.y - a.y) * wanted / step };
		wanted -= step;
	}
	return trace_point(trace, end - 1);
}

static float miss(
	const Trace *trace, const TraceBox *box, guint stroke, float part, gint8 x, gint8 y)
{
	const TracePoint at = point_along(trace, stroke, part);

	return hypotf((at.x - box->left) / (box->right - box->left) * 100 - x,
		(at.y - box->top) / (box->bottom - box->top) * 100 - y);
}

static bool is_as_large(const TraceBox *box)
{
	const float wide = box->right - box->left, high = box->bottom - box->top;

	return MIN(wide, high) >= LEAST_UM && MAX(wide, high) <= LARGEST_UM &&
	       MAX(wide, high) <= 2 * MIN(wide, high);
}

/* Mean distance from the word; FOREIGN: it is none. */
static float distance(const Word *word, const Trace *trace)
{
	const TraceBox box = trace_box(trace, 0, word->n_strokes);
	float sum = 0, most = 0;

	if (!is_as_large(&box))
		return FOREIGN;
	for (guint i = 0; i < word->n_strokes; i++) {
		const WordStroke *stroke = &word->strokes[i];
		const float misses[] = {
			miss(trace, &box, i, 0, stroke->from_x, stroke->from_y),
			miss(trace, &box, i, 0.5f, stroke->middle_x, stroke->middle_y),
			miss(trace, &box, i, 1, stroke->to_x, stroke->to_y),
		};

		for (guint k = 0; k < G_N_ELEMENTS(misses); k++) {
			sum += misses[k];
			most = MAX(most, misses[k]);
		}
	}
	return most > FAR ? FOREIGN : MIN(sum / (float)(3 * word->n_strokes), FOREIGN);
}

/* What stands right of the word's strokes: "", "+", "-"; NULL: neither. */
static const char *sign_behind(const Trace *trace, guint n_word)
{
	const guint n = trace_n_strokes(trace) - n_word;

	if (n == 0)
		return "";
	const TraceBox word = trace_box(trace, 0, n_word), sign = trace_box(trace, n_word, n);
	g_autoptr(Trace) behind = trace_part(trace, n_word, n);

	if (sign.left < word.right - 0.2f * (word.right - word.left) ||
		sign.right - sign.left > 0.8f * (word.right - word.left))
		return NULL;
	if (n == 2)
		return sign_begins_with_plus(behind) ? "+" : NULL;
	return n == 1 && sign.bottom - sign.top < 0.3f * (sign.right - sign.left) ? "-" : NULL;
}

/* ---- the school's words */

typedef struct {
	char text[MARK_TEXT_BYTES];
	char first[7];	   /* its first character */
	const Word *drawn; /* or NULL */
	guint n_strokes;   /* of the first character; 0: not read */
} LevelWord;

struct LevelWords {
	const Hanzi *hanzi;
	GArray *words; /* of LevelWord, those that can be read */
};

static void find_character(const LevelWords *words, LevelWord *word)
{
	g_autoptr(Trace) template = hanzi_template(words->hanzi, word->first);
	const guint n = template ? trace_n_strokes(template) : 0;

	for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++)
		if (g_str_equal(WORDS[i].word, word->first))
			word->drawn = &WORDS[i];
	word->n_strokes = n >= FEWEST && n <= MOST ? n : 0;
}

/* 优+ and 优 are one word with two signs; of 优秀 and 优良 the first character does not say which. */
static void add_word(LevelWords *words, const char *text)
{
	LevelWord word = { .text = "" };

	memcpy(word.text, text, MIN(mark_level_stem(text), sizeof word.text - 1));
	memcpy(word.first, text, (gsize)(g_utf8_next_char(text) - text));
	for (guint i = 0; i < words->words->len; i++) {
		LevelWord *one = &g_array_index(words->words, LevelWord, i);

		if (!g_str_equal(one->first, word.first))
			continue;
		if (!g_str_equal(one->text, word.text))
			one->n_strokes = 0;
		return;
	}
	find_character(words, &word);
	g_array_append_val(words->words, word);
}

LevelWords *level_words_new(const Hanzi *hanzi, const char *levels)
{
	LevelWords *words = g_new0(LevelWords, 1);
	g_auto(GStrv) all = g_strsplit(levels, " ", -1);

	words->hanzi = hanzi;
	words->words = g_array_new(FALSE, FALSE, sizeof(LevelWord));
	for (guint i = 0; all[i]; i++)
		if (*all[i])
			add_word(words, all[i]);
	return words;
}

LevelWords *level_words_free(LevelWords *words)
{
	if (words) {
		g_array_unref(words->words);
		g_free(words);
	}
	return NULL;
}

/* 0: it is none. */
static float sureness_of(const LevelWords *words, const LevelWord *word, const Trace *trace)
{
	const float far = word->drawn ? distance(word->drawn, trace) : FOREIGN;

	if (far < FOREIGN)
		return SURE * MIN((FOREIGN - far) / (FOREIGN - AS_DRAWN), 1);
	g_autoptr(Trace) character = trace_part(trace, 0, word->n_strokes);
	const TraceBox box = trace_box(character, 0, word->n_strokes);

	if (!is_as_large(&box))
		return 0;
	const Reading reading = hanzi_verify(words->hanzi, character, word->first);

	return !reading.refused && g_str_equal(reading.text, word->first)
		       ? MIN(reading.confidence, SURE)
		       : 0;
}

Reading level_words_read(const LevelWords *words, const Trace *trace)
{
	Reading reading = { .text = "", .refused = true };
	const guint n = trace_n_strokes(trace);

	for (guint i = 0; i < words->words->len; i++) {
		const LevelWord *word = &g_array_index(words->words, LevelWord, i);

		/* Behind the first character of a longer word is no sign, but the next one. */
		const guint n_sign = word->text[strlen(word->first)] == '\0' ? 2 : 0;

		if (word->n_strokes == 0 || n < word->n_strokes || n > word->n_strokes + n_sign)
			continue;
		const char *sign = sign_behind(trace, word->n_strokes);
		const float confidence = sign ? sureness_of(words, word, trace) : 0;

		if (confidence <= reading.confidence)
			continue;
		reading.confidence = confidence;
		g_snprintf(reading.text, sizeof reading.text, "%s%s", word->text, sign);
	}
	reading.refused = reading.confidence < REFUSE_BELOW;
	return reading;
}
