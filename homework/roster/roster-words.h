/* SPDX-License-Identifier: MIT */
/* What the columns of a school's list are called, and what is written in them. Pure. */
#pragma once

#include "homework/roster/roster.h"

typedef enum {
	ROSTER_COLUMN_NAME,
	ROSTER_COLUMN_NUMBER, /* 座号 */
	ROSTER_COLUMN_ORDER,  /* 序号: counts the lines; a number only where there is no other */
	ROSTER_COLUMN_SCHOOL_NUMBER, /* 学号 */
	ROSTER_COLUMN_CLASS,
	ROSTER_COLUMN_GRADE,
	ROSTER_COLUMN_SEAT_ROW,
	ROSTER_COLUMN_SEAT_COLUMN,
	ROSTER_COLUMN_SEAT, /* "3排4列" */
	ROSTER_COLUMN_CONSENT,
	ROSTER_COLUMN_CITIZEN,
	N_ROSTER_COLUMNS,
} RosterColumn;

/* False: it means nothing here. */
bool roster_words_column(const char *header, RosterColumn *column);
/* -1: it is no number. */
gint roster_words_number(const char *text);
/* "四年级", "4", "初一", "初中二年级", "高三": 1 to 12; 0 none. "小学2024级", and "2024级" where only one stage is possible, by the
 * year in which the school year began (in September). */
gint roster_words_grade(const char *text, gint school_year);
/* "四" of 4; of 1 to 12. */
const char *roster_words_numeral(gint number);
bool roster_words_is_number(const char *text); /* "3", "十二" */
/* False: it is neither yes nor no. */
bool roster_words_consent(const char *text, RosterConsent *consent);
