/* SPDX-License-Identifier: MIT */
/* Private to cli/sheet*.c: what `zhibi sheet COMMAND …` was asked. */
#pragma once

#include <stdbool.h>

#include "homework/sheet/layout.h"

#define SHEET_MINUTES_UNSAID G_MININT
#define SHEET_MINUTES_MAX 600

typedef struct {
	char **files;	    /* at least one */
	const Layout *from; /* NULL: by the file's name, else the own form */
	const Layout *to;   /* NULL: not said */
	const char *output; /* NULL: standard output */
	/* of `assign`; each may be NULL */
	const char *class_name, *place, *socket, *subject, *layer, *due, *reason, *day, *teacher;
	int minutes; /* SHEET_MINUTES_UNSAID: as the sheet says */
	bool is_trial, waits;
} SheetCall;

/* The sheet of the files; what was left out and why it failed are told on stderr. NULL: told. */
Sheet *sheet_load(const SheetCall *call);
/* To the output; returns a CliExit. */
int sheet_put(const SheetCall *call, GBytes *bytes);

int sheet_assign(const SheetCall *call); /* returns a CliExit */
/* `check`: what the sheet is, and what may be forgotten in it. */
void sheet_describe(const Sheet *sheet);
