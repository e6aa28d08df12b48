/* SPDX-License-Identifier: MIT */
/*
 * The state of fetching a pen's stored ink, shared by neo-download.c (lists and pages), neo-packets.c (the
 * packets of one page) and neo-free.c (freeing pages). Internal to the driver.
 */
#pragma once

#include "drivers/neo-session.h"
#include "protocol/neo-stored.h"

#define NEO_MAX_PENDING 8 /* packets waiting for the disk; pens wait after each */

typedef enum {
	NEO_DOWNLOAD_IDLE = 0,
	NEO_DOWNLOAD_NOTES,	 /* 0x21 asked */
	NEO_DOWNLOAD_PAGES,	 /* 0x22 asked */
	NEO_DOWNLOAD_LONG_PAGES, /* 0x26 asked: more pages than a 0xA2 holds */
	NEO_DOWNLOAD_SIZE,	 /* 0x23 size only: did a page grow since it was fetched? */
	NEO_DOWNLOAD_FETCH,	 /* 0x23 keep asked */
	NEO_DOWNLOAD_PACKETS,	 /* 0xA3 came, 0x24 come */
	NEO_DOWNLOAD_FREE_LIST,	 /* 0x22 asked again */
	NEO_DOWNLOAD_FREE_SIZE,	 /* 0x23 size only, for each page to be freed */
	NEO_DOWNLOAD_FREE,	 /* 0x27 asked */
} NeoDownloadPhase;

typedef struct {
	uint32_t n_strokes;
	uint32_t n_bytes;
} NeoPageSize;

typedef struct {
	uint16_t packet_id;
	bool last;
	guint64 content; /* hash, to know it again */
	guint64 token;	 /* 0: its strokes are still held back */
} NeoPendingPacket;

struct NeoDownload {
	NeoSession *session;
	NeoTransfer *transfer;
	DotSink tap; /* before the queue's stored side: are the strokes of the page asked for? */
	NeoDownloadPhase phase;
	gint64 began_ms;
	guint n_asked;

	GArray *notes; /* NeoNote, of the last list */
	guint note;    /* index of the one at work */
	bool list_full;
	guint n_new_notes;
	GHashTable *seen_notes; /* of this download, by key */

	GArray *pages; /* uint32_t, of the note at work; NEO_ALL_PAGES alone: in one go */
	guint page;
	GHashTable *fetched; /* page key -> NeoPageSize, whole and on disk; kept over links */
	guint n_failed_in_row;

	/* The page at work. */
	NeoPageSize expected;
	guint n_fetches;
	bool asked_again; /* because its totals did not match */
	bool damaged;
	bool ended; /* the last packet came */
	guint32 n_foreign;
	PenDownload before; /* progress as it was before this page */
	NeoPendingPacket pending[NEO_MAX_PENDING];
	guint n_pending;
	guint64 live_dots; /* as they were when the timer was set over strokes that are held */
	uint16_t refused_id;
	guint n_refused;       /* 0: no packet is being asked for again */
	bool has_acknowledged; /* on this link */
	NeoPendingPacket acknowledged;

	/* Freeing. */
	GArray *to_check; /* uint32_t pages, the next one last */
	GArray *to_free;
	bool free_list_full;
	guint n_freed; /* in this round */
};

#define NEO_ALL_PAGES UINT32_MAX

/* neo-download.c */
void neo_download_ask(NeoDownload *download, NeoDownloadPhase phase);
const NeoNote *neo_download_note(const NeoDownload *download);
gint64 neo_download_page_key(const NeoDownload *download, uint32_t page);
void neo_download_next_note(NeoDownload *download);
void neo_download_page_done(NeoDownload *download, bool whole);
void neo_download_page_failed(NeoDownload *download, const char *why);

/* neo-packets.c */
void neo_packets_begin(NeoDownload *download, const NeoReply *reply);
void neo_packets_timer(NeoDownload *download);
DotSink neo_packets_tap(NeoDownload *download);

/* neo-free.c */
void neo_free_begin(NeoDownload *download);
void neo_free_reply(NeoDownload *download, const NeoReply *reply);
void neo_free_encode_pages(const NeoDownload *download, const uint32_t **pages, gsize *n_pages);
