/* SPDX-License-Identifier: MIT */
/* The command line of the virtual pen. */
#pragma once

#include "tests/virtual-pen/lesson-teacher.h"
#include "tests/virtual-pen/lie.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The child's seconds during which the pen is out of reach. */
typedef struct {
	double from_s, to_s;
} Away;

typedef struct {
	char *socket_path;
	int n_pens;
	int first_number;
	guint64 seed;
	double speed;
	bool writes; /* class "arithmetic"; else the pens lie idle */
	gboolean teacher;
	char *sheet_path;
	Lesson *lesson; /* read from there; NULL: the page of arithmetic */
	MarkingPlan plan;
	GArray *mishaps; /* of Mishap */
	int n_pages;
	char *play_path;
	double rate_hz;
	double pauses; /* 1: a child's, 0: none */
	int mtu;
	int interval_ms; /* between live notifications */
	char *link;	 /* "ble" or "spp": for an air, which plays it */
	char *password;	 /* NULL: the pens are not locked */
	gint64 clock_offset_ms;
	gboolean clock_1970;
	double lose, repeat, damage; /* probabilities */
	GArray *away;		     /* of Away */
	LieKind lie;
	gboolean usb; /* on the cable, not on the air */
	int n_stored;
	char *state_path;
	char *truth_path;
	char *protocol;
	unsigned minor; /* of the protocol, 2.minor */
	gboolean uncompressed;
	int battery_percent;
	double cap_off_s; /* < 0: never */
	double quit_s;	  /* < 0: never */
	bool quit_written;
	int quit_strokes; /* 0: never */
	char *svg_path;
} Options;

typedef enum { OPTIONS_GO, OPTIONS_DONE, OPTIONS_WRONG } OptionsOutcome;

/* Reads the command line; prints help or what is wrong by itself. */
OptionsOutcome options_read(Options *options, int n_arguments, char **arguments);
void options_clear(Options *options);
