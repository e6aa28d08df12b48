/* SPDX-License-Identifier: MIT */
/*
 * See layout-amc.h. A sheet keeps what is right and what it is worth; the wording stays in the file it is printed from.
 * What a question is worth: "mz" (all or nothing) or "haut" (at most) as they stand; else "b", which counts once
 * for a question with one right answer and for each box of the others.
 */
#include "homework/sheet/layout-amc.h"

#include <math.h>
#include <string.h>

#include "homework/sheet/layout-page.h"
#include "homework/sheet/sheet-check.h"

#define DEFAULT_POINTS_SIMPLE 1.0
#define DEFAULT_POINTS_MULTIPLE 2.0 /* what the program itself takes */
#define POINTS_MAX 1000.0

typedef struct {
	bool is_right;
	char *letter;  /* "" as its place says */
	char *scoring; /* "" none */
} Answer;

typedef struct {
	guint line;
	bool is_multiple, is_open, is_indicative;
	char *id, *scoring;
	GPtrArray *answers; /* of Answer */
} Question;

typedef struct {
	LayoutReport report;
	Sheet *sheet;
	Question *question; /* the one whose answers come; NULL */
	GString *title;
	bool in_title;
	char *default_simple, *default_multiple; /* scoring; NULL not said */
	GHashTable *noted;			 /* names of options told already */
	guint n_texts;				 /* of questions and answers */
	GArray *groups;				 /* of guint: lines where open ones begin */
	guint line;
} Reading;

static void free_answer(gpointer data)
{
	Answer *answer = data;

	g_free(answer->letter);
	g_free(answer->scoring);
	g_free(answer);
}

static void free_question(Question *question)
{
	if (!question)
		return;
	g_free(question->id);
	g_free(question->scoring);
	g_ptr_array_unref(question->answers);
	g_free(question);
}

/* One line for each name, and no more names than lines. */
static void note_option(Reading *reading, const char *name)
{
	if (g_hash_table_size(reading->noted) <= LAYOUT_REPORT_MAX &&
		g_hash_table_add(reading->noted, g_strdup(name)))
		layout_report_note(&reading->report, reading->line,
			"选项“%1$.40s”：各处都略去 / option \"%1$.40s\": left out, wherever it "
			"stands",
			name);
}

/* ---- what is worth how much */

/* Of "b=2,m=-1" the value of `name`; `name` "": of a bare "2". */
static bool score_named(const char *scoring, const char *name, double *value)
{
	g_auto(GStrv) parts = g_strsplit(scoring, ",", 0);
	const gsize length = strlen(name);

	for (char **part = parts; *part; part++) {
		const char *at = g_strstrip(*part);
		char *end;
		if (length > 0 && (strncmp(at, name, length) != 0 || at[length] != '='))
			continue;
		at += length > 0 ? length + 1 : 0;
		*value = g_ascii_strtod(at, &end);
		if (end != at && *end == '\0' && isfinite(*value))
			return true;
	}
	return false;
}

static void note_penalties(Reading *reading, guint line, const char *scoring)
{
	static const char *const NAMES[] = { "m", "e", "v", "d", "p" };
	double value;

	for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++)
		if (score_named(scoring, NAMES[i], &value) && value != 0)
			layout_report_note(&reading->report, line,
				"评分“%1$s=%2$g”：略去，作业单不给答错或不答计分 / scoring "
				"\"%1$s=%2$g\": left out, a sheet has no points for wrong answers "
				"or none",
				NAMES[i], value);
}

static double points_of(Reading *reading, const Question *question)
{
	const char *scoring = question->scoring;
	double points, best = 0;

	if (*scoring == '\0')
		scoring =
			question->is_multiple ? reading->default_multiple : reading->default_simple;
	scoring = scoring ? scoring : "";
	note_penalties(reading, question->line, scoring);
	if (score_named(scoring, "mz", &points) || score_named(scoring, "haut", &points))
		return points;
	if (score_named(scoring, "b", &points))
		return question->is_multiple ? points * question->answers->len : points;
	for (guint i = 0; i < question->answers->len; i++) {
		const Answer *answer = g_ptr_array_index(question->answers, i);
		if (score_named(answer->scoring, "b", &points) ||
			score_named(answer->scoring, "", &points))
			best = MAX(best, points);
		note_penalties(reading, question->line, answer->scoring);
	}
	if (best > 0 && !question->is_multiple)
		return best;
	if (*scoring || best > 0)
		layout_report_note(&reading->report, question->line,
			"评分：没有写成数的 b、mz 或 haut，按通常的分值 / scoring: no \"b\", "
			"\"mz\" or \"haut\" that is a number: the usual points were taken");
	return question->is_multiple ? DEFAULT_POINTS_MULTIPLE : DEFAULT_POINTS_SIMPLE;
}

/* ---- a question that is complete */

static bool check_answers(Reading *reading, const Question *question, guint n_right)
{
	const guint n_answers = question->answers->len;

	if (n_answers < 2 || n_answers > SHEET_OPTIONS_MAX)
		return layout_report_refuse(&reading->report, question->line,
			"这题有 %1$u 个选项%2$.0s，请写 2 到 %3$d 行，以 + 或 - 开头 / the "
			"question has %1$u answer%2$s; write from 2 to %3$d lines that begin with "
			"+ or -",
			n_answers, n_answers == 1 ? "" : "s", SHEET_OPTIONS_MAX);
	if (!question->is_multiple && !question->is_indicative && n_right != 1)
		return layout_report_refuse(&reading->report, question->line,
			"一个星号的题只有一个正确答案，这里有 %1$u 个；请只给一个写 +，或在题前写 "
			"** / a question with one star has one right answer, this has %1$u; mark "
			"one with +, or write ** before the question",
			n_right);
	return true;
}

/* Letters as printed: the file's own, or A, B, C … */
static bool take_options(Reading *reading, const Question *from, SheetQuestion *question)
{
	g_strfreev(question->options);
	question->options = layout_page_letters(from->answers->len);
	for (guint i = 0; i < from->answers->len; i++) {
		const Answer *answer = g_ptr_array_index(from->answers, i);
		if (*answer->letter == '\0')
			continue;
		if (g_utf8_strlen(answer->letter, -1) > SHEET_OPTION_MAX)
			return layout_report_refuse(&reading->report, from->line,
				"选项字母“%1$.40s”超过 %2$d 个字，请缩短 / the letter \"%1$.40s\" "
				"is longer than %2$d characters; shorten it",
				answer->letter, SHEET_OPTION_MAX);
		g_free(question->options[i]);
		question->options[i] = g_strdup(answer->letter);
	}
	for (guint i = 1; i < from->answers->len; i++)
		for (guint k = 0; k < i; k++)
			if (g_str_equal(question->options[i], question->options[k]))
				return layout_report_refuse(&reading->report, from->line,
					"两个选项都叫“%1$s”，请各写各的 / two answers have the "
					"letter \"%1$s\"; give each its own",
					question->options[i]);
	return true;
}

static bool take_choice(Reading *reading, const Question *from, SheetQuestion *question)
{
	g_autoptr(GString) key = g_string_new("");
	guint n_right = 0;

	for (guint i = 0; i < from->answers->len; i++)
		n_right += ((Answer *)g_ptr_array_index(from->answers, i))->is_right;
	question->type = from->is_multiple ? QUESTION_CHOICES : QUESTION_CHOICE;
	if (!check_answers(reading, from, n_right) || !take_options(reading, from, question))
		return false;
	for (guint i = 0; i < from->answers->len; i++)
		if (((Answer *)g_ptr_array_index(from->answers, i))->is_right)
			g_string_append(key, question->options[i]);
	if (n_right == 0 || (n_right > 1 && !from->is_multiple)) {
		layout_report_note(&reading->report, from->line,
			"有 %1$u 个正确答案：留下这题，不带答案 / %1$u right answers: kept without "
			"a key",
			n_right);
		return true;
	}
	g_strfreev(question->key);
	question->key = g_new0(char *, 2);
	question->key[0] = g_string_free(g_steal_pointer(&key), FALSE);
	return true;
}

static bool end_question(Reading *reading)
{
	const Question *from = reading->question;

	if (!from)
		return true;
	g_autoptr(SheetQuestion) question =
		sheet_question_new((gint)reading->sheet->questions->len + 1);
	g_free(question->name);
	question->name = *from->id ? layout_page_line(from->id, SHEET_TEXT_MAX)
				   : g_strdup_printf("%d", question->number);
	question->points = points_of(reading, from);
	if (!(question->points > 0 && question->points <= POINTS_MAX))
		return layout_report_refuse(&reading->report, from->line,
			"评分：%1$g 分，请写大于 0、不超过 %2$.0f 的分值 / scoring: %1$g points; "
			"make it more than 0 and at most %2$.0f",
			question->points, POINTS_MAX);
	if (from->is_indicative)
		layout_report_note(&reading->report, from->line,
			"indicative：原来不计入总分的题，这里计入 / indicative: this question "
			"would count for no total, here it does");
	if (from->is_open)
		question->type = QUESTION_STEPS;
	else if (!take_choice(reading, from, question))
		return false;
	g_ptr_array_add(reading->sheet->questions, g_steal_pointer(&question));
	free_question(g_steal_pointer(&reading->question));
	return true;
}

/* ---- lines */

/* What stands between `open` and `close` right here, or ""; steps behind it. NULL: it is not closed. */
static char *take_bracketed(const char **at, char open, char close)
{
	if (**at != open)
		return g_strdup("");
	const char *end = strchr(*at, close);
	if (!end)
		return NULL;
	char *inner = g_strndup(*at + 1, (gsize)(end - *at - 1));
	*at = end + 1;
	return inner;
}

static bool refuse_open(Reading *reading, char close)
{
	return layout_report_refuse(&reading->report, reading->line,
		"这一行的括号有头无尾，请补上“%1$c” / a bracket is opened and not closed in this "
		"line; write the \"%1$c\"",
		close);
}

static void take_question_options(Reading *reading, Question *question, const char *options)
{
	g_auto(GStrv) parts = g_strsplit(options, ",", 0);

	for (char **part = parts; *part; part++) {
		char *name = g_strstrip(*part), *value = strchr(name, '=');
		if (value)
			*value++ = '\0';
		if (*name == '\0')
			continue;
		if (g_str_equal(name, "indicative"))
			question->is_indicative = true;
		else if (value && (g_str_equal(name, "id") ||
					  (g_str_equal(name, "name") && !*question->id))) {
			g_free(question->id);
			question->id = g_strdup(value);
		} else {
			note_option(reading, name);
		}
	}
}

static bool begin_question(Reading *reading, const char *at)
{
	if (!end_question(reading))
		return false;
	if (reading->sheet->questions->len == SHEET_QUESTIONS_MAX)
		return layout_report_refuse(&reading->report, reading->line,
			"超过 %1$d 题，请分成几个文件 / more than %1$d questions; split the file",
			SHEET_QUESTIONS_MAX);
	Question *question = reading->question = g_new0(Question, 1);
	question->line = reading->line;
	question->answers = g_ptr_array_new_with_free_func(free_answer);
	question->id = g_strdup("");
	question->is_multiple = at[1] == '*';
	at += question->is_multiple ? 2 : 1;
	question->is_open = *at == '<';
	g_autofree char *angles = take_bracketed(&at, '<', '>');
	if (!angles)
		return refuse_open(reading, '>');
	g_autofree char *options = take_bracketed(&at, '[', ']');
	if (!options)
		return refuse_open(reading, ']');
	question->scoring = take_bracketed(&at, '{', '}');
	if (!question->scoring)
		return refuse_open(reading, '}');
	take_question_options(reading, question, options);
	reading->n_texts += at[strspn(at, " \t")] != '\0';
	return true;
}

static bool add_answer(Reading *reading, const char *at)
{
	if (!reading->question)
		return layout_report_refuse(&reading->report, reading->line,
			"选项前面没有题目，请先写一行以 * 开头的题目 / an answer without a "
			"question; write a line that begins with * before it");
	Answer *answer = g_new0(Answer, 1);
	g_ptr_array_add(reading->question->answers, answer);
	answer->is_right = *at++ == '+';
	answer->letter = take_bracketed(&at, '[', ']');
	if (!answer->letter)
		return refuse_open(reading, ']');
	answer->scoring = take_bracketed(&at, '{', '}');
	if (!answer->scoring)
		return refuse_open(reading, '}');
	reading->n_texts += at[strspn(at, " \t")] != '\0';
	return reading->question->answers->len <= SHEET_OPTIONS_MAX ||
	       check_answers(reading, reading->question, 0);
}

static bool take_group(Reading *reading, char sign)
{
	if (sign == '(') {
		g_array_append_val(reading->groups, reading->line);
	} else if (reading->groups->len == 0) {
		return layout_report_refuse(&reading->report, reading->line,
			"这里有组的结尾，却没有开头，请在开头处写 *( / a group ends here and none "
			"has begun; write *( where it begins");
	} else {
		g_array_set_size(reading->groups, reading->groups->len - 1);
	}
	note_option(reading, "*( *)");
	return true;
}

/* "Name: value", the name of letters, digits and dashes; NULL: it is no such line. */
static const char *option_value(const char *line, char **name)
{
	const char *at = line;

	while (g_ascii_isalnum(*at) || *at == '-')
		at++;
	if (at == line || *at != ':')
		return NULL;
	*name = g_strndup(line, (gsize)(at - line));
	return at + 1;
}

static bool take_option(Reading *reading, const char *name, const char *value)
{
	if (g_ascii_strcasecmp(name, "IncludeFile") == 0)
		return layout_report_refuse(&reading->report, reading->line,
			"IncludeFile：会缺少另一个文件里的题，请把它的内容写到这里 / IncludeFile: "
			"the questions of another file would be missing; put its text here");
	if (!end_question(reading))
		return false;
	if (g_ascii_strcasecmp(name, "Title") == 0) {
		reading->in_title = true;
		g_string_assign(reading->title, value);
	} else if (g_ascii_strcasecmp(name, "DefaultScoringS") == 0) {
		g_free(reading->default_simple);
		reading->default_simple = g_strdup(value);
	} else if (g_ascii_strcasecmp(name, "DefaultScoringM") == 0) {
		g_free(reading->default_multiple);
		reading->default_multiple = g_strdup(value);
	} else {
		note_option(reading, name);
	}
	return true;
}

static bool take_line(Reading *reading, const char *line)
{
	g_autofree char *name = NULL;
	const char *value;

	value = option_value(line, &name); /* never indented: texts have colons too */
	line += strspn(line, " \t");
	if (*line == '#')
		return true;
	if (!value && !strchr("*+-", *line)) {
		if (reading->in_title)
			g_string_append_printf(reading->title, " %s", line);
		return true;
	}
	if (*line == '\0')
		return true;
	reading->in_title = false;
	if (value)
		return take_option(reading, name, value);
	if (*line == '*' && (line[1] == '(' || line[1] == ')'))
		return take_group(reading, line[1]);
	return *line == '*' ? begin_question(reading, line) : add_answer(reading, line);
}

static bool take_lines(Reading *reading, const char *text, gsize n_bytes)
{
	const char *end = text + n_bytes;

	while (text < end) {
		const char *stop = text;
		while (stop < end && *stop != '\n' && *stop != '\0')
			stop++;
		g_autofree char *line = g_strndup(text, (gsize)(stop - text));
		reading->line++;
		if (!take_line(reading, g_strchomp(line)))
			return false;
		text = stop + 1;
	}
	return end_question(reading);
}

static bool finish(Reading *reading)
{
	Sheet *sheet = reading->sheet;

	if (reading->groups->len > 0)
		return layout_report_refuse(&reading->report,
			g_array_index(reading->groups, guint, reading->groups->len - 1),
			"从这里开始的组没有结尾，请在结尾处写 *) / the group that begins here "
			"never ends; write *) where it does");
	if (sheet->questions->len == 0)
		return layout_report_refuse(&reading->report, 0,
			"没有题目，请写以 * 开头的行，下面写 + 和 - 开头的行 / has no question; "
			"write lines that begin with * and, below, + and -");
	g_free(sheet->title);
	sheet->title = layout_page_line(reading->title->str, SHEET_TITLE_MAX);
	layout_report_note(&reading->report, 0,
		"%1$u 段题目和选项的文字：略去，作业单只记什么对、写在哪里 / %1$u texts of "
		"questions and answers: left out, a sheet holds what is right and where it is "
		"written",
		reading->n_texts);
	layout_report_note(&reading->report, 0,
		"题目和选项按文件里的顺序：印的时候请不要打乱 / questions and answers stand in the "
		"file's order: print them unshuffled");
	layout_page_all(sheet, &reading->report);
	return true;
}

Sheet *layout_amc_read(const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error)
{
	g_autoptr(Sheet) sheet = sheet_new();
	Reading reading = { .report = { files->name, left_out, error }, .sheet = sheet };
	const char *text;
	gsize n_bytes;

	reading.title = g_string_new("");
	reading.noted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	reading.groups = g_array_new(FALSE, FALSE, sizeof(guint));
	const bool good = layout_report_one_file(&reading.report, n_files) &&
			  layout_report_text(
				  &reading.report, files->bytes, files->n_bytes, &text, &n_bytes) &&
			  take_lines(&reading, text, n_bytes) && finish(&reading);
	free_question(reading.question);
	g_string_free(reading.title, TRUE);
	g_free(reading.default_simple);
	g_free(reading.default_multiple);
	g_hash_table_unref(reading.noted);
	g_array_unref(reading.groups);
	return good ? g_steal_pointer(&sheet) : NULL;
}
