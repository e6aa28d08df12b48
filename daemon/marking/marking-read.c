/* SPDX-License-Identifier: MIT */
/*
 * Ink is taken at once and read when the loop has nothing better to do, so that no pen waits for the reading of another's:
 * one question at a time, for half a millisecond, then the loop looks whether a pen has written. Ink of now comes before
 * ink of before (of the start, of a sheet's other version). In a loop that never rests a slice comes all the same every
 * 20 ms. Whoever decides by what is read has all of that pupil's ink read first (marking_read_now).
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-private.h"

#define SLICE_US 500
#define FLOOR_MS 20

/* ---- one pupil */

static bool read_piece(Marking *marking, PupilWork *pupil)
{
	if (pupil->is_outdated)
		marking_carry_pupil(marking, pupil);
	else if (!pupil->is_loaded)
		marking_load_pupil(marking, pupil);
	else if (pupil->is_anew)
		marking_load_pupil_anew(marking, pupil);
	else
		return pupil_work_read(marking, pupil);
	return true;
}

/* All that was there from before is read. */
static void become_ready(Marking *marking, PupilWork *pupil)
{
	pupil->is_ready = true;
	marking->n_ready++;
	g_clear_pointer(&pupil->known, g_ptr_array_unref);
	pupil->last_question = pupil_work_last_question(pupil);
	if (pupil->copies->len > 0 || pupil->last_ink_ms != 0)
		pupil_work_take_all(marking, pupil);
	if (marking_is_ready(marking))
		marking_touch(marking, pupil, NULL);
}

static void end_remark(Marking *marking, PupilWork *pupil)
{
	pupil->remarking = false;
	if (--marking->remark.n_left == 0)
		marking->remark_state = REMARK_TO_TELL;
}

static void all_is_read(Marking *marking, PupilWork *pupil)
{
	if (!pupil->is_ready)
		become_ready(marking, pupil);
	if (pupil->remarking)
		end_remark(marking, pupil);
	marking_watch(marking, pupil);
}

void marking_read_now(Marking *marking, PupilWork *pupil)
{
	while (read_piece(marking, pupil))
		continue;
	pupil_work_settle_marks(marking, pupil);
	all_is_read(marking, pupil);
}

void marking_load_all(Marking *marking)
{
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		while (!pupil->is_loaded)
			read_piece(marking, pupil);
	}
}

/* ---- all of them */

/* False: nothing is left. Those who write take turns. */
static bool read_next(Marking *marking)
{
	const bool is_fresh = marking->fresh.length > 0;
	GQueue *queue = is_fresh ? &marking->fresh : &marking->rest;
	PupilWork *pupil = g_queue_peek_head(queue);

	if (!pupil || (!is_fresh && marking_load_teacher_next(marking)))
		return pupil != NULL;
	if (read_piece(marking, pupil)) {
		if (is_fresh)
			g_queue_push_tail_link(queue, g_queue_pop_head_link(queue));
		return true;
	}
	g_queue_pop_head(queue);
	*(is_fresh ? &pupil->in_fresh : &pupil->in_rest) = false;
	all_is_read(marking, pupil);
	return true;
}

static bool read_slice(Marking *marking)
{
	const gint64 end_us = g_get_monotonic_time() + SLICE_US;

	while (read_next(marking))
		if (g_get_monotonic_time() >= end_us)
			return true;
	g_clear_handle_id(&marking->slice_source, g_source_remove);
	g_clear_handle_id(&marking->floor_source, g_source_remove);
	return false;
}

static gboolean on_slice(gpointer user)
{
	read_slice(user);
	return G_SOURCE_CONTINUE; /* unless it was removed */
}

void marking_read_soon(Marking *marking, PupilWork *pupil, bool is_fresh)
{
	bool *is_queued = is_fresh ? &pupil->in_fresh : &pupil->in_rest;

	if (!*is_queued)
		g_queue_push_tail(is_fresh ? &marking->fresh : &marking->rest, pupil);
	*is_queued = true;
	if (marking->slice_source != 0)
		return;
	marking->slice_source = g_idle_add_full(G_PRIORITY_LOW, on_slice, marking, NULL);
	marking->floor_source = g_timeout_add(FLOOR_MS, on_slice, marking);
}

void marking_forget_queues(Marking *marking)
{
	g_queue_clear(&marking->fresh);
	g_queue_clear(&marking->rest);
	g_clear_handle_id(&marking->slice_source, g_source_remove);
	g_clear_handle_id(&marking->floor_source, g_source_remove);
	g_clear_handle_id(&marking->marks_source, g_source_remove);
}

bool marking_is_ready(const Marking *marking)
{
	return marking->n_ready == marking->pupils->len;
}

bool marking_is_read(const Marking *marking)
{
	return marking->slice_source == 0 && marking->marks_source == 0;
}

/* ---- marks that wait */

static gboolean on_marks(gpointer user)
{
	Marking *marking = user;
	const gint64 now_us = g_get_monotonic_time();
	gint64 least_us = MARK_REST_US;
	bool waits = false;

	marking->marks_source = 0;
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);
		const gint64 left_us = pupil->marked_us + MARK_REST_US - now_us;

		if (!pupil->marks_wait)
			continue;
		if (left_us <= 0) {
			pupil_work_settle_marks(marking, pupil);
			continue;
		}
		waits = true;
		least_us = MIN(least_us, left_us);
	}
	if (waits)
		marking->marks_source =
			g_timeout_add((guint)(least_us / 1000) + 1, on_marks, marking);
	return G_SOURCE_REMOVE;
}

void marking_wait_for_marks(Marking *marking)
{
	if (marking->marks_source == 0)
		marking->marks_source = g_timeout_add(MARK_REST_US / 1000, on_marks, marking);
}

/* ---- all anew */

MarkingRemark marking_remark(Marking *marking)
{
	if (marking->remark_state == REMARK_NONE) {
		marking->remark = (MarkingRemark){ .n_pupils = marking->pupils->len };
		for (guint i = 0; i < marking->pupils->len; i++) {
			PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

			pupil->is_anew = pupil->is_ready; /* else it is being read */
			pupil->remarking = true;
			marking->remark.n_left++;
			marking_read_soon(marking, pupil, false);
		}
		if (marking->remark.n_left > 0)
			marking->remark_state = REMARK_RUNS;
	} else if (marking->remark_state == REMARK_TO_TELL) {
		marking->remark_state = REMARK_NONE;
	}
	return marking->remark;
}
