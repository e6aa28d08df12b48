/* SPDX-License-Identifier: MIT */
/* The decoder_* slots of the neo-usb driver (drivers/driver.h): reading a recording. Internal to the driver. */
#pragma once

#include "drivers/driver.h"

void *neo_usb_passive_new(
	const DotSink *sink, void (*told)(void *user, const char *json), void *user);
void neo_usb_passive_feed(void *passive, TransferDirection direction, const guint8 *bytes,
	gsize n_bytes, gint64 host_ms);
void neo_usb_passive_end(void *passive, gint64 host_ms);
void neo_usb_passive_free(void *passive);
const char *neo_usb_passive_address(const void *passive);
