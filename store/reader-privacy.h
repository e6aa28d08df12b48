/* SPDX-License-Identifier: MIT */
/*
 * Reading what privacy asks for, beside store_reader_consents and store_reader_accesses of reader.h. Times: from from_ms
 * on and before until_ms.
 */
#pragma once

#include "store/reader.h"

GPtrArray *store_reader_consents_between(/* of StoreConsent *, the oldest first */
	StoreReader *reader, gint64 from_ms, gint64 until_ms, GError **error);
GPtrArray *store_reader_access_counts(/* of StoreAccessCount *, by teacher */
	StoreReader *reader, gint64 from_ms, gint64 until_ms, GError **error);
GPtrArray *store_reader_erasures(/* of StoreErasureRow *, the oldest first */
	StoreReader *reader, gint64 from_ms, gint64 until_ms, GError **error);
GPtrArray *store_reader_pending_erasures(/* of StorePendingErasure *, the oldest first */
	StoreReader *reader, GError **error);
GPtrArray *store_reader_retention(/* of StoreRetentionCount *, by kind */
	StoreReader *reader, gint64 from_ms, gint64 until_ms, GError **error);
/* *is_due: 1 when store_forget would find something of this kind, else 0. */
bool store_reader_forgettable(
	StoreReader *reader, StoreForget kind, gint64 before_ms, gint64 *is_due, GError **error);
/* The newest ink or look on record up to a moment, 0 none. */
bool store_reader_known_until(
	StoreReader *reader, gint64 until_ms, gint64 *known_ms, GError **error);
/* When the daemon looked, one a day: of gint64, the newest first, none after now_ms. */
GArray *store_reader_nights(StoreReader *reader, gint64 now_ms, GError **error);
