/* SPDX-License-Identifier: MIT */
/* See examine.h. */
#include "homework/train/examine.h"

#include <stdio.h>
#include <string.h>

#include "homework/reading/number.h"

static void note(GArray *outcomes, const Sample *sample, const Reading *reading, guint n_signs)
{
	const bool right = g_str_equal(reading->text, sample->label);

	outcomes_note(outcomes, (Outcome){ sample->writer, n_signs, reading->confidence, right });
	if (!right && g_getenv("ZHIBI_SHOW_FALSE"))
		fprintf(stderr, "  %s %s read %s %.3f\n", sample->id, sample->label, reading->text,
			(double)reading->confidence);
}

void examine_signs(const Recogniser *recogniser, RecogniserSet set, const GPtrArray *samples,
	const char *collection, const char *const *labels, GArray *outcomes)
{
	for (guint i = 0; i < samples->len; i++) {
		const Sample *sample = g_ptr_array_index(samples, i);

		if (sample->fold != FOLD_TEST || !g_str_has_prefix(sample->id, collection) ||
			(labels && !g_strv_contains(labels, sample->label)))
			continue;
		const Reading reading = recogniser_read(
			recogniser, set, sample->trace, 0, trace_n_strokes(sample->trace), labels);

		note(outcomes, sample, &reading, 1);
	}
}

bool examine_is_short_number(const char *label)
{
	const gsize n = strlen(label);

	return (n == 2 || n == 3) && strspn(label, "0123456789") == n;
}

void examine_strings(
	const Recogniser *recogniser, const GPtrArray *numbers, bool all_writers, GArray *outcomes)
{
	for (guint i = 0; i < numbers->len; i++) {
		const Sample *sample = g_ptr_array_index(numbers, i);

		if (!examine_is_short_number(sample->label) ||
			!(all_writers || sample->fold == FOLD_TEST))
			continue;
		const Reading reading = number_read(recogniser, sample->trace);

		note(outcomes, sample, &reading, (guint)strlen(reading.text));
	}
}
