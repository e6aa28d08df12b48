/* SPDX-License-Identifier: MIT */
/*
 * From signs (sign-groups.h) to marks: each sign gets its meaning (mark-meaning.h) and is laid on the question where it
 * belongs: where the vertex of a tick, the crossing of a cross or the middle of all else lies. One big tick beside several
 * questions marks them all.
 */
#include "homework/marking/mark.h"

#include "homework/marking/mark-level.h"
#include "homework/marking/mark-meaning.h"
#include "homework/marking/sign-groups.h"

#include <math.h>
#include <string.h>

#define NEAR_MM 9.0	 /* from a question's place to a mark beside it */
#define BETWEEN_MM 1.0	 /* two questions as near as that: nobody can tell */
#define BIG_TICK_MM 26.0 /* high: it is meant for more than one question */
#define STAR_MAX 5
#define LIKE_A_SIGN 0.3f /* less is writing, which takes nothing back */
#define DATE_HEIGHT 0.6f /* of the total's: smaller digits behind it are no total */

/* What a later sign must know of an earlier mark's. */
typedef struct {
	TraceBox box;
	bool is_wave;
} Sign;

struct MarkReader {
	MarkMeaning meaning;
	const SheetPage *page;
	SignGroups *groups;
	GArray *marks;
	GArray *signs;	/* of Sign, one a mark */
	GArray *struck; /* of guint: marks struck by what is still open */
	guint n_closed; /* signs that were read for good */
	guint n_marks;	/* and their marks */
	bool is_open;	/* what is read now may change yet */
};

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

/* The region a mark lies in, or is nearest to; NULL: none near. *between: another question's is as near. */
static const SheetRegion *region_near(const SheetPage *page, SheetPoint at, bool *between)
{
	const SheetRegion *nearest = NULL;
	double least = NEAR_MM, other = INFINITY;

	for (guint i = page->regions->len; i-- > 0;) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		const double mm = distance_mm(&region->box, at);

		if (!takes_marks(region))
			continue;
		if (mm < least) {
			if (nearest && nearest->question != region->question)
				other = least;
			least = mm;
			nearest = region;
		} else if (nearest && nearest->question != region->question) {
			other = MIN(other, mm);
		}
	}
	*between = least > 0 && other - least < BETWEEN_MM;
	return nearest;
}

/* ---- laying marks on questions */

/* The last mark on the question that still stands. */
static const Mark *standing(const MarkReader *reader, gint question, guint *at)
{
	for (guint i = reader->marks->len; i-- > 0;) {
		const Mark *mark = &g_array_index(reader->marks, Mark, i);

		if (mark->question == question && !mark->struck) {
			*at = i;
			return mark;
		}
	}
	return NULL;
}

static void add(MarkReader *reader, const SignGroup *sign, const Mark *mark)
{
	const Sign kept = { sign->box, g_str_equal(sign->reading.text, "wave") };
	guint at;
	const Mark *before = standing(reader, mark->question, &at);
	Mark added = *mark;

	/* ☆☆☆ is one verdict of three stars. */
	if (before && sign->follows && mark->verdict == VERDICT_STAR &&
		before->verdict == VERDICT_STAR && before->points < STAR_MAX)
		added.points = before->points + 1;
	g_array_append_val(reader->marks, added);
	g_array_append_val(reader->signs, kept);
}

/* All questions beside a big tick: whose middle is within its height, and near to it. */
static bool mark_many(MarkReader *reader, const SignGroup *sign, Mark *mark)
{
	const double left = (double)sign->box.left / 1000, right = (double)sign->box.right / 1000;
	const double top = (double)sign->box.top / 1000, bottom = (double)sign->box.bottom / 1000;
	g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);

	if (mark->verdict != VERDICT_RIGHT || bottom - top < BIG_TICK_MM)
		return false;
	for (guint i = 0; i < reader->page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(reader->page->regions, i);
		const SheetBox *place = &region->box;
		const double y = place->y_mm + place->height_mm / 2;

		if (!takes_marks(region) || region->question == 0 || y < top || y > bottom ||
			place->x_mm > right + NEAR_MM ||
			place->x_mm + place->width_mm < left - NEAR_MM ||
			!g_hash_table_add(done, GINT_TO_POINTER(region->question)))
			continue;
		mark->question = region->question;
		add(reader, sign, mark);
	}
	return g_hash_table_size(done) > 0;
}

/* Of 优秀 the first character was read: what follows is the rest of it. */
static bool is_long_word(const Mark *mark)
{
	return mark->verdict == VERDICT_LEVEL &&
	       g_utf8_strlen(mark->text, (gssize)mark_level_stem(mark->text)) > 1;
}

/* Behind a total that was read: a date, a name, a small word. A level behind it keeps its points. */
static bool is_beside_total(const MarkReader *reader, const SignGroup *sign, Mark *mark)
{
	guint at;
	const Mark *before = standing(reader, 0, &at);

	if (!before || before->refused)
		return false;
	if (mark->refused || (sign->follows && is_long_word(before)))
		return true;
	if (mark->verdict == VERDICT_LEVEL && before->verdict == VERDICT_POINTS)
		mark->points = before->points;
	const TraceBox *total = &g_array_index(reader->signs, Sign, at).box;
	return mark->verdict == VERDICT_POINTS &&
	       sign->box.bottom - sign->box.top < DATE_HEIGHT * (total->bottom - total->top);
}

/* "~~~ ?" says one thing: something is missing. */
static void join_wave(const MarkReader *reader, const SignGroup *sign, Mark *mark)
{
	guint at;
	const Mark *before = standing(reader, mark->question, &at);

	if (before && sign->follows && g_str_equal(sign->reading.text, "question") &&
		g_array_index(reader->signs, Sign, at).is_wave)
		mark->verdict = before->verdict;
}

/* A slash may become a cross, a 1 a 10, a dash a deduction; what these are they are at once. */
static bool is_whole(const Reading *sign)
{
	static const char *const WHOLE[] = { "tick", "half-tick", "cross", "star", NULL };

	return !sign->refused && g_strv_contains(WHOLE, sign->text);
}

static void mark_one(MarkReader *reader, const SignGroup *sign)
{
	Mark mark = {
		.at_ms = sign->end_ms,
		.first_stroke = sign->first,
		.n_strokes = sign->n,
		.open = reader->is_open && !is_whole(&sign->reading),
	};
	bool between;
	guint at;
	const SheetRegion *region = region_near(reader->page, in_mm(sign->anchor), &between);

	if (!region)
		return;
	mark.question = region->role == ROLE_TOTAL ? 0 : region->question;
	mark_meaning_of(&reader->meaning, sign, region->role, &mark);
	mark.refused |= between && !(mark.verdict == VERDICT_RIGHT &&
					   sign->box.bottom - sign->box.top >= BIG_TICK_MM * 1000);
	if (mark.verdict == VERDICT_NONE && !mark.refused)
		return;
	if (region->role == ROLE_TOTAL && is_beside_total(reader, sign, &mark))
		return;
	join_wave(reader, sign, &mark);
	const Mark *before = standing(reader, mark.question, &at);
	if (mark.refused && mark.confidence < LIKE_A_SIGN && before && !before->refused)
		return;
	if (!mark_many(reader, sign, &mark))
		add(reader, sign, &mark);
}

/* What a double bar goes through is taken back. */
static void strike_marks(MarkReader *reader, const SignGroup *bar)
{
	for (guint i = 0; i < reader->marks->len; i++) {
		Mark *mark = &g_array_index(reader->marks, Mark, i);
		const SignGroup sign = { .box = g_array_index(reader->signs, Sign, i).box };

		if (mark->struck || mark->first_stroke >= bar->first ||
			!sign_group_is_over(bar, &sign))
			continue;
		mark->struck = true;
		if (reader->is_open)
			g_array_append_val(reader->struck, i);
	}
}

/* ---- the reader */

/* Where the sheet's total is, and as near to it as a mark may be. */
static void expect_levels(MarkReader *reader)
{
	for (guint i = 0; i < reader->page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(reader->page->regions, i);
		const SheetBox *box = &region->box;
		const TraceBox place = {
			.left = (float)(box->x_mm - NEAR_MM) * 1000,
			.top = (float)(box->y_mm - NEAR_MM) * 1000,
			.right = (float)(box->x_mm + box->width_mm + NEAR_MM) * 1000,
			.bottom = (float)(box->y_mm + box->height_mm + NEAR_MM) * 1000,
		};

		if (region->role == ROLE_TOTAL)
			sign_groups_expect_levels(
				reader->groups, reader->meaning.custom.levels, &place);
	}
}

MarkReader *mark_reader_new(const Recogniser *recogniser, const Sheet *sheet, const SheetPage *page,
	const MarkCustom *custom)
{
	MarkReader *reader = g_new0(MarkReader, 1);

	reader->meaning = (MarkMeaning){ sheet, *custom };
	reader->page = page;
	reader->groups = sign_groups_new(recogniser);
	reader->marks = g_array_new(FALSE, TRUE, sizeof(Mark));
	reader->signs = g_array_new(FALSE, TRUE, sizeof(Sign));
	reader->struck = g_array_new(FALSE, FALSE, sizeof(guint));
	expect_levels(reader);
	return reader;
}

MarkReader *mark_reader_free(MarkReader *reader)
{
	if (reader) {
		sign_groups_free(reader->groups);
		g_array_unref(reader->marks);
		g_array_unref(reader->signs);
		g_array_unref(reader->struck);
		g_free(reader);
	}
	return NULL;
}

static void take_sign(MarkReader *reader, const SignGroup *sign)
{
	switch (sign->kind) {
	case SIGN_BAR:
		return strike_marks(reader, sign);
	case SIGN_UNDERLINE:
		return;
	case SIGN_MARK:
		return mark_one(reader, sign);
	}
}

/* Back to what is closed, and on with what was closed since. */
static void settle(MarkReader *reader)
{
	const GPtrArray *closed = sign_groups_closed(reader->groups);

	for (guint i = 0; i < reader->struck->len; i++) {
		const guint at = g_array_index(reader->struck, guint, i);
		g_array_index(reader->marks, Mark, at).struck = false;
	}
	g_array_set_size(reader->struck, 0);
	g_array_set_size(reader->marks, reader->n_marks);
	g_array_set_size(reader->signs, reader->n_marks);
	reader->is_open = false;
	for (; reader->n_closed < closed->len; reader->n_closed++)
		take_sign(reader, g_ptr_array_index(closed, reader->n_closed));
	reader->n_marks = reader->marks->len;
}

void mark_reader_add(MarkReader *reader, const Stroke *stroke)
{
	sign_groups_add(reader->groups, stroke);
}

const GArray *mark_reader_marks(MarkReader *reader)
{
	g_autoptr(GPtrArray) open = sign_groups_open(reader->groups);

	settle(reader);
	reader->is_open = true;
	for (guint i = 0; i < open->len; i++)
		take_sign(reader, g_ptr_array_index(open, i));
	return reader->marks;
}

GArray *marks_read(const Recogniser *recogniser, const Sheet *sheet, const SheetPage *page,
	const MarkCustom *custom, const GPtrArray *strokes)
{
	g_autoptr(MarkReader) reader = mark_reader_new(recogniser, sheet, page, custom);

	for (guint i = 0; i < strokes->len; i++)
		mark_reader_add(reader, g_ptr_array_index(strokes, i));
	return g_array_copy((GArray *)mark_reader_marks(reader));
}
