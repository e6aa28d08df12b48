/* SPDX-License-Identifier: MIT */
/*
 * An M1+ on the cable for tests: hears requests, answers from files that a test gives it, does what a test
 * wants to go wrong. What it was asked stands in `asked`, a line for each request.
 */
#pragma once

#include "tests/neo-usb-files.h"

typedef struct {
	char name[17];
	GByteArray *bytes;
} FakeUsbFile;

typedef struct {
	GPtrArray *files; /* of FakeUsbFile */
	FakeUsbFile *open;
	GByteArray *heard, *out;
	GString *asked;
	guint64 clock_ms; /* as it says; 0: the true time */
	guint64 clock_set_ms;
	guint battery, block_bytes;
	guint8 address[6];
	bool unavailable, stores, stores_not, too_many, keeps_files;
	guint n_deaf;	/* so many of the next requests are not heard */
	guint n_refuse; /* so many of the next blocks are refused */
	guint refuse_result;
	guint n_blocks_left; /* then it is deaf for ever: it was unplugged; 0 no such end */
	bool gone;
	const char *firmware;
} FakeUsbPen;

static inline void fake_usb_file_free(gpointer data)
{
	FakeUsbFile *file = data;
	g_byte_array_unref(file->bytes);
	g_free(file);
}

static inline FakeUsbPen *fake_usb_pen_new(void)
{
	FakeUsbPen *pen = g_new0(FakeUsbPen, 1);
	pen->files = g_ptr_array_new_with_free_func(fake_usb_file_free);
	pen->heard = g_byte_array_new();
	pen->out = g_byte_array_new();
	pen->asked = g_string_new(NULL);
	pen->clock_ms = USB_T0;
	pen->battery = 70;
	pen->block_bytes = 512;
	memcpy(pen->address, (const guint8[]){ 0x9C, 0x7B, 0xD2, 0x0A, 0x0B, 0x0C }, 6);
	pen->stores = true;
	pen->refuse_result = 1;
	pen->firmware = "1.02.0060";
	return pen;
}

static inline void fake_usb_pen_free(FakeUsbPen *pen)
{
	if (!pen)
		return;
	g_ptr_array_unref(pen->files);
	g_byte_array_unref(pen->heard);
	g_byte_array_unref(pen->out);
	g_string_free(pen->asked, TRUE);
	g_free(pen);
}

static inline void fake_usb_pen_add(FakeUsbPen *pen, const char *name, const GByteArray *bytes)
{
	FakeUsbFile *file = g_new0(FakeUsbFile, 1);
	g_strlcpy(file->name, name, sizeof file->name);
	file->bytes = g_byte_array_new();
	g_byte_array_append(file->bytes, bytes->data, bytes->len);
	g_ptr_array_add(pen->files, file);
}

/* A note of so many strokes of 5 dots, as files NAME.str and NAME.dot. */
static inline void fake_usb_pen_add_note(
	FakeUsbPen *pen, const char *name, guint page, guint n_strokes)
{
	UsbFiles files;
	usb_files_init(&files, false, false);
	for (guint i = 0; i < n_strokes; i++)
		usb_files_stroke(&files, page, 5);
	g_autofree char *strokes = g_strconcat(name, ".str", NULL);
	g_autofree char *dots = g_strconcat(name, ".dot", NULL);
	fake_usb_pen_add(pen, strokes, files.strokes);
	fake_usb_pen_add(pen, dots, files.dots);
	usb_files_clear(&files);
}

static inline FakeUsbFile *fake_usb_pen_file(FakeUsbPen *pen, const char *name)
{
	for (guint i = 0; i < pen->files->len; i++) {
		FakeUsbFile *file = g_ptr_array_index(pen->files, i);
		if (g_str_equal(file->name, name))
			return file;
	}
	return NULL;
}

static inline void fake_usb_put(GByteArray *out, guint64 value, guint n_bytes)
{
	for (guint i = 0; i < n_bytes; i++)
		g_byte_array_append(out, &(guint8){ (guint8)(value >> 8 * i) }, 1);
}

static inline void fake_usb_text(GByteArray *out, const char *text, guint n_bytes)
{
	guint8 padded[64] = { 0 };
	memcpy(padded, text, MIN(strlen(text), n_bytes));
	g_byte_array_append(out, padded, n_bytes);
}

static inline guint64 fake_usb_number(const guint8 *at, guint n_bytes)
{
	guint64 value = 0;
	for (guint i = n_bytes; i-- > 0;)
		value = value << 8 | at[i];
	return value;
}

/* ---- answers */

static inline void fake_usb_device(const FakeUsbPen *pen, GByteArray *body)
{
	fake_usb_text(body, "NWP-F51", 16);
	fake_usb_text(body, pen->firmware, 16);
	fake_usb_text(body, "2.18", 8);
	fake_usb_text(body, "Neosmartpen_M1+", 16);
	g_byte_array_append(body, pen->address, 6);
	fake_usb_text(body, "NWP-F51", 32);
}

static inline void fake_usb_settings(const FakeUsbPen *pen, const guint8 *types, GByteArray *body)
{
	fake_usb_put(body, types[0], 1);
	for (guint i = 1; i <= types[0]; i++) {
		fake_usb_put(body, types[i], 1);
		if (types[i] == 1)
			fake_usb_put(body,
				pen->clock_ms ? pen->clock_ms : (guint64)g_get_real_time() / 1000,
				8);
		else
			fake_usb_put(body, types[i] == 9 ? pen->battery : pen->stores, 1);
	}
}

static inline void fake_usb_setting(FakeUsbPen *pen, const guint8 *payload, GByteArray *body)
{
	const guint8 type = payload[1];
	if (type == 1)
		pen->clock_set_ms = fake_usb_number(payload + 2, 8);
	else if (!pen->stores_not)
		pen->stores = payload[2] != 0;
	fake_usb_put(body, 1, 1);
	fake_usb_put(body, type, 1);
	fake_usb_put(body, type == 7 && pen->stores_not, 1);
}

static inline void fake_usb_list(const FakeUsbPen *pen, GByteArray *body)
{
	fake_usb_put(body, pen->too_many ? 2 : 0, 1);
	fake_usb_put(body, pen->files->len, 4);
	for (guint i = 0; i < pen->files->len; i++)
		fake_usb_text(body, ((FakeUsbFile *)g_ptr_array_index(pen->files, i))->name, 16);
}

static inline void fake_usb_block(FakeUsbPen *pen, const guint8 *payload, GByteArray *body)
{
	const guint offset = (guint)fake_usb_number(payload, 4);
	guint n = (guint)fake_usb_number(payload + 4, 4);
	guint result = !pen->open ? 0x11 : offset >= pen->open->bytes->len ? 0x10 : 0;
	if (pen->n_refuse > 0) {
		pen->n_refuse--;
		result = pen->refuse_result;
		if (result == 0x11)
			pen->open = NULL;
	}
	n = result ? 0 : MIN(n, pen->open->bytes->len - offset);
	fake_usb_put(body, result, 1);
	fake_usb_put(body, offset, 4);
	fake_usb_put(body, n, 4);
	if (n > 0)
		g_byte_array_append(body, pen->open->bytes->data + offset, n);
}

static inline void fake_usb_answer(
	FakeUsbPen *pen, const char *name, guint8 packet, const guint8 *payload)
{
	g_autoptr(GByteArray) body = g_byte_array_new();
	const char *file = strncmp((const char *)payload, "0:/data/", 8) == 0
				   ? (const char *)payload + 8
				   : "?";
	g_string_append(pen->asked, name);
	if (g_str_equal(name, "START")) {
		fake_usb_put(body, 2, 4);
		fake_usb_put(body, !pen->unavailable, 1);
	} else if (g_str_equal(name, "GETDEVINFO")) {
		fake_usb_device(pen, body);
	} else if (g_str_equal(name, "GETDISKINFO")) {
		fake_usb_put(body, 0, 1);
		fake_usb_put(body, 1000, 4);
		fake_usb_put(body, 750, 4);
	} else if (g_str_equal(name, "GETCONFIG")) {
		fake_usb_settings(pen, payload, body);
	} else if (g_str_equal(name, "SETCONFIG")) {
		g_string_append_printf(pen->asked, " %u", payload[1]);
		fake_usb_setting(pen, payload, body);
	} else if (g_str_equal(name, "GETOFFLINEDATALIST")) {
		fake_usb_list(pen, body);
	} else if (g_str_equal(name, "GETFILE_H")) {
		g_string_append_printf(pen->asked, " %s", file);
		pen->open = fake_usb_pen_file(pen, file);
		fake_usb_put(body, pen->open ? 0 : 1, 1);
		fake_usb_put(body, pen->open ? pen->open->bytes->len : 0, 4);
		fake_usb_put(body, pen->block_bytes + 8, 4);
	} else if (g_str_equal(name, "GETFILE_D")) {
		g_string_append_printf(pen->asked, " %u+%u", (guint)fake_usb_number(payload, 4),
			(guint)fake_usb_number(payload + 4, 4));
		fake_usb_block(pen, payload, body);
	} else {
		g_assert_cmpstr(name, ==, "DELETEFILE");
		g_string_append_printf(pen->asked, " %s", file);
		FakeUsbFile *found = fake_usb_pen_file(pen, file);
		pen->open = NULL;
		fake_usb_put(body, !found || pen->keeps_files, 1);
		if (found && !pen->keeps_files)
			g_ptr_array_remove(pen->files, found);
	}
	g_string_append_c(pen->asked, '\n');
	g_byte_array_append(pen->out, (const guint8 *)"AT+", 3);
	g_byte_array_append(pen->out, (const guint8 *)name, (guint)strlen(name));
	fake_usb_put(pen->out, '?', 1);
	fake_usb_put(pen->out, packet, 1);
	fake_usb_put(pen->out, 0, 1);
	fake_usb_put(pen->out, body->len, 2);
	fake_usb_put(pen->out, ',', 1);
	g_byte_array_append(pen->out, body->data, body->len);
}

static inline void fake_usb_pen_request(
	FakeUsbPen *pen, char *name, guint8 packet, const guint8 *payload)
{
	const bool is_block = g_str_equal(name, "GETFILE_D");
	if (pen->gone || pen->n_deaf > 0) {
		g_string_append_printf(pen->asked, "(%s)\n", name);
		pen->n_deaf -= pen->n_deaf > 0;
		return;
	}
	if (is_block && pen->n_blocks_left > 0 && --pen->n_blocks_left == 0)
		pen->gone = true;
	if (!pen->gone)
		fake_usb_answer(pen, name, packet, payload);
}

/* The host's bytes, cut anywhere; answers go to `out`. */
static inline void fake_usb_pen_hear(FakeUsbPen *pen, const guint8 *bytes, gsize n_bytes)
{
	g_byte_array_append(pen->heard, bytes, (guint)n_bytes);
	for (;;) {
		guint8 *equals =
			pen->heard->len ? memchr(pen->heard->data, '=', pen->heard->len) : NULL;
		if (!equals || pen->heard->data + pen->heard->len - equals < 5)
			return;
		const gsize n_payload = (gsize)fake_usb_number(equals + 2, 2);
		const gsize n_all = (gsize)(equals - pen->heard->data) + 5 + n_payload;
		if (pen->heard->len < n_all)
			return;
		g_assert_cmpint(equals[4], ==, ',');
		g_autofree char *name = g_strndup(
			(char *)pen->heard->data + 3, (gsize)(equals - pen->heard->data) - 3);
		guint8 payload[80] = { 0 };
		g_assert_cmpuint(n_payload, <, sizeof payload);
		memcpy(payload, equals + 5, n_payload);
		fake_usb_pen_request(pen, name, equals[1], payload);
		g_byte_array_remove_range(pen->heard, 0, (guint)n_all);
	}
}
