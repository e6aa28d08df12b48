/* SPDX-License-Identifier: MIT */
/*
 * See quota.h. The figures stand far above what pens do and below what hurts. A pen: 120 dots/s, some 20
 * bytes each, half of them lost or twice on a bad day; hovering 4 KB/s; a memory of 64 notes with 512 pages
 * all asked about again without a new dot in it, 33,000 requests in one download; ten minutes of a lesson waiting in a stalled
 * link, 72,000 dots at once; a memory of 100 MB full of dots of 16 bytes, 6 million, all told five times over.
 */
#include "daemon/pens/quota.h"

#define UNIT 1000 /* of a measure: seconds are shared out in milliseconds */

typedef struct {
	gint64 most;	   /* more is a lie */
	gint64 per_second; /* forgiven by time */
	gint64 per_dot;	   /* and by ink */
	const char *words;
} Rule;

static const Rule RULES[N_QUOTAS] = {
	[QUOTA_KEPT] = { 0, 0, 0, "" },
	[QUOTA_GARBAGE] = { 2000, 20, 1, "it sends bytes that mean nothing" },
	[QUOTA_REPEATS] = { 10000, 200, 4, "it sends the same again and again" },
	[QUOTA_FLOOD] = { 1 << 20, 16 << 10, 64, "it sends without end and without ink" },
	[QUOTA_LISTS] = { 40000, 4, 4, "it answers without end and without ink" },
	[QUOTA_INK] = { 500000, 2000, 0, "it sends more ink than a hand can write" },
	[QUOTA_MEMORY] = { 50000000, 0, 0, "it has more stored ink than a pen can hold" },
};

#define BYTES_PER_TRANSFER 16	 /* so much does an empty one cost as well */
#define BYTES_PER_REQUEST 131072 /* what one request may bring: a whole packet, all of it escaped */
#define BYTES_OF_A_LONG_ANSWER                                                                     \
	128		   /* one that brings something, if not ink yet: a piece of a file */
#define DOTS_PER_STROKE 20 /* a stroke costs a row in the store */
#define BACK_OFF_MS 60000
#define BACK_OFF_DOUBLINGS 6 /* 64 minutes: cut to an hour */
#define HOUR_MS 3600000

static void empty(Quota *quota, QuotaVerdict kind, gint64 thousandths)
{
	quota->measures[kind] = MAX(0, quota->measures[kind] - thousandths);
}

static void fill(Quota *quota, QuotaVerdict kind, gint64 n)
{
	quota->measures[kind] += n * UNIT;
	if (quota->measures[kind] > RULES[kind].most * UNIT && quota->verdict == QUOTA_KEPT)
		quota->verdict = kind;
}

static void pass_time(Quota *quota, gint64 now_ms)
{
	gint64 passed_ms = CLAMP(now_ms - quota->at_ms, 0, HOUR_MS);

	quota->at_ms = now_ms;
	for (guint kind = 0; kind < N_QUOTAS; kind++)
		if (quota->measures[kind] != 0)
			empty(quota, kind, RULES[kind].per_second * passed_ms * UNIT / 1000);
}

void quota_received(Quota *quota, gsize n_bytes, gint64 now_ms)
{
	pass_time(quota, now_ms);
	empty(quota, QUOTA_LISTS, (gint64)n_bytes * UNIT / BYTES_OF_A_LONG_ANSWER);
	fill(quota, QUOTA_FLOOD, (gint64)n_bytes + BYTES_PER_TRANSFER);
}

void quota_sent(Quota *quota)
{
	empty(quota, QUOTA_FLOOD, (gint64)BYTES_PER_REQUEST * UNIT);
	fill(quota, QUOTA_LISTS, 1);
}

void quota_bad(Quota *quota)
{
	fill(quota, QUOTA_GARBAGE, 1);
}

void quota_repeated(Quota *quota, guint n)
{
	fill(quota, QUOTA_REPEATS, n);
}

void quota_dots(Quota *quota, guint n_dots)
{
	for (guint kind = 0; kind < N_QUOTAS; kind++)
		if (quota->measures[kind] != 0)
			empty(quota, kind, RULES[kind].per_dot * n_dots * UNIT);
}

void quota_fetch_over(Quota *quota)
{
	quota->measures[QUOTA_LISTS] = 0;
}

void quota_live_stroke(Quota *quota)
{
	fill(quota, QUOTA_INK, DOTS_PER_STROKE);
}

void quota_live_dots(Quota *quota, guint n_dots)
{
	fill(quota, QUOTA_INK, n_dots);
}

void quota_stored_stroke(Quota *quota)
{
	fill(quota, QUOTA_MEMORY, DOTS_PER_STROKE);
}

void quota_stored_dots(Quota *quota, guint n_dots)
{
	fill(quota, QUOTA_MEMORY, n_dots);
}

const char *quota_words(QuotaVerdict verdict)
{
	return RULES[verdict].words;
}

gint64 quota_back_off_ms(guint n_lies)
{
	guint n_doublings = MIN(MAX(n_lies, 1) - 1, BACK_OFF_DOUBLINGS);

	return MIN((gint64)BACK_OFF_MS << n_doublings, HOUR_MS);
}
