/* SPDX-License-Identifier: MIT */
/*
 * What it costs to read: one sign, and the whole answer to a question as a virtual class writes them, crossed-out ink
 * and all. The ink is new each time: nothing of it is remembered. Prints figure TAB value TAB unit TAB compared with.
 * Medians.
 */
#include "homework/reading/answer.h"
#include "homework/reading/number.h"

#include <stdio.h>

#include "homework/sheet/sheet-json.h"
#include "tests/pupil-ink.h"

#define SHEET_FILE "docs/examples/demonstration.json"
#define N_PUPILS 12

typedef struct {
	Recogniser *recogniser;
	Sheet *sheet;
	GArray *by_type[QUESTION_N_TYPES]; /* of gint64: nanoseconds an answer */
	GArray *signs;
} Bench;

static gint by_size(gconstpointer a, gconstpointer b)
{
	const double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static void print_median(const char *figure, GArray *times, const char *peer)
{
	g_array_sort(times, by_size);
	if (times->len > 0)
		printf("%s\t%.1f\tus\t%s\n", figure, g_array_index(times, double, times->len / 2),
			peer);
}

/* Microseconds, the best of three. */
static double time_answer(const Bench *bench, const AnswerInk *ink)
{
	double best = G_MAXDOUBLE;

	for (guint i = 0; i < 3; i++) {
		const gint64 start = g_get_monotonic_time();

		for (guint k = 0; k < 10; k++) {
			recogniser_forget(bench->recogniser);
			answer_read(bench->recogniser, ink);
		}
		best = MIN(best, (double)(g_get_monotonic_time() - start) / 10);
	}
	return best;
}

static void time_sign(const Bench *bench, const GPtrArray *strokes)
{
	g_autoptr(Trace) trace = trace_new();

	for (guint i = 0; i < strokes->len; i++)
		trace_add_stroke(trace, g_ptr_array_index(strokes, i));
	const gint64 start = g_get_monotonic_time();
	for (guint k = 0; k < 20; k++) {
		recogniser_forget(bench->recogniser);
		recogniser_read(bench->recogniser, RECOGNISER_DIGITS, trace, 0,
			trace_n_strokes(trace), NULL);
	}
	const double us = (double)(g_get_monotonic_time() - start) / 20;
	g_array_append_val(bench->signs, us);
}

static void read_copy(const Bench *bench, guint32 pen)
{
	PupilSheet copy = pupil_ink_sheet(SHEET_FILE, 1, pen);

	for (guint q = 0; q < bench->sheet->questions->len; q++) {
		const SheetQuestion *question = g_ptr_array_index(bench->sheet->questions, q);
		const SheetPage *page = NULL;
		g_autoptr(GPtrArray) strokes = g_ptr_array_new();

		for (guint i = 0; i < copy.strokes->len; i++) {
			const Stroke *stroke = g_ptr_array_index(copy.strokes, i);
			gint pupil;

			if (g_array_index(copy.questions, int, i) != question->number)
				continue;
			g_ptr_array_add(strokes, (gpointer)stroke);
			page = sheet_find_copy(bench->sheet, &stroke->page, &pupil);
		}
		if (!page)
			continue;
		const AnswerInk ink = { page, question, strokes };
		const double us = time_answer(bench, &ink);
		g_array_append_val(bench->by_type[question->type], us);
		time_sign(bench, strokes);
	}
	pupil_ink_sheet_clear(&copy);
}

int main(void)
{
	g_autofree char *text = NULL;
	gsize n_bytes = 0;
	Bench bench = { .recogniser = recogniser_new_built_in(),
		.signs = g_array_new(FALSE, FALSE, sizeof(double)) };

	if (g_file_get_contents(SHEET_FILE, &text, &n_bytes, NULL))
		bench.sheet = sheet_json_read(text, n_bytes, NULL);
	if (!bench.sheet) {
		fputs("bench-homework-answer: run it from the root of the tree\n", stderr);
		return 1;
	}
	for (guint t = 0; t < QUESTION_N_TYPES; t++)
		bench.by_type[t] = g_array_new(FALSE, FALSE, sizeof(double));
	for (guint32 pen = 1; pen <= N_PUPILS; pen++)
		read_copy(&bench, pen);
	print_median("one sign read", bench.signs, "limit 50");
	for (guint t = 0; t < QUESTION_N_TYPES; t++) {
		g_autofree char *figure =
			g_strdup_printf("one answer read: %s", question_type_name((QuestionType)t));

		print_median(figure, bench.by_type[t], "limit 50000: in the stream after pen-up");
		g_array_unref(bench.by_type[t]);
	}
	g_array_unref(bench.signs);
	sheet_free(bench.sheet);
	recogniser_free(bench.recogniser);
	return 0;
}
