/* SPDX-License-Identifier: MIT */
/*
 * See assembler.h. Everything is O(1) a dot, and memory is bounded: a stroke holds MAX_DOTS at most.
 *
 * Outliers. The pens' camera now and then reads a place that is nowhere near (a smudge that looks like
 * pattern). A dot is one when it lies off any sheet, or farther than OUTLIER_STEPS from both its
 * neighbours, on the same side, in x or in y: at 100 dots a second that is 2.4 m/s there and back
 * within 20 ms, which no hand does. The first and the last dot take their two nearest dots as
 * neighbours; of two lone dots nobody can say which is wrong, so neither is blamed. The vendor's own
 * programs drop dots by the same figures (neo.md 8.4); here they are kept and flagged.
 *
 * Calls out of order (a decoder's bug) still lose no dot and never stop a class: dots without a down
 * open a stroke flagged DOWN_MISSING, a second down closes the open stroke flagged UP_MISSING, and a
 * page or an up for no stroke is nothing.
 */
#include "ink/assembler.h"

#define OUTLIER_STEPS 1000 /* 10 Ncode units, 23.7 mm */
#define SHEET_MAX_X 1507000
#define SHEET_MAX_Y 848000
/* Half an hour of a pen that never goes up. */
#define MAX_DOTS 200000
#define USUAL_DOTS 64

#define UP_PATIENCE_MS 2000

struct Assembler {
	AssemblerListener listener;
	DotSink sink;
	Stroke *stroke;		/* the open one, or NULL */
	guint64 earlier_gap_ms; /* gaps in the parts that were split off the open stroke */
	PenClock *clock;
};

static bool is_off_sheet(const Dot *dot)
{
	return dot->at.x < 0 || dot->at.x > SHEET_MAX_X || dot->at.y < 0 || dot->at.y > SHEET_MAX_Y;
}

static bool is_beyond(gint64 value, gint64 a, gint64 b)
{
	return (value - a > OUTLIER_STEPS && value - b > OUTLIER_STEPS) ||
	       (a - value > OUTLIER_STEPS && b - value > OUTLIER_STEPS);
}

static void flag_outlier(Stroke *stroke, guint i)
{
	g_array_index(stroke->dots, Dot, i).flags |= DOT_OUTLIER;
	stroke->flags |= STROKE_OUTLIER;
}

static void settle_outlier(Stroke *stroke, guint i, guint neighbour, guint other_neighbour)
{
	RawPoint at = stroke_dot(stroke, i)->at;
	RawPoint a = stroke_dot(stroke, neighbour)->at;
	RawPoint b = stroke_dot(stroke, other_neighbour)->at;

	if (is_beyond(at.x, a.x, b.x) || is_beyond(at.y, a.y, b.y))
		flag_outlier(stroke, i);
}

static void add_dot(Stroke *stroke, const Dot *dot)
{
	guint i = stroke->dots->len;

	g_array_append_vals(stroke->dots, dot, 1);
	if (is_off_sheet(dot))
		flag_outlier(stroke, i);
	if (dot->flags & DOT_AFTER_GAP)
		stroke->flags |= STROKE_GAP;
	if (i == 2)
		settle_outlier(stroke, 0, 1, 2);
	if (i >= 2)
		settle_outlier(stroke, i - 1, i - 2, i);
}

static guint64 sum_of_gaps(const Stroke *stroke)
{
	guint64 sum_ms = 0;

	for (guint i = 0; i < stroke->dots->len; i++)
		sum_ms += stroke_dot(stroke, i)->gap_ms;
	return sum_ms;
}

/* The pen's clock stood still during camera errors, the decoder's did not. */
static void take_gaps_out(Stroke *stroke, guint64 earlier_gap_ms)
{
	guint64 gap_ms = earlier_gap_ms;

	for (guint i = 0; i < stroke->dots->len; i++) {
		Dot *dot = &g_array_index(stroke->dots, Dot, i);

		gap_ms += dot->gap_ms;
		dot->time_ms -= (guint32)MIN(gap_ms, dot->time_ms);
	}
}

/* The end of a stroke whose up is not there to say it: its last dot. */
static void end_at_last_dot(Stroke *stroke)
{
	gint64 time_ms = stroke->dots->len ? stroke_dot(stroke, stroke->dots->len - 1)->time_ms : 0;

	if (__builtin_add_overflow(stroke->start_ms, time_ms, &stroke->end_ms))
		stroke->end_ms = stroke->start_ms;
}

static void move_stroke(Stroke *stroke, gint64 offset_ms)
{
	const gint64 said_end_ms = stroke->end_ms;
	gint64 start_ms;

	if (__builtin_add_overflow(stroke->pen_start_ms, offset_ms, &start_ms))
		return;
	/* An up long after the last dot was told by another clock than the down: it was set meanwhile. */
	end_at_last_dot(stroke);
	if (said_end_ms > stroke->end_ms && said_end_ms - UP_PATIENCE_MS <= stroke->end_ms)
		stroke->end_ms = said_end_ms;
	if (__builtin_add_overflow(stroke->end_ms, offset_ms, &stroke->end_ms))
		stroke->end_ms = start_ms;
	stroke->start_ms = start_ms;
	stroke->flags |= STROKE_CLOCK_REPAIRED;
}

static void repair_clock(Assembler *assembler, Stroke *stroke)
{
	const gint64 now_ms = assembler->listener.now_ms
				      ? assembler->listener.now_ms(assembler->listener.user)
				      : 0;

	/* Its decoder made the time, not its pen. */
	if (stroke->flags & STROKE_CLOCK_REPAIRED && stroke->start_ms != stroke->pen_start_ms)
		return;
	const ClockMoment moment =
		stroke->origin == STROKE_STORED
			? pen_clock_stored(
				  assembler->clock, &stroke->page, stroke->pen_start_ms, now_ms)
			: pen_clock_live(assembler->clock, stroke->pen_start_ms, now_ms);
	if (!moment.sure)
		stroke->flags |= STROKE_CLOCK_UNSURE;
	if (moment.offset_ms != 0)
		move_stroke(stroke, moment.offset_ms);
}

static void open_stroke(Assembler *assembler, const StrokeHead *head, guint32 flags)
{
	Stroke *stroke = stroke_new();

	/* Most strokes have fewer: their dots are put where there is room. */
	g_array_set_size(stroke->dots, USUAL_DOTS);
	g_array_set_size(stroke->dots, 0);
	stroke->id = assembler->listener.new_id(assembler->listener.user);
	stroke->page = head->page;
	stroke->start_ms = head->start_ms;
	stroke->pen_start_ms = head->start_ms;
	stroke->end_ms = head->start_ms;
	stroke->color = head->color;
	stroke->force_max = head->force_max;
	stroke->tip = (guint8)head->tip;
	stroke->origin = (guint8)head->origin;
	stroke->flags = flags;
	assembler->stroke = stroke;
	if (assembler->listener.opened)
		assembler->listener.opened(assembler->listener.user, stroke);
}

static void close_stroke(Assembler *assembler)
{
	Stroke *stroke = g_steal_pointer(&assembler->stroke);
	guint n = stroke->dots->len;

	if (n >= 3)
		settle_outlier(stroke, n - 1, n - 2, n - 3);
	repair_clock(assembler, stroke);
	assembler->listener.closed(assembler->listener.user, stroke);
}

/* Both parts keep the same start, so no time has to change and each dot's moment stays right. What
 * only the up can tell (a late page, uncounted gaps, flags) goes to the last part. */
static void split_stroke(Assembler *assembler)
{
	Stroke *stroke = assembler->stroke;
	guint64 earlier_gap_ms = assembler->earlier_gap_ms + sum_of_gaps(stroke);
	StrokeHead head = {
		.start_ms = stroke->start_ms,
		.page = stroke->page,
		.color = stroke->color,
		.force_max = stroke->force_max,
		.tip = (TipKind)stroke->tip,
		.origin = (StrokeOrigin)stroke->origin,
	};

	end_at_last_dot(stroke);
	close_stroke(assembler);
	open_stroke(assembler, &head, STROKE_GAP);
	assembler->earlier_gap_ms = earlier_gap_ms;
}

static void set_page(Assembler *assembler, const PageAddress *page)
{
	Stroke *stroke = assembler->stroke;

	if (page->family == PAGE_FAMILY_NONE || page_address_equal(&stroke->page, page))
		return;
	stroke->page = *page;
	if (assembler->listener.paged)
		assembler->listener.paged(assembler->listener.user, stroke);
}

static void on_down(void *user, const StrokeHead *head)
{
	Assembler *assembler = user;

	if (assembler->stroke) {
		assembler->stroke->flags |= STROKE_UP_MISSING;
		end_at_last_dot(assembler->stroke);
		close_stroke(assembler);
	}
	assembler->earlier_gap_ms = 0;
	open_stroke(assembler, head, 0);
}

static void on_page(void *user, const PageAddress *page)
{
	Assembler *assembler = user;

	if (assembler->stroke)
		set_page(assembler, page);
}

static void on_dots(void *user, const Dot *dots, size_t n_dots)
{
	Assembler *assembler = user;

	if (!assembler->stroke && n_dots > 0) {
		assembler->earlier_gap_ms = 0;
		open_stroke(assembler, &(StrokeHead){ 0 }, STROKE_DOWN_MISSING);
	}
	while (n_dots > 0) {
		if (assembler->stroke->dots->len == MAX_DOTS)
			split_stroke(assembler);

		guint first = assembler->stroke->dots->len;
		size_t n_taken = MIN(n_dots, MAX_DOTS - first);

		for (size_t i = 0; i < n_taken; i++)
			add_dot(assembler->stroke, &dots[i]);
		if (assembler->listener.grew)
			assembler->listener.grew(
				assembler->listener.user, assembler->stroke, first);
		dots += n_taken;
		n_dots -= n_taken;
	}
}

static void on_up(void *user, const StrokeTail *tail)
{
	Assembler *assembler = user;
	Stroke *stroke = assembler->stroke;

	if (!stroke)
		return;
	stroke->start_ms = tail->start_ms;
	stroke->pen_start_ms = tail->pen_start_ms;
	stroke->end_ms = tail->end_ms;
	stroke->flags |= tail->flags;
	if (!tail->gaps_counted)
		take_gaps_out(stroke, assembler->earlier_gap_ms);
	set_page(assembler, &tail->page);
	close_stroke(assembler);
}

static void on_said(void *user, const PenSaid *said)
{
	Assembler *assembler = user;

	if (assembler->listener.said)
		assembler->listener.said(assembler->listener.user, said);
}

Assembler *assembler_new(const AssemblerListener *listener)
{
	Assembler *assembler = g_new0(Assembler, 1);

	g_assert(listener->new_id && listener->closed);
	assembler->listener = *listener;
	assembler->clock = pen_clock_new();
	assembler->sink = (DotSink){
		.user = assembler,
		.down = on_down,
		.page = on_page,
		.dots = on_dots,
		.up = on_up,
		.said = on_said,
	};
	return assembler;
}

Assembler *assembler_free(Assembler *assembler)
{
	if (assembler) {
		g_assert(!assembler->stroke);
		pen_clock_free(assembler->clock);
		g_free(assembler);
	}
	return NULL;
}

const DotSink *assembler_sink(Assembler *assembler)
{
	return &assembler->sink;
}

const Stroke *assembler_open_stroke(const Assembler *assembler)
{
	return assembler->stroke;
}

void assembler_set_clock(Assembler *assembler, const ClockReading *readings, gsize n_readings)
{
	pen_clock_set(assembler->clock, readings, n_readings);
}
