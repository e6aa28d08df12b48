/* SPDX-License-Identifier: MIT */
/* See answer.h: which question ink belongs to, and the kinds of answer that are read as signs. Boxes that are ticked are
 * answer-options.c; what the key says of it all is answer-judge.c. */
#include "homework/reading/answer.h"

#include "homework/reading/answer-private.h"
#include "homework/reading/hanzi.h"
#include "homework/reading/ink-parts.h"
#include "homework/reading/letters.h"
#include "homework/reading/number.h"
#include "homework/reading/overwritten.h"

#include <math.h>
#include <string.h>

#define NEAR_MM 3.0
#define MOST 0.6 /* of a stroke's dots: surely there */
#define SURE_OF_SIGN 0.35f
#define SURE_OF_WHOLE 0.7f
#define SURE_OF_NUMBER 0.85f
#define SURE_OF_KEY 0.5f
#define NEAR_KEY 0.15f
#define WORD_STROKES 4	     /* √ × T F have fewer */
#define APART 0.15f	     /* two signs that could both be it are told apart by this */
#define SIGNS_STROKES_MAX 24 /* of what stands: eight signs of three */
#define STROKES_MAX 60	     /* of one answer, with all that was crossed out; more is a drawing */

const char *answer_state_name(AnswerState state)
{
	static const char *const NAMES[] = { "blank", "read", "refused", "ink" };

	g_return_val_if_fail(state < G_N_ELEMENTS(NAMES), "");
	return NAMES[state];
}

/* ---- where ink belongs */

static bool is_for_answers(const SheetRegion *region)
{
	return region->question != 0 &&
	       (region->role == ROLE_ANSWER || region->role == ROLE_OPTION);
}

static PaperPoint place(const Stroke *stroke, guint dot)
{
	return units_paper_point(stroke->page.family, stroke_dot(stroke, dot)->at);
}

typedef struct {
	PaperPoint least, most;
} Extent;

static Extent extent_of(const Stroke *stroke)
{
	Extent extent = { { G_MAXINT32, G_MAXINT32 }, { G_MININT32, G_MININT32 } };

	for (guint i = 0; i < stroke->dots->len; i++) {
		const PaperPoint at = place(stroke, i);

		extent.least.x_um = MIN(extent.least.x_um, at.x_um);
		extent.least.y_um = MIN(extent.least.y_um, at.y_um);
		extent.most.x_um = MAX(extent.most.x_um, at.x_um);
		extent.most.y_um = MAX(extent.most.y_um, at.y_um);
	}
	return extent;
}

static PaperPoint centre_of(const Extent *extent)
{
	return (PaperPoint){ (gint32)(((gint64)extent->least.x_um + extent->most.x_um) / 2),
		(gint32)(((gint64)extent->least.y_um + extent->most.y_um) / 2) };
}

/* The regions that a stroke may belong to, as the page has them: of a page it comes near to few. */
typedef struct {
	const SheetRegion **regions;
	guint n;
} Candidates;

/* A corner may lie outside of its region's box. */
static bool is_near(const SheetRegion *region, const Extent *extent)
{
	const SheetBox *box = &region->box;
	const double near = NEAR_MM + 0.001;

	return region->shape == REGION_POLYGON ||
	       (extent->most.x_um / 1000.0 >= box->x_mm - near &&
		       extent->least.x_um / 1000.0 <= box->x_mm + box->width_mm + near &&
		       extent->most.y_um / 1000.0 >= box->y_mm - near &&
		       extent->least.y_um / 1000.0 <= box->y_mm + box->height_mm + near);
}

static void find_candidates(Candidates *candidates, const SheetPage *page, const Extent *extent)
{
	candidates->n = 0;
	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);

		if (is_for_answers(region) && is_near(region, extent))
			candidates->regions[candidates->n++] = region;
	}
}

static double distance_mm(const SheetBox *box, PaperPoint point)
{
	const double x = point.x_um / 1000.0, y = point.y_um / 1000.0;
	const double across = MAX(MAX(box->x_mm - x, x - box->x_mm - box->width_mm), 0);
	const double down = MAX(MAX(box->y_mm - y, y - box->y_mm - box->height_mm), 0);

	return hypot(across, down);
}

/* The region a point is in, or nearest to within NEAR_MM. */
static gint question_at(const Candidates *candidates, PaperPoint point)
{
	const SheetRegion *nearest = NULL;
	double least_mm = NEAR_MM;

	for (guint i = candidates->n; i-- > 0;) {
		const SheetRegion *region = candidates->regions[i];

		if (sheet_region_contains(region, point))
			return region->question;
		const double mm = distance_mm(&region->box, point);
		if (mm < least_mm) {
			least_mm = mm;
			nearest = region;
		}
	}
	return nearest ? nearest->question : 0;
}

/* A question's dots, as many as have one; a stroke touches few of them. */
typedef struct {
	gint question;
	guint n;
} Share;
#define SHARES_MAX 8

static gint biggest_share(const Candidates *candidates, const Stroke *stroke, double *part)
{
	Share shares[SHARES_MAX] = { 0 };
	const Share *most = &shares[0];
	/* Forty places say where a stroke is as well as four thousand. */
	const guint step = MAX(stroke->dots->len / 40, 1);
	guint n = 0;

	for (guint i = 0; i < stroke->dots->len; i += step, n++) {
		const gint question = question_at(candidates, place(stroke, i));
		guint k = 0;

		while (k < SHARES_MAX && shares[k].n > 0 && shares[k].question != question)
			k++;
		if (k == SHARES_MAX)
			continue;
		shares[k].question = question;
		if (++shares[k].n > most->n)
			most = &shares[k];
	}
	*part = n > 0 ? (double)most->n / n : 0;
	return most->question;
}

gint answer_question_of(const SheetPage *page, const Stroke *stroke)
{
	const Extent extent = extent_of(stroke);
	g_autofree const SheetRegion **regions = g_new(const SheetRegion *, page->regions->len + 1);
	Candidates candidates = { regions, 0 };
	double part;

	if (stroke->dots->len == 0)
		return 0;
	find_candidates(&candidates, page, &extent);
	const gint most = biggest_share(&candidates, stroke, &part);
	if (part >= MOST)
		return most;
	const gint middle = question_at(&candidates, centre_of(&extent));
	return middle != 0 ? middle : most;
}

/* ---- ink as signs */

Trace *answer_trace(const GPtrArray *strokes)
{
	Trace *trace = trace_new();

	for (guint i = 0; i < MIN(strokes->len, STROKES_MAX); i++)
		trace_add_stroke(trace, g_ptr_array_index(strokes, i));
	return trace;
}

typedef struct {
	const Recogniser *recogniser;
	const SheetQuestion *question;
} Asked;

static gsize n_digits(const char *text)
{
	return strspn(text, "0123456789");
}

/* "12", "12.5", "50%". */
static bool is_decimal(const char *text)
{
	gsize n = n_digits(text);

	text += n;
	if (n > 0 && *text == '.') {
		n = n_digits(text + 1);
		text += 1 + n;
	}
	return n > 0 && g_str_equal(*text == '%' ? text + 1 : text, "");
}

/* "3/4", "1 3/4". */
static bool is_fraction(const char *text)
{
	gsize n = n_digits(text);

	if (n > 0 && text[n] == ' ') {
		text += n + 1;
		n = n_digits(text);
	}
	text += n;
	return n > 0 && *text == '/' && n_digits(text + 1) > 0 &&
	       text[1 + n_digits(text + 1)] == '\0';
}

/* What is put together otherwise is no number. */
static bool is_number(const char *text)
{
	if (*text == '-')
		text++;
	return is_decimal(text) || is_fraction(text);
}

/* What is written is one of two: what is right, or something else. Near the key, doubt is a person's affair. */
static Reading read_number(const Asked *asked, const Trace *trace)
{
	char **keys = asked->question->key;
	g_autoptr(NumberInk) ink = number_ink_new(asked->recogniser, trace);
	Reading reading = number_ink_read(ink, (const char *const *)keys);
	const bool is_key = g_strv_contains((const char *const *)keys, reading.text);

	reading.refused = reading.confidence < (is_key ? SURE_OF_KEY : SURE_OF_NUMBER) ||
			  !is_number(reading.text);
	for (char **key = keys; !is_key && *key; key++) {
		const float sure = number_ink_confidence_of(ink, *key);

		if (sure > NEAR_KEY)
			reading.refused = true;
		if (sure > SURE_OF_NUMBER && sure > reading.confidence) {
			g_strlcpy(reading.text, *key, sizeof reading.text);
			reading.confidence = sure;
			reading.refused = false;
			break;
		}
	}
	return reading;
}

static Reading read_letter(const Asked *asked, const Trace *trace, guint first, guint n)
{
	Reading reading = recogniser_read(asked->recogniser, RECOGNISER_CAPITALS, trace, first, n,
		(const char *const *)asked->question->options);

	if (reading.confidence < SURE_OF_SIGN)
		reading.refused = true;
	return reading;
}

/* The whole ink as one of the keys, each one character. Strokes within a character may look like a strike. */
static Reading read_character(const Asked *asked, const Trace *trace, const char *const *keys)
{
	Reading best = { .refused = true };

	for (; *keys; keys++) {
		const Reading one = hanzi_verify(recogniser_hanzi(asked->recogniser), trace, *keys);

		if (!one.refused && g_str_equal(one.text, *keys))
			return one;
		if (one.confidence > best.confidence)
			best = one;
	}
	return best;
}

/* A text whose keys are single characters, all known. */
static bool is_character(const Asked *asked)
{
	char **key = asked->question->key;

	if (asked->question->type != QUESTION_TEXT || !*key)
		return false;
	while (*key && g_utf8_strlen(*key, -1) == 1 &&
		hanzi_knows(recogniser_hanzi(asked->recogniser), *key))
		key++;
	return *key == NULL;
}

/* 对 or 错. */
static Reading read_truth_in_words(const Asked *asked, const Trace *trace)
{
	static const char *const WORDS[] = { "对", "错", NULL };
	Reading reading = read_character(asked, trace, WORDS);

	reading.refused |= !g_strv_contains(WORDS, reading.text);
	g_strlcpy(
		reading.text, g_str_equal(reading.text, WORDS[0]) ? "T" : "F", sizeof reading.text);
	return reading;
}

/* √ and ×, or T and F: whichever the ink is most like. */
static Reading read_truth(const Asked *asked, const Trace *trace)
{
	static const char *const SIGNS[] = { "tick", "cross", NULL };
	static const char *const LETTERS[] = { "T", "F", NULL };
	const guint n = trace_n_strokes(trace);

	if (n >= WORD_STROKES) {
		const Reading word = read_truth_in_words(asked, trace);
		if (!word.refused)
			return word;
	}
	const Reading sign =
		recogniser_read(asked->recogniser, RECOGNISER_MARKS, trace, 0, n, SIGNS);
	const Reading letter =
		recogniser_read(asked->recogniser, RECOGNISER_CAPITALS, trace, 0, n, LETTERS);
	const bool is_sign = sign.confidence >= letter.confidence;
	Reading reading = is_sign ? sign : letter;
	const bool says_true = reading.text[0] == 't' || reading.text[0] == 'T';
	const Reading *other = is_sign ? &letter : &sign;
	const bool other_says_true = other->text[0] == 't' || other->text[0] == 'T';

	reading.refused =
		reading.confidence < SURE_OF_SIGN ||
		(says_true != other_says_true && reading.confidence - other->confidence < APART);
	g_strlcpy(reading.text, says_true ? "T" : "F", sizeof reading.text);
	return reading;
}

static Reading read_signs(const Asked *asked, const Trace *trace)
{
	if (trace_n_strokes(trace) == 0 || trace_n_strokes(trace) > SIGNS_STROKES_MAX)
		return (Reading){ .refused = true };
	switch (asked->question->type) {
	case QUESTION_NUMBER:
		return read_number(asked, trace);
	case QUESTION_CHOICE:
		return read_letter(asked, trace, 0, trace_n_strokes(trace));
	case QUESTION_CHOICES:
		return letters_read(
			asked->recogniser, trace, (const char *const *)asked->question->options);
	case QUESTION_TRUE_FALSE:
		return read_truth(asked, trace);
	case QUESTION_TEXT:
		return read_character(asked, trace, (const char *const *)asked->question->key);
	case QUESTION_STEPS:
	case QUESTION_DRAWING:
		break;
	}
	return (Reading){ .refused = true };
}

/* ---- the answer */

void answer_take(Answer *answer, const Reading *reading)
{
	answer->state = reading->refused ? ANSWER_REFUSED : ANSWER_READ;
	answer->confidence = reading->confidence;
	g_strlcpy(answer->text, reading->text, sizeof answer->text);
}

/* What stood there first, where that can be read and was something else. */
static void read_first(Answer *answer, const Asked *asked, const Trace *before)
{
	const Reading first = read_signs(asked, before);

	if (!first.refused && !g_str_equal(first.text, answer->text)) {
		answer->corrected = true;
		g_strlcpy(answer->first_text, first.text, sizeof answer->first_text);
	}
}

/* Characters have strokes across others, like strikes: what is one as it stands is one. */
static bool read_as_word(Answer *answer, const Asked *asked, const Trace *trace)
{
	const QuestionType type = asked->question->type;
	Reading word = { .refused = true };

	if (type == QUESTION_TEXT)
		word = read_signs(asked, trace);
	else if (type == QUESTION_TRUE_FALSE && trace_n_strokes(trace) >= WORD_STROKES)
		word = read_truth_in_words(asked, trace);
	if (!word.refused)
		answer_take(answer, &word);
	return !word.refused;
}

static void read_written(Answer *answer, const Asked *asked, const Trace *trace)
{
	const InkKind kind = asked->question->type == QUESTION_TRUE_FALSE ? INK_SINGLE : INK_LINES;

	if (read_as_word(answer, asked, trace))
		return;
	g_autofree InkPart *parts = g_new0(InkPart, trace_n_strokes(trace) + 1);

	ink_parts(trace, kind, parts);
	if (asked->question->type == QUESTION_NUMBER)
		overwritten_find(asked->recogniser, RECOGNISER_DIGITS, NULL, trace, parts);
	else if (asked->question->options[0])
		overwritten_find(asked->recogniser, RECOGNISER_CAPITALS,
			(const char *const *)asked->question->options, trace, parts);
	g_autoptr(Trace) stands = ink_parts_trace(trace, parts, INK_STANDS);
	g_autoptr(Trace) struck = ink_parts_trace(trace, parts, INK_STRUCK);
	g_autoptr(Trace) under = ink_parts_trace(trace, parts, INK_OVERWRITTEN);

	if (trace_n_strokes(stands) > 0) {
		const Reading reading = read_signs(asked, stands);
		answer_take(answer, &reading);
	}
	if (trace_n_strokes(stands) == 0 && trace_n_strokes(struck) > 0) {
		/* The bar of an F: what can be read with its strike was not struck. */
		const Reading whole = read_signs(asked, trace);

		if (!whole.refused && whole.confidence > SURE_OF_WHOLE) {
			answer_take(answer, &whole);
			return;
		}
		/* A character's own strokes look like strikes: doubtful is not blank. */
		if (asked->question->type == QUESTION_TEXT)
			answer->state = ANSWER_REFUSED;
	}
	if (trace_n_strokes(struck) > 0) {
		answer->corrected = true;
		read_first(answer, asked, struck);
	} else if (trace_n_strokes(under) > 0 && answer->state == ANSWER_READ) {
		read_first(answer, asked, under);
	}
}

static bool is_kept_as_ink(QuestionType type)
{
	return type == QUESTION_TEXT || type == QUESTION_STEPS || type == QUESTION_DRAWING;
}

static void note_times(Answer *answer, const GPtrArray *strokes)
{
	answer->n_strokes = strokes->len;
	for (guint i = 0; i < strokes->len; i++) {
		const Stroke *stroke = g_ptr_array_index(strokes, i);

		if (i == 0 || stroke->start_ms < answer->first_ms)
			answer->first_ms = stroke->start_ms;
		answer->last_ms = MAX(answer->last_ms, stroke->end_ms);
	}
}

Answer answer_read(const Recogniser *recogniser, const AnswerInk *ink)
{
	const Asked asked = { recogniser, ink->question };
	Answer answer = { .state = ANSWER_BLANK };
	g_autoptr(Trace) trace = answer_trace(ink->strokes);

	note_times(&answer, ink->strokes);
	if (trace_n_strokes(trace) == 0)
		return answer;
	if (is_kept_as_ink(ink->question->type) && !is_character(&asked)) {
		g_autofree InkPart *parts = g_new0(InkPart, trace_n_strokes(trace) + 1);

		ink_parts(trace, INK_LINES, parts);
		for (guint i = 0; i < trace_n_strokes(trace); i++)
			if (parts[i] == INK_STANDS || parts[i] == INK_OVERWRITTEN)
				answer.state = ANSWER_INK;
		return answer;
	}
	if (ink->strokes->len > STROKES_MAX) {
		answer.state = ANSWER_REFUSED;
		return answer;
	}
	if (answer_read_options(&answer, ink))
		return answer;
	read_written(&answer, &asked, trace);
	return answer;
}
