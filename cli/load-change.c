/* SPDX-License-Identifier: MIT */
/* `zhibi load rules --set` and `plan`: what the school changes, by way of the running daemon. */
#include <stdio.h>
#include <string.h>

#include "cli/control.h"
#include "cli/load.h"

#define LIMIT_MAX 600 /* as the daemon takes them */
#define TIME_PERCENT_MAX 400

static const char *word(const json_t *answer, const char *key)
{
	const char *text = json_string_value(json_object_get(answer, key));

	return text ? text : "";
}

static int tell(const char *command, json_t *take_answer)
{
	json_t *answer = take_answer;
	const bool is_done = strcmp(word(answer, "type"), "done") == 0;

	if (is_done)
		puts("已改 / changed");
	else if (answer && strcmp(word(answer, "code"), "bad-message") == 0 &&
		 !json_object_get(answer, "request"))
		fprintf(stderr,
			"zhibi load %s: 只有管理员能改，请用 sudo / only who runs the service may: "
			"use sudo\n",
			command);
	else if (answer)
		fprintf(stderr, "zhibi load %s: %s / %s\n", command, word(answer, "zh"),
			word(answer, "en"));
	json_decref(answer);
	return is_done ? CLI_DONE : CLI_FAILED;
}

static int ask(const LoadCall *call, const char *command, json_t *take_question)
{
	g_autoptr(Control) control = control_open("load", call->socket);

	if (!control) {
		json_decref(take_question);
		return CLI_FAILED;
	}
	return tell(command, control_ask(control, take_question));
}

int load_set_rule(const LoadCall *call)
{
	const char *equals = strchr(call->set, '=');

	if (!equals || !call->reason) {
		fputs("zhibi load rules: 请写 --set 规则=值 --reason 理由 / write --set RULE=VALUE "
		      "--reason TEXT\n",
			stderr);
		return CLI_WRONG_USE;
	}
	g_autofree char *rule = g_strstrip(g_strndup(call->set, (gsize)(equals - call->set)));
	g_autofree char *value = g_strstrip(g_strdup(equals + 1));
	json_t *question = control_question(
		"rule", "rule", rule, "value", value, "reason", call->reason, NULL);
	if (call->from)
		json_object_set_new(question, "from", json_string(call->from));
	return ask(call, "rules", question);
}

/* A number that was not said is in bounds. */
static bool take_bounds(const char *option, gint value, gint least, gint most)
{
	if (value == LOAD_UNSAID || (value >= least && value <= most))
		return true;
	fprintf(stderr, "zhibi load plan: --%s %d：请写 %d 到 %d / write a number from %d to %d\n",
		option, value, least, most, least, most);
	return false;
}

int load_plan(const LoadCall *call)
{
	const bool has_limit = call->limit != LOAD_UNSAID;

	if (!take_bounds("limit", call->limit, 0, LIMIT_MAX) ||
		!take_bounds("time", call->time_percent, 1, TIME_PERCENT_MAX) ||
		!take_bounds("items", call->items_percent, 1, 100))
		return CLI_WRONG_USE;

	if (!call->class_name || call->number <= 0 || has_limit == call->ends) {
		fputs("zhibi load plan: 请写 --class 班 --number 学号，和 --limit 分钟或 --end / "
		      "write "
		      "--class NAME --number N, and --limit MINUTES or --end\n",
			stderr);
		return CLI_WRONG_USE;
	}
	json_t *question = control_question("plan", "class", call->class_name, NULL);
	json_object_set_new(question, "number", json_integer(call->number));
	if (call->from)
		json_object_set_new(question, "from", json_string(call->from));
	if (has_limit)
		json_object_set_new(question, "limit_minutes", json_integer(call->limit));
	if (call->time_percent != LOAD_UNSAID)
		json_object_set_new(question, "time_percent", json_integer(call->time_percent));
	if (call->items_percent != LOAD_UNSAID)
		json_object_set_new(question, "items_percent", json_integer(call->items_percent));
	return ask(call, "plan", question);
}
