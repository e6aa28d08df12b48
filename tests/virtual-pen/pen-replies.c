/* SPDX-License-Identifier: MIT */
/* What the pen answers: session, password, settings, live ink. Stored ink is in pen-stored.c. */
#include "tests/virtual-pen/pen.h"

#include <stdio.h>
#include <string.h>

enum {
	ERROR_NONE = 0,
	ERROR_FAILED = 1,
	ERROR_NOT_AUTHORISED = 2,
	ERROR_UNKNOWN = 3,
	ERROR_LENGTH = 4,
	ERROR_NOT_SUPPORTED = 5,
};

/* Numbers of the settings the pen acts on. */
enum { SETTING_CLOCK = 1, SETTING_ERASE = 17 };
#define ERASE_CODE UINT32_C(0x4F1C0B42)
#define CLOCK_MOST_MS (UINT64_C(1) << 47) /* some thousand years; more is nonsense */
#define MINOR_COUNTED 12
#define MINOR_STATUS_IN_PASSWORD_CHANGE 15

static void pen_refuse(Pen *pen, const WireFrame *frame, int error)
{
	pen_reply(pen, frame->command | 0x80, error, NULL, 0);
}

static void pen_text(ByteWriter *writer, const char *text, size_t n_field)
{
	char field[64] = { 0 };
	memcpy(field, text, MIN(strlen(text), n_field));
	byte_writer_slice(writer, field, n_field);
}

/* The protocol in use is the older of both sides'; a host that names none gets the oldest events. */
static void pen_answer_version(Pen *pen, const WireFrame *frame)
{
	char asked[9] = { 0 };
	unsigned major = 0, minor = 0;
	if (frame->n_payload >= 42)
		memcpy(asked, frame->payload + 34, 8);
	if (sscanf(asked, "%u.%u", &major, &minor) != 2 || major != 2)
		minor = 0;
	pen->minor = MIN(minor, pen->options->minor);
	pen->counted = pen->minor >= MINOR_COUNTED;
	pen->counter = 0;

	uint8_t body[70];
	ByteWriter writer = byte_writer(body, sizeof(body));
	pen_text(&writer, "NWP-F51", 16);
	pen_text(&writer, "1.20.0001", 16);
	pen_text(&writer, pen->options->protocol, 8);
	pen_text(&writer, "Neosmartpen_M1+", 16);
	byte_writer_u16(&writer, 1);
	byte_writer_slice(&writer, pen->address, sizeof(pen->address));
	/* Early pens end here, later ones say their sensor and where they were sold. */
	if (pen->options->minor >= MINOR_COUNTED)
		byte_writer_u8(&writer, 0);
	if (pen->options->minor >= MINOR_STATUS_IN_PASSWORD_CHANGE) {
		byte_writer_u16(&writer, 1);
		byte_writer_u8(&writer, 2);
		byte_writer_u8(&writer, 3);
	}
	pen_reply(pen, 0x81, ERROR_NONE, body, byte_writer_size(&writer));
}

static void pen_answer_settings(Pen *pen)
{
	char bluetooth_name[17];
	g_snprintf(bluetooth_name, sizeof(bluetooth_name), "NWP-F51 %05u", pen->number);
	uint8_t body[64] = { 0 };
	ByteWriter writer = byte_writer(body, sizeof(body));
	byte_writer_u8(&writer, pen->password[0] != '\0');
	byte_writer_u8(&writer, PEN_PASSWORD_LIMIT);
	byte_writer_u8(&writer, pen->password_tries);
	byte_writer_u64(&writer, (uint64_t)pen_told_clock_ms(pen));
	byte_writer_u16(&writer, pen->settings[2]);
	byte_writer_u16(&writer, HAND_FORCE_MAX);
	byte_writer_u8(&writer, (uint8_t)MIN(100, pen->memory.strokes->len / 200));
	for (unsigned type = 3; type <= 6; type++) /* cap, auto on, beep, hover */
		byte_writer_u8(&writer, (uint8_t)pen->settings[type]);
	byte_writer_u8(&writer, (uint8_t)pen_battery(pen));
	byte_writer_u8(&writer, (uint8_t)pen->settings[7]);
	byte_writer_u8(&writer, (uint8_t)pen->settings[9]);
	byte_writer_u8(&writer, (uint8_t)pen->settings[10]);
	byte_writer_u8(&writer, (uint8_t)pen->settings[11]);
	pen_text(&writer, bluetooth_name, 16);
	byte_writer_u8(&writer, (uint8_t)pen->settings[14]);
	/* Older firmware stops before the fields that came later. */
	size_t n_body = pen->options->minor >= MINOR_COUNTED ? sizeof(body) : 23;
	pen_reply(pen, 0x84, ERROR_NONE, body, n_body);
}

/* A field of 16 bytes, zero padded. */
static bool pen_password_is(const Pen *pen, const uint8_t *field)
{
	uint8_t right[16] = { 0 };
	memcpy(right, pen->password, strlen(pen->password));
	return memcmp(right, field, sizeof(right)) == 0;
}

/* At the limit a pen forgets everything. */
static void pen_count_wrong_password(Pen *pen)
{
	if (++pen->password_tries < PEN_PASSWORD_LIMIT)
		return;
	g_autoptr(GPtrArray) all = g_ptr_array_copy(pen->memory.strokes, NULL, NULL);
	g_ptr_array_set_free_func(all, NULL);
	pen_forget(pen, "password", all);
	pen->password[0] = '\0';
	pen->password_tries = 0;
}

static void pen_answer_password(Pen *pen, const WireFrame *frame)
{
	enum { WRONG = 0, ACCEPTED = 1, RESET = 2 };
	uint8_t status = ACCEPTED, tries = 0;
	if (frame->n_payload != 16) {
		pen_refuse(pen, frame, ERROR_LENGTH);
		return;
	}
	if (pen->password[0] && !pen_password_is(pen, frame->payload)) {
		pen_count_wrong_password(pen);
		status = pen->password[0] ? WRONG : RESET;
		tries = status == RESET ? PEN_PASSWORD_LIMIT : pen->password_tries;
	} else {
		pen->unlocked = true;
		pen->password_tries = 0;
	}
	const uint8_t body[3] = { status, tries, PEN_PASSWORD_LIMIT };
	pen_reply(pen, 0x82, ERROR_NONE, body, sizeof(body));
}

static void pen_answer_password_change(Pen *pen, const WireFrame *frame)
{
	if (frame->n_payload != 33) {
		pen_refuse(pen, frame, ERROR_LENGTH);
		return;
	}
	uint8_t status = 0;
	if (pen->password[0] && !pen_password_is(pen, frame->payload + 1)) {
		pen_count_wrong_password(pen);
		status = pen->password[0] ? 1 : 2;
	} else {
		memset(pen->password, 0, sizeof(pen->password));
		if (frame->payload[0])
			memcpy(pen->password, frame->payload + 17, 16);
		pen->unlocked = true;
	}
	const uint8_t body[3] = { pen->password_tries, PEN_PASSWORD_LIMIT, status };
	pen_reply(
		pen, 0x83, ERROR_NONE, body, pen->minor >= MINOR_STATUS_IN_PASSWORD_CHANGE ? 3 : 2);
}

static void pen_erase(Pen *pen)
{
	g_autoptr(GPtrArray) all = g_ptr_array_copy(pen->memory.strokes, NULL, NULL);
	g_ptr_array_set_free_func(all, NULL);
	pen_forget(pen, "erase", all);
}

static void pen_answer_setting(Pen *pen, const WireFrame *frame)
{
	ByteReader reader = byte_reader(frame->payload, frame->n_payload);
	uint8_t type = byte_reader_u8(&reader);
	bool done = false;
	if (type == SETTING_CLOCK) {
		uint64_t host_ms = byte_reader_u64(&reader);
		done = !reader.failed && host_ms <= CLOCK_MOST_MS;
		if (done && !pen_keeps_own_time(pen))
			pen->clock_base_ms += (int64_t)host_ms - pen_clock_ms(pen);
	} else if (type == SETTING_ERASE && pen->minor >= 15) {
		done = byte_reader_u32(&reader) == ERASE_CODE;
		if (done)
			pen_erase(pen);
	} else if (type > 0 && type < PEN_N_SETTINGS && type != 8 && type != 12) {
		uint16_t value = type == 2 ? byte_reader_u16(&reader) : byte_reader_u8(&reader);
		done = !reader.failed && (type != 2 || (value >= 5 && value <= 3600));
		if (done)
			pen->settings[type] = value;
	} else if (type == 8 || type == 12) {
		done = byte_reader_left(&reader) > 0; /* colour and name: taken, not kept */
	}
	const uint8_t body[2] = { type, done ? 0 : 1 };
	pen_reply(pen, 0x85, ERROR_NONE, body, sizeof(body));
}

static void pen_answer_live(Pen *pen, const WireFrame *frame)
{
	ByteReader reader = byte_reader(frame->payload, frame->n_payload);
	uint16_t count = byte_reader_u16(&reader);
	g_array_set_size(pen->live_notes, 0);
	for (unsigned i = 0; i < count && count != 0xFFFF && !reader.failed; i++) {
		uint32_t section_owner = byte_reader_u32(&reader);
		Paper note = { .section = (uint8_t)(section_owner >> 24),
			.owner = section_owner & 0xFFFFFF,
			.book = byte_reader_u32(&reader) };
		g_array_append_val(pen->live_notes, note);
	}
	if (reader.failed || count == 0) {
		pen_refuse(pen, frame, ERROR_FAILED);
		return;
	}
	pen_reply(pen, 0x91, ERROR_NONE, NULL, 0);
	pen->live = true;
}

static void pen_answer_firmware(Pen *pen)
{
	const uint8_t failed = 3;
	pen_reply(pen, 0xB1, ERROR_FAILED, &failed, 1);
}

void pen_obey(Pen *pen, const WireFrame *frame)
{
	bool open = !pen->password[0] || pen->unlocked;
	bool for_all = frame->command == 0x01 || frame->command == 0x02 || frame->command == 0x04;
	if (!open && !for_all) {
		pen_refuse(pen, frame, ERROR_NOT_AUTHORISED);
		return;
	}
	switch (frame->command) {
	case 0x01:
		pen_answer_version(pen, frame);
		break;
	case 0x02:
		pen_answer_password(pen, frame);
		break;
	case 0x03:
		pen_answer_password_change(pen, frame);
		break;
	case 0x04:
		pen_answer_settings(pen);
		break;
	case 0x05:
		pen_answer_setting(pen, frame);
		break;
	case 0x11:
		pen_answer_live(pen, frame);
		break;
	case 0x21:
	case 0x22:
	case 0x23:
	case 0x25:
	case 0x26:
	case 0x27:
	case 0xA4:
		pen_serve(pen, frame);
		break;
	case 0x31:
		pen_answer_firmware(pen);
		break;
	case 0xB2: /* a block of a firmware that was refused */
		break;
	default:
		pen_refuse(pen, frame, pen->minor >= 15 ? ERROR_NOT_SUPPORTED : ERROR_UNKNOWN);
		break;
	}
}
