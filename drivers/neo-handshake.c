/* SPDX-License-Identifier: MIT */
/*
 * From an open link to live strokes, Neo protocol 2 (neo.md 6):
 *
 *     500 ms → version → settings → [password] → clock → [store offline, read back] → live → ready
 *
 * Every request is verified by its reply and sent again when none comes. Three rules come from what pens
 * do: the pen's clock is read before it is set, for it alone can repair the times of stored strokes; a
 * password is sent once at most, because a pen erases itself at its limit; the live request is checked,
 * because a pen without it is connected and silent.
 */
#include "drivers/neo-session.h"

#include <string.h>

#define SETTLE_MS 500
#define ANSWER_MS 2000
#define MAX_ASKED 3
/* Once live ink was asked for, the pen may be sending it, and what is on its way is lost with the link: a reply that is
 * late (a busy bluetoothd passes everything on late) is waited for. */
#define LIVE_PATIENCE_MS 60000
#define REFRESH_MS (5 * 60 * 1000)
/* A stroke under way when live ink is switched on goes to the pen's memory when it ends, which may be
 * after the download has listed what is there. */
#define SECOND_LOOK_MS 10000
#define TRIES_TO_SPARE 2 /* of the password, before the pen erases itself */
#define PROTOCOL_ASKED "2.18"
#define APP_TYPE 0x01F0
#define DEVICE_WIRED 4 /* sends camera images, no dots (neo.md 2) */

static void unlock(NeoSession *session);

/* ---- asking */

static gsize encode_request(const NeoSession *session, NeoStep step, guint8 *out, gsize n_out)
{
	const Pen *pen = session->pen;
	switch (step) {
	case NEO_STEP_VERSION:
		return neo_encode_version_request(
			out, n_out, APP_TYPE, ZHIBI_VERSION, PROTOCOL_ASKED);
	case NEO_STEP_SETTINGS:
	case NEO_STEP_STORING_CHECK:
	case NEO_STEP_REFRESH:
		return neo_encode_settings_request(out, n_out);
	case NEO_STEP_PASSWORD:
		return neo_encode_password(out, n_out, pen_config(pen)->password);
	case NEO_STEP_CLOCK:
		return neo_encode_setting(out, n_out, NEO_SETTING_CLOCK, (uint64_t)pen_now_ms(pen));
	case NEO_STEP_STORING:
		return neo_encode_setting(out, n_out, NEO_SETTING_STORE_OFFLINE, 1);
	case NEO_STEP_LIVE:
		return neo_encode_live_all(out, n_out);
	case NEO_STEP_TASK:
	case NEO_STEP_TASK_CHECK:
		return neo_task_encode(session, step, out, n_out);
	case NEO_STEP_SETTLE:
	case NEO_STEP_READY:
	case NEO_STEP_DOWNLOAD:
	case NEO_STEP_ENDED:
		return 0;
	}
	return 0;
}

void neo_handshake_ask(NeoSession *session, NeoStep step)
{
	guint8 frame[NEO_FRAME_MAX];
	if (session->step != step) {
		session->n_asked = 0;
		session->last_error = NEO_ERROR_NONE;
	}
	session->step = step;
	session->n_asked++;
	const gsize n_frame = encode_request(session, step, frame, sizeof frame);
	pen_send(session->pen, frame, n_frame);
	pen_arm_timer(session->pen, ANSWER_MS);
}

static void end(NeoSession *session)
{
	session->step = NEO_STEP_ENDED;
	pen_arm_timer(session->pen, 0);
}

static void lock(NeoSession *session, const char *reason)
{
	end(session);
	pen_set_state(session->pen, PEN_LOCKED, reason);
}

void neo_handshake_start(NeoSession *session)
{
	session->step = NEO_STEP_SETTLE;
	session->n_asked = 0;
	session->settings_known = false;
	session->password_sent = false;
	session->fetch_wanted = false;
	session->was_ready = false;
	session->looked_again = false;
	g_string_truncate(session->caveats, 0);
	g_string_truncate(session->download_caveats, 0);
	pen_arm_timer(session->pen, SETTLE_MS);
}

void neo_handshake_rest(NeoSession *session)
{
	session->step = NEO_STEP_READY;
	session->n_asked = 0;
	g_autofree char *reason = g_strconcat(session->caveats->str,
		session->caveats->len > 0 && session->download_caveats->len > 0 ? "; " : "",
		session->download_caveats->str, NULL);
	pen_set_state(session->pen, PEN_READY, reason);
	const bool fetches = pen_config(session->pen)->fetch_stored;
	pen_arm_timer(
		session->pen, fetches && !session->looked_again ? SECOND_LOOK_MS : REFRESH_MS);
	/* Asked now and not at the start: the host may configure a pen when it has said who it is. */
	const bool first = !session->was_ready;
	session->was_ready = true;
	if (session->fetch_wanted || (first && fetches)) {
		session->fetch_wanted = false;
		session->step = NEO_STEP_DOWNLOAD;
		neo_download_start(session->download);
	}
}

static void after_clock(NeoSession *session)
{
	neo_handshake_ask(
		session, session->settings.store_offline ? NEO_STEP_LIVE : NEO_STEP_STORING);
}

/* ---- no answer */

static void no_answer(NeoSession *session, const char *what)
{
	const NeoError error = session->last_error;
	end(session);
	if (error != NEO_ERROR_NONE)
		pen_fail(session->pen, PEN_ERROR_REFUSED,
			"the pen refuses the %s (error %d); switch it off and on, then connect it "
			"again",
			what, (int)error);
	else
		pen_fail(session->pen, PEN_ERROR_NO_ANSWER,
			"the pen does not answer the %s, asked %d times; switch it off and on, "
			"then "
			"connect it again",
			what, MAX_ASKED);
}

static void gave_up(NeoSession *session)
{
	switch (session->step) {
	case NEO_STEP_VERSION:
		no_answer(session, "version request");
		return;
	case NEO_STEP_SETTINGS:
		no_answer(session, "settings request");
		return;
	case NEO_STEP_LIVE:
		no_answer(session, "request for live strokes");
		return;
	case NEO_STEP_CLOCK:
		pen_caveat(
			session->caveats, "the pen did not confirm its clock: times may be wrong");
		after_clock(session);
		return;
	case NEO_STEP_STORING:
	case NEO_STEP_STORING_CHECK:
		pen_caveat(
			session->caveats, "the pen did not confirm that it stores ink while away");
		neo_handshake_ask(session, NEO_STEP_LIVE);
		return;
	case NEO_STEP_REFRESH:
		/* A pen that restarted on the same link needs the live request again. */
		neo_handshake_ask(session, NEO_STEP_LIVE);
		return;
	case NEO_STEP_SETTLE:
	case NEO_STEP_PASSWORD:
	case NEO_STEP_READY:
	case NEO_STEP_DOWNLOAD:
	case NEO_STEP_TASK:
	case NEO_STEP_TASK_CHECK:
	case NEO_STEP_ENDED:
		return;
	}
}

/* One long wait after the last time of asking, unless the pen has refused. */
static bool waits_for_live(NeoSession *session)
{
	if (session->step != NEO_STEP_LIVE || session->n_asked != MAX_ASKED ||
		session->last_error != NEO_ERROR_NONE)
		return false;
	session->n_asked++;
	pen_arm_timer(session->pen, LIVE_PATIENCE_MS);
	return true;
}

void neo_handshake_timer(NeoSession *session)
{
	switch (session->step) {
	case NEO_STEP_SETTLE:
		neo_handshake_ask(session, NEO_STEP_VERSION);
		return;
	case NEO_STEP_PASSWORD:
		/* Never sent again. Whether it was taken shows in the next reply. */
		neo_handshake_ask(session, NEO_STEP_CLOCK);
		return;
	case NEO_STEP_READY:
		session->looked_again = true;
		session->fetch_wanted |= pen_config(session->pen)->fetch_stored;
		neo_handshake_ask(session, NEO_STEP_REFRESH);
		return;
	case NEO_STEP_VERSION:
	case NEO_STEP_SETTINGS:
	case NEO_STEP_CLOCK:
	case NEO_STEP_STORING:
	case NEO_STEP_STORING_CHECK:
	case NEO_STEP_LIVE:
	case NEO_STEP_REFRESH:
		if (waits_for_live(session))
			return;
		if (session->n_asked < MAX_ASKED)
			neo_handshake_ask(session, session->step);
		else
			gave_up(session);
		return;
	case NEO_STEP_TASK:
	case NEO_STEP_TASK_CHECK:
		neo_task_timer(session);
		return;
	case NEO_STEP_DOWNLOAD:
	case NEO_STEP_ENDED:
		return;
	}
}

/* ---- answers */

/* What the pen says as a text becomes printable ASCII, or less. */
static void copy_text(char *out, gsize n_out, const char *text)
{
	gsize i = 0;
	for (; text[i] && i + 1 < n_out; i++)
		out[i] = g_ascii_isprint(text[i]) ? text[i] : '?';
	out[i] = '\0';
}

static void learn_version(NeoSession *session, const NeoVersion *version)
{
	PenInfo *info = pen_info_edit(session->pen);
	session->version = *version;
	copy_text(info->model, sizeof info->model, version->device_name);
	copy_text(info->firmware, sizeof info->firmware, version->firmware);
	copy_text(info->protocol, sizeof info->protocol, version->protocol);
	g_snprintf(info->address, sizeof info->address, "%02X:%02X:%02X:%02X:%02X:%02X",
		version->address[0], version->address[1], version->address[2], version->address[3],
		version->address[4], version->address[5]);
	pen_changed(session->pen);
}

static void learn_settings(NeoSession *session, const NeoSettings *settings)
{
	PenInfo *info = pen_info_edit(session->pen);
	info->force_max = settings->force_max;
	info->battery_percent = settings->battery_percent;
	info->charging = settings->charging;
	info->memory_used_percent = settings->memory_used_percent;
	info->stores_offline = settings->store_offline;
	info->settings = (PenSettings){
		.known = (1u << N_PEN_SETTINGS) - 1,
		.values = { [PEN_SETTING_BEEP] = settings->beep,
			[PEN_SETTING_AUTO_POWER_ON] = settings->auto_power_on,
			[PEN_SETTING_POWER_OFF_ON_CAP] = settings->power_off_on_cap,
			[PEN_SETTING_AUTO_POWER_OFF_MIN] = settings->auto_power_off_min,
			[PEN_SETTING_SENSITIVITY] = settings->sensitivity },
	};
	/* The first reading of a link is the one from before the clock is set. */
	if (!session->settings_known) {
		info->clock_set_ms = info->emptied_ms = 0;
		info->clock_read_host_ms = pen_now_ms(session->pen);
		info->clock_read_pen_ms = settings->clock_ms;
		info->clock_offset_ms = info->clock_read_host_ms - info->clock_read_pen_ms;
	}
	session->settings = *settings;
	session->settings_known = true;
	pen_changed(session->pen);
}

/* The pen is locked: the one try that the rules allow, or none. */
static void unlock(NeoSession *session)
{
	const NeoSettings *settings = &session->settings;
	const char *password = pen_config(session->pen)->password;
	if (session->password_sent)
		g_strlcpy(session->refused_password, password, sizeof session->refused_password);
	if (session->password_sent ||
		(session->password_refused &&
			(*password == '\0' || g_str_equal(password, session->refused_password)))) {
		session->password_refused = true;
		lock(session,
			"the pen refused the password of the configuration; it was sent once and "
			"is not sent again: mend it, then connect the pen again");
	} else if (pen_config(session->pen)->password[0] == '\0') {
		lock(session, "the pen is locked with a password; write it into the configuration, "
			      "then connect the pen again");
	} else if (!session->settings_known ||
		   settings->password_tries + TRIES_TO_SPARE >= settings->password_limit) {
		g_autofree char *reason = g_strdup_printf(
			"the pen is locked and %u of %u tries of its password are used: at the "
			"limit "
			"it erases itself, so unlock it with the maker's own program",
			settings->password_tries, settings->password_limit);
		lock(session, reason);
	} else {
		session->password_sent = true;
		neo_handshake_ask(session, NEO_STEP_PASSWORD);
	}
}

static void on_password(NeoSession *session, const NeoReply *reply)
{
	if (reply->error == NEO_ERROR_NONE && reply->has_body && reply->password.status == 1) {
		neo_handshake_ask(session, NEO_STEP_CLOCK);
		return;
	}
	if (reply->has_body && reply->password.status == 2)
		lock(session, "the pen says its limit of password tries is reached: it has erased "
			      "itself");
	else
		unlock(session);
}

static void on_settings(NeoSession *session)
{
	switch (session->step) {
	case NEO_STEP_SETTINGS:
		if (session->settings.locked)
			unlock(session);
		else
			neo_handshake_ask(session, NEO_STEP_CLOCK);
		return;
	case NEO_STEP_STORING_CHECK:
		if (!session->settings.store_offline)
			pen_caveat(session->caveats,
				"the pen does not store ink while away, although asked to");
		neo_handshake_ask(session, NEO_STEP_LIVE);
		return;
	case NEO_STEP_REFRESH:
		neo_handshake_rest(session);
		return;
	case NEO_STEP_SETTLE:
	case NEO_STEP_VERSION:
	case NEO_STEP_PASSWORD:
	case NEO_STEP_CLOCK:
	case NEO_STEP_STORING:
	case NEO_STEP_LIVE:
	case NEO_STEP_READY:
	case NEO_STEP_DOWNLOAD:
	case NEO_STEP_TASK:
	case NEO_STEP_TASK_CHECK:
	case NEO_STEP_ENDED:
		return;
	}
}

static void on_setting_change(NeoSession *session, const NeoReply *reply)
{
	/* Both must be zero (neo.md 6.6); the short form has no status. */
	const bool done = reply->error == NEO_ERROR_NONE &&
			  (!reply->has_body || reply->setting_change.status == 0);
	const uint8_t type = reply->has_body ? reply->setting_change.type : 0;
	if (session->step == NEO_STEP_CLOCK && (type == NEO_SETTING_CLOCK || type == 0)) {
		if (done)
			pen_info_edit(session->pen)->clock_set_ms = pen_now_ms(session->pen);
		else
			pen_caveat(session->caveats,
				"the pen refused to have its clock set: times may be wrong");
		after_clock(session);
	} else if (session->step == NEO_STEP_STORING &&
		   (type == NEO_SETTING_STORE_OFFLINE || type == 0)) {
		if (!done)
			pen_caveat(session->caveats, "the pen refused to store ink while away");
		neo_handshake_ask(session, done ? NEO_STEP_STORING_CHECK : NEO_STEP_LIVE);
	}
}

/* Is this a reply to what is being asked? Others are late or repeated: learnt from, not obeyed. */
static bool answers_step(const NeoSession *session, NeoCommand command)
{
	switch (session->step) {
	case NEO_STEP_VERSION:
		return command == NEO_VERSION_REPLY;
	case NEO_STEP_SETTINGS:
	case NEO_STEP_STORING_CHECK:
	case NEO_STEP_REFRESH:
		return command == NEO_SETTINGS_REPLY;
	case NEO_STEP_PASSWORD:
		return command == NEO_PASSWORD_REPLY;
	case NEO_STEP_CLOCK:
	case NEO_STEP_STORING:
		return command == NEO_SETTING_CHANGE_REPLY;
	case NEO_STEP_LIVE:
		return command == NEO_LIVE_REPLY;
	case NEO_STEP_TASK:
	case NEO_STEP_TASK_CHECK:
		return neo_task_answers(session, command);
	case NEO_STEP_SETTLE:
	case NEO_STEP_READY:
	case NEO_STEP_DOWNLOAD:
	case NEO_STEP_ENDED:
		return false;
	}
	return false;
}

static void take_answer(NeoSession *session, const NeoReply *reply)
{
	switch (session->step) {
	case NEO_STEP_VERSION:
		if (!reply->has_body)
			return;
		if (session->version.device_type == DEVICE_WIRED) {
			end(session);
			pen_fail(session->pen, PEN_ERROR_REFUSED,
				"this is a wired pen, which sends camera images and no strokes; it "
				"cannot be used");
			return;
		}
		neo_handshake_ask(session, NEO_STEP_SETTINGS);
		return;
	case NEO_STEP_SETTINGS:
	case NEO_STEP_STORING_CHECK:
	case NEO_STEP_REFRESH:
		if (reply->has_body)
			on_settings(session);
		return;
	case NEO_STEP_PASSWORD:
		on_password(session, reply);
		return;
	case NEO_STEP_CLOCK:
	case NEO_STEP_STORING:
		on_setting_change(session, reply);
		return;
	case NEO_STEP_LIVE:
		if (reply->error == NEO_ERROR_NONE)
			neo_handshake_rest(session);
		return;
	case NEO_STEP_TASK:
	case NEO_STEP_TASK_CHECK:
		neo_task_reply(session, reply);
		return;
	case NEO_STEP_SETTLE:
	case NEO_STEP_READY:
	case NEO_STEP_DOWNLOAD:
	case NEO_STEP_ENDED:
		return;
	}
}

void neo_handshake_reply(NeoSession *session, const NeoReply *reply)
{
	if (reply->command == NEO_VERSION_REPLY && reply->has_body)
		learn_version(session, &reply->version);
	if (reply->command == NEO_SETTINGS_REPLY && reply->has_body)
		learn_settings(session, &reply->settings);
	if (!answers_step(session, reply->command))
		return;
	session->last_error = reply->error;
	if (reply->error == NEO_ERROR_NOT_AUTHORISED && session->step != NEO_STEP_PASSWORD &&
		session->step != NEO_STEP_TASK && session->step != NEO_STEP_TASK_CHECK)
		unlock(session);
	else
		take_answer(session, reply);
}
