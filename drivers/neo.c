/* SPDX-License-Identifier: MIT */
/*
 * Neo smartpens (N2, M1, M1+, dimo and kin). What the pen sends goes to the decoder; what the decoder
 * tells goes three ways: live strokes to the pen's sink, replies to the handshake and the download, chunks of
 * stored ink to the download.
 */
#include "drivers/neo-passive.h"
#include "drivers/neo-session.h"
#include "drivers/registry.h"

static void on_reply(void *user, const NeoReply *reply)
{
	NeoSession *session = user;
	if (session->step == NEO_STEP_ENDED || pen_state(session->pen) == PEN_OFF)
		return;
	neo_handshake_reply(session, reply);
	if (session->step == NEO_STEP_DOWNLOAD)
		neo_download_reply(session->download, reply);
}

static void on_chunk(void *user, const NeoChunk *chunk)
{
	NeoSession *session = user;
	if (session->step != NEO_STEP_ENDED && pen_state(session->pen) != PEN_OFF)
		neo_download_chunk(session->download, chunk);
}

static void neo_start(Pen *pen)
{
	NeoSession *session = pen_driver_state(pen);
	if (!session->decoder) {
		const NeoListener listener = { session, on_reply, on_chunk };
		session->pen = pen;
		session->caveats = g_string_new(NULL);
		session->download_caveats = g_string_new(NULL);
		session->queue = stroke_queue_new(pen_sink(pen));
		session->decoder = neo_decoder_new(stroke_queue_live(session->queue), &listener);
		session->download = neo_download_new(session);
	}
	neo_handshake_start(session);
}

static void neo_receive(Pen *pen, const guint8 *bytes, gsize n_bytes)
{
	NeoSession *session = pen_driver_state(pen);
	neo_decoder_feed(session->decoder, bytes, n_bytes, pen_now_ms(pen));
	if (pen_state(pen) == PEN_OFF && session->step != NEO_STEP_ENDED) {
		session->step = NEO_STEP_ENDED;
		neo_download_stop(session->download);
		pen_arm_timer(pen, 0);
	}
	neo_download_settle(session->download);
}

static void neo_timer(Pen *pen)
{
	NeoSession *session = pen_driver_state(pen);
	if (session->step == NEO_STEP_DOWNLOAD)
		neo_download_timer(session->download);
	else
		neo_handshake_timer(session);
}

static void neo_stored(Pen *pen, guint64 token)
{
	NeoSession *session = pen_driver_state(pen);
	if (session->step == NEO_STEP_DOWNLOAD)
		neo_download_stored(session->download, token);
}

static bool neo_fetch_stored(Pen *pen)
{
	NeoSession *session = pen_driver_state(pen);
	if (session->step == NEO_STEP_READY) {
		session->fetch_wanted = true;
		neo_handshake_rest(session);
	} else if (session->step == NEO_STEP_REFRESH) {
		session->fetch_wanted = true; /* when the answer is there */
	}
	return session->step == NEO_STEP_DOWNLOAD || session->step == NEO_STEP_REFRESH;
}

static void neo_stop(Pen *pen)
{
	NeoSession *session = pen_driver_state(pen);
	session->step = NEO_STEP_ENDED;
	neo_decoder_link_lost(session->decoder, pen_now_ms(pen));
	neo_download_stop(session->download);
}

static void neo_clear(Pen *pen)
{
	NeoSession *session = pen_driver_state(pen);
	if (!session->decoder)
		return;
	session->download = neo_download_free(session->download);
	session->decoder = neo_decoder_free(session->decoder);
	session->queue = stroke_queue_free(session->queue);
	g_string_free(session->caveats, TRUE);
	g_string_free(session->download_caveats, TRUE);
}

const PenDriver NEO_DRIVER = {
	.name = "neo",
	.title = "Neo smartpen (N2, M1, M1+, dimo, Moleskine Pen+ …)",
	.state_size = sizeof(NeoSession),
	.start = neo_start,
	.receive = neo_receive,
	.timer = neo_timer,
	.stored = neo_stored,
	.fetch_stored = neo_fetch_stored,
	.stop = neo_stop,
	.clear = neo_clear,
	.decoder_new = neo_passive_new,
	.decoder_feed = neo_passive_feed,
	.decoder_end = neo_passive_end,
	.decoder_free = neo_passive_free,
	.decoder_address = neo_passive_address,
};
