/* SPDX-License-Identifier: MIT */
/* See kept-answers.h. */
#include "daemon/kept-answers.h"

#include <jansson.h>
#include <string.h>

const ConsoleTrouble kept_answers_refused = { "not-kept",
	"这件事没能记下：这是 zhibi "
	"自身的错误，内容已另行保存。请告诉管理员，并重新打开页面看现在的情况。",
	"This could not be kept: a fault of zhibi's own; what was asked is set aside. Tell the "
	"administrator, and reload the page to see what stands." };

typedef struct {
	guint64 sequence; /* it waits for this */
	guint64 promised; /* the last put of its own; 0: it promises nothing */
	char *text;
} Kept;

void kept_answers_put(KeptAnswers *answers, const Store *store, char *take_text)
{
	Kept *kept = g_new0(Kept, 1);

	/* Not only for what its group put: what it saw, and may be about, was put before. But of what others put it promises
	 * nothing. */
	kept->sequence = store_sequence(store);
	kept->promised = store_group_sequence(store);
	kept->text = take_text;
	answers->n_bytes += strlen(take_text);
	g_queue_push_tail(&answers->queue, kept);
}

/* What was promised is not so. */
static char *refuse_instead(char *take_text)
{
	json_t *told = json_loads(take_text, 0, NULL);
	const json_int_t request = json_integer_value(json_object_get(told, "request"));

	json_decref(told);
	g_free(take_text);
	return console_json_error((guint32)CLAMP(request, 0, G_MAXINT32), &kept_answers_refused);
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
	if (kept->promised && store_refused(store, kept->promised))
		text = refuse_instead(text);
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
