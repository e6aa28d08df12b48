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
