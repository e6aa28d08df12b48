/* SPDX-License-Identifier: MIT */
/*
 * What each stroke of an answer is for: part of what stands there, crossed out, the crossing-out itself, or a stray
 * touch of the pen. By geometry and order alone; nothing is read here.
 */
#pragma once

#include "homework/reading/trace.h"

typedef enum {
	INK_STANDS,
	INK_STRUCK,	 /* crossed out */
	INK_STRIKE,	 /* what crosses out: a line, two, a cross, a scribble */
	INK_OVERWRITTEN, /* a later sign lies on it; overwritten.h tells */
	INK_TOUCH,	 /* the pen only touched the paper */
} InkPart;

typedef enum {
	INK_LINES,  /* signs in a row: numbers, letters */
	INK_SINGLE, /* one sign, which may be a cross: a cross strikes nothing out */
} InkKind;

/* Strokes in the order of writing, micrometres; parts: one for each stroke of the trace. */
void ink_parts(const Trace *trace, InkKind kind, InkPart *parts);
/* The strokes that are `part`, in order. */
Trace *ink_parts_trace(const Trace *trace, const InkPart *parts, InkPart part);
