/* SPDX-License-Identifier: MIT */
/*
 * The morning rush: 60 pens bring 86,000 stored dots each, all at once. How much processor time it takes
 * until every stroke is committed and on disk; then the same when every pen tells everything again (a pen
 * that keeps its memory does), as rows and against packed pages. Prints figure TAB value TAB unit TAB
 * compared with.
 */
#include "bench/ink-sample.h"
#include "store/reader.h"
#include "tests/helpers.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define N_PENS 60
#define N_DOTS_A_PEN 86000
#define N_DOTS_A_PAGE 20000

typedef struct {
	char *folder;
	char *path;
	Store *store;
	guint64 stored;
	gsize n_settled[STORE_STROKE_COMPLETED + 1];
	GPtrArray *strokes; /* of one pen; the others write the same, each with its own ids */
	GArray *page_of;    /* guint, the page of each stroke */
	guint n_pages;
	gsize n_dots; /* of one pen */
} Rush;

static void on_stored(void *user, guint64 sequence)
{
	((Rush *)user)->stored = sequence;
}

static void on_settled(void *user, const StoreSettled *settled, gsize n_settled)
{
	for (gsize i = 0; i < n_settled; i++)
		((Rush *)user)->n_settled[settled[i].outcome]++;
}

static void make_ink(Rush *rush)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(42);
	SampleShapes shapes = sample_shapes_load(rand);
	rush->strokes = g_ptr_array_new();
	rush->page_of = g_array_new(FALSE, FALSE, sizeof(guint));

	for (; rush->n_dots < N_DOTS_A_PEN; rush->n_pages++) {
		GPtrArray *page = sample_page(&shapes, rand, N_DOTS_A_PAGE);
		for (guint i = 0; i < page->len && rush->n_dots < N_DOTS_A_PEN; i++) {
			Stroke *stroke = stroke_copy(page->pdata[i]);
			gint64 shift_ms = rush->n_pages * G_GINT64_CONSTANT(10000000);
			stroke->start_ms += shift_ms;
			stroke->pen_start_ms += shift_ms;
			stroke->end_ms += shift_ms;
			stroke->page.page = rush->n_pages + 1;
			stroke->origin = STROKE_STORED;
			rush->n_dots += stroke->dots->len;
			g_ptr_array_add(rush->strokes, stroke);
			g_array_append_val(rush->page_of, rush->n_pages);
		}
		g_ptr_array_unref(page);
	}
	g_ptr_array_unref(shapes.shapes);
}

static void wait_for(Rush *rush, guint64 sequence)
{
	while (rush->stored < sequence)
		g_main_context_iteration(NULL, TRUE);
}

static gint64 page_copy_id(guint pen, guint page)
{
	return 1 + pen * 100 + page;
}

/* All pens at once, a stroke of each in turn, with ids of their own. */
static void tell_all(Rush *rush)
{
	for (guint i = 0; i < rush->strokes->len; i++)
		for (guint pen = 0; pen < N_PENS; pen++) {
			Stroke *stroke = rush->strokes->pdata[i];
			guint page = g_array_index(rush->page_of, guint, i);
			stroke->id = store_new_id(rush->store);
			store_put_stroke(rush->store, pen + 1, page_copy_id(pen, page), stroke);
			while (store_congested(rush->store))
				g_main_context_iteration(NULL, TRUE);
		}
	wait_for(rush, store_sequence(rush->store));
}

static void pack_all(Rush *rush)
{
	for (guint pen = 0; pen < N_PENS; pen++)
		for (guint page = 0; page < rush->n_pages; page++)
			store_pack_page(rush->store, page_copy_id(pen, page));
	wait_for(rush, store_sequence(rush->store));
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* Processor time of all threads, the copying on the main one included. */
static void measure(Rush *rush, const char *figure, void (*act)(Rush *rush), const char *limit)
{
	struct rusage before, after;
	gint64 start_us = g_get_monotonic_time();
	getrusage(RUSAGE_SELF, &before);
	act(rush);
	getrusage(RUSAGE_SELF, &after);
	double cpu = seconds(after.ru_utime) - seconds(before.ru_utime) + seconds(after.ru_stime) -
		     seconds(before.ru_stime);
	double wall = (double)(g_get_monotonic_time() - start_us) / 1e6;
	printf("%s, processor\t%.3f\ts\t%s\n", figure, cpu, limit);
	printf("%s, elapsed\t%.3f\ts\t\n", figure, wall);
}

static void print_size(Rush *rush, const char *figure, const char *sql_free)
{
	rush->store = store_close(rush->store); /* empties the log into the file */
	struct stat status;
	if (stat(rush->path, &status) != 0)
		g_error("%s is gone", rush->path);
	printf("%s\t%.2f\tbytes/dot\t%s\n", figure,
		(double)status.st_size / (double)(rush->n_dots * N_PENS), sql_free);
}

static void open_store(Rush *rush)
{
	StoreOptions options = { .path = rush->path };
	StoreListener listener = { .user = rush, .stored = on_stored, .settled = on_settled };
	g_autoptr(GError) error = NULL;
	rush->stored = 0;
	rush->store = store_open(&options, &listener, &error);
	if (!rush->store)
		g_error("%s", error->message);
}

int main(void)
{
	Rush rush = { .folder = helpers_temporary_folder() };
	rush.path = g_build_filename(rush.folder, "zhibi.db", NULL);
	make_ink(&rush);
	open_store(&rush);
	gsize n_all = (gsize)rush.strokes->len * N_PENS;

	printf("rush, strokes\t%zu\tstrokes\t%zu dots of %d pens\n", n_all, rush.n_dots * N_PENS,
		N_PENS);
	measure(&rush, "rush committed", tell_all, "at most 1 s of one core");
	g_assert_cmpuint(rush.n_settled[STORE_STROKE_NEW], ==, n_all);
	print_size(&rush, "rush as rows, on disk", "");
	open_store(&rush);
	measure(&rush, "rush told again", tell_all, "at most 1 s of one core");
	g_assert_cmpuint(rush.n_settled[STORE_STROKE_REPEATED], ==, n_all);
	measure(&rush, "pages packed", pack_all, "");
	measure(&rush, "rush told again, packed", tell_all, "at most 1 s of one core");
	g_assert_cmpuint(rush.n_settled[STORE_STROKE_REPEATED], ==, 2 * n_all);
	store_close(rush.store);

	for (guint i = 0; i < rush.strokes->len; i++)
		stroke_free(rush.strokes->pdata[i]);
	g_ptr_array_unref(rush.strokes);
	g_array_unref(rush.page_of);
	helpers_remove_folder(rush.folder);
	g_free(rush.folder);
	g_free(rush.path);
	return 0;
}
