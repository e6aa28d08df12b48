/* SPDX-License-Identifier: MIT */
/* See letters.h. Strokes from left to right; every run of up to four may be a letter; the best way through all of them is
 * the one whose least sure letter is surest. */
#include "homework/reading/letters.h"

#include <string.h>

#define STROKES_MAX 32
#define STROKES_PER_LETTER 4
#define SURE_OF_LETTER 0.5f
#define GAP 0.08f   /* of the height */
#define TOUCH 0.15f /* of it in common */
#define TOUCHING 0.7f
#define STEM 0.3f   /* a single stem counts as so wide, of the height */
#define COMMON 0.5f /* two letters share no more of the narrower one's width */

typedef struct {
	float score;	  /* what ways are compared by */
	float confidence; /* of the least sure letter so far */
	guint from;
	char letter;
} Way;

typedef struct {
	TraceBox box;
	guint stroke;
} Piece;

static gint from_left(gconstpointer a, gconstpointer b)
{
	const TraceBox *left = &((const Piece *)a)->box, *right = &((const Piece *)b)->box;
	const float difference = left->left + left->right - right->left - right->right;

	return (difference > 0) - (difference < 0);
}

static Trace *in_order(const Trace *trace, Piece *pieces)
{
	const guint n = trace_n_strokes(trace);
	Trace *ordered = trace_new();

	for (guint i = 0; i < n; i++)
		pieces[i] = (Piece){ trace_box(trace, i, 1), i };
	qsort(pieces, n, sizeof(Piece), from_left);
	for (guint i = 0; i < n; i++) {
		const guint stroke = pieces[i].stroke;

		for (guint p = trace_stroke_start(trace, stroke);
			p < trace_stroke_end(trace, stroke); p++)
			trace_add_point(ordered, trace_point(trace, p).x, trace_point(trace, p).y);
		trace_end_stroke(ordered);
	}
	return ordered;
}

/* Do strokes first … first + n - 1 stand apart from the stroke that follows? */
static bool may_cut(const Trace *ordered, guint first, guint n)
{
	if (first + n >= trace_n_strokes(ordered))
		return true;
	const TraceBox box = trace_box(ordered, first, n), next = trace_box(ordered, first + n, 1);
	const float common = MIN(box.right, next.right) - MAX(box.left, next.left);

	const float narrower = MIN(box.right - box.left, next.right - next.left);

	return common <= COMMON * MAX(narrower, STEM * (box.bottom - box.top));
}

/* How well the next stroke goes with those before it as one letter: 0 with a gap between, little where they only just
 * touch, as two letters may. */
static float togetherness(const Trace *ordered, guint first, guint n)
{
	const TraceBox box = trace_box(ordered, first, n), next = trace_box(ordered, first + n, 1);
	const float height = box.bottom - box.top;

	if (next.left - box.right > GAP * height)
		return 0;
	return box.right - next.left < TOUCH * height ? TOUCHING : 1;
}

static int by_letter(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

/* The letters of the best way, from its end. */
static Reading spelled(const Way *ways, guint n)
{
	Reading all = { .confidence = ways[n].confidence };
	gsize n_letters = 0;

	for (guint at = n; at > 0; at = ways[at].from) {
		all.refused |= ways[at].letter == '\0' || strchr(all.text, ways[at].letter);
		if (all.refused)
			return (Reading){ .refused = true };
		all.text[n_letters++] = ways[at].letter;
	}
	qsort(all.text, n_letters, 1, by_letter);
	all.refused = all.confidence < SURE_OF_LETTER;
	return all;
}

/* `next` from `from` on by k strokes as a letter. */
static void try_letter(const Recogniser *recogniser, const Trace *ordered,
	const char *const *options, const Way *from, const Way *next, guint k, Way *best)
{
	if (from->score <= best->score || !may_cut(ordered, next->from, k))
		return;
	const Reading one =
		recogniser_read(recogniser, RECOGNISER_CAPITALS, ordered, next->from, k, options);
	const float score = MIN(from->score, one.confidence * next->score);

	if (score > best->score && one.text[0] && !one.text[1])
		*best = (Way){ score, MIN(from->confidence, one.confidence), next->from,
			one.text[0] };
}

Reading letters_read(const Recogniser *recogniser, const Trace *trace, const char *const *options)
{
	const guint n = trace_n_strokes(trace);
	Way ways[STROKES_MAX + 1] = { [0] = { .score = 1, .confidence = 1 } };
	Piece pieces[STROKES_MAX];

	if (n == 0 || n > STROKES_MAX)
		return (Reading){ .refused = true };
	g_autoptr(Trace) ordered = in_order(trace, pieces);
	for (guint i = 0; i < n; i++) {
		float joined = 1;

		for (guint k = 1; k <= STROKES_PER_LETTER && i + k <= n && joined > 0; k++) {
			try_letter(recogniser, ordered, options, &ways[i],
				&(Way){ .score = joined, .from = i }, k, &ways[i + k]);
			joined *= i + k < n ? togetherness(ordered, i, k) : 0;
		}
	}
	return spelled(ways, n);
}
