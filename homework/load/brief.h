/* SPDX-License-Identifier: MIT */
/*
 * The weekly brief of a school (一周一简报): figures of groups, never of a person. Sums and counts are whole numbers;
 * brief_tenths is the one way they are rounded. What a group of fewer than measure.group_minimum pupils would tell is left
 * out (is_hidden) wherever the brief is shown.
 */
#pragma once

#include "homework/load/class-load.h"

#define BRIEF_WEEKS 4 /* of the trend; the last is the brief's */

typedef struct {
	gint n_pupils;	       /* counted, with homework written */
	gint n_pupil_days;     /* with homework written */
	gint n_over;	       /* of those days, over the limit */
	LoadSum sum;	       /* over them */
	gint n_class_days;     /* with homework published */
	gint n_published_full; /* of those, that reach their budget */
	gint n_measured_over; /* class-days whose mean is over the limit, of groups that are reported */
} BriefWeek;

typedef struct {
	GradeBand band;
	gint limit_minutes; /* on the last day of the week */
	BriefWeek weeks[BRIEF_WEEKS];
	gint n_counted; /* pupils, this week */
	gint n_late_pupils, n_late_days, n_closed_days;
	gint64 late_ms;
} BriefBand;

typedef struct {
	gint grade;
	char *subject;
	gint n_pupils, n_pupil_days;
	LoadSum sum;
	gint n_assignments, n_published_minutes; /* of homework; expected, summed over classes */
	gint n_writers; /* who handed something in: at least so many, the most of one assignment a class */
	gint n_handed_in, n_marked, n_wrong, n_re_marked;
	gint64 wait_sum_ms;
} BriefCell;

/* A class's day that reached its budget when it was published, or its limit when it was written. A class of too few pupils
 * is not among them. */
typedef struct {
	char *class_name;
	gint day;
	gint budget_minutes, published_minutes, limit_minutes;
	bool is_published_full, is_measured_over, has_reason;
	gint n_wrote;
	LoadSum sum;
} BriefOver;

typedef struct {
	char *code; /* store/problem-code.h */
	gint n_met, n_solved;
} BriefProblem;

typedef struct {
	char *kind;	       /* in the school's words */
	gint n_held, n_people; /* people: the sum over all of this kind */
	gint minutes;	       /* the sum of how long they lasted */
} BriefTraining;

typedef struct {
	const RulesBook *book;
	gint monday;
	GPtrArray *
		without_grade; /* of char *: the classes that no limit holds for, since their grade is not known */
	/* how good the data are */
	gint n_classes, n_pupils, n_plans, n_counted;
	gint n_pages, n_pages_inked;
	gint n_assignments, n_without_minutes; /* homework that does not say how long it takes */
	/* marking */
	gint n_writers; /* as in a cell */
	gint n_handed_in, n_marked,
		n_never_marked; /* assignments handed in of which nothing is marked */
	gint n_wrong, n_re_marked;
	gint64 wait_sum_ms;
	BriefBand bands[N_BANDS];
	GArray *cells;	   /* of BriefCell, by grade, subjects as they came */
	GArray *over;	   /* of BriefOver, by class as added, then day */
	GArray *problems;  /* of BriefProblem, by code */
	GArray *trainings; /* of BriefTraining, by kind */
} Brief;

/* The book outlives it. */
Brief *brief_new(const RulesBook *book, gint monday);
Brief *brief_free(Brief *brief); /* accepts NULL, returns NULL */
/* `load` has all work of the four weeks up to the brief's Sunday. */
void brief_add_class(Brief *brief, const char *name, gint grade, const ClassLoad *load);
char *brief_without_grade(const Brief *brief); /* their names in a line, "" none; to be freed */
void brief_add_problem(Brief *brief, const char *code, bool is_solved);
void brief_add_training(Brief *brief, const char *kind, gint n_people, gint minutes);

static inline bool brief_is_hidden(const Brief *brief, gint n_pupils)
{
	return n_pupils < rules_book_base(brief->book)->group_minimum;
}
/* sum / (n * unit) in tenths, rounded half up; -1 when n is 0. */
gint64 brief_tenths(gint64 sum, gint64 n, gint64 unit);
#define BRIEF_MINUTE_MS G_GINT64_CONSTANT(60000)
#define BRIEF_HOUR_MS G_GINT64_CONSTANT(3600000)
RulesDays brief_week_span(const Brief *brief, guint week); /* week 0 is the oldest */

/* As JSON text (docs/load.md), to be freed. */
char *brief_json(const Brief *brief);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Brief, brief_free)
