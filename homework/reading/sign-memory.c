/* SPDX-License-Identifier: MIT */
/* See sign-memory.h. A table of sets of a few places; in a set the one that was not asked for longest makes room. Ink is
 * known by a fingerprint of 128 bits of its points: two inks that share one by chance are not to be met with. */
#include "homework/reading/sign-memory.h"

#include <string.h>

#define N_SETS 2048
#define N_WAYS 4
#define CLASSES_MAX 32 /* networks with more are asked each time */

typedef struct {
	guint64 high, low;
} Fingerprint;

typedef struct {
	Fingerprint ink;
	guint64 asked_at; /* the how-manieth question it was; 0: empty */
	float probabilities[CLASSES_MAX];
} Place;

struct SignMemory {
	guint64 n_asked;
	guint64 era; /* moves on when all is forgotten */
	Place places[N_SETS][N_WAYS];
};

SignMemory *sign_memory_new(void)
{
	return g_new0(SignMemory, 1);
}

SignMemory *sign_memory_free(SignMemory *memory)
{
	g_free(memory);
	return NULL;
}

void sign_memory_forget(SignMemory *memory)
{
	memory->era++;
}

/* ---- fingerprints */

static guint64 rotated(guint64 value, guint by)
{
	return value << by | value >> (64 - by);
}

static void stir(Fingerprint *print, guint64 word)
{
	print->high = rotated((print->high ^ word) * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15), 29);
	print->low = rotated((print->low + word) * G_GUINT64_CONSTANT(0xC2B2AE3D27D4EB4F), 31) ^
		     print->high;
}

static Fingerprint fingerprint(
	const SignMemory *memory, const Network *network, const Trace *trace, guint first, guint n)
{
	Fingerprint print = { memory->era, n };

	stir(&print, (guint64)(guintptr)network);
	for (guint s = first; s < first + n; s++) {
		const guint end = trace_stroke_end(trace, s);

		for (guint i = trace_stroke_start(trace, s); i < end; i++) {
			const TracePoint point = trace_point(trace, i);
			guint64 word;

			G_STATIC_ASSERT(sizeof word == sizeof point);
			memcpy(&word, &point, sizeof word);
			stir(&print, word);
		}
		stir(&print, end - trace_stroke_start(trace, s));
	}
	return print;
}

/* ---- asking */

/* Where it is, or is to be. */
static Place *place_of(SignMemory *memory, const Fingerprint *ink, bool *known)
{
	Place *set = memory->places[ink->high % N_SETS], *oldest = set;

	for (guint i = 0; i < N_WAYS; i++) {
		*known = set[i].asked_at != 0 && set[i].ink.high == ink->high &&
			 set[i].ink.low == ink->low;
		if (*known)
			return &set[i];
		if (set[i].asked_at < oldest->asked_at)
			oldest = &set[i];
	}
	return oldest;
}

static void ask(
	const Network *network, const Trace *trace, guint first, guint n, float *probabilities)
{
	float features[FEATURES_N];

	features_of(trace, first, n, NULL, features);
	network_ask(network, features, probabilities);
}

void sign_memory_ask(SignMemory *memory, const Network *network, const Trace *trace, guint first,
	guint n, float *probabilities)
{
	bool known;

	if (network->n_classes > CLASSES_MAX) {
		ask(network, trace, first, n, probabilities);
		return;
	}
	const Fingerprint ink = fingerprint(memory, network, trace, first, n);
	const gsize n_bytes = network->n_classes * sizeof(float);
	Place *place = place_of(memory, &ink, &known);

	if (!known) {
		ask(network, trace, first, n, place->probabilities);
		place->ink = ink;
	}
	place->asked_at = ++memory->n_asked;
	memcpy(probabilities, place->probabilities, n_bytes);
}
