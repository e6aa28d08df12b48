/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as the stream of an M1+ on the cable, whole and in pieces (first byte even); or as its pair of
 * files, cut where the second byte says (first byte odd).
 */
#include "protocol/neo-usb-file.h"
#include "protocol/neo-usb.h"
#include "tests/fuzz/neo-sink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
	gsize n_messages, n_bad, n_bytes;
} Heard;

static void on_message(void *user, const NeoUsbMessage *message)
{
	Heard *heard = user;
	char name[NEO_USB_NAME_SIZE + 1];
	guint8 setting;
	guint64 value;
	heard->n_messages++;
	for (gsize i = 0; neo_usb_message_name(message, i, name); i++)
		heard->n_bytes += name[0] != 0;
	for (gsize i = 0; neo_usb_message_setting(message, i, &setting, &value); i++)
		heard->n_bytes += setting + value;
	for (gsize i = 0; i < message->n_payload; i++)
		heard->n_bytes += message->payload[i];
	if (message->kind == NEO_USB_RESPONSE && message->command == NEO_USB_BLOCK &&
		message->has_body && message->block.bytes)
		for (gsize i = 0; i < message->block.n_bytes; i++)
			heard->n_bytes += message->block.bytes[i];
}

static void on_bad(void *user, DecodeResult why)
{
	Heard *heard = user;
	g_assert(why != DECODE_OK && why != DECODE_MORE);
	heard->n_bad++;
}

static void feed(void *decoder, const guint8 *bytes, gsize n_bytes)
{
	neo_usb_decoder_feed(decoder, bytes, n_bytes);
}

static void decode_stream(const guint8 *data, gsize size)
{
	Heard whole = { 0 }, pieces = { 0 };
	NeoUsbDecoder *one = neo_usb_decoder_new(&(NeoUsbListener){ &whole, on_message, on_bad });
	NeoUsbDecoder *two = neo_usb_decoder_new(&(NeoUsbListener){ &pieces, on_message, on_bad });
	feed(one, data, size);
	neo_sink_feed_pieces(data, size, feed, two);
	g_assert(whole.n_messages == pieces.n_messages && whole.n_bad == pieces.n_bad &&
		 whole.n_bytes == pieces.n_bytes);
	g_assert(neo_usb_decoder_reset(one) == neo_usb_decoder_reset(two));
	neo_usb_decoder_free(one);
	neo_usb_decoder_free(two);
}

static void decode_files(const guint8 *data, gsize size)
{
	if (size < 2)
		return;
	const gsize n_strokes = MIN((gsize)(data[0] | data[1] << 8), size - 2);
	g_autofree guint8 *strokes = g_memdup2(data + 2, n_strokes);
	g_autofree guint8 *dots = g_memdup2(data + 2 + n_strokes, size - 2 - n_strokes);
	const NeoUsbFile stroke_file = { strokes, n_strokes };
	const NeoUsbFile dot_file = { dots, size - 2 - n_strokes };
	NeoSink sink = { 0 };
	const DotSink out = neo_sink(&sink);
	const NeoUsbFileOutcome outcome = neo_usb_file_decode(&stroke_file, &dot_file, 1, &out);
	g_assert(!sink.open);
	/* What is wrong is said. */
	g_assert(neo_usb_file_is_whole(&outcome) || sink.n_calls > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] % 2 == 0)
		decode_stream(data + 1, size - 1);
	else
		decode_files(data + 1, size - 1);
	return 0;
}
