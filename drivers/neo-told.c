/* SPDX-License-Identifier: MIT */
/* What a Neo pen says besides ink, as JSON lines: {"type":"version","model":"NWP-F51",…}. */
#include "drivers/neo-told.h"

void neo_told_address(char out[NEO_ADDRESS_SIZE], const uint8_t address[6])
{
	g_snprintf(out, NEO_ADDRESS_SIZE, "%02X:%02X:%02X:%02X:%02X:%02X", address[0], address[1],
		address[2], address[3], address[4], address[5]);
}

/* ,"key":"text" with what is not plain escaped; a pen's texts may hold any bytes. */
static void add_text(GString *out, const char *key, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_string_append_printf(out, ",\"%s\":\"", key);
	for (const char *at = valid; *at; at++) {
		if (*at == '"' || *at == '\\')
			g_string_append_printf(out, "\\%c", *at);
		else if ((guchar)*at < 0x20 || *at == 0x7F)
			g_string_append_printf(out, "\\u%04x", (guint)*at);
		else
			g_string_append_c(out, *at);
	}
	g_string_append_c(out, '"');
}

static void add_number(GString *out, const char *key, gint64 number)
{
	g_string_append_printf(out, ",\"%s\":%" G_GINT64_FORMAT, key, number);
}

static void add_truth(GString *out, const char *key, bool truth)
{
	g_string_append_printf(out, ",\"%s\":%s", key, truth ? "true" : "false");
}

static void add_note(GString *out, const NeoNote *note)
{
	add_number(out, "section", note->section);
	add_number(out, "owner", note->owner);
	add_number(out, "book", note->book);
}

static void add_pages(GString *out, const NeoReply *reply,
	bool (*element)(const NeoReply *reply, size_t i, uint32_t *page))
{
	uint32_t page;
	g_string_append(out, ",\"pages\":[");
	for (gsize i = 0; element(reply, i, &page); i++)
		g_string_append_printf(out, "%s%u", i > 0 ? "," : "", page);
	g_string_append_c(out, ']');
}

static void add_version(GString *out, const NeoVersion *version)
{
	char address[NEO_ADDRESS_SIZE];
	neo_told_address(address, version->address);
	add_text(out, "model", version->device_name);
	add_text(out, "firmware", version->firmware);
	add_text(out, "protocol", version->protocol);
	add_text(out, "name", version->sub_name);
	add_text(out, "address", address);
}

static void add_settings(GString *out, const NeoSettings *settings)
{
	add_truth(out, "locked", settings->locked);
	add_number(out, "password_tries", settings->password_tries);
	add_number(out, "password_limit", settings->password_limit);
	add_number(out, "clock_ms", settings->clock_ms);
	add_number(out, "force_max", settings->force_max);
	add_number(out, "battery_percent", settings->battery_percent);
	add_truth(out, "charging", settings->charging);
	add_number(out, "memory_used_percent", settings->memory_used_percent);
	add_truth(out, "stores_offline", settings->store_offline);
	add_truth(out, "hover", settings->hover);
	add_number(out, "auto_power_off_min", settings->auto_power_off_min);
	add_truth(out, "power_off_on_cap", settings->power_off_on_cap);
	add_truth(out, "auto_power_on", settings->auto_power_on);
	add_truth(out, "beep", settings->beep);
	add_number(out, "sensitivity", settings->sensitivity);
}

static void add_notes(GString *out, const NeoReply *reply)
{
	NeoNote note;
	g_string_append(out, ",\"notes\":[");
	for (gsize i = 0; neo_reply_note(reply, i, &note); i++)
		g_string_append_printf(out, "%s{\"section\":%u,\"owner\":%u,\"book\":%u}",
			i > 0 ? "," : "", note.section, note.owner, note.book);
	g_string_append_c(out, ']');
}

static const char *type_name(NeoCommand command)
{
	static const struct {
		NeoCommand command;
		const char *name;
	} NAMES[] = {
		{ NEO_VERSION_REPLY, "version" },
		{ NEO_PASSWORD_REPLY, "password" },
		{ NEO_PASSWORD_CHANGE_REPLY, "password-change" },
		{ NEO_SETTINGS_REPLY, "settings" },
		{ NEO_SETTING_CHANGE_REPLY, "setting-change" },
		{ NEO_SYSTEM_CHANGE_REPLY, "system-change" },
		{ NEO_LIVE_REPLY, "live" },
		{ NEO_NOTE_LIST_REPLY, "notes" },
		{ NEO_PAGE_LIST_REPLY, "pages" },
		{ NEO_STORED_REPLY, "stored" },
		{ NEO_DELETE_NOTES_REPLY, "notes-freed" },
		{ NEO_NOTE_INFO_REPLY, "note-info" },
		{ NEO_DELETE_PAGES_REPLY, "pages-freed" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++)
		if (NAMES[i].command == command)
			return NAMES[i].name;
	return "reply";
}

/* Only for replies with a body. */
static void add_body(GString *out, const NeoReply *reply)
{
	const NeoCommand command = reply->command;
	if (command == NEO_VERSION_REPLY) {
		add_version(out, &reply->version);
	} else if (command == NEO_SETTINGS_REPLY) {
		add_settings(out, &reply->settings);
	} else if (command == NEO_PASSWORD_REPLY || command == NEO_PASSWORD_CHANGE_REPLY) {
		add_number(out, "status", reply->password.status);
		add_number(out, "tries", reply->password.tries);
		add_number(out, "limit", reply->password.limit);
	} else if (command == NEO_SETTING_CHANGE_REPLY || command == NEO_SYSTEM_CHANGE_REPLY) {
		add_number(out, "setting", reply->setting_change.type);
		add_number(out, "status", reply->setting_change.status);
	} else if (command == NEO_NOTE_LIST_REPLY) {
		add_notes(out, reply);
	} else if (command == NEO_PAGE_LIST_REPLY) {
		add_note(out, &reply->page_list.note);
		add_pages(out, reply, neo_reply_page);
	} else if (command == NEO_STORED_REPLY) {
		add_number(out, "strokes", reply->stored.n_strokes);
		add_number(out, "bytes", reply->stored.n_bytes);
		add_truth(out, "compressed", reply->stored.compressed != 0);
	} else if (command == NEO_DELETE_NOTES_REPLY) {
		add_number(out, "count", reply->deleted.count);
	} else if (command == NEO_DELETE_PAGES_REPLY) {
		add_pages(out, reply, neo_reply_page);
	} else if (command == NEO_NOTE_INFO_REPLY) {
		add_note(out, &reply->note_info.note);
		add_pages(out, reply, neo_reply_info_page);
	}
}

char *neo_told_reply(const NeoReply *reply)
{
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, "{\"type\":\"%s\"", type_name(reply->command));
	if (g_str_equal(type_name(reply->command), "reply"))
		add_number(out, "command", reply->command);
	if (reply->error != NEO_ERROR_NONE)
		add_number(out, "error", reply->error);
	if (reply->has_body)
		add_body(out, reply);
	g_string_append_c(out, '}');
	return g_string_free(out, FALSE);
}

/* ---- protocol 1 */

static void add_v1_status(GString *out, const NeoV1Status *status)
{
	add_text(out, "model", status->model);
	add_number(out, "clock_ms", status->clock_ms);
	add_number(out, "force_max", status->force_max);
	add_number(out, "battery_percent", status->battery_percent);
	add_number(out, "memory_used_percent", status->memory_used_percent);
	add_number(out, "auto_power_off_min", status->auto_power_off_min);
	add_number(out, "sensitivity", status->sensitivity);
}

static void add_v1_notes(GString *out, const NeoV1Message *message)
{
	g_string_append(out, ",\"notes\":[");
	for (guint i = 0; i < message->note_list.n_notes; i++)
		g_string_append_printf(out, "%s{\"section\":%u,\"owner\":%u,\"book\":%u}",
			i > 0 ? "," : "", message->note_list.section, message->note_list.owner,
			message->note_list.notes[i]);
	g_string_append_c(out, ']');
}

static const char *v1_type_name(NeoV1Command command)
{
	static const struct {
		NeoV1Command command;
		const char *name;
	} NAMES[] = {
		{ NEO_V1_STATE, "state" },
		{ NEO_V1_PASSWORD_REQUEST, "password-request" },
		{ NEO_V1_OLD_STATUS, "status" },
		{ NEO_V1_STATUS, "status" },
		{ NEO_V1_NOTE_LIST, "notes" },
		{ NEO_V1_TRANSFER, "stored" },
		{ NEO_V1_FILE, "file" },
		{ NEO_V1_TRANSFER_END, "stored-end" },
		{ NEO_V1_DEBUG_TEXT, "debug" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++)
		if (NAMES[i].command == command)
			return NAMES[i].name;
	return "answer";
}

char *neo_told_v1_message(const NeoV1Message *message)
{
	const NeoV1Command command = message->command;
	if (command == NEO_V1_FILE_PACKET)
		return NULL;
	GString *out = g_string_new(NULL);
	const char *type = v1_type_name(command);
	g_string_append_printf(out, "{\"type\":\"%s\"", type);
	if (command == NEO_V1_STATE) {
		add_text(out, "firmware", message->state.software);
		add_number(out, "clock_ms", message->state.clock_ms);
		add_number(out, "power", message->state.power);
		add_number(out, "force_max", message->state.force_max);
	} else if (command == NEO_V1_PASSWORD_REQUEST) {
		add_number(out, "tries", message->password.tries);
		add_number(out, "limit", message->password.limit);
	} else if (g_str_equal(type, "status")) {
		add_v1_status(out, &message->status);
	} else if (command == NEO_V1_NOTE_LIST) {
		add_v1_notes(out, message);
		add_truth(out, "last", message->note_list.last);
	} else if (command == NEO_V1_TRANSFER) {
		add_number(out, "files", message->transfer.n_files);
		add_number(out, "bytes", message->transfer.n_bytes);
	} else if (command == NEO_V1_FILE) {
		add_text(out, "name", message->file.name);
		add_number(out, "bytes", message->file.size);
		add_number(out, "packets", message->file.n_packets);
	} else if (command == NEO_V1_TRANSFER_END) {
		add_truth(out, "finished", message->transfer_end.finished);
	} else if (command != NEO_V1_DEBUG_TEXT) {
		add_number(out, "command", command);
		add_truth(out, "ok", message->answer.ok);
	}
	g_string_append_c(out, '}');
	return g_string_free(out, FALSE);
}

/* ---- the cable */

static void add_usb_settings(GString *out, const NeoUsbMessage *message)
{
	guint8 setting;
	guint64 value;
	const char *word = message->command == NEO_USB_SETTINGS ? "value" : "status";
	g_string_append(out, ",\"settings\":[");
	for (gsize i = 0; neo_usb_message_setting(message, i, &setting, &value); i++)
		g_string_append_printf(out, "%s{\"setting\":%u,\"%s\":%" G_GUINT64_FORMAT "}",
			i > 0 ? "," : "", setting, word, value);
	g_string_append_c(out, ']');
}

static void add_usb_names(GString *out, const NeoUsbMessage *message)
{
	char name[NEO_USB_NAME_SIZE + 1];
	g_string_append(out, ",\"files\":[");
	for (gsize i = 0; neo_usb_message_name(message, i, name); i++) {
		GString *one = g_string_new(NULL);
		add_text(one, "name", name);
		g_string_append_printf(out, "%s{%s}", i > 0 ? "," : "", one->str + 1);
		g_string_free(one, TRUE);
	}
	g_string_append_c(out, ']');
}

static const char *usb_type_name(NeoUsbCommand command)
{
	switch (command) {
	case NEO_USB_START:
		return "start";
	case NEO_USB_DEVICE:
		return "version";
	case NEO_USB_DISK:
		return "disk";
	case NEO_USB_SETTINGS:
		return "settings";
	case NEO_USB_SETTING:
		return "setting-change";
	case NEO_USB_LIST:
		return "files";
	case NEO_USB_LOG_LIST:
		return "log-files";
	case NEO_USB_FILE:
		return "file";
	case NEO_USB_DELETE:
		return "file-freed";
	case NEO_USB_POWER_OFF:
		return "power-off-reply";
	case NEO_USB_BLOCK:
	case NEO_USB_FORMAT:
	case NEO_USB_UPDATE_START:
	case NEO_USB_UPDATE_BLOCK:
	case NEO_USB_UNKNOWN:
		return "reply";
	}
	return "reply";
}

static void add_usb_body(GString *out, const NeoUsbMessage *message)
{
	const NeoUsbCommand command = message->command;
	char address[NEO_ADDRESS_SIZE];
	if (command == NEO_USB_START) {
		add_number(out, "protocol", message->start.protocol);
		add_truth(out, "available", message->start.available);
	} else if (command == NEO_USB_DEVICE) {
		neo_told_address(address, message->device.address);
		add_text(out, "model", message->device.model);
		add_text(out, "firmware", message->device.firmware);
		add_text(out, "protocol", message->device.protocol);
		add_text(out, "name", message->device.sub_name);
		add_text(out, "address", address);
	} else if (command == NEO_USB_DISK) {
		add_number(out, "total_kb", message->disk.total_kb);
		add_number(out, "free_kb", message->disk.free_kb);
	} else if (command == NEO_USB_SETTINGS || command == NEO_USB_SETTING) {
		add_usb_settings(out, message);
	} else if (command == NEO_USB_LIST || command == NEO_USB_LOG_LIST) {
		add_usb_names(out, message);
	} else if (command == NEO_USB_FILE) {
		add_number(out, "bytes", message->file.size);
	}
	if (message->result != NEO_USB_OK)
		add_number(out, "result", message->result);
}

char *neo_told_usb_message(const NeoUsbMessage *message)
{
	const char *name = neo_usb_command_name(message->command);
	if (message->command == NEO_USB_BLOCK && message->has_body && message->result == NEO_USB_OK)
		return NULL;
	GString *out = g_string_new(NULL);
	const char *type = usb_type_name(message->command);
	g_string_append_printf(out, "{\"type\":\"%s\"", type);
	if (g_str_equal(type, "reply") && name)
		add_text(out, "command", name);
	if (message->error != 0)
		add_number(out, "error", message->error);
	if (message->has_body)
		add_usb_body(out, message);
	g_string_append_c(out, '}');
	return g_string_free(out, FALSE);
}
