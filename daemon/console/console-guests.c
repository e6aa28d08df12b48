/* SPDX-License-Identifier: MIT */
/* See console-guests.h. As many as libwebsockets has sockets, a few hundred: they are walked. */
#include "daemon/console/console-guests.h"

#include <string.h>

#include "daemon/brake.h"

typedef struct {
	gpointer connection;
	char *sender;
	bool goes; /* somebody else was let in for it */
} Guest;

struct ConsoleGuests {
	guint n_of_one_sender;
	GQueue guests;		   /* of Guest; silent longest first */
	GHashTable *by_connection; /* to its link in the queue */
};

static void guest_free(gpointer data)
{
	Guest *guest = data;

	g_free(guest->sender);
	g_free(guest);
}

ConsoleGuests *console_guests_new(guint n_of_one_sender)
{
	ConsoleGuests *guests = g_new0(ConsoleGuests, 1);

	guests->n_of_one_sender = n_of_one_sender;
	guests->by_connection = g_hash_table_new(NULL, NULL);
	return guests;
}

ConsoleGuests *console_guests_free(ConsoleGuests *guests)
{
	if (guests) {
		g_queue_clear_full(&guests->guests, guest_free);
		g_hash_table_unref(guests->by_connection);
		g_free(guests);
	}
	return NULL;
}

gpointer console_guests_came(ConsoleGuests *guests, gpointer connection, const char *from)
{
	Guest *guest = g_new0(Guest, 1), *oldest = NULL;
	guint n = 0;

	guest->connection = connection;
	guest->sender = brake_network(from);
	for (const GList *at = guests->guests.head; at; at = at->next) {
		Guest *other = at->data;

		if (other->goes || !g_str_equal(other->sender, guest->sender))
			continue;
		n++;
		oldest = oldest ? oldest : other;
	}
	g_queue_push_tail(&guests->guests, guest);
	g_hash_table_insert(guests->by_connection, connection, guests->guests.tail);
	if (!oldest || n < guests->n_of_one_sender)
		return NULL;
	oldest->goes = true;
	return oldest->connection;
}

void console_guests_spoke(ConsoleGuests *guests, gpointer connection)
{
	GList *at = g_hash_table_lookup(guests->by_connection, connection);

	if (!at)
		return;
	g_queue_unlink(&guests->guests, at);
	g_queue_push_tail_link(&guests->guests, at);
}

void console_guests_left(ConsoleGuests *guests, gpointer connection)
{
	GList *at = g_hash_table_lookup(guests->by_connection, connection);

	if (!at)
		return;
	g_hash_table_remove(guests->by_connection, connection);
	guest_free(at->data);
	g_queue_delete_link(&guests->guests, at);
}

guint console_guests_n(const ConsoleGuests *guests)
{
	return guests->guests.length;
}
