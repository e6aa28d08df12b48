/* SPDX-License-Identifier: MIT */
/*
 * A script is a row of items (the name line, each sum, each mark). An item is written whole into a queue
 * with dice of its own when the queue has run empty; only the clock and the tip carry on to the next.
 */
#include "tests/virtual-pen/handwriting.h"
#include "tests/virtual-pen/script.h"
#include "tests/virtual-pen/alphabet.h"
#include "tests/virtual-pen/lesson-pupil.h"

#include <math.h>

#define THING_ANSWER UINT64_C(0x616E73776572)
#define THING_ITEM UINT64_C(0x6974656D)
#define TEACHER_STARTS_MS 20000
#define TEACHER_ALONE_STARTS_MS 10000

struct Script {
	ScriptOptions options;
	Hand hand;
	Handwriting writing;
	GQueue strokes; /* of InkStroke */
	uint32_t n_items;
	bool teacher;
	uint32_t first_pupil, n_pupils;
	LessonTeacher *marking; /* of a lesson */
};

/* ---- what pupils know */

char *script_name(uint32_t number)
{
	static const char *const surnames[] = { "王", "李", "张", "刘", "陈", "杨", "吴", "周",
		"林", "方", "石", "田" };
	static const char *const given[] = { "明", "小红", "华", "丽", "天明", "军", "小芳", "伟",
		"文", "东", "子文", "平", "林", "小天", "星", "云", "玉", "正", "小山", "红",
		"文华", "心", "大林", "芳", "小明", "长生", "明月", "学文", "小云", "来生", "正东",
		"元" };
	uint64_t mixed = dice_mix(number);
	const char *surname = surnames[(number + mixed % 3) % G_N_ELEMENTS(surnames)];
	return g_strconcat(surname, given[(number * 7 + 3) % G_N_ELEMENTS(given)], NULL);
}

/* Slips that children make: one off, a ten forgotten, digits turned round, the wrong operation. */
static int script_slip(Dice *dice, int right, int a, int b)
{
	int wrong = right;
	switch (dice_below(dice, 5)) {
	case 0:
		wrong = right + 1;
		break;
	case 1:
		wrong = right - 1;
		break;
	case 2:
		wrong = right >= 20 ? right - 10 : right + 10;
		break;
	case 3:
		wrong = right >= 10 && right < 100 ? right % 10 * 10 + right / 10 : right + 2;
		break;
	default:
		wrong = a + b;
		break;
	}
	return wrong == right || wrong < 0 ? right + 3 : wrong;
}

PupilAnswer script_answer(const Hand *pupil, uint32_t page, int row, int column)
{
	Dice dice = dice_new(pupil->seed, pupil->number,
		THING_ANSWER + page * UINT64_C(1000) + (uint64_t)(row * SHEET_N_COLUMNS + column));
	int a, b;
	gunichar operator;
	int right = sheet_sum(row, column, &a, &operator, & b);
	PupilAnswer answer = { .first = right, .final = right };
	answer.blank = dice_chance(&dice, 0.012);
	answer.postponed = dice_chance(&dice, 0.04);
	if (dice_chance(&dice, pupil->mistakes)) {
		answer.first = script_slip(&dice, right, a, b);
		answer.final = answer.first;
		answer.crossed = dice_chance(&dice, pupil->notices);
		if (answer.crossed && dice_chance(&dice, 0.88))
			answer.final = right;
		else if (answer.crossed)
			answer.final = script_slip(&dice, answer.first, a, b);
	} else if (dice_chance(&dice, 0.012)) {
		/* A right answer that the pupil came to doubt. */
		answer.crossed = true;
		answer.final = script_slip(&dice, right, a, b);
	}
	return answer;
}

/* ---- the pupil writes */

/* Writes a number; where room is short it is squeezed in smaller, as children do. */
static SheetBox script_write_number(
	Handwriting *writing, int value, double left, double line, double right)
{
	char text[12];
	g_snprintf(text, sizeof(text), "%d", value);
	double height = writing->hand->height_mm;
	double width = handwriting_text_width(writing, text, height);
	height *= CLAMP((right - left) / width, 0.55, 1);
	double end = handwriting_text(writing, text, left, line, height);
	return (SheetBox){ left, line - height, end - writing->hand->spacing * height / 12, line };
}

static void script_write_sum(Script *script, int row, int column)
{
	Handwriting *writing = &script->writing;
	const Hand *hand = &script->hand;
	PupilAnswer answer = script_answer(hand, writing->paper.page, row, column);
	if (answer.blank)
		return;
	SheetBox box = sheet_answer_box(row, column);
	double line = box.bottom - 2.2;
	writing->row = row;
	writing->column = column;

	/* Thinking: sums first and subtractions are slower than the tables; sometimes the mind wanders. */
	double think_ms = column < 2 ? 3200 : 1900;
	handwriting_pause(writing, 0.4 * think_ms, 1.7 * think_ms);
	if (dice_chance(&writing->dice, 0.03))
		handwriting_pause(writing, 6000, 16000);
	if (dice_chance(&writing->dice, 0.04))
		handwriting_touch(writing, INK_TOUCH, box.left + 1, line - 3);

	double left = box.left + 0.8 + 0.5 * fabs(dice_bell(&writing->dice));
	writing->purpose = answer.crossed ? INK_WRONG : INK_ANSWER;
	SheetBox written = script_write_number(writing, answer.first, left, line, box.right);
	if (answer.crossed) {
		handwriting_pause(writing, 500, 4000);
		handwriting_cross_out(writing, written);
		handwriting_pause(writing, 400, 2500);
		writing->purpose = INK_ANSWER;
		script_write_number(writing, answer.final, written.right + 1.2, line, box.right);
	} else if (dice_chance(&writing->dice, 0.03)) {
		/* Goes over the first digit again: it did not look right. */
		handwriting_pause(writing, 300, 900);
		writing->purpose = INK_RETOUCH;
		gunichar digit = (gunichar)('0' + answer.first / (answer.first > 99	    ? 100
									 : answer.first > 9 ? 10
											    : 1));
		handwriting_character(writing, digit, left + 0.2, line, hand->height_mm);
	}
}

static void script_write_name(Script *script)
{
	Handwriting *writing = &script->writing;
	double height = MIN(script->hand.height_mm * 1.35, 8.2);
	g_autofree char *name = script_name(script->options.number);
	g_autofree char *number = g_strdup_printf("%u", script->options.number);
	handwriting_pause(writing, 400, 3000);
	writing->purpose = INK_NAME;
	handwriting_text(
		writing, name, sheet_name_box().left + 2, sheet_name_box().bottom - 2, height);
	handwriting_pause(writing, 300, 900);
	writing->purpose = INK_NUMBER;
	handwriting_text(writing, number, sheet_number_box().left + 2,
		sheet_number_box().bottom - 2.5, script->hand.height_mm);
}

static void script_nth_sum(const Hand *hand, int n, int *row, int *column)
{
	*row = hand->by_columns ? n % SHEET_N_ROWS : n / SHEET_N_COLUMNS;
	*column = hand->by_columns ? n / SHEET_N_ROWS : n % SHEET_N_COLUMNS;
}

/* Items of a page: the name, all sums but the postponed ones, the postponed ones. */
#define PUPIL_ITEMS (1 + 2 * SHEET_N_SUMS)

static bool script_write_pupil_item(Script *script, uint32_t item)
{
	uint32_t page = item / PUPIL_ITEMS;
	if (script->options.n_pages > 0 && page >= script->options.n_pages)
		return false;
	int step = (int)(item % PUPIL_ITEMS) - 1;
	script->writing.paper.page = script->options.paper.page + page;
	script->writing.row = -1;
	script->writing.column = -1;
	if (step < 0) {
		if (page > 0)
			handwriting_pause(&script->writing, 6000, 12000);
		script_write_name(script);
		return true;
	}
	int row, column;
	script_nth_sum(&script->hand, step % SHEET_N_SUMS, &row, &column);
	PupilAnswer answer = script_answer(&script->hand, script->writing.paper.page, row, column);
	if (answer.postponed == (step >= SHEET_N_SUMS))
		script_write_sum(script, row, column);
	return true;
}

/* ---- the teacher marks */

static bool script_is_right(const PupilAnswer *answer, int row, int column)
{
	int a, b;
	gunichar operator;
	return !answer->blank && answer->final == sheet_sum(row, column, &a, &operator, & b);
}

static void script_mark_sum(Script *script, const Hand *pupil, int row, int column)
{
	Handwriting *writing = &script->writing;
	PupilAnswer answer = script_answer(pupil, writing->paper.page, row, column);
	bool right = script_is_right(&answer, row, column);
	gunichar mark = right ? ALPHABET_TICK : ALPHABET_CROSS;
	if (answer.blank)
		mark = ALPHABET_CIRCLE;
	else if (right && answer.crossed && dice_chance(&writing->dice, 0.3))
		mark = ALPHABET_HALF_TICK;
	SheetBox box = sheet_answer_box(row, column);
	writing->row = row;
	writing->column = column;
	handwriting_pause(writing, 350, 1100);
	handwriting_character(writing, mark, box.right - 8 + dice_bell(&writing->dice),
		box.bottom - 1 + 0.7 * dice_bell(&writing->dice),
		mark == ALPHABET_CROSS ? 5.5 : dice_between(&writing->dice, 6, 8.5));
}

static void script_write_score(Script *script, const Hand *pupil)
{
	Handwriting *writing = &script->writing;
	int row, column, n_right = 0;
	for (int n = 0; n < SHEET_N_SUMS; n++) {
		script_nth_sum(pupil, n, &row, &column);
		PupilAnswer answer = script_answer(pupil, writing->paper.page, row, column);
		n_right += script_is_right(&answer, row, column);
	}
	writing->purpose = INK_SCORE;
	writing->row = -1;
	writing->column = -1;
	handwriting_pause(writing, 800, 2000);
	g_autofree char *score = g_strdup_printf("%d", n_right * 100 / SHEET_N_SUMS);
	SheetBox box = sheet_score_box();
	handwriting_text(writing, score, box.left + 1, box.bottom - 3, 10);
}

/* Items of a pupil's copy: the sums, then the score. */
#define TEACHER_ITEMS (SHEET_N_SUMS + 1)

static bool script_write_teacher_item(Script *script, uint32_t item)
{
	Handwriting *writing = &script->writing;
	uint32_t copy = item / TEACHER_ITEMS;
	if (script->n_pupils == 0)
		return false;
	uint32_t page = copy / script->n_pupils;
	if (script->options.n_pages > 0 && page >= script->options.n_pages)
		return false;
	Hand pupil = hand_pupil(script->options.seed, script->first_pupil + copy % script->n_pupils,
		script->options.rate_hz);
	writing->paper.page = script->options.paper.page + page;
	int step = (int)(item % TEACHER_ITEMS), row, column;
	if (step == SHEET_N_SUMS) {
		script_write_score(script, &pupil);
		return true;
	}
	if (step == 0)
		handwriting_pause(writing, 2500, 6000);
	writing->purpose = INK_MARK;
	script_nth_sum(&script->hand, step, &row, &column);
	script_mark_sum(script, &pupil, row, column);
	return true;
}

/* ---- taking strokes */

static Script *script_new(const ScriptOptions *options, Hand hand)
{
	Script *script = g_new0(Script, 1);
	script->options = *options;
	script->hand = hand;
	script->hand.pause *= options->pauses;
	g_queue_init(&script->strokes);
	script->writing = (Handwriting){ .hand = &script->hand,
		.paper = options->paper,
		.haste = 1,
		.left_mm = SHEET_LEFT_UNITS * NCODE_UNIT_MM,
		.top_mm = SHEET_TOP_UNITS * NCODE_UNIT_MM,
		.row = -1,
		.column = -1,
		.strokes = &script->strokes };
	return script;
}

Script *script_new_pupil(const ScriptOptions *options)
{
	return script_new(options, hand_pupil(options->seed, options->number, options->rate_hz));
}

/* When the last stroke of the pupil's copy is written: found by writing it. */
static int64_t script_pupil_ends_ms(const ScriptOptions *options, uint32_t pupil)
{
	ScriptOptions own = *options;
	own.number = pupil;
	g_autoptr(Script) script = script_new_pupil(&own);
	InkStroke *stroke;
	int64_t end_ms = 0;
	while ((stroke = script_take(script))) {
		end_ms = stroke->ink_ms + stroke->duration_ms;
		ink_stroke_unref(stroke);
	}
	return end_ms;
}

static LessonTeacher *script_marking(
	const ScriptOptions *options, uint32_t first_pupil, uint32_t n_pupils)
{
	g_autoptr(GArray) pupils = g_array_new(FALSE, FALSE, sizeof(Visit));
	for (uint32_t i = 0; i < n_pupils; i++) {
		Visit visit = {
			.pupil = hand_pupil(options->seed, first_pupil + i, options->rate_hz),
			.earliest_ms = options->plan->alone
					       ? 0
					       : script_pupil_ends_ms(options, first_pupil + i),
		};
		g_array_append_val(pupils, visit);
	}
	return lesson_teacher_new(options->lesson, options->plan, options->seed, pupils);
}

Script *script_new_teacher(const ScriptOptions *options, uint32_t first_pupil, uint32_t n_pupils)
{
	Script *script =
		script_new(options, hand_teacher(options->seed, options->number, options->rate_hz));
	script->teacher = true;
	script->first_pupil = first_pupil;
	script->n_pupils = n_pupils;
	script->writing.ink_ms = TEACHER_STARTS_MS;
	if (options->lesson) {
		script->marking = script_marking(options, first_pupil, n_pupils);
		script->writing.ink_ms = TEACHER_ALONE_STARTS_MS;
	}
	return script;
}

Script *script_free(Script *script)
{
	if (!script)
		return NULL;
	g_queue_clear_full(&script->strokes, (GDestroyNotify)ink_stroke_unref);
	lesson_teacher_free(script->marking);
	g_free(script);
	return NULL;
}

static bool script_write_item(Script *script, uint32_t item)
{
	const Lesson *lesson = script->options.lesson;
	if (script->marking)
		return lesson_teacher_write(script->marking, &script->writing, item);
	if (lesson) {
		g_autofree char *name = script_name(script->options.number);
		return lesson_pupil_write(lesson, &script->writing, name, item);
	}
	return script->teacher ? script_write_teacher_item(script, item)
			       : script_write_pupil_item(script, item);
}

const InkStroke *script_peek(Script *script)
{
	while (g_queue_is_empty(&script->strokes)) {
		uint32_t item = script->n_items;
		script->writing.dice =
			dice_new(script->options.seed, script->options.number, THING_ITEM + item);
		if (!script_write_item(script, item))
			return NULL;
		script->n_items++;
	}
	return g_queue_peek_head(&script->strokes);
}

InkStroke *script_take(Script *script)
{
	return script_peek(script) ? g_queue_pop_head(&script->strokes) : NULL;
}

/* ---- the truth */

static void script_tell_visit(
	const Script *script, Truth *truth, const char *pen, const Visit *visit)
{
	const Lesson *lesson = script->options.lesson;
	truth_copy(truth, pen, visit);
	for (guint i = 0; i < lesson->questions->len; i++) {
		const LessonQuestion *question = lesson_question(lesson, i);
		LessonMark mark = lesson_teacher_mark(script->marking, visit, question);
		if (mark.verdict)
			truth_mark(truth, pen, visit->pupil.number, question->number, &mark);
	}
	if (!visit->again)
		truth_mark(truth, pen, visit->pupil.number, 0,
			&(LessonMark){ .verdict = "points",
				.points = lesson_teacher_total(script->marking, visit) });
}

void script_tell(const Script *script, Truth *truth, const char *pen)
{
	const Lesson *lesson = script->options.lesson;
	for (guint i = 0; script->marking && i < lesson_teacher_n_visits(script->marking); i++)
		script_tell_visit(script, truth, pen, lesson_teacher_visit(script->marking, i));
	for (guint i = 0; lesson && !script->teacher && i < lesson->questions->len; i++) {
		const LessonQuestion *question = lesson_question(lesson, i);
		LessonAnswer answer = lesson_answer(question, &script->hand);
		truth_answer(truth, pen, script->hand.number, question, &answer);
	}
}
