/* SPDX-License-Identifier: MIT */
/*
 * QTI, the exchange form of questions: items of 2.1, 2.2 and 3.0 as XML files, or a package (ZIP) of them. Read are
 * choices, inline choices, text entries, extended texts and drawings; written is a 2.1 package of one item a question.
 */
#pragma once

#include "homework/sheet/layout.h"

Sheet *layout_qti_read(const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error);
GBytes *layout_qti_write(const Sheet *sheet, GPtrArray *left_out, GError **error);
