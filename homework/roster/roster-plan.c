/* SPDX-License-Identifier: MIT */
#include "homework/roster/roster-plan.h"

#include "homework/roster/roster-names.h"

static const RosterKnown *known_at(const GArray *known, guint i)
{
	return &g_array_index(known, RosterKnown, i);
}

const char *roster_change_name(RosterChangeKind kind)
{
	switch (kind) {
	case ROSTER_SAME:
		return "same";
	case ROSTER_ADDED:
		return "added";
	case ROSTER_CHANGED:
		return "changed";
	case ROSTER_MOVED:
		return "moved";
	case ROSTER_LEFT:
		return "left";
	}
	g_assert_not_reached();
}

static bool is_open(const RosterKnown *one, GHashTable *met)
{
	return !g_hash_table_contains(met, one);
}

static const RosterKnown *by_school_number(
	const GArray *known, GHashTable *met, const RosterRow *row)
{
	for (guint i = 0; *row->school_number && i < known->len; i++)
		if (is_open(known_at(known, i), met) &&
			g_str_equal(known_at(known, i)->school_number, row->school_number))
			return known_at(known, i);
	return NULL;
}

/* Two school numbers that differ are two children. */
static bool may_be(const RosterKnown *one, const RosterRow *row)
{
	return !*one->school_number || !*row->school_number ||
	       g_str_equal(one->school_number, row->school_number);
}

static guint n_rows_named(const Roster *roster, const RosterRow *like)
{
	guint n = 0;

	for (guint i = 0; i < roster->rows->len; i++) {
		const RosterRow *row = g_ptr_array_index(roster->rows, i);
		n += g_str_equal(row->name, like->name) &&
		     g_str_equal(row->class_name, like->class_name);
	}
	return n;
}

static const RosterKnown *by_name(
	const Roster *roster, const GArray *known, GHashTable *met, const RosterRow *row)
{
	const RosterKnown *found = NULL;

	for (guint i = 0; i < known->len; i++) {
		const RosterKnown *one = known_at(known, i);

		if (!g_str_equal(one->class_name, row->class_name) ||
			!g_str_equal(one->name, row->name) || !may_be(one, row))
			continue;
		if (found)
			return NULL;
		found = one;
	}
	return found && is_open(found, met) && n_rows_named(roster, row) == 1 ? found : NULL;
}

static const RosterKnown *by_number(const GArray *known, GHashTable *met, const RosterRow *row)
{
	for (guint i = 0; i < known->len; i++) {
		const RosterKnown *one = known_at(known, i);

		if (is_open(one, met) && !one->has_left && one->number == row->number &&
			g_str_equal(one->class_name, row->class_name) && may_be(one, row) &&
			roster_names_agree(one->name, row->name))
			return one;
	}
	return NULL;
}

static RosterChangeKind kind_of(const RosterKnown *one, const RosterRow *row)
{
	if (one->has_left || !g_str_equal(one->class_name, row->class_name))
		return ROSTER_MOVED;
	if (one->number != row->number || !g_str_equal(one->name, row->name) ||
		(*row->school_number && !g_str_equal(one->school_number, row->school_number)) ||
		(row->seat_row >= 0 &&
			(one->seat_row != row->seat_row || one->seat_column != row->seat_column)))
		return ROSTER_CHANGED;
	return ROSTER_SAME;
}

/* One way of knowing after the other over all rows, so that a sure one is not taken away by an unsure one. */
static void meet(const Roster *roster, const GArray *known, GHashTable *met, GHashTable *found)
{
	for (gint way = 0; way < 3; way++) {
		for (guint i = 0; i < roster->rows->len; i++) {
			RosterRow *row = g_ptr_array_index(roster->rows, i);

			if (row->problem_zh || g_hash_table_contains(found, row))
				continue;
			const RosterKnown *one = way == 0   ? by_school_number(known, met, row)
						 : way == 1 ? by_name(roster, known, met, row)
							    : by_number(known, met, row);
			if (!one)
				continue;
			g_hash_table_add(met, (gpointer)one);
			g_hash_table_insert(found, row, (gpointer)one);
		}
	}
}

/* A row with a problem may be anybody of its class: then nobody is said to have left it. */
static bool is_whole(const Roster *roster, const char *class_name)
{
	bool is_in = false;

	for (guint i = 0; i < roster->rows->len; i++) {
		const RosterRow *row = g_ptr_array_index(roster->rows, i);
		const bool same = g_str_equal(row->class_name, class_name);

		if (row->problem_zh && (same || !*row->class_name))
			return false;
		is_in |= same;
	}
	return is_in;
}

static bool number_is_taken(const Roster *roster, const RosterKnown *one)
{
	for (guint i = 0; i < roster->rows->len; i++) {
		const RosterRow *row = g_ptr_array_index(roster->rows, i);

		if (!row->problem_zh && row->number == one->number &&
			g_str_equal(row->class_name, one->class_name))
			return true;
	}
	return false;
}

GArray *roster_plan(const Roster *roster, const GArray *known)
{
	g_autoptr(GHashTable) met = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) found = g_hash_table_new(NULL, NULL);
	GArray *changes = g_array_new(FALSE, FALSE, sizeof(RosterChange));

	meet(roster, known, met, found);
	for (guint i = 0; i < roster->rows->len; i++) {
		const RosterRow *row = g_ptr_array_index(roster->rows, i);
		const RosterKnown *one = g_hash_table_lookup(found, row);
		const RosterChange change = { one ? kind_of(one, row) : ROSTER_ADDED, row, one,
			false };

		if (!row->problem_zh)
			g_array_append_val(changes, change);
	}
	for (guint i = 0; i < known->len; i++) {
		const RosterKnown *one = known_at(known, i);

		if (!is_open(one, met) || one->has_left)
			continue;
		const RosterChange change = { ROSTER_LEFT, NULL, one,
			number_is_taken(roster, one) };
		if (change.number_taken || is_whole(roster, one->class_name))
			g_array_append_val(changes, change);
	}
	return changes;
}
