/* SPDX-License-Identifier: MIT */
/*
 * A place where pens are plugged in, for tests of daemon/usb: the daemon's USB side on a bus of umockdev's, a
 * classroom above it, problems written down. A test's program runs itself again under umockdev.
 */
#pragma once

#include "daemon/usb/usb.h"

#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fake-usb-bus.h"
#include "tests/neo-pen.h"

#define NOBODY 65534

typedef struct {
	FakeUsbBus *bus;
	ModelSet *models;
	Room *room;
	Usb *usb;
	GString *problems;
	guint n_changes;
} Place;

static inline void place_on_begins(
	void *user, ProblemCode code, const char *subject, const char *detail)
{
	Place *place = user;
	g_assert_cmpuint(strlen(detail), >, 20);
	g_string_append_printf(place->problems, "%d begins %s\n", (int)code, subject);
}

static inline void place_on_ends(void *user, ProblemCode code, const char *subject, const char *how)
{
	Place *place = user;
	g_string_append_printf(place->problems, "%d ends %s: %s\n", (int)code, subject, how);
}

static inline void place_on_changed(void *user)
{
	((Place *)user)->n_changes++;
}

static inline void place_start(Place *place, const GPtrArray *slots)
{
	const UsbOptions options = {
		.models = place->models,
		.problems = { place, place_on_begins, place_on_ends },
		.slots = slots,
		.again_ms = 20,
	};
	const LinkOwner owner = { place->room->pens, pens_take_link };
	g_autoptr(GError) error = NULL;
	place->usb = usb_new(&options, &owner, &(UsbListener){ place, place_on_changed }, &error);
	g_assert_no_error(error);
}

static inline Place *place_new(const PensOptions *options)
{
	Place *place = g_new0(Place, 1);
	place->bus = fake_usb_bus_new();
	place->models = model_set_new_built_in();
	place->room = room_new_with(options);
	place->problems = g_string_new(NULL);
	return place;
}

static inline Place *place_new_started(bool delete_stored)
{
	Place *place = place_new(
		&(PensOptions){ .pen = { .fetch_stored = true, .delete_stored = delete_stored } });
	place_start(place, NULL);
	return place;
}

static inline void place_free(Place *place)
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

static inline gint64 place_n_strokes(Place *place)
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

static inline bool place_has_settled(void *user)
{
	const Wanted *wanted = user;
	return wanted->place->room->settled->len >= wanted->n;
}

static inline void place_wait_settled(Place *place, guint n)
{
	room_run_until(place_has_settled, &(Wanted){ place, n });
}

static inline bool place_has_links(void *user)
{
	const Wanted *wanted = user;
	return pens_n_links(wanted->place->room->pens) == wanted->n;
}

static inline void place_wait_links(Place *place, guint n)
{
	room_run_until(place_has_links, &(Wanted){ place, n });
}

static inline bool place_has_pens(void *user)
{
	const Wanted *wanted = user;
	g_autoptr(GArray) pens = usb_pens(wanted->place->usb);
	return pens->len == wanted->n;
}

static inline void place_wait_pens(Place *place, guint n)
{
	room_run_until(place_has_pens, &(Wanted){ place, n });
}

static inline bool place_has_problem(void *user)
{
	return ((Place *)user)->problems->len > 0;
}

/* Every system call of a device is over. */
static inline bool place_is_closed(void *user)
{
	FakeUsbDevice *device = user;
	g_mutex_lock(&device->lock);
	const bool closed = device->reading.length == 0 && !device->notice && !device->claimed[0] &&
			    !device->claimed[1];
	g_mutex_unlock(&device->lock);
	return closed;
}

static inline void place_unplug(FakeUsbDevice *device)
{
	fake_usb_unplug(device);
	room_run_until(place_is_closed, device);
}

static inline bool place_is_gone(void *user)
{
	FakeUsbDevice *device = user;
	g_mutex_lock(&device->lock);
	const bool gone = device->pen->gone;
	g_mutex_unlock(&device->lock);
	return gone;
}

static inline FakeUsbPen *place_pen_new(guint number, guint n_notes, guint n_strokes)
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

#define PRELOAD "libumockdev-preload.so.0"

/* umockdev answers only a program that its library was loaded into before all others. */
static inline void place_run_again(char **arguments)
{
	const char *preload = g_getenv("LD_PRELOAD");

	if (preload && strstr(preload, PRELOAD))
		return;
	g_setenv("LD_PRELOAD", PRELOAD, TRUE);
	execv("/proc/self/exe", arguments);
	g_error("cannot run again: %s", g_strerror(errno));
}

static inline void place_become_nobody(void)
{
	g_setenv("TMPDIR", "/tmp", TRUE);
	g_assert_cmpint(setresgid(NOBODY, NOBODY, NOBODY), ==, 0);
	g_assert_cmpint(setresuid(NOBODY, NOBODY, NOBODY), ==, 0);
	prctl(PR_SET_DUMPABLE, 1); /* the leak sanitizer wants to look at it */
}
