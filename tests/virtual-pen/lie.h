/* SPDX-License-Identifier: MIT */
/* Pens that lie, to try a host's patience: --lie=KIND. What a liar does not lie about it does honestly. */
#pragma once

#include "tests/virtual-pen/wire.h"

typedef struct Pen Pen;

typedef enum {
	LIE_NONE = 0,
	LIE_GARBAGE, /* once live: bytes that mean nothing */
	LIE_FLOOD,   /* once live: its battery, without end */
	LIE_REPEATS, /* once live: one and the same event */
	LIE_ADDRESS, /* once live: it says that it is another pen */
	LIE_LISTS,   /* notes without end, with nothing in them */
	LIE_SILENT,  /* never answers */
	LIE_ORDER,   /* answers what was not asked */
	N_LIES,
} LieKind;

const char *lie_name(LieKind kind);
/* LIE_NONE: there is none of that name. */
LieKind lie_by_name(const char *name);

/* Instead of an honest answer; false: there is nothing to lie about here. */
bool lie_answer(Pen *pen, const WireFrame *frame);
/* What it says unasked; returns when to call again, or PEN_NEVER. */
int64_t lie_tell(Pen *pen, int64_t now_us);
