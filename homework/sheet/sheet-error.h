/* SPDX-License-Identifier: MIT */
/*
 * Why a sheet, or another file of a teacher's, is refused: where, what, and the mend, in both languages. The message is
 * "PLACE: 中文 / English"; the page gets its halves.
 */
#pragma once

#include "homework/bilingual.h"

#define SHEET_ERROR (sheet_error_quark())
GQuark sheet_error_quark(void);
typedef enum { SHEET_ERROR_BAD_FILE } SheetErrorCode;

/* The format is of both languages (bilingual.h). Place: "list.csv:3", "pages[0].regions[3]"; "" none. */
void sheet_error_set(GError **error, const char *place, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
void sheet_error_set_va(GError **error, const char *place, const char *format, va_list arguments)
	G_GNUC_PRINTF(3, 0);

/* Of an error of ours. */
const char *sheet_error_place(const GError *error);
void sheet_error_move(GError *error, const char *place);
/* With its place, for who reads one language. An error of others: its message. */
char *sheet_error_zh(const GError *error);
char *sheet_error_en(const GError *error);
