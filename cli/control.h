/* SPDX-License-Identifier: MIT */
/* The daemon's control socket (docs/console-protocol.md) from a command's side: one question, one answer. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct Control Control;

/* path NULL: the installed service's, else that of the user's own data folder. Says on stderr, in the name of
 * `command`, when nobody is there, and the mend; NULL then. */
Control *control_open(const char *command, const char *path);
/* The same at one path, without a word: errno says why not. */
Control *control_try(const char *command, const char *path);
Control *control_close(Control *control); /* accepts NULL, returns NULL */
/* Asks, with the next request number; takes the question. The answer, whatever it says; NULL: the daemon hung up, which
 * is told on stderr. */
json_t *control_ask(Control *control, json_t *take_question);
/* A question of one type with texts, as key, value, … NULL. */
json_t *control_question(const char *type, ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Control, control_close)
