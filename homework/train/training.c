/* SPDX-License-Identifier: MIT */
/* See training.h. */
#include "homework/train/training.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "homework/reading/number.h"
#include "homework/train/outcome.h"

#define N_AVERAGED 2
/* Larger and slower than what a classroom needs, and surer: it is asked by who learns, and not kept. */
#define N_ELDER_AVERAGED 4
#define ELDER_SEED 500
#define SINGLE_ONE_IN 10

static void free_network(gpointer network)
{
	network_free(network);
}

static void teach(Network *network, School *school, RecogniserSet set, guint n_rounds)
{
	g_autoptr(GArray) lessons = lessons_of(school, network, set, FOLD_LEARN);
	g_autoptr(GArray) calibration = lessons_of(school, network, set, FOLD_CALIBRATE);
	const guint n_usual = set == RECOGNISER_CAPITALS ? 70 : 45;
	g_autoptr(Network) elder = network_new(network->name,
		network->n_hidden / N_AVERAGED * N_ELDER_AVERAGED, network->n_classes);
	LearnOptions options = {
		.n_epochs = n_rounds > 0 ? n_rounds : n_usual,
		.rate = 0.002f,
		.warp = 0.16f,
		.distort = 1,
		.seed = ELDER_SEED + set,
		.verbose = isatty(STDERR_FILENO),
	};

	fprintf(stderr, "%s: %u lessons, %u to set confidence by\n", network->name, lessons->len,
		calibration->len);
	/* Marks are made here: what they are called is never in doubt, and nobody need be asked. */
	if (set != RECOGNISER_MARKS) {
		learn_averaged(elder, lessons, &options, N_ELDER_AVERAGED);
		options.elder = elder;
	}
	options.seed = 1 + set;
	learn_averaged(network, lessons, &options, N_AVERAGED);
	learn_temperature(network, calibration);
}

GPtrArray *training_networks(School *school, guint sets, guint n_rounds)
{
	GPtrArray *networks = g_ptr_array_new_with_free_func(free_network);

	for (RecogniserSet set = 0; set < RECOGNISER_N_SETS; set++) {
		Network *network = lessons_network(set);

		g_ptr_array_add(networks, network);
		if (sets & TRAINING_SET(set))
			teach(network, school, set, n_rounds);
	}
	return networks;
}

/* ---- honest confidence */

#define ANSWER_SIGNS 4 /* of most written numbers; UNIPEN's longer ones are telephone numbers */

/* ---- honest confidence, set on writers of their own */

static void note(GArray *outcomes, const Reading *reading, const char *label, guint n_signs)
{
	outcomes_note(outcomes, (Outcome){ .n_signs = n_signs,
					.confidence = reading->confidence,
					.right = g_str_equal(reading->text, label) });
}

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
		note(outcomes, &reading, network->labels[lesson->class], 1);
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
		note(outcomes, &reading, label, 1);
	}
	network->choice = outcomes_fit(outcomes);
}

/* Whole numbers: of decimals there are too few here, and a slash is looked for only where a fraction is asked. */
static bool is_asked_number(const char *label)
{
	const gsize n = strlen(label);

	return n <= ANSWER_SIGNS && strspn(label, "0123456789") == n;
}

static void note_number(GArray *outcomes, const Recogniser *recogniser, const Sample *sample)
{
	const Reading reading = number_read(recogniser, sample->trace);

	note(outcomes, &reading, sample->label, (guint)strlen(reading.text));
}

static void fit_strings(const Recogniser *recogniser, const School *school, Network *network)
{
	g_autoptr(GArray) outcomes = outcomes_new();
	guint n_single = 0;

	for (guint i = 0; i < school->numbers->len; i++) {
		const Sample *sample = g_ptr_array_index(school->numbers, i);

		if (sample->fold != FOLD_TEST && is_asked_number(sample->label))
			note_number(outcomes, recogniser, sample);
	}
	/* One digit is a number, too; there are many more of these. */
	for (guint i = 0; i < school->digits->len; i++) {
		const Sample *sample = g_ptr_array_index(school->digits, i);

		if (sample->fold == FOLD_CALIBRATE && n_single++ % SINGLE_ONE_IN == 0)
			note_number(outcomes, recogniser, sample);
	}
	network->string = outcomes_fit(outcomes);
}

bool training_confidence(const GPtrArray *networks, School *school, guint sets, GError **error)
{
	g_autoptr(GByteArray) bytes = network_write_all(networks);
	g_autoptr(Recogniser) recogniser = recogniser_new(bytes->data, bytes->len, error);

	if (!recogniser)
		return false;
	for (RecogniserSet set = 0; set < RECOGNISER_N_SETS; set++)
		if (sets & TRAINING_SET(set))
			fit_sign(recogniser, school, set, g_ptr_array_index(networks, set));
	if (sets & TRAINING_SET(RECOGNISER_CAPITALS))
		fit_choice(recogniser, school, g_ptr_array_index(networks, RECOGNISER_CAPITALS));
	if (sets & TRAINING_SET(RECOGNISER_SIGNS))
		fit_strings(recogniser, school, g_ptr_array_index(networks, RECOGNISER_SIGNS));
	return true;
}
