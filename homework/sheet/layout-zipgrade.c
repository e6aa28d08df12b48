/* SPDX-License-Identifier: MIT */
/*
 * See layout-zipgrade.h. Rows of one question are equivalents: those worth most are the key, the others are part
 * marks that a sheet does not hold. "[a&i]" is a response too: what a wrong answer is worth.
 */
#include "homework/sheet/layout-zipgrade.h"

#include <math.h>
#include <string.h>

#include "homework/sheet/csv-reader.h"
#include "homework/sheet/layout-page.h"
#include "homework/sheet/sheet-check.h"

#define STANDARD_OPTIONS 5 /* the printed forms have A to E */
#define POINTS_MAX 1000.0

enum { FIELD_KEY, FIELD_QUESTION, FIELD_RESPONSE, FIELD_POINTS, FIELD_TAGS };

typedef struct {
	LayoutReport report;
	Sheet *sheet;
	char *version;	 /* of the first row; NULL: none yet */
	guint n_others;	 /* rows of other versions */
	guint n_options; /* the most that any key needs */
	guint line;
} Reading;

static bool read_number(Reading *reading, const char *text, gint *number)
{
	guint64 value;

	if (!g_ascii_string_to_unsigned(text, 10, 1, SHEET_NUMBER_MAX, &value, NULL))
		return layout_report_refuse(&reading->report, reading->line,
			"题号：“%1$.40s”不是题号，请写 1 到 %2$d / question number: \"%1$.40s\" is "
			"none; write one from 1 to %2$d",
			text, SHEET_NUMBER_MAX);
	*number = (gint)value;
	return true;
}

static bool read_points(Reading *reading, const char *text, double *points)
{
	char *end;

	*points = 1;
	if (*text == '\0')
		return true;
	*points = g_ascii_strtod(text, &end);
	if (*end == '\0' && isfinite(*points) && fabs(*points) <= POINTS_MAX)
		return true;
	return layout_report_refuse(&reading->report, reading->line,
		"分值：“%1$.40s”不是不超过 %2$.0f 的数，请写 2 或 0.5 这样的数 / points: "
		"\"%1$.40s\" is no number up to %2$.0f; write one like 2 or 0.5",
		text, POINTS_MAX);
}

static bool is_letters(const char *text)
{
	return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
}

/* Letters in their order, none twice. */
static bool read_letters(Reading *reading, const char *text, char **key)
{
	GString *sorted = g_string_new("");

	for (guint i = 0; i < SHEET_OPTIONS_MAX; i++) {
		const char letter = (char)('A' + i);
		if (!strchr(text, letter))
			continue;
		g_string_append_c(sorted, letter);
		reading->n_options = MAX(reading->n_options, i + 1);
	}
	*key = g_string_free(sorted, FALSE);
	return strlen(*key) == strlen(text) ||
	       layout_report_refuse(&reading->report, reading->line,
		       "答案：“%1$.40s”有选项写了两次，请各写一次 / response: \"%1$.40s\" names an "
		       "option twice; write each once",
		       text);
}

static bool read_response(
	Reading *reading, const SheetQuestion *question, const char *text, char **key)
{
	const bool is_number = sheet_check_is_number(text);
	const bool begins = !question->key[0] && question->type == QUESTION_CHOICE;

	if (!is_number && !is_letters(text))
		return layout_report_refuse(&reading->report, reading->line,
			"答案：“%1$.40s”既不是大写字母也不是数，请写成 B、ACD 或 12.5 / response: "
			"\"%1$.40s\" is neither capital letters nor a number; write it like B, ACD "
			"or 12.5",
			text);
	if (!begins && is_number != (question->type == QUESTION_NUMBER))
		return layout_report_refuse(&reading->report, reading->line,
			"答案：第 %1$d 题一行是字母、一行是数，请只写一种 / response: question "
			"%1$d has letters in one row and numbers in another; write one kind",
			question->number);
	if (is_letters(text))
		return read_letters(reading, text, key);
	*key = g_strdup(text);
	return true;
}

static void add_key(SheetQuestion *question, char *key, double points)
{
	const guint n_keys = g_strv_length(question->key);

	g_assert(key);
	if (n_keys > 0 && points > question->points) {
		g_strfreev(question->key);
		question->key = g_new0(char *, 2);
		question->key[0] = key;
	} else {
		question->key = g_renew(char *, question->key, n_keys + 2);
		question->key[n_keys] = key;
		question->key[n_keys + 1] = NULL;
	}
	question->points = points;
	if (question->type == QUESTION_CHOICE && key[0] && !is_letters(key))
		question->type = QUESTION_NUMBER;
	else if (question->type == QUESTION_CHOICE && strlen(key) > 1)
		question->type = QUESTION_CHOICES;
}

static SheetQuestion *question_of(Reading *reading, gint number)
{
	SheetQuestion *question = (SheetQuestion *)sheet_find_question(reading->sheet, number);

	if (question)
		return question;
	if (reading->sheet->questions->len == SHEET_QUESTIONS_MAX) {
		layout_report_refuse(&reading->report, reading->line,
			"超过 %1$d 题，请分成几个文件 / more than %1$d questions; split the file",
			SHEET_QUESTIONS_MAX);
		return NULL;
	}
	question = sheet_question_new(number);
	g_free(question->name);
	question->name = g_strdup_printf("%d", number);
	g_ptr_array_add(reading->sheet->questions, question);
	return question;
}

static void take_tags(SheetQuestion *question, char **fields)
{
	g_autoptr(GString) tags = g_string_new(question->knowledge);

	for (char **field = fields; *field; field++) {
		if (**field && !strstr(tags->str, *field))
			g_string_append_printf(tags, "%s%s", tags->len > 0 ? ", " : "", *field);
	}
	g_free(question->knowledge);
	question->knowledge = layout_page_line(tags->str, SHEET_TEXT_MAX);
}

static bool take_response(
	Reading *reading, SheetQuestion *question, const char *text, double points)
{
	char *key = NULL;

	if (g_str_equal(text, "[a&i]")) {
		if (points != 0)
			layout_report_note(&reading->report, reading->line,
				"第 %1$d 题：答错 %2$g 分：略去 / question %1$d: %2$g points for a "
				"wrong answer: left out",
				question->number, points);
		return true;
	}
	if (*text == '\0' && points == 0)
		return true;
	if (*text == '\0' || points <= 0 || (question->key[0] && points < question->points)) {
		layout_report_note(&reading->report, reading->line,
			"第 %1$d 题：%2$g 分给“%3$s”：略去，作业单里正确答案分值都一样 / question "
			"%1$d: %2$g points for \"%3$s\": left out, a sheet has one worth for all "
			"right answers",
			question->number, points, text);
		return true;
	}
	if (!read_response(reading, question, text, &key)) {
		g_free(key);
		return false;
	}
	if (question->key[0] && points > question->points)
		layout_report_note(&reading->report, reading->line,
			"第 %1$d 题：前面值 %2$g 分的答案：略去，这个值 %3$g 分 / question %1$d: "
			"responses worth %2$g before this one: left out, this one is worth %3$g",
			question->number, question->points, points);
	if (g_strv_contains((const char *const *)question->key, key) ||
		g_strv_length(question->key) == SHEET_KEYS_MAX) {
		layout_report_refuse(&reading->report, reading->line,
			"答案：第 %1$d 题的“%2$s”写了两次，或超过 %3$d 个，请各留一个 / response: "
			"question %1$d has \"%2$s\" twice, or more than %3$d of them; keep each "
			"once",
			question->number, key, SHEET_KEYS_MAX);
		g_free(key);
		return false;
	}
	add_key(question, key, points);
	return true;
}

/* "" where the row is shorter. */
static const char *field_at(char **fields, guint index)
{
	const char *field = index < g_strv_length(fields) ? fields[index] : NULL;

	return field ? field : "";
}

static bool take_row(Reading *reading, char **fields)
{
	const guint n_fields = g_strv_length(fields);
	gint number = 0;
	double points = 0;

	for (char **field = fields; *field; field++)
		g_strstrip(*field);
	const char *version = field_at(fields, FIELD_KEY);
	if (n_fields == 1 && *version == '\0')
		return true;
	if (n_fields <= FIELD_RESPONSE)
		return layout_report_refuse(&reading->report, reading->line,
			"这一行有 %1$u 格%2$.0s，请写：卷别、题号、答案、分值 / the row has %1$u "
			"field%2$s; write key, question number, response, points",
			n_fields, n_fields == 1 ? "" : "s");
	if (!reading->version)
		reading->version = g_strdup(version);
	if (!read_number(reading, field_at(fields, FIELD_QUESTION), &number) ||
		!read_points(reading, field_at(fields, FIELD_POINTS), &points))
		return false;
	if (!g_str_equal(reading->version, version)) {
		reading->n_others++;
		return true;
	}
	SheetQuestion *question = question_of(reading, number);
	if (!question)
		return false;
	if (n_fields > FIELD_TAGS)
		take_tags(question, fields + FIELD_TAGS);
	return take_response(reading, question, field_at(fields, FIELD_RESPONSE), points);
}

static bool take_rows(Reading *reading, const char *text, gsize n_bytes)
{
	CsvReader rows;
	const char *fault;
	bool good = true;

	csv_reader_init(&rows, text, n_bytes);
	for (guint i = 0; good; i++) {
		g_auto(GStrv) fields = csv_reader_next(&rows, &fault);
		reading->line = rows.row_line;
		if (fault)
			return layout_report_refuse(&reading->report, rows.row_line, "%s", fault);
		if (!fields)
			return true;
		if (i > 0 || g_ascii_strncasecmp(fields[0], "Key", 3) != 0)
			good = take_row(reading, fields);
	}
	return false;
}

/* What only the whole file shows. */
static bool finish(Reading *reading)
{
	const guint n_options = MAX(reading->n_options, STANDARD_OPTIONS);
	bool any_choice = false;

	for (guint i = 0; i < reading->sheet->questions->len; i++) {
		SheetQuestion *question = g_ptr_array_index(reading->sheet->questions, i);
		if (!question->key[0])
			layout_report_note(&reading->report, 0,
				"第 %1$d 题：没有一个答案有分：留下这题，不带答案 / question %1$d: "
				"no response is worth anything: kept without a key",
				question->number);
		if (question->type == QUESTION_NUMBER)
			continue;
		g_strfreev(question->options);
		question->options = layout_page_letters(n_options);
		any_choice = true;
	}
	if (reading->sheet->questions->len == 0)
		return layout_report_refuse(&reading->report, 0,
			"没有题目，请重新导出答案 / has no question; export the answer key again");
	if (any_choice)
		layout_report_note(&reading->report, 0,
			"文件没说印了哪些选项：按 A 到 %1$c / the file does not say which options "
			"are printed: A to %1$c were taken",
			(char)('A' + n_options - 1));
	if (reading->n_others > 0)
		layout_report_note(&reading->report, 0,
			"%1$u 行%2$.0s不是“%3$s”卷：略去，一份作业单只是一种卷 / %1$u row%2$s of "
			"other key versions than \"%3$s\": left out, a sheet is one version",
			reading->n_others, reading->n_others == 1 ? "" : "s", reading->version);
	layout_page_all(reading->sheet, &reading->report);
	return true;
}

Sheet *layout_zipgrade_read(
	const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error)
{
	g_autoptr(Sheet) sheet = sheet_new();
	Reading reading = { .report = { files->name, left_out, error }, .sheet = sheet };
	const char *text;
	gsize n_bytes;

	const bool good = layout_report_one_file(&reading.report, n_files) &&
			  layout_report_text(
				  &reading.report, files->bytes, files->n_bytes, &text, &n_bytes) &&
			  take_rows(&reading, text, n_bytes) && finish(&reading);
	g_free(reading.version);
	return good ? g_steal_pointer(&sheet) : NULL;
}
