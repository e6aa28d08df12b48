/* SPDX-License-Identifier: MIT */
/*
 * Results as tables for other programs: a pupil's assignment a row, a question a row; as CSV that spreadsheets open rightly
 * (UTF-8 with a byte order mark), as a workbook, and as OneRoster 1.1 files. Grades 1 and 2 have no points in any of
 * them. Numbers in the class stand for pupils; names only when asked for.
 */
#pragma once

#include "report/school-work.h"

/* Of WorkClass. */
GBytes *results_table_csv(const GPtrArray *work, bool names);
GBytes *results_table_questions_csv(const GPtrArray *work, bool names);
/* Both, as two sheets of a workbook. */
GBytes *results_table_xlsx(const GPtrArray *work, bool names, GError **error);

/* OneRoster 1.1, bulk: lineItems.csv, results.csv, manifest.csv. Only what has points. */
GBytes *results_table_line_items(const GPtrArray *work);
GBytes *results_table_results(const GPtrArray *work);
GBytes *results_table_manifest(void);
/* A pupil's total; false: nothing is marked, or this grade has no points. */
bool results_table_total(const WorkClass *class, const WorkAssignment *assignment,
	const StorePupil *pupil, MarkTotal *total);
