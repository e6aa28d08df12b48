/* SPDX-License-Identifier: MIT */
/* See question-tally.h. Times are kept in order for the median, wrong answers by their text. */
#include "homework/results/question-tally.h"

#include <string.h>

struct QuestionTally {
	Tally counts;	   /* but for the median and the wrong answers */
	GArray *spent_ms;  /* of gint64, ascending */
	GHashTable *wrong; /* text → count */
};

QuestionTally *question_tally_new(void)
{
	QuestionTally *tally = g_new0(QuestionTally, 1);

	tally->spent_ms = g_array_new(FALSE, FALSE, sizeof(gint64));
	tally->wrong = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return tally;
}

QuestionTally *question_tally_free(QuestionTally *tally)
{
	if (tally) {
		g_array_unref(tally->spent_ms);
		g_hash_table_unref(tally->wrong);
		g_free(tally);
	}
	return NULL;
}

/* Adding and removing are the same counts, up or down. */
static void count(guint *counter, bool counts, gint step)
{
	if (counts)
		*counter = (guint)((gint)*counter + step);
}

static bool is_answered(const TallyEntry *entry)
{
	return entry->state != ANSWER_BLANK;
}

static void count_all(Tally *counts, const TallyEntry *entry, gint step)
{
	const bool is_open = is_answered(entry) && entry->verdict == VERDICT_NONE;

	count(&counts->n_started, true, step);
	count(&counts->n_blank, !is_answered(entry), step);
	count(&counts->n_answered, is_answered(entry), step);
	count(&counts->n_marked, entry->is_marked, step);
	count(&counts->n_right, entry->verdict == VERDICT_RIGHT, step);
	count(&counts->n_wrong, entry->verdict == VERDICT_WRONG, step);
	count(&counts->n_half, entry->verdict == VERDICT_HALF, step);
	count(&counts->n_open, is_open, step);
	count(&counts->n_first_right, entry->first_right, step);
	count(&counts->n_corrected, entry->corrected, step);
}

/* Where `ms` is, or would be, in the ascending times. */
static guint time_place(const GArray *times, gint64 ms)
{
	guint low = 0, high = times->len;

	while (low < high) {
		const guint middle = (low + high) / 2;

		if (g_array_index(times, gint64, middle) < ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_wrong_text(const TallyEntry *entry)
{
	return entry->verdict == VERDICT_WRONG && entry->state == ANSWER_READ &&
	       entry->text[0] != '\0';
}

static void count_text(QuestionTally *tally, const char *text, gint step)
{
	const gint n = GPOINTER_TO_INT(g_hash_table_lookup(tally->wrong, text)) + step;

	if (n > 0)
		g_hash_table_insert(tally->wrong, g_strdup(text), GINT_TO_POINTER(n));
	else
		g_hash_table_remove(tally->wrong, text);
}

void question_tally_add(QuestionTally *tally, const TallyEntry *entry)
{
	count_all(&tally->counts, entry, 1);
	if (is_answered(entry))
		g_array_insert_val(tally->spent_ms, time_place(tally->spent_ms, entry->spent_ms),
			entry->spent_ms);
	if (is_wrong_text(entry))
		count_text(tally, entry->text, 1);
}

void question_tally_remove(QuestionTally *tally, const TallyEntry *before)
{
	count_all(&tally->counts, before, -1);
	if (is_answered(before))
		g_array_remove_index(
			tally->spent_ms, time_place(tally->spent_ms, before->spent_ms));
	if (is_wrong_text(before))
		count_text(tally, before->text, -1);
}

static bool is_commoner(const char *text, guint n, const char *other, guint n_other)
{
	return n > n_other || (n == n_other && strcmp(text, other) < 0);
}

static void take_wrong(Tally *out, const char *text, guint n)
{
	for (guint i = 0; i < TALLY_WRONG_SHOWN; i++) {
		if (out->wrong[i].n > 0 &&
			!is_commoner(text, n, out->wrong[i].text, out->wrong[i].n))
			continue;
		memmove(&out->wrong[i + 1], &out->wrong[i],
			(TALLY_WRONG_SHOWN - i - 1) * sizeof out->wrong[0]);
		g_strlcpy(out->wrong[i].text, text, sizeof out->wrong[i].text);
		out->wrong[i].n = n;
		return;
	}
}

void question_tally_read(const QuestionTally *tally, Tally *out)
{
	GHashTableIter iter;
	gpointer text, n;

	*out = tally->counts;
	if (tally->spent_ms->len > 0)
		out->median_spent_ms =
			g_array_index(tally->spent_ms, gint64, (tally->spent_ms->len - 1) / 2);
	g_hash_table_iter_init(&iter, tally->wrong);
	while (g_hash_table_iter_next(&iter, &text, &n))
		take_wrong(out, text, (guint)GPOINTER_TO_INT(n));
}
