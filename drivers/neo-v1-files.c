/* SPDX-License-Identifier: MIT */
/* The packets of protocol 1's files, and the strokes of each file when its last packet is there. */
#include "drivers/neo-v1.h"

#include "protocol/neo-v1-file.h"

typedef struct {
	const DotSink *sink;
	bool any;
} Tap;

static void tap_down(void *user, const StrokeHead *head)
{
	Tap *tap = user;
	tap->any = true;
	tap->sink->down(tap->sink->user, head);
}

static void tap_page(void *user, const PageAddress *page)
{
	const Tap *tap = user;
	tap->sink->page(tap->sink->user, page);
}

static void tap_dots(void *user, const Dot *dots, size_t n_dots)
{
	const Tap *tap = user;
	tap->sink->dots(tap->sink->user, dots, n_dots);
}

static void tap_up(void *user, const StrokeTail *tail)
{
	const Tap *tap = user;
	tap->sink->up(tap->sink->user, tail);
}

static void tap_said(void *user, const PenSaid *said)
{
	const Tap *tap = user;
	tap->sink->said(tap->sink->user, said);
}

static void decode_file(NeoV1Files *files, const guint8 *bytes, gsize n_bytes, const DotSink *sink)
{
	Tap tap = { .sink = sink };
	const DotSink tapped = { &tap, tap_down, tap_page, tap_dots, tap_up, tap_said };
	const DecodeResult result = neo_v1_file_decode(
		bytes, n_bytes, files->force_max, files->page_known ? &files->page : NULL, &tapped);
	files->unreadable = result != DECODE_OK && !tap.any;
}

bool neo_v1_files_begin(NeoV1Files *files, const NeoV1FileInfo *info)
{
	files->unreadable = false;
	files->page_known = neo_v1_file_page(info->name, &files->page);
	return neo_v1_transfer_begin(files->transfer, info);
}

NeoV1PacketOutcome neo_v1_files_packet(
	NeoV1Files *files, const NeoV1Message *message, const DotSink *sink)
{
	const NeoV1PacketOutcome outcome = neo_v1_transfer_packet(files->transfer, message);
	gsize n_bytes;
	const guint8 *bytes = outcome == NEO_V1_PACKET_NEW
				      ? neo_v1_transfer_file(files->transfer, &n_bytes)
				      : NULL;
	if (bytes)
		decode_file(files, bytes, n_bytes, sink);
	if (outcome == NEO_V1_PACKET_REPEATED)
		sink->said(sink->user, &(PenSaid){ .kind = PEN_SAID_REPEATED, .n = 1 });
	return outcome;
}
