/* SPDX-License-Identifier: MIT */
/*
 * Ink is kept by question, ordered by the time it was written, so that late ink (a download) takes its place.
 * What a question says is read anew from all of its own ink: a handful of strokes.
 */
#include "homework/results/copy-reader.h"

#include <string.h>

/* Instead of a question's number: the help box. */
#define HELP (-1)
/* Below every bound at which proposals are accepted together. */
#define UNSURE_CONFIDENCE 0.5F

/* Of one question; of the sheet as a whole (marks only); or ink of no question, kept for its time. */
typedef struct {
	const SheetQuestion *question; /* NULL: none */
	GPtrArray *strokes;	       /* of Stroke, by time */
	CopyResult result;
	CopyResult told_result;
	bool told;
	bool dirty;
} Place;

struct CopyReader {
	CopyPaper paper;
	GHashTable *places;	   /* number → Place */
	GPtrArray *by_number;	   /* the same, ascending; owned */
	GHashTable *place_by_id;   /* &Stroke.id, pupil's → Place */
	GPtrArray *order;	   /* of Stroke, pupil's, by time; borrowed */
	GPtrArray *teacher;	   /* of Stroke, by time */
	GHashTable *teacher_by_id; /* &Stroke.id → Stroke */
	MarkReader *marks;	   /* NULL: to be made anew */
	guint n_given;		   /* of `teacher`, the first ones, to `marks` */
	bool marks_dirty;
};

static void place_free(gpointer data)
{
	Place *place = data;

	g_ptr_array_unref(place->strokes);
	g_free(place);
}

static void add_place(CopyReader *reader, gint number)
{
	Place *place = g_new0(Place, 1);

	place->question = sheet_find_question(reader->paper.sheet, number);
	place->strokes = stroke_array_new();
	place->result.question = number;
	place->dirty = place->question != NULL;
	g_hash_table_insert(reader->places, GINT_TO_POINTER(number), place);
	g_ptr_array_add(reader->by_number, place);
}

static gint by_number(gconstpointer a, gconstpointer b)
{
	const Place *one = *(Place *const *)a, *other = *(Place *const *)b;

	return one->result.question - other->result.question;
}

CopyReader *copy_reader_new(const CopyPaper *paper)
{
	CopyReader *reader = g_new0(CopyReader, 1);

	reader->paper = *paper;
	reader->places = g_hash_table_new(NULL, NULL);
	reader->by_number = g_ptr_array_new_with_free_func(place_free);
	reader->place_by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
	reader->order = g_ptr_array_new();
	reader->teacher = stroke_array_new();
	reader->teacher_by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
	reader->marks_dirty = true; /* that there are none is to be told, too */
	add_place(reader, HELP);
	add_place(reader, 0);
	for (guint i = 0; i < paper->page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(paper->page->regions, i);

		if (region->question != 0 &&
			!g_hash_table_contains(reader->places, GINT_TO_POINTER(region->question)))
			add_place(reader, region->question);
	}
	g_ptr_array_sort(reader->by_number, by_number);
	return reader;
}

CopyReader *copy_reader_free(CopyReader *reader)
{
	if (reader) {
		g_hash_table_unref(reader->place_by_id);
		mark_reader_free(reader->marks);
		g_hash_table_unref(reader->teacher_by_id);
		g_ptr_array_unref(reader->order);
		g_ptr_array_unref(reader->teacher);
		g_hash_table_unref(reader->places);
		g_ptr_array_unref(reader->by_number);
		g_free(reader);
	}
	return NULL;
}

/* ---- ink by time */

static bool is_before(const Stroke *a, const Stroke *b)
{
	return a->start_ms != b->start_ms ? a->start_ms < b->start_ms : a->id < b->id;
}

static guint insert_by_time(GPtrArray *strokes, Stroke *stroke)
{
	guint at = strokes->len;

	while (at > 0 && is_before(stroke, g_ptr_array_index(strokes, at - 1)))
		at--;
	g_ptr_array_insert(strokes, (gint)at, stroke);
	return at;
}

static Place *place_of(const CopyReader *reader, gint number)
{
	return g_hash_table_lookup(reader->places, GINT_TO_POINTER(number));
}

static gint64 span_ms(const Stroke *stroke)
{
	return CLAMP(stroke->end_ms - stroke->start_ms, 0, COPY_THINKING_MS);
}

/* Writing it, and the thinking since the stroke before. */
static gint64 spent_on(const CopyReader *reader, guint at)
{
	const Stroke *stroke = g_ptr_array_index(reader->order, at);
	gint64 thinking_ms = 0;

	if (at > 0) {
		const Stroke *before = g_ptr_array_index(reader->order, at - 1);
		thinking_ms = CLAMP(stroke->start_ms - before->end_ms, 0, COPY_THINKING_MS);
	}
	return span_ms(stroke) + thinking_ms;
}

/* The time of the stroke at `at` and, since its thinking may have changed, of the one after. */
static void count_time(CopyReader *reader, guint at, gint sign)
{
	for (guint i = at; i <= at + 1 && i < reader->order->len; i++) {
		const Stroke *stroke = g_ptr_array_index(reader->order, i);
		Place *place = g_hash_table_lookup(reader->place_by_id, &stroke->id);

		place->result.spent_ms += sign * spent_on(reader, i);
		place->dirty = true;
	}
}

/* As if the order had the stroke not yet: the one after it counts from the one before. */
static void count_next(CopyReader *reader, guint at, gint sign)
{
	if (at < reader->order->len) {
		const Stroke *stroke = g_ptr_array_index(reader->order, at);
		Place *place = g_hash_table_lookup(reader->place_by_id, &stroke->id);

		place->result.spent_ms += sign * spent_on(reader, at);
		place->dirty = true;
	}
}

static guint order_place(const CopyReader *reader, const Stroke *stroke)
{
	guint at = reader->order->len;

	while (at > 0 && is_before(stroke, g_ptr_array_index(reader->order, at - 1)))
		at--;
	return at;
}

/* Half of its dots are in the help box. */
static bool is_help(const SheetPage *page, const Stroke *stroke)
{
	guint n = 0;

	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);

		if (region->role != ROLE_HELP)
			continue;
		for (guint k = 0; k < stroke->dots->len; k++)
			n += sheet_region_contains(region,
				units_paper_point(stroke->page.family, stroke_dot(stroke, k)->at));
	}
	return n > 0 && n * 2 >= stroke->dots->len;
}

static gint number_of(const SheetPage *page, const Stroke *stroke)
{
	return is_help(page, stroke) ? HELP : answer_question_of(page, stroke);
}

static void add_pupils(CopyReader *reader, const Stroke *stroke)
{
	const gint number = number_of(reader->paper.page, stroke);
	Place *place = place_of(reader, number);
	Stroke *copy = stroke_copy(stroke);
	guint at;

	g_assert(place); /* answer_question_of names regions of the page, or 0 */
	at = order_place(reader, copy);
	count_next(reader, at, -1);
	g_ptr_array_insert(reader->order, (gint)at, copy);
	insert_by_time(place->strokes, copy);
	g_hash_table_insert(reader->place_by_id, &copy->id, place);
	count_time(reader, at, 1);
	place->dirty = true;
}

/* The teacher's ink from `at` on is another than before: what was read of it is read anew. */
static void forget_marks(CopyReader *reader, guint at)
{
	reader->marks_dirty = true;
	if (at >= reader->n_given)
		return;
	reader->marks = mark_reader_free(reader->marks);
	reader->n_given = 0;
}

void copy_reader_add(CopyReader *reader, const Stroke *stroke, bool by_teacher)
{
	copy_reader_drop(reader, stroke->id);
	if (!by_teacher) {
		add_pupils(reader, stroke);
		return;
	}
	Stroke *copy = stroke_copy(stroke);

	forget_marks(reader, insert_by_time(reader->teacher, copy));
	g_hash_table_insert(reader->teacher_by_id, &copy->id, copy);
}

static void drop_pupils(CopyReader *reader, Place *place, gint64 stroke_id)
{
	for (guint i = 0; i < reader->order->len; i++) {
		Stroke *stroke = g_ptr_array_index(reader->order, i);

		if (stroke->id != stroke_id)
			continue;
		count_time(reader, i, -1);
		g_hash_table_remove(reader->place_by_id, &stroke_id);
		g_ptr_array_remove_index(reader->order, i);
		count_next(reader, i, 1);
		g_ptr_array_remove(place->strokes, stroke);
		place->dirty = true;
		return;
	}
}

void copy_reader_drop(CopyReader *reader, gint64 stroke_id)
{
	Place *place = g_hash_table_lookup(reader->place_by_id, &stroke_id);
	Stroke *stroke = g_hash_table_lookup(reader->teacher_by_id, &stroke_id);

	if (place)
		drop_pupils(reader, place, stroke_id);
	if (stroke) {
		guint at = 0;

		g_ptr_array_find(reader->teacher, stroke, &at);
		forget_marks(reader, at);
		g_hash_table_remove(reader->teacher_by_id, &stroke_id);
		g_ptr_array_remove_index(reader->teacher, at);
	}
}

gint copy_reader_last_question(const CopyReader *reader, gint64 *end_ms)
{
	*end_ms = 0;
	for (guint i = reader->order->len; i-- > 0;) {
		const Stroke *stroke = g_ptr_array_index(reader->order, i);
		const Place *place = g_hash_table_lookup(reader->place_by_id, &stroke->id);

		if (place->result.question == HELP)
			continue;
		*end_ms = stroke->end_ms;
		return place->result.question;
	}
	return 0;
}

gint64 copy_reader_help_ms(const CopyReader *reader)
{
	const GPtrArray *strokes = place_of(reader, HELP)->strokes;

	return strokes->len == 0
		       ? 0
		       : ((const Stroke *)g_ptr_array_index(strokes, strokes->len - 1))->end_ms;
}

/* ---- reading */

/* One stroke more. */
static void give_stroke(CopyReader *reader)
{
	const CopyPaper *paper = &reader->paper;

	if (!reader->marks)
		reader->marks = mark_reader_new(
			paper->recogniser, paper->sheet, paper->page, paper->custom);
	mark_reader_add(reader->marks, g_ptr_array_index(reader->teacher, reader->n_given++));
}

/* All strokes are given: what stands on each question. */
static void take_marks(CopyReader *reader)
{
	const GArray *marks = reader->marks ? mark_reader_marks(reader->marks) : NULL;

	for (guint i = 0; i < reader->by_number->len; i++) {
		Place *place = g_ptr_array_index(reader->by_number, i);
		MarkStanding standing = { 0 };

		if (marks)
			standing = marks_standing(marks, place->result.question);
		memset(&place->result.mark, 0, sizeof place->result.mark);
		if (standing.in_force)
			place->result.mark = *standing.in_force;
		place->result.re_marked = standing.re_marked;
	}
	reader->marks_dirty = false;
}

/* The last that is not crossed out is the answer, and nobody knows which was the last. */
static bool order_is_unsure(const GPtrArray *strokes)
{
	for (guint i = 0; strokes->len > 1 && i < strokes->len; i++)
		if (((const Stroke *)g_ptr_array_index(strokes, i))->flags & STROKE_CLOCK_UNSURE)
			return true;
	return false;
}

static void read_answer(const CopyReader *reader, Place *place)
{
	const AnswerInk ink = {
		.page = reader->paper.page,
		.question = place->question,
		.strokes = place->strokes,
	};

	place->result.answer = answer_read(reader->paper.recogniser, &ink);
	if (order_is_unsure(place->strokes))
		place->result.answer.confidence =
			MIN(place->result.answer.confidence, UNSURE_CONFIDENCE);
	place->result.proposal = answer_judge(place->question, &place->result.answer);
}

static bool same_mark(const Mark *a, const Mark *b)
{
	return a->verdict == b->verdict && a->points == b->points && a->refused == b->refused &&
	       a->at_ms == b->at_ms && a->open == b->open && g_str_equal(a->text, b->text);
}

static bool same_answer(const Answer *a, const Answer *b)
{
	return a->state == b->state && a->confidence == b->confidence &&
	       a->corrected == b->corrected && a->last_ms == b->last_ms &&
	       a->first_ms == b->first_ms && a->n_strokes == b->n_strokes &&
	       g_str_equal(a->text, b->text) && g_str_equal(a->first_text, b->first_text);
}

bool copy_result_same_answer(const CopyResult *a, const CopyResult *b)
{
	return same_answer(&a->answer, &b->answer) && a->spent_ms == b->spent_ms &&
	       a->proposal.verdict == b->proposal.verdict &&
	       a->proposal.points == b->proposal.points &&
	       a->proposal.confidence == b->proposal.confidence;
}

static bool same_result(const CopyResult *a, const CopyResult *b)
{
	return copy_result_same_answer(a, b) && same_mark(&a->mark, &b->mark) &&
	       a->re_marked == b->re_marked;
}

static void tell(Place *place, CopyChanged changed, void *user)
{
	if (place->result.question == HELP ||
		(place->told && same_result(&place->told_result, &place->result)))
		return;
	place->told = true;
	place->told_result = place->result;
	changed(user, &place->result);
}

static void read_teacher(CopyReader *reader, CopyChanged changed, void *user)
{
	if (reader->n_given < reader->teacher->len) {
		give_stroke(reader);
		return;
	}
	take_marks(reader);
	for (guint i = 0; i < reader->by_number->len; i++) {
		Place *place = g_ptr_array_index(reader->by_number, i);

		if (!place->dirty)
			tell(place, changed, user);
	}
}

bool copy_reader_read(CopyReader *reader, CopyChanged changed, void *user)
{
	if (reader->marks_dirty) {
		read_teacher(reader, changed, user);
		return true;
	}
	for (guint i = 0; i < reader->by_number->len; i++) {
		Place *place = g_ptr_array_index(reader->by_number, i);

		if (!place->dirty)
			continue;
		if (place->question)
			read_answer(reader, place);
		place->dirty = false;
		tell(place, changed, user);
		return true;
	}
	return false;
}

bool copy_reader_is_read(const CopyReader *reader, gint question)
{
	const Place *place = place_of(reader, question);

	return !reader->marks_dirty && !(place && place->dirty);
}

const CopyResult *copy_reader_result(const CopyReader *reader, gint question)
{
	const Place *place = place_of(reader, question);

	return place ? &place->result : NULL;
}

const GPtrArray *copy_reader_strokes(const CopyReader *reader, bool by_teacher)
{
	return by_teacher ? reader->teacher : reader->order;
}

const GPtrArray *copy_reader_ink(const CopyReader *reader, gint question)
{
	const Place *place = place_of(reader, question);

	return place ? place->strokes : place_of(reader, 0)->strokes;
}
