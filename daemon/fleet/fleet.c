/* SPDX-License-Identifier: MIT */
/* See fleet.h: the messages, one function each. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/fleet/fleet.h"

#include <string.h>

#include "daemon/console/console-lesson.h"
#include "daemon/fleet/fleet-private.h"

static const ConsoleTrouble no_such_pen = { "no-such-pen", "没有这支笔。",
	"There is no such pen." };
static const ConsoleTrouble no_such_pupil = { "no-such-pupil", "班里没有这个号数。",
	"Nobody in the class has this number." };
static const ConsoleTrouble not_here = { "pen-away", "这支笔现在没有连接，请先打开它。",
	"This pen is not connected now; switch it on first." };
static const ConsoleTrouble bad_setting = { "bad-setting", "没有这项设置，或数值超出范围。",
	"There is no such setting, or the value is out of its range." };
static const ConsoleTrouble pen_busy = { "pen-busy", "这支笔还有太多事没做完，请稍候。",
	"Too much waits for this pen already; please wait." };
static const ConsoleTrouble not_bound = { "not-bound", "这支笔不属于任何学生。",
	"This pen is nobody's." };
static const ConsoleTrouble no_enrolment = { "no-enrolment",
	"没有配置点名纸：请在配置文件写 [enrolment] page。",
	"There is no roster sheet: write [enrolment] page into the configuration." };
static const ConsoleTrouble not_of_fleet = { "not-here", "这里不能这样问。",
	"That cannot be asked here." };

static char *refuse(const ConsoleMessage *message, const ConsoleTrouble *trouble)
{
	return console_json_error(message->request, trouble);
}

/* ---- what waits for its pen */

static const ConsoleTrouble *add_task(Fleet *fleet, const char *address, const FleetTask *task)
{
	PensView view;

	if (!fleet->pens || !pens_look(fleet->pens, address, &view) || !view.pen)
		return &not_here;
	return fleet_tasks_add(fleet, address, task) ? NULL : &pen_busy;
}

static const ConsoleTrouble *find(Fleet *fleet, const ConsoleMessage *message)
{
	const FleetTask task = { FLEET_FIND, { .kind = PEN_TASK_FIND } };

	return add_task(fleet, message->pen, &task);
}

static const ConsoleTrouble *change_setting(Fleet *fleet, const ConsoleMessage *message)
{
	FleetTask task = { FLEET_SETTING, { .kind = PEN_TASK_SETTING, .value = message->value } };

	if (!pen_setting_by_name(message->setting, &task.task.setting) ||
		!pen_setting_allows(task.task.setting, message->value))
		return &bad_setting;
	return add_task(fleet, message->pen, &task);
}

static const ConsoleTrouble *fetch(Fleet *fleet, const ConsoleMessage *message)
{
	return add_task(fleet, message->pen, &(FleetTask){ .kind = FLEET_FETCH });
}

/* A pen that works gets the new password; one that is locked or away is opened with it from now on. */
static const ConsoleTrouble *change_password(Fleet *fleet, const ConsoleMessage *message)
{
	FleetTask task = { FLEET_PASSWORD, { .kind = PEN_TASK_PASSWORD } };
	const ConsoleTrouble *trouble = NULL;
	PensView view;

	if (fleet->pens && pens_look(fleet->pens, message->pen, &view) && view.pen &&
		pen_state(view.pen) == PEN_READY) {
		fleet_password(fleet, message->pen, task.task.old_password);
		g_strlcpy(task.task.new_password, message->password, sizeof task.task.new_password);
		trouble = add_task(fleet, message->pen, &task);
		explicit_bzero(&task, sizeof task);
		return trouble;
	}
	fleet_keep_password(fleet, message->pen, message->password);
	fleet_tasks_note_done(fleet, message->pen, FLEET_PASSWORD);
	if (fleet->pens)
		pens_configure(fleet->pens, message->pen);
	return NULL;
}

/* ---- who holds which */

static const ConsoleTrouble *bind(
	Fleet *fleet, const ConsoleMessage *message, const ClassroomPenView *pen)
{
	Classroom *classroom = fleet->options.classroom;
	gint64 pupil_id = classroom_pupil_by_number(classroom, (gint)message->pupil);

	if (pupil_id == 0)
		return &no_such_pupil;
	classroom_retire_pen(classroom, pen->row->id, false, fleet_now_ms());
	classroom_bind_pen(classroom, pen->row->id, pupil_id, "hand", fleet_now_ms());
	return NULL;
}

static const ConsoleTrouble *swap(
	Fleet *fleet, const ConsoleMessage *message, const ClassroomPenView *pen)
{
	Classroom *classroom = fleet->options.classroom;
	gint64 now_ms = fleet_now_ms();
	ClassroomPenView other;

	if (!classroom_pen_by_address(classroom, message->other, &other) || other.row == pen->row)
		return &no_such_pen;
	if (pen->pupil_id == 0 && other.pupil_id == 0)
		return &not_bound;
	classroom_bind_pen(classroom, pen->row->id, 0, "swap", now_ms);
	classroom_bind_pen(classroom, other.row->id, pen->pupil_id, "swap", now_ms);
	if (other.pupil_id != 0)
		classroom_bind_pen(classroom, pen->row->id, other.pupil_id, "swap", now_ms);
	return NULL;
}

/* ---- answering */

/* Messages about a pen that the school has met. */
static const ConsoleTrouble *obey_pen(Fleet *fleet, const ConsoleMessage *message)
{
	Classroom *classroom = fleet->options.classroom;
	ClassroomPenView pen;

	if (!classroom_pen_by_address(classroom, message->pen, &pen))
		return &no_such_pen;
	switch ((int)message->kind) { /* the other kinds are fleet_answer's */
	case CONSOLE_MESSAGE_PEN_FIND:
		return find(fleet, message);
	case CONSOLE_MESSAGE_PEN_SETTING:
		return change_setting(fleet, message);
	case CONSOLE_MESSAGE_PEN_PASSWORD:
		return change_password(fleet, message);
	case CONSOLE_MESSAGE_PEN_FETCH:
		return fetch(fleet, message);
	case CONSOLE_MESSAGE_PEN_BIND:
		return bind(fleet, message, &pen);
	case CONSOLE_MESSAGE_PEN_SWAP:
		return swap(fleet, message, &pen);
	case CONSOLE_MESSAGE_PEN_UNBIND:
		return classroom_bind_pen(classroom, pen.row->id, 0, "hand", fleet_now_ms())
			       ? NULL
			       : &not_bound;
	case CONSOLE_MESSAGE_PEN_RETIRE:
		classroom_retire_pen(classroom, pen.row->id, true, fleet_now_ms());
		return NULL;
	default:
		g_assert_not_reached();
	}
}

char *fleet_answer(Fleet *fleet, const ConsoleMessage *message, gint64 teacher_id)
{
	const ConsoleTrouble *trouble =
		console_lesson_other_class(fleet->options.classroom, message);

	if (trouble)
		return refuse(message, trouble);
	switch (message->kind) {
	case CONSOLE_MESSAGE_OPEN_PAGE:
	case CONSOLE_MESSAGE_LIST_PAGES:
	case CONSOLE_MESSAGE_HIDE_NAMES:
	case CONSOLE_MESSAGE_RESYNCHRONISE:
	case CONSOLE_MESSAGE_MARK:
	case CONSOLE_MESSAGE_MARK_EQUAL:
	case CONSOLE_MESSAGE_UNDO:
	case CONSOLE_MESSAGE_COMMENT:
	case CONSOLE_MESSAGE_QUESTION_INK:
	case CONSOLE_MESSAGE_LOAD:
	case CONSOLE_MESSAGE_LOAD_SCHOOL:
	case CONSOLE_MESSAGE_ACCEPT:
	case CONSOLE_MESSAGE_ACCEPT_EQUAL:
	case CONSOLE_MESSAGE_ACCEPT_ABOVE:
	case CONSOLE_MESSAGE_CORRECT:
	case CONSOLE_MESSAGE_CLAIM:
	case CONSOLE_MESSAGE_UNDO_CLAIM:
	case CONSOLE_MESSAGE_REMARK:
	case CONSOLE_MESSAGE_PILE:
	case CONSOLE_MESSAGE_PILE_COPIES:
	case CONSOLE_MESSAGE_PILE_MOVE:
	case CONSOLE_MESSAGE_PLACE:
	case CONSOLE_MESSAGE_TURN_PAGE:
	case CONSOLE_MESSAGE_UNCLAIMED:
	case CONSOLE_MESSAGE_SHEET:
	case CONSOLE_MESSAGE_HAND_DOWN:
	case CONSOLE_MESSAGE_ASSIGNMENTS:
	case CONSOLE_MESSAGE_ASSIGNMENT_OPEN:
	case CONSOLE_MESSAGE_DAY:
	case CONSOLE_MESSAGE_CLASSES:
	case CONSOLE_MESSAGE_CLASS_OPEN:
	case CONSOLE_MESSAGE_SEAT_MOVE:
	case CONSOLE_MESSAGE_LESSON_BEGIN:
	case CONSOLE_MESSAGE_LESSON_PAUSE:
	case CONSOLE_MESSAGE_LESSON_RESUME:
	case CONSOLE_MESSAGE_LESSON_END:
	case CONSOLE_MESSAGE_SHEET_TRY:
	case CONSOLE_MESSAGE_WALL_ADD:
	case CONSOLE_MESSAGE_WALL_REMOVE:
	case CONSOLE_MESSAGE_WALL_MOVE:
	case CONSOLE_MESSAGE_WALL_CLEAR:
	case CONSOLE_MESSAGE_WALL_BLANK:
	case CONSOLE_MESSAGE_WALL_NAMES:
	case CONSOLE_MESSAGE_WALL_LIVE:
	case CONSOLE_MESSAGE_WALL_REPLAY:
	case CONSOLE_MESSAGE_WALL_LINK:
	case CONSOLE_MESSAGE_WALL_UNLINK:
	case CONSOLE_MESSAGE_SHEET_EDIT:
		return refuse(message, &not_of_fleet);
	case CONSOLE_MESSAGE_STATUS:
		return fleet_json_status(fleet, message->request);
	case CONSOLE_MESSAGE_PENS:
		return fleet_json_pens(fleet, message->request);
	case CONSOLE_MESSAGE_PEN_FIND:
	case CONSOLE_MESSAGE_PEN_SETTING:
	case CONSOLE_MESSAGE_PEN_PASSWORD:
	case CONSOLE_MESSAGE_PEN_BIND:
	case CONSOLE_MESSAGE_PEN_UNBIND:
	case CONSOLE_MESSAGE_PEN_SWAP:
	case CONSOLE_MESSAGE_PEN_RETIRE:
	case CONSOLE_MESSAGE_PEN_FETCH:
		trouble = obey_pen(fleet, message);
		break;
	case CONSOLE_MESSAGE_PEN_FORGET:
	case CONSOLE_MESSAGE_PEN_TAKE:
	case CONSOLE_MESSAGE_PEN_PASSKEY:
	case CONSOLE_MESSAGE_PAIRING_START:
	case CONSOLE_MESSAGE_PAIRING_STOP:
		trouble = fleet_air_obey(fleet, message);
		break;
	case CONSOLE_MESSAGE_ENROLMENT_START:
		if (!enrolment_start(fleet->enrolment, message->seconds, fleet_now_ms()))
			trouble = &no_enrolment;
		break;
	case CONSOLE_MESSAGE_ENROLMENT_STOP:
		enrolment_stop(fleet->enrolment);
		break;
	}
	if (trouble)
		return refuse(message, trouble);
	g_info("the fleet: message %d of teacher %" G_GINT64_FORMAT " about %s", message->kind,
		teacher_id, message->pen);
	return fleet_json_done(message->request);
}

/* ---- life */

static bool load_passwords(Fleet *fleet, GError **error)
{
	g_autoptr(GPtrArray) rows = store_reader_pen_passwords(fleet->options.reader, error);
	g_autoptr(GArray) pens = classroom_pens(fleet->options.classroom);

	for (guint i = 0; rows && i < rows->len; i++) {
		const StorePenPassword *row = g_ptr_array_index(rows, i);

		for (guint n = 0; n < pens->len; n++) {
			const StorePen *pen = g_array_index(pens, ClassroomPenView, n).row;

			if (pen->id == row->pen_id)
				g_hash_table_insert(fleet->passwords, g_strdup(pen->address),
					g_bytes_ref(row->sealed));
		}
	}
	return rows != NULL;
}

Fleet *fleet_new(const FleetOptions *options, GError **error)
{
	g_autoptr(Fleet) fleet = g_new0(Fleet, 1);

	fleet->options = *options;
	fleet->started_ms = fleet_now_ms();
	fleet->passwords = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	fleet->enrolment = enrolment_new(options->classroom, &options->enrolment_page);
	fleet_tasks_init(fleet);
	fleet->seal = seal_new(options->key_path, error);
	return fleet->seal && load_passwords(fleet, error) && fleet_batteries_load(fleet, error)
		       ? g_steal_pointer(&fleet)
		       : NULL;
}

Fleet *fleet_free(Fleet *fleet)
{
	if (!fleet)
		return NULL;
	fleet_set_pens(fleet, NULL);
	fleet_tasks_clear(fleet);
	enrolment_free(fleet->enrolment);
	g_hash_table_unref(fleet->passwords);
	g_clear_pointer(&fleet->batteries, g_hash_table_unref);
	seal_free(fleet->seal);
	g_free(fleet);
	return NULL;
}

void fleet_set_bluez(Fleet *fleet, Bluez *bluez)
{
	fleet->bluez = bluez;
}

void fleet_set_usb(Fleet *fleet, Usb *usb)
{
	fleet->usb = usb;
}

void fleet_set_problems(Fleet *fleet, Problems *problems)
{
	fleet->problems = problems;
}

void fleet_set_consoles(Fleet *fleet, guint (*n_consoles)(void *user), void *user)
{
	fleet->n_consoles = n_consoles;
	fleet->consoles = user;
}

void fleet_class_opened(Fleet *fleet)
{
	enrolment_stop(fleet->enrolment);
}
