/* SPDX-License-Identifier: MIT */
/* See question.h. */
#include "homework/sheet/question.h"

static const char *const TYPE_NAMES[QUESTION_N_TYPES] = { "choice", "choices", "true-false",
	"number", "text", "steps", "drawing" };

const char *question_type_name(QuestionType type)
{
	g_return_val_if_fail(type < QUESTION_N_TYPES, "");
	return TYPE_NAMES[type];
}

bool question_type_from_name(const char *name, QuestionType *type)
{
	for (guint i = 0; i < QUESTION_N_TYPES; i++) {
		if (g_str_equal(TYPE_NAMES[i], name)) {
			*type = (QuestionType)i;
			return true;
		}
	}
	return false;
}

SheetQuestion *sheet_question_new(gint number)
{
	SheetQuestion *question = g_new0(SheetQuestion, 1);

	question->number = number;
	question->name = g_strdup("");
	question->options = g_new0(char *, 1);
	question->key = g_new0(char *, 1);
	question->points = 1;
	question->knowledge = g_strdup("");
	question->lesson = g_strdup("");
	return question;
}

SheetQuestion *sheet_question_free(SheetQuestion *question)
{
	if (question) {
		g_free(question->name);
		g_strfreev(question->options);
		g_strfreev(question->key);
		g_free(question->knowledge);
		g_free(question->lesson);
		g_free(question);
	}
	return NULL;
}
