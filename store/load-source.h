/* SPDX-License-Identifier: MIT */
/* From the record to what homework/load counts with. */
#pragma once

#include "homework/load/brief.h"
#include "store/reader-load.h"

/* The rules of `file` (NULL: the defaults) with the school's changes over them. */
RulesBook *load_source_rules(const char *file, StoreReader *reader, GError **error);
/* The rules of the installation, as its zhibi.conf names them or beside it; NULL: there are none. To be freed. */
char *load_source_rules_file(void);
/* By what the installed service calls a day; the default where its file cannot be read, which others tell. */
SchoolClock load_source_clock(void);

Assigned *load_source_assigned(const RulesBook *book, const StoreAssignment *row);
/* Of Assigned: what was published to a class from first_day to last_day, both of them too. */
GPtrArray *load_source_published(StoreReader *reader, const RulesBook *book, gint64 class_id,
	gint first_day, gint last_day, GError **error);

/* A class as it can be counted from first_day to last_day: what was published in these days and up to
 * LOAD_SOURCE_BEFORE_DAYS before them, with all ink and marks of it. A pupil's plan is the one in force on the last day. */
#define LOAD_SOURCE_BEFORE_DAYS 14
ClassLoad *load_source_class(StoreReader *reader, const RulesBook *book, const StoreClass *class,
	RulesDays span, GError **error);
/* The school, or one grade of it (0: all), in the week from `monday` on. */
Brief *load_source_brief(
	StoreReader *reader, const RulesBook *book, gint monday, gint grade, GError **error);
