/* SPDX-License-Identifier: MIT */
/*
 * See pens.h. The calls of a Pen never nest, and neither do ours: what a driver asks for while it works is
 * noted, and done by after_call when it has returned. That is also the one place where a link may end.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/pens.h"

#include "daemon/pen-memory.h"
#include "drivers/pen.h"
#include "ink/assembler.h"

/* With the store's commit this keeps a dot's way to the disk under 100 ms. */
#define TICK_MS 40
/* A pen is not late with what waited in its link while nobody read it. */
#define RESUME_MS 2000

typedef struct {
	Pens *pens;
	Link *link;
	Recorder *recorder;
	const PenDriver *driver;
	Assembler *assembler;
	Pen *pen;      /* of an active link */
	void *decoder; /* of a passive one */
	PenInfo passive_info;

	char *address;	      /* its key in by_address; NULL: no ink and no name yet */
	bool identified;      /* by the pen itself, not "unknown:…" */
	gint64 pen_id;	      /* 0 while address is NULL */
	gint64 stroke_pen_id; /* whose the open stroke is */
	gint64 timer_ms;      /* the pen's timer, as last seen */
	gint64 due_us;	      /* the same by the monotonic clock; 0 off */
	bool clock_noted, changed, fault_told;
	GError *failure;
} PenLink;

/* A driver that waits for its ink to be on disk. */
typedef struct {
	PenLink *link;
	guint64 token;
	guint64 sequence;
} Wait;

struct Pens {
	PensOptions options;
	Store *store;
	Classroom *classroom;
	Recordings *recordings;
	GPtrArray *links;	/* of PenLink */
	GHashTable *by_address; /* PenLink.address → PenLink */
	PenMemory *memory;
	GQueue waits; /* of Wait, by sequence */
	guint64 stored_sequence;
	bool answering, paused;
	guint answer_source, tick_source, timer_source;
	gint64 timer_due_us;
};

static gint64 clock_ms(void)
{
	return g_get_real_time() / 1000;
}

static void after_call(PenLink *link);
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
		remember(link, address, clock_ms());
	}
	return link->pen_id;
}

static void use_clock(PenLink *link)
{
	const GArray *readings = pen_memory_clock(link->pens->memory, link->address, link->pen_id);

	assembler_set_clock(
		link->assembler, (const ClockReading *)(void *)readings->data, readings->len);
}

static void configure(PenLink *link)
{
	Pens *pens = link->pens;
	PenConfig config = pens->options.pen;

	if (pens->options.configure)
		pens->options.configure(pens->options.user, link->address, &config);
	if (pen_memory_refused(pens->memory, link->address))
		config.password[0] = '\0';
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
	older = g_hash_table_lookup(pens->by_address, address);
	if (older)
		end_link(older, "the pen came again");
	if (link->address)
		g_hash_table_remove(pens->by_address, link->address);
	remember(link, address, clock_ms());
	link->identified = true;
	link->changed = true;
	g_info("%s: pen %s", link->link->name, link->address);
	recorder_identify(link->recorder, link->address, link->pen_id);
	use_clock(link);
	if (link->pen) {
		configure(link);
		pen_memory_pass_on(pens->memory, link->address, link->pen);
	}
}

static void note_clock(PenLink *link)
{
	const PenInfo *info = link->pen ? pen_info(link->pen) : NULL;

	if (!info || link->clock_noted || info->clock_read_host_ms == 0)
		return;

	const ClockReading reading = {
		.host_ms = info->clock_read_host_ms,
		.pen_ms = info->clock_read_pen_ms,
	};
	link->clock_noted = true;
	pen_memory_add_clock(link->pens->memory, link->address, link->pen_id, &reading);
	use_clock(link);
}

/* ---- ink, from the assembler */

static gboolean on_tick(gpointer user)
{
	Pens *pens = user;

	if (classroom_tick(pens->classroom, clock_ms()))
		return G_SOURCE_CONTINUE;
	pens->tick_source = 0;
	return G_SOURCE_REMOVE;
}

static gint64 on_new_id(void *user)
{
	PenLink *link = user;

	return store_new_id(link->pens->store);
}

static void on_opened(void *user, const Stroke *stroke)
{
	PenLink *link = user;
	Pens *pens = link->pens;

	link->stroke_pen_id = pen_id_for_ink(link);
	classroom_stroke_opened(pens->classroom, link->stroke_pen_id, stroke, clock_ms());
	if (pens->tick_source == 0)
		pens->tick_source = g_timeout_add(TICK_MS, on_tick, pens);
}

static void on_grew(void *user, const Stroke *stroke, guint first_new_dot)
{
	PenLink *link = user;

	classroom_stroke_grew(
		link->pens->classroom, link->stroke_pen_id, stroke, first_new_dot, clock_ms());
}

static void on_paged(void *user, const Stroke *stroke)
{
	PenLink *link = user;

	classroom_stroke_paged(link->pens->classroom, link->stroke_pen_id, stroke, clock_ms());
}

static void on_closed(void *user, Stroke *take_stroke)
{
	PenLink *link = user;

	classroom_stroke_closed(
		link->pens->classroom, link->stroke_pen_id, take_stroke, clock_ms());
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
	if (link->address)
		classroom_pen_said(link->pens->classroom, link->pen_id, said);
}

/* ---- what drivers ask for */

static void on_send(void *user, const guint8 *bytes, gsize n_bytes)
{
	PenLink *link = user;

	recorder_transfer(link->recorder, TO_PEN, bytes, n_bytes, g_get_real_time());
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

/* ---- time */

static gboolean on_timer(gpointer user);

static void arm_timer(Pens *pens, gint64 due_us)
{
	gint64 wait_us = due_us - g_get_monotonic_time();

	if (pens->timer_source != 0 && pens->timer_due_us <= due_us)
		return;
	g_clear_handle_id(&pens->timer_source, g_source_remove);
	pens->timer_due_us = due_us;
	pens->timer_source =
		g_timeout_add((guint)CLAMP((wait_us + 999) / 1000, 0, G_MAXINT), on_timer, pens);
}

/* The loop knows the nearest timer only; one that moves away costs nothing until it would have come. */
static void look_at_timer(PenLink *link)
{
	gint64 timer_ms = link->pen ? pen_timer_ms(link->pen) : 0;

	if (timer_ms == link->timer_ms)
		return;
	link->timer_ms = timer_ms;
	link->due_us = 0;
	if (timer_ms != 0) {
		link->due_us = g_get_monotonic_time() + (timer_ms - clock_ms()) * 1000;
		arm_timer(link->pens, link->due_us);
	}
}

static void arm_nearest(Pens *pens)
{
	gint64 next_us = 0;

	for (guint i = 0; i < pens->links->len; i++) {
		const PenLink *link = g_ptr_array_index(pens->links, i);

		if (link->due_us != 0 && (next_us == 0 || link->due_us < next_us))
			next_us = link->due_us;
	}
	if (next_us != 0)
		arm_timer(pens, next_us);
}

static gboolean on_timer(gpointer user)
{
	Pens *pens = user;
	gint64 now_us = g_get_monotonic_time();

	pens->timer_source = 0;
	if (pens->paused)
		return G_SOURCE_REMOVE;
	/* Backwards: a link that ends takes itself out. */
	for (guint i = pens->links->len; i-- > 0;) {
		PenLink *link = i < pens->links->len ? g_ptr_array_index(pens->links, i) : NULL;

		if (link && link->due_us != 0 && link->due_us <= now_us) {
			link->due_us = link->timer_ms = 0;
			pen_timer(link->pen, clock_ms());
			after_call(link);
		}
	}
	arm_nearest(pens);
	return G_SOURCE_REMOVE;
}

/* ---- the store's word */

/* The timers stood still meanwhile: an answer may wait in the link. */
static void resume_timers(Pens *pens)
{
	gint64 soonest_us = g_get_monotonic_time() + RESUME_MS * 1000;

	for (guint i = 0; i < pens->links->len; i++) {
		PenLink *link = g_ptr_array_index(pens->links, i);

		if (link->due_us != 0)
			link->due_us = MAX(link->due_us, soonest_us);
	}
	arm_nearest(pens);
}

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
		resume_timers(pens);
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
		pen_stored(link->pen, token, clock_ms());
		after_call(link);
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
		return;
	}
	classroom_pen_changed(classroom, link->pen_id, pen_state(link->pen), pen_info(link->pen),
		pen_download(link->pen), pen_reason(link->pen));
	if (pen_n_driver_faults(link->pen) > 0 && !link->fault_told) {
		link->fault_told = true;
		g_warning("%s: %s", link->link->name, pen_driver_fault(link->pen));
	}
}

/* Open strokes end here. */
static void end_source(PenLink *link)
{
	if (link->pen) {
		pen_stop(link->pen, clock_ms());
		if (link->identified)
			pen_memory_keep(link->pens->memory, link->address, link->pen);
		else
			pen_free(link->pen);
		link->pen = NULL;
	} else {
		link->driver->decoder_end(link->decoder, clock_ms());
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
		classroom_pen_gone(pens->classroom, link->pen_id, clock_ms());
	if (link->address)
		g_hash_table_remove(pens->by_address, link->address);
	recorder_free(link->recorder);
	link_free(link->link);
	g_clear_error(&link->failure);
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

/* After every call of a link's pen or decoder; the link may be gone when it returns. */
static void after_call(PenLink *link)
{
	Pens *pens = link->pens;

	identify(link);
	if (link->identified)
		note_clock(link);
	if (link->changed) {
		remember_refusal(link);
		tell_classroom(link);
	}
	if (link->failure) {
		g_message("%s: %s", link->address ? link->address : link->link->name,
			link->failure->message);
		end_link(link, "it failed");
	} else {
		look_at_timer(link);
	}
	set_paused(pens, store_congested(pens->store));
}

static gint64 passive_ms(const PenLink *link)
{
	return link->link->host_ms != 0 ? link->link->host_ms : clock_ms();
}

static void on_received(void *user, const guint8 *bytes, gsize n_bytes)
{
	PenLink *link = user;

	recorder_transfer(link->recorder, FROM_PEN, bytes, n_bytes, g_get_real_time());
	if (link->pen)
		pen_receive(link->pen, bytes, n_bytes, clock_ms());
	else
		link->driver->decoder_feed(
			link->decoder, FROM_PEN, bytes, n_bytes, passive_ms(link));
	after_call(link);
}

static void on_sent(void *user, const guint8 *bytes, gsize n_bytes)
{
	PenLink *link = user;

	link->driver->decoder_feed(link->decoder, TO_PEN, bytes, n_bytes, passive_ms(link));
	after_call(link);
}

static void on_link_closed(void *user, const GError *error)
{
	end_link(user, error ? error->message : "the pen left");
}

static void give_driver(PenLink *link)
{
	const AssemblerListener listener = {
		.user = link,
		.new_id = on_new_id,
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
		pen_start(link->pen, clock_ms());
	after_call(link);
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
