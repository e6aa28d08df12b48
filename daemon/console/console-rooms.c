/* SPDX-License-Identifier: MIT */
/* See console-rooms.h. */
#include "daemon/console/console-rooms.h"

#include <string.h>

#include "daemon/console/console-board.h"
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

/* ---- the table */

bool console_rooms_is(const Console *console, const char *path)
{
	return sheet_work(path) || console_roster_is(console, path) ||
	       console_board_is(console, path);
}

gsize console_rooms_body_max(const char *path)
{
	if (sheet_work(path))
		return CONSOLE_SHEET_BODY_MAX;
	return g_str_has_prefix(path, "/api/roster") ? console_roster_body_max(path)
						     : console_board_body_max(path);
}

const ConsoleTrouble *console_rooms_too_large(const char *path)
{
	return g_str_has_prefix(path, "/api/roster") ? &list_too_large : &too_large;
}

ConsoleAnswer *console_rooms_get(
	struct lws *wsi, const Console *console, const char *path, ConsoleJob *job)
{
	if (sheet_work(path))
		return console_answer_trouble(404, &no_such_file);
	return console_board_is(console, path) ? console_board_get(wsi, console, path, job)
					       : console_roster_get(wsi, console, path);
}

ConsoleAnswer *console_rooms_post(
	const Console *console, const ConsoleRoomsPost *post, ConsoleJob *job)
{
	const SheetWork work = sheet_work(post->path);

	if (work) {
		job->run = work == console_sheet_import ? run_import : run_export;
		job->data = (gpointer)post->body;
		return NULL;
	}
	return console_board_is(console, post->path)
		       ? console_board_post(console, post)
		       : console_roster_post(console, post->path, post->class_name, post->body);
}
