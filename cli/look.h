/* SPDX-License-Identifier: MIT */
/*
 * Looks at pupils' work by a command of this machine, into the access log with the user who ran it. The log is written by
 * whoever holds the record: the command, or the zhibid that runs on it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Look Look;

/* command: "export". NULL when nothing can be written down, which was told. */
Look *look_open(const char *command, const char *database);
Look *look_close(Look *look); /* accepts NULL, returns NULL */
/* At these page copies (of gint64); NULL: at a class as a whole. False when it cannot be written down, which was told: then
 * they are not to be shown. */
bool look_tell(Look *look, const char *what, gint64 class_id, const GArray *copy_ids);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Look, look_close)
