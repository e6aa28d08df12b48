/* SPDX-License-Identifier: MIT */
/*
 * When ink of a wrong clock was written: the cases by hand, then pens that do all of it by chance - written, set,
 * broken off, told again, the clock lost on the way - of which the truth is known.
 */
#include "ink/pen-clock.h"

#define NOON_MS G_GINT64_CONSTANT(1741600000000)
#define ON_ITS_WAY_MS 300
#define SECOND_MS G_GINT64_CONSTANT(1000)
#define MINUTE_MS G_GINT64_CONSTANT(60000)
#define HOUR_MS G_GINT64_CONSTANT(3600000)
#define DAY_MS G_GINT64_CONSTANT(86400000)
#define YEAR_MS (365 * DAY_MS)
#define YEAR_2000_MS G_GINT64_CONSTANT(946684800000)

static const PageAddress PAGES[] = { { PAGE_FAMILY_NCODE, 3, 27, 603, 10 },
	{ PAGE_FAMILY_NCODE, 3, 27, 603, 11 }, { PAGE_FAMILY_NCODE, 3, 27, 604, 10 } };

typedef enum { SURE, UNSURE } Certainty;

#define assert_stored(clock, pen_ms, now_ms, offset, certainty)                                    \
	G_STMT_START                                                                               \
	{                                                                                          \
		const ClockMoment moment_ = pen_clock_stored(clock, &PAGES[0], pen_ms, now_ms);    \
		g_assert_cmpint(moment_.offset_ms, ==, offset);                                    \
		g_assert_cmpint(moment_.sure, ==, (certainty) == SURE);                            \
	}                                                                                          \
	G_STMT_END

static PenClock *clock_of(const ClockReading *readings, gsize n_readings)
{
	PenClock *clock = pen_clock_new();

	pen_clock_set(clock, readings, n_readings);
	return clock;
}

static void test_right(void)
{
	const ClockReading readings[] = { { NOON_MS, NOON_MS - 2000, NOON_MS + 100, 0 },
		{ NOON_MS + DAY_MS, NOON_MS + DAY_MS + 1500, NOON_MS + DAY_MS + 100, 0 } };
	g_autoptr(PenClock) unread = pen_clock_new();
	g_autoptr(PenClock) right = clock_of(readings, 2);

	assert_stored(unread, NOON_MS, NOON_MS, 0, SURE);
	assert_stored(unread, 5, NOON_MS, 0, SURE);
	assert_stored(right, NOON_MS - HOUR_MS, NOON_MS + DAY_MS, 0, SURE);
	/* Nothing is blamed on a clock that was right whenever it was read. */
	assert_stored(right, NOON_MS - 2 * HOUR_MS, NOON_MS + DAY_MS, 0, SURE);
}

static void test_slow(void)
{
	const ClockReading slow = { NOON_MS, NOON_MS - HOUR_MS, NOON_MS + 400, 0 };
	g_autoptr(PenClock) clock = clock_of(&slow, 1);

	assert_stored(clock, NOON_MS - 3 * HOUR_MS, NOON_MS + SECOND_MS, HOUR_MS, SURE);
	assert_stored(clock, NOON_MS - HOUR_MS, NOON_MS + SECOND_MS, HOUR_MS, SURE);
	/* Begun when the clock had been read and was not set yet. */
	assert_stored(clock, NOON_MS - HOUR_MS + 300, NOON_MS + SECOND_MS, HOUR_MS, SURE);
	assert_stored(clock, NOON_MS + HOUR_MS, NOON_MS + 2 * HOUR_MS, 0, SURE);
	/* Neither clock said this in its time. */
	assert_stored(clock, NOON_MS - HOUR_MS / 2, NOON_MS + 2 * HOUR_MS, 0, UNSURE);
}

static void test_lost_power(void)
{
	const ClockReading reset[] = { { NOON_MS, NOON_MS, NOON_MS + 100, 0 },
		{ NOON_MS + DAY_MS, YEAR_2000_MS + HOUR_MS, NOON_MS + DAY_MS + 100, 0 } };
	g_autoptr(PenClock) clock = clock_of(reset, 2);
	const gint64 now_ms = NOON_MS + DAY_MS + SECOND_MS;

	/* Before the clock was lost, and after. */
	assert_stored(clock, NOON_MS + HOUR_MS, now_ms, 0, SURE);
	assert_stored(clock, YEAR_2000_MS + HOUR_MS / 2, now_ms,
		NOON_MS + 23 * HOUR_MS - YEAR_2000_MS, SURE);
}

/* Right after it was set, half an hour later, and when all was told before. */
static void test_fast(void)
{
	ClockReading fast = { NOON_MS, NOON_MS + HOUR_MS, NOON_MS + 100, 0 };
	g_autoptr(PenClock) first = clock_of(&fast, 1);
	const gint64 later_ms = NOON_MS + 40 * MINUTE_MS;

	assert_stored(first, NOON_MS + 20 * MINUTE_MS, NOON_MS + SECOND_MS, -HOUR_MS, SURE);
	/* Not all of it was told then: both may be. */
	g_autoptr(PenClock) broken_off = clock_of(&fast, 1);
	assert_stored(broken_off, NOON_MS + 20 * MINUTE_MS, later_ms, -HOUR_MS, UNSURE);
	assert_stored(broken_off, NOON_MS + 50 * MINUTE_MS, later_ms, -HOUR_MS, SURE);
	/* The page goes on where its time went back. */
	assert_stored(broken_off, NOON_MS + 5 * MINUTE_MS, later_ms, 0, SURE);
	assert_stored(broken_off, NOON_MS + 20 * MINUTE_MS, later_ms, 0, SURE);
	fast.emptied_ms = NOON_MS + 2 * SECOND_MS;
	g_autoptr(PenClock) emptied = clock_of(&fast, 1);
	assert_stored(emptied, NOON_MS + 5 * MINUTE_MS, later_ms, 0, SURE);
	assert_stored(emptied, NOON_MS + 20 * MINUTE_MS, later_ms, 0, SURE);
	/* Told again, all from the beginning: the record has it. What is new comes after it, and is sure. */
	g_autoptr(PenClock) again = clock_of(&fast, 1);
	pen_clock_stored(again, &PAGES[0], NOON_MS + 20 * MINUTE_MS, later_ms);
	pen_clock_stored(again, &PAGES[0], NOON_MS + 50 * MINUTE_MS, later_ms);
	assert_stored(again, NOON_MS + 5 * MINUTE_MS, later_ms, 0, SURE);
}

/* Of a clock that ran years ahead all later ink could be from years before. */
static void test_years_fast(void)
{
	const ClockReading fast[] = {
		{ NOON_MS, NOON_MS + 4 * YEAR_MS, NOON_MS + 100, 0 },
		{ NOON_MS + 30 * DAY_MS, NOON_MS + 30 * DAY_MS, NOON_MS + 30 * DAY_MS + 100, 0 },
	};
	g_autoptr(PenClock) clock = clock_of(fast, 2);
	const gint64 now_ms = NOON_MS + 30 * DAY_MS + MINUTE_MS;

	assert_stored(clock, NOON_MS + 29 * DAY_MS, now_ms, 0, UNSURE);
	g_autoptr(PenClock) first = clock_of(fast, 1);
	assert_stored(first, NOON_MS + 4 * YEAR_MS - HOUR_MS, NOON_MS + 60, -4 * YEAR_MS, SURE);
}

/* The strokes on both sides of the setting, one of them a moment too late and one too early. */
static void test_order_at_the_setting(void)
{
	const ClockReading slow = { NOON_MS + 300, NOON_MS - HOUR_MS, NOON_MS + 500, 0 };
	g_autoptr(PenClock) clock = clock_of(&slow, 1);

	assert_stored(clock, NOON_MS - HOUR_MS + 250, NOON_MS + 5000, HOUR_MS + 300, SURE);
	assert_stored(clock, NOON_MS + 400, NOON_MS + 5000, 150, SURE);
	assert_stored(clock, NOON_MS + 700, NOON_MS + 5000, 0, SURE);
}

static void test_drift(void)
{
	const ClockReading readings[] = { { NOON_MS, NOON_MS, NOON_MS + 100, 0 },
		{ NOON_MS + 10 * DAY_MS, NOON_MS + 10 * DAY_MS + 40 * SECOND_MS,
			NOON_MS + 10 * DAY_MS + 100, 0 } };
	g_autoptr(PenClock) clock = clock_of(readings, 2);
	const gint64 now_ms = NOON_MS + 10 * DAY_MS + SECOND_MS;

	/* What it went wrong by came little by little. */
	assert_stored(clock, NOON_MS, now_ms, 0, SURE);
	g_assert_cmpint(
		ABS(pen_clock_stored(clock, &PAGES[0], NOON_MS + 5 * DAY_MS, now_ms).offset_ms +
			20 * SECOND_MS),
		<, 10);
	assert_stored(clock, NOON_MS + 10 * DAY_MS + 40 * SECOND_MS, now_ms, -40 * SECOND_MS, SURE);
}

/* A jump between two connects that nobody saw: as far as the times tell, and no further. */
static void test_jump(void)
{
	const ClockReading jump[] = { { NOON_MS, NOON_MS, NOON_MS + 100, NOON_MS + 100 },
		{ NOON_MS + DAY_MS, NOON_MS + 26 * HOUR_MS, NOON_MS + DAY_MS + 100, 0 } };
	g_autoptr(PenClock) clock = clock_of(jump, 2);
	const gint64 now_ms = NOON_MS + DAY_MS + SECOND_MS;

	assert_stored(clock, NOON_MS + HOUR_MS, now_ms, 0, SURE);
	assert_stored(clock, NOON_MS + 20 * HOUR_MS, now_ms, -2 * HOUR_MS, UNSURE);
	assert_stored(clock, NOON_MS + 25 * HOUR_MS, now_ms, -2 * HOUR_MS, SURE);
}

/* It refused to be set, or its word was lost. */
static void test_not_set(void)
{
	const ClockReading fast = { NOON_MS, NOON_MS + HOUR_MS, 0, 0 };
	g_autoptr(PenClock) clock = clock_of(&fast, 1);

	g_assert_cmpint(pen_clock_live(clock, NOON_MS + 2 * HOUR_MS, NOON_MS + HOUR_MS).offset_ms,
		==, -HOUR_MS);
	g_assert_cmpint(
		pen_clock_live(clock, NOON_MS + HOUR_MS - SECOND_MS, NOON_MS + HOUR_MS).offset_ms,
		==, 0);
	assert_stored(
		clock, NOON_MS + 2 * HOUR_MS + MINUTE_MS, NOON_MS + 3 * HOUR_MS, -HOUR_MS, UNSURE);
	assert_stored(
		clock, NOON_MS + 3 * HOUR_MS - MINUTE_MS, NOON_MS + 2 * HOUR_MS, -HOUR_MS, SURE);
}

static void test_liar(void)
{
	const ClockReading readings[] = { { G_MAXINT64, G_MININT64, 0, 0 },
		{ G_MININT64, G_MAXINT64, G_MAXINT64, G_MININT64 },
		{ NOON_MS, NOON_MS - HOUR_MS, NOON_MS, 0 }, { NOON_MS - HOUR_MS, 0, 0, 0 } };
	g_autoptr(PenClock) clock = clock_of(readings, 4);

	assert_stored(clock, G_MININT64, NOON_MS, 0, UNSURE);
	assert_stored(clock, G_MAXINT64, NOON_MS, 0, UNSURE);
	assert_stored(clock, NOON_MS - 2 * HOUR_MS, 0, HOUR_MS, SURE);
	for (guint16 page = 0; page < 10000; page++)
		pen_clock_stored(clock, &(PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, page },
			NOON_MS - 2 * HOUR_MS, NOON_MS);
}

/* ---- pens of chance */

typedef struct {
	gint64 true_ms, pen_ms;
	guint page;
	bool told; /* once: what is told again is a copy of it */
} Ink;

typedef struct {
	gint64 true_ms, by_host_ms;
	guint page;
	bool sure;
} Record;

typedef struct {
	GRand *chance;
	gint64 now_ms;	 /* true */
	gint64 ahead_ms; /* the pen's clock */
	GArray *memory;	 /* of Ink, in the order of writing */
	GArray *readings, *record;
	guint n_stored, n_sure;
} World;

static gint64 some(World *world, gint64 from, gint64 to)
{
	return from + (gint64)(g_rand_double(world->chance) * (double)(to - from));
}

static bool one_in(World *world, gint32 n)
{
	return g_rand_int_range(world->chance, 0, n) == 0;
}

static void write_stored(World *world)
{
	const Ink ink = { world->now_ms, world->now_ms + world->ahead_ms,
		(guint)some(world, 0, G_N_ELEMENTS(PAGES)), false };

	g_array_append_val(world->memory, ink);
}

/* None so small that it could have come little by little: that it is then taken to have. */
static gint64 some_error(World *world)
{
	const gint64 kinds[] = { some(world, -100, 100), some(world, 2 * MINUTE_MS, 2 * HOUR_MS),
		some(world, -2 * HOUR_MS, -2 * MINUTE_MS), some(world, HOUR_MS, 3 * YEAR_MS),
		YEAR_2000_MS - world->now_ms, some(world, 8 * HOUR_MS, 9 * HOUR_MS) };

	return kinds[some(world, 0, G_N_ELEMENTS(kinds))];
}

static ClockReading *last_reading(World *world)
{
	return &g_array_index(world->readings, ClockReading, world->readings->len - 1);
}

/* Not back to where it was when it was read last: then it would look as if it had refused to be set. */
static void jump(World *world)
{
	const ClockReading *last = last_reading(world);

	do
		world->ahead_ms = some_error(world);
	while (ABS(world->ahead_ms - (last->pen_ms - last->host_ms)) < 2 * MINUTE_MS);
}

/* Minutes or days of writing out of reach; the clock jumps once at most. */
static void be_away(World *world, bool may_jump)
{
	const gint64 span_ms = one_in(world, 2) ? some(world, MINUTE_MS, 3 * HOUR_MS)
						: some(world, HOUR_MS, 6 * DAY_MS);
	const guint n = (guint)some(world, 0, 12);
	const guint jump_at = may_jump && one_in(world, 3) ? (guint)some(world, 0, n + 1) : n + 1;

	world->now_ms += 5 * SECOND_MS;
	for (guint i = 0; i <= n; i++) {
		if (i == jump_at)
			jump(world);
		world->now_ms += span_ms / (n + 1);
		if (i < n)
			write_stored(world);
	}
}

static void keep(World *world, const Ink *ink, ClockMoment moment)
{
	const Record record = { ink->true_ms, ink->pen_ms + moment.offset_ms, ink->page,
		moment.sure };

	g_array_append_val(world->record, record);
}

/* Page by page, to the end or not; what was told goes or stays. */
static void tell_stored(World *world, PenClock *clock)
{
	const gint64 began_ms = world->now_ms;
	const bool frees = one_in(world, 2);
	guint n_left = one_in(world, 3) ? (guint)some(world, 0, 10) : G_MAXUINT;

	for (guint page = 0; page < G_N_ELEMENTS(PAGES); page++) {
		for (guint i = 0; i < world->memory->len && n_left > 0; i++) {
			Ink *ink = &g_array_index(world->memory, Ink, i);

			if (ink->page != page)
				continue;
			n_left--;
			world->now_ms += 20;
			const ClockMoment moment =
				pen_clock_stored(clock, &PAGES[page], ink->pen_ms, world->now_ms);
			if (!ink->told) {
				keep(world, ink, moment);
				world->n_stored++;
				world->n_sure += moment.sure;
			}
			ink->told = true;
		}
	}
	if (n_left > 0)
		last_reading(world)->emptied_ms = began_ms;
	for (guint i = world->memory->len; frees && i-- > 0;)
		if (g_array_index(world->memory, Ink, i).told)
			g_array_remove_index(world->memory, i);
}

static void tell_live(World *world, const PenClock *clock)
{
	for (guint n = (guint)some(world, 0, 4); n > 0; n--) {
		const Ink ink = { world->now_ms, world->now_ms + world->ahead_ms,
			(guint)some(world, 0, G_N_ELEMENTS(PAGES)), true };

		world->now_ms += some(world, 3 * SECOND_MS, 20 * SECOND_MS);
		keep(world, &ink, pen_clock_live(clock, ink.pen_ms, world->now_ms));
	}
}

static void connect(World *world)
{
	ClockReading reading = { .pen_ms = world->now_ms + world->ahead_ms };

	world->now_ms += some(world, 5, 150);
	reading.host_ms = world->now_ms;
	world->now_ms += some(world, 5, 150);
	if (one_in(world, 3))
		write_stored(world);
	world->now_ms += some(world, 5, 150);
	const bool is_set = !one_in(world, 10), is_confirmed = is_set && !one_in(world, 10);
	if (is_set)
		world->ahead_ms = -some(world, 5, 150);
	world->now_ms += some(world, 5, 150);
	reading.set_ms = is_confirmed ? world->now_ms : 0;
	if (one_in(world, 3))
		write_stored(world);
	g_array_append_val(world->readings, reading);
	g_autoptr(PenClock) clock =
		clock_of((const ClockReading *)(void *)world->readings->data, world->readings->len);
	world->now_ms += SECOND_MS;
	tell_stored(world, clock);
	tell_live(world, clock);
}

static gint by_host(gconstpointer a, gconstpointer b)
{
	const Record *one = a, *other = b;

	return (one->by_host_ms > other->by_host_ms) - (one->by_host_ms < other->by_host_ms);
}

/* What is sure is right, and in the order of writing on its page; but for strokes with a setting of the clock between
 * them that were told on two links, which may come nearer than the reading and the setting were on their way. */
static void assert_true_times(const World *world)
{
	gint64 last_ms[G_N_ELEMENTS(PAGES)] = { 0 };

	g_array_sort(world->record, by_host);
	for (guint i = 0; i < world->record->len; i++) {
		const Record *record = &g_array_index(world->record, Record, i);

		if (!record->sure)
			continue;
		g_assert_cmpint(ABS(record->by_host_ms - record->true_ms), <, 2500);
		g_assert_cmpint(record->true_ms, >, last_ms[record->page] - ON_ITS_WAY_MS);
		last_ms[record->page] = MAX(last_ms[record->page], record->true_ms);
	}
}

/* Returns how many thousandths of the stored ink were sure. */
static guint live_through(guint32 seed)
{
	World world = { .chance = g_rand_new_with_seed(seed),
		.now_ms = NOON_MS,
		.memory = g_array_new(FALSE, FALSE, sizeof(Ink)),
		.readings = g_array_new(FALSE, FALSE, sizeof(ClockReading)),
		.record = g_array_new(FALSE, FALSE, sizeof(Record)) };

	world.ahead_ms = some_error(&world);
	be_away(&world, false);
	for (guint n = 0; n < 12; n++) {
		connect(&world);
		be_away(&world, true);
	}
	assert_true_times(&world);
	g_rand_free(world.chance);
	g_array_unref(world.memory);
	g_array_unref(world.readings);
	g_array_unref(world.record);
	return world.n_stored > 0 ? world.n_sure * 1000 / world.n_stored : 1000;
}

static void test_chance(void)
{
	const guint n_worlds = 2000;
	guint sum = 0;

	for (guint32 seed = 0; seed < n_worlds; seed++)
		sum += live_through(seed);
	g_test_message("%u of 1000 strokes are sure", sum / n_worlds);
	g_assert_cmpuint(sum / n_worlds, >, 750);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func("/ink/pen-clock/" name, function)
	ADD("right", test_right);
	ADD("slow", test_slow);
	ADD("lost-power", test_lost_power);
	ADD("fast", test_fast);
	ADD("years-fast", test_years_fast);
	ADD("order-at-the-setting", test_order_at_the_setting);
	ADD("drift", test_drift);
	ADD("jump", test_jump);
	ADD("not-set", test_not_set);
	ADD("liar", test_liar);
	ADD("chance", test_chance);
	return g_test_run();
}
