/* SPDX-License-Identifier: MIT */
/*
 * Reads one sign from ink: a digit, a capital letter, a teacher's mark, or a sign of a written number. It says how
 * sure it is, on a scale that is kept honest (docs/recogniser.md), and refuses rather than guess. A question that
 * allows few answers is decided among those; what looks like anything else counts against them.
 */
#pragma once

#include "homework/reading/network.h"
#include "homework/reading/trace.h"

typedef enum {
	RECOGNISER_DIGITS,
	RECOGNISER_CAPITALS,
	RECOGNISER_MARKS, /* tick, half-tick, cross, circle, star, question, wave, strike-out, slash */
	RECOGNISER_SIGNS, /* of numbers: digits and - . / , : % */
} RecogniserSet;
#define RECOGNISER_N_SETS 4

/* "digits", …: names of the networks in the model. */
const char *recogniser_set_name(RecogniserSet set);

#define READING_TEXT_BYTES 64
typedef struct {
	char text[READING_TEXT_BYTES]; /* UTF-8; "" when nothing allowed was found at all */
	float confidence;	       /* 0 to 1 */
	bool refused;		       /* not to be taken for anything; text is the nearest guess */
} Reading;

typedef struct Recogniser Recogniser;

/* The model is copied out of `bytes`. */
Recogniser *recogniser_new(const guint8 *bytes, gsize n_bytes, GError **error);
/* With the model that the program carries. */
Recogniser *recogniser_new_built_in(void);
Recogniser *recogniser_free(Recogniser *recogniser); /* accepts NULL, returns NULL */
/* The characters it can verify (hanzi.h). */
const struct Hanzi *recogniser_hanzi(const Recogniser *recogniser);
const Network *recogniser_network(const Recogniser *recogniser, RecogniserSet set);
/* What the set's network says of strokes `first` to first + n - 1 (n at least 1), by class. What was asked lately is
 * remembered (sign-memory.h), so a recogniser belongs to one thread. */
void recogniser_ask(const Recogniser *recogniser, RecogniserSet set, const Trace *trace,
	guint first, guint n, float *probabilities);
/* Nothing changes but the time that reading takes. */
void recogniser_forget(const Recogniser *recogniser);

/* Strokes `first` to first + n - 1 as one sign; `allowed` (NULL-ended, or NULL: all of the set). */
Reading recogniser_read(const Recogniser *recogniser, RecogniserSet set, const Trace *trace,
	guint first, guint n, const char *const *allowed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recogniser, recogniser_free)
