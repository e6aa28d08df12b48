/* SPDX-License-Identifier: MIT */
/*
 * The Neo M1+ on the cable (neo.md 14): no live strokes, its ink is in files.
 *
 *     START → GETDEVINFO → [GETDISKINFO] → GETCONFIG → SETCONFIG clock → [SETCONFIG store] → ready
 *     → the files (neo-usb-download.c); the battery every minute
 *
 * One request at a time, sent again when no answer comes. As over the air the clock is read before it is set,
 * for only so can the times of stored strokes be repaired, and the pen is the same pen: its address is.
 */
#include "drivers/neo-told.h"
#include "drivers/neo-usb-passive.h"
#include "drivers/neo-usb-session.h"
#include "drivers/registry.h"
#include "protocol/neo-usb-encode.h"

#include <string.h>

#define ANSWER_MS 2000
#define MAX_ASKED 3
#define REFRESH_MS (60 * 1000)
#define START_AGAIN_MS 3000 /* a pen that says it is not available */

static void ask(NeoUsbSession *session, NeoUsbStep step);

/* ---- asking */

static gsize encode_request(NeoUsbSession *session, NeoUsbStep step, guint8 *out, gsize n_out)
{
	static const guint8 SETTINGS[] = { NEO_USB_CLOCK, NEO_USB_BATTERY, NEO_USB_STORE_OFFLINE };
	static const guint8 BATTERY[] = { NEO_USB_BATTERY };
	const guint8 packet = session->packet;
	switch (step) {
	case NEO_USB_STEP_START:
		return neo_usb_encode_start(out, n_out, packet);
	case NEO_USB_STEP_DEVICE:
		return neo_usb_encode_plain(out, n_out, packet, NEO_USB_DEVICE);
	case NEO_USB_STEP_DISK:
		return neo_usb_encode_plain(out, n_out, packet, NEO_USB_DISK);
	case NEO_USB_STEP_SETTINGS:
		return neo_usb_encode_settings(out, n_out, packet, SETTINGS, sizeof SETTINGS);
	case NEO_USB_STEP_REFRESH:
		return neo_usb_encode_settings(out, n_out, packet, BATTERY, sizeof BATTERY);
	case NEO_USB_STEP_CLOCK:
		return neo_usb_encode_setting(
			out, n_out, packet, NEO_USB_CLOCK, (guint64)pen_now_ms(session->pen));
	case NEO_USB_STEP_STORING:
		return neo_usb_encode_setting(out, n_out, packet, NEO_USB_STORE_OFFLINE, 1);
	case NEO_USB_STEP_READY:
	case NEO_USB_STEP_DOWNLOAD:
	case NEO_USB_STEP_ENDED:
		return 0;
	}
	return 0;
}

static void ask(NeoUsbSession *session, NeoUsbStep step)
{
	guint8 request[NEO_USB_REQUEST_MAX];
	if (session->step != step)
		session->n_asked = 0;
	session->step = step;
	session->n_asked++;
	if (step == NEO_USB_STEP_START)
		session->packet = 0;
	const gsize n_request = encode_request(session, step, request, sizeof request);
	session->packet++;
	pen_send(session->pen, request, n_request);
	pen_arm_timer(session->pen, ANSWER_MS);
}

static void fail(NeoUsbSession *session, PenErrorCode code, const char *why)
{
	session->step = NEO_USB_STEP_ENDED;
	pen_fail(session->pen, code, "%s; unplug it, wait a moment, plug it in again", why);
}

void neo_usb_rest(NeoUsbSession *session)
{
	Pen *pen = session->pen;
	session->step = NEO_USB_STEP_READY;
	session->n_asked = 0;
	g_autofree char *reason = g_strconcat(session->caveats->str,
		session->caveats->len > 0 && session->download_caveats->len > 0 ? "; " : "",
		session->download_caveats->str, NULL);
	pen_set_state(pen, PEN_READY, reason);
	pen_arm_timer(pen, REFRESH_MS);
	/* Asked now and not at the start: the host may configure a pen when it has said who it is. */
	const bool first = !session->was_ready;
	session->was_ready = true;
	if (session->fetch_wanted || (first && pen_config(pen)->fetch_stored)) {
		session->fetch_wanted = false;
		session->began_ms = pen_now_ms(pen);
		session->step = NEO_USB_STEP_DOWNLOAD;
		neo_usb_download_start(session->download);
	}
}

static void after_clock(NeoUsbSession *session)
{
	if (session->stores)
		neo_usb_rest(session);
	else
		ask(session, NEO_USB_STEP_STORING);
}

/* ---- answers */

/* "1.02.0060" against 1.01.0051, from which on the disk can be asked for. */
static bool knows_disk(const char *firmware)
{
	static const guint64 FIRST[3] = { 1, 1, 51 };
	for (guint i = 0; i < 3; i++) {
		char *end;
		const guint64 number = g_ascii_strtoull(firmware, &end, 10);
		if (number != FIRST[i])
			return number > FIRST[i];
		firmware = *end == '.' ? end + 1 : end;
	}
	return true;
}

static void on_start(NeoUsbSession *session, const NeoUsbMessage *message)
{
	if (message->start.available) {
		ask(session, NEO_USB_STEP_DEVICE);
	} else if (session->n_asked < MAX_ASKED) {
		pen_set_state(
			session->pen, PEN_CONNECTING, "the pen says that it is not available yet");
		pen_arm_timer(session->pen, START_AGAIN_MS);
	} else {
		fail(session, PEN_ERROR_REFUSED,
			"the pen says that it is not available on the cable");
	}
}

static void on_device(NeoUsbSession *session, const NeoUsbDevice *device)
{
	PenInfo *info = pen_info_edit(session->pen);
	G_STATIC_ASSERT(sizeof info->address == NEO_ADDRESS_SIZE);
	neo_told_address(info->address, device->address);
	g_strlcpy(info->model, device->model, sizeof info->model);
	g_strlcpy(info->firmware, device->firmware, sizeof info->firmware);
	g_strlcpy(info->protocol, device->protocol, sizeof info->protocol);
	info->charging = true; /* it hangs on the cable */
	pen_changed(session->pen);
	ask(session, knows_disk(device->firmware) ? NEO_USB_STEP_DISK : NEO_USB_STEP_SETTINGS);
}

static void on_disk(NeoUsbSession *session, const NeoUsbMessage *message)
{
	const guint64 total = message->disk.total_kb;
	const guint64 used = total - MIN(message->disk.free_kb, total);
	if (total > 0) {
		pen_info_edit(session->pen)->memory_used_percent = (uint8_t)(used * 100 / total);
		pen_changed(session->pen);
	}
}

static void learn_settings(NeoUsbSession *session, const NeoUsbMessage *message)
{
	PenInfo *info = pen_info_edit(session->pen);
	guint8 setting;
	guint64 value;
	for (gsize i = 0; neo_usb_message_setting(message, i, &setting, &value); i++) {
		if (setting == NEO_USB_BATTERY) {
			info->battery_percent = value <= 100 ? (uint8_t)value : UINT8_MAX;
		} else if (setting == NEO_USB_STORE_OFFLINE) {
			info->stores_offline = session->stores = value != 0;
		} else if (setting == NEO_USB_CLOCK && info->clock_read_host_ms == 0) {
			/* The first reading of a link is the one from before the clock is set. */
			info->clock_read_host_ms = pen_now_ms(session->pen);
			info->clock_read_pen_ms = (gint64)MIN(value, (guint64)1 << 48);
			info->clock_offset_ms = info->clock_read_host_ms - info->clock_read_pen_ms;
		}
	}
	pen_changed(session->pen);
}

static bool setting_was_taken(const NeoUsbMessage *message)
{
	guint8 setting;
	guint64 status;
	return message->error == 0 && neo_usb_message_setting(message, 0, &setting, &status) &&
	       status == 0;
}

/* Without an answer that can be read: what goes on all the same, and what does not. */
static void go_without(NeoUsbSession *session)
{
	switch (session->step) {
	case NEO_USB_STEP_START:
		fail(session, PEN_ERROR_NO_ANSWER, "the pen does not answer on the cable");
		return;
	case NEO_USB_STEP_DEVICE:
		fail(session, PEN_ERROR_NO_ANSWER, "the pen does not say which pen it is");
		return;
	case NEO_USB_STEP_DISK:
		ask(session, NEO_USB_STEP_SETTINGS);
		return;
	case NEO_USB_STEP_SETTINGS:
		/* The clock must not be set unread: that reading could never be had again. */
		pen_caveat(session->caveats,
			"the pen does not tell its clock, which was left as it is");
		session->stores = true;
		neo_usb_rest(session);
		return;
	case NEO_USB_STEP_CLOCK:
		pen_caveat(session->caveats,
			"the pen did not take the time: its next strokes may have wrong times");
		after_clock(session);
		return;
	case NEO_USB_STEP_STORING:
		pen_caveat(session->caveats, "the pen refused to store ink while away");
		neo_usb_rest(session);
		return;
	case NEO_USB_STEP_REFRESH:
		neo_usb_rest(session);
		return;
	case NEO_USB_STEP_READY:
	case NEO_USB_STEP_DOWNLOAD:
	case NEO_USB_STEP_ENDED:
		return;
	}
}

static NeoUsbCommand command_of(NeoUsbStep step)
{
	switch (step) {
	case NEO_USB_STEP_START:
		return NEO_USB_START;
	case NEO_USB_STEP_DEVICE:
		return NEO_USB_DEVICE;
	case NEO_USB_STEP_DISK:
		return NEO_USB_DISK;
	case NEO_USB_STEP_SETTINGS:
	case NEO_USB_STEP_REFRESH:
		return NEO_USB_SETTINGS;
	case NEO_USB_STEP_CLOCK:
	case NEO_USB_STEP_STORING:
		return NEO_USB_SETTING;
	case NEO_USB_STEP_READY:
	case NEO_USB_STEP_DOWNLOAD:
	case NEO_USB_STEP_ENDED:
		return NEO_USB_UNKNOWN;
	}
	return NEO_USB_UNKNOWN;
}

static void take_answer(NeoUsbSession *session, const NeoUsbMessage *message)
{
	const NeoUsbStep step = session->step;
	if (step == NEO_USB_STEP_START) {
		on_start(session, message);
	} else if (step == NEO_USB_STEP_DEVICE) {
		on_device(session, &message->device);
	} else if (step == NEO_USB_STEP_DISK) {
		on_disk(session, message);
		ask(session, NEO_USB_STEP_SETTINGS);
	} else if (step == NEO_USB_STEP_SETTINGS) {
		session->stores = true; /* unless it says otherwise */
		learn_settings(session, message);
		if (pen_info(session->pen)->clock_read_host_ms != 0)
			ask(session, NEO_USB_STEP_CLOCK);
		else
			go_without(session);
	} else if (step == NEO_USB_STEP_REFRESH) {
		learn_settings(session, message);
		neo_usb_rest(session);
	} else if (!setting_was_taken(message)) {
		go_without(session);
	} else if (step == NEO_USB_STEP_CLOCK) {
		pen_info_edit(session->pen)->clock_set_ms = pen_now_ms(session->pen);
		after_clock(session);
	} else {
		pen_info_edit(session->pen)->stores_offline = true;
		neo_usb_rest(session);
	}
}

static void on_message(void *user, const NeoUsbMessage *message)
{
	NeoUsbSession *session = user;
	if (message->kind != NEO_USB_RESPONSE)
		return;
	if (session->step == NEO_USB_STEP_DOWNLOAD) {
		neo_usb_download_answer(session->download, message);
	} else if (message->command == NEO_USB_UNKNOWN ||
		   message->command != command_of(session->step)) {
		return; /* late, of a step that is over */
	} else if (message->error != 0 || !message->has_body) {
		go_without(session);
	} else {
		take_answer(session, message);
	}
}

static void on_bad(void *user, DecodeResult why)
{
	const NeoUsbSession *session = user;
	const DotSink *sink = pen_sink(session->pen);
	sink->said(sink->user, &(PenSaid){ .kind = PEN_SAID_BAD, .bad = why });
}

/* ---- the driver */

static void neo_usb_start(Pen *pen)
{
	NeoUsbSession *session = pen_driver_state(pen);
	PenInfo *info = pen_info_edit(pen);
	if (!session->decoder) {
		session->pen = pen;
		session->decoder =
			neo_usb_decoder_new(&(NeoUsbListener){ session, on_message, on_bad });
		session->caveats = g_string_new(NULL);
		session->download_caveats = g_string_new(NULL);
		session->download = neo_usb_download_new(session);
	}
	neo_usb_decoder_reset(session->decoder);
	g_string_truncate(session->caveats, 0);
	g_string_truncate(session->download_caveats, 0);
	session->was_ready = session->fetch_wanted = false;
	session->n_asked = 0;
	info->clock_read_host_ms = info->clock_set_ms = info->emptied_ms = 0;
	ask(session, NEO_USB_STEP_START);
}

static void neo_usb_receive(Pen *pen, const guint8 *bytes, gsize n_bytes)
{
	const NeoUsbSession *session = pen_driver_state(pen);
	neo_usb_decoder_feed(session->decoder, bytes, n_bytes);
}

static void neo_usb_timer(Pen *pen)
{
	NeoUsbSession *session = pen_driver_state(pen);
	/* Half an answer is none: what comes now begins anew. */
	if (neo_usb_decoder_reset(session->decoder))
		on_bad(session, DECODE_BAD_LENGTH);
	if (session->step == NEO_USB_STEP_DOWNLOAD)
		neo_usb_download_timer(session->download);
	else if (session->step == NEO_USB_STEP_READY)
		ask(session, NEO_USB_STEP_REFRESH);
	else if (session->n_asked < MAX_ASKED && session->step != NEO_USB_STEP_ENDED)
		ask(session, session->step);
	else
		go_without(session);
}

static void neo_usb_stored(Pen *pen, guint64 token)
{
	const NeoUsbSession *session = pen_driver_state(pen);
	if (session->step == NEO_USB_STEP_DOWNLOAD)
		neo_usb_download_stored(session->download, token);
}

static bool neo_usb_fetch_stored(Pen *pen)
{
	NeoUsbSession *session = pen_driver_state(pen);
	if (session->step == NEO_USB_STEP_READY || session->step == NEO_USB_STEP_REFRESH)
		session->fetch_wanted = true;
	if (session->step == NEO_USB_STEP_READY)
		neo_usb_rest(session);
	return session->fetch_wanted || session->step == NEO_USB_STEP_DOWNLOAD;
}

static void neo_usb_stop(Pen *pen)
{
	NeoUsbSession *session = pen_driver_state(pen);
	session->step = NEO_USB_STEP_ENDED;
	neo_usb_decoder_reset(session->decoder);
	neo_usb_download_stop(session->download);
}

static void neo_usb_inherit(Pen *pen, Pen *older_pen)
{
	const NeoUsbSession *session = pen_driver_state(pen);
	const NeoUsbSession *older = pen_driver_state(older_pen);
	if (session->decoder && older->decoder)
		neo_usb_download_inherit(session->download, older->download);
}

static void neo_usb_clear(Pen *pen)
{
	NeoUsbSession *session = pen_driver_state(pen);
	if (!session->decoder)
		return;
	session->download = neo_usb_download_free(session->download);
	session->decoder = neo_usb_decoder_free(session->decoder);
	g_string_free(session->caveats, TRUE);
	g_string_free(session->download_caveats, TRUE);
}

const PenDriver NEO_USB_DRIVER = {
	.name = "neo-usb",
	.title = "Neo smartpen M1+ on the cable",
	.state_size = sizeof(NeoUsbSession),
	.start = neo_usb_start,
	.receive = neo_usb_receive,
	.timer = neo_usb_timer,
	.stored = neo_usb_stored,
	.fetch_stored = neo_usb_fetch_stored,
	.stop = neo_usb_stop,
	.inherit = neo_usb_inherit,
	.clear = neo_usb_clear,
	.decoder_new = neo_usb_passive_new,
	.decoder_feed = neo_usb_passive_feed,
	.decoder_end = neo_usb_passive_end,
	.decoder_free = neo_usb_passive_free,
	.decoder_address = neo_usb_passive_address,
};
