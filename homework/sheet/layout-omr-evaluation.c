/* SPDX-License-Identifier: MIT */
/*
 * OMRChecker's evaluation.json; see layout-omr.h. An answer is a text ("A", or "AC" for two bubbles), several texts that
 * are all right, or pairs of a text and what it is worth. Where a question joins fields (customLabels), each
 * field becomes a question of its own with its part of the answer and of the points.
 */
#include "homework/sheet/layout-omr-parts.h"

#include <math.h>
#include <string.h>

#include "homework/sheet/sheet-check.h"

#define POINTS_MAX 1000.0

typedef struct {
	Omr *omr;
	OmrFile *file;
	GHashTable *points; /* of questions in sections: char * to double * */
	double default_points;
} Evaluation;

/* ---- what is worth how much */

/* 3, "3", "-1/2", or the first of several (which count runs of right answers). */
static bool take_score(OmrFile *file, const json_t *value, double *score)
{
	const char *text = json_string_value(value);
	char *end = NULL, *end_below = NULL;

	if (json_is_array(value)) {
		omr_note(file, "连对的分值：只取第一个 / points for runs of answers: the first of "
			       "them was taken");
		value = json_array_get(value, 0);
		text = json_string_value(value);
	}
	if (json_is_number(value)) {
		*score = json_number_value(value);
		text = "";
	} else if (text) {
		*score = g_ascii_strtod(text, &end);
		if (end != text && *end == '/') {
			const double below = g_ascii_strtod(end + 1, &end_below);
			*score /= below;
			end = end_below;
		}
	}
	if ((json_is_number(value) || (text && end != text && *end == '\0')) && isfinite(*score) &&
		fabs(*score) <= POINTS_MAX)
		return true;
	return json_members_refuse(&file->place,
		"不是分值，请写 3、\"0.5\" 或 \"-1/4\" 这样的数，不超过 %1$.0f / is no points; "
		"write a number like 3, \"0.5\" or \"-1/4\", up to %1$.0f",
		POINTS_MAX);
}

static bool take_named_score(OmrFile *file, const json_t *marking, const char *name, double *score)
{
	const gsize length = file->place.path->len;
	const json_t *value = json_object_get(marking, name);

	json_members_enter(&file->place, name);
	if (!value)
		return json_members_refuse(
			&file->place, "缺了，请写值几分 / is missing; write what it is worth");
	if (!take_score(file, value, score))
		return false;
	json_members_leave(&file->place, length);
	return true;
}

/* Correct, incorrect and unmarked: only the first is the sheet's. */
static bool take_marking(OmrFile *file, const json_t *marking, double *points)
{
	double incorrect = 0, unmarked = 0;

	if (!json_is_object(marking))
		return json_members_refuse(&file->place,
			"不是评分办法，请写 { \"correct\": …, \"incorrect\": …, "
			"\"unmarked\": … } / is no marking; write { \"correct\": …, "
			"\"incorrect\": …, \"unmarked\": … }");
	if (!take_named_score(file, marking, "correct", points) ||
		!take_named_score(file, marking, "incorrect", &incorrect) ||
		!take_named_score(file, marking, "unmarked", &unmarked))
		return false;
	if (*points <= 0) {
		json_members_enter(&file->place, "correct");
		return json_members_refuse(&file->place,
			"写的是 %1$g，答对应当大于 0 分 / is %1$g; a right answer is worth more "
			"than 0",
			*points);
	}
	if (incorrect != 0 || unmarked != 0)
		omr_note(file,
			"答错 %1$g 分、不答 %2$g 分：略去，作业单没有这两种分 / %1$g points for a "
			"wrong answer, %2$g for none: left out, a sheet has neither",
			incorrect, unmarked);
	return true;
}

static bool take_section(Evaluation *evaluation, const json_t *section)
{
	OmrFile *file = evaluation->file;
	const gsize length = file->place.path->len;
	g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
	const json_t *questions = json_object_get(section, "questions");
	json_t *one = json_is_string(questions) ? json_pack("[O]", questions) : NULL;
	double points = 0;

	json_members_enter(&file->place, "questions");
	const bool good = omr_take_labels(file, one ? one : questions, labels);
	json_decref(one);
	if (!good)
		return false;
	json_members_leave(&file->place, length);
	json_members_enter(&file->place, "marking");
	if (!take_marking(file, json_object_get(section, "marking"), &points))
		return false;
	json_members_leave(&file->place, length);
	for (guint i = 0; i < labels->len; i++)
		g_hash_table_replace(evaluation->points, g_strdup(g_ptr_array_index(labels, i)),
			g_memdup2(&points, sizeof points));
	return true;
}

static bool take_schemes(Evaluation *evaluation)
{
	OmrFile *file = evaluation->file;
	const bool is_old = json_object_get(file->root, "marking_scheme") != NULL;
	const char *member = is_old ? "marking_scheme" : "marking_schemes", *name;
	const json_t *schemes = json_object_get(file->root, member);
	json_t *scheme;

	json_members_enter(&file->place, member);
	const gsize length = file->place.path->len;
	if (!json_object_get(schemes, "DEFAULT"))
		return json_members_refuse(&file->place,
			"没有 \"DEFAULT\"，请写 { \"DEFAULT\": { \"correct\": 1, \"incorrect\": 0, "
			"\"unmarked\": 0 } } / has no \"DEFAULT\"; write { \"DEFAULT\": { "
			"\"correct\": 1, \"incorrect\": 0, \"unmarked\": 0 } }");
	json_object_foreach((json_t *)schemes, name, scheme)
	{
		json_members_enter(&file->place, name);
		if (!(g_str_equal(name, "DEFAULT")
				    ? take_marking(file, scheme, &evaluation->default_points)
				    : take_section(evaluation, scheme)))
			return false;
		json_members_leave(&file->place, length);
	}
	json_members_leave(&file->place, 0);
	return true;
}

/* ---- answers */

/* "CA" of A, B, C, D is "AC"; *n: how many bubbles it names. NULL: it names something else. */
static char *sorted_values(char *const *values, const char *answer, guint *n)
{
	g_autofree bool *is_named = g_new0(bool, g_strv_length((char **)values));
	g_autoptr(GString) sorted = g_string_new("");

	*n = 0;
	while (*answer) {
		guint best = G_MAXUINT;
		for (guint i = 0; values[i]; i++)
			if (g_str_has_prefix(answer, values[i]) && !is_named[i] &&
				(best == G_MAXUINT || strlen(values[i]) > strlen(values[best])))
				best = i;
		if (best == G_MAXUINT)
			return NULL;
		is_named[best] = true;
		answer += strlen(values[best]);
		(*n)++;
	}
	for (guint i = 0; values[i]; i++)
		if (is_named[i])
			g_string_append(sorted, values[i]);
	return g_string_free(g_steal_pointer(&sorted), FALSE);
}

static bool add_key(OmrFile *file, SheetQuestion *question, const char *answer)
{
	const guint n_keys = g_strv_length(question->key);
	guint n_named;
	char *key = sorted_values(question->options, answer, &n_named);

	if (!key || n_named == 0 || n_keys == SHEET_KEYS_MAX) {
		g_autofree char *values = g_strjoinv(", ", question->options);
		g_free(key);
		return json_members_refuse(&file->place,
			"“%1$.40s”不是 %2$.40s 的选项，请每个只写一次（%3$.80s），正确答案最多 "
			"%4$d 个 / \"%1$.40s\" is none of the bubbles of %2$.40s; write them once "
			"each (%3$.80s), at most %4$d right answers",
			answer, question->name, values, SHEET_KEYS_MAX);
	}
	question->key = g_renew(char *, question->key, n_keys + 2);
	question->key[n_keys] = key;
	question->key[n_keys + 1] = NULL;
	if (n_named > 1)
		question->type = QUESTION_CHOICES;
	return true;
}

/* ["A", "B"]: all right. */
static bool take_equivalents(OmrFile *file, SheetQuestion *question, const json_t *value)
{
	for (gsize i = 0; i < json_array_size(value); i++) {
		const char *text = json_string_value(json_array_get(value, i));
		if (!text)
			return json_members_refuse(&file->place,
				"文字和别的混在一起，请只写一种 / mixes texts and "
				"others; write one kind");
		if (!add_key(file, question, text))
			return false;
	}
	return true;
}

/* [["A", 2], ["B", 0.5]]: those worth most are right. */
static bool take_weighted(OmrFile *file, SheetQuestion *question, const json_t *value)
{
	double best = 0, score = 0;
	guint n_lesser = 0;

	for (guint round = 0; round < 2; round++) {
		for (gsize i = 0; i < json_array_size(value); i++) {
			const json_t *pair = json_array_get(value, i);
			const char *text = json_string_value(json_array_get(pair, 0));
			if (json_array_size(pair) != 2 || !text)
				return json_members_refuse(&file->place,
					"[%1$" G_GSIZE_FORMAT
					"] 不是一对，请写 [\"A\", 2] / [%1$" G_GSIZE_FORMAT
					"] is no pair; write [\"A\", 2]",
					i);
			if (!take_score(file, json_array_get(pair, 1), &score))
				return false;
			if (round == 0)
				best = MAX(best, score);
			else if (score < best)
				n_lesser++;
			else if (!add_key(file, question, text))
				return false;
		}
		if (best <= 0)
			return json_members_refuse(&file->place,
				"没有一个答案有分，请给一个答案大于 0 分 / is worth "
				"nothing; give one answer more than 0");
	}
	question->points = best;
	if (n_lesser > 0)
		omr_note(file,
			"%1$u 个答案%2$.0s不到 %3$g 分：略去 / %1$u answer%2$s worth less than "
			"%3$g: left out",
			n_lesser, n_lesser == 1 ? "" : "s", best);
	return true;
}

static bool take_answer(OmrFile *file, SheetQuestion *question, const json_t *value)
{
	const json_t *first = json_array_get(value, 0);

	if (json_is_string(value))
		return add_key(file, question, json_string_value(value));
	if (json_is_string(first))
		return take_equivalents(file, question, value);
	if (json_is_array(first))
		return take_weighted(file, question, value);
	return json_members_refuse(&file->place,
		"不是答案，请写 \"A\"、[\"A\", \"B\"] 或 [[\"A\", 2], [\"B\", 1]] / is no answer; "
		"write \"A\", [\"A\", \"B\"] or [[\"A\", 2], [\"B\", 1]]");
}

/* "42" of two columns of digits: "4" is the first's, "2" the second's. */
static bool take_joined(Evaluation *evaluation, char **labels, const json_t *value, double points)
{
	OmrFile *file = evaluation->file;
	const guint n_labels = g_strv_length(labels);
	const char *answer = json_string_value(value);

	if (!answer || g_utf8_strlen(answer, -1) != n_labels)
		return json_members_refuse(&file->place,
			"是 %1$u 栏合起来的答案，请写成 %1$u 个字 / is the answer of %1$u joined "
			"fields; write one text of %1$u characters",
			n_labels);
	for (guint i = 0; i < n_labels; i++) {
		OmrField *field = g_hash_table_lookup(evaluation->omr->by_label, labels[i]);
		SheetQuestion *question = omr_question(evaluation->omr, file, field);
		const char *next = g_utf8_next_char(answer);
		g_autofree char *part = g_strndup(answer, (gsize)(next - answer));
		if (!question || !add_key(file, question, part))
			return false;
		question->points = points / n_labels;
		answer = next;
	}
	omr_note(file,
		"%1$u 栏合起来的答案：每栏各成一题，分值平分 / the answer of %1$u joined fields: a "
		"question for each, with its share of the points",
		n_labels);
	return true;
}

static bool take_question(Evaluation *evaluation, const char *label, const json_t *value)
{
	OmrFile *file = evaluation->file;
	OmrField *field = g_hash_table_lookup(evaluation->omr->by_label, label);
	char **joined = g_hash_table_lookup(evaluation->omr->joined, label);
	const double *own = g_hash_table_lookup(evaluation->points, label);
	const double points = own ? *own : evaluation->default_points;

	if (!field && joined)
		return take_joined(evaluation, joined, value, points);
	if (!field)
		return json_members_refuse(&file->place,
			"写了“%1$.40s”的答案，模板里却没有这一栏，请改对名字 / answers "
			"\"%1$.40s\", and the template has no such field; mend its name",
			label);
	SheetQuestion *question = omr_question(evaluation->omr, file, field);
	if (!question)
		return false;
	if (question->key[0])
		return json_members_refuse(&file->place,
			"“%1$.40s”的答案写了两次，请留一个 / answers \"%1$.40s\" a second time; "
			"keep one",
			label);
	question->points = points;
	return take_answer(file, question, value);
}

static bool take_answers(Evaluation *evaluation, const json_t *options)
{
	OmrFile *file = evaluation->file;
	g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
	const json_t *answers = json_object_get(options, "answers_in_order");

	json_members_enter(&file->place, "options");
	const gsize length = file->place.path->len;
	json_members_enter(&file->place, "questions_in_order");
	if (!omr_take_labels(file, json_object_get(options, "questions_in_order"), labels))
		return false;
	json_members_leave(&file->place, length);
	json_members_enter(&file->place, "answers_in_order");
	if (!json_is_array(answers) || json_array_size(answers) != labels->len)
		return json_members_refuse(&file->place,
			"有 %1$" G_GSIZE_FORMAT
			" 个，questions_in_order 有 %2$u 个，请一题写一个 / are %1$" G_GSIZE_FORMAT
			" and questions_in_order are %2$u; write one for each",
			json_array_size(answers), labels->len);
	const gsize inner = file->place.path->len;
	for (guint i = 0; i < labels->len; i++) {
		json_members_enter_at(&file->place, i);
		if (!take_question(
			    evaluation, g_ptr_array_index(labels, i), json_array_get(answers, i)))
			return false;
		json_members_leave(&file->place, inner);
	}
	json_members_leave(&file->place, 0);
	return true;
}

static bool check_source(OmrFile *file)
{
	const char *type = json_string_value(json_object_get(file->root, "source_type"));

	if (g_strcmp0(type, "custom") == 0 || g_strcmp0(type, "local") == 0)
		return true;
	json_members_enter(&file->place, "source_type");
	return json_members_refuse(&file->place,
		"写的是“%1$s”；答案要写在这个文件里：请写 \"local\"，并在 options 里写 "
		"questions_in_order 和 answers_in_order / is \"%1$s\"; the answers must stand in "
		"this file: write \"local\", and questions_in_order and answers_in_order in "
		"options",
		type ? type : "");
}

bool omr_read_evaluation(Omr *omr, OmrFile *file)
{
	static const char *const KNOWN[] = { "source_type", "options", "marking_schemes",
		"marking_scheme", "outputs_configuration", NULL };
	Evaluation evaluation = { .omr = omr, .file = file };

	if (!check_source(file))
		return false;
	omr_note_unknown(file, file->root, KNOWN);
	evaluation.points = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	const bool good = take_schemes(&evaluation) &&
			  take_answers(&evaluation, json_object_get(file->root, "options"));
	g_hash_table_unref(evaluation.points);
	return good;
}
