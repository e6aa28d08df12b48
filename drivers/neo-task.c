/* SPDX-License-Identifier: MIT */
/*
 * A person's wish at a Neo pen, protocol 2, while the pen rests (neo.md 6.4 to 6.6): the change (0x05, 0x03), then
 * a look whether it was obeyed. A setting is read back (0x04), for pens confirm changes that they do not
 * make. A new password is tried (0x02), as the maker's programs do. Passwords go out once: each wrong one
 * counts, and at its limit the pen erases itself.
 */
#include "drivers/neo-session.h"

#include <string.h>

#define MAX_ASKED 3
#define TRIES_TO_SPARE 2
#define FINDABLE "NWP-F90" /* the one model with a command for it: setting 16 */

static const NeoSetting SETTINGS[N_PEN_SETTINGS] = {
	[PEN_SETTING_BEEP] = NEO_SETTING_BEEP,
	[PEN_SETTING_AUTO_POWER_ON] = NEO_SETTING_AUTO_POWER_ON,
	[PEN_SETTING_POWER_OFF_ON_CAP] = NEO_SETTING_POWER_OFF_ON_CAP,
	[PEN_SETTING_AUTO_POWER_OFF_MIN] = NEO_SETTING_AUTO_POWER_OFF,
	[PEN_SETTING_SENSITIVITY] = NEO_SETTING_FSR_SENSITIVITY,
};

static NeoSetting wire_setting(const NeoSession *session)
{
	const PenTask *task = &session->task;
	if (task->kind == PEN_TASK_FIND)
		return NEO_SETTING_BEEP_AND_LIGHT;
	if (task->setting == PEN_SETTING_SENSITIVITY && session->version.pressure_sensor == 1)
		return NEO_SETTING_FSC_SENSITIVITY;
	return SETTINGS[task->setting];
}

static bool sets_password(const NeoSession *session)
{
	return session->task.kind == PEN_TASK_PASSWORD && session->task.new_password[0] != '\0';
}

gsize neo_task_encode(const NeoSession *session, NeoStep step, guint8 *out, gsize n_out)
{
	const PenTask *task = &session->task;
	if (step == NEO_STEP_TASK_CHECK)
		return sets_password(session) ? neo_encode_password(out, n_out, task->new_password)
					      : neo_encode_settings_request(out, n_out);
	if (task->kind == PEN_TASK_PASSWORD)
		return neo_encode_password_change(
			out, n_out, sets_password(session), task->old_password, task->new_password);
	return neo_encode_setting(out, n_out, wire_setting(session), task->value);
}

bool neo_task_answers(const NeoSession *session, NeoCommand command)
{
	const bool password = session->task.kind == PEN_TASK_PASSWORD;
	if (session->step == NEO_STEP_TASK)
		return command == (password ? NEO_PASSWORD_CHANGE_REPLY : NEO_SETTING_CHANGE_REPLY);
	return command == (sets_password(session) ? NEO_PASSWORD_REPLY : NEO_SETTINGS_REPLY);
}

static void end(NeoSession *session, const char *why)
{
	memset(&session->task, 0, sizeof session->task);
	pen_end_task(session->pen, !why, why ? why : "");
	neo_handshake_rest(session);
}

/* ---- beginning */

static const char *cannot(const NeoSession *session, const PenTask *task)
{
	const NeoSettings *settings = &session->settings;
	switch (task->kind) {
	case PEN_TASK_FIND:
		return strncmp(session->version.device_name, FINDABLE, strlen(FINDABLE)) == 0
			       ? NULL
			       : "this model can neither beep nor light up when asked; write a "
				 "word with it: its seat shows that it writes";
	case PEN_TASK_SETTING:
		return task->setting == PEN_SETTING_SENSITIVITY && settings->sensitivity == 255
			       ? "the sensitivity of this pen is fixed"
			       : NULL;
	case PEN_TASK_PASSWORD:
		if (strcmp(task->new_password, "0000") == 0)
			return "pens refuse the password 0000, which is none for them";
		if (settings->password_tries + TRIES_TO_SPARE >= settings->password_limit)
			return "too many tries of its password are used: at the limit it erases "
			       "itself; unlock it with the maker's own program";
		return NULL;
	}
	return NULL;
}

bool neo_task_begin(NeoSession *session, const PenTask *task)
{
	if (session->step != NEO_STEP_READY)
		return false;
	const char *why = cannot(session, task);
	if (why) {
		pen_end_task(session->pen, false, why);
		return true;
	}
	session->task = *task;
	neo_handshake_ask(session, NEO_STEP_TASK);
	return true;
}

/* ---- answers */

static void on_change(NeoSession *session, const NeoReply *reply)
{
	const PenTaskKind kind = session->task.kind;
	if (kind == PEN_TASK_PASSWORD) {
		if (reply->error != NEO_ERROR_NONE || reply->password.status != 0)
			end(session, reply->password.status == 1
					     ? "the pen says that its old password is another one"
					     : "the pen refused the new password");
		else
			neo_handshake_ask(session, NEO_STEP_TASK_CHECK);
		return;
	}
	if (reply->has_body && reply->setting_change.type != wire_setting(session))
		return; /* a late answer to another change */
	if (reply->error != NEO_ERROR_NONE ||
		(reply->has_body && reply->setting_change.status != 0))
		end(session, "the pen refused it");
	else if (kind == PEN_TASK_FIND)
		end(session, NULL);
	else
		neo_handshake_ask(session, NEO_STEP_TASK_CHECK);
}

static void on_check(NeoSession *session, const NeoReply *reply)
{
	const PenTask *task = &session->task;
	if (!reply->has_body)
		return;
	if (sets_password(session)) {
		end(session, reply->error == NEO_ERROR_NONE && reply->password.status == 1
				     ? NULL
				     : "the pen said yes, but does not open with the new password");
	} else if (task->kind == PEN_TASK_PASSWORD) {
		end(session, session->settings.locked
				     ? "the pen said yes, but is still locked with a password"
				     : NULL);
	} else {
		const PenSettings *now = &pen_info(session->pen)->settings;
		end(session, now->values[task->setting] == task->value
				     ? NULL
				     : "the pen said yes, but kept its old value");
	}
}

void neo_task_reply(NeoSession *session, const NeoReply *reply)
{
	if (session->step == NEO_STEP_TASK)
		on_change(session, reply);
	else
		on_check(session, reply);
}

void neo_task_timer(NeoSession *session)
{
	const bool once = session->task.kind == PEN_TASK_PASSWORD &&
			  (session->step == NEO_STEP_TASK || sets_password(session));
	if (!once && session->n_asked < MAX_ASKED)
		neo_handshake_ask(session, session->step);
	else if (session->task.kind == PEN_TASK_PASSWORD)
		end(session, "the pen did not answer: it is not known whether it took the change; "
			     "switch it off and on, and try once more");
	else
		end(session, "the pen did not answer");
}
