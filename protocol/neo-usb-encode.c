/* SPDX-License-Identifier: MIT */
/* See neo-usb-encode.h; the layout is in neo-usb.c. */
#include "protocol/neo-usb-encode.h"

#define PROTOCOL 2

static size_t encode(uint8_t *out, size_t n_out, uint8_t packet, NeoUsbCommand command,
	const ByteWriter *payload)
{
	const char *name = neo_usb_command_name(command);
	const size_t n_payload = payload ? byte_writer_size(payload) : 0;
	ByteWriter writer = byte_writer(out, n_out);
	byte_writer_slice(&writer, "AT+", 3);
	byte_writer_slice(&writer, name, strlen(name));
	byte_writer_u8(&writer, NEO_USB_REQUEST);
	byte_writer_u8(&writer, packet);
	byte_writer_u16(&writer, (uint16_t)n_payload);
	byte_writer_u8(&writer, ',');
	if (payload)
		byte_writer_slice(&writer, payload->start, n_payload);
	return writer.failed || (payload && payload->failed) ? 0 : byte_writer_size(&writer);
}

size_t neo_usb_encode_start(uint8_t *out, size_t n_out, uint8_t packet)
{
	uint8_t bytes[5];
	ByteWriter payload = byte_writer(bytes, sizeof bytes);
	byte_writer_u32(&payload, PROTOCOL);
	byte_writer_u8(&payload, 0);
	return encode(out, n_out, packet, NEO_USB_START, &payload);
}

size_t neo_usb_encode_plain(uint8_t *out, size_t n_out, uint8_t packet, NeoUsbCommand command)
{
	return encode(out, n_out, packet, command, NULL);
}

size_t neo_usb_encode_settings(
	uint8_t *out, size_t n_out, uint8_t packet, const uint8_t *settings, size_t n_settings)
{
	uint8_t bytes[16];
	ByteWriter payload = byte_writer(bytes, sizeof bytes);
	byte_writer_u8(&payload, (uint8_t)n_settings);
	byte_writer_slice(&payload, settings, n_settings);
	return encode(out, n_out, packet, NEO_USB_SETTINGS, &payload);
}

size_t neo_usb_encode_setting(
	uint8_t *out, size_t n_out, uint8_t packet, NeoUsbSetting setting, uint64_t value)
{
	uint8_t bytes[10];
	ByteWriter payload = byte_writer(bytes, sizeof bytes);
	const size_t n_value = neo_usb_setting_size(setting);
	if (n_value < 8 && value >> (8 * n_value) != 0)
		return 0;
	byte_writer_u8(&payload, 1);
	byte_writer_u8(&payload, (uint8_t)setting);
	byte_writer_unsigned(&payload, value, n_value);
	return encode(out, n_out, packet, NEO_USB_SETTING, &payload);
}

size_t neo_usb_encode_file(
	uint8_t *out, size_t n_out, uint8_t packet, NeoUsbCommand command, const char *path)
{
	uint8_t bytes[NEO_USB_PATH_SIZE] = { 0 };
	ByteWriter payload = byte_writer(bytes, sizeof bytes);
	byte_writer_slice(&payload, path, strlen(path));
	payload.at = payload.end; /* the rest is zeros */
	return encode(out, n_out, packet, command, &payload);
}

size_t neo_usb_encode_block(
	uint8_t *out, size_t n_out, uint8_t packet, uint32_t offset, uint32_t n_bytes)
{
	uint8_t bytes[8];
	ByteWriter payload = byte_writer(bytes, sizeof bytes);
	byte_writer_u32(&payload, offset);
	byte_writer_u32(&payload, n_bytes);
	return encode(out, n_out, packet, NEO_USB_BLOCK, &payload);
}

size_t neo_usb_encode_power_off(uint8_t *out, size_t n_out, uint8_t packet)
{
	uint8_t nothing = 0;
	ByteWriter payload = byte_writer(&nothing, 1);
	byte_writer_u8(&payload, 0);
	return encode(out, n_out, packet, NEO_USB_POWER_OFF, &payload);
}
