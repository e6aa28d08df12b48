/* SPDX-License-Identifier: MIT */
/* Learning: who is held back when, a school's corrections, figures with their intervals. Ink is drawn by rule; what comes
 * of real hands is `make model-folds`' affair. */
#include <glib/gstdio.h>
#include <string.h>

#include "homework/train/lessons.h"
#include "homework/train/outcome.h"

#define N_WRITERS 40u
#define N_ROUNDS 10

/* What no writer of the samples draws: a ladder. */
#define ODD_INK "0 0 0 900;400 0 0 900;0 200 400 0;0 450 400 0;0 700 400 0"

/* ---- a folder of samples: each digit is a line of its own through five places, a little elsewhere in each hand */

typedef struct {
	char *folder, *extra;
} Samples;

static void put_sample(GString *to, guint writer, guint label, guint64 *chance)
{
	guint64 shape = 100 + label;

	g_string_append_printf(to, "made/w%u/%u\t%u\t0\t", writer, label, label);
	for (guint i = 0; i < 5; i++) {
		/* One by one: the order in which a list's values are reckoned is the compiler's choice. */
		const float x = chance_between(&shape, -500, 500);
		const float y = chance_between(&shape, -500, 500);
		const float right = chance_between(chance, -40, 40);
		const float down = chance_between(chance, -40, 40);

		g_string_append_printf(
			to, "%s%d %d", i > 0 ? " " : "", (gint)(x + right), (gint)(y + down));
	}
	g_string_append_c(to, '\n');
}

static void put_file(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void samples_init(Samples *samples)
{
	static const char *const EMPTY[] = { "upper.tsv", "lower.tsv", "symbols.tsv", "other.tsv",
		"numbers.tsv", "gestures.tsv" };
	g_autoptr(GString) digits = g_string_new(NULL);
	guint64 chance = 1;

	samples->folder = g_dir_make_tmp("zhibi-train-XXXXXX", NULL);
	samples->extra = g_build_filename(samples->folder, "extra.tsv", NULL);
	for (guint writer = 0; writer < N_WRITERS; writer++)
		for (guint label = 0; label < 10; label++)
			put_sample(digits, writer, label, &chance);
	put_file(samples->folder, "digits.tsv", digits->str);
	for (guint f = 0; f < G_N_ELEMENTS(EMPTY); f++)
		put_file(samples->folder, EMPTY[f], "");
}

static void samples_clear(Samples *samples)
{
	g_autoptr(GDir) folder = g_dir_open(samples->folder, 0, NULL);

	for (const char *name; (name = g_dir_read_name(folder));) {
		g_autofree char *path = g_build_filename(samples->folder, name, NULL);
		g_unlink(path);
	}
	g_rmdir(samples->folder);
	g_free(samples->folder);
	g_free(samples->extra);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Samples, samples_clear)

/* As `zhibi model export-corrections` writes it: twelve pages on which a ladder was meant for a 7, and a number of two
 * signs. */
static void put_corrections(const Samples *samples)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint page = 1; page <= 12; page++)
		g_string_append_printf(text, "corrections/%u/%u\t7\t1\t" ODD_INK "\n", page, page);
	g_string_append(text, "corrections/13/13\t12\t1\t0 0 0 900;500 0 300 900\n");
	put_file(samples->folder, "extra.tsv", text->str);
}

static Network *taught(const Samples *samples, const char *extra)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(School) school = school_open(samples->folder, extra, &error);
	g_assert_no_error(error);
	Network *network = lessons_network(RECOGNISER_DIGITS);
	g_autoptr(GArray) lessons = lessons_of(school, network, RECOGNISER_DIGITS, FOLD_LEARN);
	const LearnOptions options = {
		.n_epochs = N_ROUNDS, .rate = 0.002f, .warp = 0.16f, .distort = 1, .seed = 1
	};

	learn(network, lessons, &options);
	return network;
}

static float probability(const Network *network, const char *ink, const char *label)
{
	g_autoptr(Trace) trace = trace_new();
	float features[FEATURES_N], probabilities[NETWORK_CLASSES_MAX];
	gsize fault;

	g_assert_true(trace_parse(trace, ink, &fault));
	features_of(trace, 0, trace_n_strokes(trace), NULL, features);
	network_ask(network, features, probabilities);
	return probabilities[network_class(network, label)];
}

/* Of writers never seen: the network is none that says 7 to everything. */
static double right_of_others(const Samples *samples, const Network *network)
{
	g_autofree char *path = g_build_filename(samples->folder, "digits.tsv", NULL);
	g_autoptr(GPtrArray) digits = dataset_load(path, NULL);
	guint n = 0, n_right = 0;

	for (guint i = 0; i < digits->len; i++) {
		const Sample *sample = g_ptr_array_index(digits, i);

		if (sample->fold != FOLD_TEST)
			continue;
		g_autofree char *ink = trace_print(sample->trace);
		n++;
		n_right += probability(network, ink, sample->label) > 0.5f;
	}
	g_assert_cmpuint(n, >, 0);
	return (double)n_right / n;
}

/* ---- a school's corrections */

static void test_corrections_weigh_in(void)
{
	g_auto(Samples) samples = { 0 };
	samples_init(&samples);
	put_corrections(&samples);
	g_autoptr(Network) without = taught(&samples, NULL);
	g_autoptr(Network) again = taught(&samples, NULL);
	g_autoptr(Network) with = taught(&samples, samples.extra);
	const gsize n_bytes = sizeof(float) * FEATURES_N * with->n_hidden;

	g_assert_true(memcmp(without->input_weights, again->input_weights, n_bytes) == 0);
	g_assert_true(memcmp(without->input_weights, with->input_weights, n_bytes) != 0);
	g_test_message("a ladder is a 7: %.3f, with corrections %.3f",
		(double)probability(without, ODD_INK, "7"),
		(double)probability(with, ODD_INK, "7"));
	g_assert_cmpfloat(probability(without, ODD_INK, "7"), <, 0.5);
	g_assert_cmpfloat(probability(with, ODD_INK, "7"), >, 0.9);
	g_assert_cmpfloat(right_of_others(&samples, without), >, 0.9);
	g_assert_cmpfloat(right_of_others(&samples, with), >, 0.9);
}

static void test_corrections_are_learnt_from(void)
{
	g_auto(Samples) samples = { 0 };
	samples_init(&samples);
	put_corrections(&samples);
	g_autoptr(School) school = school_open(samples.folder, samples.extra, NULL);
	g_autoptr(School) alone = school_open(samples.folder, NULL, NULL);
	g_autoptr(Network) network = lessons_network(RECOGNISER_DIGITS);

	g_assert_cmpuint(school->extra->len, ==, 13);
	g_assert_cmpuint(school_n_corrections(school), ==, 12);
	/* Whoever wrote them, and however the writers are dealt. */
	for (guint turn = 0; turn < DATASET_TURNS; turn++) {
		school_deal(school, turn);
		school_deal(alone, turn);
		for (Fold fold = FOLD_LEARN; fold <= FOLD_CALIBRATE; fold++) {
			g_autoptr(GArray) with =
				lessons_of(school, network, RECOGNISER_DIGITS, fold);
			g_autoptr(GArray) without =
				lessons_of(alone, network, RECOGNISER_DIGITS, fold);

			g_assert_cmpuint(with->len - without->len, ==, fold == FOLD_LEARN ? 12 : 0);
		}
	}
}

static void expect_refused(const Samples *samples, const char *lines, const char *why)
{
	g_autoptr(GError) error = NULL;
	put_file(samples->folder, "extra.tsv", lines);
	g_autoptr(School) school = school_open(samples->folder, samples->extra, &error);

	g_assert_null(school);
	g_assert_error(error, DATASET_ERROR, DATASET_ERROR_NOT_A_SAMPLE);
	g_assert_nonnull(strstr(error->message, samples->extra));
	g_assert_nonnull(strstr(error->message, why));
	g_assert_nonnull(strstr(error->message, "mend or delete the line"));
}

static void test_damaged_corrections(void)
{
	g_auto(Samples) samples = { 0 };
	samples_init(&samples);

	expect_refused(&samples, "a/b/1\t7\t1\t0 0 9 9\na/b/2\t7\t1\n", "line 2: not a sample: id");
	expect_refused(&samples, "a/b/1\t\t1\t0 0 9 9\n", "line 1: not a sample: id");
	expect_refused(&samples, "\n", "line 1: not a sample: id");
	expect_refused(&samples, "a/b/1\t7\t1\t0 0 9 9\na/b/2\t7\t1\t0 0 9 9\na/b/3\t7\t1\t0 0 9\n",
		"line 3: not a sample: at byte 5");
	expect_refused(&samples, "a/b/1\t7\t1\t0 0 9 q\n", "line 1: not a sample: at byte 6");
	g_autoptr(GError) error = NULL;
	g_assert_null(school_open(samples.folder, "/nowhere/extra.tsv", &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* ---- who is held back */

static void test_every_writer_is_held_back_once(void)
{
	g_auto(Samples) samples = { 0 };
	samples_init(&samples);
	g_autofree char *path = g_build_filename(samples.folder, "digits.tsv", NULL);
	g_autoptr(GPtrArray) digits = dataset_load(path, NULL);
	guint n_held[N_WRITERS * 10] = { 0 };
	Fold first[N_WRITERS * 10];

	g_assert_cmpuint(digits->len, ==, G_N_ELEMENTS(n_held));
	for (guint i = 0; i < digits->len; i++)
		first[i] = ((const Sample *)g_ptr_array_index(digits, i))->fold;
	for (guint turn = 0; turn < DATASET_TURNS; turn++) {
		guint n[FOLD_TEST + 1] = { 0 };

		dataset_deal(digits, turn);
		for (guint i = 0; i < digits->len; i++) {
			const Sample *sample = g_ptr_array_index(digits, i);
			const Sample *mate = g_ptr_array_index(digits, i - i % 10);

			g_assert_cmpint(sample->fold, ==, mate->fold);
			n_held[i] += sample->fold == FOLD_TEST;
			n[sample->fold]++;
		}
		for (Fold fold = FOLD_LEARN; fold <= FOLD_TEST; fold++)
			g_assert_cmpuint(n[fold], >, 0);
		g_assert_cmpuint(n[FOLD_LEARN], >, digits->len / 2);
	}
	for (guint i = 0; i < digits->len; i++)
		g_assert_cmpuint(n_held[i], ==, 1);
	/* Files are dealt as turn 0 deals them: the model and the first fold hold back the same. */
	dataset_deal(digits, 0);
	for (guint i = 0; i < digits->len; i++)
		g_assert_cmpint(((const Sample *)g_ptr_array_index(digits, i))->fold, ==, first[i]);
}

/* ---- figures */

static double right(GArray *outcomes, double coverage)
{
	return outcomes_right_percent(outcomes, coverage, NULL);
}

/* Every tenth writer is always wrong. */
static GArray *outcomes_of_writers(guint n_writers, guint n_each)
{
	GArray *outcomes = outcomes_new();

	for (guint32 writer = 0; writer < n_writers; writer++)
		for (guint i = 0; i < n_each; i++)
			outcomes_note(outcomes, (Outcome){ writer, 1, 0.9f, writer % 10 != 0 });
	return outcomes;
}

static void test_intervals_count_writers(void)
{
	g_autoptr(GArray) few = outcomes_of_writers(20, 100);
	g_autoptr(GArray) many = outcomes_of_writers(500, 4);
	const OutcomesInterval wide = outcomes_interval(few, right, 1);
	const OutcomesInterval narrow = outcomes_interval(many, right, 1);

	g_assert_cmpuint(outcomes_n_writers(few), ==, 20);
	g_assert_cmpuint(outcomes_n_writers(many), ==, 500);
	g_assert_cmpfloat(right(few, 1), ==, 90);
	/* Two thousand samples each; of a binomial's writers, ±1.96 √(0.9 · 0.1 / n): ±13.1 and ±2.6. */
	g_assert_cmpfloat_with_epsilon(wide.low, 76, 5);
	g_assert_cmpfloat_with_epsilon(wide.high, 100, 0.1);
	g_assert_cmpfloat_with_epsilon(narrow.low, 87.4, 1);
	g_assert_cmpfloat_with_epsilon(narrow.high, 92.6, 1);
}

static void test_calibration_by_chance(void)
{
	g_autoptr(GArray) few = outcomes_of_writers(10, 10);
	g_autoptr(GArray) many = outcomes_of_writers(10, 1000);

	/* Nine in ten are right as they say; another hundred would not be so exactly: √(2/π · 0.9 · 0.1 / n). */
	g_assert_cmpfloat(outcomes_calibration_error(few), <, 1e-6);
	g_assert_cmpfloat_with_epsilon(outcomes_calibration_by_chance(few), 0.0239, 0.003);
	g_assert_cmpfloat_with_epsilon(outcomes_calibration_by_chance(many), 0.0024, 0.0003);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/train/corrections/weigh-in", test_corrections_weigh_in);
	g_test_add_func("/train/corrections/learnt-from", test_corrections_are_learnt_from);
	g_test_add_func("/train/corrections/damaged", test_damaged_corrections);
	g_test_add_func("/train/held-back-once", test_every_writer_is_held_back_once);
	g_test_add_func("/train/intervals", test_intervals_count_writers);
	g_test_add_func("/train/by-chance", test_calibration_by_chance);
	return g_test_run();
}
