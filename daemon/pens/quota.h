/* SPDX-License-Identifier: MIT */
/*
 * What one pen may take of us without giving ink for it. Each kind of worthless thing fills a measure that
 * empties with time and, much faster, with every dot: a pen that writes is never over its quota, however
 * bad its radio, and one that only makes noise is soon. Live ink itself has a measure as wide as no hand
 * fills, stored ink one as deep as no pen's memory. Pure: counts and times in, a verdict out. Zeroed is fresh;
 * one lives as long as one link.
 */
#pragma once

#include <glib.h>

typedef enum {
	QUOTA_KEPT = 0, /* all is well */
	QUOTA_GARBAGE,	/* bytes that are no frames */
	QUOTA_REPEATS,	/* the same frames again and again */
	QUOTA_FLOOD,	/* bytes that nobody asked for */
	QUOTA_LISTS,	/* answers without end, and no ink in them */
	QUOTA_INK,	/* more live ink than any hand writes */
	QUOTA_MEMORY,	/* more stored ink than any pen's memory holds */
	N_QUOTAS,
} QuotaVerdict;

typedef struct {
	gint64 measures[N_QUOTAS]; /* in thousandths */
	gint64 at_ms;
	QuotaVerdict verdict; /* the first that was not kept; it stays */
} Quota;

/* What happened on the link, in order; now_ms of any clock that does not run backwards. */
void quota_received(Quota *quota, gsize n_bytes, gint64 now_ms);
void quota_sent(Quota *quota);
void quota_bad(Quota *quota);
void quota_repeated(Quota *quota, guint n);
void quota_dots(Quota *quota, guint n_dots); /* live or stored */
void quota_fetch_over(Quota *quota);	     /* a download came to its end, so its lists did */
/* After quota_dots. */
void quota_live_stroke(Quota *quota);
void quota_live_dots(Quota *quota, guint n_dots);
void quota_stored_stroke(Quota *quota);
void quota_stored_dots(Quota *quota, guint n_dots);

/* Plain English, for staff; "" for KEPT. */
const char *quota_words(QuotaVerdict verdict);
/* How long a pen stays out after its nth lie in a row: a minute, doubling to an hour. */
gint64 quota_back_off_ms(guint n_lies);
