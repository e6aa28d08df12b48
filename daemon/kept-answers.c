/* SPDX-License-Identifier: MIT */
/* See kept-answers.h. */
#include "daemon/kept-answers.h"

#include <string.h>

typedef struct {
	guint64 sequence; /* of the last thing it promises */
	char *text;
} Kept;

void kept_answers_put(KeptAnswers *answers, const Store *store, char *take_text)
{
	Kept *kept = g_new0(Kept, 1);

	/* Not only what this request put: one that was said twice promises what the first one put. */
	kept->sequence = store_sequence(store);
	kept->text = take_text;
	answers->n_bytes += strlen(take_text);
	g_queue_push_tail(&answers->queue, kept);
}

char *kept_answers_take(KeptAnswers *answers, const Store *store)
{
	Kept *kept = g_queue_peek_head(&answers->queue);
	char *text;

	if (!kept || kept->sequence > store_stored(store))
		return NULL;
	g_queue_pop_head(&answers->queue);
	text = kept->text;
	answers->n_bytes -= strlen(text);
	g_free(kept);
	return text;
}

guint kept_answers_count(const KeptAnswers *answers)
{
	return answers->queue.length;
}

void kept_answers_clear(KeptAnswers *answers)
{
	for (Kept *kept; (kept = g_queue_pop_head(&answers->queue));) {
		g_free(kept->text);
		g_free(kept);
	}
	answers->n_bytes = 0;
}
