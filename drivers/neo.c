/* SPDX-License-Identifier: MIT */
/*
 * Neo smartpens (N2, M1, M1+, dimo and kin). What the pen sends goes to the decoder; what the decoder
 * tells goes three ways: live strokes to the pen's sink, replies to the handshake and the download, chunks of
 * stored ink to the download. A pen whose first command is one of protocol 1 is handed to neo-v1.c, for this
 * link; until it has spoken, the handshake of protocol 2 runs, for such a pen waits to be asked.
 */
#include "drivers/neo-passive.h"
#include "drivers/neo-session.h"
#include "drivers/neo-sniff.h"
#include "drivers/neo-v1.h"
#include "drivers/registry.h"

typedef struct {
	NeoSession session;
	NeoV1Session *v1; /* made when a pen needs it */
	NeoSpeaks speaks; /* on this link */
	GByteArray *held; /* until that is known */
} NeoPen;

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
	NeoPen *neo = pen_driver_state(pen);
	NeoSession *session = &neo->session;
	if (!session->decoder) {
		const NeoListener listener = { session, on_reply, on_chunk };
		session->pen = pen;
		session->caveats = g_string_new(NULL);
		session->download_caveats = g_string_new(NULL);
		session->queue = stroke_queue_new(pen_sink(pen));
		session->decoder = neo_decoder_new(stroke_queue_live(session->queue), &listener);
		session->download = neo_download_new(session);
		neo->held = g_byte_array_new();
	}
	neo->speaks = NEO_SPEAKS_UNKNOWN;
	g_byte_array_set_size(neo->held, 0);
	neo_handshake_start(session);
}

static void receive_v2(NeoPen *neo, const guint8 *bytes, gsize n_bytes)
{
	NeoSession *session = &neo->session;
	Pen *pen = session->pen;
	neo_decoder_feed(session->decoder, bytes, n_bytes, pen_now_ms(pen));
	if (pen_state(pen) == PEN_OFF && session->step != NEO_STEP_ENDED) {
		session->step = NEO_STEP_ENDED;
		neo_download_stop(session->download);
		pen_arm_timer(pen, 0);
	}
	neo_download_settle(session->download);
}

static void begin_v1(NeoPen *neo)
{
	if (!neo->v1)
		neo->v1 = neo_v1_session_new(neo->session.pen);
	neo->session.step = NEO_STEP_ENDED;
	neo_v1_session_start(neo->v1);
}

static void neo_receive(Pen *pen, const guint8 *bytes, gsize n_bytes)
{
	NeoPen *neo = pen_driver_state(pen);
	const bool was_known = neo->speaks != NEO_SPEAKS_UNKNOWN;
	if (!was_known) {
		neo->speaks = neo_sniff(neo->held, bytes, n_bytes);
		if (neo->speaks == NEO_SPEAKS_UNKNOWN)
			return;
		if (neo->speaks == NEO_SPEAKS_V1)
			begin_v1(neo);
		bytes = neo->held->data;
		n_bytes = neo->held->len;
	}
	if (neo->speaks == NEO_SPEAKS_V1)
		neo_v1_session_receive(neo->v1, bytes, n_bytes);
	else
		receive_v2(neo, bytes, n_bytes);
	if (!was_known)
		g_byte_array_set_size(neo->held, 0);
}

static void neo_timer(Pen *pen)
{
	NeoPen *neo = pen_driver_state(pen);
	if (neo->speaks == NEO_SPEAKS_V1)
		neo_v1_session_timer(neo->v1);
	else if (neo->session.step == NEO_STEP_DOWNLOAD)
		neo_download_timer(neo->session.download);
	else
		neo_handshake_timer(&neo->session);
}

static void neo_stored(Pen *pen, guint64 token)
{
	NeoPen *neo = pen_driver_state(pen);
	if (neo->speaks == NEO_SPEAKS_V1)
		neo_v1_session_stored(neo->v1, token);
	else if (neo->session.step == NEO_STEP_DOWNLOAD)
		neo_download_stored(neo->session.download, token);
}

static bool neo_fetch_stored(Pen *pen)
{
	NeoPen *neo = pen_driver_state(pen);
	NeoSession *session = &neo->session;
	if (neo->speaks == NEO_SPEAKS_V1)
		return neo_v1_session_fetch_stored(neo->v1);
	if (session->step == NEO_STEP_READY) {
		session->fetch_wanted = true;
		neo_handshake_rest(session);
	} else if (session->step == NEO_STEP_REFRESH || session->step == NEO_STEP_TASK ||
		   session->step == NEO_STEP_TASK_CHECK) {
		session->fetch_wanted = true; /* when the answer is there */
	}
	return session->step == NEO_STEP_DOWNLOAD || session->fetch_wanted;
}

static bool neo_begin_task(Pen *pen, const PenTask *task)
{
	NeoPen *neo = pen_driver_state(pen);
	if (neo->speaks == NEO_SPEAKS_V1) {
		pen_end_task(pen, false, "pens of this older generation cannot do that");
		return true;
	}
	return neo_task_begin(&neo->session, task);
}

static void neo_stop(Pen *pen)
{
	NeoPen *neo = pen_driver_state(pen);
	if (neo->v1)
		neo_v1_session_stop(neo->v1);
	neo->session.step = NEO_STEP_ENDED;
	neo_decoder_link_lost(neo->session.decoder, pen_now_ms(pen));
	neo_download_stop(neo->session.download);
}

static void neo_inherit(Pen *pen, Pen *older_pen)
{
	NeoPen *neo = pen_driver_state(pen), *older = pen_driver_state(older_pen);
	if (!neo->session.decoder || !older->session.decoder)
		return;
	neo->session.password_refused |= older->session.password_refused;
	g_strlcpy(neo->session.refused_password, older->session.refused_password,
		sizeof neo->session.refused_password);
	neo_download_inherit(neo->session.download, older->session.download);
	if (neo->v1 && older->v1)
		neo_v1_session_inherit(neo->v1, older->v1);
}

static void neo_clear(Pen *pen)
{
	NeoPen *neo = pen_driver_state(pen);
	NeoSession *session = &neo->session;
	if (!session->decoder)
		return;
	neo->v1 = neo_v1_session_free(neo->v1);
	session->download = neo_download_free(session->download);
	session->decoder = neo_decoder_free(session->decoder);
	session->queue = stroke_queue_free(session->queue);
	g_byte_array_unref(neo->held);
	g_string_free(session->caveats, TRUE);
	g_string_free(session->download_caveats, TRUE);
}

const PenDriver NEO_DRIVER = {
	.name = "neo",
	.title = "Neo smartpen (N2, M1, M1+, dimo, Moleskine Pen+ …)",
	.state_size = sizeof(NeoPen),
	.start = neo_start,
	.receive = neo_receive,
	.timer = neo_timer,
	.stored = neo_stored,
	.fetch_stored = neo_fetch_stored,
	.begin_task = neo_begin_task,
	.stop = neo_stop,
	.inherit = neo_inherit,
	.clear = neo_clear,
	.decoder_new = neo_passive_new,
	.decoder_feed = neo_passive_feed,
	.decoder_end = neo_passive_end,
	.decoder_free = neo_passive_free,
	.decoder_address = neo_passive_address,
};
