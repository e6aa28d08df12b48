/* SPDX-License-Identifier: MIT */
/*
 * See pens.h. The calls of a Pen never nest, and neither do ours: what a driver asks for while it works is
 * noted, and done by pens_after_call when it has returned. That is also the one place where a link may end.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/pens/pens.h"

#include "daemon/classroom/classroom-pens.h"
#include "daemon/pens/pens-private.h"

#define TICK_MS 10

static void end_link(PenLink *link, const char *why);

/* ---- who it is */

static void remember(PenLink *link, const char *address, gint64 now_ms)
{
	Pens *pens = link->pens;

	g_free(link->address);
	link->address = g_strdup(address);
	link->pen_id = classroom_pen_id(pens->classroom, address, link->driver->name, now_ms);
	g_hash_table_insert(pens->by_address, link->address, link);
}

/* Ink came first: a name of its own, that no other link has. */
static gint64 pen_id_for_ink(PenLink *link)
{
	if (!link->address) {
		g_autofree char *address = g_strdup_printf("unknown:%s", link->link->name);

		for (guint n = 2; g_hash_table_contains(link->pens->by_address, address); n++) {
			g_free(address);
			address = g_strdup_printf("unknown:%s#%u", link->link->name, n);
		}
		remember(link, address, pens_clock_ms());
	}
	return link->pen_id;
}

static void use_clock(PenLink *link)
{
	const GArray *readings = pen_memory_clock(link->pens->memory, link->address, link->pen_id);

	assembler_set_clock(
		link->assembler, (const ClockReading *)(void *)readings->data, readings->len);
}

void pens_configure_link(PenLink *link)
{
	Pens *pens = link->pens;
	PenConfig config = pens->options.pen;

	if (pens->options.configure)
		pens->options.configure(pens->options.user, link->address, &config);
	if (pen_memory_refused(pens->memory, link->address))
		config.password[0] = '\0';
	/* What we do not keep the pen keeps: not fetched, it is never taken for fetched. */
	if (link->ink_left || !classroom_keeps_ink(pens->classroom, link->pen_id))
		config.fetch_stored = config.delete_stored = false;
	config.quirks |= link->link->quirks;
	pen_set_config(link->pen, &config);
}

static const char *told_address(const PenLink *link)
{
	const char *address = link->pen ? pen_info(link->pen)->address
					: link->driver->decoder_address(link->decoder);

	return *address || !link->link->address ? address : link->link->address;
}

static void identify(PenLink *link)
{
	Pens *pens = link->pens;
	const char *address = told_address(link);
	PenLink *older;

	if (link->identified || !*address)
		return;
	link->kept_out = !link->link->passive && pens_is_kept_out(pens, address);
	if (link->kept_out)
		return;
	older = g_hash_table_lookup(pens->by_address, address);
	if (older)
		end_link(older, "the pen came again");
	if (link->address)
		g_hash_table_remove(pens->by_address, link->address);
	remember(link, address, pens_clock_ms());
	link->identified = true;
	link->changed = true;
	g_info("%s: pen %s", link->link->name, link->address);
	recorder_identify(link->recorder, link->address, link->pen_id);
	use_clock(link);
	if (link->pen) {
		pens_configure_link(link);
		pen_memory_pass_on(pens->memory, link->address, link->pen);
	}
}

static void note_clock(PenLink *link)
{
	const PenInfo *info = link->pen ? pen_info(link->pen) : NULL;

	if (!info || info->clock_read_host_ms == 0)
		return;

	const ClockReading reading = {
		.host_ms = info->clock_read_host_ms,
		.pen_ms = info->clock_read_pen_ms,
		.set_ms = info->clock_set_ms,
		/* What was told and not kept is told again, when there is consent. */
		.emptied_ms = link->ink_left ? 0 : info->emptied_ms,
	};
	if (memcmp(&reading, &link->clock, sizeof reading) == 0)
		return;
	link->clock = reading;
	pen_memory_note_clock(link->pens->memory, link->address, link->pen_id, &reading);
	use_clock(link);
}

/* ---- ink, from the assembler */

static gboolean on_tick(gpointer user)
{
	Pens *pens = user;

	if (classroom_tick(pens->classroom, pens_clock_ms()))
		return G_SOURCE_CONTINUE;
	pens->tick_source = 0;
	return G_SOURCE_REMOVE;
}

static gint64 on_new_id(void *user)
{
	PenLink *link = user;

	return store_new_id(link->pens->store);
}

static gint64 on_now(void *user)
{
	(void)user;
	return pens_clock_ms();
}

static void on_opened(void *user, const Stroke *stroke)
{
	PenLink *link = user;
	Pens *pens = link->pens;

	link->stroke_pen_id = pen_id_for_ink(link);
	pens_count_stroke(link, stroke);
	link->ink_left |= stroke->origin == STROKE_STORED &&
			  !classroom_keeps_ink(pens->classroom, link->stroke_pen_id);
	classroom_stroke_opened(pens->classroom, link->stroke_pen_id, stroke, pens_clock_ms());
	if (pens->tick_source == 0)
		pens->tick_source = g_timeout_add(TICK_MS, on_tick, pens);
}

static void on_grew(void *user, const Stroke *stroke, guint first_new_dot)
{
	PenLink *link = user;
	const gint64 now_ms = pens_clock_ms();

	if (stroke->origin != STROKE_STORED)
		link->last_live_ms = now_ms;
	pens_count_dots(link, stroke, stroke->dots->len - first_new_dot);
	classroom_stroke_grew(
		link->pens->classroom, link->stroke_pen_id, stroke, first_new_dot, now_ms);
}

static void on_paged(void *user, const Stroke *stroke)
{
	PenLink *link = user;

	classroom_stroke_paged(link->pens->classroom, link->stroke_pen_id, stroke, pens_clock_ms());
}

static void on_closed(void *user, Stroke *take_stroke)
{
	PenLink *link = user;

	classroom_stroke_closed(
		link->pens->classroom, link->stroke_pen_id, take_stroke, pens_clock_ms());
	pens_tell_stroke(link, take_stroke);
	pens_report_ink(link);
	stroke_free(take_stroke);
}

static void on_said(void *user, const PenSaid *said)
{
	PenLink *link = user;

	if (!link->pen && said->kind == PEN_SAID_BATTERY) {
		link->passive_info.battery_percent = said->percent;
		link->passive_info.charging = said->charging;
		link->changed = true;
	}
	pens_count_said(link, said);
	if (said->kind == PEN_SAID_LOST)
		pens_report_lost(link, said->n);
	if (link->address)
		classroom_pen_said(link->pens->classroom, link->pen_id, said);
}

/* ---- what drivers ask for */

/* Neither the bytes of a pupil without consent: ink is in them. */
static void record(PenLink *link, TransferDirection direction, const guint8 *bytes, gsize n_bytes)
{
	if (!link->recorder ||
		(link->address && !classroom_keeps_ink(link->pens->classroom, link->pen_id)))
		return;
	recorder_transfer(link->recorder, direction, bytes, n_bytes, g_get_real_time());
}

static void on_send(void *user, const guint8 *bytes, gsize n_bytes)
{
	PenLink *link = user;

	record(link, TO_PEN, bytes, n_bytes);
	quota_sent(&link->quota);
	link_send(link->link, bytes, n_bytes);
}

static gboolean on_answer(gpointer user)
{
	Pens *pens = user;

	pens->answer_source = 0;
	pens_stored(pens, pens->stored_sequence);
	return G_SOURCE_REMOVE;
}

static void on_await_stored(void *user, guint64 token)
{
	PenLink *link = user;
	Pens *pens = link->pens;
	Wait *wait = g_new(Wait, 1);

	/* Dots of a stroke that is still open count as told: they must have been put. */
	if (assembler_open_stroke(link->assembler))
		classroom_flush(pens->classroom, link->stroke_pen_id);
	*wait = (Wait){ .link = link, .token = token, .sequence = store_sequence(pens->store) };
	g_queue_push_tail(&pens->waits, wait);
	/* All on disk already: no word will come from the store. */
	if (wait->sequence <= pens->stored_sequence && pens->answer_source == 0)
		pens->answer_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_answer, pens, NULL);
}

/* Ink that its driver cannot tell yet. A recorder that knows whose it is has put it already. */
static void on_keep_raw(void *user, const guint8 *bytes, gsize n_bytes)
{
	PenLink *link = user;
	gint64 pen_id = pen_id_for_ink(link);

	if (classroom_keeps_ink(link->pens->classroom, pen_id) &&
		!(link->recorder && link->identified))
		store_put_raw(link->pens->store, pen_id, pens_clock_ms(), false, bytes, n_bytes);
}

static void on_changed(void *user)
{
	PenLink *link = user;

	link->changed = true;
}

static void on_failed(void *user, const GError *error)
{
	PenLink *link = user;

	if (!link->failure)
		link->failure = g_error_copy(error);
}

/* ---- the store's word */

static void set_paused(Pens *pens, bool paused)
{
	if (pens->paused == paused)
		return;
	pens->paused = paused;
	g_message(paused ? "the store has more than it can write: pens wait"
			 : "the store has caught up: pens go on");
	for (guint i = 0; i < pens->links->len; i++)
		link_pause(((const PenLink *)g_ptr_array_index(pens->links, i))->link, paused);
	if (!paused)
		pens_resume_timers(pens);
}

void pens_stored(Pens *pens, guint64 sequence)
{
	pens->stored_sequence = MAX(pens->stored_sequence, sequence);
	if (pens->answering)
		return;
	pens->answering = true;
	for (Wait *wait; (wait = g_queue_peek_head(&pens->waits)) &&
			 wait->sequence <= pens->stored_sequence;) {
		PenLink *link = wait->link;
		guint64 token = wait->token;

		g_free(g_queue_pop_head(&pens->waits));
		pen_stored(link->pen, token, pens_clock_ms());
		pens_after_call(link);
	}
	pens->answering = false;
	/* Paused pens say nothing that would have us look again. */
	set_paused(pens, store_congested(pens->store));
}

/* ---- links */

static void forget_waits(Pens *pens, const PenLink *link)
{
	for (GList *at = pens->waits.head, *next; at; at = next) {
		next = at->next;
		if (((const Wait *)at->data)->link == link) {
			g_free(at->data);
			g_queue_delete_link(&pens->waits, at);
		}
	}
}

static void tell_classroom(PenLink *link)
{
	Classroom *classroom = link->pens->classroom;

	link->changed = false;
	if (!link->identified)
		return;
	if (!link->pen) {
		classroom_pen_changed(classroom, link->pen_id, PEN_READY, &link->passive_info,
			&(PenDownload){ 0 }, "");
		pens_tell_changed(link);
		return;
	}
	classroom_pen_changed(classroom, link->pen_id, pen_state(link->pen), pen_info(link->pen),
		pen_download(link->pen), pen_reason(link->pen));
	pens_report_state(link);
	pens_tell_changed(link);
	if (pen_n_driver_faults(link->pen) > 0 && !link->fault_told) {
		link->fault_told = true;
		g_warning("%s: %s", link->link->name, pen_driver_fault(link->pen));
	}
}

/* Open strokes end here. */
static void end_source(PenLink *link)
{
	if (link->pen) {
		pen_stop(link->pen, pens_clock_ms());
		if (link->identified && !link->ink_left)
			pen_memory_keep(link->pens->memory, link->address, link->pen);
		else
			pen_free(link->pen);
		link->pen = NULL;
	} else {
		link->driver->decoder_end(link->decoder, pens_clock_ms());
		link->driver->decoder_free(link->decoder);
	}
	link->assembler = assembler_free(link->assembler);
}

/* No call of its pen may be under way. */
static void end_link(PenLink *link, const char *why)
{
	Pens *pens = link->pens;

	g_info("%s: ends: %s", link->link->name, why);
	g_ptr_array_remove_fast(pens->links, link);
	end_source(link);
	forget_waits(pens, link);
	if (link->identified)
		classroom_pen_gone(pens->classroom, link->pen_id, pens_clock_ms());
	if (link->address)
		g_hash_table_remove(pens->by_address, link->address);
	pens_tell_changed(link);
	recorder_free(link->recorder);
	link_free(link->link);
	g_clear_error(&link->failure);
	g_free(link->claimed);
	g_free(link->address);
	g_free(link);
}

/* A pen that has a password, and refuses ours or gets none. */
static void remember_refusal(PenLink *link)
{
	if (link->pen && link->identified && pen_state(link->pen) == PEN_LOCKED &&
		!pen_memory_refused(link->pens->memory, link->address)) {
		g_message("pen %s is locked: %s", link->address, pen_reason(link->pen));
		pen_memory_refuse(link->pens->memory, link->address);
	}
}

/* It is told to its maker as one that does not come back at once by itself. */
static void drop_link(PenLink *link, const char *why)
{
	Pens *pens = link->pens;

	link_tell_activity(link->link, LINK_REFUSED);
	/* A maker of links may end one when it hears. */
	if (g_ptr_array_find(pens->links, link, NULL))
		end_link(link, why);
}

/* A pen that must not stay; false: it may. */
static bool turn_away(PenLink *link)
{
	const char *name = link->address ? link->address : link->link->name;

	pens_look_at_lies(link);
	if (link->lie) {
		g_message("%s lies and is dropped: %s", name, link->lie);
		pens_report_lie(link);
		pens_remember_lie(link);
		drop_link(link, "it lies");
	} else if (link->failure) {
		g_message("%s: %s", name, link->failure->message);
		pens_report_failure(link);
		drop_link(link, "it failed");
	} else if (link->kept_out) {
		drop_link(link, "it lied a while ago");
	} else {
		return false;
	}
	return true;
}

/* After every call of a link's pen or decoder; the link may be gone when it returns. */
void pens_after_call(PenLink *link)
{
	Pens *pens = link->pens;

	identify(link);
	if (link->identified)
		note_clock(link);
	if (link->changed) {
		remember_refusal(link);
		tell_classroom(link);
	}
	if (link->ink_left && link->pen && pen_config(link->pen)->delete_stored)
		pens_configure_link(link);
	if (!turn_away(link)) {
		pens_look_at_timer(link);
		pens_look_at_activity(link);
	}
	set_paused(pens, store_congested(pens->store));
}

static gint64 passive_ms(const PenLink *link)
{
	return link->link->host_ms != 0 ? link->link->host_ms : pens_clock_ms();
}

static void on_received(void *user, const guint8 *bytes, gsize n_bytes)
{
	PenLink *link = user;

	record(link, FROM_PEN, bytes, n_bytes);
	quota_received(&link->quota, n_bytes, g_get_monotonic_time() / 1000);
	if (link->pen)
		pen_receive(link->pen, bytes, n_bytes, pens_clock_ms());
	else
		link->driver->decoder_feed(
			link->decoder, FROM_PEN, bytes, n_bytes, passive_ms(link));
	pens_after_call(link);
}

static void on_sent(void *user, const guint8 *bytes, gsize n_bytes)
{
	PenLink *link = user;

	link->driver->decoder_feed(link->decoder, TO_PEN, bytes, n_bytes, passive_ms(link));
	pens_after_call(link);
}

static void on_link_closed(void *user, const GError *error)
{
	const char *why = error ? error->message : "the pen left";

	pens_report_closed(user, why);
	end_link(user, why);
}

static void give_driver(PenLink *link)
{
	const AssemblerListener listener = {
		.user = link,
		.new_id = on_new_id,
		.now_ms = on_now,
		.opened = on_opened,
		.grew = on_grew,
		.paged = on_paged,
		.closed = on_closed,
		.said = on_said,
	};
	const PenHost host = {
		.user = link,
		.send = on_send,
		.await_stored = on_await_stored,
		.changed = on_changed,
		.failed = on_failed,
		.task_ended = pens_task_ended,
		.keep_raw = on_keep_raw,
	};

	link->assembler = assembler_new(&listener);
	if (link->link->passive)
		link->decoder =
			link->driver->decoder_new(assembler_sink(link->assembler), NULL, NULL);
	else
		link->pen = pen_new(link->driver, &link->pens->options.pen, &host,
			assembler_sink(link->assembler));
}

void pens_take_link(void *user, Link *take_link)
{
	Pens *pens = user;
	const PenDriver *driver = driver_by_name(take_link->driver);

	if (!driver) {
		g_message("%s: refused: there is no driver \"%s\" (zhibi decode --help lists them)",
			take_link->name, take_link->driver);
		link_free(take_link);
		return;
	}
	const char *name = pens_lasting_name(take_link);
	if (name && !take_link->passive && pens_is_kept_out(pens, name)) {
		link_tell_activity(take_link, LINK_REFUSED);
		link_free(take_link);
		return;
	}

	PenLink *link = g_new0(PenLink, 1);
	link->pens = pens;
	link->link = take_link;
	link->driver = driver;
	link->recorder = recorder_new(pens->recordings, take_link, g_get_real_time());
	link->passive_info.battery_percent = link->passive_info.memory_used_percent = UINT8_MAX;
	take_link->listener = (LinkListener){
		.user = link,
		.received = on_received,
		.sent = on_sent,
		.closed = on_link_closed,
	};
	g_ptr_array_add(pens->links, link);
	give_driver(link);
	if (pens->paused)
		link_pause(take_link, true);
	if (link->pen)
		pen_start(link->pen, pens_clock_ms());
	pens_after_call(link);
}

/* ---- life */

Pens *pens_new(const PensOptions *options, Store *store, StoreReader *reader, Classroom *classroom,
	Recordings *recordings)
{
	Pens *pens = g_new0(Pens, 1);

	pens->options = *options;
	pens->store = store;
	pens->classroom = classroom;
	pens->recordings = recordings;
	pens->links = g_ptr_array_new();
	pens->by_address = g_hash_table_new(g_str_hash, g_str_equal);
	pens->memory = pen_memory_new(store, reader);
	return pens;
}

Pens *pens_free(Pens *pens)
{
	if (!pens)
		return NULL;
	while (pens->links->len > 0)
		end_link(g_ptr_array_index(pens->links, 0), "zhibid ends");
	g_assert(pens->waits.length == 0);
	g_clear_handle_id(&pens->answer_source, g_source_remove);
	g_clear_handle_id(&pens->tick_source, g_source_remove);
	g_clear_handle_id(&pens->timer_source, g_source_remove);
	g_clear_handle_id(&pens->activity_source, g_source_remove);
	g_ptr_array_unref(pens->links);
	g_hash_table_unref(pens->by_address);
	pen_memory_free(pens->memory);
	g_free(pens);
	return NULL;
}

guint pens_n_links(const Pens *pens)
{
	return pens->links->len;
}
