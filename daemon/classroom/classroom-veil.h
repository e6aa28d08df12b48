/* SPDX-License-Identifier: MIT */
/* Names that people type into words of their own, while the class hides them. */
#pragma once

#include "daemon/classroom/classroom.h"

/* What a person typed, as it may be told: while names are hidden a name of the class, whole or the given name alone, is
 * the pupil's number. Of a given name that is one letter, the letter is covered inside other words, too. For the caller to
 * free. */
char *classroom_veil(Classroom *classroom, const char *text);
/* The same of any class of the school. */
char *classroom_veil_class(Classroom *classroom, gint64 class_id, const char *text);
