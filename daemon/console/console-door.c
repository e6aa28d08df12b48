/* SPDX-License-Identifier: MIT */
/* See console-door.h. */
#include "daemon/console/console-door.h"

#include <string.h>

#include "daemon/console/console-answer.h"
#include "daemon/console/console-header.h"

#define BODY_BYTES 1024

static const ConsoleTrouble no_such_file = { "no-such-file", "没有这个文件。",
	"There is no such file." };
static const ConsoleTrouble not_logged_in = { "not-logged-in", "请先登录。",
	"Please log in first." };
static const ConsoleTrouble wrong_origin = { "wrong-origin", "请求来自别的网站，已拒绝。",
	"The request comes from another site and was refused." };
static const ConsoleTrouble wrong_protocol = { "wrong-protocol",
	"此处只接受 WebSocket 版本 13、子协议 " CONSOLE_SUBPROTOCOL "。",
	"Only WebSocket version 13 with the subprotocol " CONSOLE_SUBPROTOCOL " is served here." };

static bool asks_for(struct lws *wsi, const char *path)
{
	char uri[64];

	return console_header_copy(wsi, WSI_TOKEN_GET_URI, uri, sizeof(uri)) &&
	       strcmp(uri, path) == 0;
}

bool console_http_is_follower(struct lws *wsi)
{
	return asks_for(wsi, "/api/wall/follow");
}

/* An account, at the wall one that sees the class's work; there whoever has a link, too. */
static bool may_enter(struct lws *wsi, Console *console)
{
	char token[LOGIN_TOKEN_LENGTH + 1];
	if (console_http_is_follower(wsi))
		return console_http_cookie(wsi, CONSOLE_WALL_COOKIE, token) &&
		       wall_link_of(console->wall, token, console_now_ms()) != 0;
	const StoreTeacher *teacher = console_header_teacher(wsi, console);
	const Rights rights = teacher ? rights_of(teacher) : (Rights){ .teaches = "" };
	return teacher && (!asks_for(wsi, "/api/wall") ||
				  rights_see_work(&rights, console_open_class(console)));
}

/* NULL: come in. */
static ConsoleAnswer *refuse_upgrade(struct lws *wsi, Console *console)
{
	char uri[64], version[8], protocol[128];
	if (!console_header_copy(wsi, WSI_TOKEN_GET_URI, uri, sizeof(uri)))
		return console_answer_trouble(404, &no_such_file);
	const bool is_console = strcmp(uri, "/api/console") == 0;
	if (!is_console && strcmp(uri, "/api/wall") != 0 && strcmp(uri, "/api/wall/follow") != 0)
		return console_answer_trouble(404, &no_such_file);
	if (!console_header_is_ours(wsi, false))
		return console_answer_trouble(403, &wrong_origin);
	if (!may_enter(wsi, console))
		return console_answer_trouble(401, &not_logged_in);
	if (!console_header_copy(wsi, WSI_TOKEN_VERSION, version, sizeof(version)) ||
		strcmp(version, "13") != 0 ||
		!console_header_copy(wsi, WSI_TOKEN_PROTOCOL, protocol, sizeof(protocol)) ||
		strcmp(protocol, is_console ? CONSOLE_SUBPROTOCOL : CONSOLE_WALL_SUBPROTOCOL) != 0)
		return console_answer_trouble(400, &wrong_protocol);
	return NULL;
}

int console_door_confirm(struct lws *wsi)
{
	char upgrade[16];
	/* For an upgrade it does not know, libwebsockets has answered already; what it hands in then
	 * points to headers that are gone. */
	if (!console_header_copy(wsi, WSI_TOKEN_UPGRADE, upgrade, sizeof(upgrade)) ||
		g_ascii_strcasecmp(upgrade, "websocket") != 0)
		return -1;
	ConsoleAnswer *answer = refuse_upgrade(wsi, console_of(wsi));
	if (!answer) {
		console_guests_left(console_of(wsi)->guests, wsi);
		return 0;
	}
	gsize n_bytes;
	const guint8 *body = g_bytes_get_data(answer->body, &n_bytes);
	guint8 buffer[LWS_PRE + CONSOLE_ANSWER_HEADER_BYTES + BODY_BYTES];
	guint8 *at = buffer + LWS_PRE;
	bool fits =
		console_answer_put_headers(wsi, answer, &at, at + CONSOLE_ANSWER_HEADER_BYTES) &&
		n_bytes <= BODY_BYTES;
	if (fits)
		memcpy(at, body, n_bytes);
	console_answer_free(answer);
	if (!fits)
		return -1;
	int n = (int)((gsize)(at - (buffer + LWS_PRE)) + n_bytes);
	return lws_write(wsi, buffer + LWS_PRE, (size_t)n, LWS_WRITE_HTTP_HEADERS) == n ? 1 : -1;
}
