/* SPDX-License-Identifier: MIT */
/*
 * One class: what was published, what was written, what was marked, and the figures of it for any span of days. All is
 * whole numbers; who shows them rounds. A pupil counts in the class's minutes who has no plan of their own and wrote
 * enough of the span's pages by pen (measure.capture_percent).
 */
#pragma once

#include "homework/load/board.h"
#include "homework/load/minutes.h"
#include "homework/marking/mark.h"

typedef struct ClassLoad ClassLoad;

/* The book outlives it. */
ClassLoad *class_load_new(const RulesBook *book, gint grade);
ClassLoad *class_load_free(ClassLoad *load); /* accepts NULL, returns NULL */

/* First what was published and who is in the class (plan NULL: none), then work and marks in any order but that
 * of one question's marks. Work and marks of others are passed over. */
void class_load_take_assigned(ClassLoad *load, Assigned *take_assigned);
void class_load_add_pupil(ClassLoad *load, gint64 pupil, const LoadPlan *plan);
gint class_load_n_pupils(const ClassLoad *load);
/* Without consent no ink of the pupil's is kept: no page is expected by pen either. */
void class_load_set_silent(ClassLoad *load, gint64 pupil);
void class_load_add_work(ClassLoad *load, gint64 assignment, gint64 pupil, gint64 page_key,
	const StrokeTime *times, gsize n_times);
void class_load_add_mark(ClassLoad *load, gint64 assignment, gint64 pupil, gint64 question,
	gint64 at_ms, Verdict verdict);

/* ---- figures of a span of days, both ends included */

/* Written homework by the places it was written in, ink + thinking: what was published as homework (assigned_counts), and
 * all that was written at home. */
typedef struct {
	gint64 ink_ms, thinking_ms;
	gint64 place_ms[N_PLACES]; /* of both together */
} LoadSum;

typedef struct {
	gint64 pupil;
	const LoadPlan *plan;	     /* NULL none */
	gint n_pages, n_pages_inked; /* of what was published in the span */
	gint n_expected_minutes;     /* of the homework among it, by the plan where there is one */
	bool is_counted;
	LoadSum sum;
	gint n_days;			 /* with homework written */
	gint n_days_over;		 /* the limit: the plan's, else the grade's */
	gint n_days_late, n_days_closed; /* closed at bedtime, without blame */
	gint64 late_ms;
} PupilLoad;
GArray *class_load_pupils(const ClassLoad *load, RulesDays span); /* of PupilLoad */

typedef struct {
	gint day;
	gint limit_minutes; /* -1 none */
	BoardDay *board;    /* what was published */
	bool has_reason;    /* one at least of it gave one */
	gint n_wrote;	    /* counted pupils with homework written that day */
	LoadSum sum;	    /* over them */
	gint n_over, n_late, n_closed;
	gint64 late_ms;
} DayLoad;
GArray *class_load_days(const ClassLoad *load, RulesDays span); /* of DayLoad, each day */

typedef struct {
	const Assigned *assigned;    /* borrowed */
	gint n_pages, n_pages_inked; /* over all pupils without a plan of whom it is asked */
	gint n_whole; /* counted pupils who have ink on every page of it: whose minutes these are */
	LoadSum sum;
	gint n_handed_in, n_marked; /* of all pupils, those with a plan too */
	gint64 wait_sum_ms;
	gint64 wait_ms; /* from due (or publishing) to the first mark: median of the marked; -1 none */
	gint n_wrong,
		n_re_marked; /* answers first wrong or half; those of them that are right now */
} AssignmentLoad;
/* Published in the span, as it was published. */
GArray *class_load_assignments(const ClassLoad *load, RulesDays span);

typedef struct {
	const char *subject; /* borrowed */
	gint n_pupils,
		n_pupil_days; /* counted pupils who wrote homework of it, and their days with it */
	LoadSum sum;
} SubjectLoad;
GArray *class_load_subjects(const ClassLoad *load, RulesDays span); /* in the order published:
							    * those with homework published or written */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClassLoad, class_load_free)
