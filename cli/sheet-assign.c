/* SPDX-License-Identifier: MIT */
/* `zhibi sheet assign`: gives a sheet to the class, by way of the running daemon. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/control.h"
#include "cli/sheet-backgrounds.h"
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
	set_text(question, "day", call->day);
	set_text(question, "teacher", call->teacher);
	if (call->waits)
		json_object_set_new(question, "open", json_false());
	if (call->minutes != SHEET_MINUTES_UNSAID)
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

/* How the command says what the daemon's words ask for. */
static const char *hint(const char *code)
{
	static const char *const HINTS[][2] = {
		{ "needs-reason", "--reason TEXT" },
		{ "needs-minutes", "--minutes N" },
		{ "no-home-task", "--place lesson | service" },
		{ "bad-day", "--day 2026-09-08" },
		{ "bad-due", "--due \"2026-09-08 08:20\"" },
		{ "no-such-teacher", "--teacher LOGIN" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(HINTS); i++)
		if (g_str_equal(HINTS[i][0], code))
			return HINTS[i][1];
	return NULL;
}

static int tell_refused(const json_t *answer)
{
	const char *option = hint(word(answer, "code"));

	if (strcmp(word(answer, "code"), "bad-message") == 0 &&
		!json_object_get(answer, "request")) {
		fputs("zhibi sheet assign: 只有管理员能布置，请用 sudo / only who runs the service "
		      "may: use sudo\n",
			stderr);
		return CLI_FAILED;
	}
	fprintf(stderr, "zhibi sheet assign: %s / %s%s%s%s\n", word(answer, "zh"),
		word(answer, "en"), option ? "  (" : "", option ? option : "", option ? ")" : "");
	return CLI_FAILED;
}

static bool lacks_reason(const SheetCall *call, const json_t *board)
{
	const char *reason = call->reason ? call->reason : "";

	return g_str_equal(word(board, "level"), "full") && reason[strspn(reason, " \t\n")] == '\0';
}

static int tell_done(const SheetCall *call, const json_t *answer)
{
	tell_board(json_object_get(answer, "board"));
	if (call->is_trial && lacks_reason(call, json_object_get(answer, "board")))
		puts("写明理由（--reason）才能布置 / it can be assigned only with a reason "
		     "(--reason)");
	else if (call->is_trial)
		puts("可以布置（还没有布置）/ it can be assigned; it is not yet");
	else if (call->waits || call->day)
		puts("已布置 / assigned");
	else
		puts("已布置，现在写的就算这份作业 / assigned: what is written now belongs to it");
	return CLI_DONE;
}

int sheet_assign(const SheetCall *call)
{
	g_autoptr(Sheet) sheet = sheet_load(call);
	g_autoptr(GPtrArray) backgrounds =
		sheet ? sheet_backgrounds_read(sheet, call->files[0]) : NULL;
	g_autoptr(Control) control = sheet ? control_open("sheet", call->socket) : NULL;
	json_t *answer = control ? control_ask(control, question_of(call, sheet)) : NULL;
	int code = CLI_FAILED;

	if (answer && strcmp(word(answer, "type"), "done") == 0) {
		code = tell_done(call, answer);
		if (!call->is_trial &&
			!sheet_backgrounds_write(backgrounds, word(answer, "backgrounds")))
			code = CLI_FAILED;
	} else if (answer) {
		code = tell_refused(answer);
	}
	json_decref(answer);
	return code;
}
