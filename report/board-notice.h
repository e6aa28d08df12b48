/* SPDX-License-Identifier: MIT */
/* What all subjects give a class on a day, on one page to put up (作业公示). */
#pragma once

#include "homework/load/board.h"

typedef struct {
	const char *class_name;
	const SchoolClock *clock;
	const BoardDay *board;
	const GPtrArray *published; /* of Assigned, of that day */
} BoardNotice;

/* A PDF of one page; what has no room on it is counted in a line. */
GBytes *board_notice_pdf(const BoardNotice *notice, GError **error);

/* "课堂 lesson" */
const char *board_notice_place(LoadPlace place);
/* "2026-09-08 08:20", or "": to be freed. */
char *board_notice_due(const SchoolClock *clock, gint64 due_ms);
/* The day's sum against its budget, in words: to be freed. */
char *board_notice_sum(const BoardDay *board);
