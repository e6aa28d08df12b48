/* SPDX-License-Identifier: MIT */
/* Host commands of Neo protocol 1; see neo-v1-encode.h. Layouts: neo.md 11.3. */
#include "protocol/neo-v1-encode.h"

#include "protocol/bytes.h"

#define FRAME_START 0xC0
#define FRAME_END 0xC1
#define N_PASSWORD 16
#define N_NUMBERS 10		       /* of 0B and 47 */
#define COLOR_TIP UINT32_C(0x01000000) /* the type byte of a colour */

enum {
	STATE_ANSWER = 0x02,
	CLOCK = 0x03,
	HOVER = 0x05,
	AUTO_POWER_OFF = 0x09,
	REPORT_NOTES = 0x0B,
	PASSWORD = 0x0E,
	PASSWORD_CHANGE = 0x0F,
	UP_ANSWER = 0x14,
	STATUS_REQUEST = 0x21,
	SETTINGS = 0x26,
	COLOR = 0x28,
	AUTO_POWER_ON = 0x2A,
	SENSITIVITY = 0x2C,
	BEEP = 0x2E,
	FILE_ANSWER = 0x42,
	PACKET_ANSWER = 0x44,
	NOTE_LIST_REQUEST = 0x45,
	FETCH = 0x47,
	DELETE = 0x4A,
};

enum { REPORT_SOME = 1, REPORT_OWNERS = 2, REPORT_ALL = 3 };

size_t neo_v1_encode_frame(
	uint8_t *out, size_t n_out, uint8_t command, const void *payload, size_t n_payload)
{
	ByteWriter frame = byte_writer(out, n_out);
	if (n_payload > UINT16_MAX)
		return 0;
	byte_writer_u8(&frame, FRAME_START);
	byte_writer_u8(&frame, command);
	byte_writer_u16(&frame, (uint16_t)n_payload);
	byte_writer_slice(&frame, payload, n_payload);
	byte_writer_u8(&frame, FRAME_END);
	return frame.failed ? 0 : byte_writer_size(&frame);
}

/* A payload under way, and the frame around it once it is whole. */
typedef struct {
	uint8_t bytes[NEO_V1_COMMAND_MAX];
	ByteWriter writer;
} Payload;

static void payload_begin(Payload *payload)
{
	payload->writer = byte_writer(payload->bytes, sizeof payload->bytes);
}

static size_t payload_end(Payload *payload, uint8_t *out, size_t n_out, uint8_t command)
{
	if (payload->writer.failed)
		return 0;
	return neo_v1_encode_frame(
		out, n_out, command, payload->bytes, byte_writer_size(&payload->writer));
}

static void put_password(ByteWriter *writer, const char *password)
{
	static const uint8_t ZEROS[N_PASSWORD];
	size_t n_password = strlen(password);
	if (n_password > N_PASSWORD) {
		writer->failed = true;
		return;
	}
	byte_writer_slice(writer, password, n_password);
	byte_writer_slice(writer, ZEROS, N_PASSWORD - n_password);
}

/* n_field numbers, those that are not given 0. */
static void put_numbers(ByteWriter *writer, const uint32_t *numbers, size_t n, size_t n_field)
{
	if (n > n_field)
		writer->failed = true;
	for (size_t i = 0; i < n_field && !writer->failed; i++)
		byte_writer_u32(writer, i < n ? numbers[i] : 0);
}

static size_t encode_number(
	uint8_t *out, size_t n_out, uint8_t command, uint64_t number, size_t n_bytes)
{
	Payload payload;
	payload_begin(&payload);
	byte_writer_unsigned(&payload.writer, number, n_bytes);
	return payload_end(&payload, out, n_out, command);
}

size_t neo_v1_encode_state_answer(uint8_t *out, size_t n_out, uint64_t now_ms, bool ok)
{
	Payload payload;
	payload_begin(&payload);
	byte_writer_u64(&payload.writer, now_ms);
	byte_writer_u8(&payload.writer, !ok);
	return payload_end(&payload, out, n_out, STATE_ANSWER);
}

size_t neo_v1_encode_clock(uint8_t *out, size_t n_out, uint64_t now_ms, int32_t time_zone_ms)
{
	Payload payload;
	payload_begin(&payload);
	byte_writer_u64(&payload.writer, now_ms);
	byte_writer_u32(&payload.writer, (uint32_t)time_zone_ms);
	return payload_end(&payload, out, n_out, CLOCK);
}

size_t neo_v1_encode_hover(uint8_t *out, size_t n_out, bool on)
{
	return encode_number(out, n_out, HOVER, on, 1);
}

size_t neo_v1_encode_auto_power_off(uint8_t *out, size_t n_out, uint16_t minutes)
{
	return encode_number(out, n_out, AUTO_POWER_OFF, minutes, 2);
}

size_t neo_v1_encode_all_notes(uint8_t *out, size_t n_out)
{
	Payload payload;
	payload_begin(&payload);
	byte_writer_u8(&payload.writer, REPORT_ALL);
	byte_writer_u8(&payload.writer, 0);
	put_numbers(&payload.writer, NULL, 0, N_NUMBERS);
	return payload_end(&payload, out, n_out, REPORT_NOTES);
}

size_t neo_v1_encode_owners(uint8_t *out, size_t n_out, const uint32_t *section_owners, size_t n)
{
	Payload payload;
	payload_begin(&payload);
	byte_writer_u8(&payload.writer, REPORT_OWNERS);
	byte_writer_u8(&payload.writer, (uint8_t)n);
	put_numbers(&payload.writer, section_owners, n, N_NUMBERS);
	return payload_end(&payload, out, n_out, REPORT_NOTES);
}

size_t neo_v1_encode_notes(
	uint8_t *out, size_t n_out, uint32_t section_owner, const uint32_t *notes, size_t n_notes)
{
	Payload payload;
	payload_begin(&payload);
	byte_writer_u8(&payload.writer, REPORT_SOME);
	byte_writer_u8(&payload.writer, (uint8_t)n_notes);
	byte_writer_u32(&payload.writer, section_owner);
	put_numbers(&payload.writer, notes, n_notes, N_NUMBERS - 1);
	return payload_end(&payload, out, n_out, REPORT_NOTES);
}

size_t neo_v1_encode_password(uint8_t *out, size_t n_out, const char *password)
{
	Payload payload;
	payload_begin(&payload);
	put_password(&payload.writer, password);
	return payload_end(&payload, out, n_out, PASSWORD);
}

size_t neo_v1_encode_password_change(
	uint8_t *out, size_t n_out, const char *old_password, const char *new_password)
{
	Payload payload;
	payload_begin(&payload);
	put_password(&payload.writer, old_password);
	put_password(&payload.writer, new_password);
	return payload_end(&payload, out, n_out, PASSWORD_CHANGE);
}

size_t neo_v1_encode_up_answer(uint8_t *out, size_t n_out, uint64_t up_ms)
{
	return encode_number(out, n_out, UP_ANSWER, up_ms, 8);
}

size_t neo_v1_encode_status_request(uint8_t *out, size_t n_out)
{
	return neo_v1_encode_frame(out, n_out, STATUS_REQUEST, NULL, 0);
}

size_t neo_v1_encode_settings(uint8_t *out, size_t n_out, const NeoV1Settings *settings)
{
	static const uint8_t RESERVED[16];
	Payload payload;
	payload_begin(&payload);
	ByteWriter *writer = &payload.writer;
	byte_writer_u32(writer, (uint32_t)settings->time_zone_ms);
	byte_writer_u64(writer, settings->clock_ms);
	byte_writer_u32(writer, settings->color);
	byte_writer_u8(writer, (uint8_t)settings->auto_power_on);
	byte_writer_u8(writer, (uint8_t)settings->accelerometer);
	byte_writer_u8(writer, (uint8_t)settings->hover);
	byte_writer_u8(writer, (uint8_t)settings->beep);
	byte_writer_u16(writer, settings->auto_power_off_min);
	byte_writer_u16(writer, settings->sensitivity);
	byte_writer_slice(writer, RESERVED, sizeof RESERVED);
	return payload_end(&payload, out, n_out, SETTINGS);
}

size_t neo_v1_encode_color(uint8_t *out, size_t n_out, uint32_t rgb)
{
	return encode_number(out, n_out, COLOR, (rgb & 0xFFFFFF) | COLOR_TIP, 4);
}

size_t neo_v1_encode_auto_power_on(uint8_t *out, size_t n_out, bool on)
{
	return encode_number(out, n_out, AUTO_POWER_ON, on, 1);
}

size_t neo_v1_encode_sensitivity(uint8_t *out, size_t n_out, uint16_t sensitivity)
{
	return encode_number(out, n_out, SENSITIVITY, sensitivity, 2);
}

size_t neo_v1_encode_beep(uint8_t *out, size_t n_out, bool on)
{
	return encode_number(out, n_out, BEEP, on, 1);
}

size_t neo_v1_encode_note_list_request(uint8_t *out, size_t n_out)
{
	return encode_number(out, n_out, NOTE_LIST_REQUEST, 0, 1);
}

size_t neo_v1_encode_fetch(
	uint8_t *out, size_t n_out, uint32_t section_owner, const uint32_t *notes, size_t n_notes)
{
	Payload payload;
	payload_begin(&payload);
	byte_writer_u32(&payload.writer, section_owner);
	byte_writer_u8(&payload.writer, (uint8_t)n_notes);
	put_numbers(&payload.writer, notes, n_notes, N_NUMBERS);
	return payload_end(&payload, out, n_out, FETCH);
}

size_t neo_v1_encode_file_answer(uint8_t *out, size_t n_out, bool ok)
{
	return encode_number(out, n_out, FILE_ANSWER, ok, 2);
}

size_t neo_v1_encode_packet_answer(uint8_t *out, size_t n_out, uint16_t index)
{
	return encode_number(out, n_out, PACKET_ANSWER, index, 2);
}

/* Eight bytes behind the section and owner are unused. */
size_t neo_v1_encode_delete(uint8_t *out, size_t n_out, uint32_t section_owner)
{
	Payload payload;
	payload_begin(&payload);
	byte_writer_u32(&payload.writer, section_owner);
	byte_writer_u64(&payload.writer, 0);
	return payload_end(&payload, out, n_out, DELETE);
}
