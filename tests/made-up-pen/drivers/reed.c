/* SPDX-License-Identifier: MIT */
/*
 * How a Reed pen behaves: it wants to be asked who it is, then told to write live; what it stored it sends in
 * one batch, on demand, and keeps until it is told to forget it. That it is told only when the batch came whole
 * and is on disk.
 */
#include "drivers/pen.h"
#include "drivers/registry.h"
#include "protocol/reed.h"

#define ANSWER_MS 2000
#define MAX_ASKED 3

typedef enum {
	STEP_HELLO = 0, /* asked */
	STEP_LIVE,	/* asked */
	STEP_READY,	/* nothing is asked */
	STEP_FETCH,	/* asked, or strokes come */
	STEP_DISK,	/* all came; we wait for our own disk */
} Step;

typedef struct {
	Pen *pen;
	ReedDecoder *decoder;
	Step step;
	guint n_asked;
	guint n_strokes; /* announced */
	guint64 token;
} Reed;

static void send_request(Pen *pen, ReedKind kind)
{
	guint8 request[REED_REQUEST_SIZE];

	reed_encode_request(request, kind);
	pen_send(pen, request, sizeof(request));
}

static void ask(Reed *reed, Step step)
{
	static const ReedKind KINDS[] = {
		[STEP_HELLO] = REED_HELLO, [STEP_LIVE] = REED_LIVE, [STEP_FETCH] = REED_FETCH
	};

	reed->n_asked = step == reed->step ? reed->n_asked + 1 : 1;
	reed->step = step;
	send_request(reed->pen, KINDS[step]);
	pen_arm_timer(reed->pen, ANSWER_MS);
}

static void rest(Reed *reed, const char *caveat)
{
	reed->step = STEP_READY;
	reed->n_asked = 0;
	pen_arm_timer(reed->pen, 0);
	*pen_download_edit(reed->pen) = (PenDownload){ 0 };
	pen_set_state(reed->pen, PEN_READY, caveat);
	pen_changed(reed->pen);
}

static void fetch(Reed *reed)
{
	*pen_download_edit(reed->pen) = (PenDownload){ .under_way = true };
	ask(reed, STEP_FETCH);
}

/* ---- what the pen says */

static void on_hello(Reed *reed, const ReedMessage *message)
{
	PenInfo *info = pen_info_edit(reed->pen);
	const guint8 *address = message->address;

	g_snprintf(info->address, sizeof(info->address), "%02X:%02X:%02X:%02X:%02X:%02X",
		address[0], address[1], address[2], address[3], address[4], address[5]);
	g_strlcpy(info->model, "Reed", sizeof(info->model));
	info->stores_offline = true;
	pen_changed(reed->pen);
	ask(reed, STEP_LIVE);
}

/* A batch that did not come whole is asked for again; what came is kept, and stored once. */
static void on_end(Reed *reed, const ReedMessage *message)
{
	if (message->n_strokes != reed->n_strokes && reed->n_asked < MAX_ASKED) {
		ask(reed, STEP_FETCH);
	} else if (message->n_strokes != reed->n_strokes) {
		rest(reed, "stored ink came damaged three times: the pen keeps it");
	} else {
		reed->step = STEP_DISK;
		pen_arm_timer(reed->pen, 0);
		reed->token = pen_await_stored(reed->pen);
	}
}

static void on_told(void *user, const ReedMessage *message)
{
	Reed *reed = user;

	if (message->kind == REED_HELLO && reed->step == STEP_HELLO) {
		on_hello(reed, message);
	} else if (message->kind == REED_LIVE && reed->step == STEP_LIVE) {
		rest(reed, "");
		if (pen_config(reed->pen)->fetch_stored)
			fetch(reed);
	} else if (message->kind == REED_BATCH && reed->step == STEP_FETCH) {
		reed->n_strokes = message->n_strokes;
		pen_download_edit(reed->pen)->n_strokes_all = message->n_strokes;
		pen_changed(reed->pen);
	} else if (message->kind == REED_END && reed->step == STEP_FETCH) {
		on_end(reed, message);
	}
}

/* ---- the table */

static void reed_start(Pen *pen)
{
	Reed *reed = pen_driver_state(pen);

	reed->pen = pen;
	if (!reed->decoder)
		reed->decoder = reed_decoder_new(pen_sink(pen), on_told, reed);
	reed->n_asked = 0;
	ask(reed, STEP_HELLO);
}

static void reed_receive(Pen *pen, const guint8 *bytes, gsize n_bytes)
{
	Reed *reed = pen_driver_state(pen);

	reed_decoder_feed(reed->decoder, bytes, n_bytes, pen_now_ms(pen));
	/* It is not late while it sends. */
	if (reed->step == STEP_FETCH)
		pen_arm_timer(pen, ANSWER_MS);
}

static void reed_timer(Pen *pen)
{
	Reed *reed = pen_driver_state(pen);

	if (reed->n_asked < MAX_ASKED)
		ask(reed, reed->step);
	else if (reed->step == STEP_FETCH)
		rest(reed, "stored ink not fetched: the pen stopped answering");
	else
		pen_fail(pen, PEN_ERROR_NO_ANSWER, "the pen did not answer when it was asked %s",
			reed->step == STEP_HELLO ? "who it is" : "to write live");
}

static void reed_stored(Pen *pen, guint64 token)
{
	Reed *reed = pen_driver_state(pen);

	if (reed->step != STEP_DISK || token != reed->token)
		return;
	if (pen_config(pen)->delete_stored)
		send_request(pen, REED_FREE);
	rest(reed, "");
}

static bool reed_fetch_stored(Pen *pen)
{
	Reed *reed = pen_driver_state(pen);

	if (reed->step == STEP_READY)
		fetch(reed);
	return reed->step == STEP_FETCH;
}

static void reed_stop(Pen *pen)
{
	Reed *reed = pen_driver_state(pen);

	reed_decoder_link_lost(reed->decoder);
}

static void reed_clear(Pen *pen)
{
	Reed *reed = pen_driver_state(pen);

	reed_decoder_free(reed->decoder);
}

/* ---- reading a recording */

typedef struct {
	ReedDecoder *decoder;
	char address[18];
} Passive;

static void on_passive_told(void *user, const ReedMessage *message)
{
	Passive *passive = user;
	const guint8 *address = message->address;

	if (message->kind == REED_HELLO)
		g_snprintf(passive->address, sizeof(passive->address),
			"%02X:%02X:%02X:%02X:%02X:%02X", address[0], address[1], address[2],
			address[3], address[4], address[5]);
}

static void *passive_new(
	const DotSink *sink, void (*told)(void *user, const char *json), void *user)
{
	Passive *passive = g_new0(Passive, 1);

	(void)told; /* no reply of this pen is worth a line of its own */
	(void)user;
	passive->decoder = reed_decoder_new(sink, on_passive_told, passive);
	return passive;
}

static void passive_feed(
	void *user, TransferDirection direction, const guint8 *bytes, gsize n_bytes, gint64 host_ms)
{
	const Passive *passive = user;

	if (direction == FROM_PEN)
		reed_decoder_feed(passive->decoder, bytes, n_bytes, host_ms);
}

static void passive_end(void *user, gint64 host_ms)
{
	const Passive *passive = user;

	(void)host_ms;
	reed_decoder_link_lost(passive->decoder);
}

static void passive_free(void *user)
{
	Passive *passive = user;

	reed_decoder_free(passive->decoder);
	g_free(passive);
}

static const char *passive_address(const void *user)
{
	return ((const Passive *)user)->address;
}

const PenDriver REED_DRIVER = {
	.name = "reed",
	.title = "Reed pen (made up, of docs/adding-a-pen.md)",
	.state_size = sizeof(Reed),
	.start = reed_start,
	.receive = reed_receive,
	.timer = reed_timer,
	.stored = reed_stored,
	.fetch_stored = reed_fetch_stored,
	.stop = reed_stop,
	.clear = reed_clear,
	.decoder_new = passive_new,
	.decoder_feed = passive_feed,
	.decoder_end = passive_end,
	.decoder_free = passive_free,
	.decoder_address = passive_address,
};
