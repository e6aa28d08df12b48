/* SPDX-License-Identifier: MIT */
/*
 * Host commands of Neo protocol 1, as bytes ready to send. Each function returns the number of bytes
 * written to `out`, or 0 when n_out is too small or an argument does not fit its field.
 * NEO_V1_COMMAND_MAX holds any of them.
 */
#pragma once

#include "protocol/neo-v1.h"

#define NEO_V1_COMMAND_MAX 64

/* Any frame: C0 CMD LEN PAYLOAD C1. */
size_t neo_v1_encode_frame(
	uint8_t *out, size_t n_out, uint8_t command, const void *payload, size_t n_payload);

size_t neo_v1_encode_state_answer(uint8_t *out, size_t n_out, uint64_t now_ms, bool ok); /* 02 */
size_t neo_v1_encode_clock(uint8_t *out, size_t n_out, uint64_t now_ms, int32_t time_zone_ms);
size_t neo_v1_encode_hover(uint8_t *out, size_t n_out, bool on);
size_t neo_v1_encode_auto_power_off(uint8_t *out, size_t n_out, uint16_t minutes);
/* 0B, which ink to report: all, all of up to 10 owners, or up to 9 notes of one owner. */
size_t neo_v1_encode_all_notes(uint8_t *out, size_t n_out);
size_t neo_v1_encode_owners(uint8_t *out, size_t n_out, const uint32_t *section_owners, size_t n);
size_t neo_v1_encode_notes(
	uint8_t *out, size_t n_out, uint32_t section_owner, const uint32_t *notes, size_t n_notes);
size_t neo_v1_encode_password(uint8_t *out, size_t n_out, const char *password);
size_t neo_v1_encode_password_change(
	uint8_t *out, size_t n_out, const char *old_password, const char *new_password);
size_t neo_v1_encode_up_answer(uint8_t *out, size_t n_out, uint64_t up_ms); /* 14, not needed */
size_t neo_v1_encode_status_request(uint8_t *out, size_t n_out);	    /* 21 */

typedef enum { NEO_V1_KEEP = 0, NEO_V1_ON = 1, NEO_V1_OFF = 2 } NeoV1Switch;

/* 26; what is to stay as it is: -1 for the zone, UINT16_MAX for the sensitivity, else 0. */
typedef struct {
	int32_t time_zone_ms;
	uint64_t clock_ms;
	uint32_t color;
	NeoV1Switch auto_power_on, accelerometer, hover, beep;
	uint16_t auto_power_off_min;
	uint16_t sensitivity;
} NeoV1Settings;
size_t neo_v1_encode_settings(uint8_t *out, size_t n_out, const NeoV1Settings *settings);

size_t neo_v1_encode_color(uint8_t *out, size_t n_out, uint32_t rgb); /* 28 */
size_t neo_v1_encode_auto_power_on(uint8_t *out, size_t n_out, bool on);
size_t neo_v1_encode_sensitivity(uint8_t *out, size_t n_out, uint16_t sensitivity); /* 0 to 4 */
size_t neo_v1_encode_beep(uint8_t *out, size_t n_out, bool on);

size_t neo_v1_encode_note_list_request(uint8_t *out, size_t n_out); /* 45 */
/* 47, up to 10 notes. The pen deletes what it has sent. */
size_t neo_v1_encode_fetch(
	uint8_t *out, size_t n_out, uint32_t section_owner, const uint32_t *notes, size_t n_notes);
size_t neo_v1_encode_file_answer(uint8_t *out, size_t n_out, bool ok);		 /* 42 */
size_t neo_v1_encode_packet_answer(uint8_t *out, size_t n_out, uint16_t index);	 /* 44 */
size_t neo_v1_encode_delete(uint8_t *out, size_t n_out, uint32_t section_owner); /* 4A */
