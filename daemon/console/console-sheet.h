/* SPDX-License-Identifier: MIT */
/* The sheet of the open assignment for a layout editor: asked for, and changed into a new version. */
#pragma once

#include "daemon/console/console-message.h"
#include "daemon/marking/marking.h"

typedef struct {
	const char *text; /* of the message */
	gsize n_bytes;
} ConsoleSheetText;

/* JSON for the caller to free: a `sheet`, or an `error`. marking NULL: there is none here. */
char *console_sheet_answer(const Marking *marking, const ConsoleMessage *message);
/* The same after the edit; *changed: there is a new version, and results are to be told anew. */
char *console_sheet_edit_answer(Marking *marking, const ConsoleMessage *message,
	const ConsoleSheetText *text, gint64 teacher_id, bool *changed);
/* The sheet as it would be after the edit; NULL with *refusal (NULL before) set to an `error`. */
Sheet *console_sheet_edited(const Marking *marking, const ConsoleMessage *message,
	const ConsoleSheetText *text, char **refusal);
