/* SPDX-License-Identifier: MIT */
/* See table.h. */
#include "homework/train/table.h"

#include <stdio.h>

#include "homework/reading/number.h"
#include "homework/train/examine.h"

static void print_outcomes(const char *what, GArray *take_outcomes, double coverage)
{
	double calibration = outcomes_calibration_error(take_outcomes);
	double all = outcomes_right_percent(take_outcomes, 1, NULL);
	double sure = outcomes_right_percent(take_outcomes, coverage, NULL);

	printf("%-34s %6u  %6.2f %%  %6.2f %%  %.3f\n", what, take_outcomes->len, all, 100 - sure,
		calibration);
	g_array_unref(take_outcomes);
}

/* ---- marks: gestures.tsv */

static void print_mark(const Recogniser *recogniser, const GPtrArray *gestures, const char *mark,
	const char *const *labels)
{
	guint n = 0, n_right = 0;

	for (guint i = 0; i < gestures->len; i++) {
		const Sample *sample = g_ptr_array_index(gestures, i);

		if (!g_strv_contains(labels, sample->label))
			continue;
		Reading reading = recogniser_read(recogniser, RECOGNISER_MARKS, sample->trace, 0,
			trace_n_strokes(sample->trace), NULL);
		n++;
		n_right += g_str_equal(reading.text, mark) && !reading.refused;
	}
	printf("%-34s %6u  %6.2f %%\n", mark, n, n > 0 ? 100.0 * n_right / n : 0);
}

static void count_false_ticks(const Recogniser *recogniser, const GPtrArray *samples,
	bool all_folds, guint *n, guint *n_false)
{
	for (guint i = 0; i < samples->len; i++) {
		const Sample *sample = g_ptr_array_index(samples, i);

		if ((!all_folds && sample->fold != FOLD_TEST) ||
			g_str_equal(sample->label, "check"))
			continue;
		Reading reading = recogniser_read(recogniser, RECOGNISER_MARKS, sample->trace, 0,
			trace_n_strokes(sample->trace), NULL);
		++*n;
		if (g_str_equal(reading.text, "tick") && reading.confidence >= 0.8f) {
			++*n_false;
			if (g_getenv("ZHIBI_SHOW_FALSE"))
				fprintf(stderr, "  false tick: %s %s %.3f\n", sample->id,
					sample->label, (double)reading.confidence);
		}
	}
}

static void print_marks(const Recogniser *recogniser, const School *school)
{
	const GPtrArray *gestures = school->gestures;
	static const char *const TICK[] = { "check", NULL }, *const CIRCLE[] = { "circle", NULL },
				 *const STAR[] = { "star", "five_point_star", NULL },
				 *const CROSS[] = { "x", "X", NULL },
				 *const QUESTION[] = { "question_mark", NULL };
	guint n = 0, n_false = 0;

	print_mark(recogniser, gestures, "tick", TICK);
	print_mark(recogniser, gestures, "circle", CIRCLE);
	print_mark(recogniser, gestures, "star", STAR);
	print_mark(recogniser, gestures, "cross", CROSS);
	print_mark(recogniser, gestures, "question", QUESTION);
	count_false_ticks(recogniser, school->digits, false, &n, &n_false);
	count_false_ticks(recogniser, school->capitals, false, &n, &n_false);
	count_false_ticks(recogniser, school->small, false, &n, &n_false);
	count_false_ticks(recogniser, school->symbols, false, &n, &n_false);
	count_false_ticks(recogniser, school->foreign, false, &n, &n_false);
	count_false_ticks(recogniser, gestures, true, &n, &n_false);
	printf("%-34s %6u  %u false (1 in %u)\n", "false ticks, confidence >= 0.8", n, n_false,
		n / MAX(n_false, 1));
}

/* ---- strings: numbers.tsv */

static void print_numbers(const Recogniser *recogniser, const School *school)
{
	GArray *outcomes = outcomes_new();
	guint n_foreign = 0, n_accepted = 0, n_strings = 0;
	float bound;

	examine_strings(recogniser, school->numbers, true, outcomes);
	outcomes_right_percent(outcomes, 0.8, &bound);
	for (guint i = 0; i < school->foreign->len; i++) {
		const Sample *sample = g_ptr_array_index(school->foreign, i);

		if (sample->fold != FOLD_TEST)
			continue;
		n_foreign++;
		Reading reading = number_read(recogniser, sample->trace);
		n_accepted += reading.confidence >= bound;
		n_strings += reading.confidence >= bound && examine_is_short_number(reading.text);
	}
	print_outcomes("2-3 digit strings (at 80 %)", outcomes, 0.8);
	printf("%-34s %6u  %6.2f %% (as any number: %.2f %%)\n", "foreign ink as 2-3 digits, there",
		n_foreign, 100.0 * n_strings / MAX(n_foreign, 1),
		100.0 * n_accepted / MAX(n_foreign, 1));
}

/* ---- all of it */

static void print_signs(const Recogniser *recogniser, const char *what, RecogniserSet set,
	const GPtrArray *samples, const char *collection, const char *const *labels)
{
	GArray *outcomes = outcomes_new();

	examine_signs(recogniser, set, samples, collection, labels, outcomes);
	print_outcomes(what, outcomes, 0.95);
}

void table_print(const Recogniser *recogniser, const School *school)
{
	static const char *const A_D[] = { "A", "B", "C", "D", NULL };
	static const char *const T_F[] = { "T", "F", NULL };

	printf("%-34s %6s  %8s  %8s  %s\n", "writers not taught by", "n", "right", "wrong@95",
		"calibration");
	print_signs(recogniser, "digits, pendigits", RECOGNISER_DIGITS, school->digits, "pendigits",
		NULL);
	print_signs(
		recogniser, "digits, UNIPEN", RECOGNISER_DIGITS, school->digits, "unipen", NULL);
	print_signs(recogniser, "A-D", RECOGNISER_CAPITALS, school->capitals, "", A_D);
	print_signs(recogniser, "T/F", RECOGNISER_CAPITALS, school->capitals, "", T_F);
	print_signs(recogniser, "A-Z", RECOGNISER_CAPITALS, school->capitals, "", NULL);
	print_marks(recogniser, school);
	print_numbers(recogniser, school);
}
