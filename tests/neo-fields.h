/* SPDX-License-Identifier: MIT */
/* The names that the examples give to fields of frames and replies, and where those fields lie. */
#pragma once

#include "protocol/bytes.h"
#include "protocol/neo-frame.h"
#include "protocol/neo.h"
#include "tests/neo-vectors.h"

/* ---- fields as they lie in the frame, with their offsets in the payload */

typedef struct {
	guint8 command;
	const char *key;
	gsize offset;
	gsize size;
} WireField;

#define DOT_FIELDS(command, at)                                                                    \
	{ command, "time_delta_ms", at, 1 }, { command, "force", (at) + 1, 2 },                    \
		{ command, "x_int", (at) + 3, 2 }, { command, "y_int", (at) + 5, 2 },              \
		{ command, "fx", (at) + 7, 1 }, { command, "fy", (at) + 8, 1 },                    \
		{ command, "tilt_x", (at) + 9, 1 }, { command, "tilt_y", (at) + 10, 1 },           \
	{                                                                                          \
		command, "twist", (at) + 11, 2                                                     \
	}
#define PAGE_FIELDS(command, at)                                                                   \
	{ command, "owner", at, 3 }, { command, "section", (at) + 3, 1 },                          \
		{ command, "note", (at) + 4, 4 },                                                  \
	{                                                                                          \
		command, "page", (at) + 8, 4                                                       \
	}

static const WireField WIRE_FIELDS[] = {
	{ 0x24, "packet_id", 0, 2 },
	{ 0x24, "compressed", 2, 1 },
	{ 0x24, "size_before", 3, 2 },
	{ 0x24, "size_after", 5, 2 },
	{ 0x24, "position", 7, 1 },
	{ 0x24, "owner", 8, 3 },
	{ 0x24, "section", 11, 1 },
	{ 0x24, "note", 12, 4 },
	{ 0x24, "stroke_count", 16, 2 },
	{ 0x61, "battery_pct", 0, 1 },
	{ 0x62, "reason", 0, 1 },
	{ 0x63, "up", 0, 1 },
	{ 0x63, "time_ms", 1, 8 },
	{ 0x63, "tip_type", 9, 1 },
	{ 0x63, "color", 10, 4 },
	PAGE_FIELDS(0x64, 0),
	DOT_FIELDS(0x65, 0),
	{ 0x66, "time_delta_ms", 0, 1 },
	{ 0x67, "time_delta_ms", 0, 1 },
	{ 0x69, "event_count", 0, 1 },
	{ 0x69, "time_ms", 1, 8 },
	{ 0x69, "tip_type", 9, 1 },
	{ 0x69, "color", 10, 4 },
	{ 0x6A, "event_count", 0, 1 },
	{ 0x6A, "time_ms", 1, 8 },
	{ 0x6A, "dot_count", 9, 2 },
	{ 0x6A, "total_images", 11, 2 },
	{ 0x6A, "processed_images", 13, 2 },
	{ 0x6A, "success_images", 15, 2 },
	{ 0x6A, "sent_images", 17, 2 },
	{ 0x6B, "event_count", 0, 1 },
	PAGE_FIELDS(0x6B, 1),
	{ 0x6C, "event_count", 0, 1 },
	DOT_FIELDS(0x6C, 1),
	{ 0x6D, "event_count", 0, 1 },
	{ 0x6D, "time_delta_ms", 1, 1 },
	{ 0x6D, "force", 2, 2 },
	{ 0x6D, "brightness", 4, 1 },
	{ 0x6D, "exposure", 5, 1 },
	{ 0x6D, "ndac_time", 6, 1 },
	{ 0x6D, "label_count", 7, 2 },
	{ 0x6D, "ndac_error", 9, 1 },
	{ 0x6D, "class_type", 10, 1 },
	{ 0x6D, "error_count", 11, 1 },
	{ 0x6F, "time_delta_ms", 0, 1 },
	{ 0xC1, "type", 8, 1 },
	{ 0xC1, "status", 9, 1 },
	{ 0xC1, "total_sectors", 10, 2 },
	{ 0xC1, "sector_size", 12, 2 },
	{ 0xC1, "used_sectors", 14, 2 },
	{ 0xC1, "used_keys", 16, 2 },
};

static inline bool neo_fields_check_frame(
	const NeoFrame *frame, const json_t *fields, const char *key)
{
	for (gsize i = 0; i < G_N_ELEMENTS(WIRE_FIELDS); i++) {
		const WireField *field = &WIRE_FIELDS[i];
		if (field->command != frame->command || !g_str_equal(field->key, key))
			continue;
		g_assert_cmpuint(frame->n_payload, >=, field->offset + field->size);
		ByteReader reader = byte_reader(frame->payload + field->offset, field->size);
		g_assert_cmpint((gint64)byte_reader_unsigned(&reader, field->size), ==,
			neo_vector_number(fields, key));
		return true;
	}
	return false;
}

/* ---- fields of replies */

typedef struct {
	guint8 command;
	const char *key;
	gsize offset;
	gsize size;
	bool is_text;
} ReplyField;

#define NUMBER(command, key, member)                                                               \
	{                                                                                          \
		command, key, offsetof(NeoReply, member), sizeof(((NeoReply *)NULL)->member),      \
			false                                                                      \
	}
#define TEXT(command, key, member)                                                                 \
	{                                                                                          \
		command, key, offsetof(NeoReply, member), sizeof(((NeoReply *)NULL)->member), true \
	}

static const ReplyField REPLY_FIELDS[] = {
	{ 0x32, "status", offsetof(NeoReply, firmware.status), 1, false },
	NUMBER(0x32, "offset", firmware.offset),
	TEXT(0x81, "device_name", version.device_name),
	TEXT(0x81, "fw_version", version.firmware),
	TEXT(0x81, "protocol_version", version.protocol),
	TEXT(0x81, "sub_name", version.sub_name),
	NUMBER(0x81, "device_type", version.device_type),
	NUMBER(0x81, "pressure_sensor", version.pressure_sensor),
	NUMBER(0x81, "company_code", version.company_code),
	NUMBER(0x81, "product_code", version.product_code),
	NUMBER(0x81, "color_code", version.color_code),
	NUMBER(0x81, "compress_support", version.compression),
	NUMBER(0x82, "status", password.status),
	NUMBER(0x82, "retry_count", password.tries),
	NUMBER(0x82, "reset_count", password.limit),
	NUMBER(0x83, "status", password.status),
	NUMBER(0x83, "retry_count", password.tries),
	NUMBER(0x83, "reset_count", password.limit),
	NUMBER(0x84, "locked", settings.locked),
	NUMBER(0x84, "max_retry", settings.password_limit),
	NUMBER(0x84, "retry", settings.password_tries),
	NUMBER(0x84, "time_ms", settings.clock_ms),
	NUMBER(0x84, "auto_power_off_min", settings.auto_power_off_min),
	NUMBER(0x84, "max_force", settings.force_max),
	NUMBER(0x84, "used_mem_pct", settings.memory_used_percent),
	NUMBER(0x84, "pen_cap_off", settings.power_off_on_cap),
	NUMBER(0x84, "auto_power_on", settings.auto_power_on),
	NUMBER(0x84, "beep", settings.beep),
	NUMBER(0x84, "hover", settings.hover),
	NUMBER(0x84, "offline_save", settings.store_offline),
	NUMBER(0x84, "sensitivity", settings.sensitivity),
	NUMBER(0x84, "usb_mode", settings.usb_mode),
	NUMBER(0x84, "down_sampling", settings.down_sampling),
	TEXT(0x84, "bt_name", settings.bluetooth_name),
	NUMBER(0x84, "transmission_type", settings.transmission_type),
	NUMBER(0x84, "ndac_error_save", settings.store_camera_errors),
	NUMBER(0x84, "system_setting_support", settings.system_settings),
	NUMBER(0x85, "setting_type", setting_change.type),
	NUMBER(0x85, "status", setting_change.status),
	NUMBER(0xA1, "count", note_list.n_notes),
	NUMBER(0xA2, "section", page_list.note.section),
	NUMBER(0xA2, "owner", page_list.note.owner),
	NUMBER(0xA2, "note", page_list.note.book),
	NUMBER(0xA2, "count", page_list.n_pages),
	NUMBER(0xA3, "stroke_count", stored.n_strokes),
	NUMBER(0xA3, "data_size", stored.n_bytes),
	NUMBER(0xA3, "compressed", stored.compressed),
	NUMBER(0xA5, "count", deleted.count),
	NUMBER(0xA6, "status", note_info.status),
	NUMBER(0xA6, "section", note_info.note.section),
	NUMBER(0xA6, "owner", note_info.note.owner),
	NUMBER(0xA6, "note", note_info.note.book),
	NUMBER(0xA6, "note_version", note_info.version),
	NUMBER(0xA6, "invalid_page", note_info.invalid_page),
	NUMBER(0xA6, "page_count", note_info.n_pages),
	NUMBER(0xA6, "bitmap_len", note_info.n_bitmap),
	NUMBER(0xB1, "status", firmware.status),
};

static inline bool neo_fields_check_reply(
	const NeoReply *reply, const json_t *fields, const char *key)
{
	for (gsize i = 0; i < G_N_ELEMENTS(REPLY_FIELDS); i++) {
		const ReplyField *field = &REPLY_FIELDS[i];
		if (field->command != reply->command || !g_str_equal(field->key, key))
			continue;
		const guint8 *at = (const guint8 *)reply + field->offset;
		if (field->is_text) {
			g_assert_cmpstr((const char *)at, ==, neo_vector_text(fields, key));
		} else {
			guint64 value = 0;
			memcpy(&value, at, field->size);
			g_assert_cmpint((gint64)value, ==, neo_vector_number(fields, key));
		}
		return true;
	}
	return false;
}
