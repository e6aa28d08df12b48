/* SPDX-License-Identifier: MIT */
/* The weekly brief as tables, the same for a page, a workbook and a terminal. What is hidden is hidden here. */
#pragma once

#include "homework/load/brief.h"

typedef enum {
	BRIEF_CELL_NONE, /* empty, or hidden: shown as "–" */
	BRIEF_CELL_TEXT,
	BRIEF_CELL_COUNT,
	BRIEF_CELL_TENTHS,
} BriefCellKind;

typedef struct {
	BriefCellKind kind;
	char *text; /* of TEXT; else NULL */
	gint64 number;
} BriefTableCell;

typedef struct {
	const char *zh, *en;
	GPtrArray *columns; /* of char *: "平均 mean" */
	GPtrArray *rows;    /* of GArray of BriefTableCell, as many as there are columns */
} BriefTable;

/* Of BriefTable, those that have a row. */
GPtrArray *brief_tables(const Brief *brief);
/* The cell as it is read, to be freed. */
char *brief_tables_text(const BriefTableCell *cell);
/* How it was counted, to be freed. */
char *brief_tables_method(const Brief *brief);
/* "2026-09-07 – 2026-09-13", to be freed. */
char *brief_tables_week(const Brief *brief);
