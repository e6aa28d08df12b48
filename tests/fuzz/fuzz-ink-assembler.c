/* SPDX-License-Identifier: MIT */
/*
 * Any sequence of sink calls to the assembler. What must hold for all: ids and told dots in order, every
 * dot given comes out once and in order, a stroke is closed once, and only flags and time_ms of a dot may
 * differ from what was given. Half of the inputs keep the sink's contract, half need not.
 */
#include "ink/assembler.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
	const uint8_t *at;
	const uint8_t *end;
} Input;

typedef struct {
	Assembler *assembler;
	GArray *given; /* of Dot, of the whole run */
	guint n_out;   /* of them, how many came out */
	guint n_told;  /* of the open stroke */
	gint64 last_id;
	bool is_open;
	bool may_be_long; /* few inputs may: they are slow */
} Run;

/* Zero bytes when the input is used up. */
static void take(Input *input, void *out, gsize n_bytes)
{
	gsize n = MIN(n_bytes, (gsize)(input->end - input->at));

	memset(out, 0, n_bytes);
	memcpy(out, input->at, n);
	input->at += n;
}

static guint8 take_byte(Input *input)
{
	guint8 byte;

	take(input, &byte, 1);
	return byte;
}

/* Mostly times that a pen might say, now and then anything. */
static gint64 take_time(Input *input)
{
	gint64 time_ms;

	take(input, &time_ms, sizeof time_ms);
	return time_ms & 1 ? time_ms
			   : G_GINT64_CONSTANT(1741600000000) + (time_ms >> 1) % 100000000;
}

static PageAddress take_page(Input *input)
{
	guint8 byte = take_byte(input);

	return (PageAddress){ .family = byte & 1 ? PAGE_FAMILY_NCODE : PAGE_FAMILY_NONE,
		.section = 3,
		.owner = 27,
		.book = 603,
		.page = byte >> 1 };
}

static gint64 on_new_id(void *user)
{
	return ++((Run *)user)->last_id;
}

static void on_opened(void *user, const Stroke *stroke)
{
	Run *run = user;

	g_assert(!run->is_open && stroke->id == run->last_id && stroke->dots->len == 0);
	g_assert(assembler_open_stroke(run->assembler) == stroke);
	run->is_open = true;
	run->n_told = 0;
}

static void on_grew(void *user, const Stroke *stroke, guint first_new_dot)
{
	Run *run = user;

	g_assert(run->is_open && first_new_dot == run->n_told && stroke->dots->len > run->n_told);
	run->n_told = stroke->dots->len;
}

static void on_paged(void *user, const Stroke *stroke)
{
	g_assert(((Run *)user)->is_open && stroke->page.family != PAGE_FAMILY_NONE);
}

static void check_dot(const Dot *out, const Dot *given, guint32 stroke_flags)
{
	g_assert(out->at.x == given->at.x && out->at.y == given->at.y);
	g_assert(out->force == given->force && out->twist == given->twist);
	g_assert(out->gap_ms == given->gap_ms && out->tilt_x == given->tilt_x &&
		 out->tilt_y == given->tilt_y);
	g_assert(out->time_ms <= given->time_ms);
	g_assert((out->flags & ~DOT_OUTLIER) == (given->flags & ~DOT_OUTLIER));
	g_assert(!(given->flags & DOT_OUTLIER) || out->flags & DOT_OUTLIER);
	g_assert(!(out->flags & ~given->flags & DOT_OUTLIER) || stroke_flags & STROKE_OUTLIER);
	g_assert(!(out->flags & DOT_AFTER_GAP) || stroke_flags & STROKE_GAP);
}

static void on_closed(void *user, Stroke *take_stroke)
{
	Run *run = user;

	g_assert(run->is_open && run->n_told == take_stroke->dots->len);
	g_assert(!assembler_open_stroke(run->assembler));
	g_assert(take_stroke->dots->len <= 200000);
	for (guint i = 0; i < take_stroke->dots->len; i++)
		check_dot(stroke_dot(take_stroke, i), &g_array_index(run->given, Dot, run->n_out++),
			take_stroke->flags);
	run->is_open = false;
	stroke_free(take_stroke);
}

static void give_dots(Run *run, Input *input, const DotSink *sink)
{
	guint first = run->given->len;
	guint8 how = take_byte(input);

	/* Very many at once, for the split of long strokes; all alike. */
	if (how == 0xFF && run->may_be_long && first < 500000) {
		g_array_set_size(run->given, first + 150000);
		for (guint i = first; i < run->given->len; i++)
			g_array_index(run->given, Dot, i) = (Dot){ .time_ms = i, .gap_ms = 1 };
	}
	for (guint n = how % 16; n > 0; n--) {
		Dot dot;

		take(input, &dot, sizeof dot);
		if (how & 0x10)
			dot.at = (RawPoint){ dot.at.x & 0xFFF, dot.at.y & 0xFFF };
		g_array_append_val(run->given, dot);
	}
	sink->dots(sink->user, &g_array_index(run->given, Dot, first), run->given->len - first);
}

static void set_clock(Run *run, Input *input)
{
	ClockReading readings[4];
	guint n = take_byte(input) % 5;

	for (guint i = 0; i < n; i++)
		readings[i] = (ClockReading){ .host_ms = take_time(input),
			.pen_ms = take_time(input),
			.set_ms = take_time(input),
			.emptied_ms = take_time(input) };
	assembler_set_clock(run->assembler, readings, n);
}

static void give_up(Input *input, const DotSink *sink)
{
	guint8 how = take_byte(input);
	gint64 start_ms = take_time(input);
	StrokeTail tail = { .start_ms = start_ms,
		.pen_start_ms = how & 1 ? take_time(input) : start_ms,
		.end_ms = take_time(input),
		.page = take_page(input),
		.flags = how & 1   ? STROKE_CLOCK_REPAIRED
			 : how & 2 ? STROKE_LINK_LOST
				   : 0,
		.gaps_counted = how & 4 };

	sink->up(sink->user, &tail);
}

static void give_down(Input *input, const DotSink *sink)
{
	guint8 how = take_byte(input);
	StrokeHead head = { .start_ms = take_time(input),
		.page = take_page(input),
		.force_max = 852,
		.tip = how & 1 ? TIP_ERASER : TIP_PEN,
		.origin = how & 2 ? STROKE_STORED : STROKE_LIVE };

	sink->down(sink->user, &head);
}

static void play(Run *run, Input *input, bool keeps_contract)
{
	const DotSink *sink = assembler_sink(run->assembler);

	while (input->at < input->end) {
		bool is_open = run->is_open || !keeps_contract;
		guint8 call = take_byte(input) % 8;
		PageAddress page;

		if (call == 0 && (!run->is_open || !keeps_contract)) {
			give_down(input, sink);
		} else if (call == 1 && is_open) {
			page = take_page(input);
			sink->page(sink->user, &page);
		} else if (call == 2 && is_open) {
			give_up(input, sink);
		} else if (call == 3) {
			set_clock(run, input);
		} else if (call == 4) {
			sink->said(sink->user, &(PenSaid){ .kind = PEN_SAID_BATTERY });
		} else if (is_open) {
			give_dots(run, input, sink);
		} else {
			give_down(input, sink);
		}
	}
	if (run->is_open)
		give_up(input, sink);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GArray) given = g_array_sized_new(FALSE, FALSE, sizeof(Dot), 64);
	Run run = { .given = given };
	const AssemblerListener listener = { .user = &run,
		.new_id = on_new_id,
		.opened = on_opened,
		.grew = on_grew,
		.paged = on_paged,
		.closed = on_closed };
	Input input = { data, data + size };

	guint8 how = take_byte(&input);

	run.may_be_long = how >> 1 == 0x5A;
	run.assembler = assembler_new(&listener);
	play(&run, &input, how & 1);
	g_assert(run.n_out == run.given->len);
	assembler_free(run.assembler);
	return 0;
}
