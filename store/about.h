/* SPDX-License-Identifier: MIT */
/*
 * Which tables are about a person, found by the names of their columns (store/schema/009-privacy.sql): so a table that is
 * added later is erased and forgotten with the others. Internal to store/.
 */
#pragma once

#include "store/database.h"

/* Of char *: the tables with this column, "pupil_id" or "page_copy_id", whose rows go with the person's or the copy's.
 * Not among them: page_copy itself; page_claim by its pupil; access_log, which only forgets whose page it was. */
GPtrArray *about_tables(Database *database, const char *column, GError **error);
