/* SPDX-License-Identifier: MIT */
/* One table for all three kinds of key; the first letter of a key says which it is. */
#include "daemon/brake.h"

#include <arpa/inet.h>
#include <string.h>

typedef struct {
	guint n_wrong;
	gint64 next_ms; /* no try before this */
	gint64 last_ms; /* of the last try, for forgetting */
} BrakeEntry;

struct Brake {
	GHashTable *entries; /* char * to BrakeEntry * */
};

Brake *brake_new(void)
{
	Brake *brake = g_new0(Brake, 1);
	brake->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return brake;
}

Brake *brake_free(Brake *brake)
{
	if (!brake)
		return NULL;
	g_hash_table_unref(brake->entries);
	g_free(brake);
	return NULL;
}

/* Whoever has one IPv6 address has the 2^64 of its network. */
char *brake_network(const char *from)
{
	struct in6_addr address;
	if (inet_pton(AF_INET6, from, &address) != 1)
		return g_strdup(from);
	if (IN6_IS_ADDR_V4MAPPED(&address))
		return g_strdup_printf("%u.%u.%u.%u", address.s6_addr[12], address.s6_addr[13],
			address.s6_addr[14], address.s6_addr[15]);
	memset(address.s6_addr + 8, 0, 8);
	char text[INET6_ADDRSTRLEN];
	return g_strdup(inet_ntop(AF_INET6, &address, text, sizeof(text)));
}

static char *address_key(const char *from)
{
	g_autofree char *network = brake_network(from);
	return g_strconcat("a", network, NULL);
}

static char *name_key(const char *name)
{
	return g_strconcat("n", name, NULL);
}

static char *pair_key(const char *name, const char *from)
{
	g_autofree char *network = brake_network(from);
	return g_strconcat("p", network, " ", name, NULL);
}

static gint64 wait_of(const Brake *brake, const char *key, gint64 now_ms)
{
	const BrakeEntry *entry = g_hash_table_lookup(brake->entries, key);
	if (!entry || now_ms - entry->last_ms >= BRAKE_FORGET_MS)
		return 0;
	/* Longer than the brake ever holds: the clock was set back, and nobody waits for it to catch up. */
	gint64 wait_ms = entry->next_ms - now_ms;
	return wait_ms < 0 || wait_ms > BRAKE_LONGEST_MS ? 0 : wait_ms;
}

gint64 brake_wait_ms(const Brake *brake, const char *name, const char *from, gint64 now_ms)
{
	g_autofree char *address = address_key(from);
	g_autofree char *by_name = name_key(name);
	g_autofree char *pair = pair_key(name, from);
	gint64 wait = wait_of(brake, address, now_ms);
	if (!g_hash_table_contains(brake->entries, pair))
		wait = MAX(wait, wait_of(brake, by_name, now_ms));
	return wait;
}

static void make_room(Brake *brake)
{
	if (g_hash_table_size(brake->entries) < BRAKE_N_ENTRIES_MAX)
		return;
	GHashTableIter iter;
	gpointer key, value, oldest_key = NULL;
	gint64 oldest_ms = G_MAXINT64;
	g_hash_table_iter_init(&iter, brake->entries);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const BrakeEntry *entry = value;
		if (entry->last_ms < oldest_ms) {
			oldest_ms = entry->last_ms;
			oldest_key = key;
		}
	}
	g_hash_table_remove(brake->entries, oldest_key);
}

/* The entry of a key, new or started over when it was quiet long enough. */
static BrakeEntry *entry_for(Brake *brake, char *take_key, gint64 now_ms)
{
	g_autofree char *key = take_key;
	BrakeEntry *entry = g_hash_table_lookup(brake->entries, key);
	if (!entry) {
		make_room(brake);
		entry = g_new0(BrakeEntry, 1);
		g_hash_table_insert(brake->entries, g_steal_pointer(&key), entry);
	} else if (now_ms - entry->last_ms >= BRAKE_FORGET_MS) {
		*entry = (BrakeEntry){ 0 };
	}
	entry->last_ms = now_ms;
	return entry;
}

static void count_try(BrakeEntry *entry, gint64 now_ms)
{
	entry->n_wrong++;
	if (entry->n_wrong < BRAKE_N_FREE)
		return;
	gint64 pause_ms = BRAKE_FIRST_MS;
	for (guint i = BRAKE_N_FREE; i < entry->n_wrong && pause_ms < BRAKE_LONGEST_MS; i++)
		pause_ms *= 2;
	entry->next_ms = now_ms + MIN(pause_ms, BRAKE_LONGEST_MS);
}

void brake_count(Brake *brake, const char *name, const char *from, gint64 now_ms)
{
	count_try(entry_for(brake, address_key(from), now_ms), now_ms);
	g_autofree char *pair = pair_key(name, from);
	if (!g_hash_table_contains(brake->entries, pair))
		count_try(entry_for(brake, name_key(name), now_ms), now_ms);
}

void brake_right(Brake *brake, const char *name, const char *from, gint64 now_ms)
{
	g_autofree char *address = address_key(from);
	g_autofree char *by_name = name_key(name);
	g_hash_table_remove(brake->entries, address);
	g_hash_table_remove(brake->entries, by_name);
	entry_for(brake, pair_key(name, from), now_ms);
}

guint brake_n_entries(const Brake *brake)
{
	return g_hash_table_size(brake->entries);
}
