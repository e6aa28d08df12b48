/* SPDX-License-Identifier: MIT */
/*
 * What a page may say (docs/console-protocol.md, "Messages of the page"), from text to a plain value.
 * Strict: a key too many, a number out of range, anything nested is refused and the field named. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define CONSOLE_MESSAGE_BYTES_MAX 4096

typedef enum {
	CONSOLE_MESSAGE_OPEN_PAGE,
	CONSOLE_MESSAGE_LIST_PAGES,
	CONSOLE_MESSAGE_HIDE_NAMES,
	CONSOLE_MESSAGE_RESYNCHRONISE,
} ConsoleMessageKind;

typedef struct {
	ConsoleMessageKind kind;
	guint32 request; /* 0: none */
	gint64 copy;	 /* open-page */
	guint seat;	 /* list-pages */
	bool hide;	 /* hide-names */
} ConsoleMessage;

typedef enum {
	CONSOLE_MESSAGE_OK,
	CONSOLE_MESSAGE_BAD_TEXT,  /* not one flat JSON object of at most 4 KiB */
	CONSOLE_MESSAGE_BAD_FIELD, /* a field is missing, of another type or out of range */
	CONSOLE_MESSAGE_EXTRA_FIELD,
} ConsoleMessageResult;

/* The field that an error names; "" for BAD_TEXT. Valid UTF-8, cut to fit. */
typedef struct {
	char name[32];
} ConsoleMessageField;

/* On a fault *message has the request number if that could be read, so that the error can carry it. */
ConsoleMessageResult console_message_parse(
	const char *text, gsize n_bytes, ConsoleMessage *message, ConsoleMessageField *field);
