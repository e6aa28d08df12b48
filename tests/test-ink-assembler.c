/* SPDX-License-Identifier: MIT */
/* The assembler's rules, each as a short script of sink calls and what the listener then heard. */
#include "ink/assembler.h"

#include <string.h>

/* What was heard, as words: "opened 1", "grew 1 from 0 to 2", "paged 1 page 10", "closed 1", "said 3". */
typedef struct {
	GString *heard;
	GPtrArray *closed;
	Assembler *assembler;
	const DotSink *sink;
	gint64 last_id;
	guint n_told;
} Bench;

static gint64 on_new_id(void *user)
{
	return ++((Bench *)user)->last_id;
}

static void on_opened(void *user, const Stroke *stroke)
{
	Bench *bench = user;

	g_assert_true(assembler_open_stroke(bench->assembler) == stroke);
	bench->n_told = 0;
	g_string_append_printf(bench->heard, "opened %d; ", (int)stroke->id);
}

static void on_grew(void *user, const Stroke *stroke, guint first_new_dot)
{
	Bench *bench = user;

	g_assert_cmpuint(first_new_dot, ==, bench->n_told);
	bench->n_told = stroke->dots->len;
	g_string_append_printf(bench->heard, "grew %d from %u to %u; ", (int)stroke->id,
		first_new_dot, stroke->dots->len);
}

static void on_paged(void *user, const Stroke *stroke)
{
	g_string_append_printf(
		((Bench *)user)->heard, "paged %d page %u; ", (int)stroke->id, stroke->page.page);
}

static void on_closed(void *user, Stroke *take_stroke)
{
	Bench *bench = user;

	g_assert_null(assembler_open_stroke(bench->assembler));
	g_string_append_printf(bench->heard, "closed %d; ", (int)take_stroke->id);
	g_ptr_array_add(bench->closed, take_stroke);
}

static void on_said(void *user, const PenSaid *said)
{
	g_string_append_printf(((Bench *)user)->heard, "said %d %u; ", (int)said->kind, said->n);
}

static void bench_begin(Bench *bench, gconstpointer data)
{
	const AssemblerListener listener = { .user = bench,
		.new_id = on_new_id,
		.opened = on_opened,
		.grew = on_grew,
		.paged = on_paged,
		.closed = on_closed,
		.said = on_said };

	(void)data;
	bench->heard = g_string_new(NULL);
	bench->closed = stroke_array_new();
	bench->assembler = assembler_new(&listener);
	bench->sink = assembler_sink(bench->assembler);
}

static void bench_end(Bench *bench, gconstpointer data)
{
	(void)data;
	assembler_free(bench->assembler);
	g_ptr_array_unref(bench->closed);
	g_string_free(bench->heard, TRUE);
}

static const PageAddress PAGE_10 = { PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
static const PageAddress PAGE_11 = { PAGE_FAMILY_NCODE, 3, 27, 603, 11 };
#define NOON_MS G_GINT64_CONSTANT(1741600000000)
#define HOUR_MS G_GINT64_CONSTANT(3600000)

static void down(Bench *bench, const StrokeHead *head)
{
	bench->sink->down(bench->sink->user, head);
}

static void down_on(Bench *bench, PageAddress page, StrokeOrigin origin)
{
	down(bench, &(StrokeHead){ .start_ms = NOON_MS,
			    .page = page,
			    .color = 0xFF000000,
			    .force_max = 852,
			    .tip = TIP_PEN,
			    .origin = origin });
}

static void dots(Bench *bench, const Dot *first, size_t n_dots)
{
	bench->sink->dots(bench->sink->user, first, n_dots);
}

static void dot_at(Bench *bench, guint32 time_ms, gint32 x, gint32 y)
{
	dots(bench, &(Dot){ .time_ms = time_ms, .at = { x, y }, .force = 300 }, 1);
}

static StrokeTail plain_tail(void)
{
	return (StrokeTail){ .start_ms = NOON_MS,
		.pen_start_ms = NOON_MS,
		.end_ms = NOON_MS + 100,
		.page = PAGE_10,
		.gaps_counted = true };
}

static void up(Bench *bench, StrokeTail tail)
{
	bench->sink->up(bench->sink->user, &tail);
}

static const Stroke *closed(const Bench *bench, guint i)
{
	g_assert_cmpuint(i, <, bench->closed->len);
	return g_ptr_array_index(bench->closed, i);
}

/* Flags of the dots as letters: '.' none, 'o' outlier, 'g' after a gap, 'b' both. */
static void assert_dot_flags(const Stroke *stroke, const char *expected)
{
	g_autoptr(GString) found = g_string_new(NULL);

	for (guint i = 0; i < stroke->dots->len; i++)
		g_string_append_c(found, ".ogb"[stroke_dot(stroke, i)->flags & 3]);
	g_assert_cmpstr(found->str, ==, expected);
	g_assert_cmpint(!!(stroke->flags & STROKE_OUTLIER), ==, strpbrk(expected, "ob") != NULL);
}

static void test_plain(Bench *bench, gconstpointer data)
{
	const Dot two[] = { { .time_ms = 5, .at = { 100, 200 }, .force = 1, .tilt_x = 60 },
		{ .time_ms = 15, .at = { 101, 202 }, .force = 900, .twist = 7 } };
	const PenSaid battery = { .kind = PEN_SAID_LOST, .n = 4 };

	(void)data;
	down_on(bench, PAGE_10, STROKE_LIVE);
	dots(bench, two, 2);
	bench->sink->said(bench->sink->user, &battery);
	dot_at(bench, 25, 103, 203);
	up(bench, plain_tail());
	g_assert_cmpstr(bench->heard->str, ==,
		"opened 1; grew 1 from 0 to 2; said 2 4; grew 1 from 2 to 3; closed 1; ");

	const Stroke *stroke = closed(bench, 0);

	g_assert_true(page_address_equal(&stroke->page, &PAGE_10));
	g_assert_cmpint(stroke->start_ms, ==, NOON_MS);
	g_assert_cmpint(stroke->pen_start_ms, ==, NOON_MS);
	g_assert_cmpint(stroke->end_ms, ==, NOON_MS + 100);
	g_assert_cmphex(stroke->color, ==, 0xFF000000);
	g_assert_cmpuint(stroke->force_max, ==, 852);
	g_assert_cmphex(stroke->flags, ==, 0);
	g_assert_cmpuint(stroke_dot(stroke, 0)->tilt_x, ==, 60);
	g_assert_cmpuint(stroke_dot(stroke, 1)->force, ==, 900);
	g_assert_cmpuint(stroke_dot(stroke, 1)->twist, ==, 7);
	g_assert_cmpuint(stroke_dot(stroke, 2)->time_ms, ==, 25);
}

static void test_late_page(Bench *bench, gconstpointer data)
{
	StrokeTail tail = plain_tail();

	(void)data;
	down_on(bench, (PageAddress){ 0 }, STROKE_LIVE);
	dot_at(bench, 0, 1, 1);
	bench->sink->page(bench->sink->user, &PAGE_10);
	dot_at(bench, 10, 2, 2);
	up(bench, tail);
	g_assert_cmpstr(bench->heard->str, ==,
		"opened 1; grew 1 from 0 to 1; paged 1 page 10; grew 1 from 1 to 2; closed 1; ");
	g_assert_cmpuint(closed(bench, 0)->page.page, ==, 10);
}

static void test_page_only_at_up(Bench *bench, gconstpointer data)
{
	StrokeTail tail = plain_tail();

	(void)data;
	tail.flags = STROKE_PAGE_GUESSED;
	down_on(bench, (PageAddress){ 0 }, STROKE_LIVE);
	dot_at(bench, 0, 1, 1);
	up(bench, tail);
	g_assert_cmpstr(
		bench->heard->str, ==, "opened 1; grew 1 from 0 to 1; paged 1 page 10; closed 1; ");
	g_assert_cmpuint(closed(bench, 0)->page.page, ==, 10);
	g_assert_cmphex(closed(bench, 0)->flags, ==, STROKE_PAGE_GUESSED);
}

static void test_tail_overrides_head(Bench *bench, gconstpointer data)
{
	StrokeTail tail = { .start_ms = NOON_MS - 5,
		.pen_start_ms = NOON_MS - 7,
		.end_ms = NOON_MS + 1,
		.page = PAGE_11,
		.flags = STROKE_CLOCK_REPAIRED,
		.gaps_counted = true };

	(void)data;
	down_on(bench, PAGE_10, STROKE_LIVE);
	dot_at(bench, 400, 1, 1);
	up(bench, tail);
	g_assert_cmpuint(closed(bench, 0)->page.page, ==, 11);
	g_assert_cmpint(closed(bench, 0)->start_ms, ==, NOON_MS - 5);
	g_assert_cmpint(closed(bench, 0)->pen_start_ms, ==, NOON_MS - 7);
	/* The last dot is later than the end: both are kept as said. */
	g_assert_cmpint(closed(bench, 0)->end_ms, ==, NOON_MS + 1);
	g_assert_cmpuint(stroke_dot(closed(bench, 0), 0)->time_ms, ==, 400);

	/* A tail that knows no page takes none away. */
	tail.page = (PageAddress){ 0 };
	down_on(bench, PAGE_10, STROKE_LIVE);
	up(bench, tail);
	g_assert_cmpuint(closed(bench, 1)->page.page, ==, 10);
}

static void test_link_lost(Bench *bench, gconstpointer data)
{
	StrokeTail tail = plain_tail();

	(void)data;
	tail.flags = STROKE_LINK_LOST | STROKE_GAP;
	down_on(bench, PAGE_10, STROKE_LIVE);
	dot_at(bench, 0, 1, 1);
	up(bench, tail);
	g_assert_cmphex(closed(bench, 0)->flags, ==, STROKE_LINK_LOST | STROKE_GAP);
	g_assert_cmpuint(closed(bench, 0)->dots->len, ==, 1);
}

static void run_gaps(Bench *bench, bool gaps_counted)
{
	const Dot four[] = { { .time_ms = 10, .gap_ms = 10 }, { .time_ms = 20 },
		{ .time_ms = 60, .gap_ms = 30, .flags = DOT_AFTER_GAP },
		{ .time_ms = 75, .gap_ms = 500 } };
	StrokeTail tail = plain_tail();

	tail.gaps_counted = gaps_counted;
	down_on(bench, PAGE_10, STROKE_LIVE);
	dots(bench, four, 4);
	up(bench, tail);
}

static void test_gaps(Bench *bench, gconstpointer data)
{
	static const guint32 COUNTED_MS[] = { 10, 20, 60, 75 }, UNCOUNTED_MS[] = { 0, 10, 20, 0 };

	(void)data;
	run_gaps(bench, true);
	run_gaps(bench, false);
	for (guint i = 0; i < 4; i++) {
		g_assert_cmpuint(stroke_dot(closed(bench, 0), i)->time_ms, ==, COUNTED_MS[i]);
		g_assert_cmpuint(stroke_dot(closed(bench, 1), i)->time_ms, ==, UNCOUNTED_MS[i]);
	}
	g_assert_cmpuint(stroke_dot(closed(bench, 1), 2)->gap_ms, ==, 30);
	assert_dot_flags(closed(bench, 0), "..g.");
	g_assert_cmphex(closed(bench, 0)->flags, ==, STROKE_GAP);
}

/* x of each dot, y still; the flags that the closed stroke must have, told alone and all at once. */
static void assert_outliers(Bench *bench, const char *expected, const gint32 *x, gboolean is_y)
{
	guint n = (guint)strlen(expected);
	g_autofree Dot *all = g_new0(Dot, n);

	for (guint i = 0; i < n; i++)
		all[i].at = is_y ? (RawPoint){ 5000, x[i] } : (RawPoint){ x[i], 5000 };
	down_on(bench, PAGE_10, STROKE_LIVE);
	for (guint i = 0; i < n; i++)
		dots(bench, &all[i], 1);
	up(bench, plain_tail());
	assert_dot_flags(closed(bench, bench->closed->len - 1), expected);
	down_on(bench, PAGE_10, STROKE_LIVE);
	dots(bench, all, n);
	up(bench, plain_tail());
	assert_dot_flags(closed(bench, bench->closed->len - 1), expected);
	for (guint i = 0; i < n; i++) {
		const Dot *dot = stroke_dot(closed(bench, bench->closed->len - 1), i);

		g_assert_cmpint(is_y ? dot->at.y : dot->at.x, ==, x[i]);
	}
}

#define OUTLIERS(expected, ...)                                                                    \
	assert_outliers(bench, expected, (const gint32[]){ __VA_ARGS__ }, FALSE);                  \
	assert_outliers(bench, expected, (const gint32[]){ __VA_ARGS__ }, TRUE)

static void test_outliers(Bench *bench, gconstpointer data)
{
	(void)data;
	OUTLIERS(".....", 5000, 5010, 5020, 5030, 5040);
	OUTLIERS("..o..", 5000, 5010, 9000, 5030, 5040);
	OUTLIERS("..o..", 5000, 5010, 1000, 5030, 5040);
	OUTLIERS("o....", 9000, 5010, 5020, 5030, 5040);
	OUTLIERS("....o", 5000, 5010, 5020, 5030, 9040);
	OUTLIERS(".o.o.", 5000, 9000, 5020, 900, 5040);
	/* A jump that is not undone is a fast hand, or a new place: nobody's fault. */
	OUTLIERS("......", 5000, 5010, 5020, 9000, 9010, 9020);
	/* Exactly ten units is near, a step more is far. */
	OUTLIERS("...", 5000, 6000, 5000);
	OUTLIERS(".o.", 5000, 6001, 5000);
	OUTLIERS("..", 5000, 9000);
	OUTLIERS(".", 5000);
	OUTLIERS("ooo", -1, -2, -3);
	OUTLIERS("o", G_MAXINT32);
	OUTLIERS("ooo", G_MAXINT32, G_MININT32, G_MAXINT32);
	OUTLIERS("", 0);
}

static void assert_off_sheet(Bench *bench, gint32 x, gint32 y, const char *expected)
{
	down_on(bench, PAGE_10, STROKE_LIVE);
	dot_at(bench, 0, x, y);
	up(bench, plain_tail());
	assert_dot_flags(closed(bench, bench->closed->len - 1), expected);
}

static void test_off_sheet(Bench *bench, gconstpointer data)
{
	(void)data;
	assert_off_sheet(bench, 0, 0, ".");
	assert_off_sheet(bench, 1507000, 848000, ".");
	assert_off_sheet(bench, 1507001, 848000, "o");
	assert_off_sheet(bench, 1507000, 848001, "o");
	assert_off_sheet(bench, -1, 0, "o");
	assert_off_sheet(bench, 0, -1, "o");
}

/* An outlier told by `grew` is flagged there as soon as its follower is known. */
static void test_outlier_settles_with_its_follower(Bench *bench, gconstpointer data)
{
	const Stroke *open;

	(void)data;
	down_on(bench, PAGE_10, STROKE_LIVE);
	dot_at(bench, 0, 5000, 5000);
	dot_at(bench, 10, 9000, 5000);
	open = assembler_open_stroke(bench->assembler);
	g_assert_cmpuint(stroke_dot(open, 1)->flags, ==, 0);
	dot_at(bench, 20, 5001, 5000);
	g_assert_cmpuint(stroke_dot(open, 1)->flags, ==, DOT_OUTLIER);
	g_assert_cmphex(open->flags, ==, STROKE_OUTLIER);
	up(bench, plain_tail());
}

static const Stroke *stored_stroke(
	Bench *bench, gint64 pen_start_ms, StrokeOrigin origin, guint32 flags)
{
	StrokeTail tail = plain_tail();

	tail.start_ms = tail.pen_start_ms = pen_start_ms;
	tail.end_ms = pen_start_ms + 300;
	tail.flags = flags;
	down_on(bench, PAGE_10, origin);
	dot_at(bench, 10, 1, 1);
	up(bench, tail);
	return closed(bench, bench->closed->len - 1);
}

static void assert_clock(const Stroke *stroke, gint64 offset_ms, guint32 flags)
{
	g_assert_cmpint(stroke->start_ms, ==, stroke->pen_start_ms + offset_ms);
	g_assert_cmpint(stroke->end_ms, ==, stroke->start_ms + 300);
	g_assert_cmphex(stroke->flags, ==, flags);
}

/* An hour slow until it was set; both times are kept. */
static void test_clock_repaired(Bench *bench, gconstpointer data)
{
	const ClockReading slow = { NOON_MS, NOON_MS - HOUR_MS, NOON_MS + 100, 0 };

	(void)data;
	assert_clock(stored_stroke(bench, NOON_MS, STROKE_STORED, 0), 0, 0);
	assembler_set_clock(bench->assembler, &slow, 1);
	assert_clock(stored_stroke(bench, NOON_MS - 2 * HOUR_MS, STROKE_STORED, 0), HOUR_MS,
		STROKE_CLOCK_REPAIRED);
	assert_clock(stored_stroke(bench, NOON_MS + HOUR_MS, STROKE_STORED, 0), 0, 0);
	assert_clock(stored_stroke(bench, NOON_MS + HOUR_MS, STROKE_LIVE, 0), 0, 0);
	/* Of a page whose order says otherwise. */
	assert_clock(stored_stroke(bench, NOON_MS - 2 * HOUR_MS, STROKE_STORED, 0), HOUR_MS,
		STROKE_CLOCK_REPAIRED | STROKE_CLOCK_UNSURE);
	assembler_set_clock(bench->assembler, NULL, 0);
	assert_clock(stored_stroke(bench, NOON_MS - 2 * HOUR_MS, STROKE_STORED, 0), 0, 0);
}

/* The pen went down by the old clock and up by the new one: it ends with its last dot. */
static void test_clock_set_in_mid_stroke(Bench *bench, gconstpointer data)
{
	const ClockReading slow = { NOON_MS, NOON_MS - HOUR_MS, NOON_MS + 100, 0 };
	StrokeTail tail = plain_tail();
	const Stroke *stroke;

	(void)data;
	assembler_set_clock(bench->assembler, &slow, 1);
	tail.start_ms = tail.pen_start_ms = NOON_MS - HOUR_MS + 50;
	tail.end_ms = NOON_MS + 500;
	down_on(bench, PAGE_10, STROKE_STORED);
	dot_at(bench, 10, 1, 1);
	dot_at(bench, 400, 2, 2);
	up(bench, tail);
	stroke = closed(bench, 0);
	g_assert_cmpint(stroke->start_ms, ==, NOON_MS + 50);
	g_assert_cmpint(stroke->end_ms, ==, NOON_MS + 450);
	/* Of a fast clock the up comes before the down, which the decoder has seen already. */
	const ClockReading fast = { NOON_MS, NOON_MS + HOUR_MS, NOON_MS + 100, 0 };
	assembler_set_clock(bench->assembler, &fast, 1);
	tail.start_ms = tail.pen_start_ms = NOON_MS + HOUR_MS + 50;
	tail.end_ms = tail.start_ms + 400;
	tail.flags = STROKE_CLOCK_REPAIRED;
	down_on(bench, PAGE_11, STROKE_STORED);
	dot_at(bench, 400, 2, 2);
	up(bench, tail);
	stroke = closed(bench, 1);
	g_assert_cmpint(stroke->start_ms, ==, NOON_MS + 50);
	g_assert_cmpint(stroke->end_ms, ==, NOON_MS + 450);
}

/* A time that the decoder made is not the pen's. */
static void test_clock_of_the_decoder(Bench *bench, gconstpointer data)
{
	const ClockReading slow = { NOON_MS, NOON_MS - HOUR_MS, NOON_MS + 100, 0 };
	StrokeTail tail = plain_tail();

	(void)data;
	assembler_set_clock(bench->assembler, &slow, 1);
	tail.start_ms = NOON_MS - HOUR_MS;
	tail.pen_start_ms = 5;
	tail.flags = STROKE_CLOCK_REPAIRED;
	down_on(bench, PAGE_10, STROKE_STORED);
	dot_at(bench, 10, 1, 1);
	up(bench, tail);
	g_assert_cmpint(closed(bench, 0)->start_ms, ==, NOON_MS - HOUR_MS);
	g_assert_cmphex(closed(bench, 0)->flags, ==, STROKE_CLOCK_REPAIRED);
}

/* 200,000 dots a stroke, whatever the cut of the calls; every dot once; the gaps go on being counted. */
static void test_split(Bench *bench, gconstpointer data)
{
	const guint n_all = 450000, n_a_call = 70001;
	g_autofree Dot *all = g_new0(Dot, n_all);
	StrokeTail tail = plain_tail();

	(void)data;
	for (guint i = 0; i < n_all; i++)
		all[i] = (Dot){ .time_ms = 10 + i * 10,
			.at = { (gint32)(i % 1000), 7 },
			.gap_ms = i % 100000 == 0 ? 10 : 0 };
	tail.gaps_counted = false;
	down_on(bench, PAGE_10, STROKE_LIVE);
	for (guint i = 0; i < n_all; i += n_a_call)
		dots(bench, &all[i], MIN(n_a_call, n_all - i));
	up(bench, tail);
	g_assert_cmpuint(bench->closed->len, ==, 3);
	for (guint s = 0; s < 3; s++) {
		const Stroke *stroke = closed(bench, s);

		g_assert_cmpint(stroke->id, ==, s + 1);
		g_assert_cmpuint(stroke->dots->len, ==, s < 2 ? 200000 : 50000);
		g_assert_cmphex(stroke->flags & STROKE_GAP, ==, s > 0 ? STROKE_GAP : 0);
		g_assert_cmpint(stroke->start_ms, ==, NOON_MS);
		g_assert_true(page_address_equal(&stroke->page, &PAGE_10));
		g_assert_cmpint(stroke_dot(stroke, 3)->at.x, ==, 3);
	}
	g_assert_cmpint(closed(bench, 0)->end_ms, ==, NOON_MS + 2000000);
	g_assert_cmpuint(stroke_dot(closed(bench, 1), 0)->time_ms, ==, 2000010);
	/* Five gaps of 10 ms lie before the last part's second dot. */
	g_assert_cmpuint(stroke_dot(closed(bench, 2), 1)->time_ms, ==, 10 + 4000010 - 50);
	/* The next stroke owes nothing to the long one. */
	down_on(bench, PAGE_10, STROKE_LIVE);
	dot_at(bench, 5000, 1, 1);
	up(bench, tail);
	g_assert_cmpuint(stroke_dot(closed(bench, 3), 0)->time_ms, ==, 5000);
}

/* A decoder's bug must not cost a dot, nor the class. */
static void test_out_of_order(Bench *bench, gconstpointer data)
{
	(void)data;
	up(bench, plain_tail());
	bench->sink->page(bench->sink->user, &PAGE_10);
	g_assert_cmpstr(bench->heard->str, ==, "");
	dot_at(bench, 30, 1, 1);
	down_on(bench, PAGE_10, STROKE_LIVE);
	dot_at(bench, 70, 2, 2);
	down_on(bench, PAGE_11, STROKE_LIVE);
	up(bench, plain_tail());
	g_assert_cmpstr(bench->heard->str, ==,
		"opened 1; grew 1 from 0 to 1; closed 1; opened 2; grew 2 from 0 to 1; closed 2; "
		"opened 3; paged 3 page 10; closed 3; ");
	g_assert_cmphex(closed(bench, 0)->flags, ==, STROKE_DOWN_MISSING | STROKE_UP_MISSING);
	g_assert_cmphex(closed(bench, 1)->flags, ==, STROKE_UP_MISSING);
	g_assert_cmpint(closed(bench, 1)->end_ms, ==, NOON_MS + 70);
	g_assert_cmphex(closed(bench, 2)->flags, ==, 0);
}

static void on_closed_alone(void *user, Stroke *take_stroke)
{
	*(guint *)user += take_stroke->dots->len;
	stroke_free(take_stroke);
}

static gint64 on_new_id_alone(void *user)
{
	(void)user;
	return 1;
}

static void test_listener_may_want_little(void)
{
	guint n_dots = 0;
	const AssemblerListener listener = {
		.user = &n_dots, .new_id = on_new_id_alone, .closed = on_closed_alone
	};
	g_autoptr(Assembler) assembler = assembler_new(&listener);
	const DotSink *sink = assembler_sink(assembler);
	const StrokeTail tail = plain_tail();

	sink->down(sink->user, &(StrokeHead){ 0 });
	sink->dots(sink->user, &(Dot){ 0 }, 1);
	sink->page(sink->user, &PAGE_10);
	sink->said(sink->user, &(PenSaid){ 0 });
	sink->up(sink->user, &tail);
	g_assert_cmpuint(n_dots, ==, 1);
	g_assert_null(assembler_free(NULL));
}

#define ADD(name, test)                                                                            \
	g_test_add("/ink/assembler/" name, Bench, NULL, bench_begin, test, bench_end)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("plain", test_plain);
	ADD("late-page", test_late_page);
	ADD("page-only-at-up", test_page_only_at_up);
	ADD("tail-overrides-head", test_tail_overrides_head);
	ADD("link-lost", test_link_lost);
	ADD("gaps", test_gaps);
	ADD("outliers", test_outliers);
	ADD("off-sheet", test_off_sheet);
	ADD("outlier-settles-with-its-follower", test_outlier_settles_with_its_follower);
	ADD("clock-repaired", test_clock_repaired);
	ADD("clock-set-in-mid-stroke", test_clock_set_in_mid_stroke);
	ADD("clock-of-the-decoder", test_clock_of_the_decoder);
	ADD("split", test_split);
	ADD("out-of-order", test_out_of_order);
	g_test_add_func("/ink/assembler/listener-may-want-little", test_listener_may_want_little);
	return g_test_run();
}
