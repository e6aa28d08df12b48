/* SPDX-License-Identifier: MIT */
/*
 * A pen on its link: what the host may ask and what the driver may do (drivers/pen.h). Between the two
 * stands a checker: whatever a driver tells leaves here by the rules of DotSink, and a driver that breaks
 * them is blamed by name, while its dots are kept.
 *
 * Calls never nest: the host calls in, the driver works, and only at the end the host hears `changed`
 * and `failed`. So neither side is called while it is half done.
 */
#include "drivers/pen.h"

#include <string.h>

struct Pen {
	const PenDriver *driver;
	PenConfig config;
	PenHost host;
	DotSink sink;	 /* the host's */
	DotSink checked; /* what the driver gets: the checker before `sink` */

	PenState state;
	char *reason;
	PenInfo info;
	PenDownload download;
	gint64 now_ms;
	gint64 timer_ms;
	guint64 last_token;
	bool link_open;
	bool in_call;
	bool changed;
	GError *failure;
	bool task_under_way, task_over, task_done;
	char *task_reason;

	/* The checker. */
	bool stroke_open;
	bool page_known;
	uint32_t last_dot_ms;
	guint n_faults;
	const char *fault;
	char *fault_text;

	gpointer driver_state;
};

G_DEFINE_QUARK(zhibi - drivers, pen_error)

const char *pen_state_name(PenState state)
{
	switch (state) {
	case PEN_CONNECTING:
		return "connecting";
	case PEN_READY:
		return "ready";
	case PEN_LOCKED:
		return "locked";
	case PEN_FAILED:
		return "failed";
	case PEN_OFF:
		return "off";
	}
	return "failed";
}

/* ---- the checker */

static void blame(Pen *pen, const char *fault)
{
	pen->n_faults++;
	if (pen->fault == fault)
		return;
	pen->fault = fault;
	g_free(pen->fault_text);
	pen->fault_text = g_strdup_printf("driver %s: %s", pen->driver->name, fault);
	pen->changed = true;
}

static void close_stroke(Pen *pen, uint32_t flags)
{
	const StrokeTail tail = { .end_ms = pen->now_ms, .flags = flags, .gaps_counted = true };
	pen->stroke_open = false;
	pen->sink.up(pen->sink.user, &tail);
}

static void checked_down(void *user, const StrokeHead *head)
{
	Pen *pen = user;
	if (pen->stroke_open) {
		blame(pen, "a stroke began inside another");
		close_stroke(pen, STROKE_UP_MISSING);
	}
	pen->stroke_open = true;
	pen->page_known = head->page.family != PAGE_FAMILY_NONE;
	pen->last_dot_ms = 0;
	pen->sink.down(pen->sink.user, head);
}

static void checked_page(void *user, const PageAddress *page)
{
	Pen *pen = user;
	if (!pen->stroke_open || pen->page_known) {
		blame(pen, pen->stroke_open ? "a second page for a stroke"
					    : "a page outside a stroke");
		return;
	}
	pen->page_known = true;
	pen->sink.page(pen->sink.user, page);
}

static void checked_dots(void *user, const Dot *dots, size_t n_dots)
{
	Pen *pen = user;
	if (!pen->stroke_open) {
		blame(pen, "dots outside a stroke");
		const StrokeHead head = { .start_ms = pen->now_ms };
		pen->stroke_open = true;
		pen->page_known = false;
		pen->last_dot_ms = 0;
		pen->sink.down(pen->sink.user, &head);
	}
	for (size_t i = 0; i < n_dots; i++) {
		if (dots[i].time_ms < pen->last_dot_ms)
			blame(pen, "time ran backwards in a stroke");
		pen->last_dot_ms = dots[i].time_ms;
	}
	pen->sink.dots(pen->sink.user, dots, n_dots);
}

static void checked_up(void *user, const StrokeTail *tail)
{
	Pen *pen = user;
	if (!pen->stroke_open) {
		blame(pen, "the end of a stroke that never began");
		return;
	}
	pen->stroke_open = false;
	pen->sink.up(pen->sink.user, tail);
}

static void checked_said(void *user, const PenSaid *said)
{
	Pen *pen = user;
	if (said->kind == PEN_SAID_BATTERY) {
		pen->info.battery_percent = said->percent;
		pen->info.charging = said->charging;
		pen->changed = true;
	} else if (said->kind == PEN_SAID_POWER_OFF) {
		g_autofree char *reason = g_strdup_printf(
			"the pen switched itself off (%s)", power_off_reason_name(said->reason));
		pen_set_state(pen, PEN_OFF, reason);
	}
	pen->sink.said(pen->sink.user, said);
}

/* ---- life and the host's side */

static void forget_link(Pen *pen)
{
	pen->timer_ms = 0;
	pen->download = (PenDownload){ 0 };
}

Pen *pen_new(
	const PenDriver *driver, const PenConfig *config, const PenHost *host, const DotSink *sink)
{
	Pen *pen = g_new0(Pen, 1);
	pen->driver = driver;
	pen->config = *config;
	pen->host = *host;
	pen->sink = *sink;
	pen->checked = (DotSink){ .user = pen,
		.down = checked_down,
		.page = checked_page,
		.dots = checked_dots,
		.up = checked_up,
		.said = checked_said };
	pen->reason = g_strdup("");
	pen->info.battery_percent = UINT8_MAX;
	pen->info.memory_used_percent = UINT8_MAX;
	pen->driver_state = g_malloc0(driver->state_size);
	return pen;
}

Pen *pen_free(Pen *pen)
{
	if (!pen)
		return NULL;
	pen->driver->clear(pen);
	g_free(pen->driver_state);
	g_clear_error(&pen->failure);
	g_free(pen->fault_text);
	g_free(pen->task_reason);
	g_free(pen->reason);
	g_free(pen);
	return NULL;
}

static void enter(Pen *pen, gint64 now_ms)
{
	g_assert(!pen->in_call);
	pen->in_call = true;
	pen->now_ms = now_ms;
}

/* The last thing any call does: `failed` may free the pen. */
static void leave(Pen *pen)
{
	pen->in_call = false;
	if (pen->task_over) {
		pen->task_over = pen->task_under_way = false;
		if (pen->host.task_ended)
			pen->host.task_ended(pen->host.user, pen->task_done, pen->task_reason);
	}
	if (pen->changed) {
		pen->changed = false;
		pen->host.changed(pen->host.user);
	}
	g_autoptr(GError) failure = g_steal_pointer(&pen->failure);
	if (failure)
		pen->host.failed(pen->host.user, failure);
}

void pen_set_config(Pen *pen, const PenConfig *config)
{
	g_assert(!pen->in_call);
	pen->config = *config;
}

void pen_inherit(Pen *pen, Pen *older)
{
	g_assert(!pen->in_call && !older->in_call && !older->link_open);
	if (pen->driver == older->driver && pen->driver->inherit)
		pen->driver->inherit(pen, older);
}

void pen_start(Pen *pen, gint64 now_ms)
{
	enter(pen, now_ms);
	pen->link_open = true;
	forget_link(pen);
	pen_set_state(pen, PEN_CONNECTING, "");
	pen->driver->start(pen);
	leave(pen);
}

void pen_receive(Pen *pen, const guint8 *bytes, gsize n_bytes, gint64 now_ms)
{
	enter(pen, now_ms);
	if (pen->link_open)
		pen->driver->receive(pen, bytes, n_bytes);
	leave(pen);
}

void pen_stored(Pen *pen, guint64 token, gint64 now_ms)
{
	enter(pen, now_ms);
	/* A word that comes after the link was lost frees nothing: the pen keeps its copy. */
	if (pen->link_open && pen->driver->stored)
		pen->driver->stored(pen, token);
	leave(pen);
}

void pen_stop(Pen *pen, gint64 now_ms)
{
	enter(pen, now_ms);
	if (pen->link_open) {
		pen->link_open = false;
		pen->driver->stop(pen);
		pen_end_task(pen, false, "the link was lost");
		if (pen->stroke_open) {
			blame(pen, "a stroke left open when the link ended");
			close_stroke(pen, STROKE_LINK_LOST);
		}
		forget_link(pen);
		if (pen->state == PEN_READY)
			pen_set_state(pen, PEN_CONNECTING, "the link was lost");
		pen->changed = true;
	}
	leave(pen);
}

gint64 pen_timer_ms(const Pen *pen)
{
	return pen->timer_ms;
}

void pen_timer(Pen *pen, gint64 now_ms)
{
	enter(pen, now_ms);
	/* Armed and called is due: the host's clock may have been set back meanwhile. */
	if (pen->link_open && pen->timer_ms != 0) {
		pen->timer_ms = 0;
		pen->driver->timer(pen);
	}
	leave(pen);
}

bool pen_fetch_stored(Pen *pen, gint64 now_ms)
{
	enter(pen, now_ms);
	const bool begun = pen->link_open && pen->state == PEN_READY && pen->driver->fetch_stored &&
			   pen->driver->fetch_stored(pen);
	leave(pen);
	return begun;
}

bool pen_begin_task(Pen *pen, const PenTask *task, gint64 now_ms)
{
	if (!pen->link_open || pen->state != PEN_READY || pen->task_under_way)
		return false;
	enter(pen, now_ms);
	pen->task_under_way = true;
	if (!pen->driver->begin_task)
		pen_end_task(pen, false, "pens of this kind cannot do that over this link");
	else
		pen->task_under_way = pen->driver->begin_task(pen, task);
	const bool begun = pen->task_under_way;
	leave(pen);
	return begun;
}

PenState pen_state(const Pen *pen)
{
	return pen->state;
}

const PenInfo *pen_info(const Pen *pen)
{
	return &pen->info;
}

const PenDownload *pen_download(const Pen *pen)
{
	return &pen->download;
}

const char *pen_reason(const Pen *pen)
{
	return pen->reason;
}

guint pen_n_driver_faults(const Pen *pen)
{
	return pen->n_faults;
}

const char *pen_driver_fault(const Pen *pen)
{
	return pen->fault_text ? pen->fault_text : "";
}

/* ---- the driver's side */

void *pen_driver_state(Pen *pen)
{
	return pen->driver_state;
}

const PenConfig *pen_config(const Pen *pen)
{
	return &pen->config;
}

const DotSink *pen_sink(Pen *pen)
{
	return &pen->checked;
}

gint64 pen_now_ms(const Pen *pen)
{
	return pen->now_ms;
}

void pen_send(Pen *pen, const guint8 *bytes, gsize n_bytes)
{
	if (pen->link_open && n_bytes > 0)
		pen->host.send(pen->host.user, bytes, n_bytes);
}

void pen_arm_timer(Pen *pen, guint after_ms)
{
	pen->timer_ms = after_ms == 0 ? 0 : pen->now_ms + after_ms;
}

guint64 pen_await_stored(Pen *pen)
{
	pen->last_token++;
	pen->host.await_stored(pen->host.user, pen->last_token);
	return pen->last_token;
}

void pen_keep_raw(Pen *pen, const guint8 *bytes, gsize n_bytes)
{
	if (pen->host.keep_raw && n_bytes > 0)
		pen->host.keep_raw(pen->host.user, bytes, n_bytes);
}

PenInfo *pen_info_edit(Pen *pen)
{
	return &pen->info;
}

PenDownload *pen_download_edit(Pen *pen)
{
	return &pen->download;
}

void pen_set_state(Pen *pen, PenState state, const char *reason)
{
	if (pen->state == state && g_str_equal(pen->reason, reason))
		return;
	char *copy = g_strdup(reason); /* `reason` may be the old one */
	g_free(pen->reason);
	pen->reason = copy;
	pen->state = state;
	pen->changed = true;
}

void pen_changed(Pen *pen)
{
	pen->changed = true;
}

void pen_caveat(GString *caveats, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (strstr(caveats->str, text))
		return;
	if (caveats->len > 0)
		g_string_append(caveats, "; ");
	g_string_append(caveats, text);
}

void pen_fail(Pen *pen, PenErrorCode code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	pen->timer_ms = 0;
	pen_set_state(pen, PEN_FAILED, message);
	if (!pen->failure)
		pen->failure = g_error_new_literal(PEN_ERROR, (int)code, message);
}

void pen_end_task(Pen *pen, bool done, const char *reason)
{
	g_assert(pen->in_call);
	if (!pen->task_under_way || pen->task_over)
		return;
	pen->task_over = true;
	pen->task_done = done;
	g_free(pen->task_reason);
	pen->task_reason = g_strdup(reason);
}
