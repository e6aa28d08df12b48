/* SPDX-License-Identifier: MIT */
/* See console-load.h. */
#include "daemon/console/console-load.h"

#include <string.h>

#include "daemon/console/console-peer.h"
#include "daemon/json-text.h"

static const ConsoleTrouble busy = { "too-many-requests", "正在算的太多了，请过几秒再看。",
	"Too much is being counted; please look again in some seconds." };
static const ConsoleTrouble no_such_class = { "no-such-class", "没有这个班。",
	"There is no such class." };
static const ConsoleTrouble unreadable = { "load-unreadable",
	"现在算不出来：记录或规则文件读不了。请管理员看 zhibi doctor 和 rules.conf。",
	"It cannot be counted now: the record or the file of rules cannot be read. The "
	"administrator "
	"may look at zhibi doctor and rules.conf." };
static const ConsoleTrouble not_here = { "not-here", "这里没有作业量统计。",
	"Homework load is not counted here." };

static const ConsoleTrouble *trouble_of(LoadsOutcome outcome)
{
	switch (outcome) {
	case LOADS_DONE:
		return NULL;
	case LOADS_NO_RIGHT:
		return &console_no_right;
	case LOADS_NO_CLASS:
		return &no_such_class;
	case LOADS_UNREADABLE:
		return &unreadable;
	}
	g_assert_not_reached();
}

/* They may have been hidden while it was counted. */
static void forget_names(json_t *value)
{
	json_t *pupil;
	size_t i;

	json_array_foreach(json_object_get(json_object_get(value, "load"), "each"), i, pupil)
		json_object_del(pupil, "name");
}

static void log_look(const ConsolePeer *peer, gint64 class_id)
{
	const StoreAccess access = { .teacher_id = peer->teacher_id,
		.at_ms = console_now_ms(),
		.what = (char *)"load-pupils",
		.class_id = class_id };

	store_put_access(peer->console->store, &access);
}

static void answered(void *user, const LoadsQuestion *question, const LoadsAnswer *answer)
{
	ConsolePeer *peer = user;
	const ConsoleTrouble *trouble = trouble_of(answer->outcome);
	const StoreClass *open = classroom_class(peer->console->classroom);

	if (trouble) {
		console_peer_refuse(peer, question->request, trouble);
		return;
	}
	if (answer->has_names)
		log_look(peer, question->class_id != 0 ? question->class_id : open->id);
	if (open->id == question->class_id && open->hide_names)
		forget_names(answer->value);
	json_object_set_new(answer->value, "type",
		json_string(question->kind == LOADS_CLASS ? "load" : "load-school"));
	json_object_set_new(answer->value, "request", json_integer(question->request));
	console_peer_answer(peer, json_text_dump(json_incref(answer->value)));
}

void console_load_ask(ConsolePeer *peer, const ConsoleMessage *message)
{
	Loads *loads = peer->console->options.loads;
	const bool is_class = message->kind == CONSOLE_MESSAGE_LOAD;
	const LoadsQuestion question = {
		.kind = is_class ? LOADS_CLASS : LOADS_SCHOOL,
		.request = message->request,
		.class_id = message->of_class,
		.is_month = strcmp(message->period, "month") == 0,
		.has_pupils = message->pupils,
		.back = message->back,
		.rights = console_peer_rights(peer),
	};

	if (!loads)
		console_peer_refuse(peer, message->request, &not_here);
	else if (!loads_ask(loads, &question, answered, peer))
		console_peer_refuse(peer, message->request, &busy);
}

/* ---- files */

static const struct {
	const char *form, *mime;
	LoadsKind kind;
} FORMS[] = {
	{ "pdf", "application/pdf", LOADS_PDF },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", LOADS_XLSX },
	{ "json", "application/json", LOADS_JSON },
};

static const ConsoleTrouble no_such_form = { "no-such-form",
	"没有这种文件：请要 pdf、xlsx 或 json。",
	"There is no such file; ask for pdf, xlsx or json." };

typedef struct {
	Loads *loads; /* outlives the job: it is ended after the console */
	LoadsQuestion question;
	char *teaches;
	const char *mime;
} Made;

bool console_load_is(const Console *console, const char *path)
{
	return console->options.loads && strcmp(path, "/api/brief") == 0;
}

static ConsoleAnswer *make(gpointer data)
{
	const Made *made = data;
	LoadsAnswer answer = { 0 };

	loads_count(made->loads, &made->question, &answer);
	const ConsoleTrouble *trouble = trouble_of(answer.outcome);
	if (!trouble)
		return console_answer_new(200, made->mime, answer.file);
	return console_answer_trouble(answer.outcome == LOADS_NO_RIGHT ? 403 : 503, trouble);
}

static void free_made(gpointer data)
{
	g_free(((Made *)data)->teaches);
	g_free(data);
}

ConsoleAnswer *console_load_get(
	struct lws *wsi, const Console *console, const StoreTeacher *teacher, ConsoleJob *job)
{
	char text[24];
	guint64 back = 1; /* the last whole week */
	const char *value = lws_get_urlarg_by_name(wsi, "back=", text, sizeof(text));

	if (value && !g_ascii_string_to_unsigned(value, 10, 0, LOADS_BACK_MAX, &back, NULL))
		return console_answer_trouble(404, &no_such_form);
	const char *form = lws_get_urlarg_by_name(wsi, "form=", text, sizeof(text));
	for (guint i = 0; form && i < G_N_ELEMENTS(FORMS); i++) {
		if (strcmp(FORMS[i].form, form) != 0)
			continue;
		Made *made = g_new0(Made, 1);
		made->loads = console->options.loads;
		made->mime = FORMS[i].mime;
		made->question = (LoadsQuestion){
			.kind = FORMS[i].kind, .back = (guint)back, .rights = rights_of(teacher)
		};
		made->question.rights.teaches = made->teaches =
			g_strdup(made->question.rights.teaches);
		*job = (ConsoleJob){ make, made, free_made };
		return NULL;
	}
	return console_answer_trouble(404, &no_such_form);
}
