/* SPDX-License-Identifier: MIT */
/* See demonstration-history.h. */
#include "daemon/classroom/demonstration-history.h"

#include "homework/load/rules.h"

#define SEED 42
#define BOOK 900 /* of pages that the demonstration's pens do not write on */
#define MINUTE_MS G_GINT64_CONSTANT(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define STROKE_MS 3000
#define N_STROKES_MAX 40
#define PLAN_PUPIL 6 /* with a plan of their own */

typedef struct {
	const char *subject, *title;
	gint minutes;	    /* as the teacher expects */
	gint begins_minute; /* of the evening, after midnight */
	gdouble longer;	    /* what it really takes, as a part of that */
	guint weekdays;	    /* bit 1 Monday to 5 */
} Given;

static const Given GIVEN[] = {
	{ "数学", "口算", 15, 16 * 60 + 40, 1.1, 0x3e },
	{ "语文", "抄写与背诵", 20, 19 * 60, 1.3, 0x36 },
	{ "英语", "单词", 15, 20 * 60, 0.9, 0x2c },
	{ "数学", "应用题", 20, 20 * 60 + 25, 1.4, 0x14 },
};

typedef struct {
	Store *store;
	const DemonstrationHistory *history;
	const Rules *rules;
	GRand *random;
	guint n_pages;
} Making;

static gint64 put_given(Making *making, const Given *given, gint day)
{
	const StoreAssignment assignment = {
		.id = store_new_id(making->store),
		.class_id = making->history->class_id,
		.subject = (char *)given->subject,
		.place = (char *)"home",
		.published_ms = school_day_minute_ms(&making->rules->clock, day, 15 * 60),
		.due_ms = school_day_minute_ms(&making->rules->clock, day + 1, 8 * 60),
		.title = (char *)given->title,
		.minutes = given->minutes,
		.layer = (char *)"",
		.n_pages = 1,
		.reason = (char *)"",
		.teacher_id = making->history->teacher_id,
	};

	store_put_assignment(making->store, &assignment);
	return assignment.id;
}

static void put_stroke(
	const Making *making, gint64 pen, gint64 copy, const PageAddress *page, gint64 start_ms)
{
	g_autoptr(Stroke) stroke = stroke_new();

	stroke->id = store_new_id(making->store);
	stroke->page = *page;
	stroke->start_ms = stroke->pen_start_ms = start_ms;
	stroke->end_ms = start_ms + STROKE_MS;
	stroke->force_max = 500;
	for (guint i = 0; i < 2; i++) {
		const Dot dot = { .time_ms = i * STROKE_MS,
			.at = { 1000 + (gint32)i * 100, 2000 },
			.force = 400,
			.twist = TWIST_NONE,
			.tilt_x = TILT_NONE,
			.tilt_y = TILT_NONE };
		g_array_append_val(stroke->dots, dot);
	}
	store_put_stroke(making->store, pen, copy, stroke);
}

/* A stroke at least every minute: what lies between two is ink; now and then a longer pause, which is thinking. */
static gint64 put_strokes(const Making *making, gint64 pen, gint64 copy, const PageAddress *page,
	gint64 at_ms, gint64 ms)
{
	const gint64 until_ms = at_ms + ms;

	for (guint i = 0; i < N_STROKES_MAX && at_ms < until_ms; i++) {
		const bool is_thinking = g_rand_int_range(making->random, 0, 9) == 0;

		put_stroke(making, pen, copy, page, at_ms);
		at_ms += is_thinking ? 100000 : g_rand_int_range(making->random, 45000, 58000);
	}
	return until_ms;
}

static void put_mark(const Making *making, gint64 copy, gint64 at_ms)
{
	const bool is_wrong = g_rand_int_range(making->random, 0, 6) == 0;
	StoreMark mark = { .id = store_new_id(making->store),
		.page_copy_id = copy,
		.question_id = 1,
		.verdict = (char *)(is_wrong ? "wrong" : "right"),
		.source = (char *)"teacher-pen",
		.teacher_id = making->history->teacher_id,
		.at_ms = at_ms,
		.confidence = 1 };

	store_put_mark(making->store, &mark);
	if (!is_wrong || g_rand_int_range(making->random, 0, 3) == 0)
		return;
	mark.supersedes_id = mark.id;
	mark.id = store_new_id(making->store);
	mark.verdict = (char *)"right";
	mark.at_ms += 4 * HOUR_MS;
	store_put_mark(making->store, &mark);
}

static void put_work(Making *making, const Given *given, gint day, gint64 assignment, guint pupil,
	bool is_marked)
{
	const DemonstrationHistory *history = making->history;
	const gdouble slow = 0.6 + 0.03 * (pupil * 7 % 31); /* each has a pace of their own */
	const gdouble today = g_rand_double_range(making->random, 0.85, 1.15);
	const gint64 length_ms =
		(gint64)(given->minutes * given->longer * slow * today * (gdouble)MINUTE_MS);
	const gint64 begin_ms =
		school_day_minute_ms(&making->rules->clock, day, given->begins_minute) +
		g_rand_int_range(making->random, 0, 40) * MINUTE_MS;
	const StorePageCopy copy = { .id = store_new_id(making->store),
		.assignment_id = assignment,
		.pupil_id = history->pupils[pupil],
		.page = { PAGE_FAMILY_NCODE, 3, 27, BOOK, making->n_pages },
		.created_ms = begin_ms };

	store_put_page_copy(making->store, &copy);
	const gint64 end_ms = put_strokes(making, history->pens[pupil], copy.id, &copy.page,
		begin_ms, MAX(length_ms, 2 * MINUTE_MS));
	if (is_marked)
		put_mark(making, copy.id,
			end_ms + (gint64)g_rand_int_range(making->random, 11, 17) * HOUR_MS);
}

static void put_day(Making *making, gint day)
{
	for (guint i = 0; i < G_N_ELEMENTS(GIVEN); i++) {
		if (!(GIVEN[i].weekdays & (1u << school_day_weekday(day))))
			continue;
		const gint64 assignment = put_given(making, &GIVEN[i], day);
		/* One in twelve was never marked: that is to be seen, too. */
		const bool is_marked = g_rand_int_range(making->random, 0, 12) > 0;

		making->n_pages++;
		for (guint pupil = 0; pupil < making->history->n_pupils; pupil++)
			if (g_rand_int_range(making->random, 0, 12) > 0) /* or forgot the pen */
				put_work(making, &GIVEN[i], day, assignment, pupil, is_marked);
	}
}

static void put_plan(const Making *making, gint first_day)
{
	const StorePlan plan = { .id = store_new_id(making->store),
		.pupil_id = making->history->pupils[PLAN_PUPIL],
		.from_day = first_day,
		.limit_minutes = 30,
		.time_percent = 150,
		.items_percent = 60,
		.at_ms = making->history->now_ms };

	store_put_plan(making->store, &plan);
}

void demonstration_history(Store *store, const DemonstrationHistory *history)
{
	g_autoptr(Rules) rules = rules_new();
	g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
	Making making = { store, history, rules, random, 0 };
	const gint today = school_day_of(&rules->clock, history->now_ms).day;
	const gint first = school_day_monday(today) - 7 * (gint)history->n_weeks;

	if (history->n_pupils > PLAN_PUPIL)
		put_plan(&making, first);
	for (gint day = first; day < today; day++)
		if (rules_is_school_day(rules, day))
			put_day(&making, day);
}
