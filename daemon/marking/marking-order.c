/* SPDX-License-Identifier: MIT */
/*
 * A pile in the order of the class: from when on, from which number on, and how it is mended. A copy that was missing, or
 * lay elsewhere, makes those after it another's: moved, it and they are given on by one word, and the next copy follows.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-piles.h"

#include "daemon/classroom/classroom-pens.h"

#define N_COPIES_MAX 500

/* ---- what was said of it */

void marking_load_pile(Marking *marking)
{
	const StoreAssignment *open = classroom_assignment(marking->options.classroom);
	g_autoptr(GPtrArray) rows = store_reader_pile(marking->options.reader, open->id, NULL);

	if (!marking->pile_steps)
		marking->pile_steps = g_array_new(FALSE, FALSE, sizeof(StorePile));
	g_array_set_size(marking->pile_steps, 0);
	for (guint i = 0; rows && i < rows->len; i++)
		g_array_append_vals(marking->pile_steps, g_ptr_array_index(rows, i), 1);
}

static void take_step(Marking *marking, bool ordered, gint next, gint64 teacher_id, gint64 now_ms)
{
	StorePile row = {
		.ordered = ordered,
		.next = next,
		.teacher_id = teacher_id,
		.at_ms = now_ms,
	};
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, marking->teacher_pens);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		row.after_ms = MAX(row.after_ms, ((const TeacherPen *)value)->last_ms);
	row.id = store_new_id(marking->options.store);
	row.assignment_id = classroom_assignment(marking->options.classroom)->id;
	store_put_pile(marking->options.store, &row);
	g_array_append_val(marking->pile_steps, row);
	g_hash_table_iter_init(&iter, marking->teacher_pens);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		pile_set_ordered(((TeacherPen *)value)->pile, ordered, next);
	marking_touch(marking, NULL, NULL);
}

MarkingResult marking_set_ordered(
	Marking *marking, bool ordered, gint next, gint64 teacher_id, gint64 now_ms)
{
	if (!marking->sheet)
		return MARKING_NO_SHEET;
	if (next != 0 && !marking_pupil_numbered(marking, next))
		return MARKING_NO_SUCH_SEAT;
	marking_tell_all_piles(marking);
	take_step(marking, ordered, next, teacher_id, now_ms);
	return MARKING_DONE;
}

/* ---- said again */

#define N_ACTIONS_MAX 200

bool marking_was_done(const Marking *marking, const char *action)
{
	return *action && g_queue_find_custom((GQueue *)&marking->pile_actions, action,
				  (GCompareFunc)g_strcmp0) != NULL;
}

void marking_note_done(Marking *marking, const char *action)
{
	if (*action == '\0')
		return;
	g_queue_push_tail(&marking->pile_actions, g_strdup(action));
	if (marking->pile_actions.length > N_ACTIONS_MAX)
		g_free(g_queue_pop_head(&marking->pile_actions));
}

/* ---- who is next */

static gint by_number(gconstpointer a, gconstpointer b)
{
	return *(const gint *)a - *(const gint *)b;
}

static GArray *numbers_of(const Marking *marking)
{
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(gint));

	for (guint i = 0; i < marking->pupils->len; i++)
		g_array_append_val(numbers,
			((const PupilWork *)g_ptr_array_index(marking->pupils, i))->number);
	g_array_sort(numbers, by_number);
	return numbers;
}

/* NULL: none wrote. */
static const TeacherPen *pen_of_now(const Marking *marking)
{
	const TeacherPen *pen = NULL;
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, marking->teacher_pens);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		if (!pen || ((const TeacherPen *)value)->last_ms > pen->last_ms)
			pen = value;
	return pen;
}

/* Of the pen that wrote last; of none: as it was said. */
static gint next_of(const Marking *marking, const StorePile *last)
{
	const TeacherPen *pen = pen_of_now(marking);

	if (pen)
		return pile_next(pen->pile);
	g_autoptr(GArray) numbers = numbers_of(marking);

	for (guint i = 0; i < numbers->len; i++)
		if (g_array_index(numbers, gint, i) >= last->next)
			return g_array_index(numbers, gint, i);
	return 0;
}

json_t *marking_pile_json(const Marking *marking)
{
	const GArray *steps = marking->pile_steps;
	const StorePile *last =
		steps && steps->len > 0 ? &g_array_index(steps, StorePile, steps->len - 1) : NULL;
	const bool ordered = last && last->ordered;

	return json_pack(
		"{s:b, s:i}", "ordered", ordered, "next", ordered ? next_of(marking, last) : 0);
}

/* ---- its copies, in the order of writing */

typedef struct {
	const MarkedCopy *copy;
	PileRun run;
	gint64 first_ms;
} Laid;

static gint by_time(gconstpointer a, gconstpointer b)
{
	const gint64 one = ((const Laid *)a)->first_ms, other = ((const Laid *)b)->first_ms;

	return (one > other) - (one < other);
}

static void list_pen(const Marking *marking, const TeacherPen *pen, GArray *list)
{
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init(&iter, pen->copies);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const guint run = ((const RunPage *)key)->run;
		Laid laid = { .copy = g_hash_table_lookup(marking->marked, value),
			.first_ms = G_MAXINT64 };

		if (!laid.copy || laid.copy->strokes->len == 0 || run >= pen->runs->len)
			continue;
		laid.run = g_array_index(pen->runs, PileRun, run);
		for (guint i = 0; i < laid.copy->strokes->len; i++)
			laid.first_ms = MIN(laid.first_ms,
				((const Stroke *)g_ptr_array_index(laid.copy->strokes, i))
					->start_ms);
		g_array_append_val(list, laid);
	}
}

static GArray *list_copies(Marking *marking, const TeacherPen *of_pen)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(Laid));
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, marking->teacher_pens);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		if (!of_pen || value == of_pen)
			list_pen(marking, value, list);
	g_array_sort(list, by_time);
	return list;
}

static gint number_of(const Marking *marking, const MarkedCopy *copy)
{
	const StorePageCopy *row = classroom_page_copy(marking->options.classroom, copy->id);

	for (guint i = 0; i < marking->pupils->len; i++) {
		const PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		if (pupil->id == row->pupil_id)
			return pupil->number;
	}
	return 0;
}

static json_t *laid_json(const Marking *marking, const Laid *laid)
{
	const gint number = number_of(marking, laid->copy);

	return json_pack("{s:I, s:i, s:s, s:i, s:i, s:I}", "copy", (json_int_t)laid->copy->id,
		"pupil", number, "how",
		number == 0	      ? ""
		: laid->copy->by_hand ? "hand"
				      : pile_how_name(laid->run.how),
		"page", (int)laid->copy->page.page, "strokes", (int)laid->copy->strokes->len,
		"first_ms", (json_int_t)laid->first_ms);
}

char *marking_pile(Marking *marking)
{
	json_t *array = json_array(), *object = json_object();
	guint from = 0;

	if (marking->sheet) {
		marking_tell_all_piles(marking);
		g_autoptr(GArray) list = list_copies(marking, NULL);

		from = list->len > N_COPIES_MAX ? list->len - N_COPIES_MAX : 0;
		for (guint i = from; i < list->len; i++)
			json_array_append_new(
				array, laid_json(marking, &g_array_index(list, Laid, i)));
	}
	json_object_set_new(object, "left", json_integer(from));
	json_object_set_new(object, "copies", array);
	char *dumped = json_dumps(object, JSON_COMPACT);
	char *text = g_strdup(dumped);

	free(dumped);
	json_decref(object);
	return text;
}

/* ---- mended */

static TeacherPen *find_run(const Marking *marking, gint64 page_copy_id, guint *run)
{
	GHashTableIter pens;
	gpointer value;

	g_hash_table_iter_init(&pens, marking->teacher_pens);
	while (g_hash_table_iter_next(&pens, NULL, &value)) {
		TeacherPen *pen = value;
		GHashTableIter copies;
		gpointer key, id;

		g_hash_table_iter_init(&copies, pen->copies);
		while (g_hash_table_iter_next(&copies, &key, &id))
			if (*(const gint64 *)id == page_copy_id) {
				*run = ((const RunPage *)key)->run;
				return pen;
			}
	}
	return NULL;
}

typedef struct {
	gint64 teacher_id, now_ms;
	gint64 copy_id;
	guint first_run;
	guint first_place; /* of the roster */
	gint64 until_ms;   /* when the order it is of was ended; else G_MAXINT64: it is on */
} Move;

/* When the order that a copy was written in was ended; 0: it was written in none. */
static gint64 end_of_order(const GArray *steps, gint64 written_ms)
{
	bool ordered = false;

	for (guint i = 0; i < steps->len; i++) {
		const StorePile *step = &g_array_index(steps, StorePile, i);

		if (step->after_ms < written_ms)
			ordered = step->ordered;
		else if (!ordered)
			return 0;
		else if (!step->ordered)
			return step->after_ms;
	}
	return ordered ? G_MAXINT64 : 0;
}

static gint64 written_ms(const GArray *list, gint64 copy_id)
{
	for (guint i = 0; i < list->len; i++)
		if (g_array_index(list, Laid, i).copy->id == copy_id)
			return g_array_index(list, Laid, i).first_ms;
	return 0;
}

/* Its run, and those behind it in the same order that nothing else named. */
static bool is_behind(const Laid *laid, const Move *move)
{
	return laid->run.run == move->first_run ||
	       (laid->run.run > move->first_run && laid->run.how == PILE_ORDER &&
		       laid->first_ms <= move->until_ms);
}

/* Of those, what a person said of a single copy holds: its place is passed over. */
static bool is_moved(const Laid *laid, const Move *move)
{
	return is_behind(laid, move) &&
	       (!laid->copy->by_hand || laid->copy->by_move || laid->copy->id == move->copy_id);
}

/* How many of the runs from the first on lie before this one. */
static guint place_in_move(const GArray *list, const Laid *laid, const Move *move)
{
	g_autoptr(GHashTable) runs = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < list->len; i++) {
		const Laid *one = &g_array_index(list, Laid, i);

		if (is_behind(one, move) && one->run.run < laid->run.run)
			g_hash_table_add(runs, GUINT_TO_POINTER(one->run.run));
	}
	return g_hash_table_size(runs);
}

static void give(Marking *marking, const GArray *list, const GArray *numbers, const Laid *laid,
	const Move *move)
{
	const guint place = move->first_place + place_in_move(list, laid, move);
	const PupilWork *pupil = place < numbers->len ? marking_pupil_numbered(marking,
								g_array_index(numbers, gint, place))
						      : NULL;
	const bool is_kept = pupil && classroom_keeps_ink_of(marking->options.classroom, pupil->id);
	const MarkedClaim claim = {
		.page_copy_id = laid->copy->id,
		.pupil_id = is_kept ? pupil->id : 0,
		.how = pile_how_name(PILE_ORDER),
		.teacher_id = move->teacher_id,
		.at_ms = move->now_ms,
	};

	marking_claim_for(marking, &claim);
}

/* From that end on which nobody's place is taken before it is left. */
static guint give_all(
	Marking *marking, const GArray *list, const GArray *numbers, const Move *move, bool onwards)
{
	guint n_runs = 0;

	for (guint k = 0; k < list->len; k++) {
		const Laid *laid = &g_array_index(list, Laid, onwards ? list->len - 1 - k : k);

		if (is_behind(laid, move))
			n_runs = MAX(n_runs, place_in_move(list, laid, move) + 1);
		if (is_moved(laid, move))
			give(marking, list, numbers, laid, move);
	}
	return n_runs;
}

/* The copy after them is the next one's, where the pile goes on in that order; behind all of the class it is at its end. */
static void go_on(Marking *marking, const GArray *numbers, guint place, const Move *move)
{
	const gint next = place < numbers->len ? g_array_index(numbers, gint, place)
					       : g_array_index(numbers, gint, numbers->len - 1) + 1;

	take_step(marking, true, next, move->teacher_id, move->now_ms);
}

MarkingResult marking_move_in_pile(
	Marking *marking, gint64 page_copy_id, gint pupil_number, gint64 teacher_id, gint64 now_ms)
{
	Move move = { .teacher_id = teacher_id, .now_ms = now_ms, .copy_id = page_copy_id };
	const MarkedCopy *copy;

	if (!marking->sheet)
		return MARKING_NO_SHEET;
	marking_tell_all_piles(marking);
	const TeacherPen *pen = find_run(marking, page_copy_id, &move.first_run);

	copy = g_hash_table_lookup(marking->marked, &page_copy_id);
	if (!pen || !copy)
		return MARKING_NO_SUCH_COPY;
	g_autoptr(GArray) numbers = numbers_of(marking);

	while (move.first_place < numbers->len &&
		g_array_index(numbers, gint, move.first_place) != pupil_number)
		move.first_place++;
	if (move.first_place == numbers->len)
		return MARKING_NO_SUCH_SEAT;
	g_autoptr(GArray) list = list_copies(marking, pen);
	const gint before = number_of(marking, copy);

	move.until_ms = end_of_order(marking->pile_steps, written_ms(list, page_copy_id));
	const guint n_runs =
		give_all(marking, list, numbers, &move, before == 0 || before < pupil_number);

	/* One that was laid away with its pile, or whose pen another wrote after, says nothing of the next copy. */
	if (move.until_ms == G_MAXINT64 && pen == pen_of_now(marking))
		go_on(marking, numbers, move.first_place + n_runs, &move);
	marking_touch(marking, NULL, NULL);
	return MARKING_DONE;
}
