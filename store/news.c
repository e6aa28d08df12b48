/* SPDX-License-Identifier: MIT */
/* From the writer thread to the main context; see news.h. */
#include "store/news.h"

struct News {
	StoreListener listener;
	GMainContext *context;
	GMutex mutex;
	/* Under the mutex. */
	GSource *source; /* attached and not yet run; NULL when there is nothing to tell */
	guint64 stored;
	GArray *settled; /* of StoreSettled */
	StoreState state;
	char *message;
	/* Main thread only. */
	guint64 told_stored;
	StoreState told_state;
};

News *news_new(const StoreListener *listener)
{
	News *news = g_new0(News, 1);
	if (listener)
		news->listener = *listener;
	news->context = g_main_context_ref_thread_default();
	g_mutex_init(&news->mutex);
	news->settled = g_array_new(FALSE, FALSE, sizeof(StoreSettled));
	news->message = g_strdup("");
	return news;
}

News *news_free(News *news)
{
	if (!news)
		return NULL;
	if (news->source) {
		g_source_destroy(news->source);
		g_source_unref(news->source);
	}
	g_array_unref(news->settled);
	g_free(news->message);
	g_mutex_clear(&news->mutex);
	g_main_context_unref(news->context);
	g_free(news);
	return NULL;
}

static gboolean tell(gpointer data)
{
	News *news = data;
	const StoreListener *listener = &news->listener;

	g_mutex_lock(&news->mutex);
	g_autoptr(GArray) settled = news->settled;
	news->settled = g_array_new(FALSE, FALSE, sizeof(StoreSettled));
	g_autofree char *message = g_strdup(news->message);
	StoreState state = news->state;
	guint64 stored = news->stored;
	g_source_unref(news->source);
	news->source = NULL;
	g_mutex_unlock(&news->mutex);

	bool new_state = state != news->told_state, new_stored = stored != news->told_stored;
	news->told_state = state;
	news->told_stored = stored;
	if (new_state && listener->state)
		listener->state(listener->user, state, message);
	if (settled->len > 0 && listener->settled)
		listener->settled(listener->user, (const StoreSettled *)(gpointer)settled->data,
			settled->len);
	if (new_stored && listener->stored)
		listener->stored(listener->user, stored);
	return G_SOURCE_REMOVE;
}

/* With the mutex held. */
static void schedule(News *news)
{
	if (news->source)
		return;
	news->source = g_idle_source_new();
	g_source_set_priority(news->source, G_PRIORITY_HIGH);
	g_source_set_callback(news->source, tell, news, NULL);
	g_source_attach(news->source, news->context);
}

void news_stored(News *news, guint64 sequence, const GArray *settled)
{
	g_mutex_lock(&news->mutex);
	news->stored = sequence;
	if (settled->len > 0)
		g_array_append_vals(news->settled, settled->data, settled->len);
	schedule(news);
	g_mutex_unlock(&news->mutex);
}

void news_state(News *news, StoreState state, const char *message)
{
	g_mutex_lock(&news->mutex);
	if (news->state != state) {
		news->state = state;
		g_free(news->message);
		news->message = g_strdup(message);
		schedule(news);
	}
	g_mutex_unlock(&news->mutex);
}

StoreState news_current_state(News *news)
{
	g_mutex_lock(&news->mutex);
	StoreState state = news->state;
	g_mutex_unlock(&news->mutex);
	return state;
}
