/* SPDX-License-Identifier: MIT */
/* See overwritten.h. A bar of a 4 or a 5 lies elsewhere than the rest of it, or is no sign; a second sign lies where the
 * first one does, and is as large. */
#include "homework/reading/overwritten.h"

#include <math.h>

#define STROKES_PER_SIGN 3
#define SIGN_UM 1500.0f	  /* high or wide, at least */
#define MARGIN 0.1f	  /* of the larger side: a stem has a place too */
#define SAME_PLACE 0.38f  /* common part of both boxes over all of both */
#define SURE_OF_HALF 0.5f /* each alone is a sign */
#define SURE_OF_WHOLE 0.9f

typedef struct {
	const Recogniser *recogniser;
	RecogniserSet set;
	const char *const *allowed;
	const Trace *trace;
	const TraceBox *boxes; /* of its strokes */
	InkPart *parts;
} Search;

/* Indices of strokes, in the order of writing. */
typedef struct {
	guint strokes[2 * STROKES_PER_SIGN];
	guint n;
	TraceBox box;
} Sign;

static void take(Sign *sign, const Search *search, guint stroke)
{
	const TraceBox box = search->boxes[stroke];

	if (sign->n == 0)
		sign->box = box;
	sign->box = (TraceBox){ MIN(sign->box.left, box.left), MIN(sign->box.top, box.top),
		MAX(sign->box.right, box.right), MAX(sign->box.bottom, box.bottom) };
	sign->strokes[sign->n++] = stroke;
}

static TraceBox widened(const TraceBox *box)
{
	const float by = MARGIN * MAX(box->right - box->left, box->bottom - box->top);

	return (TraceBox){ box->left - by, box->top - by, box->right + by, box->bottom + by };
}

static float area(const TraceBox *box)
{
	return MAX(box->right - box->left, 0) * MAX(box->bottom - box->top, 0);
}

static bool same_place(const Sign *a, const Sign *b)
{
	const TraceBox one = widened(&a->box), other = widened(&b->box);
	const TraceBox common = { MAX(one.left, other.left), MAX(one.top, other.top),
		MIN(one.right, other.right), MIN(one.bottom, other.bottom) };

	if (common.right <= common.left || common.bottom <= common.top)
		return false;
	return area(&common) > SAME_PLACE * (area(&one) + area(&other) - area(&common));
}

static bool is_large(const Sign *sign)
{
	return MAX(sign->box.right - sign->box.left, sign->box.bottom - sign->box.top) > SIGN_UM;
}

static void add_strokes(Trace *ink, const Trace *trace, const Sign *sign)
{
	for (guint i = 0; i < sign->n; i++) {
		const guint end = trace_stroke_end(trace, sign->strokes[i]);

		for (guint k = trace_stroke_start(trace, sign->strokes[i]); k < end; k++)
			trace_add_point(ink, trace_point(trace, k).x, trace_point(trace, k).y);
		trace_end_stroke(ink);
	}
}

/* Of one, or of both together: all of `b` was written after `a`. */
static float confidence_of(const Search *search, const Sign *a, const Sign *b)
{
	g_autoptr(Trace) ink = trace_new();

	add_strokes(ink, search->trace, a);
	if (b)
		add_strokes(ink, search->trace, b);
	const Reading reading = recogniser_read(
		search->recogniser, search->set, ink, 0, trace_n_strokes(ink), search->allowed);
	return reading.confidence;
}

/* What stands before `first` with its middle in the box of the later sign. */
static bool earlier_sign(const Search *search, guint first, const Sign *later, Sign *earlier)
{
	const TraceBox place = widened(&later->box);

	for (guint i = 0; i < first; i++) {
		const TraceBox box = search->boxes[i];
		const float x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;

		if (search->parts[i] != INK_STANDS || x < place.left || x > place.right ||
			y < place.top || y > place.bottom)
			continue;
		if (earlier->n == STROKES_PER_SIGN)
			return false;
		take(earlier, search, i);
	}
	return earlier->n > 0;
}

/* One sign after all: the earlier strokes and the next ones, up to all of them. */
static bool is_one_sign(const Search *search, const Sign *earlier, const Sign *later)
{
	Sign begun = { .n = 0 };

	for (guint i = 0; i < later->n; i++) {
		take(&begun, search, later->strokes[i]);
		if (confidence_of(search, earlier, &begun) > SURE_OF_WHOLE)
			return true;
	}
	return false;
}

/* Strokes `first` to first + n - 1 as a sign over an earlier one. */
static bool try_over(Search *search, guint first, guint n)
{
	Sign later = { .n = 0 }, earlier = { .n = 0 };

	for (guint i = first; i < first + n; i++) {
		if (search->parts[i] != INK_STANDS)
			return false;
		take(&later, search, i);
	}
	if (!earlier_sign(search, first, &later, &earlier) || !is_large(&later) ||
		!is_large(&earlier) || !same_place(&earlier, &later))
		return false;
	const bool at_once = earlier.strokes[earlier.n - 1] + 1 == first;

	if (confidence_of(search, &later, NULL) < SURE_OF_HALF ||
		confidence_of(search, &earlier, NULL) < SURE_OF_HALF ||
		(at_once && is_one_sign(search, &earlier, &later)))
		return false;
	for (guint i = 0; i < earlier.n; i++)
		search->parts[earlier.strokes[i]] = INK_OVERWRITTEN;
	return true;
}

void overwritten_find(const Recogniser *recogniser, RecogniserSet set, const char *const *allowed,
	const Trace *trace, InkPart *parts)
{
	const guint n_strokes = trace_n_strokes(trace);
	g_autofree TraceBox *boxes = g_new(TraceBox, n_strokes + 1);
	Search search = { recogniser, set, allowed, trace, boxes, parts };

	for (guint i = 0; i < n_strokes; i++)
		boxes[i] = trace_box(trace, i, 1);

	for (guint first = 1; first < n_strokes; first++)
		for (guint n = MIN(STROKES_PER_SIGN, n_strokes - first); n > 0; n--)
			if (try_over(&search, first, n))
				break;
}
