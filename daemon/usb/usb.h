/* SPDX-License-Identifier: MIT */
/*
 * Pens on the cable, by way of libusb: those that are plugged in, and come and go, are recognised by their numbers
 * (drivers/models), opened, and handed to a LinkOwner. All transfers are asynchronous, in the daemon's one loop. A pen
 * that another program holds, or that we may not open, is a problem with a mend, and is tried again by itself.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "daemon/links/link.h"
#include "daemon/problems/problems.h"
#include "drivers/model.h"

typedef struct {
	const ModelSet *models;
	ProblemSink problems; /* copied; its subject is the place */
	const GPtrArray
		*slots; /* paths of the cabinet's ports in their order (usb-place.h); NULL none */
	guint again_ms; /* the first pause before a pen is tried again; 0: the usual 2 s */
} UsbOptions;

typedef enum {
	USB_PEN_OPENING,
	USB_PEN_LINKED,
	USB_PEN_BUSY,	   /* another program holds it */
	USB_PEN_FORBIDDEN, /* this user may not open it */
	USB_PEN_FAILED,	   /* or let go by its owner; tried again later */
} UsbPenState;

typedef struct {
	const char *path;  /* "1-2.3": bus and ports, as the kernel names it */
	const char *place; /* "slot 7", "USB 1-2.3" */
	const Model *model;
	UsbPenState state;
	const char *reason; /* plain English; "" */
} UsbPen;

/* Told when usb_pens may read differently, at most once a turn of the loop. `changed` may be NULL. */
typedef struct {
	void *user;
	void (*changed)(void *user);
} UsbListener;

typedef struct Usb Usb;

/* NULL: this machine has no USB that a program could see (a container, for one). Pens that are plugged in already
 * come in the next turns of the loop. */
Usb *usb_new(const UsbOptions *options, const LinkOwner *owner, const UsbListener *listener,
	GError **error);
/* The owner has freed its links. Gives every pen back to the kernel. Accepts NULL, returns NULL. */
Usb *usb_free(Usb *usb);

/* Of UsbPen, by path; its texts are borrowed until the next turn of the loop. */
GArray *usb_pens(const Usb *usb);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Usb, usb_free)
