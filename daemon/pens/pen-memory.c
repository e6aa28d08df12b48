/* SPDX-License-Identifier: MIT */
/* See pen-memory.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/pens/pen-memory.h"

struct PenMemory {
	Store *store;
	StoreReader *reader;
	GHashTable *clocks;  /* address → GArray of ClockReading */
	GHashTable *left;    /* address → Pen */
	GHashTable *refused; /* addresses */
};

static void free_pen(gpointer pen)
{
	pen_free(pen);
}

PenMemory *pen_memory_new(Store *store, StoreReader *reader)
{
	PenMemory *memory = g_new0(PenMemory, 1);

	memory->store = store;
	memory->reader = reader;
	memory->clocks = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
	memory->left = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_pen);
	memory->refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return memory;
}

PenMemory *pen_memory_free(PenMemory *memory)
{
	if (memory) {
		g_hash_table_unref(memory->clocks);
		g_hash_table_unref(memory->left);
		g_hash_table_unref(memory->refused);
		g_free(memory);
	}
	return NULL;
}

GArray *pen_memory_clock(PenMemory *memory, const char *address, gint64 pen_id)
{
	GArray *readings = g_hash_table_lookup(memory->clocks, address);
	g_autoptr(GError) error = NULL;

	if (readings)
		return readings;
	readings = store_reader_clock_readings(memory->reader, pen_id, &error);
	if (error) {
		g_warning("pen %s: cannot read its clock's history: %s", address, error->message);
		readings = g_array_new(FALSE, FALSE, sizeof(ClockReading));
	}
	g_hash_table_insert(memory->clocks, g_strdup(address), readings);
	return readings;
}

void pen_memory_add_clock(
	PenMemory *memory, const char *address, gint64 pen_id, const ClockReading *reading)
{
	GArray *readings = pen_memory_clock(memory, address, pen_id);

	store_put_clock_reading(memory->store, pen_id, reading);
	g_array_append_vals(readings, reading, 1);
}

void pen_memory_keep(PenMemory *memory, const char *address, Pen *take_pen)
{
	g_hash_table_replace(memory->left, g_strdup(address), take_pen);
}

void pen_memory_pass_on(PenMemory *memory, const char *address, Pen *to)
{
	Pen *older = g_hash_table_lookup(memory->left, address);

	if (older)
		pen_inherit(to, older);
	g_hash_table_remove(memory->left, address);
}

void pen_memory_refuse(PenMemory *memory, const char *address)
{
	g_hash_table_add(memory->refused, g_strdup(address));
}

void pen_memory_permit(PenMemory *memory, const char *address)
{
	g_hash_table_remove(memory->refused, address);
}

bool pen_memory_refused(const PenMemory *memory, const char *address)
{
	return g_hash_table_contains(memory->refused, address);
}
