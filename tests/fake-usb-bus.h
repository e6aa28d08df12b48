/* SPDX-License-Identifier: MIT */
/*
 * A USB without a kernel, for tests of daemon/usb: umockdev shows libusb a /sys and a /dev of its own, and each system
 * call of libusb's on a pen is answered here, in umockdev's thread. The pens are fake-usb-pen.h's, as CDC serial
 * devices: interface 0 with an interrupt endpoint, interface 1 with the bulk ones, both with a kernel driver at first.
 * Differs from the real thing: a made-up device file is always ready, so libusb is asked all the time.
 */
#pragma once

#include <errno.h>
#include <umockdev.h>

#include "tests/fake-usb-pen.h"

#define URB_SIZE 56 /* struct usbdevfs_urb, 64 bits */
#define URB_ZERO_PACKET 0x40

typedef struct {
	UMockdevTestbed *testbed;
	guint n_devices; /* numbers are never used twice */
} FakeUsbBus;

typedef struct {
	UMockdevIoctlData *urb, *buffer;
	guint length;
} FakeUsbUrb;

typedef struct {
	FakeUsbBus *bus;
	FakeUsbPen *pen; /* borrowed */
	UMockdevIoctlBase *handler;
	GMutex lock;
	GRand *chance;
	char *path, *node;
	GQueue reading;	    /* of FakeUsbUrb: waits for the pen's bytes */
	GQueue done;	    /* of UMockdevIoctlData: URBs to be reaped */
	FakeUsbUrb *notice; /* waits on the interrupt endpoint */
	bool gone, held, open;
	bool kernel_driver[2], claimed[2];
	bool refuses_line;  /* control requests are stalled */
	guint n_stalls;	    /* so many of the next reads are stalled */
	guint n_out_stalls; /* and writes */
	guint n_halts_cleared, n_zero_packets, n_reading_most;
	guint baud, lines; /* as set */
} FakeUsbDevice;

static inline guint fake_usb_bus_u32(UMockdevIoctlData *data, gsize offset)
{
	guint8 *bytes = NULL;
	int n_bytes = 0;
	umockdev_ioctl_data_retrieve(data, &bytes, &n_bytes);
	g_assert_cmpuint(offset + 4, <=, (gsize)n_bytes);
	const guint value = (guint)fake_usb_number(bytes + offset, 4);
	g_free(bytes);
	return value;
}

static inline void fake_usb_bus_set(UMockdevIoctlData *data, gsize offset, guint value)
{
	guint8 bytes[4];
	for (guint i = 0; i < 4; i++)
		bytes[i] = (guint8)(value >> 8 * i);
	umockdev_ioctl_data_update(data, offset, bytes, 4);
}

/* ---- transfers; the lock is held */

static inline void fake_usb_finish(
	FakeUsbDevice *device, FakeUsbUrb *urb, int status, guint n_bytes)
{
	fake_usb_bus_set(urb->urb, 4, (guint)status);
	fake_usb_bus_set(urb->urb, 28, n_bytes);
	g_queue_push_tail(&device->done, urb->urb);
	if (urb->buffer)
		g_object_unref(urb->buffer);
	g_free(urb);
}

/* In pieces of any size, as long as there are bytes and reads that wait for them. */
static inline void fake_usb_serve(FakeUsbDevice *device)
{
	GByteArray *out = device->pen->out;
	while (!g_queue_is_empty(&device->reading) && out->len > 0) {
		FakeUsbUrb *urb = g_queue_pop_head(&device->reading);
		if (device->n_stalls > 0) {
			device->n_stalls--;
			fake_usb_finish(device, urb, -EPIPE, 0);
			continue;
		}
		const guint n_piece = (guint)g_rand_int_range(device->chance, 1, 700);
		const guint n = MIN(MIN(out->len, urb->length), n_piece);
		umockdev_ioctl_data_update(urb->buffer, 0, out->data, (gint)n);
		g_byte_array_remove_range(out, 0, n);
		fake_usb_finish(device, urb, 0, n);
	}
}

static inline void fake_usb_control(FakeUsbDevice *device, FakeUsbUrb *urb, const guint8 *setup)
{
	if (device->refuses_line) {
		fake_usb_finish(device, urb, -EPIPE, 0);
		return;
	}
	g_assert_cmphex(setup[0], ==, 0x21);
	g_assert_cmpuint(setup[4], ==, 0); /* the control interface */
	if (setup[1] == 0x20)
		device->baud = (guint)fake_usb_number(setup + 8, 4);
	else
		device->lines = setup[2];
	fake_usb_finish(device, urb, 0, setup[6]);
}

static inline int fake_usb_submit(FakeUsbDevice *device, UMockdevIoctlData *argument)
{
	g_autoptr(GError) error = NULL;
	FakeUsbUrb *urb = g_new0(FakeUsbUrb, 1);
	guint8 *head = NULL, *bytes = NULL;
	int n_head = 0, n_bytes = 0;
	urb->urb = umockdev_ioctl_data_resolve(argument, 0, URB_SIZE, &error);
	g_assert_no_error(error);
	umockdev_ioctl_data_retrieve(urb->urb, &head, &n_head);
	urb->length = (guint)fake_usb_number(head + 24, 4);
	if (urb->length > 0) {
		urb->buffer = umockdev_ioctl_data_resolve(urb->urb, 16, urb->length, &error);
		g_assert_no_error(error);
		umockdev_ioctl_data_retrieve(urb->buffer, &bytes, &n_bytes);
	}
	const guint8 kind = head[0], endpoint = head[1];
	if (kind == 2) {
		fake_usb_control(device, urb, bytes);
	} else if (endpoint == 0x81) {
		g_queue_push_tail(&device->reading, urb);
		device->n_reading_most = MAX(device->n_reading_most, device->reading.length);
	} else if (endpoint == 0x83) {
		g_assert_null(device->notice);
		device->notice = urb;
	} else {
		g_assert_cmphex(endpoint, ==, 0x02);
		const bool stalls = device->n_out_stalls > 0;
		device->n_out_stalls -= stalls;
		device->n_zero_packets += (fake_usb_number(head + 8, 4) & URB_ZERO_PACKET) != 0;
		if (!stalls)
			fake_usb_pen_hear(device->pen, bytes, urb->length);
		fake_usb_finish(device, urb, stalls ? -EPIPE : 0, stalls ? 0 : urb->length);
	}
	if (device->pen->gone)
		g_byte_array_set_size(device->pen->out, 0);
	fake_usb_serve(device);
	g_free(head);
	g_free(bytes);
	return 0;
}

static inline FakeUsbUrb *fake_usb_waiting(FakeUsbDevice *device, gulong address)
{
	FakeUsbUrb *notice = device->notice;
	if (notice && notice->urb->client_addr == address) {
		device->notice = NULL;
		return notice;
	}
	for (GList *at = device->reading.head; at; at = at->next) {
		FakeUsbUrb *urb = at->data;
		if (urb->urb->client_addr == address) {
			g_queue_delete_link(&device->reading, at);
			return urb;
		}
	}
	return NULL;
}

static inline int fake_usb_discard(FakeUsbDevice *device, UMockdevIoctlData *argument)
{
	UMockdevIoctlData *urb = umockdev_ioctl_data_resolve(argument, 0, URB_SIZE, NULL);
	FakeUsbUrb *waiting = fake_usb_waiting(device, urb->client_addr);
	g_object_unref(urb);
	if (!waiting)
		return EINVAL;
	fake_usb_finish(device, waiting, -ENOENT, 0);
	return 0;
}

static inline int fake_usb_reap(FakeUsbDevice *device, UMockdevIoctlData *argument)
{
	UMockdevIoctlData *urb = g_queue_pop_head(&device->done);
	if (!urb)
		return device->gone ? ENODEV : EAGAIN;
	UMockdevIoctlData *where = umockdev_ioctl_data_resolve(argument, 0, sizeof(gpointer), NULL);
	umockdev_ioctl_data_set_ptr(where, 0, urb);
	g_object_unref(where);
	g_object_unref(urb);
	return 0;
}

/* ---- interfaces */

static inline int fake_usb_claim(FakeUsbDevice *device, UMockdevIoctlData *argument, gsize n_bytes)
{
	UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, n_bytes, NULL);
	const guint number = fake_usb_bus_u32(data, 0);
	g_object_unref(data);
	g_assert_cmpuint(number, <, 2);
	if (device->held)
		return EBUSY;
	device->kernel_driver[number] = false;
	device->claimed[number] = true;
	return 0;
}

static inline int fake_usb_release(FakeUsbDevice *device, UMockdevIoctlData *argument)
{
	UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, 4, NULL);
	device->claimed[fake_usb_bus_u32(data, 0)] = false;
	g_object_unref(data);
	return device->gone ? ENODEV : 0;
}

/* The kernel's serial driver is asked for the control interface, and takes both. Asked for the data interface before,
 * or while one of them is not free, it does not come at all (Linux 6.1: "probe failed with error -16"). */
static inline int fake_usb_connect(FakeUsbDevice *device, UMockdevIoctlData *argument)
{
	UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, 16, NULL);
	const guint number = fake_usb_bus_u32(data, 0);
	g_object_unref(data);
	if (device->gone)
		return ENODEV;
	g_assert_cmpuint(number, ==, 0);
	g_assert_false(device->claimed[0] || device->claimed[1]);
	device->kernel_driver[0] = device->kernel_driver[1] = true;
	return 0;
}

static inline int fake_usb_capabilities(UMockdevIoctlData *argument)
{
	UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, 4, NULL);
	fake_usb_bus_set(data, 0, 1); /* knows URB_ZERO_PACKET */
	g_object_unref(data);
	return 0;
}

static inline int fake_usb_ioctl(FakeUsbDevice *device, guint number, UMockdevIoctlData *argument)
{
	switch (number) {
	case 8: /* GETDRIVER */
		return ENODATA;
	case 10: /* SUBMITURB */
		return device->gone ? ENODEV : fake_usb_submit(device, argument);
	case 11: /* DISCARDURB */
		return fake_usb_discard(device, argument);
	case 12: /* REAPURB */
	case 13: /* REAPURBNDELAY */
		return fake_usb_reap(device, argument);
	case 15: /* CLAIMINTERFACE */
		return fake_usb_claim(device, argument, 4);
	case 16: /* RELEASEINTERFACE */
		return fake_usb_release(device, argument);
	case 18: /* IOCTL */
		return fake_usb_connect(device, argument);
	case 21: /* CLEAR_HALT */
		device->n_halts_cleared++;
		return 0;
	case 26: /* GET_CAPABILITIES */
		return fake_usb_capabilities(argument);
	case 27: /* DISCONNECT_CLAIM */
		return fake_usb_claim(device, argument, 264);
	}
	g_error("a system call %u that this USB does not know", number);
}

static inline gboolean fake_usb_handle(
	UMockdevIoctlBase *handler, UMockdevIoctlClient *client, gpointer user)
{
	FakeUsbDevice *device = user;
	(void)handler;
	g_mutex_lock(&device->lock);
	const int code =
		fake_usb_ioctl(device, (guint)umockdev_ioctl_client_get_request(client) & 0xFF,
			umockdev_ioctl_client_get_arg(client));
	g_mutex_unlock(&device->lock);
	umockdev_ioctl_client_complete(client, code ? -1 : 0, code);
	return TRUE;
}

/* ---- plugging */

static inline char *fake_usb_descriptors(bool is_pen)
{
	/* Device 0E8D:0023, then one configuration: CDC control with an interrupt endpoint, CDC data with two
	 * bulk ones, full speed. A hub has nothing of interest. */
	if (!is_pen)
		return g_strdup("1201000209000140"
				"6B1D0200"
				"0100000000"
				"01"
				"09021900010100E000"
				"0904000001090000"
				"00"
				"0705810304000C");
	return g_strdup("1201000202000040"
			"8D0E2300"
			"0001010203"
			"01"
			"09024300020100C032"
			"090400000102020100"
			"0524001001"
			"05240100"
			"01"
			"04240202"
			"0524060001"
			"0705830310000A"
			"09040100020A000000"
			"07058102400000"
			"07050202400000");
}

static inline void fake_usb_bus_add(
	FakeUsbBus *bus, const char *name, const char *node, guint number, bool is_pen)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *descriptors = fake_usb_descriptors(is_pen);
	g_autofree char *text =
		g_strdup_printf("P: /devices/pci0000:00/0000:00:14.0/%s\nN: %s\nE: "
				"SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
				"E: DEVNAME=/dev/%s\nE: BUSNUM=001\nE: DEVNUM=%03u\nA: "
				"busnum=1\\n\nA: devnum=%u\\n\n"
				"A: speed=12\\n\nA: bConfigurationValue=1\\n\nH: descriptors=%s\n",
			name, node, node, number, number, descriptors);
	umockdev_testbed_add_from_string(bus->testbed, text, &error);
	g_assert_no_error(error);
}

static inline FakeUsbBus *fake_usb_bus_new(void)
{
	FakeUsbBus *bus = g_new0(FakeUsbBus, 1);
	bus->testbed = umockdev_testbed_new();
	bus->n_devices = 1;
	fake_usb_bus_add(bus, "usb1", "bus/usb/001/001", 1, false);
	return bus;
}

static inline void fake_usb_bus_free(FakeUsbBus *bus)
{
	g_object_unref(bus->testbed);
	g_free(bus);
}

/* A hub at "1-2" or so: its pens are "usb1/1-2/1-2.3". */
static inline void fake_usb_bus_add_hub(FakeUsbBus *bus, const char *port)
{
	g_autofree char *name = g_strconcat("usb1/", port, NULL);
	g_autofree char *node = g_strdup_printf("bus/usb/001/%03u", ++bus->n_devices);
	fake_usb_bus_add(bus, name, node, bus->n_devices, false);
}

/* name: "usb1/1-3". The pen's own state is as it was. */
static inline FakeUsbDevice *fake_usb_plug_with(
	FakeUsbBus *bus, const char *name, FakeUsbPen *pen, void (*prepare)(FakeUsbDevice *device))
{
	FakeUsbDevice *device = g_new0(FakeUsbDevice, 1);
	g_autoptr(GError) error = NULL;
	const guint number = ++bus->n_devices;
	g_autofree char *node = g_strdup_printf("bus/usb/001/%03u", number);
	device->bus = bus;
	device->pen = pen;
	pen->gone = false;
	device->chance = g_rand_new_with_seed(number);
	device->path = g_strconcat("/sys/devices/pci0000:00/0000:00:14.0/", name, NULL);
	device->node = g_strconcat("/dev/", node, NULL);
	device->kernel_driver[0] = device->kernel_driver[1] = true;
	if (prepare)
		prepare(device);
	device->handler = umockdev_ioctl_base_new();
	g_signal_connect(device->handler, "handle-ioctl", G_CALLBACK(fake_usb_handle), device);
	/* The node is there before anybody hears of it. */
	fake_usb_bus_add(bus, name, node, number, true);
	umockdev_testbed_attach_ioctl(bus->testbed, device->node, device->handler, &error);
	g_assert_no_error(error);
	return device;
}

static inline FakeUsbDevice *fake_usb_plug(FakeUsbBus *bus, const char *name, FakeUsbPen *pen)
{
	return fake_usb_plug_with(bus, name, pen, NULL);
}

static inline void fake_usb_unplug(FakeUsbDevice *device)
{
	g_mutex_lock(&device->lock);
	device->gone = true;
	while (!g_queue_is_empty(&device->reading))
		fake_usb_finish(device, g_queue_pop_head(&device->reading), -ESHUTDOWN, 0);
	if (device->notice)
		fake_usb_finish(device, g_steal_pointer(&device->notice), -ESHUTDOWN, 0);
	g_byte_array_set_size(device->pen->out, 0);
	g_byte_array_set_size(device->pen->heard, 0);
	g_mutex_unlock(&device->lock);
	umockdev_testbed_uevent(device->bus->testbed, device->path, "remove");
	umockdev_testbed_remove_device(device->bus->testbed, device->path);
}

/* Nobody has it open any more. */
static inline void fake_usb_device_free(FakeUsbDevice *device)
{
	g_autoptr(GError) error = NULL;
	g_assert_cmpuint(device->reading.length, ==, 0);
	g_assert_null(device->notice);
	if (!device->gone)
		umockdev_testbed_detach_ioctl(device->bus->testbed, device->node, &error);
	g_queue_clear_full(&device->done, g_object_unref);
	g_object_unref(device->handler);
	g_rand_free(device->chance);
	g_mutex_clear(&device->lock);
	g_free(device->path);
	g_free(device->node);
	g_free(device);
}
