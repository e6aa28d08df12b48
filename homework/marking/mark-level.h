/* SPDX-License-Identifier: MIT */
/* Words of a level as a school sets them: 优 良 中 差. Private to homework/marking; what others need is in mark.h. */
#pragma once

#include "homework/marking/mark.h"

/* The word without + or - behind it: its length in bytes. */
gsize mark_level_stem(const char *word);
/* NULL: set; else in what form it has to be. */
const char *mark_level_set(MarkCustom *custom, const char *words);
