/* SPDX-License-Identifier: MIT */
/* A recording as a pen: its bytes come at the times they once came, whatever the host says. */
#pragma once

#include "tests/virtual-pen/link.h"
#include "tests/virtual-pen/options.h"

typedef struct Recording Recording;

/* Reads the file; a bad line is an error that names it. */
Recording *recording_new(const Options *options, guint index, GError **error);
Recording *recording_free(Recording *recording); /* returns NULL */
/* As pen_advance: does what is due and says when to come again, PEN_NEVER (G_MAXINT64) at the end. */
int64_t recording_advance(Recording *recording, int64_t now_us);
bool recording_is_done(const Recording *recording);
