/* SPDX-License-Identifier: MIT */
/*
 * Requests of the M1+'s file protocol, as bytes ready to send. Left out on purpose: FORMAT, which erases
 * the pen's ink, and firmware updates. Each function returns the number of bytes written to `out`, or 0
 * when n_out is too small or an argument does not fit. NEO_USB_REQUEST_MAX holds any of them.
 */
#pragma once

#include "protocol/neo-usb.h"

#define NEO_USB_REQUEST_MAX 128

size_t neo_usb_encode_start(uint8_t *out, size_t n_out, uint8_t packet);
/* The requests with nothing to say: GETDEVINFO, GETDISKINFO and the two lists. */
size_t neo_usb_encode_plain(uint8_t *out, size_t n_out, uint8_t packet, NeoUsbCommand command);
size_t neo_usb_encode_settings(
	uint8_t *out, size_t n_out, uint8_t packet, const uint8_t *settings, size_t n_settings);
size_t neo_usb_encode_setting(
	uint8_t *out, size_t n_out, uint8_t packet, NeoUsbSetting setting, uint64_t value);
/* GETFILE_H and DELETEFILE: the whole path, "0:/data/0001.str". */
size_t neo_usb_encode_file(
	uint8_t *out, size_t n_out, uint8_t packet, NeoUsbCommand command, const char *path);
size_t neo_usb_encode_block(
	uint8_t *out, size_t n_out, uint8_t packet, uint32_t offset, uint32_t n_bytes);
size_t neo_usb_encode_power_off(uint8_t *out, size_t n_out, uint8_t packet);
