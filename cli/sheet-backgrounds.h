/* SPDX-License-Identifier: MIT */
/* `zhibi sheet assign`: the printed pages that a sheet names go with it to where the service looks for them. */
#pragma once

#include "cli/sheet.h"

/* Reads what the sheet's pages name as `background`, beside its file, and gives each a name by its content in the
 * sheet, so that another sheet's page of the same name stays what it is. What is not there is left as it is and told. Of
 * SheetBackground. */
typedef struct {
	char *name; /* as the sheet names it now */
	GBytes *bytes;
} SheetBackground;
GPtrArray *sheet_backgrounds_read(Sheet *sheet, const char *sheet_path);
/* Into the folder of the running service; owner and group are those of the folder above. False: told. */
bool sheet_backgrounds_write(const GPtrArray *backgrounds, const char *folder);
