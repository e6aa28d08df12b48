/* SPDX-License-Identifier: MIT */
/* Events to strokes; see stroke-builder.h. A contact is what the pen means by down and up; the strokes
 * told to the sink are its parts, one for each page. */
#include "protocol/stroke-builder.h"

/* Below: the clock was never set. Above (the year 6429): garbage. */
#define FIRST_USABLE_MS 10000
#define LAST_USABLE_MS (INT64_C(1) << 47)
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

void stroke_builder_init(StrokeBuilder *builder, const DotSink *sink)
{
	*builder = (StrokeBuilder){ .sink = *sink };
}

void stroke_builder_flush(StrokeBuilder *builder)
{
	if (builder->n_batch == 0)
		return;
	builder->n_dots += (uint32_t)builder->n_batch;
	builder->last_ms = builder->clock_ms;
	builder->last_camera_ms = builder->camera_ms;
	builder->last_host_ms = builder->host_ms;
	builder->sink.dots(builder->sink.user, builder->batch, builder->n_batch);
	builder->n_batch = 0;
}

void stroke_builder_say(StrokeBuilder *builder, const PenSaid *said)
{
	stroke_builder_flush(builder);
	builder->sink.said(builder->sink.user, said);
}

void stroke_builder_say_bad(StrokeBuilder *builder, DecodeResult bad)
{
	stroke_builder_say(builder, &(PenSaid){ .kind = PEN_SAID_BAD, .bad = bad });
}

static bool is_usable(uint64_t pen_ms)
{
	return pen_ms >= FIRST_USABLE_MS && pen_ms < LAST_USABLE_MS;
}

int64_t stroke_builder_known_ms(uint64_t pen_ms)
{
	return pen_ms < LAST_USABLE_MS ? (int64_t)pen_ms : LAST_USABLE_MS;
}

bool stroke_builder_end_ms(int64_t start_ms, uint64_t last_dot_ms, int64_t said_ms, int64_t *end_ms)
{
	int64_t last_ms = start_ms + (int64_t)last_dot_ms;
	bool plausible = said_ms >= start_ms && said_ms <= last_ms + DAY_MS;
	*end_ms = plausible && said_ms > last_ms ? said_ms : last_ms;
	return plausible;
}

static void begin_contact(StrokeBuilder *builder)
{
	builder->touching = true;
	builder->down_missing = false;
	builder->clock_repaired = false;
	builder->clock_ms = builder->camera_ms = builder->gap_ms = 0;
	builder->last_ms = builder->last_camera_ms = 0;
	builder->color = 0;
	builder->tip = TIP_PEN;
	builder->open = builder->steady = builder->cut = false;
}

static void end_contact(StrokeBuilder *builder)
{
	builder->touching = builder->open = builder->steady = false;
	builder->page_is_fresh = false;
	builder->lost_since_up = false;
	builder->after_gap = false;
}

/* first_ms: the contact's clock at the stroke's start, 0 unless the page changed in mid-contact. */
static void open_stroke(StrokeBuilder *builder, uint64_t first_ms, uint64_t first_camera_ms)
{
	builder->open = true;
	builder->flags = builder->down_missing ? STROKE_DOWN_MISSING : 0;
	builder->n_dots = 0;
	builder->first_ms = first_ms;
	builder->first_camera_ms = first_camera_ms;
	builder->stroke_page = builder->page_is_fresh ? builder->page : (PageAddress){ 0 };
	StrokeHead head = {
		.start_ms = builder->down_missing ? 0 : builder->down_ms + (int64_t)first_ms,
		.page = builder->stroke_page,
		.color = builder->color,
		.force_max = builder->force_max,
		.tip = builder->tip,
		.origin = STROKE_LIVE,
	};
	builder->sink.down(builder->sink.user, &head);
}

/* No pen-down and no pen-up to reckon from: the host's clock at the last dot has to do. */
static void start_by_host(StrokeBuilder *builder, bool gaps_counted)
{
	uint64_t past = builder->last_ms - (gaps_counted ? 0 : builder->last_camera_ms);
	int64_t start_ms = builder->last_host_ms - (int64_t)past;
	builder->down_ms = start_ms > 0 ? start_ms : 0;
	builder->pen_down_ms = 0;
	builder->clock_repaired = true;
}

/* said_ms: the stroke's end by the clock of down_ms, or less than 0 when there was no pen-up. */
static void close_stroke(StrokeBuilder *builder, uint32_t flags, bool gaps_counted, int64_t said_ms)
{
	uint64_t first = builder->first_ms;
	uint64_t last = builder->last_ms;
	if (!gaps_counted) {
		first -= builder->first_camera_ms;
		last -= builder->last_camera_ms;
	}
	StrokeTail tail = {
		.start_ms = builder->down_ms + (int64_t)first,
		.page = builder->stroke_page,
		.flags = builder->flags | flags,
		.n_dots = builder->n_dots,
		.gaps_counted = gaps_counted,
	};
	tail.pen_start_ms = tail.start_ms;
	if (builder->clock_repaired) {
		tail.flags |= STROKE_CLOCK_REPAIRED;
		tail.pen_start_ms = builder->pen_down_ms + (int64_t)first;
	}
	tail.end_ms = tail.start_ms + (int64_t)(last - first);
	if (said_ms >= 0 &&
		!stroke_builder_end_ms(tail.start_ms, last - first, said_ms, &tail.end_ms))
		tail.flags |= STROKE_CLOCK_REPAIRED;
	if (tail.page.family == PAGE_FAMILY_NONE && builder->page.family != PAGE_FAMILY_NONE) {
		tail.page = builder->page;
		tail.flags |= STROKE_PAGE_GUESSED;
	}
	builder->open = builder->steady = false;
	builder->sink.up(builder->sink.user, &tail);
}

/* The stroke ends at its last dot, for want of a pen-up. */
static void close_without_up(StrokeBuilder *builder, uint32_t flags)
{
	stroke_builder_flush(builder);
	bool gaps_counted = builder->last_camera_ms == 0 || !builder->gaps_uncounted;
	if (builder->down_missing)
		start_by_host(builder, gaps_counted);
	close_stroke(builder, flags, gaps_counted, -1);
}

static void say_empty(StrokeBuilder *builder)
{
	stroke_builder_say(builder, &(PenSaid){ .kind = PEN_SAID_EMPTY_STROKE });
}

void stroke_builder_down(StrokeBuilder *builder, uint64_t pen_ms, TipKind tip, uint32_t color)
{
	if (builder->open)
		close_without_up(builder, STROKE_UP_MISSING);
	else if (builder->touching && !builder->cut)
		say_empty(builder);
	end_contact(builder);
	begin_contact(builder);
	builder->tip = tip;
	builder->color = color;
	builder->pen_down_ms = stroke_builder_known_ms(pen_ms);
	builder->clock_repaired = !is_usable(pen_ms);
	builder->down_ms = builder->clock_repaired ? builder->host_ms : builder->pen_down_ms;
}

/*
 * Do this pen's camera errors advance its clock? The pen-up knows: of the two readings the one whose
 * last dot is not after it and closest to it, so they count unless that puts the last dot too late.
 */
static bool gaps_are_counted(StrokeBuilder *builder, uint64_t pen_up_ms)
{
	if (builder->last_camera_ms == 0)
		return true;
	uint64_t elapsed = pen_up_ms - (uint64_t)builder->pen_down_ms;
	if (elapsed < (uint64_t)DAY_MS)
		builder->gaps_uncounted = builder->last_ms > elapsed;
	return !builder->gaps_uncounted;
}

static void close_with_up(StrokeBuilder *builder, uint64_t pen_up_ms)
{
	stroke_builder_flush(builder);
	int64_t said_ms = stroke_builder_known_ms(pen_up_ms);
	if (!builder->down_missing) {
		bool gaps_counted = gaps_are_counted(builder, pen_up_ms);
		if (builder->clock_repaired)
			said_ms += builder->down_ms - builder->pen_down_ms;
		close_stroke(builder, 0, gaps_counted, said_ms > 0 ? said_ms : 0);
		return;
	}
	bool gaps_counted = builder->last_camera_ms == 0 || !builder->gaps_uncounted;
	if (!is_usable(pen_up_ms)) {
		start_by_host(builder, gaps_counted);
		close_stroke(builder, 0, gaps_counted, -1);
		return;
	}
	uint64_t past = builder->last_ms - (gaps_counted ? 0 : builder->last_camera_ms);
	builder->down_ms = said_ms > (int64_t)past ? said_ms - (int64_t)past : 0;
	close_stroke(builder, 0, gaps_counted, said_ms);
}

void stroke_builder_up(StrokeBuilder *builder, uint64_t pen_ms)
{
	if (builder->open)
		close_with_up(builder, pen_ms);
	else if (!builder->cut)
		say_empty(builder);
	end_contact(builder);
}

void stroke_builder_paper(StrokeBuilder *builder, const PageAddress *page)
{
	builder->page = *page;
	builder->page_is_fresh = true;
	if (!builder->open)
		return;
	if (builder->stroke_page.family == PAGE_FAMILY_NONE) {
		stroke_builder_flush(builder);
		builder->stroke_page = *page;
		builder->sink.page(builder->sink.user, page);
	} else if (!page_address_equal(&builder->stroke_page, page)) {
		/* The split waits for a dot: without one there is nothing on the new page. */
		builder->steady = false;
	}
}

static bool is_hover(const StrokeBuilder *builder, const Dot *dot)
{
	if (!builder->hover)
		return false;
	/* A lost pen-down must not turn ink into hover: hovering pens press on nothing. */
	bool pressed = dot->force != 0 && dot->force != FORCE_NONE;
	return !(builder->lost_since_up && pressed);
}

static bool page_changed(const StrokeBuilder *builder)
{
	return builder->open && builder->stroke_page.family != PAGE_FAMILY_NONE &&
	       !page_address_equal(&builder->stroke_page, &builder->page);
}

void stroke_builder_dot(StrokeBuilder *builder, uint8_t delta_ms, Dot dot)
{
	if (builder->steady) {
		stroke_builder_steady_dot(builder, delta_ms, dot);
		return;
	}
	if (!builder->touching) {
		if (is_hover(builder, &dot)) {
			stroke_builder_say(builder, &(PenSaid){ .kind = PEN_SAID_HOVER,
							    .at = dot.at,
							    .page = builder->page });
			return;
		}
		begin_contact(builder);
		builder->down_missing = true;
	}
	if (page_changed(builder) || builder->cut) {
		if (builder->open)
			close_without_up(builder, 0);
		builder->cut = false;
		open_stroke(builder, builder->clock_ms + delta_ms, builder->camera_ms);
		builder->gap_ms = 0;
	} else if (!builder->open) {
		open_stroke(builder, 0, 0);
	}
	if (builder->after_gap) {
		dot.flags |= DOT_AFTER_GAP;
		dot.gap_ms = builder->gap_ms < UINT16_MAX ? (uint16_t)builder->gap_ms : UINT16_MAX;
		builder->flags |= STROKE_GAP;
	}
	builder->after_gap = false;
	builder->gap_ms = 0;
	stroke_builder_steady_dot(builder, delta_ms, dot);
	builder->steady = true;
}

/* Dots are missing at this point of the contact. */
static void mark_gap(StrokeBuilder *builder)
{
	builder->after_gap = true;
	builder->steady = false;
	if (builder->open)
		builder->flags |= STROKE_GAP;
}

void stroke_builder_camera_error(StrokeBuilder *builder, uint8_t delta_ms, uint8_t code)
{
	stroke_builder_say(builder, &(PenSaid){ .kind = PEN_SAID_CAMERA_ERROR, .n = code });
	if (!builder->touching)
		return;
	builder->clock_ms += delta_ms;
	builder->camera_ms += delta_ms;
	builder->gap_ms += delta_ms;
	mark_gap(builder);
}

/*
 * What is missing need not be dots: each contact has one down, one paper and one up, and those of them
 * that were not seen are taken to be among the missing first.
 */
void stroke_builder_lost(StrokeBuilder *builder, uint32_t n_lost, StrokeEvent next)
{
	stroke_builder_say(builder, &(PenSaid){ .kind = PEN_SAID_LOST, .n = n_lost });
	uint32_t n_paper = builder->page_is_fresh || next == EVENT_PAPER ? 0 : 1;
	if (!builder->touching) {
		builder->lost_since_up = true;
		if (next == EVENT_DOT)
			builder->after_gap = n_lost > 1 + n_paper;
	} else if (next == EVENT_DOWN) {
		if (builder->open && n_lost > 1)
			builder->flags |= STROKE_GAP;
	} else if (builder->open || n_lost > n_paper) {
		mark_gap(builder);
	}
}

void stroke_builder_end_overdue(StrokeBuilder *builder)
{
	if (!builder->open)
		return;
	close_without_up(builder, STROKE_UP_MISSING);
	builder->cut = true;
}

void stroke_builder_link_lost(StrokeBuilder *builder)
{
	if (builder->open)
		close_without_up(builder, STROKE_LINK_LOST);
	end_contact(builder);
	builder->page = (PageAddress){ 0 };
}
