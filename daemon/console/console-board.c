/* SPDX-License-Identifier: MIT */
/* See console-board.h; daemon/board/ knows what a board is. */
#include "daemon/console/console-board.h"

#include <string.h>

#include "daemon/board/boards.h"
#include "daemon/board/withdrawing.h"

#define DAY "/api/board"
#define NOTICE "/api/board/notice.pdf"
#define PUBLISH "/api/board/publish"
#define WITHDRAW "/api/board/withdraw"
#define ASSIGN "/api/sheet/assign" /* a new sheet, made in the page */
#define PUBLISH_BYTES_MAX (4u << 20)

static const ConsoleTrouble no_such_file = { "no-such-file", "没有这个文件。",
	"There is no such file." };
static const ConsoleTrouble not_drawn = { "not-drawn", "公示画不出来，请联系管理员看日志。",
	"The notice cannot be drawn; ask whoever looks after the computer to read the log." };

typedef char *(*Change)(
	Boards *boards, const char *text, gsize n_bytes, gint64 teacher_id, guint *status);

static const struct {
	const char *path;
	Change change;
} CHANGES[] = { { PUBLISH, boards_publish }, { WITHDRAW, withdrawing_answer },
	{ ASSIGN, boards_assign } };

/* NULL: nothing is sent there. */
static Change find(const char *path)
{
	for (gsize i = 0; i < G_N_ELEMENTS(CHANGES); i++)
		if (strcmp(CHANGES[i].path, path) == 0)
			return CHANGES[i].change;
	return NULL;
}

bool console_board_is(const Console *console, const char *path)
{
	return console->options.boards && (strcmp(path, DAY) == 0 || strcmp(path, NOTICE) == 0 ||
						  console_board_changes_record(path));
}

bool console_board_changes_record(const char *path)
{
	return find(path) != NULL;
}

gsize console_board_body_max(const char *path)
{
	return console_board_changes_record(path) ? PUBLISH_BYTES_MAX : 0;
}

static ConsoleAnswer *draw(gpointer data)
{
	g_autoptr(GError) error = NULL;
	GBytes *bytes = boards_notice_draw(data, &error);

	if (!bytes) {
		g_warning("the notice: %s", error->message);
		return console_answer_trouble(500, &not_drawn);
	}
	return console_answer_new(200, "application/pdf", bytes);
}

static void free_notice(gpointer data)
{
	boards_notice_free(data);
}

static ConsoleAnswer *get_notice(const Boards *boards, const BoardsWanted *wanted, ConsoleJob *job)
{
	char *trouble = NULL;
	guint status = 0;
	BoardsNotice *notice = boards_notice(boards, wanted, &trouble, &status);

	if (!notice)
		return console_answer_json(status, trouble);
	*job = (ConsoleJob){ draw, notice, free_notice };
	return NULL;
}

ConsoleAnswer *console_board_get(
	struct lws *wsi, const Console *console, const char *path, ConsoleJob *job)
{
	const Boards *boards = console->options.boards;
	char class[24], day[24];
	BoardsWanted wanted = { .day = lws_get_urlarg_by_name(wsi, "day=", day, sizeof(day)) };
	const char *given = lws_get_urlarg_by_name(wsi, "class=", class, sizeof(class));
	guint status;

	/* What is no number is no class: 0 is the one that is here. */
	if (given && !g_ascii_string_to_signed(given, 10, 0, G_MAXINT64, &wanted.class_id, NULL))
		wanted.class_id = -1;
	if (console_board_body_max(path) > 0)
		return console_answer_trouble(404, &no_such_file);
	if (strcmp(path, NOTICE) == 0)
		return get_notice(boards, &wanted, job);
	char *text = boards_day(boards, &wanted, &status);
	return console_answer_json(status, text);
}

ConsoleAnswer *console_board_post(const Console *console, const ConsoleRoomsPost *post)
{
	const GString *body = post->body;
	guint status;
	char *text = find(post->path)(
		console->options.boards, body->str, body->len, post->teacher_id, &status);

	return console_answer_json(status, text);
}
