/* SPDX-License-Identifier: MIT */
/*
 * A pen's bytes arrive cut anywhere. Every example from a pen, and all of them in one stream with
 * garbage between, must come out the same however they are cut: at every place, and at random ones.
 */
#include "protocol/neo-stored.h"
#include "protocol/neo-v1.h"
#include "tests/dot-log.h"
#include "tests/neo-vectors.h"

#define N_RANDOM_CUTS 1000
#define N_STREAM_CUTS 300
#define N_EXAMPLES (42 + 6)

/* Either decoder, with everything it says as text. */
typedef struct {
	DotLog *log;
	NeoTransfer *transfer;
	NeoDecoder *v2;
	NeoV1Decoder *v1;
} Ear;

static void on_reply(void *user, const NeoReply *reply)
{
	const Ear *ear = user;
	g_autofree char *payload = neo_hex(reply->payload, reply->n_payload);
	g_string_append_printf(ear->log->text, "reply %02X error %d body %d %s\n", reply->command,
		(int)reply->error, reply->has_body, payload);
}

static void on_chunk(void *user, const NeoChunk *chunk)
{
	const Ear *ear = user;
	NeoPacketOutcome outcome = neo_transfer_packet(ear->transfer, chunk);
	g_string_append_printf(
		ear->log->text, "chunk %u outcome %d\n", chunk->packet_id, (int)outcome);
}

static void on_message(void *user, const NeoV1Message *message)
{
	const Ear *ear = user;
	g_autofree char *payload = neo_hex(message->payload, message->n_payload);
	g_string_append_printf(ear->log->text, "message %02X %s\n", message->command, payload);
}

static Ear *ear_new(bool is_v1)
{
	Ear *ear = g_new0(Ear, 1);
	ear->log = dot_log_new();
	ear->transfer = neo_transfer_new(&ear->log->sink);
	if (is_v1)
		ear->v1 = neo_v1_decoder_new(&ear->log->sink, &(NeoV1Listener){ ear, on_message });
	else
		ear->v2 =
			neo_decoder_new(&ear->log->sink, &(NeoListener){ ear, on_reply, on_chunk });
	return ear;
}

static void ear_feed(Ear *ear, const guint8 *bytes, gsize n_bytes)
{
	/* A copy of just these bytes, so that the sanitizer sees a look behind them. */
	g_autofree guint8 *copy = g_memdup2(bytes, n_bytes);
	if (ear->v1)
		neo_v1_decoder_feed(ear->v1, copy, n_bytes, 7000);
	else
		neo_decoder_feed(ear->v2, copy, n_bytes, 7000);
}

/* All that was told, the link's end included. */
static char *ear_free(Ear *ear)
{
	if (ear->v1)
		neo_v1_decoder_link_lost(ear->v1, 7000);
	else
		neo_decoder_link_lost(ear->v2, 7000);
	neo_transfer_give_up(ear->transfer);
	char *text = g_strdup(ear->log->text->str);
	neo_v1_decoder_free(ear->v1);
	neo_decoder_free(ear->v2);
	neo_transfer_free(ear->transfer);
	dot_log_free(ear->log);
	g_free(ear);
	return text;
}

static char *hear_whole(bool is_v1, const GByteArray *bytes)
{
	Ear *ear = ear_new(is_v1);
	ear_feed(ear, bytes->data, bytes->len);
	return ear_free(ear);
}

static char *hear_in_two(bool is_v1, const GByteArray *bytes, gsize cut)
{
	Ear *ear = ear_new(is_v1);
	ear_feed(ear, bytes->data, cut);
	ear_feed(ear, bytes->data + cut, bytes->len - cut);
	return ear_free(ear);
}

static char *hear_in_pieces(bool is_v1, const GByteArray *bytes, gint32 longest)
{
	Ear *ear = ear_new(is_v1);
	for (gsize at = 0; at < bytes->len;) {
		gsize n = (gsize)g_test_rand_int_range(1, longest + 1);
		n = MIN(n, bytes->len - at);
		ear_feed(ear, bytes->data + at, n);
		at += n;
	}
	return ear_free(ear);
}

static bool is_from_pen(const json_t *vector, bool *is_v1)
{
	*is_v1 = neo_vector_is(vector, "v1-spp", "pen_to_host");
	return *is_v1 || neo_vector_is(vector, "v2", "pen_to_host");
}

static void check_cuts(bool is_v1, const GByteArray *bytes, guint n_cuts)
{
	g_autofree char *whole = hear_whole(is_v1, bytes);
	for (gsize cut = 0; cut <= bytes->len; cut++) {
		g_autofree char *text = hear_in_two(is_v1, bytes, cut);
		g_assert_cmpstr(text, ==, whole);
	}
	for (guint i = 0; i < n_cuts; i++) {
		g_autofree char *text = hear_in_pieces(is_v1, bytes, i % 2 ? 3 : 40);
		g_assert_cmpstr(text, ==, whole);
	}
}

static void test_examples(void)
{
	json_t *root = neo_vectors_load();
	size_t i;
	json_t *vector;
	guint n_examples = 0;
	json_array_foreach(json_object_get(root, "vectors"), i, vector)
	{
		bool is_v1;
		if (!is_from_pen(vector, &is_v1))
			continue;
		g_autoptr(GByteArray) bytes = helpers_hex(neo_vector_text(vector, "hex"));
		check_cuts(is_v1, bytes, N_RANDOM_CUTS);
		n_examples++;
	}
	g_assert_cmpuint(n_examples, ==, N_EXAMPLES);
	json_decref(root);
}

static void add_garbage(GByteArray *stream)
{
	for (gint32 n = g_test_rand_int_range(1, 30); n > 0; n--) {
		/* Mostly what makes framers stumble. */
		static const guint8 NASTY[] = { 0xC0, 0xC1, 0x7D, 0x11, 0x00, 0x6C };
		guint8 byte = n % 2 ? NASTY[g_test_rand_int_range(0, sizeof NASTY)]
				    : (guint8)g_test_rand_int();
		g_byte_array_append(stream, &byte, 1);
	}
}

/* All examples, one after the other, with garbage before each. */
static void check_dirty_stream(bool is_v1)
{
	json_t *root = neo_vectors_load();
	size_t i;
	json_t *vector;
	g_autoptr(GByteArray) stream = g_byte_array_new();
	json_array_foreach(json_object_get(root, "vectors"), i, vector)
	{
		bool this_v1;
		if (!is_from_pen(vector, &this_v1) || this_v1 != is_v1)
			continue;
		g_autoptr(GByteArray) bytes = helpers_hex(neo_vector_text(vector, "hex"));
		add_garbage(stream);
		g_byte_array_append(stream, bytes->data, bytes->len);
	}
	g_autofree char *whole = hear_whole(is_v1, stream);
	for (guint n = 0; n < N_STREAM_CUTS; n++) {
		g_autofree char *text = hear_in_pieces(is_v1, stream, n % 2 ? 5 : 300);
		g_assert_cmpstr(text, ==, whole);
	}
	json_decref(root);
}

static void test_dirty_v2(void)
{
	check_dirty_stream(false);
}

static void test_dirty_v1(void)
{
	check_dirty_stream(true);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/protocol/cuts/examples", test_examples);
	g_test_add_func("/protocol/cuts/dirty-v2", test_dirty_v2);
	g_test_add_func("/protocol/cuts/dirty-v1", test_dirty_v1);
	return g_test_run();
}
