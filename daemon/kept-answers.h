/* SPDX-License-Identifier: MIT */
/*
 * Answers that promise something is kept: each waits, in the order it was given, until the store has that on the disk.
 * Who was answered may forget; who was not says it again.
 */
#pragma once

#include "daemon/console/console-json.h"
#include "store/store.h"

typedef struct {
	GQueue queue;
	gsize n_bytes;
} KeptAnswers;

/* From within the group that is answered. It is let go when all is on the disk that was put until now. */
void kept_answers_put(KeptAnswers *answers, const Store *store, char *take_text);
extern const ConsoleTrouble kept_answers_refused; /* it promised what the store refused */
/* The next that may go, for the caller to free; NULL: none yet. When the store refused what it promises, that instead. */
char *kept_answers_take(KeptAnswers *answers, const Store *store);
guint kept_answers_count(const KeptAnswers *answers);
void kept_answers_clear(KeptAnswers *answers);
