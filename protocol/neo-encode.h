/* SPDX-License-Identifier: MIT */
/*
 * Host commands of Neo protocol 2, as bytes ready to send, escapes done (protocol 1: neo-v1-encode.h).
 * Left out on purpose: setting 17, which erases the pen's storage. Each function returns the number of bytes written to `out`, or 0 when n_out is too
 * small or an argument does not fit the field. NEO_FRAME_MAX holds any of them.
 */
#pragma once

#include "protocol/neo.h"

#define NEO_FRAME_MAX 4200	 /* a firmware block of 2048 bytes, every byte of it escaped */
#define NEO_ALL_NOTES UINT32_MAX /* as the book of a NeoNote */

typedef enum {
	NEO_SETTING_CLOCK = 1,
	NEO_SETTING_AUTO_POWER_OFF = 2,
	NEO_SETTING_POWER_OFF_ON_CAP = 3,
	NEO_SETTING_AUTO_POWER_ON = 4,
	NEO_SETTING_BEEP = 5,
	NEO_SETTING_HOVER = 6,
	NEO_SETTING_STORE_OFFLINE = 7,
	NEO_SETTING_FSR_SENSITIVITY = 9,
	NEO_SETTING_USB_MODE = 10,
	NEO_SETTING_DOWN_SAMPLING = 11,
	NEO_SETTING_FSC_SENSITIVITY = 13,
	NEO_SETTING_TRANSMISSION_TYPE = 14,
	NEO_SETTING_BEEP_AND_LIGHT = 16, /* value 0 */
} NeoSetting;

typedef enum { NEO_FETCH_SIZE = 0, NEO_FETCH_DELETE = 1, NEO_FETCH_KEEP = 2 } NeoFetch;

/* Any v2 frame: C0, escaped CMD [ERR] LEN PAYLOAD, C1. err < 0 leaves the ERR byte out. */
size_t neo_encode_frame(uint8_t *out, size_t n_out, uint8_t command, int error, const void *payload,
	size_t n_payload);

size_t neo_encode_version_request(uint8_t *out, size_t n_out, uint16_t app_type,
	const char *app_version, const char *protocol);
size_t neo_encode_password(uint8_t *out, size_t n_out, const char *password);
size_t neo_encode_password_change(
	uint8_t *out, size_t n_out, bool use, const char *old_password, const char *new_password);
size_t neo_encode_settings_request(uint8_t *out, size_t n_out);
/* Value width by type: clock u64, auto power off u16, else u8. */
size_t neo_encode_setting(uint8_t *out, size_t n_out, NeoSetting setting, uint64_t value);
size_t neo_encode_led_color(uint8_t *out, size_t n_out, uint32_t argb);
size_t neo_encode_bluetooth_name(uint8_t *out, size_t n_out, const char *name);
size_t neo_encode_system_change(uint8_t *out, size_t n_out, uint8_t type, uint32_t step); /* 0x06 */
size_t neo_encode_system_request(uint8_t *out, size_t n_out);				  /* 0x07 */
size_t neo_encode_live_all(uint8_t *out, size_t n_out);
size_t neo_encode_live_notes(uint8_t *out, size_t n_out, const NeoNote *notes, size_t n_notes);
size_t neo_encode_note_list_request(uint8_t *out, size_t n_out); /* 0x21, all */
size_t neo_encode_page_list_request(uint8_t *out, size_t n_out, const NeoNote *note);
size_t neo_encode_fetch(uint8_t *out, size_t n_out, NeoFetch fetch, bool compress,
	const NeoNote *note, const uint32_t *pages, size_t n_pages);
size_t neo_encode_chunk_reply(uint8_t *out, size_t n_out, bool ok, uint16_t packet_id, bool go_on);
size_t neo_encode_delete_notes(uint8_t *out, size_t n_out, uint32_t section, uint32_t owner,
	const uint32_t *books, size_t n_books);
size_t neo_encode_note_info_request(uint8_t *out, size_t n_out, const NeoNote *note);
size_t neo_encode_delete_pages(
	uint8_t *out, size_t n_out, const NeoNote *note, const uint32_t *pages, size_t n_pages);
size_t neo_encode_firmware_request(uint8_t *out, size_t n_out, const char *device,
	const char *version, uint32_t file_size, uint32_t packet_size, bool compressed,
	uint8_t file_sum);
size_t neo_encode_firmware_block(uint8_t *out, size_t n_out, bool stop, uint32_t offset,
	uint8_t sum, uint32_t size_before, uint32_t size_after, const void *data, size_t n_data);
size_t neo_encode_profile_info(uint8_t *out, size_t n_out, const char *profile);
size_t neo_encode_profile_read(
	uint8_t *out, size_t n_out, const char *profile, const char *const *keys, size_t n_keys);
size_t neo_encode_profile_create(uint8_t *out, size_t n_out, const char *profile,
	const char *password, uint16_t sector_size, uint16_t n_sectors);
size_t neo_encode_profile_delete(
	uint8_t *out, size_t n_out, const char *profile, const char *password);
size_t neo_encode_profile_write(uint8_t *out, size_t n_out, const char *profile,
	const char *password, const char *key, const void *value, size_t n_value);
size_t neo_encode_profile_delete_values(uint8_t *out, size_t n_out, const char *profile,
	const char *password, const char *const *keys, size_t n_keys);
