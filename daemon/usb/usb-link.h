/* SPDX-License-Identifier: MIT */
/*
 * One pen on the cable as a Link: its interfaces claimed, its serial line set up, bytes both ways by asynchronous
 * transfers. It dies in two steps: freed by its owner (or never owned), it cancels what is on its way, and only when
 * all of that has come back is the device closed and given back to the kernel.
 */
#pragma once

#include <libusb.h>

#include "daemon/links/link.h"
#include "drivers/model.h"

typedef struct UsbLink UsbLink;

typedef enum {
	USB_LINK_OPENED,
	USB_LINK_BUSY,	    /* another program holds an interface of it */
	USB_LINK_FORBIDDEN, /* we may not */
	USB_LINK_GONE,	    /* unplugged meanwhile */
	USB_LINK_FAILED,
} UsbLinkResult;

typedef struct {
	const Model *model;
	const char *path;  /* "1-2.3" */
	const char *place; /* "slot 7" */
	const LinkOwner *owner;
	/* All is over and the device closed; `link` is freed when this returns. `why`: plain words. */
	void (*ended)(void *user, const char *why);
	void *user;
} UsbLinkOptions;

/* The owner hears `opened` later, when the line is set up. Opened: *link; else *link is NULL and `why` (free it)
 * says in plain English what is wrong. */
UsbLinkResult usb_link_open(
	libusb_device *device, const UsbLinkOptions *options, UsbLink **link, char **why);
/* It was pulled out. */
void usb_link_unplugged(UsbLink *link);
/* At the end, without a loop: true when it may be forgotten, for all its transfers have come back. */
bool usb_link_try_end(UsbLink *link);
/* Has its owner got it? */
bool usb_link_is_linked(const UsbLink *link);
