/* SPDX-License-Identifier: MIT */
/* What the files of answer.h share. */
#pragma once

#include "homework/reading/answer.h"

Trace *answer_trace(const GPtrArray *strokes);
void answer_take(Answer *answer, const Reading *reading);
/* Of a question with places to tick; false: it has none, or no ink is there. */
bool answer_read_options(Answer *answer, const AnswerInk *ink);
