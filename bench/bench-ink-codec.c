/* SPDX-License-Identifier: MIT */
/*
 * How small ink gets, and how fast. Prints figure TAB value TAB unit TAB compared with. The peer is the
 * xz program (-9), on the same dots as plain columns of fixed-width numbers, as 24-byte records, and, to
 * see what zstd leaves on the table, on this codec's own columns before they are packed.
 */
#include "bench/ink-sample.h"
#include "ink/codec.h"

#include <stdio.h>
#include <unistd.h>

#define N_PAGES 24
#define N_DOTS_A_PAGE 20000
#define SPEED_ROUNDS 3

typedef struct {
	GPtrArray *pages; /* of GPtrArray of Stroke */
	GPtrArray *blobs; /* of GByteArray: each page in the page form */
	gsize n_dots;
	gsize n_strokes;
} Ink;

static void print_figure(const char *figure, double value, const char *unit, const char *peer)
{
	printf("%s\t%.3f\t%s\t%s\n", figure, value, unit, peer);
}

static void destroy_page(gpointer page)
{
	g_ptr_array_unref(page);
}

static void destroy_blob(gpointer blob)
{
	g_byte_array_unref(blob);
}

static const GPtrArray *page_at(const Ink *ink, guint i)
{
	return g_ptr_array_index(ink->pages, i);
}

static GByteArray *encode_page(const GPtrArray *page)
{
	GByteArray *bytes = g_byte_array_new();

	codec_encode_page((const Stroke *const *)(void *)page->pdata, page->len, bytes);
	return bytes;
}

static void make_ink(Ink *ink, const SampleShapes *shapes, GRand *rand)
{
	ink->pages = g_ptr_array_new_with_free_func(destroy_page);
	ink->blobs = g_ptr_array_new_with_free_func(destroy_blob);
	for (guint p = 0; p < N_PAGES; p++) {
		GPtrArray *page = sample_page(shapes, rand, N_DOTS_A_PAGE);

		g_ptr_array_add(ink->pages, page);
		ink->n_strokes += page->len;
		for (guint s = 0; s < page->len; s++)
			ink->n_dots += ((const Stroke *)g_ptr_array_index(page, s))->dots->len;
	}
}

static void append(GByteArray *out, guint64 value, guint n_bytes)
{
	guint64 little = GUINT64_TO_LE(value);

	g_byte_array_append(out, (const guint8 *)&little, n_bytes);
}

static void append_varint(GByteArray *out, guint64 value)
{
	for (; value >= 0x80; value >>= 7)
		append(out, value | 0x80, 1);
	append(out, value, 1);
}

#define N_FIELDS 9
static const guint FIELD_BYTES[N_FIELDS] = { 4, 4, 4, 2, 1, 1, 2, 2, 1 };

static guint64 field_value(const Dot *dot, guint field)
{
	switch (field) {
	case 0:
		return dot->time_ms;
	case 1:
		return (guint32)dot->at.x;
	case 2:
		return (guint32)dot->at.y;
	case 3:
		return dot->force;
	case 4:
		return dot->tilt_x;
	case 5:
		return dot->tilt_y;
	case 6:
		return dot->twist;
	case 7:
		return dot->gap_ms;
	default:
		return dot->flags;
	}
}

/* All of a page's dots, one field after the other. Heads are left out: the peer gets that for nothing. */
static GByteArray *raw_columns(const GPtrArray *page)
{
	GByteArray *out = g_byte_array_new();

	for (guint field = 0; field < N_FIELDS; field++) {
		for (guint s = 0; s < page->len; s++) {
			const Stroke *stroke = g_ptr_array_index((GPtrArray *)page, s);

			for (guint i = 0; i < stroke->dots->len; i++)
				append(out, field_value(stroke_dot(stroke, i), field),
					FIELD_BYTES[field]);
		}
	}
	return out;
}

/* A harder peer: the same columns as folded differences (x and y: of differences), a byte each where
 * that is enough, so that the packer need not find out what ink is. */
static GByteArray *difference_columns(const GPtrArray *page)
{
	GByteArray *out = g_byte_array_new();

	for (guint field = 0; field < N_FIELDS; field++) {
		gint64 before = 0, step = 0;

		for (guint s = 0; s < page->len; s++) {
			const Stroke *stroke = g_ptr_array_index((GPtrArray *)page, s);

			for (guint i = 0; i < stroke->dots->len; i++) {
				gint64 value = (gint64)field_value(stroke_dot(stroke, i), field);
				gint64 left = value - before - step;

				append_varint(out, (guint64)(left * 2) ^ (guint64)(left >> 63));
				step = field == 1 || field == 2 ? value - before : 0;
				before = value;
			}
		}
	}
	return out;
}

static GByteArray *raw_dots(const GPtrArray *page)
{
	GByteArray *out = g_byte_array_new();

	for (guint s = 0; s < page->len; s++) {
		const Stroke *stroke = g_ptr_array_index((GPtrArray *)page, s);

		for (guint i = 0; i < stroke->dots->len; i++) {
			for (guint field = 0; field < N_FIELDS; field++)
				append(out, field_value(stroke_dot(stroke, i), field),
					FIELD_BYTES[field]);
			append(out, 0, (guint)sizeof(Dot) - 21);
		}
	}
	return out;
}

/* What `xz -9` makes of it; 0 when there is no xz here. */
static gsize xz_size(const GByteArray *bytes)
{
	g_autofree char *path = NULL;
	gint fd = g_file_open_tmp("zhibi-bench-XXXXXX", &path, NULL);
	g_autofree char *command = NULL;
	FILE *pipe;
	unsigned long size = 0;

	g_assert(fd >= 0);
	close(fd);
	g_assert(g_file_set_contents(path, (const char *)bytes->data, bytes->len, NULL));
	command = g_strdup_printf("xz -9 -c '%s' 2>/dev/null | wc -c", path);
	pipe = popen(command, "r");
	g_assert(pipe);
	if (fscanf(pipe, "%lu", &size) != 1)
		size = 0;
	pclose(pipe);
	unlink(path);
	return size;
}

typedef GByteArray *(*Layout)(const GPtrArray *page);

/* Bytes a dot of every page packed for itself, as the codec does it. */
static double xz_bytes_per_dot(const Ink *ink, Layout layout)
{
	gsize n_bytes = 0;

	for (guint p = 0; p < ink->pages->len; p++) {
		g_autoptr(GByteArray) bytes = layout(page_at(ink, p));

		n_bytes += xz_size(bytes);
	}
	return (double)n_bytes / (double)ink->n_dots;
}

static double million_dots_per_second(const Ink *ink, guint rounds, gint64 begin_us)
{
	return (double)ink->n_dots * rounds / (double)(g_get_monotonic_time() - begin_us);
}

static double bench_pages(Ink *ink, const char *kind)
{
	gint64 begin_us = g_get_monotonic_time();
	gsize n_bytes = 0;
	double bytes_per_dot;

	for (guint p = 0; p < ink->pages->len; p++)
		g_ptr_array_add(ink->blobs, encode_page(page_at(ink, p)));
	print_figure("ink page encode", million_dots_per_second(ink, 1, begin_us), "million dots/s",
		"one core");
	begin_us = g_get_monotonic_time();
	for (guint round = 0; round < SPEED_ROUNDS; round++) {
		for (guint p = 0; p < ink->blobs->len; p++) {
			const GByteArray *blob = g_ptr_array_index(ink->blobs, p);
			g_autoptr(GPtrArray) page = codec_decode(blob->data, blob->len, NULL, NULL);

			g_assert(page && page->len == page_at(ink, p)->len);
			n_bytes += round == 0 ? blob->len : 0;
		}
	}
	print_figure("ink page decode", million_dots_per_second(ink, SPEED_ROUNDS, begin_us),
		"million dots/s", "one core");
	bytes_per_dot = (double)n_bytes / (double)ink->n_dots;
	print_figure("ink page form", bytes_per_dot, "bytes/dot", "target <= 2.5");
	printf("ink sample\t%" G_GSIZE_FORMAT "\tdots\t%s, %u pages, %" G_GSIZE_FORMAT " strokes\n",
		ink->n_dots, kind, ink->pages->len, ink->n_strokes);
	return bytes_per_dot;
}

static void bench_strokes(const Ink *ink)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(guint));
	gint64 begin_us = g_get_monotonic_time();
	guint begin = 0;

	for (guint p = 0; p < ink->pages->len; p++) {
		for (guint s = 0; s < page_at(ink, p)->len; s++) {
			codec_encode_stroke(
				g_ptr_array_index((GPtrArray *)page_at(ink, p), s), 0, all);
			g_array_append_val(ends, all->len);
		}
	}
	print_figure("ink stroke encode", million_dots_per_second(ink, 1, begin_us),
		"million dots/s", "one core");
	begin_us = g_get_monotonic_time();
	for (guint i = 0; i < ends->len; i++) {
		guint end = g_array_index(ends, guint, i);
		g_autoptr(GPtrArray) stroke =
			codec_decode(all->data + begin, end - begin, NULL, NULL);

		g_assert(stroke);
		begin = end;
	}
	print_figure("ink stroke decode", million_dots_per_second(ink, 1, begin_us),
		"million dots/s", "one core");
	print_figure("ink stroke form", (double)all->len / (double)ink->n_dots, "bytes/dot",
		"rows written while the pen writes");
}

static void bench_peers(const Ink *ink, double page_form)
{
	double columns = xz_bytes_per_dot(ink, raw_columns);

	print_figure("ink raw (time, x, y, force, tilt)", 16, "bytes/dot", "16-byte dots");
	print_figure("ink raw", (double)sizeof(Dot), "bytes/dot", "24-byte dots, all fields");
	if (columns == 0) {
		printf("ink xz -9\t0\tbytes/dot\tno xz program here\n");
		return;
	}
	print_figure("ink xz -9 of raw columns", columns, "bytes/dot", "peer");
	print_figure("ink page form / xz -9", page_form / columns, "times",
		"target <= 1.1, of raw columns");
	print_figure(
		"ink xz -9 of 24-byte dots", xz_bytes_per_dot(ink, raw_dots), "bytes/dot", "peer");

	double differences = xz_bytes_per_dot(ink, difference_columns);

	print_figure("ink xz -9 of difference columns", differences, "bytes/dot", "peer");
	print_figure("ink page form / xz -9 of differences", page_form / differences, "times",
		"target <= 1.1");
}

int main(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20240901);
	SampleShapes shapes = sample_shapes_load(rand);
	Ink ink = { 0 };

	make_ink(&ink, &shapes, rand);

	double page_form = bench_pages(&ink, shapes.kind);

	bench_strokes(&ink);
	bench_peers(&ink, page_form);
	g_ptr_array_unref(ink.blobs);
	g_ptr_array_unref(ink.pages);
	g_ptr_array_unref(shapes.shapes);
	return 0;
}
