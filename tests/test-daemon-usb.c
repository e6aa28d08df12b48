/* SPDX-License-Identifier: MIT */
/*
 * Pens on the cable, from libusb's system calls to pages in the store: plugged, fetched, thirty at once in a
 * charging cabinet, and the same ink that came over the air. What goes wrong: test-daemon-usb-trouble.c.
 */
#include "tests/usb-room.h"

#include "daemon/usb/usb-place.h"

#define N_PENS 30

/* ---- one pen */

static void test_plugged(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *pen = place_pen_new(1, 2, 30);
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	place_wait_settled(place, 60);
	g_assert_cmpint(place_n_strokes(place), ==, 60);
	g_assert_cmpuint(device->baud, ==, 115200);
	g_assert_cmpuint(device->lines, ==, 3);
	g_assert_cmpuint(device->n_reading_most, >=, 3); /* the pen never waits for us */
	g_assert_cmpuint(device->n_zero_packets, >, 0);
	g_assert_cmpuint(place->n_changes, >, 0);
	g_autoptr(GArray) pens = usb_pens(place->usb);
	const UsbPen *seen = &g_array_index(pens, UsbPen, 0);
	g_assert_cmpuint(pens->len, ==, 1);
	g_assert_cmpstr(seen->path, ==, "1-3");
	g_assert_cmpstr(seen->place, ==, "USB 1-3");
	g_assert_cmpstr(seen->model->name, ==, "Neo smartpen M1+");
	g_assert_cmpint(seen->state, ==, USB_PEN_LINKED);
	place_unplug(device);
	place_wait_links(place, 0);
	place_wait_pens(place, 0);
	g_assert_cmpstr(place->problems->str, ==, "");
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* The daemon ends: the kernel's driver has its pen again. */
static void test_given_back(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *pen = place_pen_new(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	place_wait_settled(place, 3);
	g_assert_true(device->claimed[0] && device->claimed[1]);
	g_assert_false(device->kernel_driver[0] || device->kernel_driver[1]);
	place->room->pens = pens_free(place->room->pens);
	place->usb = usb_free(place->usb);
	g_assert_false(device->claimed[0] || device->claimed[1]);
	g_assert_true(device->kernel_driver[0] && device->kernel_driver[1]);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* Plugged in before the daemon began. */
static void test_there_already(void)
{
	Place *place = place_new(&(PensOptions){ .pen = { .fetch_stored = true } });
	FakeUsbPen *pen = place_pen_new(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	place_start(place, NULL);
	place_wait_settled(place, 3);
	place_unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* Pulled out in the middle of a block: the rest comes when it is back, all of it once; then it is freed. */
static void test_resumed(void)
{
	Place *place = place_new_started(true);
	FakeUsbPen *pen = place_pen_new(1, 2, 60); /* of each: 1952 and 4832 bytes */
	pen->n_blocks_left = 9;
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	room_run_until(place_is_gone, device);
	place_unplug(device);
	place_wait_links(place, 0);
	fake_usb_device_free(device);
	g_assert_cmpint(place_n_strokes(place), ==, 0);
	g_string_truncate(pen->asked, 0);
	device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	place_wait_settled(place, 120);
	g_assert_nonnull(strstr(pen->asked->str,
		"GETFILE_H 0001.str\nGETFILE_D 1888+64\nGETFILE_H 0001.dot\nGETFILE_D 1984+512\n"));
	g_assert_cmpint(place_n_strokes(place), ==, 120);
	while (pen->files->len > 0) /* freed when it was on disk */
		g_main_context_iteration(NULL, FALSE);
	place_unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* ---- many */

static void test_cabinet(void)
{
	Place *place = place_new(&(PensOptions){ .pen = { .fetch_stored = true } });
	g_autofree char *wrong = NULL;
	g_autoptr(GPtrArray) slots =
		usb_place_parse("1-2.1..7;1-3.1..7;1-4.1..7;1-5.1..7;1-6;1-7", &wrong);
	FakeUsbPen *pens[N_PENS];
	FakeUsbDevice *devices[N_PENS];
	for (guint hub = 0; hub < 4; hub++) {
		g_autofree char *port = g_strdup_printf("1-%u", hub + 2);
		fake_usb_bus_add_hub(place->bus, port);
	}
	place_start(place, slots);
	for (guint i = 0; i < N_PENS; i++) {
		const char *path = g_ptr_array_index(slots, i);
		const char *dot = strchr(path, '.');
		g_autofree char *hub = g_strndup(path, dot ? (gsize)(dot - path) : 0);
		g_autofree char *name = g_strconcat("usb1/", hub, dot ? "/" : "", path, NULL);
		pens[i] = place_pen_new(i + 1, 2, 8);
		devices[i] = fake_usb_plug(place->bus, name, pens[i]);
	}
	place_wait_settled(place, N_PENS * 16);
	g_assert_cmpint(place_n_strokes(place), ==, N_PENS * 16);
	g_autoptr(GArray) seen = usb_pens(place->usb);
	g_assert_cmpuint(seen->len, ==, N_PENS);
	for (guint i = 0; i < N_PENS; i++) {
		g_autofree char *slot = g_strdup_printf("slot %u", i + 1);
		g_assert_cmpstr(g_array_index(seen, UsbPen, i).place, ==, slot);
	}
	for (guint i = 0; i < N_PENS; i++) {
		place_unplug(devices[i]);
		fake_usb_device_free(devices[i]);
		fake_usb_pen_free(pens[i]);
	}
	place_free(place);
}

/* ---- the same ink over the air */

static const NeoPenDot DOTS[] = { { 4, 1800, 1211, 100 }, { 10, 1803, 1207, 250 },
	{ 11, 1820, 1231, 400 }, { 9, 1851, 1277, 380 }, { 10, 1890, 1301, 90 } };

static void add_written(UsbFiles *files, gint64 start_ms)
{
	usb_files_record(files, start_ms, 44, 10, files->dots->len, G_N_ELEMENTS(DOTS));
	for (guint i = 0; i < G_N_ELEMENTS(DOTS); i++)
		usb_files_dot(files, DOTS[i].delta_ms, DOTS[i].x, DOTS[i].y,
			&(UsbFilesPose){ DOTS[i].force, 90, 90, 0 });
}

/* Two strokes went over the air, all three lie in the pen's files: the store has three. */
static void test_over_the_air_once(void)
{
	static const guint8 ADDRESS[6] = { 0x9C, 0x7B, 0xD2, 0xFF, 0x00, 0x01 };
	Place *place = place_new_started(true);
	g_autoptr(NeoPen) air = neo_pen_new(1);
	FakeUsbPen *pen = place_pen_new(1, 0, 0);
	UsbFiles files;
	const gint64 start_ms = g_get_real_time() / 1000 - 5000;
	usb_files_init(&files, false, false);
	neo_pen_connect(air, place->room);
	for (guint i = 0; i < 3; i++) {
		add_written(&files, start_ms + i * 500);
		if (i == 2)
			break;
		neo_pen_down(air, start_ms + i * 500);
		neo_pen_page(air, 10);
		neo_pen_dots(air, DOTS, G_N_ELEMENTS(DOTS));
		neo_pen_up(air, start_ms + i * 500 + 44, G_N_ELEMENTS(DOTS));
	}
	g_assert_cmpint(place_n_strokes(place), ==, 2);
	memcpy(pen->address, ADDRESS, 6);
	fake_usb_pen_add(pen, "0603.str", files.strokes);
	fake_usb_pen_add(pen, "0603.dot", files.dots);
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	place_wait_settled(place, 5);
	g_assert_cmpint(place_n_strokes(place), ==, 3);
	const Seat *seat = classroom_seat(place->room->classroom, 0);
	g_autoptr(GPtrArray) strokes = room_strokes(place->room, seat->page_copy_id);
	g_assert_cmpuint(strokes->len, ==, 3);
	g_assert_true(air->freed); /* the same pen came by another way */
	usb_files_clear(&files);
	place_unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

int main(int argc, char **argv)
{
	place_run_again(argv);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/usb/plugged", test_plugged);
	g_test_add_func("/daemon/usb/given-back", test_given_back);
	g_test_add_func("/daemon/usb/there-already", test_there_already);
	g_test_add_func("/daemon/usb/resumed", test_resumed);
	g_test_add_func("/daemon/usb/cabinet", test_cabinet);
	g_test_add_func("/daemon/usb/over-the-air-once", test_over_the_air_once);
	return g_test_run();
}
