/* SPDX-License-Identifier: MIT */
/* The weekly brief as a JSON value, for who puts it into a larger one; brief_json is its text. */
#pragma once

#include <jansson.h>

#include "homework/load/brief.h"

json_t *brief_json_value(const Brief *brief); /* the caller's */
