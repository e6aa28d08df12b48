/* SPDX-License-Identifier: MIT */
/*
 * Host commands of Neo protocol 2; see neo-encode.h. A command is written straight into the caller's
 * buffer, escaped as it goes: first C0 CMD [ERR], then LEN, which is known beforehand, then the payload.
 */
#include "protocol/neo-encode.h"

#include "protocol/bytes.h"
#include "protocol/neo-frame.h"

#define MAX_BLOCK 2048
#define N_CODE 16 /* connection code of the version request */
#define N_TEXT 16 /* most texts */
#define N_PROTOCOL 8
#define N_PROFILE 8 /* profile names and passwords */
#define N_KEY 16
#define MAX_LIST 255   /* a list whose count is one byte */
#define ALL UINT32_MAX /* as sectionOwner or note: every one */

enum {
	VERSION_REQUEST = 0x01,
	PASSWORD = 0x02,
	PASSWORD_CHANGE = 0x03,
	SETTINGS_REQUEST = 0x04,
	SETTING_CHANGE = 0x05,
	SYSTEM_CHANGE = 0x06,
	SYSTEM_REQUEST = 0x07,
	LIVE_REQUEST = 0x11,
	NOTE_LIST_REQUEST = 0x21,
	PAGE_LIST_REQUEST = 0x22,
	FETCH = 0x23,
	DELETE_NOTES = 0x25,
	NOTE_INFO_REQUEST = 0x26,
	DELETE_PAGES = 0x27,
	FIRMWARE_REQUEST = 0x31,
	PROFILE = 0x41,
	CHUNK_REPLY = 0xA4,
	FIRMWARE_BLOCK = 0xB2,
};

enum { SETTING_LED_COLOR = 8, SETTING_BLUETOOTH_NAME = 12 };

enum {
	PROFILE_CREATE = 0x01,
	PROFILE_DELETE = 0x02,
	PROFILE_INFO = 0x03,
	PROFILE_WRITE = 0x11,
	PROFILE_READ = 0x12,
	PROFILE_DELETE_VALUES = 0x13,
};

/* A frame under way. `left` counts LEN down, so that a wrong LEN cannot leave the house. */
typedef struct {
	ByteWriter bytes;
	size_t left;
} Frame;

static void put(Frame *frame, const void *data, size_t n_data)
{
	const uint8_t *at = data;
	for (size_t i = 0; i < n_data; i++) {
		uint8_t byte = at[i];
		if (byte == NEO_FRAME_START || byte == NEO_FRAME_END || byte == NEO_FRAME_ESCAPE) {
			byte_writer_u8(&frame->bytes, NEO_FRAME_ESCAPE);
			byte ^= NEO_FRAME_ESCAPE_BIT;
		}
		byte_writer_u8(&frame->bytes, byte);
	}
	if (frame->left < n_data)
		frame->bytes.failed = true;
	else
		frame->left -= n_data;
}

static void put_number(Frame *frame, uint64_t value, size_t n_bytes)
{
	uint8_t bytes[8];
	for (size_t i = 0; i < n_bytes; i++)
		bytes[i] = (uint8_t)(value >> (8 * i));
	put(frame, bytes, n_bytes);
}

/* Padded with zeros to its field; a text that does not fit fails the frame. */
static void put_text(Frame *frame, const char *text, size_t n_field)
{
	static const uint8_t ZEROS[N_TEXT];
	size_t n_text = strlen(text);
	if (n_text > n_field) {
		frame->bytes.failed = true;
		return;
	}
	put(frame, text, n_text);
	put(frame, ZEROS, n_field - n_text);
}

static void put_section_owner(Frame *frame, uint32_t section, uint32_t owner)
{
	if (section > UINT8_MAX || owner >> 24)
		frame->bytes.failed = true;
	put_number(frame, (uint64_t)section << 24 | owner, 4);
}

static void put_note(Frame *frame, const NeoNote *note)
{
	put_section_owner(frame, note->section, note->owner);
	put_number(frame, note->book, 4);
}

static void put_numbers(Frame *frame, const uint32_t *numbers, size_t n_numbers)
{
	for (size_t i = 0; i < n_numbers; i++)
		put_number(frame, numbers[i], 4);
}

/* error < 0: a command without ERR. */
static Frame frame_begin(uint8_t *out, size_t n_out, uint8_t command, int error, size_t n_payload)
{
	Frame frame = { .bytes = byte_writer(out, n_out), .left = 3 + (error >= 0) };
	if (n_payload > UINT16_MAX)
		frame.bytes.failed = true;
	byte_writer_u8(&frame.bytes, NEO_FRAME_START);
	put_number(&frame, command, 1);
	if (error >= 0)
		put_number(&frame, (uint64_t)error, 1);
	put_number(&frame, n_payload, 2);
	frame.left = n_payload;
	return frame;
}

static size_t frame_end(Frame *frame)
{
	byte_writer_u8(&frame->bytes, NEO_FRAME_END);
	if (frame->left > 0)
		frame->bytes.failed = true;
	return frame->bytes.failed ? 0 : byte_writer_size(&frame->bytes);
}

size_t neo_encode_frame(uint8_t *out, size_t n_out, uint8_t command, int error, const void *payload,
	size_t n_payload)
{
	Frame frame = frame_begin(out, n_out, command, error, n_payload);
	put(&frame, payload, n_payload);
	return frame_end(&frame);
}

/* ---- session */

size_t neo_encode_version_request(uint8_t *out, size_t n_out, uint16_t app_type,
	const char *app_version, const char *protocol)
{
	Frame frame =
		frame_begin(out, n_out, VERSION_REQUEST, -1, N_CODE + 2 + N_TEXT + N_PROTOCOL);
	put_text(&frame, "", N_CODE);
	put_number(&frame, app_type, 2);
	put_text(&frame, app_version, N_TEXT);
	put_text(&frame, protocol, N_PROTOCOL);
	return frame_end(&frame);
}

size_t neo_encode_password(uint8_t *out, size_t n_out, const char *password)
{
	Frame frame = frame_begin(out, n_out, PASSWORD, -1, N_TEXT);
	put_text(&frame, password, N_TEXT);
	return frame_end(&frame);
}

size_t neo_encode_password_change(
	uint8_t *out, size_t n_out, bool use, const char *old_password, const char *new_password)
{
	Frame frame = frame_begin(out, n_out, PASSWORD_CHANGE, -1, 1 + 2 * N_TEXT);
	put_number(&frame, use, 1);
	put_text(&frame, old_password, N_TEXT);
	put_text(&frame, new_password, N_TEXT);
	return frame_end(&frame);
}

size_t neo_encode_settings_request(uint8_t *out, size_t n_out)
{
	return neo_encode_frame(out, n_out, SETTINGS_REQUEST, -1, NULL, 0);
}

static size_t setting_width(NeoSetting setting)
{
	switch (setting) {
	case NEO_SETTING_CLOCK:
		return 8;
	case NEO_SETTING_AUTO_POWER_OFF:
		return 2;
	case NEO_SETTING_POWER_OFF_ON_CAP:
	case NEO_SETTING_AUTO_POWER_ON:
	case NEO_SETTING_BEEP:
	case NEO_SETTING_HOVER:
	case NEO_SETTING_STORE_OFFLINE:
	case NEO_SETTING_FSR_SENSITIVITY:
	case NEO_SETTING_USB_MODE:
	case NEO_SETTING_DOWN_SAMPLING:
	case NEO_SETTING_FSC_SENSITIVITY:
	case NEO_SETTING_TRANSMISSION_TYPE:
	case NEO_SETTING_BEEP_AND_LIGHT:
		return 1;
	}
	return 0;
}

size_t neo_encode_setting(uint8_t *out, size_t n_out, NeoSetting setting, uint64_t value)
{
	size_t width = setting_width(setting);
	if (width == 0 || (width < 8 && value >> (8 * width)))
		return 0;
	Frame frame = frame_begin(out, n_out, SETTING_CHANGE, -1, 1 + width);
	put_number(&frame, setting, 1);
	put_number(&frame, value, width);
	return frame_end(&frame);
}

size_t neo_encode_led_color(uint8_t *out, size_t n_out, uint32_t argb)
{
	Frame frame = frame_begin(out, n_out, SETTING_CHANGE, -1, 5);
	put_number(&frame, SETTING_LED_COLOR, 1);
	for (int shift = 24; shift >= 0; shift -= 8)
		put_number(&frame, argb >> shift & 0xFF, 1);
	return frame_end(&frame);
}

size_t neo_encode_bluetooth_name(uint8_t *out, size_t n_out, const char *name)
{
	Frame frame = frame_begin(out, n_out, SETTING_CHANGE, -1, 2 + N_TEXT);
	put_number(&frame, SETTING_BLUETOOTH_NAME, 1);
	put_number(&frame, N_TEXT, 1);
	put_text(&frame, name, N_TEXT);
	return frame_end(&frame);
}

size_t neo_encode_system_change(uint8_t *out, size_t n_out, uint8_t type, uint32_t step)
{
	Frame frame = frame_begin(out, n_out, SYSTEM_CHANGE, -1, 9);
	put_number(&frame, type, 1);
	put_number(&frame, 0, 4);
	put_number(&frame, step, 4);
	return frame_end(&frame);
}

size_t neo_encode_system_request(uint8_t *out, size_t n_out)
{
	return neo_encode_frame(out, n_out, SYSTEM_REQUEST, -1, NULL, 0);
}

size_t neo_encode_live_all(uint8_t *out, size_t n_out)
{
	Frame frame = frame_begin(out, n_out, LIVE_REQUEST, -1, 2);
	put_number(&frame, UINT16_MAX, 2);
	return frame_end(&frame);
}

size_t neo_encode_live_notes(uint8_t *out, size_t n_out, const NeoNote *notes, size_t n_notes)
{
	if (n_notes >= UINT16_MAX) /* which would say "all" */
		return 0;
	Frame frame = frame_begin(out, n_out, LIVE_REQUEST, -1, 2 + 8 * n_notes);
	put_number(&frame, n_notes, 2);
	for (size_t i = 0; i < n_notes; i++)
		put_note(&frame, &notes[i]);
	return frame_end(&frame);
}

/* ---- stored ink */

size_t neo_encode_note_list_request(uint8_t *out, size_t n_out)
{
	Frame frame = frame_begin(out, n_out, NOTE_LIST_REQUEST, -1, 4);
	put_number(&frame, ALL, 4);
	return frame_end(&frame);
}

static size_t encode_note(uint8_t *out, size_t n_out, uint8_t command, const NeoNote *note)
{
	Frame frame = frame_begin(out, n_out, command, -1, 8);
	put_note(&frame, note);
	return frame_end(&frame);
}

size_t neo_encode_page_list_request(uint8_t *out, size_t n_out, const NeoNote *note)
{
	return encode_note(out, n_out, PAGE_LIST_REQUEST, note);
}

size_t neo_encode_note_info_request(uint8_t *out, size_t n_out, const NeoNote *note)
{
	return encode_note(out, n_out, NOTE_INFO_REQUEST, note);
}

size_t neo_encode_fetch(uint8_t *out, size_t n_out, NeoFetch fetch, bool compress,
	const NeoNote *note, const uint32_t *pages, size_t n_pages)
{
	if (n_pages > UINT16_MAX / 4)
		return 0;
	Frame frame = frame_begin(out, n_out, FETCH, -1, 14 + 4 * n_pages);
	put_number(&frame, fetch, 1);
	put_number(&frame, compress, 1);
	put_note(&frame, note);
	put_number(&frame, n_pages, 4);
	put_numbers(&frame, pages, n_pages);
	return frame_end(&frame);
}

size_t neo_encode_chunk_reply(uint8_t *out, size_t n_out, bool ok, uint16_t packet_id, bool go_on)
{
	Frame frame = frame_begin(out, n_out, CHUNK_REPLY, ok ? 0 : 1, 3);
	put_number(&frame, packet_id, 2);
	put_number(&frame, go_on, 1);
	return frame_end(&frame);
}

size_t neo_encode_delete_notes(uint8_t *out, size_t n_out, uint32_t section, uint32_t owner,
	const uint32_t *books, size_t n_books)
{
	if (n_books > MAX_LIST)
		return 0;
	Frame frame = frame_begin(out, n_out, DELETE_NOTES, -1, 5 + 4 * n_books);
	put_section_owner(&frame, section, owner);
	put_number(&frame, n_books, 1);
	put_numbers(&frame, books, n_books);
	return frame_end(&frame);
}

size_t neo_encode_delete_pages(
	uint8_t *out, size_t n_out, const NeoNote *note, const uint32_t *pages, size_t n_pages)
{
	if (n_pages > MAX_LIST)
		return 0;
	Frame frame = frame_begin(out, n_out, DELETE_PAGES, -1, 9 + 4 * n_pages);
	put_note(&frame, note);
	put_number(&frame, n_pages, 1);
	put_numbers(&frame, pages, n_pages);
	return frame_end(&frame);
}

/* ---- firmware */

size_t neo_encode_firmware_request(uint8_t *out, size_t n_out, const char *device,
	const char *version, uint32_t file_size, uint32_t packet_size, bool compressed,
	uint8_t file_sum)
{
	Frame frame = frame_begin(out, n_out, FIRMWARE_REQUEST, -1, 2 * N_TEXT + 10);
	put_text(&frame, device, N_TEXT);
	put_text(&frame, version, N_TEXT);
	put_number(&frame, file_size, 4);
	put_number(&frame, packet_size, 4);
	put_number(&frame, compressed, 1);
	put_number(&frame, file_sum, 1);
	return frame_end(&frame);
}

size_t neo_encode_firmware_block(uint8_t *out, size_t n_out, bool stop, uint32_t offset,
	uint8_t sum, uint32_t size_before, uint32_t size_after, const void *data, size_t n_data)
{
	if (n_data > MAX_BLOCK)
		return 0;
	Frame frame = frame_begin(out, n_out, FIRMWARE_BLOCK, 0, 14 + n_data);
	put_number(&frame, stop, 1);
	put_number(&frame, offset, 4);
	put_number(&frame, sum, 1);
	put_number(&frame, size_before, 4);
	put_number(&frame, size_after, 4);
	put(&frame, data, n_data);
	return frame_end(&frame);
}

/* ---- profiles */

/* Name and type; then, where a password is asked for, that. */
static Frame profile_begin(uint8_t *out, size_t n_out, const char *profile, uint8_t type,
	const char *password, size_t n_rest)
{
	size_t n_password = password ? N_PROFILE : 0;
	Frame frame = frame_begin(out, n_out, PROFILE, -1, N_PROFILE + 1 + n_password + n_rest);
	put_text(&frame, profile, N_PROFILE);
	put_number(&frame, type, 1);
	if (password)
		put_text(&frame, password, N_PROFILE);
	return frame;
}

static void put_keys(Frame *frame, const char *const *keys, size_t n_keys)
{
	put_number(frame, n_keys, 1);
	for (size_t i = 0; i < n_keys; i++)
		put_text(frame, keys[i], N_KEY);
}

size_t neo_encode_profile_info(uint8_t *out, size_t n_out, const char *profile)
{
	Frame frame = profile_begin(out, n_out, profile, PROFILE_INFO, NULL, 0);
	return frame_end(&frame);
}

size_t neo_encode_profile_read(
	uint8_t *out, size_t n_out, const char *profile, const char *const *keys, size_t n_keys)
{
	if (n_keys > MAX_LIST)
		return 0;
	Frame frame = profile_begin(out, n_out, profile, PROFILE_READ, NULL, 1 + N_KEY * n_keys);
	put_keys(&frame, keys, n_keys);
	return frame_end(&frame);
}

size_t neo_encode_profile_create(uint8_t *out, size_t n_out, const char *profile,
	const char *password, uint16_t sector_size, uint16_t n_sectors)
{
	Frame frame = profile_begin(out, n_out, profile, PROFILE_CREATE, password, 4);
	put_number(&frame, sector_size, 2);
	put_number(&frame, n_sectors, 2);
	return frame_end(&frame);
}

size_t neo_encode_profile_delete(
	uint8_t *out, size_t n_out, const char *profile, const char *password)
{
	Frame frame = profile_begin(out, n_out, profile, PROFILE_DELETE, password, 0);
	return frame_end(&frame);
}

size_t neo_encode_profile_write(uint8_t *out, size_t n_out, const char *profile,
	const char *password, const char *key, const void *value, size_t n_value)
{
	if (n_value > MAX_BLOCK)
		return 0;
	Frame frame = profile_begin(
		out, n_out, profile, PROFILE_WRITE, password, 1 + N_KEY + 2 + n_value);
	put_keys(&frame, &key, 1);
	put_number(&frame, n_value, 2);
	put(&frame, value, n_value);
	return frame_end(&frame);
}

size_t neo_encode_profile_delete_values(uint8_t *out, size_t n_out, const char *profile,
	const char *password, const char *const *keys, size_t n_keys)
{
	if (n_keys > MAX_LIST)
		return 0;
	Frame frame = profile_begin(
		out, n_out, profile, PROFILE_DELETE_VALUES, password, 1 + N_KEY * n_keys);
	put_keys(&frame, keys, n_keys);
	return frame_end(&frame);
}
