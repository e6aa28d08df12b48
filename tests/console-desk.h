/* SPDX-License-Identifier: MIT */
/* The class of tests/marking-room.h, with its sheet, behind a real console. */
#pragma once

#include "tests/console-rig.h"
#include "tests/marking-room.h"

typedef struct {
	MarkingRoom *room;
	ConsoleRig rig;
	char *cookie;
} Desk;

/* A test may end its console, or begin another. */
static inline void desk_stored(void *user)
{
	const Desk *desk = user;

	if (desk->rig.console)
		console_stored(desk->rig.console);
}

static inline Desk *desk_of_grade(gint grade)
{
	Desk *desk = g_new0(Desk, 1);
	ConsoleRig *rig = &desk->rig;
	g_autofree char *hash = login_hash_password(RIG_PASSWORD);

	desk->room = room_new(grade);
	const StoreTeacher teacher = { desk->room->teacher_id, (char *)"teacher", (char *)"某老师",
		hash, (char *)RIG_ROLES, 0, NULL };
	rig->folder = g_strdup(desk->room->folder);
	rig->loop = g_main_loop_new(NULL, FALSE);
	rig->login = login_new();
	login_add_teacher(rig->login, &teacher);
	rig->store = desk->room->store;
	rig->classroom = desk->room->classroom;
	rig_start_console(rig, &(ConsoleOptions){ .marking = desk->room->marking });
	desk->room->stored_user = desk;
	desk->room->stored_too = desk_stored;
	desk->cookie = rig_log_in(rig);
	return desk;
}

static inline Desk *desk_new(void)
{
	return desk_of_grade(4);
}

static inline void desk_free(Desk *desk)
{
	if (!desk)
		return;
	desk->room->stored_too = NULL;
	console_free(desk->rig.console);
	loads_free(desk->rig.loads);
	login_free(desk->rig.login);
	g_main_loop_unref(desk->rig.loop);
	room_free(desk->room);
	g_free(desk->rig.folder);
	g_free(desk->rig.host);
	g_free(desk->rig.origin);
	g_free(desk->cookie);
	g_free(desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)
