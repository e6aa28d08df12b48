/* SPDX-License-Identifier: MIT */
/* The weekly brief as a workbook: a sheet for each of its tables, and how it was counted. */
#pragma once

#include "homework/load/brief.h"

#define BRIEF_WORKBOOK_ERROR (brief_workbook_error_quark())
GQuark brief_workbook_error_quark(void); /* "zhibi-report" */
typedef enum { BRIEF_WORKBOOK_ERROR_FAILED } BriefWorkbookErrorCode;

/* Whole or not at all: what was at `path` stays until the new file is complete. */
bool brief_workbook_write(const Brief *brief, const char *path, GError **error);
