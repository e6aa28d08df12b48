/* SPDX-License-Identifier: MIT */
/* See recogniser.h. */
#include "homework/reading/recogniser.h"

#include <string.h>

#include "homework/reading/hanzi.h"
#include "homework/reading/sign-memory.h"

/* Below it nothing is taken for anything. What is done with more confidence than that is the caller's affair:
 * proposals have bounds of their own, by type of question. */
#define REFUSE_BELOW 0.03f
/* How much a class that the question does not allow speaks against those it does: an O is not a D, but a D that
 * might be an O is still a D where only A to D can be. */
#define FORBIDDEN_WEIGHT 0.15f
/* Less sure of a class than that, it looks twice more, at the ink slanted to either side. */
#define LOOK_AGAIN_BELOW 0.9f
#define N_LOOKS 3
#define SLANT 0.2f

struct Recogniser {
	GPtrArray *networks;
	Hanzi *hanzi;
	SignMemory *memory;
	const Network *by_set[RECOGNISER_N_SETS];
};

const char *recogniser_set_name(RecogniserSet set)
{
	switch (set) {
	case RECOGNISER_DIGITS:
		return "digits";
	case RECOGNISER_CAPITALS:
		return "capitals";
	case RECOGNISER_MARKS:
		return "marks";
	case RECOGNISER_SIGNS:
		return "signs";
	}
	g_assert_not_reached();
}

Recogniser *recogniser_new(const guint8 *bytes, gsize n_bytes, GError **error)
{
	g_autoptr(Recogniser) recogniser = g_new0(Recogniser, 1);

	recogniser->networks = network_read_all(bytes, n_bytes, error);
	if (!recogniser->networks)
		return NULL;
	for (RecogniserSet set = 0; set < RECOGNISER_N_SETS; set++) {
		const char *name = recogniser_set_name(set);

		for (guint i = 0; i < recogniser->networks->len; i++) {
			const Network *network = g_ptr_array_index(recogniser->networks, i);

			if (g_str_equal(network->name, name))
				recogniser->by_set[set] = network;
		}
		if (!recogniser->by_set[set]) {
			g_set_error(error, NETWORK_ERROR, NETWORK_ERROR_BAD_FILE,
				"the model file has no network \"%s\"; make it again with `make "
				"model`",
				name);
			return NULL;
		}
	}
	recogniser->hanzi = hanzi_new_built_in();
	recogniser->memory = sign_memory_new();
	return g_steal_pointer(&recogniser);
}

Recogniser *recogniser_free(Recogniser *recogniser)
{
	if (recogniser) {
		g_clear_pointer(&recogniser->networks, g_ptr_array_unref);
		hanzi_free(recogniser->hanzi);
		sign_memory_free(recogniser->memory);
		g_free(recogniser);
	}
	return NULL;
}

const Hanzi *recogniser_hanzi(const Recogniser *recogniser)
{
	return recogniser->hanzi;
}

const Network *recogniser_network(const Recogniser *recogniser, RecogniserSet set)
{
	return recogniser->by_set[set];
}

void recogniser_ask(const Recogniser *recogniser, RecogniserSet set, const Trace *trace,
	guint first, guint n, float *probabilities)
{
	sign_memory_ask(
		recogniser->memory, recogniser->by_set[set], trace, first, n, probabilities);
}

void recogniser_forget(const Recogniser *recogniser)
{
	sign_memory_forget(recogniser->memory);
}

static bool is_sure(const Network *network, const float *probabilities)
{
	for (guint c = 0; c < network->n_classes; c++)
		if (probabilities[c] >= LOOK_AGAIN_BELOW)
			return true;
	return false;
}

/* The mean of looks: they err differently. */
static void look(const Recogniser *recogniser, RecogniserSet set, const Trace *trace, guint first,
	guint n, float *mean)
{
	static const FeaturesWarp SLANTED[N_LOOKS - 1] = { { 1, SLANT, 0, 1 },
		{ 1, -SLANT, 0, 1 } };
	const Network *network = recogniser->by_set[set];
	float features[FEATURES_N], probabilities[NETWORK_CLASSES_MAX];

	recogniser_ask(recogniser, set, trace, first, n, mean);
	if (is_sure(network, mean))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(SLANTED); i++) {
		features_of(trace, first, n, &SLANTED[i], features);
		network_ask(network, features, probabilities);
		for (guint c = 0; c < network->n_classes; c++)
			mean[c] += probabilities[c];
	}
	for (guint c = 0; c < network->n_classes; c++)
		mean[c] /= N_LOOKS;
}

Reading recogniser_read(const Recogniser *recogniser, RecogniserSet set, const Trace *trace,
	guint first, guint n, const char *const *allowed)
{
	const Network *network = recogniser->by_set[set];
	float probabilities[NETWORK_CLASSES_MAX];
	Reading reading = { .text = "", .refused = true };
	float sum = 0;
	guint best = NETWORK_JUNK;

	if (n == 0)
		return reading;
	look(recogniser, set, trace, first, n, probabilities);
	for (guint c = 0; c < network->n_classes; c++) {
		bool may_be = c != NETWORK_JUNK &&
			      (!allowed || g_strv_contains(allowed, network->labels[c]));

		sum += probabilities[c] * (may_be || c == NETWORK_JUNK ? 1 : FORBIDDEN_WEIGHT);
		if (may_be && (best == NETWORK_JUNK || probabilities[c] > probabilities[best]))
			best = c;
	}
	if (best == NETWORK_JUNK)
		return reading;
	g_strlcpy(reading.text, network->labels[best], sizeof(reading.text));
	reading.confidence = network_honest(
		probabilities[best] / sum, allowed ? network->choice : network->sign, 1);
	reading.refused = reading.confidence < REFUSE_BELOW;
	return reading;
}
