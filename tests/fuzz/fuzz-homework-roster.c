/* SPDX-License-Identifier: MIT */
/* Any file as a class list: it is read or refused in words, and what has problems can be had back. */
#include "homework/roster/roster.h"

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize n_bytes);

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize n_bytes)
{
	g_auto(RosterFault) fault = { 0 };
	g_autoptr(Roster) roster = roster_read(bytes, n_bytes, NULL, 2026, &fault);

	g_assert((roster != NULL) == (fault.code == NULL));
	if (roster) {
		g_autoptr(GBytes) repair = roster_problems_file(roster);

		g_assert(g_bytes_get_size(repair) > 0);
		for (guint i = 0; i < roster->rows->len; i++) {
			const RosterRow *row = g_ptr_array_index(roster->rows, i);

			g_assert(row->problem_zh ||
				 (row->number >= 1 && *row->name && *row->class_name));
		}
	}
	return 0;
}
