/* SPDX-License-Identifier: MIT */
/*
 * Reading the record, on a read-only connection of its own: never blocks the writer and is never
 * blocked by it. Arrays own their elements; every string in a row is owned by the row. An empty array is
 * an answer, NULL is an error.
 */
#pragma once

#include "store/store.h"

typedef struct StoreReader StoreReader;

StoreReader *store_reader_open(const char *path, GError **error);
StoreReader *store_reader_close(StoreReader *reader); /* returns NULL */

/* Elements: StoreSchool*, StoreClass*, … as named. */
GPtrArray *store_reader_schools(StoreReader *reader, GError **error);
GPtrArray *store_reader_classes(StoreReader *reader, GError **error);
/* Those who are in it. */
GPtrArray *store_reader_pupils(StoreReader *reader, gint64 class_id, GError **error);
/* Of all classes, those who left them too. */
GPtrArray *store_reader_all_pupils(StoreReader *reader, GError **error);
GPtrArray *store_reader_teachers(StoreReader *reader, GError **error);
GPtrArray *store_reader_pens(StoreReader *reader, GError **error);
GPtrArray *store_reader_bindings(StoreReader *reader, GError **error); /* those in force */
GPtrArray *store_reader_pen_passwords(StoreReader *reader, GError **error);
/* Of all pens, by pen and time. */
GPtrArray *store_reader_pen_batteries(StoreReader *reader, gint64 since_ms, GError **error);
GPtrArray *store_reader_withdrawn(StoreReader *reader, gint64 class_id, GError **error);
GPtrArray *store_reader_assignments(StoreReader *reader, gint64 class_id, GError **error);
/* Published from from_ms on and before until_ms. */
GPtrArray *store_reader_assignments_between(
	StoreReader *reader, gint64 class_id, gint64 from_ms, gint64 until_ms, GError **error);
void store_assignment_free(gpointer assignment); /* a StoreAssignment of those, or of GLib's heap */
/* Each in its newest version. */
GPtrArray *store_reader_sheets(StoreReader *reader, GError **error);
/* Of StoreSheet *: all versions of one, the first first. */
GPtrArray *store_reader_sheet_versions(StoreReader *reader, gint64 sheet_id, GError **error);
/* Of an assignment; 0 = those of none (unclaimed and free pages). */
GPtrArray *store_reader_page_copies(StoreReader *reader, gint64 assignment_id, GError **error);
/* Marks of a page copy (superseded ones too), consents of a pupil, looks at a page copy: each from the oldest
 * on. */
GPtrArray *store_reader_marks(StoreReader *reader, gint64 page_copy_id, GError **error);
/* Of StoreComment: all that was said of a sheet's, from the oldest on. */
GPtrArray *store_reader_comments(StoreReader *reader, gint64 sheet_id, GError **error);
GPtrArray *store_reader_claims(StoreReader *reader, gint64 page_copy_id, GError **error);
/* Of StorePile: that of the assignment, if anything was said of it. */
GPtrArray *store_reader_pile(StoreReader *reader, gint64 assignment_id, GError **error);
/* Of a page copy, by question. */
GPtrArray *store_reader_answers(StoreReader *reader, gint64 page_copy_id, GError **error);
void store_answer_free(gpointer answer); /* a StoreAnswer of those */
/* Of a page copy. */
GPtrArray *store_reader_corrections(StoreReader *reader, gint64 page_copy_id, GError **error);
/* Of all pupils whose consent to keep their ink is in force. */
GPtrArray *store_reader_corrections_allowed(StoreReader *reader, GError **error);
GPtrArray *store_reader_consents(StoreReader *reader, gint64 pupil_id, GError **error);
GPtrArray *store_reader_accesses(StoreReader *reader, gint64 page_copy_id, GError **error);
/* StoreProblem* under way at any time from since_ms on, those that began last first. */
GPtrArray *store_reader_problems(StoreReader *reader, gint64 since_ms, GError **error);
/* As it was put; NULL without error: nothing was done under this name. */
char *store_reader_action(StoreReader *reader, const char *action, GError **error);
/* Of ClockReading, oldest first, the last STORE_CLOCK_READINGS. */
#define STORE_CLOCK_READINGS 256
GArray *store_reader_clock_readings(StoreReader *reader, gint64 pen_id, GError **error);
/* Stroke*, by start_ms: packed, single and journal ones, each once. */
GPtrArray *store_reader_strokes(StoreReader *reader, gint64 page_copy_id, GError **error);
/* How much that is and when it was written, without unpacking it; nothing yet: all 0. */
typedef struct {
	gint64 n_strokes;
	gint64 first_ms, last_ms;
} StorePageSize;
bool store_reader_page_size(
	StoreReader *reader, gint64 page_copy_id, StorePageSize *size, GError **error);
/* Of gint64: the pens whose finished strokes a page copy has; and those of one of them, by start_ms. */
GArray *store_reader_page_pens(StoreReader *reader, gint64 page_copy_id, GError **error);
GPtrArray *store_reader_pen_strokes(
	StoreReader *reader, gint64 page_copy_id, gint64 pen_id, GError **error);
/* Stroke* of a pen with no page copy (page not known). */
GPtrArray *store_reader_pageless_strokes(StoreReader *reader, gint64 pen_id, GError **error);
/* The raw transfers of a pen as recording text (docs/recording.md). */
GString *store_reader_raw(StoreReader *reader, gint64 pen_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreReader, store_reader_close)
