/* SPDX-License-Identifier: MIT */
/*
 * Pens on the cable when something is wrong with them: pulled out anywhere, stalled endpoints, held by another
 * program, forbidden, deaf; and the link's own bytes, which wait when they must.
 */
#include "tests/usb-room.h"

static void refuse_line(FakeUsbDevice *device)
{
	device->refuses_line = true;
}

static void test_no_line(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *pen = place_pen_new(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug_with(place->bus, "usb1/1-3", pen, refuse_line);
	place_wait_settled(place, 3);
	place_unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

static void stall(FakeUsbDevice *device)
{
	device->n_stalls = 2;
}

static void stall_often(FakeUsbDevice *device)
{
	device->n_stalls = 9;
}

/* A stalled endpoint is cleared; one that stays so ends the link, and the pen is tried again. */
static void test_stall(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *pen = place_pen_new(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug_with(place->bus, "usb1/1-3", pen, stall);
	place_wait_settled(place, 3);
	g_assert_cmpuint(device->n_halts_cleared, ==, 2);
	place_unplug(device);
	place_wait_pens(place, 0);
	fake_usb_device_free(device);
	fake_usb_pen_free(pen);
	pen = place_pen_new(2, 1, 3);
	device = fake_usb_plug_with(place->bus, "usb1/1-4", pen, stall_often);
	place_wait_settled(place, 6);
	place_unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* In and out before anybody looked, and in the middle of everything. */
static void test_in_and_out(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *pen = place_pen_new(1, 2, 60);
	FakeUsbDevice *devices[12];
	for (guint i = 0; i < G_N_ELEMENTS(devices); i++) {
		devices[i] = fake_usb_plug(place->bus, "usb1/1-3", pen);
		room_run_ms(i * 2);
		place_unplug(devices[i]);
	}
	place_wait_pens(place, 0);
	place_wait_links(place, 0);
	FakeUsbDevice *last = fake_usb_plug(place->bus, "usb1/1-3", pen);
	/* Some may have settled at an earlier plug, and once more now: what is on disk counts. */
	for (guint i = 0; i < 1000 && place_n_strokes(place) < 120; i++)
		room_run_ms(10);
	g_assert_cmpint(place_n_strokes(place), ==, 120);
	place_unplug(last);
	place_wait_pens(place, 0);
	for (guint i = 0; i < G_N_ELEMENTS(devices); i++)
		fake_usb_device_free(devices[i]);
	fake_usb_device_free(last);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* ---- the link alone, without a driver */

#define N_REQUESTS 1500
#define REQUEST_BYTES 18
#define ANSWER_BYTES 19

typedef struct {
	Link *link;
	guint64 n_heard;
	guint n_closed;
	bool pauses_at_once;
} Bare;

static void on_bare_received(void *user, const guint8 *bytes, gsize n_bytes)
{
	Bare *bare = user;
	for (gsize i = 0; i < n_bytes; i++)
		if ((bare->n_heard + i) % ANSWER_BYTES == 0)
			g_assert_cmpint(bytes[i], ==, 'A');
	bare->n_heard += n_bytes;
	if (bare->pauses_at_once)
		link_pause(bare->link, true);
}

static void on_bare_closed(void *user, const GError *error)
{
	Bare *bare = user;
	g_assert_no_error(error);
	bare->n_closed++;
	link_free(bare->link);
	bare->link = NULL;
}

static void on_bare_opened(void *user, Link *take_link)
{
	Bare *bare = user;
	bare->link = take_link;
	take_link->listener = (LinkListener){ bare, on_bare_received, NULL, on_bare_closed };
}

static bool has_link(void *user)
{
	return ((Bare *)user)->link != NULL;
}

static bool has_no_link(void *user)
{
	return ((Bare *)user)->link == NULL;
}

static bool has_heard_all(void *user)
{
	return ((Bare *)user)->n_heard == (guint64)N_REQUESTS * ANSWER_BYTES;
}

static void stall_writes(FakeUsbDevice *device)
{
	device->n_out_stalls = 2;
}

/* A burst longer than one transfer, a stalled write, and reads that stop while they are paused. */
static void test_bytes_and_pause(void)
{
	static const char REQUEST[] = "AT+START=\0\5\0,\2\0\0\0\0";
	FakeUsbBus *bus = fake_usb_bus_new();
	ModelSet *models = model_set_new_built_in();
	FakeUsbPen *pen = place_pen_new(1, 0, 0);
	FakeUsbDevice *device = fake_usb_plug_with(bus, "usb1/1-3", pen, stall_writes);
	Bare bare = { .pauses_at_once = true };
	g_autoptr(GError) error = NULL;
	const UsbOptions options = { .models = models };
	const LinkOwner owner = { &bare, on_bare_opened };
	Usb *usb = usb_new(&options, &owner, NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(sizeof(REQUEST), ==, REQUEST_BYTES + 1);
	room_run_until(has_link, &bare);
	g_assert_cmpstr(bare.link->driver, ==, "neo-usb");
	g_assert_cmpstr(bare.link->place, ==, "USB 1-3");
	for (guint i = 0; i < N_REQUESTS; i++)
		link_send(bare.link, (const guint8 *)REQUEST, REQUEST_BYTES);
	room_run_ms(100);
	const guint64 n_paused = bare.n_heard;
	g_assert_cmpuint(n_paused, >, 0);
	g_assert_cmpuint(n_paused, <, N_REQUESTS * ANSWER_BYTES);
	room_run_ms(100);
	g_assert_cmpuint(bare.n_heard, ==, n_paused); /* the pen keeps the rest */
	bare.pauses_at_once = false;
	link_pause(bare.link, false);
	room_run_until(has_heard_all, &bare);
	g_assert_cmpuint(device->n_halts_cleared, ==, 2);
	place_unplug(device);
	room_run_until(has_no_link, &bare);
	g_assert_cmpuint(bare.n_closed, ==, 1);
	usb_free(usb);
	fake_usb_device_free(device);
	fake_usb_pen_free(pen);
	model_set_free(models);
	fake_usb_bus_free(bus);
}

/* ---- what goes wrong */

static void hold(FakeUsbDevice *device)
{
	device->held = true;
}

static void test_busy(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *pen = place_pen_new(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug_with(place->bus, "usb1/1-3", pen, hold);
	g_autofree char *begins = g_strdup_printf("%d begins USB 1-3\n", PROBLEM_USB_BUSY);
	g_autofree char *ends = g_strdup_printf("%d ends USB 1-3: opened\n", PROBLEM_USB_BUSY);
	room_run_until(place_has_problem, place);
	room_run_ms(100); /* told once, however often it is tried */
	g_assert_cmpstr(place->problems->str, ==, begins);
	g_autoptr(GArray) pens = usb_pens(place->usb);
	const UsbPen *seen = &g_array_index(pens, UsbPen, 0);
	g_assert_cmpint(seen->state, ==, USB_PEN_BUSY);
	g_assert_nonnull(strstr(seen->reason, "another program holds the pen"));
	g_string_truncate(place->problems, 0);
	g_mutex_lock(&device->lock);
	device->held = false;
	g_mutex_unlock(&device->lock);
	place_wait_settled(place, 3);
	g_assert_cmpstr(place->problems->str, ==, ends);
	place_unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* Root may open everything: then the test goes on as nobody, in a process of its own. */
static void test_forbidden(void)
{
	if (geteuid() == 0 && !g_test_subprocess()) {
		g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
		g_test_trap_assert_passed();
		return;
	}
	Place *place = place_new_started(false);
	FakeUsbPen *pen = place_pen_new(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	g_autofree char *root = umockdev_testbed_get_root_dir(place->bus->testbed);
	g_autofree char *node = g_strconcat(root, device->node, NULL);
	g_assert_cmpint(chmod(node, 0), ==, 0);
	room_run_until(place_has_problem, place);
	g_autofree char *begins = g_strdup_printf("%d begins USB 1-3\n", PROBLEM_USB_FORBIDDEN);
	g_assert_cmpstr(place->problems->str, ==, begins);
	g_autoptr(GArray) pens = usb_pens(place->usb);
	g_assert_nonnull(strstr(g_array_index(pens, UsbPen, 0).reason, "70-zhibi.rules"));
	g_assert_cmpint(chmod(node, 0600), ==, 0);
	place_wait_settled(place, 3);
	place_unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* A pen that says nothing is given up, and tried again; the others do not notice. */
static void test_deaf(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *deaf = place_pen_new(1, 1, 3), *pen = place_pen_new(2, 1, 3);
	deaf->n_deaf = G_MAXUINT;
	FakeUsbDevice *first = fake_usb_plug(place->bus, "usb1/1-3", deaf);
	FakeUsbDevice *second = fake_usb_plug(place->bus, "usb1/1-4", pen);
	place_wait_settled(place, 3);
	place_wait_links(place, 2);
	place_wait_links(place, 1); /* six seconds: three requests without an answer */
	g_mutex_lock(&first->lock);
	deaf->n_deaf = 0;
	g_mutex_unlock(&first->lock);
	place_wait_settled(place, 6);
	place_unplug(first);
	place_unplug(second);
	fake_usb_device_free(first);
	fake_usb_device_free(second);
	place_free(place);
	fake_usb_pen_free(deaf);
	fake_usb_pen_free(pen);
}

int main(int argc, char **argv)
{
	place_run_again(argv);
	g_test_init(&argc, &argv, NULL);
	if (g_test_subprocess())
		place_become_nobody();
	g_test_add_func("/daemon/usb-trouble/no-line", test_no_line);
	g_test_add_func("/daemon/usb-trouble/stall", test_stall);
	g_test_add_func("/daemon/usb-trouble/in-and-out", test_in_and_out);
	g_test_add_func("/daemon/usb-trouble/bytes-and-pause", test_bytes_and_pause);
	g_test_add_func("/daemon/usb-trouble/busy", test_busy);
	g_test_add_func("/daemon/usb-trouble/forbidden", test_forbidden);
	g_test_add_func("/daemon/usb-trouble/deaf", test_deaf);
	return g_test_run();
}
