/* SPDX-License-Identifier: MIT */
/*
 * A transfer of stored ink; see neo-stored.h. What a packet is, is decided by its id and a hash of its
 * content: the same id with the same content is a packet sent twice; with other content it is a better
 * copy if the earlier one was damaged, and else the first packet of a transfer whose beginning (A3)
 * was not seen, as in a recording that starts anywhere.
 */
#include "protocol/neo-stored.h"

#include "protocol/neo-chunk.h"
#include "protocol/neo-dot.h"
#include "protocol/stroke-builder.h"

#include <stdlib.h>

#define MAX_DATA (UINT16_MAX + 1)
#define FIRST_ROOM 64

/* What came under a packet id; content 0: no good copy yet. */
typedef struct {
	uint64_t content;
	uint64_t frame; /* of all but the data: tells a damaged repeat from another packet */
} Packet;

struct NeoTransfer {
	DotSink sink;
	uint16_t force_max;
	uint32_t n_strokes;
	bool ended;	 /* the last packet (position 2) came */
	size_t n_room;	 /* of `packets`; ids from here on were never seen */
	Packet *packets; /* by id */

	bool is_held; /* a damaged copy, in `held` with its data in held_data */
	size_t n_held_good;
	NeoChunk held;
	uint8_t *held_data;
};

NeoTransfer *neo_transfer_new(const DotSink *sink)
{
	NeoTransfer *transfer = calloc(1, sizeof *transfer);
	if (!transfer)
		abort();
	transfer->sink = *sink;
	transfer->held_data = malloc(MAX_DATA);
	if (!transfer->held_data)
		abort();
	return transfer;
}

NeoTransfer *neo_transfer_free(NeoTransfer *transfer)
{
	if (transfer) {
		free(transfer->packets);
		free(transfer->held_data);
		free(transfer);
	}
	return NULL;
}

static void start_over(NeoTransfer *transfer)
{
	free(transfer->packets);
	transfer->packets = NULL;
	transfer->n_room = 0;
	transfer->n_strokes = 0;
	transfer->ended = false;
}

void neo_transfer_begin(NeoTransfer *transfer, uint16_t force_max)
{
	/* Nobody will ask again for a damaged packet of the transfer before: its best copy is the ink. */
	neo_transfer_give_up(transfer);
	start_over(transfer);
	transfer->force_max = force_max;
}

uint32_t neo_transfer_n_strokes(const NeoTransfer *transfer)
{
	return transfer->n_strokes;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 32;
}

/* All but the data; never 0. */
static uint64_t hash_frame(const NeoChunk *chunk)
{
	uint64_t hash = mix(1, chunk->position);
	hash = mix(hash, (uint64_t)chunk->note.section << 32 | chunk->note.owner);
	hash = mix(hash, (uint64_t)chunk->note.book << 32 | chunk->n_strokes);
	return mix(hash, chunk->n_data) | 1;
}

static uint64_t hash_content(const NeoChunk *chunk)
{
	uint64_t hash = hash_frame(chunk);
	ByteReader data = byte_reader(chunk->data, chunk->n_data);
	while (byte_reader_left(&data) >= 8) {
		uint64_t word;
		memcpy(&word, data.at, sizeof word);
		data.at += sizeof word;
		hash = mix(hash, word);
	}
	while (byte_reader_left(&data) > 0)
		hash = mix(hash, byte_reader_u8(&data));
	return hash | 1;
}

/* ---- telling */

/* Tells the good dots of a stroke; time runs on over bad ones. Gives the time of the last one told. */
static uint64_t tell_dots(const DotSink *sink, const NeoStoredStroke *stroke, StrokeTail *tail)
{
	Dot dots[STROKE_BUILDER_BATCH];
	size_t n_dots = 0;
	uint32_t clock_ms = 0, last_ms = 0;
	bool after_gap = false;
	for (size_t i = 0; i < stroke->n_dots; i++) {
		const uint8_t *at = stroke->dots + i * NEO_STORED_DOT_SIZE;
		clock_ms += at[0];
		if (!neo_chunk_dot_is_good(at)) {
			after_gap = true;
			tail->flags |= STROKE_GAP;
			continue;
		}
		Dot dot = neo_dot(at);
		dot.time_ms = last_ms = clock_ms;
		dot.flags = after_gap ? DOT_AFTER_GAP : 0;
		after_gap = false;
		dots[n_dots++] = dot;
		tail->n_dots++;
		if (n_dots == STROKE_BUILDER_BATCH) {
			sink->dots(sink->user, dots, n_dots);
			n_dots = 0;
		}
	}
	if (n_dots > 0)
		sink->dots(sink->user, dots, n_dots);
	return last_ms;
}

static bool has_good_dot(const NeoStoredStroke *stroke)
{
	for (size_t i = 0; i < stroke->n_dots; i++)
		if (neo_chunk_dot_is_good(stroke->dots + i * NEO_STORED_DOT_SIZE))
			return true;
	return false;
}

static void tell_stroke(
	NeoTransfer *transfer, const NeoNote *note, const NeoStoredStroke *stroke, uint32_t flags)
{
	const DotSink *sink = &transfer->sink;
	if (!has_good_dot(stroke)) {
		if (stroke->n_dots == 0)
			sink->said(sink->user, &(PenSaid){ .kind = PEN_SAID_EMPTY_STROKE });
		return;
	}
	StrokeTail tail = {
		.start_ms = stroke_builder_known_ms(stroke->down_ms),
		.pen_start_ms = stroke_builder_known_ms(stroke->down_ms),
		.page = neo_page_address(
			note->section << 24 | note->owner, note->book, stroke->page),
		.flags = flags,
		.gaps_counted = true,
	};
	sink->down(sink->user, &(StrokeHead){
				       .start_ms = tail.start_ms,
				       .page = tail.page,
				       .color = stroke->color,
				       .force_max = transfer->force_max,
				       .tip = stroke->tip == TIP_ERASER ? TIP_ERASER : TIP_PEN,
				       .origin = STROKE_STORED,
			       });
	uint64_t last_ms = tell_dots(sink, stroke, &tail);
	if (!stroke_builder_end_ms(
		    tail.start_ms, last_ms, stroke_builder_known_ms(stroke->up_ms), &tail.end_ms))
		tail.flags |= STROKE_CLOCK_REPAIRED;
	sink->up(sink->user, &tail);
}

static void tell_chunk(NeoTransfer *transfer, const NeoChunk *chunk)
{
	ByteReader data = byte_reader(chunk->data, chunk->n_data);
	NeoStoredStroke stroke;
	while (neo_chunk_next_stroke(&data, &stroke))
		tell_stroke(transfer, &chunk->note, &stroke, data.failed ? STROKE_GAP : 0);
	/* As many as the pen counts, those without dots too: the sum is compared with its A3. */
	transfer->n_strokes += chunk->n_strokes;
}

/* ---- packets */

static Packet known_packet(const NeoTransfer *transfer, uint16_t id)
{
	return id < transfer->n_room ? transfer->packets[id] : (Packet){ 0 };
}

/* Ids count up from 0, so the room is that of the packets there are; at worst it is a megabyte. */
static void remember_packet(NeoTransfer *transfer, uint16_t id, Packet packet)
{
	size_t n_room = transfer->n_room ? transfer->n_room : FIRST_ROOM;
	while (n_room <= id)
		n_room *= 2;
	if (n_room > transfer->n_room) {
		transfer->packets = realloc(transfer->packets, n_room * sizeof packet);
		if (!transfer->packets)
			abort();
		memset(transfer->packets + transfer->n_room, 0,
			(n_room - transfer->n_room) * sizeof packet);
		transfer->n_room = n_room;
	}
	transfer->packets[id] = packet;
}

static size_t count_good_dots(const NeoChunk *chunk)
{
	ByteReader data = byte_reader(chunk->data, chunk->n_data);
	NeoStoredStroke stroke;
	size_t n_dots = 0;
	while (neo_chunk_next_stroke(&data, &stroke))
		n_dots += stroke.n_dots;
	return n_dots - chunk->n_bad_dots;
}

static void hold(NeoTransfer *transfer, const NeoChunk *chunk)
{
	size_t n_good = count_good_dots(chunk);
	if (transfer->is_held && transfer->n_held_good >= n_good)
		return;
	transfer->is_held = true;
	transfer->n_held_good = n_good;
	transfer->held = *chunk;
	transfer->held.data = transfer->held_data;
	memcpy(transfer->held_data, chunk->data, chunk->n_data);
}

bool neo_transfer_give_up(NeoTransfer *transfer)
{
	if (!transfer->is_held)
		return false;
	transfer->is_held = false;
	tell_chunk(transfer, &transfer->held);
	transfer->ended = transfer->ended || transfer->held.position == 2;
	return true;
}

static NeoPacketOutcome say_repeated(NeoTransfer *transfer)
{
	transfer->sink.said(transfer->sink.user, &(PenSaid){ .kind = PEN_SAID_REPEATED, .n = 1 });
	return NEO_PACKET_REPEATED;
}

static NeoPacketOutcome take_damaged(NeoTransfer *transfer, const NeoChunk *chunk)
{
	Packet known = known_packet(transfer, chunk->packet_id);
	if (!chunk->data)
		return NEO_PACKET_DAMAGED;
	if (known.content != 0 && known.frame == hash_frame(chunk))
		return say_repeated(transfer); /* a good copy of this one was told already */
	hold(transfer, chunk);
	return NEO_PACKET_DAMAGED;
}

static NeoPacketOutcome take_good(NeoTransfer *transfer, const NeoChunk *chunk)
{
	uint64_t content = hash_content(chunk);
	Packet known = known_packet(transfer, chunk->packet_id);
	transfer->is_held = false; /* a damaged copy of this one, or none */
	if (known.content == content)
		return say_repeated(transfer);
	if (known.content != 0 || transfer->ended)
		start_over(transfer);
	remember_packet(transfer, chunk->packet_id, (Packet){ content, hash_frame(chunk) });
	transfer->ended = chunk->position == 2;
	tell_chunk(transfer, chunk);
	return NEO_PACKET_NEW;
}

NeoPacketOutcome neo_transfer_packet(NeoTransfer *transfer, const NeoChunk *chunk)
{
	if (transfer->is_held && transfer->held.packet_id != chunk->packet_id)
		neo_transfer_give_up(transfer);
	return chunk->result == DECODE_OK ? take_good(transfer, chunk)
					  : take_damaged(transfer, chunk);
}
