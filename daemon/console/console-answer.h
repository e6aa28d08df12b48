/* SPDX-License-Identifier: MIT */
/* An answer over HTTP: made first, written when the line is free, headers and then the body piece by piece. */
#pragma once

#include "daemon/console/console-private.h"

#define CONSOLE_ANSWER_HEADER_BYTES 2048

typedef struct {
	guint status;
	const char *mime;
	const char *cache_control;
	char *etag;	     /* or NULL */
	char *set_cookie;    /* or NULL */
	guint retry_after_s; /* 0: no such header */
	bool closes;	     /* the connection, for a body is on its way that nobody will read */
	GBytes *body;	     /* NULL: none, not even a length of 0 for 304 */
} ConsoleAnswer;

ConsoleAnswer *console_answer_new(guint status, const char *mime, GBytes *take_body);
void console_answer_free(ConsoleAnswer *answer); /* accepts NULL */
ConsoleAnswer *console_answer_json(guint status, char *take_text);
ConsoleAnswer *console_answer_trouble(guint status, const ConsoleTrouble *trouble);
/* And the connection is closed after it. */
ConsoleAnswer *console_answer_closing(guint status, const ConsoleTrouble *trouble);
/* The headers from `at` on; false when they do not fit. */
bool console_answer_put_headers(
	struct lws *wsi, const ConsoleAnswer *answer, guint8 **at, guint8 *end);
bool console_answer_write_headers(struct lws *wsi, const ConsoleAnswer *answer);
