/* SPDX-License-Identifier: MIT */
/* Private to cli/load*.c: what `zhibi load COMMAND …` was asked, and what its commands share. */
#pragma once

#include <jansson.h>

#include "cli/cli.h"
#include "store/load-source.h"

#define LOAD_UNSAID G_MININT

typedef struct {
	const char *class_name; /* NULL: not said */
	const char *figure;	/* of explain */
	const char *xlsx, *pdf; /* of brief, pdf of board too */
	/* of a change; each may be NULL, or LOAD_UNSAID; number 0 */
	const char *set, *from, *reason, *socket;
	gint number, limit, time_percent, items_percent;
	bool ends;
	bool is_json, has_pupils;
	RulesDays span;
	gint day;

	const char *database;
	StoreReader *reader;
	RulesBook *book;
} LoadCall;

/* Each returns a CliExit. */
int load_board(const LoadCall *call);
int load_minutes(const LoadCall *call);
int load_marking(const LoadCall *call);
int load_brief(const LoadCall *call);
int load_rules(const LoadCall *call);
int load_set_rule(const LoadCall *call); /* these ask the daemon */
int load_plan(const LoadCall *call);
int load_explain(const LoadCall *call); /* needs no record */

/* The classes asked for, of StoreClass; NULL: there is none of that name, which was told. */
GPtrArray *load_classes(const LoadCall *call);
/* One of them with its figures, for the call. */
typedef struct {
	const StoreClass *class;
	const ClassLoad *load;
	const GPtrArray *pupils; /* of StorePupil, in the load's order */
} LoadClass;
typedef void (*LoadEach)(const LoadCall *call, const LoadClass *each, gpointer user);
/* Each of the classes asked for, in the days asked for; false: it cannot be, which was told. */
bool load_each_class(const LoadCall *call, LoadEach each, gpointer user);
int load_failed(const GError *error); /* says why */
int load_print(json_t *take_value);
json_t *load_day_json(gint day);
json_t *load_tenths_json(gint64 tenths);
/* "12.3", or "–" for -1: into the buffer given, which is returned. */
#define LOAD_NUMBER_BYTES 24
const char *load_tenths(gint64 tenths, char text[LOAD_NUMBER_BYTES]);
