/* SPDX-License-Identifier: MIT */
/*
 * libusb in GLib's loop: its descriptors are sources of the default context, and whatever wakes one has libusb look
 * at all that is due, without waiting. libusb's own time-outs are a descriptor too.
 */
#pragma once

#include <glib.h>
#include <libusb.h>

typedef struct UsbLoop UsbLoop;

UsbLoop *usb_loop_new(libusb_context *context);
UsbLoop *usb_loop_free(UsbLoop *loop); /* before libusb_exit; returns NULL; accepts NULL */
