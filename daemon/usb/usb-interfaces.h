/* SPDX-License-Identifier: MIT */
/* The interfaces and endpoints of a pen that we speak on, out of its configuration descriptor. */
#pragma once

#include <glib.h>
#include <libusb.h>
#include <stdbool.h>

typedef struct {
	int data;    /* the interface with the bulk endpoints */
	int control; /* of a CDC device, which the line is set up on; -1 none */
	guint8 bulk_in, bulk_out;
	guint8 interrupt_in; /* of the control interface; 0 none */
} UsbInterfaces;

/* False: there is none of this class with bulk endpoints both ways. */
bool usb_interfaces_find(libusb_device *device, guint data_class, UsbInterfaces *found);
