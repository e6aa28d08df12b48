/* SPDX-License-Identifier: MIT */
/*
 * Error books of a class of 45, 20 wrong questions each, from the record to PDFs: with the printed page behind each
 * question, the pupil's ink, corrections and codes. The record is made by tests/tool-store-errors.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "homework/sheet/sheet-json.h"
#include "report/error-book.h"
#include "report/sheet-drawing.h"
#include "tests/helpers.h"

#define N_PUPILS 45
#define N_ITEMS 20
#define SHEET "docs/examples/demonstration.json"

/* The sheet with a printed page and a lesson for each question. */
static char *make_sheet(const char *folder)
{
	g_autofree char *text = NULL;
	g_autofree char *printed = g_build_filename(folder, "print.pdf", NULL);
	char *path = g_build_filename(folder, "sheet.json", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_get_contents(SHEET, &text, NULL, &error));
	g_autoptr(Sheet) sheet = sheet_json_read(text, strlen(text), &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) pdf = sheet_drawing_pdf(sheet, &error);
	g_assert_true(g_file_set_contents(
		printed, g_bytes_get_data(pdf, NULL), (gssize)g_bytes_get_size(pdf), &error));
	for (guint i = 0; i < sheet->pages->len; i++) {
		SheetPage *page = g_ptr_array_index(sheet->pages, i);
		g_free(page->background);
		page->background = g_strdup("print.pdf");
		page->background_page = i + 1;
	}
	for (guint i = 0; i < sheet->questions->len; i++) {
		SheetQuestion *question = g_ptr_array_index(sheet->questions, i);
		g_free(question->lesson);
		question->lesson = g_strdup_printf("https://school.example/lessons/%u", i);
	}
	g_autofree char *written = sheet_json_write(sheet);
	g_assert_true(g_file_set_contents(path, written, -1, &error));
	return path;
}

static void make_record(const char *folder, const char *sheet_path)
{
	const char *build = g_getenv("BUILD");
	g_autofree char *tool = g_build_filename(
		build ? build : "build/release", "tests", "tool-store-errors", NULL);
	g_autofree char *pupils = g_strdup_printf("%d", N_PUPILS + 1); /* the last has no consent */
	g_autofree char *items = g_strdup_printf("%d", N_ITEMS);
	const char *argv[] = { tool, folder, sheet_path, pupils, items, "3", NULL };
	g_autoptr(GError) error = NULL;
	int status;

	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
		NULL, NULL, NULL, &status, &error));
	g_assert_true(g_spawn_check_wait_status(status, &error));
}

static double processor_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Returns the bytes of all books. */
static gsize draw_books(StoreReader *reader, const char *folder, guint *n_items)
{
	const WorkSelection everything = { 0 };
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) work = school_work_load(reader, &everything, &error);
	g_autoptr(Backgrounds) backgrounds = backgrounds_new(folder);
	gsize n_bytes = 0;

	g_assert_no_error(error);
	const WorkClass *class = g_ptr_array_index(work, 0);
	const ErrorBook book = {
		.reader = reader, .class = class, .backgrounds = backgrounds, .period = "bench"
	};
	for (guint i = 0; i < class->pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(class->pupils, i);
		g_autoptr(GArray) items = error_book_items(class, pupil);
		g_autoptr(GBytes) pdf = error_book_pdf(&book, pupil, items, &error);
		g_assert_no_error(error);
		*n_items += items->len;
		n_bytes += g_bytes_get_size(pdf);
	}
	g_assert_cmpuint(backgrounds_faults(backgrounds)->len, ==, 0);
	return n_bytes;
}

int main(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *sheet_path = make_sheet(folder);
	g_autofree char *database = g_build_filename(folder, "zhibi.db", NULL);
	g_autoptr(GError) error = NULL;
	guint n_items = 0;

	make_record(folder, sheet_path);
	StoreReader *reader = store_reader_open(database, &error);
	g_assert_no_error(error);
	const gint64 start_us = g_get_monotonic_time();
	const double before_s = processor_s();
	const gsize n_bytes = draw_books(reader, folder, &n_items);
	const double wall_s = (double)(g_get_monotonic_time() - start_us) / 1e6;

	g_assert_cmpuint(n_items, ==, N_PUPILS * N_ITEMS);
	printf("error books of a class, elapsed\t%.2f\ts\tat most 20 s for %d pupils, %d items "
	       "each\n",
		wall_s, N_PUPILS, N_ITEMS);
	printf("error books of a class, processor\t%.2f\ts\t\n", processor_s() - before_s);
	printf("error book of a pupil\t%.0f\tKiB\t\n", (double)n_bytes / N_PUPILS / 1024);
	store_reader_close(reader);
	helpers_remove_folder(folder);
	return 0;
}
