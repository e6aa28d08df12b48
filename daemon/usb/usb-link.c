/* SPDX-License-Identifier: MIT */
/*
 * See usb-link.h. A CDC serial device (class 2 with the data on an interface of class 10) gets its line set up by
 * control transfers first; a device of another class has only the interface that its model names.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/usb/usb-link.h"

#include <string.h>

#include "daemon/error.h"
#include "daemon/usb/usb-interfaces.h"

#define N_IN 4	       /* bulk reads that wait at the pen at any time */
#define IN_BYTES 16384 /* a multiple of any packet size: none can overflow */
#define OUT_BYTES 16384
#define OUT_MS 5000
#define CONTROL_MS 1000
#define QUEUE_LIMIT_BYTES (256u << 10)
#define STALLS_MAX 3 /* in a row */
#define N_TRANSFERS (N_IN + 3)

typedef enum { STAGE_CODING, STAGE_CONTROL_LINES, STAGE_LINKED } Stage;

/* The transfers, by place in the array: N_IN reads, then these. */
enum { OUT = N_IN, CONTROL, INTERRUPT };

typedef struct {
	UsbLink *link;
	struct libusb_transfer *transfer;
	bool in_flight;
} Transfer;

struct UsbLink {
	Link link; /* first */
	LinkOwner owner;
	void (*ended)(void *user, const char *why);
	void *user;
	libusb_device_handle *handle;
	UsbInterfaces interfaces;
	bool has_control, has_data; /* claimed */
	Stage stage;
	Transfer transfers[N_TRANSFERS];
	guint8 buffers[N_IN][IN_BYTES];
	guint8 out[OUT_BYTES];
	guint8 control[LIBUSB_CONTROL_SETUP_SIZE + 8];
	guint8 interrupt[64];
	GByteArray *queue; /* bytes that wait for the transfer before them */
	guint n_stalls;
	bool paused;
	bool lost; /* the owner hears, or has heard, `closed` */
	bool dead; /* the owner has freed it, or never got it */
	bool unplugged;
	guint begin_source, lost_source, end_source;
	char *why;
};

static void on_bulk_in(struct libusb_transfer *transfer);

/* ---- the end */

static bool has_transfers(const UsbLink *link)
{
	for (guint i = 0; i < N_TRANSFERS; i++)
		if (link->transfers[i].in_flight)
			return true;
	return false;
}

/* Both are let go before the kernel's serial driver is asked to come back, for it wants both at once. */
static void give_back(UsbLink *link)
{
	libusb_set_auto_detach_kernel_driver(link->handle, 0);
	if (link->has_data)
		libusb_release_interface(link->handle, link->interfaces.data);
	if (link->has_control)
		libusb_release_interface(link->handle, link->interfaces.control);
	if (link->has_control || link->has_data)
		libusb_attach_kernel_driver(link->handle,
			link->has_control ? link->interfaces.control : link->interfaces.data);
	libusb_close(link->handle);
}

static void free_link(UsbLink *link)
{
	for (guint i = 0; i < N_TRANSFERS; i++)
		libusb_free_transfer(link->transfers[i].transfer);
	g_byte_array_unref(link->queue);
	link_clear(&link->link);
	g_free(link->why);
	g_free(link);
}

static void end(UsbLink *link)
{
	g_clear_handle_id(&link->end_source, g_source_remove);
	give_back(link);
	link->ended(link->user, link->why ? link->why : "");
	free_link(link);
}

static gboolean on_end(gpointer user)
{
	UsbLink *link = user;

	link->end_source = 0;
	end(link);
	return G_SOURCE_REMOVE;
}

bool usb_link_try_end(UsbLink *link)
{
	if (!link->dead || has_transfers(link))
		return false;
	end(link);
	return true;
}

/* Not from inside libusb: its callbacks only make a note of it. */
static void look_at_end(UsbLink *link)
{
	if (link->dead && link->end_source == 0 && !has_transfers(link))
		link->end_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_end, link, NULL);
}

static void kill_link(UsbLink *link)
{
	if (link->dead)
		return;
	link->dead = true;
	g_clear_handle_id(&link->begin_source, g_source_remove);
	g_clear_handle_id(&link->lost_source, g_source_remove);
	for (guint i = 0; i < N_TRANSFERS; i++)
		if (link->transfers[i].in_flight)
			libusb_cancel_transfer(link->transfers[i].transfer);
	look_at_end(link);
}

static gboolean on_lost(gpointer user)
{
	UsbLink *link = user;
	g_autoptr(GError) error = NULL;

	link->lost_source = 0;
	if (!link->unplugged)
		error = g_error_new(
			DAEMON_ERROR, DAEMON_ERROR_FAILED, "%s: %s", link->link.name, link->why);
	link->link.listener.closed(link->link.listener.user, error);
	return G_SOURCE_REMOVE;
}

/* why NULL: pulled out. A pen may be noticed to be gone while its owner has us send something: the owner
 * hears of it when that is done. */
static void lose(UsbLink *link, const char *why)
{
	if (link->lost || link->dead)
		return;
	link->lost = true;
	link->unplugged = !why;
	link->why = g_strdup(why ? why : "unplugged");
	if (link->stage == STAGE_LINKED)
		link->lost_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_lost, link, NULL);
	else
		kill_link(link);
}

void usb_link_unplugged(UsbLink *link)
{
	lose(link, NULL);
}

bool usb_link_is_linked(const UsbLink *link)
{
	return link->stage == STAGE_LINKED && !link->lost && !link->dead;
}

/* ---- transfers */

static bool submit(UsbLink *link, Transfer *transfer)
{
	int result = libusb_submit_transfer(transfer->transfer);

	/* A kernel that cannot end a write with an empty packet does without. */
	if (result == LIBUSB_ERROR_NOT_SUPPORTED && transfer->transfer->flags != 0) {
		transfer->transfer->flags = 0;
		result = libusb_submit_transfer(transfer->transfer);
	}
	transfer->in_flight = result == 0;
	if (result != 0)
		lose(link, result == LIBUSB_ERROR_NO_DEVICE ? NULL : libusb_strerror(result));
	return result == 0;
}

/* What every callback begins with: true when the bytes of the transfer are good. */
static bool came_back(Transfer *transfer)
{
	UsbLink *link = transfer->link;
	const enum libusb_transfer_status status = transfer->transfer->status;

	transfer->in_flight = false;
	if (link->dead || link->lost || status == LIBUSB_TRANSFER_CANCELLED) {
		look_at_end(link);
		return false;
	}
	if (status == LIBUSB_TRANSFER_COMPLETED)
		return true;
	if (status == LIBUSB_TRANSFER_NO_DEVICE)
		lose(link, NULL);
	return false;
}

/* Waits for the pen's answer inside the kernel, a millisecond or so; nothing asynchronous would have the host's
 * side of the endpoint begin anew as well. */
static bool clear_stall(UsbLink *link, guint8 endpoint)
{
	link->n_stalls++;
	if (link->n_stalls > STALLS_MAX) {
		lose(link, "the pen refuses transfers");
		return false;
	}
	g_info("%s: endpoint %02x stalled; cleared", link->link.name, endpoint);
	if (libusb_clear_halt(link->handle, endpoint) == 0)
		return true;
	lose(link, "the pen refuses transfers and cannot be brought back");
	return false;
}

static void submit_in(UsbLink *link)
{
	for (guint i = 0; i < N_IN && !link->paused && !link->dead && !link->lost; i++)
		if (!link->transfers[i].in_flight)
			submit(link, &link->transfers[i]);
}

static void on_bulk_in(struct libusb_transfer *transfer)
{
	Transfer *own = transfer->user_data;
	UsbLink *link = own->link;
	const bool good = came_back(own);

	if (link->dead || link->lost)
		return;
	if (good && transfer->actual_length > 0) {
		link->n_stalls = 0;
		if (link->link.listener.received)
			link->link.listener.received(link->link.listener.user, transfer->buffer,
				(gsize)transfer->actual_length);
	} else if (transfer->status == LIBUSB_TRANSFER_STALL) {
		if (!clear_stall(link, transfer->endpoint))
			return;
	} else if (!good && transfer->status != LIBUSB_TRANSFER_CANCELLED) {
		lose(link, "reading from the pen failed");
		return;
	}
	submit_in(link); /* unless the owner has had enough meanwhile */
}

static void send_queue(UsbLink *link)
{
	struct libusb_transfer *transfer = link->transfers[OUT].transfer;
	const guint n_bytes = MIN(link->queue->len, OUT_BYTES);

	if (n_bytes == 0 || link->transfers[OUT].in_flight || link->dead || link->lost)
		return;
	memcpy(link->out, link->queue->data, n_bytes);
	g_byte_array_remove_range(link->queue, 0, n_bytes);
	transfer->length = (int)n_bytes;
	/* The pen takes a full last packet for "more comes" unless an empty one follows. */
	transfer->flags = link->queue->len == 0 ? LIBUSB_TRANSFER_ADD_ZERO_PACKET : 0;
	submit(link, &link->transfers[OUT]);
}

static void on_bulk_out(struct libusb_transfer *transfer)
{
	Transfer *own = transfer->user_data;
	UsbLink *link = own->link;
	const bool good = came_back(own);

	if (link->dead || link->lost)
		return;
	if (good) {
		send_queue(link);
	} else if (transfer->status == LIBUSB_TRANSFER_STALL) {
		if (clear_stall(link, transfer->endpoint))
			submit(link, own);
	} else if (transfer->status == LIBUSB_TRANSFER_TIMED_OUT) {
		lose(link, "the pen takes no bytes");
	} else if (transfer->status != LIBUSB_TRANSFER_CANCELLED) {
		lose(link, "writing to the pen failed");
	}
}

/* The state of the serial line, which we do not need; read, so that the pen is not kept waiting. */
static void on_interrupt(struct libusb_transfer *transfer)
{
	Transfer *own = transfer->user_data;

	if (came_back(own))
		submit(own->link, own);
}

/* ---- the line */

static void ask_control(
	UsbLink *link, guint8 request, guint16 value, const guint8 *data, guint16 n_data)
{
	struct libusb_transfer *transfer = link->transfers[CONTROL].transfer;

	libusb_fill_control_setup(link->control,
		LIBUSB_ENDPOINT_OUT | LIBUSB_REQUEST_TYPE_CLASS | LIBUSB_RECIPIENT_INTERFACE,
		request, value, (guint16)link->interfaces.control, n_data);
	if (n_data > 0)
		memcpy(link->control + LIBUSB_CONTROL_SETUP_SIZE, data, n_data);
	transfer->length = LIBUSB_CONTROL_SETUP_SIZE + n_data;
	submit(link, &link->transfers[CONTROL]);
}

static void set_coding(UsbLink *link)
{
	/* 115200 baud, 1 stop bit, no parity, 8 bits; the line is not a real one. */
	static const guint8 CODING[7] = { 0x00, 0xC2, 0x01, 0x00, 0, 0, 8 };

	ask_control(link, 0x20, 0, CODING, sizeof(CODING));
}

static void hand_over(UsbLink *link)
{
	link->stage = STAGE_LINKED;
	link->owner.opened(link->owner.user, &link->link);
	if (link->dead || link->lost)
		return;
	if (link->interfaces.interrupt_in != 0)
		submit(link, &link->transfers[INTERRUPT]);
	submit_in(link);
}

/* A pen that does not care for a line refuses; nothing follows from it. */
static void on_control(struct libusb_transfer *transfer)
{
	Transfer *own = transfer->user_data;
	UsbLink *link = own->link;

	came_back(own);
	if (link->dead || link->lost)
		return;
	if (link->stage == STAGE_CODING) {
		link->stage = STAGE_CONTROL_LINES;
		ask_control(link, 0x22, 3, NULL, 0); /* DTR and RTS: somebody listens */
	} else {
		hand_over(link);
	}
}

static gboolean on_no_line(gpointer user)
{
	UsbLink *link = user;

	link->begin_source = 0;
	hand_over(link);
	return G_SOURCE_REMOVE;
}

/* ---- what the owner may ask */

static void on_send(Link *base, const guint8 *bytes, gsize n_bytes)
{
	UsbLink *link = (UsbLink *)base;

	if (link->dead || link->lost)
		return;
	if (link->queue->len + n_bytes > QUEUE_LIMIT_BYTES) {
		/* Half a command would be worse than none. The time-out of the write ends the link. */
		g_message("%s: the pen takes no bytes", base->name);
		return;
	}
	g_byte_array_append(link->queue, bytes, (guint)n_bytes);
	send_queue(link);
}

/* Reads that came back are not handed in again: the pen keeps its bytes. */
static void on_pause(Link *base, bool paused)
{
	UsbLink *link = (UsbLink *)base;

	link->paused = paused;
	if (link->stage == STAGE_LINKED)
		submit_in(link);
}

static void on_free(Link *base)
{
	kill_link((UsbLink *)base);
}

static const LinkOperations OPERATIONS = { .send = on_send, .pause = on_pause, .free = on_free };

/* ---- opening */

static UsbLinkResult result_of(int error)
{
	switch (error) {
	case 0:
		return USB_LINK_OPENED;
	case LIBUSB_ERROR_BUSY:
		return USB_LINK_BUSY;
	case LIBUSB_ERROR_ACCESS:
		return USB_LINK_FORBIDDEN;
	case LIBUSB_ERROR_NO_DEVICE:
	case LIBUSB_ERROR_NOT_FOUND:
		return USB_LINK_GONE;
	default:
		return USB_LINK_FAILED;
	}
}

/* In the kernel's driver's own order: it holds the data interface by way of the other. */
static int claim(UsbLink *link)
{
	int error = 0;

	if (link->interfaces.control >= 0) {
		error = libusb_claim_interface(link->handle, link->interfaces.control);
		link->has_control = error == 0;
	}
	if (error == 0) {
		error = libusb_claim_interface(link->handle, link->interfaces.data);
		link->has_data = error == 0;
	}
	return error;
}

static void make_transfer(UsbLink *link, guint which, guint8 endpoint, guint8 *buffer, int n_bytes,
	libusb_transfer_cb_fn callback)
{
	Transfer *transfer = &link->transfers[which];

	transfer->link = link;
	transfer->transfer = libusb_alloc_transfer(0);
	g_assert(transfer->transfer);
	libusb_fill_bulk_transfer(transfer->transfer, link->handle, endpoint, buffer, n_bytes,
		callback, transfer, which == OUT ? OUT_MS : 0);
}

static void make_transfers(UsbLink *link)
{
	const UsbInterfaces *interfaces = &link->interfaces;

	for (guint i = 0; i < N_IN; i++)
		make_transfer(link, i, interfaces->bulk_in, link->buffers[i], IN_BYTES, on_bulk_in);
	make_transfer(link, OUT, interfaces->bulk_out, link->out, 0, on_bulk_out);
	make_transfer(link, INTERRUPT, interfaces->interrupt_in, link->interrupt,
		sizeof(link->interrupt), on_interrupt);
	link->transfers[INTERRUPT].transfer->type = LIBUSB_TRANSFER_TYPE_INTERRUPT;
	make_transfer(link, CONTROL, 0, link->control, 0, on_control);
	link->transfers[CONTROL].transfer->type = LIBUSB_TRANSFER_TYPE_CONTROL;
	link->transfers[CONTROL].transfer->timeout = CONTROL_MS;
}

static UsbLink *new_link(const UsbLinkOptions *options, libusb_device_handle *take_handle,
	const UsbInterfaces *interfaces)
{
	UsbLink *link = g_new0(UsbLink, 1);

	link->owner = *options->owner;
	link->ended = options->ended;
	link->user = options->user;
	link->handle = take_handle;
	link->interfaces = *interfaces;
	link->queue = g_byte_array_new();
	link->link.operations = &OPERATIONS;
	link->link.name = g_strdup_printf("usb:%s", options->path);
	link->link.kind = g_strdup("usb");
	link->link.driver = g_strdup(options->model->usb_driver);
	link->link.place = g_strdup(options->place);
	link->link.quirks = options->model->quirks;
	make_transfers(link);
	return link;
}

static UsbLinkResult refuse(UsbLinkResult result, char **why, const char *what, int error)
{
	*why = g_strdup_printf("%s: %s", what, libusb_strerror(error));
	return result;
}

static void begin(UsbLink *link)
{
	if (link->has_control)
		set_coding(link);
	else
		link->begin_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_no_line, link, NULL);
}

UsbLinkResult usb_link_open(
	libusb_device *device, const UsbLinkOptions *options, UsbLink **link, char **why)
{
	libusb_device_handle *handle = NULL;
	UsbInterfaces interfaces;
	int error = libusb_open(device, &handle);

	*link = NULL;
	if (error != 0)
		return refuse(result_of(error), why, "cannot open the pen", error);
	if (!usb_interfaces_find(device, options->model->usb_class, &interfaces)) {
		libusb_close(handle);
		*why = g_strdup("the pen has no interface to speak on");
		return USB_LINK_FAILED;
	}
	libusb_set_auto_detach_kernel_driver(handle, 1);
	*link = new_link(options, handle, &interfaces);
	error = claim(*link);
	if (error == 0) {
		begin(*link);
		return USB_LINK_OPENED;
	}
	give_back(*link);
	free_link(*link);
	*link = NULL;
	return refuse(result_of(error), why, "cannot take the pen's interfaces", error);
}
