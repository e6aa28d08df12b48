/* SPDX-License-Identifier: MIT */
/* The packets of protocol 1's files, and the strokes of each file when its last packet is there. */
#include "drivers/neo-v1.h"

#include "protocol/neo-v1-file.h"

bool neo_v1_files_begin(NeoV1Files *files, const NeoV1FileInfo *info)
{
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
		neo_v1_file_decode(bytes, n_bytes, files->force_max,
			files->page_known ? &files->page : NULL, sink);
	if (outcome == NEO_V1_PACKET_REPEATED)
		sink->said(sink->user, &(PenSaid){ .kind = PEN_SAID_REPEATED, .n = 1 });
	return outcome;
}
