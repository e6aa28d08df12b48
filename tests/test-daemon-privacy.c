/* SPDX-License-Identifier: MIT */
/* Consent given and withdrawn while the daemon runs; what the nightly job forgets, and what keeps it from it. */
#include "daemon/classroom/classroom-pens.h"
#include "daemon/privacy/consents.h"
#include "daemon/privacy/nightly.h"
#include "tests/neo-pen.h"

#define DAY_MS (G_GINT64_CONSTANT(24) * 3600 * 1000)

static gint64 now_ms(void)
{
	return g_get_real_time() / 1000;
}

static void ask(Room *room, const char *line, const char *answer)
{
	const Consents consents = { room->store, room->reader, room->classroom };
	g_autofree char *told = consents_answer(&consents, line, strlen(line));

	g_assert_nonnull(told);
	if (!strstr(told, answer))
		g_error("%s: %s, not %s", line, told, answer);
	room_wait_stored(room);
}

static bool is_fetched(void *user)
{
	NeoPen *pen = user;

	neo_pen_speak(pen);
	return pen->n_served > 0;
}

/* Withdrawn, the pen is an ordinary pen at once; given again, what it kept comes. */
static void test_obeyed_at_once(void)
{
	g_autoptr(NeoPen) pen = neo_pen_new(1);
	g_autoptr(Room) room = room_new();

	ask(room, "{\"type\":\"consent\",\"request\":1,\"pupil\":1,\"given\":false}",
		"\"count\":1}");
	pen->n_stored = 3;
	pen->stored_from_ms = now_ms() - 60000;
	neo_pen_connect(pen, room);
	g_assert_false(classroom_keeps_ink(room->classroom, room->pen_ids[0]));
	g_assert_true(classroom_keeps_ink(room->classroom, room->pen_ids[1]));
	g_assert_false(pens_fetch_stored(room->pens, "9C:7B:D2:FF:00:01"));
	ask(room,
		"{\"type\":\"consent\",\"request\":2,\"pupil\":1,\"given\":true,\"note\":\"夹3\"}",
		"\"count\":1}");
	g_assert_true(pens_fetch_stored(room->pens, "9C:7B:D2:FF:00:01"));
	room_run_until(is_fetched, pen);
	const gint64 pupil_id = classroom_seat(room->classroom, 0)->pupil_id;
	g_autoptr(GPtrArray) records = store_reader_consents(room->reader, pupil_id, NULL);
	const StoreConsent *last = g_ptr_array_index(records, records->len - 1);

	g_assert_cmpuint(records->len, ==, 3);
	g_assert_true(last->given);
	g_assert_cmpstr(last->note, ==, "夹3");
}

static void test_refused(void)
{
	g_autoptr(Room) room = room_new();
	const Consents consents = { room->store, room->reader, room->classroom };
	static const struct {
		const char *line, *answer;
	} CASES[] = {
		{ "{\"type\":\"consent\",\"request\":1,\"pupil\":1}", "given" },
		{ "{\"type\":\"consent\",\"request\":1,\"pupil\":\"1\",\"given\":true}", "pupil" },
		{ "{\"type\":\"consent\",\"pupil\":1,\"given\":true}", "request" },
		{ "{\"type\":\"consent\",\"request\":1,\"pupil\":777,\"given\":true}",
			"no-such-pupil" },
		{ "{\"type\":\"consent\",\"request\":1,\"pupil\":1,\"given\":true,\"class\":\"x\"}",
			"no-such-class" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++)
		ask(room, CASES[i].line, CASES[i].answer);
	g_assert_null(consents_answer(&consents, "{\"type\":\"pens\"}", 15));
	g_assert_null(consents_answer(&consents, "nonsense", 8));
}

/* Everybody at once, by the number 0. */
static void test_whole_class(void)
{
	g_autoptr(Room) room = room_new();

	ask(room, "{\"type\":\"consent\",\"request\":1,\"pupil\":0,\"given\":false}", "\"count\":");
	for (guint i = 0; i < ROOM_N_PUPILS; i++)
		g_assert_false(classroom_keeps_ink(room->classroom, room->pen_ids[i]));
	g_assert_true(classroom_keeps_ink(room->classroom, room->pen_ids[ROOM_N_PUPILS]));
}

static gint64 put_copy(Room *room, gint64 created_ms)
{
	const StorePageCopy copy = { .id = store_new_id(room->store),
		.pupil_id = classroom_seat(room->classroom, 0)->pupil_id,
		.pen_id = room->pen_ids[0],
		.page = { PAGE_FAMILY_NCODE, 3, 27, 603, 10 },
		.created_ms = created_ms };

	store_put_page_copy(room->store, &copy);
	room_wait_stored(room);
	return copy.id;
}

static guint n_copies(Room *room)
{
	g_autoptr(GPtrArray) copies = store_reader_page_copies(room->reader, 0, NULL);

	return copies->len;
}

static guint forget_all(Room *room, const NightlyOptions *options, gint64 at_ms)
{
	Nightly *nightly = nightly_new(options, room->store, room->reader);
	guint n_slices = 0;

	while (nightly_forget_slice(nightly, at_ms)) {
		room_wait_stored(room);
		n_slices++;
	}
	nightly_free(nightly);
	return n_slices;
}

static void test_nightly(void)
{
	g_autoptr(Room) room = room_new();
	const gint64 now = now_ms();
	const NightlyOptions never = { 0 };
	const NightlyOptions month = { .days = { [STORE_FORGET_RESULTS] = 30 } };

	put_copy(room, now - 40 * DAY_MS);
	put_copy(room, now - 20 * DAY_MS);
	g_assert_cmpuint(forget_all(room, &never, now), ==, 0);
	g_assert_cmpuint(n_copies(room), ==, 2);
	g_assert_cmpuint(forget_all(room, &month, now), ==, 1);
	g_assert_cmpuint(n_copies(room), ==, 1);
	g_assert_cmpuint(forget_all(room, &month, now), ==, 0);
}

/* A clock set to another year would forget everything that there is. */
static void test_wrong_clock(void)
{
	g_autoptr(Room) room = room_new();
	const gint64 now = now_ms();
	const NightlyOptions month = { .days = { [STORE_FORGET_RESULTS] = 30 } };

	put_copy(room, now);
	g_test_expect_message("zhibi-daemon", G_LOG_LEVEL_WARNING, "*the clock is*ahead*");
	g_assert_cmpuint(forget_all(room, &month, now + 3650 * DAY_MS), ==, 0);
	g_test_assert_expected_messages();
	g_assert_cmpuint(n_copies(room), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/privacy/obeyed-at-once", test_obeyed_at_once);
	g_test_add_func("/daemon/privacy/refused", test_refused);
	g_test_add_func("/daemon/privacy/whole-class", test_whole_class);
	g_test_add_func("/daemon/privacy/nightly", test_nightly);
	g_test_add_func("/daemon/privacy/wrong-clock", test_wrong_clock);
	return g_test_run();
}
