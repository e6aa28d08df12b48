/* SPDX-License-Identifier: MIT */
/* See console-rights.h. */
#include "daemon/console/console-rights.h"

#include <jansson.h>
#include <string.h>

#include "daemon/json-text.h"

ConsoleSight console_rights_sight(const Rights *rights, RightsClass class)
{
	if (rights_see_work(rights, class))
		return CONSOLE_SIGHT_WORK;
	return rights_see_names(rights, class) ? CONSOLE_SIGHT_NAMES : CONSOLE_SIGHT_NOTHING;
}

bool console_rights_may(const Rights *rights, RightsClass class, ConsoleMessageKind kind)
{
	switch (kind) {
	/* The snapshot is veiled; classes are asked for one by one (console-classes.c); load is of the class that is
	 * meant (daemon/load/). */
	case CONSOLE_MESSAGE_RESYNCHRONISE:
	case CONSOLE_MESSAGE_CLASSES:
	case CONSOLE_MESSAGE_CLASS_OPEN:
	case CONSOLE_MESSAGE_LOAD:
	case CONSOLE_MESSAGE_LOAD_SCHOOL:
		return true;
	case CONSOLE_MESSAGE_HIDE_NAMES:
	case CONSOLE_MESSAGE_STATUS:
	case CONSOLE_MESSAGE_PENS:
		return rights_see_names(rights, class);
	case CONSOLE_MESSAGE_OPEN_PAGE:
	case CONSOLE_MESSAGE_LIST_PAGES:
	case CONSOLE_MESSAGE_QUESTION_INK:
	case CONSOLE_MESSAGE_UNCLAIMED:
	case CONSOLE_MESSAGE_PILE_COPIES:
	case CONSOLE_MESSAGE_DAY:
	case CONSOLE_MESSAGE_ASSIGNMENTS:
	case CONSOLE_MESSAGE_SHEET:
		return rights_see_work(rights, class);
	case CONSOLE_MESSAGE_MARK:
	case CONSOLE_MESSAGE_MARK_EQUAL:
	case CONSOLE_MESSAGE_ACCEPT:
	case CONSOLE_MESSAGE_ACCEPT_EQUAL:
	case CONSOLE_MESSAGE_ACCEPT_ABOVE:
	case CONSOLE_MESSAGE_UNDO:
	case CONSOLE_MESSAGE_COMMENT:
	case CONSOLE_MESSAGE_CORRECT:
	case CONSOLE_MESSAGE_CLAIM:
	case CONSOLE_MESSAGE_UNDO_CLAIM:
	case CONSOLE_MESSAGE_REMARK:
	case CONSOLE_MESSAGE_PILE:
	case CONSOLE_MESSAGE_PILE_MOVE:
	case CONSOLE_MESSAGE_HAND_DOWN:
	case CONSOLE_MESSAGE_PLACE:
	case CONSOLE_MESSAGE_TURN_PAGE:
	case CONSOLE_MESSAGE_SEAT_MOVE:
	case CONSOLE_MESSAGE_LESSON_BEGIN:
	case CONSOLE_MESSAGE_LESSON_PAUSE:
	case CONSOLE_MESSAGE_LESSON_RESUME:
	case CONSOLE_MESSAGE_LESSON_END:
	case CONSOLE_MESSAGE_ASSIGNMENT_OPEN:
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
	case CONSOLE_MESSAGE_SHEET_TRY:
		return rights_teach(rights, class);
	case CONSOLE_MESSAGE_PEN_FIND:
	case CONSOLE_MESSAGE_PEN_SETTING:
	case CONSOLE_MESSAGE_PEN_PASSWORD:
	case CONSOLE_MESSAGE_PEN_BIND:
	case CONSOLE_MESSAGE_PEN_UNBIND:
	case CONSOLE_MESSAGE_PEN_SWAP:
	case CONSOLE_MESSAGE_PEN_RETIRE:
	case CONSOLE_MESSAGE_PEN_FETCH:
	case CONSOLE_MESSAGE_PEN_FORGET:
	case CONSOLE_MESSAGE_PEN_TAKE:
	case CONSOLE_MESSAGE_PEN_PASSKEY:
	case CONSOLE_MESSAGE_PAIRING_START:
	case CONSOLE_MESSAGE_PAIRING_STOP:
	case CONSOLE_MESSAGE_ENROLMENT_START:
	case CONSOLE_MESSAGE_ENROLMENT_STOP:
		return rights_change_pens(rights, class);
	}
	g_assert_not_reached();
}

static void veil_seat(json_t *seat, ConsoleSight sight)
{
	json_object_set_new(seat, "page", json_null());
	json_object_set_new(seat, "writing", json_false());
	json_object_set_new(seat, "last_ink_ms", json_integer(0));
	if (sight == CONSOLE_SIGHT_NOTHING)
		json_object_del(json_object_get(seat, "pupil"), "name");
}

char *console_rights_veil(const char *text, ConsoleSight sight)
{
	json_t *message = json_loads(text, 0, NULL), *seat;
	size_t i;

	g_assert(message); /* it is our own */
	if (sight == CONSOLE_SIGHT_WORK)
		return json_text_dump(message);
	json_array_foreach(json_object_get(message, "seats"), i, seat) veil_seat(seat, sight);
	if (json_object_get(message, "wall"))
		json_object_set_new(json_object_get(message, "wall"), "items", json_array());
	if (strcmp(json_string_value(json_object_get(message, "type")), "snapshot") == 0)
		json_object_set_new(message, "results", json_null());
	else
		json_object_del(message, "results");
	return json_text_dump(message);
}
