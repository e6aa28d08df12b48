/* SPDX-License-Identifier: MIT */
/*
 * One file of an M1+ on its way to us, block by block. What came of it can be kept and gone on with later: the
 * first block then begins a little before its end, to see that it is the same file. Internal to the driver.
 */
#pragma once

#include "protocol/neo-usb-file.h"
#include "protocol/neo-usb.h"

#include <glib.h>

typedef struct {
	char name[NEO_USB_NAME_SIZE + 1];
	guint32 size;
	NeoUsbFileKind kind; /* when enough of it came to say */
	GByteArray *bytes;   /* what came */
	guint32 block_size;
	guint32 from, n_wanted; /* the block to ask for */
} NeoUsbFetch;

typedef enum {
	NEO_USB_FETCH_TAKEN,
	NEO_USB_FETCH_AGAIN,   /* refused, or not what was asked for */
	NEO_USB_FETCH_LATE,    /* of another block: nothing follows from it */
	NEO_USB_FETCH_CHANGED, /* not the file that it was: begun anew */
} NeoUsbFetchOutcome;

NeoUsbFetch *neo_usb_fetch_new(const char *name);
void neo_usb_fetch_free(gpointer fetch);
/* The pen opened it. False: longer than any note can be. */
bool neo_usb_fetch_begin(NeoUsbFetch *fetch, guint32 size, guint32 packet_size);
/* All of it is here, or as much as there is any use for. */
bool neo_usb_fetch_is_done(const NeoUsbFetch *fetch);
NeoUsbFetchOutcome neo_usb_fetch_take(NeoUsbFetch *fetch, const NeoUsbMessage *message);
