/* SPDX-License-Identifier: MIT */
/* Private to layout-omr*.c: one file of OMRChecker, and the fields of its template. */
#pragma once

#include "homework/sheet/json-members.h"
#include "homework/sheet/layout-report.h"

typedef struct {
	LayoutReport report;
	const char *text;
	gsize n_bytes;
	json_t *root;
	JsonPlace place;
	GError *fault; /* without file and line */
} OmrFile;

/* A row or column of bubbles. */
typedef struct {
	char *label; /* "q12" */
	char **values;
	SheetBox first;		     /* its first bubble, mm */
	double step_x_mm, step_y_mm; /* to the next one */
	bool counts;		     /* digits from 0 to 9: rather a number's than an answer's */
	SheetQuestion *question;     /* of the sheet; NULL none */
} OmrField;

typedef struct {
	Sheet *sheet;
	GPtrArray *fields;    /* of OmrField */
	GHashTable *by_label; /* char * to OmrField * */
	GHashTable *joined;   /* customLabels: char * to char ** */
} Omr;

/* "FILE:LINE: PATH: …" of where the file is at. */
void omr_note(const OmrFile *file, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* "q1..4" is q1, q2, q3, q4; added to `labels` (of char *). */
bool omr_take_labels(OmrFile *file, const json_t *value, GPtrArray *labels);
/* Members besides `known` (ends in NULL) are noted. */
void omr_note_unknown(OmrFile *file, const json_t *object, const char *const *known);

bool omr_read_template(Omr *omr, OmrFile *file);
/* Questions, keys and points; false with file->fault. */
bool omr_read_evaluation(Omr *omr, OmrFile *file);
/* A question for the field, or the one it has; NULL: it cannot be one, and file->fault says why. */
SheetQuestion *omr_question(Omr *omr, OmrFile *file, OmrField *field);
