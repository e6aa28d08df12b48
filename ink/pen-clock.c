/* SPDX-License-Identifier: MIT */
/*
 * See pen-clock.h. The past of a clock is a row of courses, each a stretch of true time with what is to be added
 * to the pen's time in it; stretches overlap where a clock jumped between two connects and nobody saw when.
 */
#include "ink/pen-clock.h"

#define TOLERANCE_MS 2000
/* A clock left to itself: 100 ppm, nine seconds a day. */
#define DRIFT_PARTS 10000
/* 2014-01-01 UTC. Before it none of these pens was sold, so a time before it is a clock that lost its
 * power, not ink from before the first reading. */
#define EARLIEST_INK_MS G_GINT64_CONSTANT(1388534400000)
#define LAST_MS (G_GINT64_CONSTANT(1) << 53)
/* Ink that lay on the pen for so long while newer ink was told is less likely than a clock that ran ahead. */
#define LONG_AGO_MS (G_GINT64_CONSTANT(60) * 86400000)
#define MAX_PAGES 4096 /* remembered; a liar's pages are without end */

typedef struct {
	gint64 from_ms, until_ms; /* true time */
	gint64 offset_ms;
	/* Of a clock that drifted: from pen time drift_from_ms on it came to this in drift_over_ms; 0: it did not. */
	gint64 drift_ms, drift_from_ms, drift_over_ms;
} Course;

/* What was told of a page. */
typedef struct {
	gint64 least_ms; /* the last ink was not written before this, by any course */
	gint64 last_ms;	 /* nor before this, by the course that was taken */
} Told;

struct PenClock {
	GArray *courses; /* of Course, by from_ms */
	bool was_wrong;	 /* else nothing is to be repaired */
	gint64 emptied_ms;
	/* The last reading's, when it is not known that the clock was set after it; else 0. */
	gint64 unset_offset_ms;
	GHashTable *pages; /* PageAddress → Told */
};

typedef enum {
	ALLOW_KNOWN_TOO = 1,	/* what may have been told before */
	ALLOW_OUT_OF_ORDER = 2, /* what is not in the order of its page */
} Allowance;

static guint page_hash(gconstpointer key)
{
	const gint64 number = page_address_key(key);

	return g_int64_hash(&number);
}

static gboolean page_equal(gconstpointer a, gconstpointer b)
{
	return page_address_equal(a, b);
}

PenClock *pen_clock_new(void)
{
	PenClock *clock = g_new0(PenClock, 1);

	clock->courses = g_array_new(FALSE, TRUE, sizeof(Course));
	clock->pages = g_hash_table_new_full(page_hash, page_equal, g_free, g_free);
	return clock;
}

PenClock *pen_clock_free(PenClock *clock)
{
	if (clock) {
		g_array_unref(clock->courses);
		g_hash_table_unref(clock->pages);
		g_free(clock);
	}
	return NULL;
}

/* ---- the past */

static bool is_small(gint64 offset_ms, gint64 bound_ms)
{
	return offset_ms >= -bound_ms && offset_ms <= bound_ms;
}

static bool is_time(gint64 ms)
{
	return ms >= 0 && ms <= LAST_MS;
}

static void add_course(PenClock *clock, Course course)
{
	if (is_small(course.offset_ms, TOLERANCE_MS))
		course.offset_ms = 0;
	clock->was_wrong |= course.offset_ms != 0 || course.drift_ms != 0;
	g_array_append_val(clock->courses, course);
}

/* As it was left; and as it may have been, if it was set and that was not told. */
static void add_left(PenClock *clock, Course course)
{
	add_course(clock, course);
	if (is_small(course.offset_ms, TOLERANCE_MS))
		return;
	course.offset_ms = 0;
	add_course(clock, course);
}

/* From one connect, which left the clock with `left_ms`, to the next. */
static void add_between(
	PenClock *clock, const ClockReading *before, gint64 left_ms, const ClockReading *reading)
{
	const gint64 offset_ms = reading->host_ms - reading->pen_ms;
	const gint64 change_ms = offset_ms - left_ms;
	const gint64 began_ms = before->host_ms - left_ms; /* by the pen */
	const gint64 drift_bound_ms =
		TOLERANCE_MS + (reading->host_ms - before->host_ms) / DRIFT_PARTS;
	Course course = {
		.from_ms = before->host_ms,
		.until_ms = MAX(reading->host_ms, reading->set_ms),
		.offset_ms = left_ms,
	};

	if (is_small(change_ms, TOLERANCE_MS)) {
		add_course(clock, course);
	} else if (is_small(change_ms, drift_bound_ms) && reading->pen_ms > began_ms) {
		course.drift_ms = change_ms;
		course.drift_from_ms = began_ms;
		course.drift_over_ms = reading->pen_ms - began_ms;
		add_course(clock, course);
	} else {
		add_left(clock, course);
		course.offset_ms = offset_ms;
		add_course(clock, course);
	}
}

static void add_reading(PenClock *clock, const ClockReading *before, const ClockReading *reading)
{
	if (before)
		add_between(clock, before, clock->unset_offset_ms, reading);
	else
		add_course(clock, (Course){ .from_ms = EARLIEST_INK_MS,
					  .until_ms = MAX(reading->host_ms, reading->set_ms),
					  .offset_ms = reading->host_ms - reading->pen_ms });
	clock->unset_offset_ms = reading->set_ms != 0 ? 0 : reading->host_ms - reading->pen_ms;
	clock->emptied_ms = MAX(clock->emptied_ms, reading->emptied_ms);
}

void pen_clock_set(PenClock *clock, const ClockReading *readings, gsize n_readings)
{
	const ClockReading *before = NULL;

	g_array_set_size(clock->courses, 0);
	clock->was_wrong = false;
	clock->emptied_ms = clock->unset_offset_ms = 0;
	for (gsize i = 0; i < n_readings; i++) {
		const ClockReading *reading = &readings[i];

		if (!is_time(reading->host_ms) || !is_time(reading->pen_ms) ||
			!is_time(reading->set_ms) || !is_time(reading->emptied_ms) ||
			(before && reading->host_ms < before->host_ms))
			continue;
		add_reading(clock, before, reading);
		before = reading;
	}
	if (!before)
		return;
	add_left(clock, (Course){ .from_ms = before->host_ms,
				.until_ms = LAST_MS,
				.offset_ms = clock->unset_offset_ms });
}

/* ---- a stroke */

static gint64 true_ms(const Course *course, gint64 pen_ms)
{
	gint64 ms = pen_ms + course->offset_ms;

	if (course->drift_over_ms != 0)
		ms += (gint64)((double)course->drift_ms * (double)(pen_ms - course->drift_from_ms) /
			       (double)course->drift_over_ms);
	return ms;
}

static bool allows(const PenClock *clock, const Course *course, gint64 ms, gint64 now_ms,
	const Told *told, guint allowance)
{
	const gint64 until_ms = now_ms != 0 ? MIN(course->until_ms, now_ms) : course->until_ms;

	return ms >= course->from_ms - TOLERANCE_MS && ms <= until_ms + TOLERANCE_MS &&
	       (allowance & ALLOW_OUT_OF_ORDER || !told || ms >= told->least_ms - TOLERANCE_MS) &&
	       (allowance & ALLOW_KNOWN_TOO || ms >= clock->emptied_ms - TOLERANCE_MS);
}

typedef struct {
	guint n;
	gint64 first_ms, last_ms; /* the earliest and the latest */
	gint64 taken_ms;
} Choice;

static Choice choose(
	const PenClock *clock, gint64 pen_ms, gint64 now_ms, const Told *told, guint allowance)
{
	Choice choice = { .first_ms = G_MAXINT64, .last_ms = G_MININT64, .taken_ms = G_MAXINT64 };

	for (guint pass = 0; pass < 2; pass++) {
		for (guint i = 0; i < clock->courses->len; i++) {
			const Course *course = &g_array_index(clock->courses, Course, i);
			const gint64 ms = true_ms(course, pen_ms);

			if (!allows(clock, course, ms, now_ms, told, allowance))
				continue;
			if (pass == 0) {
				choice.n++;
				choice.first_ms = MIN(choice.first_ms, ms);
				choice.last_ms = MAX(choice.last_ms, ms);
			} else if (ms >= choice.last_ms - LONG_AGO_MS) {
				choice.taken_ms = MIN(choice.taken_ms, ms);
			}
		}
	}
	return choice;
}

/* The bound holds for ink that was told before too: it is told again in the order of writing. */
static void note_told(
	PenClock *clock, const PageAddress *page, Told *told, gint64 least_ms, gint64 taken_ms)
{
	if (!told) {
		if (g_hash_table_size(clock->pages) >= MAX_PAGES)
			g_hash_table_remove_all(clock->pages);
		told = g_new(Told, 1);
		g_hash_table_insert(clock->pages, g_memdup2(page, sizeof *page), told);
	}
	*told = (Told){ .least_ms = least_ms, .last_ms = taken_ms };
}

ClockMoment pen_clock_stored(
	PenClock *clock, const PageAddress *page, gint64 pen_start_ms, gint64 now_ms)
{
	if (!clock->was_wrong)
		return (ClockMoment){ .sure = true };
	if (!is_time(pen_start_ms) || !is_time(now_ms))
		return (ClockMoment){ 0 };
	Told *told = g_hash_table_lookup(clock->pages, page);
	Choice choice = choose(clock, pen_start_ms, now_ms, told, 0);
	const bool sure = choice.n > 0 && choice.last_ms - choice.first_ms <= TOLERANCE_MS;

	for (guint allowance = ALLOW_KNOWN_TOO;
		choice.n == 0 && allowance <= (ALLOW_KNOWN_TOO | ALLOW_OUT_OF_ORDER); allowance++)
		choice = choose(clock, pen_start_ms, now_ms, told, allowance);
	if (choice.n == 0)
		return (ClockMoment){ 0 };

	Choice by_order = choose(clock, pen_start_ms, now_ms, told, ALLOW_KNOWN_TOO);
	if (by_order.n == 0)
		by_order = choice;
	/* Where the clock changed, the reading and the setting were on their way for a while. */
	if (told && choice.taken_ms < told->last_ms &&
		choice.taken_ms >= told->last_ms - TOLERANCE_MS)
		choice.taken_ms = told->last_ms;
	note_told(clock, page, told, by_order.first_ms, choice.taken_ms);
	return (ClockMoment){ .offset_ms = choice.taken_ms - pen_start_ms, .sure = sure };
}

ClockMoment pen_clock_live(const PenClock *clock, gint64 pen_start_ms, gint64 now_ms)
{
	const gint64 offset_ms = clock->unset_offset_ms;
	ClockMoment moment = { .sure = true };

	if (is_small(offset_ms, TOLERANCE_MS) || now_ms == 0 || !is_time(pen_start_ms) ||
		!is_time(now_ms))
		return moment;
	if (ABS(now_ms - (pen_start_ms + offset_ms)) < ABS(now_ms - pen_start_ms))
		moment.offset_ms = offset_ms;
	return moment;
}
