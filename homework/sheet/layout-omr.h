/* SPDX-License-Identifier: MIT */
/*
 * OMRChecker's template.json (where its bubbles are) and, if given, evaluation.json (what is right and what it is
 * worth), in any order. A bubble becomes an option's circle; a field that is evaluated becomes a question.
 */
#pragma once

#include "homework/sheet/layout.h"

Sheet *layout_omr_read(const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error);
