/* SPDX-License-Identifier: MIT */
/* The figures of a model, on writers it was not taught by. */
#pragma once

#include "homework/reading/recogniser.h"
#include "homework/train/lessons.h"

void table_print(const Recogniser *recogniser, const School *school);
