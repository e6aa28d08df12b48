/* SPDX-License-Identifier: MIT */
/* Homework taken back before anybody wrote on it (docs/console-protocol.md, "The class-day board"). */
#pragma once

#include "daemon/board/boards.h"

/* {"class":"四年级2班","assignment":12,"reason":"…"}: what is taken back already is answered so again. JSON to be freed, and
 * a status of HTTP. */
char *withdrawing_answer(
	Boards *boards, const char *text, gsize n_bytes, gint64 teacher_id, guint *status);
/* What was taken back of a day: a JSON array, [] where the record cannot be read, which is logged. */
json_t *withdrawing_of_day(const Boards *boards, gint64 class_id, gint day);
