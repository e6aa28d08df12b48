/* SPDX-License-Identifier: MIT */
/*
 * Ink as the M1+ keeps it. Every header, stroke and dot ends with the low byte of the sum of its other bytes.
 *
 * Stroke file:  54 | 01 00 | 5B 02 00 00 1B 00 00 03 | 9C 7B D2 0A 0B 0C | 01 … 14 bytes | DB
 *               'T', version, note 603 owner 27 section 3, address; byte 17 is 0 where numbers are big-endian
 *   a stroke:   00 F8 EC D8 9A 01 00 00 | 18 00 00 00 | 0A 00 00 00 | 00 | 00 | 00 00 00 FF | 00 00 |
 *               pen-down, ms since 1970   up − down     page          status tip  A R G B       dot file
 *               20 00 00 00 | 03 00 | 64 | FF
 *               first dot at  dots    success rate, sum
 * Dot file:     43 | 01 00 | 00 00 | 5B 02 00 00 1B 00 00 03 | 9C 7B D2 0A 0B 0C | 01 … 12 bytes | CA
 *               'C', version, number of the file, note, address; the mark of the byte order is byte 19
 *   a dot:      0C | AA 01 | 14 00 | 1E 00 | 19 | 4B | 5A 5A | 00 00 | 00 00 | 01
 *               a live dot (neo-dot.h), 2 bytes of other use, sum: as in a stored chunk
 *
 * Whether a dot's first byte is the time since the dot before it or since pen-down no source settles; the
 * pen's own "up − down" does, for each stroke: the reading whose last dot comes nearer to it is taken.
 */
#include "protocol/neo-usb-file.h"

#include "protocol/bytes.h"
#include "protocol/neo-dot.h"
#include "protocol/stroke-builder.h"

#define RECORD_SIZE 32
#define DOT_SIZE 16

typedef struct {
	uint64_t down_ms;
	int32_t span_ms; /* up − down */
	uint32_t page;
	uint8_t tip;
	uint32_t color;
	uint16_t file_number;
	uint32_t offset;
	uint16_t n_dots;
	bool sum_is_good;
} Record;

typedef struct {
	NeoUsbFile file;
	NeoUsbFileHead head;
	size_t next;	/* where the next stroke's dots are, if it does not say */
	size_t claimed; /* no stroke has spoken of dots from here on */
} DotFile;

#define MAX_DOT_FILES 16

typedef struct {
	const DotSink *sink;
	NeoUsbFileOutcome outcome;
	NeoUsbFileHead head;
	NeoUsbFile strokes;
	DotFile dot_files[MAX_DOT_FILES];
	size_t n_dot_files;
	PageAddress last_page; /* of a stroke whose sum was good */
	int64_t last_end_ms;
} Reading;

static bool sum_is_good(const uint8_t *bytes, size_t n_bytes)
{
	uint8_t sum = 0;
	for (size_t i = 0; i + 1 < n_bytes; i++)
		sum = (uint8_t)(sum + bytes[i]);
	return sum == bytes[n_bytes - 1];
}

static uint64_t pull(ByteReader *reader, size_t n_bytes, bool little_endian)
{
	if (little_endian)
		return byte_reader_unsigned(reader, n_bytes);
	const uint8_t *slice = byte_reader_slice(reader, n_bytes);
	uint64_t value = 0;
	for (size_t i = 0; slice && i < n_bytes; i++)
		value = value << 8 | slice[i];
	return value;
}

NeoUsbFileKind neo_usb_file_head(const NeoUsbFile *file, NeoUsbFileHead *head)
{
	*head = (NeoUsbFileHead){ 0 };
	if (file->n_bytes < NEO_USB_FILE_HEADER || (file->bytes[0] != 'T' && file->bytes[0] != 'C'))
		return NEO_USB_FILE_OTHER;
	const bool is_dots = file->bytes[0] == 'C';
	head->kind = is_dots ? NEO_USB_FILE_DOTS : NEO_USB_FILE_STROKES;
	head->sum_is_good = sum_is_good(file->bytes, NEO_USB_FILE_HEADER);
	head->little_endian = file->bytes[is_dots ? 19 : 17] != 0;
	ByteReader reader = byte_reader(file->bytes + 1, NEO_USB_FILE_HEADER - 1);
	head->version = (uint16_t)pull(&reader, 2, head->little_endian);
	if (is_dots)
		head->number = (uint16_t)pull(&reader, 2, head->little_endian);
	const uint64_t note = pull(&reader, 8, head->little_endian);
	head->section = (uint32_t)(note >> 56);
	head->owner = (uint32_t)(note >> 32) & 0xFFFFFF;
	head->book = (uint32_t)note;
	memcpy(head->address, byte_reader_slice(&reader, 6), 6);
	return head->kind;
}

bool neo_usb_file_is_whole(const NeoUsbFileOutcome *outcome)
{
	return outcome->n_bad_sums == 0 && outcome->n_missing_dots == 0 &&
	       outcome->n_unclaimed == 0 && !outcome->cut_short && !outcome->notes_differ;
}

static void say_bad(const Reading *reading, DecodeResult bad)
{
	reading->sink->said(reading->sink->user, &(PenSaid){ .kind = PEN_SAID_BAD, .bad = bad });
}

/* ---- dots */

static Dot read_dot(const uint8_t *at, bool little_endian)
{
	if (little_endian)
		return neo_dot(at);
	const uint8_t turned[NEO_DOT_SIZE] = { at[0], at[2], at[1], at[4], at[3], at[6], at[5],
		at[7], at[8], at[9], at[10], at[12], at[11] };
	return neo_dot(turned);
}

/* Are the dots' first bytes times since pen-down? Then they do not fall, and the last is `up − down`. */
static bool counts_from_down(const uint8_t *dots, size_t n_dots, int32_t span_ms)
{
	int64_t sum = 0, last = 0;
	for (size_t i = 0; i < n_dots; i++) {
		const uint8_t *at = dots + i * DOT_SIZE;
		if (!sum_is_good(at, DOT_SIZE))
			continue;
		if (at[0] < last)
			return false;
		last = at[0];
		sum += at[0];
	}
	const int64_t span = span_ms;
	const int64_t by_last = span > last ? span - last : last - span;
	const int64_t by_sum = span > sum ? span - sum : sum - span;
	return by_last < by_sum;
}

/* All dots, those with a bad sum too; gives the time of the last one. */
static uint64_t tell_dots(Reading *reading, const DotFile *from, const uint8_t *dots, size_t n_dots,
	int32_t span_ms, StrokeTail *tail)
{
	const bool from_down = counts_from_down(dots, n_dots, span_ms);
	const DotSink *sink = reading->sink;
	Dot batch[STROKE_BUILDER_BATCH];
	size_t n_batch = 0;
	uint32_t clock_ms = 0;
	for (size_t i = 0; i < n_dots; i++) {
		const uint8_t *at = dots + i * DOT_SIZE;
		Dot dot = read_dot(at, from->head.little_endian);
		if (!from_down)
			clock_ms += at[0];
		else if (at[0] > clock_ms)
			clock_ms = at[0];
		dot.time_ms = clock_ms;
		if (!sum_is_good(at, DOT_SIZE)) {
			dot.flags = DOT_OUTLIER;
			tail->flags |= STROKE_OUTLIER;
			reading->outcome.n_bad_sums++;
		}
		batch[n_batch++] = dot;
		if (n_batch == STROKE_BUILDER_BATCH || i + 1 == n_dots) {
			sink->dots(sink->user, batch, n_batch);
			n_batch = 0;
		}
	}
	if (tail->flags & STROKE_OUTLIER)
		say_bad(reading, DECODE_BAD_CHECK);
	tail->n_dots = (uint32_t)n_dots;
	reading->outcome.n_dots += (uint32_t)n_dots;
	return clock_ms;
}

/* ---- strokes */

static Record read_record(const Reading *reading, size_t at)
{
	const bool little = reading->head.little_endian;
	const uint8_t *bytes = reading->strokes.bytes + at;
	ByteReader reader = byte_reader(bytes, RECORD_SIZE);
	Record record = { .sum_is_good = sum_is_good(bytes, RECORD_SIZE) };
	record.down_ms = pull(&reader, 8, little);
	record.span_ms = (int32_t)(uint32_t)pull(&reader, 4, little);
	record.page = (uint32_t)pull(&reader, 4, little);
	byte_reader_u8(&reader); /* status */
	record.tip = byte_reader_u8(&reader);
	record.color = (uint32_t)pull(&reader, 4, little);
	record.file_number = (uint16_t)pull(&reader, 2, little);
	record.offset = (uint32_t)pull(&reader, 4, little);
	record.n_dots = (uint16_t)pull(&reader, 2, little);
	return record;
}

static DotFile *dot_file_of(Reading *reading, const Record *record)
{
	for (size_t i = 0; i < reading->n_dot_files; i++)
		if (reading->dot_files[i].head.number == record->file_number)
			return &reading->dot_files[i];
	return reading->n_dot_files == 1 ? &reading->dot_files[0] : NULL;
}

static bool offset_is_good(const DotFile *from, const Record *record)
{
	return record->offset >= NEO_USB_FILE_HEADER &&
	       (record->offset - NEO_USB_FILE_HEADER) % DOT_SIZE == 0 &&
	       record->offset <= from->file.n_bytes;
}

/* Of a damaged stroke neither offset nor number is believed: its dots end where the next good one's begin. */
static size_t end_of_damaged(const Reading *reading, const DotFile *from, size_t at)
{
	for (at += RECORD_SIZE; at + RECORD_SIZE <= reading->strokes.n_bytes; at += RECORD_SIZE) {
		const Record next = read_record(reading, at);
		if (next.sum_is_good)
			return offset_is_good(from, &next) && next.offset >= from->next
				       ? next.offset
				       : from->next;
	}
	return from->file.n_bytes;
}

/* Where the stroke's dots are; how many of them there are. */
static size_t find_dots(
	Reading *reading, DotFile *from, const Record *record, size_t at, const uint8_t **dots)
{
	const bool believed = record->sum_is_good && offset_is_good(from, record);
	const size_t start = believed ? record->offset : from->next;
	const size_t end =
		record->sum_is_good ? from->file.n_bytes : end_of_damaged(reading, from, at);
	size_t n_dots = (end - start) / DOT_SIZE;
	if (n_dots > record->n_dots)
		n_dots = record->n_dots;
	*dots = from->file.bytes + start;
	from->next = start + n_dots * DOT_SIZE;
	if (from->next > from->claimed)
		from->claimed = from->next;
	return n_dots;
}

static PageAddress page_of(const Reading *reading, uint32_t page)
{
	return neo_page_address(
		reading->head.section << 24 | reading->head.owner, reading->head.book, page);
}

static void open_stroke(const Reading *reading, const Record *record, StrokeTail *tail)
{
	StrokeHead head = {
		.start_ms = stroke_builder_known_ms(record->down_ms),
		.page = page_of(reading, record->page),
		.color = record->color,
		.tip = record->tip == TIP_ERASER ? TIP_ERASER : TIP_PEN,
		.origin = STROKE_STORED,
	};
	tail->start_ms = tail->pen_start_ms = head.start_ms;
	tail->gaps_counted = true;
	tail->page = head.page;
	if (!record->sum_is_good) {
		/* Where it lay a moment ago is the better guess. */
		if (reading->last_page.family != PAGE_FAMILY_NONE)
			tail->page = reading->last_page;
		tail->flags |= STROKE_PAGE_GUESSED;
		head.page = (PageAddress){ 0 };
	}
	reading->sink->down(reading->sink->user, &head);
}

static void close_stroke(Reading *reading, const Record *record, uint64_t last_ms, StrokeTail *tail)
{
	const int64_t said_ms = tail->start_ms + record->span_ms;
	if (!stroke_builder_end_ms(tail->start_ms, last_ms, said_ms, &tail->end_ms))
		tail->flags |= STROKE_CLOCK_REPAIRED;
	reading->sink->up(reading->sink->user, tail);
	reading->outcome.n_strokes++;
	if (record->sum_is_good) {
		reading->last_page = tail->page;
		reading->last_end_ms = tail->end_ms;
	}
}

static void tell_record(Reading *reading, size_t at)
{
	const Record record = read_record(reading, at);
	const uint8_t *dots = NULL;
	size_t n_dots = 0;
	StrokeTail tail = { 0 };
	DotFile *from = dot_file_of(reading, &record);
	if (!record.sum_is_good) {
		reading->outcome.n_bad_sums++;
		say_bad(reading, DECODE_BAD_CHECK);
	}
	if (from)
		n_dots = find_dots(reading, from, &record, at, &dots);
	if (n_dots < record.n_dots && record.sum_is_good) {
		reading->outcome.n_missing_dots += (uint32_t)(record.n_dots - n_dots);
		tail.flags |= STROKE_GAP;
		say_bad(reading, DECODE_BAD_LENGTH);
	}
	if (n_dots == 0) {
		if (record.n_dots == 0)
			reading->sink->said(
				reading->sink->user, &(PenSaid){ .kind = PEN_SAID_EMPTY_STROKE });
		return;
	}
	open_stroke(reading, &record, &tail);
	const uint64_t last_ms = tell_dots(reading, from, dots, n_dots, record.span_ms, &tail);
	close_stroke(reading, &record, last_ms, &tail);
}

/* Dots at a file's end that no stroke speaks of: ink whose stroke was not written down. Room that a pen
 * kept free (zeros, or bytes without a sum) is none. */
static void tell_unclaimed(Reading *reading, const DotFile *from)
{
	const uint8_t *dots = from->file.bytes + from->claimed;
	const size_t n_room = (from->file.n_bytes - from->claimed) / DOT_SIZE;
	static const uint8_t NOTHING[DOT_SIZE] = { 0 };
	size_t n_dots = 0;
	while (n_dots < n_room && sum_is_good(dots + n_dots * DOT_SIZE, DOT_SIZE) &&
		memcmp(dots + n_dots * DOT_SIZE, NOTHING, DOT_SIZE) != 0)
		n_dots++;
	if (n_dots == 0 || reading->last_page.family == PAGE_FAMILY_NONE)
		return;
	StrokeTail tail = {
		.start_ms = reading->last_end_ms,
		.pen_start_ms = reading->last_end_ms,
		.page = reading->last_page,
		.flags = STROKE_DOWN_MISSING | STROKE_UP_MISSING | STROKE_PAGE_GUESSED |
			 STROKE_CLOCK_REPAIRED,
		.gaps_counted = true,
	};
	const DotSink *sink = reading->sink;
	reading->outcome.n_unclaimed += (uint32_t)n_dots;
	reading->outcome.n_strokes++;
	say_bad(reading, DECODE_BAD_VALUE);
	sink->down(sink->user, &(StrokeHead){ .start_ms = tail.start_ms, .origin = STROKE_STORED });
	tail.end_ms =
		tail.start_ms + (int64_t)tell_dots(reading, from, dots, n_dots, INT32_MAX, &tail);
	sink->up(sink->user, &tail);
}

/* ---- files */

static void note_head(Reading *reading, const NeoUsbFileHead *head)
{
	if (!head->sum_is_good) {
		reading->outcome.n_bad_sums++;
		say_bad(reading, DECODE_BAD_CHECK);
	}
	if (head->section != reading->head.section || head->owner != reading->head.owner ||
		head->book != reading->head.book) {
		reading->outcome.notes_differ = true;
		say_bad(reading, DECODE_BAD_VALUE);
	}
}

static void note_cut(Reading *reading, const NeoUsbFile *file, size_t record_size)
{
	if (file->n_bytes >= NEO_USB_FILE_HEADER &&
		(file->n_bytes - NEO_USB_FILE_HEADER) % record_size == 0)
		return;
	reading->outcome.cut_short = true;
	say_bad(reading, DECODE_BAD_LENGTH);
}

static void add_dot_file(Reading *reading, const NeoUsbFile *file)
{
	DotFile *dots = &reading->dot_files[reading->n_dot_files];
	if (reading->n_dot_files == MAX_DOT_FILES ||
		neo_usb_file_head(file, &dots->head) != NEO_USB_FILE_DOTS) {
		note_cut(reading, file, DOT_SIZE);
		return;
	}
	reading->n_dot_files++;
	dots->file = *file;
	dots->next = dots->claimed = NEO_USB_FILE_HEADER;
	note_head(reading, &dots->head);
	note_cut(reading, file, DOT_SIZE);
}

NeoUsbFileOutcome neo_usb_file_decode(const NeoUsbFile *strokes, const NeoUsbFile *dot_files,
	size_t n_dot_files, const DotSink *sink)
{
	Reading reading = { .sink = sink, .strokes = *strokes };
	if (neo_usb_file_head(strokes, &reading.head) != NEO_USB_FILE_STROKES) {
		reading.outcome.cut_short = true;
		say_bad(&reading, DECODE_BAD_LENGTH);
		return reading.outcome;
	}
	note_head(&reading, &reading.head);
	note_cut(&reading, strokes, RECORD_SIZE);
	for (size_t i = 0; i < n_dot_files; i++)
		add_dot_file(&reading, &dot_files[i]);
	for (size_t at = NEO_USB_FILE_HEADER; at + RECORD_SIZE <= strokes->n_bytes;
		at += RECORD_SIZE)
		tell_record(&reading, at);
	for (size_t i = 0; i < reading.n_dot_files; i++)
		tell_unclaimed(&reading, &reading.dot_files[i]);
	return reading.outcome;
}
