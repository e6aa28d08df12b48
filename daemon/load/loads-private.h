/* SPDX-License-Identifier: MIT */
/* What loads.c (the worker and its queue) asks of loads-answer.c (what it counts). */
#pragma once

#include "daemon/load/loads.h"

/* On the worker. */
void loads_answer(const LoadsOptions *options, const LoadsQuestion *question, LoadsAnswer *answer);
