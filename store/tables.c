/* SPDX-License-Identifier: MIT */
/*
 * One or two statements for each kind of request. The values are numbered as store.c adds them, in the
 * order of the fields in store.h; 0 for "none" becomes NULL here.
 */
#include "store/tables.h"

#define N_STATEMENTS_MAX 2

static const char *const STATEMENTS[REQUEST_N_KINDS][N_STATEMENTS_MAX] = {
	[REQUEST_PART] = { "INSERT OR REPLACE INTO stroke_part"
			   " (stroke_id, first_dot, pen_id, host_ms, bytes)"
			   " VALUES (?1, ?2, ?3, ?4, ?5)" },
	[REQUEST_FORGET_RAW] = { "DELETE FROM raw_transfer WHERE last_host_ms < ?1" },
	[REQUEST_SCHOOL] = { "INSERT INTO school (id, name) VALUES (?1, ?2)"
			     " ON CONFLICT (id) DO UPDATE SET name = ?2" },
	[REQUEST_CLASS] = { "INSERT INTO class (id, school_id, name, grade, hide_names, n_rows,"
			    " n_columns) VALUES (?1, NULLIF(?2, 0), ?3, ?4, ?5, ?6, ?7)"
			    " ON CONFLICT (id) DO UPDATE SET school_id = NULLIF(?2, 0), name = ?3,"
			    " grade = ?4, hide_names = ?5, n_rows = ?6, n_columns = ?7" },
	/* A school number once known stays. */
	[REQUEST_PUPIL] = { "INSERT INTO pupil (id, class_id, number, name, seat_row, seat_column,"
			    " school_number, left_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
			    " ON CONFLICT (id) DO UPDATE SET class_id = ?2, number = ?3, name = ?4,"
			    " seat_row = ?5, seat_column = ?6, left_ms = ?8,"
			    " school_number = CASE ?7 WHEN '' THEN school_number ELSE ?7 END" },
	/* Without roles: those that are there. */
	[REQUEST_TEACHER] = { "INSERT INTO teacher (id, login, name, password_hash, roles, grade,"
			      " teaches) VALUES (?1, ?2, ?3, ?4,"
			      " CASE ?5 WHEN '' THEN 'teacher' ELSE ?5 END, ?6, ?7)"
			      " ON CONFLICT (id) DO UPDATE SET login = ?2, name = ?3,"
			      " password_hash = ?4,"
			      " grade = CASE ?5 WHEN '' THEN grade ELSE ?6 END,"
			      " teaches = CASE ?5 WHEN '' THEN teaches ELSE ?7 END,"
			      " roles = CASE ?5 WHEN '' THEN roles ELSE ?5 END" },
	[REQUEST_PEN] = { "INSERT INTO pen (id, address, driver, model, firmware, battery_percent,"
			  " last_seen_ms, retired_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
			  " ON CONFLICT (id) DO UPDATE SET address = ?2, driver = ?3, model = ?4,"
			  " firmware = ?5, battery_percent = ?6, last_seen_ms = ?7,"
			  " retired_ms = ?8" },
	[REQUEST_PEN_PASSWORD] = { "DELETE FROM pen_password WHERE pen_id = ?1",
		"INSERT INTO pen_password (pen_id, sealed) SELECT ?1, ?2 WHERE length(?2) > 0" },
	[REQUEST_PEN_BATTERY] = { "INSERT OR REPLACE INTO pen_battery (pen_id, at_ms, percent, "
				  "charging,"
				  " came) VALUES (?1, ?2, ?3, ?4, ?5)",
		"DELETE FROM pen_battery WHERE pen_id = ?1 AND at_ms < ?2 - 60 * 86400000" },
	[REQUEST_CLOCK_READING] = { "INSERT OR REPLACE INTO pen_clock (pen_id, host_ms, pen_ms,"
				    " set_ms, emptied_ms) VALUES (?1, ?2, ?3, NULLIF(?4, 0),"
				    " NULLIF(?5, 0))" },
	/* A binding to nobody only ends the one before. */
	[REQUEST_BINDING] = { "UPDATE binding SET until_ms = max(from_ms, ?5), until_how = ?6"
			      " WHERE pen_id = ?2 AND until_ms IS NULL AND id <> ?1",
		"INSERT INTO binding (id, pen_id, pupil_id, teacher_id, from_ms, how)"
		" SELECT ?1, ?2, NULLIF(?3, 0), NULLIF(?4, 0), ?5, ?6 WHERE ?3 <> 0 OR ?4 <> 0"
		" ON CONFLICT (id) DO UPDATE SET pen_id = ?2, pupil_id = NULLIF(?3, 0),"
		" teacher_id = NULLIF(?4, 0), from_ms = ?5, how = ?6" },
	[REQUEST_SHEET] = { "INSERT INTO sheet (id) VALUES (?1) ON CONFLICT (id) DO NOTHING",
		"INSERT INTO sheet_version (sheet_id, title, json, version, teacher_id, at_ms)"
		" VALUES (?1, ?2, ?3, ?4, NULLIF(?5, 0), ?6)"
		" ON CONFLICT (sheet_id, version) DO NOTHING" },
	[REQUEST_ASSIGNMENT] = { "INSERT INTO assignment (id, class_id, sheet_id, subject, place,"
				 " published_ms, due_ms, title, minutes, layer, n_pages, reason,"
				 " teacher_id, waits) VALUES (?1, ?2, NULLIF(?3, 0), ?4, ?5, ?6, "
				 "?7,"
				 " ?8, ?9, ?10, ?11, ?12, NULLIF(?13, 0), ?14)"
				 " ON CONFLICT (id) DO UPDATE SET class_id = ?2,"
				 " sheet_id = NULLIF(?3, 0), subject = ?4, place = ?5,"
				 " published_ms = ?6, due_ms = ?7, title = ?8, minutes = ?9,"
				 " layer = ?10, n_pages = ?11, reason = ?12,"
				 " teacher_id = NULLIF(?13, 0), waits = ?14" },
	/* No upsert: what was changed when, and why, stays. */
	[REQUEST_RULE_CHANGE] = { "INSERT INTO rule_change (id, rule, value, from_day, reason,"
				  " teacher_id, at_ms)"
				  " VALUES (?1, ?2, ?3, ?4, ?5, NULLIF(?6, 0), ?7)" },
	[REQUEST_TRAINING] = { "INSERT INTO training (id, day, kind, n_people, minutes, at_ms)"
			       " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET"
			       " day = ?2, kind = ?3, n_people = ?4, minutes = ?5, at_ms = ?6" },
	[REQUEST_ACTION] = { "INSERT OR REPLACE INTO action_done (action, answer, at_ms)"
			     " VALUES (?1, ?2, ?3)",
		"DELETE FROM action_done WHERE at_ms < ?3 - 30 * 86400000" },
	[REQUEST_PLAN] = { "INSERT INTO plan (id, pupil_id, from_day, limit_minutes, time_percent,"
			   " items_percent, teacher_id, at_ms)"
			   " VALUES (?1, ?2, ?3, NULLIF(?4, -1), ?5, ?6, NULLIF(?7, 0), ?8)" },
	[REQUEST_WITHDRAWAL] = { "INSERT INTO withdrawal (assignment_id, teacher_id, reason, at_ms)"
				 " VALUES (?1, NULLIF(?2, 0), ?3, ?4)" },
	[REQUEST_CLASS_OPENING] = { "INSERT INTO class_opening (id, class_id, teacher_id, at_ms)"
				    " VALUES (?1, ?2, NULLIF(?3, 0), ?4)" },
	[REQUEST_OPENING] = { "INSERT INTO assignment_opening (id, assignment_id, teacher_id, "
			      "at_ms)"
			      " VALUES (?1, ?2, NULLIF(?3, 0), ?4)" },
	[REQUEST_LESSON] = { "INSERT INTO lesson (id, class_id, assignment_id, teacher_id, "
			     "begin_ms,"
			     " paused_ms, pause_ms, end_ms) VALUES (?1, ?2, NULLIF(?3, 0),"
			     " NULLIF(?4, 0), ?5, ?6, NULLIF(?7, 0), NULLIF(?8, 0))"
			     " ON CONFLICT (id) DO UPDATE SET paused_ms = ?6,"
			     " pause_ms = NULLIF(?7, 0), end_ms = NULLIF(?8, 0)" },
	[REQUEST_DESK] = { "INSERT INTO desk (class_id, seat_row, seat_column) VALUES (?1, ?2, ?3)"
			   " ON CONFLICT (class_id) DO UPDATE SET seat_row = ?2, seat_column = "
			   "?3" },
	[REQUEST_HAND_DOWN] = { "INSERT INTO hand_down (id, assignment_id, pupil_id, teacher_id,"
				" ink_ms, at_ms) VALUES (?1, ?2, ?3, NULLIF(?4, 0), ?5, ?6)" },
	[REQUEST_PAGE_TURN] = { "INSERT INTO page_turn (id, assignment_id, pen_id, page_family,"
				" page_section, page_owner, page_book, page_number, teacher_id,"
				" at_ms) VALUES (?1, ?2, NULLIF(?3, 0), ?4, ?5, ?6, ?7, ?8,"
				" NULLIF(?9, 0), ?10)" },
	[REQUEST_PAGE_PLACING] = { "INSERT INTO page_placing (id, page_copy_id, page_family,"
				   " page_section, page_owner, page_book, page_number, teacher_id,"
				   " at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULLIF(?8, 0),"
				   " ?9)" },
	[REQUEST_SEAT_MOVE] = { "INSERT INTO seat_move (id, class_id, pupil_id, seat_row,"
				" seat_column, teacher_id, at_ms)"
				" VALUES (?1, ?2, NULLIF(?3, 0), ?4, ?5, NULLIF(?6, 0), ?7)" },
	[REQUEST_SESSION] = { "DELETE FROM session WHERE token_hash = ?1 AND ?5 = 0",
		"INSERT INTO session (token_hash, teacher_id, password_tag, begun_ms, used_ms)"
		" SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?5 <> 0"
		" ON CONFLICT (token_hash) DO UPDATE SET used_ms = ?5" },
	[REQUEST_WALL] = { "INSERT INTO wall (class_id, items) VALUES (?1, ?2)"
			   " ON CONFLICT (class_id) DO UPDATE SET items = ?2" },
	[REQUEST_WALL_LINK] = { "INSERT INTO wall_link (id, class_id, teacher_id, label, "
				"token_hash,"
				" names, made_ms, until_ms, ended_ms) VALUES (?1, ?2, NULLIF(?3, "
				"0),"
				" ?4, ?5, ?6, ?7, ?8, NULLIF(?9, 0))"
				" ON CONFLICT (id) DO UPDATE SET ended_ms = NULLIF(?9, 0)" },
	[REQUEST_PAGE_COPY] = { "INSERT INTO page_copy (id, assignment_id, pupil_id, pen_id,"
				" page_family, page_section, page_owner, page_book, page_number,"
				" page_key, created_ms, by_teacher)"
				" VALUES (?1, NULLIF(?2, 0), NULLIF(?3, 0), NULLIF(?4, 0),"
				" ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
				" ON CONFLICT (id) DO UPDATE SET assignment_id = NULLIF(?2, 0),"
				" pupil_id = NULLIF(?3, 0), pen_id = NULLIF(?4, 0),"
				" page_family = ?5, page_section = ?6, page_owner = ?7,"
				" page_book = ?8, page_number = ?9, page_key = ?10,"
				" created_ms = ?11, by_teacher = ?12" },
	/* No upsert: a mark once made stays. */
	[REQUEST_MARK] = { "INSERT INTO mark (id, page_copy_id, question_id, supersedes_id,"
			   " verdict, points, text, source, teacher_id, at_ms, confidence,"
			   " sheet_version, action, undoes_id, comment_id, x, y)"
			   " VALUES (?1, ?2, ?3, NULLIF(?4, 0), ?5, ?6, ?7, ?8, NULLIF(?9, 0),"
			   " ?10, ?11, ?12, ?13, NULLIF(?14, 0), ?15, iif(?16, ?17, NULL),"
			   " iif(?16, ?18, NULL))" },
	[REQUEST_COMMENT] = { "INSERT INTO comment (id, comment_id, sheet_id, question_id, text,"
			      " verdict, points, teacher_id, at_ms, action, undoes_id)"
			      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULLIF(?8, 0), ?9, ?10, ?11)" },
	[REQUEST_ANSWER] = { "INSERT OR REPLACE INTO answer (page_copy_id, question_id, state, "
			     "text,"
			     " confidence, corrected, first_text, first_ms, last_ms, n_strokes,"
			     " spent_ms, verdict, points, verdict_confidence)"
			     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
			     "?14)" },
	[REQUEST_PILE] = { "INSERT INTO pile_step (id, assignment_id, ordered, next, after_ms,"
			   " teacher_id, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, NULLIF(?6, 0), ?7)" },
	[REQUEST_CLAIM] = { "INSERT INTO page_claim (id, page_copy_id, pupil_id, before_pupil_id, "
			    "how,"
			    " teacher_id, at_ms) VALUES (?1, ?2, NULLIF(?3, 0), NULLIF(?4, 0), ?5,"
			    " NULLIF(?6, 0), ?7)" },
	[REQUEST_CORRECTION] = { "INSERT INTO correction (id, page_copy_id, question_id, text,"
				 " read_as, kind, ink, teacher_id, at_ms)"
				 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULLIF(?8, 0), ?9)" },
	[REQUEST_CONSENT] = { "INSERT INTO consent (id, pupil_id, given, kind, at_ms, note)"
			      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
			      " ON CONFLICT (id) DO UPDATE SET pupil_id = ?2, given = ?3,"
			      " kind = ?4, at_ms = ?5, note = ?6" },
	[REQUEST_ACCESS] = { "INSERT INTO access_log (teacher_id, page_copy_id, at_ms, what,"
			     " class_id, who) VALUES (NULLIF(?1, 0), NULLIF(?2, 0), ?3, ?4,"
			     " NULLIF(?5, 0), ?6)" },
	/* Later than now may be right, and the clock that says now wrong: both sides are kept, each by its own count. */
	[REQUEST_NIGHT] = { "DELETE FROM night WHERE at_ms <= (SELECT at_ms FROM night"
			    " WHERE at_ms <= ?2 ORDER BY at_ms DESC LIMIT 1 OFFSET 60)"
			    " OR at_ms >= (SELECT at_ms FROM night"
			    " WHERE at_ms > ?2 ORDER BY at_ms LIMIT 1 OFFSET 120)",
		"INSERT INTO night (day, at_ms) VALUES (?1, ?2) ON CONFLICT (day) DO NOTHING" },
	[REQUEST_PROBLEM] = { "INSERT INTO problem (id, code, subject, detail, begin_ms, end_ms,"
			      " how, count) VALUES (?1, ?2, ?3, ?4, ?5, NULLIF(?6, 0), ?7, ?8)"
			      " ON CONFLICT (id) DO UPDATE SET code = ?2, subject = ?3, detail = "
			      "?4,"
			      " begin_ms = ?5, end_ms = NULLIF(?6, 0), how = ?7, count = ?8" },
	[REQUEST_FORGET_PROBLEMS] = { "DELETE FROM problem WHERE end_ms < ?1",
		"DELETE FROM problem WHERE id IN (SELECT id FROM problem"
		" ORDER BY begin_ms DESC, id DESC LIMIT -1 OFFSET ?2)" },
};

static void bind_value(sqlite3_stmt *statement, int number, const Value *value)
{
	gsize n_bytes = 0;
	const void *bytes = value->bytes ? g_bytes_get_data(value->bytes, &n_bytes) : NULL;

	switch (value->kind) {
	case VALUE_INTEGER:
		sqlite3_bind_int64(statement, number, value->integer);
		return;
	case VALUE_REAL:
		sqlite3_bind_double(statement, number, value->real);
		return;
	case VALUE_TEXT: /* a NULL pointer would bind NULL: an empty text has none in GBytes */
		sqlite3_bind_text(
			statement, number, bytes ? bytes : "", (int)n_bytes, SQLITE_STATIC);
		return;
	case VALUE_BYTES:
		sqlite3_bind_blob(
			statement, number, bytes ? bytes : "", (int)n_bytes, SQLITE_STATIC);
		return;
	}
	g_assert_not_reached();
}

bool tables_put(Database *database, const Request *request, GError **error)
{
	const char *const *statements = STATEMENTS[request->kind];

	g_assert(statements[0]);
	for (guint i = 0; i < N_STATEMENTS_MAX && statements[i]; i++) {
		sqlite3_stmt *statement = database_prepare(database, statements[i], NULL, 0, error);
		if (!statement)
			return false;
		guint n_used = (guint)sqlite3_bind_parameter_count(statement);
		for (guint v = 0; v < MIN(n_used, request->n_values); v++)
			bind_value(statement, (int)v + 1, &request->values[v]);
		if (!database_run(database, statement, error))
			return false;
	}
	return true;
}
