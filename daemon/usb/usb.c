/* SPDX-License-Identifier: MIT */
/*
 * See usb.h. Libusb tells of pens from inside its own work: they are noted then, and opened in a turn of the loop of
 * their own, one after the other, so that thirty at once hold nothing up.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/usb/usb.h"

#include <string.h>

#include "daemon/error.h"
#include "daemon/usb/usb-link.h"
#include "daemon/usb/usb-loop.h"
#include "daemon/usb/usb-place.h"

#define AGAIN_MS 2000
#define AGAIN_DOUBLES 6 /* up to two minutes */
#define HELD_DOUBLES 2	/* who waits for a program to let go is not kept waiting himself */
#define GOOD_SECONDS 60 /* a link that lived so long was one */
#define QUIET_TRIES 2	/* the rule that gives us a pen may come a moment after it */
#define PORTS_MAX 7	/* as deep as USB goes */
#define END_SECONDS 3

typedef struct {
	Usb *usb;
	libusb_device *device;
	const Model *model;
	char *path, *place;
	UsbPenState state;
	char *reason;
	UsbLink *link; /* until it has wholly ended */
	bool gone;
	guint n_tries;	  /* since it was linked last */
	gint64 linked_us; /* since then, when it is */
	gint64 open_us;	  /* when it is to be opened; 0 not at all */
	int problem;	  /* the ProblemCode under way; -1 none */
} Plugged;

struct Usb {
	UsbOptions options;
	LinkOwner owner;
	UsbListener listener;
	libusb_context *context;
	libusb_hotplug_callback_handle hotplug;
	UsbLoop *loop;
	GPtrArray *pens; /* of Plugged */
	guint open_source, change_source;
};

static void arm(Usb *usb);

static gboolean on_change(gpointer user)
{
	Usb *usb = user;

	usb->change_source = 0;
	usb->listener.changed(usb->listener.user);
	return G_SOURCE_REMOVE;
}

static void set_state(Plugged *pen, UsbPenState state, const char *reason)
{
	Usb *usb = pen->usb;
	char *copy = g_strdup(reason);

	g_free(pen->reason);
	pen->reason = copy;
	pen->state = state;
	if (usb->listener.changed && usb->change_source == 0)
		usb->change_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_change, usb, NULL);
}

/* ---- problems */

static void end_problem(Plugged *pen, const char *how)
{
	if (pen->problem < 0)
		return;
	problem_ends(&pen->usb->options.problems, (ProblemCode)pen->problem, pen->place, how);
	pen->problem = -1;
}

static void begin_problem(Plugged *pen, ProblemCode code, const char *detail)
{
	if (pen->problem == (int)code)
		return;
	end_problem(pen, "another one came");
	pen->problem = (int)code;
	g_message("%s: %s", pen->place, detail);
	problem_begins(&pen->usb->options.problems, code, pen->place, detail);
}

/* ---- a pen's life */

static void plugged_free(gpointer data)
{
	Plugged *pen = data;

	g_assert(!pen->link);
	libusb_unref_device(pen->device);
	g_free(pen->path);
	g_free(pen->place);
	g_free(pen->reason);
	g_free(pen);
}

static void try_later(Plugged *pen, guint doubles_most)
{
	const Usb *usb = pen->usb;
	const guint first_ms = usb->options.again_ms ? usb->options.again_ms : AGAIN_MS;

	pen->open_us = g_get_monotonic_time() +
		       ((gint64)first_ms << MIN(pen->n_tries, doubles_most)) * 1000;
	pen->n_tries++;
	arm(pen->usb);
}

static void on_ended(void *user, const char *why)
{
	Plugged *pen = user;
	Usb *usb = pen->usb;

	pen->link = NULL;
	g_info("%s: closed%s%s", pen->place, *why ? ": " : "", why);
	if (pen->gone) {
		g_ptr_array_remove(usb->pens, pen);
		return;
	}
	set_state(pen, USB_PEN_FAILED, *why ? why : "let go");
	if (g_get_monotonic_time() - pen->linked_us > (gint64)GOOD_SECONDS * G_USEC_PER_SEC)
		pen->n_tries = 0;
	try_later(pen, AGAIN_DOUBLES);
}

static void not_opened(Plugged *pen, UsbLinkResult result, const char *why)
{
	g_autofree char *detail = NULL;

	switch (result) {
	case USB_LINK_BUSY:
		detail = g_strdup_printf("another program holds the pen (%s): close it "
					 "(ModemManager, a vendor's program, a second zhibid)",
			why);
		set_state(pen, USB_PEN_BUSY, detail);
		begin_problem(pen, PROBLEM_USB_BUSY, detail);
		break;
	case USB_LINK_FORBIDDEN:
		detail = g_strdup_printf("%s: install 70-zhibi.rules in /etc/udev/rules.d and plug "
					 "the pen in again, or put this user into the group zhibi",
			why);
		set_state(pen, USB_PEN_FORBIDDEN, detail);
		if (pen->n_tries >= QUIET_TRIES)
			begin_problem(pen, PROBLEM_USB_FORBIDDEN, detail);
		break;
	case USB_LINK_FAILED:
		set_state(pen, USB_PEN_FAILED, why);
		if (pen->n_tries >= QUIET_TRIES)
			begin_problem(pen, PROBLEM_USB_FAILED, why);
		break;
	case USB_LINK_GONE: /* its leaving is on its way to us */
	case USB_LINK_OPENED:
		break;
	}
	try_later(pen, HELD_DOUBLES);
}

static void open_pen(Plugged *pen)
{
	g_autofree char *why = NULL;
	const UsbLinkOptions options = {
		.model = pen->model,
		.path = pen->path,
		.place = pen->place,
		.owner = &pen->usb->owner,
		.ended = on_ended,
		.user = pen,
	};
	UsbLinkResult result = usb_link_open(pen->device, &options, &pen->link, &why);

	if (result != USB_LINK_OPENED) {
		not_opened(pen, result, why);
		return;
	}
	end_problem(pen, "opened");
	pen->linked_us = g_get_monotonic_time();
	set_state(pen, USB_PEN_LINKED, "");
}

static gboolean on_open(gpointer user)
{
	Usb *usb = user;
	const gint64 now_us = g_get_monotonic_time();

	usb->open_source = 0;
	for (guint i = 0; i < usb->pens->len; i++) {
		Plugged *pen = g_ptr_array_index(usb->pens, i);

		if (pen->open_us == 0 || pen->open_us > now_us)
			continue;
		pen->open_us = 0;
		open_pen(pen);
		break; /* the next one in the next turn */
	}
	arm(usb);
	return G_SOURCE_REMOVE;
}

static void arm(Usb *usb)
{
	gint64 next_us = 0;

	for (guint i = 0; i < usb->pens->len; i++) {
		const Plugged *pen = g_ptr_array_index(usb->pens, i);

		if (pen->open_us != 0 && (next_us == 0 || pen->open_us < next_us))
			next_us = pen->open_us;
	}
	g_clear_handle_id(&usb->open_source, g_source_remove);
	if (next_us == 0)
		return;
	const gint64 wait_ms = (next_us - g_get_monotonic_time() + 999) / 1000;
	usb->open_source = g_timeout_add((guint)MAX(wait_ms, 0), on_open, usb);
}

/* ---- coming and going */

static Plugged *find(const Usb *usb, const libusb_device *device)
{
	for (guint i = 0; i < usb->pens->len; i++) {
		Plugged *pen = g_ptr_array_index(usb->pens, i);

		if (pen->device == device && !pen->gone)
			return pen;
	}
	return NULL;
}

static void arrived(Usb *usb, libusb_device *device)
{
	struct libusb_device_descriptor descriptor;
	guint8 ports[PORTS_MAX];
	const Model *model = NULL;

	if (libusb_get_device_descriptor(device, &descriptor) == 0)
		model = model_set_find_usb(
			usb->options.models, descriptor.idVendor, descriptor.idProduct);
	if (!model || find(usb, device))
		return;

	Plugged *pen = g_new0(Plugged, 1);
	pen->usb = usb;
	pen->device = libusb_ref_device(device);
	pen->model = model;
	pen->path = usb_place_path(libusb_get_bus_number(device), ports,
		libusb_get_port_numbers(device, ports, PORTS_MAX));
	pen->place = usb_place_name(usb->options.slots, pen->path);
	pen->problem = -1;
	pen->open_us = g_get_monotonic_time();
	g_ptr_array_add(usb->pens, pen);
	set_state(pen, USB_PEN_OPENING, "");
	g_message("%s (%s): %s plugged in", pen->place, pen->path, model->name);
	arm(usb);
}

static void left(Usb *usb, const libusb_device *device)
{
	Plugged *pen = find(usb, device);

	if (!pen)
		return;
	g_message("%s: %s unplugged", pen->place, pen->model->name);
	end_problem(pen, "unplugged");
	pen->gone = true;
	pen->open_us = 0;
	set_state(pen, USB_PEN_FAILED, "unplugged");
	if (pen->link)
		usb_link_unplugged(pen->link); /* on_ended does the rest */
	else
		g_ptr_array_remove(usb->pens, pen);
}

static int LIBUSB_CALL on_hotplug(
	libusb_context *context, libusb_device *device, libusb_hotplug_event event, void *user)
{
	(void)context;
	if (event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED)
		arrived(user, device);
	else
		left(user, device);
	return 0; /* go on telling */
}

/* ---- life */

static bool fail(GError **error, int code)
{
	g_set_error(
		error, DAEMON_ERROR, DAEMON_ERROR_FAILED, "no USB here: %s", libusb_strerror(code));
	return false;
}

static bool start(Usb *usb, GError **error)
{
	int code = libusb_init(&usb->context);

	if (code != 0) {
		usb->context = NULL;
		return fail(error, code);
	}
	if (!libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG))
		return fail(error, LIBUSB_ERROR_NOT_SUPPORTED);
	usb->loop = usb_loop_new(usb->context);
	code = libusb_hotplug_register_callback(usb->context,
		LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT,
		LIBUSB_HOTPLUG_ENUMERATE, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
		LIBUSB_HOTPLUG_MATCH_ANY, on_hotplug, usb, &usb->hotplug);
	return code == 0 || fail(error, code);
}

Usb *usb_new(const UsbOptions *options, const LinkOwner *owner, const UsbListener *listener,
	GError **error)
{
	g_autoptr(Usb) usb = g_new0(Usb, 1);

	usb->options = *options;
	usb->owner = *owner;
	if (listener)
		usb->listener = *listener;
	usb->pens = g_ptr_array_new_with_free_func(plugged_free);
	return start(usb, error) ? g_steal_pointer(&usb) : NULL;
}

/* Cancelled transfers come back by way of libusb, and only then may their devices be closed. */
static bool end_links(Usb *usb)
{
	const gint64 end_us = g_get_monotonic_time() + (gint64)END_SECONDS * G_USEC_PER_SEC;
	struct timeval moment = { 0, 20000 };
	bool waiting = true;

	while (waiting && g_get_monotonic_time() < end_us) {
		waiting = false;
		for (guint i = usb->pens->len; i-- > 0;) {
			const Plugged *pen = g_ptr_array_index(usb->pens, i);

			if (pen->link && !usb_link_try_end(pen->link))
				waiting = true;
		}
		if (waiting)
			libusb_handle_events_timeout_completed(usb->context, &moment, NULL);
	}
	return !waiting;
}

Usb *usb_free(Usb *usb)
{
	if (!usb)
		return NULL;
	if (usb->hotplug)
		libusb_hotplug_deregister_callback(usb->context, usb->hotplug);
	/* Links that no owner ever got are ours to end. */
	for (guint i = usb->pens->len; i-- > 0;) {
		Plugged *pen = g_ptr_array_index(usb->pens, i);

		pen->gone = true;
		if (pen->link)
			usb_link_unplugged(pen->link);
	}
	usb->loop = usb_loop_free(usb->loop);
	if (!end_links(usb)) {
		g_critical("USB transfers did not come back; their memory is left to the system");
		return NULL;
	}
	g_clear_handle_id(&usb->open_source, g_source_remove);
	g_clear_handle_id(&usb->change_source, g_source_remove);
	g_ptr_array_unref(usb->pens);
	if (usb->context)
		libusb_exit(usb->context);
	g_free(usb);
	return NULL;
}

static int by_path(gconstpointer a, gconstpointer b)
{
	return strcmp(((const UsbPen *)a)->path, ((const UsbPen *)b)->path);
}

GArray *usb_pens(const Usb *usb)
{
	GArray *pens = g_array_new(FALSE, FALSE, sizeof(UsbPen));

	for (guint i = 0; i < usb->pens->len; i++) {
		const Plugged *pen = g_ptr_array_index(usb->pens, i);
		const UsbPen value = { pen->path, pen->place, pen->model, pen->state, pen->reason };

		if (!pen->gone)
			g_array_append_val(pens, value);
	}
	g_array_sort(pens, by_path);
	return pens;
}
