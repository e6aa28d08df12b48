/* SPDX-License-Identifier: MIT */
/*
 * Serving stored ink: lists, downloads packet by packet, freeing. While a download runs, any other
 * request about the memory fails: real pens mix answers then. A packet is sent again when the host asks
 * (ERR 1), or says nothing for five seconds, three times; with option 1 an acknowledged packet's strokes
 * are freed at once, as the first Neo pens do.
 */
#include "tests/virtual-pen/pen.h"

#include <string.h>
#include <zlib.h>

#define ANSWER_WITHIN_US 5000000
#define TRIES_MOST 4
#define CHUNK_LEAST 4096
#define CHUNK_SPREAD 4096
#define CHUNK_MOST 32767
#define NOTES_MOST 64
#define PAGES_MOST 128
#define DELETE_MOST 64
#define MINOR_NOTE_INFO 16
#define BITMAP_MOST 1600
enum { OPTION_SIZE = 0, OPTION_DELETE = 1, OPTION_KEEP = 2 };

static void pen_serve_fail(Pen *pen, const WireFrame *frame)
{
	pen_reply(pen, frame->command | 0x80, 1, NULL, 0);
}

static void pen_write_note(ByteWriter *writer, const Paper *note)
{
	byte_writer_u32(writer, ink_section_owner(note));
	byte_writer_u32(writer, note->book);
}

static Paper pen_read_note(ByteReader *reader)
{
	uint32_t section_owner = byte_reader_u32(reader);
	return (Paper){ .section = (uint8_t)(section_owner >> 24),
		.owner = section_owner & 0xFFFFFF,
		.book = byte_reader_u32(reader) };
}

void pen_forget(Pen *pen, const char *how, GPtrArray *strokes)
{
	if (strokes->len == 0)
		return;
	truth_freed(pen->truth, pen->name, how, strokes);
	memory_remove(&pen->memory, strokes);
}

/* ---- lists */

static void pen_serve_notes(Pen *pen, const WireFrame *frame)
{
	ByteReader reader = byte_reader(frame->payload, frame->n_payload);
	uint32_t wanted = byte_reader_u32(&reader);
	if (reader.failed) {
		pen_serve_fail(pen, frame);
		return;
	}
	g_autoptr(GArray) notes = memory_notes(&pen->memory);
	uint8_t body[2 + 8 * NOTES_MOST];
	ByteWriter writer = byte_writer(body, sizeof(body));
	uint16_t count = 0;
	byte_writer_u16(&writer, 0);
	for (guint i = 0; i < notes->len && count < NOTES_MOST; i++) {
		const Paper *note = &g_array_index(notes, Paper, i);
		if (wanted != UINT32_MAX && wanted != ink_section_owner(note))
			continue;
		pen_write_note(&writer, note);
		count++;
	}
	size_t n_body = byte_writer_size(&writer);
	writer.at = body;
	byte_writer_u16(&writer, count);
	pen_reply(pen, 0xA1, 0, body, n_body);
}

static void pen_serve_pages(Pen *pen, const WireFrame *frame)
{
	ByteReader reader = byte_reader(frame->payload, frame->n_payload);
	Paper note = pen_read_note(&reader);
	if (reader.failed) {
		pen_serve_fail(pen, frame);
		return;
	}
	g_autoptr(GArray) pages = memory_pages(&pen->memory, &note);
	guint count = MIN(pages->len, PAGES_MOST);
	uint8_t body[10 + 4 * PAGES_MOST];
	ByteWriter writer = byte_writer(body, sizeof(body));
	pen_write_note(&writer, &note);
	byte_writer_u16(&writer, (uint16_t)count);
	for (guint i = 0; i < count; i++)
		byte_writer_u32(&writer, g_array_index(pages, uint32_t, i));
	pen_reply(pen, 0xA2, 0, body, byte_writer_size(&writer));
}

static void pen_serve_note_info(Pen *pen, const WireFrame *frame)
{
	ByteReader reader = byte_reader(frame->payload, frame->n_payload);
	Paper note = pen_read_note(&reader);
	if (reader.failed) {
		pen_serve_fail(pen, frame);
		return;
	}
	g_autoptr(GArray) pages = memory_pages(&pen->memory, &note);
	uint8_t body[48 + BITMAP_MOST] = { 0 };
	size_t n_bitmap = 0;
	uint16_t count = 0;
	for (guint i = 0; i < pages->len; i++) {
		uint32_t page = g_array_index(pages, uint32_t, i);
		if (page / 8 >= BITMAP_MOST)
			continue;
		body[48 + page / 8] |= (uint8_t)(1U << page % 8);
		n_bitmap = MAX(n_bitmap, page / 8 + 1);
		count++;
	}
	ByteWriter writer = byte_writer(body, sizeof(body));
	byte_writer_u8(&writer, 0);
	pen_write_note(&writer, &note);
	byte_writer_u16(&writer, 1);
	writer.at = body + 44;
	byte_writer_u16(&writer, count);
	byte_writer_u16(&writer, (uint16_t)n_bitmap);
	pen_reply(pen, 0xA6, 0, body, 48 + n_bitmap);
}

/* ---- download */

/* How many strokes go into the packet that begins at transfer.first: whole ones only. */
static guint pen_packet_strokes(const Transfer *transfer)
{
	gsize wanted = CHUNK_LEAST + dice_mix(transfer->packet_id) % CHUNK_SPREAD, n_bytes = 0;
	guint n_strokes = 0;
	for (guint i = transfer->first; i < transfer->strokes->len; i++) {
		const InkStroke *stroke = g_ptr_array_index(transfer->strokes, i);
		gsize n_stroke = WIRE_STORED_HEADER + WIRE_STORED_DOT * (gsize)stroke->dots->len;
		if (n_strokes > 0 && (n_bytes + n_stroke > CHUNK_MOST || n_bytes >= wanted))
			break;
		n_bytes += n_stroke;
		n_strokes++;
	}
	return n_strokes;
}

/* Turns one bit where a receiver can notice: in the zlib stream, or in a dot of plain data. */
static void pen_damage(Pen *pen, GByteArray *packet, bool compressed)
{
	guint first = compressed ? WIRE_CHUNK_HEADER : WIRE_CHUNK_HEADER + WIRE_STORED_HEADER;
	if (packet->len <= first)
		return;
	guint n_bytes =
		compressed ? packet->len - first : MIN(packet->len - first, WIRE_STORED_DOT);
	packet->data[first + dice_below(&pen->dice, n_bytes)] ^=
		(uint8_t)(1U << dice_below(&pen->dice, 8));
	pen->transfer.n_damaged++;
}

static GByteArray *pen_packet(const Transfer *transfer)
{
	g_autoptr(GByteArray) plain = g_byte_array_new();
	for (guint i = 0; i < transfer->n_strokes; i++)
		wire_stored_stroke(
			plain, g_ptr_array_index(transfer->strokes, transfer->first + i));
	uLongf n_zip = compressBound(plain->len);
	g_autofree uint8_t *zip = g_malloc(n_zip);
	if (transfer->compress)
		g_assert(compress2(zip, &n_zip, plain->data, plain->len, 6) == Z_OK);

	const InkStroke *stroke = g_ptr_array_index(transfer->strokes, transfer->first);
	bool last = transfer->first + transfer->n_strokes == transfer->strokes->len;
	uint8_t head[WIRE_CHUNK_HEADER];
	ByteWriter writer = byte_writer(head, sizeof(head));
	byte_writer_u16(&writer, transfer->packet_id);
	byte_writer_u8(&writer, transfer->compress);
	byte_writer_u16(&writer, (uint16_t)plain->len);
	byte_writer_u16(&writer, transfer->compress ? (uint16_t)n_zip : 0);
	byte_writer_u8(&writer, last ? 2 : transfer->first == 0 ? 0 : 1);
	pen_write_note(&writer, &stroke->paper);
	byte_writer_u16(&writer, (uint16_t)transfer->n_strokes);

	GByteArray *packet = g_byte_array_new();
	g_byte_array_append(packet, head, sizeof(head));
	if (transfer->compress)
		g_byte_array_append(packet, zip, (guint)n_zip);
	else
		g_byte_array_append(packet, plain->data, plain->len);
	return packet;
}

static void pen_send_packet(Pen *pen)
{
	Transfer *transfer = &pen->transfer;
	transfer->n_strokes = pen_packet_strokes(transfer);
	g_autoptr(GByteArray) packet = pen_packet(transfer);
	if (dice_chance(&pen->dice, pen->options->damage))
		pen_damage(pen, packet, transfer->compress);
	transfer->n_packets++;
	transfer->tries++;
	transfer->deadline_us = g_get_monotonic_time() + ANSWER_WITHIN_US;
	pen_reply(pen, 0x24, WIRE_NO_ERROR_BYTE, packet->data, packet->len);
}

void pen_serve_stop(Pen *pen)
{
	g_clear_pointer(&pen->transfer.strokes, g_ptr_array_unref);
}

int64_t pen_serve_timer(Pen *pen, int64_t now_us)
{
	Transfer *transfer = &pen->transfer;
	if (transfer->strokes && now_us >= transfer->deadline_us) {
		if (transfer->tries >= TRIES_MOST)
			pen_serve_stop(pen);
		else
			pen_send_packet(pen);
	}
	return transfer->strokes ? transfer->deadline_us : PEN_NEVER;
}

static void pen_serve_download(Pen *pen, const WireFrame *frame)
{
	ByteReader reader = byte_reader(frame->payload, frame->n_payload);
	uint8_t option = byte_reader_u8(&reader);
	bool compress = byte_reader_u8(&reader) == 1 && !pen->options->uncompressed;
	Paper note = pen_read_note(&reader);
	uint32_t n_pages = byte_reader_u32(&reader);
	g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (uint32_t i = 0; i < n_pages && !reader.failed; i++) {
		uint32_t page = byte_reader_u32(&reader);
		g_array_append_val(pages, page);
	}
	if (reader.failed || option > OPTION_KEEP) {
		pen_serve_fail(pen, frame);
		return;
	}
	g_autoptr(GPtrArray) strokes =
		memory_collect(&pen->memory, &note, (const uint32_t *)(void *)pages->data, n_pages);
	uint64_t n_bytes = 0;
	for (guint i = 0; i < strokes->len; i++) {
		const InkStroke *stroke = g_ptr_array_index(strokes, i);
		n_bytes += WIRE_STORED_HEADER + WIRE_STORED_DOT * (uint64_t)stroke->dots->len;
	}
	uint8_t body[9];
	ByteWriter writer = byte_writer(body, sizeof(body));
	byte_writer_u32(&writer, strokes->len);
	byte_writer_u32(&writer, (uint32_t)n_bytes);
	byte_writer_u8(&writer, compress);
	pen_reply(pen, 0xA3, 0, body, sizeof(body));
	if (option == OPTION_SIZE || strokes->len == 0)
		return;
	Transfer *transfer = &pen->transfer;
	transfer->strokes = g_steal_pointer(&strokes);
	transfer->first = 0;
	transfer->packet_id = 0;
	transfer->option = option;
	transfer->compress = compress;
	transfer->tries = 0;
	pen_send_packet(pen);
}

static GPtrArray *pen_packet_list(const Transfer *transfer)
{
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)ink_stroke_unref);
	for (guint i = 0; i < transfer->n_strokes; i++) {
		InkStroke *stroke = g_ptr_array_index(transfer->strokes, transfer->first + i);
		g_ptr_array_add(list, ink_stroke_ref(stroke));
	}
	return list;
}

static void pen_serve_answer(Pen *pen, const WireFrame *frame)
{
	Transfer *transfer = &pen->transfer;
	ByteReader reader = byte_reader(frame->payload, frame->n_payload);
	uint16_t packet_id = byte_reader_u16(&reader);
	bool go_on = byte_reader_u8(&reader) == 1;
	/* An answer to a packet that was sent again, or of a host that lags: nothing waits for it. */
	if (reader.failed || !transfer->strokes || packet_id != transfer->packet_id)
		return;
	g_autoptr(GPtrArray) list = pen_packet_list(transfer);
	bool good = frame->error == 0;
	truth_acknowledged(pen->truth, pen->name, packet_id, good, go_on, list);
	if (!good) {
		transfer->tries = 0;
		pen_send_packet(pen);
		return;
	}
	for (guint i = 0; i < list->len; i++)
		((InkStroke *)g_ptr_array_index(list, i))->acknowledged = true;
	if (transfer->option == OPTION_DELETE)
		pen_forget(pen, "fetch", list);
	transfer->first += transfer->n_strokes;
	transfer->packet_id++;
	transfer->tries = 0;
	if (transfer->first == transfer->strokes->len || !go_on)
		pen_serve_stop(pen);
	else
		pen_send_packet(pen);
}

/* ---- freeing */

static void pen_serve_delete_notes(Pen *pen, const WireFrame *frame)
{
	ByteReader reader = byte_reader(frame->payload, frame->n_payload);
	uint32_t section_owner = byte_reader_u32(&reader);
	uint8_t count = byte_reader_u8(&reader);
	const uint8_t *books = byte_reader_slice(&reader, (size_t)count * 4);
	if (!books || count > DELETE_MOST) {
		pen_serve_fail(pen, frame);
		return;
	}
	ByteReader list = byte_reader(books, (size_t)count * 4);
	for (unsigned i = 0; i < count; i++) {
		Paper note = { .section = (uint8_t)(section_owner >> 24),
			.owner = section_owner & 0xFFFFFF,
			.book = byte_reader_u32(&list) };
		g_autoptr(GPtrArray) strokes = memory_collect(&pen->memory, &note, NULL, 0);
		pen_forget(pen, "notes", strokes);
	}
	pen_reply(pen, 0xA5, 0, frame->payload + 4, 1 + (size_t)count * 4);
}

static void pen_serve_delete_pages(Pen *pen, const WireFrame *frame)
{
	ByteReader reader = byte_reader(frame->payload, frame->n_payload);
	Paper note = pen_read_note(&reader);
	uint8_t count = byte_reader_u8(&reader);
	const uint8_t *pages = byte_reader_slice(&reader, (size_t)count * 4);
	if (!pages) {
		pen_serve_fail(pen, frame);
		return;
	}
	ByteReader list = byte_reader(pages, (size_t)count * 4);
	for (unsigned i = 0; i < count; i++) {
		uint32_t page = byte_reader_u32(&list);
		g_autoptr(GPtrArray) strokes = memory_collect(&pen->memory, &note, &page, 1);
		pen_forget(pen, "pages", strokes);
	}
	pen_reply(pen, 0xA7, 0, frame->payload + 8, 1 + (size_t)count * 4);
}

void pen_serve(Pen *pen, const WireFrame *frame)
{
	if (frame->command == 0xA4) {
		pen_serve_answer(pen, frame);
		return;
	}
	if (pen->transfer.strokes) {
		pen_serve_fail(pen, frame);
		return;
	}
	bool newer = pen->minor >= MINOR_NOTE_INFO;
	if (frame->command == 0x21)
		pen_serve_notes(pen, frame);
	else if (frame->command == 0x22)
		pen_serve_pages(pen, frame);
	else if (frame->command == 0x23)
		pen_serve_download(pen, frame);
	else if (frame->command == 0x25)
		pen_serve_delete_notes(pen, frame);
	else if (frame->command == 0x26 && newer)
		pen_serve_note_info(pen, frame);
	else if (frame->command == 0x27 && newer)
		pen_serve_delete_pages(pen, frame);
	else
		pen_reply(pen, frame->command | 0x80, 3, NULL, 0);
}
