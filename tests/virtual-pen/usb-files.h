/* SPDX-License-Identifier: MIT */
/*
 * The pen on the cable (--usb): no live strokes; its memory is a folder of files, two for each note, served
 * by the M1+'s file protocol. Written from the protocol's description alone, apart from the decoder under test.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
	GByteArray *heard; /* of the request under way */
	bool started;
	char name[17]; /* of the file that is open; "" none */
	GByteArray *file;
	GPtrArray *left;  /* of LeftFile: its partner is deleted */
	GHashTable *read; /* names of files that were read to their end */
} UsbFiles;

struct Pen;

void usb_files_init(UsbFiles *usb);
void usb_files_clear(UsbFiles *usb);
void usb_files_hear(struct Pen *pen, const uint8_t *bytes, gsize n_bytes);
void usb_files_stop(UsbFiles *usb); /* unplugged */
