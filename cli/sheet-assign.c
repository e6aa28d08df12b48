/* SPDX-License-Identifier: MIT */
/* `zhibi sheet assign`: gives a sheet to the class, by way of the running daemon. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/control.h"
#include "cli/sheet.h"
#include "homework/sheet/sheet-json.h"

static void set_text(json_t *question, const char *key, const char *text)
{
	if (text)
		json_object_set_new(question, key, json_string(text));
}

static json_t *question_of(const SheetCall *call, const Sheet *sheet)
{
	g_autofree char *text = sheet_json_write(sheet);
	json_t *question = control_question("assign", NULL);

	json_object_set_new(question, "document", json_loads(text, 0, NULL));
	set_text(question, "class", call->class_name);
	set_text(question, "place", call->place);
	set_text(question, "subject", call->subject);
	set_text(question, "layer", call->layer);
	set_text(question, "due", call->due);
	set_text(question, "reason", call->reason);
	if (call->minutes >= 0)
		json_object_set_new(question, "minutes", json_integer(call->minutes));
	if (call->is_trial)
		json_object_set_new(question, "try", json_true());
	return question;
}

static const char *word(const json_t *answer, const char *key)
{
	const char *text = json_string_value(json_object_get(answer, key));

	return text ? text : "";
}

static void tell_board(const json_t *board)
{
	if (board)
		fprintf(stderr, "zhibi sheet assign: %s / %s\n", word(board, "zh"),
			word(board, "en"));
}

int sheet_assign(const SheetCall *call)
{
	g_autoptr(Sheet) sheet = sheet_load(call);
	g_autoptr(Control) control = sheet ? control_open("sheet", call->socket) : NULL;
	json_t *answer = control ? control_ask(control, question_of(call, sheet)) : NULL;
	int code = CLI_FAILED;

	if (answer && strcmp(word(answer, "type"), "done") == 0) {
		tell_board(json_object_get(answer, "board"));
		puts(call->is_trial
				? "可以布置（还没有布置）/ it can be assigned; it is not yet"
				: "已布置，现在写的就算这份作业 / assigned: what is written now "
				  "belongs to it");
		code = CLI_DONE;
	} else if (answer && strcmp(word(answer, "code"), "bad-message") == 0 &&
		   !json_object_get(answer, "request")) {
		fputs("zhibi sheet assign: 只有管理员能布置，请用 sudo / only who runs the service "
		      "may: "
		      "use sudo\n",
			stderr);
	} else if (answer) {
		fprintf(stderr, "zhibi sheet assign: %s / %s\n", word(answer, "zh"),
			word(answer, "en"));
	}
	json_decref(answer);
	return code;
}
