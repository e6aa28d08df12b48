/* SPDX-License-Identifier: MIT */
/* `zhibi pens …`: what its parts share. */
#pragma once

#include "cli/cli.h"
#include "cli/control.h"

typedef struct {
	Control *control;
	gint seconds;
	gboolean json, stop;
} PensCall;

/* Asks; an `error` is told on stderr, in both languages, and gives false. */
bool pens_tell(PensCall *call, json_t *take_question);
/* All pens; NULL: told on stderr. Its "pens" is the array. */
json_t *pens_ask(PensCall *call);
const char *pens_text(const json_t *pen, const char *key);

/* pens-watch.c */
int pens_pair(PensCall *call);
int pens_enrol(PensCall *call);
/* Until what was asked of the pen is over. */
int pens_await(PensCall *call, const char *address, const char *task);
/* From the terminal, not shown and asked for twice, or a line of stdin; NULL: told on stderr. */
char *pens_read_password(void);
