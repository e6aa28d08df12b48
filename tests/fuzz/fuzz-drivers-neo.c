/* SPDX-License-Identifier: MIT */
/*
 * The Neo driver against a pen, a disk and a clock that do anything. The input is a list of acts; whatever
 * they are: the sink hears strokes by the rules, no stored packet is acknowledged before the disk has it,
 * requests are never sent two at a time within a moment in which nothing was heard, a password is sent
 * once at most, nothing is ever deleted without leave, and each task ends once. Of both protocols.
 *
 * The pen may answer what it was asked, well or almost: so its lists, downloads, frees and tasks are reached.
 */
#include <glib.h>
#include <string.h>

#include "drivers/pen.h"
#include "protocol/bytes.h"
#include "tests/neo-v1-frames.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_data);

#define N_IDS 65536

typedef struct {
	Pen *pen;
	gint64 now_ms;
	guint64 last_token;
	bool in_stored;
	bool link_down; /* and nothing may be said */
	bool task;	/* under way */
	PenConfig config;
	gsize n_kept, n_kept_at_await, n_kept_at_answer; /* bytes, as they are */
	guint8 asked[16];				 /* the body of the last request */
	bool may_free;
	bool stroke_open;
	guint n_passwords;
	guint n_sent;	      /* requests in this call */
	bool is_v1;	      /* only protocol 1 is spoken to like that */
	guint8 *acknowledged; /* N_IDS, on this link */
} World;

static void on_send(void *user, const guint8 *bytes, gsize n_bytes)
{
	World *world = user;
	guint8 body[16] = { 0 };
	gsize n_body = 0;
	g_assert(!world->link_down);
	g_assert(n_bytes >= 4 && bytes[0] == 0xC0 && bytes[n_bytes - 1] == 0xC1);
	for (gsize i = 1; i + 1 < n_bytes && n_body < sizeof body; i++)
		body[n_body++] = bytes[i] == 0x7D ? bytes[++i] ^ 0x20 : bytes[i];
	if (body[0] == 0xA4 && body[1] == 0) {
		const guint id = body[4] | (guint)body[5] << 8;
		g_assert(world->in_stored || world->acknowledged[id]);
		world->acknowledged[id] = 1;
	}
	if (body[0] == 0x23)
		g_assert(body[3] != 1); /* never "send, then delete" */
	if (body[0] == 0x25 || body[0] == 0x27)
		g_assert(world->may_free && body[0] == 0x27);
	/* Protocol 1: 44 acknowledges a packet, and the pen frees by itself what 47 asks for. */
	if (body[0] == 0x44) {
		g_assert(world->in_stored && world->n_kept_at_await > world->n_kept_at_answer);
		world->n_kept_at_answer = world->n_kept_at_await;
	}
	if (body[0] == 0x47)
		g_assert(world->may_free);
	const bool v1_hello =
		(body[0] == 0x02 && body[1] == 9) || (body[0] == 0x03 && !world->task);
	/* A person's wish may send one too: the new one, to try it. */
	if (((body[0] == 0x02 && !v1_hello) || body[0] == 0x0E) && !world->task)
		g_assert(++world->n_passwords == 1);
	world->is_v1 |= v1_hello || body[0] == 0x0B || body[0] == 0x0E || body[0] == 0x45 ||
			body[0] == 0x47;
	if (body[0] != 0xA4 && body[0] != 0x44 && body[0] != 0x42 && !v1_hello)
		world->n_sent++;
	if (body[0] != 0xA4)
		memcpy(world->asked, body, sizeof body);
}

static void on_await(void *user, guint64 token)
{
	World *world = user;
	g_assert(token > world->last_token);
	world->last_token = token;
	world->n_kept_at_await = world->n_kept;
}

static void on_keep_raw(void *user, const guint8 *bytes, gsize n_bytes)
{
	World *world = user;
	g_assert(bytes && n_bytes > 0);
	world->n_kept += n_bytes;
}

static void on_changed(void *user)
{
	const World *world = user;
	const PenDownload *download = pen_download(world->pen);
	g_assert(download->n_strokes_done <= download->n_strokes_all);
}

static void on_failed(void *user, const GError *error)
{
	(void)user;
	g_assert(error->message[0] != '\0');
}

static void on_task_ended(void *user, bool done, const char *reason)
{
	World *world = user;
	g_assert(world->task && done == (reason[0] == '\0'));
	world->task = false;
}

static void on_down(void *user, const StrokeHead *head)
{
	World *world = user;
	(void)head;
	g_assert(!world->stroke_open);
	world->stroke_open = true;
}

static void on_page(void *user, const PageAddress *page)
{
	const World *world = user;
	(void)page;
	g_assert(world->stroke_open);
}

static void on_dots(void *user, const Dot *dots, size_t n_dots)
{
	const World *world = user;
	g_assert(world->stroke_open && dots && n_dots > 0);
}

static void on_up(void *user, const StrokeTail *tail)
{
	World *world = user;
	(void)tail;
	g_assert(world->stroke_open);
	world->stroke_open = false;
}

static void on_said(void *user, const PenSaid *said)
{
	(void)user;
	(void)said;
}

/* The body as a frame, escapes done; or raw, as garbage on the line. */
static void pen_says(World *world, const guint8 *body, gsize n_body, bool framed)
{
	guint8 frame[2 * 256 + 2];
	gsize n_frame = 0;
	frame[n_frame++] = 0xC0;
	for (gsize i = 0; i < n_body; i++) {
		if (body[i] == 0xC0 || body[i] == 0xC1 || body[i] == 0x7D) {
			frame[n_frame++] = 0x7D;
			frame[n_frame++] = body[i] ^ 0x20;
		} else {
			frame[n_frame++] = body[i];
		}
	}
	frame[n_frame++] = 0xC1;
	if (framed)
		pen_receive(world->pen, frame, n_frame, world->now_ms);
	else
		pen_receive(world->pen, body, n_body, world->now_ms);
}

/* The same in protocol 1, which escapes nothing. */
static void pen_says_v1(World *world, const guint8 *payload, gsize n_payload, guint8 command)
{
	guint8 frame[256 + 8] = { 0xC0, command, (guint8)n_payload };
	memcpy(frame + 4, payload, n_payload);
	frame[4 + n_payload] = 0xC1;
	pen_receive(world->pen, frame, n_payload + 5, world->now_ms);
}

/* A frame whose length and, for stored packets, sums are right: else hardly one would get through. */
static void pen_says_well(World *world, const guint8 *payload, gsize n_payload, guint8 command)
{
	guint8 body[256 + 8] = { command };
	gsize n_body = 1;
	if (command >= 0x80)
		body[n_body++] = 0;
	body[n_body++] = (guint8)n_payload;
	body[n_body++] = (guint8)(n_payload >> 8);
	memcpy(body + n_body, payload, n_payload);
	n_body += n_payload;
	if (n_body > 240)
		n_body = 240;
	pen_says(world, body, n_body, true);
}

/* One plain packet with one stroke of one dot; damaged when the page says so. */
static void pen_sends_packet(World *world, guint8 id, guint8 page)
{
	guint8 payload[18 + 27 + 16] = { 0 };
	payload[0] = id & 7;
	payload[3] = 27 + 16;
	payload[7] = id >> 4 & 3;
	payload[8] = 0x1B;
	payload[11] = 3;
	payload[12] = 0x5B;
	payload[13] = 2;
	payload[16] = 1;
	payload[18] = page & 3;
	payload[18 + 4 + 4] = 0xD8;
	payload[18 + 4 + 5] = 1;
	payload[18 + 25] = 1;
	guint8 *dot = payload + 18 + 27;
	dot[3] = id;
	for (gsize i = 0; i < 15; i++)
		dot[15] = (guint8)(dot[15] + dot[i]);
	if (page & 0x80)
		dot[15] ^= 1; /* damaged */
	pen_says_well(world, payload, sizeof payload, 0x24);
}

/* ---- a pen that answers */

static void put(guint8 *payload, gsize *n, guint64 value, gsize n_bytes)
{
	for (gsize i = 0; i < n_bytes; i++)
		payload[(*n)++] = (guint8)(value >> 8 * i);
}

/* Up to three notes, or as many as a list holds: then it is asked for more. */
static gsize list_notes(guint8 *payload, guint8 argument)
{
	gsize n = 0;
	const guint n_notes = argument & 0x80 ? 28 : argument & 3;
	put(payload, &n, n_notes, 2);
	for (guint i = 0; i < n_notes; i++) {
		put(payload, &n, 0x0300001B, 4);
		put(payload, &n, 603 + i + (argument >> 2 & 3), 4);
	}
	return n;
}

static gsize list_pages(const World *world, guint8 *payload, guint8 argument)
{
	gsize n = 0;
	const guint n_pages = argument & 0x80 ? 50 : argument & 3;
	memcpy(payload, world->asked + 3, 8); /* the note */
	n = 8;
	put(payload, &n, n_pages, 2);
	for (guint i = 0; i < n_pages; i++)
		put(payload, &n, i + (argument >> 2 & 3), 4);
	return n;
}

static void pen_says_v1_frame(World *world, const char *body)
{
	g_autoptr(GByteArray) frame = helpers_hex("C0");
	g_autoptr(GByteArray) bytes = helpers_hex(body);
	g_byte_array_append(frame, bytes->data, bytes->len);
	g_byte_array_append(frame, (const guint8 *)"\xC1", 1);
	pen_receive(world->pen, frame->data, frame->len, world->now_ms);
}

/* The same in protocol 1: a list, a file, its packets in any order. */
static void pen_answers_v1(World *world, guint8 argument)
{
	static const char *const PIECES[] = { PACKET_0, PACKET_1, "48 01 00 01", "48 01 00 00",
		FILE_INFO, PACKET_1_DAMAGED, PACKET_0_BROKEN, PACKET_1_BROKEN };
	switch (world->asked[0]) {
	case 0x0B:
		pen_says_v1_frame(world, V1_ALL_TOLD);
		return;
	case 0x21:
		pen_says_v1_frame(world, STATUS);
		return;
	case 0x45:
		pen_says_v1_frame(world, LIST);
		return;
	case 0x47:
		pen_says_v1_frame(world, FILE_INFO);
		return;
	default:
		pen_says_v1_frame(world, PIECES[argument % G_N_ELEMENTS(PIECES)]);
	}
}

/* What was asked last, answered as a pen may; the argument says how. */
static void pen_answers(World *world, guint8 argument)
{
	guint8 payload[256] = { 0 };
	gsize n = 0;
	if (world->is_v1) {
		pen_answers_v1(world, argument);
		return;
	}
	switch (world->asked[0]) {
	case 0x01:
		memcpy(payload + 32, "2.18", 4);
		n = 69;
		break;
	case 0x02:
		put(payload, &n, argument & 1, 1);
		put(payload, &n, argument >> 1 & 15, 1);
		put(payload, &n, 10, 1);
		break;
	case 0x03:
		put(payload, &n, argument & 15, 1);
		put(payload, &n, 10, 1);
		put(payload, &n, argument >> 4 & 1, 1);
		break;
	case 0x04:
		payload[0] = argument & 1;
		payload[1] = 10;
		payload[2] = argument >> 4;
		payload[21] = 1;
		payload[16] = argument >> 1 & 1; /* cap, on, beep */
		payload[17] = argument >> 2 & 1;
		payload[18] = argument >> 3 & 1;
		n = 64;
		break;
	case 0x05:
		put(payload, &n, world->asked[3], 1);
		put(payload, &n, argument & 1, 1);
		break;
	case 0x11:
		break;
	case 0x21:
		n = list_notes(payload, argument);
		break;
	case 0x22:
		n = list_pages(world, payload, argument);
		break;
	case 0x23:
		put(payload, &n, argument & 3, 4);
		put(payload, &n, (argument & 3) * 43, 4);
		put(payload, &n, argument >> 2 & 1, 1);
		break;
	case 0x27:
		put(payload, &n, argument & 3, 1);
		for (guint i = 0; i < (argument & 3u); i++)
			put(payload, &n, i, 4);
		break;
	default:
		return;
	}
	pen_says_well(world, payload, n, world->asked[0] | 0x80);
}

/* Live: down, page, a dot or up, counted by the argument. */
static void pen_writes(World *world, guint8 argument)
{
	guint8 payload[24] = { argument >> 2 };
	switch (argument & 3) {
	case 0:
		payload[5] = 0xD8;
		payload[6] = 1;
		pen_says_well(world, payload, 14, 0x69);
		return;
	case 1:
		payload[1] = 0x1B;
		payload[4] = 3;
		payload[5] = 0x5B;
		payload[6] = 2;
		pen_says_well(world, payload, 13, 0x6B);
		return;
	case 2:
		payload[1] = 10;
		pen_says_well(world, payload, 14, 0x6C);
		return;
	case 3:
		payload[5] = 0xD8;
		payload[6] = 1;
		pen_says_well(world, payload, 19, 0x6A);
		return;
	}
}

/* ---- a host that does what it likes */

static void begin_task(World *world, guint8 argument)
{
	PenTask task = { .kind = (PenTaskKind)(argument % 3),
		.setting = (PenSetting)(argument / 3 % N_PEN_SETTINGS),
		.value = argument & 1,
		.old_password = { argument & 0x40 ? 'a' : '\0' },
		.new_password = { argument & 0x80 ? 'b' : '\0' } };
	/* It may end before this returns. */
	const bool was_under_way = world->task;
	world->task = true;
	const bool begun = pen_begin_task(world->pen, &task, world->now_ms);
	g_assert(!(begun && was_under_way));
	if (!begun)
		world->task = was_under_way;
}

static void link_lost(World *world)
{
	pen_stop(world->pen, world->now_ms);
	world->link_down = true;
	g_assert(!world->stroke_open && !world->task && pen_timer_ms(world->pen) == 0);
}

static void link_up(World *world)
{
	memset(world->acknowledged, 0, N_IDS);
	world->n_passwords = 0;
	world->link_down = false;
	pen_start(world->pen, world->now_ms);
}

static void make_pen(World *world)
{
	const PenHost host = { world, on_send, on_await, on_changed, on_failed, on_task_ended,
		on_keep_raw };
	const DotSink sink = { world, on_down, on_page, on_dots, on_up, on_said };
	world->last_token = 0;
	world->pen = pen_new(driver_by_name("neo"), &world->config, &host, &sink);
}

/* The same pen on another link, with what was learnt of it. */
static void come_again(World *world)
{
	link_lost(world);
	Pen *older = world->pen;
	make_pen(world);
	pen_inherit(world->pen, older);
	pen_free(older);
	link_up(world);
}

static void pass_time(World *world, gint64 ms)
{
	const gint64 until_ms = world->now_ms + ms;
	for (gint64 due; (due = pen_timer_ms(world->pen)) != 0 && due <= until_ms;) {
		world->now_ms = MAX(world->now_ms, due);
		world->n_sent = 0;
		pen_timer(world->pen, world->now_ms);
		g_assert(world->n_sent <= 1);
	}
	world->now_ms = until_ms;
	world->n_sent = 0;
}

static void disk_has(World *world, guint64 token)
{
	world->in_stored = true;
	pen_stored(world->pen, token, world->now_ms);
	world->in_stored = false;
}

static void one_act(World *world, ByteReader *input)
{
	const guint8 act = byte_reader_u8(input);
	const guint8 argument = byte_reader_u8(input);
	/* A zero-length slice at the end is no pointer; the pen then says nothing. */
	const gsize n_bytes = act % 16 < 4 ? MIN(argument, byte_reader_left(input)) : 0;
	const guint8 *bytes = byte_reader_slice(input, n_bytes);
	world->n_sent = 0;
	switch (act % 16) {
	case 0:
		pen_says(world, bytes, n_bytes, false);
		return; /* may hold many frames */
	case 1:
		pen_says(world, bytes, n_bytes, true);
		break;
	case 2:
		if (n_bytes > 0)
			pen_says_well(world, bytes + 1, n_bytes - 1, bytes[0]);
		break;
	case 3:
		if (n_bytes > 0)
			pen_says_v1(world, bytes + 1, n_bytes - 1, bytes[0]);
		break;
	case 4:
		pen_sends_packet(world, argument, byte_reader_u8(input));
		break;
	case 5:
		disk_has(world, world->last_token);
		break;
	case 6:
		disk_has(world, argument);
		break;
	case 7:
		if (pen_timer_ms(world->pen) != 0)
			world->now_ms = MAX(world->now_ms, pen_timer_ms(world->pen));
		pen_timer(world->pen, world->now_ms);
		break;
	case 8:
		pen_fetch_stored(world->pen, world->now_ms);
		break;
	case 9:
		link_lost(world);
		link_up(world);
		break;
	case 10:
		pen_answers(world, argument);
		break;
	case 11:
		begin_task(world, argument);
		break;
	case 12:
		come_again(world);
		break;
	case 13: /* the disk's word comes when the link is lost, and after */
		link_lost(world);
		disk_has(world, world->last_token);
		link_up(world);
		disk_has(world, argument & 1 ? world->last_token : argument);
		break;
	case 14:
		pass_time(world, 100 * (gint64)argument);
		break;
	case 15:
		pen_writes(world, argument);
		break;
	}
	/* Frames of protocol 1 have no mark of their start: bytes left from before may hold several. */
	g_assert(world->n_sent <= 1 || world->is_v1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n_data)
{
	ByteReader input = byte_reader(data, n_data);
	const guint8 options = byte_reader_u8(&input);
	const PenConfig config = { .password = { options & 1 ? 'a' : '\0' },
		.fetch_stored = options & 2,
		.delete_stored = options & 4 };
	World world = {
		.now_ms = 1764576000000, .may_free = config.delete_stored, .config = config
	};
	world.acknowledged = g_malloc0(N_IDS);
	make_pen(&world);
	pen_start(world.pen, world.now_ms);
	if (options & 8) {
		/* Through the handshake, else hardly an input would reach the download. */
		guint8 version[69] = { [32] = '2', '.', '1', '8' };
		guint8 settings[64] = { [1] = 10, [21] = 1 };
		pen_timer(world.pen, world.now_ms += 500);
		pen_says_well(&world, version, sizeof version, 0x81);
		pen_says_well(&world, settings, sizeof settings, 0x84);
		pen_says_well(&world, (const guint8[]){ 1, 0 }, 2, 0x85);
		pen_says_well(&world, (const guint8[]){ 0 }, 0, 0x91);
		g_assert(pen_state(world.pen) == PEN_READY);
	} else if (options & 16) {
		pen_says_v1_frame(&world, V1_POWER_ON);
		pen_says_v1_frame(&world, STATUS);
		pen_says_v1_frame(&world, V1_ALL_TOLD);
		g_assert(pen_state(world.pen) == PEN_READY);
	}
	while (byte_reader_left(&input) > 0)
		one_act(&world, &input);
	link_lost(&world);
	g_assert(pen_n_driver_faults(world.pen) == 0);
	pen_free(world.pen);
	g_free(world.acknowledged);
	return 0;
}
