/* SPDX-License-Identifier: MIT */
/* See console-rooms.h. */
#include "daemon/console/console-rooms.h"

#include <jansson.h>
#include <string.h>

#include "daemon/classroom/classroom-classes.h"
#include "daemon/console/console-board.h"
#include "daemon/console/console-load.h"
#include "daemon/console/console-roster.h"
#include "daemon/console/console-sheet-files.h"

static const ConsoleTrouble list_too_large = { "too-large", "文件超过 2 MiB；请只留名单。",
	"The file is larger than 2 MiB; keep the roster only." };
static const ConsoleTrouble too_large = { "too-large",
	"文件太大：布置的作业单最多 4 MiB，导入的最多 12 MiB。",
	"This is too large: a sheet to publish may have 4 MiB, one to import 12 MiB." };
static const ConsoleTrouble no_such_file = { "no-such-file", "没有这个文件。",
	"There is no such file." };

/* ---- sheet files */

typedef ConsoleSheetAnswer (*SheetWork)(const char *body, gsize n_bytes);

static SheetWork sheet_work(const char *path)
{
	if (strcmp(path, "/api/sheet/import") == 0)
		return console_sheet_import;
	return strcmp(path, "/api/sheet/export") == 0 ? console_sheet_export : NULL;
}

static ConsoleAnswer *answer_of(ConsoleSheetAnswer made)
{
	return console_answer_json(made.status, made.text);
}

static ConsoleAnswer *run_import(gpointer data)
{
	const GString *body = data;

	return answer_of(console_sheet_import(body->str, body->len));
}

static ConsoleAnswer *run_export(gpointer data)
{
	const GString *body = data;

	return answer_of(console_sheet_export(body->str, body->len));
}

/* ---- work of before */

#define PAST "/api/past" /* ?copy=12 */

static const ConsoleTrouble no_such_page = { "no-such-page", "没有这一页。",
	"There is no such page." };
static const ConsoleTrouble unreadable = { "unreadable", "现在读不出来，请稍后再试。",
	"It cannot be read now; please try again." };

static ConsoleAnswer *get_past(struct lws *wsi, const Console *console, const StoreTeacher *teacher)
{
	const Rights rights = rights_of(teacher);
	char text[24];
	const char *copy = lws_get_urlarg_by_name(wsi, "copy=", text, sizeof text);
	gint64 copy_id = 0;
	g_autoptr(GError) error = NULL;

	if (!rights_see_work(&rights, console_open_class(console)))
		return console_answer_trouble(403, &console_no_right);
	if (copy)
		g_ascii_string_to_signed(copy, 10, 1, G_MAXINT64, &copy_id, NULL);
	char *past = console->options.marking && copy_id > 0
			     ? marking_past(console->options.marking, copy_id, &error)
			     : NULL;
	if (past) {
		const StoreAccess access = { .teacher_id = teacher->id,
			.page_copy_id = copy_id,
			.at_ms = console_now_ms(),
			.what = (char *)"past-work" };
		store_put_access(console->store, &access);
		return console_answer_json(200, past);
	}
	if (error)
		g_warning("work of before: %s", error->message);
	return console_answer_trouble(error ? 503 : 404, error ? &unreadable : &no_such_page);
}

/* ---- rights */

/* The class that homework is for: by its name; where none is told, or one that is not there, the open one. */
static RightsClass class_meant(const Console *console, const GString *body)
{
	json_t *said = json_loadb(body->str, body->len, 0, NULL);
	const char *name = json_string_value(json_object_get(said, "class"));
	const StoreClass *class = name ? classroom_class_named(console->classroom, name) : NULL;

	json_decref(said);
	return class ? (RightsClass){ class->id, class->grade } : console_open_class(console);
}

/* Files of sheets are of no class. */
static bool may_post(const Console *console, const ConsoleRoomsPost *post)
{
	const StoreTeacher *account = login_account(console->login, post->teacher_id);
	const Rights rights = account ? rights_of(account) : (Rights){ .teaches = "" };

	if (console_roster_is(console, post->path))
		return rights_change_rosters(&rights);
	return !console_board_is(console, post->path) ||
	       rights_teach(&rights, class_meant(console, post->body));
}

/* ---- the table */

bool console_rooms_is(const Console *console, const char *path)
{
	return sheet_work(path) || strcmp(path, PAST) == 0 || console_load_is(console, path) ||
	       console_roster_is(console, path) || console_board_is(console, path);
}

gsize console_rooms_body_max(const char *path)
{
	if (sheet_work(path))
		return CONSOLE_SHEET_BODY_MAX;
	if (strcmp(path, "/api/brief") == 0 || strcmp(path, PAST) == 0)
		return 0;
	return g_str_has_prefix(path, "/api/roster") ? console_roster_body_max(path)
						     : console_board_body_max(path);
}

bool console_rooms_changes_record(const char *path)
{
	return console_board_changes_record(path) || console_roster_changes_record(path);
}

const ConsoleTrouble *console_rooms_too_large(const char *path)
{
	return g_str_has_prefix(path, "/api/roster") ? &list_too_large : &too_large;
}

ConsoleAnswer *console_rooms_get(struct lws *wsi, const Console *console,
	const StoreTeacher *teacher, const char *path, ConsoleJob *job)
{
	if (sheet_work(path))
		return console_answer_trouble(404, &no_such_file);
	if (strcmp(path, PAST) == 0)
		return get_past(wsi, console, teacher);
	if (console_load_is(console, path))
		return console_load_get(wsi, console, teacher, job);
	return console_board_is(console, path) ? console_board_get(wsi, console, path, job)
					       : console_roster_get(wsi, console, teacher, path);
}

ConsoleAnswer *console_rooms_post(
	const Console *console, const ConsoleRoomsPost *post, ConsoleJob *job)
{
	const SheetWork work = sheet_work(post->path);

	if (!may_post(console, post))
		return console_answer_trouble(403, &console_no_right);
	if (work) {
		job->run = work == console_sheet_import ? run_import : run_export;
		job->data = (gpointer)post->body;
		return NULL;
	}
	return console_board_is(console, post->path)
		       ? console_board_post(console, post)
		       : console_roster_post(console, post->path, post->class_name, post->body);
}
