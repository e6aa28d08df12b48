/* SPDX-License-Identifier: MIT */
#include "daemon/console/console-wall.h"

#include <string.h>

#include "daemon/console/console-json.h"

static const ConsoleTrouble TROUBLES[] = {
	[WALL_NO_SUCH_PAGE] = { "no-such-page", "没有这一页。", "There is no such page." },
	[WALL_NO_SUCH_QUESTION] = { "no-such-question",
		"这一页上没有这道题的位置。请选整页，或选这道题所在的页。",
		"This page has no place for that question. Show the whole page, or the page that "
		"the "
		"question is on." },
	[WALL_NO_SUCH_ITEM] = { "no-such-item", "展示墙上已经没有这一份了。",
		"That is not on the wall any more." },
	[WALL_FULL] = { "wall-full", "展示墙最多放 12 份。请先取下一份。",
		"The wall holds 12 at most. Take one off first." },
	[WALL_NO_SUCH_LINK] = { "no-such-link", "这个链接已经失效。",
		"That link is not good any more." },
	[WALL_TOO_MANY_LINKS] = { "too-many-links", "链接最多 16 个。请先停用一个。",
		"There are 16 links, the most there can be. End one first." },
	[WALL_TELLS_WHOSE] = { "tells-whose",
		"这一页没有题卡，看不出姓名写在哪里，不能匿名展示整页。请给作业加上题卡，或先让展示"
		"墙显示姓名。",
		"This paper has no sheet, so nobody knows where the name is written: it cannot be "
		"shown without names. Give the homework a sheet, or let the wall show names "
		"first." },
};

static WallResult obey(Wall *wall, const ConsoleMessage *message, gint64 teacher_id, gint64 now_ms)
{
	const gint question = (gint)message->question;

	if (message->kind == CONSOLE_MESSAGE_WALL_ADD)
		return wall_add(wall, message->copy, question, teacher_id);
	if (message->kind == CONSOLE_MESSAGE_WALL_REMOVE)
		return wall_remove(wall, message->item);
	if (message->kind == CONSOLE_MESSAGE_WALL_MOVE)
		return wall_move(wall, message->item, message->place);
	if (message->kind == CONSOLE_MESSAGE_WALL_UNLINK)
		return wall_unlink(wall, message->link, now_ms);
	if (message->kind == CONSOLE_MESSAGE_WALL_CLEAR)
		wall_clear(wall);
	else if (message->kind == CONSOLE_MESSAGE_WALL_BLANK)
		wall_set_blank(wall, message->hide);
	else if (message->kind == CONSOLE_MESSAGE_WALL_NAMES)
		wall_set_names(wall, !message->hide);
	else if (message->kind == CONSOLE_MESSAGE_WALL_LIVE)
		wall_set_live(wall);
	else if (message->kind == CONSOLE_MESSAGE_WALL_REPLAY)
		wall_replay(wall, message->speed, message->at_ms, now_ms);
	else
		g_assert_not_reached();
	return WALL_DONE;
}

static char *answer_link(
	Wall *wall, const ConsoleMessage *message, gint64 teacher_id, gint64 now_ms)
{
	const WallLinkWish wish = { message->text, message->minutes, !message->hide, teacher_id };
	WallNewLink made;
	const WallResult result = wall_link(wall, &wish, now_ms, &made);

	if (result != WALL_DONE)
		return console_json_error(message->request, &TROUBLES[result]);
	char *answer = g_strdup_printf("{\"type\":\"wall-link\",\"request\":%u,"
				       "\"link\":%" G_GINT64_FORMAT ",\"token\":\"%s\","
				       "\"until_ms\":%" G_GINT64_FORMAT "}",
		message->request, made.id, made.token, made.until_ms);

	explicit_bzero(&made, sizeof made);
	return answer;
}

char *console_wall_answer(Wall *wall, const ConsoleMessage *message, gint64 teacher_id)
{
	const gint64 now_ms = g_get_real_time() / 1000;

	if (message->kind == CONSOLE_MESSAGE_WALL_LINK)
		return answer_link(wall, message, teacher_id, now_ms);
	const WallResult result = obey(wall, message, teacher_id, now_ms);

	if (result != WALL_DONE)
		return console_json_error(message->request, &TROUBLES[result]);
	return g_strdup_printf("{\"type\":\"done\",\"request\":%u}", message->request);
}
