/* SPDX-License-Identifier: MIT */
/*
 * State file: a line of text, then records, u8 kind, u32 length, payload. Kind 1: a stroke, with its
 * serial number; kind 2: the serial number of a stroke that was freed. A record cut short at the end
 * (the program was killed in the middle) is dropped.
 */
#include "tests/virtual-pen/memory.h"

#include "protocol/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define STATE_HEAD "zhibi-virtual-pen-state 1\n"
#define RECORD_STROKE 1
#define RECORD_FREED 2
#define RECORD_HEAD 5
#define STROKE_HEAD 62
#define STROKE_DOT 13

static void memory_write(Memory *memory, const uint8_t *bytes, size_t n_bytes)
{
	if (memory->state_fd < 0)
		return;
	if (write(memory->state_fd, bytes, n_bytes) != (ssize_t)n_bytes)
		g_error("virtual-pen: cannot write the state file: %s", g_strerror(errno));
}

static void memory_write_stroke(Memory *memory, const InkStroke *stroke)
{
	size_t n_bytes = RECORD_HEAD + STROKE_HEAD + STROKE_DOT * (size_t)stroke->dots->len;
	g_autofree uint8_t *bytes = g_malloc(n_bytes);
	ByteWriter writer = byte_writer(bytes, n_bytes);
	byte_writer_u8(&writer, RECORD_STROKE);
	byte_writer_u32(&writer, (uint32_t)(n_bytes - RECORD_HEAD));
	byte_writer_u64(&writer, stroke->serial);
	byte_writer_u32(&writer, ink_section_owner(&stroke->paper));
	byte_writer_u32(&writer, stroke->paper.book);
	byte_writer_u32(&writer, stroke->paper.page);
	byte_writer_u64(&writer, (uint64_t)stroke->ink_ms);
	byte_writer_u64(&writer, (uint64_t)stroke->start_ms);
	byte_writer_u32(&writer, stroke->duration_ms);
	byte_writer_u32(&writer, stroke->writes);
	byte_writer_u32(&writer, (uint32_t)stroke->purpose);
	byte_writer_u32(&writer, (uint32_t)stroke->row);
	byte_writer_u32(&writer, (uint32_t)stroke->column);
	byte_writer_u16(&writer, 0);
	byte_writer_u32(&writer, stroke->dots->len);
	for (guint i = 0; i < stroke->dots->len; i++) {
		const InkDot *dot = ink_stroke_dot(stroke, i);
		byte_writer_u8(&writer, dot->delta_ms);
		byte_writer_u8(&writer, dot->tilt_x);
		byte_writer_u8(&writer, dot->tilt_y);
		byte_writer_u16(&writer, dot->force);
		byte_writer_u32(&writer, (uint32_t)dot->x << 16 | dot->y);
		byte_writer_u16(&writer, dot->twist);
		byte_writer_u16(&writer, 0);
	}
	g_assert(!writer.failed && writer.at == writer.end);
	memory_write(memory, bytes, n_bytes);
}

static InkStroke *memory_read_stroke(ByteReader *reader)
{
	g_autoptr(InkStroke) stroke = ink_stroke_new();
	stroke->serial = byte_reader_u64(reader);
	uint32_t section_owner = byte_reader_u32(reader);
	stroke->paper.section = (uint8_t)(section_owner >> 24);
	stroke->paper.owner = section_owner & 0xFFFFFF;
	stroke->paper.book = byte_reader_u32(reader);
	stroke->paper.page = byte_reader_u32(reader);
	stroke->ink_ms = (int64_t)byte_reader_u64(reader);
	stroke->start_ms = (int64_t)byte_reader_u64(reader);
	stroke->duration_ms = byte_reader_u32(reader);
	stroke->writes = byte_reader_u32(reader);
	stroke->purpose = (InkPurpose)byte_reader_u32(reader);
	stroke->row = (int)byte_reader_u32(reader);
	stroke->column = (int)byte_reader_u32(reader);
	byte_reader_u16(reader);
	uint32_t n_dots = byte_reader_u32(reader);
	for (uint32_t i = 0; i < n_dots && !reader->failed; i++) {
		InkDot dot = { .delta_ms = byte_reader_u8(reader) };
		dot.tilt_x = byte_reader_u8(reader);
		dot.tilt_y = byte_reader_u8(reader);
		dot.force = byte_reader_u16(reader);
		uint32_t place = byte_reader_u32(reader);
		dot.x = (uint16_t)(place >> 16);
		dot.y = (uint16_t)place;
		dot.twist = byte_reader_u16(reader);
		byte_reader_u16(reader);
		g_array_append_val(stroke->dots, dot);
	}
	return reader->failed ? NULL : g_steal_pointer(&stroke);
}

static void memory_drop(Memory *memory, uint64_t serial)
{
	for (guint i = 0; i < memory->strokes->len; i++) {
		InkStroke *stroke = g_ptr_array_index(memory->strokes, i);
		if (stroke->serial == serial) {
			g_ptr_array_remove_index(memory->strokes, i);
			return;
		}
	}
}

/* Returns how many bytes were whole records. */
static size_t memory_load(Memory *memory, const uint8_t *bytes, size_t n_bytes)
{
	ByteReader reader = byte_reader(bytes, n_bytes);
	const uint8_t *whole = byte_reader_slice(&reader, strlen(STATE_HEAD)) ? reader.at : bytes;
	while (byte_reader_left(&reader) > 0) {
		uint8_t kind = byte_reader_u8(&reader);
		uint32_t length = byte_reader_u32(&reader);
		const uint8_t *payload = byte_reader_slice(&reader, length);
		if (!payload)
			break;
		ByteReader body = byte_reader(payload, length);
		if (kind == RECORD_STROKE) {
			InkStroke *stroke = memory_read_stroke(&body);
			if (!stroke)
				break;
			memory->last_serial = MAX(memory->last_serial, stroke->serial);
			g_ptr_array_add(memory->strokes, stroke);
		} else if (kind == RECORD_FREED) {
			memory_drop(memory, byte_reader_u64(&body));
		}
		whole = reader.at;
	}
	return (size_t)(whole - bytes);
}

bool memory_open(Memory *memory, const char *path, GError **error)
{
	*memory = (Memory){ .state_fd = -1, .fresh = true };
	memory->strokes = g_ptr_array_new_with_free_func((GDestroyNotify)ink_stroke_unref);
	if (!path)
		return true;
	g_autofree char *bytes = NULL;
	gsize n_bytes = 0, n_whole = 0;
	if (g_file_get_contents(path, &bytes, &n_bytes, NULL) && n_bytes > 0) {
		if (!g_str_has_prefix(bytes, STATE_HEAD)) {
			g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
				"%s is not a virtual pen's state file", path);
			return false;
		}
		memory->fresh = false;
		n_whole = memory_load(memory, (const uint8_t *)bytes, n_bytes);
	}
	memory->state_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (memory->state_fd < 0 || ftruncate(memory->state_fd, (off_t)n_whole) < 0) {
		g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s",
			path, g_strerror(errno));
		return false;
	}
	if (memory->fresh)
		memory_write(memory, (const uint8_t *)STATE_HEAD, strlen(STATE_HEAD));
	return true;
}

void memory_close(Memory *memory)
{
	g_clear_pointer(&memory->strokes, g_ptr_array_unref);
	if (memory->state_fd >= 0)
		close(memory->state_fd);
	memory->state_fd = -1;
}

void memory_add(Memory *memory, InkStroke *stroke)
{
	stroke->serial = ++memory->last_serial;
	memory_write_stroke(memory, stroke);
	g_ptr_array_add(memory->strokes, ink_stroke_ref(stroke));
}

guint memory_remove(Memory *memory, GPtrArray *strokes)
{
	guint n_removed = 0;
	for (guint i = 0; i < strokes->len; i++) {
		InkStroke *stroke = g_ptr_array_index(strokes, i);
		uint64_t serial = stroke->serial;
		if (!g_ptr_array_remove(memory->strokes, stroke))
			continue;
		uint8_t record[RECORD_HEAD + 8];
		ByteWriter writer = byte_writer(record, sizeof(record));
		byte_writer_u8(&writer, RECORD_FREED);
		byte_writer_u32(&writer, 8);
		byte_writer_u64(&writer, serial);
		memory_write(memory, record, sizeof(record));
		n_removed++;
	}
	return n_removed;
}

GArray *memory_notes(const Memory *memory)
{
	GArray *notes = g_array_new(FALSE, FALSE, sizeof(Paper));
	for (guint i = 0; i < memory->strokes->len; i++) {
		const InkStroke *stroke = g_ptr_array_index(memory->strokes, i);
		bool known = false;
		for (guint k = 0; k < notes->len && !known; k++)
			known = ink_same_note(&g_array_index(notes, Paper, k), &stroke->paper);
		Paper note = stroke->paper;
		note.page = 0;
		if (!known)
			g_array_append_val(notes, note);
	}
	return notes;
}

static int memory_compare_pages(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	return (left > right) - (left < right);
}

GArray *memory_pages(const Memory *memory, const Paper *note)
{
	GArray *pages = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (guint i = 0; i < memory->strokes->len; i++) {
		const InkStroke *stroke = g_ptr_array_index(memory->strokes, i);
		bool known = !ink_same_note(&stroke->paper, note);
		for (guint k = 0; k < pages->len && !known; k++)
			known = g_array_index(pages, uint32_t, k) == stroke->paper.page;
		if (!known)
			g_array_append_val(pages, stroke->paper.page);
	}
	g_array_sort(pages, memory_compare_pages);
	return pages;
}

static bool memory_wanted(uint32_t page, const uint32_t *pages, gsize n_pages)
{
	for (gsize i = 0; i < n_pages; i++)
		if (pages[i] == page)
			return true;
	return n_pages == 0;
}

GPtrArray *memory_collect(
	const Memory *memory, const Paper *note, const uint32_t *pages, gsize n_pages)
{
	GPtrArray *strokes = g_ptr_array_new_with_free_func((GDestroyNotify)ink_stroke_unref);
	g_autoptr(GArray) all = memory_pages(memory, note);
	for (guint k = 0; k < all->len; k++) {
		uint32_t page = g_array_index(all, uint32_t, k);
		if (!memory_wanted(page, pages, n_pages))
			continue;
		for (guint i = 0; i < memory->strokes->len; i++) {
			InkStroke *stroke = g_ptr_array_index(memory->strokes, i);
			if (ink_same_note(&stroke->paper, note) && stroke->paper.page == page)
				g_ptr_array_add(strokes, ink_stroke_ref(stroke));
		}
	}
	return strokes;
}
