/* SPDX-License-Identifier: MIT */
/* The whole page that a pen will have written, drawn for looking at it. */
#pragma once

#include "tests/virtual-pen/options.h"

/* The first pen's page; with --teacher the first pupil's copy, marks and all. */
bool svg_write(const Options *options, GError **error);
