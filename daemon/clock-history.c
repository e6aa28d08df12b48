/* SPDX-License-Identifier: MIT */
/* See clock-history.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/clock-history.h"

struct ClockHistory {
	Store *store;
	StoreReader *reader;
	GHashTable *readings; /* address → GArray of ClockReading */
};

ClockHistory *clock_history_new(Store *store, StoreReader *reader)
{
	ClockHistory *history = g_new0(ClockHistory, 1);

	history->store = store;
	history->reader = reader;
	history->readings = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
	return history;
}

ClockHistory *clock_history_free(ClockHistory *history)
{
	if (history) {
		g_hash_table_unref(history->readings);
		g_free(history);
	}
	return NULL;
}

GArray *clock_history_of(ClockHistory *history, const char *address, gint64 pen_id)
{
	GArray *readings = g_hash_table_lookup(history->readings, address);
	g_autoptr(GError) error = NULL;

	if (readings)
		return readings;
	readings = store_reader_clock_readings(history->reader, pen_id, &error);
	if (!readings) {
		g_warning("pen %s: cannot read its clock's history: %s", address, error->message);
		readings = g_array_new(FALSE, FALSE, sizeof(ClockReading));
	}
	g_hash_table_insert(history->readings, g_strdup(address), readings);
	return readings;
}

void clock_history_add(
	ClockHistory *history, const char *address, gint64 pen_id, const ClockReading *reading)
{
	GArray *readings = clock_history_of(history, address, pen_id);

	store_put_clock_reading(history->store, pen_id, reading);
	g_array_append_vals(readings, reading, 1);
}
