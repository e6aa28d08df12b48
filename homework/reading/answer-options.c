/* SPDX-License-Identifier: MIT */
/*
 * Printed options that are ticked, filled, circled or crossed: how much ink each has, against the others. What was taken
 * back (struck out again, or scribbled over) has ink in a second go, after another option was looked at.
 */
#include "homework/reading/answer-private.h"
#include "homework/reading/ink-parts.h"

#include <math.h>
#include <string.h>

#define NEAR_MM 2.5
#define LEAST_MM 1.5 /* of ink: less is a touch */
#define MUCH 2.2     /* times the other's ink: scribbled over */
#define STRAIGHT 0.9
#define SURE_OF_MARK 0.995f
#define SURE_OF_LATER 0.97f
#define SAME_GO_MS 2500 /* between two strokes of one tick, cross or circle */

typedef struct {
	const char *option;
	double ink_mm;
	gint64 first_ms, last_ms;
	gint64 first_go_ms;  /* end of the first go at it */
	double second_go_mm; /* ink after that */
	guint n_strokes;
	Trace *trace; /* its ink */
	bool struck;  /* a cross or a line lies over all of it */
} Box;

#define OPTIONS_MAX 26

static double outside_mm(const SheetBox *box, double x, double y)
{
	const double across = MAX(MAX(box->x_mm - x, x - box->x_mm - box->width_mm), 0);
	const double down = MAX(MAX(box->y_mm - y, y - box->y_mm - box->height_mm), 0);

	return hypot(across, down);
}

static guint list_options(const AnswerInk *ink, Box *boxes)
{
	guint n = 0;

	for (guint i = 0; i < ink->page->regions->len && n < OPTIONS_MAX; i++) {
		const SheetRegion *region = g_ptr_array_index(ink->page->regions, i);

		if (region->role == ROLE_OPTION && region->question == ink->question->number)
			boxes[n++] = (Box){ .option = region->option, .trace = trace_new() };
	}
	return n;
}

static const SheetRegion *region_of(const AnswerInk *ink, const char *option)
{
	for (guint i = 0; i < ink->page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(ink->page->regions, i);

		if (region->role == ROLE_OPTION && region->question == ink->question->number &&
			g_str_equal(region->option, option))
			return region;
	}
	return NULL;
}

/* The middle of its box in mm, and its length. A tick's tail, a circle around a letter: the middle is what counts. */
static double middle_and_length(const Trace *trace, double *x_mm, double *y_mm)
{
	const TraceBox box = trace_box(trace, 0, 1);
	double length = 0;

	*x_mm = (double)(box.left + box.right) / 2000;
	*y_mm = (double)(box.top + box.bottom) / 2000;
	for (guint i = 1; i < trace->points->len; i++) {
		const TracePoint a = trace_point(trace, i - 1), b = trace_point(trace, i);

		length += (double)hypotf(b.x - a.x, b.y - a.y) / 1000;
	}
	return length;
}

static Box *nearest(const AnswerInk *ink, Box *boxes, guint n, double x, double y)
{
	Box *found = NULL;
	double least = NEAR_MM;

	for (guint i = 0; i < n; i++) {
		const double mm = outside_mm(&region_of(ink, boxes[i].option)->box, x, y);

		if (mm < least) {
			least = mm;
			found = &boxes[i];
		}
	}
	return found;
}

static void add_stroke(const AnswerInk *ink, Box *boxes, guint n, const Stroke *stroke)
{
	g_autoptr(Trace) trace = trace_new();
	double x, y;

	trace_add_stroke(trace, stroke);
	if (trace_n_strokes(trace) == 0)
		return;
	const double length = middle_and_length(trace, &x, &y);
	Box *box = nearest(ink, boxes, n, x, y);

	if (!box)
		return;
	trace_add_stroke(box->trace, stroke);
	if (box->n_strokes == 0)
		box->first_ms = stroke->start_ms;
	if (box->n_strokes == 0 || stroke->start_ms - box->first_go_ms < SAME_GO_MS)
		box->first_go_ms = MAX(box->first_go_ms, stroke->end_ms);
	else
		box->second_go_mm += length;
	box->ink_mm += length;
	box->last_ms = MAX(box->last_ms, stroke->end_ms);
	box->n_strokes++;
}

static bool is_straight(const Trace *trace, guint stroke)
{
	g_autoptr(Trace) part = trace_part(trace, stroke, 1);
	const TracePoint first = trace_point(part, 0);
	const TracePoint last = trace_point(part, part->points->len - 1);
	double x, y;

	return (double)hypotf(last.x - first.x, last.y - first.y) >
	       STRAIGHT * 1000 * middle_and_length(part, &x, &y);
}

/* To fill a box is to scribble over it, so only straight strokes strike. Ink after that marks it once more. */
static void find_strike(Box *box)
{
	const guint n = trace_n_strokes(box->trace);
	g_autofree InkPart *parts = g_new0(InkPart, n + 1);

	ink_parts(box->trace, INK_LINES, parts);
	for (guint i = 0; i < n; i++)
		if (parts[i] == INK_STRIKE && is_straight(box->trace, i))
			box->struck = true;
		else if (parts[i] == INK_STANDS)
			box->struck = false;
}

static bool is_marked(const Box *box)
{
	return box->ink_mm >= LEAST_MM;
}

/* Of several marked ones: was this one taken back? */
static bool is_taken_back(const Box *boxes, guint n, const Box *box)
{
	if (box->struck)
		return true;
	for (guint i = 0; i < n; i++) {
		const Box *other = &boxes[i];

		if (other == box || !is_marked(other) || other->second_go_mm >= LEAST_MM)
			continue;
		if (box->second_go_mm >= LEAST_MM && box->first_ms < other->first_ms)
			return true;
		if (box->ink_mm > MUCH * other->ink_mm && box->first_ms < other->first_ms)
			return true;
	}
	return false;
}

static void collect(const Box *boxes, guint n, char *text, gsize n_text)
{
	for (guint i = 0; i < n; i++)
		if (is_marked(&boxes[i]) && !is_taken_back(boxes, n, &boxes[i]))
			g_strlcat(text, boxes[i].option, n_text);
}

static guint count_marked(const Box *boxes, guint n)
{
	guint count = 0;

	for (guint i = 0; i < n; i++)
		count += is_marked(&boxes[i]) && !is_taken_back(boxes, n, &boxes[i]);
	return count;
}

/* One that is struck out again and nothing else: its first tick, and much later a line through it. */
static bool is_alone_and_struck(const Box *boxes, guint n)
{
	for (guint i = 0; i < n; i++)
		if (is_marked(&boxes[i]) && !boxes[i].struck && boxes[i].second_go_mm < LEAST_MM)
			return false;
	return true;
}

/* What was marked before the first was taken back. */
static void collect_first(const Box *boxes, guint n, Answer *answer)
{
	gint64 first_back_ms = G_MAXINT64;

	for (guint i = 0; i < n; i++)
		if (is_marked(&boxes[i]) && is_taken_back(boxes, n, &boxes[i]))
			first_back_ms = MIN(first_back_ms, boxes[i].last_ms);
	answer->corrected = first_back_ms != G_MAXINT64;
	for (guint i = 0; i < n && answer->corrected; i++)
		if (is_marked(&boxes[i]) && boxes[i].first_ms < first_back_ms)
			g_strlcat(answer->first_text, boxes[i].option, sizeof answer->first_text);
}

static void decide(Answer *answer, const Box *boxes, guint n, QuestionType type)
{
	const guint n_marked = count_marked(boxes, n);

	collect_first(boxes, n, answer);
	if (n_marked == 0)
		return; /* all of it taken back: blank */
	collect(boxes, n, answer->text, sizeof answer->text);
	answer->state = ANSWER_READ;
	answer->confidence = answer->corrected ? SURE_OF_LATER : SURE_OF_MARK;
	if (type != QUESTION_CHOICES && n_marked > 1) {
		answer->state = ANSWER_REFUSED;
		answer->confidence = 0;
	} else if (is_alone_and_struck(boxes, n)) {
		/* Gone over, or taken back: a person looks. */
		answer->state = ANSWER_REFUSED;
		answer->confidence = 0.5f;
	}
}

bool answer_read_options(Answer *answer, const AnswerInk *ink)
{
	Box boxes[OPTIONS_MAX];
	const guint n = list_options(ink, boxes);
	bool any = false;

	for (guint i = 0; i < ink->strokes->len && n > 0; i++)
		add_stroke(ink, boxes, n, g_ptr_array_index(ink->strokes, i));
	for (guint i = 0; i < n; i++) {
		find_strike(&boxes[i]);
		any |= is_marked(&boxes[i]);
	}
	if (any)
		decide(answer, boxes, n, ink->question->type);
	for (guint i = 0; i < n; i++)
		trace_free(boxes[i].trace);
	return any;
}
