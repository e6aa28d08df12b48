/* SPDX-License-Identifier: MIT */
/*
 * From a teacher's ink to marks: strokes are grouped into signs (sign-groups.h), each sign is read and given its meaning
 * here, and laid on the question where it belongs: where the vertex of a tick, the crossing of a cross or the middle of
 * all else lies. One big tick beside several questions marks them all.
 */
#include "homework/marking/mark.h"

#include "homework/marking/sign-groups.h"
#include "homework/reading/number.h"

#include <math.h>
#include <string.h>

#define SURE 0.5f
#define NEAR_MM 9.0	 /* from a question's place to a mark beside it */
#define BIG_TICK_MM 26.0 /* high: it is meant for more than one question */
#define STAR_MAX 5

typedef struct {
	const Recogniser *recogniser;
	const Sheet *sheet;
	const SheetPage *page;
	const MarkCustom *custom;
	GArray *marks;
} Marker;

/* ---- places */

static SheetPoint in_mm(TracePoint at)
{
	return (SheetPoint){ (double)at.x / 1000, (double)at.y / 1000 };
}

static double distance_mm(const SheetBox *box, SheetPoint at)
{
	const double across = MAX(MAX(box->x_mm - at.x_mm, at.x_mm - box->x_mm - box->width_mm), 0);
	const double down = MAX(MAX(box->y_mm - at.y_mm, at.y_mm - box->y_mm - box->height_mm), 0);

	return hypot(across, down);
}

static bool takes_marks(const SheetRegion *region)
{
	return (region->question != 0 &&
		       (region->role == ROLE_ANSWER || region->role == ROLE_OPTION ||
			       region->role == ROLE_MARK)) ||
	       region->role == ROLE_TOTAL;
}

/* The region a mark lies in, or is nearest to; NULL: none near. */
static const SheetRegion *region_near(const SheetPage *page, SheetPoint at)
{
	const SheetRegion *nearest = NULL;
	double least = NEAR_MM;

	for (guint i = page->regions->len; i-- > 0;) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		const double mm = distance_mm(&region->box, at);

		if (takes_marks(region) && mm < least) {
			least = mm;
			nearest = region;
		}
	}
	return nearest;
}

/* ---- meanings */

static Verdict verdict_of_sign(const Marker *marker, const char *sign)
{
	const struct {
		const char *sign;
		Verdict verdict;
	} meanings[] = {
		{ "tick", VERDICT_RIGHT },
		{ "half-tick", marker->custom->half_tick },
		{ "cross", VERDICT_WRONG },
		{ "circle", marker->custom->circle },
		{ "star", VERDICT_STAR },
		{ "question", marker->custom->question_sign },
		{ "wave", marker->custom->wave },
		{ "slash", marker->custom->slash },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(meanings); i++)
		if (g_str_equal(sign, meanings[i].sign))
			return meanings[i].verdict;
	return VERDICT_NONE;
}

/* "8", "-2", "+3", "7.5"; false: no points. */
static bool take_points(const Marker *marker, const char *text, bool whole, Mark *mark)
{
	char *end;
	const double value = g_ascii_strtod(text, &end);

	if (end == text || *end != '\0')
		return false;
	mark->points = fabs(value);
	mark->verdict = value < 0 || (marker->custom->deducting && !whole) ? VERDICT_DEDUCTION
									   : VERDICT_POINTS;
	return true;
}

/* Points beyond what the question, or the sheet, is worth were misread. */
static bool fits(const Marker *marker, const Mark *mark)
{
	const SheetQuestion *question = sheet_find_question(marker->sheet, mark->question);
	double most = 0;

	for (guint i = 0; i < marker->sheet->questions->len; i++) {
		const SheetQuestion *one = g_ptr_array_index(marker->sheet->questions, i);
		most += one->points;
	}
	return mark->points <= (question ? question->points : MAX(most, 100));
}

static bool read_as_points(const Marker *marker, const SignGroup *sign, Mark *mark)
{
	const Reading reading = number_read(marker->recogniser, sign->trace);

	mark->confidence = reading.confidence;
	if (!take_points(marker, reading.text, mark->question == 0, mark))
		return false;
	mark->refused = reading.refused || reading.confidence < SURE || !fits(marker, mark);
	return true;
}

/* A grade of letters: "A", "B+". */
static bool read_as_level(const Marker *marker, const SignGroup *sign, Mark *mark)
{
	static const char *const LETTERS[] = { "A", "B", "C", "D", NULL };
	const Reading reading = recogniser_read(marker->recogniser, RECOGNISER_CAPITALS,
		sign->trace, 0, trace_n_strokes(sign->trace), LETTERS);

	if (reading.refused || reading.confidence < SURE)
		return false;
	mark->verdict = VERDICT_LEVEL;
	mark->confidence = reading.confidence;
	g_strlcpy(mark->text, reading.text, sizeof mark->text);
	return true;
}

static void read_as_sign(const Marker *marker, const SignGroup *sign, Mark *mark)
{
	mark->verdict = verdict_of_sign(marker, sign->reading.text);
	mark->confidence = sign->reading.confidence;
	mark->refused = sign->reading.refused || sign->reading.confidence < SURE;
	if (mark->verdict == VERDICT_STAR)
		mark->points = 1;
}

/* Where points are expected, digits come first; elsewhere signs do, and digits where no sign is sure. */
static void read_meaning(const Marker *marker, const SignGroup *sign, RegionRole role, Mark *mark)
{
	const bool sure_sign = !sign->reading.refused && sign->reading.confidence >= SURE;
	Mark points = *mark;

	if (role == ROLE_TOTAL && read_as_level(marker, sign, mark))
		return;
	if (role == ROLE_TOTAL || role == ROLE_MARK || !sure_sign) {
		const bool is_points = read_as_points(marker, sign, &points);

		if (is_points && (!points.refused || !sure_sign)) {
			*mark = points;
			return;
		}
	}
	read_as_sign(marker, sign, mark);
	mark->refused |= role == ROLE_TOTAL && mark->verdict != VERDICT_STAR;
}

/* ---- laying marks on questions */

static Mark *add(const Marker *marker, const SignGroup *sign, const Mark *mark)
{
	g_array_append_val(marker->marks, *mark);
	Mark *added = &g_array_index(marker->marks, Mark, marker->marks->len - 1);
	const Mark *before = marker->marks->len > 1 ? added - 1 : NULL;

	/* ☆☆☆ is one verdict of three stars. */
	if (before && mark->verdict == VERDICT_STAR && before->verdict == VERDICT_STAR &&
		before->question == mark->question && !before->struck &&
		before->points < STAR_MAX && sign->follows)
		added->points = before->points + 1;
	return added;
}

/* All questions beside a big tick: whose middle is within its height, and near to it. */
static bool mark_many(const Marker *marker, const SignGroup *sign, Mark *mark)
{
	const TraceBox box = trace_box(sign->trace, 0, trace_n_strokes(sign->trace));
	const double left = (double)box.left / 1000, right = (double)box.right / 1000;
	const double top = (double)box.top / 1000, bottom = (double)box.bottom / 1000;
	g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);

	if (mark->verdict != VERDICT_RIGHT || bottom - top < BIG_TICK_MM)
		return false;
	for (guint i = 0; i < marker->page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(marker->page->regions, i);
		const SheetBox *place = &region->box;
		const double y = place->y_mm + place->height_mm / 2;

		if (!takes_marks(region) || region->question == 0 || y < top || y > bottom ||
			place->x_mm > right + NEAR_MM ||
			place->x_mm + place->width_mm < left - NEAR_MM ||
			!g_hash_table_add(done, GINT_TO_POINTER(region->question)))
			continue;
		mark->question = region->question;
		add(marker, sign, mark);
	}
	return g_hash_table_size(done) > 0;
}

static void mark_one(const Marker *marker, const SignGroup *sign)
{
	Mark mark = {
		.at_ms = sign->end_ms,
		.first_stroke = sign->first,
		.n_strokes = sign->n,
	};
	const SheetRegion *region = region_near(marker->page, in_mm(sign->anchor));

	if (!region)
		return;
	mark.question = region->role == ROLE_TOTAL ? 0 : region->question;
	read_meaning(marker, sign, region->role, &mark);
	if (mark.verdict == VERDICT_NONE && !mark.refused)
		return;
	if (!mark_many(marker, sign, &mark))
		add(marker, sign, &mark);
}

/* What a double bar goes through is taken back. */
static void strike_marks(const Marker *marker, const GPtrArray *signs, const SignGroup *bar)
{
	for (guint i = 0; i < signs->len; i++) {
		const SignGroup *sign = g_ptr_array_index(signs, i);

		if (sign->first >= bar->first || !sign_group_is_over(bar, sign))
			continue;
		for (guint k = 0; k < marker->marks->len; k++) {
			Mark *mark = &g_array_index(marker->marks, Mark, k);

			mark->struck |= mark->first_stroke == sign->first;
		}
	}
}

GArray *marks_read(const Recogniser *recogniser, const Sheet *sheet, const SheetPage *page,
	const MarkCustom *custom, const GPtrArray *strokes)
{
	GArray *marks = g_array_new(FALSE, TRUE, sizeof(Mark));
	const Marker marker = { recogniser, sheet, page, custom, marks };
	g_autoptr(GPtrArray) signs = sign_groups_of(recogniser, strokes);

	for (guint i = 0; i < signs->len; i++) {
		const SignGroup *sign = g_ptr_array_index(signs, i);

		if (sign->is_bar)
			strike_marks(&marker, signs, sign);
		else
			mark_one(&marker, sign);
	}
	return marks;
}
