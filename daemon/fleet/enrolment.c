/* SPDX-License-Identifier: MIT */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/fleet/enrolment.h"

#include <string.h>

#include "daemon/classroom/classroom-pens.h"
#include "homework/sheet/roster-sheet.h"

#define N_CONFLICTS_MAX 100

struct Enrolment {
	Classroom *classroom;
	PageAddress page;
	gint64 start_ms, end_ms; /* 0: none is on */
	/* Of this enrolment: */
	char *holders[ROSTER_SHEET_N_BOXES + 1]; /* by number: the address of the pen */
	GHashTable *inks; /* "address/number" → double *, millimetres so far */
	GPtrArray *conflicts;
	guint n_bound;
};

static void free_conflict(gpointer data)
{
	EnrolmentConflict *conflict = data;

	g_free(conflict->pen);
	g_free(conflict->other);
	g_free(conflict);
}

Enrolment *enrolment_new(Classroom *classroom, const PageAddress *page)
{
	Enrolment *enrolment = g_new0(Enrolment, 1);

	enrolment->classroom = classroom;
	enrolment->page = *page;
	enrolment->inks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	enrolment->conflicts = g_ptr_array_new_with_free_func(free_conflict);
	return enrolment;
}

static void forget(Enrolment *enrolment)
{
	for (guint i = 0; i <= ROSTER_SHEET_N_BOXES; i++)
		g_clear_pointer(&enrolment->holders[i], g_free);
	g_hash_table_remove_all(enrolment->inks);
	g_ptr_array_set_size(enrolment->conflicts, 0);
	enrolment->n_bound = 0;
}

Enrolment *enrolment_free(Enrolment *enrolment)
{
	if (!enrolment)
		return NULL;
	forget(enrolment);
	g_hash_table_unref(enrolment->inks);
	g_ptr_array_unref(enrolment->conflicts);
	g_free(enrolment);
	return NULL;
}

bool enrolment_start(Enrolment *enrolment, guint seconds, gint64 now_ms)
{
	if (enrolment->page.family == PAGE_FAMILY_NONE)
		return false;
	forget(enrolment);
	enrolment->start_ms = now_ms;
	enrolment->end_ms = now_ms + (gint64)seconds * 1000;
	g_message("enrolment by writing is on for %u s", seconds);
	return true;
}

void enrolment_stop(Enrolment *enrolment)
{
	enrolment->end_ms = 0;
}

guint enrolment_seconds_left(const Enrolment *enrolment, gint64 now_ms)
{
	/* A clock set back must not make it last for ever. */
	if (now_ms >= enrolment->end_ms || now_ms < enrolment->start_ms)
		return 0;
	return (guint)((enrolment->end_ms - now_ms + 999) / 1000);
}

guint enrolment_n_bound(const Enrolment *enrolment)
{
	return enrolment->n_bound;
}

GArray *enrolment_numbers(const Enrolment *enrolment)
{
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(gint));

	for (gint number = 1; number <= ROSTER_SHEET_N_BOXES; number++)
		if (enrolment->holders[number])
			g_array_append_val(numbers, number);
	return numbers;
}

bool enrolment_is_possible(const Enrolment *enrolment)
{
	return enrolment->page.family != PAGE_FAMILY_NONE;
}

const GPtrArray *enrolment_conflicts(const Enrolment *enrolment)
{
	return enrolment->conflicts;
}

/* Is there a name in the box by now? */
static bool is_enough(Enrolment *enrolment, const char *address, gint number, double ink_mm)
{
	g_autofree char *key = g_strdup_printf("%s/%d", address, number);
	double *so_far = g_hash_table_lookup(enrolment->inks, key);

	if (!so_far) {
		so_far = g_new0(double, 1);
		g_hash_table_insert(enrolment->inks, g_steal_pointer(&key), so_far);
	}
	*so_far += ink_mm;
	return *so_far >= ROSTER_SHEET_NAME_MM;
}

static void note_conflict(Enrolment *enrolment, gint number, const char *other)
{
	for (guint i = 0; i < enrolment->conflicts->len; i++) {
		const EnrolmentConflict *known = g_ptr_array_index(enrolment->conflicts, i);

		if (known->number == number && g_str_equal(known->other, other))
			return;
	}
	if (enrolment->conflicts->len >= N_CONFLICTS_MAX)
		return;
	EnrolmentConflict *conflict = g_new0(EnrolmentConflict, 1);
	conflict->number = number;
	conflict->pen = g_strdup(enrolment->holders[number]);
	conflict->other = g_strdup(other);
	g_ptr_array_add(enrolment->conflicts, conflict);
	g_message("enrolment: pens %s and %s both wrote in box %d", conflict->pen, other, number);
}

static void bind(Enrolment *enrolment, const char *address, gint number, gint64 now_ms)
{
	gint64 pupil_id = classroom_pupil_by_number(enrolment->classroom, number);
	ClassroomPenView pen;

	if (pupil_id == 0 || !classroom_pen_by_address(enrolment->classroom, address, &pen))
		return;
	for (guint i = 1; i <= ROSTER_SHEET_N_BOXES; i++)
		if (g_strcmp0(enrolment->holders[i], address) == 0)
			g_clear_pointer(&enrolment->holders[i], g_free);
	enrolment->holders[number] = g_strdup(address);
	classroom_retire_pen(enrolment->classroom, pen.row->id, false, now_ms);
	if (classroom_bind_pen(
		    enrolment->classroom, pen.row->id, pupil_id, "roster-sheet", now_ms)) {
		enrolment->n_bound++;
		g_message("enrolment: pen %s belongs to number %d", address, number);
	}
}

void enrolment_stroke(
	Enrolment *enrolment, const char *address, const Stroke *stroke, gint64 now_ms)
{
	double ink_mm;

	if (enrolment_seconds_left(enrolment, now_ms) == 0 ||
		!page_address_equal(&stroke->page, &enrolment->page) ||
		(stroke->origin != STROKE_LIVE && stroke->start_ms < enrolment->start_ms))
		return;
	gint number = roster_sheet_read(stroke, &ink_mm);
	if (number == 0 || g_strcmp0(enrolment->holders[number], address) == 0 ||
		!is_enough(enrolment, address, number, ink_mm))
		return;
	if (enrolment->holders[number])
		note_conflict(enrolment, number, address);
	else
		bind(enrolment, address, number, now_ms);
}
