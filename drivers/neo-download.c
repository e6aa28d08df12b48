/* SPDX-License-Identifier: MIT */
/*
 * Fetching a pen's stored ink (neo.md 9): list the notes, list the pages of each, fetch page by page and
 * keep them on the pen, so that a broken link costs one page at most:
 *
 *     0x21 → A1 → for each note: 0x22 → A2 (0x26 → A6 when it is full) → for each page:
 *         [0x23 size → A3, when it was fetched before] 0x23 keep → A3 → packets (neo-packets.c)
 *     → free what is on disk, if configured (neo-free.c)
 *
 * One request or one transfer at a time; a request without an answer is sent again.
 */
#include "drivers/neo-download.h"

#define LIST_ANSWER_MS 5000
#define FETCH_ANSWER_MS 20000
#define MAX_ASKED 3
#define MAX_FAILED_IN_ROW 2
#define MAX_LISTED_NOTES 64 /* of one A1, from protocol 2.15 */
#define MAX_LISTED_PAGES 128
#define MAX_REMEMBERED 100000

/* ---- keys */

const NeoNote *neo_download_note(const NeoDownload *download)
{
	return &g_array_index(download->notes, NeoNote, download->note);
}

static gint64 key_of(const NeoNote *note, uint32_t page)
{
	const PageAddress address = { .family = PAGE_FAMILY_NCODE,
		.section = note->section,
		.owner = note->owner,
		.book = note->book,
		.page = page };
	return page_address_key(&address);
}

gint64 neo_download_page_key(const NeoDownload *download, uint32_t page)
{
	return key_of(neo_download_note(download), page);
}

static uint32_t page_at_work(const NeoDownload *download)
{
	return g_array_index(download->pages, uint32_t, download->page);
}

/* ---- asking */

static gsize encode_fetch(
	const NeoDownload *download, NeoFetch fetch, uint32_t page, guint8 *out, gsize n_out)
{
	return neo_encode_fetch(out, n_out, fetch, true, neo_download_note(download), &page,
		page == NEO_ALL_PAGES ? 0 : 1);
}

static gsize encode_request(const NeoDownload *download, guint8 *out, gsize n_out)
{
	const uint32_t *pages = NULL;
	gsize n_pages = 0;
	switch (download->phase) {
	case NEO_DOWNLOAD_NOTES:
		return neo_encode_note_list_request(out, n_out);
	case NEO_DOWNLOAD_PAGES:
	case NEO_DOWNLOAD_FREE_LIST:
		return neo_encode_page_list_request(out, n_out, neo_download_note(download));
	case NEO_DOWNLOAD_LONG_PAGES:
		return neo_encode_note_info_request(out, n_out, neo_download_note(download));
	case NEO_DOWNLOAD_SIZE:
		return encode_fetch(download, NEO_FETCH_SIZE, page_at_work(download), out, n_out);
	case NEO_DOWNLOAD_FETCH:
		return encode_fetch(download, NEO_FETCH_KEEP, page_at_work(download), out, n_out);
	case NEO_DOWNLOAD_FREE_SIZE:
		return encode_fetch(download, NEO_FETCH_SIZE,
			g_array_index(download->to_check, uint32_t, download->to_check->len - 1),
			out, n_out);
	case NEO_DOWNLOAD_FREE:
		neo_free_encode_pages(download, &pages, &n_pages);
		return neo_encode_delete_pages(
			out, n_out, neo_download_note(download), pages, n_pages);
	case NEO_DOWNLOAD_IDLE:
	case NEO_DOWNLOAD_PACKETS:
		return 0;
	}
	return 0;
}

void neo_download_ask(NeoDownload *download, NeoDownloadPhase phase)
{
	guint8 frame[NEO_FRAME_MAX] = { 0 };
	if (download->phase != phase)
		download->n_asked = 0;
	download->phase = phase;
	download->n_asked++;
	const gsize n_frame = encode_request(download, frame, sizeof frame);
	pen_send(download->session->pen, frame, n_frame);
	pen_arm_timer(download->session->pen,
		phase == NEO_DOWNLOAD_FETCH ? FETCH_ANSWER_MS : LIST_ANSWER_MS);
}

/* ---- the way through notes and pages */

static void finish(NeoDownload *download)
{
	download->phase = NEO_DOWNLOAD_IDLE;
	if (download->session->download_caveats->len == 0)
		pen_info_edit(download->session->pen)->emptied_ms = download->began_ms;
	*pen_download_edit(download->session->pen) = (PenDownload){ 0 };
	pen_changed(download->session->pen);
	neo_handshake_rest(download->session);
}

static void abandon(NeoDownload *download, const char *why)
{
	pen_caveat(download->session->download_caveats, "stored ink not fetched: %s", why);
	finish(download);
}

static void begin_page(NeoDownload *download)
{
	download->before = *pen_download(download->session->pen);
	download->n_fetches = 0;
	download->asked_again = false;
	const gint64 key = neo_download_page_key(download, page_at_work(download));
	/* n_asked counts per page, also when the phase stays the same. */
	download->phase = NEO_DOWNLOAD_IDLE;
	neo_download_ask(download, g_hash_table_contains(download->fetched, &key)
					   ? NEO_DOWNLOAD_SIZE
					   : NEO_DOWNLOAD_FETCH);
}

static void next_page(NeoDownload *download)
{
	download->page++;
	if (download->page < download->pages->len)
		begin_page(download);
	else
		neo_free_begin(download); /* goes on to the next note */
}

static void begin_pages(NeoDownload *download)
{
	download->page = 0;
	if (download->pages->len > 0)
		begin_page(download);
	else
		neo_download_next_note(download);
}

static void begin_note(NeoDownload *download)
{
	pen_download_edit(download->session->pen)->n_notes_left =
		download->notes->len - download->note;
	pen_changed(download->session->pen);
	g_array_set_size(download->pages, 0);
	download->phase = NEO_DOWNLOAD_IDLE;
	neo_download_ask(download, NEO_DOWNLOAD_PAGES);
}

/* A full list may hide more notes behind it (neo.md 9.1). */
static void after_list(NeoDownload *download)
{
	if (download->list_full && download->n_new_notes > 0) {
		neo_download_ask(download, NEO_DOWNLOAD_NOTES);
		return;
	}
	if (download->list_full)
		pen_caveat(download->session->download_caveats,
			"the pen lists only %d notes at a time and may hold more: let zhibi free "
			"what is on disk, then fetch again",
			MAX_LISTED_NOTES);
	finish(download);
}

void neo_download_next_note(NeoDownload *download)
{
	download->note++;
	if (download->note < download->notes->len)
		begin_note(download);
	else
		after_list(download);
}

void neo_download_page_done(NeoDownload *download, bool whole)
{
	if (whole && g_hash_table_size(download->fetched) < MAX_REMEMBERED) {
		const gint64 key = neo_download_page_key(download, page_at_work(download));
		g_hash_table_replace(download->fetched, g_memdup2(&key, sizeof key),
			g_memdup2(&download->expected, sizeof download->expected));
	}
	download->n_failed_in_row = 0;
	next_page(download);
}

void neo_download_page_failed(NeoDownload *download, const char *why)
{
	const NeoNote *note = neo_download_note(download);
	neo_transfer_give_up(download->transfer);
	pen_caveat(download->session->download_caveats, "stored page %u/%u/%u/%u: %s",
		note->section, note->owner, note->book, page_at_work(download), why);
	download->n_failed_in_row++;
	if (download->n_failed_in_row < MAX_FAILED_IN_ROW)
		next_page(download);
	else
		abandon(download, "several pages in a row failed; connect the pen again");
}

/* ---- answers */

static void on_notes(NeoDownload *download, const NeoReply *reply)
{
	if (reply->error != NEO_ERROR_NONE || !reply->has_body) {
		g_autofree char *why =
			g_strdup_printf("the pen refuses to list it (error %d)", (int)reply->error);
		abandon(download, why);
		return;
	}
	g_array_set_size(download->notes, 0);
	download->list_full = reply->note_list.n_notes >= MAX_LISTED_NOTES;
	for (gsize i = 0; i < reply->note_list.n_notes; i++) {
		NeoNote note;
		if (!neo_reply_note(reply, i, &note))
			break;
		const gint64 key = key_of(&note, NEO_ALL_PAGES);
		if (g_hash_table_add(download->seen_notes, g_memdup2(&key, sizeof key)))
			g_array_append_val(download->notes, note);
	}
	download->n_new_notes = download->notes->len;
	download->note = 0;
	if (download->notes->len > 0)
		begin_note(download);
	else
		after_list(download);
}

static void fetch_whole_note(NeoDownload *download)
{
	const uint32_t all = NEO_ALL_PAGES;
	g_array_set_size(download->pages, 0);
	g_array_append_val(download->pages, all);
	begin_pages(download);
}

static bool same_note(const NeoNote *a, const NeoNote *b)
{
	return a->section == b->section && a->owner == b->owner && a->book == b->book;
}

static void on_pages(NeoDownload *download, const NeoReply *reply)
{
	if (reply->error != NEO_ERROR_NONE || !reply->has_body) {
		fetch_whole_note(download);
		return;
	}
	if (!same_note(&reply->page_list.note, neo_download_note(download)))
		return; /* late, of a note asked for before */
	if (reply->page_list.n_pages >= MAX_LISTED_PAGES) {
		if (neo_version_at_least(download->session->version.protocol, 2, 16))
			neo_download_ask(download, NEO_DOWNLOAD_LONG_PAGES);
		else
			fetch_whole_note(download);
		return;
	}
	for (gsize i = 0; i < reply->page_list.n_pages; i++) {
		uint32_t page;
		if (neo_reply_page(reply, i, &page))
			g_array_append_val(download->pages, page);
	}
	begin_pages(download);
}

static void on_long_pages(NeoDownload *download, const NeoReply *reply)
{
	if (reply->error == NEO_ERROR_NONE && reply->has_body && !reply->note_info.invalid_page) {
		if (!same_note(&reply->note_info.note, neo_download_note(download)))
			return;
		uint32_t page;
		for (gsize i = 0; neo_reply_info_page(reply, i, &page); i++)
			g_array_append_val(download->pages, page);
	}
	if (download->pages->len > 0)
		begin_pages(download);
	else
		fetch_whole_note(download);
}

static void on_size(NeoDownload *download, const NeoReply *reply)
{
	const gint64 key = neo_download_page_key(download, page_at_work(download));
	const NeoPageSize *had = g_hash_table_lookup(download->fetched, &key);
	if (had && reply->error == NEO_ERROR_NONE && reply->has_body &&
		had->n_strokes == reply->stored.n_strokes &&
		had->n_bytes == reply->stored.n_bytes) {
		next_page(download);
		return;
	}
	g_hash_table_remove(download->fetched, &key);
	neo_download_ask(download, NEO_DOWNLOAD_FETCH);
}

static void on_stored(NeoDownload *download, const NeoReply *reply)
{
	if (reply->error != NEO_ERROR_NONE || !reply->has_body) {
		g_autofree char *why =
			g_strdup_printf("the pen refuses to send it (error %d)", (int)reply->error);
		neo_download_page_failed(download, why);
	} else if (reply->stored.n_strokes == 0 || reply->stored.n_bytes == 0) {
		neo_download_page_done(download, false); /* nothing there */
	} else {
		neo_packets_begin(download, reply);
	}
}

void neo_download_reply(NeoDownload *download, const NeoReply *reply)
{
	const NeoCommand command = reply->command;
	switch (download->phase) {
	case NEO_DOWNLOAD_NOTES:
		if (command == NEO_NOTE_LIST_REPLY)
			on_notes(download, reply);
		return;
	case NEO_DOWNLOAD_PAGES:
		if (command == NEO_PAGE_LIST_REPLY)
			on_pages(download, reply);
		return;
	case NEO_DOWNLOAD_LONG_PAGES:
		if (command == NEO_NOTE_INFO_REPLY)
			on_long_pages(download, reply);
		return;
	case NEO_DOWNLOAD_SIZE:
		if (command == NEO_STORED_REPLY)
			on_size(download, reply);
		return;
	case NEO_DOWNLOAD_FETCH:
	case NEO_DOWNLOAD_PACKETS: /* the pen began again */
		if (command == NEO_STORED_REPLY)
			on_stored(download, reply);
		return;
	case NEO_DOWNLOAD_FREE_LIST:
	case NEO_DOWNLOAD_FREE_SIZE:
	case NEO_DOWNLOAD_FREE:
		neo_free_reply(download, reply);
		return;
	case NEO_DOWNLOAD_IDLE:
		return;
	}
}

void neo_download_timer(NeoDownload *download)
{
	switch (download->phase) {
	case NEO_DOWNLOAD_FETCH:
	case NEO_DOWNLOAD_PACKETS:
		neo_packets_timer(download);
		return;
	case NEO_DOWNLOAD_NOTES:
	case NEO_DOWNLOAD_PAGES:
	case NEO_DOWNLOAD_LONG_PAGES:
	case NEO_DOWNLOAD_SIZE:
	case NEO_DOWNLOAD_FREE_LIST:
	case NEO_DOWNLOAD_FREE_SIZE:
	case NEO_DOWNLOAD_FREE:
		if (download->n_asked < MAX_ASKED)
			neo_download_ask(download, download->phase);
		else
			abandon(download, "the pen stopped answering; connect it again");
		return;
	case NEO_DOWNLOAD_IDLE:
		return;
	}
}

/* ---- life */

NeoDownload *neo_download_new(NeoSession *session)
{
	NeoDownload *download = g_new0(NeoDownload, 1);
	download->session = session;
	download->tap = neo_packets_tap(download);
	download->transfer = neo_transfer_new(&download->tap);
	download->notes = g_array_new(FALSE, FALSE, sizeof(NeoNote));
	download->pages = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	download->to_check = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	download->to_free = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	download->seen_notes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	download->fetched = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	return download;
}

NeoDownload *neo_download_free(NeoDownload *download)
{
	if (!download)
		return NULL;
	neo_transfer_free(download->transfer);
	g_array_unref(download->notes);
	g_array_unref(download->pages);
	g_array_unref(download->to_check);
	g_array_unref(download->to_free);
	g_hash_table_unref(download->seen_notes);
	g_hash_table_unref(download->fetched);
	g_free(download);
	return NULL;
}

void neo_download_inherit(NeoDownload *download, NeoDownload *older)
{
	GHashTable *fetched = download->fetched;
	download->fetched = older->fetched;
	older->fetched = fetched;
}

void neo_download_start(NeoDownload *download)
{
	g_hash_table_remove_all(download->seen_notes);
	g_string_truncate(download->session->download_caveats, 0);
	download->n_failed_in_row = 0;
	download->n_pending = 0;
	download->has_acknowledged = false;
	download->began_ms = pen_now_ms(download->session->pen);
	*pen_download_edit(download->session->pen) = (PenDownload){ .under_way = true };
	download->phase = NEO_DOWNLOAD_IDLE;
	neo_download_ask(download, NEO_DOWNLOAD_NOTES);
}

void neo_download_stop(NeoDownload *download)
{
	neo_transfer_give_up(download->transfer);
	download->phase = NEO_DOWNLOAD_IDLE;
	download->n_pending = 0;
	download->has_acknowledged = false;
}
