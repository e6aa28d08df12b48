/* SPDX-License-Identifier: MIT */
/* The day at a glance over all of the class's assignments, from the record: counts, and who has written. */
#pragma once

#include "daemon/classroom/classroom.h"
#include "daemon/console/console-message.h"
#include "homework/load/school-day.h"

/* JSON for the caller to free: `day`, or an `error`. `reader` NULL: nothing is known. */
char *console_day_answer(Classroom *classroom, StoreReader *reader, const SchoolClock *clock,
	const ConsoleMessage *message);
