/* SPDX-License-Identifier: MIT */
/*
 * Printed options that are ticked, filled, circled or crossed: how much ink each has, against the others. What was taken
 * back (struck out again, or scribbled over) has ink in a second go, after another option was looked at.
 */
#include "homework/reading/answer-private.h"

#include <math.h>
#include <string.h>

#define NEAR_MM 2.5
#define LEAST_MM 1.5	/* of ink: less is a touch */
#define MUCH 2.2	/* times the other's ink: scribbled over */
#define SAME_GO_MS 2500 /* between two strokes of one tick, cross or circle */

typedef struct {
	const char *option;
	double ink_mm;
	gint64 first_ms, last_ms;
	gint64 first_go_ms;  /* end of the first go at it */
	double second_go_mm; /* ink after that */
	guint n_strokes;
} Box;

#define OPTIONS_MAX 12

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
			boxes[n++] = (Box){ .option = region->option };
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

static bool is_marked(const Box *box)
{
	return box->ink_mm >= LEAST_MM;
}

/* Of several marked ones: was this one taken back? */
static bool is_taken_back(const Box *boxes, guint n, const Box *box)
{
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

static void collect(const Box *boxes, guint n, bool taken_back, char *text, gsize n_text)
{
	for (guint i = 0; i < n; i++)
		if (is_marked(&boxes[i]) && is_taken_back(boxes, n, &boxes[i]) == taken_back)
			g_strlcat(text, boxes[i].option, n_text);
}

static guint count_marked(const Box *boxes, guint n, bool taken_back)
{
	guint count = 0;

	for (guint i = 0; i < n; i++)
		count += is_marked(&boxes[i]) && is_taken_back(boxes, n, &boxes[i]) == taken_back;
	return count;
}

/* One that is struck out again and nothing else: its first tick, and much later a line through it. */
static bool is_alone_and_struck(const Box *boxes, guint n)
{
	for (guint i = 0; i < n; i++)
		if (is_marked(&boxes[i]) && boxes[i].second_go_mm < LEAST_MM)
			return false;
	return true;
}

bool answer_read_options(Answer *answer, const AnswerInk *ink)
{
	Box boxes[OPTIONS_MAX];
	const guint n = list_options(ink, boxes);

	for (guint i = 0; i < ink->strokes->len && n > 0; i++)
		add_stroke(ink, boxes, n, g_ptr_array_index(ink->strokes, i));
	const guint n_marked = count_marked(boxes, n, false);

	if (n_marked == 0)
		return false;
	collect(boxes, n, false, answer->text, sizeof answer->text);
	collect(boxes, n, true, answer->first_text, sizeof answer->first_text);
	answer->corrected = answer->first_text[0] != '\0';
	answer->state = ANSWER_READ;
	answer->confidence = answer->corrected ? 0.97f : 0.995f;
	if (ink->question->type != QUESTION_CHOICES && n_marked > 1) {
		answer->state = ANSWER_REFUSED;
		answer->confidence = 0;
	} else if (is_alone_and_struck(boxes, n)) {
		/* Gone over, or taken back: a person looks. */
		answer->state = ANSWER_REFUSED;
		answer->confidence = 0.5f;
	}
	return true;
}
