/* SPDX-License-Identifier: MIT */
/* See pen-memory.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/pens/pen-memory.h"

#include "daemon/pens/quota.h"

/* A pen may call itself anything, each time anew. */
#define MAX_LIARS 10000
#define FORGIVEN_MS ((gint64)6 * 3600 * 1000)

typedef struct {
	guint n; /* in a row */
	gint64 last_ms;
} Lies;

struct PenMemory {
	Store *store;
	StoreReader *reader;
	GHashTable *clocks;  /* address → GArray of ClockReading */
	GHashTable *left;    /* address → Pen */
	GHashTable *refused; /* addresses */
	GHashTable *liars;   /* name → Lies */
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
	memory->liars = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return memory;
}

PenMemory *pen_memory_free(PenMemory *memory)
{
	if (memory) {
		g_hash_table_unref(memory->clocks);
		g_hash_table_unref(memory->left);
		g_hash_table_unref(memory->refused);
		g_hash_table_unref(memory->liars);
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

static gint64 host_ms_at(const GArray *readings, guint i)
{
	return g_array_index(readings, ClockReading, i).host_ms;
}

void pen_memory_note_clock(
	PenMemory *memory, const char *address, gint64 pen_id, const ClockReading *reading)
{
	GArray *readings = pen_memory_clock(memory, address, pen_id);

	guint at = readings->len;

	store_put_clock_reading(memory->store, pen_id, reading);
	/* In its place as the store has it: before one from when the host's own clock ran ahead. */
	while (at > 0 && host_ms_at(readings, at - 1) > reading->host_ms)
		at--;
	if (at > 0 && host_ms_at(readings, at - 1) == reading->host_ms)
		g_array_remove_index(readings, --at);
	g_array_insert_vals(readings, at, reading, 1);
	if (readings->len > STORE_CLOCK_READINGS)
		g_array_remove_index(readings, 0);
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

static bool is_forgiven(const Lies *lies, gint64 now_ms)
{
	return now_ms - lies->last_ms >= FORGIVEN_MS;
}

static gboolean is_old(gpointer key, gpointer lies, gpointer now_ms)
{
	(void)key;
	return is_forgiven(lies, *(const gint64 *)now_ms);
}

void pen_memory_lied(PenMemory *memory, const char *name, gint64 now_ms)
{
	Lies *lies = g_hash_table_lookup(memory->liars, name);

	if (!lies) {
		if (g_hash_table_size(memory->liars) >= MAX_LIARS)
			g_hash_table_foreach_remove(memory->liars, is_old, &now_ms);
		if (g_hash_table_size(memory->liars) >= MAX_LIARS)
			return;
		lies = g_new0(Lies, 1);
		g_hash_table_insert(memory->liars, g_strdup(name), lies);
	} else if (is_forgiven(lies, now_ms)) {
		lies->n = 0;
	}
	lies->n++;
	lies->last_ms = now_ms;
}

bool pen_memory_kept_out(const PenMemory *memory, const char *name, gint64 now_ms)
{
	const Lies *lies = g_hash_table_lookup(memory->liars, name);

	return lies && now_ms - lies->last_ms < quota_back_off_ms(lies->n);
}
