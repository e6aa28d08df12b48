/* SPDX-License-Identifier: MIT */
/* What several tests of the marking ask of a room (tests/marking-room.h). */
#pragma once

#include "tests/marking-room.h"

static inline void assert_verdict(MarkingRoom *room, guint seat, guint question, const char *wanted)
{
	g_autofree char *verdict = room_verdict(room, seat, question);
	g_assert_cmpstr(verdict, ==, wanted);
}

static inline MarkingWish wish(MarkingRoom *room, guint seat, gint question, const char *verdict)
{
	return (MarkingWish){ .seat = seat,
		.question = question,
		.verdict = verdict,
		.text = "",
		.teacher_id = room->teacher_id };
}

/* All results but who is writing, which is of the moment. */
static inline char *results_of(MarkingRoom *room)
{
	json_t *all = room_all(room), *pupil;
	size_t i;

	json_array_foreach(json_object_get(all, "pupils"), i, pupil)
	{
		json_object_del(pupil, "state");
		json_object_del(pupil, "since_ms");
	}
	char *dumped = json_dumps(all, JSON_COMPACT);
	char *text = g_strdup(dumped);
	free(dumped);
	json_decref(all);
	return text;
}
