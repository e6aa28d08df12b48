/* SPDX-License-Identifier: MIT */
/*
 * What really happened, as JSON lines, for tests to hold the host against. A stroke is printed as
 * `zhibi decode` prints one, with fields of its own behind; README.md lists them. Every function
 * accepts NULL and then does nothing.
 */
#pragma once

#include "tests/virtual-pen/lesson-teacher.h"

typedef struct Truth Truth;

Truth *truth_open(const char *path, GError **error); /* appends */
Truth *truth_close(Truth *truth);		     /* returns NULL */

/* How a live stroke went out; times are the host's, ms since 1970. */
typedef struct {
	int64_t down_ms, up_ms;
	uint64_t n_lost; /* notifications lost meanwhile */
} TruthSent;

/* sent NULL: the stroke went into the pen's memory. */
void truth_stroke(Truth *truth, const char *pen, const InkStroke *stroke, const TruthSent *sent);
/* The host acknowledged a stored packet, or asked for it again. */
void truth_acknowledged(Truth *truth, const char *pen, unsigned packet_id, bool good, bool go_on,
	GPtrArray *strokes);
/* The host had these strokes freed: how is "fetch", "notes", "pages", "erase" or "password". */
void truth_freed(Truth *truth, const char *pen, const char *how, GPtrArray *strokes);

/* Of a sheet: what a pupil answers in the end, that a copy is marked, and a mark on it. */
void truth_answer(Truth *truth, const char *pen, uint32_t pupil, const LessonQuestion *question,
	const LessonAnswer *answer);
void truth_copy(Truth *truth, const char *pen, const Visit *visit);
void truth_mark(
	Truth *truth, const char *pen, uint32_t pupil, int question, const LessonMark *mark);

typedef struct {
	uint64_t n_notifications, n_lost, n_repeated, n_packets, n_damaged, n_connects;
	guint n_left; /* strokes still in memory */
} TruthTotals;
void truth_totals(Truth *truth, const char *pen, const TruthTotals *totals);
