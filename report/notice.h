/* SPDX-License-Identifier: MIT */
/*
 * The notice to families with the form of consent to sign, from what the daemon is really configured to do: in Chinese, an
 * A4 page or two.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Days that are kept; 0: for ever. */
typedef struct {
	const char *school; /* NULL: a line to fill in */
	gint ink_days, results_days, unclaimed_days, access_days, raw_days;
	gint group_minimum;    /* groups of fewer pupils are not reported */
	bool recordings;       /* of all that goes over the pens' links: ink is in them */
	bool learning_records; /* may be made for other systems */
} NoticeFacts;

/* UTF-8, for the caller to free. */
char *notice_text(const NoticeFacts *facts);
/* The same as a PDF. NULL with an error (G_FILE_ERROR) when it cannot be made. */
GBytes *notice_pdf(const NoticeFacts *facts, GError **error);
