/* SPDX-License-Identifier: MIT */
/*
 * Reading for figures about homework: when pupils wrote and what was marked, a class at a time and without
 * unpacking ink. What a callback is given is lent for the call.
 */
#pragma once

#include "ink/stroke-times.h"
#include "store/reader.h"

/* Strokes of a pupil on one copy of a page of an assignment. The same copy may be told several times. */
typedef struct {
	gint64 assignment_id, pupil_id, page_copy_id;
	gint64 page_key; /* page_address_key */
	const StrokeTime *times;
	gsize n_times;
} StoreWork;
typedef void (*StoreWorkSeen)(void *user, const StoreWork *work);
/* All of the class's assignments that were published from from_ms on and before until_ms, whenever it was written.
 * Strokes that are being written are left out until they are finished. */
bool store_reader_work(StoreReader *reader, gint64 class_id, gint64 from_ms, gint64 until_ms,
	StoreWorkSeen seen, void *user, GError **error);

/* A teacher's mark, superseded ones too, oldest first. */
typedef struct {
	gint64 assignment_id, pupil_id, question_id; /* 0: the sheet as a whole */
	gint64 teacher_id;			     /* 0 not told */
	gint64 at_ms;
	const char *verdict; /* homework/marking/mark.h */
	double points;
	gint64 sheet_id; /* of the assignment; 0 none */
} StoreMarked;
typedef void (*StoreMarkedSeen)(void *user, const StoreMarked *marked);
/* Of the same assignments. A mark of the answer key's that no teacher accepted is none. */
bool store_reader_marked(StoreReader *reader, gint64 class_id, gint64 from_ms, gint64 until_ms,
	StoreMarkedSeen seen, void *user, GError **error);

/* Of StorePlan and StoreRuleChange, in the order they were made. */
GPtrArray *store_reader_plans(StoreReader *reader, GError **error);
GPtrArray *store_reader_rule_changes(StoreReader *reader, GError **error);
/* Of StoreTraining, by day: from first_day to last_day, without what was taken back. */
GPtrArray *store_reader_trainings(
	StoreReader *reader, gint first_day, gint last_day, GError **error);

/* The very text of a query above, for those who trace a figure. ?1 class, ?2 from, ?3 until. */
typedef enum { STORE_QUERY_WORK_PACKED, STORE_QUERY_WORK_ROWS, STORE_QUERY_MARKED } StoreLoadQuery;
const char *store_reader_load_query(StoreLoadQuery query);
