/* SPDX-License-Identifier: MIT */
/*
 * What a pen stored is freed on it only when it is on our disk. Ink of a pupil without consent is not kept, so
 * it is neither fetched nor freed, also when the pen changes hands in the middle; with consent it comes all.
 * And a file of protocol 1, whose packets must be answered before it is whole, is on disk as it comes.
 */
#include "daemon/classroom/classroom-pens.h"
#include "tests/neo-pen.h"
#include "tests/neo-v1-frames.h"

#define N_STORED 10

static gint64 now_ms(void)
{
	return g_get_real_time() / 1000;
}

/* Pupil 1 has given consent, pupil 2 has taken it back. */
static Room *room_with_one_consent(void)
{
	Room *room = room_new_with(
		&(PensOptions){ .pen = { .fetch_stored = true, .delete_stored = true } });
	const StoreConsent withdrawn = { store_new_id(room->store),
		classroom_seat(room->classroom, 1)->pupil_id, false, (char *)"ink", 2, NULL };

	store_put_consent(room->store, &withdrawn);
	room_wait_stored(room);
	return room;
}

static NeoPen *pen_with_ink(guint number)
{
	NeoPen *pen = neo_pen_new(number);

	pen->n_stored = N_STORED;
	pen->stored_from_ms = now_ms() - 60000;
	return pen;
}

static void listen(NeoPen *pen, guint ms)
{
	for (guint i = 0; i < ms; i++) {
		neo_pen_speak(pen);
		room_run_ms(1);
	}
}

static void lose_link(NeoPen *pen)
{
	pen->link.listener.closed(pen->link.listener.user, NULL);
}

static bool is_freed_on_pen(void *user)
{
	NeoPen *pen = user;

	neo_pen_speak(pen);
	return pen->n_freed > 0;
}

static guint n_strokes(Room *room, guint seat)
{
	return classroom_seat(room->classroom, seat)->n_strokes;
}

static void test_with_consent(void)
{
	g_autoptr(NeoPen) pen = pen_with_ink(1);
	g_autoptr(Room) room = room_with_one_consent();

	pens_take_link(room->pens, &pen->link);
	room_run_until(is_freed_on_pen, pen);
	g_assert_cmpuint(n_strokes(room, 0), ==, N_STORED);
}

static void test_without_consent(void)
{
	g_autoptr(NeoPen) pen = pen_with_ink(2);
	g_autoptr(Room) room = room_with_one_consent();

	neo_pen_connect(pen, room);
	g_assert_false(pens_fetch_stored(room->pens, "9C:7B:D2:FF:00:02"));
	listen(pen, 500);
	g_assert_cmpuint(pen->n_served + pen->n_freed, ==, 0);
	g_assert_cmpuint(n_strokes(room, 1), ==, 0);
}

/* It goes to the pupil without consent after it was asked for its ink, and comes back. */
static bool change_hands(NeoPen *pen, const GByteArray *request)
{
	Room *room = pen->user;

	if (request->data[0] == 0x22)
		classroom_bind_pen(room->classroom, room->pen_ids[0],
			classroom_pupil_by_number(room->classroom, 2), "swap", now_ms());
	return false;
}

static void test_changes_hands(void)
{
	g_autoptr(NeoPen) pen = pen_with_ink(1);
	g_autoptr(NeoPen) back = pen_with_ink(1);
	g_autoptr(Room) room = room_with_one_consent();

	back->stored_from_ms = pen->stored_from_ms;
	pen->lie = change_hands;
	pen->user = room;
	neo_pen_connect(pen, room);
	listen(pen, 700);
	g_assert_cmpuint(pen->n_served, ==, 1);
	g_assert_cmpuint(pen->n_freed, ==, 0);
	g_assert_cmpuint(n_strokes(room, 0) + n_strokes(room, 1), ==, 0);
	classroom_bind_pen(room->classroom, room->pen_ids[0],
		classroom_pupil_by_number(room->classroom, 1), "swap", now_ms());
	/* Not on this link: it has a gap in what it knows. */
	pens_configure(room->pens, "9C:7B:D2:FF:00:01");
	g_assert_false(pens_fetch_stored(room->pens, "9C:7B:D2:FF:00:01"));
	lose_link(pen);

	pens_take_link(room->pens, &back->link);
	room_run_until(is_freed_on_pen, back);
	g_assert_cmpuint(n_strokes(room, 0), ==, N_STORED);
}

/* ---- protocol 1 */

/* It answers nothing by itself; the test does. */
static bool swallow(NeoPen *pen, const GByteArray *request)
{
	pen->n_lies += request->data[0] == 0x44;
	return true;
}

static void say(NeoPen *pen, const char *hex)
{
	g_autoptr(GByteArray) body = helpers_hex(hex);

	neo_pen_put(pen->outbox, 0xC0, 1);
	g_byte_array_append(pen->outbox, body->data, body->len);
	neo_pen_put(pen->outbox, 0xC1, 1);
	neo_pen_speak(pen);
}

static bool is_answered(void *user)
{
	return ((const NeoPen *)user)->n_lies > 0;
}

/* The first of two packets is answered: no stroke can be read from it yet, but its bytes are on disk. */
static void test_half_a_file(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_with_one_consent();
	g_autoptr(GError) error = NULL;

	pen->lie = swallow;
	pen->link.address = g_strdup("9C:7B:D2:FF:00:01"); /* pens of protocol 1 never say it */
	pens_take_link(room->pens, &pen->link);
	say(pen, V1_POWER_ON);
	say(pen, STATUS);
	say(pen, V1_ALL_TOLD);
	say(pen, LIST);
	say(pen, FILE_INFO);
	say(pen, PACKET_0);
	g_assert_cmpuint(pen->n_lies, ==, 0);
	room_run_until(is_answered, pen);
	/* No waiting here: answered means on disk. */
	g_autoptr(GString) raw = store_reader_raw(room->reader, room->pen_ids[0], &error);
	g_assert_no_error(error);
	g_autoptr(GString) packet = g_string_new(NULL);
	for (const char *at = PACKET_0; *at; at++)
		if (*at != ' ')
			g_string_append_c(packet, *at);
	g_autoptr(GString) told = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(raw->str, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		const char *bytes = strstr(lines[i], " < ");
		g_string_append(told, bytes ? bytes + 3 : "");
	}
	g_assert_nonnull(strstr(told->str, packet->str));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/consent/with", test_with_consent);
	g_test_add_func("/daemon/consent/without", test_without_consent);
	g_test_add_func("/daemon/consent/changes-hands", test_changes_hands);
	g_test_add_func("/daemon/consent/half-a-file", test_half_a_file);
	return g_test_run();
}
