/* SPDX-License-Identifier: MIT */
/* Reading people, pens and pages; see reader.h. Ink is in reader-ink.c. */
#include "store/reader.h"

#include <errno.h>
#include <unistd.h>

#include "store/migrate.h"
#include "store/reader-private.h"

/* Who may not look into the folder cannot know whether a database is there. */
static void set_absent(const char *path, int code, GError **error)
{
	if (code == EACCES)
		g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN,
			"没有权限看 %s，请用 sudo / not allowed to look at it: use sudo", path);
	else
		g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN,
			"没有数据库 %s：先启动一次 zhibid，或用 --data 指明它的文件夹 / there is "
			"no "
			"database: start zhibid once, or name its folder with --data (%s)",
			path, g_strerror(code));
}

StoreReader *store_reader_open(const char *path, GError **error)
{
	int version;

	if (access(path, R_OK) != 0) {
		set_absent(path, errno, error);
		return NULL;
	}
	if (!migrate_check(path, &version, error))
		return NULL;
	if (version < migrate_version()) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_FORMAT,
			"%s is of an older zhibi. Start zhibid once: it brings it up to date.",
			path);
		return NULL;
	}
	Database *database = database_open(path, DATABASE_READ, error);
	if (!database) {
		g_prefix_error(error, "Cannot read the database %s: ", path);
		return NULL;
	}
	StoreReader *reader = g_new0(StoreReader, 1);
	reader->database = database;
	return reader;
}

StoreReader *store_reader_close(StoreReader *reader)
{
	if (reader) {
		database_close(reader->database);
		g_free(reader);
	}
	return NULL;
}

GPtrArray *reader_query(StoreReader *reader, const RowKind *kind, const char *sql,
	const gint64 *integers, gsize n_integers, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(kind->free);
	Database *database = reader->database;
	sqlite3_stmt *statement = database_prepare(database, sql, integers, n_integers, error);
	if (!statement)
		return NULL;
	DatabaseStep step;
	while ((step = database_step(database, statement, error)) == DATABASE_ROW) {
		gpointer row = g_malloc0(kind->size);
		kind->fill(row, statement);
		g_ptr_array_add(rows, row);
	}
	return step == DATABASE_DONE ? g_steal_pointer(&rows) : NULL;
}

static void school_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreSchool *)row = (StoreSchool){ .id = integer(at, 0), .name = text(at, 1) };
}

static void school_free(gpointer row)
{
	g_free(((StoreSchool *)row)->name);
	g_free(row);
}

char *store_reader_action(StoreReader *reader, const char *action, GError **error)
{
	sqlite3_stmt *statement = database_prepare(reader->database,
		"SELECT answer FROM action_done WHERE action = ?1", NULL, 0, error);
	g_autofree char *answer = NULL;
	DatabaseStep step;

	if (!statement)
		return NULL;
	sqlite3_bind_text(statement, 1, action, -1, SQLITE_TRANSIENT);
	while ((step = database_step(reader->database, statement, error)) == DATABASE_ROW) {
		g_free(answer);
		answer = g_strdup((const char *)sqlite3_column_text(statement, 0));
	}
	return step == DATABASE_DONE ? g_steal_pointer(&answer) : NULL;
}

GPtrArray *store_reader_schools(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StoreSchool), school_fill, school_free };
	return reader_query(
		reader, &KIND, "SELECT id, name FROM school ORDER BY id", NULL, 0, error);
}

static void class_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreClass *)row = (StoreClass){ .id = integer(at, 0),
		.school_id = integer(at, 1),
		.name = text(at, 2),
		.grade = small(at, 3),
		.hide_names = small(at, 4) != 0,
		.n_rows = small(at, 5),
		.n_columns = small(at, 6) };
}

static void class_free(gpointer row)
{
	g_free(((StoreClass *)row)->name);
	g_free(row);
}

GPtrArray *store_reader_classes(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StoreClass), class_fill, class_free };
	return reader_query(reader, &KIND,
		"SELECT id, school_id, name, grade, hide_names, n_rows, n_columns FROM class"
		" ORDER BY id",
		NULL, 0, error);
}

static void pupil_fill(gpointer row, sqlite3_stmt *at)
{
	*(StorePupil *)row = (StorePupil){ .id = integer(at, 0),
		.class_id = integer(at, 1),
		.number = small(at, 2),
		.name = text(at, 3),
		.seat_row = small(at, 4),
		.seat_column = small(at, 5),
		.school_number = text(at, 6),
		.left_ms = integer(at, 7) };
}

static void pupil_free(gpointer row)
{
	g_free(((StorePupil *)row)->name);
	g_free(((StorePupil *)row)->school_number);
	g_free(row);
}

static const RowKind PUPIL_KIND = { sizeof(StorePupil), pupil_fill, pupil_free };

GPtrArray *store_reader_pupils(StoreReader *reader, gint64 class_id, GError **error)
{
	return reader_query(reader, &PUPIL_KIND,
		"SELECT id, class_id, number, name, seat_row, seat_column, school_number, left_ms"
		" FROM pupil WHERE class_id = ?1 AND left_ms = 0 ORDER BY number, id",
		DATABASE_INTEGERS(class_id), error);
}

GPtrArray *store_reader_all_pupils(StoreReader *reader, GError **error)
{
	return reader_query(reader, &PUPIL_KIND,
		"SELECT id, class_id, number, name, seat_row, seat_column, school_number, left_ms"
		" FROM pupil ORDER BY class_id, number, id",
		NULL, 0, error);
}

static void teacher_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreTeacher *)row = (StoreTeacher){ .id = integer(at, 0),
		.login = text(at, 1),
		.name = text(at, 2),
		.password_hash = text(at, 3),
		.roles = text(at, 4),
		.grade = small(at, 5),
		.teaches = text(at, 6) };
}

static void teacher_free(gpointer row)
{
	StoreTeacher *teacher = row;
	g_free(teacher->login);
	g_free(teacher->name);
	g_free(teacher->password_hash);
	g_free(teacher->roles);
	g_free(teacher->teaches);
	g_free(teacher);
}

GPtrArray *store_reader_teachers(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StoreTeacher), teacher_fill, teacher_free };
	return reader_query(reader, &KIND,
		"SELECT id, login, name, password_hash, roles, grade, teaches FROM teacher"
		" ORDER BY id",
		NULL, 0, error);
}

static void pen_fill(gpointer row, sqlite3_stmt *at)
{
	*(StorePen *)row = (StorePen){ .id = integer(at, 0),
		.address = text(at, 1),
		.driver = text(at, 2),
		.model = text(at, 3),
		.firmware = text(at, 4),
		.battery_percent = small(at, 5),
		.last_seen_ms = integer(at, 6),
		.retired_ms = integer(at, 7) };
}

static void pen_free(gpointer row)
{
	StorePen *pen = row;
	g_free(pen->address);
	g_free(pen->driver);
	g_free(pen->model);
	g_free(pen->firmware);
	g_free(pen);
}

GPtrArray *store_reader_pens(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StorePen), pen_fill, pen_free };
	return reader_query(reader, &KIND,
		"SELECT id, address, driver, model, firmware, battery_percent, last_seen_ms,"
		" retired_ms FROM pen ORDER BY id",
		NULL, 0, error);
}

static void binding_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreBinding *)row = (StoreBinding){ .id = integer(at, 0),
		.pen_id = integer(at, 1),
		.pupil_id = integer(at, 2),
		.teacher_id = integer(at, 3),
		.from_ms = integer(at, 4),
		.how = text(at, 5) };
}

static void binding_free(gpointer row)
{
	g_free(((StoreBinding *)row)->how);
	g_free(row);
}

GPtrArray *store_reader_bindings(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StoreBinding), binding_fill, binding_free };
	return reader_query(reader, &KIND,
		"SELECT id, pen_id, pupil_id, teacher_id, from_ms, how FROM binding"
		" WHERE until_ms IS NULL ORDER BY from_ms, id",
		NULL, 0, error);
}

static void password_fill(gpointer row, sqlite3_stmt *at)
{
	gsize n_bytes;
	const guint8 *bytes = database_column_bytes(at, 1, &n_bytes);
	*(StorePenPassword *)row = (StorePenPassword){ .pen_id = integer(at, 0),
		.sealed = g_bytes_new(bytes, n_bytes) };
}

static void password_free(gpointer row)
{
	g_bytes_unref(((StorePenPassword *)row)->sealed);
	g_free(row);
}

GPtrArray *store_reader_pen_passwords(StoreReader *reader, GError **error)
{
	static const RowKind KIND = { sizeof(StorePenPassword), password_fill, password_free };
	return reader_query(reader, &KIND,
		"SELECT pen_id, sealed FROM pen_password ORDER BY pen_id", NULL, 0, error);
}

static void battery_fill(gpointer row, sqlite3_stmt *at)
{
	*(StorePenBattery *)row = (StorePenBattery){ .pen_id = integer(at, 0),
		.at_ms = integer(at, 1),
		.percent = small(at, 2),
		.charging = small(at, 3) != 0,
		.came = small(at, 4) != 0 };
}

GPtrArray *store_reader_pen_batteries(StoreReader *reader, gint64 since_ms, GError **error)
{
	static const RowKind KIND = { sizeof(StorePenBattery), battery_fill, g_free };
	return reader_query(reader, &KIND,
		"SELECT pen_id, at_ms, percent, charging, came FROM pen_battery WHERE at_ms >= ?1"
		" ORDER BY pen_id, at_ms",
		DATABASE_INTEGERS(since_ms), error);
}

static void sheet_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreSheet *)row = (StoreSheet){ .id = integer(at, 0),
		.title = text(at, 1),
		.json = text(at, 2),
		.version = small(at, 3),
		.teacher_id = integer(at, 4),
		.at_ms = integer(at, 5) };
}

static void sheet_free(gpointer row)
{
	StoreSheet *sheet = row;
	g_free(sheet->title);
	g_free(sheet->json);
	g_free(sheet);
}

static const RowKind SHEET_KIND = { sizeof(StoreSheet), sheet_fill, sheet_free };

GPtrArray *store_reader_sheets(StoreReader *reader, GError **error)
{
	/* With max() the other columns are those of its row. */
	return reader_query(reader, &SHEET_KIND,
		"SELECT sheet_id, title, json, max(version), teacher_id, at_ms FROM sheet_version"
		" GROUP BY sheet_id ORDER BY sheet_id",
		NULL, 0, error);
}

GPtrArray *store_reader_sheet_versions(StoreReader *reader, gint64 sheet_id, GError **error)
{
	return reader_query(reader, &SHEET_KIND,
		"SELECT sheet_id, title, json, version, teacher_id, at_ms FROM sheet_version"
		" WHERE sheet_id = ?1 ORDER BY version",
		DATABASE_INTEGERS(sheet_id), error);
}

static void assignment_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreAssignment *)row = (StoreAssignment){ .id = integer(at, 0),
		.class_id = integer(at, 1),
		.sheet_id = integer(at, 2),
		.subject = text(at, 3),
		.place = text(at, 4),
		.published_ms = integer(at, 5),
		.due_ms = integer(at, 6),
		.title = text(at, 7),
		.minutes = small(at, 8),
		.layer = text(at, 9),
		.n_pages = small(at, 10),
		.reason = text(at, 11),
		.teacher_id = integer(at, 12),
		.waits = integer(at, 13) != 0 };
}

void store_assignment_free(gpointer row)
{
	StoreAssignment *assignment = row;
	g_free(assignment->subject);
	g_free(assignment->place);
	g_free(assignment->title);
	g_free(assignment->layer);
	g_free(assignment->reason);
	g_free(assignment);
}

#define ASSIGNMENT_COLUMNS                                                                         \
	"id, class_id, sheet_id, subject, place, published_ms, due_ms, title, minutes, layer,"     \
	" n_pages, reason, teacher_id, waits"
#define WITHDRAWN " IN (SELECT assignment_id FROM withdrawal)"
#define NOT_WITHDRAWN " AND id NOT" WITHDRAWN
static const RowKind ASSIGNMENT = { sizeof(StoreAssignment), assignment_fill,
	store_assignment_free };

GPtrArray *store_reader_assignments(StoreReader *reader, gint64 class_id, GError **error)
{
	return reader_query(reader, &ASSIGNMENT,
		"SELECT " ASSIGNMENT_COLUMNS " FROM assignment WHERE class_id = ?1" NOT_WITHDRAWN
		" ORDER BY published_ms, id",
		DATABASE_INTEGERS(class_id), error);
}

GPtrArray *store_reader_withdrawn(StoreReader *reader, gint64 class_id, GError **error)
{
	return reader_query(reader, &ASSIGNMENT,
		"SELECT " ASSIGNMENT_COLUMNS " FROM assignment WHERE class_id = ?1 AND id" WITHDRAWN
		" ORDER BY published_ms, id",
		DATABASE_INTEGERS(class_id), error);
}

GPtrArray *store_reader_assignments_between(
	StoreReader *reader, gint64 class_id, gint64 from_ms, gint64 until_ms, GError **error)
{
	return reader_query(reader, &ASSIGNMENT,
		"SELECT " ASSIGNMENT_COLUMNS " FROM assignment WHERE class_id = ?1" NOT_WITHDRAWN
		" AND published_ms >= ?2 AND published_ms < ?3 ORDER BY published_ms, id",
		DATABASE_INTEGERS(class_id, from_ms, until_ms), error);
}

static void page_copy_fill(gpointer row, sqlite3_stmt *at)
{
	*(StorePageCopy *)row = (StorePageCopy){ .id = integer(at, 0),
		.assignment_id = integer(at, 1),
		.pupil_id = integer(at, 2),
		.pen_id = integer(at, 3),
		.page = { .family = (PageFamily)integer(at, 4),
			.section = (guint32)integer(at, 5),
			.owner = (guint32)integer(at, 6),
			.book = (guint32)integer(at, 7),
			.page = (guint32)integer(at, 8) },
		.created_ms = integer(at, 9),
		.by_teacher = small(at, 10) != 0 };
}

GPtrArray *store_reader_page_copies(StoreReader *reader, gint64 assignment_id, GError **error)
{
	static const RowKind KIND = { sizeof(StorePageCopy), page_copy_fill, g_free };
	return reader_query(reader, &KIND,
		"SELECT id, assignment_id, pupil_id, pen_id, page_family, page_section, page_owner,"
		" page_book, page_number, created_ms, by_teacher FROM page_copy"
		" WHERE assignment_id IS NULLIF(?1, 0) ORDER BY created_ms, id",
		DATABASE_INTEGERS(assignment_id), error);
}

static void problem_fill(gpointer row, sqlite3_stmt *at)
{
	*(StoreProblem *)row = (StoreProblem){ .id = integer(at, 0),
		.code = text(at, 1),
		.subject = text(at, 2),
		.detail = text(at, 3),
		.begin_ms = integer(at, 4),
		.end_ms = integer(at, 5),
		.how = text(at, 6),
		.count = integer(at, 7) };
}

static void problem_free(gpointer row)
{
	StoreProblem *problem = row;
	g_free(problem->code);
	g_free(problem->subject);
	g_free(problem->detail);
	g_free(problem->how);
	g_free(problem);
}

GPtrArray *store_reader_problems(StoreReader *reader, gint64 since_ms, GError **error)
{
	static const RowKind KIND = { sizeof(StoreProblem), problem_fill, problem_free };
	return reader_query(reader, &KIND,
		"SELECT id, code, subject, detail, begin_ms, end_ms, how, count FROM problem"
		" WHERE end_ms IS NULL OR end_ms >= ?1 ORDER BY begin_ms DESC, id DESC",
		DATABASE_INTEGERS(since_ms), error);
}
