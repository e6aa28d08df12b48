/* SPDX-License-Identifier: MIT */
/* See usb-interfaces.h. The descriptor is the one that the kernel has read already: nothing is transferred. */
#include "daemon/usb/usb-interfaces.h"

static guint8 find_endpoint(
	const struct libusb_interface_descriptor *interface, guint8 kind, guint8 direction)
{
	for (guint i = 0; i < interface->bNumEndpoints; i++) {
		const struct libusb_endpoint_descriptor *endpoint = &interface->endpoint[i];

		if ((endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) == kind &&
			(endpoint->bEndpointAddress & LIBUSB_ENDPOINT_DIR_MASK) == direction)
			return endpoint->bEndpointAddress;
	}
	return 0;
}

static void look_at(
	const struct libusb_interface_descriptor *interface, guint data_class, UsbInterfaces *found)
{
	const guint8 in = find_endpoint(interface, LIBUSB_TRANSFER_TYPE_BULK, LIBUSB_ENDPOINT_IN);
	const guint8 out = find_endpoint(interface, LIBUSB_TRANSFER_TYPE_BULK, LIBUSB_ENDPOINT_OUT);

	if (interface->bInterfaceClass == data_class && in != 0 && out != 0 && found->data < 0) {
		found->data = interface->bInterfaceNumber;
		found->bulk_in = in;
		found->bulk_out = out;
	} else if (interface->bInterfaceClass == LIBUSB_CLASS_COMM &&
		   data_class == LIBUSB_CLASS_DATA && found->control < 0) {
		found->control = interface->bInterfaceNumber;
		found->interrupt_in = find_endpoint(
			interface, LIBUSB_TRANSFER_TYPE_INTERRUPT, LIBUSB_ENDPOINT_IN);
	}
}

bool usb_interfaces_find(libusb_device *device, guint data_class, UsbInterfaces *found)
{
	struct libusb_config_descriptor *config = NULL;

	*found = (UsbInterfaces){ .data = -1, .control = -1 };
	if (libusb_get_active_config_descriptor(device, &config) != 0)
		return false;
	for (guint i = 0; i < config->bNumInterfaces; i++)
		if (config->interface[i].num_altsetting > 0)
			look_at(&config->interface[i].altsetting[0], data_class, found);
	libusb_free_config_descriptor(config);
	return found->data >= 0;
}
