/* SPDX-License-Identifier: MIT */
/* Looked up in the schema; see about.h. */
#include "store/about.h"

static const char BY_PUPIL[] =
	"SELECT s.name FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c"
	" WHERE s.type = 'table' AND c.name = 'pupil_id'"
	" AND s.name NOT IN ('page_copy', 'page_claim') ORDER BY s.name";
static const char BY_PAGE_COPY[] =
	"SELECT s.name FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c"
	" WHERE s.type = 'table' AND c.name = 'page_copy_id'"
	" AND s.name <> 'access_log' ORDER BY s.name";

GPtrArray *about_tables(Database *database, const char *column, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const bool by_pupil = g_str_equal(column, "pupil_id");
	sqlite3_stmt *statement =
		database_prepare(database, by_pupil ? BY_PUPIL : BY_PAGE_COPY, NULL, 0, error);
	DatabaseStep step = statement ? DATABASE_ROW : DATABASE_FAILED;

	while (step == DATABASE_ROW &&
		(step = database_step(database, statement, error)) == DATABASE_ROW)
		g_ptr_array_add(names, database_column_text(statement, 0));
	return step == DATABASE_DONE ? g_steal_pointer(&names) : NULL;
}
