/* SPDX-License-Identifier: MIT */
/*
 * The neo-usb driver against a pen, a disk and a clock that do anything. The input is a list of acts; whatever they
 * are: strokes come by the rules, one request is sent at a time, and no file is freed without leave, nor before what was
 * told is on disk.
 */
#include <string.h>

#include "drivers/pen.h"
#include "drivers/registry.h"
#include "protocol/bytes.h"
#include "tests/fuzz/neo-sink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_data);

typedef struct {
	Pen *pen;
	NeoSink sink;
	gint64 now_ms;
	guint64 asked_token, stored_token;
	bool may_free, failed;
	guint n_sent; /* in this call */
	guint8 packet;
} World;

static void on_send(void *user, const guint8 *bytes, gsize n_bytes)
{
	World *world = user;
	g_assert(n_bytes > 8 && memcmp(bytes, "AT+", 3) == 0);
	g_assert(++world->n_sent == 1);
	g_assert(memcmp(bytes + 3, "FORMAT", 6) != 0 && memcmp(bytes + 3, "UPDATE", 6) != 0);
	if (memcmp(bytes + 3, "DELETE", 6) == 0)
		g_assert(world->may_free && world->stored_token == world->asked_token &&
			 world->asked_token > 0);
	world->packet = ((const guint8 *)memchr(bytes, '=', n_bytes))[1];
}

static void on_await(void *user, guint64 token)
{
	World *world = user;
	g_assert(token > world->asked_token && !world->sink.open);
	world->asked_token = token;
}

static void on_changed(void *user)
{
	const World *world = user;
	const PenDownload *download = pen_download(world->pen);
	g_assert(download->n_strokes_done <= download->n_strokes_all);
}

static void on_failed(void *user, const GError *error)
{
	World *world = user;
	g_assert(error->message[0] != '\0');
	world->failed = true;
}

/* A response to what was asked last, its body from the input; or any bytes. */
static void say(World *world, guint8 kind, const guint8 *body, gsize n_body)
{
	static const char *const NAMES[] = { "START", "GETDEVINFO", "GETDISKINFO", "GETCONFIG",
		"SETCONFIG", "GETOFFLINEDATALIST", "GETFILE_H", "GETFILE_D", "DELETEFILE", "WINK" };
	g_autoptr(GByteArray) out = g_byte_array_new();
	if (kind < G_N_ELEMENTS(NAMES)) {
		const guint8 head[] = { '?', world->packet, 0, (guint8)n_body,
			(guint8)(n_body >> 8), ',' };
		g_byte_array_append(out, (const guint8 *)"AT+", 3);
		g_byte_array_append(out, (const guint8 *)NAMES[kind], (guint)strlen(NAMES[kind]));
		g_byte_array_append(out, head, sizeof head);
	}
	g_byte_array_append(out, body, (guint)n_body);
	g_autofree guint8 *copy =
		g_memdup2(out->data, out->len); /* a look behind its end is seen */
	if (out->len > 0)
		pen_receive(world->pen, copy, out->len, world->now_ms);
}

static Pen *new_pen(World *world)
{
	const PenConfig config = { .fetch_stored = true, .delete_stored = world->may_free };
	const PenHost host = { world, on_send, on_await, on_changed, on_failed, NULL, NULL };
	const DotSink sink = neo_sink(&world->sink);
	return pen_new(&NEO_USB_DRIVER, &config, &host, &sink);
}

static void replug(World *world)
{
	Pen *older = world->pen;
	pen_stop(older, world->now_ms);
	g_assert(!world->sink.open);
	world->pen = new_pen(world);
	world->asked_token = world->stored_token = 0;
	world->n_sent = 0;
	pen_start(world->pen, world->now_ms);
	pen_inherit(world->pen, older);
	pen_free(older);
}

static void act(World *world, ByteReader *input)
{
	const guint8 what = byte_reader_u8(input);
	world->n_sent = 0;
	if (what < 200) {
		const gsize n_wanted = byte_reader_u8(input), n_left = byte_reader_left(input);
		const gsize n_body = MIN(n_wanted, n_left);
		const guint8 *body = byte_reader_slice(input, n_body);
		/* Several requests may follow from several responses: one response at a time. */
		if (body && what % 11 < 10)
			say(world, what % 11, body, n_body);
	} else if (what < 220) {
		if (world->asked_token > 0) {
			world->stored_token = world->asked_token;
			pen_stored(world->pen, world->stored_token, world->now_ms);
		}
	} else if (what < 240) {
		if (pen_timer_ms(world->pen) != 0) {
			world->now_ms = MAX(world->now_ms, pen_timer_ms(world->pen));
			pen_timer(world->pen, world->now_ms);
		}
	} else if (what < 250) {
		pen_fetch_stored(world->pen, world->now_ms);
	} else {
		replug(world);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_data)
{
	World world = { .now_ms = 1764576000000 };
	ByteReader input = byte_reader(data, n_data);
	world.may_free = byte_reader_u8(&input) & 1;
	world.pen = new_pen(&world);
	pen_start(world.pen, world.now_ms);
	while (byte_reader_left(&input) > 0 && !input.failed && !world.failed)
		act(&world, &input);
	pen_stop(world.pen, world.now_ms);
	g_assert(!world.sink.open);
	pen_free(world.pen);
	return 0;
}
