/* SPDX-License-Identifier: MIT */
/*
 *   C0 | CMD [ERR] LEN_lo LEN_hi PAYLOAD | C1      C0, C1 and 7D inside become 7D, byte XOR 20
 *
 * From the host only 0xA4 (answer to a stored packet) and 0xB2 (firmware block) carry ERR; towards it
 * all commands from 0x80 on do. A frame whose LEN lies is ignored, as the pen does.
 */
#include "tests/virtual-pen/wire.h"

#define FRAME_START 0xC0
#define FRAME_END 0xC1
#define ESCAPE 0x7D
#define ESCAPE_XOR 0x20
#define INK_BLACK UINT32_C(0xFF000000)

static bool wire_reader_finish(const WireReader *reader, WireFrame *frame)
{
	ByteReader body = byte_reader(reader->body, reader->n_body);
	frame->command = byte_reader_u8(&body);
	frame->error = 0;
	if (frame->command == 0xA4 || frame->command == 0xB2)
		frame->error = byte_reader_u8(&body);
	size_t length = byte_reader_u16(&body);
	frame->n_payload = byte_reader_left(&body);
	frame->payload = body.at;
	return !body.failed && frame->n_payload == length;
}

bool wire_reader_push(WireReader *reader, uint8_t byte, WireFrame *frame)
{
	if (byte == FRAME_START) {
		reader->inside = true;
		reader->escaped = false;
		reader->n_body = 0;
		return false;
	}
	if (!reader->inside)
		return false;
	if (byte == FRAME_END) {
		reader->inside = false;
		return !reader->escaped && wire_reader_finish(reader, frame);
	}
	if (byte == ESCAPE) {
		reader->escaped = true;
		return false;
	}
	if (reader->n_body == sizeof(reader->body)) {
		reader->inside = false;
		return false;
	}
	reader->body[reader->n_body++] = reader->escaped ? byte ^ ESCAPE_XOR : byte;
	reader->escaped = false;
	return false;
}

static void wire_escaped(GByteArray *out, const uint8_t *bytes, size_t n_bytes)
{
	for (size_t i = 0; i < n_bytes; i++) {
		uint8_t byte = bytes[i];
		if (byte == FRAME_START || byte == FRAME_END || byte == ESCAPE) {
			uint8_t pair[2] = { ESCAPE, byte ^ ESCAPE_XOR };
			g_byte_array_append(out, pair, 2);
		} else {
			g_byte_array_append(out, &byte, 1);
		}
	}
}

void wire_frame(GByteArray *out, uint8_t command, int error, const void *payload, size_t n_payload)
{
	uint8_t head[4];
	ByteWriter writer = byte_writer(head, sizeof(head));
	byte_writer_u8(&writer, command);
	if (error != WIRE_NO_ERROR_BYTE)
		byte_writer_u8(&writer, (uint8_t)error);
	g_assert(n_payload <= UINT16_MAX);
	byte_writer_u16(&writer, (uint16_t)n_payload);

	const uint8_t start = FRAME_START, end = FRAME_END;
	g_byte_array_append(out, &start, 1);
	wire_escaped(out, head, byte_writer_size(&writer));
	wire_escaped(out, payload, n_payload);
	g_byte_array_append(out, &end, 1);
}

/* An event's payload is written after its counter, if it has one. */
typedef struct {
	uint8_t bytes[32];
	ByteWriter writer;
} EventBody;

static void wire_event_begin(EventBody *body, int counter)
{
	body->writer = byte_writer(body->bytes, sizeof(body->bytes));
	if (counter != WIRE_UNCOUNTED)
		byte_writer_u8(&body->writer, (uint8_t)counter);
}

static void wire_event_end(
	EventBody *body, GByteArray *out, int counter, uint8_t counted, uint8_t uncounted)
{
	g_assert(!body->writer.failed);
	wire_frame(out, counter == WIRE_UNCOUNTED ? uncounted : counted, WIRE_NO_ERROR_BYTE,
		body->bytes, byte_writer_size(&body->writer));
}

void wire_down(GByteArray *out, int counter, const InkStroke *stroke)
{
	EventBody body;
	wire_event_begin(&body, counter);
	if (counter == WIRE_UNCOUNTED)
		byte_writer_u8(&body.writer, 0);
	byte_writer_u64(&body.writer, (uint64_t)stroke->start_ms);
	byte_writer_u8(&body.writer, 0);
	byte_writer_u32(&body.writer, INK_BLACK);
	wire_event_end(&body, out, counter, 0x69, 0x63);
}

void wire_paper(GByteArray *out, int counter, const Paper *paper)
{
	EventBody body;
	wire_event_begin(&body, counter);
	byte_writer_u32(&body.writer, ink_section_owner(paper));
	byte_writer_u32(&body.writer, paper->book);
	byte_writer_u32(&body.writer, paper->page);
	wire_event_end(&body, out, counter, 0x6B, 0x64);
}

static void wire_dot_fields(ByteWriter *writer, const InkDot *dot)
{
	byte_writer_u8(writer, dot->delta_ms);
	byte_writer_u16(writer, dot->force);
	byte_writer_u16(writer, dot->x / 100);
	byte_writer_u16(writer, dot->y / 100);
	byte_writer_u8(writer, (uint8_t)(dot->x % 100));
	byte_writer_u8(writer, (uint8_t)(dot->y % 100));
	byte_writer_u8(writer, dot->tilt_x);
	byte_writer_u8(writer, dot->tilt_y);
	byte_writer_u16(writer, dot->twist);
}

void wire_dot(GByteArray *out, int counter, const InkDot *dot)
{
	EventBody body;
	wire_event_begin(&body, counter);
	wire_dot_fields(&body.writer, dot);
	wire_event_end(&body, out, counter, 0x6C, 0x65);
}

void wire_up(GByteArray *out, int counter, const InkStroke *stroke)
{
	uint64_t end_ms = (uint64_t)(stroke->start_ms + stroke->duration_ms);
	EventBody body;
	wire_event_begin(&body, counter);
	if (counter == WIRE_UNCOUNTED) {
		byte_writer_u8(&body.writer, 1);
		byte_writer_u64(&body.writer, end_ms);
		byte_writer_u8(&body.writer, 0);
		byte_writer_u32(&body.writer, INK_BLACK);
	} else {
		byte_writer_u64(&body.writer, end_ms);
		/* dots; images taken, processed, decoded; dots sent */
		for (unsigned i = 0; i < 5; i++)
			byte_writer_u16(&body.writer, (uint16_t)stroke->dots->len);
	}
	wire_event_end(&body, out, counter, 0x6A, 0x63);
}

static void wire_stored_dot(GByteArray *out, const InkDot *dot)
{
	uint8_t bytes[WIRE_STORED_DOT];
	ByteWriter writer = byte_writer(bytes, sizeof(bytes));
	wire_dot_fields(&writer, dot);
	byte_writer_u16(&writer, 0);
	uint8_t sum = 0;
	for (size_t i = 0; i < WIRE_STORED_DOT - 1; i++)
		sum = (uint8_t)(sum + bytes[i]);
	byte_writer_u8(&writer, sum);
	g_byte_array_append(out, bytes, sizeof(bytes));
}

void wire_stored_stroke(GByteArray *out, const InkStroke *stroke)
{
	uint8_t head[WIRE_STORED_HEADER];
	ByteWriter writer = byte_writer(head, sizeof(head));
	byte_writer_u32(&writer, stroke->paper.page);
	byte_writer_u64(&writer, (uint64_t)stroke->start_ms);
	byte_writer_u64(&writer, (uint64_t)(stroke->start_ms + stroke->duration_ms));
	byte_writer_u8(&writer, 0);
	byte_writer_u32(&writer, INK_BLACK);
	byte_writer_u16(&writer, (uint16_t)stroke->dots->len);
	g_byte_array_append(out, head, sizeof(head));
	for (guint i = 0; i < stroke->dots->len; i++)
		wire_stored_dot(out, ink_stroke_dot(stroke, i));
}
