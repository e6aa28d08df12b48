/* SPDX-License-Identifier: MIT */
/* See owner.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/owner.h"

#include "daemon/console/console-marking.h"
#include "daemon/looks.h"

char *owner_answer(const Owner *owner, const char *line, gsize n_bytes)
{
	char *answer = teachers_answer(&owner->teachers, line, n_bytes);

	if (!answer)
		answer = consents_answer(&owner->consents, line, n_bytes);
	if (!answer)
		answer = console_marking_owner(owner->assigning->marking, line, n_bytes);
	if (!answer)
		answer = looks_answer(
			owner->teachers.store, owner->teachers.data_folder, line, n_bytes);
	if (!answer)
		answer = rosters_owner(owner->rosters, line, n_bytes);
	if (!answer)
		answer = load_changes_answer(&owner->changes, line, n_bytes);
	return answer ? answer : assigning_answer(owner->assigning, line, n_bytes);
}
