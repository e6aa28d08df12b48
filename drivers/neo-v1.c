/* SPDX-License-Identifier: MIT */
/*
 * A pen of protocol 1 at work (neo.md 11). The pen leads:
 *
 *     pen 01 state → we 02, 03 → [pen 0D password → we 0E] → pen 25 status → we 0B which notes → pen 0C
 *
 * Its factory password is "0000" and is tried when nothing else is configured, once, and only while no try
 * is used up: at its limit the pen erases its ink.
 *
 * Stored ink: 45 → 46 lists; 47 asks for notes; then 49, and for each file 41 → 42 and 43 → 44 for every
 * packet; 48 ends. The pen frees by itself what it has sent, so it is asked only when freeing is allowed,
 * and a packet is answered only when it is on disk.
 */
#include "drivers/neo-v1.h"

#include <string.h>

#include "drivers/stroke-queue.h"
#include "protocol/neo-v1-encode.h"

#define STATUS_MS 8000
#define ANSWER_MS 2000
#define IDLE_MS 20000
#define REFRESH_MS (5 * 60 * 1000)
#define MAX_ASKED 3
#define LIVE_PATIENCE_MS 60000 /* as drivers/neo-handshake.c says */
#define TRIES_TO_SPARE 2
#define FACTORY_PASSWORD "0000"

typedef enum {
	V1_WAIT_STATE = 0, /* the pen speaks first */
	V1_WAIT_STATUS,	   /* 02 and 03 sent; password and status come */
	V1_WAIT_NOTES,	   /* 0B asked */
	V1_READY,
	V1_LIST,  /* 45 asked */
	V1_FETCH, /* 47 asked; files come */
	V1_ENDED,
} V1Step;

/* What one 47 asks for: a part of the list. */
typedef struct {
	uint32_t section_owner;
	uint32_t notes[NEO_V1_MAX_NOTES];
	guint8 n_notes;
} V1Part;

struct NeoV1Session {
	Pen *pen;
	NeoV1Decoder *decoder;
	StrokeQueue *queue;
	NeoV1Files files;
	V1Step step;
	guint n_asked;
	bool password_sent;    /* on this link */
	bool password_refused; /* kept over links */
	bool clock_read;
	bool was_ready; /* on this link */
	GArray *parts;	/* V1Part */
	guint part;
	gint64 listed_ms;
	bool packet_pending;
	guint16 packet_index;
	guint64 packet_token; /* 0: its strokes are held back */
	guint64 live_dots;    /* as they were when the timer was set over these */
	bool part_ended;      /* 48 came while a packet is pending */
	GString *caveat;
};

/* ---- saying */

static void say(NeoV1Session *session, const guint8 *frame, gsize n_frame)
{
	pen_send(session->pen, frame, n_frame);
}

static void end(NeoV1Session *session)
{
	session->step = V1_ENDED;
	pen_arm_timer(session->pen, 0);
}

static void rest(NeoV1Session *session)
{
	session->step = V1_READY;
	session->n_asked = 0;
	*pen_download_edit(session->pen) = (PenDownload){ 0 };
	pen_set_state(session->pen, PEN_READY, session->caveat->str);
	pen_changed(session->pen);
	pen_arm_timer(session->pen, REFRESH_MS);
}

static void ask_notes(NeoV1Session *session)
{
	guint8 frame[NEO_V1_COMMAND_MAX];
	if (session->step != V1_WAIT_NOTES)
		session->n_asked = 0;
	session->step = V1_WAIT_NOTES;
	session->n_asked++;
	const gsize n_frame = neo_v1_encode_all_notes(frame, sizeof frame);
	say(session, frame, n_frame);
	pen_arm_timer(session->pen, ANSWER_MS);
}

/* ---- handshake */

static void on_state(NeoV1Session *session, const NeoV1Message *message)
{
	guint8 frame[NEO_V1_COMMAND_MAX];
	Pen *pen = session->pen;
	PenInfo *info = pen_info_edit(pen);
	session->files.force_max = message->state.force_max;
	info->force_max = message->state.force_max;
	g_strlcpy(info->protocol, "1", sizeof info->protocol);
	for (gsize i = 0; i < sizeof message->state.software; i++) {
		const char c = message->state.software[i];
		info->firmware[i] = c == '\0' || g_ascii_isprint(c) ? c : '?';
	}
	if (!session->clock_read) {
		session->clock_read = true;
		info->clock_read_host_ms = pen_now_ms(pen);
		info->clock_read_pen_ms = message->state.clock_ms;
		info->clock_set_ms =
			pen_now_ms(pen); /* it is told below and has no word against it */
		info->clock_offset_ms = info->clock_read_host_ms - info->clock_read_pen_ms;
	}
	pen_changed(pen);
	if (message->state.power == NEO_V1_POWER_OFF || session->step == V1_ENDED)
		return;
	gsize n_frame =
		neo_v1_encode_state_answer(frame, sizeof frame, (guint64)pen_now_ms(pen), true);
	say(session, frame, n_frame);
	n_frame = neo_v1_encode_clock(frame, sizeof frame, (guint64)pen_now_ms(pen), 0);
	say(session, frame, n_frame);
	if (session->step == V1_WAIT_STATE) {
		session->step = V1_WAIT_STATUS;
		pen_arm_timer(pen, STATUS_MS);
	}
}

static void lock(NeoV1Session *session, const char *reason)
{
	end(session);
	pen_set_state(session->pen, PEN_LOCKED, reason);
}

static void on_password_request(NeoV1Session *session, const NeoV1Message *message)
{
	const char *configured = pen_config(session->pen)->password;
	const guint tries = message->password.tries, limit = message->password.limit;
	if (session->step != V1_WAIT_STATUS && session->step != V1_WAIT_STATE)
		return;
	if (session->password_sent || session->password_refused) {
		session->password_refused = true;
		lock(session,
			"the pen refused its password; it was sent once and is not sent again: "
			"write the right one into the configuration, then connect it again");
		return;
	}
	if (tries + TRIES_TO_SPARE >= limit || (configured[0] == '\0' && tries > 0)) {
		g_autofree char *reason = g_strdup_printf(
			"the pen is locked and %u of %u tries of its password are used; at the "
			"limit it erases its ink, so unlock it with the maker's own program",
			tries, limit);
		lock(session, reason);
		return;
	}
	guint8 frame[NEO_V1_COMMAND_MAX];
	session->password_sent = true;
	const gsize n_frame = neo_v1_encode_password(
		frame, sizeof frame, configured[0] != '\0' ? configured : FACTORY_PASSWORD);
	say(session, frame, n_frame);
	pen_arm_timer(session->pen, STATUS_MS);
}

static void on_status(NeoV1Session *session, const NeoV1Status *status, bool whole)
{
	PenInfo *info = pen_info_edit(session->pen);
	info->memory_used_percent = status->memory_used_percent;
	info->stores_offline = true; /* cannot be switched off */
	if (whole) {
		session->files.force_max = status->force_max;
		info->force_max = status->force_max;
		for (gsize i = 0; i < sizeof status->model; i++)
			info->model[i] =
				status->model[i] == '\0' || g_ascii_isprint(status->model[i])
					? status->model[i]
					: '?';
	}
	pen_changed(session->pen);
	if (session->step == V1_WAIT_STATE || session->step == V1_WAIT_STATUS)
		ask_notes(session);
}

/* ---- stored ink */

static void ask_list(NeoV1Session *session)
{
	guint8 frame[NEO_V1_COMMAND_MAX];
	g_array_set_size(session->parts, 0);
	session->part = 0;
	session->step = V1_LIST;
	session->listed_ms = pen_now_ms(session->pen);
	const gsize n_frame = neo_v1_encode_note_list_request(frame, sizeof frame);
	say(session, frame, n_frame);
	pen_arm_timer(session->pen, IDLE_MS);
}

static bool begin_fetch(NeoV1Session *session)
{
	g_string_truncate(session->caveat, 0);
	if (!pen_config(session->pen)->delete_stored) {
		g_string_assign(session->caveat,
			"this pen frees its stored ink when it is fetched: allow freeing in the "
			"configuration to fetch it");
		rest(session);
		return false;
	}
	ask_list(session);
	return true;
}

static void fetch_part(NeoV1Session *session)
{
	guint8 frame[NEO_V1_COMMAND_MAX];
	if (session->part >= session->parts->len) {
		if (session->caveat->len == 0)
			pen_info_edit(session->pen)->emptied_ms = session->listed_ms;
		rest(session);
		return;
	}
	const V1Part *part = &g_array_index(session->parts, V1Part, session->part);
	session->step = V1_FETCH;
	session->part_ended = false;
	pen_download_edit(session->pen)->n_notes_left = session->parts->len - session->part;
	pen_changed(session->pen);
	const gsize n_frame = neo_v1_encode_fetch(
		frame, sizeof frame, part->section_owner, part->notes, part->n_notes);
	say(session, frame, n_frame);
	pen_arm_timer(session->pen, IDLE_MS);
}

static void on_note_list(NeoV1Session *session, const NeoV1Message *message)
{
	if (session->step != V1_LIST)
		return;
	V1Part part = { .section_owner =
				message->note_list.section << 24 | message->note_list.owner,
		.n_notes = message->note_list.n_notes };
	memcpy(part.notes, message->note_list.notes, sizeof part.notes);
	if (part.n_notes > 0)
		g_array_append_val(session->parts, part);
	if (message->note_list.last)
		fetch_part(session);
	else
		pen_arm_timer(session->pen, IDLE_MS);
}

static void on_file(NeoV1Session *session, const NeoV1Message *message)
{
	guint8 frame[NEO_V1_COMMAND_MAX];
	if (session->step != V1_FETCH)
		return;
	session->packet_pending = false;
	const bool good = neo_v1_files_begin(&session->files, &message->file);
	const gsize n_frame = neo_v1_encode_file_answer(frame, sizeof frame, good);
	say(session, frame, n_frame);
	pen_arm_timer(session->pen, IDLE_MS);
}

/* The pen frees a file when its last packet is answered: one that holds ink for nobody but a repairer is
 * left where it is. */
static void leave_file(NeoV1Session *session)
{
	g_string_assign(session->caveat,
		"a file of its stored ink is damaged and stays on the pen: connect it again; if "
		"that does not help, record the link for a repair");
	rest(session);
}

/* The pen-up of the live stroke may be lost, and then nothing would wake us. */
static void watch_held(NeoV1Session *session)
{
	session->live_dots = stroke_queue_n_live_dots(session->queue);
	pen_arm_timer(session->pen, STROKE_QUEUE_OVERDUE_MS);
}

/* One packet waits for the disk at a time; a pen that does not wait sends again. */
static void on_packet(NeoV1Session *session, const NeoV1Message *message)
{
	if (session->step != V1_FETCH || session->packet_pending)
		return;
	switch (neo_v1_files_packet(
		&session->files, message, stroke_queue_stored(session->queue))) {
	case NEO_V1_PACKET_NEW:
	case NEO_V1_PACKET_REPEATED:
		if (session->files.unreadable) {
			leave_file(session);
			return;
		}
		session->packet_pending = true;
		session->packet_index = message->packet.index;
		session->packet_token = 0;
		watch_held(session);
		return;
	case NEO_V1_PACKET_DAMAGED: /* without an answer it comes again */
	case NEO_V1_PACKET_STRAY:
		return;
	}
}

static void next_part(NeoV1Session *session)
{
	session->part++;
	fetch_part(session);
}

static void on_transfer_end(NeoV1Session *session, bool finished)
{
	if (session->step != V1_FETCH)
		return;
	if (!finished)
		g_string_assign(session->caveat, "the pen broke off sending its stored ink");
	session->part_ended = true;
	if (!session->packet_pending)
		next_part(session);
}

/* The strokes of the last packet may have waited for a live one to end. */
static void settle(NeoV1Session *session)
{
	if (session->packet_pending && session->packet_token == 0 &&
		!stroke_queue_holds(session->queue)) {
		session->packet_token = pen_await_stored(session->pen);
		/* The disk has all the time it needs. */
		pen_arm_timer(session->pen, 0);
	}
}

static void end_overdue(NeoV1Session *session)
{
	if (session->live_dots == stroke_queue_n_live_dots(session->queue))
		neo_v1_decoder_end_overdue(session->decoder);
	settle(session);
	if (session->packet_token == 0)
		watch_held(session);
}

void neo_v1_session_stored(NeoV1Session *session, guint64 token)
{
	guint8 frame[NEO_V1_COMMAND_MAX];
	if (session->step != V1_FETCH || !session->packet_pending || session->packet_token == 0 ||
		token < session->packet_token)
		return;
	session->packet_pending = false;
	const gsize n_frame =
		neo_v1_encode_packet_answer(frame, sizeof frame, session->packet_index);
	say(session, frame, n_frame);
	if (session->part_ended)
		next_part(session);
	else
		pen_arm_timer(session->pen, IDLE_MS);
}

/* ---- what comes in */

static void on_message(void *user, const NeoV1Message *message)
{
	NeoV1Session *session = user;
	if (session->step == V1_ENDED || pen_state(session->pen) == PEN_OFF)
		return;
	switch (message->command) {
	case NEO_V1_STATE:
		on_state(session, message);
		return;
	case NEO_V1_PASSWORD_REQUEST:
		on_password_request(session, message);
		return;
	case NEO_V1_STATUS:
	case NEO_V1_OLD_STATUS:
		on_status(session, &message->status, message->command == NEO_V1_STATUS);
		return;
	case NEO_V1_NOTES_ANSWER:
		if (session->step == V1_WAIT_NOTES && message->answer.ok)
			rest(session);
		return;
	case NEO_V1_NOTE_LIST:
		on_note_list(session, message);
		return;
	case NEO_V1_FILE:
		on_file(session, message);
		return;
	case NEO_V1_FILE_PACKET:
		on_packet(session, message);
		return;
	case NEO_V1_TRANSFER_END:
		on_transfer_end(session, message->transfer_end.finished);
		return;
	case NEO_V1_TRANSFER:
	case NEO_V1_CLOCK_ANSWER:
	case NEO_V1_HOVER_ANSWER:
	case NEO_V1_CALIBRATION_ANSWER:
	case NEO_V1_AUTO_POWER_OFF_ANSWER:
	case NEO_V1_PASSWORD_CHANGE_ANSWER:
	case NEO_V1_SETTINGS_ANSWER:
	case NEO_V1_COLOR_ANSWER:
	case NEO_V1_AUTO_POWER_ON_ANSWER:
	case NEO_V1_SENSITIVITY_ANSWER:
	case NEO_V1_BEEP_ANSWER:
	case NEO_V1_DELETE_ANSWER:
	case NEO_V1_DEBUG_TEXT:
	case NEO_V1_DOT:
	case NEO_V1_OLD_PAPER:
	case NEO_V1_OLD_UP_DOWN:
	case NEO_V1_PAPER:
	case NEO_V1_UP_DOWN:
		return;
	}
}

void neo_v1_session_receive(NeoV1Session *session, const guint8 *bytes, gsize n_bytes)
{
	/* A file's strokes are told when it is whole, its packets must be answered before: until then the
	 * file is on disk as the bytes it came in. */
	if (session->step == V1_FETCH)
		pen_keep_raw(session->pen, bytes, n_bytes);
	neo_v1_decoder_feed(session->decoder, bytes, n_bytes, pen_now_ms(session->pen));
	if (pen_state(session->pen) == PEN_OFF && session->step != V1_ENDED)
		end(session);
	if (session->step == V1_READY && !session->was_ready) {
		session->was_ready = true;
		if (pen_config(session->pen)->fetch_stored)
			begin_fetch(session);
	}
	if (session->step == V1_FETCH)
		settle(session);
}

void neo_v1_session_timer(NeoV1Session *session)
{
	guint8 frame[NEO_V1_COMMAND_MAX];
	gsize n_frame;
	switch (session->step) {
	case V1_WAIT_STATE:
	case V1_WAIT_STATUS:
		end(session);
		pen_fail(session->pen, PEN_ERROR_NO_ANSWER,
			"the pen does not tell its status; switch it off and on, then connect it "
			"again");
		return;
	case V1_WAIT_NOTES:
		if (session->n_asked < MAX_ASKED) {
			ask_notes(session);
			return;
		}
		if (session->n_asked == MAX_ASKED) {
			session->n_asked++;
			pen_arm_timer(session->pen, LIVE_PATIENCE_MS);
			return;
		}
		end(session);
		pen_fail(session->pen, PEN_ERROR_NO_ANSWER,
			"the pen does not answer the request for live strokes, asked %d times; "
			"switch "
			"it off and on, then connect it again",
			MAX_ASKED);
		return;
	case V1_READY:
		n_frame = neo_v1_encode_status_request(frame, sizeof frame);
		say(session, frame, n_frame);
		pen_arm_timer(session->pen, REFRESH_MS);
		return;
	case V1_LIST:
	case V1_FETCH:
		if (session->step == V1_FETCH && session->packet_pending) {
			end_overdue(session);
			return;
		}
		g_string_assign(session->caveat,
			"stored ink not fetched: the pen stopped sending; connect it again");
		rest(session);
		return;
	case V1_ENDED:
		return;
	}
}

bool neo_v1_session_fetch_stored(NeoV1Session *session)
{
	if (session->step == V1_READY)
		return begin_fetch(session);
	return session->step == V1_LIST || session->step == V1_FETCH;
}

/* ---- life */

NeoV1Session *neo_v1_session_new(Pen *pen)
{
	NeoV1Session *session = g_new0(NeoV1Session, 1);
	const NeoV1Listener listener = { session, on_message };
	session->pen = pen;
	session->queue = stroke_queue_new(pen_sink(pen));
	session->decoder = neo_v1_decoder_new(stroke_queue_live(session->queue), &listener);
	session->files.transfer = neo_v1_transfer_new();
	session->parts = g_array_new(FALSE, FALSE, sizeof(V1Part));
	session->caveat = g_string_new(NULL);
	return session;
}

NeoV1Session *neo_v1_session_free(NeoV1Session *session)
{
	if (!session)
		return NULL;
	neo_v1_decoder_free(session->decoder);
	neo_v1_transfer_free(session->files.transfer);
	stroke_queue_free(session->queue);
	g_array_unref(session->parts);
	g_string_free(session->caveat, TRUE);
	g_free(session);
	return NULL;
}

void neo_v1_session_start(NeoV1Session *session)
{
	session->step = V1_WAIT_STATE;
	session->n_asked = 0;
	session->password_sent = false;
	session->clock_read = false;
	session->packet_pending = false;
	session->was_ready = false;
	g_string_truncate(session->caveat, 0);
	pen_arm_timer(session->pen, STATUS_MS);
}

void neo_v1_session_inherit(NeoV1Session *session, const NeoV1Session *older)
{
	session->password_refused |= older->password_refused;
}

void neo_v1_session_stop(NeoV1Session *session)
{
	session->step = V1_ENDED;
	session->packet_pending = false;
	neo_v1_decoder_link_lost(session->decoder, pen_now_ms(session->pen));
}
