/* SPDX-License-Identifier: MIT */
/*
 * Reading a recording of an M1+ on the cable, which may begin anywhere. Which file the blocks belong to stands in
 * the request before them. A note's strokes are told when the host goes on to another note, or to something else,
 * or at the end; a file whose beginning is not in the recording cannot be read.
 */
#include "drivers/neo-usb-passive.h"

#include <string.h>

#include "drivers/neo-told.h"
#include "protocol/neo-usb-file.h"
#include "protocol/neo-usb.h"

#define MAX_FILES 16 /* of a note */
#define MAX_BYTES (32u << 20)

typedef struct {
	char name[NEO_USB_PATH_SIZE + 1];
	GByteArray *bytes;
} PassiveFile;

typedef struct {
	const DotSink *sink;
	DotSink own_sink;
	NeoUsbDecoder *from_pen, *from_host;
	GPtrArray *files;  /* of PassiveFile, of one note */
	PassiveFile *open; /* one of them */
	char address[NEO_ADDRESS_SIZE];
	void (*told)(void *user, const char *json);
	void *user;
} NeoUsbPassive;

static void file_free(gpointer data)
{
	PassiveFile *file = data;
	g_byte_array_unref(file->bytes);
	g_free(file);
}

/* ---- files */

static void tell_note(NeoUsbPassive *passive)
{
	NeoUsbFile dots[MAX_FILES];
	gsize n_dots = 0;
	NeoUsbFileHead head;
	for (guint i = 0; i < passive->files->len; i++) {
		const PassiveFile *file = g_ptr_array_index(passive->files, i);
		const NeoUsbFile bytes = { file->bytes->data, file->bytes->len };
		if (neo_usb_file_head(&bytes, &head) == NEO_USB_FILE_DOTS)
			dots[n_dots++] = bytes;
	}
	for (guint i = 0; i < passive->files->len; i++) {
		const PassiveFile *file = g_ptr_array_index(passive->files, i);
		const NeoUsbFile bytes = { file->bytes->data, file->bytes->len };
		if (neo_usb_file_head(&bytes, &head) != NEO_USB_FILE_STROKES)
			continue;
		if (passive->address[0] == '\0')
			neo_told_address(passive->address, head.address);
		neo_usb_file_decode(&bytes, dots, n_dots, passive->sink);
	}
	passive->open = NULL;
	g_ptr_array_set_size(passive->files, 0);
}

static gsize stem_length(const char *name)
{
	const char *dot = strrchr(name, '.');
	return dot ? (gsize)(dot - name) : strlen(name);
}

static bool is_of_note(const NeoUsbPassive *passive, const char *name)
{
	const PassiveFile *first = g_ptr_array_index(passive->files, 0);
	const gsize n_stem = stem_length(name);
	return n_stem == stem_length(first->name) && strncmp(first->name, name, n_stem) == 0;
}

static void open_file(NeoUsbPassive *passive, const char *name)
{
	if (passive->files->len > 0 &&
		(passive->files->len == MAX_FILES || !is_of_note(passive, name)))
		tell_note(passive);
	for (guint i = 0; i < passive->files->len; i++) {
		passive->open = g_ptr_array_index(passive->files, i);
		if (g_str_equal(passive->open->name, name))
			return; /* its size asked again, or the rest after an unplug */
	}
	passive->open = g_new0(PassiveFile, 1);
	g_strlcpy(passive->open->name, name, sizeof passive->open->name);
	passive->open->bytes = g_byte_array_new();
	g_ptr_array_add(passive->files, passive->open);
}

/* A block that was sent again says the same; one with a gap before it is of no use. */
static void take_block(NeoUsbPassive *passive, const NeoUsbMessage *message)
{
	if (!passive->open || !message->has_body || message->result != NEO_USB_OK)
		return;
	GByteArray *bytes = passive->open->bytes;
	const guint32 offset = message->block.offset, n_bytes = message->block.n_bytes;
	if (offset > bytes->len || n_bytes > MAX_BYTES - offset)
		return;
	if (offset + n_bytes > bytes->len) {
		g_byte_array_set_size(bytes, offset);
		g_byte_array_append(bytes, message->block.bytes, n_bytes);
	}
}

/* ---- commands */

static void on_from_host(void *user, const NeoUsbMessage *message)
{
	NeoUsbPassive *passive = user;
	if (message->kind != NEO_USB_REQUEST)
		return;
	if (message->command == NEO_USB_FILE)
		open_file(passive, message->path);
	else if (message->command != NEO_USB_BLOCK)
		tell_note(passive);
}

static void tell_battery(const NeoUsbPassive *passive, const NeoUsbMessage *message)
{
	guint8 setting;
	guint64 value;
	for (gsize i = 0; neo_usb_message_setting(message, i, &setting, &value); i++)
		if (message->command == NEO_USB_SETTINGS && setting == NEO_USB_BATTERY &&
			value <= 100)
			passive->sink->said(
				passive->sink->user, &(PenSaid){ .kind = PEN_SAID_BATTERY,
							     .percent = (uint8_t)value,
							     .charging = true });
}

static void on_from_pen(void *user, const NeoUsbMessage *message)
{
	NeoUsbPassive *passive = user;
	if (message->kind != NEO_USB_RESPONSE)
		return;
	if (message->command == NEO_USB_DEVICE && message->has_body)
		neo_told_address(passive->address, message->device.address);
	if (message->command == NEO_USB_BLOCK)
		take_block(passive, message);
	tell_battery(passive, message);
	g_autofree char *json = passive->told ? neo_told_usb_message(message) : NULL;
	if (json)
		passive->told(passive->user, json);
}

static void on_bad(void *user, DecodeResult why)
{
	const NeoUsbPassive *passive = user;
	passive->sink->said(passive->sink->user, &(PenSaid){ .kind = PEN_SAID_BAD, .bad = why });
}

static void on_bad_host(void *user, DecodeResult why)
{
	(void)user; /* a recording may begin inside a request of ours */
	(void)why;
}

void *neo_usb_passive_new(
	const DotSink *sink, void (*told)(void *user, const char *json), void *user)
{
	NeoUsbPassive *passive = g_new0(NeoUsbPassive, 1);
	passive->own_sink = *sink;
	passive->sink = &passive->own_sink;
	passive->told = told;
	passive->user = user;
	passive->files = g_ptr_array_new_with_free_func(file_free);
	passive->from_pen = neo_usb_decoder_new(&(NeoUsbListener){ passive, on_from_pen, on_bad });
	passive->from_host =
		neo_usb_decoder_new(&(NeoUsbListener){ passive, on_from_host, on_bad_host });
	return passive;
}

void neo_usb_passive_feed(
	void *user, TransferDirection direction, const guint8 *bytes, gsize n_bytes, gint64 host_ms)
{
	const NeoUsbPassive *passive = user;
	(void)host_ms;
	neo_usb_decoder_feed(
		direction == FROM_PEN ? passive->from_pen : passive->from_host, bytes, n_bytes);
}

void neo_usb_passive_end(void *user, gint64 host_ms)
{
	NeoUsbPassive *passive = user;
	(void)host_ms;
	if (neo_usb_decoder_reset(passive->from_pen))
		on_bad(passive, DECODE_BAD_LENGTH);
	neo_usb_decoder_reset(passive->from_host);
	tell_note(passive);
}

void neo_usb_passive_free(void *user)
{
	NeoUsbPassive *passive = user;
	if (!passive)
		return;
	neo_usb_decoder_free(passive->from_pen);
	neo_usb_decoder_free(passive->from_host);
	g_ptr_array_unref(passive->files);
	g_free(passive);
}

const char *neo_usb_passive_address(const void *user)
{
	const NeoUsbPassive *passive = user;
	return passive->address;
}
