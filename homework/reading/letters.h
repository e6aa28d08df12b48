/* SPDX-License-Identifier: MIT */
/* Several letters beside each other, "BD": which strokes are one letter is decided together with what the letters are. */
#pragma once

#include "homework/reading/recogniser.h"

/* In the order of the alphabet, each once; refused where one is doubtful or comes twice. Options of one letter each. */
Reading letters_read(const Recogniser *recogniser, const Trace *trace, const char *const *options);
