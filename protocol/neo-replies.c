/* SPDX-License-Identifier: MIT */
/*
 * Replies of Neo protocol 2. Any of them may come without a body when ERR is not 0; "C0 A1 02 C1" even
 * stops after ERR. Old firmware sends shorter bodies, new firmware longer ones: what is there is read,
 * and only a body without its first, always present part is refused.
 *
 *   C0 84 00 40 00 | 00 0A 00 | 00 F8 EC D8 9A 01 00 00 | 14 00 | 54 03 | 05 01 01 01 00 50 01 02 | … C1
 *   settings: not locked, 10 tries, none used; its clock; 20 min; force to 852; 5 % memory used, cap, …
 *   C0 7D E1 00 12 00 | 6E 65 6F 6C 61 62 00 00 | 03 00 | … C1     profile reply, its command C1 escaped
 */
#include "protocol/neo-replies.h"

#include <string.h>

#define FORCE_MAX_UNSAID 852
#define DEVICE_TYPE_WIRED 4
#define PERCENT_CHARGING 0x80
#define INFO_BITMAP_AT 48

static void read_text(ByteReader *bytes, char *text, size_t n_text)
{
	const uint8_t *slice = byte_reader_slice(bytes, n_text);
	if (slice)
		memcpy(text, slice, n_text);
}

static NeoNote read_note(ByteReader *bytes)
{
	uint32_t section_owner = byte_reader_u32(bytes);
	uint32_t book = byte_reader_u32(bytes);
	return (NeoNote){ section_owner >> 24, section_owner & 0xFFFFFF, book };
}

static bool read_version(ByteReader *bytes, NeoVersion *version)
{
	read_text(bytes, version->device_name, 16);
	read_text(bytes, version->firmware, 16);
	read_text(bytes, version->protocol, 8);
	read_text(bytes, version->sub_name, 16);
	version->device_type = byte_reader_u16(bytes);
	const uint8_t *address = byte_reader_slice(bytes, sizeof version->address);
	if (!address)
		return false;
	memcpy(version->address, address, sizeof version->address);
	version->pressure_sensor = UINT8_MAX;
	version->company_code = UINT16_MAX;
	version->product_code = version->color_code = version->compression = UINT8_MAX;
	if (byte_reader_left(bytes) >= 1)
		version->pressure_sensor = byte_reader_u8(bytes);
	if (version->device_type == DEVICE_TYPE_WIRED)
		return true; /* these put their decoder's version where others have codes */
	if (byte_reader_left(bytes) >= 4) {
		version->company_code = byte_reader_u16(bytes);
		version->product_code = byte_reader_u8(bytes);
		version->color_code = byte_reader_u8(bytes);
	}
	if (byte_reader_left(bytes) >= 1)
		version->compression = byte_reader_u8(bytes);
	return true;
}

static uint8_t read_rest_u8(ByteReader *bytes)
{
	return byte_reader_left(bytes) > 0 ? byte_reader_u8(bytes) : UINT8_MAX;
}

static bool read_settings(ByteReader *bytes, NeoSettings *settings)
{
	settings->locked = byte_reader_u8(bytes) != 0;
	settings->password_limit = byte_reader_u8(bytes);
	settings->password_tries = byte_reader_u8(bytes);
	uint64_t clock_ms = byte_reader_u64(bytes);
	settings->clock_ms = clock_ms < INT64_MAX ? (int64_t)clock_ms : INT64_MAX;
	settings->auto_power_off_min = byte_reader_u16(bytes);
	settings->force_max = byte_reader_u16(bytes);
	if (settings->force_max == 0)
		settings->force_max = FORCE_MAX_UNSAID;
	settings->memory_used_percent = byte_reader_u8(bytes);
	settings->power_off_on_cap = byte_reader_u8(bytes) != 0;
	settings->auto_power_on = byte_reader_u8(bytes) != 0;
	settings->beep = byte_reader_u8(bytes) != 0;
	settings->hover = byte_reader_u8(bytes) != 0;
	neo_battery(byte_reader_u8(bytes), &settings->battery_percent, &settings->charging);
	settings->store_offline = byte_reader_u8(bytes) != 0;
	settings->sensitivity = byte_reader_u8(bytes);
	if (bytes->failed)
		return false;
	settings->usb_mode = read_rest_u8(bytes);
	settings->down_sampling = read_rest_u8(bytes);
	if (byte_reader_left(bytes) >= 16)
		read_text(bytes, settings->bluetooth_name, 16);
	else
		bytes->at = bytes->end;
	settings->transmission_type = read_rest_u8(bytes);
	settings->store_camera_errors = read_rest_u8(bytes);
	settings->system_settings = read_rest_u8(bytes);
	return true;
}

void neo_battery(uint8_t byte, uint8_t *percent, bool *charging)
{
	*charging = byte > 100 && (byte & PERCENT_CHARGING);
	uint8_t level = byte > 100 ? (uint8_t)(byte & ~PERCENT_CHARGING) : byte;
	*percent = level < 100 ? level : 100;
}

/* How many of the n_said elements of a list are really there. */
static uint16_t count_there(ByteReader *bytes, size_t n_said, size_t size)
{
	size_t n_there = byte_reader_left(bytes) / size;
	return (uint16_t)(n_said < n_there ? n_said : n_there);
}

static bool read_password(ByteReader *bytes, NeoReply *reply)
{
	if (reply->command == NEO_PASSWORD_REPLY)
		reply->password.status = byte_reader_u8(bytes);
	reply->password.tries = byte_reader_u8(bytes);
	reply->password.limit = byte_reader_u8(bytes);
	/* Before 2.15 the change has no status: what ERR says is all. */
	if (reply->command == NEO_PASSWORD_CHANGE_REPLY && byte_reader_left(bytes) > 0)
		reply->password.status = byte_reader_u8(bytes);
	return !bytes->failed;
}

static bool read_lists(ByteReader *bytes, NeoReply *reply)
{
	if (reply->command == NEO_NOTE_LIST_REPLY) {
		size_t n_notes = byte_reader_u16(bytes);
		reply->note_list.n_notes = count_there(bytes, n_notes, 8);
	} else {
		reply->page_list.note = read_note(bytes);
		size_t n_pages = byte_reader_u16(bytes);
		reply->page_list.n_pages = count_there(bytes, n_pages, 4);
	}
	return !bytes->failed;
}

static bool read_stored(ByteReader *bytes, NeoReply *reply)
{
	reply->stored.n_strokes = byte_reader_u32(bytes);
	reply->stored.n_bytes = byte_reader_u32(bytes);
	if (byte_reader_left(bytes) > 0)
		reply->stored.compressed = byte_reader_u8(bytes);
	return !bytes->failed;
}

static bool read_note_info(ByteReader *bytes, NeoReply *reply)
{
	reply->note_info.status = byte_reader_u8(bytes);
	reply->note_info.note = read_note(bytes);
	reply->note_info.version = byte_reader_u16(bytes);
	byte_reader_slice(bytes, 32);
	reply->note_info.invalid_page = byte_reader_u8(bytes) != 0;
	reply->note_info.n_pages = byte_reader_u16(bytes);
	size_t n_bitmap = byte_reader_u16(bytes);
	reply->note_info.n_bitmap = count_there(bytes, n_bitmap, 1);
	return !bytes->failed;
}

static bool read_firmware(ByteReader *bytes, NeoReply *reply)
{
	reply->firmware.status = byte_reader_u8(bytes);
	if (reply->command == NEO_FIRMWARE_BLOCK_REQUEST)
		reply->firmware.offset = byte_reader_u32(bytes);
	return !bytes->failed;
}

static DecodeResult read_body(ByteReader *bytes, NeoReply *reply)
{
	bool whole = true;
	switch ((int)reply->command) { /* any byte of the wire, not only those with a name */
	case NEO_VERSION_REPLY:
		whole = read_version(bytes, &reply->version);
		break;
	case NEO_PASSWORD_REPLY:
	case NEO_PASSWORD_CHANGE_REPLY:
		whole = read_password(bytes, reply);
		break;
	case NEO_SETTINGS_REPLY:
		whole = read_settings(bytes, &reply->settings);
		break;
	case NEO_SETTING_CHANGE_REPLY:
	case NEO_SYSTEM_CHANGE_REPLY:
		reply->setting_change.type = byte_reader_u8(bytes);
		reply->setting_change.status = byte_reader_u8(bytes);
		whole = !bytes->failed;
		break;
	case NEO_NOTE_LIST_REPLY:
	case NEO_PAGE_LIST_REPLY:
		whole = read_lists(bytes, reply);
		break;
	case NEO_STORED_REPLY:
		whole = read_stored(bytes, reply);
		break;
	case NEO_DELETE_NOTES_REPLY:
	case NEO_DELETE_PAGES_REPLY: {
		size_t n_deleted = byte_reader_u8(bytes);
		reply->deleted.count = (uint8_t)count_there(bytes, n_deleted, 4);
		whole = !bytes->failed;
		break;
	}
	case NEO_NOTE_INFO_REPLY:
		whole = read_note_info(bytes, reply);
		break;
	case NEO_FIRMWARE_BLOCK_REQUEST:
	case NEO_FIRMWARE_REPLY:
		whole = read_firmware(bytes, reply);
		break;
	case NEO_LIVE_REPLY:
	case NEO_SYSTEM_REPLY:
	case NEO_PROFILE_REPLY:
		break; /* the payload is all there is */
	default:
		return DECODE_NOT_MINE;
	}
	return whole ? DECODE_OK : DECODE_BAD_LENGTH;
}

DecodeResult neo_reply_read(const NeoFrame *frame, NeoReply *reply)
{
	*reply = (NeoReply){
		.command = (NeoCommand)frame->command,
		.error = (NeoError)frame->error,
		.has_body = frame->n_payload > 0,
		.payload = frame->payload,
		.n_payload = frame->n_payload,
	};
	ByteReader bytes = byte_reader(frame->payload, frame->n_payload);
	DecodeResult result = read_body(&bytes, reply);
	if (result == DECODE_BAD_LENGTH || !reply->has_body) {
		/* Nothing of half a body is believed. A refusal needs none. */
		if (!reply->has_body && frame->error != NEO_ERROR_NONE)
			result = DECODE_OK;
		*reply = (NeoReply){ .command = reply->command,
			.error = reply->error,
			.payload = reply->payload,
			.n_payload = reply->n_payload };
	}
	return result;
}

static bool element(
	const NeoReply *reply, size_t n_before, size_t i, size_t size, ByteReader *bytes)
{
	*bytes = byte_reader(reply->payload, reply->n_payload);
	return byte_reader_slice(bytes, n_before) && byte_reader_slice(bytes, i * size) &&
	       byte_reader_left(bytes) >= size;
}

bool neo_reply_note(const NeoReply *reply, size_t i, NeoNote *note)
{
	ByteReader bytes;
	if (reply->command != NEO_NOTE_LIST_REPLY || i >= reply->note_list.n_notes ||
		!element(reply, 2, i, 8, &bytes))
		return false;
	*note = read_note(&bytes);
	return true;
}

bool neo_reply_page(const NeoReply *reply, size_t i, uint32_t *page)
{
	size_t n_before = reply->command == NEO_PAGE_LIST_REPLY ? 10 : 1;
	size_t n_pages = reply->command == NEO_PAGE_LIST_REPLY	    ? reply->page_list.n_pages
			 : reply->command == NEO_DELETE_PAGES_REPLY ? reply->deleted.count
								    : 0;
	ByteReader bytes;
	if (i >= n_pages || !element(reply, n_before, i, 4, &bytes))
		return false;
	*page = byte_reader_u32(&bytes);
	return true;
}

bool neo_reply_info_page(const NeoReply *reply, size_t i, uint32_t *page)
{
	if (reply->command != NEO_NOTE_INFO_REPLY || !reply->has_body)
		return false;
	const uint8_t *bitmap = reply->payload + INFO_BITMAP_AT;
	for (uint32_t bit = 0; bit < 8u * reply->note_info.n_bitmap; bit++) {
		if (!(bitmap[bit / 8] >> bit % 8 & 1))
			continue;
		if (i-- == 0) {
			*page = bit;
			return true;
		}
	}
	return false;
}

/* Reads digits; a number that would overflow stays at its largest. */
static unsigned read_number(const char **text)
{
	unsigned value = 0;
	for (; **text >= '0' && **text <= '9'; (*text)++)
		value = value > 99999 ? value : value * 10 + (unsigned)(**text - '0');
	return value;
}

bool neo_version_at_least(const char *version, unsigned major, unsigned minor)
{
	unsigned has_major = read_number(&version);
	unsigned has_minor = 0;
	if (*version == '.') {
		version++;
		has_minor = read_number(&version);
	}
	return has_major != major ? has_major > major : has_minor >= minor;
}
