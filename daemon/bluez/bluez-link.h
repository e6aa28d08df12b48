/* SPDX-License-Identifier: MIT */
/* A link to a pen over what bluetoothd gave: files where it can, signals and calls where not. */
#pragma once

#include "daemon/bluez/bluez-private.h"

typedef struct {
	int notify_fd;		 /* -1: by signals of the notify characteristic */
	int write_fd;		 /* may be the same one; -1: by WriteValue */
	const char *notify_path; /* copied; NULL for a serial port */
	const char *write_path;
	guint write_bytes; /* at once */
	bool with_response;
} BluezChannel;
BluezLink *bluez_link_new(Device *device, const BluezChannel *channel, const char *kind);
/* Bytes of a notification that came as a signal. */
void bluez_link_notified(BluezLink *link, const char *path, GVariant *value);
/* To the owner; from then on the owner's. */
void bluez_link_hand_over(BluezLink *link);
/* The pen is gone: the owner hears it, and frees the link. */
void bluez_link_lost(BluezLink *link, const char *why);
/* The device is going; the link lives on without it until its owner frees it. */
void bluez_link_orphan(BluezLink *link);
