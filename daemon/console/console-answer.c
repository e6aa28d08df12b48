/* SPDX-License-Identifier: MIT */
#include "daemon/console/console-answer.h"

#include <string.h>

ConsoleAnswer *console_answer_new(guint status, const char *mime, GBytes *take_body)
{
	ConsoleAnswer *answer = g_new0(ConsoleAnswer, 1);
	answer->status = status;
	answer->mime = mime;
	answer->cache_control = "no-store";
	answer->body = take_body;
	return answer;
}

void console_answer_free(ConsoleAnswer *answer)
{
	if (!answer)
		return;
	g_free(answer->etag);
	g_free(answer->set_cookie);
	if (answer->body)
		g_bytes_unref(answer->body);
	g_free(answer);
}

ConsoleAnswer *console_answer_json(guint status, char *take_text)
{
	return console_answer_new(
		status, "application/json", g_bytes_new_take(take_text, strlen(take_text)));
}

ConsoleAnswer *console_answer_closing(guint status, const ConsoleTrouble *trouble)
{
	ConsoleAnswer *answer = console_answer_json(status, console_json_trouble(trouble));
	answer->closes = true;
	return answer;
}

ConsoleAnswer *console_answer_trouble(guint status, const ConsoleTrouble *trouble)
{
	return console_answer_json(status, console_json_trouble(trouble));
}

static bool put_header(
	struct lws *wsi, const char *name, const char *value, guint8 **at, guint8 *end)
{
	return value && lws_add_http_header_by_name(wsi, (const guint8 *)name,
				(const guint8 *)value, (int)strlen(value), at, end) == 0;
}

/* The headers of an answer from `at` on; false when they do not fit. */
bool console_answer_put_headers(
	struct lws *wsi, const ConsoleAnswer *answer, guint8 **at, guint8 *end)
{
	if (lws_add_http_header_status(wsi, answer->status, at, end) ||
		!put_header(wsi, "cache-control:", answer->cache_control, at, end))
		return false;
	if (answer->closes && !put_header(wsi, "connection:", "close", at, end))
		return false;
	if (answer->etag && !put_header(wsi, "etag:", answer->etag, at, end))
		return false;
	if (answer->set_cookie && !put_header(wsi, "set-cookie:", answer->set_cookie, at, end))
		return false;
	if (answer->retry_after_s > 0) {
		g_autofree char *seconds = g_strdup_printf("%u", answer->retry_after_s);
		if (!put_header(wsi, "retry-after:", seconds, at, end))
			return false;
	}
	if (answer->body && (!put_header(wsi, "content-type:", answer->mime, at, end) ||
				    lws_add_http_header_content_length(
					    wsi, g_bytes_get_size(answer->body), at, end)))
		return false;
	return lws_finalize_http_header(wsi, at, end) == 0;
}

bool console_answer_write_headers(struct lws *wsi, const ConsoleAnswer *answer)
{
	guint8 buffer[LWS_PRE + CONSOLE_ANSWER_HEADER_BYTES];
	guint8 *at = buffer + LWS_PRE;
	if (!console_answer_put_headers(wsi, answer, &at, buffer + sizeof(buffer)))
		return false;
	int n = (int)(at - (buffer + LWS_PRE));
	return lws_write(wsi, buffer + LWS_PRE, (size_t)n, LWS_WRITE_HTTP_HEADERS) == n;
}
