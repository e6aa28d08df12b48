/* SPDX-License-Identifier: MIT */
/*
 * Files of stored ink, protocol 1. Strokes, then a trailer; T = 00 F8 EC D8 9A 01 00 00:
 *
 *   4C 4E | T | T+60 | 04 00 00 00 | 08 | 00 00 FF 00 | 8F       stroke: mark, pen-down, pen-up, 4 dots of
 *                                                      8 bytes, colour B G R -, sum of the dots' bytes
 *   05 | 14 00 | 1E 00 | 05 | 32 | 64                  dot: ms, x 20, y 30, x .05, y .50, force 100
 *   "1.00" 00 | 01 | 1B 00 00 03 | 5B 02 00 00 | 0A 00 00 00 | 00 00 00 00 | 01 00 00 00 | 3C 00 00 00 | … | 82
 *       trailer of 64 bytes: version, active, owner 27 and section 3, note 603, page 10, sub id, 1 stroke,
 *       60 bytes of strokes, 33 reserved, sum of the 63 before
 *
 * The mark 4C 4E also begins dots (76 ms, x = 78 …), so strokes are walked by their dot counts; the mark
 * is searched for only where a header is damaged. A stroke may have one dot, or none.
 */
#include "protocol/neo-v1-file.h"

#include "protocol/bytes.h"
#include "protocol/neo-dot.h"
#include "protocol/stroke-builder.h"

#include <stdlib.h>
#include <zip.h>

#define STROKE_HEADER_SIZE 28
#define TRAILER_SIZE 64
#define MAX_FILES_IN_ZIP 64
#define OPAQUE UINT32_C(0xFF000000)

typedef struct {
	const DotSink *sink;
	uint16_t force_max;
	PageAddress page;
	DecodeResult result; /* the first fault */
} Reading;

typedef struct {
	uint64_t down_ms, up_ms;
	uint32_t n_dots_said;
	size_t n_dots; /* that are there */
	uint32_t color;
	uint8_t sum;
	const uint8_t *dots;
} FileStroke;

Dot neo_v1_dot(const uint8_t *at)
{
	return (Dot){
		.at = neo_point(neo_u16(at + 1), neo_u16(at + 3), at[5], at[6]),
		.force = at[7],
		.tilt_x = TILT_NONE,
		.tilt_y = TILT_NONE,
		.twist = TWIST_NONE,
	};
}

uint8_t neo_v1_sum(const uint8_t *bytes, size_t n_bytes)
{
	unsigned sum = 0;
	for (size_t i = 0; i < n_bytes; i++)
		sum += bytes[i];
	return (uint8_t)sum;
}

static void say_bad(Reading *reading, DecodeResult bad)
{
	if (reading->result == DECODE_OK)
		reading->result = bad;
	reading->sink->said(reading->sink->user, &(PenSaid){ .kind = PEN_SAID_BAD, .bad = bad });
}

/* Reads a stroke if one begins here; else the reader stays. */
static bool next_stroke(ByteReader *bytes, FileStroke *stroke)
{
	ByteReader here = *bytes;
	const uint8_t *mark = byte_reader_slice(&here, 2);
	stroke->down_ms = byte_reader_u64(&here);
	stroke->up_ms = byte_reader_u64(&here);
	stroke->n_dots_said = byte_reader_u32(&here);
	uint8_t dot_size = byte_reader_u8(&here);
	stroke->color = byte_reader_u32(&here);
	stroke->sum = byte_reader_u8(&here);
	if (here.failed || mark[0] != 0x4C || mark[1] != 0x4E || dot_size != NEO_V1_DOT_SIZE)
		return false;
	size_t n_there = byte_reader_left(&here) / NEO_V1_DOT_SIZE;
	stroke->n_dots = stroke->n_dots_said < n_there ? stroke->n_dots_said : n_there;
	stroke->dots = byte_reader_slice(&here, stroke->n_dots * NEO_V1_DOT_SIZE);
	*bytes = here;
	return true;
}

static uint64_t tell_dots(const DotSink *sink, const FileStroke *stroke)
{
	Dot dots[STROKE_BUILDER_BATCH];
	size_t n_dots = 0;
	uint64_t clock_ms = 0;
	for (size_t i = 0; i < stroke->n_dots; i++) {
		const uint8_t *at = stroke->dots + i * NEO_V1_DOT_SIZE;
		clock_ms += at[0];
		dots[n_dots] = neo_v1_dot(at);
		dots[n_dots++].time_ms = clock_ms < UINT32_MAX ? (uint32_t)clock_ms : UINT32_MAX;
		if (n_dots == STROKE_BUILDER_BATCH || i + 1 == stroke->n_dots) {
			sink->dots(sink->user, dots, n_dots);
			n_dots = 0;
		}
	}
	return clock_ms;
}

static void tell_stroke(Reading *reading, const FileStroke *stroke)
{
	const DotSink *sink = reading->sink;
	StrokeTail tail = {
		.start_ms = stroke_builder_known_ms(stroke->down_ms),
		.pen_start_ms = stroke_builder_known_ms(stroke->down_ms),
		.page = reading->page,
		.n_dots = (uint32_t)stroke->n_dots,
		.gaps_counted = true,
	};
	if (stroke->n_dots < stroke->n_dots_said) {
		say_bad(reading, DECODE_BAD_LENGTH);
		tail.flags |= STROKE_GAP;
	} else if (neo_v1_sum(stroke->dots, stroke->n_dots * NEO_V1_DOT_SIZE) != stroke->sum) {
		say_bad(reading, DECODE_BAD_CHECK);
		tail.flags |= STROKE_GAP;
	}
	if (stroke->n_dots == 0) {
		sink->said(sink->user, &(PenSaid){ .kind = PEN_SAID_EMPTY_STROKE });
		return;
	}
	StrokeHead head = {
		.start_ms = tail.start_ms,
		.page = tail.page,
		.color = stroke->color | OPAQUE,
		.force_max = reading->force_max,
		.origin = STROKE_STORED,
	};
	sink->down(sink->user, &head);
	uint64_t last_ms = tell_dots(sink, stroke);
	if (!stroke_builder_end_ms(
		    tail.start_ms, last_ms, stroke_builder_known_ms(stroke->up_ms), &tail.end_ms))
		tail.flags |= STROKE_CLOCK_REPAIRED;
	sink->up(sink->user, &tail);
}

/* Moves on to the next mark, or to the end. */
static void skip_damage(ByteReader *bytes)
{
	do {
		bytes->at++;
		const uint8_t *mark = memchr(bytes->at, 0x4C, byte_reader_left(bytes));
		bytes->at = mark ? mark : bytes->end;
	} while (byte_reader_left(bytes) >= 2 && bytes->at[1] != 0x4E);
}

/* Tells the strokes; the reader is left where no more of them are. */
static uint32_t tell_strokes(Reading *reading, ByteReader *bytes)
{
	uint32_t n_strokes = 0;
	while (byte_reader_left(bytes) > 0) {
		FileStroke stroke;
		if (next_stroke(bytes, &stroke)) {
			tell_stroke(reading, &stroke);
			n_strokes++;
		} else {
			say_bad(reading, DECODE_BAD_VALUE);
			while (byte_reader_left(bytes) > 0) {
				skip_damage(bytes);
				ByteReader here = *bytes;
				if (next_stroke(&here, &stroke))
					break;
			}
		}
	}
	return n_strokes;
}

/* Where the strokes end when walked by their dot counts. */
static size_t walk(const uint8_t *bytes, size_t n_bytes)
{
	ByteReader reader = byte_reader(bytes, n_bytes);
	FileStroke stroke;
	while (byte_reader_left(&reader) > 0 && next_stroke(&reader, &stroke))
		;
	return (size_t)(reader.at - bytes);
}

/* The trailer is what the walk leaves, or, where a header on the way is damaged, what says so itself. */
static bool has_trailer(const uint8_t *bytes, size_t n_bytes)
{
	if (n_bytes < TRAILER_SIZE)
		return false;
	size_t n_strokes = n_bytes - TRAILER_SIZE;
	ByteReader size = byte_reader(bytes + n_strokes + 26, 4);
	return byte_reader_u32(&size) == n_strokes || walk(bytes, n_bytes) == n_strokes;
}

static void decode_plain(
	Reading *reading, const uint8_t *bytes, size_t n_bytes, const PageAddress *known_page)
{
	if (!has_trailer(bytes, n_bytes)) {
		ByteReader all = byte_reader(bytes, n_bytes);
		reading->page = known_page ? *known_page : (PageAddress){ 0 };
		say_bad(reading, DECODE_BAD_LENGTH);
		tell_strokes(reading, &all);
		return;
	}
	ByteReader strokes = byte_reader(bytes, n_bytes - TRAILER_SIZE);
	ByteReader trailer = byte_reader(strokes.end, TRAILER_SIZE);
	if (neo_v1_sum(trailer.at, TRAILER_SIZE - 1) != trailer.at[TRAILER_SIZE - 1])
		say_bad(reading, DECODE_BAD_CHECK);
	byte_reader_slice(&trailer, 6);
	uint32_t section_owner = byte_reader_u32(&trailer);
	uint32_t book = byte_reader_u32(&trailer);
	reading->page = neo_page_address(section_owner, book, byte_reader_u32(&trailer));
	byte_reader_slice(&trailer, 4);
	uint32_t n_said = byte_reader_u32(&trailer);
	size_t n_bytes_said = byte_reader_u32(&trailer);
	if (tell_strokes(reading, &strokes) != n_said || n_bytes_said != n_bytes - TRAILER_SIZE)
		say_bad(reading, DECODE_BAD_LENGTH);
}

/* One file of an archive; its size is not believed but bounded. */
static void decode_entry(Reading *reading, zip_t *archive, zip_uint64_t i, size_t *n_room,
	const PageAddress *known_page)
{
	zip_file_t *file = zip_fopen_index(archive, i, 0);
	uint8_t *bytes = file ? malloc(*n_room) : NULL;
	if (!bytes) {
		say_bad(reading, DECODE_BAD_VALUE);
		if (file)
			zip_fclose(file);
		return;
	}
	size_t n_bytes = 0;
	zip_int64_t n_read;
	while (n_bytes < *n_room &&
		(n_read = zip_fread(file, bytes + n_bytes, *n_room - n_bytes)) > 0)
		n_bytes += (size_t)n_read;
	if (n_bytes == *n_room)
		say_bad(reading, DECODE_BAD_LENGTH);
	/* The archive's own checksum is only looked at here; what was read is used all the same. */
	if (zip_file_get_error(file)->zip_err != ZIP_ER_OK)
		say_bad(reading, DECODE_BAD_CHECK);
	zip_fclose(file);
	*n_room -= n_bytes;
	if (n_bytes > 0)
		decode_plain(reading, bytes, n_bytes, known_page);
	free(bytes);
}

static void decode_zip(
	Reading *reading, const uint8_t *bytes, size_t n_bytes, const PageAddress *known_page)
{
	zip_source_t *source = zip_source_buffer_create(bytes, n_bytes, 0, NULL);
	zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
	if (!archive) {
		zip_source_free(source);
		say_bad(reading, DECODE_BAD_VALUE);
		return;
	}
	zip_int64_t n_files = zip_get_num_entries(archive, 0);
	size_t n_room = NEO_V1_MAX_UNPACKED;
	if (n_files <= 0 || n_files > MAX_FILES_IN_ZIP)
		say_bad(reading, DECODE_BAD_VALUE);
	for (zip_int64_t i = 0; i < n_files && i < MAX_FILES_IN_ZIP && n_room > 0; i++)
		decode_entry(reading, archive, (zip_uint64_t)i, &n_room, known_page);
	zip_discard(archive);
}

DecodeResult neo_v1_file_decode(const uint8_t *bytes, size_t n_bytes, uint16_t force_max,
	const PageAddress *known_page, const DotSink *sink)
{
	Reading reading = { .sink = sink, .force_max = force_max };
	if (n_bytes >= 4 && memcmp(bytes, "PK\3\4", 4) == 0)
		decode_zip(&reading, bytes, n_bytes, known_page);
	else
		decode_plain(&reading, bytes, n_bytes, known_page);
	return reading.result;
}

/* The number behind the next separator. */
static bool next_number(const char **at, uint32_t *number)
{
	if (**at != '\\' && **at != '/')
		return false;
	uint64_t value = 0;
	const char *digit = *at + 1;
	for (; *digit >= '0' && *digit <= '9' && value <= UINT32_MAX; digit++)
		value = value * 10 + (uint64_t)(*digit - '0');
	if (digit == *at + 1 || value > UINT32_MAX)
		return false;
	*number = (uint32_t)value;
	*at = digit;
	return true;
}

bool neo_v1_file_page(const char *name, PageAddress *page)
{
	uint32_t section_owner, book, number;
	const char *at = strstr(name, "Data");
	if (!at)
		return false;
	at += strlen("Data");
	if (!next_number(&at, &section_owner) || !next_number(&at, &book) ||
		!next_number(&at, &number) || (*at != '\\' && *at != '/'))
		return false;
	*page = neo_page_address(section_owner, book, number);
	return true;
}
