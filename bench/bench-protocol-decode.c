/* SPDX-License-Identifier: MIT */
/*
 * How fast a Neo v2 live stream becomes dots, on one core. Prints figure TAB value TAB unit TAB compared
 * with. The peer is the decoder that one would write first: it looks at one byte after the other, undoes
 * escapes into a buffer, reads the frame at C1 and calls back for each dot. It does less than ours: no
 * check of lengths against the frame, no repeated events, no strokes put right.
 */
#include "protocol/neo-encode.h"

#include "protocol/bytes.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#define N_DOTS 5000000
#define N_DOTS_A_STROKE 40
#define N_ROUNDS 5
#define NOTIFICATION_BYTES 160 /* what the pens' makers advise */
#define READ_BYTES 4096
#define SDK_FIGURE "the pen maker's JavaScript SDK: 0.27 (measured elsewhere)"

typedef struct {
	guint64 n_dots;
	guint64 check; /* over places, times and forces: both decoders must come to the same */
} Sum;

/* ---- the stream: strokes of a hand, with the escapes that come of themselves */

static void add_frame(GByteArray *stream, guint8 command, const ByteWriter *payload)
{
	guint8 frame[NEO_FRAME_MAX];
	gsize n_frame = neo_encode_frame(
		frame, sizeof frame, command, -1, payload->start, byte_writer_size(payload));
	g_assert(n_frame > 0 && !payload->failed);
	g_byte_array_append(stream, frame, (guint)n_frame);
}

static void add_start(GByteArray *stream, guint8 *counter, guint64 now_ms)
{
	guint8 bytes[32];
	ByteWriter down = byte_writer(bytes, sizeof bytes);
	byte_writer_u8(&down, (*counter)++);
	byte_writer_u64(&down, now_ms);
	byte_writer_u8(&down, 0);
	byte_writer_u32(&down, 0xFF000000);
	add_frame(stream, NEO_COUNTED_DOWN, &down);

	ByteWriter paper = byte_writer(bytes, sizeof bytes);
	byte_writer_u8(&paper, (*counter)++);
	byte_writer_u32(&paper, 3u << 24 | 27);
	byte_writer_u32(&paper, 603);
	byte_writer_u32(&paper, 10);
	add_frame(stream, NEO_COUNTED_PAPER, &paper);
}

static void add_end(GByteArray *stream, guint8 *counter, guint64 now_ms)
{
	guint8 bytes[32];
	ByteWriter up = byte_writer(bytes, sizeof bytes);
	byte_writer_u8(&up, (*counter)++);
	byte_writer_u64(&up, now_ms);
	for (guint i = 0; i < 5; i++)
		byte_writer_u16(&up, N_DOTS_A_STROKE);
	add_frame(stream, NEO_COUNTED_UP, &up);
}

static void add_dot(GByteArray *stream, GRand *rand, guint8 *counter, gint x, gint y)
{
	guint8 bytes[32];
	ByteWriter dot = byte_writer(bytes, sizeof bytes);
	byte_writer_u8(&dot, (*counter)++);
	byte_writer_u8(&dot, 8);
	byte_writer_u16(&dot, (guint16)g_rand_int_range(rand, 200, 700));
	byte_writer_u16(&dot, (guint16)(x / 100));
	byte_writer_u16(&dot, (guint16)(y / 100));
	byte_writer_u8(&dot, (guint8)(x % 100));
	byte_writer_u8(&dot, (guint8)(y % 100));
	byte_writer_u8(&dot, (guint8)g_rand_int_range(rand, 70, 110));
	byte_writer_u8(&dot, (guint8)g_rand_int_range(rand, 70, 110));
	byte_writer_u16(&dot, (guint16)g_rand_int_range(rand, 0, 360));
	add_frame(stream, NEO_COUNTED_DOT, &dot);
}

static GByteArray *make_stream(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20251201);
	GByteArray *stream = g_byte_array_sized_new(N_DOTS * 21);
	guint64 now_ms = 1764576000000;
	guint8 counter = 1;
	for (guint n_dots = 0; n_dots < N_DOTS; n_dots += N_DOTS_A_STROKE) {
		gint x = g_rand_int_range(rand, 600, 8000);
		gint y = g_rand_int_range(rand, 600, 11000);
		add_start(stream, &counter, now_ms);
		for (guint i = 0; i < N_DOTS_A_STROKE; i++) {
			x = CLAMP(x + g_rand_int_range(rand, -12, 20), 0, 9000);
			y = CLAMP(y + g_rand_int_range(rand, -12, 12), 0, 12600);
			add_dot(stream, rand, &counter, x, y);
		}
		now_ms += N_DOTS_A_STROKE * 8;
		add_end(stream, &counter, now_ms);
		now_ms += 150;
	}
	return stream;
}

/* ---- the peer */

typedef struct {
	guint8 body[65540];
	gsize n_body;
	bool inside, escaped;
	guint32 time_ms;
	void (*dot)(void *user, const Dot *dot);
	void *user;
} Plain;

static void plain_frame(Plain *plain)
{
	ByteReader bytes = byte_reader(plain->body, plain->n_body);
	guint8 command = byte_reader_u8(&bytes);
	byte_reader_u16(&bytes);
	byte_reader_u8(&bytes);
	if (command == NEO_COUNTED_DOWN) {
		plain->time_ms = 0;
	} else if (command == NEO_COUNTED_DOT) {
		Dot dot = { 0 };
		plain->time_ms += byte_reader_u8(&bytes);
		dot.time_ms = plain->time_ms;
		dot.force = byte_reader_u16(&bytes);
		dot.at.x = byte_reader_u16(&bytes) * 100;
		dot.at.y = byte_reader_u16(&bytes) * 100;
		dot.at.x += byte_reader_u8(&bytes);
		dot.at.y += byte_reader_u8(&bytes);
		dot.tilt_x = byte_reader_u8(&bytes);
		dot.tilt_y = byte_reader_u8(&bytes);
		dot.twist = byte_reader_u16(&bytes);
		if (!bytes.failed)
			plain->dot(plain->user, &dot);
	}
}

static void plain_feed(Plain *plain, const guint8 *bytes, gsize n_bytes)
{
	for (gsize i = 0; i < n_bytes; i++) {
		guint8 byte = bytes[i];
		if (byte == 0xC0) {
			plain->inside = true;
			plain->escaped = false;
			plain->n_body = 0;
		} else if (!plain->inside) {
			continue;
		} else if (byte == 0xC1) {
			plain->inside = false;
			plain_frame(plain);
		} else if (byte == 0x7D) {
			plain->escaped = true;
		} else if (plain->n_body < sizeof plain->body) {
			plain->body[plain->n_body++] = plain->escaped ? byte ^ 0x20 : byte;
			plain->escaped = false;
		}
	}
}

/* ---- measuring */

static void add_to_sum(Sum *sum, const Dot *dot)
{
	sum->n_dots++;
	sum->check += (guint64)dot->at.x + (guint64)dot->at.y * 3 + dot->time_ms * UINT64_C(5) +
		      dot->force * UINT64_C(7) + dot->tilt_x + dot->twist;
}

static void on_plain_dot(void *user, const Dot *dot)
{
	add_to_sum(user, dot);
}

static void on_down(void *user, const StrokeHead *head)
{
	(void)user;
	(void)head;
}

static void on_page(void *user, const PageAddress *page)
{
	(void)user;
	(void)page;
}

static void on_dots(void *user, const Dot *dots, size_t n_dots)
{
	for (size_t i = 0; i < n_dots; i++)
		add_to_sum(user, &dots[i]);
}

static void on_up(void *user, const StrokeTail *tail)
{
	(void)user;
	(void)tail;
}

static void on_said(void *user, const PenSaid *said)
{
	(void)user;
	g_error("a clean stream made the decoder say %d", (int)said->kind);
}

static double run_ours(const GByteArray *stream, gsize n_cut, Sum *sum)
{
	const DotSink sink = { sum, on_down, on_page, on_dots, on_up, on_said };
	NeoDecoder *decoder = neo_decoder_new(&sink, &(NeoListener){ 0 });
	gint64 start_us = g_get_monotonic_time();
	for (gsize at = 0; at < stream->len; at += n_cut)
		neo_decoder_feed(decoder, stream->data + at, MIN(n_cut, stream->len - at), 0);
	double seconds = (double)(g_get_monotonic_time() - start_us) / 1e6;
	neo_decoder_free(decoder);
	return seconds;
}

static double run_plain(const GByteArray *stream, gsize n_cut, Sum *sum)
{
	g_autofree Plain *plain = g_new0(Plain, 1);
	plain->dot = on_plain_dot;
	plain->user = sum;
	gint64 start_us = g_get_monotonic_time();
	for (gsize at = 0; at < stream->len; at += n_cut)
		plain_feed(plain, stream->data + at, MIN(n_cut, stream->len - at));
	return (double)(g_get_monotonic_time() - start_us) / 1e6;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Millions of dots a second, the median of N_ROUNDS. */
static double measure(double (*run)(const GByteArray *, gsize, Sum *), const GByteArray *stream,
	gsize n_cut, guint64 *check)
{
	double seconds[N_ROUNDS];
	for (guint i = 0; i < N_ROUNDS; i++) {
		Sum sum = { 0 };
		seconds[i] = run(stream, n_cut, &sum);
		g_assert(sum.n_dots == N_DOTS);
		*check = sum.check;
	}
	qsort(seconds, N_ROUNDS, sizeof *seconds, compare_doubles);
	return N_DOTS / seconds[N_ROUNDS / 2] / 1e6;
}

static double count_escaped(const GByteArray *stream)
{
	gsize n_escapes = 0;
	for (gsize i = 0; i < stream->len; i++)
		n_escapes += stream->data[i] == 0x7D;
	return (double)n_escapes / (double)stream->len * 100;
}

int main(void)
{
	g_autoptr(GByteArray) stream = make_stream();
	guint64 ours_check = 0, peer_check = 0;
	double reads = measure(run_ours, stream, READ_BYTES, &ours_check);
	double peer = measure(run_plain, stream, READ_BYTES, &peer_check);
	g_assert(ours_check == peer_check);
	double notifications = measure(run_ours, stream, NOTIFICATION_BYTES, &ours_check);
	g_assert(ours_check == peer_check);

	printf("Neo v2 live stream, reads of 4 KiB\t%.1f\tM dots/s\ttarget 30; " SDK_FIGURE "\n",
		reads);
	printf("Neo v2 live stream, notifications of 160 bytes\t%.1f\tM dots/s\ttarget 30\n",
		notifications);
	printf("the same, byte-at-a-time reference\t%.1f\tM dots/s\tour decoder does %.2f times "
	       "that\n",
		peer, reads / peer);
	printf("bytes of the stream that are escapes\t%.2f\t%%\tas they come in a hand's dots\n",
		count_escaped(stream));
	return 0;
}
