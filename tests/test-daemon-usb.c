/* SPDX-License-Identifier: MIT */
/*
 * Pens on the cable, from libusb's system calls to pages in the store: plugged, fetched, pulled out anywhere, held by
 * another program, forbidden, thirty at once in a charging cabinet. Runs itself again under umockdev.
 */
#include "daemon/usb/usb.h"

#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/usb/usb-place.h"
#include "tests/fake-usb-bus.h"
#include "tests/neo-pen.h"

#define N_PENS 30
#define NOBODY 65534

typedef struct {
	FakeUsbBus *bus;
	ModelSet *models;
	Room *room;
	Usb *usb;
	GString *problems;
	guint n_changes;
} Place;

static void on_begins(void *user, ProblemCode code, const char *subject, const char *detail)
{
	Place *place = user;
	g_assert_cmpuint(strlen(detail), >, 20);
	g_string_append_printf(place->problems, "%d begins %s\n", (int)code, subject);
}

static void on_ends(void *user, ProblemCode code, const char *subject, const char *how)
{
	Place *place = user;
	g_string_append_printf(place->problems, "%d ends %s: %s\n", (int)code, subject, how);
}

static void on_changed(void *user)
{
	((Place *)user)->n_changes++;
}

static void start_usb(Place *place, const GPtrArray *slots)
{
	const UsbOptions options = {
		.models = place->models,
		.problems = { place, on_begins, on_ends },
		.slots = slots,
		.again_ms = 20,
	};
	const LinkOwner owner = { place->room->pens, pens_take_link };
	g_autoptr(GError) error = NULL;
	place->usb = usb_new(&options, &owner, &(UsbListener){ place, on_changed }, &error);
	g_assert_no_error(error);
}

static Place *place_new(const PensOptions *options)
{
	Place *place = g_new0(Place, 1);
	place->bus = fake_usb_bus_new();
	place->models = model_set_new_built_in();
	place->room = room_new_with(options);
	place->problems = g_string_new(NULL);
	return place;
}

static Place *place_new_started(bool delete_stored)
{
	Place *place = place_new(
		&(PensOptions){ .pen = { .fetch_stored = true, .delete_stored = delete_stored } });
	start_usb(place, NULL);
	return place;
}

static void place_free(Place *place)
{
	/* As the service does: the owner of the links goes first. */
	place->room->pens = pens_free(place->room->pens);
	place->usb = usb_free(place->usb);
	room_free(place->room);
	model_set_free(place->models);
	fake_usb_bus_free(place->bus);
	g_string_free(place->problems, TRUE);
	g_free(place);
}

static gint64 n_stored(Place *place)
{
	sqlite3 *database = NULL;
	sqlite3_stmt *count = NULL;
	room_wait_stored(place->room);
	g_assert_cmpint(sqlite3_open_v2(place->room->path, &database, SQLITE_OPEN_READONLY, NULL),
		==, SQLITE_OK);
	g_assert_cmpint(
		sqlite3_prepare_v2(database, "SELECT count(*) FROM stroke", -1, &count, NULL), ==,
		SQLITE_OK);
	g_assert_cmpint(sqlite3_step(count), ==, SQLITE_ROW);
	const gint64 n = sqlite3_column_int64(count, 0);
	sqlite3_finalize(count);
	sqlite3_close(database);
	return n;
}

/* ---- waiting */

typedef struct {
	Place *place;
	guint n;
} Wanted;

static bool has_settled(void *user)
{
	const Wanted *wanted = user;
	return wanted->place->room->settled->len >= wanted->n;
}

static void wait_settled(Place *place, guint n)
{
	room_run_until(has_settled, &(Wanted){ place, n });
}

static bool has_links(void *user)
{
	const Wanted *wanted = user;
	return pens_n_links(wanted->place->room->pens) == wanted->n;
}

static void wait_links(Place *place, guint n)
{
	room_run_until(has_links, &(Wanted){ place, n });
}

static bool has_pens(void *user)
{
	const Wanted *wanted = user;
	g_autoptr(GArray) pens = usb_pens(wanted->place->usb);
	return pens->len == wanted->n;
}

static void wait_pens(Place *place, guint n)
{
	room_run_until(has_pens, &(Wanted){ place, n });
}

static bool has_problem(void *user)
{
	return ((Place *)user)->problems->len > 0;
}

/* Every system call of a device is over. */
static bool is_closed(void *user)
{
	FakeUsbDevice *device = user;
	g_mutex_lock(&device->lock);
	const bool closed = device->reading.length == 0 && !device->notice && !device->claimed[0] &&
			    !device->claimed[1];
	g_mutex_unlock(&device->lock);
	return closed;
}

static void unplug(FakeUsbDevice *device)
{
	fake_usb_unplug(device);
	room_run_until(is_closed, device);
}

static bool is_gone(void *user)
{
	FakeUsbDevice *device = user;
	g_mutex_lock(&device->lock);
	const bool gone = device->pen->gone;
	g_mutex_unlock(&device->lock);
	return gone;
}

static FakeUsbPen *new_pen(guint number, guint n_notes, guint n_strokes)
{
	FakeUsbPen *pen = fake_usb_pen_new();
	pen->clock_ms = 0;
	pen->address[5] = (guint8)number;
	for (guint i = 0; i < n_notes; i++) {
		char name[8];
		g_snprintf(name, sizeof name, "%04u", i + 1);
		fake_usb_pen_add_note(pen, name, 10 + i, n_strokes);
	}
	return pen;
}

/* ---- one pen */

static void test_plugged(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *pen = new_pen(1, 2, 30);
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	wait_settled(place, 60);
	g_assert_cmpint(n_stored(place), ==, 60);
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
	unplug(device);
	wait_links(place, 0);
	wait_pens(place, 0);
	g_assert_cmpstr(place->problems->str, ==, "");
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* The daemon ends: the kernel's driver has its pen again. */
static void test_given_back(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *pen = new_pen(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	wait_settled(place, 3);
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
	FakeUsbPen *pen = new_pen(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	start_usb(place, NULL);
	wait_settled(place, 3);
	unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

static void refuse_line(FakeUsbDevice *device)
{
	device->refuses_line = true;
}

static void test_no_line(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *pen = new_pen(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug_with(place->bus, "usb1/1-3", pen, refuse_line);
	wait_settled(place, 3);
	unplug(device);
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
	FakeUsbPen *pen = new_pen(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug_with(place->bus, "usb1/1-3", pen, stall);
	wait_settled(place, 3);
	g_assert_cmpuint(device->n_halts_cleared, ==, 2);
	unplug(device);
	wait_pens(place, 0);
	fake_usb_device_free(device);
	fake_usb_pen_free(pen);
	pen = new_pen(2, 1, 3);
	device = fake_usb_plug_with(place->bus, "usb1/1-4", pen, stall_often);
	wait_settled(place, 6);
	unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* In and out before anybody looked, and in the middle of everything. */
static void test_in_and_out(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *pen = new_pen(1, 2, 60);
	FakeUsbDevice *devices[12];
	for (guint i = 0; i < G_N_ELEMENTS(devices); i++) {
		devices[i] = fake_usb_plug(place->bus, "usb1/1-3", pen);
		room_run_ms(i * 2);
		unplug(devices[i]);
	}
	wait_pens(place, 0);
	wait_links(place, 0);
	FakeUsbDevice *last = fake_usb_plug(place->bus, "usb1/1-3", pen);
	wait_settled(place, 120);
	g_assert_cmpint(n_stored(place), ==, 120);
	unplug(last);
	wait_pens(place, 0);
	for (guint i = 0; i < G_N_ELEMENTS(devices); i++)
		fake_usb_device_free(devices[i]);
	fake_usb_device_free(last);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* Pulled out in the middle of a block: the rest comes when it is back, all of it once; then it is freed. */
static void test_resumed(void)
{
	Place *place = place_new_started(true);
	FakeUsbPen *pen = new_pen(1, 2, 60); /* of each: 1952 and 4832 bytes */
	pen->n_blocks_left = 9;
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	room_run_until(is_gone, device);
	unplug(device);
	wait_links(place, 0);
	fake_usb_device_free(device);
	g_assert_cmpint(n_stored(place), ==, 0);
	g_string_truncate(pen->asked, 0);
	device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	wait_settled(place, 120);
	g_assert_nonnull(strstr(pen->asked->str,
		"GETFILE_H 0001.str\nGETFILE_D 1888+64\nGETFILE_H 0001.dot\nGETFILE_D 1984+512\n"));
	g_assert_cmpint(n_stored(place), ==, 120);
	while (pen->files->len > 0) /* freed when it was on disk */
		g_main_context_iteration(NULL, FALSE);
	unplug(device);
	fake_usb_device_free(device);
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
	FakeUsbPen *pen = new_pen(1, 0, 0);
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
	unplug(device);
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
	FakeUsbPen *pen = new_pen(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug_with(place->bus, "usb1/1-3", pen, hold);
	g_autofree char *begins = g_strdup_printf("%d begins USB 1-3\n", PROBLEM_USB_BUSY);
	g_autofree char *ends = g_strdup_printf("%d ends USB 1-3: opened\n", PROBLEM_USB_BUSY);
	room_run_until(has_problem, place);
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
	wait_settled(place, 3);
	g_assert_cmpstr(place->problems->str, ==, ends);
	unplug(device);
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
	FakeUsbPen *pen = new_pen(1, 1, 3);
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	g_autofree char *root = umockdev_testbed_get_root_dir(place->bus->testbed);
	g_autofree char *node = g_strconcat(root, device->node, NULL);
	g_assert_cmpint(chmod(node, 0), ==, 0);
	room_run_until(has_problem, place);
	g_autofree char *begins = g_strdup_printf("%d begins USB 1-3\n", PROBLEM_USB_FORBIDDEN);
	g_assert_cmpstr(place->problems->str, ==, begins);
	g_autoptr(GArray) pens = usb_pens(place->usb);
	g_assert_nonnull(strstr(g_array_index(pens, UsbPen, 0).reason, "70-zhibi.rules"));
	g_assert_cmpint(chmod(node, 0600), ==, 0);
	wait_settled(place, 3);
	unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

/* A pen that says nothing is given up, and tried again; the others do not notice. */
static void test_deaf(void)
{
	Place *place = place_new_started(false);
	FakeUsbPen *deaf = new_pen(1, 1, 3), *pen = new_pen(2, 1, 3);
	deaf->n_deaf = G_MAXUINT;
	FakeUsbDevice *first = fake_usb_plug(place->bus, "usb1/1-3", deaf);
	FakeUsbDevice *second = fake_usb_plug(place->bus, "usb1/1-4", pen);
	wait_settled(place, 3);
	wait_links(place, 2);
	wait_links(place, 1); /* six seconds: three requests without an answer */
	g_mutex_lock(&first->lock);
	deaf->n_deaf = 0;
	g_mutex_unlock(&first->lock);
	wait_settled(place, 6);
	unplug(first);
	unplug(second);
	fake_usb_device_free(first);
	fake_usb_device_free(second);
	place_free(place);
	fake_usb_pen_free(deaf);
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
	start_usb(place, slots);
	for (guint i = 0; i < N_PENS; i++) {
		const char *path = g_ptr_array_index(slots, i);
		const char *dot = strchr(path, '.');
		g_autofree char *hub = g_strndup(path, dot ? (gsize)(dot - path) : 0);
		g_autofree char *name = g_strconcat("usb1/", hub, dot ? "/" : "", path, NULL);
		pens[i] = new_pen(i + 1, 2, 8);
		devices[i] = fake_usb_plug(place->bus, name, pens[i]);
	}
	wait_settled(place, N_PENS * 16);
	g_assert_cmpint(n_stored(place), ==, N_PENS * 16);
	g_autoptr(GArray) seen = usb_pens(place->usb);
	g_assert_cmpuint(seen->len, ==, N_PENS);
	for (guint i = 0; i < N_PENS; i++) {
		g_autofree char *slot = g_strdup_printf("slot %u", i + 1);
		g_assert_cmpstr(g_array_index(seen, UsbPen, i).place, ==, slot);
	}
	for (guint i = 0; i < N_PENS; i++) {
		unplug(devices[i]);
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
	FakeUsbPen *pen = new_pen(1, 0, 0);
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
	g_assert_cmpint(n_stored(place), ==, 2);
	memcpy(pen->address, ADDRESS, 6);
	fake_usb_pen_add(pen, "0603.str", files.strokes);
	fake_usb_pen_add(pen, "0603.dot", files.dots);
	FakeUsbDevice *device = fake_usb_plug(place->bus, "usb1/1-3", pen);
	wait_settled(place, 5);
	g_assert_cmpint(n_stored(place), ==, 3);
	const Seat *seat = classroom_seat(place->room->classroom, 0);
	g_autoptr(GPtrArray) strokes = room_strokes(place->room, seat->page_copy_id);
	g_assert_cmpuint(strokes->len, ==, 3);
	g_assert_true(air->freed); /* the same pen came by another way */
	usb_files_clear(&files);
	unplug(device);
	fake_usb_device_free(device);
	place_free(place);
	fake_usb_pen_free(pen);
}

#define PRELOAD "libumockdev-preload.so.0"

/* umockdev answers only a program that its library was loaded into before all others. */
static void run_under_umockdev(char **arguments)
{
	const char *preload = g_getenv("LD_PRELOAD");

	if (preload && strstr(preload, PRELOAD))
		return;
	g_setenv("LD_PRELOAD", PRELOAD, TRUE);
	execv("/proc/self/exe", arguments);
	g_error("cannot run again: %s", g_strerror(errno));
}

static void become_nobody(void)
{
	g_setenv("TMPDIR", "/tmp", TRUE);
	g_assert_cmpint(setresgid(NOBODY, NOBODY, NOBODY), ==, 0);
	g_assert_cmpint(setresuid(NOBODY, NOBODY, NOBODY), ==, 0);
	prctl(PR_SET_DUMPABLE, 1); /* the leak sanitizer wants to look at it */
}

int main(int argc, char **argv)
{
	run_under_umockdev(argv);
	g_test_init(&argc, &argv, NULL);
	if (g_test_subprocess())
		become_nobody();
	g_test_add_func("/daemon/usb/plugged", test_plugged);
	g_test_add_func("/daemon/usb/given-back", test_given_back);
	g_test_add_func("/daemon/usb/there-already", test_there_already);
	g_test_add_func("/daemon/usb/no-line", test_no_line);
	g_test_add_func("/daemon/usb/stall", test_stall);
	g_test_add_func("/daemon/usb/in-and-out", test_in_and_out);
	g_test_add_func("/daemon/usb/resumed", test_resumed);
	g_test_add_func("/daemon/usb/bytes-and-pause", test_bytes_and_pause);
	g_test_add_func("/daemon/usb/busy", test_busy);
	g_test_add_func("/daemon/usb/forbidden", test_forbidden);
	g_test_add_func("/daemon/usb/deaf", test_deaf);
	g_test_add_func("/daemon/usb/cabinet", test_cabinet);
	g_test_add_func("/daemon/usb/over-the-air-once", test_over_the_air_once);
	return g_test_run();
}
