/* SPDX-License-Identifier: MIT */
/*
 * The demonstration class: 四年级2班 with invented pupils (47 unless asked otherwise) in rows of eight, a
 * pen bound to each (the addresses of tests/virtual-pen), one more for the teacher, and a sheet to do.
 */
#pragma once

#include "homework/sheet/sheet.h"
#include "store/reader.h"

#define DEMONSTRATION_LOGIN "teacher"
#define DEMONSTRATION_PUPILS 47
#define DEMONSTRATION_PUPILS_MAX 2000

/* The sheet that the program carries (docs/examples/demonstration.json). */
Sheet *demonstration_sheet(void);

typedef struct {
	const Sheet *sheet; /* the open assignment's */
	guint n_pupils;
	guint n_weeks; /* of homework before it: demonstration-history.h */
} DemonstrationWish;

/*
 * Fills an empty record; one that has a class is kept as it is. Either way the teacher gets a new password, which is
 * returned for the caller to print once and free; NULL with error when reading fails. Nothing is on disk before
 * store_sequence is stored.
 */
char *demonstration_prepare(Store *store, StoreReader *reader, const DemonstrationWish *wish,
	gint64 now_ms, GError **error);
