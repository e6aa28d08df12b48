/* SPDX-License-Identifier: MIT */
/*
 * Stored ink: what makes a chunk damaged, and what a transfer does with packets that come twice, come
 * damaged, come better, or belong to another transfer (neo.md 9).
 */
#include "protocol/neo-stored.h"
#include "tests/dot-log.h"
#include "tests/neo-chunks.h"

#define STROKE_SIZE(n_dots) (NEO_STORED_STROKE_HEADER + NEO_STORED_DOT_SIZE * (n_dots))

typedef struct {
	DotLog *log;
	NeoTransfer *transfer;
	NeoChunkReader *reader;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	fixture->log = dot_log_new();
	fixture->transfer = neo_transfer_new(&fixture->log->sink);
	fixture->reader = neo_chunk_reader_new();
	neo_transfer_begin(fixture->transfer, 852);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	neo_chunk_reader_free(fixture->reader);
	neo_transfer_free(fixture->transfer);
	dot_log_free(fixture->log);
}

/* One stroke of n_dots dots; bad_dot < 0: a good chunk. */
static NeoPacketOutcome send_stroke(
	Fixture *fixture, guint16 id, guint8 position, guint32 page, guint n_dots, gint bad_dot)
{
	g_autoptr(GByteArray) data = g_byte_array_new();
	chunk_add_stroke(data, page, n_dots, 20);
	if (bad_dot >= 0)
		data->data[STROKE_SIZE((guint)bad_dot) + 3] ^= 1;
	g_autoptr(GByteArray) payload = chunk_payload(&(ChunkHead){ id, position, 1, true }, data);
	NeoChunk chunk;
	neo_chunk_read(fixture->reader, payload->data, payload->len, &chunk);
	return neo_transfer_packet(fixture->transfer, &chunk);
}

static void assert_strokes(const Fixture *fixture, guint n_strokes, guint n_dots_last)
{
	g_assert_cmpuint(fixture->log->strokes->len, ==, n_strokes);
	if (n_strokes > 0)
		g_assert_cmpuint(
			dot_log_stroke(fixture->log, n_strokes - 1)->dots->len, ==, n_dots_last);
}

/* ---- chunks */

typedef struct {
	const char *name;
	gint what;
	DecodeResult result;
	guint n_strokes; /* that a transfer can still make of it */
} Damage;

enum {
	NOTHING,
	BEFORE_LIES,
	AFTER_LIES,
	COUNT_LIES,
	CUT,
	ZLIB_BROKEN,
	ADLER_BROKEN,
	TOO_LONG,
	DOTS_LIE
};

static const Damage DAMAGES[] = {
	{ "nothing", NOTHING, DECODE_OK, 2 },
	{ "size-before-lies", BEFORE_LIES, DECODE_BAD_LENGTH, 2 },
	{ "size-after-lies", AFTER_LIES, DECODE_BAD_LENGTH, 2 },
	{ "stroke-count-lies", COUNT_LIES, DECODE_BAD_LENGTH, 2 },
	{ "cut", CUT, DECODE_BAD_LENGTH, 1 },
	{ "zlib-broken", ZLIB_BROKEN, DECODE_BAD_LENGTH, 0 },
	{ "adler-broken", ADLER_BROKEN, DECODE_BAD_LENGTH, 2 },
	{ "too-long", TOO_LONG, DECODE_BAD_LENGTH, 2 },
	{ "dot-count-lies", DOTS_LIE, DECODE_BAD_LENGTH, 2 },
};

static void damage(GByteArray *payload, gint what)
{
	switch (what) {
	case BEFORE_LIES:
		payload->data[3] ^= 1;
		break;
	case AFTER_LIES:
		payload->data[5] ^= 1;
		break;
	case COUNT_LIES:
		payload->data[16]++;
		break;
	case CUT:
		g_byte_array_set_size(payload, payload->len - 40);
		break;
	case ZLIB_BROKEN:
		payload->data[18] ^= 0xFF;
		break;
	case ADLER_BROKEN:
		payload->data[payload->len - 1] ^= 1;
		break;
	case TOO_LONG:
		g_byte_array_append(payload, (const guint8 *)"?", 1);
		break;
	default:
		break;
	}
}

static void test_damage(Fixture *fixture, gconstpointer data)
{
	const Damage *one = data;
	g_autoptr(GByteArray) strokes = g_byte_array_new();
	chunk_add_stroke(strokes, 10, 3, 20);
	chunk_add_stroke(strokes, 11, 6, 40);
	if (one->what == DOTS_LIE)
		strokes->data[STROKE_SIZE(3) + 25] = 200;
	/* Cut and dot counts are the plain form's; zlib would not let them through at all. */
	bool packed = one->what != CUT && one->what != DOTS_LIE;
	g_autoptr(GByteArray) payload = chunk_payload(&(ChunkHead){ 0, 2, 2, packed }, strokes);
	damage(payload, one->what);
	if (one->what == CUT)
		g_byte_array_set_size(payload, 18 + STROKE_SIZE(3));
	NeoChunk chunk;
	neo_chunk_read(fixture->reader, payload->data, payload->len, &chunk);
	g_assert_cmpint(chunk.result, ==, one->result);
	NeoPacketOutcome outcome = neo_transfer_packet(fixture->transfer, &chunk);
	g_assert_cmpint(
		outcome, ==, one->result == DECODE_OK ? NEO_PACKET_NEW : NEO_PACKET_DAMAGED);
	g_assert_cmpint(neo_transfer_give_up(fixture->transfer), ==,
		one->result != DECODE_OK && one->n_strokes > 0);
	assert_strokes(fixture, one->n_strokes, one->n_strokes == 2 ? 6 : 3);
}

/* Any cut of a chunk's payload is a chunk, and a damaged one. */
static void test_every_cut(Fixture *fixture, gconstpointer packed)
{
	g_autoptr(GByteArray) strokes = g_byte_array_new();
	chunk_add_stroke(strokes, 10, 3, 20);
	g_autoptr(GByteArray) payload =
		chunk_payload(&(ChunkHead){ 7, 2, 1, packed != NULL }, strokes);
	for (guint n = 0; n < payload->len; n++) {
		g_autofree guint8 *copy = g_memdup2(payload->data, n);
		NeoChunk chunk;
		neo_chunk_read(fixture->reader, copy, n, &chunk);
		g_assert_cmpint(chunk.result, ==, DECODE_BAD_LENGTH);
		g_assert_cmpuint(chunk.packet_id, ==, n < 2 ? 0 : 7);
	}
}

static void test_empty_stroke(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_assert_cmpint(send_stroke(fixture, 0, 2, 10, 0, -1), ==, NEO_PACKET_NEW);
	assert_strokes(fixture, 0, 0);
	g_assert_cmpuint(dot_log_count(fixture->log, PEN_SAID_EMPTY_STROKE), ==, 1);
	/* The pen counts it in A3. */
	g_assert_cmpuint(neo_transfer_n_strokes(fixture->transfer), ==, 1);
}

/* ---- transfers */

static void test_repeated(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_assert_cmpint(send_stroke(fixture, 0, 0, 10, 3, -1), ==, NEO_PACKET_NEW);
	g_assert_cmpint(send_stroke(fixture, 0, 0, 10, 3, -1), ==, NEO_PACKET_REPEATED);
	g_assert_cmpint(send_stroke(fixture, 1, 2, 11, 4, -1), ==, NEO_PACKET_NEW);
	g_assert_cmpint(send_stroke(fixture, 1, 2, 11, 4, -1), ==, NEO_PACKET_REPEATED);
	/* A damaged copy of what is known is a copy all the same. */
	g_assert_cmpint(send_stroke(fixture, 1, 2, 11, 4, 2), ==, NEO_PACKET_REPEATED);
	g_assert_false(neo_transfer_give_up(fixture->transfer));
	assert_strokes(fixture, 2, 4);
	g_assert_cmpuint(dot_log_count(fixture->log, PEN_SAID_REPEATED), ==, 3);
	g_assert_cmpuint(neo_transfer_n_strokes(fixture->transfer), ==, 2);
	g_assert_cmpuint(dot_log_stroke(fixture->log, 0)->head.force_max, ==, 852);
}

static void test_better_copy(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_assert_cmpint(send_stroke(fixture, 0, 2, 10, 5, 2), ==, NEO_PACKET_DAMAGED);
	assert_strokes(fixture, 0, 0);
	g_assert_cmpint(send_stroke(fixture, 0, 2, 10, 5, -1), ==, NEO_PACKET_NEW);
	assert_strokes(fixture, 1, 5);
	g_assert_false(neo_transfer_give_up(fixture->transfer));
	assert_strokes(fixture, 1, 5);
	g_assert_cmpuint(dot_log_stroke(fixture->log, 0)->tail.flags, ==, 0);
}

/* Of two damaged copies the one with more good dots is kept. */
static void test_best_damaged_copy(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GByteArray) data = g_byte_array_new();
	chunk_add_stroke(data, 10, 5, 20);
	data->data[STROKE_SIZE(1) + 3] ^= 1;
	data->data[STROKE_SIZE(2) + 3] ^= 1;
	g_autoptr(GByteArray) payload = chunk_payload(&(ChunkHead){ 0, 2, 1, true }, data);
	NeoChunk chunk;
	for (guint i = 0; i < 3; i++) {
		if (i == 1) {
			g_assert_cmpint(
				send_stroke(fixture, 0, 2, 10, 5, 4), ==, NEO_PACKET_DAMAGED);
			continue;
		}
		neo_chunk_read(fixture->reader, payload->data, payload->len, &chunk);
		g_assert_cmpuint(chunk.n_bad_dots, ==, 2);
		g_assert_cmpint(
			neo_transfer_packet(fixture->transfer, &chunk), ==, NEO_PACKET_DAMAGED);
	}
	g_assert_true(neo_transfer_give_up(fixture->transfer));
	assert_strokes(fixture, 1, 4);
	g_assert_cmpuint(dot_log_stroke(fixture->log, 0)->tail.flags, ==, STROKE_GAP);
}

/* Nobody asked again: the damaged copy is told when the next packet comes, in its turn. */
static void test_damaged_then_next(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_assert_cmpint(send_stroke(fixture, 0, 0, 10, 5, 2), ==, NEO_PACKET_DAMAGED);
	g_assert_cmpint(send_stroke(fixture, 1, 2, 11, 3, -1), ==, NEO_PACKET_NEW);
	assert_strokes(fixture, 2, 3);
	const LoggedStroke *first = dot_log_stroke(fixture->log, 0);
	g_assert_cmpuint(first->dots->len, ==, 4);
	g_assert_cmpuint(first->tail.flags, ==, STROKE_GAP);
	g_assert_cmpuint(dot_log_dot(first, 2)->flags, ==, DOT_AFTER_GAP);
	g_assert_cmpuint(dot_log_dot(first, 2)->time_ms, ==, 40);
	g_assert_cmpuint(neo_transfer_n_strokes(fixture->transfer), ==, 2);
}

static void test_damaged_at_the_next_transfer(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_assert_cmpint(send_stroke(fixture, 0, 2, 10, 5, 2), ==, NEO_PACKET_DAMAGED);
	neo_transfer_begin(fixture->transfer, 1023);
	assert_strokes(fixture, 1, 4);
	g_assert_cmpuint(neo_transfer_n_strokes(fixture->transfer), ==, 0);
}

/* The same strokes once more after A3: whether they are known already is not the transfer's to say. */
static void test_begin_forgets(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_assert_cmpint(send_stroke(fixture, 0, 2, 10, 3, -1), ==, NEO_PACKET_NEW);
	neo_transfer_begin(fixture->transfer, 852);
	g_assert_cmpint(send_stroke(fixture, 0, 2, 10, 3, -1), ==, NEO_PACKET_NEW);
	assert_strokes(fixture, 2, 3);
}

/* A recording that begins behind A3: ids start over unannounced. */
static void test_unseen_beginning(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_assert_cmpint(send_stroke(fixture, 0, 0, 10, 3, -1), ==, NEO_PACKET_NEW);
	g_assert_cmpint(send_stroke(fixture, 1, 2, 11, 3, -1), ==, NEO_PACKET_NEW);
	/* Behind the last packet: another transfer, by its content. */
	g_assert_cmpint(send_stroke(fixture, 0, 0, 12, 4, -1), ==, NEO_PACKET_NEW);
	g_assert_cmpuint(neo_transfer_n_strokes(fixture->transfer), ==, 1);
	/* The same where the id is a new one. */
	g_assert_cmpint(send_stroke(fixture, 1, 2, 15, 4, -1), ==, NEO_PACKET_NEW);
	g_assert_cmpuint(neo_transfer_n_strokes(fixture->transfer), ==, 2);
	g_assert_cmpint(send_stroke(fixture, 5, 0, 16, 4, -1), ==, NEO_PACKET_NEW);
	g_assert_cmpuint(neo_transfer_n_strokes(fixture->transfer), ==, 1);
	g_assert_cmpint(send_stroke(fixture, 0, 0, 12, 4, -1), ==, NEO_PACKET_NEW);
	/* Cut short, and begun once more. */
	g_assert_cmpint(send_stroke(fixture, 0, 0, 13, 5, -1), ==, NEO_PACKET_NEW);
	assert_strokes(fixture, 7, 5);
	g_assert_cmpint(send_stroke(fixture, 0, 0, 13, 5, -1), ==, NEO_PACKET_REPEATED);
	g_assert_cmpint(send_stroke(fixture, UINT16_MAX, 1, 14, 2, -1), ==, NEO_PACKET_NEW);
	g_assert_cmpint(send_stroke(fixture, UINT16_MAX, 1, 14, 2, -1), ==, NEO_PACKET_REPEATED);
	assert_strokes(fixture, 8, 2);
}

/* All dots bad: nothing to tell, and no stroke without dots. */
static void test_nothing_left(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_assert_cmpint(send_stroke(fixture, 0, 2, 10, 1, 0), ==, NEO_PACKET_DAMAGED);
	g_assert_true(neo_transfer_give_up(fixture->transfer));
	assert_strokes(fixture, 0, 0);
}

/* The decoder tells every chunk, damaged or not, and says what is wrong with it. */
static void count_chunk(void *user, const NeoChunk *chunk)
{
	(void)chunk;
	++*(guint *)user;
}

static void test_decoder_tells_all(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	guint n_chunks = 0;
	guint8 frame[NEO_FRAME_MAX];
	NeoDecoder *decoder = neo_decoder_new(
		&fixture->log->sink, &(NeoListener){ &n_chunks, NULL, count_chunk });
	g_autoptr(GByteArray) data = g_byte_array_new();
	chunk_add_stroke(data, 10, 3, 20);
	g_autoptr(GByteArray) good = chunk_payload(&(ChunkHead){ 0, 2, 1, true }, data);
	data->data[STROKE_SIZE(1) + 3] ^= 1;
	g_autoptr(GByteArray) bad = chunk_payload(&(ChunkHead){ 0, 2, 1, false }, data);
	const struct {
		const GByteArray *payload;
		gsize n;
	} sent[] = { { good, good->len }, { good, good->len }, { bad, bad->len }, { good, 10 },
		{ good, 0 } };
	for (gsize i = 0; i < G_N_ELEMENTS(sent); i++) {
		gsize n = neo_encode_frame(frame, sizeof frame, NEO_STORED_CHUNK, -1,
			sent[i].payload->data, sent[i].n);
		neo_decoder_feed(decoder, frame, n, 0);
	}
	g_assert_cmpuint(n_chunks, ==, G_N_ELEMENTS(sent));
	g_assert_cmpstr(fixture->log->text->str, ==, "bad checksum\nbad length\nbad length\n");
	neo_decoder_free(decoder);
}

static void add(const char *name, gconstpointer data, void (*test)(Fixture *, gconstpointer))
{
	g_autofree char *path = g_strdup_printf("/protocol/stored/%s", name);
	g_test_add(path, Fixture, data, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(DAMAGES); i++)
		add(DAMAGES[i].name, &DAMAGES[i], test_damage);
	add("every-cut-plain", NULL, test_every_cut);
	add("every-cut-packed", "packed", test_every_cut);
	add("empty-stroke", NULL, test_empty_stroke);
	add("repeated", NULL, test_repeated);
	add("better-copy", NULL, test_better_copy);
	add("best-damaged-copy", NULL, test_best_damaged_copy);
	add("damaged-then-next", NULL, test_damaged_then_next);
	add("damaged-at-the-next-transfer", NULL, test_damaged_at_the_next_transfer);
	add("begin-forgets", NULL, test_begin_forgets);
	add("unseen-beginning", NULL, test_unseen_beginning);
	add("nothing-left", NULL, test_nothing_left);
	add("decoder-tells-all", NULL, test_decoder_tells_all);
	return g_test_run();
}
