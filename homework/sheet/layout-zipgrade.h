/* SPDX-License-Identifier: MIT */
/*
 * ZipGrade answer keys, CSV: key version, question number, response, points, tags; one row for each response that is
 * given points. A heading that begins with "Key" may come first. Only the first key version becomes the sheet.
 */
#pragma once

#include "homework/sheet/layout.h"

Sheet *layout_zipgrade_read(
	const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error);
