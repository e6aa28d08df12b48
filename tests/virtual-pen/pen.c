/* SPDX-License-Identifier: MIT */
/*
 * A stroke's fate is settled when it ends: written live while the link held, and given to the kernel, it
 * is the host's; else it lies whole in the memory, also when its first half went out live.
 */
#include "tests/virtual-pen/pen.h"

#include <string.h>

#define BACK_OFF_FIRST_US 200000
#define BACK_OFF_MOST_US 5000000
#define LOOK_AGAIN_US 200000
#define BATTERY_MS_PER_PERCENT 240000
#define BATTERY_LOW 15
#define THING_LINK UINT64_C(0x6C696E6B)
#define THING_STORED UINT64_C(0x73746F726564)
#define EVENT_BATTERY 0x61
#define EVENT_POWER_OFF 0x62
#define POWER_OFF_BY_CAP 4
#define POWER_OFF_BY_BATTERY 1

typedef struct {
	InkStroke *stroke;
	uint64_t end; /* of its last byte, in link.n_queued */
	TruthSent sent;
} InFlight;

static int64_t pen_wall_ms(void)
{
	return g_get_real_time() / 1000;
}

int64_t pen_ink_ms(const Pen *pen, int64_t now_us)
{
	return (int64_t)((double)(now_us - pen->started_us) * pen->options->speed / 1000);
}

static int64_t pen_us(const Pen *pen, int64_t ink_ms)
{
	return pen->started_us + (int64_t)((double)ink_ms * 1000 / pen->options->speed) + 1;
}

int64_t pen_clock_ms(const Pen *pen)
{
	return pen->clock_base_ms + pen_ink_ms(pen, g_get_monotonic_time());
}

bool pen_keeps_own_time(const Pen *pen)
{
	return pen->options->speed != 1 && pen->options->clock_offset_ms == 0 &&
	       !pen->options->clock_1970;
}

int64_t pen_told_clock_ms(const Pen *pen)
{
	return pen_keeps_own_time(pen) ? pen_wall_ms() : pen_clock_ms(pen);
}

int pen_battery(const Pen *pen)
{
	int64_t used = pen_ink_ms(pen, g_get_monotonic_time()) / BATTERY_MS_PER_PERCENT;
	return (int)MAX(0, pen->options->battery_percent - used);
}

/* ---- the link */

static void pen_store(Pen *pen, InkStroke *stroke)
{
	memory_add(&pen->memory, stroke);
	truth_stroke(pen->truth, pen->name, stroke, NULL);
}

/* Strokes that arrived whole are the host's. */
static void pen_settle(Pen *pen)
{
	uint64_t n_arrived = link_arrived(&pen->link);
	for (InFlight *first; (first = g_queue_peek_head(&pen->in_flight));) {
		if (first->end > n_arrived)
			return;
		g_queue_pop_head(&pen->in_flight);
		truth_stroke(pen->truth, pen->name, first->stroke, &first->sent);
		ink_stroke_unref(first->stroke);
		g_free(first);
	}
}

static void pen_flush(Pen *pen)
{
	if (pen->waiting->len > 0)
		link_send(&pen->link, pen->waiting->data, pen->waiting->len, true);
	g_byte_array_set_size(pen->waiting, 0);
	pen_settle(pen);
}

/* The session ends: what has not arrived stays in memory. */
static void pen_lost(Pen *pen)
{
	pen_settle(pen);
	for (InFlight *first; (first = g_queue_pop_head(&pen->in_flight));) {
		pen_store(pen, first->stroke);
		ink_stroke_unref(first->stroke);
		g_free(first);
	}
	g_byte_array_set_size(pen->waiting, 0);
	pen_serve_stop(pen);
	usb_files_stop(&pen->usb);
	pen->current_live = false;
	pen->live = false;
	pen->unlocked = false;
	g_array_set_size(pen->live_notes, 0);
	memset(&pen->reader, 0, sizeof(pen->reader));
}

static void pen_closed(void *user)
{
	Pen *pen = user;
	pen_lost(pen);
	pen->back_off_us = BACK_OFF_FIRST_US;
	pen->retry_us = g_get_monotonic_time() + pen->back_off_us;
}

static void pen_received(void *user, const uint8_t *bytes, gsize n_bytes)
{
	Pen *pen = user;
	if (pen->options->usb) {
		usb_files_hear(pen, bytes, n_bytes);
		return;
	}
	for (gsize i = 0; i < n_bytes && link_is_open(&pen->link); i++) {
		WireFrame frame;
		if (wire_reader_push(&pen->reader, bytes[i], &frame) && !lie_answer(pen, &frame))
			pen_obey(pen, &frame);
	}
}

void pen_reply(Pen *pen, uint8_t command, int error, const void *payload, gsize n_payload)
{
	pen_flush(pen);
	g_autoptr(GByteArray) frame = g_byte_array_new();
	wire_frame(frame, command, error, payload, n_payload);
	link_send(&pen->link, frame->data, frame->len, false);
}

static void pen_leave(Pen *pen)
{
	if (!link_is_open(&pen->link))
		return;
	pen_flush(pen);
	pen_settle(pen);
	link_shut(&pen->link);
	pen_lost(pen);
	pen->retry_us = 0;
}

static bool pen_is_away(const Pen *pen, int64_t ink_ms)
{
	double now_s = (double)ink_ms / 1000;
	for (guint i = 0; i < pen->options->away->len; i++) {
		const Away *away = &g_array_index(pen->options->away, Away, i);
		if (now_s >= away->from_s && now_s < away->to_s)
			return true;
	}
	return false;
}

static void pen_switch_off(Pen *pen, uint8_t reason)
{
	if (link_is_open(&pen->link) && !pen->options->usb)
		pen_reply(pen, EVENT_POWER_OFF, WIRE_NO_ERROR_BYTE, &reason, 1);
	pen_leave(pen);
	pen->off = true;
}

/* Opens the link, or shuts it, as the pen's day has it. Returns when to look again. */
static int64_t pen_keep_link(Pen *pen, int64_t now_us, int64_t ink_ms)
{
	if (pen->off)
		return PEN_NEVER;
	if (pen->options->cap_off_s >= 0 && (double)ink_ms >= pen->options->cap_off_s * 1000) {
		pen_switch_off(pen, POWER_OFF_BY_CAP);
		return PEN_NEVER;
	}
	if (pen_is_away(pen, ink_ms)) {
		pen_leave(pen);
		return now_us + LOOK_AGAIN_US / 10;
	}
	if (link_is_open(&pen->link))
		return now_us + LOOK_AGAIN_US;
	if (now_us < pen->retry_us)
		return pen->retry_us;
	if (link_open(&pen->link, pen->options->usb ? "neo-usb" : "neo", pen->options->link,
		    pen->name)) {
		pen->back_off_us = BACK_OFF_FIRST_US;
		return now_us + LOOK_AGAIN_US;
	}
	/* Uneven, so that a class does not come back in one moment. */
	double uneven = dice_between(&pen->dice, 0.7, 1.3);
	pen->retry_us = now_us + (int64_t)((double)pen->back_off_us * uneven);
	pen->back_off_us = MIN(2 * pen->back_off_us, BACK_OFF_MOST_US);
	return pen->retry_us;
}

static void pen_tell_battery(Pen *pen)
{
	int percent = pen_battery(pen);
	if (percent == 0 && !pen->off) {
		pen_switch_off(pen, POWER_OFF_BY_BATTERY);
	} else if (percent <= BATTERY_LOW && percent < pen->battery_warned && pen->live) {
		uint8_t value = (uint8_t)percent;
		pen->battery_warned = percent;
		pen_reply(pen, EVENT_BATTERY, WIRE_NO_ERROR_BYTE, &value, 1);
	}
}

/* ---- writing */

static int pen_count(Pen *pen)
{
	return pen->counted ? ++pen->counter : WIRE_UNCOUNTED;
}

static bool pen_is_live(const Pen *pen, const Paper *paper)
{
	if (!pen->live || !link_is_open(&pen->link))
		return false;
	for (guint i = 0; i < pen->live_notes->len; i++) {
		const Paper *note = &g_array_index(pen->live_notes, Paper, i);
		if (ink_section_owner(note) == ink_section_owner(paper) &&
			(note->book == UINT32_MAX || note->book == paper->book))
			return true;
	}
	return pen->live_notes->len == 0;
}

static void pen_down(Pen *pen)
{
	InkStroke *stroke = script_take(pen->script);
	pen->current = stroke;
	pen->n_told = 0;
	pen->told_ms = 0;
	stroke->start_ms = pen->clock_base_ms + stroke->ink_ms;
	pen->current_live = pen_is_live(pen, &stroke->paper);
	if (!pen->current_live)
		return;
	pen->sent = (TruthSent){ .down_ms = pen_wall_ms(), .n_lost = pen->link.n_lost };
	wire_down(pen->waiting, pen_count(pen), stroke);
	wire_paper(pen->waiting, pen_count(pen), &stroke->paper);
}

static void pen_move(Pen *pen, int64_t ink_ms)
{
	const InkStroke *stroke = pen->current;
	while (pen->n_told < stroke->dots->len) {
		const InkDot *dot = ink_stroke_dot(stroke, pen->n_told);
		if (stroke->ink_ms + pen->told_ms + dot->delta_ms > ink_ms)
			return;
		pen->told_ms += dot->delta_ms;
		pen->n_told++;
		if (pen->current_live)
			wire_dot(pen->waiting, pen_count(pen), dot);
	}
}

static void pen_up(Pen *pen)
{
	g_autoptr(InkStroke) stroke = g_steal_pointer(&pen->current);
	pen->n_strokes++;
	if (!pen->current_live) {
		pen_store(pen, stroke);
		return;
	}
	wire_up(pen->waiting, pen_count(pen), stroke);
	InFlight *flight = g_new0(InFlight, 1);
	link_send(&pen->link, pen->waiting->data, pen->waiting->len, true);
	g_byte_array_set_size(pen->waiting, 0);
	flight->stroke = g_steal_pointer(&stroke);
	flight->end = pen->link.n_queued;
	flight->sent = pen->sent;
	flight->sent.up_ms = pen_wall_ms();
	flight->sent.n_lost = pen->link.n_lost - pen->sent.n_lost;
	g_queue_push_tail(&pen->in_flight, flight);
	pen_settle(pen);
}

static bool pen_wrote_enough(const Pen *pen)
{
	return pen->options->quit_strokes > 0 &&
	       pen->n_strokes >= (guint)pen->options->quit_strokes;
}

/* Writes all that is due; returns the ink time of what comes next, or -1. */
static int64_t pen_write(Pen *pen, int64_t ink_ms)
{
	while (pen->script && !pen->off) {
		if (!pen->current) {
			const InkStroke *next =
				pen_wrote_enough(pen) ? NULL : script_peek(pen->script);
			if (!next)
				return -1;
			if (next->ink_ms > ink_ms)
				return next->ink_ms;
			pen_down(pen);
		}
		pen_move(pen, ink_ms);
		int64_t end_ms = pen->current->ink_ms + pen->current->duration_ms;
		if (end_ms > ink_ms)
			return pen->current_live ? ink_ms : end_ms;
		pen_up(pen);
	}
	return -1;
}

int64_t pen_advance(Pen *pen, int64_t now_us)
{
	int64_t ink_ms = pen_ink_ms(pen, now_us);
	int64_t next_us = pen_keep_link(pen, now_us, ink_ms);
	int64_t ink_next_ms = pen_write(pen, ink_ms);
	if (ink_next_ms > ink_ms)
		next_us = MIN(next_us, pen_us(pen, ink_next_ms));
	int64_t interval_us = pen->options->interval_ms * INT64_C(1000);
	if (now_us >= pen->flush_us) {
		pen_flush(pen);
		pen->flush_us = now_us + interval_us;
	}
	if (pen->current_live && pen->current)
		next_us = MIN(next_us, pen->flush_us);
	if (!g_queue_is_empty(&pen->in_flight))
		next_us = MIN(next_us, now_us + interval_us);
	pen_tell_battery(pen);
	next_us = MIN(next_us, lie_tell(pen, now_us));
	return MIN(next_us, pen_serve_timer(pen, now_us));
}

bool pen_is_done(const Pen *pen)
{
	if (pen->off)
		return true;
	bool written = !pen->current && pen->in_flight.length == 0 &&
		       (!pen->script || pen_wrote_enough(pen) || !script_peek(pen->script));
	if (!written || pen->transfer.strokes || pen->link.n_written < pen->link.n_queued)
		return false;
	for (guint i = 0; pen->options->quit_written && i < pen->memory.strokes->len; i++) {
		const InkStroke *stroke = g_ptr_array_index(pen->memory.strokes, i);
		if (!stroke->acknowledged)
			return false;
	}
	return true;
}

/* ---- birth and end */

/* Ink of earlier days: several notes, a new page after every sixth of it or when a page is full. */
static GPtrArray *pen_earlier_ink(const Pen *pen, int64_t *span_ms)
{
	static const uint32_t books[] = { 603, 604, 609 };
	guint n_wanted = (guint)pen->options->n_stored, per_page = MAX(1, (n_wanted + 5) / 6);
	guint page = 0, on_page = 0;
	int64_t offset_ms = 0;
	GPtrArray *strokes = g_ptr_array_new_with_free_func((GDestroyNotify)ink_stroke_unref);
	g_autoptr(Script) script = NULL;
	while (strokes->len < n_wanted) {
		InkStroke *taken = script && on_page < per_page ? script_take(script) : NULL;
		if (!taken) {
			g_clear_pointer(&script, script_free);
			ScriptOptions day = { .seed = pen->options->seed ^ THING_STORED ^ page,
				.number = pen->number,
				.rate_hz = pen->options->rate_hz,
				.pauses = 1,
				.paper = sheet_paper(),
				.n_pages = 1 };
			day.paper.book = books[page % G_N_ELEMENTS(books)];
			day.paper.page = 20 + page / G_N_ELEMENTS(books);
			script = script_new_pupil(&day);
			offset_ms = *span_ms + 5000;
			on_page = 0;
			page++;
			continue;
		}
		on_page++;
		taken->ink_ms += offset_ms;
		*span_ms = taken->ink_ms + taken->duration_ms;
		g_ptr_array_add(strokes, taken);
	}
	return strokes;
}

static void pen_set_clock(Pen *pen)
{
	int64_t span_ms = 0;
	g_autoptr(GPtrArray) earlier =
		pen->memory.fresh ? pen_earlier_ink(pen, &span_ms) : g_ptr_array_new();
	/* A pen whose battery was flat starts from 1970; its stored ink was written after that. */
	pen->clock_base_ms = pen->options->clock_1970
				     ? (span_ms > 0 ? span_ms + 60000 : 0)
				     : pen_wall_ms() + pen->options->clock_offset_ms;
	for (guint i = 0; i < earlier->len; i++) {
		InkStroke *stroke = g_ptr_array_index(earlier, i);
		stroke->start_ms = pen->clock_base_ms - span_ms - 60000 + stroke->ink_ms;
		pen_store(pen, stroke);
	}
}

static void pen_set_script(Pen *pen, guint index)
{
	const Options *options = pen->options;
	ScriptOptions script = { .seed = options->seed,
		.number = pen->number,
		.rate_hz = options->rate_hz,
		.pauses = options->pauses,
		.paper = sheet_paper(),
		.n_pages = (uint32_t)options->n_pages,
		.lesson = options->lesson,
		.plan = &options->plan };
	bool teacher = options->teacher && index + 1 == (guint)options->n_pens;
	if (options->writes)
		pen->script = teacher ? script_new_teacher(&script, (uint32_t)options->first_number,
						(uint32_t)options->n_pens - 1)
				      : script_new_pupil(&script);
	if (pen->script)
		script_tell(pen->script, pen->truth, pen->name);
}

Pen *pen_new(const Options *options, guint index, Truth *truth, GError **error)
{
	Pen *pen = g_new0(Pen, 1);
	pen->options = options;
	pen->truth = truth;
	pen->number = (uint32_t)options->first_number + index;
	pen->dice = dice_new(options->seed, pen->number, THING_LINK);
	const uint8_t address[6] = { 0x9C, 0x7B, 0xD2, 0xFF, (uint8_t)(pen->number >> 8),
		(uint8_t)pen->number };
	memcpy(pen->address, address, sizeof(address));
	g_snprintf(pen->name, sizeof(pen->name), "9C:7B:D2:FF:%02X:%02X", address[4], address[5]);
	pen->live_notes = g_array_new(FALSE, FALSE, sizeof(Paper));
	pen->waiting = g_byte_array_new();
	usb_files_init(&pen->usb);
	g_queue_init(&pen->in_flight);
	pen->listener = (LinkListener){ pen, pen_received, pen_closed };
	pen->link = (Link){ .listener = &pen->listener,
		.path = options->socket_path,
		.mtu = (gsize)options->mtu,
		.lose = options->lose,
		.repeat = options->repeat,
		.dice = dice_new(options->seed, pen->number, ~THING_LINK),
		.fd = -1 };
	g_queue_init(&pen->link.waiting);
	pen->back_off_us = BACK_OFF_FIRST_US;
	pen->battery_warned = 101;
	if (options->password)
		g_strlcpy(pen->password, options->password, sizeof(pen->password));
	/* Auto power off after 20 minutes, on by cap, beep, storing on. */
	const uint16_t settings[PEN_N_SETTINGS] = { [2] = 20, [3] = 1, [4] = 1, [5] = 1, [7] = 1 };
	memcpy(pen->settings, settings, sizeof(settings));

	g_autofree char *state =
		options->n_pens == 1 || !options->state_path
			? g_strdup(options->state_path)
			: g_strdup_printf("%s.%u", options->state_path, pen->number);
	if (!memory_open(&pen->memory, state, error))
		return pen_free(pen);
	pen_set_script(pen, index);
	pen_set_clock(pen);
	pen->started_us = g_get_monotonic_time();
	return pen;
}

Pen *pen_free(Pen *pen)
{
	if (!pen)
		return NULL;
	if (pen->memory.strokes) {
		pen_leave(pen);
		if (pen->current)
			pen_store(pen, pen->current);
		truth_totals(pen->truth, pen->name,
			&(TruthTotals){ .n_notifications = pen->link.n_notifications,
				.n_lost = pen->link.n_lost,
				.n_repeated = pen->link.n_repeated,
				.n_packets = pen->transfer.n_packets,
				.n_damaged = pen->transfer.n_damaged,
				.n_connects = pen->link.n_connects,
				.n_left = pen->memory.strokes->len });
	}
	g_clear_pointer(&pen->current, ink_stroke_unref);
	pen->script = script_free(pen->script);
	g_array_unref(pen->live_notes);
	g_byte_array_unref(pen->waiting);
	memory_close(&pen->memory);
	usb_files_clear(&pen->usb);
	g_free(pen);
	return NULL;
}
