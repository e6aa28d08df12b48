/* SPDX-License-Identifier: MIT */
/* The words of a level, with + or - behind: written stroke by stroke. 优 良 中 差 are known when every stroke is where it is
 * drawn here; these and any other character that the school uses when it is verified (homework/reading/hanzi.h). A running hand
 * is refused. A longer word is known by its first character, if no other word begins with it. */
#pragma once

#include "homework/reading/hanzi.h"

typedef struct LevelWords LevelWords;

/* `levels`: with spaces between them, as in MarkCustom. The characters outlive it. */
LevelWords *level_words_new(const Hanzi *hanzi, const char *levels);
LevelWords *level_words_free(LevelWords *words); /* accepts NULL, returns NULL */
/* The whole word, and the sign behind it. */
Reading level_words_read(const LevelWords *words, const Trace *trace);
