/* SPDX-License-Identifier: MIT */
/*
 * The Neo M1+ on the cable: CDC serial, no live strokes, a request and its response at a time.
 *
 *   "AT+" NAME ('=' request | '?' response | '$' event) packet u8 [error u8, responses] LEN u16 ',' PAYLOAD
 *
 *   41 54 2B 53 54 41 52 54 3D | 00 | 05 00 | 2C | 02 00 00 00 00          AT+START= packet 0, protocol 2
 *   41 54 2B 53 54 41 52 54 3F | 00 | 00 | 05 00 | 2C | 02 00 00 00 01     AT+START? no error, available
 *   41 54 2B 47 45 54 44 45 56 49 4E 46 4F 3D | 01 | 00 00 | 2C            AT+GETDEVINFO= ends with its comma
 *
 * Nothing is escaped, there is no sum and no end mark. So a command is whole when LEN bytes have come
 * behind its comma (with LEN 0: with the comma; the maker's own reader waits for one byte more there),
 * and where something else stands the search for "AT+" begins anew.
 */
#include "protocol/neo-usb.h"

#include <stdlib.h>

#define NAME_MAX_BYTES 20
#define HEAD_MAX (3 + NAME_MAX_BYTES + 1 + 1 + 1 + 2 + 1)

typedef enum { AT_MARK, AT_NAME, AT_FIELDS, AT_PAYLOAD } Place;

struct NeoUsbDecoder {
	NeoUsbListener listener;
	Place place;
	uint8_t head[HEAD_MAX]; /* what came of a command before its payload */
	size_t n_head, n_name;
	size_t n_fields; /* to come behind the name's delimiter */
	NeoUsbMessage message;
	bool stray_told;
	uint8_t payload[UINT16_MAX];
	size_t n_payload;
};

static const uint8_t MARK[3] = { 'A', 'T', '+' };

static const char *const NAMES[] = {
	[NEO_USB_START] = "START",
	[NEO_USB_DEVICE] = "GETDEVINFO",
	[NEO_USB_DISK] = "GETDISKINFO",
	[NEO_USB_SETTINGS] = "GETCONFIG",
	[NEO_USB_SETTING] = "SETCONFIG",
	[NEO_USB_FORMAT] = "FORMAT",
	[NEO_USB_LIST] = "GETOFFLINEDATALIST",
	[NEO_USB_LOG_LIST] = "GETLOGFILELIST",
	[NEO_USB_FILE] = "GETFILE_H",
	[NEO_USB_BLOCK] = "GETFILE_D",
	[NEO_USB_DELETE] = "DELETEFILE",
	[NEO_USB_POWER_OFF] = "POWEROFF",
	[NEO_USB_UPDATE_START] = "UPDATE_START",
	[NEO_USB_UPDATE_BLOCK] = "UPDATE_DO",
};
#define N_NAMES (sizeof NAMES / sizeof *NAMES)

const char *neo_usb_command_name(NeoUsbCommand command)
{
	return NAMES[command];
}

static NeoUsbCommand command_named(const uint8_t *name, size_t n_name)
{
	for (size_t i = 1; i < N_NAMES; i++)
		if (strlen(NAMES[i]) == n_name && memcmp(NAMES[i], name, n_name) == 0)
			return (NeoUsbCommand)i;
	return NEO_USB_UNKNOWN;
}

size_t neo_usb_setting_size(unsigned setting)
{
	switch (setting) {
	case NEO_USB_CLOCK:
		return 8;
	case NEO_USB_AUTO_POWER_OFF:
		return 2;
	case NEO_USB_AUTO_POWER_ON:
	case NEO_USB_POWER_OFF_ON_CAP:
	case NEO_USB_BEEP:
	case NEO_USB_STORE_OFFLINE:
	case NEO_USB_DOWN_SAMPLING:
	case NEO_USB_BATTERY:
		return 1;
	default:
		return 0;
	}
}

/* ---- bodies */

static void read_text(ByteReader *reader, char *text, size_t n_bytes)
{
	const uint8_t *slice = byte_reader_slice(reader, n_bytes);
	if (slice)
		memcpy(text, slice, n_bytes);
	text[n_bytes] = '\0';
}

static void read_device(ByteReader *reader, NeoUsbDevice *device)
{
	read_text(reader, device->model, 16);
	read_text(reader, device->firmware, 16);
	read_text(reader, device->protocol, 8);
	read_text(reader, device->sub_name, 16);
	const uint8_t *address = byte_reader_slice(reader, sizeof device->address);
	if (address)
		memcpy(device->address, address, sizeof device->address);
	read_text(reader, device->bluetooth_model, 32);
}

static void read_list(ByteReader *reader, NeoUsbMessage *message)
{
	message->result = byte_reader_u8(reader);
	uint32_t n_said = byte_reader_u32(reader);
	size_t n_there = byte_reader_left(reader) / NEO_USB_NAME_SIZE;
	message->n_names = n_said < n_there ? n_said : (uint32_t)n_there;
	reader->failed = reader->failed || n_said > n_there;
}

static void read_block(ByteReader *reader, NeoUsbMessage *message)
{
	message->result = byte_reader_u8(reader);
	message->block.offset = byte_reader_u32(reader);
	message->block.n_bytes = byte_reader_u32(reader);
	/* Who refuses sends no data, whatever the length repeats. */
	if (message->result == NEO_USB_OK)
		message->block.bytes = byte_reader_slice(reader, message->block.n_bytes);
}

static void read_response(ByteReader *reader, NeoUsbMessage *message)
{
	switch (message->command) {
	case NEO_USB_START:
		message->start.protocol = byte_reader_u32(reader);
		message->start.available = byte_reader_u8(reader) == 1;
		return;
	case NEO_USB_DEVICE:
		read_device(reader, &message->device);
		return;
	case NEO_USB_DISK:
		byte_reader_u8(reader);
		message->disk.total_kb = byte_reader_u32(reader);
		message->disk.free_kb = byte_reader_u32(reader);
		return;
	case NEO_USB_LIST:
	case NEO_USB_LOG_LIST:
		read_list(reader, message);
		return;
	case NEO_USB_FILE:
		message->result = byte_reader_u8(reader);
		/* A file that is not there needs no size. */
		if (message->result == NEO_USB_OK) {
			message->file.size = byte_reader_u32(reader);
			message->file.packet = byte_reader_u32(reader);
		}
		return;
	case NEO_USB_BLOCK:
		read_block(reader, message);
		return;
	case NEO_USB_FORMAT:
	case NEO_USB_DELETE:
	case NEO_USB_POWER_OFF:
	case NEO_USB_UPDATE_START:
	case NEO_USB_UPDATE_BLOCK:
		message->result = byte_reader_u8(reader);
		return;
	case NEO_USB_SETTINGS:
	case NEO_USB_SETTING:
		byte_reader_u8(reader); /* the rest by neo_usb_message_setting */
		return;
	case NEO_USB_UNKNOWN:
		return;
	}
}

static void read_request(ByteReader *reader, NeoUsbMessage *message)
{
	switch (message->command) {
	case NEO_USB_START:
		message->start.protocol = byte_reader_u32(reader);
		return;
	case NEO_USB_FILE:
	case NEO_USB_DELETE:
		read_text(reader, message->path, NEO_USB_PATH_SIZE);
		return;
	case NEO_USB_BLOCK:
		message->block.offset = byte_reader_u32(reader);
		message->block.n_bytes = byte_reader_u32(reader);
		return;
	case NEO_USB_SETTINGS:
	case NEO_USB_SETTING:
		byte_reader_u8(reader);
		return;
	case NEO_USB_DEVICE:
	case NEO_USB_DISK:
	case NEO_USB_LIST:
	case NEO_USB_LOG_LIST:
	case NEO_USB_FORMAT:
	case NEO_USB_POWER_OFF:
	case NEO_USB_UPDATE_START:
	case NEO_USB_UPDATE_BLOCK:
	case NEO_USB_UNKNOWN:
		return;
	}
}

bool neo_usb_message_name(const NeoUsbMessage *message, size_t i, char name[NEO_USB_NAME_SIZE + 1])
{
	const bool is_list =
		message->command == NEO_USB_LIST || message->command == NEO_USB_LOG_LIST;
	if (!is_list || message->kind != NEO_USB_RESPONSE || !message->has_body ||
		i >= message->n_names)
		return false;
	memcpy(name, message->payload + 5 + i * NEO_USB_NAME_SIZE, NEO_USB_NAME_SIZE);
	name[NEO_USB_NAME_SIZE] = '\0';
	return true;
}

bool neo_usb_message_setting(
	const NeoUsbMessage *message, size_t i, uint8_t *setting, uint64_t *value)
{
	const bool has_values = message->command == NEO_USB_SETTINGS;
	if ((!has_values && message->command != NEO_USB_SETTING) ||
		message->kind != NEO_USB_RESPONSE || !message->has_body)
		return false;
	ByteReader reader = byte_reader(message->payload, message->n_payload);
	if (i >= byte_reader_u8(&reader))
		return false;
	for (;; i--) {
		*setting = byte_reader_u8(&reader);
		/* Of a setting that is not known neither is where the next one begins. */
		size_t n_bytes = has_values ? neo_usb_setting_size(*setting) : 1;
		*value = byte_reader_unsigned(&reader, n_bytes);
		if (reader.failed || n_bytes == 0)
			return false;
		if (i == 0)
			return true;
	}
}

/* ---- commands out of the stream */

NeoUsbDecoder *neo_usb_decoder_new(const NeoUsbListener *listener)
{
	NeoUsbDecoder *decoder = calloc(1, sizeof *decoder);
	if (!decoder)
		abort();
	decoder->listener = *listener;
	return decoder;
}

NeoUsbDecoder *neo_usb_decoder_free(NeoUsbDecoder *decoder)
{
	free(decoder);
	return NULL;
}

static void begin(NeoUsbDecoder *decoder)
{
	decoder->place = AT_MARK;
	decoder->n_head = 0;
	decoder->n_payload = 0;
}

bool neo_usb_decoder_reset(NeoUsbDecoder *decoder)
{
	const bool had = decoder->n_head > 0;
	begin(decoder);
	decoder->stray_told = false;
	return had;
}

static void finish(NeoUsbDecoder *decoder)
{
	NeoUsbMessage *message = &decoder->message;
	message->payload = decoder->payload;
	message->n_payload = decoder->n_payload;
	ByteReader reader = byte_reader(message->payload, message->n_payload);
	if (message->kind == NEO_USB_RESPONSE)
		read_response(&reader, message);
	else
		read_request(&reader, message);
	message->has_body = !reader.failed;
	decoder->stray_told = false;
	begin(decoder);
	decoder->listener.message(decoder->listener.user, message);
}

static void read_fields(NeoUsbDecoder *decoder)
{
	const uint8_t *at = decoder->head + sizeof MARK + decoder->n_name;
	NeoUsbMessage *message = &decoder->message;
	*message = (NeoUsbMessage){ .kind = (NeoUsbKind)at[0], .packet = at[1] };
	message->command = command_named(decoder->head + sizeof MARK, decoder->n_name);
	at += 2;
	if (message->kind == NEO_USB_RESPONSE)
		message->error = *at++;
	message->n_payload = (size_t)(at[0] | at[1] << 8);
	decoder->place = AT_PAYLOAD;
}

/* The next byte of a command's head. NOT_MINE: no head has it there. */
static DecodeResult take(NeoUsbDecoder *decoder, uint8_t byte)
{
	const size_t at = decoder->n_head;
	decoder->head[decoder->n_head++] = byte;
	switch (decoder->place) {
	case AT_MARK:
		if (byte != MARK[at])
			return DECODE_NOT_MINE;
		if (at + 1 == sizeof MARK)
			decoder->place = AT_NAME;
		return DECODE_MORE;
	case AT_NAME:
		decoder->n_name = at - sizeof MARK;
		if ((byte >= 'A' && byte <= 'Z') || byte == '_')
			return decoder->n_name < NAME_MAX_BYTES ? DECODE_MORE : DECODE_NOT_MINE;
		if (decoder->n_name == 0 || (byte != NEO_USB_REQUEST && byte != NEO_USB_RESPONSE &&
						    byte != NEO_USB_EVENT))
			return DECODE_NOT_MINE;
		decoder->n_fields = byte == NEO_USB_RESPONSE ? 5 : 4;
		decoder->place = AT_FIELDS;
		return DECODE_MORE;
	case AT_FIELDS:
		if (--decoder->n_fields > 0)
			return DECODE_MORE;
		if (byte != ',')
			return DECODE_NOT_MINE;
		read_fields(decoder);
		return DECODE_OK;
	case AT_PAYLOAD:
		return DECODE_OK;
	}
	return DECODE_NOT_MINE;
}

static void tell_stray(NeoUsbDecoder *decoder)
{
	if (!decoder->stray_told)
		decoder->listener.bad(decoder->listener.user, DECODE_NOT_MINE);
	decoder->stray_told = true;
}

/* A byte that does not fit: the command may begin at any of those that were held, but the first. */
static void start_over(NeoUsbDecoder *decoder)
{
	uint8_t held[HEAD_MAX];
	size_t n_held = decoder->n_head, from = 1;
	memcpy(held, decoder->head, n_held);
	tell_stray(decoder);
	while (from < n_held) {
		begin(decoder);
		size_t i = from;
		while (i < n_held && take(decoder, held[i]) == DECODE_MORE)
			i++;
		if (i == n_held)
			return;
		from++;
	}
	begin(decoder);
}

static size_t take_payload(NeoUsbDecoder *decoder, const uint8_t *bytes, size_t n_bytes)
{
	size_t n_wanted = decoder->message.n_payload - decoder->n_payload;
	size_t n = n_bytes < n_wanted ? n_bytes : n_wanted;
	if (n > 0)
		memcpy(decoder->payload + decoder->n_payload, bytes, n);
	decoder->n_payload += n;
	return n;
}

void neo_usb_decoder_feed(NeoUsbDecoder *decoder, const uint8_t *bytes, size_t n_bytes)
{
	for (size_t i = 0; i < n_bytes;) {
		if (decoder->place == AT_PAYLOAD)
			i += take_payload(decoder, bytes + i, n_bytes - i);
		else if (take(decoder, bytes[i++]) == DECODE_NOT_MINE)
			start_over(decoder);
		if (decoder->place == AT_PAYLOAD &&
			decoder->n_payload == decoder->message.n_payload)
			finish(decoder);
	}
}
