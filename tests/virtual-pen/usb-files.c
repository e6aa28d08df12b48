/* SPDX-License-Identifier: MIT */
/*
 * Requests "AT+NAME=", packet, length, ',', payload; answers with '?' and an error byte. A note's strokes are in
 * BOOK.str, their dots in BOOK.dot; both grow at their end only. With --damage a block is refused at times.
 * What no document says is our guess: before START every request is answered with error 1.
 */
#include "tests/virtual-pen/pen.h"

#include <stdio.h>
#include <string.h>

#define BLOCK_MOST 2048
#define DISK_KB 8192
#define FOLDER "0:/data/"
#define PATH_SIZE 64
#define NAME_SIZE 16
#define ANSWER_MOST (16 * 1024)
#define REQUEST_MOST 512

enum { OK = 0, FAILED = 1, TOO_MANY_FILES = 2, BAD_OFFSET = 0x10, CANNOT_OPEN = 0x11 };
enum { CONFIG_CLOCK = 1, CONFIG_AUTO_OFF = 2, CONFIG_BATTERY = 9 };

typedef struct {
	char name[NAME_SIZE + 1];
	GByteArray *bytes;
} LeftFile;

typedef struct {
	const char *name;
	uint8_t packet;
	ByteReader payload;
} Request;

static void free_left(void *user)
{
	LeftFile *left = user;
	g_byte_array_unref(left->bytes);
	g_free(left);
}

void usb_files_init(UsbFiles *usb)
{
	*usb = (UsbFiles){ .heard = g_byte_array_new(),
		.left = g_ptr_array_new_with_free_func(free_left),
		.read = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) };
}

void usb_files_stop(UsbFiles *usb)
{
	g_clear_pointer(&usb->file, g_byte_array_unref);
	g_byte_array_set_size(usb->heard, 0);
	usb->started = false;
	usb->name[0] = '\0';
}

void usb_files_clear(UsbFiles *usb)
{
	usb_files_stop(usb);
	g_clear_pointer(&usb->heard, g_byte_array_unref);
	g_clear_pointer(&usb->left, g_ptr_array_unref);
	g_clear_pointer(&usb->read, g_hash_table_unref);
}

/* ---- files */

static void put(GByteArray *out, uint64_t value, unsigned n_bytes)
{
	for (unsigned i = 0; i < n_bytes; i++)
		g_byte_array_append(out, &(uint8_t){ (uint8_t)(value >> 8 * i) }, 1);
}

static void put_sum(GByteArray *out, guint from)
{
	uint8_t sum = 0;
	for (guint i = from; i < out->len; i++)
		sum = (uint8_t)(sum + out->data[i]);
	put(out, sum, 1);
}

static void put_head(const Pen *pen, GByteArray *out, char mark, const Paper *note)
{
	put(out, (uint8_t)mark, 1);
	put(out, 1, 2); /* version */
	if (mark == 'C')
		put(out, 0, 2); /* number of the file */
	put(out, (uint64_t)note->section << 56 | (uint64_t)note->owner << 32 | note->book, 8);
	g_byte_array_append(out, pen->address, sizeof(pen->address));
	put(out, 1, 1); /* little-endian */
	while (out->len < 31)
		put(out, 0, 1);
	put_sum(out, 0);
}

static void put_dot(GByteArray *out, const InkDot *dot)
{
	guint from = out->len;
	put(out, dot->delta_ms, 1);
	put(out, dot->force, 2);
	put(out, dot->x / 100, 2);
	put(out, dot->y / 100, 2);
	put(out, dot->x % 100, 1);
	put(out, dot->y % 100, 1);
	put(out, dot->tilt_x, 1);
	put(out, dot->tilt_y, 1);
	put(out, dot->twist, 2);
	put(out, 0, 2);
	put_sum(out, from);
}

static void put_stroke(GByteArray *out, const InkStroke *stroke, guint offset)
{
	guint from = out->len;
	put(out, (uint64_t)stroke->start_ms, 8);
	put(out, stroke->duration_ms, 4);
	put(out, stroke->paper.page, 4);
	put(out, 0, 2); /* status, tip */
	put(out, 0xFF000000, 4);
	put(out, 0, 2); /* the dot file's number */
	put(out, offset, 4);
	put(out, stroke->dots->len, 2);
	put(out, 100, 1);
	put_sum(out, from);
}

/* In the order they were written, so that a file only grows at its end. */
static GPtrArray *strokes_of(const Pen *pen, const Paper *note)
{
	GPtrArray *strokes = g_ptr_array_new();
	for (guint i = 0; i < pen->memory.strokes->len; i++) {
		InkStroke *stroke = g_ptr_array_index(pen->memory.strokes, i);
		if (ink_same_note(&stroke->paper, note))
			g_ptr_array_add(strokes, stroke);
	}
	return strokes;
}

static GByteArray *make_file(const Pen *pen, const Paper *note, bool is_dots)
{
	GByteArray *strokes = g_byte_array_new(), *dots = g_byte_array_new();
	g_autoptr(GPtrArray) ink = strokes_of(pen, note);
	put_head(pen, strokes, 'T', note);
	put_head(pen, dots, 'C', note);
	for (guint i = 0; i < ink->len; i++) {
		const InkStroke *stroke = g_ptr_array_index(ink, i);
		put_stroke(strokes, stroke, dots->len);
		for (guint k = 0; k < stroke->dots->len; k++)
			put_dot(dots, ink_stroke_dot(stroke, k));
	}
	g_byte_array_unref(is_dots ? strokes : dots);
	return is_dots ? dots : strokes;
}

/* The sheets are all of one owner: the book is name enough. */
static void name_of(char name[NAME_SIZE + 1], const Paper *note, bool is_dots)
{
	g_snprintf(name, NAME_SIZE + 1, "%u.%s", note->book, is_dots ? "dot" : "str");
}

static bool note_named(const Pen *pen, const char *name, Paper *note, bool *is_dots)
{
	g_autoptr(GArray) notes = memory_notes(&pen->memory);
	for (guint i = 0; i < 2 * notes->len; i++) {
		char own[NAME_SIZE + 1];
		*note = g_array_index(notes, Paper, i / 2);
		*is_dots = i % 2;
		name_of(own, note, *is_dots);
		if (g_str_equal(own, name))
			return true;
	}
	return false;
}

static guint find_left(const UsbFiles *usb, const char *name)
{
	for (guint i = 0; i < usb->left->len; i++)
		if (g_str_equal(((LeftFile *)g_ptr_array_index(usb->left, i))->name, name))
			return i;
	return usb->left->len;
}

static GByteArray *open_file(const Pen *pen, const char *name)
{
	Paper note;
	bool is_dots;
	guint left = find_left(&pen->usb, name);
	if (left < pen->usb.left->len)
		return g_byte_array_ref(
			((LeftFile *)g_ptr_array_index(pen->usb.left, left))->bytes);
	return note_named(pen, name, &note, &is_dots) ? make_file(pen, &note, is_dots) : NULL;
}

/* One of a pair goes: its partner stays as it is, and the ink is no longer the pen's. */
static bool delete_file(Pen *pen, const char *name)
{
	Paper note;
	bool is_dots;
	guint left = find_left(&pen->usb, name);
	if (left < pen->usb.left->len) {
		g_ptr_array_remove_index(pen->usb.left, left);
		return true;
	}
	if (!note_named(pen, name, &note, &is_dots))
		return false;
	LeftFile *partner = g_new0(LeftFile, 1);
	name_of(partner->name, &note, !is_dots);
	partner->bytes = make_file(pen, &note, !is_dots);
	g_ptr_array_add(pen->usb.left, partner);
	g_autoptr(GPtrArray) strokes = strokes_of(pen, &note);
	pen_forget(pen, "file", strokes);
	return true;
}

/* Both files of a note were read to their end: its ink is the host's. */
static void note_read(Pen *pen)
{
	Paper note;
	bool is_dots;
	char partner[NAME_SIZE + 1];
	g_hash_table_add(pen->usb.read, g_strdup(pen->usb.name));
	if (!note_named(pen, pen->usb.name, &note, &is_dots))
		return;
	name_of(partner, &note, !is_dots);
	if (!g_hash_table_contains(pen->usb.read, partner))
		return;
	g_autoptr(GPtrArray) strokes = strokes_of(pen, &note);
	for (guint i = 0; i < strokes->len; i++)
		((InkStroke *)g_ptr_array_index(strokes, i))->acknowledged = true;
}

/* ---- answers */

static void answer(Pen *pen, const Request *request, uint8_t error, const ByteWriter *payload)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	size_t n_payload = payload ? byte_writer_size(payload) : 0;
	g_byte_array_append(out, (const uint8_t *)"AT+", 3);
	g_byte_array_append(out, (const uint8_t *)request->name, (guint)strlen(request->name));
	put(out, '?', 1);
	put(out, request->packet, 1);
	put(out, error, 1);
	put(out, n_payload, 2);
	put(out, ',', 1);
	if (n_payload > 0)
		g_byte_array_append(out, payload->start, (guint)n_payload);
	link_send(&pen->link, out->data, out->len, false);
}

static void put_text(ByteWriter *writer, const char *text, size_t n_field)
{
	char field[PATH_SIZE] = { 0 };
	memcpy(field, text, MIN(strlen(text), n_field));
	byte_writer_slice(writer, field, n_field);
}

static void write_device(const Pen *pen, ByteWriter *out)
{
	put_text(out, "NWP-F51", 16);
	put_text(out, "1.02.0060", 16);
	put_text(out, pen->options->protocol, 8);
	put_text(out, "Neosmartpen_M1+", 16);
	byte_writer_slice(out, pen->address, sizeof(pen->address));
	put_text(out, "NWP-F51", 32);
}

static void write_disk(const Pen *pen, ByteWriter *out)
{
	byte_writer_u8(out, 0);
	byte_writer_u32(out, DISK_KB);
	byte_writer_u32(out, DISK_KB - MIN(DISK_KB, pen->memory.strokes->len / 2));
}

static void write_settings(const Pen *pen, Request *request, ByteWriter *out)
{
	uint8_t count = byte_reader_u8(&request->payload);
	byte_writer_u8(out, count);
	for (; count > 0; count--) {
		uint8_t type = byte_reader_u8(&request->payload);
		byte_writer_u8(out, type);
		if (type == CONFIG_CLOCK)
			byte_writer_u64(out, (uint64_t)pen_told_clock_ms(pen));
		else if (type == CONFIG_AUTO_OFF)
			byte_writer_u16(out, pen->settings[2]);
		else if (type == CONFIG_BATTERY)
			byte_writer_u8(out, (uint8_t)pen_battery(pen));
		else
			byte_writer_u8(out, (uint8_t)pen->settings[type % PEN_N_SETTINGS]);
	}
}

static void write_setting(Pen *pen, Request *request, ByteWriter *out)
{
	byte_reader_u8(&request->payload);
	uint8_t type = byte_reader_u8(&request->payload);
	if (type == CONFIG_CLOCK) {
		int64_t host_ms = (int64_t)byte_reader_u64(&request->payload);

		if (!pen_keeps_own_time(pen))
			pen->clock_base_ms += host_ms - pen_clock_ms(pen);
	} else {
		pen->settings[type % PEN_N_SETTINGS] = type == CONFIG_AUTO_OFF
							       ? byte_reader_u16(&request->payload)
							       : byte_reader_u8(&request->payload);
	}
	byte_writer_u8(out, 1);
	byte_writer_u8(out, type);
	byte_writer_u8(out, request->payload.failed ? FAILED : OK);
}

static void write_list(const Pen *pen, ByteWriter *out)
{
	g_autoptr(GArray) notes = memory_notes(&pen->memory);
	byte_writer_u8(out, OK);
	byte_writer_u32(out, 2 * notes->len + pen->usb.left->len);
	for (guint i = 0; i < 2 * notes->len; i++) {
		char name[NAME_SIZE + 1];
		name_of(name, &g_array_index(notes, Paper, i / 2), i % 2);
		put_text(out, name, NAME_SIZE);
	}
	for (guint i = 0; i < pen->usb.left->len; i++)
		put_text(out, ((LeftFile *)g_ptr_array_index(pen->usb.left, i))->name, NAME_SIZE);
}

/* The name behind the folder; "" for paths elsewhere. */
static void read_name(Request *request, char name[NAME_SIZE + 1])
{
	char path[PATH_SIZE + 1] = "";
	const uint8_t *field = byte_reader_slice(&request->payload, PATH_SIZE);
	if (field)
		memcpy(path, field, PATH_SIZE);
	g_strlcpy(name, g_str_has_prefix(path, FOLDER) ? path + strlen(FOLDER) : "", NAME_SIZE + 1);
}

static void write_file(Pen *pen, Request *request, ByteWriter *out)
{
	UsbFiles *usb = &pen->usb;
	char name[NAME_SIZE + 1];
	read_name(request, name);
	g_clear_pointer(&usb->file, g_byte_array_unref);
	usb->file = open_file(pen, name);
	g_strlcpy(usb->name, usb->file ? name : "", sizeof(usb->name));
	byte_writer_u8(out, usb->file ? OK : FAILED);
	byte_writer_u32(out, usb->file ? usb->file->len : 0);
	byte_writer_u32(out, BLOCK_MOST + 8);
}

static void write_block(Pen *pen, Request *request, ByteWriter *out)
{
	UsbFiles *usb = &pen->usb;
	uint32_t offset = byte_reader_u32(&request->payload);
	uint32_t length = byte_reader_u32(&request->payload);
	uint8_t result = OK;
	if (!usb->file)
		result = CANNOT_OPEN;
	else if (offset >= usb->file->len)
		result = BAD_OFFSET;
	else if (dice_chance(&pen->dice, pen->options->damage))
		result = FAILED;
	length = result == OK ? MIN(MIN(length, BLOCK_MOST), usb->file->len - offset) : 0;
	byte_writer_u8(out, result);
	byte_writer_u32(out, offset);
	byte_writer_u32(out, length);
	pen->transfer.n_packets++;
	pen->transfer.n_damaged += result == FAILED;
	if (length == 0)
		return;
	byte_writer_slice(out, usb->file->data + offset, length);
	if (offset + length == usb->file->len)
		note_read(pen);
}

static void write_deleted(Pen *pen, Request *request, ByteWriter *out)
{
	char name[NAME_SIZE + 1];
	read_name(request, name);
	byte_writer_u8(out, delete_file(pen, name) ? OK : FAILED);
}

static void write_start(Pen *pen, ByteWriter *out)
{
	pen->usb.started = true;
	byte_writer_u32(out, 2);
	byte_writer_u8(out, 1);
}

/* False: not a request that this pen knows. */
static bool write_answer(Pen *pen, Request *request, ByteWriter *out)
{
	const char *name = request->name;
	if (g_str_equal(name, "START"))
		write_start(pen, out);
	else if (!pen->usb.started)
		return false;
	else if (g_str_equal(name, "GETDEVINFO"))
		write_device(pen, out);
	else if (g_str_equal(name, "GETDISKINFO"))
		write_disk(pen, out);
	else if (g_str_equal(name, "GETCONFIG"))
		write_settings(pen, request, out);
	else if (g_str_equal(name, "SETCONFIG"))
		write_setting(pen, request, out);
	else if (g_str_equal(name, "GETOFFLINEDATALIST"))
		write_list(pen, out);
	else if (g_str_equal(name, "GETFILE_H"))
		write_file(pen, request, out);
	else if (g_str_equal(name, "GETFILE_D"))
		write_block(pen, request, out);
	else if (g_str_equal(name, "DELETEFILE"))
		write_deleted(pen, request, out);
	else
		return false;
	return true;
}

/* ---- requests */

/* A whole request at the front of `heard`: its length, else 0. Zeroes its '='. */
static gsize read_request(GByteArray *heard, Request *request)
{
	const gsize n_mark = strlen("AT+");
	uint8_t *equals = memchr(heard->data, '=', heard->len);
	if (!equals || heard->data + heard->len - equals < 5)
		return 0;
	gsize n_payload = (gsize)(equals[2] | equals[3] << 8);
	gsize n_all = (gsize)(equals + 5 - heard->data) + n_payload;
	if (memcmp(heard->data, "AT+", n_mark) != 0 || equals[4] != ',' || n_all > REQUEST_MOST)
		return heard->len; /* not a request of this protocol: what came is dropped */
	if (heard->len < n_all)
		return 0;
	*equals = '\0';
	*request = (Request){ .name = (const char *)heard->data + n_mark,
		.packet = equals[1],
		.payload = byte_reader(equals + 5, n_payload) };
	return n_all;
}

void usb_files_hear(Pen *pen, const uint8_t *bytes, gsize n_bytes)
{
	GByteArray *heard = pen->usb.heard;
	g_byte_array_append(heard, bytes, (guint)n_bytes);
	for (;;) {
		Request request = { 0 };
		gsize n_request = heard->len > 0 ? read_request(heard, &request) : 0;
		if (n_request == 0)
			return;
		if (request.name) {
			g_autofree uint8_t *body = g_malloc(ANSWER_MOST);
			ByteWriter out = byte_writer(body, ANSWER_MOST);
			bool known = write_answer(pen, &request, &out);
			answer(pen, &request, known ? 0 : 1, known ? &out : NULL);
		}
		g_byte_array_remove_range(heard, 0, (guint)n_request);
	}
}
