/* SPDX-License-Identifier: MIT */
/*
 * A workbook of libxlsxwriter as bytes. The library writes files only, and prints at stderr what goes wrong with one; so
 * the file is one in memory, and so are the pieces that it is put together from, which have pupils' names in them.
 */
#pragma once

#include <glib.h>
#include <xlsxwriter.h>

#define WORKBOOK_BYTES_ERROR (workbook_bytes_error_quark())
GQuark workbook_bytes_error_quark(void); /* "zhibi-report" */
typedef enum { WORKBOOK_BYTES_ERROR_FAILED } WorkbookBytesErrorCode;

/* `fill` puts in all sheets. The error has both languages and the mend. */
GBytes *workbook_bytes(
	void (*fill)(lxw_workbook *book, const void *user), const void *user, GError **error);
