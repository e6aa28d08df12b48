/* SPDX-License-Identifier: MIT */
/* See roster.h: from lines to pupils. */
#include "homework/roster/roster.h"

#include <string.h>

#include "homework/roster/roster-words.h"

#define HEADER_LINES 12 /* titles may stand above it */
#define SEAT_MAX 30

/* ---- life */

static void free_row(gpointer data)
{
	RosterRow *row = data;

	g_free(row->class_name);
	g_free(row->name);
	g_free(row->school_number);
	g_free(row->problem_zh);
	g_free(row->problem_en);
	g_free(row);
}

Roster *roster_new(RosterTable *take_table, gint school_year)
{
	Roster *roster = g_new0(Roster, 1);

	roster->school_year = school_year;
	roster->table = take_table;
	roster->rows = g_ptr_array_new_with_free_func(free_row);
	roster->ignored = g_ptr_array_new_with_free_func(g_free);
	return roster;
}

Roster *roster_free(Roster *roster)
{
	if (!roster)
		return NULL;
	g_ptr_array_unref(roster->rows);
	g_ptr_array_unref(roster->ignored);
	roster_table_free(roster->table);
	g_free(roster);
	return NULL;
}

RosterRow *roster_add_row(Roster *roster, const RosterLine *line)
{
	RosterRow *row = g_new0(RosterRow, 1);

	row->line = line;
	row->seat_row = row->seat_column = -1;
	g_ptr_array_add(roster->rows, row);
	return row;
}

void roster_row_problem(RosterRow *row, char *take_zh, char *take_en)
{
	if (row->problem_zh) {
		g_free(take_zh);
		g_free(take_en);
		return;
	}
	row->problem_zh = take_zh;
	row->problem_en = take_en;
}

static void plain_problem(RosterRow *row, const char *zh, const char *en)
{
	roster_row_problem(row, g_strdup(zh), g_strdup(en));
}

/* ---- citizens' numbers */

bool roster_has_citizen_number(const char *text)
{
	gint n_digits = 0;

	for (;; text++) {
		/* The last place may be an X; a longer run of digits is something else. */
		if (n_digits == 17 && (*text == 'X' || *text == 'x'))
			return true;
		if (g_ascii_isdigit(*text)) {
			n_digits++;
			continue;
		}
		if (n_digits == 18)
			return true;
		if (*text == '\0')
			return false;
		n_digits = 0;
	}
}

static bool refuse_citizen(const RosterLine *line, RosterFault *fault)
{
	return roster_fault(fault, "citizen-number",
		g_strdup_printf(
			"第 %u "
			"行有身份证号（学籍号里也含身份证号）。这是孩子的敏感信息，纸笔用不着，"
			"也不保存。请删掉这一列再导入。",
			line->line),
		g_strdup_printf(
			"Line %u has the number of an identity card (a national pupil number "
			"holds one, too). That is a child's sensitive data, which zhibi neither "
			"needs nor keeps. Delete the column and import again.",
			line->line));
}

static bool has_no_citizens(const RosterTable *table, RosterFault *fault)
{
	for (guint i = 0; i < table->lines->len; i++) {
		const RosterLine *line = g_ptr_array_index(table->lines, i);

		for (char **cell = line->cells; *cell; cell++)
			if (roster_has_citizen_number(*cell))
				return refuse_citizen(line, fault);
	}
	return true;
}

/* ---- columns */

typedef struct {
	gint at[N_ROSTER_COLUMNS]; /* -1: there is none */
} Columns;

static bool find_columns(const RosterLine *line, Columns *columns, GPtrArray *ignored)
{
	RosterColumn column;

	for (gint i = 0; i < N_ROSTER_COLUMNS; i++)
		columns->at[i] = -1;
	for (gint i = 0; line->cells[i]; i++) {
		if (!roster_words_column(line->cells[i], &column)) {
			if (ignored && *line->cells[i])
				g_ptr_array_add(ignored, g_strdup(line->cells[i]));
		} else if (columns->at[column] < 0) {
			columns->at[column] = i;
		}
	}
	return columns->at[ROSTER_COLUMN_NAME] >= 0;
}

static const char *cell(const RosterLine *line, const Columns *columns, RosterColumn column)
{
	return roster_line_cell(line, columns->at[column]);
}

/* ---- rows */

static void read_name(RosterRow *row, const char *text)
{
	row->name = g_strdup(text);
	if (*text == '\0')
		plain_problem(row, "没有姓名", "the name is missing");
	else if (g_utf8_strlen(text, -1) > ROSTER_NAME_CHARACTERS_MAX)
		plain_problem(row, "姓名太长", "the name is too long");
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		if (g_unichar_iscntrl(g_utf8_get_char(at)))
			plain_problem(row, "姓名里有换行或看不见的字符",
				"the name has a line break in it");
}

/* "2" or "二班", which needs its grade before it. */
static bool is_part_of_name(const char *text)
{
	const char *suffix = g_str_has_suffix(text, "班") ? text + strlen(text) - strlen("班")
							  : text + strlen(text);
	g_autofree char *bare = g_strndup(text, (gsize)(suffix - text));

	return roster_words_is_number(bare) || g_utf8_strlen(bare, -1) == 1;
}

static char *whole_name(gint grade, const char *word, const char *text)
{
	const bool is_word =
		strstr(word, "级") || g_str_has_prefix(word, "初") || g_str_has_prefix(word, "高");

	return g_strconcat(is_word ? word : roster_words_numeral(grade), is_word ? "" : "年级",
		text, g_str_has_suffix(text, "班") ? "" : "班", NULL);
}

static void read_class(RosterRow *row, const char *text, const char *grade, const char *otherwise,
	gint school_year)
{
	row->grade = roster_words_grade(grade, school_year);
	if (*grade && row->grade == 0)
		roster_row_problem(row, g_strdup_printf("年级“%s”看不懂，请写 1 到 12", grade),
			g_strdup_printf("grade \"%s\" is not understood; write 1 to 12", grade));
	if (*text == '\0')
		text = otherwise ? otherwise : "";
	if (row->grade > 0 && is_part_of_name(text))
		row->class_name = whole_name(row->grade, grade, text);
	else
		row->class_name = g_strdup(text);
	if (row->grade == 0)
		row->grade = roster_grade_of(row->class_name, school_year);
	if (*row->class_name == '\0')
		plain_problem(row, "没有班级", "the class is missing");
	else if (g_utf8_strlen(row->class_name, -1) > ROSTER_NAME_CHARACTERS_MAX)
		plain_problem(row, "班级名太长", "the class's name is too long");
}

static void read_number(RosterRow *row, const char *text)
{
	row->number = *text ? roster_words_number(text) : 0;
	if (*text && (row->number < 1 || row->number > ROSTER_NUMBER_MAX))
		roster_row_problem(row,
			g_strdup_printf("座号“%s”不对，请写 1 到 %d", text, ROSTER_NUMBER_MAX),
			g_strdup_printf("number \"%s\": write 1 to %d", text, ROSTER_NUMBER_MAX));
	row->number = CLAMP(row->number, 0, ROSTER_NUMBER_MAX);
}

static gint seat_place(RosterRow *row, const char *text)
{
	const gint place = roster_words_number(text);

	if (*text == '\0')
		return -1;
	if (place < 1 || place > SEAT_MAX)
		roster_row_problem(row,
			g_strdup_printf("座位“%s”不对，请写 1 到 %d", text, SEAT_MAX),
			g_strdup_printf("seat \"%s\": write 1 to %d", text, SEAT_MAX));
	return CLAMP(place, 1, SEAT_MAX) - 1;
}

/* "3排4列", "3-4": the two numbers in it. */
static void read_seat(RosterRow *row, const char *text)
{
	gint places[2] = { 0, 0 };
	guint n = 0;

	for (const char *at = text; *at && n < 2;) {
		if (!g_ascii_isdigit(*at)) {
			at++;
			continue;
		}
		for (; g_ascii_isdigit(*at); at++)
			places[n] = MIN(places[n] * 10 + (*at - '0'), 1000);
		n++;
	}
	if (*text == '\0')
		return;
	if (n < 2 || places[0] < 1 || places[1] < 1 || MAX(places[0], places[1]) > SEAT_MAX) {
		roster_row_problem(row, g_strdup_printf("座位“%s”看不懂，请写成 3排4列", text),
			g_strdup_printf("seat \"%s\" is not understood; write 3-4", text));
		return;
	}
	row->seat_row = places[0] - 1;
	row->seat_column = places[1] - 1;
}

static void read_row(Roster *roster, const RosterLine *line, const Columns *columns,
	RosterColumn number, const char *otherwise)
{
	RosterRow *row = roster_add_row(roster, line);
	const char *consent = cell(line, columns, ROSTER_COLUMN_CONSENT);

	read_name(row, cell(line, columns, ROSTER_COLUMN_NAME));
	/* Of a workbook with a sheet for each class, the sheets' names are the classes. */
	if (!otherwise && roster->table->sheets->len > 0 &&
		roster_grade_of(line->sheet, roster->school_year) > 0)
		otherwise = line->sheet;
	read_class(row, cell(line, columns, ROSTER_COLUMN_CLASS),
		cell(line, columns, ROSTER_COLUMN_GRADE), otherwise, roster->school_year);
	read_number(row, cell(line, columns, number));
	row->school_number = g_strdup(cell(line, columns, ROSTER_COLUMN_SCHOOL_NUMBER));
	if (strlen(row->school_number) > 32)
		plain_problem(row, "学号太长", "the school number is too long");
	row->seat_row = seat_place(row, cell(line, columns, ROSTER_COLUMN_SEAT_ROW));
	row->seat_column = seat_place(row, cell(line, columns, ROSTER_COLUMN_SEAT_COLUMN));
	read_seat(row, cell(line, columns, ROSTER_COLUMN_SEAT));
	if ((row->seat_row < 0) != (row->seat_column < 0))
		plain_problem(row, "座位只写了排或列", "the seat has a row or a column only");
	if (!roster_words_consent(consent, &row->consent))
		roster_row_problem(row,
			g_strdup_printf("家长同意“%s”看不懂，请写 是 或 否", consent),
			g_strdup_printf(
				"consent \"%s\" is not understood; write yes or no", consent));
}

/* ---- all together */

/* One class has one grade: what is called the same in two is two classes, to be called by their grades. */
static void note_grades(Roster *roster)
{
	g_autoptr(GHashTable) grades = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < roster->rows->len; i++) {
		RosterRow *row = g_ptr_array_index(roster->rows, i);
		const gint first = GPOINTER_TO_INT(g_hash_table_lookup(grades, row->class_name));

		if (row->grade > 0 && first == 0)
			g_hash_table_insert(grades, row->class_name, GINT_TO_POINTER(row->grade));
		else if (row->grade > 0 && first != row->grade)
			roster_row_problem(row,
				g_strdup_printf("“%s”在两个年级都有，请写全名，例如 四年级%s",
					row->class_name, row->class_name),
				g_strdup_printf("\"%s\" is in two grades: write its whole name",
					row->class_name));
	}
}

static void note_twins(Roster *roster)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < roster->rows->len; i++) {
		RosterRow *row = g_ptr_array_index(roster->rows, i);
		char *keys[2] = { g_strdup_printf("n%d/%s", row->number, row->class_name), NULL };

		if (*row->school_number)
			keys[1] = g_strdup_printf("s%s", row->school_number);
		for (guint k = 0; k < G_N_ELEMENTS(keys) && keys[k]; k++) {
			const RosterRow *first = g_hash_table_lookup(seen, keys[k]);

			if (first)
				roster_row_problem(row,
					g_strdup_printf("%s和第 %u 行相同",
						k == 0 ? "座号" : "学号", first->line->line),
					g_strdup_printf("the same %s as in line %u",
						k == 0 ? "number" : "school number",
						first->line->line));
			else
				g_hash_table_insert(seen, g_steal_pointer(&keys[k]), row);
			g_free(keys[k]);
		}
	}
}

/* The lowest that nobody of the class has, in the order of the lines. */
static void give_numbers(Roster *roster)
{
	g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < roster->rows->len; i++) {
		const RosterRow *row = g_ptr_array_index(roster->rows, i);
		g_hash_table_add(taken, g_strdup_printf("%d/%s", row->number, row->class_name));
	}
	for (guint i = 0; i < roster->rows->len; i++) {
		RosterRow *row = g_ptr_array_index(roster->rows, i);

		for (gint n = 1; row->number == 0 && n <= ROSTER_NUMBER_MAX; n++) {
			char *key = g_strdup_printf("%d/%s", n, row->class_name);
			if (g_hash_table_contains(taken, key)) {
				g_free(key);
				continue;
			}
			g_hash_table_add(taken, key);
			row->number = n;
		}
		if (row->number == 0)
			plain_problem(row, "这个班的人太多", "there are too many in this class");
	}
}

void roster_finish(Roster *roster)
{
	give_numbers(roster);
	note_grades(roster);
	note_twins(roster);
	for (guint i = 0; i < roster->rows->len; i++)
		roster->n_problems +=
			((const RosterRow *)g_ptr_array_index(roster->rows, i))->problem_zh != NULL;
}

/* 座号, else a short 学号, else 序号 (which may count through several classes: then it says nothing). */
static RosterColumn number_column(const Roster *roster, guint first, const Columns *columns)
{
	bool is_short = columns->at[ROSTER_COLUMN_SCHOOL_NUMBER] >= 0;

	if (columns->at[ROSTER_COLUMN_NUMBER] >= 0)
		return ROSTER_COLUMN_NUMBER;
	for (guint i = first; is_short && i < roster->table->lines->len; i++) {
		const RosterLine *line = g_ptr_array_index(roster->table->lines, i);
		const char *text = cell(line, columns, ROSTER_COLUMN_SCHOOL_NUMBER);
		const gint number = roster_words_number(text);

		is_short = *text == '\0' || (number > 0 && number <= ROSTER_NUMBER_MAX);
	}
	if (is_short)
		return ROSTER_COLUMN_SCHOOL_NUMBER;
	return columns->at[ROSTER_COLUMN_CLASS] < 0 ? ROSTER_COLUMN_ORDER : ROSTER_COLUMN_NUMBER;
}

static bool read_lines(Roster *roster, const char *class_name, RosterFault *fault)
{
	const GPtrArray *lines = roster->table->lines;
	Columns columns;
	guint first = 0;

	while (first < MIN(lines->len, HEADER_LINES) &&
		!find_columns(g_ptr_array_index(lines, first), &columns, NULL))
		first++;
	if (first == MIN(lines->len, HEADER_LINES))
		return roster_fault(fault, "no-header",
			g_strdup("没有找到“姓名”这一列。请在第一行写列名，例如：班级、座号、姓名、"
				 "学号。"),
			g_strdup("There is no column 姓名 (name). Write names of columns into the "
				 "first "
				 "line: class, number, name, student id."));
	roster->header = g_ptr_array_index(lines, first++);
	find_columns(roster->header, &columns, roster->ignored);
	if (columns.at[ROSTER_COLUMN_CITIZEN] >= 0)
		return refuse_citizen(roster->header, fault);
	const RosterColumn number = number_column(roster, first, &columns);
	for (guint i = first; i < lines->len; i++) {
		const RosterLine *line = g_ptr_array_index(lines, i);
		Columns again;

		/* Each sheet has its own header; the columns stand as in the first. */
		if (find_columns(line, &again, NULL))
			columns = again;
		else
			read_row(roster, line, &columns, number, class_name);
	}
	if (roster->rows->len > ROSTER_ROWS_MAX)
		return roster_fault(fault, "too-long",
			g_strdup_printf("超过 %d 名学生；请分成几个文件。", ROSTER_ROWS_MAX),
			g_strdup_printf("More than %d pupils; split the file.", ROSTER_ROWS_MAX));
	if (roster->rows->len > 0)
		return true;
	return roster_fault(fault, "empty", g_strdup("列名下面没有学生。"),
		g_strdup("There is no pupil below the names of the columns."));
}

Roster *roster_read(const guint8 *bytes, gsize n_bytes, const char *class_name, gint school_year,
	RosterFault *fault)
{
	roster_fault_clear(fault);
	Roster *one = roster_table_is_archive(bytes, n_bytes) && n_bytes <= ROSTER_BYTES_MAX
			      ? roster_oneroster_read(bytes, n_bytes, school_year, fault)
			      : NULL;

	if (one || fault->code)
		return one;
	RosterTable *table = roster_table_read(bytes, n_bytes, fault);
	if (!table)
		return NULL;
	g_autoptr(Roster) roster = roster_new(table, school_year);
	if (!has_no_citizens(table, fault) ||
		!read_lines(roster, class_name && *class_name ? class_name : NULL, fault))
		return NULL;
	roster_finish(roster);
	return g_steal_pointer(&roster);
}

gint roster_grade_of(const char *class_name, gint school_year)
{
	return roster_words_is_number(class_name) ? 0 : roster_words_grade(class_name, school_year);
}

/* ---- the file to repair */

static void put_cell(GString *text, const char *cell_text, char delimiter)
{
	const bool quotes = strchr(cell_text, delimiter) || strpbrk(cell_text, "\"\r\n");

	if (!quotes) {
		g_string_append(text, cell_text);
		return;
	}
	g_string_append_c(text, '"');
	for (const char *at = cell_text; *at; at++) {
		if (*at == '"')
			g_string_append_c(text, '"');
		g_string_append_c(text, *at);
	}
	g_string_append_c(text, '"');
}

static void put_line(GString *text, const Roster *roster, const RosterLine *line, const char *last)
{
	const guint n_columns = g_strv_length(roster->header->cells);
	const char delimiter = roster->table->delimiter;

	for (guint i = 0; i < n_columns; i++) {
		put_cell(text, roster_line_cell(line, (gint)i), delimiter);
		g_string_append_c(text, delimiter);
	}
	put_cell(text, last, delimiter);
	g_string_append(text, "\r\n");
}

GBytes *roster_problems_file(const Roster *roster)
{
	const RosterEncoding encoding = roster->table->encoding;
	GString *text = g_string_new(encoding == ROSTER_UTF8_MARKED ? "\xEF\xBB\xBF" : "");
	gsize n_bytes;

	put_line(text, roster, roster->header, "问题");
	for (guint i = 0; i < roster->rows->len; i++) {
		const RosterRow *row = g_ptr_array_index(roster->rows, i);
		if (row->problem_zh)
			put_line(text, roster, row->line, row->problem_zh);
	}
	if (encoding == ROSTER_GB18030) {
		char *converted = g_convert(
			text->str, (gssize)text->len, "GB18030", "UTF-8", NULL, &n_bytes, NULL);
		g_assert(converted); /* it holds all of Unicode */
		g_string_free(text, TRUE);
		return g_bytes_new_take(converted, n_bytes);
	}
	return g_string_free_to_bytes(text);
}
