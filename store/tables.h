/* SPDX-License-Identifier: MIT */
/* The requests that are plain statements: people, pens, pages, marks, journal parts. Internal to store/. */
#pragma once

#include "store/database.h"
#include "store/request.h"

/* Runs the request's statements with its values as ?1, ?2, … */
bool tables_put(Database *database, const Request *request, GError **error);
