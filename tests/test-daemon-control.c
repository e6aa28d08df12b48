/* SPDX-License-Identifier: MIT */
/*
 * The control socket and the fleet behind it: who asks what in which form, and what a lying or greedy peer
 * gets. The examples of docs/console-protocol.md are held against real answers.
 */
#include "daemon/control/control.h"
#include "daemon/fleet/seal.h"
#include "tests/daemon-room.h"
#include "tests/json-form.h"
#include "tests/neo-pen.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

typedef struct {
	Room *room;
	Fleet *fleet;
	Control *control;
	char *path, *key;
} Desk;

static void on_stored(void *user)
{
	const Desk *desk = user;

	if (desk->control)
		control_stored(desk->control);
}

static void desk_open(Desk *desk)
{
	g_autoptr(GError) error = NULL;
	const FleetOptions options = {
		.store = desk->room->store,
		.reader = desk->room->reader,
		.classroom = desk->room->classroom,
		.key_path = desk->key,
	};

	desk->fleet = fleet_new(&options, &error);
	g_assert_no_error(error);
	fleet_set_pens(desk->fleet, desk->room->pens);
	desk->control = control_new(desk->path, desk->fleet, desk->room->store, &error);
	g_assert_no_error(error);
}

static void desk_close(Desk *desk)
{
	desk->control = control_free(desk->control);
	desk->fleet = fleet_free(desk->fleet);
}

static Desk *desk_new(void)
{
	Desk *desk = g_new0(Desk, 1);

	desk->room = room_new();
	desk->room->stored_user = desk;
	desk->room->stored_too = on_stored;
	desk->path = g_build_filename(desk->room->folder, "control.sock", NULL);
	desk->key = g_build_filename(desk->room->folder, "pens.key", NULL);
	desk_open(desk);
	return desk;
}

static void desk_free(Desk *desk)
{
	desk_close(desk);
	room_free(desk->room);
	g_free(desk->path);
	g_free(desk->key);
	g_free(desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

/* ---- a peer */

static int peer_open(const Desk *desk)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	g_strlcpy(address.sun_path, desk->path, sizeof address.sun_path);
	g_assert_cmpint(connect(fd, (const struct sockaddr *)&address, sizeof address), ==, 0);
	return fd;
}

static void peer_say(int fd, const char *text)
{
	g_assert_cmpint(send(fd, text, strlen(text), MSG_NOSIGNAL), ==, (gssize)strlen(text));
}

/* The next line; NULL: hung up. */
static char *peer_hear(int fd)
{
	g_autoptr(GString) line = g_string_new(NULL);
	const gint64 end_us = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

	for (;;) {
		char byte;
		gssize n = recv(fd, &byte, 1, 0);

		g_assert_cmpint(g_get_monotonic_time(), <, end_us);
		if (n == 1 && byte == '\n')
			return g_string_free(g_steal_pointer(&line), FALSE);
		if (n == 1)
			g_string_append_c(line, byte);
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			return NULL;
		else if (!g_main_context_iteration(NULL, FALSE))
			g_usleep(500);
	}
}

static json_t *peer_ask(int fd, const char *text)
{
	peer_say(fd, text);
	peer_say(fd, "\n");
	g_autofree char *line = peer_hear(fd);
	g_assert_nonnull(line);
	json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	g_assert_nonnull(object);
	return object;
}

static json_t *desk_ask(const Desk *desk, const char *text)
{
	int fd = peer_open(desk);
	json_t *answer = peer_ask(fd, text);

	close(fd);
	return answer;
}

static void assert_refused(const Desk *desk, const char *text, const char *code)
{
	json_t *answer = desk_ask(desk, text);

	g_test_message("%s", text);
	g_assert_cmpstr(json_string_value(json_object_get(answer, "type")), ==, "error");
	g_assert_cmpstr(json_string_value(json_object_get(answer, "code")), ==, code);
	json_decref(answer);
}

static void assert_done(const Desk *desk, const char *text)
{
	json_t *answer = desk_ask(desk, text);

	g_test_message("%s", text);
	g_assert_cmpstr(json_string_value(json_object_get(answer, "type")), ==, "done");
	json_decref(answer);
}

/* ---- form */

static void test_status(void)
{
	g_autoptr(Desk) desk = desk_new();
	json_t *wanted = json_form_example("status");
	json_t *got = desk_ask(desk, "{\"type\":\"status\",\"request\":7}");

	json_form_assert("", wanted, got);
	g_assert_cmpint(json_integer_value(json_object_get(got, "request")), ==, 7);
	const json_t *pens = json_object_get(got, "pens");
	g_assert_cmpint(json_integer_value(json_object_get(pens, "known")), ==, 3);
	g_assert_cmpint(json_integer_value(json_object_get(pens, "bound")), ==, 3);
	g_assert_cmpint(json_integer_value(json_object_get(pens, "here")), ==, 0);
	json_decref(wanted);
	json_decref(got);
}

static void test_pens(void)
{
	g_autoptr(Desk) desk = desk_new();
	json_t *wanted = json_form_example("pens");
	json_t *got = desk_ask(desk, "{\"type\":\"pens\",\"request\":8}");
	const json_t *first = json_array_get(json_object_get(got, "pens"), 0);

	json_form_assert("", wanted, got);
	g_assert_cmpuint(json_array_size(json_object_get(got, "pens")), ==, 3);
	g_assert_cmpstr(json_string_value(json_object_get(first, "pen")), ==, "9C:7B:D2:FF:00:01");
	g_assert_cmpstr(json_string_value(json_object_get(first, "state")), ==, "away");
	const json_t *pupil = json_object_get(first, "pupil");
	g_assert_cmpstr(json_string_value(json_object_get(pupil, "name")), ==, "学生");
	json_decref(wanted);
	json_decref(got);
	/* A hidden name does not cross here either. */
	classroom_set_hide_names(desk->room->classroom, true);
	got = desk_ask(desk, "{\"type\":\"pens\",\"request\":9}");
	char *text = json_dumps(got, 0);
	g_assert_null(strstr(text, "学生"));
	free(text);
	json_decref(got);
}

static void test_refusals(void)
{
	g_autoptr(Desk) desk = desk_new();

	assert_refused(desk, "{\"type\":\"status\"}", "bad-message");
	assert_refused(desk, "[]", "bad-message");
	assert_refused(desk, "{\"type\":\"pens\",\"request\":1,\"all\":true}", "bad-message");
	assert_refused(desk, "{\"type\":\"open-page\",\"request\":1,\"copy\":1}", "not-here");
	assert_refused(desk, "{\"type\":\"pen-find\",\"request\":1,\"pen\":\"AA\"}", "no-such-pen");
	assert_refused(desk, "{\"type\":\"pen-find\",\"request\":1,\"pen\":\"9C:7B:D2:FF:00:01\"}",
		"pen-away");
	assert_refused(desk,
		"{\"type\":\"pen-setting\",\"request\":1,\"pen\":\"9C:7B:D2:FF:00:01\","
		"\"setting\":\"volume\",\"value\":1}",
		"bad-setting");
	assert_refused(desk,
		"{\"type\":\"pen-setting\",\"request\":1,\"pen\":\"9C:7B:D2:FF:00:01\","
		"\"setting\":\"beep\",\"value\":2}",
		"bad-setting");
	assert_refused(desk,
		"{\"type\":\"pen-bind\",\"request\":1,\"pen\":\"9C:7B:D2:FF:00:01\",\"pupil\":40}",
		"no-such-pupil");
	assert_refused(desk,
		"{\"type\":\"pen-password\",\"request\":1,\"pen\":\"9C:7B:D2:FF:00:01\","
		"\"password\":\"12345678901234567\"}",
		"bad-message");
	assert_refused(
		desk, "{\"type\":\"pairing-start\",\"request\":1,\"seconds\":60}", "no-bluetooth");
}

/* ---- the line */

static void test_lines(void)
{
	g_autoptr(Desk) desk = desk_new();
	int fd = peer_open(desk);

	/* In pieces, and two at once. */
	peer_say(fd, "{\"type\":\"sta");
	room_run_ms(5);
	peer_say(fd, "tus\",\"request\":1}\n{\"type\":\"pens\",\"request\":2}\n");
	g_autofree char *one = peer_hear(fd);
	g_autofree char *two = peer_hear(fd);
	g_assert_nonnull(strstr(one, "\"status\""));
	g_assert_nonnull(strstr(two, "\"pens\""));
	/* Ten bad ones are enough. */
	for (guint i = 0; i < 10; i++) {
		json_t *answer = peer_ask(fd, "?");
		json_decref(answer);
	}
	g_assert_null(peer_hear(fd));
	close(fd);
	/* A line without end. */
	fd = peer_open(desk);
	g_autofree char *endless = g_strnfill(5000, 'x');
	peer_say(fd, endless);
	g_autofree char *answer = peer_hear(fd);
	g_assert_nonnull(strstr(answer, "bad-message"));
	g_assert_null(peer_hear(fd));
	close(fd);
}

static void test_crowd(void)
{
	g_autoptr(Desk) desk = desk_new();
	int fds[17];

	for (guint i = 0; i < 17; i++) {
		fds[i] = peer_open(desk);
		room_run_ms(2);
	}
	g_assert_cmpuint(control_n_peers(desk->control), ==, 16);
	g_assert_null(peer_hear(fds[16]));
	for (guint i = 0; i < 17; i++)
		close(fds[i]);
	room_run_ms(20);
	g_assert_cmpuint(control_n_peers(desk->control), ==, 0);
	struct stat about;
	g_assert_cmpint(stat(desk->path, &about), ==, 0);
	g_assert_cmpint(about.st_mode & 0777, ==, 0660);
}

/* Asks without reading: the daemon stops listening to it and goes on with others. */
static void test_greedy(void)
{
	g_autoptr(Desk) desk = desk_new();
	int fd = peer_open(desk);
	const char *line = "{\"type\":\"pens\",\"request\":1}\n";
	gsize n_said = 0;

	for (guint i = 0; i < 100000; i++) {
		if (send(fd, line, strlen(line), MSG_NOSIGNAL) < 0) {
			if (!g_main_context_iteration(NULL, FALSE))
				break; /* it takes no more, and nothing is left to do */
			continue;
		}
		n_said++;
	}
	g_assert_cmpuint(n_said, <, 100000);
	json_decref(desk_ask(desk, "{\"type\":\"status\",\"request\":1}"));
	close(fd);
}

/* ---- who holds which */

static gint64 bound_to(const Desk *desk, guint i)
{
	g_autofree char *address = g_strdup_printf("9C:7B:D2:FF:00:%02X", i + 1);
	json_t *answer = desk_ask(desk, "{\"type\":\"pens\",\"request\":1}");
	const json_t *pen = json_array_get(json_object_get(answer, "pens"), i);

	g_assert_cmpstr(json_string_value(json_object_get(pen, "pen")), ==, address);
	gint64 number = json_integer_value(
		json_object_get(json_object_get(pen, "pupil"), "number")); /* 0: none */
	json_decref(answer);
	return number;
}

#define PEN_1 "\"pen\":\"9C:7B:D2:FF:00:01\""
#define PEN_2 "\"pen\":\"9C:7B:D2:FF:00:02\""

static void test_bindings(void)
{
	g_autoptr(Desk) desk = desk_new();

	assert_done(desk,
		"{\"type\":\"pen-swap\",\"request\":1," PEN_1 ",\"other\":\"9C:7B:D2:FF:00:02\"}");
	g_assert_cmpint(bound_to(desk, 0), ==, 2);
	g_assert_cmpint(bound_to(desk, 1), ==, 1);
	/* A pupil's new pen ends the binding of the one before. */
	assert_done(desk, "{\"type\":\"pen-bind\",\"request\":2," PEN_1 ",\"pupil\":1}");
	g_assert_cmpint(bound_to(desk, 0), ==, 1);
	g_assert_cmpint(bound_to(desk, 1), ==, 0);
	assert_refused(desk, "{\"type\":\"pen-unbind\",\"request\":3," PEN_2 "}", "not-bound");
	assert_done(desk, "{\"type\":\"pen-retire\",\"request\":4," PEN_1 "}");
	g_assert_cmpint(bound_to(desk, 0), ==, 0);
	/* All of it is on disk. */
	room_wait_stored(desk->room);
	desk_close(desk);
	room_restart(desk->room);
	desk_open(desk);
	json_t *answer = desk_ask(desk, "{\"type\":\"pens\",\"request\":1}");
	const json_t *pen = json_array_get(json_object_get(answer, "pens"), 0);
	g_assert_true(json_is_true(json_object_get(pen, "retired")));
	g_assert_true(json_is_null(json_object_get(pen, "pupil")));
	json_decref(answer);
}

/* A pen bound in mid-stroke: the stroke ends as the new owner's. */
static void test_bound_while_writing(void)
{
	g_autoptr(Desk) desk = desk_new();
	Classroom *classroom = desk->room->classroom;
	g_autoptr(Stroke) stroke = stroke_new();
	guint seat;
	PageAddress page;

	stroke->id = store_new_id(desk->room->store);
	stroke->page = ROOM_PAGE;
	stroke->start_ms = 1000;
	classroom_stroke_opened(classroom, desk->room->pen_ids[0], stroke, 1000);
	const Dot dot = { .at = { 10, 10 }, .force = 1 };
	g_array_append_val(stroke->dots, dot);
	classroom_stroke_grew(classroom, desk->room->pen_ids[0], stroke, 0, 1010);
	assert_done(desk, "{\"type\":\"pen-bind\",\"request\":2," PEN_1 ",\"pupil\":2}");
	stroke->end_ms = 1010;
	classroom_stroke_closed(classroom, desk->room->pen_ids[0], stroke, 1020);
	gint64 copy = classroom_seat(classroom, 1)->page_copy_id;
	g_assert_true(classroom_page_place(classroom, copy, &seat, &page));
	g_assert_cmpuint(seat, ==, 1);
	g_autoptr(GPtrArray) strokes = room_strokes(desk->room, copy);
	g_assert_cmpuint(strokes->len, ==, 1);
}

/* ---- what a pen is asked */

static json_t *task_of(const Desk *desk, guint i)
{
	json_t *answer = desk_ask(desk, "{\"type\":\"pens\",\"request\":1}");
	json_t *task = json_incref(
		json_object_get(json_array_get(json_object_get(answer, "pens"), i), "task"));

	json_decref(answer);
	return task;
}

static void assert_task(const Desk *desk, guint i, const char *name, const char *state)
{
	json_t *task = task_of(desk, i);

	g_assert_cmpstr(json_string_value(json_object_get(task, "name")), ==, name);
	g_assert_cmpstr(json_string_value(json_object_get(task, "state")), ==, state);
	json_decref(task);
}

static void speak(NeoPen *pen, guint ms)
{
	for (guint i = 0; i < ms / 5; i++) {
		neo_pen_speak(pen);
		room_run_ms(5);
	}
}

#define SETTING(pen, value)                                                                        \
	"{\"type\":\"pen-setting\",\"request\":1," pen ",\"setting\":\"beep\",\"value\":" value "}"

/* A pen that says yes and keeps its value is told as such; while one is waited for, the other goes on. */
static void test_settings(void)
{
	g_autoptr(Desk) desk = desk_new();
	g_autoptr(NeoPen) one = neo_pen_new(1);
	g_autoptr(NeoPen) two = neo_pen_new(2);

	neo_pen_connect(one, desk->room);
	neo_pen_connect(two, desk->room);
	speak(one, 50);
	speak(two, 50);
	json_t *pens = desk_ask(desk, "{\"type\":\"pens\",\"request\":1}");
	const json_t *first = json_array_get(json_object_get(pens, "pens"), 0);
	g_assert_cmpstr(json_string_value(json_object_get(first, "state")), ==, "ready");
	gint64 beep =
		json_integer_value(json_object_get(json_object_get(first, "settings"), "beep"));
	json_decref(pens);
	/* The first pen does not answer yet: it is under way there, and done at the other. */
	assert_done(desk, beep ? SETTING(PEN_1, "0") : SETTING(PEN_1, "1"));
	assert_done(desk, beep ? SETTING(PEN_2, "1") : SETTING(PEN_2, "0")); /* as it is */
	speak(two, 50);
	assert_task(desk, 0, "setting", "under-way");
	assert_task(desk, 1, "setting", "done");
	/* Nothing else begins at the first meanwhile; eight may wait. */
	for (guint i = 0; i < 7; i++)
		assert_done(desk, "{\"type\":\"pen-fetch\",\"request\":1," PEN_1 "}");
	assert_refused(desk, "{\"type\":\"pen-fetch\",\"request\":1," PEN_1 "}", "pen-busy");
	assert_task(desk, 0, "fetch", "waiting");
	neo_pen_speak(one);
	speak(one, 20);
	/* It kept its old value, and then the fetches had their turn. */
	assert_task(desk, 0, "fetch", "done");
	assert_done(desk, beep ? SETTING(PEN_1, "0") : SETTING(PEN_1, "1"));
	speak(one, 50);
	assert_task(desk, 0, "setting", "failed");
	json_t *task = task_of(desk, 0);
	g_assert_cmpstr(json_string_value(json_object_get(task, "reason")), ==,
		"the pen said yes, but kept its old value");
	g_assert_cmpstr(
		json_string_value(json_object_get(task, "reason_zh")), ==, "笔答应了，但没有改");
	json_decref(task);
	/* Of a model that cannot. */
	assert_done(desk, "{\"type\":\"pen-find\",\"request\":1," PEN_2 "}");
	room_run_ms(20);
	assert_task(desk, 1, "find", "failed");
	/* Gone in the middle. */
	assert_done(desk, SETTING(PEN_2, "1"));
	room_run_ms(20);
	two->link.listener.closed(two->link.listener.user, NULL);
	room_run_ms(20);
	assert_task(desk, 1, "setting", "failed");
	desk_close(desk);
	desk->room->pens = pens_free(desk->room->pens);
}

/* ---- passwords */

static void test_password(void)
{
	g_autoptr(Desk) desk = desk_new();
	char password[17];
	g_autofree char *database = NULL, *log = NULL;
	gsize n_database, n_log;
	struct stat about;

	assert_done(desk,
		"{\"type\":\"pen-password\",\"request\":1," PEN_1 ",\"password\":\"{kor-rekt]\"}");
	fleet_password(desk->fleet, "9C:7B:D2:FF:00:01", password);
	g_assert_cmpstr(password, ==, "{kor-rekt]");
	room_wait_stored(desk->room);
	desk_close(desk);
	room_restart(desk->room);
	desk_open(desk);
	fleet_password(desk->fleet, "9C:7B:D2:FF:00:01", password);
	g_assert_cmpstr(password, ==, "{kor-rekt]");
	fleet_password(desk->fleet, "9C:7B:D2:FF:00:02", password);
	g_assert_cmpstr(password, ==, "");
	/* It is in no file, and in no answer. */
	g_autofree char *log_path = g_strconcat(desk->room->path, "-wal", NULL);
	g_assert_true(g_file_get_contents(desk->room->path, &database, &n_database, NULL));
	g_assert_null(memmem(database, n_database, "kor-rekt", 8));
	if (g_file_get_contents(log_path, &log, &n_log, NULL))
		g_assert_null(memmem(log, n_log, "kor-rekt", 8));
	json_t *answer = desk_ask(desk, "{\"type\":\"pens\",\"request\":1}");
	char *text = json_dumps(answer, 0);
	g_assert_null(strstr(text, "kor-rekt"));
	g_assert_nonnull(strstr(text, "\"password\": true"));
	free(text);
	json_decref(answer);
	g_assert_cmpint(stat(desk->key, &about), ==, 0);
	g_assert_cmpint(about.st_mode & 0777, ==, 0600);
	/* Cleared is gone. */
	assert_done(desk, "{\"type\":\"pen-password\",\"request\":1," PEN_1 ",\"password\":\"\"}");
	fleet_password(desk->fleet, "9C:7B:D2:FF:00:01", password);
	g_assert_cmpstr(password, ==, "");
}

static void test_seal(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *path = g_build_filename(folder, "pens.key", NULL);
	g_autofree char *other_path = g_build_filename(folder, "other.key", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Seal) seal = seal_new(path, &error);
	g_assert_no_error(error);
	g_autoptr(Seal) same = seal_new(path, &error);
	g_assert_no_error(error);
	g_autoptr(Seal) other = seal_new(other_path, &error);
	g_assert_no_error(error);
	char text[SEAL_TEXT_SIZE];
	g_autoptr(GBytes) sealed = seal_close(seal, "AA", "1234567890123456");

	g_assert_true(seal_open(same, "AA", sealed, text));
	g_assert_cmpstr(text, ==, "1234567890123456");
	g_assert_false(seal_open(seal, "BB", sealed, text));
	g_assert_false(seal_open(other, "AA", sealed, text));
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(sealed, &n_bytes);
	for (gsize i = 0; i < n_bytes; i++) {
		g_autofree guint8 *copy = g_memdup2(bytes, n_bytes);
		copy[i] ^= 1;
		g_autoptr(GBytes) damaged = g_bytes_new(copy, n_bytes);
		g_assert_false(seal_open(seal, "AA", damaged, text));
		g_autoptr(GBytes) cut = g_bytes_new(bytes, i);
		g_assert_false(seal_open(seal, "AA", cut, text));
	}
	/* A key that others may read, and half a key, are none. */
	g_assert_cmpint(chmod(path, 0644), ==, 0);
	g_assert_null(seal_new(path, &error));
	g_assert_nonnull(strstr(error->message, "chmod 600"));
	g_clear_error(&error);
	g_assert_cmpint(chmod(path, 0600), ==, 0);
	g_assert_cmpint(truncate(path, 7), ==, 0);
	g_assert_null(seal_new(path, &error));
	g_assert_nonnull(strstr(error->message, "backup"));
	helpers_remove_folder(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/control/status", test_status);
	g_test_add_func("/control/pens", test_pens);
	g_test_add_func("/control/refusals", test_refusals);
	g_test_add_func("/control/lines", test_lines);
	g_test_add_func("/control/crowd", test_crowd);
	g_test_add_func("/control/greedy", test_greedy);
	g_test_add_func("/fleet/bindings", test_bindings);
	g_test_add_func("/fleet/bound-while-writing", test_bound_while_writing);
	g_test_add_func("/fleet/settings", test_settings);
	g_test_add_func("/fleet/password", test_password);
	g_test_add_func("/fleet/seal", test_seal);
	return g_test_run();
}
