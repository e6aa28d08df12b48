/* SPDX-License-Identifier: MIT */
/*
 * Freeing pages on the pen, only when configured and only what is surely on disk (neo.md 9.7): the note
 * is listed again, the size of every page is asked again (ink may have come since it was fetched), and
 * only pages that are as they were fetched are freed, by page and never by note.
 */
#include "drivers/neo-download.h"

#define MAX_FREED_AT_ONCE 64
#define MAX_LISTED_PAGES 128

static bool was_fetched(const NeoDownload *download, uint32_t page)
{
	const gint64 key = neo_download_page_key(download, page);
	return g_hash_table_contains(download->fetched, &key);
}

void neo_free_begin(NeoDownload *download)
{
	const NeoSession *session = download->session;
	bool any = false;
	for (guint i = 0; i < download->pages->len && !any; i++) {
		const uint32_t page = g_array_index(download->pages, uint32_t, i);
		any = page != NEO_ALL_PAGES && was_fetched(download, page);
	}
	if (!any || !pen_config(session->pen)->delete_stored) {
		neo_download_next_note(download);
		return;
	}
	if (!neo_version_at_least(session->version.protocol, 2, 16)) {
		pen_caveat(session->download_caveats,
			"this pen cannot free single pages; its ink stays on it");
		neo_download_next_note(download);
		return;
	}
	g_array_set_size(download->to_check, 0);
	g_array_set_size(download->to_free, 0);
	download->n_freed = 0;
	download->phase = NEO_DOWNLOAD_IDLE;
	neo_download_ask(download, NEO_DOWNLOAD_FREE_LIST);
}

/* Called with the reply's frame gone: what is next, a size, a group of pages, or the next note. */
static void next(NeoDownload *download)
{
	download->phase = NEO_DOWNLOAD_IDLE;
	if (download->to_check->len > 0) {
		neo_download_ask(download, NEO_DOWNLOAD_FREE_SIZE);
	} else if (download->to_free->len > 0) {
		neo_download_ask(download, NEO_DOWNLOAD_FREE);
	} else if (download->free_list_full && download->n_freed > 0) {
		download->n_freed = 0;
		neo_download_ask(download, NEO_DOWNLOAD_FREE_LIST);
	} else {
		neo_download_next_note(download);
	}
}

static void on_list(NeoDownload *download, const NeoReply *reply)
{
	const NeoNote *note = neo_download_note(download);
	if (reply->error == NEO_ERROR_NONE && reply->has_body &&
		(reply->page_list.note.section != note->section ||
			reply->page_list.note.owner != note->owner ||
			reply->page_list.note.book != note->book))
		return; /* late, of another note */
	download->free_list_full = false;
	if (reply->error == NEO_ERROR_NONE && reply->has_body) {
		download->free_list_full = reply->page_list.n_pages >= MAX_LISTED_PAGES;
		for (gsize i = 0; i < reply->page_list.n_pages; i++) {
			uint32_t page;
			if (neo_reply_page(reply, i, &page) && was_fetched(download, page))
				g_array_append_val(download->to_check, page);
		}
	}
	next(download);
}

static void on_size(NeoDownload *download, const NeoReply *reply)
{
	const guint last = download->to_check->len - 1;
	const uint32_t page = g_array_index(download->to_check, uint32_t, last);
	g_array_set_size(download->to_check, last);
	const gint64 key = neo_download_page_key(download, page);
	const NeoPageSize *had = g_hash_table_lookup(download->fetched, &key);
	if (had && reply->error == NEO_ERROR_NONE && reply->has_body &&
		had->n_strokes == reply->stored.n_strokes && had->n_bytes == reply->stored.n_bytes)
		g_array_append_val(download->to_free, page);
	next(download);
}

void neo_free_encode_pages(const NeoDownload *download, const uint32_t **pages, gsize *n_pages)
{
	*n_pages = MIN(download->to_free->len, MAX_FREED_AT_ONCE);
	*pages = &g_array_index(download->to_free, uint32_t, download->to_free->len - *n_pages);
}

static void on_freed(NeoDownload *download, const NeoReply *reply)
{
	const uint32_t *pages;
	gsize n_pages;
	neo_free_encode_pages(download, &pages, &n_pages);
	if (reply->error == NEO_ERROR_NONE) {
		/* The numbers may be written on anew: what was known of them is over. */
		for (gsize i = 0; i < n_pages; i++) {
			const gint64 key = neo_download_page_key(download, pages[i]);
			g_hash_table_remove(download->fetched, &key);
		}
		download->n_freed += (guint)n_pages;
	} else {
		pen_caveat(download->session->download_caveats,
			"the pen refused to free pages that are on disk (error %d)",
			(int)reply->error);
	}
	g_array_set_size(download->to_free, download->to_free->len - (guint)n_pages);
	next(download);
}

void neo_free_reply(NeoDownload *download, const NeoReply *reply)
{
	if (download->phase == NEO_DOWNLOAD_FREE_LIST && reply->command == NEO_PAGE_LIST_REPLY)
		on_list(download, reply);
	else if (download->phase == NEO_DOWNLOAD_FREE_SIZE && reply->command == NEO_STORED_REPLY)
		on_size(download, reply);
	else if (download->phase == NEO_DOWNLOAD_FREE && reply->command == NEO_DELETE_PAGES_REPLY)
		on_freed(download, reply);
}
