/* SPDX-License-Identifier: MIT */
/*
 * The way back: what the writer thread has to tell, gathered and handed to the listener on the main
 * context, so that a burst of commits costs one wake-up. Internal to store/.
 */
#pragma once

#include "store/store.h"

typedef struct News News;

News *news_new(const StoreListener *listener);
/* Nothing is told any more. On the main thread. Returns NULL; accepts NULL. */
News *news_free(News *news);

/* From the writer thread. */
void news_stored(News *news, guint64 sequence, const GArray *settled);
void news_state(News *news, StoreState state, const char *message);
/* From any thread. */
StoreState news_current_state(News *news);
