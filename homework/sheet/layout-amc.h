/* SPDX-License-Identifier: MIT */
/*
 * AMC-TXT, the plain text form of Auto Multiple Choice: options "Name: value", questions "*" (one right answer) and "**"
 * (any number), answers "+" (right) and "-" (wrong), groups "*(" and "*)". Texts go on over lines, "#" is a comment.
 */
#pragma once

#include "homework/sheet/layout.h"

Sheet *layout_amc_read(const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error);
