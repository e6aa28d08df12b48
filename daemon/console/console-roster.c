/* SPDX-License-Identifier: MIT */
/* See console-roster.h; daemon/roster/ knows what a list is. */
#include "daemon/console/console-roster.h"

#include <jansson.h>
#include <string.h>

#include "daemon/json-text.h"
#include "homework/roster/roster-table.h"

#define LIST "/api/roster"
#define APPLY "/api/roster/apply"
#define PROBLEMS "/api/roster/problems"
#define APPLY_BYTES_MAX 1024

static const ConsoleTrouble gone = { "no-such-preview", "预览已经过期，请重新选择文件。",
	"This preview is gone; choose the file again." };
static const ConsoleTrouble wrong_way = { "no-such-file", "没有这个文件。",
	"There is no such file." };

bool console_roster_is(const Console *console, const char *path)
{
	return console->options.rosters &&
	       (strcmp(path, LIST) == 0 || strcmp(path, APPLY) == 0 || strcmp(path, PROBLEMS) == 0);
}

bool console_roster_changes_record(const char *path)
{
	return strcmp(path, APPLY) == 0;
}

gsize console_roster_body_max(const char *path)
{
	return strcmp(path, LIST) == 0 ? ROSTER_BYTES_MAX : APPLY_BYTES_MAX;
}

static ConsoleAnswer *get_problems(struct lws *wsi, const Rosters *rosters)
{
	char number[24];
	gint64 preview = 0;

	const char *argument = lws_get_urlarg_by_name(wsi, "preview=", number, sizeof(number));
	if (argument)
		g_ascii_string_to_signed(argument, 10, 1, G_MAXINT32, &preview, NULL);
	GBytes *file = rosters_problems(rosters, preview);
	return file ? console_answer_new(200, "text/csv", file)
		    : console_answer_trouble(404, &gone);
}

/* The classes whose names the account may see. */
static char *seen_by(const Rights *rights, char *take_text)
{
	json_t *all = json_loads(take_text, 0, NULL), *classes = json_object_get(all, "classes");

	g_free(take_text);
	for (size_t i = json_array_size(classes); i-- > 0;) {
		const json_t *class = json_array_get(classes, i);
		const RightsClass which = { json_integer_value(json_object_get(class, "id")),
			(gint)json_integer_value(json_object_get(class, "grade")) };

		if (!rights_see_names(rights, which))
			json_array_remove(classes, i);
	}
	return json_text_dump(all);
}

ConsoleAnswer *console_roster_get(
	struct lws *wsi, const Console *console, const StoreTeacher *teacher, const char *path)
{
	const Rosters *rosters = console->options.rosters;
	guint status;

	const Rights rights = rights_of(teacher);

	if (strcmp(path, PROBLEMS) == 0)
		return rights_change_rosters(&rights)
			       ? get_problems(wsi, rosters)
			       : console_answer_trouble(403, &console_no_right);
	if (strcmp(path, LIST) != 0)
		return console_answer_trouble(404, &wrong_way);
	char *text = rosters_list(rosters, &status);
	return console_answer_json(status, seen_by(&rights, text));
}

ConsoleAnswer *console_roster_post(
	const Console *console, const char *path, const char *class_name, const GString *body)
{
	Rosters *rosters = console->options.rosters;
	guint status;
	char *text = NULL;

	if (strcmp(path, LIST) == 0)
		text = rosters_preview(
			rosters, class_name, (const guint8 *)body->str, body->len, &status);
	else if (strcmp(path, APPLY) == 0)
		text = rosters_apply(rosters, body->str, body->len, &status);
	return text ? console_answer_json(status, text) : console_answer_trouble(404, &wrong_way);
}
