/* SPDX-License-Identifier: MIT */
/* Names that people type into words of their own, while the class hides them. */
#pragma once

#include "daemon/classroom/classroom.h"

/* What a person typed, as it may be told: while names are hidden a pupil's name in it, whole or the given name alone, is
 * the pupil's number. For the caller to free. */
char *classroom_veil(const Classroom *classroom, const char *text);
