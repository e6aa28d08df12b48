/* SPDX-License-Identifier: MIT */
/*
 * OneRoster 1.1 in its CSV form (1EdTech): an archive with users.csv, classes.csv and enrollments.csv. A pupil is a
 * user of the role student who is enrolled in a class; what is marked "tobedeleted" or not enabled is left out.
 */
#include "homework/roster/roster.h"

#include <string.h>

#include "homework/roster/roster-words.h"
#include "homework/sheet/zip-memory.h"

#define MEMBERS_MAX 100
#define UNPACKED_MAX (16u << 20)

static const ZipMember *member(const GPtrArray *members, const char *name)
{
	for (guint i = 0; i < members->len; i++) {
		const ZipMember *one = g_ptr_array_index(members, i);
		const char *slash = strrchr(one->name, '/');

		if (g_ascii_strcasecmp(slash ? slash + 1 : one->name, name) == 0)
			return one;
	}
	return NULL;
}

static RosterTable *table_of(const GPtrArray *members, const char *name, RosterFault *fault)
{
	const ZipMember *file = member(members, name);
	gsize n_bytes = 0;
	const guint8 *bytes = file ? g_bytes_get_data(file->bytes, &n_bytes) : NULL;
	RosterTable *table = bytes ? roster_table_read(bytes, n_bytes, fault) : NULL;

	if (table && table->lines->len > 0)
		return table;
	roster_table_free(table);
	if (!fault->code)
		roster_fault(fault, "bad-oneroster",
			g_strdup_printf("OneRoster 包里缺 %s，或它是空的；请重新导出整包。", name),
			g_strdup_printf(
				"The OneRoster archive lacks %s, or it is empty; export all of it "
				"again.",
				name));
	return NULL;
}

/* -1: there is no such column. */
static gint column_of(const RosterTable *table, const char *name)
{
	const RosterLine *header = g_ptr_array_index(table->lines, 0);

	for (gint i = 0; header->cells[i]; i++)
		if (g_ascii_strcasecmp(header->cells[i], name) == 0)
			return i;
	return -1;
}

static const char *value(const RosterTable *table, const RosterLine *line, const char *column)
{
	return roster_line_cell(line, column_of(table, column));
}

static bool is_in_force(const RosterTable *table, const RosterLine *line)
{
	return g_ascii_strcasecmp(value(table, line, "status"), "tobedeleted") != 0 &&
	       g_ascii_strcasecmp(value(table, line, "enabledUser"), "false") != 0;
}

/* sourcedId → RosterLine, borrowed. */
static GHashTable *by_id(const RosterTable *table)
{
	GHashTable *lines = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 1; i < table->lines->len; i++) {
		RosterLine *line = g_ptr_array_index(table->lines, i);
		g_hash_table_insert(lines, (gpointer)value(table, line, "sourcedId"), line);
	}
	return lines;
}

/* Chinese names are written family first and together. */
static char *full_name(const char *family, const char *given)
{
	const bool is_latin = g_ascii_isalpha(*family) || g_ascii_isalpha(*given);

	return is_latin ? g_strstrip(g_strconcat(given, " ", family, NULL))
			: g_strconcat(family, given, NULL);
}

static void add_pupil(
	Roster *roster, const RosterLine *user, const RosterTable *classes, const RosterLine *class)
{
	const RosterTable *users = roster->table;
	RosterRow *row = roster_add_row(roster, user);
	const char *identifier = value(users, user, "identifier");

	row->name = full_name(value(users, user, "familyName"), value(users, user, "givenName"));
	row->school_number = g_strdup(*identifier ? identifier : value(users, user, "sourcedId"));
	row->class_name = g_strdup(class ? value(classes, class, "title") : "");
	if (class)
		row->grade = roster_words_number(value(classes, class, "grades"));
	if (row->grade < 1 || row->grade > 12)
		row->grade = roster_grade_of(row->class_name, roster->school_year);
	if (*row->name == '\0')
		roster_row_problem(row, g_strdup("没有姓名"), g_strdup("the name is missing"));
	if (*row->class_name == '\0')
		roster_row_problem(row, g_strdup("没有班级"), g_strdup("the class is missing"));
	if (roster_has_citizen_number(row->school_number))
		g_clear_pointer(&row->school_number, g_free);
	if (!row->school_number)
		row->school_number = g_strdup("");
}

static void add_pupils(Roster *roster, const RosterTable *classes, const RosterTable *enrollments)
{
	g_autoptr(GHashTable) user_lines = by_id(roster->table);
	g_autoptr(GHashTable) class_lines = by_id(classes);
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	for (guint i = 1; i < enrollments->lines->len; i++) {
		const RosterLine *line = g_ptr_array_index(enrollments->lines, i);
		RosterLine *user =
			g_hash_table_lookup(user_lines, value(enrollments, line, "userSourcedId"));
		const RosterLine *class = g_hash_table_lookup(
			class_lines, value(enrollments, line, "classSourcedId"));

		/* Lessons are classes there, too: the first counts. */
		if (user && is_in_force(enrollments, line) && is_in_force(roster->table, user) &&
			g_ascii_strcasecmp(value(enrollments, line, "role"), "student") == 0 &&
			g_hash_table_add(seen, user))
			add_pupil(roster, user, classes, class);
	}
}

Roster *roster_oneroster_read(
	const guint8 *bytes, gsize n_bytes, gint school_year, RosterFault *fault)
{
	const char *what;
	g_autoptr(GPtrArray) members =
		zip_memory_unpack(bytes, n_bytes, MEMBERS_MAX, UNPACKED_MAX, &what);

	if (!members || !member(members, "users.csv"))
		return NULL;
	RosterTable *users = table_of(members, "users.csv", fault);
	g_autoptr(RosterTable) classes = users ? table_of(members, "classes.csv", fault) : NULL;
	g_autoptr(RosterTable) enrollments =
		classes ? table_of(members, "enrollments.csv", fault) : NULL;
	g_autoptr(Roster) roster = users ? roster_new(users, school_year) : NULL;

	if (!enrollments)
		return NULL;
	roster->header = g_ptr_array_index(users->lines, 0);
	add_pupils(roster, classes, enrollments);
	if (roster->rows->len == 0 || roster->rows->len > ROSTER_ROWS_MAX) {
		roster_fault(fault, "bad-oneroster",
			g_strdup("OneRoster 包里没有编入班级的学生，或超过 2000 人。"),
			g_strdup("The OneRoster archive has no enrolled student, or more than "
				 "2000."));
		return NULL;
	}
	roster_finish(roster);
	return g_steal_pointer(&roster);
}
