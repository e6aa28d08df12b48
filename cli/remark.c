/* SPDX-License-Identifier: MIT */
/* `zhibi remark`: has the running daemon read all ink of the open assignment anew. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/control.h"

static const char HELP[] =
	"用法 / usage: zhibi remark [--socket PATH]\n"
	"\n"
	"让后台服务把本次作业的全部笔迹重读一遍：答案、建议、老师用笔批改的结果。\n"
	"只有读出来和以前不同的才会更新；屏幕上的批改不变。\n"
	"Has the daemon read all ink of the open assignment anew: answers, proposals, marks of\n"
	"the teacher's pen. Only what reads otherwise than before is changed; marks made at the\n"
	"screen stay.\n"
	"\n"
	"  --socket PATH  服务的控制套接字 / the daemon's control socket\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

#define ASK_AGAIN_US 100000

/* The daemon reads when no pen needs it; it is asked how far it is until nothing is left. NULL: no answer. */
static json_t *ask_until_done(Control *control)
{
	for (;;) {
		json_t *answer = control_ask(control, control_question("remark", NULL));

		if (!answer || json_integer_value(json_object_get(answer, "left")) == 0)
			return answer;
		json_decref(answer);
		g_usleep(ASK_AGAIN_US);
	}
}

static int tell(const json_t *answer)
{
	const char *type = json_string_value(json_object_get(answer, "type"));
	const char *zh = json_string_value(json_object_get(answer, "zh"));
	const char *en = json_string_value(json_object_get(answer, "en"));

	if (g_strcmp0(type, "remarked") != 0) {
		fprintf(stderr, "zhibi remark: %s / %s\n", zh ? zh : "服务没有答复",
			en ? en : "the daemon gave no answer");
		return CLI_FAILED;
	}
	const int n_answers = (int)json_integer_value(json_object_get(answer, "answers"));
	const int n_marks = (int)json_integer_value(json_object_get(answer, "marks"));

	printf("重读完成：%d 个答案、%d 个批改与以前不同。\n"
	       "Read anew: %d answers and %d marks are others than before.\n",
		n_answers, n_marks, n_answers, n_marks);
	return CLI_DONE;
}

int remark_run(int argc, char **argv)
{
	g_autofree char *socket = NULL;
	gboolean help = FALSE;
	const GOptionEntry entries[] = {
		{ "socket", 0, 0, G_OPTION_ARG_FILENAME, &socket, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		G_OPTION_ENTRY_NULL,
	};

	if (!cli_options(entries, &argc, &argv))
		return CLI_WRONG_USE;
	if (help) {
		fputs(HELP, stdout);
		return CLI_DONE;
	}
	if (argc > 1) {
		fprintf(stderr, "zhibi remark: 用法见 / see zhibi remark --help\n");
		return CLI_WRONG_USE;
	}
	g_autoptr(Control) control = control_open("remark", socket);

	if (!control)
		return CLI_FAILED;
	json_t *answer = ask_until_done(control);
	const int code = answer ? tell(answer) : CLI_FAILED;

	json_decref(answer);
	return code;
}
