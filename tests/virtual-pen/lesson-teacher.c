/* SPDX-License-Identifier: MIT */
/*
 * Signs as in mathematics: √ right, × wrong, a ring or √ with a flaw half right, now and then points instead; the
 * total large, over two lines. A copy that comes again gets ticks beside what was wrong.
 */
#include "tests/virtual-pen/lesson-teacher.h"

#include "tests/virtual-pen/alphabet.h"
#include "tests/virtual-pen/lesson-pupil.h"

#include <string.h>

#define THING_MARK UINT64_C(0x6D61726B)
#define STRANGER_NUMBER "99"

struct LessonTeacher {
	const Lesson *lesson;
	uint64_t seed;
	MarkingWay way;
	GArray *visits; /* of Visit */
};

bool marking_way_by_name(const char *name, MarkingWay *way)
{
	static const char *const names[N_MARKING_WAYS] = { "address", "claim", "number", "pile" };
	for (unsigned i = 0; i < N_MARKING_WAYS; i++) {
		if (!g_str_equal(name, names[i]))
			continue;
		*way = (MarkingWay)i;
		return true;
	}
	return false;
}

bool mishap_by_name(const char *text, Mishap *mishap)
{
	static const char *const names[] = { "forget", "stranger", "again", "strike" };
	const char *colon = strchr(text, ':');
	guint64 pupil = 0;
	if (!colon || !g_ascii_string_to_unsigned(colon + 1, 10, 1, UINT16_MAX, &pupil, NULL))
		return false;
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strlen(names[i]) != (size_t)(colon - text) ||
			strncmp(text, names[i], strlen(names[i])) != 0)
			continue;
		*mishap = (Mishap){ (MishapKind)i, (uint32_t)pupil };
		return true;
	}
	return false;
}

/* ---- the plan */

static int teacher_who_is_first(const void *a, const void *b)
{
	const Visit *one = a, *other = b;
	return one->earliest_ms < other->earliest_ms ? -1 : one->earliest_ms > other->earliest_ms;
}

static bool teacher_has_mishap(const MarkingPlan *plan, MishapKind kind, uint32_t pupil)
{
	for (guint i = 0; plan->mishaps && i < plan->mishaps->len; i++) {
		const Mishap *mishap = &g_array_index(plan->mishaps, Mishap, i);
		if (mishap->kind == kind && mishap->pupil == pupil)
			return true;
	}
	return false;
}

LessonTeacher *lesson_teacher_new(
	const Lesson *lesson, const MarkingPlan *plan, uint64_t seed, const GArray *pupils)
{
	LessonTeacher *teacher = g_new0(LessonTeacher, 1);
	teacher->lesson = lesson;
	teacher->seed = seed;
	teacher->way = plan->way;
	teacher->visits = g_array_new(FALSE, FALSE, sizeof(Visit));
	g_array_append_vals(teacher->visits, pupils->data, pupils->len);
	if (plan->way != MARKING_BY_PILE) /* a pile is in order, and waits for the slow ones */
		g_array_sort(teacher->visits, teacher_who_is_first);
	g_array_set_size(teacher->visits, MIN(plan->n_copies, teacher->visits->len));
	for (guint i = 0, n = teacher->visits->len; i < n; i++) {
		Visit *visit = &g_array_index(teacher->visits, Visit, i);
		visit->forgotten = teacher_has_mishap(plan, MISHAP_FORGET, visit->pupil.number);
		visit->stranger = teacher_has_mishap(plan, MISHAP_STRANGER, visit->pupil.number);
		visit->strikes = teacher_has_mishap(plan, MISHAP_STRIKE, visit->pupil.number);
		if (!teacher_has_mishap(plan, MISHAP_AGAIN, visit->pupil.number))
			continue;
		Visit again = { .pupil = visit->pupil, .again = true };
		g_array_append_val(teacher->visits, again);
	}
	return teacher;
}

LessonTeacher *lesson_teacher_free(LessonTeacher *teacher)
{
	if (!teacher)
		return NULL;
	g_array_unref(teacher->visits);
	g_free(teacher);
	return NULL;
}

guint lesson_teacher_n_visits(const LessonTeacher *teacher)
{
	return teacher->visits->len;
}

const Visit *lesson_teacher_visit(const LessonTeacher *teacher, guint index)
{
	return &g_array_index(teacher->visits, Visit, index);
}

/* ---- verdicts */

static LessonMark teacher_first_mark(
	const LessonTeacher *teacher, const Hand *pupil, const LessonQuestion *question)
{
	Dice dice = dice_new(teacher->seed, pupil->number, THING_MARK + (uint64_t)question->number);
	LessonAnswer answer = lesson_answer(question, pupil);
	double sort = dice_unit(&dice);
	bool calculated = question->type == LESSON_NUMBER && !answer.blank;
	if (lesson_is_right(question, &answer))
		return (LessonMark){ "right", NULL, ALPHABET_TICK, question->points };
	if (lesson_is_partly_right(question, &answer))
		return (LessonMark){ "half", NULL,
			sort < 0.5 ? ALPHABET_CIRCLE : ALPHABET_HALF_TICK, question->points / 2 };
	if (calculated && sort < 0.3)
		return (LessonMark){ "half", NULL, ALPHABET_HALF_TICK, question->points / 2 };
	if (calculated && sort < 0.5 && question->points >= 3)
		return (LessonMark){ "points", NULL, 0, sort < 0.4 ? 2 : 3 };
	return (LessonMark){ "wrong", NULL, ALPHABET_CROSS, 0 };
}

LessonMark lesson_teacher_mark(
	const LessonTeacher *teacher, const Visit *visit, const LessonQuestion *question)
{
	LessonMark mark = teacher_first_mark(teacher, &visit->pupil, question);
	bool right = g_str_equal(mark.verdict, "right");
	if (visit->again)
		return right ? (LessonMark){ 0 }
			     : (LessonMark){ "right", NULL, ALPHABET_TICK, question->points };
	if (visit->strikes && question == lesson_question(teacher->lesson, 0))
		mark.struck = right ? "wrong" : "right";
	return mark;
}

double lesson_teacher_total(const LessonTeacher *teacher, const Visit *visit)
{
	double total = 0;
	for (guint i = 0; i < teacher->lesson->questions->len; i++)
		total += lesson_teacher_mark(teacher, visit, lesson_question(teacher->lesson, i))
				 .points;
	return total;
}

/* ---- writing */

static void teacher_say_whose(
	const LessonTeacher *teacher, Handwriting *writing, const Visit *visit)
{
	uint32_t number = visit->pupil.number;
	bool claims = teacher->way == MARKING_BY_CLAIM;
	const LessonPlace *place =
		claims ? lesson_place(teacher->lesson, LESSON_CLAIM_BOX, 0, number, NULL)
		       : lesson_place(teacher->lesson, LESSON_NUMBER_BOX, 0, 0, NULL);
	if (!place || visit->forgotten || (!claims && teacher->way != MARKING_BY_NUMBER))
		return;
	g_autofree char *digits = g_strdup_printf("%u", number);
	lesson_turn_to(teacher->lesson, writing, place, number);
	writing->purpose = INK_CLAIM;
	if (claims)
		handwriting_touch(writing, INK_CLAIM, (place->box.left + place->box.right) / 2,
			(place->box.top + place->box.bottom) / 2);
	else
		handwriting_text(writing, visit->stranger ? STRANGER_NUMBER : digits,
			place->box.left + 3, place->box.bottom - 2, writing->hand->height_mm);
}

static void teacher_write_sign(
	Handwriting *writing, gunichar sign, double points, double left, double line)
{
	Dice *dice = &writing->dice;
	left += 0.6 * dice_bell(dice);
	line += 0.5 * dice_bell(dice);
	if (sign) {
		handwriting_character(writing, sign, left, line,
			sign == ALPHABET_TICK ? dice_between(dice, 6, 8) : 5.5);
		return;
	}
	g_autofree char *text = g_strdup_printf("%g", points);
	handwriting_text(writing, text, left, line, 6);
}

/* Two short strokes across a mark which was a mistake. */
static void teacher_strike(Handwriting *writing, double left, double line)
{
	handwriting_pause(writing, 600, 1500);
	for (int i = 0; i < 2; i++)
		handwriting_line(writing, left + 0.5, line - 3.4 + 1.8 * i, left + 6.5,
			line - 3.8 + 1.8 * i);
}

static void teacher_mark_question(const LessonTeacher *teacher, Handwriting *writing,
	const Visit *visit, const LessonQuestion *question)
{
	LessonMark mark = lesson_teacher_mark(teacher, visit, question);
	const LessonPlace *place =
		lesson_place(teacher->lesson, LESSON_MARK, question->number, 0, NULL);
	if (!place)
		place = lesson_place_of(teacher->lesson, question->number);
	if (!mark.verdict)
		return;
	double left = place->box.right - 8, line = place->box.bottom - 1.5;
	lesson_turn_to(teacher->lesson, writing, place, visit->pupil.number);
	writing->question = question->number;
	writing->purpose = INK_MARK;
	handwriting_pause(writing, 350, 1100);
	if (mark.struck) {
		gunichar sign = g_str_equal(mark.struck, "right") ? ALPHABET_TICK : ALPHABET_CROSS;
		teacher_write_sign(writing, sign, 0, left, line);
		teacher_strike(writing, left, line);
	}
	teacher_write_sign(writing, mark.sign, mark.points,
		mark.struck || visit->again ? left - 6 : left, line);
	writing->question = 0;
}

static void teacher_write_total(
	const LessonTeacher *teacher, Handwriting *writing, const Visit *visit)
{
	const LessonPlace *place = lesson_place(teacher->lesson, LESSON_TOTAL, 0, 0, NULL);
	if (!place || visit->again)
		return;
	g_autofree char *text = g_strdup_printf("%g", lesson_teacher_total(teacher, visit));
	const SheetBox *box = &place->box;
	double room = box->right - box->left - 2, height = 9;
	height *= MIN(1, room / handwriting_text_width(writing, text, height));
	lesson_turn_to(teacher->lesson, writing, place, visit->pupil.number);
	writing->purpose = INK_SCORE;
	handwriting_pause(writing, 800, 2000);
	handwriting_text(writing, text, box->left + 1, box->bottom - 6.5, height);
	for (int i = 0; i < 2; i++)
		handwriting_line(writing, box->left + 1.5, box->bottom - 3.2 + 1.5 * i,
			box->right - 2, box->bottom - 3.5 + 1.5 * i);
}

bool lesson_teacher_write(const LessonTeacher *teacher, Handwriting *writing, uint32_t item)
{
	guint n = teacher->lesson->questions->len, step = item % (n + 2);
	if (item / (n + 2) >= teacher->visits->len)
		return false;
	const Visit *visit = lesson_teacher_visit(teacher, item / (n + 2));
	if (step == 0) {
		writing->ink_ms = MAX(writing->ink_ms, visit->earliest_ms);
		handwriting_pause(writing, 2500, 6000);
		teacher_say_whose(teacher, writing, visit);
	} else if (step <= n) {
		teacher_mark_question(
			teacher, writing, visit, lesson_question(teacher->lesson, step - 1));
	} else {
		teacher_write_total(teacher, writing, visit);
	}
	return true;
}
