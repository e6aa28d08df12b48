/* SPDX-License-Identifier: MIT */
/* The weekly brief as a workbook: a sheet for each of its tables, and how it was counted. */
#pragma once

#include "homework/load/brief.h"

GBytes *brief_workbook(const Brief *brief, GError **error);
