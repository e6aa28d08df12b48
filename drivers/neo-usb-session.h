/* SPDX-License-Identifier: MIT */
/*
 * One M1+ on the cable, shared by neo-usb.c (handshake) and neo-usb-download.c (its files). Internal to the
 * driver.
 */
#pragma once

#include "drivers/pen.h"
#include "protocol/neo-usb.h"

typedef enum {
	NEO_USB_STEP_START = 0,
	NEO_USB_STEP_DEVICE,
	NEO_USB_STEP_DISK,     /* newer firmware only */
	NEO_USB_STEP_SETTINGS, /* clock, battery, does it store */
	NEO_USB_STEP_CLOCK,    /* set, after it was read */
	NEO_USB_STEP_STORING,  /* switched on */
	NEO_USB_STEP_READY,    /* nothing asked */
	NEO_USB_STEP_REFRESH,  /* battery asked */
	NEO_USB_STEP_DOWNLOAD, /* neo-usb-download.c has the word */
	NEO_USB_STEP_ENDED,
} NeoUsbStep;

typedef struct NeoUsbDownload NeoUsbDownload;

typedef struct {
	Pen *pen;
	NeoUsbDecoder *decoder;
	NeoUsbDownload *download;
	NeoUsbStep step;
	guint n_asked;	/* how often this step's request was sent */
	guint8 packet;	/* of the next request */
	bool has_disk;	/* the firmware knows GETDISKINFO */
	bool stores;	/* ink while away, as it was read */
	bool was_ready; /* on this link */
	bool fetch_wanted;
	gint64 began_ms;  /* the download */
	GString *caveats; /* what is not well although it works, of this link */
	GString *download_caveats;
} NeoUsbSession;

/* neo-usb.c: back to rest, nothing is asked. */
void neo_usb_rest(NeoUsbSession *session);

/* neo-usb-download.c. What was fetched is remembered over links, and so is a file that came in part. */
NeoUsbDownload *neo_usb_download_new(NeoUsbSession *session);
NeoUsbDownload *neo_usb_download_free(NeoUsbDownload *download); /* returns NULL; accepts NULL */
void neo_usb_download_start(NeoUsbDownload *download);
void neo_usb_download_answer(NeoUsbDownload *download, const NeoUsbMessage *message);
void neo_usb_download_stored(NeoUsbDownload *download, guint64 token);
void neo_usb_download_timer(NeoUsbDownload *download);
void neo_usb_download_stop(NeoUsbDownload *download);
void neo_usb_download_inherit(NeoUsbDownload *download, NeoUsbDownload *older);
