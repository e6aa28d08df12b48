/* SPDX-License-Identifier: MIT */
/* Trains the recogniser's networks and prints their figures: `make model`.
 *   train-model FOLDER-OF-SAMPLES MODEL.BIN [EXTRA.TSV]    or    train-model --table FOLDER MODEL.BIN
 *   train-model --hanzi FOLDER HANZI.BIN: the centre lines of characters */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "homework/reading/number.h"
#include "homework/train/hanzi-file.h"
#include "homework/train/lessons.h"
#include "homework/train/outcome.h"
#include "homework/train/table.h"

#define N_AVERAGED 2

static void free_network(gpointer network)
{
	network_free(network);
}

static Network *train(School *school, RecogniserSet set)
{
	Network *network = lessons_network(set);
	g_autoptr(GArray) lessons = lessons_of(school, network, set, FOLD_LEARN);
	g_autoptr(GArray) calibration = lessons_of(school, network, set, FOLD_CALIBRATE);
	const LearnOptions options = {
		.n_epochs = set == RECOGNISER_CAPITALS ? 70 : 45,
		.rate = 0.002f,
		.warp = 0.16f,
		.distort = 1,
		.seed = 1 + set,
		.verbose = isatty(STDERR_FILENO),
	};

	fprintf(stderr, "%s: %u lessons, %u to set confidence by\n", network->name, lessons->len,
		calibration->len);
	learn_averaged(network, lessons, &options, N_AVERAGED);
	learn_temperature(network, calibration);
	return network;
}

#define ANSWER_SIGNS 4 /* of most written numbers; UNIPEN's longer ones are telephone numbers */

/* ---- honest confidence, set on writers of their own */

static void fit_sign(
	const Recogniser *recogniser, School *school, RecogniserSet set, Network *network)
{
	g_autoptr(GArray) lessons = lessons_of(school, network, set, FOLD_CALIBRATE);
	g_autoptr(GArray) outcomes = outcomes_new();

	for (guint i = 0; i < lessons->len; i++) {
		const Lesson *lesson = &g_array_index(lessons, Lesson, i);
		/* Little of the ink in an answer's place is no sign at all; but marks are looked for
		 * all over the page. */
		if (lesson->class == NETWORK_JUNK && set != RECOGNISER_MARKS && i % 10 != 0)
			continue;
		Reading reading = recogniser_read(
			recogniser, set, lesson->trace, 0, trace_n_strokes(lesson->trace), NULL);
		outcomes_note(outcomes, reading.confidence,
			g_str_equal(reading.text, network->labels[lesson->class]));
	}
	network->sign = network->choice = outcomes_fit(outcomes);
}

/* Letters are mostly asked for among few, and there what is likeliest is right more often than its share says. */
static void fit_choice(const Recogniser *recogniser, School *school, Network *network)
{
	static const char *const A_D[] = { "A", "B", "C", "D", NULL };
	static const char *const T_F[] = { "T", "F", NULL };
	g_autoptr(GArray) lessons =
		lessons_of(school, network, RECOGNISER_CAPITALS, FOLD_CALIBRATE);
	g_autoptr(GArray) outcomes = outcomes_new();

	for (guint i = 0; i < lessons->len; i++) {
		const Lesson *lesson = &g_array_index(lessons, Lesson, i);
		const char *label = network->labels[lesson->class];
		const bool is_truth = g_strv_contains(T_F, label);

		if (!is_truth && !g_strv_contains(A_D, label) &&
			(lesson->class != NETWORK_JUNK || i % 40 != 0))
			continue;
		Reading reading = recogniser_read(recogniser, RECOGNISER_CAPITALS, lesson->trace, 0,
			trace_n_strokes(lesson->trace), is_truth ? T_F : A_D);
		outcomes_note(outcomes, reading.confidence, g_str_equal(reading.text, label));
	}
	network->choice = outcomes_fit(outcomes);
}

static void fit_strings(const Recogniser *recogniser, const char *folder, Network *network)
{
	g_autofree char *path = g_build_filename(folder, "numbers.tsv", NULL);
	g_autoptr(GPtrArray) samples = dataset_load(path);
	g_autoptr(GArray) outcomes = outcomes_new();

	for (guint i = 0; i < samples->len; i++) {
		const Sample *sample = g_ptr_array_index(samples, i);

		/* Whole numbers: of decimals there are too few here, and a slash is looked for only where a
		 * fraction is asked. */
		if (sample->fold == FOLD_TEST || strlen(sample->label) > ANSWER_SIGNS ||
			strspn(sample->label, "0123456789") < strlen(sample->label))
			continue;
		Reading reading = number_read(recogniser, sample->trace);
		outcomes_note(
			outcomes, reading.confidence, g_str_equal(reading.text, sample->label));
	}
	network->string = outcomes_fit(outcomes);
}

/* The networks are asked as they will be asked: from their file, weights rounded. */
static bool fit_confidence(GPtrArray *networks, School *school, const char *folder, GError **error)
{
	g_autoptr(GByteArray) bytes = network_write_all(networks);
	g_autoptr(Recogniser) recogniser = recogniser_new(bytes->data, bytes->len, error);

	if (!recogniser)
		return false;
	for (RecogniserSet set = 0; set < RECOGNISER_N_SETS; set++)
		fit_sign(recogniser, school, set, g_ptr_array_index(networks, set));
	fit_choice(recogniser, school, g_ptr_array_index(networks, RECOGNISER_CAPITALS));
	fit_strings(recogniser, folder, g_ptr_array_index(networks, RECOGNISER_SIGNS));
	return true;
}

/* ---- the program */

static int print_table(const School *school, const char *folder, const char *path)
{
	g_autofree char *bytes = NULL;
	gsize n_bytes;
	g_autoptr(GError) error = NULL;
	g_autoptr(Recogniser) recogniser = NULL;

	if (g_file_get_contents(path, &bytes, &n_bytes, &error))
		recogniser = recogniser_new((const guint8 *)bytes, n_bytes, &error);
	if (!recogniser) {
		fprintf(stderr, "%s: %s\n", path, error->message);
		return 1;
	}
	table_print(recogniser, school, folder);
	return 0;
}

static int make_model(School *school, const char *folder, const char *path)
{
	g_autoptr(GPtrArray) networks = g_ptr_array_new_with_free_func(free_network);
	g_autoptr(GByteArray) bytes = NULL;
	g_autoptr(GError) error = NULL;

	for (RecogniserSet set = 0; set < RECOGNISER_N_SETS; set++)
		g_ptr_array_add(networks, train(school, set));
	if (fit_confidence(networks, school, folder, &error))
		bytes = network_write_all(networks);
	if (bytes && g_file_set_contents(path, (const char *)bytes->data, bytes->len, &error))
		return 0;
	fprintf(stderr, "%s\n", error->message);
	return 1;
}

static int make_hanzi(const char *folder, const char *path)
{
	g_autoptr(GError) error = NULL;

	if (hanzi_file_make(folder, path, &error))
		return 0;
	fprintf(stderr, "%s\n", error->message);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "--hanzi") == 0)
		return make_hanzi(argv[2], argv[3]);
	bool table_only = argc > 1 && strcmp(argv[1], "--table") == 0;
	School *school;
	int code = 0;

	if (argc - table_only < 3 || argc - table_only > 4) {
		fputs("usage: train-model [--table] FOLDER-OF-SAMPLES MODEL.BIN [EXTRA.TSV]\n",
			stderr);
		return 2;
	}
	argv += table_only;
	school = school_open(argv[1], argc - table_only == 4 ? argv[3] : NULL);
	if (!table_only)
		code = make_model(school, argv[1], argv[2]);
	if (code == 0)
		code = print_table(school, argv[1], argv[2]);
	school_close(school);
	return code;
}
