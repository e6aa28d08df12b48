/* SPDX-License-Identifier: MIT */
/* From the record to what homework/load counts with. */
#pragma once

#include "homework/load/assigned.h"
#include "store/reader-load.h"

/* The rules of `file` (NULL: the defaults) with the school's changes over them. */
RulesBook *load_source_rules(const char *file, StoreReader *reader, GError **error);
/* Where the rules lie that belong to an installation, or NULL: there are none. */
const char *load_source_rules_file(void);

Assigned *load_source_assigned(const RulesBook *book, const StoreAssignment *row);
/* Of Assigned: what was published to a class from first_day to last_day, both of them too. */
GPtrArray *load_source_published(StoreReader *reader, const RulesBook *book, gint64 class_id,
	gint first_day, gint last_day, GError **error);
