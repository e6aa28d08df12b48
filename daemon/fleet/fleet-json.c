/* SPDX-License-Identifier: MIT */
/* The fleet's answers as text (docs/console-protocol.md). A password is never in one. */
#include "daemon/fleet/fleet-private.h"

#include "daemon/json-text.h"

#define N_PENS_MAX 2000

static void put(json_t *object, const char *key, json_t *take_value)
{
	json_object_set_new(object, key, take_value);
}

static json_t *answer(const char *type, guint32 request)
{
	json_t *object = json_object();

	put(object, "type", json_string(type));
	put(object, "request", json_integer(request));
	return object;
}

/* Parts that console-json.c writes as text. */
static json_t *part(char *take_text)
{
	json_t *value = json_loads(take_text, JSON_DECODE_ANY, NULL);

	g_assert(value);
	g_free(take_text);
	return value;
}

char *fleet_json_done(guint32 request)
{
	return json_text_dump(answer("done", request));
}

/* ---- one pen */

static const char *task_word(FleetTaskKind kind)
{
	switch (kind) {
	case FLEET_FIND:
		return "find";
	case FLEET_SETTING:
		return "setting";
	case FLEET_PASSWORD:
		return "password";
	case FLEET_FETCH:
		return "fetch";
	}
	g_assert_not_reached();
}

static const char *task_state_word(FleetTaskState state)
{
	switch (state) {
	case FLEET_WAITING:
		return "waiting";
	case FLEET_UNDER_WAY:
		return "under-way";
	case FLEET_DONE:
		return "done";
	case FLEET_FAILED:
		return "failed";
	}
	g_assert_not_reached();
}

static json_t *task_of(const Fleet *fleet, const char *address)
{
	const FleetPen *pen = fleet_tasks_of(fleet, address);

	if (!pen)
		return json_null();
	json_t *task = json_object();
	put(task, "name", json_string(task_word(pen->last)));
	put(task, "state", json_string(task_state_word(pen->state)));
	const char *reason = pen->state == FLEET_FAILED ? pen->reason : "";
	put(task, "reason", json_text_new(reason));
	put(task, "reason_zh", json_string(pen_task_reason_zh(reason)));
	return task;
}

static json_t *pupil_of(const Fleet *fleet, const ClassroomPenView *row)
{
	const StoreClass *open = classroom_class(fleet->options.classroom);

	if (row->pupil_id == 0)
		return json_null();
	json_t *pupil = json_object();
	put(pupil, "id", json_integer(row->pupil_id));
	put(pupil, "number", json_integer(row->pupil_number));
	if (row->pupil_name && !open->hide_names && !(row->class && row->class->hide_names))
		put(pupil, "name", json_text_new(row->pupil_name));
	if (row->class && row->class->id != open->id)
		put(pupil, "class", json_text_new(row->class->name));
	return pupil;
}

static json_t *settings_of(const PenSettings *settings)
{
	json_t *object = json_object();

	for (guint i = 0; i < N_PEN_SETTINGS; i++)
		if (settings->known & 1u << i)
			put(object, pen_setting_name(i), json_integer(settings->values[i]));
	return object;
}

static json_t *download_of(const PenDownload *download)
{
	if (download->n_strokes_all == 0 && download->n_notes_left == 0)
		return json_null();
	json_t *object = json_object();
	put(object, "done", json_integer(download->n_strokes_done));
	put(object, "all", json_integer(download->n_strokes_all));
	put(object, "notes", json_integer(download->n_notes_left));
	return object;
}

static json_t *percent(guint value)
{
	return value <= 100 ? json_integer(value) : json_null();
}

static void put_here(json_t *object, const PensView *view)
{
	const PenInfo *info = view->pen ? pen_info(view->pen) : NULL;

	put(object, "state",
		json_string(view->pen ? pen_state_name(pen_state(view->pen)) : "ready"));
	put(object, "reason", json_text_new(view->pen ? pen_reason(view->pen) : ""));
	put(object, "link", json_text_new(view->kind));
	put(object, "place", json_text_new(view->place));
	put(object, "charging", json_boolean(info && info->charging));
	put(object, "memory", info ? percent(info->memory_used_percent) : json_null());
	put(object, "settings", info ? settings_of(&info->settings) : json_object());
	put(object, "download", view->pen ? download_of(pen_download(view->pen)) : json_null());
}

static void put_away(json_t *object)
{
	put(object, "state", json_string("away"));
	put(object, "reason", json_string(""));
	put(object, "link", json_string(""));
	put(object, "place", json_string(""));
	put(object, "charging", json_false());
	put(object, "memory", json_null());
	put(object, "settings", json_object());
	put(object, "download", json_null());
}

/* What is the same for all pens of one answer. */
typedef struct {
	GHashTable *models;    /* what each model uses */
	GHashTable *unclaimed; /* &gint64, pen → how many of its page copies are nobody's */
	gint64 now_ms;
} PensCommon;

static json_t *pen_of(const Fleet *fleet, const ClassroomPenView *row, const PensCommon *common)
{
	const StorePen *pen = row->row;
	json_t *object = json_object();
	PensView view;

	put(object, "pen", json_text_new(pen->address));
	put(object, "id", json_integer(pen->id));
	put(object, "name", json_string(""));
	put(object, "model", json_text_new(pen->model));
	put(object, "firmware", json_text_new(pen->firmware));
	put(object, "driver", json_text_new(pen->driver));
	put(object, "battery", percent((guint)pen->battery_percent));
	put(object, "last_seen_ms", json_integer(pen->last_seen_ms));
	put(object, "kept", json_boolean(classroom_keeps_ink(fleet->options.classroom, pen->id)));
	put(object, "retired", json_boolean(pen->retired_ms != 0));
	put(object, "password",
		json_boolean(g_hash_table_contains(fleet->passwords, pen->address)));
	put(object, "pupil", pupil_of(fleet, row));
	put(object, "teacher", json_boolean(row->teacher_id != 0));
	put(object, "task", task_of(fleet, pen->address));
	put(object, "forecast",
		fleet_batteries_forecast(fleet, pen, common->models, common->now_ms));
	put(object, "unclaimed",
		json_integer(GPOINTER_TO_UINT(g_hash_table_lookup(common->unclaimed, &pen->id))));
	bool here = fleet->pens && pens_look(fleet->pens, pen->address, &view);
	if (here)
		put_here(object, &view);
	else
		put_away(object);
	fleet_air_put_pen(fleet, object, pen->address, here);
	return object;
}

/* Today where the school is. */
static gint64 day_ends_ms(const Fleet *fleet, gint64 now_ms)
{
	return school_day_midnight_ms(&fleet->options.clock, now_ms) +
	       (gint64)fleet->options.day_ends_minutes * 60 * 1000;
}

char *fleet_json_pens(const Fleet *fleet, guint32 request)
{
	g_autoptr(GArray) rows = classroom_pens(fleet->options.classroom);
	const gint64 now_ms = fleet_now_ms();
	g_autoptr(GHashTable) models = fleet_batteries_by_model(fleet, rows, now_ms);
	g_autoptr(GHashTable) unclaimed = classroom_unclaimed_by_pen(fleet->options.classroom);
	const PensCommon common = { models, unclaimed, now_ms };
	json_t *array = json_array();
	json_t *object = answer("pens", request);

	for (guint i = 0; i < MIN(rows->len, N_PENS_MAX); i++)
		json_array_append_new(
			array, pen_of(fleet, &g_array_index(rows, ClassroomPenView, i), &common));
	fleet_air_add_strangers(fleet, array);
	put(object, "day_ends_ms", json_integer(day_ends_ms(fleet, now_ms)));
	put(object, "pens", array);
	return json_text_dump(object);
}

/* ---- the whole */

static json_t *pens_counted(const Fleet *fleet)
{
	g_autoptr(GArray) rows = classroom_pens(fleet->options.classroom);
	guint n_bound = 0, n_here = 0;
	json_t *object = json_object();
	PensView view;

	for (guint i = 0; i < rows->len; i++) {
		const ClassroomPenView *row = &g_array_index(rows, ClassroomPenView, i);

		n_bound += row->pupil_id != 0 || row->teacher_id != 0;
		n_here += fleet->pens && pens_look(fleet->pens, row->row->address, &view);
	}
	put(object, "known", json_integer(rows->len));
	put(object, "bound", json_integer(n_bound));
	put(object, "here", json_integer(n_here));
	return object;
}

static const char *usb_state_word(UsbPenState state)
{
	switch (state) {
	case USB_PEN_OPENING:
		return "opening";
	case USB_PEN_LINKED:
		return "linked";
	case USB_PEN_BUSY:
		return "busy";
	case USB_PEN_FORBIDDEN:
		return "forbidden";
	case USB_PEN_FAILED:
		return "failed";
	}
	g_assert_not_reached();
}

static json_t *usb_status(const Fleet *fleet)
{
	g_autoptr(GArray) pens = fleet->usb ? usb_pens(fleet->usb) : NULL;
	json_t *array = json_array();

	for (guint i = 0; pens && i < pens->len; i++) {
		const UsbPen *pen = &g_array_index(pens, UsbPen, i);
		json_t *object = json_object();

		put(object, "path", json_text_new(pen->path));
		put(object, "place", json_text_new(pen->place));
		put(object, "model", json_text_new(pen->model ? pen->model->name : ""));
		put(object, "state", json_string(usb_state_word(pen->state)));
		put(object, "reason", json_text_new(pen->reason));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *numbers_of(const Enrolment *enrolment)
{
	g_autoptr(GArray) numbers = enrolment_numbers(enrolment);
	json_t *array = json_array();

	for (guint i = 0; i < numbers->len; i++)
		json_array_append_new(array, json_integer(g_array_index(numbers, gint, i)));
	return array;
}

static json_t *enrolment_of(const Enrolment *enrolment)
{
	const GPtrArray *conflicts = enrolment_conflicts(enrolment);
	json_t *object = json_object();
	json_t *array = json_array();

	for (guint i = 0; i < conflicts->len; i++) {
		const EnrolmentConflict *conflict = g_ptr_array_index(conflicts, i);
		json_t *one = json_object();

		put(one, "number", json_integer(conflict->number));
		put(one, "pen", json_text_new(conflict->pen));
		put(one, "other", json_text_new(conflict->other));
		json_array_append_new(array, one);
	}
	put(object, "left_s", json_integer(enrolment_seconds_left(enrolment, fleet_now_ms())));
	put(object, "bound", json_integer(enrolment_n_bound(enrolment)));
	put(object, "possible", json_boolean(enrolment_is_possible(enrolment)));
	put(object, "numbers", numbers_of(enrolment));
	put(object, "conflicts", array);
	return object;
}

char *fleet_json_status(const Fleet *fleet, guint32 request)
{
	const char *message;
	StoreState state = classroom_store_state(fleet->options.classroom, &message);
	json_t *object = answer("status", request);

	put(object, "version", json_string(ZHIBI_VERSION));
	put(object, "since_ms", json_integer(fleet->started_ms));
	put(object, "store", part(console_json_store(state, message)));
	put(object, "enrolment", enrolment_of(fleet->enrolment));
	put(object, "bluetooth", fleet_air_status(fleet));
	put(object, "usb", usb_status(fleet));
	put(object, "consoles",
		json_integer(fleet->n_consoles ? fleet->n_consoles(fleet->consoles) : 0));
	put(object, "pens", pens_counted(fleet));
	if (fleet->problems) {
		g_autoptr(GPtrArray) problems = problems_under_way(fleet->problems);

		put(object, "problems",
			part(console_json_problems(problems, fleet->options.classroom)));
	} else {
		put(object, "problems", json_array());
	}
	return json_text_dump(object);
}
