/* SPDX-License-Identifier: MIT */
/* See assigned.h. */
#include "homework/load/assigned.h"

Assigned *assigned_new(void)
{
	Assigned *assigned = g_new0(Assigned, 1);

	assigned->subject = g_strdup("");
	assigned->title = g_strdup("");
	assigned->reason = g_strdup("");
	return assigned;
}

Assigned *assigned_free(Assigned *assigned)
{
	if (assigned) {
		g_free(assigned->subject);
		g_free(assigned->title);
		g_free(assigned->reason);
		g_free(assigned);
	}
	return NULL;
}

LoadPlace assigned_place(const Assigned *assigned, const Rules *rules, gint grade)
{
	if (assigned->due_ms == 0 || assigned->place == LOAD_HOME)
		return assigned->place;
	const SchoolMoment due = school_day_of(&rules->clock, assigned->due_ms);
	const bool is_later = due.day > assigned->day ||
			      (due.day == assigned->day &&
				      due.minute > rules_school_end(rules, grade, assigned->day));
	return is_later ? LOAD_HOME : assigned->place;
}

bool assigned_counts(const Assigned *assigned, const Rules *rules, gint grade)
{
	return rules_counts(rules, grade, assigned_place(assigned, rules, grade));
}
