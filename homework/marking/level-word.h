/* SPDX-License-Identifier: MIT */
/* The words of a level, 优 良 中 差, with + or - behind: known when every stroke is where it is in a word written stroke
 * by stroke. A running hand is refused. */
#pragma once

#include "homework/reading/recogniser.h"

Reading level_word_read(const Trace *trace);
