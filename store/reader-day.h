/* SPDX-License-Identifier: MIT */
/* Reading how far a class is with an assignment, open or not: counts, never an answer. */
#pragma once

#include "store/reader.h"

/* One pupil's work on it, as it is on the disk. */
typedef struct {
	gint64 pupil_id;
	guint n_done;	 /* questions with ink */
	guint n_waiting; /* of these, without a mark in force */
	guint n_marked;	 /* marks in force that were made since */
	gint64 last_ms;	 /* of the last ink in a question */
} StoreDayWork;

/* Of StoreDayWork: who has written on it. */
GPtrArray *store_reader_day(
	StoreReader *reader, gint64 assignment_id, gint64 since_ms, GError **error);
/* Of gint64: how many questions its sheet has in its newest version. */
GPtrArray *store_reader_n_questions(StoreReader *reader, gint64 sheet_id, GError **error);
