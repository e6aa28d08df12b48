/* SPDX-License-Identifier: MIT */
/*
 * Neo protocol 1. Real bytes, without C0 and C1; T = 1764576000000 ms = 00 F8 EC D8 9A 01 00 00:
 *
 *   01 0F 00 | T | 01 | FF | 31 2E 32 33 00                    state: on, force to 255, software 1.23
 *   0D 02 00 | 00 | 0A                                         asks for the password: 0 of 10 tries
 *   16 0D 00 | T | 00 | 00 00 FF 01                            pen-down (1: up), colour B G R and type (1 = tip)
 *   15 0C 00 | 1B 00 00 03 | 5B 02 00 00 | 0A 00 00 00         paper: owner 27, section 3, note 603, page 10
 *   11 08 00 | 05 | 14 00 | 1E 00 | 05 | 32 | 64               dot: ms, x 20, y 30, x .05, y .50, force 100
 *   13 09 00 | T | 00                                          older pen-down, without a colour
 *   12 04 00 | 5B 02 | 0A 00                                   older paper: note, page
 *   25 28 00 | 01 | 01 | 00 00 00 00 | T | FF | 04 | 0C | 00 00 FF 01 | 01 01 02 01 | 14 00 | 02 00 | 08 "NWP-F110" 00 00
 *              protocol, status, zone, clock, force, battery, memory %, colour, power-on, accelerometer, hover,
 *              beep (1 on, 2 off), auto off 20 min, sensitivity 2, and in newer firmware length and model
 *   46 2E 00 | 01 | 1B 00 00 03 | 02 | 5B 02 00 00 | 5C 02 00 00 | …   notes with stored ink, last part: two of ten
 *   49 08 00 | 01 00 00 00 | C8 00 00 00                       a transfer of one file, 200 bytes
 *   41 88 00 | "\Data\50331675\603\10\0.zip" … | C8 00 00 00 | 01 00 | C8 00   file: name, size, packets, their size
 *   43 xx xx | 00 00 | sum | data                              packet 0 of it
 *   48 01 00 | 01                                              end: 1 finished, 0 failed
 *
 * Every delta counts from the event before, the first dot's from the pen-down. Force has 8 bits.
 */
#include "protocol/neo-v1.h"

#include "protocol/bytes.h"
#include "protocol/neo-dot.h"
#include "protocol/neo-v1-file.h"
#include "protocol/neo-v1-frame.h"
#include "protocol/stroke-builder.h"

#include <stdlib.h>

#define BATTERY_STEPS 5
#define SWITCH_ON 1
#define OPAQUE UINT32_C(0xFF000000)

struct NeoV1Decoder {
	NeoV1Framer framer;
	StrokeBuilder strokes;
	NeoV1Listener listener;
};

NeoV1Decoder *neo_v1_decoder_new(const DotSink *sink, const NeoV1Listener *listener)
{
	NeoV1Decoder *decoder = calloc(1, sizeof *decoder);
	if (!decoder)
		abort();
	neo_v1_framer_init(&decoder->framer);
	stroke_builder_init(&decoder->strokes, sink);
	decoder->listener = *listener;
	return decoder;
}

NeoV1Decoder *neo_v1_decoder_free(NeoV1Decoder *decoder)
{
	if (decoder)
		neo_v1_framer_clear(&decoder->framer);
	free(decoder);
	return NULL;
}

/* ---- live ink; each gets a payload that is long enough */

static void take_dot(NeoV1Decoder *decoder, ByteReader *bytes)
{
	const uint8_t *at = byte_reader_slice(bytes, NEO_V1_DOT_SIZE);
	stroke_builder_dot(&decoder->strokes, at[0], neo_v1_dot(at));
}

static void take_up_down(NeoV1Decoder *decoder, ByteReader *bytes)
{
	uint64_t pen_ms = byte_reader_u64(bytes);
	uint8_t status = byte_reader_u8(bytes);
	/* The older form has no colour; in the newer one its top byte is a type, not how opaque it is. */
	uint32_t color = byte_reader_left(bytes) >= 4 ? byte_reader_u32(bytes) | OPAQUE : 0;
	if (status == 0)
		stroke_builder_down(&decoder->strokes, pen_ms, TIP_PEN, color);
	else if (status == 1)
		stroke_builder_up(&decoder->strokes, pen_ms);
	else
		stroke_builder_say_bad(&decoder->strokes, DECODE_BAD_VALUE);
}

static void take_paper(NeoV1Decoder *decoder, ByteReader *bytes)
{
	uint32_t section_owner = byte_reader_u32(bytes);
	uint32_t book = byte_reader_u32(bytes);
	PageAddress page = neo_page_address(section_owner, book, byte_reader_u32(bytes));
	stroke_builder_paper(&decoder->strokes, &page);
}

/* No section and owner in this one: those last heard hold, or none. */
static void take_old_paper(NeoV1Decoder *decoder, ByteReader *bytes)
{
	PageAddress page = decoder->strokes.page;
	page.family = PAGE_FAMILY_NCODE;
	page.book = byte_reader_u16(bytes);
	page.page = byte_reader_u16(bytes);
	stroke_builder_paper(&decoder->strokes, &page);
}

/* ---- messages */

static int64_t read_clock(ByteReader *bytes)
{
	uint64_t clock_ms = byte_reader_u64(bytes);
	return clock_ms < INT64_MAX ? (int64_t)clock_ms : INT64_MAX;
}

static void read_text(ByteReader *bytes, char *text, size_t n_text)
{
	const uint8_t *slice = byte_reader_slice(bytes, n_text);
	if (slice)
		memcpy(text, slice, n_text);
}

static void say_battery(NeoV1Decoder *decoder, uint8_t percent)
{
	stroke_builder_say(
		&decoder->strokes, &(PenSaid){ .kind = PEN_SAID_BATTERY, .percent = percent });
}

static void read_state(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	message->state.clock_ms = read_clock(bytes);
	message->state.power = byte_reader_u8(bytes);
	message->state.force_max = byte_reader_u8(bytes);
	read_text(bytes, message->state.software, 5);
	decoder->strokes.force_max = message->state.force_max;
	if (message->state.power == NEO_V1_POWER_OFF)
		stroke_builder_say(&decoder->strokes,
			&(PenSaid){ .kind = PEN_SAID_POWER_OFF, .reason = UINT8_MAX });
}

static void read_password(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	(void)decoder;
	message->password.tries = byte_reader_u8(bytes);
	message->password.limit = byte_reader_u8(bytes);
}

static void read_answer(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	(void)decoder;
	bool zero_is_ok = message->command == NEO_V1_CLOCK_ANSWER ||
			  message->command == NEO_V1_PASSWORD_CHANGE_ANSWER ||
			  message->command == NEO_V1_SETTINGS_ANSWER;
	message->answer.code = byte_reader_u8(bytes);
	message->answer.ok = message->answer.code == (zero_is_ok ? 0 : 1);
}

static void read_old_status(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	NeoV1Status *status = &message->status;
	status->clock_ms = read_clock(bytes);
	status->battery = byte_reader_u8(bytes);
	status->battery_percent = status->battery < 100 ? status->battery : 100;
	uint32_t n_total = byte_reader_u16(bytes);
	uint32_t n_used = byte_reader_u16(bytes);
	status->memory_used_percent = (uint8_t)(n_total == 0	   ? 0
						: n_used > n_total ? 100
								   : n_used * 100 / n_total);
	say_battery(decoder, status->battery_percent);
}

static void read_status(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	NeoV1Status *status = &message->status;
	status->protocol = byte_reader_u8(bytes);
	status->status = byte_reader_u8(bytes);
	status->time_zone_ms = (int32_t)byte_reader_u32(bytes);
	status->clock_ms = read_clock(bytes);
	status->force_max = byte_reader_u8(bytes);
	status->battery = byte_reader_u8(bytes);
	status->battery_percent = status->battery <= BATTERY_STEPS
					  ? (uint8_t)(status->battery * (100 / BATTERY_STEPS))
					  : (status->battery < 100 ? status->battery : 100);
	status->memory_used_percent = byte_reader_u8(bytes);
	status->color = byte_reader_u32(bytes);
	status->auto_power_on = byte_reader_u8(bytes);
	status->accelerometer = byte_reader_u8(bytes);
	status->hover = byte_reader_u8(bytes);
	status->beep = byte_reader_u8(bytes);
	status->auto_power_off_min = byte_reader_u16(bytes);
	status->sensitivity = byte_reader_u16(bytes);
	size_t n_model = byte_reader_u8(bytes);
	if (n_model < sizeof status->model)
		read_text(bytes, status->model, n_model);
	decoder->strokes.force_max = status->force_max;
	decoder->strokes.hover = status->hover == SWITCH_ON;
	say_battery(decoder, status->battery_percent);
}

static void read_note_list(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	(void)decoder;
	message->note_list.last = byte_reader_u8(bytes) == 1;
	uint32_t section_owner = byte_reader_u32(bytes);
	message->note_list.section = section_owner >> 24;
	message->note_list.owner = section_owner & 0xFFFFFF;
	uint8_t n_said = byte_reader_u8(bytes);
	uint8_t n_notes = n_said < NEO_V1_MAX_NOTES ? n_said : NEO_V1_MAX_NOTES;
	message->note_list.n_notes = n_notes;
	for (size_t i = 0; i < n_notes; i++)
		message->note_list.notes[i] = byte_reader_u32(bytes);
}

static void read_transfer(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	(void)decoder;
	message->transfer.n_files = byte_reader_u32(bytes);
	message->transfer.n_bytes = byte_reader_u32(bytes);
}

static void read_file(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	(void)decoder;
	read_text(bytes, message->file.name, sizeof message->file.name - 1);
	message->file.size = byte_reader_u32(bytes);
	message->file.n_packets = byte_reader_u16(bytes);
	message->file.packet_size = byte_reader_u16(bytes);
}

static void read_packet(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	message->packet.index = byte_reader_u16(bytes);
	uint8_t said = byte_reader_u8(bytes);
	message->packet.data = bytes->at;
	message->packet.n_data = byte_reader_left(bytes);
	message->packet.good = neo_v1_sum(message->packet.data, message->packet.n_data) == said;
	if (!message->packet.good)
		stroke_builder_say_bad(&decoder->strokes, DECODE_BAD_CHECK);
}

static void read_transfer_end(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	(void)decoder;
	message->transfer_end.finished = byte_reader_u8(bytes) == 1;
}

static void read_text_only(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message)
{
	(void)decoder;
	(void)bytes;
	(void)message; /* the payload is all there is */
}

/* Either ink, or a message. n_min: payload bytes needed. */
typedef struct {
	void (*take)(NeoV1Decoder *decoder, ByteReader *bytes);
	void (*read)(NeoV1Decoder *decoder, ByteReader *bytes, NeoV1Message *message);
	uint8_t n_min;
} Entry;

static const Entry ENTRIES[UINT8_MAX + 1] = {
	[NEO_V1_STATE] = { NULL, read_state, 15 },
	[NEO_V1_CLOCK_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_HOVER_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_CALIBRATION_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_AUTO_POWER_OFF_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_NOTES_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_PASSWORD_REQUEST] = { NULL, read_password, 2 },
	[NEO_V1_PASSWORD_CHANGE_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_DOT] = { take_dot, NULL, 8 },
	[NEO_V1_OLD_PAPER] = { take_old_paper, NULL, 4 },
	[NEO_V1_OLD_UP_DOWN] = { take_up_down, NULL, 9 },
	[NEO_V1_PAPER] = { take_paper, NULL, 12 },
	[NEO_V1_UP_DOWN] = { take_up_down, NULL, 13 },
	[NEO_V1_OLD_STATUS] = { NULL, read_old_status, 13 },
	[NEO_V1_STATUS] = { NULL, read_status, 40 },
	[NEO_V1_SETTINGS_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_COLOR_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_AUTO_POWER_ON_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_SENSITIVITY_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_BEEP_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_FILE] = { NULL, read_file, 136 },
	[NEO_V1_FILE_PACKET] = { NULL, read_packet, 3 },
	[NEO_V1_NOTE_LIST] = { NULL, read_note_list, 46 },
	[NEO_V1_TRANSFER_END] = { NULL, read_transfer_end, 1 },
	[NEO_V1_TRANSFER] = { NULL, read_transfer, 8 },
	[NEO_V1_DELETE_ANSWER] = { NULL, read_answer, 1 },
	[NEO_V1_DEBUG_TEXT] = { NULL, read_text_only, 0 },
};

bool neo_looks_like_v1(uint8_t command)
{
	/* The numbers of the two protocols do not meet. */
	return ENTRIES[command].take || ENTRIES[command].read;
}

static void take_frame(NeoV1Decoder *decoder, const NeoV1Frame *frame)
{
	const Entry *entry = &ENTRIES[frame->command];
	ByteReader bytes = byte_reader(frame->payload, frame->n_payload);
	if (!entry->take && !entry->read) {
		stroke_builder_say(&decoder->strokes, &(PenSaid){ .kind = PEN_SAID_BAD,
							      .bad = DECODE_NOT_MINE,
							      .n = frame->command });
	} else if (frame->n_payload < entry->n_min) {
		stroke_builder_say_bad(&decoder->strokes, DECODE_BAD_LENGTH);
	} else if (entry->take) {
		entry->take(decoder, &bytes);
	} else {
		NeoV1Message message = { .command = (NeoV1Command)frame->command,
			.payload = frame->payload,
			.n_payload = frame->n_payload };
		entry->read(decoder, &bytes, &message);
		stroke_builder_flush(&decoder->strokes);
		if (decoder->listener.message)
			decoder->listener.message(decoder->listener.user, &message);
	}
}

static void take_frames(NeoV1Decoder *decoder, ByteReader *bytes)
{
	for (;;) {
		NeoV1Frame frame;
		DecodeResult result = neo_v1_framer_next(&decoder->framer, bytes, &frame);
		if (result == DECODE_MORE)
			break;
		if (result == DECODE_OK)
			take_frame(decoder, &frame);
		else
			stroke_builder_say_bad(&decoder->strokes, result);
	}
	stroke_builder_flush(&decoder->strokes);
}

void neo_v1_decoder_feed(
	NeoV1Decoder *decoder, const uint8_t *bytes, size_t n_bytes, int64_t host_ms)
{
	decoder->strokes.host_ms = host_ms;
	ByteReader reader = byte_reader(bytes, n_bytes);
	take_frames(decoder, &reader);
}

void neo_v1_decoder_link_lost(NeoV1Decoder *decoder, int64_t host_ms)
{
	decoder->strokes.host_ms = host_ms;
	/* Frames may have been waiting behind what looked like the start of a longer one. */
	neo_v1_framer_end(&decoder->framer);
	ByteReader none = byte_reader(NULL, 0);
	take_frames(decoder, &none);
	neo_v1_framer_reset(&decoder->framer);
	stroke_builder_link_lost(&decoder->strokes);
}

void neo_v1_decoder_end_overdue(NeoV1Decoder *decoder)
{
	stroke_builder_end_overdue(&decoder->strokes);
}
