/* SPDX-License-Identifier: MIT */
/* See neo-usb-fetch.h. */
#include "drivers/neo-usb-fetch.h"

#include <string.h>

#define MAX_BYTES (32u << 20)
#define PACKET_HEAD 8 /* of the packet size that a pen says, neo.md 14.1 */
#define BLOCK_LEAST 64
#define BLOCK_MOST 32768
#define OVERLAP 64

NeoUsbFetch *neo_usb_fetch_new(const char *name)
{
	NeoUsbFetch *fetch = g_new0(NeoUsbFetch, 1);
	g_strlcpy(fetch->name, name, sizeof fetch->name);
	fetch->bytes = g_byte_array_new();
	return fetch;
}

void neo_usb_fetch_free(gpointer data)
{
	NeoUsbFetch *fetch = data;
	g_byte_array_unref(fetch->bytes);
	g_free(fetch);
}

static void want(NeoUsbFetch *fetch, guint32 n_overlap)
{
	fetch->from = fetch->bytes->len - n_overlap;
	fetch->n_wanted = MIN(fetch->block_size, fetch->size - fetch->from);
}

bool neo_usb_fetch_begin(NeoUsbFetch *fetch, guint32 size, guint32 packet_size)
{
	if (size > MAX_BYTES)
		return false;
	if (fetch->size != size)
		g_byte_array_set_size(fetch->bytes, 0);
	fetch->size = size;
	fetch->block_size = CLAMP(
		packet_size > PACKET_HEAD ? packet_size - PACKET_HEAD : 0, BLOCK_LEAST, BLOCK_MOST);
	want(fetch, MIN(fetch->bytes->len, OVERLAP));
	return true;
}

bool neo_usb_fetch_is_done(const NeoUsbFetch *fetch)
{
	const bool is_other =
		fetch->kind == NEO_USB_FILE_OTHER && fetch->bytes->len >= NEO_USB_FILE_HEADER;
	return fetch->bytes->len == fetch->size || is_other;
}

NeoUsbFetchOutcome neo_usb_fetch_take(NeoUsbFetch *fetch, const NeoUsbMessage *message)
{
	const guint32 n_bytes = message->block.n_bytes;
	NeoUsbFileHead head;
	if (message->has_body && message->block.offset != fetch->from)
		return NEO_USB_FETCH_LATE;
	if (message->error != 0 || !message->has_body || message->result != NEO_USB_OK ||
		n_bytes == 0 || n_bytes > fetch->n_wanted)
		return NEO_USB_FETCH_AGAIN;
	const guint32 n_known = MIN(fetch->bytes->len - fetch->from, n_bytes);
	if (n_known > 0 &&
		memcmp(fetch->bytes->data + fetch->from, message->block.bytes, n_known) != 0) {
		g_byte_array_set_size(fetch->bytes, 0);
		want(fetch, 0);
		return NEO_USB_FETCH_CHANGED;
	}
	g_byte_array_append(fetch->bytes, message->block.bytes + n_known, n_bytes - n_known);
	const NeoUsbFile start = { fetch->bytes->data, fetch->bytes->len };
	fetch->kind = neo_usb_file_head(&start, &head);
	want(fetch, 0);
	return NEO_USB_FETCH_TAKEN;
}
