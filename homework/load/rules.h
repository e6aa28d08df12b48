/* SPDX-License-Identifier: MIT */
/*
 * The rules of homework load as data: limits, bedtimes, hours, calendar, and how minutes are counted. docs/load.md and
 * daemon/rules.conf show every rule with its default. A rule has a name, "limits.grades_3_6": group and key of
 * the file. What a school changed from a day on lies over the file (RulesBook).
 */
#pragma once

#include "homework/load/school-day.h"

typedef enum { STAGE_PRIMARY, STAGE_JUNIOR, STAGE_SENIOR } SchoolStage; /* grades 1-6, 7-9, 10-12 */
#define N_STAGES 3
typedef enum { BAND_1_2, BAND_3_6, BAND_7_9 } GradeBand;
#define N_BANDS 3
typedef enum { LOAD_LESSON, LOAD_SERVICE, LOAD_HOME } LoadPlace;
#define N_PLACES 3

typedef struct {
	gint begin_minute, end_minute; /* of the day; end 0: none */
} RulesHours;

typedef struct {
	gint first_day, last_day;
} RulesDays;

typedef struct {
	SchoolClock clock;
	gint limit_minutes[N_BANDS]; /* written homework a day; 0: no written task for home */
	gint weekend_minutes
		[N_BANDS]; /* of what is published before a weekend, beside the day's own */
	gint holiday_minutes[N_BANDS]; /* for each free day of a longer break */
	gint warn_percent;
	gint no_homework_weekday; /* 1 Monday to 7; 0 none */
	gint bedtime_minute[N_STAGES];
	gint bedtime_window_minutes;	     /* who stops so near to bedtime stopped for it */
	RulesHours lessons[N_STAGES];	     /* from school's start */
	RulesHours service[N_STAGES];	     /* after class */
	RulesHours evening_study;	     /* of the junior stage; none unless set */
	gint evening_study_end_minute;	     /* it may not last longer */
	guint service_weekdays;		     /* bit 1 Monday to 7 */
	GArray *terms, *holidays, *workdays; /* of RulesDays */
	gint gap_s, thinking_s;		     /* see minutes.h */
	gint capture_percent; /* who has less of it written by pen is in no figure of minutes */
	gint group_minimum;   /* smaller groups are not reported */
} Rules;

#define RULES_ERROR (rules_error_quark())
GQuark rules_error_quark(void); /* "zhibi-homework" */
typedef enum { RULES_ERROR_BAD } RulesErrorCode;

Rules *rules_new(void); /* the defaults */
Rules *rules_copy(const Rules *rules);
Rules *rules_free(Rules *rules); /* accepts NULL, returns NULL */

/* Reads a file's text over what is there. The error names the file, the line and the mend. */
bool rules_parse(Rules *rules, const char *name, const char *text, gsize n_bytes, GError **error);
/* NULL, or what is wrong: in what form the value has to be, or which name is the nearest. Of one rule alone. */
char *rules_set(Rules *rules, const char *rule, const char *value);
/* NULL, or which rules do not go together: looked at when all of one day are set. */
const char *rules_disagreement(const Rules *rules);
/* The names, as many as there are; then NULL. A value as it would stand in the file. */
const char *rules_name(guint i);
char *rules_value(const Rules *rules, guint i);

/* ---- what they say */

SchoolStage rules_stage(gint grade);
bool rules_knows_grade(gint grade);		  /* 1 to 12 */
bool rules_band(gint grade, GradeBand *band);	  /* false: no limit is set for such a grade */
gint rules_limit(const Rules *rules, gint grade); /* minutes a day; -1 none */
bool rules_is_school_day(const Rules *rules, gint day);
/* Where a pupil is at that time. */
LoadPlace rules_place_at(const Rules *rules, gint grade, SchoolMoment moment);
/* The minute of a day at which school is over: lessons, service and evening study; -1: there is none that day. */
gint rules_school_end(const Rules *rules, gint grade, gint day);
/* Is work for this place written homework that counts against the limit? Where the limit is 0, practice at
 * school is not. */
bool rules_counts(const Rules *rules, gint grade, LoadPlace place);
/* The free days in a row that the day is one of, or that follow it at once; first_day after last_day: there are none. */
#define RULES_RUN_DAYS_MAX 100 /* to either side */
RulesDays rules_free_run(const Rules *rules, gint day);
/* What may be published on a school day for that day itself. -1: no limit. */
gint rules_day_budget(const Rules *rules, gint grade, gint day);
/* What may be published on a day: a school day's own, with the budget of the free days that follow; a free day has that of
 * its row. All of a row's days, and the school day before them, share it: board_day takes off what is gone. -1: no limit. */
gint rules_budget(const Rules *rules, gint grade, gint day);

/* "lesson", "service", "home" */
const char *rules_place_name(LoadPlace place);
bool rules_place_from_name(const char *name, LoadPlace *place);

/* ---- with the changes of a school */

typedef struct RulesBook RulesBook;
RulesBook *rules_book_new(Rules *take_base);
RulesBook *rules_book_free(RulesBook *book); /* accepts NULL, returns NULL */
/* In the order they were made: of one day and rule the last counts. NULL, or what is wrong, from which day on, and the book
 * is as it was. The time zone and how minutes are counted are the file's alone, since they hold for all days alike. */
char *rules_book_change(RulesBook *book, gint from_day, const char *rule, const char *value);
const Rules *rules_book_at(const RulesBook *book, gint day);
const Rules *rules_book_base(const RulesBook *book);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rules, rules_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RulesBook, rules_book_free)
