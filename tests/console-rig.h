/* SPDX-License-Identifier: MIT */
/*
 * A real console for tests: a store in a temporary folder, a class of pupils with pens, a teacher, the
 * console on a free port of the loopback. Strokes are handed to the classroom as a pen's would be.
 */
#pragma once

#include "daemon/console/console.h"
#include "tests/helpers.h"
#include "tests/websocket-client.h"

#include <glib/gstdio.h>
#include <jansson.h>

#define RIG_PASSWORD "korr-ekte-pass-wort"
#define RIG_ROLES "teacher head administrator"
#define RIG_OFFSET_MINUTES 480 /* the school is in China, wherever the machine stands */
#define RIG_DAY_ENDS_MINUTES 1050
#define RIG_BOOK 603

typedef struct {
	char *folder;
	GMainLoop *loop;
	Store *store;
	StoreReader *reader;
	Problems *problems;
	Classroom *classroom;
	Login *login;
	Fleet *fleet;
	Console *console;
	Loads *loads;
	guint n_pupils;
	guint64 stored;
	gint64 class_id, teacher_id;
	gint64 *pen_ids; /* by pupil */
	gint64 clock_ms; /* of the strokes */
	gint64 last_stroke_id;
	char *host; /* "127.0.0.1:port" */
	char *origin;
} ConsoleRig;

static inline void rig_stored(void *user, guint64 sequence)
{
	ConsoleRig *rig = user;

	rig->stored = sequence;
	if (rig->console)
		console_stored(rig->console);
}

static inline void rig_settled(void *user, const StoreSettled *settled, gsize n_settled)
{
	ConsoleRig *rig = user;
	if (rig->classroom)
		classroom_settled(rig->classroom, settled, n_settled);
}

static inline void rig_state(void *user, StoreState state, const char *message)
{
	ConsoleRig *rig = user;
	if (rig->classroom)
		classroom_store_changed(rig->classroom, state, message);
}

static inline void rig_wait_stored(ConsoleRig *rig)
{
	guint64 last = store_sequence(rig->store);
	while (rig->stored < last)
		g_main_context_iteration(NULL, TRUE);
}

static inline void rig_put_pupil(ConsoleRig *rig, guint i)
{
	char name[32], address[18];
	g_snprintf(name, sizeof(name), "学生%02u号", i + 1);
	g_snprintf(address, sizeof(address), "9C:7B:D2:00:00:%02X", i);
	StorePupil pupil = { store_new_id(rig->store), rig->class_id, (gint)i + 1, name,
		(gint)i / 8, (gint)i % 8, NULL, 0 };
	store_put_pupil(rig->store, &pupil);
	StoreConsent consent = { store_new_id(rig->store), pupil.id, true, (char *)"ink", 1, NULL };
	store_put_consent(rig->store, &consent);
	StorePen pen = { .id = rig->pen_ids[i] = store_new_id(rig->store),
		.address = address,
		.driver = (char *)"neo",
		.model = (char *)"NWP-F50",
		.firmware = (char *)"1.0",
		.battery_percent = 80,
		.last_seen_ms = 1 };
	store_put_pen(rig->store, &pen);
	StoreBinding binding = { store_new_id(rig->store), pen.id, pupil.id, 0, 1, NULL };
	store_put_binding(rig->store, &binding);
}

static inline void rig_fill_store(ConsoleRig *rig)
{
	Store *store = rig->store;
	StoreSchool school = { store_new_id(store), (char *)"实验小学" };
	store_put_school(store, &school);
	StoreClass class = { store_new_id(store), school.id, (char *)"四年级2班", 4, false, 6, 8 };
	store_put_class(store, &class);
	rig->class_id = class.id;
	g_autofree char *hash = login_hash_password(RIG_PASSWORD);
	StoreTeacher teacher = { store_new_id(store), (char *)"teacher", (char *)"王老师", hash,
		(char *)RIG_ROLES, 0, NULL };
	store_put_teacher(store, &teacher);
	login_add_teacher(rig->login, &teacher);
	rig->teacher_id = teacher.id;
	StoreSheet sheet = {
		.id = store_new_id(store), .title = (char *)"口算练习 12", .json = (char *)""
	};
	store_put_sheet(store, &sheet);
	StoreAssignment assignment = { .id = store_new_id(store),
		.class_id = class.id,
		.sheet_id = sheet.id,
		.subject = (char *)"数学",
		.place = (char *)"lesson",
		.published_ms = 1 };
	store_put_assignment(store, &assignment);
	for (guint i = 0; i < rig->n_pupils; i++)
		rig_put_pupil(rig, i);
	rig_wait_stored(rig);
}

static inline void rig_open_store(ConsoleRig *rig)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(rig->folder, "zhibi.db", NULL);
	StoreOptions options = { .path = path };
	StoreListener listener = { rig, rig_stored, rig_settled, rig_state };
	rig->store = store_open(&options, &listener, &error);
	g_assert_no_error(error);
	rig_fill_store(rig);
	rig->reader = store_reader_open(path, &error);
	g_assert_no_error(error);
	rig->problems = problems_new(rig->store, rig->reader, &error);
	g_assert_no_error(error);
	rig->classroom = classroom_new(rig->store, rig->reader, &error);
	g_assert_no_error(error);
}

static inline void rig_start_fleet(ConsoleRig *rig)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *key = g_build_filename(rig->folder, "pens.key", NULL);
	const FleetOptions options = { .store = rig->store,
		.reader = rig->reader,
		.classroom = rig->classroom,
		.key_path = key,
		.enrolment_page = { PAGE_FAMILY_NCODE, 3, 27, RIG_BOOK, 1 },
		.clock = { .offset_minutes = RIG_OFFSET_MINUTES },
		.day_ends_minutes = RIG_DAY_ENDS_MINUTES };
	rig->fleet = fleet_new(&options, &error);
	g_assert_no_error(error);
	fleet_set_problems(rig->fleet, rig->problems);
}

static inline void rig_start_console(ConsoleRig *rig, const ConsoleOptions *options)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *page = g_build_filename(rig->folder, "page", NULL);
	ConsoleOptions with_defaults = *options;
	with_defaults.problems = rig->problems;
	with_defaults.fleet = rig->fleet;
	g_autofree char *database = g_build_filename(rig->folder, "zhibi.db", NULL);
	loads_free(rig->loads); /* of a console before */
	with_defaults.loads = rig->loads = loads_new(&(LoadsOptions){ database, NULL });
	if (!with_defaults.address)
		with_defaults.address = "127.0.0.1";
	if (!with_defaults.page_folder)
		with_defaults.page_folder = page;
	rig->console = console_new(
		&with_defaults, rig->loop, rig->classroom, rig->login, rig->store, &error);
	g_assert_no_error(error);
	rig->host = g_strdup_printf("127.0.0.1:%u", console_port(rig->console));
	rig->origin =
		g_strdup_printf("http%s://%s", options->certificate_path ? "s" : "", rig->host);
}

static inline ConsoleRig *rig_new(guint n_pupils, const ConsoleOptions *options)
{
	ConsoleRig *rig = g_new0(ConsoleRig, 1);
	rig->folder = helpers_temporary_folder();
	rig->loop = g_main_loop_new(NULL, FALSE);
	rig->login = login_new();
	rig->n_pupils = n_pupils;
	rig->pen_ids = g_new0(gint64, n_pupils);
	rig->clock_ms = G_GINT64_CONSTANT(1764576000000);
	rig_open_store(rig);
	rig_start_fleet(rig);
	rig_start_console(rig, options);
	return rig;
}

static inline void rig_free(ConsoleRig *rig)
{
	if (!rig)
		return;
	console_free(rig->console);
	loads_free(rig->loads);
	login_free(rig->login);
	fleet_free(rig->fleet);
	classroom_free(rig->classroom);
	problems_free(rig->problems);
	store_reader_close(rig->reader);
	store_close(rig->store);
	g_main_loop_unref(rig->loop);
	helpers_remove_folder(rig->folder);
	g_free(rig->folder);
	g_free(rig->pen_ids);
	g_free(rig->host);
	g_free(rig->origin);
	g_free(rig);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConsoleRig, rig_free)

/* ---- ink */

static inline void rig_put_dots(ConsoleRig *rig, Stroke *stroke, guint n_dots)
{
	for (guint i = 0; i < n_dots; i++) {
		guint n = stroke->dots->len;
		Dot dot = { .time_ms = n * 8,
			.at = { 1000 + (gint32)(n * 7 % 300), 2000 + (gint32)(n * 5 % 200) },
			.force = (guint16)(n * 31 % 850),
			.twist = TWIST_NONE,
			.tilt_x = TILT_NONE,
			.tilt_y = TILT_NONE };
		g_array_append_val(stroke->dots, dot);
	}
	rig->clock_ms += n_dots * 8;
}

static inline Stroke *rig_pen_down(ConsoleRig *rig, guint pupil, guint page)
{
	Stroke *stroke = stroke_new();
	stroke->id = rig->last_stroke_id = store_new_id(rig->store);
	stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, RIG_BOOK, page };
	stroke->start_ms = stroke->pen_start_ms = rig->clock_ms;
	stroke->force_max = 850;
	classroom_stroke_opened(rig->classroom, rig->pen_ids[pupil], stroke, rig->clock_ms);
	return stroke;
}

static inline void rig_pen_move(ConsoleRig *rig, guint pupil, Stroke *stroke, guint n_dots)
{
	guint first = stroke->dots->len;
	rig_put_dots(rig, stroke, n_dots);
	classroom_stroke_grew(rig->classroom, rig->pen_ids[pupil], stroke, first, rig->clock_ms);
}

static inline void rig_pen_up(ConsoleRig *rig, guint pupil, Stroke *take_stroke)
{
	take_stroke->end_ms = rig->clock_ms;
	for (guint i = 0; i < take_stroke->dots->len; i++)
		take_stroke->force_max =
			MAX(take_stroke->force_max, stroke_dot(take_stroke, i)->force);
	classroom_stroke_closed(rig->classroom, rig->pen_ids[pupil], take_stroke, rig->clock_ms);
	stroke_free(take_stroke);
	rig->clock_ms += 100;
}

/* A whole stroke, in notifications of ten dots. */
static inline void rig_write(ConsoleRig *rig, guint pupil, guint page, guint n_dots)
{
	Stroke *stroke = rig_pen_down(rig, pupil, page);
	for (guint n = 0; n < n_dots; n += 10)
		rig_pen_move(rig, pupil, stroke, MIN(10, n_dots - n));
	rig_pen_up(rig, pupil, stroke);
}

/* ---- the wire */

static inline guint rig_post(ConsoleRig *rig, const char *path, const char *body, const char *more,
	char **head, char **answer)
{
	g_autoptr(WebsocketClient) client = websocket_client_new(console_port(rig->console), 0);
	g_autofree char *request =
		g_strdup_printf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %zu\r\n%s\r\n%s",
			path, rig->host, strlen(body), more, body);
	return websocket_http(client, request, head, answer);
}

static inline guint rig_get(
	ConsoleRig *rig, const char *path, const char *more, char **head, char **answer)
{
	g_autoptr(WebsocketClient) client = websocket_client_new(console_port(rig->console), 0);
	g_autofree char *request =
		g_strdup_printf("GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", path, rig->host, more);
	return websocket_http(client, request, head, answer);
}

/* "zhibi=…" of a new session. */
static inline char *rig_log_in(ConsoleRig *rig)
{
	g_autofree char *head = NULL;
	guint status = rig_post(rig, "/api/login",
		"{\"name\":\"teacher\",\"password\":\"" RIG_PASSWORD "\"}", "", &head, NULL);
	g_assert_cmpuint(status, ==, 204);
	g_autofree char *cookie = websocket_header(head, "set-cookie");
	g_assert_nonnull(cookie);
	return g_strndup(cookie, strcspn(cookie, ";"));
}

static inline WebsocketClient *rig_open_slow(ConsoleRig *rig, const char *cookie, int receive_bytes)
{
	WebsocketClient *client = websocket_client_new(console_port(rig->console), receive_bytes);
	guint status = websocket_upgrade(client, rig->host, rig->origin, cookie, "zhibi-console-1");
	g_assert_cmpuint(status, ==, 101);
	return client;
}

static inline WebsocketClient *rig_open(ConsoleRig *rig, const char *cookie)
{
	return rig_open_slow(rig, cookie, 0);
}

/* The next JSON message of this type; others and ink on the way are passed over. */
static inline json_t *rig_receive(WebsocketClient *client, const char *type)
{
	for (;;) {
		g_autoptr(WebsocketMessage) message = websocket_receive(client);
		g_assert_nonnull(message);
		if (message->opcode != WEBSOCKET_TEXT)
			continue;
		json_t *object = json_loadb((char *)message->payload->data, message->payload->len,
			JSON_REJECT_DUPLICATES, NULL);
		g_assert_nonnull(object);
		if (g_strcmp0(json_string_value(json_object_get(object, "type")), type) == 0)
			return object;
		json_decref(object);
	}
}
