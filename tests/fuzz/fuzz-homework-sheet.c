/* SPDX-License-Identifier: MIT */
/* Any bytes as a sheet's own file: a sheet that is the same when written and read again, or an error and nothing. */
#include "homework/sheet/sheet-check.h"
#include "homework/sheet/sheet-json.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_memdup2(data, size);
	g_autoptr(Sheet) sheet = sheet_json_read(text, size, &error);

	g_assert(!sheet == (error != NULL));
	if (!sheet)
		return 0;
	g_assert(sheet_check(sheet, NULL));
	g_autofree char *written = sheet_json_write(sheet);
	g_autoptr(Sheet) again = sheet_json_read(written, strlen(written), &error);
	if (!again)
		g_error("%s", error->message);
	g_autofree char *written_again = sheet_json_write(again);
	g_assert(g_str_equal(written, written_again));
	return 0;
}
