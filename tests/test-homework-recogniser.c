/* SPDX-License-Identifier: MIT */
/* Traces, features, the model file and what is read with it. Ink here is drawn by rule; accuracy on real hands is
 * `make model-table`'s affair. */
#include "homework/reading/recogniser.h"

#include <math.h>
#include <string.h>

#include "homework/reading/exponential.h"
#include "homework/reading/number.h"

static Trace *parsed(const char *text)
{
	Trace *trace = trace_new();
	gsize fault = 0;

	g_assert_true(trace_parse(trace, text, &fault));
	return trace;
}

/* ---- traces */

static void test_trace(void)
{
	g_autoptr(Trace) trace = parsed("10 20 5 -5 0 0;100 0");
	TraceBox box = trace_box(trace, 0, 2);

	g_assert_cmpuint(trace_n_strokes(trace), ==, 2);
	g_assert_cmpuint(trace->points->len, ==, 4);
	g_assert_cmpfloat(box.left, ==, 10);
	g_assert_cmpfloat(box.right, ==, 100);
	g_assert_cmpfloat(box.top, ==, 0);
	g_assert_cmpfloat(box.bottom, ==, 20);
	g_autoptr(Trace) part = trace_part(trace, 1, 1);
	g_assert_cmpuint(part->points->len, ==, 1);
	g_assert_cmpfloat(trace_box(trace, 0, 0).right, ==, 0);
}

static void test_trace_faults(void)
{
	static const struct {
		const char *text;
		gsize fault;
	} FAULTS[] = { { "", 0 }, { "x", 0 }, { "1", 1 }, { "1 2 3", 5 }, { "1 2;", 4 },
		{ "1 2;;3 4", 4 }, { "1 2 99999999999 0", 4 }, { "1 2,3", 3 } };

	for (gsize i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
		g_autoptr(Trace) trace = trace_new();
		gsize fault = 0;

		g_assert_false(trace_parse(trace, FAULTS[i].text, &fault));
		g_assert_cmpuint(fault, ==, FAULTS[i].fault);
	}
}

/* ---- arithmetic that must be the same everywhere */

static void test_exponential(void)
{
	for (float x = -60; x < 60; x += 0.37f)
		g_assert_cmpfloat(fabs((double)exponential(x) / exp((double)x) - 1), <, 1e-6);
	for (float x = 1e-6f; x < 1e6f; x *= 1.31f)
		g_assert_cmpfloat(fabs((double)logarithm(x) - log((double)x)), <, 1e-5);
}

static void test_features_size_and_place(void)
{
	g_autoptr(Trace) small = parsed("0 0 10 5 10 20 -5 10;3 20 20 0");
	g_autoptr(Trace) large = parsed("700 300 100 50 100 200 -50 100;730 500 200 0");
	float a[FEATURES_N], b[FEATURES_N];

	features_of(small, 0, 2, NULL, a);
	features_of(large, 0, 2, NULL, b);
	for (guint i = 0; i < FEATURES_N; i++)
		g_assert_cmpfloat_with_epsilon(a[i], b[i], 1e-3);
}

static void test_features_of_odd_ink(void)
{
	static const char *const ODD[] = { "5 5", "5 5 0 0 0 0", "0 0 1000 0", "0 0 0 1000",
		"1 1;1 1;1 1", "0 0 10000000 10000000" };
	float features[FEATURES_N];

	for (gsize i = 0; i < G_N_ELEMENTS(ODD); i++) {
		g_autoptr(Trace) trace = parsed(ODD[i]);

		features_of(trace, 0, trace_n_strokes(trace), NULL, features);
		for (guint f = 0; f < FEATURES_N; f++)
			g_assert_true(isfinite(features[f]) && fabsf(features[f]) < 100);
	}
	g_autoptr(Trace) none = trace_new();
	features_of(none, 0, 0, NULL, features);
	g_assert_cmpfloat(features[0], ==, 0);
}

/* ---- the file */

static void free_network(gpointer network)
{
	network_free(network);
}

static GByteArray *small_model(void)
{
	g_autoptr(GPtrArray) networks = g_ptr_array_new_with_free_func(free_network);
	Network *network = network_new("digits", 3, 2);

	g_strlcpy(network->labels[1], "√", sizeof(network->labels[1]));
	for (guint i = 0; i < FEATURES_N * 3; i++)
		network->input_weights[i] = (float)((int)(i % 17) - 8) / 8;
	network->output_weights[1] = -0.5f;
	network->temperature = 1.5f;
	network->sign = (NetworkHonesty){ 0.5f, 0, 0 };
	network->choice = (NetworkHonesty){ 1, 2, 0 };
	network->string = (NetworkHonesty){ 1.25f, -1, 0.5f };
	g_ptr_array_add(networks, network);
	return network_write_all(networks);
}

static void test_file_round_trip(void)
{
	g_autoptr(GByteArray) bytes = small_model();
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) networks = network_read_all(bytes->data, bytes->len, &error);
	g_autoptr(GByteArray) again = NULL;
	const Network *network;

	g_assert_no_error(error);
	network = g_ptr_array_index(networks, 0);
	g_assert_cmpstr(network->labels[1], ==, "√");
	g_assert_cmpfloat(network->temperature, ==, 1.5f);
	g_assert_cmpfloat(network->sign.slope, ==, 0.5f);
	g_assert_cmpfloat(network->choice.offset, ==, 2);
	g_assert_cmpfloat(network->string.slope, ==, 1.25f);
	g_assert_cmpfloat(network->string.offset, ==, -1);
	g_assert_cmpfloat(network->string.length, ==, 0.5f);
	g_assert_cmpfloat_with_epsilon(network->input_weights[16], 1, 1e-2);
	again = network_write_all(networks);
	g_assert_cmpuint(again->len, ==, bytes->len);
	g_assert_true(memcmp(again->data, bytes->data, bytes->len) == 0);
}

static void test_file_broken(void)
{
	g_autoptr(GByteArray) bytes = small_model();

	for (guint cut = 0; cut < bytes->len; cut += 1 + cut / 50)
		g_assert_null(network_read_all(bytes->data, cut, NULL));
	for (guint at = 0; at < bytes->len; at += 1 + at / 50) {
		g_autoptr(GError) error = NULL;

		bytes->data[at] ^= 0x10;
		g_assert_null(network_read_all(bytes->data, bytes->len, &error));
		g_assert_error(error, NETWORK_ERROR, NETWORK_ERROR_BAD_FILE);
		bytes->data[at] ^= 0x10;
	}
	g_autoptr(GError) error = NULL;
	g_assert_null(recogniser_new(bytes->data, bytes->len, &error)); /* one network only */
	g_assert_nonnull(strstr(error->message, "capitals"));
}

static void test_honest(void)
{
	const NetworkHonesty as_it_is = { 1, 0, 0 }, by_length = { 2, -0.5f, 0.25f };

	for (float p = 0.05f; p < 1; p += 0.05f) {
		const double logit = 2 * log((double)p / (1 - (double)p)) - 0.5;

		for (guint n_signs = 0; n_signs < 9; n_signs++) {
			const double more = 0.25 * (CLAMP((gint)n_signs, 1, 4) - 1);

			g_assert_cmpfloat_with_epsilon(
				network_honest(p, as_it_is, n_signs), p, 1e-5);
			g_assert_cmpfloat_with_epsilon(network_honest(p, by_length, n_signs),
				1 / (1 + exp(-logit - more)), 1e-5);
		}
	}
	g_assert_cmpfloat(network_honest(1, by_length, 1), <=, 1);
	g_assert_cmpfloat(network_honest(0, by_length, 1), >=, 0);
}

/* ---- reading */

#define ZERO "40 0 -25 10 -15 40 5 35 30 15 30 -15 10 -40 -15 -35 -20 -10"
#define ONE "0 0 -2 30 -1 40 1 30"
#define SEVEN "0 0 30 -2 30 0 -10 25 -15 40 -8 37"

static void test_marks(void)
{
	g_autoptr(Recogniser) recogniser = recogniser_new_built_in();
	g_autoptr(Trace) tick = parsed("0 40 10 15 10 20 8 20 20 -35 25 -40 30 -45 20 -25");
	g_autoptr(Trace) cross = parsed("0 0 40 38 42 44;80 0 -40 42 -38 40");
	g_autoptr(Trace) none = trace_new();
	Reading reading = recogniser_read(recogniser, RECOGNISER_MARKS, tick, 0, 1, NULL);

	g_assert_cmpstr(reading.text, ==, "tick");
	g_assert_cmpfloat(reading.confidence, >, 0.5);
	reading = recogniser_read(recogniser, RECOGNISER_MARKS, cross, 0, 2, NULL);
	g_assert_cmpstr(reading.text, ==, "cross");
	reading = recogniser_read(recogniser, RECOGNISER_MARKS, none, 0, 0, NULL);
	g_assert_true(reading.refused);
	g_assert_cmpfloat(reading.confidence, ==, 0);
}

/* What it says of ink with any answer allowed, from as many looks. */
static float said_after(const Recogniser *recogniser, const Trace *trace, const char *text, guint n)
{
	const FeaturesWarp looks[] = { { 1, 0, 0, 1 }, { 1, 0.2f, 0, 1 }, { 1, -0.2f, 0, 1 } };
	const Network *network = recogniser_network(recogniser, RECOGNISER_DIGITS);
	float features[FEATURES_N], probabilities[NETWORK_CLASSES_MAX], sum = 0;

	for (guint i = 0; i < n; i++) {
		features_of(trace, 0, trace_n_strokes(trace), &looks[i], features);
		network_ask(network, features, probabilities);
		sum += probabilities[network_class(network, text)];
	}
	return network_honest(sum / (float)n, network->sign, 1);
}

/* Between a 1 and a 7, by the length of its bar, something is doubtful whatever the networks have learnt. */
static Trace *doubtful_new(const Recogniser *recogniser)
{
	const Network *network = recogniser_network(recogniser, RECOGNISER_DIGITS);
	float features[FEATURES_N], probabilities[NETWORK_CLASSES_MAX];

	for (guint bar = 0; bar < 60; bar++) {
		g_autofree char *shape = g_strdup_printf("0 0 %u -2 -10 40 -15 40 -8 37", bar);
		g_autoptr(Trace) trace = parsed(shape);
		float most = 0;

		features_of(trace, 0, 1, NULL, features);
		network_ask(network, features, probabilities);
		for (guint c = 0; c < network->n_classes; c++)
			most = MAX(most, probabilities[c]);
		if (most < 0.85f)
			return g_steal_pointer(&trace);
	}
	g_assert_not_reached();
}

static void test_looks_again(void)
{
	g_autoptr(Recogniser) recogniser = recogniser_new_built_in();
	g_autoptr(Trace) sure = parsed(SEVEN);
	g_autoptr(Trace) doubtful = doubtful_new(recogniser);
	Reading reading = recogniser_read(recogniser, RECOGNISER_DIGITS, sure, 0, 1, NULL);

	g_assert_cmpfloat(reading.confidence, >, 0.95);
	g_assert_cmpfloat_with_epsilon(
		reading.confidence, said_after(recogniser, sure, reading.text, 1), 1e-5);
	reading = recogniser_read(recogniser, RECOGNISER_DIGITS, doubtful, 0, 1, NULL);
	g_assert_cmpfloat_with_epsilon(
		reading.confidence, said_after(recogniser, doubtful, reading.text, 3), 1e-5);
	g_assert_cmpfloat(
		fabsf(reading.confidence - said_after(recogniser, doubtful, reading.text, 1)), >,
		1e-3);
}

static void test_allowed(void)
{
	static const char *const ALLOWED[] = { "1", "0", NULL };
	static const char *const STRANGE[] = { "Ω", NULL };
	g_autoptr(Recogniser) recogniser = recogniser_new_built_in();
	g_autoptr(Trace) zero = parsed(ZERO);
	Reading reading = recogniser_read(recogniser, RECOGNISER_DIGITS, zero, 0, 1, ALLOWED);

	g_assert_cmpstr(reading.text, ==, "0");
	reading = recogniser_read(recogniser, RECOGNISER_DIGITS, zero, 0, 1, STRANGE);
	g_assert_true(reading.refused);
	g_assert_cmpstr(reading.text, ==, "");
}

/* Strokes given by place and shape: "x y" goes before the shape's own first point. */
static Trace *written(const char *const *shapes, const float (*places)[2], guint n)
{
	Trace *trace = trace_new();

	for (guint i = 0; i < n; i++) {
		g_autoptr(Trace) sign = parsed(shapes[i]);

		for (guint p = 0; p < sign->points->len; p++)
			trace_add_point(trace, trace_point(sign, p).x + places[i][0],
				trace_point(sign, p).y + places[i][1]);
		trace_end_stroke(trace);
	}
	return trace;
}

static void test_numbers(void)
{
	static const float ROW[][2] = { { 0, 0 }, { 60, 0 }, { 170, 0 } };
	static const char *const TEN[] = { ONE, ZERO };
	static const float FRACTION_PLACES[][2] = { { 40, 0 }, { 0, 130 }, { 10, 160 } };
	static const char *const FRACTION[] = { ONE, "0 0 80 2", SEVEN };
	static const float MINUS_PLACES[][2] = { { 0, 50 }, { 90, 0 } };
	static const char *const MINUS[] = { "0 0 20 0 20 1", SEVEN };
	g_autoptr(Recogniser) recogniser = recogniser_new_built_in();
	g_autoptr(Trace) ten = written(TEN, ROW, 2);
	g_autoptr(Trace) fraction = written(FRACTION, FRACTION_PLACES, 3);
	g_autoptr(Trace) minus = written(MINUS, MINUS_PLACES, 2);

	g_assert_cmpstr(number_read(recogniser, ten).text, ==, "10");
	g_assert_cmpstr(number_read(recogniser, fraction).text, ==, "1/7");
	g_assert_cmpstr(number_read(recogniser, minus).text, ==, "-7");
	g_assert_cmpfloat(number_confidence_of(recogniser, ten, "10"), >,
		number_confidence_of(recogniser, ten, "17"));
	g_assert_cmpfloat(number_confidence_of(recogniser, fraction, "1/7"), >, 0.3);
	g_assert_cmpfloat(number_confidence_of(recogniser, fraction, "17"), ==, 0);
}

/* Ink that was looked at once says of every key what it says when it is looked at for that key alone. */
static void test_numbers_by_key(void)
{
	static const char *const KEYS[] = { "10", "1/7", "-7", "17", "1 3/4", "50%", "", "1/",
		NULL };
	static const float PLACES[][2] = { { 40, 0 }, { 0, 130 }, { 10, 160 } };
	static const char *const SHAPES[] = { ONE, "0 0 80 2", SEVEN };
	g_autoptr(Recogniser) recogniser = recogniser_new_built_in();

	for (guint n = 0; n <= G_N_ELEMENTS(SHAPES); n++) {
		g_autoptr(Trace) trace = written(SHAPES, PLACES, n);
		g_autoptr(NumberInk) ink = number_ink_new(recogniser, trace);

		for (const char *const *key = KEYS; *key; key++) {
			const char *const keys[] = { *key, NULL };
			g_autoptr(NumberInk) alone = number_ink_new(recogniser, trace);
			const Reading one = number_ink_read(ink, keys),
				      other = number_ink_read(alone, keys);

			g_assert_cmpstr(one.text, ==, other.text);
			g_assert_true(one.confidence == other.confidence);
			g_assert_true(number_ink_confidence_of(ink, *key) ==
				      number_confidence_of(recogniser, trace, *key));
		}
	}
}

/* What was asked before, or not any more since the memory is full, is told as it was told first. */
static void test_memory(void)
{
	enum { N_INKS = 12000, N_AGAIN = 50 };
	float first[N_AGAIN][NETWORK_CLASSES_MAX], again[NETWORK_CLASSES_MAX];
	g_autoptr(Recogniser) recogniser = recogniser_new_built_in();
	const guint n_classes = recogniser_network(recogniser, RECOGNISER_DIGITS)->n_classes;

	for (guint i = 0; i < N_INKS + N_AGAIN; i++) {
		const guint ink = i % N_INKS;
		g_autofree char *text =
			g_strdup_printf("0 0 %u %u 30 0 -10 25", ink % 100, ink / 100);
		g_autoptr(Trace) trace = parsed(text);
		float *said = i < N_AGAIN ? first[i] : again;

		recogniser_ask(recogniser, RECOGNISER_DIGITS, trace, 0, 1, said);
		if (i < N_INKS && i >= N_AGAIN)
			continue;
		for (guint round = 0; round < 3; round++) {
			recogniser_ask(recogniser, RECOGNISER_DIGITS, trace, 0, 1, again);
			g_assert_true(memcmp(again, first[ink], n_classes * sizeof(float)) == 0);
			if (round == 1)
				recogniser_forget(recogniser);
		}
	}
}

/* The same points cut otherwise, or asked of another set, are another question. */
static void test_memory_tells_apart(void)
{
	float digit[NETWORK_CLASSES_MAX], cut[NETWORK_CLASSES_MAX], letter[NETWORK_CLASSES_MAX];
	g_autoptr(Recogniser) recogniser = recogniser_new_built_in();
	g_autoptr(Recogniser) fresh = recogniser_new_built_in();
	g_autoptr(Trace) one = parsed("0 0 30 -2 30 0 -10 25");
	g_autoptr(Trace) two = parsed("0 0 30 -2;60 -2 -10 25");
	const gsize n_bytes =
		recogniser_network(recogniser, RECOGNISER_DIGITS)->n_classes * sizeof(float);

	recogniser_ask(recogniser, RECOGNISER_DIGITS, one, 0, 1, digit);
	recogniser_ask(recogniser, RECOGNISER_CAPITALS, one, 0, 1, letter);
	recogniser_ask(recogniser, RECOGNISER_DIGITS, two, 0, 2, cut);
	g_assert_true(memcmp(digit, letter, n_bytes) != 0);
	g_assert_true(memcmp(digit, cut, n_bytes) != 0);
	recogniser_ask(fresh, RECOGNISER_DIGITS, two, 0, 2, digit);
	g_assert_true(memcmp(digit, cut, n_bytes) == 0);
}

/* Time and memory stay bounded for a page of scribble. */
static void test_scribble(void)
{
	g_autoptr(Recogniser) recogniser = recogniser_new_built_in();
	g_autoptr(Trace) trace = trace_new();

	for (guint s = 0; s < NUMBER_STROKES_MAX + 1; s++) {
		for (guint i = 0; i < 500; i++)
			trace_add_point(trace, (float)(i * 7919 % 1000), (float)(i * 104729 % 997));
		trace_end_stroke(trace);
	}
	g_assert_true(number_read(recogniser, trace).refused);
	g_autoptr(Trace) fewer = trace_part(trace, 0, NUMBER_STROKES_MAX);
	number_read(recogniser, fewer);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/trace", test_trace);
	g_test_add_func("/homework/trace/faults", test_trace_faults);
	g_test_add_func("/homework/exponential", test_exponential);
	g_test_add_func("/homework/features/size-and-place", test_features_size_and_place);
	g_test_add_func("/homework/features/odd-ink", test_features_of_odd_ink);
	g_test_add_func("/homework/model/round-trip", test_file_round_trip);
	g_test_add_func("/homework/model/broken", test_file_broken);
	g_test_add_func("/homework/recogniser/marks", test_marks);
	g_test_add_func("/homework/model/honest", test_honest);
	g_test_add_func("/homework/recogniser/looks-again", test_looks_again);
	g_test_add_func("/homework/recogniser/allowed", test_allowed);
	g_test_add_func("/homework/number", test_numbers);
	g_test_add_func("/homework/number/by-key", test_numbers_by_key);
	g_test_add_func("/homework/recogniser/memory", test_memory);
	g_test_add_func("/homework/recogniser/memory/tells-apart", test_memory_tells_apart);
	g_test_add_func("/homework/number/scribble", test_scribble);
	return g_test_run();
}
