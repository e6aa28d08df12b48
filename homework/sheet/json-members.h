/* SPDX-License-Identifier: MIT */
/*
 * JSON objects to C structs by a table of members. Strict: a member that the table does not know is refused by
 * name, as is one of another type; every error says where in the file, and what would mend it. Pure.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* Where in the file we are: "pages[0].regions[3]". */
typedef struct {
	GString *path;
	GError **error;
} JsonPlace;

/* From a value to a field of the struct; what the field held is freed. */
typedef bool (*JsonTake)(JsonPlace *place, const json_t *value, void *field);

typedef struct {
	const char *name;
	JsonTake take;
	gsize offset; /* of the field in the struct */
	bool required;
} JsonMember;

/* Members in the table's order, which lets one rely on those before it; then those unknown are refused. */
bool json_members_take(JsonPlace *place, const json_t *value, const JsonMember *members,
	gsize n_members, void *object);

/* "PATH: …", the format of both languages (bilingual.h). Returns false. */
bool json_members_refuse(JsonPlace *place, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* One step down and back. */
void json_members_enter(JsonPlace *place, const char *member);
void json_members_enter_at(JsonPlace *place, gsize index);
void json_members_leave(JsonPlace *place, gsize path_length);

/* An array of at most `max`, its elements in order. */
typedef bool (*JsonTakeElement)(JsonPlace *place, const json_t *value, void *user);
bool json_members_each(
	JsonPlace *place, const json_t *value, gsize max, JsonTakeElement take, void *user);

/* Fields: char *, char ** (ends in NULL), gint, double. */
bool json_take_text(JsonPlace *place, const json_t *value, void *field);
bool json_take_texts(JsonPlace *place, const json_t *value, void *field);
bool json_take_whole(JsonPlace *place, const json_t *value, void *field);
bool json_take_number(JsonPlace *place, const json_t *value, void *field);
/* Exactly so many numbers, rounded; what: "[x, y]". */
bool json_take_mm(
	JsonPlace *place, const json_t *value, double *numbers, gsize n_numbers, const char *what);
/* To a ten-thousandth of a millimetre: less than a pen's step by far, and no more digits than one can read. */
double json_rounded_mm(double mm);
