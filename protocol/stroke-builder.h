/* SPDX-License-Identifier: MIT */
/*
 * From a pen's live events to strokes, for both Neo protocols: what came too often, too late or not at
 * all is put right or flagged here, and no dot is ever held back or dropped (neo.md 8). The decoder
 * calls one function for each event; the builder tells the sink.
 *
 * The sink hears `down` with the first dot, not before: so a down and an up without dots is no stroke.
 * Dots go to the sink in batches; call stroke_builder_flush when the bytes at hand are used up.
 */
#pragma once

#include "protocol/dot.h"

#define STROKE_BUILDER_BATCH 32

typedef enum { EVENT_DOWN, EVENT_UP, EVENT_PAPER, EVENT_DOT, EVENT_CAMERA_ERROR } StrokeEvent;

typedef struct {
	DotSink sink;

	/* Set by the decoder at any time. */
	int64_t host_ms;    /* the host's clock now, for where the pen's is unusable */
	uint16_t force_max; /* 0 not known */
	bool hover;	    /* dots outside down and up are hover dots, not ink */

	/* Of the link. */
	PageAddress page;    /* last one heard; family NONE when none was */
	bool page_is_fresh;  /* heard since the last down or up */
	bool lost_since_up;  /* the missing events may have been a pen-down */
	bool gaps_uncounted; /* learnt: this pen's camera errors do not advance its clock */

	/* Of the contact: from pen-down to pen-up. It is one stroke unless the page changes. */
	bool touching;
	bool down_missing;
	bool clock_repaired;
	int64_t down_ms;     /* by the pen's clock, or the host's if clock_repaired */
	int64_t pen_down_ms; /* as the pen said */
	uint32_t color;
	TipKind tip;
	uint64_t clock_ms;  /* since pen-down, camera errors counted */
	uint64_t camera_ms; /* the camera errors' share of it */
	bool after_gap;	    /* dots are missing before the next one */
	uint64_t gap_ms;    /* camera errors since the last dot */
	bool cut;	    /* a stroke of it was ended for want of a pen-up */

	/* Of the stroke. */
	bool open;   /* the sink heard its down */
	bool steady; /* open, and nothing is due before the next dot */
	PageAddress stroke_page;
	uint32_t flags;
	uint32_t n_dots;
	uint64_t first_ms, first_camera_ms; /* the contact's clock at the stroke's start */
	uint64_t last_ms, last_camera_ms;   /* and at its last dot */
	int64_t last_host_ms;

	size_t n_batch;
	Dot batch[STROKE_BUILDER_BATCH];
} StrokeBuilder;

void stroke_builder_init(StrokeBuilder *builder, const DotSink *sink);

void stroke_builder_down(StrokeBuilder *builder, uint64_t pen_ms, TipKind tip, uint32_t color);
void stroke_builder_up(StrokeBuilder *builder, uint64_t pen_ms);
void stroke_builder_paper(StrokeBuilder *builder, const PageAddress *page);
/* time_ms, gap_ms and flags of `dot` are filled in here. */
void stroke_builder_dot(StrokeBuilder *builder, uint8_t delta_ms, Dot dot);
void stroke_builder_camera_error(StrokeBuilder *builder, uint8_t delta_ms, uint8_t code);
/* n_lost events are missing before the event that is told next. */
void stroke_builder_lost(StrokeBuilder *builder, uint32_t n_lost, StrokeEvent next);

void stroke_builder_flush(StrokeBuilder *builder);
/* Flushes, then says it, so that all is told in the order it came. */
void stroke_builder_say(StrokeBuilder *builder, const PenSaid *said);
void stroke_builder_say_bad(StrokeBuilder *builder, DecodeResult bad);
/* Closes an open stroke with STROKE_UP_MISSING: somebody waits for its end, and nothing more comes of it. A pen
 * that is down all the same opens another with its next dot. */
void stroke_builder_end_overdue(StrokeBuilder *builder);
/* Closes an open stroke with STROKE_LINK_LOST and forgets the page. */
void stroke_builder_link_lost(StrokeBuilder *builder);

/* The quick way for the usual dot: only while builder->steady. */
static inline void stroke_builder_steady_dot(StrokeBuilder *builder, uint8_t delta_ms, Dot dot)
{
	if (builder->n_batch == STROKE_BUILDER_BATCH)
		stroke_builder_flush(builder);
	builder->clock_ms += delta_ms;
	uint64_t time_ms = builder->clock_ms - builder->first_ms;
	dot.time_ms = time_ms < UINT32_MAX ? (uint32_t)time_ms : UINT32_MAX;
	builder->batch[builder->n_batch++] = dot;
}

/* A pen's time as a number of ours: behind the year 6429 it is garbage and stands still. */
int64_t stroke_builder_known_ms(uint64_t pen_ms);
/*
 * When a stroke ended: as the pen said, unless that is before its last dot or a day behind it, where
 * it is garbage or the clock was set between. True when the pen's word was taken.
 */
bool stroke_builder_end_ms(
	int64_t start_ms, uint64_t last_dot_ms, int64_t said_ms, int64_t *end_ms);
