/* SPDX-License-Identifier: MIT */
/*
 * The packets of one stored page. A packet is acknowledged only when its strokes are on disk, whether it
 * came the first time or again (the acknowledgement was lost). A damaged one is asked for again three
 * times, then its best copy is kept; such a page is never freed on the pen. The page is whole when the last
 * packet came and the strokes are as many as the pen said (neo.md 9.5, 9.6).
 */
#include "drivers/neo-download.h"

#define IDLE_MS 20000
#define MAX_REFUSED 3
#define MAX_FETCHES 4 /* the first, and three times again */

/* ---- the tap: strokes of another page are kept, but they do not make this page whole */

static void tap_down(void *user, const StrokeHead *head)
{
	NeoDownload *download = user;
	const DotSink *stored = stroke_queue_stored(download->session->queue);
	const NeoNote *note = neo_download_note(download);
	const uint32_t page = g_array_index(download->pages, uint32_t, download->page);
	if (head->page.section != note->section || head->page.owner != note->owner ||
		head->page.book != note->book || (page != NEO_ALL_PAGES && head->page.page != page))
		download->n_foreign++;
	stored->down(stored->user, head);
}

static void tap_page(void *user, const PageAddress *page)
{
	const NeoDownload *download = user;
	const DotSink *stored = stroke_queue_stored(download->session->queue);
	stored->page(stored->user, page);
}

static void tap_dots(void *user, const Dot *dots, size_t n_dots)
{
	const NeoDownload *download = user;
	const DotSink *stored = stroke_queue_stored(download->session->queue);
	stored->dots(stored->user, dots, n_dots);
}

static void tap_up(void *user, const StrokeTail *tail)
{
	const NeoDownload *download = user;
	const DotSink *stored = stroke_queue_stored(download->session->queue);
	stored->up(stored->user, tail);
}

static void tap_said(void *user, const PenSaid *said)
{
	const NeoDownload *download = user;
	const DotSink *stored = stroke_queue_stored(download->session->queue);
	stored->said(stored->user, said);
}

DotSink neo_packets_tap(NeoDownload *download)
{
	return (DotSink){ download, tap_down, tap_page, tap_dots, tap_up, tap_said };
}

/* ---- a page begins, ends, stalls */

/* A pen may claim any number. */
static guint add(guint a, guint b)
{
	return a > G_MAXUINT - b ? G_MAXUINT : a + b;
}

static void count_strokes(NeoDownload *download)
{
	const guint n_all = download->expected.n_strokes;
	const guint n_done = MIN(neo_transfer_n_strokes(download->transfer), n_all);
	PenDownload *progress = pen_download_edit(download->session->pen);
	progress->n_strokes_all = add(download->before.n_strokes_all, n_all);
	progress->n_strokes_done = add(download->before.n_strokes_done, n_done);
	pen_changed(download->session->pen);
}

void neo_packets_begin(NeoDownload *download, const NeoReply *reply)
{
	NeoSession *session = download->session;
	download->phase = NEO_DOWNLOAD_PACKETS;
	download->expected = (NeoPageSize){ reply->stored.n_strokes, reply->stored.n_bytes };
	download->n_pending = 0;
	download->n_refused = 0;
	download->n_foreign = 0;
	download->damaged = false;
	download->ended = false;
	download->has_acknowledged = false;
	neo_transfer_give_up(download->transfer);
	neo_transfer_begin(download->transfer, session->settings.force_max);
	count_strokes(download);
	pen_arm_timer(session->pen, IDLE_MS);
}

static void fetch_again(NeoDownload *download)
{
	neo_transfer_give_up(download->transfer);
	download->n_pending = 0;
	download->n_fetches++;
	neo_download_ask(download, NEO_DOWNLOAD_FETCH);
}

static bool is_held(const NeoDownload *download)
{
	return download->phase == NEO_DOWNLOAD_PACKETS && download->n_pending > 0 &&
	       download->pending[download->n_pending - 1].token == 0;
}

/* The pen-up of the live stroke may be lost, and then nothing would wake us. */
static void watch_held(NeoDownload *download)
{
	download->live_dots = stroke_queue_n_live_dots(download->session->queue);
	pen_arm_timer(download->session->pen, STROKE_QUEUE_OVERDUE_MS);
}

void neo_packets_timer(NeoDownload *download)
{
	const NeoSession *session = download->session;
	if (is_held(download)) {
		if (download->live_dots == stroke_queue_n_live_dots(session->queue))
			neo_decoder_end_overdue(session->decoder);
		neo_download_settle(download);
		if (is_held(download))
			watch_held(download);
		return;
	}
	if (download->n_fetches + 1 < MAX_FETCHES)
		fetch_again(download);
	else
		neo_download_page_failed(download, "the pen stopped sending it");
}

static void end_page(NeoDownload *download)
{
	const bool matches =
		neo_transfer_n_strokes(download->transfer) == download->expected.n_strokes &&
		download->n_foreign == 0;
	if (!matches && !download->asked_again) {
		download->asked_again = true;
		fetch_again(download);
		return;
	}
	if (!matches || download->damaged) {
		const NeoNote *note = neo_download_note(download);
		pen_caveat(download->session->download_caveats, "stored page %u/%u/%u/%u: %s",
			note->section, note->owner, note->book,
			g_array_index(download->pages, uint32_t, download->page),
			matches ? "a part came damaged four times; the best copy is kept"
				: "the strokes are not as many as the pen said; all that came is "
				  "kept");
	}
	neo_download_page_done(download, matches && !download->damaged);
}

/* ---- packets */

static void answer(NeoDownload *download, bool ok, uint16_t packet_id, bool go_on)
{
	guint8 frame[NEO_FRAME_MAX];
	const gsize n_frame = neo_encode_chunk_reply(frame, sizeof frame, ok, packet_id, go_on);
	pen_send(download->session->pen, frame, n_frame);
}

static bool is_pending(const NeoDownload *download, uint16_t packet_id)
{
	for (guint i = 0; i < download->n_pending; i++)
		if (download->pending[i].packet_id == packet_id)
			return true;
	return false;
}

static guint64 hash_content(const NeoChunk *chunk)
{
	guint64 hash = G_GUINT64_CONSTANT(0xCBF29CE484222325); /* FNV-1a */
	for (gsize i = 0; i < chunk->n_data; i++)
		hash = (hash ^ chunk->data[i]) * G_GUINT64_CONSTANT(0x100000001B3);
	return hash;
}

static void await_disk(NeoDownload *download, const NeoChunk *chunk)
{
	NeoPendingPacket *packet = &download->pending[download->n_pending++];
	*packet = (NeoPendingPacket){ .packet_id = chunk->packet_id,
		.last = chunk->position == 2,
		.content = hash_content(chunk) };
	count_strokes(download);
	/* The disk has all the time it needs; the pen is not late while we are. */
	pen_arm_timer(download->session->pen, 0);
	neo_download_settle(download);
	if (is_held(download))
		watch_held(download);
}

void neo_download_settle(NeoDownload *download)
{
	guint first = 0;
	while (first < download->n_pending && download->pending[first].token != 0)
		first++;
	if (first == download->n_pending || stroke_queue_holds(download->session->queue))
		return;
	const guint64 token = pen_await_stored(download->session->pen);
	for (guint i = first; i < download->n_pending; i++)
		download->pending[i].token = token;
	pen_arm_timer(download->session->pen, 0);
}

static void on_damaged(NeoDownload *download, const NeoChunk *chunk)
{
	if (download->n_refused == 0 || download->refused_id != chunk->packet_id) {
		download->refused_id = chunk->packet_id;
		download->n_refused = 0;
	}
	if (download->n_refused < MAX_REFUSED) {
		download->n_refused++;
		answer(download, false, chunk->packet_id, true);
		pen_arm_timer(download->session->pen, IDLE_MS);
		return;
	}
	download->damaged = true;
	download->n_refused = 0;
	neo_transfer_give_up(download->transfer);
	await_disk(download, chunk);
}

/* A packet whose acknowledgement was lost, after its page was done: it is on disk. Its id alone says
 * little, every page begins with the same ones. */
static void answer_late(NeoDownload *download, const NeoChunk *chunk)
{
	const NeoPendingPacket *packet = &download->acknowledged;
	if (download->has_acknowledged && packet->packet_id == chunk->packet_id &&
		packet->last == (chunk->position == 2) && packet->content == hash_content(chunk))
		answer(download, true, chunk->packet_id, !packet->last);
}

void neo_download_chunk(NeoDownload *download, const NeoChunk *chunk)
{
	if (download->phase != NEO_DOWNLOAD_PACKETS) {
		answer_late(download, chunk);
		return;
	}
	if (is_pending(download, chunk->packet_id) || download->n_pending == NEO_MAX_PENDING)
		return; /* its answer comes when it is on disk; or it is sent again */
	if (download->n_refused > 0 && download->refused_id != chunk->packet_id) {
		/* The pen went on without sending the damaged one again. */
		download->damaged = true;
		download->n_refused = 0;
	}
	switch (neo_transfer_packet(download->transfer, chunk)) {
	case NEO_PACKET_NEW:
		download->n_refused = 0;
		await_disk(download, chunk);
		return;
	case NEO_PACKET_REPEATED:
		await_disk(download, chunk);
		return;
	case NEO_PACKET_DAMAGED:
		on_damaged(download, chunk);
		return;
	}
}

void neo_download_stored(NeoDownload *download, guint64 token)
{
	guint n_stored = 0;
	while (n_stored < download->n_pending && download->pending[n_stored].token != 0 &&
		download->pending[n_stored].token <= token) {
		const NeoPendingPacket *packet = &download->pending[n_stored++];
		answer(download, true, packet->packet_id, !packet->last);
		download->has_acknowledged = true;
		download->acknowledged = *packet;
		download->ended |= packet->last;
	}
	if (n_stored == 0)
		return;
	download->n_pending -= n_stored;
	for (guint i = 0; i < download->n_pending; i++)
		download->pending[i] = download->pending[i + n_stored];
	if (download->n_pending > 0)
		return;
	if (download->ended)
		end_page(download);
	else
		pen_arm_timer(download->session->pen, IDLE_MS);
}
